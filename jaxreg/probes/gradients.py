"""The gradient, taken apart: what each point asks for, and its mean in three ways.

By jax.grad in float32, by the formula in float64, and by central differences of a loss
in float64. All are of the training's loss, by the W and b that it moves.
"""

from typing import Any, NamedTuple

import jax
import numpy as np
from jax.flatten_util import ravel_pytree

from jaxreg.analysis import last_readable_epoch, residual_loss
from jaxreg.data import Dataset, padded, power_of_two
from jaxreg.drawing import drawn_points
from jaxreg.environment import reproducible
from jaxreg.experiment import (
    LinearResult,
    LogisticResult,
    loss_data,
    loss_of,
    params_at,
    shown_training,
)
from jaxreg.models import Params, Penalised
from jaxreg.newton import cross_entropy
from jaxreg.scenario import LinearScenario, LogisticScenario, Scenario
from jaxreg.train import LossFn

MAX_ARROWS = 20


class Gradients(NamedTuple):
    """At one place of the run, p = d + 1 numbers each, by W and then by b.

    ``of_points`` (m, p) are those of single points, m at most ``MAX_ARROWS``, an even
    sample of all. ``autodiff``, ``by_hand`` and ``differences`` (p,) are of the loss,
    the mean over all points.
    """

    epoch: int
    at: np.ndarray
    of_points: np.ndarray
    autodiff: np.ndarray
    by_hand: np.ndarray
    differences: np.ndarray


@reproducible()
def gradients(result: LinearResult | LogisticResult) -> Gradients:
    """The gradients at the last readable epoch of a run."""
    s, (data, _, history) = result.scenario, shown_training(result)
    epoch = last_readable_epoch(result.history.loss)
    params = params_at(history, epoch)
    rows = drawn_points(len(data.y), MAX_ARROWS)
    shown = padded(Dataset(*(column[rows] for column in data)), 32)
    whole = padded(data, power_of_two(len(data.y)))
    l2 = np.float32(s.l2) if isinstance(s, LogisticScenario) else None
    at = np.append(*params).astype(float)
    return Gradients(
        epoch,
        at,
        np.asarray(_of_points(loss_of(s), params, shown, l2))[: len(rows)],
        np.asarray(_gradient(loss_of(s), params, loss_data(s, whole))),
        _by_hand(s, at, data),
        _central_differences(s, at, data),
    )


@jax.jit(static_argnums=0)
def _gradient(loss_fn: LossFn, params: Params, data: Any) -> jax.Array:
    return ravel_pytree(jax.grad(loss_fn)(params, data))[0]


@jax.jit(static_argnums=0)
def _of_points(
    loss_fn: LossFn, params: Params, data: Dataset, l2: jax.Array | None
) -> jax.Array:
    """The gradient of each point's own loss, as if it were the only one: (m, p)."""

    def of_one(point: Dataset) -> jax.Array:
        alone = Dataset(*(column[None] for column in point))
        problem = alone if l2 is None else Penalised(alone, l2)
        return _gradient(loss_fn, params, problem)

    return jax.vmap(of_one)(data)


def _by_hand(s: Scenario, at: np.ndarray, data: Dataset) -> np.ndarray:
    """2 / n sum (W x + b - y) (x, 1), or 1 / n sum (p - y) (x, 1) + l2 (W, 0)."""
    A = np.column_stack([np.asarray(data.X, float), np.ones(len(data.y))])
    output, y = A @ at, np.asarray(data.y, float)
    if isinstance(s, LinearScenario):
        return 2 * (output - y) @ A / len(y)
    p = (1 + np.tanh(output / 2)) / 2
    return (p - y) @ A / len(y) + s.l2 * np.append(at[:-1], 0)


def _central_differences(s: Scenario, at: np.ndarray, data: Dataset) -> np.ndarray:
    def loss(theta: np.ndarray) -> float:
        params = Params(theta[:-1], theta[-1])
        if isinstance(s, LinearScenario):
            return residual_loss(data.X, data.y, params)
        return cross_entropy(data.X, data.y, params, s.l2)

    # A cube root of the rounding balances it against the formula's own error.
    h = 6e-6 * np.maximum(np.abs(at), 1)
    steps = np.diag(h)
    return np.array([loss(at + e) - loss(at - e) for e in steps]) / (2 * h)

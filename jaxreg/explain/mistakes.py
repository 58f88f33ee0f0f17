"""The run beside one with a classic mistake in its code, and the gradient check, which
compares the code's gradient with finite differences of its loss."""

from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax.flatten_util import ravel_pytree

from jaxreg.explain.fan import sampled
from jaxreg.explain.gradient import central_differences
from jaxreg.settings.mistake import COPIED, IN_TURN, LETTERS, MISTAKES, UNSCALED
from jaxreg.training.gradient_descent import (
    MAX_EPOCHS,
    History,
    LossAndGrad,
    LossFn,
    as_rows,
)
from jaxreg.training.least_squares import with_ones
from jaxreg.training.models import Params
from jaxreg.training.results import Result
from jaxreg.training.runs import MODELS
from jaxreg.training.units import unscaled
from jaxreg.training.way import way_of

OF_B = (COPIED, IN_TURN)
"""The mistakes that only code with a b can have."""


class Mistaken(NamedTuple):
    """A run with the mistake ``kind``, up to where the charts end: ``loss`` (e + 1,) in
    the points' own units, and the model W (e + 1, d), b (e + 1,) there.

    Of its start, in the units that it trains in, ``gradient`` (p,) is the code's and
    ``differences`` (p,) the check's; ``rounding`` is what these may differ by.
    """

    kind: str
    loss: np.ndarray
    params: Params
    gradient: np.ndarray
    differences: np.ndarray
    rounding: float

    @property
    def agrees(self) -> np.ndarray:
        """Whether the check passes, for each of W and b: (p,)."""
        apart = np.abs(self.gradient - self.differences)
        agrees: np.ndarray = apart <= 1e-3 * np.abs(self.differences) + self.rounding
        return agrees


def mistaken(result: Result) -> Mistaken:
    """The scenario's run with its mistake, by full batches, on at most
    ``MAX_FAN_POINTS`` points. Without an intercept its start has no b, p is d, and none
    of ``OF_B`` can be made."""
    s, problem, scaling = result.scenario, sampled(result), result.training.scaling
    kind, d = LETTERS[s.mistake], len(result.features.names)
    raw = problem.data.X.copy()
    raw[:, :d] = raw[:, :d] * scaling.deviation + scaling.mean
    rates = way_of(s, problem.num_points, len(result.history.loss) - 1).rates
    which = np.int32(MISTAKES.index(kind))
    given = raw.astype(np.float32), rates, np.int32(result.end), which
    history, slope = _descend_mistaken(
        problem.loss_fn, problem.start, problem.inputs, *given
    )
    params, loss = as_rows(history, result.end)
    W, b, has_b = params.W, params.b, s.has_intercept
    b = b if has_b else np.zeros_like(loss)
    if kind == UNSCALED:
        scaling = scaling._replace(mean=np.zeros(d), deviation=np.ones(d))
    X = (raw if kind == UNSCALED else problem.data.X)[: problem.num_points, :d]
    at = np.append(problem.start.W[:d], problem.start.b if has_b else 0).astype(float)
    differences, rounding = _check(
        result, X.astype(float), problem.data.y[: len(X)].astype(float), at
    )
    padding = np.s_[d : -1 if has_b else None]
    return Mistaken(
        kind,
        loss.astype(float) * scaling.y_deviation**2,
        unscaled(Params(W[:, :d], b), scaling),
        np.delete(np.asarray(slope), padding),
        differences[: d + has_b],
        rounding,
    )


def _check(
    result: Result, X: np.ndarray, y: np.ndarray, at: np.ndarray
) -> tuple[np.ndarray, float]:
    """The slopes (p,) of the loss of points X (n, d), y (n,) by finite differences, and
    how far rounding to float32 may take a gradient from them."""
    s, model = result.scenario, MODELS[result.scenario.page]

    def loss(theta: np.ndarray) -> float:
        return model.loss(s, X, y, Params(theta[:-1], theta[-1]))

    A = np.abs(with_ones(X, s.has_intercept))
    size = float(np.mean((A @ np.abs(at) + np.abs(y)) * A.max(axis=1)))
    return central_differences(loss, at), 1e-5 * size


@jax.jit(static_argnums=0)
def _descend_mistaken(
    loss_fn: LossFn,
    params: Params,
    inputs: Any,
    raw: jax.Array,
    rates: jax.Array,
    epochs: jax.Array,
    which: jax.Array,
) -> tuple[History, jax.Array]:
    """The run with the mistake ``which``, as ``descend`` gives it, and the gradient by
    its code at the start; ``raw`` is x not scaled, (n, d)."""
    data = getattr(inputs, "data", inputs)
    data = data._replace(X=jnp.where(which == MISTAKES.index(UNSCALED), raw, data.X))
    inputs = inputs._replace(data=data) if hasattr(inputs, "data") else data
    start, unravel = ravel_pytree(params)
    is_weight = (
        ravel_pytree(
            jax.tree.map(jnp.zeros_like, params)._replace(W=jnp.ones_like(params.W))
        )[0]
        > 0
    )
    loss_and_grad = jax.value_and_grad(lambda theta: loss_fn(unravel(theta), inputs))
    n, l2 = jnp.sum(data.weight), getattr(inputs, "l2", 0.0)
    direction = partial(_direction, which, loss_and_grad, n, l2, is_weight)

    def epoch(k: jax.Array, carry: Any) -> Any:
        theta, step, rows = carry
        theta = theta - step
        loss, grad = loss_and_grad(theta)
        rows = rows.at[k].set(jnp.append(theta, loss))
        return theta, rates[k] * direction(theta, grad, rates[k]), rows

    rows = jnp.zeros((MAX_EPOCHS + 1, start.size + 1))
    carry = (start, jnp.zeros_like(start), rows)
    rows = jax.lax.fori_loop(0, epochs + 1, epoch, carry)[-1]
    # A gradient that is right at its place passes: where it is taken is not checked.
    slope = direction(start, loss_and_grad(start)[1], 0.0)
    return History(jax.vmap(unravel)(rows[:, :-1]), rows[:, -1]), slope


def _direction(
    which: jax.Array,
    loss_and_grad: LossAndGrad,
    num_points: jax.Array,
    l2: Any,
    is_weight: jax.Array,
    theta: jax.Array,
    grad: jax.Array,
    rate: Any,
) -> jax.Array:
    """What the mistaken code steps against; theta, its gradient and what of it
    ``is_weight`` are (p,)."""
    penalty = l2 * jnp.where(is_weight, theta, 0)  # b is free
    moved = theta - (rate * grad).at[-1].set(0)  # W alone
    ways = (
        num_points * (grad - penalty) + penalty,
        grad.at[-1].set(grad[0]),
        grad,
        -grad,
        grad.at[-1].set(loss_and_grad(moved)[1][-1]),
    )  # in the order of MISTAKES
    return jnp.stack(ways)[which]

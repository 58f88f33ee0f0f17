"""One run in four types of number, which differ in how many digits they keep.

All four are one compiled call of JAX, whose 64 bits are switched on for it alone: the
importer's setting stays as it is. XLA must not keep more digits between two operations
than the type has, or half of the rounding would be lost.
"""

from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax.flatten_util import ravel_pytree

from jaxreg.data.dataset import Dataset
from jaxreg.display.drawing import drawn_points
from jaxreg.training.gradient_descent import MAX_EPOCHS, LossFn
from jaxreg.training.problem import Problem
from jaxreg.training.results import Result
from jaxreg.training.way import way_of

TYPES = ("bfloat16", "float16", "float32", "float64")
MAX_POINTS = 256  # and all are padded to it, as each size compiles for seconds
_LONGEST_CYCLE = 64


class Rounded(NamedTuple):
    """A run in one ``type``: W and, with an intercept, b of each epoch, ``theta``
    (e + 1, p), which float64 holds exactly; its ``loss`` (e + 1,), by them, in float64;
    and the ``step`` (p,) that the last epoch asks for."""

    type: str
    theta: np.ndarray
    loss: np.ndarray
    step: np.ndarray


def in_each_type(result: Result) -> list[Rounded]:
    """The scenario's run of full batches in each of ``TYPES``, in the training's units,
    up to where the charts end, on the points of ``sample_of``."""
    problem, epochs = _problem(result), result.end
    asked = len(result.history.loss) - 1
    way = way_of(result.scenario, problem.num_points, asked)
    velocity = np.float32(way.momentum), np.bool_(way.is_nesterov)
    with jax.enable_x64(True):
        runs = _descend_in_each(
            problem.loss_fn,
            problem.start,
            problem.inputs,
            way.rates,
            np.int32(epochs),
            *velocity,
        )
    found, d = [], len(result.shown.history.params.W[0])
    # Features that only widen the problem have weights that stay 0.
    padding = np.s_[d : -1 if result.scenario.has_intercept else None]
    for name, (rows, step) in zip(TYPES, runs, strict=True):
        table = np.asarray(rows)[: epochs + 1]
        theta = np.delete(table[:, :-1], padding, axis=1)
        step = np.delete(np.asarray(step), padding)
        found.append(Rounded(name, theta, table[:, -1], step))
    return found


def sample_of(result: Result) -> Dataset:
    """The training's points, or an even sample of ``MAX_POINTS``."""
    data = result.training.data
    rows = drawn_points(len(data.y), MAX_POINTS)
    return Dataset(*(column[rows] for column in data))


def _problem(result: Result) -> Problem:
    """What training minimises, on the sample, of one size; a single feature has one
    beside it that is 0, so that one and two share what is compiled."""
    problem = result.training.problem
    num_features = max(len(problem.start.W), 2)
    problem = problem._replace(data=sample_of(result))
    return problem.widened_to(num_features).padded_to(MAX_POINTS)


@partial(
    jax.jit,
    static_argnums=0,
    compiler_options={"xla_allow_excess_precision": False},
)
def _descend_in_each(
    loss_fn: LossFn, params: Any, data: Any, *way: jax.Array
) -> list[tuple[jax.Array, jax.Array]]:
    """Of each type, what ``_descend_in`` gives."""
    return [_descend_in(name, loss_fn, params, data, *way) for name in TYPES]


def _descend_in(
    name: str,
    loss_fn: LossFn,
    params: Any,
    data: Any,
    rates: jax.Array,
    epochs: jax.Array,
    momentum: jax.Array,
    is_nesterov: jax.Array,
) -> tuple[jax.Array, jax.Array]:
    """Rows (MAX_EPOCHS + 1, p + 1) of theta and its loss, and the step (p,) after the
    last, of a run in a type; see ``descend_with_momentum``."""
    start, unravel = ravel_pytree(_rounded(params, name))
    exact, unravel_exact = ravel_pytree(_rounded(params, "float64"))
    mine, exact_data = _rounded(data, name), _rounded(data, "float64")
    rates, m = _rounded((rates, momentum), name)
    grad_of = jax.grad(lambda theta: loss_fn(unravel(theta), mine))

    def epoch(k: jax.Array, carry: tuple[jax.Array, ...]) -> tuple[jax.Array, ...]:
        theta, step, velocity, rows = carry
        theta = theta - step
        at = theta.astype(exact.dtype)
        loss = loss_fn(unravel_exact(at), exact_data)
        rows = rows.at[k].set(jnp.append(at, loss))
        # 0 times an infinite velocity would be NaN.
        grad = grad_of(theta)
        velocity = jnp.where(m > 0, m * velocity, 0) + grad
        ahead = jnp.where(m > 0, m * velocity, 0) + grad
        direction = jnp.where(is_nesterov, ahead, velocity)
        return theta, rates[k] * direction, velocity, rows

    zero = jnp.zeros_like(start)
    rows = jnp.zeros((MAX_EPOCHS + 1, start.size + 1), exact.dtype)
    carry = (start, zero, zero, rows)
    _, step, _, rows = jax.lax.fori_loop(0, epochs + 1, epoch, carry)
    return rows, step.astype(exact.dtype)


def _rounded(tree: Any, name: str) -> Any:
    """A tree's arrays in a type."""
    return jax.tree.map(lambda part: jnp.asarray(part).astype(name), tree)


def cycle_of(theta: np.ndarray) -> tuple[int, int] | None:
    """The first of the epochs theta (e, p) from which on they repeat, at least once,
    and after how many epochs: 1 if they stand still. None if they do not."""
    for period in range(1, min(_LONGEST_CYCLE, len(theta) // 2) + 1):
        is_same = (theta[period:] == theta[:-period]).all(axis=1)
        if not is_same[-period:].all():
            continue
        changes = np.flatnonzero(~is_same)
        return (int(changes[-1]) + 1 if changes.size else 0), period
    return None

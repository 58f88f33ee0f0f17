"""Where a run ends, by what it was given: derivatives through every step of training.

``descend`` is differentiated as it is, in forward mode: beside the run, its compiled
loop carries what each step does to the derivative along each direction.
"""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from jaxreg.data.dataset import Dataset
from jaxreg.training.gradient_descent import LossFn, Problem, descend
from jaxreg.training.models import Params, Penalised


def by_targets(
    problem: Problem, learning_rate: float, epochs: int, rows: np.ndarray
) -> Params:
    """The derivative of W (d,) and b after ``epochs`` by the y of each of rows (m,), in
    the problem's units: W (d, m) and b (m,), float32. Each m compiles, and each size of
    the points."""
    return _as_numpy(
        _by_targets(*_parts(problem), np.float32(learning_rate), np.int32(epochs), rows)
    )


def with_targets(
    problem: Problem, learning_rate: float, epochs: int, targets: np.ndarray
) -> Params:
    """Where the runs end whose y is each row of targets (m, n), all in one call: W
    (m, d) and b (m,), float32."""
    return _as_numpy(
        _with_targets(
            *_parts(problem), np.float32(learning_rate), np.int32(epochs), targets
        )
    )


def by_rate(problem: Problem, learning_rate: float, epochs: int) -> tuple[float, float]:
    """The loss after ``epochs`` at a learning rate, and its derivative by the rate."""
    loss, slope = _by_rate(
        *_parts(problem), np.float32(learning_rate), np.int32(epochs)
    )
    return float(loss), float(slope)


def _parts(problem: Problem) -> tuple[LossFn, Params, Any]:
    return problem.loss_fn, problem.start, problem.inputs


def _as_numpy(params: Params) -> Params:
    return Params(*map(np.asarray, params))


@jax.jit(static_argnums=0)
def _by_targets(
    loss_fn: LossFn,
    start: Params,
    inputs: Any,
    rate: jax.Array,
    epochs: jax.Array,
    rows: jax.Array,
) -> Params:
    def end(rises: jax.Array) -> Params:
        y = _points(inputs).y.at[rows].add(rises)
        return _end(loss_fn, start, _with_y(inputs, y), rate, epochs)

    slopes: Params = jax.jacfwd(end)(jnp.zeros(len(rows)))
    return slopes


@jax.jit(static_argnums=0)
def _with_targets(
    loss_fn: LossFn,
    start: Params,
    inputs: Any,
    rate: jax.Array,
    epochs: jax.Array,
    targets: jax.Array,
) -> Params:
    def end(y: jax.Array) -> Params:
        return _end(loss_fn, start, _with_y(inputs, y), rate, epochs)

    ends: Params = jax.vmap(end)(targets)
    return ends


@jax.jit(static_argnums=0)
def _by_rate(
    loss_fn: LossFn, start: Params, inputs: Any, rate: jax.Array, epochs: jax.Array
) -> tuple[jax.Array, jax.Array]:
    def last_loss(rate: jax.Array) -> jax.Array:
        loss: jax.Array = descend(loss_fn, start, inputs, rate, epochs).loss[epochs]
        return loss

    return jax.jvp(last_loss, (rate,), (jnp.ones_like(rate),))


def _end(
    loss_fn: LossFn, start: Params, inputs: Any, rate: jax.Array, epochs: jax.Array
) -> Params:
    end: Params = descend(loss_fn, start, inputs, rate, epochs).at(epochs)
    return end


def _points(inputs: Dataset | Penalised) -> Dataset:
    return inputs.data if isinstance(inputs, Penalised) else inputs


def _with_y(inputs: Dataset | Penalised, y: jax.Array) -> Dataset | Penalised:
    """What a loss takes, with other targets (n,)."""
    data = _points(inputs)._replace(y=y)
    return inputs._replace(data=data) if isinstance(inputs, Penalised) else data

"""Where a run ends, by what it was given: derivatives through every step of training.

The loop is differentiated as it is, in forward mode: beside the run, its compiled
steps carry what each step does to the derivative along each direction.
"""

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from jaxreg.data.dataset import Dataset
from jaxreg.training.gradient_descent import History, LossFn
from jaxreg.training.models import Params, Penalised
from jaxreg.training.problem import Problem
from jaxreg.training.way import Way


def by_targets(problem: Problem, way: Way, epochs: int, rows: np.ndarray) -> Params:
    """The derivative of W (d,) and b after ``epochs`` by the y of each of rows (m,), in
    the problem's units: W (d, m) and b (m,), None if there is none, float32. Each m
    compiles, and each size of the points."""
    return _as_numpy(_by_targets(*_parts(problem, way, epochs), rows))


def with_targets(
    problem: Problem, way: Way, epochs: int, targets: np.ndarray
) -> Params:
    """Where the runs end whose y is each row of targets (m, n), all in one call: W
    (m, d) and b (m,), float32."""
    return _as_numpy(_with_targets(*_parts(problem, way, epochs), targets))


def by_rate(
    problem: Problem, way: Way, epochs: int, learning_rate: float
) -> tuple[float, float]:
    """The loss after ``epochs`` of a way whose rates are those of a learning rate, and
    its derivative by that rate."""
    share = way.rates / np.float32(learning_rate)  # what a schedule makes of it
    loss, slope = _by_rate(*_parts(problem, way, epochs), share)
    return float(loss), float(slope)


_Given = tuple[Any, Any]  # the last epoch, and what a loop takes after the points


class _Run(NamedTuple):
    """What selects a compiled run: a loss, and a loop with what it takes after it."""

    loss_fn: LossFn
    loop: Any
    static: tuple[Any, ...]

    def end(self, start: Params, inputs: Any, given: _Given) -> Params:
        """The params after the last epoch."""
        last, rest = given
        end: Params = self.history(start, inputs, rest).at(last)
        return end

    def history(self, start: Params, inputs: Any, given: Any) -> History:
        history: History = self.loop(self.loss_fn, *self.static, start, inputs, *given)
        return history


def _parts(problem: Problem, way: Way, epochs: int) -> tuple[_Run, Params, Any, _Given]:
    """A run, its start, what the loss takes, and what the loop is given."""
    loop, static, given = way.parts(epochs)
    run = _Run(problem.loss_fn, loop, static)
    return run, problem.start, problem.inputs, (np.int32(epochs), given)


def _as_numpy(params: Params) -> Params:
    numbers: Params = jax.tree.map(np.asarray, params)
    return numbers


@jax.jit(static_argnums=0)
def _by_targets(
    run: _Run, start: Params, inputs: Any, given: _Given, rows: jax.Array
) -> Params:
    def end(rises: jax.Array) -> Params:
        y = _points(inputs).y.at[rows].add(rises)
        return run.end(start, _with_y(inputs, y), given)

    slopes: Params = jax.jacfwd(end)(jnp.zeros(len(rows)))
    return slopes


@jax.jit(static_argnums=0)
def _with_targets(
    run: _Run, start: Params, inputs: Any, given: _Given, targets: jax.Array
) -> Params:
    def end(y: jax.Array) -> Params:
        return run.end(start, _with_y(inputs, y), given)

    ends: Params = jax.vmap(end)(targets)
    return ends


@jax.jit(static_argnums=0)
def _by_rate(
    run: _Run, start: Params, inputs: Any, given: _Given, share: jax.Array
) -> tuple[jax.Array, jax.Array]:
    last, (rates, *rest) = given

    def last_loss(rates: jax.Array) -> jax.Array:
        history = run.history(start, inputs, (rates, *rest))
        loss: jax.Array = history.loss[last]
        return loss

    return jax.jvp(last_loss, (rates,), (share,))


def _points(inputs: Dataset | Penalised) -> Dataset:
    return inputs.data if isinstance(inputs, Penalised) else inputs


def _with_y(inputs: Dataset | Penalised, y: jax.Array) -> Dataset | Penalised:
    """What a loss takes, with other targets (n,)."""
    data = _points(inputs)._replace(y=y)
    return inputs._replace(data=data) if isinstance(inputs, Penalised) else data

"""How long a scenario's training takes on this machine: four ways to run one loop."""

import functools
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import numpy as np

from jaxreg.environment import reproducible
from jaxreg.experiment import (
    LinearResult,
    LogisticResult,
    as_trained,
    loss_data,
    loss_of,
    params_at,
)
from jaxreg.leaving import next_step
from jaxreg.models import Params
from jaxreg.probes.rates import at_all_rates, rows_at_all_rates
from jaxreg.train import LossFn, descend

MAX_LOOP_WORK = 3_000_000
"""Rows times epochs over which a loop in Python is timed, in all; about 0.1 s."""
MAX_WORK = 30_000_000
"""The same of a loop that is jitted as a whole."""
CALLS = 10_000
"""So many rows more are what an epoch in Python costs, for its calls."""


class Way(NamedTuple):
    """Seconds that all epochs take, from those of ``measured`` epochs."""

    seconds: float
    measured: int


class Timing(NamedTuple):
    """Seconds to compile the loop, once; then what ``epochs`` of the scenario take by
    the lecture's loop in Python, by one over a jitted step, and by the loop that is
    jitted as a whole; and what they take for all learning rates at once."""

    epochs: int
    compilation: float
    python_loop: Way
    jitted_step: Way
    jitted_loop: Way
    at_once: Way


@reproducible()
def timing(result: LinearResult | LogisticResult) -> Timing:
    """Measure now: about half a second, and about another where it has to compile."""
    s, history = result.scenario, result.training.history
    loss_fn, rate = loss_of(s), np.float32(s.learning_rate)
    start, problem = jax.tree.map(
        jax.numpy.asarray,
        (params_at(history, 0), loss_data(s, as_trained(s, result.training.data))),
    )

    def python_loop(epochs: int) -> Params:
        params = start
        for _ in range(epochs):
            gradient = _gradient(loss_fn, params, problem)
            params = Params(params.W - rate * gradient.W, params.b - rate * gradient.b)
        return params

    def jitted_step(epochs: int) -> Params:
        params = start
        for _ in range(epochs):
            params = _step(loss_fn, params, problem, rate)
        return params

    def jitted_loop(epochs: int) -> Any:
        return descend(loss_fn, start, problem, rate, np.int32(epochs))

    def at_once(epochs: int) -> Any:
        return at_all_rates(result, epochs)

    epochs, rows = len(history.loss) - 1, len(as_trained(s, result.training.data).y)
    looped = MAX_LOOP_WORK // (rows + CALLS)
    return Timing(
        epochs,
        _compilation(loss_fn, *_shapes((start, problem))),
        _way(python_loop, epochs, looped),
        _way(jitted_step, epochs, looped),
        _way(jitted_loop, epochs, MAX_WORK // rows),
        _way(at_once, epochs, MAX_WORK // rows_at_all_rates(result)),
    )


@jax.jit(static_argnums=0)
def _gradient(loss_fn: LossFn, params: Params, data: Any) -> Params:
    return jax.grad(loss_fn)(params, data)


@jax.jit(static_argnums=0)
def _step(loss_fn: LossFn, params: Params, data: Any, rate: jax.Array) -> Params:
    gradient = jax.grad(loss_fn)(params, data)
    return jax.tree.map(lambda p, g: p - rate * g, params, gradient)


def _way(run: Callable[[int], Any], epochs: int, at_most: int) -> Way:
    """The time of ``run``, of a number of epochs: the shortest of three, which together
    have ``at_most`` epochs, after a single epoch that compiles and is not counted."""
    measured = max(min(epochs, at_most // 3), 1)
    times = []
    for some in (1, measured, measured, measured):
        next_step()
        began = time.perf_counter()
        jax.block_until_ready(run(some))
        times.append(time.perf_counter() - began)
    return Way(min(times[1:]) * epochs / measured, measured)


def _shapes(arguments: Any) -> tuple[Any, tuple[tuple[int, ...], ...]]:
    leaves, structure = jax.tree.flatten(arguments)
    return structure, tuple(leaf.shape for leaf in leaves)


@functools.cache  # what is compiled stays in memory, so each shape is compiled once
def _compilation(
    loss_fn: LossFn, structure: Any, shapes: tuple[tuple[int, ...], ...]
) -> float:
    """Seconds that the loop takes to compile for arguments of these shapes."""
    leaves = [jax.ShapeDtypeStruct(shape, np.float32) for shape in shapes]
    start, problem = jax.tree.unflatten(structure, leaves)
    # Wrapped anew, or what is compiled already would be found.
    loop = jax.jit(lambda *arguments: descend(loss_fn, *arguments))
    began = time.perf_counter()
    loop.lower(start, problem, np.float32(1), np.int32(1)).compile()
    return time.perf_counter() - began

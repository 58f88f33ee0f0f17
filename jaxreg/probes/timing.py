"""How long a scenario's training takes on this machine: four ways to run one loop."""

import functools
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import numpy as np

from jaxreg.experiment import (
    LinearResult,
    LogisticResult,
    as_trained,
    loss_data,
    loss_of,
    params_at,
)
from jaxreg.models import Params
from jaxreg.probes.rates import fan
from jaxreg.train import LossFn, descend

MAX_LOOP_EPOCHS = 100
"""A loop in Python is timed over at most so many epochs, and the time multiplied."""


class Timing(NamedTuple):
    """Seconds: to compile the loop, once; then for ``epochs`` of the scenario by the
    lecture's loop in Python, by one over a jitted step, and by the loop that is jitted
    as a whole; and for all learning rates at once, see ``rates.fan``."""

    epochs: int
    compilation: float
    python_loop: float
    jitted_step: float
    jitted_loop: float
    at_once: float


def timing(result: LinearResult | LogisticResult) -> Timing:
    """Measure now: well under a second, once everything is compiled."""
    s, history = result.scenario, result.training.history
    loss_fn, rate = loss_of(s), np.float32(s.learning_rate)
    start, problem = jax.tree.map(
        jax.numpy.asarray,
        (params_at(history, 0), loss_data(s, as_trained(s, result.training.data))),
    )
    epochs = len(history.loss) - 1
    looped = min(epochs, MAX_LOOP_EPOCHS)
    times = epochs / max(looped, 1)

    def python_loop() -> Params:
        params = start
        for _ in range(looped):
            gradient = _gradient(loss_fn, params, problem)
            params = Params(params.W - rate * gradient.W, params.b - rate * gradient.b)
        return params

    def jitted_step() -> Params:
        params = start
        for _ in range(looped):
            params = _step(loss_fn, params, problem, rate)
        return params

    return Timing(
        epochs,
        _compilation(loss_fn, *_shapes((start, problem))),
        _seconds(python_loop) * times,
        _seconds(jitted_step) * times,
        _seconds(lambda: descend(loss_fn, start, problem, rate, np.int32(epochs))),
        _seconds(lambda: fan(result)),
    )


@jax.jit(static_argnums=0)
def _gradient(loss_fn: LossFn, params: Params, data: Any) -> Params:
    return jax.grad(loss_fn)(params, data)


@jax.jit(static_argnums=0)
def _step(loss_fn: LossFn, params: Params, data: Any, rate: jax.Array) -> Params:
    gradient = jax.grad(loss_fn)(params, data)
    return jax.tree.map(lambda p, g: p - rate * g, params, gradient)


def _seconds(work: Callable[[], Any]) -> float:
    """The shortest of three, after one that compiles and is not counted."""
    times = []
    for _ in range(4):
        began = time.perf_counter()
        jax.block_until_ready(work())
        times.append(time.perf_counter() - began)
    return min(times[1:])


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

"""The code, and how long it takes on this machine: four ways to run one loop."""

import functools
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import jax
import numpy as np

from jaxreg.display.report import counted
from jaxreg.explain.entry import Entry, Explanation
from jaxreg.explain.fan import MAX_FAN_POINTS, at_all_rates, rows_at_all_rates
from jaxreg.settings.method import PLAIN
from jaxreg.training.gradient_descent import MAX_EPOCHS, LossFn, descend
from jaxreg.training.leaving import next_step
from jaxreg.training.models import Params
from jaxreg.training.results import Result
from jaxreg.training.way import way_of

_TITLE = "How long it takes"
MAX_LOOP_WORK = 3_000_000
"""Rows times epochs, in all, that a loop in Python is timed over: about 0.1 s."""
MAX_WORK = 30_000_000
"""The same for a loop that is jitted as a whole."""
MAX_SHOWN_WORK = 300_000
"""The same for a way to train that may take a step for each row."""
CALLS = 10_000
"""The calls of an epoch in Python cost as much as so many rows."""


class Way(NamedTuple):
    """Seconds that all epochs take, as scaled up from ``measured`` epochs."""

    seconds: float
    measured: int


class Timing(NamedTuple):
    """Seconds to compile the loop, once; then what ``epochs`` of plain gradient descent
    take in the lecture's loop in Python, in one over a jitted step, in the loop jitted
    as a whole, and for all learning rates at once; and what the ``shown`` run takes in
    the loop of its way to train."""

    epochs: int
    compilation: float
    python_loop: Way
    jitted_step: Way
    jitted_loop: Way
    at_once: Way
    shown: Way


def timing(result: Result) -> Timing:
    """Measure now, on a result's points: in half a second, or some if it has to
    compile."""
    epochs = len(result.history.loss) - 1
    way = way_of(result.scenario, len(result.training.data.y), epochs)
    result = _plain(result)
    problem, rate = result.training.problem, np.float32(result.scenario.learning_rate)
    rates = np.full(MAX_EPOCHS + 1, rate)
    loss_fn, rows = problem.loss_fn, len(problem.data.y)
    start, inputs = jax.tree.map(jax.numpy.asarray, (problem.start, problem.inputs))

    def python_loop(epochs: int) -> Params:
        params: Params = start
        for _ in range(epochs):
            gradient = _gradient(loss_fn, params, inputs)
            params = jax.tree.map(lambda p, g: p - rate * g, params, gradient)
        return params

    def jitted_step(epochs: int) -> Params:
        params: Params = start
        for _ in range(epochs):
            params = _step(loss_fn, params, inputs, rate)
        return params

    def jitted_loop(epochs: int) -> Any:
        return descend(loss_fn, start, inputs, rates, np.int32(epochs))

    def at_once(epochs: int) -> Any:
        return at_all_rates(result, epochs)

    looped = MAX_LOOP_WORK // (rows + CALLS)
    return Timing(
        epochs,
        _compilation(loss_fn, *_shapes((start, inputs))),
        _way(python_loop, epochs, looped),
        _way(jitted_step, epochs, looped),
        _way(jitted_loop, epochs, MAX_WORK // rows),
        _way(at_once, epochs, MAX_WORK // rows_at_all_rates(result)),
        _way(partial(way.run, loss_fn, start, inputs), epochs, MAX_SHOWN_WORK // rows),
    )


def _plain(result: Result) -> Result:
    """A result as one of plain gradient descent."""
    scenario: Any = replace(result.scenario, **PLAIN)
    plain: Result = result._replace(scenario=scenario)
    return plain


@jax.jit(static_argnums=0)
def _gradient(loss_fn: LossFn, params: Params, data: Any) -> Params:
    gradient: Params = jax.grad(loss_fn)(params, data)
    return gradient


@jax.jit(static_argnums=0)
def _step(loss_fn: LossFn, params: Params, data: Any, rate: jax.Array) -> Params:
    gradient = jax.grad(loss_fn)(params, data)
    moved: Params = jax.tree.map(lambda p, g: p - rate * g, params, gradient)
    return moved


def _way(run: Callable[[int], Any], epochs: int, at_most: int) -> Way:
    """The time of ``run`` for ``epochs``: the shortest of three, of ``at_most`` epochs
    in all, scaled up; one epoch that compiles comes first and does not count."""
    measured = max(min(epochs, at_most // 3), 1)
    times = []
    for count in (1, measured, measured, measured):
        next_step()
        began = time.perf_counter()
        jax.block_until_ready(run(count))
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
    # In a new function, or the cache would have it compiled already.
    loop = jax.jit(lambda *arguments: descend(loss_fn, *arguments))
    began = time.perf_counter()
    rates = np.ones(MAX_EPOCHS + 1, np.float32)
    loop.lower(start, problem, rates, np.int32(1)).compile()
    return time.perf_counter() - began


def _explain(result: Result) -> Explanation:
    if len(result.history.loss) == 1:
        nothing = "0 epochs take no time: choose more epochs."
        return Explanation(_TITLE, [nothing])
    took = timing(result)
    ways = {
        "the lecture's loop in Python": took.python_loop,
        "a jitted step, looped in Python": took.jitted_step,
        "the whole loop jitted": took.jitted_loop,
        "128 learning rates at once": took.at_once,
    }
    is_other = replace(result.scenario, **PLAIN) != result.scenario
    if is_other:
        ways["the run that is shown, its loop jitted"] = took.shown
    rows = [
        (name, [_duration(seconds), f"{seconds / took.jitted_loop.seconds:.3g}", over])
        for name, (seconds, measured) in ways.items()
        for over in [counted(measured)]
    ]
    sentences = [
        f"{counted(took.epochs)} on this server, measured just now. The loop was "
        f"compiled once, in {_duration(took.compilation)}; every move of a slider just "
        "runs the compiled code.",
    ]
    if is_other:
        sentences.append(
            "All but the last row time plain gradient descent: at a constant rate, "
            "without momentum, and on all points at each step."
        )
    if any(way.measured < took.epochs for way in ways.values()):
        sentences.append("Where fewer epochs were measured, the time is scaled up.")
    if len(result.training.data.y) > MAX_FAN_POINTS:
        sentences.append(f"The 128 rates use only {MAX_FAN_POINTS:,} of the points.")
    columns = ["time", "times the jitted loop", "measured over"]
    return Explanation(_TITLE, sentences, columns, rows)


def _duration(seconds: float) -> str:
    if seconds >= 1:
        return f"{seconds:.3g} s"
    return f"{seconds * 1000:.3g} ms"


CODE = Entry(_TITLE, _explain, is_slow=True)

"""Gradient descent on the learning rate itself: down the loss that training ends at,
its slope by the rate taken through every step of training."""

from dataclasses import replace
from math import exp, isfinite, log
from typing import NamedTuple

from jaxreg.explain.fan import Fan, sampled
from jaxreg.explain.through_training import by_rate
from jaxreg.training.leaving import next_step
from jaxreg.training.results import Result
from jaxreg.training.way import way_of

MAX_STEPS = 12
BELOW = 0.999
"""Of the limit, what no tried rate exceeds."""
GAIN = 1e-5
"""A step that lowers the loss by less, in parts of it, is not worth taking."""
SHORTEST = 2e-3
"""The shortest step worth taking, of a rate's logarithm: about 0.2 %."""
_DECADE = log(10)
_ROUNDING = 1e-6  # of a loss in float32
_HALVINGS = 12


class Step(NamedTuple):
    """A rate, the loss that training ends at, in the points' own units, and there d log
    loss / d log rate."""

    rate: float
    loss: float
    slope: float


class Descent(NamedTuple):
    """The steps, the first at the start; ``largest`` is the largest rate that may be
    tried; ``end`` says why there are no more: the next would gain too little ("flat"),
    or the last did ("stalled"), they are too short ("short"), the largest rate is
    reached ("limit"), there are ``MAX_STEPS`` ("steps"), the loss is 0 ("zero"), or it
    or its slope is not finite ("lost")."""

    steps: list[Step]
    largest: float
    end: str


def descent_on_rates(result: Result, runs: Fan) -> Descent:
    """From the scenario's rate, or the largest that may be tried, downhill.

    A step on the rate's logarithm goes against the slope of the loss's. The first one
    is a third of a decade long, and each is at most a decade. If the loss rises, it is
    halved until it does not; else the next may be twice as long for the same slope.
    """
    problem, epochs = sampled(result), int(runs.epochs[-1])
    unit = float(result.training.scaling.y_deviation) ** 2
    smallest, highest = result.scenario.controls["learning_rate"].limits
    largest = min(BELOW * runs.certain.marks[-1].rate, float(highest))

    def at(rate: float) -> Step:
        next_step()
        tried = replace(result.scenario, learning_rate=rate)
        way = way_of(tried, runs.num_points, epochs)
        loss, slope = by_rate(problem, way, epochs, rate)
        if not (isfinite(loss) and isfinite(slope)):
            return Step(rate, float("inf"), 0.0)
        return Step(rate, loss * unit, rate * slope / loss if loss > 0 else 0.0)

    steps = [at(min(result.scenario.learning_rate, largest))]
    length = _DECADE / 3
    while not (end := _end(steps, largest, length)):
        here = steps[-1]
        for _ in range(_HALVINGS):
            downhill = here.rate * exp(-length if here.slope > 0 else length)
            there = at(min(max(downhill, float(smallest)), largest))
            if _is_down(here, there):
                break
            length /= 2
        else:
            return Descent(steps, largest, "short")
        steps.append(there)
        length = min(2 * length * abs(there.slope / here.slope), _DECADE)
    return Descent(steps, largest, end)


def _is_down(here: Step, there: Step) -> bool:
    """Whether the loss falls by a part of what the slope promised, but for rounding
    (Armijo, 1966)."""
    if there.loss == 0 or not isfinite(there.loss):
        return there.loss == 0
    promised = here.slope * log(there.rate / here.rate)
    return log(there.loss / here.loss) <= 1e-4 * promised + _ROUNDING


def _end(steps: list[Step], largest: float, length: float) -> str:
    """Why the last step is the last one, "" if it is not; the next would have this
    length."""
    last = steps[-1]
    if not isfinite(last.loss):
        return "lost"
    if last.loss == 0:
        return "zero"
    if last.rate == largest and last.slope < 0:
        return "limit"
    if last.slope == 0:
        return "flat"
    if len(steps) == 1:
        return ""
    before = steps[-2]
    if length < _DECADE and abs(last.slope) * length < GAIN:
        return "flat"
    if abs(log(last.rate / before.rate)) < SHORTEST:
        return "short"
    if len(steps) > 2 and length < _DECADE and log(before.loss / last.loss) < GAIN:
        return "stalled"
    return "steps" if len(steps) > MAX_STEPS else ""

"""All learning rates at once: a run for each, side by side in one compiled loop."""

from typing import NamedTuple

import numpy as np

from jaxreg.data.dataset import Dataset
from jaxreg.display.certain import Certain, is_safe
from jaxreg.display.drawing import (
    CRAWL,
    DIVERGE,
    SMOOTH,
    ZIG_ZAG,
    drawn_epochs,
    drawn_points,
)
from jaxreg.display.moves import climbs
from jaxreg.display.views import VIEWS
from jaxreg.settings import Scenario
from jaxreg.settings.method import DESCENT, IN_WORDS
from jaxreg.settings.shared import rate_stops
from jaxreg.training.gradient_descent import History
from jaxreg.training.problem import Problem
from jaxreg.training.results import Result
from jaxreg.training.way import batch_of, cost_of_a_point

NUM_RATES = 128
MAX_FAN_POINTS = 1000
_SIZES = (16, 128, 1024)  # what the points are padded to: each size compiles once
_MAX_ROW_EPOCHS = 1024 * 1000  # for each rate: 1 000 epochs of 1 000 points
_MAX_SLOW_ROW_EPOCHS = 128 * 1000  # where each point may be a step, or by curvature


def no_rates(scenario: Scenario) -> str:
    """That a scenario's method takes no learning rate, "" if it does."""
    if scenario.has_rate:
        return ""
    name = IN_WORDS[scenario.method]
    return (
        f"{name[0].upper()}{name[1:]} uses no learning rate, so there are none to try. "
        f"Choose the method “{DESCENT}” to see them."
    )


class Kind(NamedTuple):
    """What a run does, in words that may follow "a run that", and its colour."""

    name: str
    colour: str


KINDS = (
    Kind("never rises", SMOOTH),
    Kind("rises by rounding", CRAWL),
    Kind("rises at times", ZIG_ZAG),
    Kind("stops being finite", DIVERGE),
)


class Fan(NamedTuple):
    """``loss`` (r, e) at ``rates`` (r,) along the slider's scale and ``epochs`` (e,);
    ``kinds`` (r,): what each run did in all its epochs, by its place in ``KINDS``.
    ``rate`` is the scenario's. ``num_points`` points were used; ``certain`` is what is
    certain of all runs on them."""

    rates: np.ndarray
    epochs: np.ndarray
    loss: np.ndarray
    kinds: np.ndarray
    rate: float
    num_points: int
    certain: Certain


def kind_of(loss: np.ndarray, is_safe: bool) -> int:
    """Which of ``KINDS`` a run with these losses (epochs + 1,) is. At a *safe* rate,
    exact gradient descent never raises the loss, so a rise is rounding."""
    if not np.isfinite(loss).all():
        return 3
    if not climbs(loss):
        return 0
    return 1 if is_safe else 2


def fan(result: Result) -> Fan:
    """The scenario's run at ``NUM_RATES`` learning rates, its own one among them.

    More than ``MAX_FAN_POINTS`` points are sampled evenly, and long runs on many points
    end early, so that none takes much longer than 0.3 s.
    """
    s, sample = result.scenario, sample_of(result)
    epochs = epochs_of(s, sample, len(result.history.loss) - 1)
    loss = np.asarray(at_all_rates(result, epochs).loss)[:, : epochs + 1]
    rates, certain = slider_rates(s), VIEWS[s.page].certainties(s, sample.X)
    kinds = [
        kind_of(one, is_safe(rate, certain))
        for one, rate in zip(loss, rates, strict=True)
    ]
    drawn = drawn_epochs(epochs, 100)
    with np.errstate(over="ignore"):  # then it is drawn as infinite
        losses = loss[:, drawn] * result.training.scaling.y_deviation**2
    return Fan(
        rates,
        drawn,
        losses,
        np.array(kinds),
        s.learning_rate,
        len(sample.y),
        certain,
    )


def at_all_rates(result: Result, epochs: int) -> History:
    """The scenario's run of ``epochs`` at each of its ``slider_rates``, on at most
    ``MAX_FAN_POINTS`` points: JAX arrays whose leading axis is the rates."""
    s = result.scenario
    return sampled(result).train_at(s, slider_rates(s), epochs)


def rows_at_all_rates(result: Result) -> int:
    """How many rows an epoch at all rates computes."""
    return NUM_RATES * _size(sample_of(result))


def sampled(result: Result) -> Problem:
    """What training minimises, on the points of ``sample_of``, padded to one of few
    sizes."""
    sample, problem = sample_of(result), result.training.problem
    problem = problem._replace(data=sample).widened_to(len(problem.start.W))
    return problem.padded_to(_size(sample))


def epochs_of(scenario: Scenario, sample: Dataset, epochs: int) -> int:
    """How many of these epochs ``NUM_RATES`` runs on a sample may have."""
    is_quick = scenario.has_rate and batch_of(scenario, len(sample.y)) is None
    most = _MAX_ROW_EPOCHS if is_quick else _MAX_SLOW_ROW_EPOCHS
    return min(epochs, most // _size(sample) // cost_of_a_point(scenario))


def sample_of(result: Result) -> Dataset:
    """The training's points, or an even sample of ``MAX_FAN_POINTS``."""
    data = result.training.data
    rows = drawn_points(len(data.y), MAX_FAN_POINTS)
    return Dataset(*(column[rows] for column in data))


def _size(sample: Dataset) -> int:
    """The number of rows that a sample is padded to."""
    return next(size for size in _SIZES if size >= len(sample.y))


def arrived(runs: Fan) -> np.ndarray:
    """Which rates (r,) end at a loss of at most a million times that of the start."""
    end, start = runs.loss[:, [-1, 0]].T.astype(float)
    arrived: np.ndarray = np.isfinite(end) & (end <= 1e6 * start)
    return arrived


def slider_rates(scenario: Scenario) -> np.ndarray:
    """``NUM_RATES`` rates from end to end of the slider's scale, evenly chosen, its own
    one among them."""
    track = scenario.controls["learning_rate"].track(scenario.learning_rate)
    stops = np.array(rate_stops(*track), np.float32)
    rates: np.ndarray = stops[drawn_points(len(stops), NUM_RATES)]
    rate = np.float32(scenario.learning_rate)
    rates[np.abs(np.log(rates / rate)).argmin()] = rate
    return rates

"""The steps that single points ask for, as the browser computes them at any epoch."""

from typing import NamedTuple

import numpy as np

from jaxreg.display.drawing import drawn_points
from jaxreg.display.plane import axes_of
from jaxreg.display.views import VIEWS
from jaxreg.training.least_squares import with_ones
from jaxreg.training.results import Result

MAX_ARROWS = 20


def rate_of(result: Result) -> float:
    """What the gradients of points are multiplied by."""
    return result.scenario.learning_rate if result.scenario.has_rate else 1.0


class Asking(NamedTuple):
    """From what the browser computes the steps (2,) that m points ask for at any epoch,
    on the landscape's axes: ``along`` times the error at their x, ``features`` (m, k),
    and ``targets`` (m,), in their own units, plus ``shrink`` (2,) times the place.
    """

    features: list[list[float]]
    targets: list[float]
    along: list[list[float]]
    shrink: list[float]
    is_probability: bool


def asking(result: Result) -> Asking:
    """That of an even sample of up to ``MAX_ARROWS`` points."""
    view, rate = VIEWS[result.scenario.page], rate_of(result)
    shown = result.shown
    rows, units = drawn_points(len(shown.data.y), MAX_ARROWS), shown.scaling
    X, y = (np.asarray(part, float)[rows] for part in (shown.data.X, shown.data.y))
    axes = np.array(axes_of(result))
    A = with_ones(X, result.scenario.has_intercept)[:, axes]
    of_points = X * units.deviation + units.mean
    if not result.features.is_plain:
        of_points = np.asarray(result.data.X, float)[rows]
    return Asking(
        of_points.tolist(),
        (y * units.y_deviation + units.y_mean).tolist(),
        (-rate * view.factor / units.y_deviation * A).tolist(),
        # The penalty leaves b alone.
        (-rate * float(shown.problem.l2 or 0) * (axes < X.shape[1])).tolist(),
        view.is_probability,
    )

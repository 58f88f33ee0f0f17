"""The bootstrap: points drawn again from a data set, as often as it has, with
replacement (Efron, Bootstrap Methods, 1979)."""

import numpy as np

from jaxreg.data.dataset import Dataset
from jaxreg.training.least_squares import hessian, least_squares, residual_loss
from jaxreg.training.models import Params
from jaxreg.training.newton import cross_entropy_minimum
from jaxreg.training.results import Bowl, LinearResult, LogisticResult, Result
from jaxreg.training.separating_curve import separation_of
from jaxreg.training.units import unscaled


def rows_drawn(resample: int, num_points: int) -> np.ndarray:
    """Which points (n,) a resample has, counted from 0: those that NumPy draws from the
    seed ``resample``."""
    return np.random.default_rng(resample).integers(num_points, size=num_points)


def redrawn(result: Result, resample: int) -> Result:
    """A run of no epochs on the points of a resample.

    Its training has all points, in the units of them all, with a weight of how often
    each was drawn: code compiled for one resample, and the points, serve all of them.
    """
    rows = rows_drawn(int(resample), len(result.data.y))
    training = result.training
    points = training.problem.data
    weight = np.bincount(rows, minlength=len(points.y)).astype(np.float32)
    problem = training.problem._replace(data=points._replace(weight=weight))
    training = training._replace(data=_at(training.data, rows), problem=problem)
    drawn = result._replace(data=_at(result.data, rows), training=training)
    return _line(drawn, rows) if isinstance(drawn, LinearResult) else _classes(drawn)


def _at(data: Dataset, rows: np.ndarray) -> Dataset:
    return Dataset(*(np.asarray(column)[rows] for column in data))


def _line(drawn: LinearResult, rows: np.ndarray) -> LinearResult:
    s, scaling, d = drawn.scenario, drawn.training.scaling, len(drawn.features.names)
    X, y = np.asarray(drawn.data.X, float), np.asarray(drawn.targets[rows], float)
    F = (drawn.features.of(X) - scaling.mean) / scaling.deviation
    g = (y - scaling.y_mean) / scaling.y_deviation
    has_b = s.has_intercept
    # One point again and again: every line through its mean y; or x = 0 alone
    if np.ptp(X) == 0 if has_b else not X.any():
        best = Params(np.zeros(d), np.float64(g.mean() * has_b))
        closed_form = Params(np.full(d, np.nan), np.nan)
    else:
        best = least_squares(F, g, s.l2, has_b)
        closed_form = least_squares(X, y, has_intercept=has_b)
        if s.has_powers or s.l2:
            closed_form = unscaled(best, scaling)
    H = hessian(F, s.l2, has_b)
    bowl = Bowl(np.append(*best), residual_loss(F, g, best, s.l2), H)
    return drawn._replace(
        targets=drawn.targets[rows], bowl=bowl, closed_form=closed_form
    )


def _classes(drawn: LogisticResult) -> LogisticResult:
    X = np.asarray(drawn.features.of(drawn.data.X), float)
    y, kind = np.asarray(drawn.data.y), separation_of(drawn.features, drawn.data)
    has_minimum = kind == "overlap" or (drawn.scenario.l2 > 0 and kind != "one class")
    optimum = cross_entropy_minimum(X, y, l2=drawn.penalty) if has_minimum else None
    return drawn._replace(separation=kind, has_minimum=has_minimum, optimum=optimum)

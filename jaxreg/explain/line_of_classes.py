"""Least squares on the labels 0 and 1, beside logistic regression: and what one point
far away does to each."""

from typing import NamedTuple

import numpy as np

from jaxreg.data.table import short
from jaxreg.display.boundary import boundary
from jaxreg.display.drawing import PREDICTED, STEP, Figure, line
from jaxreg.display.logistic_figure import feature_windows
from jaxreg.explain.entry import Entry, Explanation, draw_over
from jaxreg.settings.glossary import define
from jaxreg.training.least_squares import least_squares
from jaxreg.training.leaving import next_step
from jaxreg.training.models import Params
from jaxreg.training.newton import cross_entropy_minimum
from jaxreg.training.results import LogisticResult
from jaxreg.training.units import deviation, mean

_TITLE = "A line for classes?"
_AWAY = 20  # deviations from the mean
_PLACES = 50  # of a curve


class Fits(NamedTuple):
    """W (d,) and b by least squares, and those of the logistic model, None if they are
    not known."""

    squares: Params
    logistic: Params | None


def fits(result: LogisticResult, far: np.ndarray | None = None) -> Fits:
    """The fits to the points that training sees and perhaps one more of class 1, at
    ``far`` (k,). The logistic one is the optimum; if there is none, the run's own."""
    X, y = np.asarray(result.data.X, float), np.asarray(result.data.y, float)
    if far is None:
        own = result.optimum if result.has_minimum else result.drawn
        return Fits(least_squares(result.features.of(X), y), own)
    F, y = result.features.of(np.vstack([X, far])), np.append(y, 1.0)
    is_known = result.optimum is not None
    again = cross_entropy_minimum(F, y, l2=result.penalty) if is_known else None
    return Fits(least_squares(F, y), again)


def far_point(result: LogisticResult, model: Params | None) -> np.ndarray | None:
    """The place (k,) ``_AWAY`` deviations from the mean where P of a straight model
    rises most; None if it is not called class 1 there."""
    if model is None or not result.features.is_plain:
        return None
    X = np.asarray(result.data.X, float)
    with np.errstate(all="ignore"):  # of a run that diverges
        steepest = np.asarray(model.W, float) * deviation(X)
        far = mean(X) + _AWAY * deviation(X) * steepest / np.linalg.norm(steepest)
        is_there = far @ model.W + model.b > max(result.scenario.level, 0.0)
    return far if np.isfinite(far).all() and is_there else None


def _explain(result: LogisticResult) -> Explanation:
    s, plain = result.scenario, result.features.is_plain
    at, one = s.controls["threshold"].text(s.threshold), result.names.classes[1]
    shape = "curve" if not plain else "line" if result.data.X.shape[1] == 1 else "plane"
    next_step()
    before = fits(result)
    next_step()
    far = far_point(result, before.logistic)
    after = fits(result, far) if far is not None else None
    sentences = [
        f"{define('least squares')} Here it takes the labels 0 and 1 for numbers, fits "
        f"a {shape} to them, and calls a point {short(one, 16)} where that is above "
        f"{at}.",
        *([] if far is None else [_far_words(result, before, far)]),
    ]
    if not result.has_minimum:
        sentences.append(
            "The logistic loss has no minimum here, so its row is this run's, which is "
            "not trained again."
        )
    elif result.optimum is None:
        sentences.append("The minimum of the logistic loss was not found.")
    columns, rows = ["right"], _rows(result, before)
    if after is not None:
        columns.append("with the far point")
        pairs = zip(rows, _rows(result, after), strict=True)
        rows = [(name, [*own, *far]) for (name, own), (_, far) in pairs]
    over = _over(result, before.squares, after)
    return Explanation(_TITLE, sentences, columns, rows, over={"fit": over})


def _far_words(result: LogisticResult, before: Fits, far: np.ndarray) -> str:
    """What one more point costs either model before it is fitted again."""
    squares, logistic = before
    assert logistic is not None  # or there is no far point
    predicted, z = far @ squares.W + squares.b, far @ logistic.W + logistic.b
    one = short(result.names.classes[1], 16)
    return (
        f"Add one point of {one}, {_AWAY} standard deviations from the mean, on the "
        f"side of {one}, where it belongs. Least squares predicts {predicted:.4g} "
        f"there, not 1: an error of {(predicted - 1) ** 2:.4g}, and the larger it is, "
        "the more the fit turns to this point. Its logistic loss is "
        f"{np.logaddexp(0, -z):.4g}."
    )


def _rows(result: LogisticResult, of: Fits) -> list[tuple[str, list[str]]]:
    """How many of the run's points each fit calls right."""
    s, is_one = result.scenario, result.data.y == 1
    name = "logistic, optimum" if result.has_minimum else "logistic, this run"
    cuts = {
        "least squares": (of.squares, s.threshold),
        name: (of.logistic, s.level),
    }
    rows = []
    for name, (model, cut) in cuts.items():
        text = "–"
        if model is not None and np.isfinite(np.append(*model)).all():
            called = result.features.predict(model, result.data.X) > cut
            right = (called == is_one).sum()
            text = f"{right:,}\u00a0of\u00a0{len(is_one):,}"  # on one line
        rows.append((name, [text]))
    return rows


def _over(result: LogisticResult, before: Params, after: Fits | None) -> list[Figure]:
    """The fits by least squares: of one feature as lines, of two where they cross the
    threshold."""
    drawn = [line("least squares", *_drawn(result, before), PREDICTED)]
    if after is not None:
        far = _drawn(result, after.squares)
        drawn.append(line("with the far point", *far, STEP, "dash"))
    return [trace for trace in drawn if trace["x"].size]


def _drawn(result: LogisticResult, model: Params) -> tuple[np.ndarray, np.ndarray]:
    windows = feature_windows(result)
    if len(windows) == 1:
        along = np.linspace(*windows[0], _PLACES)
        return along, result.features.predict(model, along[:, None])
    x1, x2 = windows
    across, up = boundary(result.features, model, x1, x2, result.scenario.threshold).T
    return across, up


LINE_OF_CLASSES = Entry(_TITLE, _explain, is_slow=True, draw=draw_over(_explain))

"""The residuals by x, the fitted line laid flat, and what R² makes of them."""

import numpy as np

from jaxreg.display.dates import date_axes
from jaxreg.display.drawing import (
    DATA,
    FIT,
    MAX_DRAWN_POINTS,
    Figure,
    drawn_points,
    even_window,
    hollow,
    layout,
    line,
    moving,
    points,
)
from jaxreg.display.linear_figure import line_window
from jaxreg.display.report import number, share
from jaxreg.explain.entry import Entry, Explanation, Measured
from jaxreg.training.least_squares import r_squared
from jaxreg.training.results import LinearResult

_TITLE = "Residuals"
_MEAN = (
    "Without an intercept, the residuals of the best fit may have a mean other than 0, "
    "and its R² may be below 0."
)


def _explain(result: LinearResult) -> Explanation:
    s, y = result.scenario, np.asarray(result.targets, float)
    what = "line" if result.features.is_plain else "curve"
    predicted = _predicted(result, result.data.X)
    squares = (y - predicted) ** 2
    sentences = [
        f"The {what} is laid flat, with each point at its residual, y − ŷ. If the "
        f"residuals bend, the {what} misses a bend; if they fan out, the noise grows.",
        "R² = 1 − mean squared residual / variance of y. Below 0, a flat line at the "
        "mean of y would fit better.",
        *[_MEAN] * (not s.has_intercept),
    ]
    if s.targets == "noise-free":
        sentences.append(
            f"The {what} is fitted to the noise-free y, so y is that here."
        )
    if result.end < len(result.history.loss) - 1:
        sentences.append(f"All is of epoch {result.end:,}, where the charts end.")
    if len(y) > MAX_DRAWN_POINTS:
        sentences.append("At earlier epochs, only the points that are drawn count.")
    if not np.isfinite(squares).all():
        beyond = "Some residuals are beyond the range of numbers, so nothing is drawn."
        return Explanation(_TITLE, [*sentences, beyond])
    fit, variance = r_squared(y, predicted), float(np.var(y))
    if fit is None:
        sentences.append("Here y is the same everywhere, so there is no R².")
    texts = number(np.mean(squares), s.digits), number(variance, s.digits)
    unit = f" in ({unit})²" if (unit := result.names.target.unit) else ""
    return Explanation(
        _TITLE,
        sentences,
        [""],
        [
            ("R²", [share(fit, s.digits)]),
            (f"mean squared residual{unit}", [texts[0]]),
            (f"variance of y{unit}", [texts[1]]),
        ],
        measured=Measured(None if fit is None else variance),
        figures={"residuals": _figure(result, what)},
    )


def _predicted(result: LinearResult, X: np.ndarray) -> np.ndarray:
    """What the model that is drawn predicts at X (n, 1), in float64."""
    with np.errstate(all="ignore"):  # of a run that diverges
        return result.features.predict(result.drawn, np.asarray(X, float))


def _figure(result: LinearResult, what: str) -> Figure:
    """The residuals of all points that are drawn, by x."""
    x, y = result.names.features[0], result.names.target
    ends, _ = line_window(result)
    parts = {"residuals": (result.data, np.asarray(result.targets, float))}
    if result.held_out is not None:
        unseen = result.held_out
        parts["held out"] = unseen.data, np.asarray(unseen.targets, float)
    dots, heights = [], [np.zeros(1)]
    for name, (data, targets) in parts.items():
        rows = drawn_points(len(targets))
        along, at = np.asarray(data.X, float)[rows, 0], targets[rows]
        up = at - _predicted(result, data.X[rows])
        drawn = points(name, along, up, DATA, "circle", len(rows))
        drawn = drawn if name == "residuals" else hollow(drawn)
        # From it the browser has the residual at another epoch.
        dots.append(moving(drawn, "residuals") | {"customdata": at})
        heights.append(up)
    flat = line(f"fitted {what}", ends, np.zeros(2), FIT) | {"hoverinfo": "skip"}
    unit = f" ({y.unit})" if y.unit else ""
    return {
        "data": [flat, *dots],
        "layout": layout(
            "Residuals by x",
            (x.title, ends),
            (f"y − ŷ{unit}", even_window(np.concatenate(heights))),
            uirevision="residuals",
            **date_axes(x),
        ),
    }


RESIDUALS = Entry(_TITLE, _explain)

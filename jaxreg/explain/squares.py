"""The residuals as squares, whose mean area is the loss."""

import numpy as np

from jaxreg.display.drawing import (
    SQUARE,
    SQUARE_SHADE,
    Figure,
    drawn_points,
    line,
    moving,
)
from jaxreg.explain.entry import Bar, Entry, Explanation, Figures, insert_after
from jaxreg.settings.glossary import define
from jaxreg.training.results import LinearResult

MAX_SQUARES = 100
_TITLE = "Residuals as squares"
_PENALISED = (
    "Here each is the side of a square. The mean of their areas is the mean squared "
    "error, which is the loss without its penalty."
)


def _explain(result: LinearResult) -> Explanation:
    n, s = len(result.targets), result.scenario
    if s.l2:
        return Explanation(
            _TITLE, [f"{define('residual')} {_PENALISED}"], beside="loss"
        )
    bar = Bar(float(result.history.loss[0]), result.smallest_loss, n)
    residuals = (
        f"{define('residual')} Here each is the side of a square, and the mean squared "
        "error is the mean of their areas."
    )
    if not np.isfinite(bar.full):
        nothing = "At the start it is beyond float32, so there is no bar."
        return Explanation(_TITLE, [f"{residuals} {nothing}"], beside="loss")
    what = "curve of this degree" if s.has_powers else "line"
    what += "" if s.has_intercept else " without an intercept"
    sentences = [
        f"{residuals} The bar compares the sum of the areas with the sum at the "
        f"start. No {what} gets it below the tick.",
    ]
    if n > MAX_SQUARES:
        sentences.append(
            f"Only {MAX_SQUARES} squares, evenly spaced, are drawn; the bar counts all "
            f"{n:,} points."
        )
    return Explanation(_TITLE, sentences, bar=bar, beside="loss")


def _draw(figures: Figures, result: LinearResult) -> None:
    rows = drawn_points(len(result.targets), MAX_SQUARES)
    x = result.data.X.ravel()[rows]
    fitted = result.features.predict(result.drawn, x.astype(float)[:, None])
    residuals = _residuals(x, result.targets[rows], fitted)
    insert_after(figures["fit"], "points", residuals)


def _residuals(x: np.ndarray, y: np.ndarray, fitted: np.ndarray) -> Figure:
    """From each point (x, y) (n,) to the line, ``fitted`` (n,), with gaps between.

    The browser makes squares of them, since only it knows lengths on the screen.
    """
    gap = np.full(len(x), np.nan)
    along = np.column_stack([x, x, gap]).ravel()
    up = np.column_stack([y, fitted, gap]).ravel()
    residuals = line("residuals", along, up, SQUARE)
    residuals["line"]["width"] = 1
    return moving(residuals, "squares") | {"fillcolor": SQUARE_SHADE}


SQUARES = Entry(_TITLE, _explain, draw=_draw)

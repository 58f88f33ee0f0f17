"""y on x, x on y and the principal axis: three lines through the mean of the points, of
which each makes another distance small.

The principal axis is the eigenvector of the largest eigenvalue of the covariance
matrix, and so the line of total least squares (Pearson, On lines and planes of closest
fit to systems of points in space, 1901).
"""

from typing import NamedTuple

import numpy as np

from jaxreg.display.drawing import OPTIMUM, PREDICTED, STEP, Figure, Window, line
from jaxreg.display.linear_figure import line_window
from jaxreg.display.report import factor_text, number
from jaxreg.explain.entry import Entry, Explanation, Figures
from jaxreg.settings.glossary import define
from jaxreg.training.results import LinearResult

_TITLE = "x on y, and the principal axis"
_LOOKS = {
    "y on x": (OPTIMUM, "dot"),
    "x on y": (PREDICTED, "dashdot"),
    "principal axis": (STEP, "dash"),
}
_SAME = 1e-9  # of two eigenvalues, by the larger one


class Lines(NamedTuple):
    """The ``mean`` (2,) of the points, the ``directions`` (2,) of the lines by their
    names, None for a line that there is none, and the correlation ``r``, None if x or y
    is the same everywhere."""

    mean: np.ndarray
    directions: dict[str, np.ndarray | None]
    r: float | None


def lines_of(x: np.ndarray, y: np.ndarray) -> Lines:
    """The three lines of points x, y (n,)."""
    points = np.column_stack([x, y]).astype(float)
    size = np.ptp(points, axis=0)
    size[size == 0] = 1.0  # squares of what is very large, or small, stay in range
    C = np.cov(((points - points[0]) / size).T, bias=True)
    (xx, xy), (_, yy) = C
    sizes = np.diag(size) / size.max()
    small, large = np.linalg.eigh(sizes @ C @ sizes)
    is_round = small[1] - small[0] <= _SAME * small[1]
    directions = {
        "y on x": np.array([xx, xy]) * size if xx else None,
        "x on y": np.array([xy, yy]) * size if yy else None,
        "principal axis": None if is_round else large[:, 1],
    }
    r = float(np.clip(xy / np.sqrt(xx * yy), -1, 1)) if xx and yy else None
    mean = points[0] + np.mean(points - points[0], axis=0)
    return Lines(mean, directions, r)


def numbers_of(
    lines: Lines, name: str, x: np.ndarray, y: np.ndarray
) -> list[float | None]:
    """The slope W of a line, and the mean squared distance of the points x, y (n,) from
    it: up, across and at right angles. None for what there is none of."""
    direction = lines.directions[name]
    if direction is None:
        return [None] * 4
    across, up = direction / np.hypot(*direction)
    away = up * (x - lines.mean[0]) - across * (y - lines.mean[1])
    shortest = float(np.mean(away**2))
    return [
        up / across if across else None,
        shortest / across**2 if across else None,
        shortest / up**2 if up else None,
        shortest,
    ]


def _explain(result: LinearResult) -> Explanation:
    s = result.scenario
    if not result.features.is_plain:
        return Explanation(_TITLE, ["These are lines: choose degree 1 to see them."])
    x, y = _points(result)
    lines = lines_of(x, y)
    as_here = ", as training does" if s.has_intercept else ""
    sentences = [
        "Three lines through the mean of the points; each makes a different squared "
        f"distance as small as it can be. y on x: up{as_here}, to predict y. "
        "x on y: across, to predict x. The principal axis: at right angles, which "
        "changes with the units of x and y.",
    ]
    if lines.r is not None:
        sentences.append(
            f"{define('correlation')} Here it is {factor_text(lines.r)}. Only at 1 or "
            "−1 are y on x and x on y the same line; else y on x is the flatter one."
        )
    if not s.has_intercept:
        sentences.append(
            "All three have an intercept; the line that is trained here has none."
        )
    if s.l2:
        sentences.append("They know nothing of the L2 penalty.")
    if result.held_out is not None:
        sentences.append("Held-out points do not count.")
    rows = [
        (name, [number(value, s.digits) for value in numbers_of(lines, name, x, y)])
        for name in lines.directions
    ]
    columns = ["W", "up", "across", "at 90°"]
    return Explanation(_TITLE, sentences, columns, rows)


def _points(result: LinearResult) -> tuple[np.ndarray, np.ndarray]:
    """x and y (n,) that are fitted."""
    x = np.asarray(result.data.X, float)[:, 0]
    return x, np.asarray(result.targets, float)


def _draw(figures: Figures, result: LinearResult) -> None:
    if not result.features.is_plain:
        return
    lines, (ends, up) = lines_of(*_points(result)), line_window(result)
    traces = figures["fit"]["data"]
    first = [trace["name"] for trace in traces].index("points")
    drawn = [
        _drawn(name, lines.mean, direction, ends, up)
        for name, direction in lines.directions.items()
        if direction is not None
    ]
    traces[first:first] = drawn


def _drawn(
    name: str, mean: np.ndarray, direction: np.ndarray, ends: np.ndarray, up: Window
) -> Figure:
    """A line from one edge of the window to another, so that a steep one is short."""
    colour, dash = _LOOKS[name]
    with np.errstate(divide="ignore"):
        to_edges = (np.array([ends, up]) - mean[:, None]) / direction[:, None]
    low, high = np.sort(to_edges, axis=1).T
    times = np.array([low.max(), high.min()])
    along, at = mean[:, None] + times * direction[:, None]
    return line(name, along, at, colour, dash)


THREE_LINES = Entry(_TITLE, _explain, draw=_draw)

"""The parts of figures.

A figure is a plain dict that ``go.Figure`` accepts, since validating one costs more
than training; its arrays are NumPy's until they are sent. Colours of background and
text are left to whoever shows it. A trace that changes from epoch to epoch says in its
``meta`` what it shows, so that a film can move it.
"""

import functools
from typing import Any, Literal

import numpy as np

Figure = dict[str, Any]
Window = tuple[float, float]
Shows = Literal[
    "line",
    "curve",
    "called",
    "threshold",
    "boundary",
    "field",
    "wrong side",
    "squares",
    "residuals",
    "steps of points",
    "step",
    "loss",
    "accuracy",
    "ROC curve",
    "place on it",
    "weights",
]
"""What a trace shows of a film's frame; ``SHOWN`` in live/browser/film.js draws it."""

# One colour for each role, in every figure. Any colour vision tells them apart, on
# white and on near-black (Okabe and Ito, 2008).
DATA = CLASS_0 = "#0072B2"
CLASS_1 = ZIG_ZAG = "#E69F00"
SMOOTH = "#009E73"
TRUTH = "#00735C"  # darker, or it would have the grey of FIT, over which it is dashed
FIT = SQUARE = "#D55E00"
SQUARE_SHADE = "rgba(213, 94, 0, 0.14)"
OPTIMUM = "#CC79A7"
PREDICTED = "#56B4E9"
ASKED = STEP = "#A05195"
DIVERGE = "#CC3311"
LEVEL = CRAWL = "#7C8DA6"
LEVEL_SHADE = "rgba(86, 116, 155, 0.1)"
CIVIDIS = [
    [k / 9, colour]
    for k, colour in enumerate(
        "#00224e #123570 #3b496c #575d6d #707173 #8a8678 #a59c74 #c3b369 #e1cc55 "
        "#fee838".split()
    )
]

MAX_DRAWN_POINTS = 5000
MAX_FRAMES = 1000  # of a film
_SVG_POINTS = 1000  # above, WebGL draws the points


def drawn_points(num_points: int, at_most: int = MAX_DRAWN_POINTS) -> np.ndarray:
    """The points that a picture is made from: all, or an even sample of ``at_most``."""
    if num_points <= at_most:
        return np.arange(num_points)
    return np.linspace(0, num_points - 1, at_most).round().astype(int)


@functools.lru_cache
def drawn_epochs(last_epoch: int, at_most: int = 600) -> np.ndarray:
    """The epochs that a curve or a film goes through: all, or about ``at_most``.

    The first ones, then pairs of neighbours: with single epochs evenly spaced, an
    oscillation of period 2 would look flat.
    """
    epochs = np.arange(last_epoch + 1)
    if last_epoch > at_most:
        dense = at_most // 5
        pairs = np.linspace(dense, last_epoch - 1, (at_most - dense) // 2)
        pairs = pairs.round().astype(int)
        epochs = np.unique(np.concatenate([np.arange(dense), pairs, pairs + 1]))
    epochs.setflags(write=False)  # all who ask get the same ones
    return epochs


def round_up(value: float) -> float:
    """The next of ..., 0.5, 1, 2, 5, 10, ..., the steps of axes; 0 stays 0."""
    if value <= 0:
        return 0.0
    decade = 10.0 ** np.floor(np.log10(value))
    return float(
        next(m * decade for m in (1, 2, 5, 10) if value <= m * decade * 1.0001)
    )


def points(
    name: str, x: np.ndarray, y: np.ndarray, colour: str, symbol: str, in_all: int
) -> Figure:
    """Some of a chart's ``in_all`` points, x (n,) and y (n,), all of one size. The name
    may be a stranger's."""
    name = plain(name)
    many = in_all > _SVG_POINTS
    return {
        "type": "scattergl" if many else "scatter",
        "mode": "markers",
        "name": name,
        "x": x,
        "y": y,
        "marker": {
            "color": colour,
            "symbol": symbol,
            "size": 5 if many else 11 if in_all <= 100 else 7,
            "opacity": 0.5 if many else 0.9,
            "line": {"width": 0 if many else 1, "color": "#ffffff"},
        },
        "hovertemplate": "%{x:.4g}, %{y:.4g}<extra>" + name + "</extra>",
    }


def hollow(trace: Figure) -> Figure:
    """Points of which only the outline is drawn."""
    marker = trace["marker"]
    outline = {"width": 2, "color": marker["color"]}
    symbol = marker["symbol"] + "-open"
    return trace | {"marker": marker | {"symbol": symbol, "line": outline}}


def mark(name: str, x: float, y: float, colour: str, symbol: str) -> Figure:
    """One point that is not data: larger, and opaque."""
    marked = points(name, np.array([x]), np.array([y]), colour, symbol, 1)
    width = 3 if symbol.endswith("-open") else 1
    marked["marker"] |= {"size": 13, "opacity": 1}
    marked["marker"]["line"] |= {"width": width}
    return marked


def line(
    name: str, x: np.ndarray, y: np.ndarray, colour: str, dash: str = "solid"
) -> Figure:
    """A line through x (n,) and y (n,). The name may be a stranger's."""
    name = plain(name)
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": x,
        "y": y,
        "line": {"color": colour, "width": 4 if dash == "solid" else 3, "dash": dash},
        "hovertemplate": "%{x:.4g}, %{y:.4g}<extra>" + name + "</extra>",
    }


def moving(trace: Figure, shows: Shows, level: float = 0.0) -> Figure:
    """A trace that a film moves; the ``level`` of the threshold, where it is not 0."""
    return trace | {"meta": {"shows": shows} | ({"level": level} if level else {})}


def plain(text: str) -> str:
    """A stranger's text, which Plotly only shows: otherwise it reads some HTML, %{...}
    in hover texts, and formulas where there is MathJax."""
    return "".join(f"&#{ord(sign)};" if sign in "&<>${" else sign for sign in text)


def layout(title: str, *axes: tuple[str, Any] | Figure, **parts: Any) -> Figure:
    """A layout with the margins and the legend of all charts; a flat one's ``axes`` are
    x and y, each a title and limits (low, high), or an axis."""
    made = (end if isinstance(end, dict) else axis(*end) for end in axes)
    return {
        "title": {"text": title},
        "margin": {"l": 60, "r": 12, "t": 40, "b": 50},
        "legend": {"orientation": "h", "x": 0, "y": 1.01, "yanchor": "bottom"},
        "hovermode": "closest",
        **dict(zip(("xaxis", "yaxis"), made, strict=False)),
        **parts,
    }


def axis(title: str, limits: Any) -> Figure:
    """An axis that shows ``limits`` (low, high); its title may be a stranger's."""
    return {
        "title": {"text": plain(title)},
        "range": [float(limit) for limit in limits],
    }


def log_axis(title: str, values: np.ndarray) -> Figure:
    """A logarithmic axis for those of values (n,) that are finite and above 0, if there
    are any; it ends on 1, 2 or 5 times a power of 10."""
    positive = values[np.isfinite(values) & (values > 0)].astype(float)
    least, most = (positive.min(), positive.max()) if positive.size else (1.0, 1.0)
    low, high = -np.log10(round_up(1 / least)), np.log10(round_up(most))
    if high - low < 0.2:  # one value, or nearly
        low, high = low - 0.5, high + 0.5
    ticks: Figure = {"dtick": 1 if high - low < 6 else 2, "exponentformat": "power"}
    if high - low < 2:
        ticks = {"dtick": "D2", "tickformat": "~g"}  # 1, 2, 5, 10, each in full
    return axis(title, with_margin(low, high)) | {"type": "log"} | ticks


def with_margin(low: float, high: float, share: float = 0.04) -> Window:
    """From low to high, and a little more."""
    pad = share * (high - low)
    return low - pad, high + pad


def even_window(values: np.ndarray) -> Window:
    """A window that holds all values and ends on multiples of a round step, so that it
    seldom changes when one of them does."""
    low, high = float(values.min()), float(values.max())
    if low == high:
        low, high = low - 1, high + 1
    step = round_up((high - low) / 10)
    return with_margin(np.floor(low / step) * step, np.ceil(high / step) * step)


def widened(asked: float, window: Window) -> Window:
    """The window, made wider if ``asked`` would not be well inside."""
    low, high = window
    room = 0.04 * (high - low)
    return min(low, asked - room), max(high, asked + room)

"""What the figures are made of: points, lines and axes as Plotly knows them.

Plain dicts, since validating a figure costs more than training; their arrays are of
NumPy until they travel.
"""

from typing import Any, Literal

import numpy as np

Figure = dict[str, Any]
Window = tuple[float, float]
Shows = Literal[
    "line",
    "curve",
    "threshold",
    "boundary",
    "field",
    "wrong side",
    "squares",
    "at the end",
    "loss",
    "weights",
]
"""What a trace shows of a film's frame: ``SHOWN`` in live/browser/film.js has how."""

# One colour for each role, in every figure. All are told apart with any colour vision,
# on white and on near-black (Okabe and Ito, 2008).
DATA = CLASS_0 = "#0072B2"
CLASS_1 = ZIG_ZAG = "#E69F00"
TRUTH = SMOOTH = "#009E73"
FIT = SQUARE = "#D55E00"
SQUARE_SHADE = "rgba(213, 94, 0, 0.14)"
OPTIMUM = "#CC79A7"
PREDICTED = "#56B4E9"
ASKED = "#A05195"
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
_SVG_POINTS = 1000  # above, WebGL draws the points


def drawn_points(num_points: int, at_most: int = MAX_DRAWN_POINTS) -> np.ndarray:
    """Which points a picture is made from: all, or an even sample of ``at_most``."""
    if num_points <= at_most:
        return np.arange(num_points)
    return np.linspace(0, num_points - 1, at_most).round().astype(int)


def drawn_epochs(last_epoch: int, at_most: int = 600) -> np.ndarray:
    """Which epochs a curve or a film goes through: all, or some ``at_most``.

    The first ones, then pairs of neighbours: with single epochs at an even distance an
    oscillation of period 2 would look like a flat line.
    """
    if last_epoch <= at_most:
        return np.arange(last_epoch + 1)
    dense = at_most // 5
    pairs = np.linspace(dense, last_epoch - 1, (at_most - dense) // 2)
    pairs = pairs.round().astype(int)
    return np.unique(np.concatenate([np.arange(dense), pairs, pairs + 1]))


def round_up(value: float) -> float:
    """The next of ..., 0.5, 1, 2, 5, 10, ...: the steps that axes go by; 0 stays 0."""
    if value <= 0:
        return 0.0
    decade = 10.0 ** np.floor(np.log10(value))
    return float(
        next(m * decade for m in (1, 2, 5, 10) if value <= m * decade * 1.0001)
    )


def points(
    name: str, x: np.ndarray, y: np.ndarray, colour: str, symbol: str, in_all: int
) -> Figure:
    """Some of a chart's ``in_all`` points, x (n,) and y (n,); all have one size."""
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


def mark(name: str, x: float, y: float, colour: str, symbol: str) -> Figure:
    """One point that is no datum: larger, and not half hidden by others."""
    marked = points(name, np.array([x]), np.array([y]), colour, symbol, 1)
    width = 3 if symbol.endswith("-open") else 1
    marked["marker"] |= {"size": 13, "opacity": 1}
    marked["marker"]["line"] |= {"width": width}
    return marked


def line(
    name: str, x: np.ndarray, y: np.ndarray, colour: str, dash: str = "solid"
) -> Figure:
    """A line through x (n,) and y (n,)."""
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": x,
        "y": y,
        "line": {"color": colour, "width": 4 if dash == "solid" else 3, "dash": dash},
        "hovertemplate": "%{x:.4g}, %{y:.4g}<extra>" + name + "</extra>",
    }


def moving(trace: Figure, shows: Shows) -> Figure:
    """A trace that a film moves."""
    return trace | {"meta": {"shows": shows}}


def plain(text: str) -> str:
    """A stranger's text as Plotly shows it and does nothing else: Plotly reads some
    HTML, %{...} in what is said of a point, and where there is MathJax, formulas."""
    return "".join(f"&#{ord(sign)};" if sign in "&<>${" else sign for sign in text)


def layout(title: str, **parts: Any) -> Figure:
    """A layout with the margins and the legend that all charts have."""
    return {
        "title": {"text": title},
        "margin": {"l": 60, "r": 12, "t": 40, "b": 50},
        "legend": {"orientation": "h", "x": 0, "y": 1.01, "yanchor": "bottom"},
        "hovermode": "closest",
    } | parts


def axis(title: str, limits: Any) -> Figure:
    """An axis that shows ``limits`` (low, high)."""
    return {"title": {"text": title}, "range": [float(limit) for limit in limits]}


def log_axis(title: str, values: np.ndarray) -> Figure:
    """A logarithmic axis of whole decades that holds those of values (n,) it can show:
    finite and more than 0, of which there may be none."""
    shown = values[np.isfinite(values) & (values > 0)]
    decades = np.log10(shown) if shown.size else np.zeros(1)
    low, high = np.floor(decades.min()), np.ceil(decades.max() + 1e-9)
    return axis(title, (low, high)) | {
        "type": "log",
        "dtick": 1 if high - low < 6 else 2,
        "exponentformat": "power",
    }


def padded(low: float, high: float, share: float = 0.04) -> Window:
    """A little more than from low to high."""
    pad = share * (high - low)
    return low - pad, high + pad


def insert_after(figure: Figure, name: str, trace: Figure) -> None:
    """Add a trace to a figure, right above the one of this name."""
    names = [drawn["name"] for drawn in figure["data"]]
    figure["data"].insert(names.index(name) + 1, trace)

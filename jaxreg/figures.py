"""Results as Plotly figures: pure functions, and the only file that builds them.

A figure is a plain dict that ``go.Figure`` accepts; plain, since validating it costs
more than training. Colours of background and text are left to whoever shows it.
"""

import base64
from typing import TYPE_CHECKING, Any

import numpy as np

from jaxreg.analysis import (
    decision_boundary,
    last_readable_epoch,
    probability_field,
    residual_loss,
)
from jaxreg.experiment import LinearResult, LogisticResult, last, params_at
from jaxreg.models import Params

if TYPE_CHECKING:
    import plotly.graph_objects as go

Figure = dict[str, Any]
Window = tuple[float, float]

# One colour for each role, in every figure. All are told apart with any colour vision,
# on white and on near-black (Okabe and Ito, 2008).
DATA = CLASS_0 = "#0072B2"
CLASS_1 = "#E69F00"
TRUTH = "#009E73"
FIT = "#D55E00"
OPTIMUM = "#CC79A7"

MAX_DRAWN_POINTS = 5000
_SVG_POINTS = 1000  # above, WebGL draws the points
_FIELD_CELLS = 41


def linear_figures(result: LinearResult) -> dict[str, Figure]:
    """The charts of the linear page: "fit" and "loss"."""
    smallest = residual_loss(result.data.X, result.targets, result.closed_form)
    loss = _loss_figure("Mean squared error by epoch", result, smallest)
    return {"fit": _line_figure(result), "loss": loss}


def logistic_figures(result: LogisticResult) -> dict[str, Figure]:
    """The charts of the logistic page: "fit" and "loss"."""
    loss = _loss_figure("Cross-entropy by epoch", result, smallest=None)
    return {"fit": _boundary_figure(result), "loss": loss}


def to_plotly(figure: Figure) -> "go.Figure":
    """The figure as a validated ``go.Figure``, to show or save in a notebook."""
    import plotly.graph_objects as go  # takes a second, and the server never needs it

    return go.Figure(figure).update_layout(template="plotly_white", font_size=14)


def drawn_points(num_points: int) -> np.ndarray:
    """Which points are drawn: all, or an even sample of ``MAX_DRAWN_POINTS``."""
    if num_points <= MAX_DRAWN_POINTS:
        return np.arange(num_points)
    return np.linspace(0, num_points - 1, MAX_DRAWN_POINTS).round().astype(int)


def drawn_epochs(last_epoch: int) -> np.ndarray:
    """Which epochs a curve is drawn through: all, or at most some 600.

    The first hundred, then pairs of neighbours: with single epochs at an even distance
    an oscillation of period 2 would look like a flat line.
    """
    if last_epoch <= 600:
        return np.arange(last_epoch + 1)
    pairs = np.linspace(100, last_epoch - 1, 250).round().astype(int)
    return np.unique(np.concatenate([np.arange(100), pairs, pairs + 1]))


def round_up(value: float) -> float:
    """The next of ..., 0.5, 1, 2, 5, 10, ...: the steps that axes go by; 0 stays 0."""
    if value <= 0:
        return 0.0
    decade = 10.0 ** np.floor(np.log10(value))
    return float(
        next(m * decade for m in (1, 2, 5, 10) if value <= m * decade * 1.0001)
    )


def _line_figure(result: LinearResult) -> Figure:
    x, y = result.data.X.ravel(), result.data.y
    s = result.scenario
    ends = np.array([-0.45, 9.45])  # the points stand at 0 to 9
    truth = s.true_W * ends + s.true_b
    W, b = params_at(result.history, last_readable_epoch(result.history.loss))
    shown = drawn_points(len(x))
    low = -round_up(-min(y.min(), truth.min(), 0.0))
    high = round_up(max(y.max(), truth.max(), 1.0 if low == 0 else 0.0))
    return {
        "data": [
            _line("fitted line", ends, W[0] * ends + b, FIT),
            _line("true line", ends, truth, TRUTH, dash="dash"),
            _points("points", x[shown], y[shown], DATA, "circle", len(shown)),
        ],
        "layout": _layout(
            "Points and fitted line",
            xaxis=_axis("x", ends),
            yaxis=_axis("y", _padded(low, high)),
            uirevision="line",
        ),
    }


def _boundary_figure(result: LogisticResult) -> Figure:
    fitted = last(result.history)
    x1, x2 = boundary_window(result)
    traces = [_field(fitted, x1, x2), *_classes(result)]
    ends = decision_boundary(fitted, x1, x2)
    traces.append(_line("fitted boundary", *_columns(ends), FIT))
    if result.true_params is not None:
        ends = decision_boundary(result.true_params, x1, x2)
        traces.append(_line("true boundary", *_columns(ends), TRUTH, dash="dash"))
    return {
        "data": traces,
        "layout": _layout(
            "Classes and decision boundary",
            xaxis=_axis("x₁", x1),
            yaxis=_axis("x₂", x2),
            uirevision=result.scenario.data,
        ),
    }


def _field(params: Params, x1: Window, x2: Window) -> Figure:
    """The probability of class 1 over the window, as a heatmap."""
    columns, rows = (np.linspace(*limits, _FIELD_CELLS) for limits in (x1, x2))
    return {
        "type": "heatmap",
        "name": "P(class 1)",
        "x0": x1[0],
        "dx": (x1[1] - x1[0]) / (_FIELD_CELLS - 1),
        "y0": x2[0],
        "dy": (x2[1] - x2[0]) / (_FIELD_CELLS - 1),
        "z": _encoded(probability_field(params, columns, rows)),
        "zmin": 0,
        "zmax": 1,
        "zsmooth": "fast",
        "opacity": 0.5,
        "colorscale": "Cividis",
        "colorbar": {
            "title": {"text": "P(class 1)", "side": "right"},
            "tickvals": [0, 0.5, 1],
            "thickness": 12,
            "outlinewidth": 0,
        },
        "hovertemplate": "P(class 1) = %{z:.3f}<extra></extra>",
    }


def _classes(result: LogisticResult) -> list[Figure]:
    """The points of either class, and a ring around each on the wrong side."""
    shown = drawn_points(len(result.data.y))
    X, y, correct = result.data.X[shown], result.data.y[shown], result.correct[shown]

    def points(name: str, mine: np.ndarray, colour: str, symbol: str) -> Figure:
        x1, x2 = X[mine].T
        return _points(name, x1, x2, colour, symbol, len(shown))

    rings = points("wrong side", ~correct, FIT, "circle-open")
    rings["marker"] |= {"size": 17, "line": {"width": 2}}
    rings["hoverinfo"] = "skip"
    del rings["hovertemplate"]
    return [
        points("class 0", y == 0, CLASS_0, "circle"),
        points("class 1", y == 1, CLASS_1, "diamond"),
        rings,
    ]


def boundary_window(result: LogisticResult) -> tuple[Window, Window]:
    """What the logistic chart shows of (x1, x2): the same for every run on its data."""
    if result.true_params is None:
        return (0.0, 7.0), (0.0, 6.0)
    return (-3.2, 3.2), (-3.2, 3.2)


def _loss_figure(
    title: str, result: LinearResult | LogisticResult, smallest: float | None
) -> Figure:
    """The loss by epoch, up to where it stays readable, over the smallest possible."""
    loss, scale = result.history.loss, result.scenario.loss_axis
    end = last_readable_epoch(loss)
    epochs = drawn_epochs(end)
    # A run that was cut gets an axis as long as what is left of it.
    width = end if end == len(loss) - 1 else round_up(end)
    curve = _line("loss", epochs, loss[epochs], FIT)
    curve["hovertemplate"] = "epoch %{x}<br>loss %{y:.6g}<extra></extra>"
    if end <= 50:
        curve["mode"] = "lines+markers"
    traces = [curve]
    shown = loss[: end + 1].astype(float)
    if scale == "log":
        shown = shown[shown > 0]
    # On a log axis a far smaller optimum, or 0, would leave the curve no room.
    if smallest is not None and (
        scale == "linear" or smallest > min(shown, default=0) / 100
    ):
        ends = np.array([0.0, max(width, 1)])
        traces.append(
            _line("smallest possible", ends, np.full(2, smallest), OPTIMUM, dash="dot")
        )
        shown = np.append(shown, smallest)
    return {
        "data": traces,
        "layout": _layout(
            title,
            xaxis=_axis("epoch", _padded(0.0, max(float(width), 1.0), 0.02)),
            yaxis=_loss_axis(shown, scale),
            uirevision="loss",
        ),
    }


def _loss_axis(shown: np.ndarray, scale: str) -> Figure:
    """A "linear" or "log" axis that holds the losses shown, of which there may be none.

    A zoom made on one scale means nothing on the other, so it is forgotten.
    """
    if scale == "linear":
        top = round_up(float(shown.max())) or 1.0
        return _axis("loss", _padded(0.0, top)) | {"uirevision": scale}
    decades = np.log10(shown) if shown.size else np.zeros(1)
    low, high = np.floor(decades.min()), np.ceil(decades.max() + 1e-9)
    return _axis("loss", (low, high)) | {
        "type": "log",
        "dtick": 1 if high - low < 6 else 2,
        "exponentformat": "power",
        "uirevision": scale,
    }


def _points(
    name: str, x: np.ndarray, y: np.ndarray, colour: str, symbol: str, in_all: int
) -> Figure:
    """Some of a chart's ``in_all`` points; all of them have one size."""
    many = in_all > _SVG_POINTS
    return {
        "type": "scattergl" if many else "scatter",
        "mode": "markers",
        "name": name,
        "x": _encoded(x),
        "y": _encoded(y),
        "marker": {
            "color": colour,
            "symbol": symbol,
            "size": 5 if many else 11 if in_all <= 100 else 7,
            "opacity": 0.5 if many else 0.9,
            "line": {"width": 0 if many else 1, "color": "#ffffff"},
        },
        "hovertemplate": "%{x:.4g}, %{y:.4g}<extra>" + name + "</extra>",
    }


def _line(
    name: str, x: np.ndarray, y: np.ndarray, colour: str, dash: str = "solid"
) -> Figure:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": _encoded(x),
        "y": _encoded(y),
        "line": {"color": colour, "width": 4 if dash == "solid" else 3, "dash": dash},
        "hovertemplate": "%{x:.4g}, %{y:.4g}<extra>" + name + "</extra>",
    }


def _layout(title: str, **parts: Any) -> Figure:
    return {
        "title": {"text": title},
        "margin": {"l": 64, "r": 16, "t": 40, "b": 52},
        "legend": {"orientation": "h", "x": 0, "y": 1.01, "yanchor": "bottom"},
        "hovermode": "closest",
    } | parts


def _axis(title: str, limits: Any) -> Figure:
    return {"title": {"text": title}, "range": [float(limit) for limit in limits]}


def _padded(low: float, high: float, share: float = 0.04) -> tuple[float, float]:
    pad = share * (high - low)
    return low - pad, high + pad


def _columns(ends: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
    return (ends[:, 0], ends[:, 1]) if ends is not None else (np.empty(0), np.empty(0))


def _encoded(values: np.ndarray) -> Figure:
    """An array (n,) or (rows, columns) as Plotly's base64 typed array, float32."""
    array = np.ascontiguousarray(values, "<f4")
    encoded = {"dtype": "f4", "bdata": base64.b64encode(array.tobytes()).decode()}
    if array.ndim == 2:
        encoded["shape"] = f"{array.shape[0]}, {array.shape[1]}"
    return encoded

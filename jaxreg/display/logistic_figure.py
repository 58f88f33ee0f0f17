"""The charts of two classes: the probability over one feature, or the boundary over
two; loss and landscape."""

import numpy as np

from jaxreg.data.table import short
from jaxreg.display.class_points import points_of_classes
from jaxreg.display.dates import date_axes
from jaxreg.display.drawing import (
    ASKED,
    CIVIDIS,
    FIT,
    TRUTH,
    Figure,
    Window,
    even_window,
    layout,
    line,
    mark,
    moving,
    plain,
    widened,
)
from jaxreg.display.landscape_figure import logistic_landscape_figure
from jaxreg.display.loss_figure import loss_figure
from jaxreg.training.held_out import joined
from jaxreg.training.models import Params
from jaxreg.training.results import LogisticResult

_FIELD_CELLS = 41
_CURVE_POINTS = 201


def logistic_figures(result: LogisticResult) -> dict[str, Figure]:
    """The charts of classes: "fit", "loss" and "landscape"."""
    one = len(result.names.features) == 1
    return {
        "fit": curve_figure(result) if one else boundary_figure(result),
        "loss": loss_figure("Cross-entropy by epoch", result),
        "landscape": logistic_landscape_figure(result),
    }


def boundary_figure(result: LogisticResult) -> Figure:
    """The classes over two features, the probability, and where it is one half."""
    fitted = result.drawn
    x1, x2 = feature_windows(result)
    traces = [_field(_chance(result), fitted, x1, x2), *points_of_classes(result)]
    ends = decision_boundary(fitted, x1, x2)
    fitted_boundary = line("fitted", *_columns(ends), FIT)
    traces.append(moving(fitted_boundary, "boundary"))
    if result.true_params is not None:
        ends = decision_boundary(result.true_params, x1, x2)
        traces.append(line("true", *_columns(ends), TRUTH, dash="dash"))
    asked = asked_point(result)
    if asked is not None:
        traces.append(mark("asked", asked[0], asked[1], ASKED, "star"))
    axes = result.names.features
    return {
        "data": traces,
        "layout": layout(
            "Classes and decision boundary",
            (axes[0].title, x1),
            (axes[1].title, x2),
            uirevision=result.scenario.data,
            **(date_axes(*axes) if any(axis.origin for axis in axes) else {}),
        ),
    }


def curve_figure(result: LogisticResult) -> Figure:
    """The classes over one feature at 0 and 1, the probability, and where it is one
    half."""
    W, b = result.drawn
    [window] = feature_windows(result)
    x = np.linspace(*window, _CURVE_POINTS)
    threshold = np.full(2, -b / W[0]) if W[0] != 0 else np.full(2, np.nan)
    half = line("p = 0.5", threshold, np.array([0.0, 1.0]), FIT, dash="dot")
    traces = [
        moving(half, "threshold"),
        moving(line(_chance(result), x, _probability(W, b, x), FIT), "curve"),
        *points_of_classes(result),
    ]
    asked = asked_point(result)
    if asked is not None:
        star = mark("asked", asked[0], _probability(W, b, asked)[0], ASKED, "star")
        traces.append(moving(star, "curve"))
    axes = result.names.features
    return {
        "data": traces,
        "layout": layout(
            "Classes and probability",
            (axes[0].title, window),
            (_chance(result), (-0.08, 1.08)),
            uirevision=result.scenario.data,
            **(date_axes(*axes) if any(axis.origin for axis in axes) else {}),
        ),
    }


def _probability(W: np.ndarray, b: np.ndarray, x: np.ndarray) -> np.ndarray:
    p: np.ndarray = (1 + np.tanh((W[0] * x + b) / 2)) / 2
    return p


def class_names(result: LogisticResult) -> tuple[str, str]:
    """What classes 0 and 1 are called in a text."""
    zero, one = result.names.classes
    if not result.scenario.is_of_table or result.names.cut is not None:
        return zero, one
    target = short(result.names.target.name, 30)
    return f"{target}: {short(zero, 30)}", f"{target}: {short(one, 30)}"


def _chance(result: LogisticResult) -> str:
    return f"P({class_names(result)[1]})"


def _field(chance: str, params: Params, x1: Window, x2: Window) -> Figure:
    """The probability over the window, as a heatmap."""
    one = plain(chance)
    columns, rows = (np.linspace(*limits, _FIELD_CELLS) for limits in (x1, x2))
    return {
        "type": "heatmap",
        "name": one,
        "meta": {"shows": "field"},
        "x0": x1[0],
        "dx": (x1[1] - x1[0]) / (_FIELD_CELLS - 1),
        "y0": x2[0],
        "dy": (x2[1] - x2[0]) / (_FIELD_CELLS - 1),
        "z": probability_field(params, columns, rows),
        "zmin": 0,
        "zmax": 1,
        "zsmooth": "fast",
        "opacity": 0.5,
        "colorscale": CIVIDIS,
        "colorbar": {
            "title": {"text": one, "side": "right"},
            "tickvals": [0, 0.5, 1],
            "thickness": 12,
            "outlinewidth": 0,
        },
        "hovertemplate": f"{one} = %{{z:.3f}}<extra></extra>",
    }


def asked_point(result: LogisticResult) -> np.ndarray | None:
    """The features that the model is asked about, (d,), if all of them are set."""
    s = result.scenario
    asked = [s.ask_x1, s.ask_x2][: len(result.names.features)]
    return None if None in asked else np.array(asked, float)


def feature_windows(result: LogisticResult) -> list[Window]:
    """The chart's window of each feature: the same for every run on its data."""
    if result.scenario.is_of_table:
        drawn = result.data
        if result.held_out is not None:
            drawn = joined(drawn, result.held_out)
        limits = [even_window(feature) for feature in drawn.X.T]
    elif result.scenario.data == "lecture":
        limits = [(0.0, 7.0), (0.0, 6.0)]
    else:
        limits = [(-3.2, 3.2), (-3.2, 3.2)]
    asked = asked_point(result)
    if asked is None:
        return limits
    return [widened(at, window) for at, window in zip(asked, limits, strict=True)]


def _columns(ends: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
    return (ends[:, 0], ends[:, 1]) if ends is not None else (np.empty(0), np.empty(0))


def boundary_is_in_sight(result: LogisticResult, params: Params) -> bool:
    """Whether the chart shows where the probability is one half."""
    windows = feature_windows(result)
    if len(windows) == 2:
        return decision_boundary(params, *windows) is not None
    [(low, high)] = windows
    return bool(low <= -params.b / params.W[0] <= high)


def decision_boundary(params: Params, x1: Window, x2: Window) -> np.ndarray | None:
    """The part of the line W1 x1 + W2 x2 + b = 0 that lies inside a window.

    Args:
        params: W (2,), in any direction, and b.
        x1, x2: the window, (low, high) of each feature.

    Returns:
        The two ends, (2, 2) with a row per end, or None: W is 0 or not finite, or the
        line does not cross the window.
    """
    W, b = np.asarray(params.W, float).tolist(), float(params.b)
    if not np.isfinite([*W, b]).all():
        return None
    low, high = zip(x1, x2, strict=True)
    rounding = 1e-9 * (high[0] - low[0]), 1e-9 * (high[1] - low[1])
    ends = []
    for axis in (0, 1):  # where the line crosses the window's sides x_axis = low, high
        if W[1 - axis] == 0:
            continue
        for side in (low[axis], high[axis]):
            crossing = (-b - W[axis] * side) / W[1 - axis]
            inside = min(max(crossing, low[1 - axis]), high[1 - axis])
            if abs(crossing - inside) <= rounding[1 - axis]:
                ends.append((inside, side) if axis else (side, inside))
    if len(ends) < 2:
        return None
    # Through a corner the line crosses two sides at one point: take the farthest pair.
    pairs = np.array([(ends[j], ends[i]) for i in range(len(ends)) for j in range(i)])
    lengths = np.abs(pairs[:, 0] - pairs[:, 1])
    farthest = (lengths**2).sum(axis=1).argmax()
    # A line that only touches a corner of the window does not cross it.
    touches = (lengths[farthest] <= rounding).all()
    return None if touches else pairs[farthest]


def probability_field(params: Params, x1: np.ndarray, x2: np.ndarray) -> np.ndarray:
    """P(class 1) = sigmoid(W1 x1 + W2 x2 + b) on a grid of columns x1 (p,) and rows x2
    (q,): (q, p)."""
    W, b = params
    logits = W[0] * x1[None, :] + W[1] * x2[:, None] + b
    p: np.ndarray = (1 + np.tanh(logits / 2)) / 2  # the sigmoid, without overflow
    return p

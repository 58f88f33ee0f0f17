"""The chart of two classes and of what tells them apart: the probability over one
feature, or a boundary over two."""

import numpy as np

from jaxreg.data.table import short
from jaxreg.display.drawing import (
    ASKED,
    CIVIDIS,
    CLASS_0,
    CLASS_1,
    FIT,
    TRUTH,
    Figure,
    Window,
    axis,
    drawn_points,
    layout,
    line,
    mark,
    moving,
    plain,
    points,
)
from jaxreg.display.windows import axis_title, even_window, widened
from jaxreg.training.analysis import (
    decision_boundary,
    last_readable_epoch,
    probability_field,
)
from jaxreg.training.models import Params
from jaxreg.training.results import LogisticResult, params_at

_FIELD_CELLS = 41
_CURVE_POINTS = 201


def boundary_figure(result: LogisticResult) -> Figure:
    """The classes over two features, the probability, and where it is one half."""
    fitted = params_at(result.history, last_readable_epoch(result.history.loss))
    x1, x2 = feature_windows(result)
    traces = [_field(_class_one(result), fitted, x1, x2), *_classes(result)]
    ends = decision_boundary(fitted, x1, x2)
    fitted_boundary = line("fitted boundary", *_columns(ends), FIT)
    traces.append(moving(fitted_boundary, "boundary"))
    if result.true_params is not None:
        ends = decision_boundary(result.true_params, x1, x2)
        traces.append(line("true boundary", *_columns(ends), TRUTH, dash="dash"))
    asked = asked_point(result)
    if asked is not None:
        traces.append(mark("asked", asked[0], asked[1], ASKED, "star"))
    return {
        "data": traces,
        "layout": layout(
            "Classes and decision boundary",
            xaxis=axis(axis_title(result.names.features[0]), x1),
            yaxis=axis(axis_title(result.names.features[1]), x2),
            uirevision=result.scenario.data,
        ),
    }


def curve_figure(result: LogisticResult) -> Figure:
    """The classes over one feature at 0 and 1, the probability, and where it is one
    half."""
    W, b = params_at(result.history, last_readable_epoch(result.history.loss))
    [window] = feature_windows(result)
    x = np.linspace(*window, _CURVE_POINTS)
    threshold = np.full(2, -b / W[0]) if W[0] != 0 else np.full(2, np.nan)
    half = line("p = 0.5", threshold, np.array([0.0, 1.0]), FIT, dash="dot")
    traces = [
        moving(half, "threshold"),
        moving(line(_class_one(result), x, _probability(W, b, x), FIT), "curve"),
        *_classes(result),
    ]
    asked = asked_point(result)
    if asked is not None:
        star = mark("asked", asked[0], _probability(W, b, asked)[0], ASKED, "star")
        traces.append(moving(star, "curve"))
    return {
        "data": traces,
        "layout": layout(
            "Classes and probability",
            xaxis=axis(axis_title(result.names.features[0]), window),
            yaxis=axis(_class_one(result), (-0.08, 1.08)),
            uirevision=result.scenario.data,
        ),
    }


def _probability(W: np.ndarray, b: np.ndarray, x: np.ndarray) -> np.ndarray:
    p: np.ndarray = (1 + np.tanh((W[0] * x + b) / 2)) / 2
    return p


def class_names(result: LogisticResult) -> tuple[str, str]:
    """What class 0 and class 1 are called, where only text is shown."""
    zero, one = result.names.classes
    if not result.scenario.is_of_table:
        return zero, one
    target = short(result.names.target, 30)
    return f"{target}: {short(zero, 30)}", f"{target}: {short(one, 30)}"


def _class_one(result: LogisticResult) -> str:
    return plain(f"P({class_names(result)[1]})")


def _field(one: str, params: Params, x1: Window, x2: Window) -> Figure:
    """The probability of class ``one`` over the window, as a heatmap."""
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


def _classes(result: LogisticResult) -> list[Figure]:
    """The points of either class, and a ring around each on the wrong side."""
    shown = drawn_points(len(result.data.y))
    X, y, correct = result.data.X[shown], result.data.y[shown], result.correct[shown]

    places = X if X.shape[1] == 2 else np.column_stack([X, y])
    zero, one = map(plain, class_names(result))

    def of(name: str, mine: np.ndarray, colour: str, symbol: str) -> Figure:
        across, up = places[mine].T
        return points(name, across, up, colour, symbol, len(shown))

    rings = of("wrong side", ~correct, FIT, "circle-open")
    rings = moving(rings, "wrong side")
    rings["marker"] |= {"size": 17, "line": {"width": 2}}
    rings["hoverinfo"] = "skip"
    del rings["hovertemplate"]
    return [
        of(zero, y == 0, CLASS_0, "circle") | {"meta": {"label": 0}},
        of(one, y == 1, CLASS_1, "diamond") | {"meta": {"label": 1}},
        rings,
    ]


def asked_point(result: LogisticResult) -> np.ndarray | None:
    """The features that the model is asked about, (d,), once all of them are given."""
    s = result.scenario
    asked = [s.ask_x1, s.ask_x2][: len(result.names.features)]
    return None if None in asked else np.array(asked, float)


def feature_windows(result: LogisticResult) -> list[Window]:
    """What the logistic chart shows of each feature: the same for every run on its
    data."""
    if result.scenario.is_of_table:
        limits = [even_window(feature) for feature in result.data.X.T]
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

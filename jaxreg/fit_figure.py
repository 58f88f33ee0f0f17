"""The chart of the points and of what is fitted to them: a line, the probability over
one feature, or a boundary between classes over two."""

import numpy as np

from jaxreg.analysis import (
    decision_boundary,
    last_readable_epoch,
    probability_field,
)
from jaxreg.drawing import (
    ASKED,
    CIVIDIS,
    CLASS_0,
    CLASS_1,
    DATA,
    FIT,
    SQUARE,
    SQUARE_SHADE,
    TRUTH,
    Figure,
    Window,
    axis,
    drawn_points,
    encoded,
    layout,
    line,
    mark,
    padded,
    plain,
    points,
    round_up,
)
from jaxreg.experiment import LinearResult, LogisticResult, params_at
from jaxreg.models import Params
from jaxreg.scenario import of_table
from jaxreg.table import short

_FIELD_CELLS = 41
_CURVE_POINTS = 201

MAX_SQUARES = 100


def line_figure(result: LinearResult) -> Figure:
    """The points and the fitted line; where there is one, the true line."""
    x, y = result.data.X.ravel(), result.data.y
    s = result.scenario
    ends, up = line_window(result)
    W, b = params_at(result.history, last_readable_epoch(result.history.loss))
    shown = drawn_points(len(x))
    traces = [line("fitted line", ends, W[0] * ends + b, FIT) | {"meta": "line"}]
    if result.true_params is not None:
        traces.append(
            line("true line", ends, _true_y(result, ends), TRUTH, dash="dash")
        )
    traces.append(points("points", x[shown], y[shown], DATA, "circle", len(shown)))
    if s.insight == "squares":
        rows = drawn_points(len(x), MAX_SQUARES)
        traces.append(_residuals(x[rows], result.targets[rows], W[0] * x[rows] + b))
    if s.ask_x is not None:
        asked = mark("asked", s.ask_x, W[0] * s.ask_x + b, ASKED, "star")
        traces.append(asked | {"meta": "line"})
    return {
        "data": traces,
        "layout": layout(
            "Points and fitted line",
            xaxis=axis(_title(result.names.features[0]), ends),
            yaxis=axis(_title(result.names.target), up),
            uirevision="line",
        ),
    }


def line_window(result: LinearResult) -> tuple[np.ndarray, Window]:
    """What the linear chart shows of x (2,) and of y: the same for every run on its
    points."""
    s, y = result.scenario, result.data.y
    low, high = (-0.45, 9.45)  # the generated points stand at 0 to 9
    if result.true_params is None:
        low, high = even_window(result.data.X)
    if s.ask_x is not None:
        low, high = _with(s.ask_x, (low, high))
    ends = np.array([low, high])
    if result.true_params is None:
        return ends, even_window(y)
    truth = _true_y(result, ends)
    lowest = -round_up(-min(y.min(), truth.min(), 0.0))
    highest = round_up(max(y.max(), truth.max(), 1.0 if lowest == 0 else 0.0))
    return ends, padded(lowest, highest)


def even_window(values: np.ndarray) -> Window:
    """A window that holds all values, ends on multiples of a round step, and so changes
    rarely when one of them does."""
    low, high = float(values.min()), float(values.max())
    if low == high:
        low, high = low - 1, high + 1
    step = round_up((high - low) / 10)
    return padded(np.floor(low / step) * step, np.ceil(high / step) * step)


def _true_y(result: LinearResult, x: np.ndarray) -> np.ndarray:
    W, b = result.true_params or Params(np.zeros(1), np.zeros(()))
    return W[0] * x + b


def _title(name: str) -> str:
    return plain(short(name, 60))


def _residuals(x: np.ndarray, y: np.ndarray, fitted: np.ndarray) -> Figure:
    """From each point (x, y) (n,) to the line, ``fitted`` (n,), with gaps between.

    Whoever shows it makes squares of them: only there the lengths are known.
    """
    gap = np.full(len(x), np.nan)
    along = np.column_stack([x, x, gap]).ravel()
    up = np.column_stack([y, fitted, gap]).ravel()
    residuals = line("residuals", along, up, SQUARE)
    residuals["line"]["width"] = 1
    return residuals | {"meta": "squares", "fillcolor": SQUARE_SHADE}


def boundary_figure(result: LogisticResult) -> Figure:
    """The classes over two features, the probability, and where it is one half."""
    fitted = params_at(result.history, last_readable_epoch(result.history.loss))
    x1, x2 = feature_windows(result)
    traces = [_field(_class_one(result), fitted, x1, x2), *_classes(result)]
    ends = decision_boundary(fitted, x1, x2)
    fitted_boundary = line("fitted boundary", *_columns(ends), FIT)
    traces.append(fitted_boundary | {"meta": "boundary"})
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
            xaxis=axis(_title(result.names.features[0]), x1),
            yaxis=axis(_title(result.names.features[1]), x2),
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
        half | {"meta": "threshold"},
        line(_class_one(result), x, _probability(W, b, x), FIT) | {"meta": "curve"},
        *_classes(result),
    ]
    asked = asked_point(result)
    if asked is not None:
        star = mark("asked", asked[0], _probability(W, b, asked)[0], ASKED, "star")
        traces.append(star | {"meta": "curve"})
    return {
        "data": traces,
        "layout": layout(
            "Classes and probability",
            xaxis=axis(_title(result.names.features[0]), window),
            yaxis=axis(_class_one(result), (-0.08, 1.08)),
            uirevision=result.scenario.data,
        ),
    }


def _probability(W: np.ndarray, b: np.ndarray, x: np.ndarray) -> np.ndarray:
    return (1 + np.tanh((W[0] * x + b) / 2)) / 2


def class_names(result: LogisticResult) -> tuple[str, str]:
    """What class 0 and class 1 are called, where only text is shown."""
    zero, one = result.names.classes
    if not of_table(result.scenario):
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
        "meta": "field",
        "x0": x1[0],
        "dx": (x1[1] - x1[0]) / (_FIELD_CELLS - 1),
        "y0": x2[0],
        "dy": (x2[1] - x2[0]) / (_FIELD_CELLS - 1),
        "z": encoded(probability_field(params, columns, rows)),
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

    rings = of("wrong side", ~correct, FIT, "circle-open") | {"meta": "wrong side"}
    rings["marker"] |= {"size": 17, "line": {"width": 2}}
    rings["hoverinfo"] = "skip"
    del rings["hovertemplate"]
    return [
        of(zero, y == 0, CLASS_0, "circle") | {"meta": "class 0"},
        of(one, y == 1, CLASS_1, "diamond") | {"meta": "class 1"},
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
    if of_table(result.scenario):
        limits = [even_window(feature) for feature in result.data.X.T]
    elif result.scenario.data == "lecture":
        limits = [(0.0, 7.0), (0.0, 6.0)]
    else:
        limits = [(-3.2, 3.2), (-3.2, 3.2)]
    asked = asked_point(result)
    if asked is None:
        return limits
    return [_with(at, window) for at, window in zip(asked, limits, strict=True)]


def _with(asked: float, window: Window) -> Window:
    """The window, made wider where what is asked would not be well inside."""
    low, high = window
    room = 0.04 * (high - low)
    return min(low, asked - room), max(high, asked + room)


def _columns(ends: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
    return (ends[:, 0], ends[:, 1]) if ends is not None else (np.empty(0), np.empty(0))

"""The charts of two classes: the probability over one feature, or the boundary over
two; loss and landscape."""

import numpy as np

from jaxreg.data.generated import CIRCLE_RADIUS
from jaxreg.data.table import short
from jaxreg.display.boundary import boundary, crossings
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
from jaxreg.settings import BY_HAND, LogisticScenario
from jaxreg.settings.scenario import CIRCLE
from jaxreg.training.held_out import joined
from jaxreg.training.logistic import sigmoid
from jaxreg.training.models import Params
from jaxreg.training.results import LogisticResult

_FIELD_CELLS = 41
_CURVE_POINTS = 201
_CIRCLE_POINTS = 91


def logistic_figures(result: LogisticResult) -> dict[str, Figure]:
    """The charts of classes: "fit", "loss" and "landscape"."""
    one = len(result.names.features) == 1
    return {
        "fit": curve_figure(result) if one else boundary_figure(result),
        "loss": loss_figure("Cross-entropy by epoch", result),
        "landscape": logistic_landscape_figure(result),
    }


def boundary_figure(result: LogisticResult) -> Figure:
    """The classes over two features, the probability, and where it is at the
    threshold."""
    s, fitted, (x1, x2) = result.scenario, result.drawn, feature_windows(result)
    traces = [_field(result), *points_of_classes(result)]
    across, up = boundary(result.features, fitted, x1, x2, s.level).T
    fitted_boundary = line("fitted", across, up, FIT)
    traces.append(moving(fitted_boundary, "boundary", s.level))
    if s.data == CIRCLE:  # whatever features the model has
        across, up = _circle()
        traces.append(line("true", across, up, TRUTH, dash="dash"))
    elif result.true_params is not None:
        true = result.true_params
        across, up = boundary(result.features, true, x1, x2, s.level).T
        traces.append(line("true", across, up, TRUTH, dash="dash"))
    at = "" if s.threshold == 0.5 else f", {at_threshold(s)}"
    asked = asked_point(result)
    if asked is not None:
        traces.append(mark("asked", asked[0], asked[1], ASKED, "star"))
    axes = result.names.features
    return {
        "data": traces,
        "layout": layout(
            f"Classes and decision boundary{at}",
            (axes[0].title, x1),
            (axes[1].title, x2),
            uirevision=result.scenario.data,
            **(date_axes(*axes) if any(axis.origin for axis in axes) else {}),
        ),
    }


def _circle() -> np.ndarray:
    """The true boundary of points of a circle: (2, m)."""
    turn = np.linspace(0, 2 * np.pi, _CIRCLE_POINTS)
    return CIRCLE_RADIUS * np.array([np.cos(turn), np.sin(turn)])


def curve_figure(result: LogisticResult) -> Figure:
    """The classes over one feature at 0 and 1, the probability, and where it is at the
    threshold."""
    [window] = feature_windows(result)
    x = np.linspace(*window, _CURVE_POINTS)
    p = probability(result, x[:, None])
    upright = line("threshold", *_verticals(result), FIT, dash="dot")
    traces = [
        moving(upright, "threshold", result.scenario.level),
        moving(line(_chance(result), x, p, FIT), "curve"),
        *points_of_classes(result),
    ]
    asked = asked_point(result)
    if asked is not None:
        star = mark(
            "asked", asked[0], probability(result, asked[None])[0], ASKED, "star"
        )
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


def _verticals(result: LogisticResult) -> tuple[np.ndarray, np.ndarray]:
    """A line from 0 to 1, and a gap, at each place where the probability is at the
    threshold; of x itself without the gap."""
    at = crossings(result.features, result.drawn, result.scenario.level)
    if result.features.is_plain:
        return np.repeat(at, 2) if at.size else np.full(2, np.nan), np.array([0.0, 1.0])
    up = np.tile([0.0, 1.0, np.nan], len(at))
    return np.repeat(at, 3) + 0 * up, up


def probability(result: LogisticResult, X: np.ndarray) -> np.ndarray:
    """P(class 1) at points X (n, k), by the drawn model: (n,)."""
    with np.errstate(over="ignore", invalid="ignore"):
        logits = result.features.predict(result.drawn, X)
    return sigmoid(logits)


def class_names(result: LogisticResult) -> tuple[str, str]:
    """What classes 0 and 1 are called in a text."""
    zero, one = result.names.classes
    has_names = result.scenario.is_of_table and result.scenario.data != BY_HAND
    if not has_names or result.names.cut is not None:
        return zero, one
    target = short(result.names.target.name, 30)
    return f"{target}: {short(zero, 30)}", f"{target}: {short(one, 30)}"


def at_threshold(s: LogisticScenario) -> str:
    """Where the model calls a point class 1, and where not."""
    return f"P = {s.controls['threshold'].text(s.threshold)}"


def _chance(result: LogisticResult) -> str:
    return f"P({class_names(result)[1]})"


def _field(result: LogisticResult) -> Figure:
    """The probability over the window, as a heatmap."""
    one, (x1, x2) = plain(_chance(result)), feature_windows(result)
    columns, rows = (np.linspace(*limits, _FIELD_CELLS) for limits in (x1, x2))
    return {
        "type": "heatmap",
        "name": one,
        "meta": {"shows": "field"},
        "x0": x1[0],
        "dx": (x1[1] - x1[0]) / (_FIELD_CELLS - 1),
        "y0": x2[0],
        "dy": (x2[1] - x2[0]) / (_FIELD_CELLS - 1),
        "z": probability_field(result, columns, rows),
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


def boundary_is_in_sight(result: LogisticResult, params: Params) -> bool:
    """Whether the chart shows where the probability is at the threshold."""
    windows, level = feature_windows(result), result.scenario.level
    if len(windows) == 2:
        x1, x2 = windows
        return len(boundary(result.features, params, x1, x2, level)) > 0
    [(low, high)] = windows
    at = crossings(result.features, params, level)
    return bool(((low <= at) & (at <= high)).any())


def probability_field(
    result: LogisticResult, x1: np.ndarray, x2: np.ndarray
) -> np.ndarray:
    """P(class 1) on a grid of columns x1 (p,) and rows x2 (q,): (q, p)."""
    if not result.features.is_plain:
        grid = np.stack(np.meshgrid(x1, x2), axis=-1)
        return probability(result, grid.reshape(-1, 2)).reshape(grid.shape[:2])
    W, b = result.drawn
    logits = W[0] * x1[None, :] + W[1] * x2[:, None] + b
    return sigmoid(logits)

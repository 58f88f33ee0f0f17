"""The charts of a line or a curve: the points and the fit, loss and landscape."""

import numpy as np

from jaxreg.data.dataset import Dataset
from jaxreg.display.dates import date_axes
from jaxreg.display.drawing import (
    ASKED,
    DATA,
    FIT,
    TRUTH,
    Figure,
    Window,
    drawn_points,
    even_window,
    hollow,
    layout,
    line,
    mark,
    moving,
    points,
    widened,
    with_margin,
)
from jaxreg.display.landscape_figure import linear_landscape_figure
from jaxreg.display.loss_figure import loss_figure
from jaxreg.training.held_out import joined
from jaxreg.training.models import Params
from jaxreg.training.results import LinearResult

CURVE_POINTS = 201


def linear_figures(result: LinearResult) -> dict[str, Figure]:
    """The charts: "fit", "loss" and "landscape"."""
    penalty = " and penalty" * (result.scenario.l2 > 0)
    title = f"Mean squared error{penalty} by epoch"
    return {
        "fit": line_figure(result),
        "loss": loss_figure(title, result, result.smallest_loss),
        "landscape": linear_landscape_figure(result),
    }


def line_figure(result: LinearResult) -> Figure:
    """The points and the fitted line or curve; where there is one, the true line."""
    x, y = result.data.X.ravel(), result.data.y
    s, what = result.scenario, "line" if result.features.is_plain else "curve"
    ends, up = line_window(result)
    along = ends if what == "line" else np.linspace(ends[0], ends[1], CURVE_POINTS)
    rows = drawn_points(len(x))
    fitted = line(f"fitted {what}", along, _height(result, result.drawn, along), FIT)
    traces = [moving(fitted, "line")]
    if result.true_params is not None:
        true_y = _height(result, result.true_params, ends)
        traces.append(line("true line", ends, true_y, TRUTH, dash="dash"))
    traces.append(points("points", x[rows], y[rows], DATA, "circle", len(rows)))
    if result.held_out is not None:
        traces.append(_held_out(result.held_out.data, len(rows)))
    if s.ask_x is not None:
        [answer] = _height(result, result.drawn, np.array([s.ask_x]))
        asked = mark("asked", s.ask_x, float(answer), ASKED, "star")
        traces.append(moving(asked, "line"))
    axes = result.names.features[0], result.names.target
    return {
        "data": traces,
        "layout": layout(
            f"Points and fitted {what}",
            (axes[0].title, ends),
            (axes[1].title, up),
            uirevision="line",
            **(date_axes(*axes) if any(axis.origin for axis in axes) else {}),
        ),
    }


def _held_out(data: Dataset, num_others: int) -> Figure:
    rows = drawn_points(len(data.y))
    x, y, many = data.X[rows].ravel(), data.y[rows], num_others + len(rows)
    return hollow(points("held out", x, y, DATA, "circle", many))


def line_window(result: LinearResult) -> tuple[np.ndarray, Window]:
    """The chart's window of x (2,) and of y: the same for every run on its points."""
    s, drawn = result.scenario, result.data
    if result.held_out is not None:
        drawn = joined(drawn, result.held_out)
    X, y, _ = drawn
    span = 0.0, 9.0  # where generated points stand
    window = with_margin(*span)
    if result.true_params is None:
        window = even_window(X)
    if s.ask_x is not None:
        span = window = widened(s.ask_x, window)
    ends = np.array(window)
    if result.true_params is None:
        return ends, even_window(y)
    # From 0 up, so that a steeper line looks steeper.
    truth = _height(result, result.true_params, np.array(span))
    return ends, even_window(np.array([y.min(), y.max(), *truth, 0.0]))


def _height(result: LinearResult, params: Params, x: np.ndarray) -> np.ndarray:
    """What a model predicts at x (m,), in float64."""
    return result.features.predict(params, x.astype(float)[:, None])

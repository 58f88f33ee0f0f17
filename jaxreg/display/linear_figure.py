"""The charts of a line: the points and the fitted line, loss and landscape."""

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


def linear_figures(result: LinearResult) -> dict[str, Figure]:
    """The charts of a line: "fit", "loss" and "landscape"."""
    title = "Mean squared error by epoch"
    return {
        "fit": line_figure(result),
        "loss": loss_figure(title, result, result.smallest_loss),
        "landscape": linear_landscape_figure(result),
    }


def line_figure(result: LinearResult) -> Figure:
    """The points and the fitted line; where there is one, the true line."""
    x, y = result.data.X.ravel(), result.data.y
    s = result.scenario
    ends, up = line_window(result)
    W, b = result.drawn
    rows = drawn_points(len(x))
    traces = [moving(line("fitted line", ends, W[0] * ends + b, FIT), "line")]
    if result.true_params is not None:
        true_y = _height(result.true_params, ends)
        traces.append(line("true line", ends, true_y, TRUTH, dash="dash"))
    traces.append(points("points", x[rows], y[rows], DATA, "circle", len(rows)))
    if result.held_out is not None:
        traces.append(_held_out(result.held_out.data, len(rows)))
    if s.ask_x is not None:
        asked = mark("asked", s.ask_x, W[0] * s.ask_x + b, ASKED, "star")
        traces.append(moving(asked, "line"))
    axes = result.names.features[0], result.names.target
    return {
        "data": traces,
        "layout": layout(
            "Points and fitted line",
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
    truth = _height(result.true_params, np.array(span))
    return ends, even_window(np.array([y.min(), y.max(), *truth, 0.0]))


def _height(params: Params, x: np.ndarray) -> np.ndarray:
    y: np.ndarray = params.W[0] * x + params.b
    return y

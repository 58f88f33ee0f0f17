"""Results as Plotly figures: pure functions of them.

A figure is a plain dict that ``go.Figure`` accepts. Colours of background and text are
left to whoever shows it. A trace that changes from epoch to epoch says in its ``meta``
what it shows, so that a film can move it.
"""

from typing import TYPE_CHECKING

import numpy as np

from jaxreg.analysis import (
    decision_boundary,
    last_readable_epoch,
    probability_field,
    residual_loss,
)
from jaxreg.drawing import (
    ASKED,
    CIVIDIS,
    CLASS_0,
    CLASS_1,
    DATA,
    FIT,
    OPTIMUM,
    PREDICTED,
    SQUARE,
    SQUARE_SHADE,
    TRUTH,
    Figure,
    Window,
    axis,
    drawn_epochs,
    drawn_points,
    encoded,
    layout,
    line,
    log_axis,
    mark,
    padded,
    points,
    round_up,
)
from jaxreg.experiment import LinearResult, LogisticResult, params_at
from jaxreg.landscape_figure import (
    linear_landscape_figure,
    logistic_landscape_figure,
)
from jaxreg.models import Params
from jaxreg.probes.prediction import predicted
from jaxreg.scenario import LogisticScenario

if TYPE_CHECKING:
    import plotly.graph_objects as go

_FIELD_CELLS = 41


MAX_SQUARES = 100


def linear_figures(result: LinearResult) -> dict[str, Figure]:
    """The charts of the linear page: "fit", "loss" and "landscape"."""
    smallest = residual_loss(result.data.X, result.targets, result.closed_form)
    return {
        "fit": _line_figure(result),
        "loss": _loss_figure("Mean squared error by epoch", result, smallest),
        "landscape": linear_landscape_figure(result),
    }


def logistic_figures(result: LogisticResult) -> dict[str, Figure]:
    """The charts of the logistic page: "fit", "loss" and "landscape"."""
    return {
        "fit": _boundary_figure(result),
        "loss": _loss_figure("Cross-entropy by epoch", result, smallest=None),
        "landscape": logistic_landscape_figure(result),
    }


def to_plotly(figure: Figure) -> "go.Figure":
    """The figure as a validated ``go.Figure``, to show or save in a notebook."""
    import plotly.graph_objects as go  # takes a second, and the server never needs it

    return go.Figure(figure).update_layout(template="plotly_white", font_size=14)


def _line_figure(result: LinearResult) -> Figure:
    x, y = result.data.X.ravel(), result.data.y
    s = result.scenario
    ends = np.array([-0.45, 9.45])  # the points stand at 0 to 9
    if s.ask_x is not None:
        ends = np.array([min(ends[0], s.ask_x - 0.45), max(ends[1], s.ask_x + 0.45)])
    truth = s.true_W * ends + s.true_b
    W, b = params_at(result.history, last_readable_epoch(result.history.loss))
    shown = drawn_points(len(x))
    low = -round_up(-min(y.min(), truth.min(), 0.0))
    high = round_up(max(y.max(), truth.max(), 1.0 if low == 0 else 0.0))
    traces = [
        line("fitted line", ends, W[0] * ends + b, FIT) | {"meta": "line"},
        line("true line", ends, truth, TRUTH, dash="dash"),
        points("points", x[shown], y[shown], DATA, "circle", len(shown)),
    ]
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
            xaxis=axis("x", ends),
            yaxis=axis("y", padded(low, high)),
            uirevision="line",
        ),
    }


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


def _boundary_figure(result: LogisticResult) -> Figure:
    fitted = params_at(result.history, last_readable_epoch(result.history.loss))
    x1, x2 = boundary_window(result)
    traces = [_field(fitted, x1, x2), *_classes(result)]
    ends = decision_boundary(fitted, x1, x2)
    fitted_boundary = line("fitted boundary", *_columns(ends), FIT)
    traces.append(fitted_boundary | {"meta": "boundary"})
    if result.true_params is not None:
        ends = decision_boundary(result.true_params, x1, x2)
        traces.append(line("true boundary", *_columns(ends), TRUTH, dash="dash"))
    asked = asked_point(result.scenario)
    if asked is not None:
        traces.append(mark("asked", asked[0], asked[1], ASKED, "star"))
    return {
        "data": traces,
        "layout": layout(
            "Classes and decision boundary",
            xaxis=axis("x₁", x1),
            yaxis=axis("x₂", x2),
            uirevision=result.scenario.data,
        ),
    }


def _field(params: Params, x1: Window, x2: Window) -> Figure:
    """The probability of class 1 over the window, as a heatmap."""
    columns, rows = (np.linspace(*limits, _FIELD_CELLS) for limits in (x1, x2))
    return {
        "type": "heatmap",
        "name": "P(class 1)",
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

    def of(name: str, mine: np.ndarray, colour: str, symbol: str) -> Figure:
        x1, x2 = X[mine].T
        return points(name, x1, x2, colour, symbol, len(shown))

    rings = of("wrong side", ~correct, FIT, "circle-open") | {"meta": "wrong side"}
    rings["marker"] |= {"size": 17, "line": {"width": 2}}
    rings["hoverinfo"] = "skip"
    del rings["hovertemplate"]
    return [
        of("class 0", y == 0, CLASS_0, "circle") | {"meta": "class 0"},
        of("class 1", y == 1, CLASS_1, "diamond") | {"meta": "class 1"},
        rings,
    ]


def asked_point(scenario: LogisticScenario) -> np.ndarray | None:
    """The (x1, x2) that the model is asked about, (2,), once both are given."""
    if scenario.ask_x1 is None or scenario.ask_x2 is None:
        return None
    return np.array([scenario.ask_x1, scenario.ask_x2])


def boundary_window(result: LogisticResult) -> tuple[Window, Window]:
    """What the logistic chart shows of (x1, x2): the same for every run on its data."""
    lecture = result.true_params is None
    limits = [(0.0, 7.0), (0.0, 6.0)] if lecture else [(-3.2, 3.2), (-3.2, 3.2)]
    asked = asked_point(result.scenario)
    if asked is not None:
        limits = [
            (min(low, at - 0.2), max(high, at + 0.2))
            for (low, high), at in zip(limits, asked, strict=True)
        ]
    return limits[0], limits[1]


def _loss_figure(
    title: str, result: LinearResult | LogisticResult, smallest: float | None
) -> Figure:
    """The loss by epoch, up to where it stays readable, over the smallest possible."""
    loss, scale = result.history.loss, result.scenario.loss_axis
    end = last_readable_epoch(loss)
    epochs = drawn_epochs(end)
    # A run that was cut gets an axis as long as what is left of it.
    width = end if end == len(loss) - 1 else round_up(end)
    curve = line("loss", epochs, loss[epochs], FIT)
    curve["hovertemplate"] = "epoch %{x}<br>loss %{y:.6g}<extra></extra>"
    if end <= 50:
        curve["mode"] = "lines+markers"
    traces = [curve]
    shown = loss[: end + 1].astype(float)
    shown = shown[np.isfinite(shown)]  # the textbook loss may be NaN from the start on
    if scale == "log":
        shown = shown[shown > 0]
    if isinstance(result, LinearResult) and result.scenario.insight == "prediction":
        foreseen = predicted(result, epochs).loss
        traces.append(line("predicted", epochs, foreseen, PREDICTED, dash="dash"))
    # On a log axis a far smaller optimum, or 0, would leave the curve no room.
    if smallest is not None and (
        scale == "linear" or smallest > min(shown, default=0) / 100
    ):
        ends = np.array([0.0, max(width, 1)])
        traces.append(
            line("smallest possible", ends, np.full(2, smallest), OPTIMUM, dash="dot")
        )
        shown = np.append(shown, smallest)
    here = mark("shown epoch", end, loss[end], FIT, "circle")
    traces.append(here | {"meta": "loss", "showlegend": False})
    return {
        "data": traces,
        "layout": layout(
            title,
            xaxis=axis("epoch", padded(0.0, max(float(width), 1.0))),
            yaxis=_loss_axis(shown, scale),
            uirevision="loss",
        ),
    }


def _loss_axis(shown: np.ndarray, scale: str) -> Figure:
    """A "linear" or "log" axis that holds the losses shown, of which there may be none.

    A zoom made on one scale means nothing on the other, so it is forgotten.
    """
    if scale == "linear":
        top = round_up(float(shown.max(initial=0))) or 1.0
        return axis("loss", padded(0.0, top)) | {"uirevision": scale}
    return log_axis("loss", shown) | {"uirevision": scale}


def _columns(ends: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
    return (ends[:, 0], ends[:, 1]) if ends is not None else (np.empty(0), np.empty(0))

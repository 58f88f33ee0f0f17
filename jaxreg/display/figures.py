"""Results as Plotly figures: pure functions of them.

A figure is a plain dict that ``go.Figure`` accepts. Colours of background and text are
left to whoever shows it. A trace that changes from epoch to epoch says in its ``meta``
what it shows, so that a film can move it.
"""

from typing import TYPE_CHECKING

import numpy as np

from jaxreg.display.class_figure import boundary_figure, curve_figure
from jaxreg.display.drawing import (
    FIT,
    OPTIMUM,
    Figure,
    axis,
    drawn_epochs,
    layout,
    line,
    log_axis,
    mark,
    moving,
    padded,
    round_up,
)
from jaxreg.display.landscape_figure import (
    linear_landscape_figure,
    logistic_landscape_figure,
)
from jaxreg.display.line_figure import line_figure
from jaxreg.training.analysis import last_readable_epoch
from jaxreg.training.results import LinearResult, LogisticResult

if TYPE_CHECKING:
    import plotly.graph_objects as go


def linear_figures(result: LinearResult) -> dict[str, Figure]:
    """The charts of a line: "fit", "loss" and "landscape"."""
    smallest = result.smallest_loss
    return {
        "fit": line_figure(result),
        "loss": _loss_figure("Mean squared error by epoch", result, smallest),
        "landscape": linear_landscape_figure(result),
    }


def logistic_figures(result: LogisticResult) -> dict[str, Figure]:
    """The charts of classes: "fit", "loss" and "landscape"."""
    one = len(result.names.features) == 1
    return {
        "fit": curve_figure(result) if one else boundary_figure(result),
        "loss": _loss_figure("Cross-entropy by epoch", result, smallest=None),
        "landscape": logistic_landscape_figure(result),
    }


def to_plotly(figure: Figure) -> "go.Figure":
    """The figure as a validated ``go.Figure``, to show or save in a notebook."""
    import plotly.graph_objects as go  # takes a second, and the server never needs it

    return go.Figure(figure).update_layout(template="plotly_white", font_size=14)


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
    traces.append(moving(here, "loss") | {"showlegend": False})
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

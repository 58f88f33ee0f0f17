"""The loss by epoch, a chart that all models share."""

import numpy as np

from jaxreg.display.drawing import (
    DATA,
    FIT,
    OPTIMUM,
    Figure,
    axis,
    drawn_epochs,
    even_window,
    layout,
    line,
    log_axis,
    mark,
    moving,
    round_up,
    with_margin,
)
from jaxreg.training.held_out import losses_of
from jaxreg.training.models import Params
from jaxreg.training.results import Result
from jaxreg.training.runs import MODELS

_PREDICTIONS = 3_000_000  # of held-out points, about 50 ms


def loss_figure(title: str, result: Result, smallest: float | None = None) -> Figure:
    """The loss by epoch, while it is readable, and the smallest possible."""
    loss, scale = result.history.loss, result.scenario.loss_axis
    end, epochs = result.end, drawn_epochs(result.end)
    curve = loss_curve("loss", epochs, loss[epochs], FIT, result)
    if end <= 50:
        curve["mode"] = "lines+markers"
    traces = [curve]
    losses = loss[: end + 1].astype(float)
    losses = losses[np.isfinite(losses)]  # the textbook loss may be NaN from the start
    if scale != "linear":
        losses = losses[losses > 0]
    # On a log axis a far smaller loss, or 0, would leave the curve no room.
    least = -1.0 if scale == "linear" else losses.min() / 100 if losses.size else 0.0
    epochs, unseen = _above(least, *held_out_losses(result, 600))
    if unseen.size:
        held_out = "held-out loss", epochs, unseen, DATA, result
        traces.append(loss_curve(*held_out, dash="dash"))
        losses = np.append(losses, unseen)
    if smallest is not None and smallest > least:
        ends, level = np.array([0, last_epoch(result)]), np.full(2, smallest)
        traces.append(loss_curve("minimum", ends, level, OPTIMUM, result, dash="dot"))
        losses = np.append(losses, smallest)
    here = mark("shown epoch", first_epoch(scale) + end, loss[end], FIT, "circle")
    traces.append(moving(here, "loss") | {"showlegend": False})
    # A zoom on one scale means nothing on another, so it is forgotten.
    axes = epoch_axis(result), _loss_axis(losses, scale)
    return {
        "data": traces,
        "layout": layout(
            title,
            *(end | {"uirevision": scale} for end in axes),
            uirevision="loss",
            meta={"first": first_epoch(scale)},
        ),
    }


def _above(
    least: float, epochs: np.ndarray, losses: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The losses that are above ``least`` and within float32, and their epochs."""
    with np.errstate(over="ignore"):
        losses = losses.astype(np.float32)
    is_drawn = np.isfinite(losses) & (losses > least)
    return epochs[is_drawn], losses[is_drawn]


def held_out_losses(
    result: Result, at_most: int | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """The mean loss of the held-out points, without a penalty: at some epochs (e,), up
    to the last that can be drawn, (e,); none where no points are held out.

    They are about ``at_most`` epochs, None: all; fewer where the points are many.
    """
    if result.held_out is None:
        return np.empty(0, int), np.empty(0)
    affordable = max(_PREDICTIONS // len(result.held_out.targets), 60)
    epochs = drawn_epochs(result.end, min(affordable, at_most or affordable))
    params = Params(*(rows[epochs] for rows in result.history.params))
    of_a_point = MODELS[result.scenario.page].of_a_point
    return epochs, losses_of(result.held_out, result.features, params, of_a_point)


def loss_curve(
    name: str,
    epochs: np.ndarray,
    losses: np.ndarray,
    colour: str,
    result: Result,
    dash: str = "solid",
) -> Figure:
    """Losses (e,) by epochs (e,), as a line of a result's loss chart."""
    at = epochs + first_epoch(result.scenario.loss_axis)
    curve = line(name, at, losses, colour, dash) | {"customdata": epochs}
    curve["hovertemplate"] = "epoch %{customdata}<br>loss %{y:.6g}<extra></extra>"
    return curve


def first_epoch(scale: str) -> int:
    """Where the axis has epoch 0: a logarithmic one has no 0."""
    return 1 if scale == "log-log" else 0


def last_epoch(result: Result) -> float:
    """Where the axis ends, at least at 1; if the end is cut off, so is the axis."""
    end = result.end
    return max(end if end == len(result.history.loss) - 1 else round_up(end), 1.0)


def epoch_axis(result: Result) -> Figure:
    """An axis from epoch 0 to the last."""
    last, scale = last_epoch(result), result.scenario.loss_axis
    if scale != "log-log":
        return axis("epoch", with_margin(0.0, last))
    steps = (1, 3) if last <= 1000 else (1,)  # more would touch each other
    ticks = [0, *(step * 10**k for k in range(5) for step in steps)]
    return axis("epoch", with_margin(0.0, np.log10(1 + last))) | {
        "type": "log",
        "tickvals": [1 + tick for tick in ticks],
        "ticktext": [str(tick) for tick in ticks],
    }


def _loss_axis(losses: np.ndarray, scale: str) -> Figure:
    """An axis that holds the losses, if there are any."""
    if scale != "linear":
        return log_axis("loss", losses)
    limits = even_window(np.append(losses, 0)) if losses.any() else (0.0, 1.0)
    return axis("loss", limits)

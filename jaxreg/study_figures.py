"""The charts of the studies: losses at all rates, and by steps of two methods."""

import numpy as np

from jaxreg.analysis import last_readable_epoch
from jaxreg.drawing import (
    FIT,
    LEVEL,
    OPTIMUM,
    PREDICTED,
    Figure,
    axis,
    layout,
    line,
    log_axis,
    mark,
    padded,
    points,
)
from jaxreg.experiment import LogisticResult
from jaxreg.newton import cross_entropy
from jaxreg.probes.course import KINDS
from jaxreg.probes.rates import Fan, arrived

_DASHES = ("solid", "dash", "dot")


def fan_figure(found: Fan) -> Figure:
    """The loss by epoch at each rate, that of the slider above the others."""
    start = float(found.loss[0, 0])
    is_near = found.loss.astype(float) <= 1e3 * start
    shown = np.where(is_near, found.loss, np.nan)
    gap = np.full((len(found.rates), 1), np.nan)
    traces = []
    for k, (name, colour) in enumerate(KINDS):
        mine = found.kinds == k
        epochs = np.tile(np.append(found.epochs, np.nan), mine.sum())
        losses = np.hstack([shown, gap])[mine].ravel()
        curves = line(name, epochs, losses, colour)
        curves["line"]["width"] = 1
        traces.append(curves | {"opacity": 0.6, "hoverinfo": "skip"})
    own = shown[found.rates == np.float32(found.own)][0]
    traces.append(line(f"{found.own:g}", found.epochs, own, FIT))
    return {
        "data": [trace for trace in traces if trace["x"]["bdata"]],
        "layout": layout(
            "Loss by epoch at each rate",
            xaxis=axis("epoch", padded(0, max(int(found.epochs[-1]), 1))),
            yaxis=log_axis("loss", shown),
            uirevision="fan",
        ),
    }


def final_figure(found: Fan) -> Figure:
    """The last loss by learning rate, and the rates at which what is certain changes.

    The lines are of all runs, whatever they did; the colours are of what each did.
    """
    last, ends_well = found.loss[:, -1], arrived(found)
    losses = _close_log_axis("final loss", last[ends_well & (last > 0)])
    ends = 10.0 ** np.array(losses["range"])

    def upright(name: str, rate: float, colour: str, dash: str) -> Figure:
        drawn = line(name, np.full(2, rate), ends, colour, dash)
        drawn["line"]["width"] = 2
        return drawn | {"hoverinfo": "skip"}

    traces = [
        upright(mark.name, mark.rate, LEVEL, dash)
        for mark, dash in zip(reversed(found.certain), _DASHES, strict=False)
    ]
    traces = traces[::-1] + _final_losses(found)
    # A run that diverges has a line, but no place for a mark.
    traces.append(upright(f"{found.own:g}", found.own, FIT, "solid"))
    own = last[found.rates == np.float32(found.own)][0]
    here = mark(f"{found.own:g}", found.own, own, FIT, "circle")
    traces.append(here | {"showlegend": False})
    slider = padded(*np.log10(found.rates[[0, -1]]))
    return {
        "data": [trace for trace in traces if trace["x"]["bdata"]],
        "layout": layout(
            "Final loss by learning rate",
            xaxis=axis("learning rate", slider)
            | {"type": "log", "dtick": 1, "exponentformat": "power"},
            yaxis=losses,
            uirevision="final",
            clickanywhere=True,
        ),
    }


def _final_losses(found: Fan) -> list[Figure]:
    """The last losses that can be read, coloured by what their runs did."""
    traces = []
    for k, (name, colour) in enumerate(KINDS):
        mine = (found.kinds == k) & arrived(found)
        losses = found.loss[mine, -1]
        dots = points(name, found.rates[mine], losses, colour, "circle", 100)
        dots["marker"] |= {"size": 6}
        traces.append(dots | {"showlegend": False})
    return traces


def _close_log_axis(title: str, losses: np.ndarray) -> Figure:
    """A logarithmic axis that ends close to the losses (r,): their bend may be small.

    What is a thousand times the smallest or more stays outside.
    """
    shown = losses[losses <= 1e3 * losses.min(initial=np.inf)].astype(float)
    decades = np.log10(shown) if shown.size else np.zeros(1)
    middle, size = float(np.mean([decades.min(), decades.max()])), np.ptp(decades)
    half = max(0.54 * float(size), 0.15)
    low, high = middle - half, middle + half
    ticks = [m * 10.0**k for k in range(-40, 40) for m in (1, 2, 5)]
    ticks = [tick for tick in ticks if low <= np.log10(tick) <= high]
    labels = {"tickvals": ticks, "ticktext": [f"{tick:g}" for tick in ticks]}
    return axis(title, (low, high)) | {"type": "log"} | (labels if ticks[1:] else {})


def newton_figure(result: LogisticResult, newton: np.ndarray) -> Figure:
    """The loss by steps, of gradient descent and of Newton's method from 0."""
    loss = result.history.loss
    end = last_readable_epoch(loss)
    epochs = np.unique(np.geomspace(1, max(end, 1), 200).astype(int))
    epochs = epochs[epochs <= end]
    steps = np.arange(1, len(newton))
    curves = [
        line("gradient descent", epochs, loss[epochs], FIT),
        line("Newton, from 0", steps, newton[1:], PREDICTED)
        | {"mode": "lines+markers"},
    ]
    shown = np.concatenate([loss[epochs], newton[1:]])
    if result.optimum is not None:
        across = np.array([1, max(end, len(steps), 2)])
        X, y, _ = result.data
        smallest = cross_entropy(X, y, result.optimum, result.penalty)
        lowest = np.full(2, smallest)
        curves.append(line("minimum", across, lowest, OPTIMUM, dash="dot"))
    high = np.log10(max(end, len(steps), 2))
    return {
        "data": curves,
        "layout": layout(
            "Loss by step",
            xaxis=axis("step", padded(0, high)) | {"type": "log", "dtick": 1},
            yaxis=log_axis("loss", shown),
            uirevision="newton",
        ),
    }

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
from jaxreg.experiment import LogisticResult, rescaled
from jaxreg.newton import cross_entropy
from jaxreg.probes.rates import Fan, arrived
from jaxreg.probes.ruler import ZONES, Ruler, zone_of


def fan_figure(found: Fan, marks: Ruler) -> Figure:
    """The loss by epoch at each rate, that of the slider above the others."""
    zones, start = zone_of(marks.marks, found.rates), float(found.loss[0, 0])
    with np.errstate(invalid="ignore"):
        shown = np.where(found.loss <= 1e3 * start, found.loss, np.nan)
    gap = np.full((len(found.rates), 1), np.nan)
    traces = []
    for k, zone in enumerate(ZONES):
        mine = zones == k
        epochs = np.tile(np.append(found.epochs, np.nan), mine.sum())
        losses = np.hstack([shown, gap])[mine].ravel()
        curves = line(zone.name, epochs, losses, zone.colour)
        curves["line"]["width"] = 1
        traces.append(curves | {"opacity": 0.6, "hoverinfo": "skip"})
    own = shown[found.rates == np.float32(marks.rate)][0]
    traces.append(line(f"{marks.rate:g}", found.epochs, own, FIT))
    return {
        "data": [trace for trace in traces if trace["x"]["bdata"]],
        "layout": layout(
            "Loss by epoch at each rate",
            xaxis=axis("epoch", padded(0, max(int(found.epochs[-1]), 1))),
            yaxis=log_axis("loss", shown),
            uirevision="fan",
        ),
    }


def final_figure(found: Fan, marks: Ruler) -> Figure:
    """The last loss by learning rate, with the ruler's marks on it."""
    zones, last = zone_of(marks.marks, found.rates), found.loss[:, -1]
    ends_well = arrived(found)
    shown = last[ends_well & (last > 0) & (last <= 1e3 * found.loss[:, 0])]
    # Closer than whole decades: the bend of the curve may be a small one.
    decades = np.log10(shown.astype(float)) if shown.size else np.zeros(1)
    size = float(np.ptp(decades))
    near = (
        padded(float(decades.min()), float(decades.max()))
        if size > 0.2
        else (float(decades.mean()) - 0.15, float(decades.mean()) + 0.15)
    )
    losses = log_axis("final loss", shown) | {"range": list(near)}
    if size < 2:  # labels between the powers of 10 too
        del losses["dtick"]
        ticks = [m * 10.0**k for k in range(-30, 31) for m in (1, 2, 5)]
        ticks = [tick for tick in ticks if near[0] <= np.log10(tick) <= near[1]]
        if len(ticks) > 1:
            losses |= {"tickvals": ticks, "ticktext": [f"{tick:g}" for tick in ticks]}
    ends = 10.0 ** np.array(losses["range"])
    traces = []
    for (name, at), dash in zip(
        [
            ("1/λmax", marks.marks.overshoot),
            ("fastest", marks.marks.fastest),
            ("2/λmax", marks.marks.limit),
        ],
        ["dot", "dash", "solid"],
        strict=True,
    ):
        upright = line(name, np.full(2, at[-1]), ends, LEVEL, dash)
        upright["line"]["width"] = 2
        traces.append(upright | {"hoverinfo": "skip"})
    for k, zone in enumerate(ZONES):
        mine = (zones == k) & ends_well
        dots = points(
            zone.name, found.rates[mine], last[mine], zone.colour, "circle", 100
        )
        dots["marker"] |= {"size": 6}
        traces.append(dots | {"showlegend": False})
    # A line too, as a run that diverges has no place for a mark.
    own = last[found.rates == np.float32(marks.rate)][0]
    here = line(f"{marks.rate:g}", np.full(2, marks.rate), ends, FIT)
    here["line"]["width"] = 2
    traces.append(here | {"hoverinfo": "skip"})
    shown_mark = mark(f"{marks.rate:g}", marks.rate, own, FIT, "circle")
    traces.append(shown_mark | {"showlegend": False})
    return {
        "data": [trace for trace in traces if trace["x"]["bdata"]],
        "layout": layout(
            "Final loss by learning rate",
            xaxis=axis("learning rate", padded(*np.log10([marks.low, marks.high])))
            | {"type": "log", "dtick": 1, "exponentformat": "power"},
            yaxis=losses,
            uirevision="final",
            clickanywhere=True,
        ),
    }


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
        data, scaling = result.training.data, result.training.scaling
        best = rescaled(result.optimum, scaling)
        smallest = cross_entropy(data.X, data.y, best, result.scenario.l2)
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

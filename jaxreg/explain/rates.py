"""All learning rates at once: how their losses go, and where they end."""

import numpy as np

from jaxreg.display.drawing import (
    FIT,
    LEVEL,
    Figure,
    Window,
    axis,
    layout,
    line,
    log_axis,
    mark,
    points,
    with_margin,
)
from jaxreg.display.report import counted
from jaxreg.explain.entry import Entry, Explanation
from jaxreg.explain.fan import KINDS, Fan, arrived, fan, no_rates
from jaxreg.settings import CONTROLS
from jaxreg.training.leaving import next_step
from jaxreg.training.results import Result

_TITLE = "All learning rates at once"
_DASHES = ("solid", "dash", "dot")


def _explain(result: Result) -> Explanation:
    if none := no_rates(result.scenario):
        return Explanation(_TITLE, [none])
    runs = fan(result)
    next_step()
    epochs = runs.epochs[-1]
    sentences = [
        f"{len(runs.rates)} learning rates {_from_to(*runs.rates[[0, -1]])}, all from "
        "the same start, are trained side by side by one vmap. The second chart shows "
        "the final losses; click on it to set the learning rate.",
        _what_they_did(runs),
    ]
    good = _good_rates(runs)
    if epochs and good is not None:
        sentences.append(
            f"After {counted(epochs)}, the loss is within 1 % of the smallest of all "
            f"these runs {_from_to(*good)}."
        )
    sentences += left_out(result, runs)
    figures = {"fan": _fan_figure(runs), "final": final_figure(runs)}
    return Explanation(_TITLE, sentences, figures=figures)


def left_out(result: Result, runs: Fan) -> list[str]:
    """Which points and epochs of a result its runs at all rates leave out."""
    n, asked = len(result.training.data.y), len(result.history.loss) - 1
    epochs, sentences = runs.epochs[-1], []
    if runs.num_points < n:
        sentences.append(
            f"Only {runs.num_points:,} of the {n:,} points, evenly spaced, are used."
        )
    if epochs < asked:
        sentences.append(f"Only the first {epochs:,} of {asked:,} epochs are run.")
    return sentences


def _from_to(low: float, high: float) -> str:
    """From which learning rate to which, in words."""
    first, last = rate_text(low), rate_text(high)
    return f"from {first} to {last}" if first != last else f"at {first} only"


def rate_text(rate: float) -> str:
    control = CONTROLS["linear"]["learning_rate"]  # both pages write a rate alike
    return control.text(control.nearest(rate))


def _what_they_did(runs: Fan) -> str:
    """How many of the runs did what, and below which rate no loss can rise."""
    counts = np.bincount(runs.kinds, minlength=len(KINDS))
    did = ", ".join(
        f"{kind.name} ({count})"
        for kind, count in zip(KINDS, counts, strict=True)
        if count
    )
    safe = runs.certain.safe
    certain = (
        f"Below {safe.text} ({safe.name}), no loss can rise, apart from rounding."
        if safe
        else "Here, no rate is certain never to raise the loss."
    )
    return (
        f"The colours say what the loss of each run did: {did}. A rise of up to "
        f"0.001 % does not count. {certain}"
    )


def _good_rates(runs: Fan) -> tuple[float, float] | None:
    """The rates around the best one whose last loss is within 1 % of the best, if any
    ends at a readable loss."""
    last = np.where(arrived(runs), runs.loss[:, -1], np.inf)
    best = int(np.argmin(last))
    if not np.isfinite(last[best]):
        return None
    is_worse = last > 1.01 * last[best]
    below, above = np.flatnonzero(is_worse[:best]), np.flatnonzero(is_worse[best:])
    low = below[-1] + 1 if below.size else 0
    high = best + (above[0] if above.size else len(last) - best) - 1
    return float(runs.rates[low]), float(runs.rates[high])


def _fan_figure(runs: Fan) -> Figure:
    """The loss by epoch at each rate, the slider's on top."""
    start = float(runs.loss[0, 0])
    is_near = runs.loss.astype(float) <= 1e3 * start
    near = np.where(is_near, runs.loss, np.nan)
    gap = np.full((len(runs.rates), 1), np.nan)
    traces = []
    for k, (name, colour) in enumerate(KINDS):
        mine = runs.kinds == k
        epochs = np.tile(np.append(runs.epochs, np.nan), mine.sum())
        losses = np.hstack([near, gap])[mine].ravel()
        curves = line(name, epochs, losses, colour)
        curves["line"]["width"] = 1
        traces.append(curves | {"opacity": 0.6, "hoverinfo": "skip"})
    losses = near[runs.rates == np.float32(runs.rate)][0]
    traces.append(line(rate_text(runs.rate), runs.epochs, losses, FIT))
    return {
        "data": [trace for trace in traces if trace["x"].size],
        "layout": layout(
            "Loss by epoch at each rate",
            ("epoch", with_margin(0, max(int(runs.epochs[-1]), 1))),
            log_axis("loss", near),
            uirevision="fan",
        ),
    }


def final_figure(runs: Fan, window: Window | None = None) -> Figure:
    """The last loss by learning rate, coloured by what each run did.

    The upright lines are at the rates that decide what any run can do. It shows the
    rates in a ``window``, or all.
    """
    low, high = window or runs.rates[[0, -1]]
    last, is_shown = runs.loss[:, -1], (low <= runs.rates) & (runs.rates <= high)
    losses = _close_log_axis("final loss", last[is_shown & arrived(runs) & (last > 0)])
    ends = 10.0 ** np.array(losses["range"])

    def upright(name: str, rate: float, colour: str, dash: str) -> Figure:
        drawn = line(name, np.full(2, rate), ends, colour, dash)
        drawn["line"]["width"] = 2
        return drawn | {"hoverinfo": "skip"}

    traces = [
        upright(mark.name, mark.rate, LEVEL, dash)
        for mark, dash in zip(reversed(runs.certain.marks), _DASHES, strict=False)
    ]
    traces = traces[::-1] + _final_losses(runs)
    # A run that diverges has a line, but no place for a mark.
    traces.append(upright(rate_text(runs.rate), runs.rate, FIT, "solid"))
    final = last[runs.rates == np.float32(runs.rate)][0]
    here = mark(rate_text(runs.rate), runs.rate, final, FIT, "circle")
    traces.append(here | {"showlegend": False})
    across = with_margin(*np.log10([low, high]))
    ticks = {"dtick": 1, "exponentformat": "power"}
    if across[1] - across[0] < 2:
        ticks = {"dtick": "D2", "tickformat": "~g"}  # 1, 2, 5, 10, each in full
    return {
        "data": [trace for trace in traces if trace["x"].size],
        "layout": layout(
            "Final loss by learning rate",
            axis("learning rate", across) | {"type": "log"} | ticks,
            losses,
            uirevision="final",
            clickanywhere=True,
        ),
    }


def _final_losses(runs: Fan) -> list[Figure]:
    """The readable last losses, coloured by what their runs did."""
    traces = []
    for k, (name, colour) in enumerate(KINDS):
        mine = (runs.kinds == k) & arrived(runs)
        losses = runs.loss[mine, -1]
        dots = points(name, runs.rates[mine], losses, colour, "circle", 100)
        dots["marker"] |= {"size": 6}
        traces.append(dots | {"showlegend": False})
    return traces


def _close_log_axis(title: str, losses: np.ndarray) -> Figure:
    """A logarithmic axis that ends close to the losses (r,): their bend may be small.

    Losses above a thousand times the smallest stay outside.
    """
    near = losses[losses <= 1e3 * losses.min(initial=np.inf)].astype(float)
    decades = np.log10(near) if near.size else np.zeros(1)
    middle, size = float(np.mean([decades.min(), decades.max()])), np.ptp(decades)
    half = max(0.54 * float(size), 0.15)
    low, high = middle - half, middle + half
    ticks = [m * 10.0**k for k in range(-40, 40) for m in (1, 2, 5)]
    ticks = [tick for tick in ticks if low <= np.log10(tick) <= high]
    labels = {"tickvals": ticks, "ticktext": [f"{tick:g}" for tick in ticks]}
    return axis(title, (low, high)) | {"type": "log"} | (labels if ticks[1:] else {})


RATES = Entry(_TITLE, _explain, is_slow=True)

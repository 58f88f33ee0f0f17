"""What takes longer than a picture, and is made when the hand rests: studies of a run.

All learning rates at once; whether the classes can be separated, with Newton's method
beside gradient descent; how long training takes here.
"""

from typing import NamedTuple

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
    mark,
    padded,
    points,
)
from jaxreg.experiment import (
    LinearResult,
    LogisticResult,
    bounded_epochs,
    loss_data,
    loss_of,
    params_at,
    rescaled,
)
from jaxreg.insight import STUDIES, Insight
from jaxreg.newton import cross_entropy, newton_losses
from jaxreg.probes.rates import Fan, fan
from jaxreg.probes.ruler import ZONES, Ruler, ruler, zone_of
from jaxreg.probes.separability import separation
from jaxreg.probes.timing import MAX_LOOP_EPOCHS, timing
from jaxreg.train import MAX_EPOCHS, gradient_descent


class Study(NamedTuple):
    """What is said, and the charts beside it."""

    insight: Insight
    figures: dict[str, Figure]


def study(result: LinearResult | LogisticResult) -> Study | None:
    """The study that the scenario asks for, if it asks for one."""
    kind = result.scenario.insight
    if kind == "rates":
        return _rates_study(result)
    if kind == "code":
        return _timing_study(result)
    if kind == "separable" and isinstance(result, LogisticResult):
        return _separability_study(result)
    return None


# All learning rates at once


def _rates_study(result: LinearResult | LogisticResult) -> Study:
    found = fan(result)
    marks = ruler(result, np.array([last_readable_epoch(result.history.loss)]))
    epochs = found.epochs[-1]
    sentences = [
        f"{len(found.rates)} learning rates of the slider, all from the same start, in "
        "one vmap: coloured by the zones of the ruler. The U-curve is where they end; "
        "a click on it sets the slider."
    ]
    good = _good_rates(found)
    if epochs and good is not None:
        sentences.append(
            f"After {epochs:,} epochs the loss is within 1 % of the smallest from "
            f"{good[0]:.3g} to {good[1]:.3g}."
        )
    n, asked = len(result.training.data.y), len(result.history.loss) - 1
    if found.num_points < n:
        some = f"{found.num_points:,}, evenly chosen"
        sentences.append(f"Of the {n:,} points {some}, are used.")
    if epochs < asked:
        sentences.append(f"The first {epochs:,} of {asked:,} epochs are run.")
    figures = {"fan": _fan_figure(found, marks), "final": _final_figure(found, marks)}
    return Study(Insight(STUDIES["rates"], sentences), figures)


def _arrived(found: Fan) -> np.ndarray:
    """Which rates end at a readable loss, (r,)."""
    end, start = found.loss[:, -1], found.loss[:, 0]
    return np.isfinite(end) & (end <= 1e6 * start)


def _good_rates(found: Fan) -> tuple[float, float] | None:
    """The rates around the best one whose last loss is within 1 % of its, if any ends
    at a readable loss."""
    last = np.where(_arrived(found), found.loss[:, -1], np.inf)
    best = int(np.argmin(last))
    if not np.isfinite(last[best]):
        return None
    worse = np.flatnonzero(~(last <= 1.01 * last[best]))
    first, after = np.searchsorted(worse, best), len(last)
    low = worse[first - 1] + 1 if first else 0
    high = (worse[first] if first < len(worse) else after) - 1
    return float(found.rates[low]), float(found.rates[high])


def _fan_figure(found: Fan, marks: Ruler) -> Figure:
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
            yaxis=_log_axis("loss", shown),
            uirevision="fan",
        ),
    }


def _final_figure(found: Fan, marks: Ruler) -> Figure:
    """The last loss by learning rate, with the ruler's marks on it."""
    zones, last = zone_of(marks.marks, found.rates), found.loss[:, -1]
    arrived = _arrived(found)
    shown = last[arrived & (last <= 1e3 * found.loss[:, 0])]
    losses = _log_axis("final loss", shown)
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
        mine = (zones == k) & arrived
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


def _log_axis(title: str, values: np.ndarray) -> Figure:
    """A logarithmic axis over the positive ones of values, in whole decades."""
    positive = values[(values > 0) & np.isfinite(values)]
    decades = np.log10(positive) if positive.size else np.zeros(1)
    low, high = np.floor(decades.min()), np.ceil(decades.max() + 1e-9)
    dtick = 1 if high - low < 6 else 2
    return axis(title, (low, high)) | {
        "type": "log",
        "dtick": dtick,
        "exponentformat": "power",
    }


# Whether a line separates the classes


def _separability_study(result: LogisticResult) -> Study:
    s, (X, y, _) = result.scenario, result.training.data
    one_class = len(np.unique(y)) == 1
    kind = "one class" if one_class else separation(result.data.X, y)
    sentences = [_SEPARATION[kind]]
    name = "|W|" if s.scaling == "off" else "|W′|"
    if result.optimum is not None:
        best = rescaled(result.optimum, result.training.scaling)
        sentences.append(
            f"The optimum stands at {name} = {np.linalg.norm(best.W):.4g}: Newton's "
            "method, from W = 0 and b = 0, is there in a few steps."
        )
    elif s.l2 == 0 and not one_class:
        sentences.append(
            "An L2 penalty above 0 (see Loss) makes the optimum finite: it charges for "
            "a long W."
        )
    figures = {"newton": _newton_figure(result, newton_losses(X, y, s.l2))}
    columns, rows = [name, "loss"], _growth(result)
    return Study(Insight(STUDIES["separable"], sentences, columns, rows), figures)


def _growth(result: LogisticResult) -> list[tuple[str, list[str]]]:
    """The length of the training's W, and the loss, after 1 000 and 10 000 epochs."""
    s, training = result.scenario, result.training
    epochs = bounded_epochs(MAX_EPOCHS, len(training.data.y))
    start = params_at(training.history, 0)
    data = loss_data(s, training.data)
    run = gradient_descent(loss_of(s), start, data, s.learning_rate, epochs)
    rows = []
    for k in (1000, 10_000):
        if k <= epochs:
            values = np.linalg.norm(run.params.W[k].astype(float)), run.loss[k]
            texts = [f"{v:.4g}" if np.isfinite(v) else "–" for v in values]
            rows.append((f"after {k:,} epochs", texts))
    return rows


_SEPARATION = {
    "complete": "Yes, a line separates the classes completely (decided by a linear "
    "program). Without a penalty the weights never stop growing: the longer W, the "
    "surer the model, and the smaller the loss.",
    "quasi": "Almost: a line has no point on the wrong side, but some of both classes "
    "on it (quasi-separation, decided by a linear program). Without a penalty the "
    "weights never stop growing.",
    "overlap": "No line separates the classes (decided by a linear program), so the "
    "loss has a minimum and the weights stop growing.",
    "one class": "There is only one class, so nothing to separate: b grows for ever, "
    "and no penalty on W keeps it.",
}


def _newton_figure(result: LogisticResult, newton: np.ndarray) -> Figure:
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
            yaxis=_log_axis("loss", shown),
            uirevision="newton",
        ),
    }


# How long it takes here


def _timing_study(result: LinearResult | LogisticResult) -> Study:
    took = timing(result)
    rows = [
        (name, [_duration(seconds), f"{seconds / took.jitted_loop:.3g}"])
        for name, seconds in (
            ("the lecture's loop in Python", took.python_loop),
            ("a jitted step, looped in Python", took.jitted_step),
            ("the whole loop jitted", took.jitted_loop),
            ("128 learning rates at once", took.at_once),
        )
    ]
    sentences = [
        f"{took.epochs:,} epochs on this server, measured just now. The loop compiled "
        f"once, in {_duration(took.compilation)}; since then every move of a slider "
        "only runs it.",
    ]
    if took.epochs > MAX_LOOP_EPOCHS:
        sentences.append(
            f"The two loops in Python were timed over {MAX_LOOP_EPOCHS} epochs and "
            "multiplied."
        )
    columns = ["time", "times the jitted loop"]
    return Study(Insight(STUDIES["code"], sentences, columns, rows), {})


def _duration(seconds: float) -> str:
    if seconds >= 1:
        return f"{seconds:.3g} s"
    return f"{seconds * 1000:.3g} ms"

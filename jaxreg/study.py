"""What takes longer than a picture, and is made when the hand rests: studies of a run.

All learning rates at once; whether the classes can be separated, with Newton's method
beside gradient descent; how long training takes here.
"""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from jaxreg.drawing import Figure
from jaxreg.environment import reproducible
from jaxreg.experiment import (
    LinearResult,
    LogisticResult,
    as_trained,
    bounded_epochs,
    every_shape,
    loss_data,
    loss_of,
    params_at,
    rescaled,
)
from jaxreg.insight import STUDIES, Insight
from jaxreg.leaving import next_step
from jaxreg.messages import NO_LONGEST_W, counted
from jaxreg.newton import newton_losses
from jaxreg.probes.course import KINDS
from jaxreg.probes.rates import MAX_FAN_POINTS, Fan, arrived, fan
from jaxreg.probes.timing import timing
from jaxreg.scenario import Scenario, of_table
from jaxreg.study_figures import fan_figure, final_figure, newton_figure
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


def every_study() -> list[Scenario]:
    """A scenario for each compilation that a study of rates can ask for; what the other
    studies compile belongs to what they measure, or to the pictures."""
    return [
        replace(scenario, insight="rates")
        for scenario in every_shape()
        # One of each size that a study pads its points to
        if of_table(scenario) or scenario.num_points in (10, 100, 1000)
    ]


# All learning rates at once


def _rates_study(result: LinearResult | LogisticResult) -> Study:
    found = fan(result)
    next_step()
    epochs = found.epochs[-1]
    sentences = [
        f"{len(found.rates)} learning rates of the slider, all from the same start, in "
        "one vmap. The U-curve is where they end; a click on it sets the slider.",
        _what_they_did(found),
    ]
    good = _good_rates(found)
    if epochs and good is not None:
        low, high = (f"{rate:.3g}" for rate in good)
        where = f"from {low} to {high}" if low != high else f"at {low} only"
        sentences.append(
            f"After {counted(epochs)} the loss is within 1 % of the smallest of these "
            f"runs {where}."
        )
    n, asked = len(result.training.data.y), len(result.history.loss) - 1
    if found.num_points < n:
        some = f"{found.num_points:,}, evenly chosen"
        sentences.append(f"Of the {n:,} points {some}, are used.")
    if epochs < asked:
        sentences.append(f"The first {epochs:,} of {asked:,} epochs are run.")
    figures = {"fan": fan_figure(found), "final": final_figure(found)}
    return Study(Insight(STUDIES["rates"], sentences), figures)


def _what_they_did(found: Fan) -> str:
    """How many of the runs did what, and below which rate there was no other way."""
    counts = np.bincount(found.kinds, minlength=len(KINDS))
    did = ", ".join(
        f"{kind.name} ({count})"
        for kind, count in zip(KINDS, counts, strict=True)
        if count
    )
    safe = found.certain[-1]
    return (
        f"The colours say what each run did: its loss {did}. Up to 0.001 % is no rise. "
        f"Below {safe.text}, {safe.name}, none can rise, but for rounding."
    )


def _good_rates(found: Fan) -> tuple[float, float] | None:
    """The rates around the best one whose last loss is within 1 % of its, if any ends
    at a readable loss."""
    last = np.where(arrived(found), found.loss[:, -1], np.inf)
    best = int(np.argmin(last))
    if not np.isfinite(last[best]):
        return None
    is_worse = last > 1.01 * last[best]
    below, above = np.flatnonzero(is_worse[:best]), np.flatnonzero(is_worse[best:])
    low = below[-1] + 1 if below.size else 0
    high = best + (above[0] if above.size else len(last) - best) - 1
    return float(found.rates[low]), float(found.rates[high])


# Whether a line separates the classes


def _separability_study(result: LogisticResult) -> Study:
    X, y, _ = result.data
    next_step()
    newton = newton_losses(X, y, result.penalty)
    next_step()
    name = "|W|" if result.scenario.scaling == "off" else "|W′|"
    sentences = [_SEPARATION[result.separation], _minimum(result)]
    if result.optimum is not None:
        best = rescaled(result.optimum, result.training.scaling)
        sentences.append(
            f"The optimum stands at {name} = {np.linalg.norm(best.W):.4g}. Newton's "
            f"method, from W = 0 and b = 0, is there in {len(newton) - 1} steps."
        )
    figures = {"newton": newton_figure(result, newton)}
    columns, rows = [name, "loss"], _growth(result)
    if any("–" in texts for _, texts in rows):
        sentences.append("“–”: by then it is no number any more.")
    return Study(Insight(STUDIES["separable"], sentences, columns, rows), figures)


def _minimum(result: LogisticResult) -> str:
    """Whether the loss has a minimum, and why."""
    kind, penalised = result.separation, result.scenario.l2 > 0
    if kind == "one class":
        and_no_penalty = ", and the penalty is on W alone" if penalised else ""
        direction = "larger" if result.data.y[0] else "smaller"
        return (
            f"So the loss has no minimum: the {direction} b, the smaller the loss"
            f"{and_no_penalty}."
        )
    if not result.has_minimum:
        return (
            f"So the loss has no minimum. {NO_LONGEST_W} An L2 penalty above 0 (see "
            "Loss) gives it one: it charges for a long W."
        )
    if kind == "overlap":
        found = "So the loss has a minimum."
    else:
        found = "The loss has a minimum all the same: the penalty charges for a long W."
    if result.optimum is None:
        found += " Newton's method did not find it."
    return found


@reproducible()
def _growth(result: LogisticResult) -> list[tuple[str, list[str]]]:
    """The length of the training's W, and the loss, after 1 000 and 10 000 epochs."""
    s, training = result.scenario, result.training
    seen = as_trained(s, training.data)
    epochs = bounded_epochs(MAX_EPOCHS, len(seen.y))
    start = params_at(training.history, 0)
    data = loss_data(s, seen)
    run = gradient_descent(loss_of(s), start, data, s.learning_rate, epochs)
    rows: list[tuple[str, list[str]]] = []
    for k in (1000, 10_000):
        if k <= epochs:
            values = np.linalg.norm(run.params.W[k].astype(float)), run.loss[k]
            texts = [f"{v:.4g}" if np.isfinite(v) else "–" for v in values]
            rows.append((f"after {k:,} epochs", texts))
    return rows


_SEPARATION = {
    "complete": "Yes, a line separates the classes completely (decided exactly, "
    "without rounding).",
    "quasi": "Almost: a line has no point on its wrong side, but points of both "
    "classes on it (quasi-separation, decided exactly, without rounding).",
    "overlap": "No line separates the classes (decided exactly, without rounding).",
    "one class": "There is only one class, so nothing to separate.",
}


# How long it takes here


def _timing_study(result: LinearResult | LogisticResult) -> Study:
    if len(result.history.loss) == 1:
        nothing = "0 epochs take no time: choose more."
        return Study(Insight(STUDIES["code"], [nothing]), {})
    took = timing(result)
    ways = {
        "the lecture's loop in Python": took.python_loop,
        "a jitted step, looped in Python": took.jitted_step,
        "the whole loop jitted": took.jitted_loop,
        "128 learning rates at once": took.at_once,
    }
    rows = [
        (name, [_duration(seconds), f"{seconds / took.jitted_loop.seconds:.3g}", over])
        for name, (seconds, measured) in ways.items()
        for over in [counted(measured)]
    ]
    sentences = [
        f"{counted(took.epochs)} on this server, measured just now. The loop compiled "
        f"once, in {_duration(took.compilation)}; since then every move of a slider "
        "only runs it.",
    ]
    if any(way.measured < took.epochs for way in ways.values()):
        sentences.append("Where fewer were measured, the time is multiplied.")
    if len(result.training.data.y) > MAX_FAN_POINTS:
        sentences.append(f"The 128 rates are of {MAX_FAN_POINTS:,} of the points.")
    columns = ["time", "times the jitted loop", "measured over"]
    return Study(Insight(STUDIES["code"], sentences, columns, rows), {})


def _duration(seconds: float) -> str:
    if seconds >= 1:
        return f"{seconds:.3g} s"
    return f"{seconds * 1000:.3g} ms"

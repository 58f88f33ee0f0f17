"""JAX picks the learning rate: the steps of a descent on the curve of all rates."""

import numpy as np

from jaxreg.display.certain import Mark, short
from jaxreg.display.drawing import STEP, Figure, line, mark
from jaxreg.display.report import counted, number
from jaxreg.explain.descent_on_rates import (
    BELOW,
    GAIN,
    MAX_STEPS,
    SHORTEST,
    Descent,
    descent_on_rates,
)
from jaxreg.explain.entry import Entry, Explanation
from jaxreg.explain.fan import Fan, arrived, fan, no_rates
from jaxreg.explain.rates import final_figure, left_out
from jaxreg.settings import CONTROLS
from jaxreg.training.leaving import next_step
from jaxreg.training.results import Result

_TITLE = "Let JAX pick the rate"
_ROOM = 2.0  # how far the chart goes beyond the steps and the limit
_APART = 0.05  # of a decade: numbers closer than that would touch each other


def _explain(result: Result) -> Explanation:
    next_step()
    if none := no_rates(result.scenario):
        return Explanation(_TITLE, [none])
    runs = fan(result)
    next_step()
    none = _none_to_pick(runs)
    if none:
        return Explanation(_TITLE, [none], beside="loss")
    found = descent_on_rates(result, runs)
    if found.end == "lost":
        none = (
            f"At {short(found.steps[0].rate)} the loss after "
            f"{counted(int(runs.epochs[-1]))}, or its slope, is not a number, so there "
            "is no way down."
        )
        return Explanation(_TITLE, [none, *left_out(result, runs)], beside="loss")
    rows = [
        (f"{k}", [short(step.rate), number(step.loss, "four"), f"{step.slope:.2g}"])
        for k, step in enumerate(found.steps)
    ]
    return Explanation(
        _TITLE,
        [
            _where(result, runs, found),
            _best(runs, found),
            _how(runs, found),
            *left_out(result, runs),
        ],
        ["rate", "loss", "slope"],
        rows,
        figures={"final": _with_steps(runs, found)},
    )


def _none_to_pick(runs: Fan) -> str:
    """Why there is no rate to pick, "" if there is one."""
    if not runs.epochs[-1]:
        return "0 epochs: the loss is the same at every rate, so there is none to pick."
    if not runs.certain.marks:
        return (
            "For this way to train, no rate is known below which it is stable, so JAX "
            "picks none."
        )
    limit = runs.certain.marks[-1]
    least = CONTROLS["linear"]["learning_rate"].low  # the same on both pages
    if BELOW * limit.rate >= least:
        return ""
    return (
        f"Even {least:g}, the smallest rate that can be set, is above {_called(limit)} "
        f"= {limit.text}, so there is none to pick. Standardise x."
    )


def _called(limit: Mark) -> str:
    """A limit's name inside a sentence."""
    return f"the {limit.name}" if limit.name.startswith("stable") else limit.name


def _where(result: Result, runs: Fan, found: Descent) -> str:
    """Where the descent begins and ends, and why."""
    limit, rate = runs.certain.marks[-1], result.scenario.learning_rate
    first, last, taken = found.steps[0], found.steps[-1], len(found.steps) - 1
    start = f"From {short(first.rate)}"
    if rate >= limit.rate:
        start += f", just below {_called(limit)}, since {short(rate)} is above it"
    going = f"{taken} step{' leads' if taken == 1 else 's lead'} down the curve to"
    if not taken:
        going = "no step leads down, so it stays at"
    end = f"a rate of {short(last.rate)}, with a loss of {number(last.loss, 'four')}"
    gain = f"{100 * GAIN:g} % of the loss"
    largest = f"It stops there, to stay below {_called(limit)}."
    if found.largest < BELOW * limit.rate:
        largest = "That is the largest rate that can be set."
    why = {
        "flat": f"By its slope there, another step would gain less than {gain}.",
        "stalled": f"The last step gained less than {gain}.",
        "short": f"Another step would move it by less than {100 * SHORTEST:g} %.",
        "limit": largest,
        "steps": f"It may take {MAX_STEPS} steps.",
        "zero": "There is no loss left.",
    }
    return f"{start}, {going} {end}. {why[found.end]}"


def _best(runs: Fan, found: Descent) -> str:
    """How the end compares with the best of the rates that were swept."""
    ends = np.where(arrived(runs), runs.loss[:, -1], np.inf).astype(float)
    if not np.isfinite(ends).any():
        return f"None of {len(ends)} swept rates ends at a readable loss."
    best, limit, end = int(ends.argmin()), runs.certain.marks[-1], found.steps[-1].loss
    rate, loss = short(float(runs.rates[best])), number(ends[best], "four")
    is_more = ends[best] > end
    apart = ends[best] / end - 1 if end else 0.0
    compared = ", the same to 0.001 %"
    if abs(apart) > GAIN:
        compared = f", {short(100 * abs(apart))} % {'more' if is_more else 'less'}"
    above = ""
    if runs.rates[best] > found.largest:
        above = (
            f"; but it is above {_called(limit)}, {limit.text}, where a loss may rise"
        )
    return f"The best of {len(ends)} swept rates is {rate}: {loss}{compared}{above}."


def _how(runs: Fan, found: Descent) -> str:
    limit = runs.certain.marks[-1]
    return (
        f"JAX differentiates the loss after {counted(int(runs.epochs[-1]))} by the "
        "rate, through every step of training. Each step goes against this slope, on "
        "logarithmic axes, and is halved until the loss falls. It stays below "
        f"{_called(limit)}, {limit.text}. Click on the chart to set the rate."
    )


def _with_steps(runs: Fan, found: Descent) -> Figure:
    """The last loss by learning rate, and the steps, numbered where there is room."""
    rates, losses, _ = np.array(found.steps).T
    figure = final_figure(runs, (rates.min() / _ROOM, _ROOM * found.largest))
    numbers, last = [], np.inf
    for k, place in reversed([*enumerate(np.log10(rates))]):
        has_room = k == len(rates) - 1 or abs(place - last) > _APART
        numbers.append(f"{k}" if has_room else "")
        last = place if has_room else last
    steps = line("steps", rates, losses, STEP, "dot")
    steps["line"]["width"] = 1.5
    figure["data"].append(
        steps
        | {
            "mode": "lines+markers+text",
            "text": numbers[::-1],
            "textposition": "top right",
            "marker": mark("", 0, 0, STEP, "circle")["marker"] | {"size": 8},
        }
    )
    return figure


TUNE = Entry(_TITLE, _explain, is_slow=True)

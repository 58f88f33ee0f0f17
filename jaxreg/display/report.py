"""Results in words and numbers: what stands beside the charts, of any model."""

from typing import NamedTuple

import numpy as np

from jaxreg.display.drawing import (
    CRAWL,
    DIVERGE,
    MAX_DRAWN_POINTS,
    MAX_FRAMES,
    SMOOTH,
    ZIG_ZAG,
)
from jaxreg.display.numbers import number
from jaxreg.settings import CONTROLS
from jaxreg.training.gradient_descent import MAX_POINT_EPOCHS, first_nonfinite_epoch
from jaxreg.training.models import Params
from jaxreg.training.results import Result

ROUNDING = 1e-5
"""A loss that rises by no more than this share of itself may do so by rounding."""


class Action(NamedTuple):
    """What a message offers: to set the control ``key`` to ``value``, a link's text."""

    label: str
    key: str
    value: str


class Message(NamedTuple):
    """One sentence or two on something that a person should know of this run."""

    text: str
    level: str = "info"  # or "warning"
    action: Action | None = None


class Report(NamedTuple):
    """The fitted model, its numbers, and what to know about them.

    ``equation`` is what stands before, between and after the parameters. ``rows`` are
    the table's rows, each a name and a text for each of ``columns``, which have
    ``units``, "" where there is none; ``facts`` are pairs of a name and a text;
    ``summary`` says the result in one line; ``ending`` is what a film ends with, whose
    numbers have as many ``digits``.
    """

    equation: list[str]
    columns: list[str]
    units: list[str]
    rows: list[tuple[str, list[str]]]
    facts: list[tuple[str, str]]
    messages: list[Message]
    summary: str
    ending: str
    digits: str


def counted(epochs: int) -> str:
    """1 epoch, 2 epochs."""
    return f"{epochs:,} epoch{'' if epochs == 1 else 's'}"


def largest_below(page: str, limit: float) -> Action:
    """The offer to use the slider's largest rate below a limit, or its smallest."""
    control = CONTROLS[page]["learning_rate"]
    below = [r for r in control.options if float(r) < limit * (1 - 1e-6)]  # type: ignore[arg-type]
    rate = control.text(below[-1] if below else control.options[0])
    return Action(f"Use {rate}", control.key, rate)


def limits(result: Result, units: list[str]) -> list[Message]:
    """What was changed or left out of the data, this run or its charts: first, in which
    units it was trained."""
    s, history = result.scenario, result.history
    num_points, trained = len(result.data.y), len(history.loss) - 1
    said = list(units)
    if result.left_out:
        rows = "1 row is" if result.left_out == 1 else f"{result.left_out:,} rows are"
        said.append(f"{rows} left out: a value is missing.")
    if trained < s.epochs:
        said.append(
            f"Stopped after {trained} of {s.epochs} epochs: the number of points times "
            f"the number of epochs can be at most {MAX_POINT_EPOCHS:,}"
            f"{' (for a table, points count up to a power of two)' * s.is_of_table}."
        )
    if num_points > MAX_DRAWN_POINTS:
        said.append(
            f"All {num_points:,} points are used; {MAX_DRAWN_POINTS:,} of them, evenly "
            "spaced, are drawn."
        )
    if result.end > MAX_FRAMES:
        said.append(f"The film shows about {MAX_FRAMES:,} of {trained:,} epochs.")
    if s.loss_axis == "log" and np.any(history.loss == 0):
        said.append("A logarithmic axis cannot show a loss of 0.")
    return [Message(text) for text in said]


def report(
    result: Result,
    around: tuple[str, str],
    unit: str,
    models: list[tuple[str, Params]],
    facts: list[tuple[str, str | float | None]],
    messages: list[Message],
) -> Report:
    """The report of a run.

    Args:
        around: what the equation begins and ends with.
        unit: of what the model predicts.
        models: those to compare, by name; "fitted" is one.
        facts: names, and numbers or texts.
        messages: what to know of the run.
    """
    features = result.names.features
    columns = [*(["W"] if len(features) == 1 else ["W₁", "W₂"]), "b"]
    digits = result.scenario.digits
    rows = [(name, [number(v, digits) for v in (*W, b)]) for name, (W, b) in models]
    told = [(name, f if isinstance(f, str) else number(f, digits)) for name, f in facts]
    values = [*zip(columns, dict(rows)["fitted"], strict=True), *told[:2]]
    said = ", ".join(f"{name} {value}" for name, value in values if value != "–")
    loss = result.history.loss
    warnings = [m.text for m in messages if m.level == "warning"]
    return Report(
        equation=[around[0], *(f"{_times(x.text)} + " for x in features), around[1]],
        columns=columns,
        units=[*(_per(unit, x.unit) for x in features), unit],
        rows=rows,
        facts=told,
        messages=messages,
        summary=f"After {counted(len(loss) - 1)}: "
        + (said if np.isfinite(loss[-1]) else "the numbers are not finite any more"),
        ending=warnings[0].partition(". ")[0] if warnings else "",
        digits=digits,
    )


def _times(name: str) -> str:
    """What a parameter is multiplied by: letters as in formulas, names after a dot."""
    return f" {name}" if name in ("x", "x₁", "x₂") else f" · {name}"


def _per(unit: str, other: str) -> str:
    """The unit of a weight, by those of what it gives and what it takes."""
    return f"{unit or 1} per {other}" if other else unit


# What a run did, by its losses alone


class Kind(NamedTuple):
    """What a run does, in words that may follow "a run that", and its colour."""

    name: str
    colour: str


KINDS = (
    Kind("never rises", SMOOTH),
    Kind("rises by rounding", CRAWL),
    Kind("rises at times", ZIG_ZAG),
    Kind("stops being finite", DIVERGE),
)


def rising_epochs(loss: np.ndarray) -> np.ndarray:
    """The epochs whose loss is higher than that of the epoch before.

    A rise by up to ``ROUNDING`` of the loss does not count.
    """
    return 1 + np.flatnonzero(loss[1:] / (1 + ROUNDING) > loss[:-1])


def kind_of(loss: np.ndarray, is_safe: bool) -> int:
    """Which of ``KINDS`` a run with the losses (epochs + 1,) is; at a *safe* rate exact
    gradient descent never raises the loss, so there a rise is rounding of float32."""
    if not np.isfinite(loss).all():
        return 3
    if not _climbs(loss):
        return 0
    return 1 if is_safe else 2


def what_it_did(loss: np.ndarray, is_safe: bool) -> str:
    """A sentence on a run with the losses (epochs + 1,)."""
    epochs, lost = len(loss) - 1, first_nonfinite_epoch(loss)
    if lost is not None:
        if np.isnan(loss[lost]):
            since = f"from epoch {lost} on" if lost else "at once"
            return f"The loss is not a number {since}."
        if lost == 0:
            return "The loss is beyond the float32 range at the start."
        return f"The loss left the float32 range at epoch {lost}."
    if epochs == 0:
        return "0 epochs: nothing has been trained."
    return f"The loss {_moves(loss, is_safe)}."


def _moves(loss: np.ndarray, is_safe: bool) -> str:
    """What finite losses (epochs + 1,), two or more, do."""
    epochs, steps, rises = len(loss) - 1, np.diff(loss), rising_epochs(loss)
    each = f"each of {epochs} epochs" if epochs > 1 else "the one epoch"
    fell = loss[-1] < loss[0]
    if not steps.any():
        return f"did not change in {epochs} epochs" if epochs > 1 else "did not change"
    if not (steps > 0).any():
        return f"fell in {each}" if (steps < 0).all() else "fell, and never rose"
    if is_safe:
        return "fell, apart from rounding" if fell else "rose only by rounding"
    if rises.size:
        some = f"{rises.size} of {epochs} epochs"
        return f"rose in {some if rises.size < epochs else each}"
    if _climbs(loss):
        return "crept up at times"
    return "fell, with no rise above 0.001 %" if fell else "stayed the same to 0.001 %"


def _climbs(loss: np.ndarray) -> bool:
    """Whether a loss ever stood above an earlier one by more than ``ROUNDING``, be it
    in steps too small for that."""
    return bool((loss / (1 + ROUNDING) > np.minimum.accumulate(loss)).any())

"""Results in words and numbers: what stands beside the charts."""

from typing import NamedTuple

import numpy as np

from jaxreg.data.table import short, split_unit
from jaxreg.display.class_figure import asked_point, class_names
from jaxreg.display.linear_messages import linear_messages
from jaxreg.display.logistic_messages import logistic_messages
from jaxreg.display.messages import Message, counted
from jaxreg.display.numbers import number, share
from jaxreg.settings import CONTROLS, Scenario
from jaxreg.training.gradient_descent import History
from jaxreg.training.models import Params
from jaxreg.training.results import LinearResult, LogisticResult, last


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


def linear_report(result: LinearResult) -> Report:
    """The words and numbers of a line."""
    s = result.scenario
    fitted = last(result.history)
    loss = result.history.loss[-1]
    (x, x_unit), (y, y_unit) = map(
        _called, (*result.names.features, result.names.target)
    )
    rows = [
        ("fitted", _texts(s, fitted)),
        ("closed form", _texts(s, result.closed_form)),
    ]
    if result.true_params is not None:
        rows.insert(0, ("true", _texts(s, result.true_params)))
    facts = [
        (f"loss in ({y_unit})²" if y_unit else "loss", number(loss, s.digits)),
        ("R²", share(result.r_squared, s.digits)),
        ("largest stable rate", f"{result.max_learning_rate:.3g}"),
    ]
    predicted = "ŷ" if y == "y" else y
    if s.ask_x is not None:
        answer = float(fitted.W[0]) * s.ask_x + float(fitted.b)
        asked = CONTROLS["linear"]["ask_x"].text(s.ask_x)
        facts.append((f"{predicted} at {x} = {asked}", number(answer, s.digits)))
    return _report(
        [f"{predicted} = ", f"{_times(x)} + ", ""],
        ["W", "b"],
        [_per(y_unit, x_unit), y_unit],
        rows,
        facts,
        linear_messages(result),
        result.history,
        s.digits,
    )


def logistic_report(result: LogisticResult) -> Report:
    """The words and numbers of classes."""
    s, fitted = result.scenario, last(result.history)
    rows = [("fitted", _texts(s, fitted))]
    if result.true_params is not None:
        rows.insert(0, ("true", _texts(s, result.true_params)))
    facts = [
        ("loss", number(result.history.loss[-1], s.digits)),
        ("on the right side", _right_side(result)),
    ]
    if result.optimum is not None:
        rows.append(("optimum", _texts(s, result.optimum)))
    asked, chance = asked_point(result), f"P({class_names(result)[1]})"
    if asked is not None:
        logit = float(fitted.W @ asked + fitted.b)
        p = (1 + np.tanh(logit / 2)) / 2
        place = ", ".join(CONTROLS["logistic"]["ask_x1"].text(x) for x in asked)
        place = f"({place})" if len(asked) > 1 else place
        facts.append((f"{chance} at {place}", share(p, s.digits)))
    features, units = zip(*map(_called, result.names.features), strict=True)
    return _report(
        [f"{chance} = σ(", *(f"{_times(x)} + " for x in features), ")"],
        [*(["W"] if len(features) == 1 else ["W₁", "W₂"]), "b"],
        [*(_per("", unit) for unit in units), ""],
        rows,
        facts,
        logistic_messages(result),
        result.history,
        s.digits,
    )


def _called(name: str) -> tuple[str, str]:
    """A column's name without its unit, and the unit, each cut to what has room."""
    text, unit = split_unit(name)
    return short(text, 24), short(unit, 12)


def _times(name: str) -> str:
    """What a parameter is multiplied by: letters as in formulas, names after a dot."""
    return f" {name}" if name in ("x", "x₁", "x₂") else f" · {name}"


def _per(unit: str, other: str) -> str:
    """The unit of a weight, by those of what it gives and what it takes."""
    return f"{unit or 1} per {other}" if other else unit


def _right_side(result: LogisticResult) -> str:
    if not np.isfinite(last(result.history).W).all():
        return "–"
    return f"{result.correct.sum()} of {len(result.correct)}"


def _report(
    equation: list[str],
    columns: list[str],
    units: list[str],
    rows: list[tuple[str, list[str]]],
    facts: list[tuple[str, str]],
    messages: list[Message],
    history: History,
    digits: str,
) -> Report:
    values = zip(columns, dict(rows)["fitted"], strict=True)
    said = [f"{name} {value}" for name, value in [*values, *facts[:2]] if value != "–"]
    trained = f"After {counted(len(history.loss) - 1)}: "
    summary = trained + ", ".join(said)
    warnings = [m.text for m in messages if m.level == "warning"]
    ending = warnings[0].partition(". ")[0] if warnings else ""
    if not np.isfinite(history.loss[-1]):
        summary = trained + "no numbers left"
    return Report(
        equation, columns, units, rows, facts, messages, summary, ending, digits
    )


def _texts(s: Scenario, params: Params) -> list[str]:
    return [number(value, s.digits) for value in (*params.W, params.b)]

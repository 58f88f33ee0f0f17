"""Results in words and numbers: what stands beside the charts.

Numbers are written as NumPy prints a float32: the shortest text that gives it back.
"""

from typing import NamedTuple

import numpy as np

from jaxreg.analysis import (
    decision_boundary,
    first_nonfinite_epoch,
    hessian,
    last_readable_epoch,
    rising_epochs,
)
from jaxreg.data import Array
from jaxreg.datasets import of_table
from jaxreg.drawing import MAX_DRAWN_POINTS
from jaxreg.experiment import (
    MAX_POINT_EPOCHS,
    LinearResult,
    LogisticResult,
    last,
    params_at,
)
from jaxreg.film import MAX_FRAMES
from jaxreg.fit_figure import asked_point, class_names, feature_windows
from jaxreg.landscape import MAX_LANDSCAPE_POINTS
from jaxreg.models import Params
from jaxreg.scenario import CONTROLS
from jaxreg.table import short, split_unit
from jaxreg.train import History


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
    ``summary`` says the result in one line; ``ending`` is what a film ends with.
    """

    equation: list[str]
    columns: list[str]
    units: list[str]
    rows: list[tuple[str, list[str]]]
    facts: list[tuple[str, str]]
    messages: list[Message]
    summary: str
    ending: str


def number(value: float | None) -> str:
    """A float32's shortest exact text; "–" for what is no number."""
    if value is None or not abs(value) <= float(np.finfo(np.float32).max):
        return "–"
    return str(np.float32(value))


def linear_report(result: LinearResult) -> Report:
    """The words and numbers of the linear page."""
    s = result.scenario
    fitted = last(result.history)
    loss = result.history.loss[-1]
    (x, x_unit), (y, y_unit) = map(
        _called, (*result.names.features, result.names.target)
    )
    rows = [
        ("fitted", _texts(*fitted)),
        ("closed form", _texts(*result.closed_form)),
    ]
    if result.true_params is not None:
        rows.insert(0, ("true", _texts(*result.true_params)))
    facts = [
        (f"loss in ({y_unit})²" if y_unit else "loss", number(loss)),
        ("R²", number(result.r_squared)),
        ("largest stable rate", f"{result.max_learning_rate:.3g}"),
    ]
    predicted = "ŷ" if y == "y" else y
    if s.ask_x is not None:
        answer = float(fitted.W[0]) * s.ask_x + float(fitted.b)
        asked = CONTROLS["linear"]["ask_x"].text(s.ask_x)
        facts.append((f"{predicted} at {x} = {asked}", number(answer)))
    return _report(
        [f"{predicted} = ", f"{_times(x)} + ", ""],
        ["W", "b"],
        [_per(y_unit, x_unit), y_unit],
        rows,
        facts,
        _linear_messages(result),
        result.history,
    )


def logistic_report(result: LogisticResult) -> Report:
    """The words and numbers of the logistic page."""
    fitted = last(result.history)
    rows = [("fitted", _texts(*fitted))]
    if result.true_params is not None:
        rows.insert(0, ("true", _texts(*result.true_params)))
    facts = [
        ("loss", number(result.history.loss[-1])),
        ("on the right side", _right_side(result)),
    ]
    if result.optimum is not None:
        rows.append(("optimum", _texts(*result.optimum)))
    asked, chance = asked_point(result), f"P({class_names(result)[1]})"
    if asked is not None:
        logit = float(fitted.W @ asked + fitted.b)
        p = (1 + np.tanh(logit / 2)) / 2
        place = ", ".join(CONTROLS["logistic"]["ask_x1"].text(x) for x in asked)
        place = f"({place})" if len(asked) > 1 else place
        facts.append((f"{chance} at {place}", number(p)))
    features, units = zip(*map(_called, result.names.features), strict=True)
    return _report(
        [f"{chance} = σ(", *(f"{_times(x)} + " for x in features), ")"],
        [*(["W"] if len(features) == 1 else ["W₁", "W₂"]), "b"],
        [*(_per("", unit) for unit in units), ""],
        rows,
        facts,
        _logistic_messages(result),
        result.history,
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
) -> Report:
    values = zip(columns, dict(rows)["fitted"], strict=True)
    said = [f"{name} {value}" for name, value in [*values, *facts[:2]]]
    summary = f"After {len(history.loss) - 1} epochs: " + ", ".join(said)
    warnings = [m.text for m in messages if m.level == "warning"]
    ending = warnings[0].partition(". ")[0] if warnings else ""
    return Report(equation, columns, units, rows, facts, messages, summary, ending)


def _linear_messages(result: LinearResult) -> list[Message]:
    s, loss = result.scenario, result.history.loss
    messages = _limits(result)
    limit = result.max_learning_rate
    rate = CONTROLS["linear"]["learning_rate"].text(s.learning_rate)
    if abs(s.learning_rate / limit - 1) < 1e-6 and s.epochs > 0:
        text = (
            "The steepest mode neither shrinks nor grows. It changes its sign at every "
            f"epoch, as the learning rate {rate} is 2 / largest eigenvalue itself."
        )
        messages.append(Message(text, "warning", _largest_below("linear", limit)))
    elif s.learning_rate > limit and s.epochs > 0:
        lost = first_nonfinite_epoch(loss)
        shown = last_readable_epoch(loss)
        if lost is not None:
            text = f"Diverged: the loss left the float range at epoch {lost}."
        else:
            lowest = int(np.argmin(loss))
            growth = float(loss[-1]) / max(float(loss[lowest]), 1e-30)
            text = (
                f"Diverging: the loss has grown {growth:.3g}-fold since epoch {lowest}."
                if growth > 1
                else "The loss still falls, but will grow."
            )
        text += (
            f" The learning rate {rate} is above {limit:.3g}, the largest stable one "
            "for these points (2 / largest eigenvalue of the loss's Hessian)."
        )
        if shown < len(loss) - 1:
            text += f" The charts stop at epoch {shown}."
        action = _largest_below("linear", limit)
        if of_table(s) and s.scaling == "off":
            text += " Standardised, x has a limit of 1."
            action = Action("Standardise x", CONTROLS["linear"]["scaling"].key, "on")
        messages.append(Message(text, "warning", action))
    return messages


def _largest_below(page: str, limit: float) -> Action:
    """The offer to use the slider's largest rate below a limit, or its smallest."""
    control = CONTROLS[page]["learning_rate"]
    below = [r for r in control.options if float(r) < limit * (1 - 1e-6)]  # type: ignore[arg-type]
    rate = control.text(below[-1] if below else control.options[0])
    return Action(f"Use {rate}", control.key, rate)


def _logistic_messages(result: LogisticResult) -> list[Message]:
    messages = _limits(result)
    labels = np.unique(result.data.y)
    if len(labels) == 1:
        text = (
            f"Only class {labels[0]:.0f} came out, so there is nothing to tell apart: "
            "training makes it ever more certain."
        )
        messages.append(Message(text))
    elif result.optimum is None:
        text = (
            "No minimum: the classes are separable. The longer W, the smaller the "
            "loss, so it grows for ever, while the boundary hardly moves any more."
        )
        messages.append(Message(text))
    if len(result.correct) > MAX_LANDSCAPE_POINTS:
        text = (
            f"The landscape and the ruler are computed from {MAX_LANDSCAPE_POINTS} "
            "points, evenly chosen."
        )
        messages.append(Message(text))
    s = result.scenario
    if len(result.names.features) == 2 and (s.ask_x1 is None) != (s.ask_x2 is None):
        messages.append(Message("To be asked, the model needs both x₁ and x₂."))
    overflow = _textbook_overflow(result)
    if overflow is not None:
        messages.append(overflow)
    shown = params_at(result.history, last_readable_epoch(result.history.loss))
    models = [("fitted", shown)]
    if result.true_params is not None:
        models.append(("true", result.true_params))
    for name, params in models:
        if not np.any(params.W):
            text = f"The {name} W is 0: all points have one probability, no boundary."
            messages.append(Message(text))
        elif not _boundary_is_in_sight(result, params):
            messages.append(Message(f"The {name} boundary lies outside the chart."))
    rises = rising_epochs(result.history.loss)
    lost = _penalty_diverges(result)
    if lost is not None:
        messages.append(lost)
    elif rises.size:
        text = (
            f"The loss first rose at epoch {rises[0]}, and rose in {rises.size} of "
            f"{len(result.history.loss) - 1} epochs: steps this long jump across the "
            "valley. A smaller learning rate falls steadily."
        )
        messages.append(Message(text, "warning"))
    return messages


def _boundary_is_in_sight(result: LogisticResult, params: Params) -> bool:
    windows = feature_windows(result)
    if len(windows) == 2:
        return decision_boundary(params, *windows) is not None
    [(low, high)] = windows
    return bool(low <= -params.b / params.W[0] <= high)


def _penalty_diverges(result: LogisticResult) -> Message | None:
    """Why a run with a penalty left every bound, if it did.

    Far out the penalty's curvature, l2, is all there is of W; a rate is safe below 2 /
    largest eigenvalue of A'A / 4n + l2, A = [X 1], which no Hessian exceeds.
    """
    s, loss = result.scenario, result.history.loss
    shown = last_readable_epoch(loss)
    if s.learning_rate * s.l2 < 2 or not (shown < len(loss) - 1 or loss[-1] > loss[0]):
        return None
    control = CONTROLS["logistic"]
    rate, l2 = control["learning_rate"].text(s.learning_rate), control["l2"].text(s.l2)
    text = (
        "Diverged: W grows without bound. Far out the penalty rules, and with "
        f"λ = {l2} it does so at learning rates from 2 / λ = {2 / s.l2:.3g} on; it is "
        f"{rate}."
    )
    if shown < len(loss) - 1:
        text += f" The charts stop at epoch {shown}."
    steepest = np.linalg.eigvalsh(hessian(result.training.data.X) / 8)[-1]
    safe = 2 / float(steepest + s.l2)
    return Message(text, "warning", _largest_below("logistic", safe))


def _textbook_overflow(result: LogisticResult) -> Message | None:
    """Why the textbook loss is no number any more, if that is so."""
    lost = first_nonfinite_epoch(result.history.loss)
    if lost is None or result.scenario.loss_form == "stable":
        return None
    W, b = params_at(result.training.history, lost)
    surest = float(np.max(result.training.data.X @ W + b))
    text = (
        f"The textbook loss is no number from epoch {lost} on: one point has the logit "
        f"z = {surest:.4g}. In float32 σ(z) is exactly 1 from z = 24 log 2 = 16.64 on, "
        "so log(1 − p) is minus infinity. The stable form takes no such logarithm."
    )
    stable = Action("Use the stable form", "form", "stable")
    return Message(text, "warning", stable)


def _limits(result: LinearResult | LogisticResult) -> list[Message]:
    """What was changed or left out of the data, this run or its charts."""
    s, history = result.scenario, result.history
    num_points, trained = len(result.data.y), len(history.loss) - 1
    said = []
    if of_table(s) and s.scaling == "on":
        said.append(
            "Training sees x standardised, as raw numbers in the hundreds would make "
            "it diverge at once; W and b are shown for x as it is."
        )
    if result.left_out:
        rows = "1 row is" if result.left_out == 1 else f"{result.left_out:,} rows are"
        said.append(f"{rows} left out: a value is missing.")
    if trained < s.epochs:
        said.append(
            f"Trained {trained} of {s.epochs} epochs: a picture may take "
            f"{MAX_POINT_EPOCHS:,} points times epochs."
        )
    if num_points > MAX_DRAWN_POINTS:
        said.append(
            f"All {num_points:,} points are used; {MAX_DRAWN_POINTS:,} of them, "
            "evenly chosen, are drawn."
        )
    if last_readable_epoch(history.loss) > MAX_FRAMES:
        said.append(f"The film shows about {MAX_FRAMES:,} of {trained:,} epochs.")
    if s.loss_axis == "log" and np.any(history.loss == 0):
        said.append("Where the loss is 0, a log axis cannot show it.")
    return [Message(text) for text in said]


def _texts(W: Array, b: Array) -> list[str]:
    return [number(value) for value in (*W, b)]

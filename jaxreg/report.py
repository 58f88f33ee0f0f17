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
from jaxreg.drawing import MAX_DRAWN_POINTS
from jaxreg.experiment import (
    MAX_POINT_EPOCHS,
    LinearResult,
    LogisticResult,
    last,
    params_at,
)
from jaxreg.figures import asked_point, boundary_window
from jaxreg.film import MAX_FRAMES
from jaxreg.landscape import MAX_LANDSCAPE_POINTS
from jaxreg.scenario import CONTROLS, Scenario
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

    ``rows`` are the table's rows, each a name and a text for each of ``columns``;
    ``facts`` are pairs of a name and a text; ``summary`` says the result in one line;
    ``ending`` is what a film ends with. ``equation`` has a {} for each parameter.
    """

    equation: str
    columns: list[str]
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
    rows = [
        ("true", _texts([s.true_W], s.true_b)),
        ("fitted", _texts(*fitted)),
        ("closed form", _texts(*result.closed_form)),
    ]
    facts = [
        ("loss", number(loss)),
        ("R²", number(result.r_squared)),
        ("largest stable rate", f"{result.max_learning_rate:.3g}"),
    ]
    if s.ask_x is not None:
        answer = float(fitted.W[0]) * s.ask_x + float(fitted.b)
        asked = CONTROLS["linear"]["ask_x"].text(s.ask_x)
        facts.append((f"ŷ at x = {asked}", number(answer)))
    return _report(
        "ŷ = {} x + {}",
        ["W", "b"],
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
    asked = asked_point(result.scenario)
    if asked is not None:
        x1, x2 = (f"{x:g}" for x in asked)
        logit = float(fitted.W @ asked + fitted.b)
        p = (1 + np.tanh(logit / 2)) / 2
        facts.append((f"P(class 1) at ({x1}, {x2})", number(p)))
    return _report(
        "P(class 1) = σ({} x₁ + {} x₂ + {})",
        ["W₁", "W₂", "b"],
        rows,
        facts,
        _logistic_messages(result),
        result.history,
    )


def _right_side(result: LogisticResult) -> str:
    if not np.isfinite(last(result.history).W).all():
        return "–"
    return f"{result.correct.sum()} of {len(result.correct)}"


def _report(
    equation: str,
    columns: list[str],
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
    return Report(equation, columns, rows, facts, messages, summary, ending)


def _linear_messages(result: LinearResult) -> list[Message]:
    s, loss = result.scenario, result.history.loss
    messages = _limits(s, len(result.targets), result.history)
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
        messages.append(Message(text, "warning", _largest_below("linear", limit)))
    return messages


def _largest_below(page: str, limit: float) -> Action:
    """The offer to use the slider's largest rate below a limit."""
    control = CONTROLS[page]["learning_rate"]
    below = [r for r in control.options if float(r) < limit * (1 - 1e-6)]  # type: ignore[arg-type]
    rate = control.text(below[-1])
    return Action(f"Use {rate}", control.key, rate)


def _logistic_messages(result: LogisticResult) -> list[Message]:
    messages = _limits(result.scenario, len(result.correct), result.history)
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
    if (s.ask_x1 is None) != (s.ask_x2 is None):
        messages.append(Message("To be asked, the model needs both x₁ and x₂."))
    overflow = _textbook_overflow(result)
    if overflow is not None:
        messages.append(overflow)
    window = boundary_window(result)
    shown = params_at(result.history, last_readable_epoch(result.history.loss))
    models = [("fitted", shown)]
    if result.true_params is not None:
        models.append(("true", result.true_params))
    for name, params in models:
        if not np.any(params.W):
            text = f"The {name} W is 0: all points have one probability, no boundary."
            messages.append(Message(text))
        elif decision_boundary(params, *window) is None:
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


def _limits(scenario: Scenario, num_points: int, history: History) -> list[Message]:
    """What was cut of this run or its charts."""
    messages = []
    trained = len(history.loss) - 1
    if trained < scenario.epochs:
        text = (
            f"Trained {trained} of {scenario.epochs} epochs: a picture may take "
            f"{MAX_POINT_EPOCHS:,} points times epochs."
        )
        messages.append(Message(text))
    if num_points > MAX_DRAWN_POINTS:
        text = (
            f"All {num_points:,} points are used; {MAX_DRAWN_POINTS:,} of them, "
            "evenly chosen, are drawn."
        )
        messages.append(Message(text))
    if last_readable_epoch(history.loss) > MAX_FRAMES:
        text = f"The film shows about {MAX_FRAMES:,} of {trained:,} epochs."
        messages.append(Message(text))
    if scenario.loss_axis == "log" and np.any(history.loss == 0):
        messages.append(Message("Where the loss is 0, a log axis cannot show it."))
    return messages


def _texts(W: Array, b: Array) -> list[str]:
    return [number(value) for value in (*W, b)]

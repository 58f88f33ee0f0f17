"""Two classes in words and numbers: what went wrong, why, and what would work."""

import numpy as np

from jaxreg.data.dataset import Dataset
from jaxreg.display.best import no_optimum
from jaxreg.display.certain import is_safe, logistic_certainties, stable_formula
from jaxreg.display.landscape import MAX_LANDSCAPE_POINTS
from jaxreg.display.logistic_figure import (
    asked_point,
    at_threshold,
    boundary_is_in_sight,
    class_names,
)
from jaxreg.display.moves import rising_epochs
from jaxreg.display.report import (
    Action,
    Message,
    Report,
    held_out_facts,
    largest_below,
    limits,
    of_batches,
    of_standardised,
    report,
    share,
)
from jaxreg.display.second_order_report import of_second_order
from jaxreg.settings import CONTROLS
from jaxreg.settings.features import SQUARES
from jaxreg.settings.scenario import CIRCLE
from jaxreg.training.logistic import safe_learning_rate, sigmoid
from jaxreg.training.newton import cross_entropy
from jaxreg.training.results import LogisticResult
from jaxreg.training.stability import stable_limit
from jaxreg.training.way import batch_of


def logistic_report(result: LogisticResult) -> Report:
    """The words and numbers of classes."""
    models = [("fitted", result.fitted)]
    if result.true_params is not None:
        models.insert(0, ("true", result.true_params))
    if result.optimum is not None:
        models.append(("optimum", result.optimum))
    s = result.scenario
    side = "" if s.threshold == 0.5 else f" of {at_threshold(s)}"
    facts: list[tuple[str, str | float | None]] = [
        ("loss", float(result.history.loss[-1])),
        (f"on the right side{side}", _right_side(result, result.data)),
    ]
    if result.held_out is not None:
        right = _right_side(result, result.held_out.data)
        facts.append((f"held-out points on the right side{side}", right))
    facts += held_out_facts(result)
    asked, chance = asked_point(result), f"P({class_names(result)[1]})"
    if asked is not None:
        p = float(sigmoid(result.features.predict(result.fitted, asked[None]))[0])
        place = ", ".join(
            f"{CONTROLS['logistic']['ask_x1'].text(value)} {x.measure}".rstrip()
            for value, x in zip(asked, result.names.features, strict=True)
        )
        place = f"({place})" if len(asked) > 1 else place
        facts.append((f"{chance} at {place}", share(p, result.scenario.digits)))
    around = f"{chance} = σ(", ")"
    return report(result, around, "", models, facts, _messages(result))


def _right_side(result: LogisticResult, data: Dataset) -> str:
    if not np.isfinite(result.fitted.W).all():
        return "–"
    z = result.features.predict(result.fitted, data.X)
    correct = (z > result.scenario.level) == (data.y == 1)
    return f"{correct.sum()} of {len(correct)}"


def _messages(result: LogisticResult) -> list[Message]:
    """What to know of a run of logistic regression."""
    s = result.scenario
    messages = [] if result.optimum is not None else [Message(no_optimum(result))]
    if s.data == CIRCLE and result.features.is_plain:
        action = Action("Use squares", s.controls["features"].key, SQUARES)
        text = "The true boundary is a circle, which no line can follow."
        messages.insert(0, Message(text, action=action))
    if len(result.names.features) == 2 and (s.ask_x1 is None) != (s.ask_x2 is None):
        messages.append(Message("To predict, the model needs both x₁ and x₂."))
    models = [("fitted", result.drawn)]
    if result.true_params is not None:
        models.append(("true", result.true_params))
    for name, params in models:
        if not np.any(params.W):
            text = f"The {name} W is 0, so there is no boundary."
            messages.append(Message(text))
        elif not boundary_is_in_sight(result, params):
            text = f"The {name} boundary lies outside the chart."
            if not result.features.is_plain:
                text = f"The chart shows no {name} boundary: all of it is on one side."
            messages.append(Message(text))
    overflow = _textbook_overflow(result)
    messages += [overflow] if overflow else []
    messages += _steps(result, overflow is not None)
    messages += of_batches(result) + limits(result, _units(result))
    if len(result.correct) > MAX_LANDSCAPE_POINTS:
        text = (
            f"The landscape, and the ruler's 2/λmax, are computed from "
            f"{MAX_LANDSCAPE_POINTS} points, evenly spaced."
        )
        messages.append(Message(text))
    return messages


def _steps(result: LogisticResult, has_overflow: bool) -> list[Message]:
    """What the steps did to the loss, where that is worth a word."""
    if not result.scenario.has_rate:
        if has_overflow:
            return []
        F, best = result.features.of(result.data.X), result.optimum
        smallest = best and cross_entropy(F, result.data.y, best, result.penalty)
        return of_second_order(result, smallest)
    rose = (None if has_overflow else _penalty_diverges(result)) or _jumps(result)
    return [rose] if rose else []


def _jumps(result: LogisticResult) -> Message | None:
    """That the loss rose, if not by rounding alone."""
    s, loss, data = result.scenario, result.history.loss, result.training.data
    rises = rising_epochs(loss)
    if not rises.size:
        return None
    certain = logistic_certainties(s, data.X)
    if is_safe(s.learning_rate, certain) or batch_of(s, len(data.y)) is not None:
        return None  # of mini-batches, another message says so
    text = (
        f"The loss first rose at epoch {rises[0]}, and rose in {rises.size} of "
        f"{len(loss) - 1} epochs"
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        k = rises[np.argmax(loss[rises] / loss[rises - 1])]
    low, high = (
        cross_entropy(data.X, data.y, result.training.history.at(epoch), s.l2)
        for epoch in (k - 1, k)
    )
    if certain.safe is None:
        return Message(f"{text}. With momentum it may rise at any learning rate.")
    if high > low:  # without the rounding of float32, too
        text += ": steps this long jump across the valley"
    text += f". At rates below {certain.safe.text} it cannot rise, apart from rounding."
    standardise = None
    if not result.features.is_plain and s.scaling == "off":
        key = CONTROLS["logistic"]["scaling"].key
        standardise = Action("Standardise x", key, "on")
    return Message(text, "warning", standardise)


def _penalty_diverges(result: LogisticResult) -> Message | None:
    """Why a run with a penalty diverged, if it did.

    Far out, the penalty's l2 is all the curvature along W.
    """
    s, loss, end = result.scenario, result.history.loss, result.end
    limit = stable_limit(s.momentum, s.momentum_kind == "Nesterov")
    if s.schedule != "constant" or s.learning_rate * s.l2 < limit:
        return None
    if not (end < len(loss) - 1 or loss[-1] > loss[0]):
        return None
    control = CONTROLS["logistic"]
    rate, l2 = control["learning_rate"].text(s.learning_rate), control["l2"].text(s.l2)
    formula = stable_formula(s).replace("max", "")
    text = (
        "Diverged: W grows without limit. Far out the penalty outweighs all else, and "
        f"with λ = {l2} any rate diverges from {formula} = "
        f"{limit / s.l2:.3g} on; this one is {rate}."
    )
    if end < len(loss) - 1:
        text += f" The charts stop at epoch {end}."
    safe = safe_learning_rate(result.training.data.X, s.l2) * limit / 2
    return Message(text, "warning", largest_below("logistic", safe))


# From these logits on, the compiled sigmoid in float32 is exactly 1, as 1 + exp(-z) is
# rounded to 1, or exactly 0, as what is below the least normal float32 is flushed to 0.
_LOGIT_OF_1, _LOGIT_OF_0 = 24 * np.log(2), -126 * np.log(2)


def _textbook_overflow(result: LogisticResult) -> Message | None:
    """Why the textbook loss is not finite at some epoch, if a logarithm is why."""
    lost = result.lost
    if lost is None or result.scenario.loss_form == "stable":
        return None
    X, y, _ = result.training.data
    W, b = result.training.history.at(lost)
    z = (X * W).sum(axis=1) + b
    way = np.maximum(z / _LOGIT_OF_1, z / _LOGIT_OF_0)
    surest = int(np.argmax(way))
    if not way[surest] > 1 - 1e-5:  # the compiled loop may round it otherwise
        return None
    if z[surest] > 0:
        p, limit, term = 1, "24 log 2 = 16.64 on", "(1 − y) log(1 − p)"
    else:
        p, limit, term = 0, "−126 log 2 = −87.34 down", "y log p"
    value = f"{'0 times ' if y[surest] == p else ''}minus infinity"
    lasts = not np.isfinite(result.history.loss[lost:]).any()
    when = f"from epoch {lost} on" if lasts else f"at epoch {lost}"
    text = (
        f"The textbook loss is not finite {when}: a point of class {y[surest]:.0f} "
        f"has the logit z = {z[surest]:.4g}. In float32 σ(z) is exactly {p} from z = "
        f"{limit}, so {term} is {value}."
    )
    stable = Action("Use the stable form", "form", "stable")
    return Message(text, "warning", stable)


def _units(result: LogisticResult) -> list[str]:
    if not result.features.is_plain:
        return of_standardised(result) if result.scenario.scaling == "on" else []
    if not result.scenario.is_of_table or result.scenario.scaling == "off":
        return []
    return ["Training uses x standardised; W and b are shown in the points' own units."]

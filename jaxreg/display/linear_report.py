"""A line in words and numbers: what went wrong, why, and what would work."""

import numpy as np

from jaxreg.display.report import (
    Action,
    Message,
    Report,
    counted,
    held_out_facts,
    largest_below,
    limits,
    report,
    share,
)
from jaxreg.display.ruler import ROUNDING
from jaxreg.settings import CONTROLS
from jaxreg.training.linear import max_learning_rate
from jaxreg.training.results import LinearResult

_RATE = CONTROLS["linear"]["learning_rate"]


def linear_report(result: LinearResult) -> Report:
    """The words and numbers of a line."""
    s, y = result.scenario, result.names.target
    [x] = result.names.features
    models = [("fitted", result.fitted), ("closed form", result.closed_form)]
    if result.true_params is not None:
        models.insert(0, ("true", result.true_params))
    facts: list[tuple[str, str | float | None]] = [
        (f"loss in ({y.unit})²" if y.unit else "loss", float(result.history.loss[-1])),
        ("R²", share(result.r_squared, s.digits)),
        ("largest stable rate", f"{result.max_learning_rate:.3g}"),
    ]
    facts += held_out_facts(result)
    predicted = "ŷ" if y.text == "y" else y.text
    if s.ask_x is not None:
        answer = float(result.fitted.W[0]) * s.ask_x + float(result.fitted.b)
        asked = CONTROLS["linear"]["ask_x"].text(s.ask_x)
        at = f"{x.text} = {asked} {x.measure}".rstrip()
        facts.append((f"{predicted} at {at}", answer))
    around = f"{predicted} = ", ""
    return report(result, around, y.unit, models, facts, _messages(result))


def _messages(result: LinearResult) -> list[Message]:
    """What to know of a run of linear regression."""
    s, loss = result.scenario, result.history.loss
    messages = []
    limit = result.max_learning_rate
    is_trained = len(loss) > 1
    if result.lost == 0:
        text = "The loss begins beyond the float32 range: start nearer to the points."
        messages.append(Message(text, "warning", Action("Start at 0", "start", "zero")))
    elif abs(s.learning_rate / limit - 1) < 1e-6 and is_trained:
        rate = _RATE.text(s.learning_rate)
        text = (
            "The steepest mode neither shrinks nor grows. It changes sign at every "
            f"epoch, because the learning rate {rate} is 2 / λmax itself."
        )
        messages.append(Message(text, "warning", largest_below("linear", limit)))
    elif s.learning_rate > limit and is_trained:
        messages.append(_above_the_limit(result))
    elif s.is_of_table and is_trained and (result.r_squared or 0) < -ROUNDING:
        text = (
            f"Not there yet: after {counted(len(loss) - 1)} the line still fits worse "
            f"than a flat line at the mean of y, so R² is below 0."
        )
        messages.append(Message(text))
    return messages + limits(result, _units(result))


def _above_the_limit(result: LinearResult) -> Message:
    """What a learning rate above the largest stable one has done so far."""
    s, loss, limit = result.scenario, result.history.loss, result.max_learning_rate
    text = (
        f"{_growth(result)} The learning rate {_RATE.text(s.learning_rate)} is above "
        f"{_told_from(limit, s.learning_rate)}, the largest stable one (2 / λmax)."
    )
    if result.end < len(loss) - 1:
        text += f" The charts stop at epoch {result.end}."
    if s.is_of_table and s.scaling == "off":
        text += " With x standardised, the limit is 1."
        scaling = Action("Standardise x", CONTROLS["linear"]["scaling"].key, "on")
        return Message(text, "warning", scaling)
    return Message(text, "warning", largest_below("linear", limit))


def _growth(result: LinearResult) -> str:
    """How far the loss of a run above the limit has grown, if it has."""
    loss, (W, b) = result.history.loss.astype(float), result.training.history.params
    if result.lost is not None:
        return f"Diverged: the loss left the float32 range at epoch {result.lost}."
    lowest = int(np.argmin(loss))
    if loss[-1] > loss[lowest] * (1 + 1e-5):
        grown = f"{loss[-1] / loss[lowest]:.3g}-fold" if loss[lowest] else "from 0"
        return f"Diverging: the loss has grown {grown} since epoch {lowest}."
    if W[-1] == W[-2] and b[-1] == b[-2]:
        return "The run stands still: where it is now, float32 finds no slope."
    steepest = 2 / result.max_learning_rate
    growth = result.scenario.learning_rate * steepest - 2
    return (
        "The loss has not grown yet, but the steepest mode grows by "
        f"{100 * growth:.2g} % at every epoch."
    )


def _told_from(limit: float, rate: float) -> str:
    """A limit in the fewest digits, three or more, that tell it from a rate."""
    texts = (f"{limit:.{digits}g}" for digits in range(3, 17))
    return next((text for text in texts if float(text) != rate), f"{limit:.17g}")


def _units(result: LinearResult) -> list[str]:
    """The units that a table is trained in, and what is shown in its own."""
    if not result.scenario.is_of_table:
        return []
    if result.scenario.scaling == "off":
        return [
            "Training uses y standardised, so that float32 keeps its digits. This "
            "changes no step; W, b and the loss are shown in the table's own units."
        ]
    return [
        "Training uses x and y standardised; W, b and the loss are shown in the "
        "table's own units." + _what_raw_would_do(result)
    ]


def _what_raw_would_do(result: LinearResult) -> str:
    """Why x is standardised, if the rate would not do without."""
    limit = max_learning_rate(result.data.X)
    if limit >= result.scenario.learning_rate:
        return ""
    return f" Without that, rates above {limit:.2g} would diverge."

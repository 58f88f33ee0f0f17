"""What a person should know of a run: what was cut or left out, and what went wrong,
why, and what would work."""

from typing import NamedTuple

import numpy as np

from jaxreg.analysis import (
    ROUNDING,
    decision_boundary,
    first_nonfinite_epoch,
    last_readable_epoch,
    max_learning_rate,
    rising_epochs,
    safe_learning_rate,
)
from jaxreg.drawing import MAX_DRAWN_POINTS
from jaxreg.experiment import (
    MAX_POINT_EPOCHS,
    LinearResult,
    LogisticResult,
    params_at,
)
from jaxreg.film import MAX_FRAMES
from jaxreg.fit_figure import feature_windows
from jaxreg.landscape import MAX_LANDSCAPE_POINTS
from jaxreg.models import Params
from jaxreg.newton import cross_entropy
from jaxreg.probes.ruler import certainties, is_safe
from jaxreg.scenario import CONTROLS, of_table


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


def counted(epochs: int) -> str:
    """1 epoch, 2 epochs."""
    return f"{epochs:,} epoch{'' if epochs == 1 else 's'}"


def linear_messages(result: LinearResult) -> list[Message]:
    """What to know of a run of linear regression."""
    s, loss = result.scenario, result.history.loss
    messages = _limits(result)
    limit = result.max_learning_rate
    rate = CONTROLS["linear"]["learning_rate"].text(s.learning_rate)
    is_trained = len(loss) > 1
    if first_nonfinite_epoch(loss) == 0:
        text = "The loss of the start is beyond float32: start nearer to the points."
        messages.append(Message(text, "warning", Action("Start at 0", "start", "zero")))
    elif abs(s.learning_rate / limit - 1) < 1e-6 and is_trained:
        text = (
            "The steepest mode neither shrinks nor grows. It changes its sign at every "
            f"epoch, as the learning rate {rate} is 2 / largest eigenvalue itself."
        )
        messages.append(Message(text, "warning", _largest_below("linear", limit)))
    elif s.learning_rate > limit and is_trained:
        messages.append(_above_the_limit(result, rate))
    elif of_table(s) and is_trained and (result.r_squared or 0) < -ROUNDING:
        text = (
            f"Not there yet: after {counted(len(loss) - 1)} the line still fits worse "
            "than a flat one at the mean of y, so R² is below 0."
        )
        messages.append(Message(text))
    return messages


def _above_the_limit(result: LinearResult, rate: str) -> Message:
    """What a learning rate above the largest stable one has done so far."""
    s, loss, limit = result.scenario, result.history.loss, result.max_learning_rate
    text = (
        f"{_growth(result)} The learning rate {rate} is above "
        f"{_told_from(limit, s.learning_rate)}, the largest stable one for these "
        "points (2 / largest eigenvalue of the loss's Hessian)."
    )
    shown = last_readable_epoch(loss)
    if shown < len(loss) - 1:
        text += f" The charts stop at epoch {shown}."
    if of_table(s) and s.scaling == "off":
        text += " Standardised, x has a limit of 1."
        scaling = Action("Standardise x", CONTROLS["linear"]["scaling"].key, "on")
        return Message(text, "warning", scaling)
    return Message(text, "warning", _largest_below("linear", limit))


def _growth(result: LinearResult) -> str:
    """How far a run that has no limit has grown, if it has."""
    loss, (W, b) = result.history.loss.astype(float), result.training.history.params
    lost = first_nonfinite_epoch(loss)
    if lost is not None:
        return f"Diverged: the loss left the float range at epoch {lost}."
    lowest = int(np.argmin(loss))
    if loss[-1] > loss[lowest] * (1 + 1e-5):
        grown = f"{loss[-1] / loss[lowest]:.3g}-fold" if loss[lowest] else "from 0"
        return f"Diverging: the loss has grown {grown} since epoch {lowest}."
    if W[-1] == W[-2] and b[-1] == b[-2]:
        return "The run stands still: where it is, float32 finds no slope."
    steepest = 2 / result.max_learning_rate
    share = result.scenario.learning_rate * steepest - 2
    return (
        "The loss has not grown yet, but its steepest mode grows by "
        f"{100 * share:.2g} % at every epoch."
    )


def _told_from(limit: float, rate: float) -> str:
    """A limit in as few digits, three or more, as tell it from a rate."""
    texts = (f"{limit:.{digits}g}" for digits in range(3, 17))
    return next((text for text in texts if float(text) != rate), f"{limit:.17g}")


def _largest_below(page: str, limit: float) -> Action:
    """The offer to use the slider's largest rate below a limit, or its smallest."""
    control = CONTROLS[page]["learning_rate"]
    below = [r for r in control.options if float(r) < limit * (1 - 1e-6)]  # type: ignore[arg-type]
    rate = control.text(below[-1] if below else control.options[0])
    return Action(f"Use {rate}", control.key, rate)


def logistic_messages(result: LogisticResult) -> list[Message]:
    """What to know of a run of logistic regression."""
    messages = _limits(result) + _no_optimum(result)
    if len(result.correct) > MAX_LANDSCAPE_POINTS:
        text = (
            f"The landscape, and the ruler's 2/λmax, are computed from "
            f"{MAX_LANDSCAPE_POINTS} points, evenly chosen."
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
    rose = (None if overflow else _penalty_diverges(result)) or _jumps(result)
    if rose is not None:
        messages.append(rose)
    return messages


def _no_optimum(result: LogisticResult) -> list[Message]:
    """Why the page shows no optimum, if it shows none."""
    if result.optimum is not None:
        return []
    if result.has_minimum:
        text = "The loss has a minimum, but Newton's method did not find it."
    elif result.separation == "one class":
        label = int(result.data.y[0])
        text = (
            f"Only class {label} came out, so there is nothing to tell apart, and no "
            f"minimum: the {'larger' if label else 'smaller'} b, the smaller the loss."
        )
    else:
        text = f"No minimum: {_SEPARABLE[result.separation]} {NO_LONGEST_W}"
    return [Message(text)]


NO_LONGEST_W = "However long W is, a longer one has a smaller loss."
_SEPARABLE = {
    "complete": "the classes are separable.",
    "quasi": "the classes are quasi-separable. A boundary has no point on its wrong "
    "side, but points of both classes on it.",
}


def _boundary_is_in_sight(result: LogisticResult, params: Params) -> bool:
    windows = feature_windows(result)
    if len(windows) == 2:
        return decision_boundary(params, *windows) is not None
    [(low, high)] = windows
    return bool(low <= -params.b / params.W[0] <= high)


def _jumps(result: LogisticResult) -> Message | None:
    """That the loss rose, where it was not by rounding alone."""
    s, loss, data = result.scenario, result.history.loss, result.training.data
    rises = rising_epochs(loss)
    if not rises.size:
        return None
    certain = certainties(s, data.X)
    if is_safe(s.learning_rate, certain):
        return None
    text = (
        f"The loss first rose at epoch {rises[0]}, and rose in {rises.size} of "
        f"{len(loss) - 1} epochs"
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        k = rises[np.argmax(loss[rises] / loss[rises - 1])]
    low, high = (
        cross_entropy(data.X, data.y, params_at(result.training.history, epoch), s.l2)
        for epoch in (k - 1, k)
    )
    if high > low:  # without the rounding of float32, too
        text += ": steps this long jump across the valley"
    text += f". At rates below {certain[-1].text} it cannot rise, but for rounding."
    return Message(text, "warning")


def _penalty_diverges(result: LogisticResult) -> Message | None:
    """Why a run with a penalty left every bound, if it did.

    Far out the penalty's curvature, l2, is all there is of W.
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
    safe = safe_learning_rate(result.training.data.X, s.l2)
    return Message(text, "warning", _largest_below("logistic", safe))


# From these logits on the compiled sigmoid of a float32 is exactly 1, as 1 + exp(-z)
# is rounded to 1, and exactly 0, as less than the least normal float32 is flushed to 0.
_LOGIT_OF_1, _LOGIT_OF_0 = 24 * np.log(2), -126 * np.log(2)


def _textbook_overflow(result: LogisticResult) -> Message | None:
    """Why the textbook loss is no number at some epoch, if a logarithm is why."""
    lost = first_nonfinite_epoch(result.history.loss)
    if lost is None or result.scenario.loss_form == "stable":
        return None
    X, y, _ = result.training.data
    W, b = params_at(result.training.history, lost)
    z = (X * W).sum(axis=1) + b
    way = np.maximum(z / _LOGIT_OF_1, z / _LOGIT_OF_0)
    surest = int(np.argmax(way))
    if not way[surest] > 1 - 1e-5:  # the compiled loop may round it otherwise
        return None
    if z[surest] > 0:
        p, limit, term = 1, "24 log 2 = 16.64 on", "(1 − y) log(1 − p)"
    else:
        p, limit, term = 0, "−126 log 2 = −87.34 down", "y log p"
    value = "0 times minus infinity, no number" if y[surest] == p else "minus infinity"
    lasts = not np.isfinite(result.history.loss[lost:]).any()
    when = f"from epoch {lost} on" if lasts else f"at epoch {lost}"
    text = (
        f"The textbook loss is no number {when}: a point of class {y[surest]:.0f} "
        f"has the logit z = {z[surest]:.4g}. In float32 σ(z) is exactly {p} from z = "
        f"{limit}, so {term} is {value}. The stable form takes no such logarithm."
    )
    stable = Action("Use the stable form", "form", "stable")
    return Message(text, "warning", stable)


def _units(result: LinearResult | LogisticResult) -> list[str]:
    """In which units a table is trained, and what is shown in its own."""
    if isinstance(result, LogisticResult):
        if result.scenario.scaling == "off":
            return []
        return ["Training sees x standardised; W and b are shown for x as it is."]
    if result.scenario.scaling == "off":
        return [
            "Training computes with y standardised, so that float32 keeps its digits. "
            "That changes no step; W, b and the loss are shown for y as it is."
        ]
    return [
        "Training sees x and y standardised; W, b and the loss are shown for x and y "
        "as they are." + _what_raw_would_do(result)
    ]


def _what_raw_would_do(result: LinearResult) -> str:
    """Why x is standardised, where its own rate would not do as it is."""
    limit = max_learning_rate(result.data.X)
    if limit >= result.scenario.learning_rate:
        return ""
    return f" As it is, x would make rates above {limit:.2g} diverge."


def _limits(result: LinearResult | LogisticResult) -> list[Message]:
    """What was changed or left out of the data, this run or its charts."""
    s, history = result.scenario, result.history
    num_points, trained = len(result.data.y), len(history.loss) - 1
    said = []
    if of_table(s):
        said += _units(result)
    if result.left_out:
        rows = "1 row is" if result.left_out == 1 else f"{result.left_out:,} rows are"
        said.append(f"{rows} left out: a value is missing.")
    if trained < s.epochs:
        said.append(
            f"Trained {trained} of {s.epochs} epochs: a picture may take "
            f"{MAX_POINT_EPOCHS:,} points times epochs"
            f"{', counting those of a table up to a power of two' * of_table(s)}."
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

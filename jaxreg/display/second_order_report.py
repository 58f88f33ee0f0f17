"""What to know of a run of Newton's method or of coordinate descent."""

import numpy as np

from jaxreg.display.moves import ROUNDING, rising_epochs
from jaxreg.display.report import Action, Message
from jaxreg.settings.method import IN_WORDS
from jaxreg.training.results import LinearResult, Result

_WITHIN = 1.01
_DIVIDES = {
    "Newton": "A Newton step divides the gradient by the Hessian; the last one began "
    "where the loss is all but straight in some direction.",
    "coordinate descent": "Each move divides a slope by its curvature; one of this "
    "epoch began where the loss is all but straight.",
}


def of_second_order(result: Result, smallest: float | None) -> list[Message]:
    """The messages; ``smallest`` is the smallest loss that any W and b have, if it is
    known."""
    loss, lost = result.history.loss.astype(float), result.lost
    if lost == 0 or len(loss) == 1:
        return []
    if lost is not None:
        return [_lost(result, lost)]
    is_line = isinstance(result, LinearResult)
    if is_line and smallest is not None and result.scenario.method == "Newton":
        return [_in_one_step(result, loss, smallest)]
    messages = []
    if rising_epochs(loss).size:
        messages.append(_rose(result, loss))
    if smallest is not None:
        near = np.flatnonzero(loss <= _WITHIN * smallest)
        if near.size:
            at = f"epoch {near[0]}" if near[0] else "the start"
            text = f"The loss is first within 1 % of the smallest possible at {at}."
            messages.append(Message(text))
    return messages


def _lost(result: Result, lost: int) -> Message:
    """Why the numbers are not finite any more."""
    s = result.scenario
    text = f"The loss is not finite at epoch {lost}. {_DIVIDES[s.method]}"
    if result.end < len(result.history.loss) - 1:
        text += f" The charts stop at epoch {result.end}."
    control = s.controls["start"]
    action = Action("Start at 0", control.key, "zero") if s.start != "zero" else None
    return Message(text, "warning", action)


def _in_one_step(result: Result, loss: np.ndarray, smallest: float) -> Message:
    """Where the first Newton step on a squared error led: a parabola is the loss."""
    if loss[1] - smallest <= ROUNDING * smallest + 1e-8 * loss[0]:
        text = (
            "The first step led to the minimum, apart from rounding: the squared error "
            "is itself the parabola that a Newton step takes the loss for."
        )
        return Message(text)
    text = (
        "Without rounding, the first step would lead to the minimum. Here float32 "
        "cannot hold enough digits of the Hessian, which is far from round."
    )
    if result.scenario.scaling == "on":
        return Message(text, "warning")
    scaling = result.scenario.controls["scaling"]
    return Message(text, "warning", Action("Standardise x", scaling.key, "on"))


def _rose(result: Result, loss: np.ndarray) -> Message:
    """That the loss rose, if not by rounding alone."""
    rises = rising_epochs(loss)
    name = IN_WORDS[result.scenario.method]
    text = (
        f"The loss first rose at epoch {rises[0]}, and rose in {rises.size} of "
        f"{len(loss) - 1} epochs: {name} goes to the bottom of a parabola, where the "
        "loss itself may be higher."
    )
    return Message(text)

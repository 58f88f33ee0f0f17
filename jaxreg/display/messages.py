"""What a person should know of any run: what was cut or left out of it."""

from typing import NamedTuple

import numpy as np

from jaxreg.display.drawing import MAX_DRAWN_POINTS
from jaxreg.display.film import MAX_FRAMES
from jaxreg.settings import CONTROLS
from jaxreg.training.analysis import (
    last_readable_epoch,
)
from jaxreg.training.problem import MAX_POINT_EPOCHS
from jaxreg.training.results import Result


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
            f"Trained {trained} of {s.epochs} epochs: a picture may take "
            f"{MAX_POINT_EPOCHS:,} points times epochs"
            f"{', counting those of a table up to a power of two' * s.is_of_table}."
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

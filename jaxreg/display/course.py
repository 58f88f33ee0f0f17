"""What a run did, by its losses alone: a word, a colour and a sentence.

At a *safe* rate exact gradient descent never raises the loss (see ``ruler.py``), so
there a rise is rounding of float32 and nothing else.
"""

from typing import NamedTuple

import numpy as np

from jaxreg.display.drawing import CRAWL, DIVERGE, SMOOTH, ZIG_ZAG
from jaxreg.training.analysis import ROUNDING, first_nonfinite_epoch, rising_epochs


class Kind(NamedTuple):
    """What a run does, in words that may follow "a run that", and its colour."""

    name: str
    colour: str


KINDS = (
    Kind("never rises", SMOOTH),
    Kind("rises by rounding", CRAWL),
    Kind("rises at times", ZIG_ZAG),
    Kind("ends without a finite loss", DIVERGE),
)


def kind_of(loss: np.ndarray, is_safe: bool) -> int:
    """Which of ``KINDS`` a run with the losses (epochs + 1,) is."""
    if first_nonfinite_epoch(loss) is not None:
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
            return f"The loss is no number {since}."
        if lost == 0:
            return "The loss is beyond the float range at the start."
        return f"The loss left the float range at epoch {lost}."
    if epochs == 0:
        return "0 epochs: nothing is trained."
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
        return "fell, but for rounding" if fell else "rose by rounding only"
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

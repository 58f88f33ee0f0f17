"""What a run's loss did, in words."""

import numpy as np

from jaxreg.training.gradient_descent import first_nonfinite_epoch

ROUNDING = 1e-5  # a rise by up to this share of the loss may be rounding


def rising_epochs(loss: np.ndarray) -> np.ndarray:
    """The epochs whose loss is higher than that of the epoch before.

    A rise by up to ``ROUNDING`` of the loss does not count.
    """
    return 1 + np.flatnonzero(loss[1:] / (1 + ROUNDING) > loss[:-1])


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
        part = f"{rises.size} of {epochs} epochs"
        return f"rose in {part if rises.size < epochs else each}"
    if climbs(loss):
        return "crept up at times"
    return "fell, with no rise above 0.001 %" if fell else "stayed the same to 0.001 %"


def climbs(loss: np.ndarray) -> bool:
    """Whether a loss ever exceeded an earlier one by more than ``ROUNDING``, even in
    smaller steps."""
    return bool((loss / (1 + ROUNDING) > np.minimum.accumulate(loss)).any())

"""What a chart of points shows: its windows, and what its axes are called."""

import numpy as np

from jaxreg.data.table import short
from jaxreg.display.drawing import (
    Window,
    padded,
    plain,
    round_up,
)


def even_window(values: np.ndarray) -> Window:
    """A window that holds all values, ends on multiples of a round step, and so changes
    rarely when one of them does."""
    low, high = float(values.min()), float(values.max())
    if low == high:
        low, high = low - 1, high + 1
    step = round_up((high - low) / 10)
    return padded(np.floor(low / step) * step, np.ceil(high / step) * step)


def axis_title(name: str) -> str:
    """A column's name as an axis has room for it, and nothing else."""
    return plain(short(name, 60))


def widened(asked: float, window: Window) -> Window:
    """The window, made wider where what is asked would not be well inside."""
    low, high = window
    room = 0.04 * (high - low)
    return min(low, asked - room), max(high, asked + room)

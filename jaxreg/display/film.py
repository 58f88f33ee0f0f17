"""A run as a film: what it takes to show any of its epochs.

A frame is an epoch's parameters and loss; whoever shows it computes the line, the
boundary and the field from them.
"""

from typing import NamedTuple

import numpy as np

from jaxreg.display.drawing import drawn_epochs
from jaxreg.training.analysis import last_readable_epoch
from jaxreg.training.gradient_descent import History
from jaxreg.training.models import Params

MAX_FRAMES = 1000


class Film(NamedTuple):
    """Frames: ``epochs`` (f,), ``loss`` (f,) and ``params``, W (f, d) and b (f,)."""

    epochs: np.ndarray
    loss: np.ndarray
    params: Params


def film(history: History) -> Film:
    """All epochs of a run up to ``MAX_FRAMES``, else as many, the first ones dense.

    It ends where the charts end, for a run that diverges before its last epoch.
    """
    end = last_readable_epoch(history.loss)
    return _frames(history, drawn_epochs(end, MAX_FRAMES))


def last_frame(history: History) -> Film:
    """The film's last frame alone (f = 1)."""
    return _frames(history, np.array([last_readable_epoch(history.loss)]))


def _frames(history: History, epochs: np.ndarray) -> Film:
    params = Params(*(rows[epochs] for rows in history.params))
    return Film(epochs, history.loss[epochs], params)

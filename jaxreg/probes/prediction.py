"""The run of the squared error as it is known before training."""

from typing import NamedTuple

import numpy as np

from jaxreg.analysis import squared_error_bowl
from jaxreg.convergence import exact_path
from jaxreg.experiment import LinearResult, params_at

FURTHEST = 1e9


class Prediction(NamedTuple):
    """``path`` (e, 2), the W and b of the training, and ``loss`` (e,), at e epochs.

    NaN from where W or b pass ``FURTHEST``, which no chart could show.
    """

    path: np.ndarray
    loss: np.ndarray


def predicted(result: LinearResult, epochs: np.ndarray) -> Prediction:
    """What the exact path says of ``epochs`` (e,): no step of the run is looked at."""
    bowl = squared_error_bowl(*result.training.data[:2])
    start = np.append(*params_at(result.training.history, 0)).astype(float)
    rate = result.scenario.learning_rate
    path = exact_path(bowl.H, bowl.minimum, start, rate, epochs)
    path = np.where((np.abs(path) <= FURTHEST).all(axis=1, keepdims=True), path, np.nan)
    return Prediction(path, bowl.at(path))

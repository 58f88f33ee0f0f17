"""The run of the squared error as it is known before training."""

from typing import NamedTuple

import numpy as np

from jaxreg.analysis import Bowl, last_readable_epoch, squared_error_bowl
from jaxreg.convergence import exact_path
from jaxreg.experiment import LinearResult, params_at, unscaled
from jaxreg.models import Params

_FURTHEST = 1e9  # times as far as start and minimum: no chart could show it


class Prediction(NamedTuple):
    """``params``, W (e, 1) and b (e,) for the points as they are, and ``loss`` (e,), at
    e epochs; NaN from where they leave every chart."""

    params: Params
    loss: np.ndarray


def predicted(result: LinearResult, epochs: np.ndarray) -> Prediction:
    """What the exact path says of ``epochs`` (e,): no step of the run is looked at."""
    bowl, start, path = _path(result, epochs)
    furthest = _FURTHEST * np.abs([*start, *bowl.minimum, 1]).max()
    path = np.where((np.abs(path) <= furthest).all(axis=1, keepdims=True), path, np.nan)
    scaling = result.training.scaling
    params = unscaled(Params(path[:, :1], path[:, 1]), scaling)
    return Prediction(params, bowl.at(path) * scaling.y_deviation**2)


def is_as_predicted(result: LinearResult) -> bool:
    """Whether the run's last readable epoch is where the exact path has it.

    The two lines differ at the points, on average, by at most a thousandth of what the
    minimum's line differs from 0, or from the line of the start or of the end.
    """
    end = last_readable_epoch(result.history.loss)
    bowl, start, [foreseen] = _path(result, np.array([end]))
    ran = np.append(*params_at(result.training.history, end)).astype(float)
    best = bowl.minimum
    apart = np.array([ran - foreseen, best, start - best, ran - best])
    difference, *others = np.sum(apart @ bowl.H * apart, axis=1)
    return bool(difference <= 1e-6 * max(others))


def _path(
    result: LinearResult, epochs: np.ndarray
) -> tuple[Bowl, np.ndarray, np.ndarray]:
    """The loss, its start (2,) and the path (e, 2), in the training's units."""
    bowl = squared_error_bowl(*result.training.data[:2])
    start = np.append(*params_at(result.training.history, 0)).astype(float)
    rate = result.scenario.learning_rate
    return bowl, start, exact_path(bowl.H, bowl.minimum, start, rate, epochs)

"""Units that suit training, and a model's parameters in either units.

float32 would lose the digits of a y such as 2450000.5, and the squares of one near
1e-20. Changing the units of y changes no step: in exact arithmetic the run is the same.
Standardising x changes the run, and is the scenario's choice.
"""

from typing import NamedTuple

import numpy as np

from jaxreg.data.dataset import Dataset
from jaxreg.training.models import Params


class Scaling(NamedTuple):
    """A change of units: x' = (x - mean) / deviation, both (d,), and y' = (y - y_mean)
    / y_deviation."""

    mean: np.ndarray
    deviation: np.ndarray
    y_mean: float = 0.0
    y_deviation: float = 1.0


def mean(columns: np.ndarray) -> np.ndarray:
    """The means of columns (n, ...), in float64; of a constant column its value."""
    columns = np.asarray(columns, float)
    means: np.ndarray = np.where(_varies(columns), columns.mean(axis=0), columns[0])
    return means


def deviation(columns: np.ndarray) -> np.ndarray:
    """The deviations of columns (n, ...), in float64; 1 for a constant column."""
    columns = np.asarray(columns, float)
    return np.where(_varies(columns), columns.std(axis=0), 1.0)


def root_mean_square(columns: np.ndarray) -> np.ndarray:
    """The root mean squares of columns (n, ...), in float64; 1 for a column of 0."""
    columns = np.asarray(columns, float)
    largest = np.abs(columns).max(axis=0)  # whose square may leave float64's range
    largest = np.where(largest > 0, largest, 1.0)
    size = largest * np.sqrt(np.mean((columns / largest) ** 2, axis=0))
    return np.where(size > 0, size, 1.0)


def standard(X: np.ndarray, has_intercept: bool = True) -> Scaling:
    """The units that standardise columns X (n, ...).

    Without an intercept nothing is subtracted, which would bring one back; and the root
    mean square makes the mean of x' squared 1, as the deviation does with one.
    """
    if has_intercept:
        return Scaling(mean(X), deviation(X))
    size = root_mean_square(X)
    return Scaling(np.zeros_like(size), size)


def _varies(columns: np.ndarray) -> np.ndarray:
    varies: np.ndarray = columns.max(axis=0) > columns.min(axis=0)
    return varies


def scaled(data: Dataset, scaling: Scaling) -> Dataset:
    """The points in the scaling's units, rounded once, to float32."""
    X = (np.asarray(data.X, float) - scaling.mean) / scaling.deviation
    y = (np.asarray(data.y, float) - scaling.y_mean) / scaling.y_deviation
    return Dataset(*(np.asarray(column, np.float32) for column in (X, y, data.weight)))


def rescaled(params: Params, scaling: Scaling) -> Params:
    """A model of points as one of scaled points, in float64: undoes ``unscaled``."""
    W = np.asarray(params.W, float) / scaling.y_deviation
    if params.b is None:
        return Params(W * scaling.deviation, None)
    b = (np.asarray(params.b, float) - scaling.y_mean) / scaling.y_deviation
    return Params(W * scaling.deviation, b + (W * scaling.mean).sum(-1))


def unscaled(params: Params, scaling: Scaling) -> Params:
    """A model of scaled points as one of points, in float64; W (..., d), b (...).

    y' = W' x' + b' with x' = (x - mean) / deviation is W x + b with W = W' / deviation
    and b = b' - W mean, times y_deviation and plus y_mean.
    """
    W = np.asarray(params.W, float) / scaling.deviation
    with np.errstate(over="ignore", invalid="ignore"):  # of a run that diverges
        b = np.asarray(params.b, float) - (W * scaling.mean).sum(-1)
        return Params(scaling.y_deviation * W, scaling.y_deviation * b + scaling.y_mean)


def unscaled_run(
    params: Params, loss: np.ndarray, scaling: Scaling, dtype: type
) -> tuple[Params, np.ndarray]:
    """Each epoch's W, b and loss in the points' own units, in a ``dtype``."""
    W, b = unscaled(params, scaling)
    loss = within_float32(loss.astype(float) * scaling.y_deviation**2)
    with np.errstate(over="ignore"):  # if the run diverges
        W, b, loss = (rows.astype(dtype) for rows in (W, b, loss))
    return Params(W, b), loss


def within_float32(loss: np.ndarray) -> np.ndarray:
    """The losses, infinite where they exceed float32."""
    return np.where(loss > np.finfo(np.float32).max, np.inf, loss)

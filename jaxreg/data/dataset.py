"""Points as training takes them, in units that suit it, padded to sizes that are
compiled."""

from typing import Any, NamedTuple

import numpy as np

Array = Any  # a JAX array in compiled code, a NumPy array around it


class Dataset(NamedTuple):
    """Points X (n, d), targets y (n,), weight (n,): 1 for a point, 0 for padding."""

    X: Array
    y: Array
    weight: Array


class Scaling(NamedTuple):
    """A change of units: x' = (x - mean) / deviation, both (d,), and y' = (y - y_mean)
    / y_deviation."""

    mean: np.ndarray
    deviation: np.ndarray
    y_mean: float = 0.0
    y_deviation: float = 1.0

    @property
    def changes_nothing(self) -> bool:
        """Whether x' = x and y' = y."""
        y_units = self.y_mean, self.y_deviation
        return not self.mean.any() and (self.deviation == 1).all() and y_units == (0, 1)


def no_scaling(num_features: int) -> Scaling:
    """x' = x and y' = y, exactly."""
    return Scaling(np.zeros(num_features), np.ones(num_features))


def mean(columns: np.ndarray) -> np.ndarray:
    """The means of columns (n, ...), in float64; of a constant one its own value."""
    columns = np.asarray(columns, float)
    means: np.ndarray = np.where(_varies(columns), columns.mean(axis=0), columns[0])
    return means


def deviation(columns: np.ndarray) -> np.ndarray:
    """The standard deviations of columns (n, ...), in float64; of a constant one 1."""
    columns = np.asarray(columns, float)
    return np.where(_varies(columns), columns.std(axis=0), 1.0)


def _varies(columns: np.ndarray) -> np.ndarray:
    varies: np.ndarray = columns.max(axis=0) > columns.min(axis=0)
    return varies


def scaled(data: Dataset, scaling: Scaling) -> Dataset:
    """The points in the units of the scaling, rounded once, to float32."""
    X = (np.asarray(data.X, float) - scaling.mean) / scaling.deviation
    y = (np.asarray(data.y, float) - scaling.y_mean) / scaling.y_deviation
    return Dataset(*(np.asarray(column, np.float32) for column in (X, y, data.weight)))


def padded(data: Dataset, num_rows: int) -> Dataset:
    """The points, and rows of weight 0 until there are ``num_rows``: for a mean that is
    nothing, and for compiled code one shape fits many data.

    They repeat the last point: 0 times its loss is no number only where its own is.
    """
    missing = (0, num_rows - len(data.y))
    return Dataset(
        np.pad(data.X, (missing, (0, 0)), "edge"),
        np.pad(data.y, missing, "edge"),
        np.pad(data.weight, missing),
    )


def power_of_two(num_points: int) -> int:
    """The number of rows that so many points are padded to: 16, 32, 64, ..."""
    return max(16, 1 << (num_points - 1).bit_length())

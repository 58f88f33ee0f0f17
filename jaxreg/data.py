"""Where the points come from.

Linear: y = W x + b + noise, x evenly over 0..9. Logistic: points of a square, class 1
with probability sigmoid(X W + b), or the lecture's five points.
"""

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
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
    return np.where(_varies(columns), columns.mean(axis=0), columns[0])


def deviation(columns: np.ndarray) -> np.ndarray:
    """The standard deviations of columns (n, ...), in float64; of a constant one 1."""
    columns = np.asarray(columns, float)
    return np.where(_varies(columns), columns.std(axis=0), 1.0)


def _varies(columns: np.ndarray) -> np.ndarray:
    return columns.max(axis=0) > columns.min(axis=0)


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


@jax.jit(static_argnames="num_points")
def make_linear_data(
    W: jax.Array, b: jax.Array, noise: jax.Array, seed: jax.Array, *, num_points: int
) -> tuple[Dataset, Dataset]:
    """The noisy points, and the same points on the true line.

    Args:
        W, b: the true line.
        noise: standard deviation of the noise, 0 or more.
        seed: 0 to 2^32 - 1.
        num_points: n, 2 or more. x = 9 k / (n - 1): the lecture's 0..9 at n = 10.
    """
    x = 9 * jnp.arange(num_points) / (num_points - 1)
    # The lecture draws its noise and its start from one key, and so do we; under its
    # stream the two numbers differ (under today's default W would equal noise[0]).
    with jax.threefry_partitionable(False):
        normal = jax.random.normal(jax.random.PRNGKey(seed), (num_points,))
    y = W * x + b
    X, weight = x[:, None], jnp.ones(num_points)
    return Dataset(X, y + noise * normal, weight), Dataset(X, y, weight)


@jax.jit(static_argnames="num_points")
def make_logistic_data(
    W: jax.Array, b: jax.Array, seed: jax.Array, *, num_points: int
) -> Dataset:
    """X uniform on (-3, 3)^2, y = 1 with probability sigmoid(X W + b), else 0.

    Args:
        W: true weights (2,).
        b: true bias.
        seed: 0 to 2^32 - 1.
        num_points: n, 1 or more.
    """
    with jax.threefry_partitionable(False):
        key = jax.random.PRNGKey(seed)
        # The start of training is drawn from ``key`` itself.
        X_key, y_key = jax.random.fold_in(key, 1), jax.random.fold_in(key, 2)
        X = jax.random.uniform(X_key, (num_points, 2), minval=-3.0, maxval=3.0)
        y = jax.random.bernoulli(y_key, jax.nn.sigmoid(X @ W + b))
    return Dataset(X, y.astype(jnp.float32), jnp.ones(num_points))


def lecture_logistic_data() -> Dataset:
    """The five points of the lecture's section 5.2, float32."""
    X = np.array([[1, 3], [3, 5], [2, 4], [6, 2], [5, 1]], np.float32)
    return Dataset(X, np.array([1, 1, 1, 0, 0], np.float32), np.ones(5, np.float32))

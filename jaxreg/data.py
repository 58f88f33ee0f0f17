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
    """A change of units, x' = (x - mean) / deviation, both (d,)."""

    mean: np.ndarray
    deviation: np.ndarray


def no_scaling(num_features: int) -> Scaling:
    """x' = x, exactly."""
    return Scaling(np.zeros(num_features), np.ones(num_features))


def standardisation(X: np.ndarray) -> Scaling:
    """The scaling to mean 0 and deviation 1 of points X (n, d); a constant column is
    only shifted."""
    X = np.asarray(X, float)
    deviation = X.std(axis=0)
    return Scaling(X.mean(axis=0), np.where(deviation > 0, deviation, 1.0))


def scaled(X: np.ndarray, scaling: Scaling) -> np.ndarray:
    """Points X (n, d) in the units of the scaling, float32."""
    return ((np.asarray(X, float) - scaling.mean) / scaling.deviation).astype("f4")


def padded(data: Dataset, num_rows: int) -> Dataset:
    """The points, and rows of weight 0 until there are ``num_rows``: for a mean that is
    nothing, and for compiled code one shape fits many data."""
    missing = num_rows - len(data.y)
    return Dataset(
        np.pad(data.X, ((0, missing), (0, 0))),
        *(np.pad(column, (0, missing)) for column in data[1:]),
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
    """The five points of the lecture's section 5.2."""
    X = jnp.array([[1.0, 3.0], [3.0, 5.0], [2.0, 4.0], [6.0, 2.0], [5.0, 1.0]])
    return Dataset(X, jnp.array([1.0, 1.0, 1.0, 0.0, 0.0]), jnp.ones(5))

"""Generated points.

Linear: y = W x + b + noise, x evenly over 0..9. Logistic: points in a square, class 1
with probability sigmoid(X W + b), or the lecture's five points.
"""

import jax
import jax.numpy as jnp
import numpy as np

from jaxreg.data.dataset import Dataset


@jax.jit(static_argnames="num_points")
def make_line(true_W: jax.Array, true_b: jax.Array, num_points: int) -> Dataset:
    """Points on the true line, with x evenly over 0..9.

    ``num_points`` is n, 2 or more: x = 9 k / (n - 1), the lecture's 0..9 at n = 10.
    """
    x = 9 * jnp.arange(num_points) / (num_points - 1)
    return Dataset(x[:, None], true_W * x + true_b, jnp.ones(num_points))


@jax.jit
def add_noise(data: Dataset, noise: jax.Array, seed: jax.Array) -> Dataset:
    """The points with normal noise of standard deviation ``noise``, 0 or more, on each
    y; ``seed`` is 0 to 2^32 - 1."""
    # The lecture draws its noise and its start from one key, and so do we; under its
    # stream the two numbers differ (under today's default W would equal normal[0]).
    with jax.threefry_partitionable(False):
        normal = jax.random.normal(jax.random.PRNGKey(seed), data.y.shape)
    return data._replace(y=data.y + noise * normal)


@jax.jit(static_argnames="num_points")
def make_linear_data(
    W: jax.Array, b: jax.Array, noise: jax.Array, seed: jax.Array, *, num_points: int
) -> tuple[Dataset, Dataset]:
    """The noisy points, and the same points on the true line: one compiled call."""
    line = make_line(W, b, num_points)
    return add_noise(line, noise, seed), line


@jax.jit(static_argnames="num_points")
def make_logistic_data(
    W: jax.Array, b: jax.Array, seed: jax.Array, num_points: int
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

"""Generated points.

Linear: y = W x + b + noise, whose kinds are in ``noise``, x evenly over 0..9. Logistic:
points in a square, class 1 with probability sigmoid(X W + b), or by a circle, or the
lecture's five points.
"""

import jax
import jax.numpy as jnp
import numpy as np

from jaxreg.data.dataset import Dataset
from jaxreg.data.noise import add_any


@jax.jit(static_argnames="num_points")
def make_line(true_W: jax.Array, true_b: jax.Array, num_points: int) -> Dataset:
    """Points on the true line, with x evenly over 0..9.

    ``num_points`` is n, 2 or more: x = 9 k / (n - 1), the lecture's 0..9 at n = 10.
    """
    x = 9 * jnp.arange(num_points) / (num_points - 1)
    return Dataset(x[:, None], true_W * x + true_b, jnp.ones(num_points))


@jax.jit(static_argnames="num_points")
def make_linear_data(
    W: jax.Array,
    b: jax.Array,
    noise: jax.Array,
    seed: jax.Array,
    kind: jax.Array | int = 0,
    number: jax.Array | float = 0.0,
    *,
    num_points: int,
) -> tuple[Dataset, Dataset]:
    """The noisy points, and the same points on the true line: one compiled call.
    ``kind`` and ``number`` are those of ``noise.add_any``."""
    line = make_line(W, b, num_points)
    return add_any(line, noise, seed, kind, number), line


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


CIRCLE_RADIUS = 2.0


@jax.jit(static_argnames="num_points")
def make_circle_data(seed: jax.Array, num_points: int) -> Dataset:
    """X uniform on (-3, 3)^2, y = 1 with probability sigmoid(4 - x1^2 - x2^2), else 0:
    one half on the circle of ``CIRCLE_RADIUS``. Arguments as above."""
    with jax.threefry_partitionable(False):
        key = jax.random.PRNGKey(seed)
        X_key, y_key = jax.random.fold_in(key, 1), jax.random.fold_in(key, 2)
        X = jax.random.uniform(X_key, (num_points, 2), minval=-3.0, maxval=3.0)
        y = jax.random.bernoulli(y_key, jax.nn.sigmoid(4 - jnp.sum(X**2, axis=1)))
    return Dataset(X, y.astype(jnp.float32), jnp.ones(num_points))


def lecture_logistic_data() -> Dataset:
    """The five points of the lecture's section 5.2, float32."""
    X = np.array([[1, 3], [3, 5], [2, 4], [6, 2], [5, 1]], np.float32)
    return Dataset(X, np.array([1, 1, 1, 0, 0], np.float32), np.ones(5, np.float32))

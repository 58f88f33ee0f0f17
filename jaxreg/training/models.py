"""The two models and what they minimise.

Linear: y = X W + b with the mean squared error. Logistic: P(y = 1) = sigmoid(X W + b)
with the binary cross-entropy. Both losses are weighted means over the points.
"""

from typing import NamedTuple

import jax
import jax.numpy as jnp

from jaxreg.data.dataset import Array, Dataset


class Params(NamedTuple):
    """What training changes: weights W (d,) and bias b (), None where a model has no
    intercept."""

    W: Array
    b: Array


@jax.jit(static_argnums=1)
def init_params(seed: jax.Array, num_features: int) -> Params:
    """The lecture's start: W (d,) drawn from a standard normal, b = 0."""
    with jax.threefry_partitionable(False):  # the lecture's random stream
        W = jax.random.normal(jax.random.PRNGKey(seed), (num_features,))
    return Params(W, jnp.zeros(()))


def predict(params: Params, X: Array) -> jax.Array:
    """X W + b for points X (n, d): the line's y, or the logits, (n,); X W if b is None.

    Raises:
        ValueError: X has another number of columns than W has entries.
    """
    W, b = params
    b = 0 if b is None else b
    _check_columns(X, W)
    if len(W) > 2:
        return jnp.asarray(X @ W + b)
    # Feature by feature, XLA makes one loop of an epoch, 1.7 times as fast at 100 000
    # points, 4 times at 5; from the last, it rounds like the lecture's dot product.
    terms = [X[:, j] * W[j] for j in reversed(range(len(W)))]
    return jnp.asarray(sum(terms) + b)


predict_logits = predict


def predict_proba(params: Params, X: Array) -> jax.Array:
    """P(y = 1) for points X (n, d): (n,), 0 to 1."""
    return jax.nn.sigmoid(predict(params, X))


class Penalised(NamedTuple):
    """What a penalised loss takes: the points, and the penalty's strength l2 ()."""

    data: Dataset
    l2: Array


def mean_squared_error(params: Params, data: Dataset) -> jax.Array:
    """Mean of (X W + b - y)^2 over the points; no factor 1/2."""
    _check_rows(data)
    return weighted_mean(squared_error(predict(params, data.X), data.y), data)


def penalised_squared_error(params: Params, problem: Penalised) -> Array:
    """The mean squared error + l2 / 2 times the sum of W squared; b is free."""
    penalty = problem.l2 / 2 * jnp.sum(params.W**2)
    return mean_squared_error(params, problem.data) + penalty


def squared_error(predicted: Array, y: Array) -> Array:
    """Of each point, (predicted - y)^2."""
    return (predicted - y) ** 2


def binary_cross_entropy(params: Params, data: Dataset) -> jax.Array:
    """Mean of -log P(y) over the points, y being 0 or 1."""
    _check_rows(data)
    return weighted_mean(surprise(predict(params, data.X), data.y), data)


def surprise(z: Array, y: Array) -> Array:
    """Of each point, -log P(y) at the logits z: log(1 + exp(s)), s = (1 - 2y) z, in the
    form that neither overflows nor loses digits, unlike ``textbook_surprise``."""
    s = (1 - 2 * y) * z
    # minimum(s, -s) rather than -abs(s), whose gradient at s = 0 is 0.
    return jnp.maximum(s, 0) + jnp.log1p(jnp.exp(jnp.minimum(s, -s)))


def penalised_cross_entropy(params: Params, problem: Penalised) -> Array:
    """The binary cross-entropy + l2 / 2 times the sum of W squared; b is free."""
    penalty = problem.l2 / 2 * jnp.sum(params.W**2)
    return binary_cross_entropy(params, problem.data) + penalty


def textbook_cross_entropy(params: Params, problem: Penalised) -> Array:
    """The same loss as in textbooks, from the probabilities."""
    _check_rows(problem.data)
    losses = textbook_surprise(predict(params, problem.data.X), problem.data.y)
    penalty = problem.l2 / 2 * jnp.sum(params.W**2)
    return weighted_mean(losses, problem.data) + penalty


def textbook_surprise(z: Array, y: Array) -> Array:
    """Of each point, -log P(y) at the logits z, from the probability p = sigmoid(z).

    In float32, p is exactly 1 from z = 24 log 2 = 16.64 on. The logarithm of 1 - p is
    then minus infinity, and that times 0, for a point of class 1, is NaN. From z =
    -126 log 2 = -87.34 down p is exactly 0, and its logarithm does the same.
    """
    p = jax.nn.sigmoid(z)
    return -(y * jnp.log(p) + (1 - y) * jnp.log(1 - p))


def curved_cross_entropy(params: Params, problem: Penalised) -> Array:
    """The penalised cross-entropy in a form that has second derivatives everywhere."""
    _check_rows(problem.data)
    losses = curved_surprise(predict(params, problem.data.X), problem.data.y)
    penalty = problem.l2 / 2 * jnp.sum(params.W**2)
    return weighted_mean(losses, problem.data) + penalty


def curved_surprise(z: Array, y: Array) -> Array:
    """Of each point, ``surprise``, whose second derivative JAX takes to be 0 at z = 0,
    as its maximum and minimum have a kink there."""
    s = (1 - 2 * y) * z
    return jnp.where(s > 0, s, 0) + jnp.log1p(jnp.exp(jnp.where(s > 0, -s, s)))


OF_A_POINT = {
    mean_squared_error: squared_error,
    penalised_squared_error: squared_error,
    penalised_cross_entropy: surprise,
    curved_cross_entropy: curved_surprise,
    textbook_cross_entropy: textbook_surprise,
}
"""What each loss is the mean of, apart from its penalty: a function of a point's
prediction, before the sigmoid, and its y."""


def weighted_mean(values: jax.Array, data: Dataset) -> jax.Array:
    """The mean of values (n,), one per point, by the points' weights."""
    return jnp.sum(data.weight * values) / jnp.sum(data.weight)


def _check_columns(X: Array, W: Array) -> None:
    if X.ndim != 2 or W.shape != X.shape[1:]:
        raise ValueError(f"X {X.shape} must be (n, d) and W {W.shape} must be (d,)")


def _check_rows(data: Dataset) -> None:
    shapes = {data.X.shape[:1], data.y.shape, data.weight.shape}
    if len(shapes) != 1:
        raise ValueError(
            f"X {data.X.shape} needs y and weight of one entry per row, "
            f"not y {data.y.shape} and weight {data.weight.shape}"
        )

"""Gradient descent: params <- params - learning_rate * gradient, once per epoch.

The whole run is one compiled loop. It knows no model: it takes a loss of
(params, data) and any params.
"""

import functools
from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax.flatten_util import ravel_pytree

MAX_EPOCHS = 10_000

LossFn = Callable[[Any, Any], jax.Array]


class History(NamedTuple):
    """A run, epoch by epoch: row k is the state after k updates, row 0 the start.

    ``params`` has the shapes of one state with the epochs as a leading axis; ``loss``
    is (epochs + 1,).
    """

    params: Any
    loss: Any


def gradient_descent(
    loss_fn: LossFn, params: Any, data: Any, learning_rate: float, epochs: int
) -> History:
    """Train from ``params`` by full-batch gradient descent.

    Args:
        loss_fn: (params, data) -> scalar, a module-level function: it is part of what
            the compiled run is filed under.
        params: the start, any pytree of float32 arrays.
        data: what ``loss_fn`` takes; another shape compiles anew.
        learning_rate: step length, more than 0.
        epochs: 0 to ``MAX_EPOCHS``.

    Returns:
        epochs + 1 rows as NumPy arrays. A run that diverges holds inf and NaN.

    Raises:
        ValueError: ``epochs`` is out of range.
    """
    if not 0 <= epochs <= MAX_EPOCHS:
        raise ValueError(f"epochs must be 0 to {MAX_EPOCHS}, not {epochs}")
    # One dtype each: a Python number and a NumPy scalar would compile apart.
    history = descend(
        loss_fn, params, data, np.float32(learning_rate), np.int32(epochs)
    )
    rows: History = jax.tree.map(lambda rows: np.asarray(rows)[: epochs + 1], history)
    return rows


@jax.jit(static_argnums=0)
def descend(
    loss_fn: LossFn, params: Any, data: Any, learning_rate: jax.Array, epochs: jax.Array
) -> History:
    """The compiled loop; its history always has MAX_EPOCHS + 1 rows, the rest zero.

    With the number of epochs a traced value and the history of one size, no number of
    epochs compiles anew.
    """
    start, unravel = ravel_pytree(params)  # one small vector: faster than a tree
    loss_and_grad = jax.value_and_grad(lambda theta: loss_fn(unravel(theta), data))
    one_epoch = functools.partial(epoch, loss_and_grad, learning_rate)
    rows = jnp.zeros((MAX_EPOCHS + 1, start.size + 1))
    carry = (start, jnp.zeros_like(start), rows)
    _, _, rows = jax.lax.fori_loop(0, epochs + 1, one_epoch, carry)
    return History(jax.vmap(unravel)(rows[:, :-1]), rows[:, -1])


def epoch(
    loss_and_grad: Callable[[jax.Array], tuple[jax.Array, jax.Array]],
    learning_rate: jax.Array,
    k: jax.Array,
    carry: tuple[jax.Array, jax.Array, jax.Array],
) -> tuple[jax.Array, jax.Array, jax.Array]:
    """Take the step that the last epoch found, note where it leads, find the next."""
    theta, step, rows = carry
    # The step is carried to the next epoch, so that it is rounded before it is
    # subtracted, as in the lecture's loop; in one expression XLA would fuse both.
    theta = theta - step
    loss, grad = loss_and_grad(theta)
    rows = rows.at[k].set(jnp.concatenate([theta, loss[None]]))
    return theta, learning_rate * grad, rows

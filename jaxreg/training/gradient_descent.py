"""Gradient descent: params <- params - learning_rate * gradient, once per epoch.

The whole run is one compiled loop over any loss of (params, data).
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
LossAndGrad = Callable[[jax.Array], tuple[jax.Array, jax.Array]]


class History(NamedTuple):
    """A run, epoch by epoch: row k is the state after k updates, row 0 the start.

    ``params`` has the shapes of one state with the epochs as a leading axis; ``loss``
    is (epochs + 1,).
    """

    params: Any
    loss: Any

    def at(self, epoch: int) -> Any:
        """The params after ``epoch`` updates; negative counts from the end."""
        return jax.tree.map(lambda rows: rows[epoch], self.params)


def gradient_descent(
    loss_fn: LossFn,
    params: Any,
    data: Any,
    learning_rate: float | np.ndarray,
    epochs: int,
) -> History:
    """Train from ``params`` by full-batch gradient descent.

    Args:
        loss_fn: (params, data) -> scalar, a module-level function, since compiled
            runs are cached by it.
        params: the start, any pytree of float32 arrays.
        data: what ``loss_fn`` takes; each new shape compiles.
        learning_rate: step length, more than 0; or that of the step after each epoch,
            (``MAX_EPOCHS`` + 1,).
        epochs: 0 to ``MAX_EPOCHS``.

    Returns:
        epochs + 1 rows as NumPy arrays. A run that diverges holds inf and NaN.

    Raises:
        ValueError: ``epochs`` is out of range.
    """
    if not 0 <= epochs <= MAX_EPOCHS:
        raise ValueError(f"epochs must be 0 to {MAX_EPOCHS}, not {epochs}")
    # One dtype each: a Python number and a NumPy scalar would compile apart.
    rates = np.broadcast_to(np.float32(learning_rate), MAX_EPOCHS + 1)
    history = descend(loss_fn, params, data, rates, np.int32(epochs))
    return as_rows(history, epochs)


def as_rows(history: History, epochs: int) -> History:
    """The rows of a compiled run that are its own, as NumPy arrays."""
    rows: History = jax.tree.map(lambda rows: np.asarray(rows)[: epochs + 1], history)
    return rows


@jax.jit(static_argnums=0)
def descend(
    loss_fn: LossFn, params: Any, data: Any, rates: jax.Array, epochs: jax.Array
) -> History:
    """The compiled loop; its history always has MAX_EPOCHS + 1 rows, the rest zero.

    As ``epochs`` is traced and the history has one size, no number of epochs compiles
    anew. ``rates`` (MAX_EPOCHS + 1,) are those of the steps after each epoch.
    """
    start, unravel = ravel_pytree(params)  # one small vector: faster than a tree
    loss_and_grad = jax.value_and_grad(lambda theta: loss_fn(unravel(theta), data))
    one_epoch = functools.partial(epoch, loss_and_grad, rates)
    rows = jnp.zeros((MAX_EPOCHS + 1, start.size + 1))
    carry = (start, jnp.zeros_like(start), rows)
    _, _, rows = jax.lax.fori_loop(0, epochs + 1, one_epoch, carry)
    return History(jax.vmap(unravel)(rows[:, :-1]), rows[:, -1])


def epoch(
    loss_and_grad: LossAndGrad,
    rates: jax.Array,
    k: jax.Array,
    carry: tuple[jax.Array, jax.Array, jax.Array],
) -> tuple[jax.Array, jax.Array, jax.Array]:
    """Take the step of the last epoch, note where it leads, compute the next."""
    theta, step, rows = carry
    # The step is carried to the next epoch, so that it is rounded before it is
    # subtracted, as in the lecture's loop; in one expression XLA would fuse both.
    theta = theta - step
    loss, grad = loss_and_grad(theta)
    rows = rows.at[k].set(jnp.concatenate([theta, loss[None]]))
    return theta, rates[k] * grad, rows


# What a run's losses (epochs + 1,) tell


def first_nonfinite_epoch(loss: np.ndarray) -> int | None:
    """The first epoch whose loss is inf or NaN, or None."""
    bad = np.flatnonzero(~np.isfinite(loss))
    return int(bad[0]) if bad.size else None


def last_readable_epoch(loss: np.ndarray) -> int:
    """The last epoch before the loss passed a million times its start, or became inf.

    Later losses would flatten everything before them on any axis.
    """
    loss = np.asarray(loss, float)  # holds a million times any float32
    start = float(loss[0]) or 1e-30  # from a loss of 0, only rounding follows
    readable = np.isfinite(loss) & (loss <= 1e6 * start)
    bad = np.flatnonzero(~readable)
    return max(int(bad[0]) - 1, 0) if bad.size else len(loss) - 1

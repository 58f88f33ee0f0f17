"""Mini-batch descent: an epoch is one pass over the points in a new random order, with
a step for each batch of them, and the rest of them in the last one.
"""

import functools
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
from jax.flatten_util import ravel_pytree

from jaxreg.training.gradient_descent import MAX_EPOCHS, History, LossFn

Carry = tuple[jax.Array, jax.Array, jax.Array]
TakeStep = Callable[[jax.Array, jax.Array, jax.Array, jax.Array], Any]


@jax.jit(static_argnums=(0, 1))
def descend_in_batches(
    loss_fn: LossFn,
    width: int,
    params: Any,
    data: Any,
    rates: jax.Array,
    epochs: jax.Array,
    momentum: jax.Array,
    is_nesterov: jax.Array,
    batch_size: jax.Array,
    shuffle: jax.Array,
) -> History:
    """The compiled loop, see ``descend``, with the loss over all points at each epoch.

    ``batch_size`` points of positive weight, 1 to ``width``, make a step: sizes of one
    width share what is compiled. ``shuffle`` is the seed of their orders.
    """
    start, unravel = ravel_pytree(params)
    grad_of = jax.grad(lambda theta, some: loss_fn(unravel(theta), some))
    weight = getattr(data, "data", data).weight
    one_step = functools.partial(
        batch_step, grad_of, data, momentum, is_nesterov, width, batch_size
    )
    one_pass = functools.partial(
        shuffled_pass,
        lambda theta: loss_fn(unravel(theta), data),
        *(one_step, weight, rates, epochs, batch_size, shuffle),
    )
    rows = jnp.zeros((MAX_EPOCHS + 1, start.size + 1))
    carry = (start, jnp.zeros_like(start), rows)
    rows = jax.lax.fori_loop(0, epochs + 1, one_pass, carry)[-1]
    return History(jax.vmap(unravel)(rows[:, :-1]), rows[:, -1])


def shuffled_pass(
    loss: Callable[[jax.Array], jax.Array],
    one_step: TakeStep,
    weight: jax.Array,
    rates: jax.Array,
    epochs: jax.Array,
    batch_size: jax.Array,
    shuffle: jax.Array,
    k: jax.Array,
    carry: Carry,
) -> Carry:
    """Note where epoch k begins, then take a step for each batch of its order."""
    theta, velocity, rows = carry
    rows = rows.at[k].set(jnp.concatenate([theta, loss(theta)[None]]))
    order, num_points = shuffled(weight, shuffle, k), jnp.sum(weight > 0)
    num_steps = jnp.where(k < epochs, (num_points + batch_size - 1) // batch_size, 0)
    step = functools.partial(one_step, rates[k], order, num_points)
    theta, velocity = jax.lax.fori_loop(0, num_steps, step, (theta, velocity))
    return theta, velocity, rows


def shuffled(weight: jax.Array, shuffle: jax.Array, k: jax.Array) -> jax.Array:
    """The rows of positive weight, in the random order of epoch k, then the rest.

    The order is the same wherever rows without weight are put between them.
    """
    is_there = weight > 0
    key = jax.random.fold_in(jax.random.PRNGKey(shuffle), k)
    # One draw for all would depend on how many rows there are, also without weight.
    of_each = jax.vmap(jax.random.fold_in, (None, 0))(key, jnp.cumsum(is_there))
    drawn = of_each[:, 0] // 2  # 31 random bits
    return jnp.argsort(jnp.where(is_there, drawn, jnp.uint32(2**32 - 1)))


def batch_step(
    grad_of: Callable[[jax.Array, Any], jax.Array],
    data: Any,
    momentum: jax.Array,
    is_nesterov: jax.Array,
    width: int,
    batch_size: jax.Array,
    rate: jax.Array,
    order: jax.Array,
    num_points: jax.Array,
    i: jax.Array,
    carry: tuple[jax.Array, jax.Array],
) -> tuple[jax.Array, jax.Array]:
    """The step of batch i of an epoch's order."""
    theta, velocity = carry
    places = i * batch_size + jnp.arange(width)
    last = jnp.minimum((i + 1) * batch_size, num_points) - 1
    # What is beyond the batch repeats its last point, and counts for nothing.
    rows, is_in = order[jnp.minimum(places, last)], places <= last
    grad = grad_of(theta, taken(data, rows, is_in))
    # 0 times an infinite velocity would be NaN.
    velocity = jnp.where(momentum > 0, momentum * velocity, 0) + grad
    ahead = jnp.where(momentum > 0, momentum * velocity, 0) + grad
    direction = jnp.where(is_nesterov, ahead, velocity)
    return theta - rate * direction, velocity


def taken(data: Any, rows: jax.Array, is_in: jax.Array) -> Any:
    """Some rows of the points, of weight 0 where they are not in."""
    if hasattr(data, "data"):  # a penalised loss takes the points and its strength
        return data._replace(data=taken(data.data, rows, is_in))
    X, y, weight = (column[rows] for column in data)
    return data._replace(X=X, y=y, weight=weight * is_in)


WIDTHS = (1, 10, 100)


def width_of(batch_size: int) -> int:
    """How many rows the steps of a batch size compute: one of few, as each compiles."""
    return next(width for width in WIDTHS if width >= batch_size)

"""Gradient descent with momentum: v <- momentum v + gradient, and a step of the rate
times v (heavy ball: Polyak 1964) or times momentum v + gradient (Nesterov's, as of
Sutskever et al. 2013), as in ``optax.sgd`` and PyTorch, also under a schedule.

It is our own loop, not ``optax.sgd``'s: see ``tests/training/test_momentum.py``.
"""

import functools
from typing import Any

import jax
import jax.numpy as jnp
from jax.flatten_util import ravel_pytree

from jaxreg.training.gradient_descent import MAX_EPOCHS, History, LossAndGrad, LossFn

Carry = tuple[jax.Array, jax.Array, jax.Array, jax.Array]


@jax.jit(static_argnums=0)
def descend_with_momentum(
    loss_fn: LossFn,
    params: Any,
    data: Any,
    rates: jax.Array,
    epochs: jax.Array,
    momentum: jax.Array,
    is_nesterov: jax.Array,
) -> History:
    """The compiled loop, see ``descend``; momentum is above 0."""
    start, unravel = ravel_pytree(params)
    loss_and_grad = jax.value_and_grad(lambda theta: loss_fn(unravel(theta), data))
    one_epoch = functools.partial(
        epoch_with_momentum, loss_and_grad, rates, momentum, is_nesterov
    )
    zero, rows = jnp.zeros_like(start), jnp.zeros((MAX_EPOCHS + 1, start.size + 1))
    carry = (start, zero, zero, rows)
    rows = jax.lax.fori_loop(0, epochs + 1, one_epoch, carry)[-1]
    return History(jax.vmap(unravel)(rows[:, :-1]), rows[:, -1])


def epoch_with_momentum(
    loss_and_grad: LossAndGrad,
    rates: jax.Array,
    momentum: jax.Array,
    is_nesterov: jax.Array,
    k: jax.Array,
    carry: Carry,
) -> Carry:
    """Take the step of the last epoch, note where it leads, compute the next."""
    theta, step, velocity, rows = carry
    theta = theta - step
    loss, grad = loss_and_grad(theta)
    rows = rows.at[k].set(jnp.concatenate([theta, loss[None]]))
    velocity = momentum * velocity + grad
    direction = jnp.where(is_nesterov, momentum * velocity + grad, velocity)
    return theta, rates[k] * direction, velocity, rows

"""Training by second derivatives, without a learning rate.

An epoch of Newton's method is one whole step, theta <- theta - H^-1 gradient. One of
coordinate descent moves each parameter in turn, W first and b last, by its slope over
its curvature, theta_j <- theta_j - g_j / H_jj: on a squared error to the smallest loss
along its axis (Gauss-Seidel).
"""

import functools
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.flatten_util import ravel_pytree

from jaxreg.training.gradient_descent import MAX_EPOCHS, History, LossFn

Loss = Callable[[jax.Array], jax.Array]
Move = Callable[[Loss, jax.Array], jax.Array]


@jax.jit(static_argnums=(0, 1))
def descend_by(
    loss_fn: LossFn, move: Move, params: Any, data: Any, epochs: jax.Array
) -> History:
    """The compiled loop, see ``descend``, of epochs that ``move`` the params."""
    start, unravel = ravel_pytree(params)
    one_epoch = functools.partial(
        noted_epoch, lambda theta: loss_fn(unravel(theta), data), move
    )
    rows = jnp.zeros((MAX_EPOCHS + 1, start.size + 1))
    _, rows = jax.lax.fori_loop(0, epochs + 1, one_epoch, (start, rows))
    return History(jax.vmap(unravel)(rows[:, :-1]), rows[:, -1])


def noted_epoch(
    loss: Loss, move: Move, k: jax.Array, carry: tuple[jax.Array, jax.Array]
) -> tuple[jax.Array, jax.Array]:
    """Note where epoch k begins, then move."""
    theta, rows = carry
    rows = rows.at[k].set(jnp.concatenate([theta, loss(theta)[None]]))
    return move(loss, theta), rows


def newton_step(loss: Loss, theta: jax.Array) -> jax.Array:
    """To the minimum of the parabola that has the slopes and curvatures of the loss
    here; not finite where its Hessian is singular."""
    step: jax.Array = jnp.linalg.solve(jax.hessian(loss)(theta), jax.grad(loss)(theta))
    return theta - step


def cycle(loss: Loss, theta: jax.Array) -> jax.Array:
    """To the minimum of such a parabola along each axis in turn."""
    one_move = functools.partial(move_along, loss)
    end: jax.Array = jax.lax.fori_loop(0, theta.size, one_move, theta)
    return end


def move_along(loss: Loss, j: jax.Array, theta: jax.Array) -> jax.Array:
    """The move of parameter j; not finite where the loss has no curvature along it."""
    axis = jnp.zeros_like(theta).at[j].set(1)

    def slope(theta: jax.Array) -> jax.Array:
        along: jax.Array = jax.jvp(loss, (theta,), (axis,))[1]
        return along

    here, curvature = jax.jvp(slope, (theta,), (axis,))
    return theta.at[j].add(-here / curvature)


MOVES: dict[str, Move] = {"Newton": newton_step, "coordinate descent": cycle}
"""What an epoch of a method does, but of gradient descent."""


def cycle_matrix(H: np.ndarray) -> np.ndarray:
    """What an epoch of coordinate descent multiplies the distance from the minimum of a
    quadratic loss by: -(L + D)^-1 U, of its Hessian H = L + D + U (p, p)."""
    matrix: np.ndarray = -np.linalg.solve(np.tril(H), np.triu(H, 1))
    return matrix

"""Training many runs by the loop of a single one, some of them side by side: with
mini-batches, where each run reads its points in an order of its own, and by methods
that use second derivatives. Whole histories are kept until the runs have ended.
"""

from typing import Any

import jax
import jax.numpy as jnp

from jaxreg.data.dataset import Array, Dataset
from jaxreg.lab.start import End, Start, Way
from jaxreg.training.batches import descend_in_batches, width_of
from jaxreg.training.gradient_descent import MAX_EPOCHS, History
from jaxreg.training.models import Params, Penalised
from jaxreg.training.schedule import share_of_rate
from jaxreg.training.second_order import MOVES, descend_by

_AT_ONCE = 32


def train_side_by_side(way: Way, start: Start, last: jax.Array) -> End:
    """The runs; all are trained for ``last`` epochs, which changes no earlier one."""
    shared = Dataset(*(column[..., 0] for column in start.points))
    differ = [column.shape[-1] > 1 for column in start.points]
    own = [
        jnp.moveaxis(column, -1, 0) if is_own else None
        for column, is_own in zip(start.points, differ, strict=True)
    ]

    def one(run: Any) -> End:
        (W, b, l2, rate, epochs, goal, momentum, shuffle), columns = run
        points: Any = Dataset(
            *(s if c is None else c for s, c in zip(shared, columns, strict=True))
        )
        epoch = jnp.arange(MAX_EPOCHS + 1)
        inputs = points if l2 is None else Penalised(points, l2)
        rates = rate * share_of_rate(way.schedule, epoch, epochs, jnp)
        beta = jnp.float32(0) if momentum is None else momentum
        begin = Params(W, b if way.has_intercept else None)
        history = _run(way, begin, inputs, rates, last, beta, shuffle)
        is_on, loss = epoch <= epochs, history.loss
        is_there = is_on & (loss <= goal)
        return End(
            W=history.params.W[epochs],
            b=history.params.b[epochs] if way.has_intercept else b,
            loss=loss[epochs],
            converged=jnp.where(is_there.any(), jnp.argmax(is_there), -1),
            stayed=(jnp.isfinite(loss) | ~is_on).all(),
            slipped=_slip(start.level, points, history, is_on),
        )

    l2 = start.l2 if start.l2 is None else jnp.broadcast_to(start.l2, start.b.shape)
    runs = (
        *(start.W.T, start.b, l2, start.rate, start.epochs, start.goal),
        *(start.momentum, start.shuffle),
    )
    ended: End = jax.lax.map(one, (runs, own), batch_size=_AT_ONCE)
    return ended._replace(W=ended.W.T)


def _slip(
    level: Array | None, points: Dataset, history: History, is_on: jax.Array
) -> Array:
    """The first epoch that slipped, see ``End``."""
    if level is None:
        return jnp.int32(-1)
    X, y, weight = points

    def share_right(params: Params) -> jax.Array:
        is_right = (X @ params.W + params.b > level[0]) == (y == 1)
        return jnp.asarray((weight * is_right).sum() / weight.sum())

    right = jax.lax.map(share_right, history.params, batch_size=_AT_ONCE)
    fell = (jnp.diff(history.loss) < 0) & (jnp.diff(right) < 0) & is_on[1:]
    return jnp.asarray(jnp.where(fell.any(), jnp.argmax(fell) + 1, -1))


def _run(
    way: Way,
    start: Params,
    inputs: Any,
    rates: Any,
    last: jax.Array,
    momentum: Any,
    shuffle: Any,
) -> History:
    """A single run of ``last`` epochs."""
    history: History
    if way.batch is None:
        move = MOVES[way.method]
        history = descend_by(way.loss_fn, move, start, inputs, last)
    else:
        history = descend_in_batches(
            *(way.loss_fn, width_of(way.batch), start, inputs, rates, last),
            *(momentum, way.is_nesterov, way.batch, shuffle),
        )
    return history

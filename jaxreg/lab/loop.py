"""Training many runs in one compiled loop: an epoch of all of them, then the next.

Runs are the last axis of every array, along which the compiler vectorises; they may be
spread over the devices of a mesh. A run's last digits may differ from those of the same
run alone (``training.gradient_descent``): the compiler fuses products and sums in
another way, and lines take their steps from a quadratic form.
"""

import functools
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.experimental import multihost_utils
from jax.sharding import Mesh, NamedSharding, PartitionSpec

from jaxreg.data.dataset import Array, Dataset
from jaxreg.lab.side_by_side import train_side_by_side
from jaxreg.lab.start import End, Loss, Start, Way
from jaxreg.training.results import Bowl
from jaxreg.training.schedule import share_of_rate


@functools.cache
def all_devices() -> Mesh:
    """All devices, of all processes, side by side."""
    return Mesh(np.array(jax.devices()), ("runs",))


def train(way: Way, start: Start) -> End:
    """Train runs, as many for each device."""
    mesh, last = all_devices(), np.int32(start.epochs.max())
    end: End = _spread(mesh, way, jax.tree.map(_placed, start), last)
    if jax.process_count() == 1:
        return End(*map(np.asarray, end))
    return End(*multihost_utils.process_allgather(end, tiled=True))


def _spec(array: Array) -> PartitionSpec:
    """The last axis is that of the runs, unless it is 1."""
    return PartitionSpec(
        *[None] * (array.ndim - 1), "runs" if array.shape[-1] > 1 else None
    )


def _placed(array: np.ndarray) -> jax.Array:
    """An array spread over the devices; each process makes the part of its own."""
    sharding = NamedSharding(all_devices(), _spec(array))
    return jax.make_array_from_callback(array.shape, sharding, lambda at: array[at])


@jax.jit(static_argnums=(0, 1))
def _spread(mesh: Mesh, way: Way, start: Start, last: jax.Array) -> End:
    """The loop on each device."""
    one = PartitionSpec("runs")
    ends = End(PartitionSpec(None, "runs"), one, one, one, one, one)
    specs = jax.tree.map(_spec, start), PartitionSpec()
    on_each = jax.shard_map(
        functools.partial(_train if way.is_of_all else train_side_by_side, way),
        mesh=mesh,
        in_specs=specs,
        out_specs=ends,
        check_vma=False,  # zeros are of every device
    )
    ended: End = on_each(start, last)
    return ended


def _train(way: Way, start: Start, last: jax.Array) -> End:
    """The loop over epochs 0 to ``last``; a run that has had its own stands still."""
    zero = jnp.zeros_like(start.b)

    def epoch(k: jax.Array, carry: Any) -> Any:
        (W, b), (step_W, step_b), velocity, right, ended = carry
        # The step is carried to the next epoch, so that it is rounded before it is
        # subtracted: see ``training.gradient_descent.epoch``.
        is_on = k <= start.epochs
        W = [jnp.where(is_on, w - step, w) for w, step in zip(W, step_W, strict=True)]
        b = jnp.where(is_on, b - step_b, b)
        value, slopes = _loss_and_gradient(way.of_a_point, start, W, b)
        is_first = is_on & (ended.converged < 0) & (value <= start.goal)
        slipped, before = ended.slipped, right
        if start.level is not None:
            right = _share_right(start.points, W, b, start.level[0])
            is_slip = is_on & (k > 0) & (value < ended.loss) & (right < before)
            slipped = jnp.where(is_slip & (slipped < 0), k, slipped)
        ended = End(
            jnp.stack(W),
            b,
            value,
            jnp.where(is_first, k, ended.converged),
            ended.stayed & (jnp.isfinite(value) | ~is_on),
            slipped,
        )
        steps, velocity = _steps(way, start, k, slopes, velocity)
        return (W, b), (steps[:-1], steps[-1]), velocity, right, ended

    W = list(start.W)
    never = jnp.full(zero.shape, -1, jnp.int32)
    none = End(start.W, start.b, zero, never, jnp.ones(zero.shape, bool), never)
    still = [zero] * (len(W) + 1) if start.momentum is not None else []
    carry = (W, start.b), ([zero] * len(W), zero), still, zero, none
    ended: End = jax.lax.fori_loop(0, last + 1, epoch, carry)[-1]
    return ended


def _steps(
    way: Way, start: Start, k: Array, slopes: list[Any], velocity: list[Any]
) -> tuple[list[Any], list[Any]]:
    """The step of each parameter after epoch k, and its new velocity, if there are."""
    rate: Any = start.rate
    if way.schedule != "constant":
        rate = rate * share_of_rate(way.schedule, k, start.epochs, jnp)
    if start.momentum is None:
        return [rate * slope for slope in slopes], velocity
    beta = start.momentum

    def kept(velocities: list[Any]) -> list[Any]:  # 0 times infinity would be NaN
        return [jnp.where(beta > 0, beta * v, 0) for v in velocities]

    velocity = [v + slope for v, slope in zip(kept(velocity), slopes, strict=True)]
    steps = velocity
    if way.is_nesterov:
        steps = [v + slope for v, slope in zip(kept(velocity), slopes, strict=True)]
    return [rate * step for step in steps], velocity


def _loss_and_gradient(
    loss: Loss, start: Start, W: list[jax.Array], b: jax.Array
) -> tuple[jax.Array, list[jax.Array]]:
    """The loss of each run (r,), and its slopes by each W and by b."""
    if isinstance(start.points, Bowl):
        return _of_bowl(start.points, [*W, b])
    total = start.points.weight.sum(axis=0)
    value, slopes = _sums(loss, start.points, W, b, 1 / total)
    value = value / total
    if start.l2 is not None:
        half = start.l2 / 2
        value = value + half * sum(w**2 for w in W)
        penalised = [*W, jnp.zeros_like(b)]
        slopes = [g + half * (2 * w) for g, w in zip(slopes, penalised, strict=True)]
    return value, slopes


def _of_bowl(bowl: Bowl, away: list[jax.Array]) -> tuple[jax.Array, list[jax.Array]]:
    """The same ``away`` from the minimum of a quadratic form."""
    slopes: list[Any] = [
        sum(h * a for h, a in zip(row, away, strict=True)) for row in bowl.H
    ]
    rise = sum(a * slope for a, slope in zip(away, slopes, strict=True)) / 2
    return bowl.smallest + rise, slopes


def _sums(
    loss: Loss, points: Dataset, W: list[jax.Array], b: jax.Array, share: jax.Array
) -> tuple[jax.Array, list[jax.Array]]:
    """The sums over all points at once; inside a loop over points XLA computes exp and
    log a number at a time, which takes 10 times as long."""
    X, y, weight = points
    z = _predicted([X[:, j] for j in range(len(W))], [w[None] for w in W], b[None])
    losses, backwards = jax.vjp(lambda z: loss(z, y), z)
    [slopes] = backwards(jnp.broadcast_to(weight * share[None], z.shape))
    # Else each of the sums would compute both anew.
    losses, slopes = jax.lax.optimization_barrier((losses, slopes))
    by_W = [(X[:, j] * slopes).sum(axis=0) for j in range(len(W))]
    return (weight * losses).sum(axis=0), [*by_W, slopes.sum(axis=0)]


def _share_right(
    points: Dataset, W: list[jax.Array], b: jax.Array, level: Any
) -> jax.Array:
    """The accuracy of each run (r,)."""
    X, y, weight = points
    z = _predicted([X[:, j] for j in range(len(W))], [w[None] for w in W], b[None])
    is_right = (z > level) == (y == 1)
    return jnp.asarray((weight * is_right).sum(axis=0) / weight.sum(axis=0))


def _predicted(X: list[jax.Array], W: list[jax.Array], b: jax.Array) -> jax.Array:
    """X W + b, feature by feature, as ``training.models.predict`` adds them."""
    terms = [x * w for x, w in zip(reversed(X), reversed(W), strict=True)]
    return jnp.asarray(sum(terms) + b)

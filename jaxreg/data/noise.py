"""Kinds of noise on the points of a line; each is in the exported script as it stands.

They all begin with the same normal numbers, so that another kind changes only what it
is about: heavy tails stretch them, outliers and uneven noise enlarge some.
"""

from collections.abc import Callable

import jax
import jax.numpy as jnp

from jaxreg.data.dataset import Dataset
from jaxreg.settings.noise import (
    HEAVY_TAILS,
    KIND_OF,
    KINDS,
    NORMAL,
    OUTLIERS,
    UNEVEN,
)


@jax.jit
def draw_normal(data: Dataset, seed: jax.Array) -> jax.Array:
    """A standard normal number for each point (n,); ``seed`` is 0 to 2^32 - 1."""
    # The lecture draws its noise and its start from one key, and so do we; under its
    # stream the two numbers differ (under today's default W would equal normal[0]).
    with jax.threefry_partitionable(False):
        return jax.random.normal(jax.random.PRNGKey(seed), data.y.shape)


@jax.jit
def add_noise(data: Dataset, noise: jax.Array, normal: jax.Array) -> Dataset:
    """The points with normal noise of standard deviation ``noise``, 0 or more, on each
    y; ``normal`` (n,) are the numbers of ``draw_normal``."""
    return data._replace(y=data.y + noise * normal)


@jax.jit
def add_heavy_tails(
    data: Dataset, noise: jax.Array, normal: jax.Array, seed: jax.Array, nu: jax.Array
) -> Dataset:
    """The points with ``noise`` times Student's t of ``nu`` degrees of freedom, above
    0, on each y.

    Of two normal numbers with the square sum r^2, sqrt(nu (exp(r^2 / nu) - 1)) is the
    radius of t, as r is that of the normal distribution, in the same direction (Bailey,
    Polar generation of random variates with the t-distribution, 1994).
    """
    with jax.threefry_partitionable(False):
        key = jax.random.fold_in(jax.random.PRNGKey(seed), 1)
        r2 = normal**2 + jax.random.normal(key, normal.shape) ** 2
    # Bailey's polar method: Student's t, as normal numbers that are stretched
    t = normal * jnp.sqrt(nu * jnp.expm1(r2 / nu) / r2)
    return data._replace(y=data.y + noise * t)


@jax.jit
def add_outliers(
    data: Dataset,
    noise: jax.Array,
    normal: jax.Array,
    seed: jax.Array,
    outliers: jax.Array,
) -> Dataset:
    """The points with normal noise of standard deviation ``noise`` on each y, ten times
    as large at a share ``outliers``, 0 to 1, of them, rounded to whole points."""
    with jax.threefry_partitionable(False):
        key = jax.random.fold_in(jax.random.PRNGKey(seed), 1)
        order = jnp.argsort(jax.random.uniform(key, normal.shape))
    is_first = jnp.arange(len(normal)) < jnp.floor(outliers * len(normal) + 0.5)
    larger = normal.at[order].set(
        jnp.where(is_first, 10 * normal[order], normal[order])
    )
    return data._replace(y=data.y + noise * larger)


@jax.jit
def add_uneven_noise(data: Dataset, noise: jax.Array, normal: jax.Array) -> Dataset:
    """The points with normal noise on each y whose standard deviation grows with x,
    from 0 at x = 0 by way of ``noise`` at the middle, 4.5."""
    return data._replace(y=data.y + noise * data.X[:, 0] / 4.5 * normal)


ADD: dict[str, Callable[..., Dataset]] = {
    NORMAL: add_noise,
    HEAVY_TAILS: add_heavy_tails,
    OUTLIERS: add_outliers,
    UNEVEN: add_uneven_noise,
}
"""What adds each kind, of a size, to the data: out of normal numbers and, for some, a
seed and a number more."""


def add_any(
    data: Dataset,
    noise: jax.Array,
    seed: jax.Array,
    kind: jax.Array | int,
    number: jax.Array | float,
) -> Dataset:
    """The points with noise of a kind, counted as in ``KINDS``; ``number`` is the one
    that the kind alone heeds. One compilation serves all kinds."""
    normal = draw_normal(data, seed)

    def way(name: str) -> Callable[[], Dataset]:
        own = [seed, number] if name in KIND_OF.values() else []
        return lambda: ADD[name](data, noise, normal, *own)

    noisy: Dataset = jax.lax.switch(kind, [way(name) for name in KINDS])
    return noisy

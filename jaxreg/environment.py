"""JAX as the project's numbers need it, whatever the importer's settings are.

JAX reads its settings from the environment and from a notebook's ``jax.config``. Some
change digits (64 bits, another random stream, no compilation); some make an error of a
run that diverges, which is a result here.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import jax


@contextmanager
def reproducible() -> Iterator[None]:
    """Pin, for this block or this decorated function and this thread, all of JAX that
    decides a digit or refuses one. The importer's settings stay as they are."""
    with (
        jax.enable_x64(False),
        jax.default_prng_impl("threefry2x32"),
        jax.default_matmul_precision("highest"),
        jax.numpy_dtype_promotion("standard"),
        jax.disable_jit(False),  # which fuses, and so rounds otherwise
        jax.debug_nans(False),
        jax.debug_infs(False),
        jax.debug_key_reuse(False),  # the lecture draws its noise and start from one
        jax.transfer_guard("allow"),
    ):
        yield

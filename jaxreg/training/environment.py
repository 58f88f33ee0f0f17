"""JAX set as the project's numbers need it, whatever the importer's settings are.

JAX reads its settings from the environment and from a notebook's ``jax.config``. Some
change digits (64 bits, another random stream, no compilation); some raise an
error when a run diverges, which is a result here.
"""

import functools
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import jax

SETTINGS = ("JAX_PLATFORMS", "JAX_PLATFORM_NAME")
"""What JAX reads from the environment to choose a device."""
_thread = threading.local()


@contextmanager
def reproducible() -> Iterator[None]:
    """Pin all of JAX that changes or refuses a digit, in this thread, for a block or a
    decorated function. The importer's settings stay as they are.

    Raises:
        RuntimeError: see ``check_device``.
    """
    if getattr(_thread, "is_pinned", False):  # once is enough, and pinning takes time
        yield
        return
    check_device()
    with (
        jax.enable_x64(False),
        jax.default_prng_impl("threefry2x32"),
        jax.default_matmul_precision("highest"),
        jax.numpy_dtype_promotion("standard"),
        jax.disable_jit(False),  # jit fuses, and so rounds differently
        jax.debug_nans(False),
        jax.debug_infs(False),
        jax.debug_key_reuse(False),  # the lecture draws its noise and start from one
        jax.transfer_guard("allow"),
    ):
        _thread.is_pinned = True
        try:
            yield
        finally:
            _thread.is_pinned = False


@functools.cache
def check_device() -> None:
    """Check that there is a device of the kind that JAX was told to use.

    Raises:
        RuntimeError: there is none; the message says what to set. JAX's own may be
            empty: without a GPU, "cuda" raises a bare AssertionError.
    """
    try:
        jax.devices()
    except (AssertionError, RuntimeError):
        told = {name: os.environ[name] for name in SETTINGS if os.environ.get(name)}
        if not told:
            raise
        asked = " and ".join(f"{name}={kind}" for name, kind in told.items())
        cpu = " and ".join(f"{name}=cpu" for name in told)
        sentence = (
            f"JAX finds no device here for {asked}: set {cpu}, or leave it unset to "
            "use the device that is here."
        )
        raise RuntimeError(sentence) from None

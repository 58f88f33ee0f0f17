"""Long work that can be left: between two steps of it, it asks whether whoever wanted
it still waits."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class Left(Exception):
    """Nobody waits for this work any more."""


def _never() -> bool:
    return False


_has_left: ContextVar[Callable[[], bool]] = ContextVar("has_left", default=_never)


@contextmanager
def leavable(has_left: Callable[[], bool]) -> Iterator[None]:
    """What runs in this block, in threads that it starts work in too, may be left:
    ``has_left`` tells when."""
    token = _has_left.set(has_left)
    try:
        yield
    finally:
        _has_left.reset(token)


def next_step() -> None:
    """Said before each step of long work.

    Raises:
        Left: it need not be done any more.
    """
    if _has_left.get()():
        raise Left

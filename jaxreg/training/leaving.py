"""Long work that can be abandoned: between steps it asks whether anyone still waits."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class Left(Exception):
    """Nobody waits for this work any more."""


_has_left: ContextVar[Callable[[], bool]] = ContextVar(
    "has_left", default=lambda: False
)


@contextmanager
def leavable(has_left: Callable[[], bool]) -> Iterator[None]:
    """Work in this block, and in threads that it starts, ends at its ``next_step`` once
    ``has_left`` says that nobody waits."""
    token = _has_left.set(has_left)
    try:
        yield
    finally:
        _has_left.reset(token)


def next_step() -> None:
    """Call this before each step of long work.

    Raises:
        Left: nobody waits for it any more.
    """
    if _has_left.get()():
        raise Left

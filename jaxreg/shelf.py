"""Where own data lie: in this process's memory, each table under a token that nobody
can guess. What is not asked for in an hour goes, and if there are too many, what was
not asked for longest."""

import secrets
import sys
import threading
import time
from typing import NamedTuple

from jaxreg.table import Table

MAX_TABLES = 500
MAX_BYTES = 1024**3
KEPT_SECONDS = 3600


class _Kept(NamedTuple):
    table: Table
    num_bytes: int
    used: float


_shelf: dict[str, _Kept] = {}  # the longest unused first
_lock = threading.Lock()


def keep(table: Table) -> str:
    """Keep a table, and return its token."""
    token, num_bytes = secrets.token_urlsafe(24), _num_bytes(table)
    with _lock:
        _shelf[token] = _Kept(table, num_bytes, time.monotonic())
        while len(_shelf) > MAX_TABLES or _total() > MAX_BYTES:
            del _shelf[next(iter(_shelf))]
    return token


def find(token: str | None) -> Table | None:
    """The table of a token, which is then kept for another hour, or None: it has gone,
    or never was."""
    forget_unused()
    with _lock:
        kept = _shelf.pop(token or "", None)
        if kept is None or token is None:
            return None
        _shelf[token] = kept._replace(used=time.monotonic())
        return kept.table


def drop(token: str | None) -> None:
    """Let go of a table, if it is still kept."""
    with _lock:
        _shelf.pop(token or "", None)


def forget_unused() -> None:
    """Let go of what was not asked for in ``KEPT_SECONDS``."""
    oldest = time.monotonic() - KEPT_SECONDS
    with _lock:
        for token in [t for t, kept in _shelf.items() if kept.used < oldest]:
            del _shelf[token]


def _total() -> int:
    return sum(kept.num_bytes for kept in _shelf.values())


def _num_bytes(table: Table) -> int:
    """What a table takes in memory, about: a text that comes again is one string."""
    return sum(
        column.values.nbytes
        + (0 if column.is_number else sum(map(sys.getsizeof, set(column.values))))
        for column in table.columns
    )

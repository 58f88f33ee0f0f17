"""Own data, in this process's memory, each table under a token that nobody can guess,
with the file that it was read from. It goes after an hour without use, or with its
visitor. Where there is no room, a visitor's own tables make it, the longest unused
first, never those of others."""

import math
import secrets
import sys
import threading
import time
from collections.abc import Container
from typing import NamedTuple

from jaxreg.data.reading import Choices, Reading
from jaxreg.data.table import DataError, Table

MAX_BYTES = 1024**3
MAX_BYTES_OF_ONE = 256 * 1024**2
_LEAST_BYTES = 10_000  # of any table, for what is around its values
KEPT_SECONDS = 3600


class Source(NamedTuple):
    """What a table was read from: the ``content`` of a file or a paste; what a person
    ``asked`` for; the ``reading`` that this gave, whose table is the one kept; and
    whether it ``is_edited`` since."""

    content: bytes | str
    asked: Choices
    reading: Reading
    is_edited: bool = False

    @property
    def choices(self) -> Choices:
        """How it was read, with what was asked for and no file shows."""
        day_first, codes = self.asked.day_first, self.asked.codes
        return self.reading.choices._replace(day_first=day_first, codes=codes)


class _Kept(NamedTuple):
    table: Table
    owner: str
    num_bytes: int
    used: float
    source: Source | None


_shelf: dict[str, _Kept] = {}  # the longest unused first
_lock = threading.Lock()


def keep(table: Table, owner: str = "", source: Source | None = None) -> str:
    """Keep a table of a visitor, with what it was read from, and return its token.

    Raises:
        DataError: it is larger than what one visitor may have; or there would be no
            room even without the owner's other tables, which then stay.
    """
    num_bytes = _num_bytes(table)
    if source is not None:
        num_bytes += sys.getsizeof(source.content)
        source = source._replace(reading=source.reading._replace(table=Table(())))
    most = min(MAX_BYTES, MAX_BYTES_OF_ONE)
    if num_bytes > most:
        raise DataError(
            f"These data need {_megabytes(num_bytes)} of the server's memory, but at "
            f"most {_megabytes(most)} are allowed: leave out rows or columns, first of "
            "all columns of text."
        )
    new = secrets.token_urlsafe(24)
    with _lock:
        tokens = [token for token, kept in _shelf.items() if kept.owner == owner]
        sizes = [_shelf[token].num_bytes for token in tokens]
        too_much = num_bytes - min(
            MAX_BYTES - sum(kept.num_bytes for kept in _shelf.values()),
            MAX_BYTES_OF_ONE - sum(sizes),
        )
        if too_much > sum(sizes):
            raise DataError(
                "The server has no room for more data right now: try again in a while."
            )
        for oldest, size in zip(tokens, sizes, strict=True):
            if too_much <= 0:
                break
            del _shelf[oldest]
            too_much -= size
        _shelf[new] = _Kept(table, owner, num_bytes, time.monotonic(), source)
    return new


def find(token: str | None) -> Table | None:
    """The table of a token, kept for another hour from now; None if it has gone, or
    never was."""
    forget_unused()
    with _lock:
        kept = _shelf.pop(token or "", None)
        if kept is None or token is None:
            return None
        _shelf[token] = kept._replace(used=time.monotonic())
        return kept.table


def source_of(token: str | None) -> Source | None:
    """What the table of a token was read from, its reading without the table; None if
    it has gone, or was not read."""
    with _lock:
        kept = _shelf.get(token or "")
        return kept.source if kept else None


def drop(token: str | None) -> None:
    """Let go of a table, if it is still kept."""
    with _lock:
        _shelf.pop(token or "", None)


def drop_all_of(token: str | None) -> None:
    """Let go of all tables of the visitor whose table has this token."""
    with _lock:
        kept = _shelf.get(token or "")
        if kept is not None:
            _drop([t for t, other in _shelf.items() if other.owner == kept.owner])


def forget_owners_but(present: Container[str]) -> None:
    """Let go of the tables of visitors who are not among these."""
    with _lock:
        _drop([t for t, kept in _shelf.items() if kept.owner not in present])


def forget_unused() -> None:
    """Let go of what was not asked for in ``KEPT_SECONDS``."""
    oldest = time.monotonic() - KEPT_SECONDS
    with _lock:
        _drop([t for t, kept in _shelf.items() if kept.used < oldest])


def _drop(tokens: list[str]) -> None:
    for token in tokens:
        del _shelf[token]


def _megabytes(num_bytes: int) -> str:
    return f"{math.ceil(num_bytes / 1024**2):,} MB"


def _num_bytes(table: Table) -> int:
    """About what a table takes in memory: equal texts are one string."""
    return _LEAST_BYTES + sum(
        column.values.nbytes
        + (0 if column.is_number else sum(map(sys.getsizeof, set(column.values))))
        for column in table.columns
    )

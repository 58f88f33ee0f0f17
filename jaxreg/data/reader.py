"""A table from a file of delimited text, or from a paste: whatever a spreadsheet, R or
pandas writes, with either decimal sign.

More than MAX_ROWS rows are thinned evenly before their cells are looked at.
"""

import math
from collections.abc import Callable, Iterator
from itertools import chain, compress, islice, zip_longest
from typing import NamedTuple

import numpy as np

from jaxreg.data.cells import as_column, texts_of, told_apart
from jaxreg.data.faults import without_faults
from jaxreg.data.numerals import SIGNS, as_number, decimal_sign
from jaxreg.data.records import NO_DATA, as_text, records, split_delimiter
from jaxreg.data.table import MAX_ROWS, Column, DataError, Table, clean, short
from jaxreg.settings import MAX_COLUMNS

_SIGN_NAMES = dict(zip(SIGNS, ("point", "comma"), strict=True))


class Reading(NamedTuple):
    """A ``table``, its columns in the file's order; its ``decimal`` sign; and the
    ``other`` sign, if it is as likely and gives different numbers."""

    table: Table
    decimal: str
    other: str | None


class _Rows(NamedTuple):
    """The first row as ``names``, [] if it is data; m of ``total`` rows of ``cells``,
    short ones not filled up; the ``number`` of each (m,) in a spreadsheet, from 1, and
    how many of the total are ``before`` it (m,)."""

    names: list[str]
    cells: list[list[str]]
    total: int
    number: np.ndarray
    before: np.ndarray


def read(
    content: bytes | str,
    *,
    decimal: str | None = None,
    leave_out_faults: bool = False,
    progress: Callable[[float], None] | None = None,
) -> Reading:
    """The table in a file's bytes, or in pasted text.

    Args:
        content: delimited text, at most 20 MB.
        decimal: "." or "," as the decimal sign; if None, what the file suggests.
        leave_out_faults: count other cells among numbers as missing.
        progress: called with the share done, rising to 1.

    Raises:
        FaultError: cells among numbers are texts, infinite or beyond 1e15.
        DataError: it cannot be read, or has no two rows with a column of numbers.
    """
    report = progress or (lambda share: None)
    text, delimiter = split_delimiter(as_text(content))
    rows = _rows(text, delimiter, report)
    named = _named_texts(rows)
    texts, columns = [cells for _, cells in named.values()], []
    suggested, differ = decimal_sign(chain.from_iterable(texts), delimiter)
    decimal = decimal or suggested
    for k, (name, cells) in named.items():
        columns.append(as_column(k, name, cells, decimal, rows.before))
        report(0.6 + 0.3 * len(columns) / len(named))
    if not any(column.is_number for column in columns):
        raise DataError("No column contains numbers: at least one is needed.")
    columns = told_apart(columns)
    notes = _row_notes(rows)
    notes += without_faults(columns, texts, rows.number, leave_out_faults)
    other, example = None, _example(columns, texts, differ)
    if example is not None:
        notes.append(_sign_note(example, decimal))
        other = SIGNS[decimal == SIGNS[0]]
    report(1)
    return Reading(Table(tuple(columns), tuple(notes)), decimal, other)


# From text to rows of cells


def _rows(text: str, delimiter: str, report: Callable[[float], None]) -> _Rows:
    """The rows that are not empty, or MAX_ROWS of them, evenly spaced.

    Raises:
        DataError: there are fewer than two, or too many cells in one.
    """

    def rows(start: float, share: float) -> Iterator[list[str]]:
        return records(text, delimiter, lambda done: report(start + share * done))

    filled = np.fromiter((any(map(str.strip, row)) for row in rows(0, 0.4)), bool)
    at = np.flatnonzero(filled)
    if not at.size:
        raise DataError(NO_DATA)
    first, top = next(islice(records(text, delimiter), int(at[0]), None)), at[0] + 1
    width = len(first)
    _check_width(_trimmed(first), top, width, top)
    names = first if _is_header(first) else []
    at = at[1:] if names else at
    if len(at) < 2:
        only = "one row" if len(at) else "a header"
        raise DataError(
            f"There is only {only}, but at least two rows of data are needed."
        )
    before = np.linspace(0, len(at) - 1, min(len(at), MAX_ROWS)).astype(int)
    chosen = np.zeros(len(filled), bool)
    chosen[at[before]] = True
    cells = [_trimmed(row) for row in compress(rows(0.4, 0.2), chosen)]
    if names and all(len(row) == width + 1 for row in cells):  # as R writes a table
        names, width = ["", *names], width + 1
    number = at[before] + 1
    for row, n in zip(cells, number, strict=True):
        _check_width(row, n, width, top)
    return _Rows(names, cells, len(at), number, before)


def _check_width(row: list[str], number: int, width: int, top: int) -> None:
    """Check that row ``number`` has no more cells than the first, row ``top``."""
    cells = len(row)
    if cells > width:
        raise DataError(
            f"Row {number:,} has {cells:,} cells, but row {top:,} has only {width:,}."
        )
    if cells > MAX_COLUMNS:
        raise DataError(
            f"There are {cells:,} columns, but at most {MAX_COLUMNS:,} are allowed."
        )


def _trimmed(row: list[str]) -> list[str]:
    """A row without the empty cells at its end."""
    while row and not row[-1].strip():
        row.pop()
    return row


def _is_header(first: list[str]) -> bool:
    """Whether the first row is not data, which begin with a number and have no text."""

    def is_number(text: str) -> bool:
        return any(math.isfinite(as_number(text, sign)) for sign in SIGNS)

    texts = [clean(cell) for cell in first]
    return not is_number(texts[0]) or not all(is_number(t) for t in texts if t)


def _row_notes(rows: _Rows) -> list[str]:
    notes = []
    if not rows.names:
        notes.append(
            "The first row contains numbers, so the columns are called “column 1”, "
            "“column 2” and so on."
        )
    if rows.total > MAX_ROWS:
        notes.append(f"Of {rows.total:,} rows, {MAX_ROWS:,} are used, evenly spaced.")
    return notes


# From cells to columns


def _named_texts(rows: _Rows) -> dict[int, tuple[str, list[str]]]:
    """The name and the texts, "" where one is missing, of each column, from 1.

    Those with neither are left out. Empties ``rows.cells``.
    """
    columns = enumerate(zip_longest(rows.names, *rows.cells, fillvalue=""), 1)
    rows.cells.clear()
    default = "" if rows.names else "column {}"
    named = {}
    for k, (name, *cells) in columns:
        name, texts = clean(name), texts_of(cells)
        if name or any(texts):
            named[k] = name or default.format(k), texts
    return named


def _sign_note(example: str, decimal: str) -> str:
    return (
        f"“{short(example)}” was read as {as_number(example, decimal):.15g}: the "
        f"{_SIGN_NAMES[decimal]} is the decimal sign."
    )


def _example(
    columns: list[Column], texts: list[list[str]], among: set[str]
) -> str | None:
    """The first of the texts ``among`` that is in a column of numbers."""
    if among:
        for column, cells in zip(columns, texts, strict=True):
            if column.is_number and not among.isdisjoint(cells):
                return next(text for text in cells if text in among)
    return None

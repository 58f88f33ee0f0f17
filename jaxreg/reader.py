"""A table from a file of delimited text, or from a paste: whatever a spreadsheet, R or
pandas writes, with either decimal sign.

More than MAX_ROWS rows are thinned evenly before their cells are looked at.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import chain, compress, islice, zip_longest
from typing import NamedTuple

import numpy as np

from jaxreg.numerals import SIGNS, as_number, decimal_sign
from jaxreg.records import NO_DATA, as_text, records, split_delimiter
from jaxreg.scenario import MAX_COLUMNS
from jaxreg.table import MAX_NUMBER, MAX_ROWS, Column, DataError, Table, short

MAX_NAME = 200
_SIGN_NAMES = dict(zip(SIGNS, ("point", "comma"), strict=True))
_DASHES = ("-", "–", "—")
_MISSING = {
    *("NA", "N/A", "n/a", "<NA>", "nan", "NaN", "NAN", "null", "Null", "NULL"),
    *("None", *_DASHES, "?", "."),
    # What spreadsheets call errors, in English and German
    *("#N/A", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!", "#ERROR!"),
    *("#NV", "#WERT!", "#BEZUG!", "#ZAHL!", "#SPILL!", "#CALC!", "#FIELD!", "#BUSY!"),
}
_COUNTING_NAME = re.compile(
    r"|rows?|row\.?names|index|id|#|no\.?|nr\.?|n°|№|unnamed: \d+", re.IGNORECASE
)


class FaultError(DataError):
    """Cells among numbers that are none: they may count as missing instead."""


class Reading(NamedTuple):
    """A ``table``, its columns in the order of the file; the sign that was ``decimal``;
    and the ``other``, if that gives different numbers and is as good."""

    table: Table
    decimal: str
    other: str | None


class _Rows(NamedTuple):
    """The first row as ``names``, [] if it is data; m rows of ``cells``, short ones not
    filled up, of a ``total`` of rows; each one's ``number`` (m,) in a spreadsheet, from
    1, and how many of the total are ``before`` it (m,)."""

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
        leave_out_faults: cells among numbers that are none count as missing.
        progress: called with the share that is done, rising up to 1.

    Raises:
        FaultError: cells among numbers are texts, infinite or beyond 1e15.
        DataError: it cannot be read, or has no two rows with a column of numbers.
    """
    report = progress or (lambda share: None)
    text, delimiter = split_delimiter(as_text(content))
    rows = _rows(text, delimiter, report)
    named = _named_texts(rows)
    texts = [cells for _, cells in named.values()]
    suggested, differ = decimal_sign(chain.from_iterable(texts), delimiter)
    decimal = decimal or suggested
    columns = []
    for k, (name, cells) in named.items():
        columns.append(_column(k, name, cells, decimal, rows.before))
        report(0.6 + 0.3 * len(columns) / len(named))
    if not any(column.is_number for column in columns):
        raise DataError("No column holds numbers: one at least is needed.")
    columns = _told_apart(columns)
    notes = _row_notes(rows)
    notes += _without_faults(columns, texts, rows.number, leave_out_faults)
    example = _example(columns, texts, differ)
    if example is not None:
        notes.append(_sign_note(example, decimal))
    report(1)
    other = SIGNS[decimal == SIGNS[0]] if example is not None else None
    return Reading(Table(tuple(columns), tuple(notes)), decimal, other)


# From text to rows of cells


def _rows(text: str, delimiter: str, report: Callable[[float], None]) -> _Rows:
    """The rows that are not empty, or MAX_ROWS of them, evenly.

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
        found = "only one row" if len(at) else "only a header"
        raise DataError(f"There is {found}: two rows of data at least are needed.")
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
    """Whether row ``number`` has no more cells than the first, which is row ``top``."""
    cells = len(row)
    if cells > width:
        raise DataError(
            f"Row {number:,} has {cells:,} cells, but row {top:,} has only {width:,}."
        )
    if cells > MAX_COLUMNS:
        raise DataError(
            f"There are {cells:,} columns: {MAX_COLUMNS:,} at most are allowed."
        )


def _trimmed(row: list[str]) -> list[str]:
    """A row without the empty cells at its end."""
    while row and not row[-1].strip():
        row.pop()
    return row


def _is_header(first: list[str]) -> bool:
    """Whether the first row is no data: that begins with a number, and has no text."""

    def is_number(text: str) -> bool:
        return any(math.isfinite(as_number(text, sign)) for sign in SIGNS)

    texts = [_clean(cell) for cell in first]
    return not is_number(texts[0]) or not all(is_number(t) for t in texts if t)


def _row_notes(rows: _Rows) -> list[str]:
    notes = []
    if not rows.names:
        notes.append(
            "The first row holds numbers, so the columns are called “column 1”, "
            "“column 2” and so on."
        )
    if rows.total > MAX_ROWS:
        notes.append(
            f"There are {rows.total:,} rows: {MAX_ROWS:,} of them are used, evenly "
            "chosen."
        )
    return notes


# From cells to columns


def _clean(cell: str) -> str:
    """A cell on one line: what cannot be printed is a space, and many spaces are one.

    Bidi controls and characters of no width cannot be printed.
    """
    if not cell.isprintable():
        cell = "".join(c if c.isprintable() else " " for c in cell)
    return " ".join(cell.split())


def _named_texts(rows: _Rows) -> dict[int, tuple[str, list[str]]]:
    """The name and the texts, "" where one is missing, of each column, from 1.

    Those with neither are left out. The cells of the rows are gone afterwards.
    """
    columns = enumerate(zip_longest(rows.names, *rows.cells, fillvalue=""), 1)
    rows.cells.clear()
    default = "" if rows.names else "column {}"
    named = {}
    for k, (name, *cells) in columns:
        name, texts = _clean(name), _texts(cells)
        if name or any(texts):
            named[k] = name or default.format(k), texts
    return named


def _texts(cells: list[str]) -> list[str]:
    cleaned = {cell: _clean(cell) for cell in set(cells)}
    texts = [cleaned[cell] for cell in cells]
    missing = _MISSING - _classes(texts)
    return ["" if text in missing else text for text in texts]


def _classes(texts: list[str]) -> set[str]:
    """What says "missing" among numbers, and in a column of these texts is a class
    beside others: None among kinds of things, a minus beside a plus.

    It is of numbers if more than half of what it says are, as ``_column`` has it.
    """
    counts = Counter(texts)
    signs = {*_DASHES} if "+" in counts else set()
    if counts.keys().isdisjoint(signs | {"None"}):
        return set()
    said = {t: n for t, n in counts.items() if t and t not in _MISSING - signs}
    numbers = sum(
        n
        for t, n in said.items()
        if any(not math.isnan(as_number(t, s)) for s in SIGNS)
    )
    if not said or 2 * numbers > sum(said.values()):
        return set()
    return signs | {"None"}


def _column(
    k: int, name: str, texts: list[str], decimal: str, before: np.ndarray
) -> Column:
    """Column k: of numbers, NaN for each text, if more than half of the texts are."""
    numbers = {text: as_number(text, decimal) for text in set(texts)}
    values = np.array([numbers[text] for text in texts])
    counts = values[0] in (0, 1) and bool((values - before == values[0]).all())
    # R writes the rows' names, all different, under no name.
    if not name and not counts and (k > 1 or len(numbers) < len(texts)):
        raise DataError(f"Column {k:,} has no name.")
    if len(name) > MAX_NAME:
        raise DataError(
            f"The name of column {k:,}, “{short(name)}”, has {len(name):,} characters: "
            f"{MAX_NAME} at most are allowed."
        )
    counts = counts and bool(_COUNTING_NAME.fullmatch(name))
    if 2 * np.isnan(values).sum() < len(texts) + texts.count(""):
        return Column(name or "row", values, counts)
    return Column(name or "row", np.array(texts, object))


def _told_apart(columns: list[Column]) -> list[Column]:
    """The same with different names: "x", "x (2)"."""
    taken, seen, different = {column.name for column in columns}, set(), []
    for column in columns:
        name, k = column.name, 1
        while name in seen or (k > 1 and name in taken):
            k += 1
            name = f"{column.name} ({k})"
        seen.add(name)
        different.append(column._replace(name=name))
    return different


def _without_faults(
    columns: list[Column], texts: list[list[str]], number: np.ndarray, leave_out: bool
) -> list[str]:
    """Makes faults missing, in place; a note on how many they are.

    Raises:
        FaultError: there are some, and they are not to be left out.
    """
    faults = [_faults(*pair) for pair in zip(columns, texts, strict=True)]
    total = sum(map(len, faults))
    if not total:
        return []
    if not leave_out:
        row, k = min((found[0], k) for k, found in enumerate(faults) if len(found))
        raise FaultError(
            _fault(columns[k], row, short(texts[k][row]), number[row])
            + _more(total - 1)
        )
    for column, found in zip(columns, faults, strict=True):
        column.values[found] = math.nan
    if total == 1:
        return ["One cell that is no number, or too large, counts as missing."]
    return [f"{total:,} cells that are no numbers, or too large, count as missing."]


def _faults(column: Column, texts: list[str]) -> np.ndarray:
    """Which rows of a column of numbers say something else, or are too large."""
    if not column.is_number:
        return np.array([], int)
    doubtful = np.flatnonzero(~(np.abs(column.values) <= MAX_NUMBER))
    return np.array([row for row in doubtful if texts[row]], int)


def _fault(column: Column, row: int, text: str, number: int) -> str:
    where = f"Row {number:,} of “{short(column.name)}”"
    if np.isnan(column.values[row]):
        return f"{where} says “{text}”, where a number is expected."
    return f"{where} is {text}: numbers from -1e15 to 1e15 are allowed."


def _more(faults: int) -> str:
    if not faults:
        return ""
    return f" {faults:,} more cell{'s' * (faults > 1)} cannot be used either."


def _sign_note(example: str, decimal: str) -> str:
    return (
        f"“{short(example)}” was read as {as_number(example, decimal):.15g}: the "
        f"{_SIGN_NAMES[decimal]} is the decimal sign."
    )


def _example(
    columns: list[Column], texts: list[list[str]], among: set[str]
) -> str | None:
    """The first of some texts that is in a column of numbers."""
    if among:
        for column, cells in zip(columns, texts, strict=True):
            if column.is_number and not among.isdisjoint(cells):
                return next(text for text in cells if text in among)
    return None

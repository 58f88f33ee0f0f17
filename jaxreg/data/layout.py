"""Where a table stands among the rows of its file: below titles and comments, under one
or two rows of names or none, above notes and totals."""

import re
from collections import deque
from collections.abc import Iterable
from itertools import zip_longest
from typing import NamedTuple

import numpy as np

from jaxreg.data.cells import is_missing, is_plain, is_typed, trimmed
from jaxreg.data.files import NO_DATA
from jaxreg.data.numerals import split_number
from jaxreg.data.reading import Choices
from jaxreg.data.table import DataError, clean, short

_HEAD, _TAIL, _SAMPLE = 500, 50, 50  # rows
_TYPES = {
    *("num", "numeric", "number", "int", "integer", "float", "double", "real", "decimal"),
    *("chr", "char", "character", "str", "string", "text", "varchar", "factor", "object"),
    *("category", "categorical", "nominal", "ordinal", "continuous", "discrete", "date"),
    *("datetime", "time", "bool", "boolean", "logical", "float64", "int64", "c", "d", "s"),
    *("dbl", "fct", "lgl", "dttm"),
}
_TOTALS = {
    *("total", "totals", "grand total", "sum", "mean", "average", "avg", "median"),
    *("summe", "gesamt", "mittelwert", "insgesamt"),
}
_UNIT_LENGTH = 15
_NO_NAMES = (
    "The first row contains data, so the columns are called “column 1”, “column 2” and so "
    "on."
)


class Rows(NamedTuple):
    """The rows of a file: how many cells each has up to its last filled one, ``widths``
    (n,), and the cleaned cells of the first and last filled rows, by number from 0."""

    widths: np.ndarray
    head: dict[int, list[str]]
    tail: dict[int, list[str]]


class Layout(NamedTuple):
    """The columns' ``names``, [] if there are none; the numbers, from 0, of the table's
    first row, ``top``, and of the rows of data, ``body`` (m,); how many cells a row has
    at most; and sentences on what was skipped."""

    names: list[str]
    top: int
    body: np.ndarray
    width: int
    notes: list[str]


def survey(rows: Iterable[list[str]]) -> Rows:
    """What decides on the layout of rows, of which there may be millions."""
    head: dict[int, list[str]] = {}
    tail: deque[tuple[int, list[str]]] = deque(maxlen=_TAIL)

    def width(number: int, row: list[str]) -> int:
        filled = len(row) if row and row[-1].strip() else len(trimmed(row))
        if filled:
            if len(head) < _HEAD:
                head[number] = [clean(cell) for cell in row]
            tail.append((number, row))
        return filled

    widths = np.fromiter((width(*one) for one in enumerate(rows)), np.int64)
    return Rows(widths, head, {k: [clean(cell) for cell in row] for k, row in tail})


def layout_of(rows: Rows, choices: Choices) -> Layout:
    """Where the table is, as chosen or else as the rows suggest.

    Raises:
        DataError: there are fewer than two rows of data.
    """
    filled = np.flatnonzero(rows.widths)
    if not filled.size:
        raise DataError(NO_DATA)
    first, is_short = _first(rows, filled, choices.skip)
    top = int(filled[first])
    block = [row for number, row in rows.head.items() if number >= top] or [[]]
    names, used, notes = _names(block, is_short, choices.names)
    if first:
        quoted = short(" ".join(filter(None, rows.head[int(filled[0])])))
        notes.insert(0, _skipped(first, "before the table", quoted))
    width = max(len(block[0]), len(names))
    body, after = _without_notes(rows, filled[first + used :], width)
    if after:
        notes.append(_skipped(len(after), "after the table", after[-1]))
    if len(body) < 2:
        only = "one row" if len(body) else "a header"
        raise DataError(
            f"There is only {only}, but at least two rows of data are needed."
        )
    return Layout(names, top, body, width, notes)


def _skipped(lines: int, where: str, quoted: str) -> str:
    if lines == 1:
        return f"One line {where} was skipped: “{quoted}”."
    return f"{lines} lines {where} were skipped, from “{quoted}” on."


# Above the table


def _first(rows: Rows, filled: np.ndarray, skip: int | None) -> tuple[int, bool]:
    """Which of the filled rows is the table's first, and whether it lacks a name for
    the names of rows: the first row as wide as most, below narrower ones."""
    if skip is not None:
        first = int(np.searchsorted(filled, skip))
        if first == len(filled):
            raise DataError(f"There is nothing below the first {skip:,} lines.")
        return first, _is_short(rows, filled, first)
    widths = rows.widths[filled]
    counts = np.bincount(widths)
    usual = len(counts) - 1 - int(np.argmax(counts[::-1]))
    first = int(np.argmax(widths >= usual))
    above = [rows.head.get(int(number), []) for number in filled[:first]]
    if not first or counts[usual] < 2 or any(map(_is_data, above)):
        return 0, _is_short(rows, filled, 0)
    if len(above[-1]) >= usual and rows.widths[filled[first - 1]] == usual - 1:
        return first - 1, False  # the last column has no name
    is_short = _is_short(rows, filled, first - 1)
    return first - is_short, is_short


def _is_short(rows: Rows, filled: np.ndarray, first: int) -> bool:
    """Whether a row has names for all columns but that of row names, as R writes it."""
    block = [rows.head.get(int(number), []) for number in filled[first : first + _HEAD]]
    names, *below = block
    labels = [row[0] for row in below if row]
    return (
        len(below) > 1
        and all(names)
        and all(len(trimmed(row)) == len(names) + 1 for row in below)
        and len({*labels}) == len(labels)
        and any(map(is_typed, below[0][1:]))
    )


def _is_data(row: list[str]) -> bool:
    """Whether a row holds nothing but numbers and dates."""
    return all(map(is_typed, row)) and not all(map(is_missing, row))


def _names(
    block: list[list[str]], is_short: bool, chosen: bool | None
) -> tuple[list[str], int, list[str]]:
    """The names in the first rows of a table; how many rows they take; and notes."""
    names, *below = block
    sample = below[min(2, max(len(below) - 1, 0)) :][:_SAMPLE]
    units = _units(sample, max(map(len, block)))
    names = [""] * is_short + names
    if chosen is None:
        chosen = is_short or _are_names(names, sample, units)
    if not chosen:
        return [], 0, [_NO_NAMES]
    if below and len(below) > 2:
        second = below[0]
        if {cell.lower().strip("<>") for cell in second if cell} <= _TYPES:
            return names, 2, ["The row of types below the names was skipped."]
        over = [(cell, its) for cell, its in zip(second, units, strict=False) if its]
        if any(cell for cell, _ in over) and all(_is_name(*one) for one in over):
            return _joined(names, second), 2, ["The names take up two rows."]
    note = []
    if _is_data(names):
        note = ["The first row, with numbers, was read as the names of the columns."]
    return names, 1, note


def _units(rows: list[list[str]], width: int) -> list[set[str]]:
    """What stands beside the numbers or dates of each column, "" if nothing does; an
    empty set if more than half of what is not missing are texts."""
    units = []
    for k in range(width):
        cells = [row[k] for row in rows if k < len(row) and not is_missing(row[k])]
        typed = [cell for cell in cells if is_typed(cell)]
        most = 2 * len(typed) > len(cells)
        units.append({split_number(cell)[1] for cell in typed} if most else set())
    return units


def _is_name(cell: str, units: set[str]) -> bool:
    """Whether a cell is no value of the column below it, or is empty."""
    number, unit = split_number(cell)
    return not cell or not (is_plain(number) and (not unit or unit in units))


def _are_names(
    first: list[str], sample: list[list[str]], units: list[set[str]]
) -> bool:
    """Whether a table's first row has names: texts above numbers, or numbers that do
    not fit those below, as years do."""
    pairs = [*filter(all, zip(first, units, strict=False))]
    above = [cell for cell, _ in pairs]
    if not above:
        return not is_typed(first[0])
    if any(_is_name(*pair) for pair in pairs):
        return True
    if not all(re.fullmatch(r"\d{1,4}", cell) for cell in above):
        return False
    numbers = [int(cell) for cell in above]
    if numbers != sorted({*numbers}) or len(numbers) < 2:
        return False
    below = [cell for row in sample for cell in row if cell]
    years = [cell for cell in below if re.fullmatch(r"1[5-9]\d\d|20\d\d", cell)]
    if 1500 <= numbers[0] and numbers[-1] < 2100:
        return 2 * len(years) < len(below)
    counted = numbers in ([*range(len(numbers))], [*range(1, len(numbers) + 1)])
    return counted and len(numbers) > 2 and any("." in cell for cell in below)


def _joined(names: list[str], second: list[str]) -> list[str]:
    """The names of two rows: units below names, or names below those of groups."""
    second = second + [""] * (len(names) - len(second))
    if all(names):
        return [
            f"{name} ({unit.strip('()[]')})" if 0 < len(unit) <= _UNIT_LENGTH else name
            for name, unit in zip(names, second, strict=False)
        ]
    group, joined = "", []
    for name, part in zip_longest(names, second, fillvalue=""):
        group = name or group
        joined.append(f"{group} {part}".strip() if part else name)
    return joined


# Below the table


def _without_notes(
    rows: Rows, body: np.ndarray, width: int
) -> tuple[np.ndarray, list[str]]:
    """The rows of data without notes and totals at their end, and these, the last
    first."""
    after: list[str] = []
    [units] = _units([*rows.tail.values()], 1)
    for number in body[::-1].tolist():
        row = rows.tail.get(number, [])
        cells = [cell for cell in row if cell]
        begins_anew = number and not rows.widths[number - 1]
        if not cells or width < 2:
            break
        is_note = len(cells) == 1 and not is_typed(cells[0])
        is_note &= bool(units) or begins_anew or len(cells[0].split()) > 2
        if not is_note and cells[0].casefold().strip(" :.") not in _TOTALS:
            break
        after.append(short(" ".join(cells)))
    return body[: len(body) - len(after)], after

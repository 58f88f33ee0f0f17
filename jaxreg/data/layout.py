"""What the columns of a table are called, in some rows of names or none, and where its
data end, above notes and totals."""

import re
from itertools import zip_longest
from typing import NamedTuple

import numpy as np

from jaxreg.data.cells import is_missing, is_plain, is_typed
from jaxreg.data.extent import Rows, extent_of
from jaxreg.data.files import NO_DATA
from jaxreg.data.numerals import split_number
from jaxreg.data.reading import Choices
from jaxreg.data.table import DataError, short

_SAMPLE, _MOST_NAMES = 50, 4  # rows
_TYPES = {
    *("num", "numeric", "number", "int", "integer", "float", "double", "real", "decimal"),
    *("chr", "char", "character", "str", "string", "text", "varchar", "factor", "object"),
    *("category", "categorical", "nominal", "ordinal", "continuous", "discrete", "date"),
    *("datetime", "time", "bool", "boolean", "logical", "float64", "int64", "c", "d", "s"),
    *("dbl", "fct", "lgl", "dttm", "bigint", "timestamp"),
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


class Layout(NamedTuple):
    """The columns' ``names``, [] if there are none; the numbers, from 0, of the table's
    first row, ``top``, and of the rows of data, ``body`` (m,); the ``width`` of a row,
    at most; and sentences on what was skipped."""

    names: list[str]
    top: int
    body: np.ndarray
    width: int
    notes: list[str]


def layout_of(rows: Rows, choices: Choices, has_gaps: bool) -> Layout:
    """Where the table is and what its columns are called, as chosen or else as the rows
    suggest; see ``extent_of``.

    Raises:
        DataError: there are fewer than two rows of data.
    """
    if not rows.number.size:
        raise DataError(NO_DATA)
    first, end, is_short = extent_of(rows, choices.skip, has_gaps)
    block = [row for place, row in rows.head.items() if first <= place < end]
    names, used, notes = _names(block, is_short, choices.names)
    if first:
        quoted = short(" ".join(filter(None, rows.head[0])))
        notes.insert(0, _skipped(first, "before the table", quoted))
    width = max(len(block[0]), len(names))
    last = _last(rows, first + used, end, width)
    if last < len(rows.number):
        quoted = short(" ".join(filter(None, rows.tail.get(last, []))))
        notes.append(_skipped(len(rows.number) - last, "after the table", quoted))
    if last - first - used < 2:
        only = "one row" if last > first + used else "a header"
        raise DataError(
            f"There is only {only}, but at least two rows of data are needed."
        )
    body = rows.number[first + used : last]
    return Layout(names, int(rows.number[first]), body, width, notes)


def _skipped(lines: int, where: str, quoted: str) -> str:
    quoted = f"“{quoted}”" if quoted else "it"
    if lines == 1:
        return f"One line {where} was skipped: {quoted}."
    return f"{lines:,} lines {where} were skipped, from {quoted} on."


# Names


def _names(
    block: list[list[str]], is_short: bool, chosen: bool | None
) -> tuple[list[str], int, list[str]]:
    """The names in the first rows of a table; how many rows they take; and notes."""
    names, *below = block
    if below and names[0].endswith(":") and len(names) == len(below[0]) + 1:
        names = names[1:]  # as in "Data: y x"
    sample = below[min(2, max(len(below) - 1, 0)) :][:_SAMPLE]
    units = _units(sample, max(map(len, block)))
    names = [""] * is_short + names
    if chosen is None:
        chosen = is_short or _are_names(names, sample, units)
    if not chosen:
        return [], 0, [_NO_NAMES]
    notes = []
    if all(map(is_typed, names)):
        notes = ["The first row, with numbers, was read as the names of the columns."]
    used = 1
    while len(below) > 2 and used < _MOST_NAMES and _are_below(names, below[0], units):
        names, note = _with_second(names, below.pop(0), used == 1)
        notes.append(note)
        used += 1
    return names, used, notes


def _are_below(names: list[str], row: list[str], units: list[set[str]]) -> bool:
    """Whether a row below the names holds none of the columns' values."""
    if {cell.lower().strip("<>") for cell in row if cell} <= _TYPES:
        return True
    over = [cell for cell, its in zip(row, units, strict=False) if its]
    if not names[0] and len(row) > 1 and not any(row[1:]):
        return True  # pandas' name for the names of the rows
    pairs = zip(row, units, strict=False)
    return any(over) and all(_is_name(*pair) for pair in pairs if pair[1])


def _with_second(
    names: list[str], second: list[str], is_first: bool
) -> tuple[list[str], str]:
    """The names with what the row below them adds; and a note on that row."""
    said = [cell for cell in second if cell]
    if {cell.lower().strip("<>") for cell in said} <= _TYPES:
        return names, "The row of types below the names was skipped."
    if not any(second[1:]):
        return [*said, *names[1:]], "The names take up two rows."
    if len({*filter(None, names)}) == 1:
        return second, f"A row above the names was skipped: “{short(max(names))}”."
    if not all(names) or (is_first and all(len(cell) <= _UNIT_LENGTH for cell in said)):
        return _joined(names, second), "The names take up two rows."
    return names, f"A row below the names was skipped: “{short(' '.join(said))}”."


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


def _last(rows: Rows, first: int, end: int, width: int) -> int:
    """The place of the first row below the data: ``end``, or that of a note or a total
    above it."""
    [units] = _units([*rows.tail.values()], 1)
    for place in range(end - 1, first - 1, -1):
        row = rows.tail.get(place, [])
        cells = [cell for cell in row if cell]
        if not cells or width < 2:
            return place + 1
        is_note = len(cells) == 1 and not is_typed(cells[0])
        is_note &= bool(units) or not rows.follows(place) or len(cells[0].split()) > 2
        is_note |= bool(units) and not rows.follows(place) and not is_typed(cells[0])
        is_sum = not row[0] and len(cells) == width - 1 and bool(units)
        if not (is_note or is_sum or cells[0].casefold().strip(" :.") in _TOTALS):
            return place + 1
    return first

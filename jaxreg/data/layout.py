"""Where the table of a file is, what its columns are called, and where its data end,
above notes and totals."""

from typing import NamedTuple

import numpy as np

from jaxreg.data.cells import is_typed
from jaxreg.data.extent import Rows, extent_of
from jaxreg.data.files import NO_DATA
from jaxreg.data.header import names_of, units_of
from jaxreg.data.reading import Choices
from jaxreg.data.table import DataError, check_columns, short

_TOTALS = {
    *("total", "totals", "grand total", "sum", "mean", "average", "avg", "median"),
    *("summe", "gesamt", "mittelwert", "insgesamt"),
}


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
        DataError: there are fewer than two rows of data, or too many columns.
    """
    if not rows.number.size:
        raise DataError(NO_DATA)
    first, end, is_short = extent_of(rows, choices.skip, has_gaps)
    check_columns(int(rows.widths[first]))
    block = [row for place, row in rows.head.items() if first <= place < end]
    names, used, notes = names_of(block, is_short, choices.names)
    if is_short:
        notes.append("The names are one short, so the first column names the rows.")
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
    if lines == 1:
        return f"One line {where} was skipped" + (f": “{quoted}”." if quoted else ".")
    first = f", starting with “{quoted}”" if quoted else ""
    return f"{lines:,} lines {where} were skipped{first}."


def _last(rows: Rows, first: int, end: int, width: int) -> int:
    """The place of the first row below the data: ``end``, or that of the notes and
    totals just above it."""
    [units] = units_of([*rows.tail.values()], 1)
    for place in range(end - 1, first - 1, -1):
        row = rows.tail.get(place, [])
        cells = [cell for cell in row if cell]
        if not cells or width < 2:
            return place + 1
        is_note = len(cells) == 1 and not is_typed(cells[0])
        is_note &= bool(units) or not rows.follows(place) or len(cells[0].split()) > 2
        is_odd = not rows.follows(place) or int(rows.widths[place]) != width
        is_note |= bool(units) and is_odd and not is_typed(cells[0])
        is_sum = not row[0] and len(cells) == width - 1 and bool(units)
        if not (is_note or is_sum or cells[0].casefold().strip(" :.") in _TOTALS):
            return place + 1
    return first

"""From which to which row of a file its table goes: below titles and settings, above
notes and other tables."""

from array import array
from collections.abc import Iterator
from itertools import groupby, islice, pairwise
from typing import NamedTuple

import numpy as np

from jaxreg.data.cells import is_missing, is_typed, trimmed
from jaxreg.data.dates import is_date
from jaxreg.data.header import NAME_ROWS
from jaxreg.data.table import DataError, clean
from jaxreg.settings import MAX_COLUMNS

_HEAD, _TAIL = 500, 50  # rows


class Rows(NamedTuple):
    """The rows of a file that are not empty: their ``number`` from 0, ascending, (n,);
    how many cells each has up to its last filled one, ``widths`` (n,); and the cleaned
    cells of the first and last of them, by their place among the n."""

    number: np.ndarray
    widths: np.ndarray
    head: dict[int, list[str]]
    tail: dict[int, list[str]]

    def follows(self, place: int) -> bool:
        """Whether a row stands directly below the one before it."""
        return place > 0 and int(self.number[place] - self.number[place - 1]) == 1


class Extent(NamedTuple):
    """The places of a table's ``first`` row and of the first one below it, ``end``; and
    whether the first has no name for the names of rows, as R writes it."""

    first: int
    end: int
    is_short: bool


def survey(rows: Iterator[list[str]]) -> Rows:
    """What tells where the table is, kept small: there may be millions of rows."""
    widths, head, tail = array("l"), list[list[str]](), list[list[str]]()
    while some := list(islice(rows, 300)):
        wide = [
            len(row) if row and row[-1].strip() else len(trimmed(row)) for row in some
        ]
        widths.extend(wide)
        filled = [
            row[: MAX_COLUMNS + 1]
            for row, width in zip(some, wide, strict=True)
            if width
        ]
        head += filled[: _HEAD - len(head)]
        tail = (tail + filled[-_TAIL:])[-_TAIL:]
    number = np.flatnonzero(widths)
    last = enumerate(tail, len(number) - len(tail))
    return Rows(
        number,
        np.array(widths)[number],
        {place: [*map(clean, row)] for place, row in enumerate(head)},
        {place: [*map(clean, row)] for place, row in last},
    )


def extent_of(rows: Rows, skip: int | None, has_gaps: bool) -> Extent:
    """Where the table is.

    Args:
        rows: all that are not empty, at least one.
        skip: how many rows of the file stand above it; None: as the rows suggest.
        has_gaps: whether cells can be empty; between blanks none can.

    Raises:
        DataError: nothing is left below the rows that are skipped.
    """
    count = len(rows.number)
    if skip is not None:
        first = int(np.searchsorted(rows.number, skip))
        if first == count:
            raise DataError(f"There is nothing below line {skip:,}: skip fewer lines.")
        return Extent(first, count, _is_short(rows, first))
    found = _from_first_wide(rows)
    first, _, is_short = found
    width = len(rows.head[first]) + is_short
    below = rows.widths[first + 1 :]
    is_widest = below.size > 1 and rows.widths[first] > below.max()
    is_alone = is_widest and not (has_gaps and _holds_data(rows, first + 1))
    if below.size and (below.max() > width or is_alone):
        found = _around_longest_run(rows, has_gaps) or found
    return _longest_part(rows, found)


def _holds_data(rows: Rows, place: int) -> bool:
    """Whether a row holds a number or a date."""
    row = rows.head.get(place) or rows.tail.get(place, [])
    return any(is_typed(cell) and not is_missing(cell) for cell in row)


def _from_first_wide(rows: Rows) -> Extent:
    """From the first row that is as wide as most, below narrower ones that hold no
    data."""
    counts = np.bincount(rows.widths)
    usual = len(counts) - 1 - int(np.argmax(counts[::-1]))
    first, end = int(np.argmax(rows.widths >= usual)), len(rows.number)
    while any(map(is_date, rows.head.get(first, []))) and not _holds_data(
        rows, first + 1
    ):
        first += 1  # a line above the names says when it was measured
    above = [rows.head.get(place, []) for place in range(first)]
    is_data = any(all(map(is_typed, row)) for row in above)
    if not first or counts[usual] < 2 or is_data:
        return Extent(0, end, _is_short(rows, 0))
    is_wide = len(above[-1]) >= usual and rows.widths[first - 1] == usual - 1
    if is_wide and rows.follows(first):
        return Extent(first - 1, end, False)  # the last column has no name
    is_short = _is_short(rows, first - 1)
    return Extent(first - is_short, end, is_short)


def _is_short(rows: Rows, first: int) -> bool:
    """Whether a row has names for all columns but that of row names, which differ."""
    names, *below = (row for place, row in rows.head.items() if place >= first)
    labels = [row[0] for row in below]
    return (
        len(below) > 1
        and all(names)
        and all(len(trimmed(row)) == len(names) + 1 for row in below)
        and len({*labels}) == len(labels)
        and any(map(is_typed, below[0][1:]))
    )


def _around_longest_run(rows: Rows, has_gaps: bool) -> Extent | None:
    """The longest run of rows of one width that all hold numbers, with the rows of
    names above it."""
    runs = [
        (width if is_data else 0, [*places])
        for (width, is_data), places in groupby(
            rows.head, lambda place: (int(rows.widths[place]), _holds_data(rows, place))
        )
    ]
    width, run = max(runs, key=lambda one: (one[0] > 0, len(one[1])))
    if not width or len(run) < 2:
        return None
    first, above = run[0], run[0] - 1
    while above >= 0 and run[0] - above <= NAME_ROWS:
        wide = int(rows.widths[above])
        if not (rows.follows(above + 1) or (wide == width and first == run[0])):
            break  # only a rule below the names may leave a gap
        is_called = rows.head[above][0].endswith(":") and wide == width + 1
        if _holds_data(rows, above) or (
            wide > width and not has_gaps and not is_called
        ):
            break
        if wide >= width:
            first = above
        above -= 1
    is_short = first == run[0] and _is_short(rows, max(first - 1, 0))
    first -= is_short
    wider = np.flatnonzero(rows.widths[run[0] :] > max(width, rows.widths[first]))
    end = run[0] + int(wider[0]) if wider.size else len(rows.number)
    return Extent(first, end, is_short)


def _longest_part(rows: Rows, found: Extent) -> Extent:
    """The longest of several tables, which begin with names below an empty row."""
    places = sorted({*rows.head, *rows.tail})
    starts = [
        place
        for place in places
        if found.first < place < found.end - 1
        and not rows.follows(place)
        and rows.widths[place] > 1
        and not _holds_data(rows, place)
        and rows.follows(place + 1)
        and _holds_data(rows, place + 1)
    ]
    bounds = [found.first, *starts, found.end]
    first, end = max(pairwise(bounds), key=lambda part: part[1] - part[0])
    return Extent(first, end, found.is_short and first == found.first)

"""A table from a file or a paste: whatever a spreadsheet, R, pandas or an instrument
writes, read as it suggests or as is chosen.

More than MAX_ROWS rows are thinned evenly before their cells are looked at.
"""

from collections.abc import Callable, Iterator
from itertools import compress, zip_longest
from typing import NamedTuple

import numpy as np

from jaxreg.data.arff import without_declarations
from jaxreg.data.cells import trimmed
from jaxreg.data.dialect import dialect_of, without_comments
from jaxreg.data.doubts import doubts_of, number_in
from jaxreg.data.extent import survey
from jaxreg.data.files import Opened, opened
from jaxreg.data.kinds import Cells, Kind, as_column
from jaxreg.data.layout import Layout, layout_of
from jaxreg.data.numerals import SIGNS, decimal_sign
from jaxreg.data.reading import NO_CHOICES, Choices, Reading
from jaxreg.data.records import records
from jaxreg.data.table import (
    DataError,
    Table,
    check_columns,
    clean,
    short,
    thinned,
    told_apart,
)

MAX_NAME = 200
_SOME = 50_000  # cells

Report = Callable[[float], None]
_SIGN_NAMES = dict(zip(SIGNS, ("point", "comma"), strict=True))


class _Source(NamedTuple):
    """The ``rows`` of a file, anew at each call; what separates their cells; and
    sentences on how it was opened."""

    rows: Callable[[Report], Iterator[list[str]]]
    separator: str | None
    notes: list[str]


def read(
    content: bytes | str,
    choices: Choices = NO_CHOICES,
    progress: Report = lambda share: None,
) -> Reading:
    """The table in a file's bytes, or in pasted text.

    Args:
        content: a file, at most 20 MB.
        choices: how to read it.
        progress: called with the share done, rising to 1.

    Raises:
        DataError: it cannot be read, or has no two rows with a column of numbers.
    """
    file = opened(content, choices.sheet, choices.encoding)
    source = _source(file, choices.separator)
    rows = survey(source.rows(lambda done: progress(0.4 * done)))
    layout = layout_of(rows, choices, source.separator != " ")
    columns, notes = _columns(source, layout, progress)
    sign, differ = _decimal_sign(columns, source.separator or ",")
    decimal = choices.decimal or sign
    made = choices._replace(decimal=decimal, separator=source.separator)
    made = made._replace(skip=layout.top, names=bool(layout.names))
    kinds = []
    for cells in columns:
        kinds.append(as_column(cells, made))
        progress(0.6 + 0.4 * len(kinds) / len(columns))
    if not any(kind.column.is_number for kind in kinds):
        raise DataError("No column contains numbers: at least one is needed.")
    if example := _example(kinds, columns, differ):
        notes.append(_sign_note(example, decimal))
    columns_read = told_apart([kind.column for kind in kinds])
    table = Table(columns_read, (*notes, *_notes(kinds)))
    doubts = doubts_of(file, choices, kinds, example, sign)
    made = made._replace(sheet=file.sheet, encoding=file.encoding)
    return Reading(table, made, doubts, file.sheets, file.encodings)


# From a file to rows of cells


def _source(file: Opened, separator: str | None) -> _Source:
    notes = list(file.notes)
    if file.rows is not None:
        cells = file.rows
        return _Source(lambda report: iter(cells), None, notes)
    text, dialect = dialect_of(without_declarations(file.text or ""), separator)
    text, comments = without_comments(text, dialect)
    if comments:
        are = "One comment was" if comments == 1 else f"{comments:,} comments were"
        notes.append(f"{are} skipped.")
    return _Source(
        lambda report: records(text, dialect, report), dialect.separator, notes
    )


def _columns(
    source: _Source, layout: Layout, progress: Report
) -> tuple[list[Cells], list[str]]:
    """The columns of at most MAX_ROWS rows, evenly spaced, without those that have
    neither a name nor a text; and sentences on the rows.

    Raises:
        DataError: a row has more cells than there are columns, or too many.
    """
    body = layout.body
    before, notes = thinned(len(body))
    notes = [*source.notes, *layout.notes, *notes]
    number = body[before] + 1
    chosen = np.zeros(body[-1] + 1, bool)
    chosen[body[before]] = True
    all_rows = source.rows(lambda done: progress(0.4 + 0.2 * done))
    rows = [trimmed(row) for row in compress(all_rows, chosen)]
    for row, k in zip([layout.names, *rows], [layout.top + 1, *number], strict=True):
        _check_width(len(row), int(k), layout)
    columns = enumerate(zip_longest(layout.names, *rows, fillvalue=""), 1)
    rows.clear()
    found = []
    for k, (name, *cells) in columns:
        if name or any(map(str.strip, cells)):
            default = "row" if k == 1 and layout.names else f"column {k:,}"
            found.append(Cells(short(name, MAX_NAME) or default, cells, number, before))
    return found, notes


def _decimal_sign(columns: list[Cells], separator: str) -> tuple[str, set[str]]:
    """See ``decimal_sign``; from some of the cells, nearly always enough to tell."""
    step = sum(len(cells.raw) for cells in columns) // _SOME + 1
    some = (text for cells in columns for text in map(clean, cells.raw[::step]))
    return decimal_sign(some, separator)


def _check_width(cells: int, row: int, layout: Layout) -> None:
    if cells > layout.width:
        raise DataError(
            f"Row {row:,} has {cells:,} cells, but row {layout.top + 1:,} has only "
            f"{layout.width:,}."
        )
    check_columns(cells)


# What is said, and what is asked


def _notes(kinds: list[Kind]) -> list[str]:
    notes = [kind.note for kind in kinds if kind.note]
    for kind in kinds:
        if kind.codes:
            codes, name = " and ".join(kind.codes), short(kind.column.name)
            count = "counts" if len(kind.codes) == 1 else "count"
            notes.append(f"{codes} in “{name}” {count} as missing.")
    left_out = sum(kind.left_out for kind in kinds)
    if left_out == 1:
        notes.append("One cell cannot be used, so it counts as missing.")
    elif left_out:
        notes.append(f"{left_out:,} cells cannot be used, so they count as missing.")
    return notes


def _sign_note(example: str, decimal: str) -> str:
    return (
        f"“{short(example)}” was read as {number_in(example, decimal)}: the "
        f"{_SIGN_NAMES[decimal]} is the decimal sign."
    )


def _example(kinds: list[Kind], columns: list[Cells], among: set[str]) -> str:
    """The first of the texts ``among`` that is in a column of numbers."""
    if among:
        for kind, cells in zip(kinds, columns, strict=True):
            if kind.column.is_number and not among.isdisjoint(cells.texts):
                return next(text for text in cells.texts if text in among)
    return ""

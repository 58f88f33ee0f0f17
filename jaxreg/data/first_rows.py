"""The first rows of a file in which no table was found, for a person to mend how it is
read."""

from itertools import islice
from typing import NamedTuple

from jaxreg.data.dialect import dialect_of
from jaxreg.data.files import opened
from jaxreg.data.reading import Choices, Reading
from jaxreg.data.records import records
from jaxreg.data.table import DataError, Table, short

_ROWS, _CELLS = 10, 50


class FirstRows(NamedTuple):
    """The first ``rows`` of a file, cut; and a ``reading`` without a table: with the
    choices that were made before it failed."""

    rows: list[list[str]]
    reading: Reading


def first_rows(content: bytes | str, choices: Choices) -> FirstRows | None:
    """What can be seen of a file that is read like this; None if nothing can."""
    try:
        file = opened(content, choices.sheet, choices.encoding)
        rows, separator = iter(file.rows or ()), None
        if file.text is not None:
            text, dialect = dialect_of(file.text, choices.separator)
            rows, separator = records(text, dialect), dialect.separator
        seen = [
            [short(cell, 60) for cell in row[:_CELLS]]
            for row in islice(filter(any, rows), _ROWS)
        ]
    except DataError:
        return None
    made = choices._replace(
        sheet=file.sheet, encoding=file.encoding, separator=separator
    )
    return FirstRows(seen, Reading(Table(()), made, (), file.sheets, file.encodings))

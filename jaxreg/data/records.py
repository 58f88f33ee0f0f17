"""The rows of cells of a text, in its dialect."""

import csv
import io
from collections.abc import Callable, Iterator

from jaxreg.data.aligned import cut, parts_of
from jaxreg.data.dialect import Dialect
from jaxreg.data.table import DataError

_BLANKS = str.maketrans("\t|", "  ")  # tabs, and a frame around columns
_NO_SEPARATOR = "\x1f"  # in no text


def records(
    text: str, dialect: Dialect, report: Callable[[float], None] = lambda share: None
) -> Iterator[list[str]]:
    """Every row, [] for a blank line; ``report`` gets the share done now and then.

    Raises:
        DataError: a quotation is not closed, or a cell too long.
    """
    lines, number = io.StringIO(text, newline=""), 0
    if dialect.separator == "aligned":
        parts = parts_of(dialect.starts)
        yield from (cut(line, parts) for line in io.StringIO(text))
        return
    separated = (line.translate(_BLANKS) for line in lines)
    try:
        rows = csv.reader(
            separated if dialect.separator == " " else lines,
            delimiter=dialect.separator or _NO_SEPARATOR,
            quotechar=dialect.quote,
            skipinitialspace=True,
            strict=True,
        )
        for number, row in enumerate(rows, 1):
            yield row
            if number % 10_000 == 0:
                report(min(lines.tell() / len(text), 1))
    except csv.Error as error:
        wrong = "a quotation mark is missing, or one inside a cell is not doubled"
        if "limit" in str(error):
            limit = csv.field_size_limit()
            wrong = f"a cell is longer than {limit:,} characters"
        raise DataError(f"Row {number + 1:,} cannot be read: {wrong}.") from error

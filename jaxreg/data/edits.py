"""A column's values as texts that a person edits, and back, read as its file was."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np

from jaxreg.data.cells import texts_of
from jaxreg.data.dates import DAYS_A_YEAR
from jaxreg.data.kinds import Cells, as_column
from jaxreg.data.numerals import as_number, split_number
from jaxreg.data.reading import Choices
from jaxreg.data.table import Column, DataError, number_text, short

_DAY = timedelta(days=1)
_CODE_ENDS = {".": r"[\s;,]+", ",": r"[\s;]+|,\s+"}


def texts_to_edit(column: Column, decimal: str | None = None) -> list[str]:
    """A column's values as a person would type them: numbers with the ``decimal`` sign,
    a point if None; dates as 2020-12-31; "" where one is missing."""
    if not column.is_number:
        return [*column.values]
    values = column.values.tolist()
    if column.origin is not None:
        day = _DAY * _days_of_one(column)
        return ["" if v != v else _date_text(column.origin + v * day) for v in values]
    texts = ("" if v != v else number_text(v) for v in values)
    return [text.replace(".", decimal or ".") for text in texts]


def edited(column: Column, texts: Sequence[str], choices: Choices) -> Column:
    """The column with the values of other ``texts`` (m,), read as ``choices`` say; a
    text that it already had keeps its exact value.

    Raises:
        DataError: a text is not what the column holds: a number, or a date.
    """
    if not column.is_number:
        return column._replace(values=_classes(column, texts))
    values = dict(
        zip(texts_to_edit(column, choices.decimal), column.values, strict=True)
    )
    values[""] = np.float64(np.nan)
    for row, text in enumerate(texts, 1):
        if text not in values:
            values[text] = np.float64(_value(column, text, row, choices))
    return column._replace(values=np.array([values[text] for text in texts], float))


def _classes(column: Column, texts: Sequence[str]) -> np.ndarray:
    """Texts; a new one that differs from a class only in small and capital letters is
    that class."""
    known = {*column.values}
    spelled: dict[str, str] = {}
    for text in column.values:
        spelled.setdefault(text.casefold(), text)
    pairs = zip(texts, texts_of([*texts]), strict=True)
    classes = (
        text if text in known else spelled.setdefault(said.casefold(), said)
        for text, said in pairs
    )
    return np.array([*classes], object)


def _value(column: Column, text: str, row: int, choices: Choices) -> float:
    """The value of a text, whose row is counted from 1; NaN if it says "missing"."""
    said = texts_of([text])
    if said == [""]:
        return np.nan
    if column.origin is None and (ways := _two_numbers(said[0], choices)):
        raise DataError(
            f"Row {row:,} of “{short(column.name)}” contains “{short(text)}”, which "
            f"can be two numbers: write {ways}."
        )
    cells = Cells(column.name, said, np.array([row]), np.array([row - 1]))
    kind = as_column(cells, choices._replace(leave_out_faults=False))
    read, where = kind.column, f"Row {row:,} of “{short(column.name)}”"
    if read.fault:
        raise DataError(read.fault)
    if kind.doubtful_date:
        raise DataError(
            f"{where} contains “{short(text)}”, which can be two dates: write the year "
            "first, as in 2020-12-31."
        )
    if column.origin is not None and read.origin is not None:
        return (read.origin - column.origin) / _DAY / _days_of_one(column)
    meant, way = "a date", ""
    if column.origin is None:
        unit = "" if read.origin else read.unit
        if read.is_number and not read.origin and unit in ("", column.unit):
            return float(read.values[0])
        meant, way = "a number", f": “{unit}” is in the way" if unit else ""
    raise DataError(f"{where} contains “{short(text)}” instead of {meant}{way}.")


def _two_numbers(text: str, choices: Choices) -> str:
    """How to write the two numbers that a text may be: its only sign groups thousands,
    unless it was typed for the decimal one. "" if it is one."""
    decimal = choices.decimal or "."
    number, _ = split_number(text)
    meant = as_number(number, decimal)
    other = as_number(number, "," if decimal == "." else ".")
    if decimal in number or meant == other or not np.isfinite([meant, other]).all():
        return ""
    return " or ".join(number_text(n).replace(".", decimal) for n in (meant, other))


def _days_of_one(column: Column) -> float:
    """How many days the unit of a column of dates has."""
    return DAYS_A_YEAR if column.unit == "years" else 1.0


def _date_text(moment: datetime) -> str:
    """A date without what is 0; counted in years, it is exact to some microseconds."""
    moment += timedelta(microseconds=500)
    text = moment.isoformat(" ", "milliseconds").removesuffix(".000")
    return text.removesuffix(" 00:00:00")


def codes_in(text: str, decimal: str) -> tuple[str, ...]:
    """The numbers in what a person typed, as Python writes them.

    Raises:
        DataError: one is no number.
    """
    codes = []
    for code in filter(None, re.split(_CODE_ENDS[decimal], text)):
        number = as_number(code, decimal)
        if not np.isfinite(number):
            raise DataError(
                f"“{short(code)}” is not a number: only numbers can be chosen to mean "
                "“missing”, as in “-999  9999”."
            )
        codes.append(number_text(number))
    return tuple(codes)

"""What the columns of a table can be taken for, and what points they give: how each
model takes them, ``linear`` and ``logistic`` say. Rows that miss one of the values are
left out."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, NamedTuple, TypeVar

import numpy as np

from jaxreg.data.dataset import Points, Quantity
from jaxreg.data.table import Column, DataError, Table, short, split_unit
from jaxreg.settings import Scenario

MAX_CLASSES = 50
_LEAST_SPREAD = 1e-4  # of its size: with less, float32 would not tell values apart
_MOST_TRIED = 60  # choices of columns, none of which may take long
_LEAST_SIZE = 1e-30  # of a spread: with less, squares would soon be taken for 0


class ColumnRules(NamedTuple):
    """How a model reads a table for a scenario of its own.

    ``points`` are those that the scenario takes. ``complete`` fills in the numbers of
    all columns that it left to what fits first. ``moved`` is it for a table that was
    edited: of that before and that after, with class 1 where it stands now. These raise
    a DataError where the columns cannot be used like that. ``options`` are the columns,
    counted from 1, that each of its choices offers.
    """

    points: Callable[[Any, Table], Points]
    complete: Callable[[Any, Table], Scenario]
    moved: Callable[[Any, Table, Table], Scenario]
    options: Callable[[Table], dict[str, list[int]]]


Choice = TypeVar("Choice", bound=tuple[int, ...])


def first_that_fits(
    choices: Iterator[Choice], points: Callable[[Choice], Any]
) -> Choice | None:
    """The first of some choices of columns that gives points, of which a few are tried;
    or the first of all, if there is one.

    There are as many as the cube of the columns, so no more of them are made.
    """
    tried = list(islice(choices, _MOST_TRIED))
    for choice in tried:
        try:
            points(choice)
            return choice
        except DataError:
            pass
    return tried[0] if tried else None


def quantity(column: Column) -> Quantity:
    """What a column is, in the lengths that axes and formulas have room for."""
    text, unit = split_unit(column.name)
    return Quantity(
        column.name, short(column.name, 60), short(text, 24), short(unit, 12)
    )


def number_columns(table: Table) -> list[int]:
    """Which columns, counted from 1, hold numbers."""
    return [k for k, column in enumerate(table.columns, 1) if column.is_number]


def label_columns(table: Table) -> list[int]:
    """Which columns, counted from 1, hold two to ``MAX_CLASSES`` different values."""
    return [
        k
        for k, column in enumerate(table.columns, 1)
        if 2 <= len(classes_of(column)) <= MAX_CLASSES
    ]


def classes_of(column: Column) -> list[str]:
    """The different values of a column as texts, in order, the missing ones left out.

    No more than ``MAX_CLASSES`` + 1.
    """
    for values in (column.values[:1000], column.values):  # of many values some tell
        if column.is_number:
            found = list(map(number_text, np.unique(values[~np.isnan(values)])))
        else:
            found = sorted(set(values) - {""})
        if len(found) > MAX_CLASSES:
            break
    return found[: MAX_CLASSES + 1]


def number_text(number: float) -> str:
    """A number as the text of a class, its own: 1, 0.3, and 0 for -0."""
    return repr(float(number) + 0.0).removesuffix(".0")


def column_of(table: Table, k: int) -> Column:
    """Column k, counted from 1.

    Raises:
        DataError: there is none.
    """
    if not 1 <= k <= len(table.columns):
        raise DataError(f"There is no column {k}: these data have {count_of(table)}.")
    return table.columns[k - 1]


def number_column(table: Table, k: int) -> Column:
    """Column k, counted from 1, which holds numbers.

    Raises:
        DataError: there is none, or it holds text.
    """
    column = column_of(table, k)
    if not column.is_number:
        raise DataError(
            f"“{short(column.name)}” contains text: choose a column of numbers."
        )
    return column


def check_rows(is_whole: np.ndarray) -> None:
    """Whether there are rows enough, of all (n,) those that miss no value.

    Raises:
        DataError: fewer than two.
    """
    n = int(is_whole.sum())
    if n < 2:
        left_out = len(is_whole) - n
        lack = "lacks" if left_out == 1 else "lack"
        missing = f" ({left_out:,} {lack} a value)" if left_out else ""
        there = "only one" if n else "none"
        raise DataError(f"At least two rows are needed, but there is {there}{missing}.")


def check_spread(name: str, values: np.ndarray, so: str) -> None:
    """Whether a feature varies enough; ``so`` says what follows if it does not.

    Raises:
        DataError: it does not.
    """
    if np.ptp(values) == 0:
        raise DataError(
            f"“{short(name)}” is {values[0]:.6g} in every row, so {so}: choose another "
            "column."
        )
    _check_precision(name, values)


def _check_precision(name: str, values: np.ndarray) -> None:
    """Whether float32 tells values apart, if they are not all the same."""
    spread, size = np.ptp(values), float(np.abs(values).max())
    if 0 < spread < _LEAST_SPREAD * size:
        raise DataError(
            f"“{short(name)}” varies by less than a ten-thousandth of its size, too "
            f"little for float32: subtract {values.min():.6g} from it first."
        )
    check_size(name, values)


def check_size(name: str, values: np.ndarray) -> None:
    """Whether the squares of what values vary by stay numbers, if they vary."""
    spread = np.ptp(values)
    if 0 < spread < _LEAST_SIZE:
        raise DataError(
            f"“{short(name)}” varies by less than {_LEAST_SIZE:g}, too little to "
            "compute with: use another unit."
        )


def useful(table: Table, columns: list[int]) -> list[int]:
    """Those columns that neither number the rows nor say nothing."""
    return [
        k
        for k in columns
        if not table.columns[k - 1].counts_rows and _varies(table.columns[k - 1].values)
    ]


def _varies(values: np.ndarray) -> bool:
    seen = values[~np.isnan(values)]
    return seen.size > 0 and float(np.ptp(seen)) > 0


def lacking(table: Table, needed: str) -> str:
    """What is needed, and how many columns there are, in a sentence."""
    found = len(number_columns(table))
    have = f"{found} hold" if found > 1 else f"{'one' if found else 'none'} holds"
    return f"{needed}; these data have {count_of(table)}, of which {have} numbers."


def count_of(table: Table) -> str:
    """How many columns a table has: 1 column, 2 columns."""
    n = len(table.columns)
    return f"{n} column" + "s" * (n != 1)

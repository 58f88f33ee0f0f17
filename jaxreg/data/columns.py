"""What a table's columns can be used for, and the points they give; ``linear`` and
``logistic`` have each model's rules. Rows that miss a value are left out."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, NamedTuple, TypeVar

import numpy as np

from jaxreg.data.dataset import Points
from jaxreg.data.table import (
    MAX_CLASSES,
    Column,
    DataError,
    Table,
    classes_of,
    number_columns,
    number_text,
    short,
)
from jaxreg.settings import Scenario

_LEAST_SPREAD = 1e-4  # of its size: below it, float32 would not tell values apart
_MOST_TRIED = 60  # choices of columns, as each takes time
_LEAST_SIZE = 1e-30  # of a spread: below it, squares would soon be 0


class ColumnRules(NamedTuple):
    """How a model reads a table for one of its scenarios.

    ``points`` are those that the scenario takes. ``complete`` fills in the columns that
    it left to what fits first. ``moved`` adapts it to an edited table, from the tables
    before and after: class 1 stays the same. These raise a DataError if the columns
    cannot be used like that. ``options`` are the columns, counted from 1, that each of
    its choices offers.
    """

    points: Callable[[Any, Table], Points]
    complete: Callable[[Any, Table], Scenario]
    moved: Callable[[Any, Table, Table], Scenario]
    options: Callable[[Table], dict[str, list[int]]]


Choice = TypeVar("Choice", bound=tuple[int, ...])


def first_that_fits(
    choices: Iterator[Choice], points: Callable[[Choice], Points]
) -> tuple[Choice, Points | DataError] | None:
    """The first of ``_MOST_TRIED`` choices of columns that gives points, and these.

    If none does, the first of all, and why not; None if there is no choice. There may
    be as many as the cube of the columns, so no more are made than tried.
    """
    first = None
    for choice in islice(choices, _MOST_TRIED):
        try:
            return choice, points(choice)
        except DataError as error:
            first = first or (choice, error)
    return first


def label_columns(table: Table) -> list[int]:
    """Which columns, counted from 1, hold two to ``MAX_CLASSES`` different values."""
    return [
        k
        for k, column in enumerate(table.columns, 1)
        if 2 <= len(classes_of(column)) <= MAX_CLASSES
    ]


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
    """Check that enough of all rows (n,) miss no value.

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
    """Check that a feature varies enough, also for float32; ``so`` says what follows if
    it is constant.

    Raises:
        DataError: it does not.
    """
    spread, size = np.ptp(values), float(np.abs(values).max())
    if spread == 0:
        raise DataError(
            f"“{short(name)}” is {values[0]:.6g} in every row, so {so}: choose another "
            "column."
        )
    if spread < _LEAST_SPREAD * size:
        raise DataError(
            f"“{short(name)}” varies by less than a ten-thousandth of its size, too "
            f"little for float32: subtract {values.min():.6g} from it first."
        )
    check_size(name, values)


def check_size(name: str, values: np.ndarray) -> None:
    """Check that values, if they vary, vary by enough to be squared."""
    spread = np.ptp(values)
    if 0 < spread < _LEAST_SIZE:
        raise DataError(
            f"“{short(name)}” varies by less than {_LEAST_SIZE:g}, too little to "
            "compute with: use another unit."
        )


def as_classes(
    labels: Column, classes: list[str], positive: int | None
) -> tuple[np.ndarray, tuple[str, str]]:
    """y (n,), 1 where a label is class ``positive``; and what 0 and 1 are called."""
    name, present = short(labels.name), classes_of(labels)
    if len(classes) > MAX_CLASSES:
        raise DataError(
            f"“{name}” has more than {MAX_CLASSES} different values: choose a label "
            "with fewer."
        )
    if len(present) < 2:
        only = f" “{short(present[0])}”" if present else ""
        raise DataError(
            f"The label “{name}” has only one class{only} here: there is nothing to "
            "tell apart."
        )
    positive = classes.index(present[-1]) + 1 if positive is None else positive
    if not 1 <= positive <= len(classes):
        raise DataError(
            f"The label “{name}” has no class {positive}: it has only {len(classes)}."
        )
    one = classes[positive - 1]
    if one not in present:
        raise DataError(
            f"Every row whose “{name}” is “{short(one)}” lacks a value: choose another "
            "class."
        )
    texts = map(number_text, labels.values) if labels.is_number else labels.values
    rest = [text for text in present if text != one]
    zero = rest[0] if len(rest) == 1 else f"not {one}"
    return np.array([text == one for text in texts], float), (zero, one)


def useful(table: Table, columns: list[int]) -> list[int]:
    """Those columns that vary, and do not just number the rows."""
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
    n = len(number_columns(table))
    have = f"{n} hold" if n > 1 else f"{'one' if n else 'none'} holds"
    return f"{needed}; these data have {count_of(table)}, of which {have} numbers."


def count_of(table: Table) -> str:
    """How many columns a table has: 1 column, 2 columns."""
    n = len(table.columns)
    return f"{n} column" + "s" * (n != 1)

"""What the columns of a table can be taken for, and what points they give: how each
model takes them, ``linear`` and ``logistic`` say. Rows that miss one of the values are
left out."""

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
    choices: Iterator[Choice], points: Callable[[Choice], Points]
) -> tuple[Choice, Points | DataError] | None:
    """The first of some choices of columns that gives points, and these; a few are
    tried. Or the first of all, and why it gives none; None where there is no choice.

    There are as many as the cube of the columns, so no more of them are made.
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


def as_classes(
    labels: Column, classes: list[str], positive: int | None
) -> tuple[np.ndarray, tuple[str, str]]:
    """y (n,), 1 where a label is the chosen class; what 0 and 1 are called."""
    name, found = short(labels.name), classes_of(labels)
    if len(classes) > MAX_CLASSES:
        raise DataError(
            f"“{name}” has more than {MAX_CLASSES} different values: choose a label "
            "with fewer."
        )
    if len(found) < 2:
        only = f" “{short(found[0])}”" if found else ""
        raise DataError(
            f"The label “{name}” has only one class{only} here: there is nothing to "
            "tell apart."
        )
    positive = classes.index(found[-1]) + 1 if positive is None else positive
    if not 1 <= positive <= len(classes):
        raise DataError(
            f"The label “{name}” has no class {positive}: it has only {len(classes)}."
        )
    one = classes[positive - 1]
    if one not in found:
        raise DataError(
            f"Every row whose “{name}” is “{short(one)}” lacks a value: choose another "
            "class."
        )
    texts = map(number_text, labels.values) if labels.is_number else labels.values
    rest = [text for text in found if text != one]
    zero = rest[0] if len(rest) == 1 else f"not {one}"
    return np.array([text == one for text in texts], float), (zero, one)


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

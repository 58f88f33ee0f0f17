"""What a table's columns can be used for, and the points they give; ``linear`` and
``logistic`` have each model's rules. Rows that miss a value are left out."""

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, NamedTuple, TypeVar

import numpy as np

from jaxreg.data.dataset import Points
from jaxreg.data.table import (
    Column,
    DataError,
    FaultError,
    Table,
    number_columns,
    short,
)
from jaxreg.settings import Scenario

LEAST_SPREAD = 1e-4  # of its size: below it, float32 would not tell values apart
_MOST_TRIED = 60  # choices of columns, as each takes time
MOST_BESIDE = 20
"""How many columns are tried beside one, so that it alone does not take all tries."""
_LEAST_SIZE = 1e-30  # of a spread: below it, squares would soon be 0

# A name is an id's if it has one of the first words, or ends with one of the second.
_ID_WORDS = frozenset("id ids uuid serial rownames".split())
_LAST_ID_WORDS = frozenset("no nr number key code ticket".split())
_YEAR_WORDS = frozenset("year years yr".split())
_YEARS = 1500, 2100  # numbers between these that count the rows are years


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

    If none does, the first of all, and why not; None if there is no choice. A choice
    may come twice. There may be as many as the cube of the columns, so no more are made
    than tried.
    """
    first = None
    for choice in islice(_once(choices), _MOST_TRIED):
        try:
            return choice, points(choice)
        except DataError as error:
            first = first or (choice, error)
    return first


def _once(choices: Iterator[Choice]) -> Iterator[Choice]:
    made = set()
    for choice in choices:
        if choice not in made:
            made.add(choice)
            yield choice


class Numbers(NamedTuple):
    """The columns of numbers, counted from 1, that are worth a try: they vary, and have
    no fault. Apart from the ``plain`` ones, ``dates`` are x sooner than any other, and
    never y; ``ids`` are used only where nothing else fits, and are y last of all."""

    dates: list[int]
    plain: list[int]
    ids: list[int]


def sort_numbers(table: Table) -> Numbers:
    """What the columns of numbers are."""
    columns = dict(enumerate(table.columns, 1))
    good = [
        k
        for k in number_columns(table)
        if not columns[k].fault and _varies(columns[k].values)
    ]
    dates = [k for k in good if columns[k].origin is not None]
    ids = [k for k in good if is_id(columns[k])]
    ids.sort(key=lambda k: _is_called_id(columns[k].name))  # the surest ones last
    return Numbers(dates, [k for k in good if k not in {*dates, *ids}], ids)


def is_id(column: Column) -> bool:
    """Whether a column only tells rows apart: its numbers count them or, if its name
    says so, are whole and all different. Dates and years do more."""
    if not column.is_number or column.origin is not None:
        return False
    seen = column.values[~np.isnan(column.values)]
    if _is_called_id(column.name):
        is_whole = not (seen % 1).any()
        return column.counts_rows or (is_whole and np.unique(seen).size == seen.size)
    return column.counts_rows and not _are_years(column.name, seen)


def _is_called_id(name: str) -> bool:
    words = _words(name)  # the last of "no. of rooms" says what is counted
    is_last = not _LAST_ID_WORDS.isdisjoint(words[-1:]) or words in (["index"], ["row"])
    return "of" not in words and (is_last or not _ID_WORDS.isdisjoint(words))


def _are_years(name: str, values: np.ndarray) -> bool:
    least, most = _YEARS
    are_like_years = bool(((least <= values) & (values <= most)).all())
    return are_like_years or not _YEAR_WORDS.isdisjoint(_words(name))


def _words(name: str) -> list[str]:
    """The words of a name, in lower case: PassengerId and passenger_id have two."""
    apart = re.sub(r"(?<=[a-z\d])(?=[A-Z])", " ", name)
    return [word for word in re.split(r"[\W_]+", apart.lower()) if word]


def column_of(table: Table, k: int) -> Column:
    """Column k, counted from 1.

    Raises:
        DataError: there is none, or (a FaultError) it cannot be used as it is.
    """
    if not 1 <= k <= len(table.columns):
        raise DataError(f"There is no column {k}: these data have {count_of(table)}.")
    column = table.columns[k - 1]
    if column.fault:
        raise FaultError(column.fault)
    return column


def number_column(table: Table, k: int) -> Column:
    """Column k, counted from 1, which holds numbers.

    Raises:
        DataError: as ``column_of``, or it holds text.
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
    if spread < LEAST_SPREAD * size:
        raise DataError(
            f"“{short(name)}” varies by less than a ten-thousandth of its size, too "
            f"little for float32: subtract {values.min():.6g} from it first."
        )
    check_squares(name, values)


def check_squares(name: str, values: np.ndarray) -> None:
    """Check that values (n,), if they vary, vary by enough to be squared.

    Raises:
        DataError: they do not.
    """
    spread = np.ptp(values)
    if 0 < spread < _LEAST_SIZE:
        raise DataError(
            f"“{short(name)}” varies by less than {_LEAST_SIZE:g}, too little to "
            "compute with: use another unit."
        )


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

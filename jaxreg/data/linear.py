"""A line's points, from two columns of a table."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

import numpy as np

from jaxreg.data.columns import (
    MOST_BESIDE,
    ColumnRules,
    check_rows,
    check_spread,
    check_squares,
    first_that_fits,
    lacking,
    number_column,
    sort_numbers,
)
from jaxreg.data.dataset import Names, Points
from jaxreg.data.table import DataError, Table, number_columns, quantity, short
from jaxreg.settings import LinearScenario


def linear_columns(
    table: Table, x: int | None = None, y: int | None = None
) -> tuple[int, int]:
    """The columns of x and y, counted from 1: those given, or the first that fit.

    Raises:
        DataError: there are no two columns of numbers.
    """
    return (x, y) if x is not None and y is not None else _chosen(table, x, y)[0]


def linear_points(table: Table, x: int | None = None, y: int | None = None) -> Points:
    """The points (x, y) of two columns of numbers, counted from 1.

    Raises:
        DataError: no such columns, fewer than two points, or an x that hardly varies.
    """
    if x is not None and y is not None:
        return points_of_columns(table, x, y)
    _, points = _chosen(table, x, y)
    if isinstance(points, DataError):
        raise points
    return points


def _chosen(
    table: Table, x: int | None, y: int | None
) -> tuple[tuple[int, int], Points | DataError]:
    """The first columns that fit, and their points."""
    chosen = first_that_fits(
        _pairs(table, x, y), lambda pair: points_of_columns(table, *pair)
    )
    if chosen is None:
        raise DataError(lacking(table, "A line needs two columns of numbers"))
    return chosen


def _pairs(table: Table, x: int | None, y: int | None) -> Iterator[tuple[int, int]]:
    """Columns of x and y, the likeliest first; those given stay."""
    dates, plain, ids = sort_numbers(table)
    numbers = number_columns(table)
    kinds = [(dates, plain), (plain, plain), (ids, plain)]
    kinds += [(dates + plain, ids), (ids, ids), (numbers, numbers)]
    for xs, ys in kinds:
        in_order = xs is ys and (x, y) == (None, None)
        for one in xs if x is None else [x]:
            pairs = ((one, two) for two in (ys if y is None else [y]) if one != two)
            fitting = (pair for pair in pairs if not in_order or pair[0] < pair[1])
            yield from islice(fitting, MOST_BESIDE)


def points_of_columns(table: Table, x: int, y: int) -> Points:
    """The points of two columns; raises as ``linear_points``."""
    columns = [number_column(table, k) for k in (x, y)]
    if x == y:
        raise DataError(
            f"x and y are both “{short(columns[0].name)}”: choose two columns."
        )
    rows = np.column_stack([column.values for column in columns])
    is_whole = ~np.isnan(rows).any(axis=1)
    check_rows(is_whole)
    X, target = rows[is_whole, :1], rows[is_whole, 1]
    check_spread(columns[0].name, X[:, 0], "there is no slope")
    check_squares(columns[1].name, target)
    x_is, y_is = map(quantity, columns)
    return Points(X, target, Names((x_is,), y_is), int((~is_whole).sum()))


def _points(s: LinearScenario, table: Table) -> Points:
    return linear_points(table, s.x_column, s.y_column)


def _complete(s: LinearScenario, table: Table) -> LinearScenario:
    x, y = linear_columns(table, s.x_column, s.y_column)
    return replace(s, x_column=x, y_column=y)


def _options(table: Table) -> dict[str, list[int]]:
    numbers = number_columns(table)
    return {"x_column": numbers, "y_column": numbers}


LINEAR = ColumnRules(_points, _complete, lambda s, before, after: s, _options)

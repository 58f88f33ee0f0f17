"""The points of two classes, from one or two columns of numbers and one of labels."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, product

import numpy as np

from jaxreg.data.columns import (
    MOST_BESIDE,
    ColumnRules,
    check_rows,
    check_spread,
    column_of,
    first_that_fits,
    is_id,
    lacking,
    number_column,
    sort_numbers,
)
from jaxreg.data.dataset import Names, Points
from jaxreg.data.labels import (
    ANY,
    ClassOne,
    as_classes,
    class_one,
    label_columns,
    lacking_label,
    likely_labels,
)
from jaxreg.data.table import (
    Column,
    DataError,
    Table,
    classes_of,
    number_columns,
    quantity,
    short,
)
from jaxreg.settings import LogisticScenario


def logistic_columns(
    table: Table, x1: int | None = None, x2: int | None = None, label: int | None = None
) -> tuple[int, int, int]:
    """The columns of x1, x2 and the label, counted from 1; 0: there is no x2.

    Those given, or the first that fit: two features rather than one, and the likeliest
    label.

    Raises:
        DataError: there is no column of numbers, or none of labels beside it, or the
            given label cannot be used.
    """
    if x1 is not None and x2 is not None and label is not None:
        return x1, x2, label
    return _chosen(table, x1, x2, label)[0]


def logistic_points(
    table: Table,
    x1: int | None = None,
    x2: int | None = None,
    label: int | None = None,
    positive: int | None = None,
    cut: float | None = None,
) -> Points:
    """The points of one or two features, y = 1 where the label is the chosen class.

    Args:
        table: where they are taken from.
        x1, x2, label: columns, counted from 1; x2 = 0: there is only one feature.
        positive, cut: what is class 1, see ``ClassOne``; a cut comes before a class.

    Raises:
        DataError: no such columns or class, fewer than two points, only one class, or a
            feature that hardly varies or repeats the other.
    """
    one = ClassOne(positive, cut)
    if x1 is not None and x2 is not None and label is not None:
        return points_of_columns(table, x1, x2, label, one)
    columns, points = _chosen(table, x1, x2, label)
    if one != ANY:
        return points_of_columns(table, *columns, one)
    if isinstance(points, DataError):
        raise points
    return points


def _chosen(
    table: Table, x1: int | None, x2: int | None, label: int | None
) -> tuple[tuple[int, int, int], Points | DataError]:
    """The first columns that fit, and their points."""
    if label is not None:
        column_of(table, label)  # raises if there is none
        labels = [label]
    else:
        labels = [k for k in likely_labels(table) if k not in (x1, x2)]
    if not labels:
        raise DataError(lacking_label(table))
    choices = _choices(table, x1, x2, labels)
    chosen = first_that_fits(choices, lambda choice: points_of_columns(table, *choice))
    if chosen is None:
        needed = "Logistic regression needs a column of numbers besides the label"
        raise DataError(lacking(table, needed))
    return chosen


def _choices(
    table: Table, x1: int | None, x2: int | None, labels: list[int]
) -> Iterator[tuple[int, int, int]]:
    """Columns of x1, x2 and the label, the likeliest first; those given stay."""
    dates, plain, ids = sort_numbers(table)
    good, all_good = sorted(dates + plain), sorted(dates + plain + ids)
    no_ids = [k for k in labels if not is_id(table.columns[k - 1])]
    kinds = [(good, x2, no_ids), (all_good, x2, no_ids), (all_good, x2, labels)]
    kinds += [(number_columns(table), x2 or 0, labels)]
    for numbers, second, likely in kinds:
        for k in likely:
            for one, two in _features(numbers, x1, second):
                if k not in (one, two) or k in (x1, x2):
                    yield one, two, k


def _features(
    numbers: list[int], x1: int | None, x2: int | None
) -> Iterator[tuple[int, int]]:
    """Pairs of these in order, then each alone; those given stay."""
    for seconds in (numbers, [0]) if x2 is None else ([x2],):
        in_order = (x1, x2) == (None, None) and seconds != [0]
        fitting = (
            (one, two)
            for one, two in product(numbers if x1 is None else [x1], seconds)
            if None not in (x1, x2) or (one != two and not (in_order and one > two))
        )
        yield from islice(fitting, MOST_BESIDE)


def points_of_columns(
    table: Table, x1: int, x2: int, label: int, one: ClassOne = ANY
) -> Points:
    """The points of these columns; raises as ``logistic_points``."""
    chosen = [x1, x2, label] if x2 else [x1, label]
    features = [number_column(table, k) for k in chosen[:-1]]
    labels = column_of(table, label)
    _check_different(table, chosen)
    is_whole = _is_whole([*features, labels])
    check_rows(is_whole)
    X = np.column_stack([feature.values[is_whole] for feature in features])
    for feature, column in zip(features, X.T, strict=True):
        check_spread(feature.name, column, "it cannot tell the classes apart")
    if len(features) == 2 and abs(np.corrcoef(X.T)[0, 1]) > 1 - 1e-9:
        first, other = (short(feature.name) for feature in features)
        raise DataError(
            f"“{first}” and “{other}” say the same thing (each is a multiple of the "
            "other plus a constant), so many weights fit equally well: choose another "
            "column."
        )
    used, classes = labels._replace(values=labels.values[is_whole]), classes_of(labels)
    one = class_one(used, classes) if one == ANY else one
    y, called = as_classes(used, classes, one)
    names = Names(tuple(map(quantity, features)), quantity(labels), called, one.cut)
    return Points(X, y, names, int((~is_whole).sum()))


def _is_whole(columns: list[Column]) -> np.ndarray:
    """Which rows (n,) miss no value."""
    is_whole = np.ones(len(columns[0].values), bool)
    for column in columns:
        missing = np.isnan(column.values) if column.is_number else column.values == ""
        is_whole &= ~missing
    return is_whole


def _check_different(table: Table, chosen: list[int]) -> None:
    if len(set(chosen)) < len(chosen):
        twice = next(k for k in chosen if chosen.count(k) > 1)
        name = short(table.columns[twice - 1].name)
        raise DataError(f"“{name}” is chosen twice: choose different columns.")


def _points(s: LogisticScenario, table: Table) -> Points:
    columns = s.x1_column, s.x2_column, s.label_column
    return logistic_points(table, *columns, s.positive, s.cut)


def _complete(s: LogisticScenario, table: Table) -> LogisticScenario:
    x1, x2, label = logistic_columns(table, s.x1_column, s.x2_column, s.label_column)
    s = replace(s, x1_column=x1, x2_column=x2, label_column=label)
    names = _points(s, table).names
    if names.cut is not None:
        return replace(s, positive=None, cut=names.cut)
    classes = classes_of(table.columns[label - 1])
    return replace(s, positive=classes.index(names.classes[1]) + 1)


def _moved(s: LogisticScenario, before: Table, after: Table) -> LogisticScenario:
    if s.cut is not None:
        return s
    label = (s.label_column or 0) - 1
    old, new = (classes_of(table.columns[label]) for table in (before, after))
    one = old[(s.positive or 0) - 1]
    if one not in new:
        raise DataError(f"No row of class 1, “{short(one)}”, is left.")
    return replace(s, positive=new.index(one) + 1)


def _options(table: Table) -> dict[str, list[int]]:
    numbers = number_columns(table)
    labels = label_columns(table)
    return {"x1_column": numbers, "x2_column": [0, *numbers], "label_column": labels}


LOGISTIC = ColumnRules(_points, _complete, _moved, _options)

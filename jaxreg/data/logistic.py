"""The points of two classes, from one or two columns of numbers and one of labels."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import numpy as np

from jaxreg.data.columns import (
    ColumnRules,
    as_classes,
    check_rows,
    check_spread,
    column_of,
    count_of,
    first_that_fits,
    label_columns,
    lacking,
    number_column,
    useful,
)
from jaxreg.data.dataset import Names, Points
from jaxreg.data.table import (
    MAX_CLASSES,
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
        DataError: there is no column of numbers, or none of labels beside it.
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
) -> Points:
    """The points of one or two features, y = 1 where the label is the chosen class.

    Args:
        table: where they are taken from.
        x1, x2, label: columns, counted from 1; x2 = 0: there is only one feature.
        positive: which of the label's classes, counted from 1 in order, is class 1; by
            default the last that occurs. All others are class 0.

    Raises:
        DataError: no such columns or class, fewer than two points, only one class, or a
            feature that hardly varies or repeats the other.
    """
    if x1 is not None and x2 is not None and label is not None:
        return points_of_columns(table, x1, x2, label, positive)
    columns, points = _chosen(table, x1, x2, label)
    if positive is not None:
        return points_of_columns(table, *columns, positive)
    if isinstance(points, DataError):
        raise points
    return points


def _chosen(
    table: Table, x1: int | None, x2: int | None, label: int | None
) -> tuple[tuple[int, int, int], Points | DataError]:
    """The first columns that fit, and their points."""
    labels = [label] if label is not None else _likely_labels(table)
    labels = [k for k in labels if k == label or k not in (x1, x2)]
    if not labels:
        raise DataError(_lacking_label(table))
    choices = (
        (one, two, k)
        for k in labels
        for one, two in _features(table, x1, x2)
        if k not in (one, two) or k in (x1, x2)
    )
    chosen = first_that_fits(choices, lambda choice: points_of_columns(table, *choice))
    if chosen is None:
        needed = "Logistic regression needs a column of numbers besides the label"
        raise DataError(lacking(table, needed))
    return chosen


def _features(
    table: Table, x1: int | None, x2: int | None
) -> Iterator[tuple[int, int]]:
    """Pairs of features in order, then each alone; those given stay."""
    numbers = number_columns(table)
    good = useful(table, numbers)
    for two in (good, [0]) if x2 is None else ([x2],):
        for columns in (good, numbers):
            for pair in product(columns if x1 is None else [x1], two):
                in_order = pair[1] == 0 or pair[0] < pair[1]
                are_two = pair[0] != pair[1] or None not in (x1, x2)
                if are_two and (in_order or (x1, x2) != (None, None)):
                    yield pair


def _likely_labels(table: Table) -> list[int]:
    """The columns that can be labels, the likeliest first: those whose few values
    repeat, texts before numbers, two values before more, of numbers the last.

    Then other texts of a few values; measurements never.
    """
    classes = {k: len(classes_of(c)) for k, c in enumerate(table.columns, 1)}
    numbers = number_columns(table)

    def unlikelihood(k: int) -> tuple[bool, bool, int]:
        return k in numbers, classes[k] != 2, -k if k in numbers else k

    def comes_again(k: int) -> bool:
        most = 10 if k in numbers else MAX_CLASSES
        rows = len(table.columns[k - 1].values)
        return classes[k] == 2 or (classes[k] <= most and 2 * classes[k] <= rows)

    labels = [k for k, count in classes.items() if 2 <= count <= MAX_CLASSES]
    likely = sorted(filter(comes_again, labels), key=unlikelihood)
    texts = [k for k in labels if k not in numbers and classes[k] <= 10]
    return likely + [k for k in texts if k not in likely]


def points_of_columns(
    table: Table, x1: int, x2: int, label: int, positive: int | None = None
) -> Points:
    """The points of these columns; raises as ``logistic_points``."""
    chosen = [x1, x2, label] if x2 else [x1, label]
    features = [number_column(table, k) for k in chosen[:-1]]
    labels = column_of(table, label)
    _check_different(table, chosen)
    rows = np.column_stack([column.values for column in features])
    missing = np.isnan(labels.values) if labels.is_number else labels.values == ""
    is_whole = ~(np.isnan(rows).any(axis=1) | missing)
    check_rows(is_whole)
    X, values = rows[is_whole], labels._replace(values=labels.values[is_whole])
    for feature, column in zip(features, X.T, strict=True):
        check_spread(feature.name, column, "it cannot tell the classes apart")
    if len(features) == 2 and abs(np.corrcoef(X.T)[0, 1]) > 1 - 1e-9:
        one, other = (short(feature.name) for feature in features)
        raise DataError(
            f"“{one}” and “{other}” say the same (each is a multiple of the other plus "
            "a constant), so many weights fit equally well: choose another column."
        )
    y, classes = as_classes(values, classes_of(labels), positive)
    names = Names(tuple(map(quantity, features)), quantity(labels), classes)
    return Points(X, y, names, int((~is_whole).sum()))


def _check_different(table: Table, chosen: list[int]) -> None:
    if len(set(chosen)) < len(chosen):
        twice = next(k for k in chosen if chosen.count(k) > 1)
        name = short(table.columns[twice - 1].name)
        raise DataError(f"“{name}” is chosen twice: choose different columns.")


def _lacking_label(table: Table) -> str:
    texts = [c for c in table.columns if not c.is_number and len(classes_of(c)) == 1]
    if texts:
        only = short(classes_of(texts[0])[0])
        return (
            f"The label “{short(texts[0].name)}” has only one class, “{only}”: there "
            "is nothing to tell apart."
        )
    return (
        "Logistic regression needs a label, a column with 2 to "
        f"{MAX_CLASSES} different values; these data have {count_of(table)}, none of "
        "them like that."
    )


def _points(s: LogisticScenario, table: Table) -> Points:
    columns = s.x1_column, s.x2_column, s.label_column
    return logistic_points(table, *columns, s.positive)


def _complete(s: LogisticScenario, table: Table) -> LogisticScenario:
    columns = logistic_columns(table, s.x1_column, s.x2_column, s.label_column)
    one = points_of_columns(table, *columns, s.positive).names.classes[1]
    x1, x2, label = columns
    classes = classes_of(table.columns[label - 1])
    return replace(
        s,
        x1_column=x1,
        x2_column=x2,
        label_column=label,
        positive=classes.index(one) + 1,
    )


def _moved(s: LogisticScenario, before: Table, after: Table) -> LogisticScenario:
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

"""Which columns of a table a run takes, and the points that they give.

Two of numbers for a line; one or two of numbers and one of labels for classes. Rows
that miss one of the values are left out.
"""

from collections.abc import Callable, Iterator
from itertools import islice, product
from typing import Any, NamedTuple, TypeVar

import numpy as np

from jaxreg.table import Column, DataError, Table, short

MAX_CLASSES = 50
_LEAST_SPREAD = 1e-4  # of its size: with less, float32 would not tell values apart
_MOST_TRIED = 60  # choices of columns, none of which may take long
_LEAST_SIZE = 1e-30  # of a spread: with less, squares would soon be taken for 0


Choice = TypeVar("Choice", bound=tuple[int, ...])


class Names(NamedTuple):
    """What the numbers of a run are called: its d ``features``, its ``target``, and, of
    classes, class 0 and class 1."""

    features: tuple[str, ...]
    target: str
    classes: tuple[str, str] = ("class 0", "class 1")


class Points(NamedTuple):
    """X (n, d) and y (n,), float64, y being 0 or 1 for classes; what they are called;
    and how many rows were ``left_out``, since they miss a value."""

    X: np.ndarray
    y: np.ndarray
    names: Names
    left_out: int


def linear_columns(
    table: Table, x: int | None = None, y: int | None = None
) -> tuple[int, int]:
    """The columns of x and y, counted from 1: those given, or the first that fit.

    Raises:
        DataError: there are no two columns of numbers.
    """
    if x is not None and y is not None:
        return x, y
    numbers = number_columns(table)
    useful = _useful(table, numbers)
    pairs = (
        (one, two)
        for columns in (useful, numbers)
        for one in (columns if x is None else [x])
        for two in (columns if y is None else [y])
        if one < two or (one != two and (x, y) != (None, None))
    )
    chosen = _first_that_fits(pairs, lambda pair: linear_points(table, *pair))
    if chosen is None:
        raise DataError(_lacking(table, "A line needs two columns of numbers"))
    return chosen


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
    chosen = _first_that_fits(choices, lambda choice: logistic_points(table, *choice))
    if chosen is None:
        needed = "Classes need a column of numbers beside the label"
        raise DataError(_lacking(table, needed))
    return chosen


def _features(
    table: Table, x1: int | None, x2: int | None
) -> Iterator[tuple[int, int]]:
    """Pairs of features in order, then each with no other; those given stay."""
    numbers = number_columns(table)
    useful = _useful(table, numbers)
    for two in (useful, [0]) if x2 is None else ([x2],):
        for columns in (useful, numbers):
            for pair in product(columns if x1 is None else [x1], two):
                in_order = pair[1] == 0 or pair[0] < pair[1]
                are_two = pair[0] != pair[1] or None not in (x1, x2)
                if are_two and (in_order or (x1, x2) != (None, None)):
                    yield pair


def _first_that_fits(
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


def _likely_labels(table: Table) -> list[int]:
    """The columns that are labels, the likeliest first: those of a few values that come
    again and again, texts before numbers, of numbers the last, and two values first.

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

    labels = [k for k, found in classes.items() if 2 <= found <= MAX_CLASSES]
    likely = sorted(filter(comes_again, labels), key=unlikelihood)
    texts = [k for k in labels if k not in numbers and classes[k] <= 10]
    return likely + [k for k in texts if k not in likely]


def classes_of(column: Column) -> list[str]:
    """The different values of a column as texts, in order, the missing ones left out.

    No more than ``MAX_CLASSES`` + 1.
    """
    for values in (column.values[:1000], column.values):  # of many values some tell
        if column.is_number:
            found = list(map(_number_text, np.unique(values[~np.isnan(values)])))
        else:
            found = sorted(set(values) - {""})
        if len(found) > MAX_CLASSES:
            break
    return found[: MAX_CLASSES + 1]


def _number_text(number: float) -> str:
    """A number as the text of a class, its own: 1, 0.3, and 0 for -0."""
    return repr(float(number) + 0.0).removesuffix(".0")


def linear_points(table: Table, x: int | None = None, y: int | None = None) -> Points:
    """The points (x, y) of two columns of numbers, counted from 1.

    Raises:
        DataError: no such columns, fewer than two points, or an x that hardly varies.
    """
    x, y = linear_columns(table, x, y)
    columns = [_number_column(table, k) for k in (x, y)]
    if x == y:
        raise DataError(f"x and y are both “{short(columns[0].name)}”: choose two.")
    rows = np.column_stack([column.values for column in columns])
    is_whole = ~np.isnan(rows).any(axis=1)
    _check_rows(is_whole)
    X, target = rows[is_whole, :1], rows[is_whole, 1]
    _check_spread(columns[0].name, X[:, 0], "no slope exists")
    _check_size(columns[1].name, target)
    names = Names((columns[0].name,), columns[1].name)
    return Points(X, target, names, int((~is_whole).sum()))


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
        x1, x2, label: columns, counted from 1; x2 = 0: there is one feature only.
        positive: which of the label's classes, counted from 1 in order, is class 1; the
            last that comes if it is not given. All others are class 0.

    Raises:
        DataError: no such columns or class, fewer than two points, only one class, or a
            feature that hardly varies or says the same as the other.
    """
    x1, x2, label = logistic_columns(table, x1, x2, label)
    chosen = [x1, x2, label] if x2 else [x1, label]
    features = [_number_column(table, k) for k in chosen[:-1]]
    labels = _column(table, label)
    if len(set(chosen)) < len(chosen):
        twice = next(k for k in chosen if chosen.count(k) > 1)
        name = short(table.columns[twice - 1].name)
        raise DataError(f"“{name}” is chosen twice: choose different columns.")
    rows = np.column_stack([column.values for column in features])
    missing = np.isnan(labels.values) if labels.is_number else labels.values == ""
    is_whole = ~(np.isnan(rows).any(axis=1) | missing)
    _check_rows(is_whole)
    X = rows[is_whole]
    values = labels._replace(values=labels.values[is_whole])
    for feature, column in zip(features, X.T, strict=True):
        _check_spread(feature.name, column, "it tells no classes apart")
    if len(features) == 2 and abs(np.corrcoef(X.T)[0, 1]) > 1 - 1e-9:
        one, other = (short(feature.name) for feature in features)
        raise DataError(
            f"“{one}” and “{other}” say the same (each is a multiple of the other, "
            "shifted), so many weights fit alike: choose another column."
        )
    y, classes = _as_classes(values, classes_of(labels), positive)
    names = Names(tuple(feature.name for feature in features), labels.name, classes)
    return Points(X, y, names, int((~is_whole).sum()))


def _as_classes(
    labels: Column, classes: list[str], positive: int | None
) -> tuple[np.ndarray, tuple[str, str]]:
    """y (n,), 1 where a label is the chosen class; what 0 and 1 are called."""
    name, found = short(labels.name), classes_of(labels)
    if len(classes) > MAX_CLASSES:
        raise DataError(
            f"“{name}” has more than {MAX_CLASSES} different values: choose a column "
            "of labels, with a few."
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
            f"The label “{name}” has no class {positive}: it has {len(classes)}."
        )
    one = classes[positive - 1]
    if one not in found:
        raise DataError(
            f"Every row with “{short(one)}” as “{name}” misses a value: choose another "
            "class."
        )
    texts = map(_number_text, labels.values) if labels.is_number else labels.values
    rest = [text for text in found if text != one]
    zero = rest[0] if len(rest) == 1 else f"not {one}"
    return np.array([text == one for text in texts], float), (zero, one)


def _column(table: Table, k: int) -> Column:
    if not 1 <= k <= len(table.columns):
        raise DataError(f"There is no column {k}: these data have {_columns(table)}.")
    return table.columns[k - 1]


def _number_column(table: Table, k: int) -> Column:
    column = _column(table, k)
    if not column.is_number:
        raise DataError(f"“{short(column.name)}” holds text: choose numbers.")
    return column


def _check_rows(is_whole: np.ndarray) -> None:
    n = int(is_whole.sum())
    if n < 2:
        left_out = len(is_whole) - n
        miss = "misses" if left_out == 1 else "miss"
        missing = f" ({left_out:,} {miss} a value)" if left_out else ""
        raise DataError(
            f"Two rows at least are needed; there is {n or 'none'}{missing}."
        )


def _check_spread(name: str, values: np.ndarray, so: str) -> None:
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
            f"little for numbers of 32 bits: subtract {values.min():.6g} from it first."
        )
    _check_size(name, values)


def _check_size(name: str, values: np.ndarray) -> None:
    """Whether the squares of what values vary by stay numbers, if they vary."""
    spread = np.ptp(values)
    if 0 < spread < _LEAST_SIZE:
        raise DataError(
            f"“{short(name)}” varies by less than {_LEAST_SIZE:g}, too little to "
            "compute with: choose another unit."
        )


def _useful(table: Table, columns: list[int]) -> list[int]:
    """Those columns that neither number the rows nor say nothing."""
    return [
        k
        for k in columns
        if not table.columns[k - 1].counts_rows and _varies(table.columns[k - 1].values)
    ]


def _varies(values: np.ndarray) -> bool:
    seen = values[~np.isnan(values)]
    return seen.size > 0 and float(np.ptp(seen)) > 0


def _lacking(table: Table, needed: str) -> str:
    found = len(number_columns(table))
    have = f"{found} hold" if found > 1 else f"{'one' if found else 'none'} holds"
    return f"{needed}; these data have {_columns(table)}, of which {have} numbers."


def _lacking_label(table: Table) -> str:
    texts = [c for c in table.columns if not c.is_number and len(classes_of(c)) == 1]
    if texts:
        only = short(classes_of(texts[0])[0])
        return (
            f"The label “{short(texts[0].name)}” has only one class, “{only}”: there "
            "is nothing to tell apart."
        )
    return (
        "Classes need a column of labels, with two or more different values (at most "
        f"{MAX_CLASSES}); these data have {_columns(table)} and none like that."
    )


def _columns(table: Table) -> str:
    n = len(table.columns)
    return f"{n} column" + "s" * (n != 1)

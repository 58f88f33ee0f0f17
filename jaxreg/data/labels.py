"""Which columns can be labels, and which of their rows are class 1."""

from collections import Counter
from typing import NamedTuple

import numpy as np

from jaxreg.data.columns import is_id
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
from jaxreg.settings import LogisticScenario

_YES = frozenset(
    "yes y true t 1 + positive pos present pass passed success survived malignant"
    " approved ja oui sí si sim wahr vrai positiv bestanden 是 はい 예".split()
)
_NO = frozenset(
    "no false 0 - negative neg absent fail failed failure nein non não falsch faux"
    " negativ 否 いいえ 아니오".split()
)
_FEW = 10  # values: more numbers, or more texts that do not repeat, are no label
_SMALL = 10  # rows: in a larger table, a class of only one row is an unlikely one
_CUT = LogisticScenario.controls["cut"]


class ClassOne(NamedTuple):
    """Which labels are class 1: the ``positive``th of their classes, counted from 1 in
    order, or, of numbers, all from ``cut`` up. Both None: what a person would mean."""

    positive: int | None = None
    cut: float | None = None


ANY = ClassOne()


def label_columns(table: Table) -> list[int]:
    """Which columns, counted from 1, hold two different values or more; of texts, at
    most ``MAX_CLASSES``: numbers can be cut in two."""
    return [
        k
        for k, column in enumerate(table.columns, 1)
        if 2 <= len(classes_of(column)) <= MAX_CLASSES + column.is_number
    ]


def likely_labels(table: Table) -> list[int]:
    """The columns that can be labels, the likeliest first: those whose few values
    repeat, two values before more, texts before numbers, of numbers the last.

    Then other texts of a few values, ids, and what has a fault; measurements and dates
    never.
    """
    ranks = {k: _unlikelihood(k, column) for k, column in enumerate(table.columns, 1)}
    return sorted((k for k in ranks if ranks[k]), key=lambda k: ranks[k])


def _unlikelihood(k: int, column: Column) -> tuple[int, ...]:
    """What sorts columns by how likely they are labels; () if one is none."""
    classes, is_number = classes_of(column), column.is_number
    count, rows = len(classes), len(column.values)
    if not 2 <= count <= MAX_CLASSES or column.origin is not None:
        return ()
    most = _FEW if is_number else MAX_CLASSES
    repeats = count == 2 or (count <= most and 2 * count <= rows)
    if not repeats and (is_number or count > _FEW):
        return ()
    is_odd_one_out = False
    if count == 2 and rows > _SMALL:
        kind = float if is_number else str
        is_odd_one_out = 1 in [(column.values == kind(one)).sum() for one in classes]
    last = bool(column.fault), is_id(column), not repeats, is_odd_one_out
    return *last, count != 2, is_number, -k if is_number else k


def class_one(labels: Column, classes: list[str]) -> ClassOne:
    """What a person would mean by class 1: of numbers, those from the cut up that
    divides their rows most evenly; of two classes, the one whose name says yes, or
    does not say no; else the one with the most rows. Of equals it is the last.

    Args:
        labels: of the rows that are used.
        classes: of all rows, in order.

    Raises:
        DataError: there are not two classes, or too many.
    """
    present = _present(labels, classes)
    if labels.is_number and len(classes) > 2:
        return ClassOne(cut=_even_cut(labels.values))
    rows, kind = Counter(labels.values.tolist()), float if labels.is_number else str
    likeliest = max(reversed(present), key=lambda one: rows[kind(one)])
    if len(present) == 2:
        yes = [one for one in present if one.casefold() in _YES]
        not_no = [one for one in present if one.casefold() not in _NO]
        likeliest = next((s[0] for s in (yes, not_no) if len(s) == 1), likeliest)
    return ClassOne(positive=classes.index(likeliest) + 1)


def _present(labels: Column, classes: list[str]) -> list[str]:
    """The classes of the rows that are used; raises as ``class_one``."""
    present = classes_of(labels)
    if len(classes) > MAX_CLASSES and not labels.is_number:
        raise DataError(
            f"“{short(labels.name)}” has more than {MAX_CLASSES} different values: "
            "choose a label with fewer."
        )
    if len(present) < 2:
        only = f" “{short(present[0])}”" if present else ""
        raise DataError(
            f"The label “{short(labels.name)}” has only one class{only} here: there is "
            "nothing to tell apart."
        )
    return present


def _even_cut(values: np.ndarray) -> float:
    """The cut of these (n,) that divides them most evenly, the last of equals: one of
    them, if that has no more digits than a link can hold."""
    different, counts = np.unique(values, return_counts=True)
    ones = np.cumsum(counts[::-1])[::-1][1:]  # rows from each value but the first up
    k = len(ones) - int(np.argmin(np.abs(2 * ones - len(values))[::-1]))
    below, at = different[k - 1 : k + 1].tolist()
    near = [_CUT.nearest(number) for number in (at, below + (at - below) / 2)]
    return next((cut for cut in near if below < cut <= at), near[0])


def as_classes(
    labels: Column, classes: list[str], one: ClassOne
) -> tuple[np.ndarray, tuple[str, str]]:
    """y (n,), 1 where a label is of class 1; and what 0 and 1 are called.

    Args:
        labels, classes: as for ``class_one``.
        one: class 1, not ``ANY``.

    Raises:
        DataError: there are not two classes, or too many, or class 1 is none of them.
    """
    if one.cut is not None:
        return _cut(labels, one.cut)
    name, positive = short(labels.name), one.positive
    present = _present(labels, classes)
    if len(classes) > MAX_CLASSES:
        raise DataError(
            f"“{name}” has more than {MAX_CLASSES} different values: choose a cut."
        )
    if positive is None or not 1 <= positive <= len(classes):
        raise DataError(
            f"The label “{name}” has no class {positive}: it has only {len(classes)}."
        )
    first = classes[positive - 1]
    if first not in present:
        raise DataError(
            f"Every row whose “{name}” is “{short(first)}” lacks a value: choose "
            "another class."
        )
    rest = [text for text in present if text != first]
    zero = rest[0] if len(rest) == 1 else f"not {first}"
    first_value = float(first) if labels.is_number else first
    is_one = [value == first_value for value in labels.values.tolist()]
    return np.array(is_one, float), (zero, first)


def _cut(labels: Column, cut: float) -> tuple[np.ndarray, tuple[str, str]]:
    """As ``as_classes``, of numbers that are cut in two."""
    name, at = short(labels.name, 20), number_text(cut)
    if not labels.is_number:
        raise DataError(
            f"“{short(labels.name)}” contains text: only numbers can be cut."
        )
    y = (labels.values >= cut).astype(float)
    if len({*y}) < 2:
        low, high = map(number_text, (labels.values.min(), labels.values.max()))
        if low == high:
            raise DataError(
                f"“{short(labels.name)}” is {low} in every row, so a cut leaves only "
                "one class: choose another label."
            )
        raise DataError(
            f"“{short(labels.name)}” ranges from {low} to {high}, so a cut at {at} "
            f"leaves only one class: choose a cut above {low} and up to {high}."
        )
    return y, (f"{name} < {at}", f"{name} ≥ {at}")


def lacking_label(table: Table) -> str:
    """Why none of a table's columns is a label, in a sentence."""
    texts = [c for c in table.columns if not c.is_number and len(classes_of(c)) == 1]
    if texts:
        only = short(classes_of(texts[0])[0])
        return (
            f"The label “{short(texts[0].name)}” has only one class, “{only}”: there "
            "is nothing to tell apart."
        )
    sentence = (
        "Logistic regression needs a label, a column with a few different values "
        "that repeat; these data have none."
    )
    if len(number_columns(table)) < 2:
        return sentence
    return f"{sentence} You can also choose a column of numbers, and cut it in two."

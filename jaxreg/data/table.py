"""A table of data: named columns of numbers or of texts."""

from typing import NamedTuple

import numpy as np

MAX_ROWS = 100_000
MAX_CLASSES = 50
MAX_NUMBER = 1e15
"""Squared and summed over all rows, a number stays in the range of float32."""


class DataError(ValueError):
    """Data that cannot be used. The message is a sentence for the person whose they
    are; it may quote what stands in them."""


class Quantity(NamedTuple):
    """What x or y is: its ``name``, whole; its ``title``, as an axis has room for it;
    and its ``text``, as a formula has, without its ``unit``, "" where there is none."""

    name: str
    title: str
    text: str
    unit: str = ""


class Column(NamedTuple):
    """A name, and n ``values``: float64, NaN where one is missing, or str, "" there.

    ``counts_rows``: it only numbers the rows.
    """

    name: str
    values: np.ndarray
    counts_rows: bool = False

    @property
    def is_number(self) -> bool:
        """Whether it holds numbers, not texts."""
        return self.values.dtype.kind == "f"


class Table(NamedTuple):
    """Columns of one length, with different names; ``notes`` are sentences on how they
    were read."""

    columns: tuple[Column, ...]
    notes: tuple[str, ...] = ()


def short(text: str, at_most: int = 40) -> str:
    """A text on one line, of what can be printed, cut to ``at_most`` characters."""
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return text if len(text) <= at_most else text[: at_most - 1] + "…"


def split_unit(name: str) -> tuple[str, str]:
    """A column's name without its unit, and the unit: "height (cm)" -> height, cm."""
    text = name.strip()
    for opening, closing in ((" (", ")"), ("[", "]")):  # log(x) has no unit
        before, found, unit = text[: -len(closing)].rpartition(opening)
        is_unit = unit.strip() and not unit.strip().isdigit()  # nor has "x (2)"
        if found and text.endswith(closing) and before.strip() and is_unit:
            return before.strip(), unit.strip()
    return text, ""


def quantity(column: Column) -> Quantity:
    """What a column is, in the lengths that axes and formulas have room for."""
    text, unit = split_unit(column.name)
    return Quantity(
        column.name, short(column.name, 60), short(text, 24), short(unit, 12)
    )


def number_columns(table: Table) -> list[int]:
    """Which columns, counted from 1, hold numbers."""
    return [k for k, column in enumerate(table.columns, 1) if column.is_number]


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

"""A table of data: named columns of numbers or of texts."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import numpy as np

from jaxreg.data.dates import date_text
from jaxreg.settings import MAX_COLUMNS

MAX_ROWS = 100_000
MAX_CLASSES = 50
MAX_NUMBER = 1e15
"""Squared and summed over all rows, a number stays in the range of float32."""


class DataError(ValueError):
    """Data that cannot be used. The message is a sentence for their owner, and may
    quote them."""


class FaultError(DataError):
    """Cells among numbers are not numbers: they may count as missing instead."""


class Quantity(NamedTuple):
    """What x or y is: its whole ``name``; its ``title``, cut for an axis; its ``text``,
    cut for a formula, without the ``unit``, which is "" if there is none. Dates are
    counted in "days" or "years" since their ``origin``."""

    name: str
    title: str
    text: str
    unit: str = ""
    origin: datetime | None = None

    @property
    def measure(self) -> str:
        """What its numbers count: years since 1949-01-01, or its unit."""
        since = f" since {date_text(self.origin)}" if self.origin else ""
        return self.unit + since

    @property
    def meaning(self) -> str:
        """Its name and, unless that has the unit, what its numbers count."""
        if not self.origin and self.unit.rstrip("…") in self.name:
            return self.name
        return f"{self.text}, in {self.measure}"


class Column(NamedTuple):
    """A name, and n ``values``: float64, or str; NaN or "" where one is missing.

    ``counts_rows``: it only numbers the rows. ``unit`` is what its cells had beside
    their numbers, as "cm", or what dates are counted in since their ``origin``, the
    date of 0. ``fault`` is a sentence on why it cannot be used: cells among its numbers
    are none; "" if it can.
    """

    name: str
    values: np.ndarray
    counts_rows: bool = False
    unit: str = ""
    origin: datetime | None = None
    fault: str = ""

    @property
    def is_number(self) -> bool:
        """Whether it holds numbers, not texts."""
        return self.values.dtype.kind == "f"


class Table(NamedTuple):
    """Columns of one length, with different names; ``notes`` are sentences on how they
    were read."""

    columns: tuple[Column, ...]
    notes: tuple[str, ...] = ()


def check_columns(count: int) -> None:
    """Check that there are not too many columns.

    Raises:
        DataError: there are.
    """
    if count > MAX_COLUMNS:
        raise DataError(
            f"There are {count:,} columns, but at most {MAX_COLUMNS:,} are allowed."
        )


def thinned(count: int) -> tuple[np.ndarray, list[str]]:
    """Which rows are used, by number from 0: of more than MAX_ROWS so many, evenly
    spaced, with a sentence that says so."""
    used = np.linspace(0, count - 1, min(count, MAX_ROWS)).astype(int)
    if count <= MAX_ROWS:
        return used, []
    return used, [f"Of {count:,} rows, {MAX_ROWS:,} are used, evenly spaced."]


def counts_rows(values: np.ndarray, before: np.ndarray) -> bool:
    """Whether numbers (n,) are whole and count the rows one by one, of which so many
    are ``before`` each (n,)."""
    first = float(values[0]) if len(values) else np.nan
    return first.is_integer() and bool((values - before == first).all())


def clean(text: str) -> str:
    """A text on one line: unprintable characters become spaces, many spaces one.

    Bidi controls and zero-width characters are unprintable.
    """
    if not text.isprintable():
        text = "".join(c if c.isprintable() else " " for c in text)
    one_line = " ".join(text.split())
    return text if text == one_line else one_line  # one string in memory, not two


def short(text: str, at_most: int = 40) -> str:
    """A text, cleaned and cut to ``at_most`` characters."""
    text = clean(text)
    return text if len(text) <= at_most else text[: at_most - 1] + "…"


def split_unit(name: str) -> tuple[str, str]:
    """A column's name without its unit, and the unit: "height (cm)" -> height, cm."""
    text = name.strip()
    for opening, closing in ((" (", ")"), ("[", "]")):  # log(x) has no unit
        before, bracket, unit = text[: -len(closing)].rpartition(opening)
        is_unit = unit.strip() and not unit.strip().isdigit()  # nor has "x (2)"
        if bracket and text.endswith(closing) and before.strip() and is_unit:
            return before.strip(), unit.strip()
    return text, ""


def told_apart(columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns with different names: "x", "x (2)"."""
    taken, seen, different = {column.name for column in columns}, set(), []
    for column in columns:
        name, k = column.name, 1
        while name in seen or (k > 1 and name in taken):
            k += 1
            name = f"{column.name} ({k})"
        seen.add(name)
        different.append(column._replace(name=name))
    return tuple(different)


def quantity(column: Column) -> Quantity:
    """What a column is, cut for axes and formulas."""
    text, unit = split_unit(column.name)
    unit = short(column.unit or unit, 12)
    known = Quantity(column.name, "", short(text, 24), unit, column.origin)
    is_said = known.meaning == column.name
    title = column.name if is_said else f"{known.text} ({known.measure})"
    return known._replace(title=short(title, 60))


def number_columns(table: Table) -> list[int]:
    """Which columns, counted from 1, hold numbers."""
    return [k for k, column in enumerate(table.columns, 1) if column.is_number]


def classes_of(column: Column) -> list[str]:
    """A column's different values as texts, in order, without the missing.

    At most ``MAX_CLASSES`` + 1.
    """
    for values in (column.values[:1000], column.values):  # the first often tell
        if column.is_number:
            numbers = np.unique(values[~np.isnan(values)])[: MAX_CLASSES + 1]
            texts = list(map(number_text, numbers))
        else:
            texts = sorted(set(values) - {""})
        if len(texts) > MAX_CLASSES:
            break
    return texts[: MAX_CLASSES + 1]


def number_text(number: float) -> str:
    """A number as the text of a class: 1, 0.3, and 0 for -0."""
    return repr(float(number) + 0.0).removesuffix(".0")

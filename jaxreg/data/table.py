"""A table of data: named columns of numbers or of texts."""

from typing import NamedTuple

import numpy as np

MAX_ROWS = 100_000
MAX_NUMBER = 1e15
"""Squared and summed over all rows, a number stays in the range of float32."""


class DataError(ValueError):
    """Data that cannot be used. The message is a sentence for the person whose they
    are; it may quote what stands in them."""


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

"""From the cells of a column to its values: numbers or texts, and what is missing."""

import math
import re
from collections import Counter

import numpy as np

from jaxreg.data.numerals import SIGNS, as_number
from jaxreg.data.table import Column, DataError, clean, short

MAX_NAME = 200
_DASHES = ("-", "–", "—")
_MISSING = {
    *("NA", "N/A", "n/a", "<NA>", "nan", "NaN", "NAN", "null", "Null", "NULL"),
    *("None", *_DASHES, "?", "."),
    # What spreadsheets call errors, in English and German
    *("#N/A", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!", "#ERROR!"),
    *("#NV", "#WERT!", "#BEZUG!", "#ZAHL!", "#SPILL!", "#CALC!", "#FIELD!", "#BUSY!"),
}
_COUNTING_NAME = re.compile(
    r"|rows?|row\.?names|index|id|#|no\.?|nr\.?|n°|№|unnamed: \d+", re.IGNORECASE
)


def texts_of(cells: list[str]) -> list[str]:
    """The cells, cleaned; "" for each that says that it is missing."""
    cleaned = {cell: clean(cell) for cell in set(cells)}
    texts = [cleaned[cell] for cell in cells]
    missing = _MISSING - _classes(texts)
    return ["" if text in missing else text for text in texts]


def _classes(texts: list[str]) -> set[str]:
    """What means "missing" among numbers, but in a column of these texts is a class:
    None beside other words, a minus beside a plus.

    A column is of numbers if more than half of its texts are, see ``as_column``.
    """
    counts = Counter(texts)
    signs = {*_DASHES} if "+" in counts else set()
    if counts.keys().isdisjoint(signs | {"None"}):
        return set()
    said = {t: n for t, n in counts.items() if t and t not in _MISSING - signs}
    numbers = sum(
        n
        for t, n in said.items()
        if any(not math.isnan(as_number(t, s)) for s in SIGNS)
    )
    if not said or 2 * numbers > sum(said.values()):
        return set()
    return signs | {"None"}


def as_column(
    k: int, name: str, texts: list[str], decimal: str, before: np.ndarray
) -> Column:
    """Column k: numbers, NaN for each other text, if more than half are numbers."""
    numbers = {text: as_number(text, decimal) for text in set(texts)}
    values = np.array([numbers[text] for text in texts])
    counts = values[0] in (0, 1) and bool((values - before == values[0]).all())
    # R writes row names, all different, in a column without a name.
    if not name and not counts and (k > 1 or len(numbers) < len(texts)):
        raise DataError(f"Column {k:,} has no name.")
    if len(name) > MAX_NAME:
        raise DataError(
            f"The name of column {k:,}, “{short(name)}”, has {len(name):,} characters, "
            f"but at most {MAX_NAME} are allowed."
        )
    counts = counts and bool(_COUNTING_NAME.fullmatch(name))
    if 2 * np.isnan(values).sum() < len(texts) + texts.count(""):
        return Column(name or "row", values, counts)
    return Column(name or "row", np.array(texts, object))


def told_apart(columns: list[Column]) -> list[Column]:
    """The columns with different names: "x", "x (2)"."""
    taken, seen, different = {column.name for column in columns}, set(), []
    for column in columns:
        name, k = column.name, 1
        while name in seen or (k > 1 and name in taken):
            k += 1
            name = f"{column.name} ({k})"
        seen.add(name)
        different.append(column._replace(name=name))
    return different

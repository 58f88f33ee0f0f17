"""What the cells of a column say: numbers, dates, kinds, and what is missing."""

from collections import Counter

from jaxreg.data.dates import is_date
from jaxreg.data.numerals import is_number, split_number
from jaxreg.data.table import clean

_DASHES = ("-", "–", "—")
_WORDS = {"none", "missing", "n.d."}  # that may be classes
_MISSING = {
    *("na", "n/a", "n.a.", "<na>", "nan", "nat", "n.d.", "null", "(null)", "missing"),
    *("none", *_DASHES, "--", "---", "?", ".", "..", "...", "…", ":", "*", "**", "***"),
    # What spreadsheets call errors, in English and German
    *("#n/a", "#div/0!", "#value!", "#ref!", "#name?", "#num!", "#null!", "#error!"),
    *("#nv", "#wert!", "#bezug!", "#zahl!", "#spill!", "#calc!", "#field!", "#busy!"),
}


def is_missing(text: str) -> bool:
    """Whether a cleaned text says that a value is missing, as "" does."""
    return not text or text.lower() in _MISSING or text == "\\N"


def is_plain(text: str) -> bool:
    """Whether a cleaned text is a number or a date, or says that one is missing."""
    return is_missing(text) or is_number(text) or is_date(text)


def is_typed(text: str) -> bool:
    """Whether a cell is that, or a number with a unit."""
    return is_plain(split_number(clean(text))[0])


def trimmed(row: list[str]) -> list[str]:
    """A row without the empty cells at its end."""
    filled = len(row)
    while filled and not row[filled - 1].strip():
        filled -= 1
    return row[:filled]


def texts_of(cells: list[str]) -> list[str]:
    """The cells, cleaned; "" for each that says that it is missing."""
    cleaned = {cell: clean(cell) for cell in {*cells}}
    missing = set(filter(is_missing, cleaned.values()))
    if missing - {""}:
        missing -= _classes([cleaned[cell] for cell in cells], missing)
        cleaned |= {cell: "" for cell, text in cleaned.items() if text in missing}
    return [cleaned[cell] for cell in cells]


def _classes(texts: list[str], missing: set[str]) -> set[str]:
    """What means "missing" among numbers, but in a column of these texts is a class:
    None or N.D. beside other words, a minus beside a plus.

    A column is of numbers if more than half of its texts are.
    """
    nones = {text for text in missing if text.lower() in _WORDS}
    if not nones and missing.isdisjoint(_DASHES):
        return set()
    counts = Counter(texts)
    signs = {*_DASHES} if "+" in counts else set()
    said = {t: n for t, n in counts.items() if t and t not in missing - signs}
    numbers = sum(n for t, n in said.items() if is_number(t))
    if not said or 2 * numbers > sum(said.values()):
        return set()
    return signs | nones

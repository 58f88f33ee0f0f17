"""From the cells of a column to its values: numbers, dates or classes; its faults."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from jaxreg.data.cells import texts_of
from jaxreg.data.dates import Dates, dates_of, dates_of_numbers, is_date
from jaxreg.data.numerals import SIGNS, as_number, is_number, split_number
from jaxreg.data.reading import Choices
from jaxreg.data.table import MAX_NUMBER, Column, counts_rows, short

_CODE = re.compile(r"-?(?:9{2,}(?:\.9+)?|9\.9{2,})")
# Lines that are empty, or numbers with groups of thousands or none
_GROUPED = {
    sign: re.compile(
        rf"(?:(?:[-+]?(?:[1-9]\d{{0,2}}(?:[{other}]\d{{3}})+(?:[{sign}]\d*)?"
        rf"|\d+(?:[{sign}]\d*)?|[{sign}]\d+))?(?:\n|\Z))*+"
    )
    for sign, other in (SIGNS, SIGNS[::-1])
}
_MANY = 1000  # different texts: more are no classes, so spelling does not matter
_SOME = 1000  # texts, which tell whether to try numbers or dates


@dataclass(frozen=True)
class Cells:
    """A column as a file has it: its ``name``, its cells as they are, ``raw`` (n,), the
    ``number`` of each row in the file, from 1, (n,), and how many rows of data are
    ``before`` it, (n,)."""

    name: str
    raw: list[str]
    number: np.ndarray
    before: np.ndarray

    @cached_property
    def texts(self) -> list[str]:
        """The cells, cleaned; "" where a value is missing."""
        return texts_of(self.raw)

    @cached_property
    def num_said(self) -> int:
        """How many are not missing."""
        return len(self.texts) - self.texts.count("")

    def are_often(self, test: Callable[[str], bool]) -> bool:
        """Whether a test holds for a good part of some of the texts, evenly spaced."""
        said = self.texts[:: len(self.texts) // _SOME + 1]
        said = [text for text in said if text]
        return 5 * sum(map(test, said)) >= len(said)


class Kind(NamedTuple):
    """A ``column``; a ``note`` on how it was read; how many cells were ``left_out``; a
    date that may be read in two ways; and the ``codes`` that may say "missing"."""

    column: Column
    note: str = ""
    left_out: int = 0
    doubtful_date: str = ""
    codes: tuple[str, ...] = ()


def as_column(cells: Cells, choices: Choices) -> Kind:
    """What the cells of a column say: numbers, if more than half of those that are not
    missing are some, or else dates, or else classes."""
    decimal = choices.decimal or "."
    values = _all_numbers(cells.raw, decimal)
    if values is not None:
        return _numbers(cells, values, "", choices)
    if not cells.num_said:
        return Kind(Column(cells.name, np.array(cells.texts, object)))
    if cells.are_often(is_number):
        values = _values(
            cells, {text: as_number(text, decimal) for text in {*cells.texts}}
        )
        if _is_most(values, cells):
            return _numbers(cells, values, "", choices)
    if cells.are_often(lambda text: split_number(text)[1] != ""):
        unit, numbers = _with_unit({*cells.texts}, decimal)
        values = _values(cells, numbers)
        if _is_most(values, cells):
            return _numbers(cells, values, unit, choices)
    if cells.are_often(is_date):
        dates = dates_of(cells.texts, choices.day_first, decimal == ",")
        if dates:
            return _dates(cells, dates, choices)
    return _classes(cells)


def _all_numbers(cells: list[str], decimal: str) -> np.ndarray | None:
    """The numbers of cells (n,) that are all plain, their thousands perhaps in groups,
    or empty: in one go, since there may be millions."""
    joined = "\n".join(cells)
    if not joined.isascii() or "_" in joined:
        return None
    other = SIGNS[decimal == SIGNS[0]]
    if other in joined:
        if not _GROUPED[decimal].fullmatch(joined):
            return None
        joined = joined.replace(other, "")
    texts = joined.replace(decimal, ".").split("\n")
    try:
        values = np.array([float(text) if text else np.nan for text in texts])
    except ValueError:
        return None
    seen = values[~np.isnan(values)]
    usual = seen.size and (np.abs(seen) <= MAX_NUMBER).all()
    is_all = len(values) == len(cells) and seen.size == len(cells) - cells.count("")
    return values if usual and is_all else None


def _values(cells: Cells, numbers: dict[str, float]) -> np.ndarray:
    return np.array([numbers.get(text, np.nan) for text in cells.texts])


def _is_most(values: np.ndarray, cells: Cells) -> bool:
    return 2 * int((~np.isnan(values)).sum()) > cells.num_said


# Numbers


def _with_unit(texts: set[str], decimal: str) -> tuple[str, dict[str, float]]:
    """The unit that stands beside most numbers, and these by the texts with it."""
    parts = {text: split_number(text) for text in texts}
    units = Counter(unit for _, unit in parts.values() if unit)
    unit = max(units, key=units.__getitem__, default="")
    return unit, {
        text: as_number(number, decimal)
        for text, (number, its) in parts.items()
        if its == unit != ""
    }


def _numbers(cells: Cells, values: np.ndarray, unit: str, choices: Choices) -> Kind:
    if dates := None if unit else dates_of_numbers(values, cells.name):
        return _dates(cells, dates, choices)
    note = ""
    if unit:
        texts = zip(cells.texts, values, strict=True)
        example = short(next(text for text, value in texts if not np.isnan(value)))
        name = short(cells.name)
        note = f"“{example}” in “{name}” was read as a number with the unit {unit}."
    codes = _codes(values) if choices.codes is None else choices.codes
    is_code = np.isin(values, np.array(codes, float))
    values[is_code] = np.nan
    meant = f"a number with “{unit}”" if unit else "a number"
    fault, left_out = _faults(cells, values, ~is_code, meant, choices)
    counts = counts_rows(values, cells.before)
    column = Column(cells.name, values, counts, unit, fault=fault)
    found = codes if choices.codes is None else ()
    return Kind(column, note, left_out, codes=found)


def _codes(values: np.ndarray) -> tuple[str, ...]:
    """Numbers of nines that stand far from all others, which are closer together."""
    different = np.unique(values[np.isfinite(values)])
    texts = {
        n: f"{n:.12g}" for n in (*different[:3].tolist(), *different[-3:].tolist())
    }
    codes = {n for n, text in texts.items() if _CODE.fullmatch(text)}
    rest = np.array([n for n in different.tolist() if n not in codes])
    if len(rest) < 2:
        return ()
    far = (n for n in codes if max(n - rest[-1], rest[0] - n) > np.ptp(rest))
    return tuple(texts[n] for n in sorted(far))


def _faults(
    cells: Cells, values: np.ndarray, among: np.ndarray, meant: str, choices: Choices
) -> tuple[str, int]:
    """Why the column cannot be used, "" if it can; and how many of its cells are left
    out. Sets ``values`` to NaN where a cell cannot be used."""
    suspects = np.flatnonzero(~(np.abs(values) <= MAX_NUMBER) & among)
    rows = [row for row in suspects if cells.raw[row] and cells.texts[row]]
    if not rows:
        return "", 0
    first, text = rows[0], short(cells.texts[rows[0]])
    where = f"Row {cells.number[first]:,} of “{short(cells.name)}”"
    if np.isnan(values[first]):
        usual = ".,+−:/-" if meant == "a date" else ".,+−-"
        sign = re.search(rf"[^\d\s{usual}]+", text) if re.search(r"\d", text) else None
        way = f": “{sign[0]}” is in the way" if sign else ""
        if meant == "a number" and is_number(text):
            its = "comma" if choices.decimal == "," else "point"
            way = f": the {its} is the decimal sign"
        words = f"{where} contains “{text}” instead of {meant}{way}."
    else:
        words = f"{where} is {text}: numbers from -1e15 to 1e15 are allowed."
    values[rows] = np.nan
    if choices.leave_out_faults:
        return "", len(rows)
    more = len(rows) - 1
    if more:
        words += f" {more:,} more cell{'s' * (more > 1)} cannot be used either."
    return words, 0


# Dates and classes


def _dates(cells: Cells, dates: Dates, choices: Choices) -> Kind:
    values = dates.values
    everywhere = np.ones(len(values), bool)
    fault, left_out = _faults(cells, values, everywhere, "a date", choices)
    column = Column(
        cells.name, values, unit=dates.unit, origin=dates.origin, fault=fault
    )
    since = dates.origin.isoformat(" ").removesuffix(" 00:00:00")
    note = (
        f"“{short(cells.name)}” contains dates, counted in {dates.unit} since {since}."
    )
    return Kind(column, note, left_out, dates.doubt)


def _classes(cells: Cells) -> Kind:
    """Texts; those that differ by small and capital letters alone are one class, as
    most rows write it."""
    counts, spellings = Counter(cells.texts), dict[str, list[str]]()
    if len(counts) <= _MANY:
        for text in sorted(counts, key=lambda text: (-counts[text], text)):
            spellings.setdefault(text.casefold(), []).append(text)
    same = {text: one[0] for one in spellings.values() for text in one}
    texts = [same.get(text, text) for text in cells.texts]
    several = next((one for one in spellings.values() if len(one) > 1), None)
    note = ""
    if several:
        quoted = " and ".join(f"“{short(text)}”" for text in several)
        one = short(several[0])
        note = f"{quoted} in “{short(cells.name)}” count as one class, “{one}”."
    return Kind(Column(cells.name, np.array(texts, object)), note)

"""Whether the columns that were read are those that were expected."""

import re
from collections.abc import Collection, Sequence
from datetime import datetime

import numpy as np
import pandas as pd
from pandas.api import types

from jaxreg.data.table import Column

MISSING = {"", "na", "n/a", "nan", "null", "none", "?", ".", "-", "..", "nat", "<na>"}
_UNIT = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$|(?<=.)\.[1-9]$")
_DAYS = {"days": 1.0, "hours": 1 / 24, "minutes": 1 / 1440, "seconds": 1 / 86_400}
_YEAR = 365.2425


def difference(
    columns: Sequence[Column], expected: pd.DataFrame, open_to: Collection[int] = ()
) -> tuple[str, str]:
    """Why a column of numbers is refused, and the first other difference; "" if none.

    A column that is expected to be of text, and is refused as one of numbers, is not
    different: it says why it cannot be used. Columns ``open_to`` are not compared.
    """
    want = _seen(expected)
    if len(columns) == len(want.columns) + 1 and columns[0].name == "row":
        columns = columns[1:]  # what the rows are called is no column of pandas
    if len(columns) != len(want.columns):
        read = ", ".join(column.name for column in columns)
        names = ", ".join(map(str, want.columns))
        return "", f"Columns {read} are read instead of {names}."
    faulty = ""
    for k, (column, (name, values)) in enumerate(
        zip(columns, want.items(), strict=True)
    ):
        if len(column.values) != len(values):
            return "", f"{len(column.values)} rows are read instead of {len(values)}."
        if not _same_name(column.name, name):
            return "", f"A column is called “{column.name}” instead of “{name}”."
        if fault := getattr(column, "fault", ""):
            faulty = faulty or (fault if not _is_text(values) else "")
        elif k not in open_to and not _same_values(column, values):
            return "", f"“{name}” has {_first(column.values, values)}."
    return faulty, ""


def _seen(expected: pd.DataFrame) -> pd.DataFrame:
    """The table without empty rows, and without columns that have neither a name nor a
    cell."""
    unnamed = expected.columns.astype(str).str.match(r"Unnamed: |$")
    return expected.loc[:, ~(unnamed & expected.isna().all())].dropna(how="all")


def _same_name(read: str, name: object) -> bool:
    """Alike but for signs, the unit and what a second line of names adds; any name will
    do for a column without one."""
    if not isinstance(name, str) or re.match(r"Unnamed: |$", name.strip()):
        return True
    if read.startswith(f"{name} "):
        return True
    folded, wanted = (
        [re.sub(r"[\W_]+", "", text) for text in (_UNIT.sub("", name), name)]
        for name in (read, name)
    )
    return not any(wanted) or wanted[0] in folded or folded[0] in wanted


def _is_text(values: pd.Series) -> bool:
    return not (types.is_numeric_dtype(values) or _is_date(values))


def _is_date(values: pd.Series) -> bool:
    return types.is_datetime64_any_dtype(values)


def _same_values(column: Column, values: pd.Series) -> bool:
    if not column.is_number and values.isna().all():
        return _texts(column.values) == _texts(values)
    if types.is_bool_dtype(values) or _is_text(values):
        return not column.is_number and _texts(column.values) == _texts(values)
    if _is_date(values):
        return bool(column.origin) and _same_dates(column, values)
    if not column.is_number:
        return False
    wanted = values.astype(float).to_numpy()
    same = np.array_equal(column.values, wanted, equal_nan=True)
    origin = getattr(column, "origin", None)
    return same or (bool(origin) and _same_years(column.values, origin, wanted))


def _same_dates(column: Column, dates: pd.Series) -> bool:
    """Whether its values are the days, or the years, from its origin to these dates."""
    days = (dates - pd.Timestamp(column.origin)) / pd.Timedelta(days=1)
    factor = _DAYS.get(column.unit)
    if factor:
        return _near(column.values * factor, days, 2e-5)
    return _near(column.values, days, 2e-5) or _near(column.values, days / _YEAR, 7e-3)


def _same_years(years: np.ndarray, origin: datetime, wanted: np.ndarray) -> bool:
    return _near(years + origin.year, wanted, 7e-3)


def _near(values: np.ndarray, wanted: Sequence[float], by: float) -> bool:
    return np.allclose(values, wanted, rtol=0, atol=by, equal_nan=True)


def _texts(values: Sequence[object]) -> list[str]:
    """Texts on one line, in small letters, "" for each that says it is missing."""
    texts = ["" if value is None else " ".join(str(value).split()) for value in values]
    return ["" if t.lower() in MISSING else t.casefold() for t in texts]


def _first(values: Sequence[object], wanted: pd.Series) -> str:
    """The first value that differs."""
    pairs = list(zip(values, wanted, strict=True))
    other = (p for p in pairs if p[0] != p[1] and not (p[0] != p[0] and pd.isna(p[1])))
    read, want = next(other, pairs[0])
    return f"{str(read)[:30]!r} instead of {str(want)[:30]!r}"

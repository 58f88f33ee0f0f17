"""Cells among numbers that are not numbers: refused, or taken as missing."""

import math

import numpy as np

from jaxreg.data.table import MAX_NUMBER, Column, DataError, short


class FaultError(DataError):
    """Cells among numbers are not numbers: they may count as missing instead."""


def without_faults(
    columns: list[Column], texts: list[list[str]], number: np.ndarray, leave_out: bool
) -> list[str]:
    """Make faults missing, in place; a note on how many there are.

    Raises:
        FaultError: there are any, and they are not to be left out.
    """
    faults = [_faults(*pair) for pair in zip(columns, texts, strict=True)]
    total = sum(map(len, faults))
    if not total:
        return []
    if not leave_out:
        row, k = min((rows[0], k) for k, rows in enumerate(faults) if len(rows))
        raise FaultError(
            _fault(columns[k], row, short(texts[k][row]), number[row])
            + _more(total - 1)
        )
    for column, rows in zip(columns, faults, strict=True):
        column.values[rows] = math.nan
    if total == 1:
        return ["One cell is not a number, or is too large; it counts as missing."]
    return [
        f"{total:,} cells are not numbers, or are too large; they count as missing."
    ]


def _faults(column: Column, texts: list[str]) -> np.ndarray:
    """The rows of a column of numbers that are none, or too large."""
    if not column.is_number:
        return np.array([], int)
    doubtful = np.flatnonzero(~(np.abs(column.values) <= MAX_NUMBER))
    return np.array([row for row in doubtful if texts[row]], int)


def _fault(column: Column, row: int, text: str, number: int) -> str:
    where = f"Row {number:,} of “{short(column.name)}”"
    if np.isnan(column.values[row]):
        return f"{where} contains “{text}” instead of a number."
    return f"{where} is {text}: numbers from -1e15 to 1e15 are allowed."


def _more(faults: int) -> str:
    if not faults:
        return ""
    return f" {faults:,} more cell{'s' * (faults > 1)} cannot be used either."

"""Rows of cells from JSON, in the forms that programs write tables in."""

import json
from itertools import zip_longest
from typing import Any

from jaxreg.data.sheets import MAX_CELLS, cell_text
from jaxreg.data.table import DataError

_MAX_PARTS = 1_000_000  # a list takes far more memory than its text


def json_rows(text: str) -> list[list[str]] | None:
    """The rows, names first, of records or lists. These are in one list, on a line
    each, or nested as pandas and Vega do; None if the text is no table in JSON.

    Raises:
        DataError: there are too many cells.
    """
    if not text.lstrip().startswith(("[", "{")) or text.rstrip()[-1] not in "]}":
        return None
    if text.count("{") + text.count("[") > _MAX_PARTS:
        raise DataError(
            f"This JSON has more than {_MAX_PARTS:,} records or lists, the most that "
            "is allowed."
        )
    try:
        return _rows(_loaded(text))
    except (ValueError, RecursionError) as error:
        if isinstance(error, DataError):
            raise
        return None


def _loaded(text: str) -> Any:
    """One value, or a list of one of each line.

    Raises:
        ValueError: it is no JSON.
    """
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return [json.loads(line) for line in text.splitlines() if line.strip()]


def _rows(value: Any, deep: int = 2) -> list[list[str]] | None:
    """The rows of a loaded value, or of a list at most ``deep`` below it."""
    if isinstance(value, list):
        return _of_list(value)
    if not isinstance(value, dict) or not value:
        return None
    names, data = value.get("columns"), value.get("data")
    if isinstance(names, list) and isinstance(data, list):
        return _of_list([names, *data])
    inner = list(value.values())
    if "primaryKey" in (value.get("schema") or ()) and isinstance(data, list):
        keys = value["schema"]["primaryKey"]  # the index of pandas' data frame
        return _of_list([{k: row[k] for k in row if k not in keys} for row in data])
    if all(isinstance(column, dict) for column in inner):
        if _are_counted(value) and not _are_counted(inner[0]):  # {row: {column: cell}}
            return _of_list(inner)
        if all(_is_flat(list(column.values())) for column in inner):
            return _of_columns(value)
    tables = [v for v in inner if isinstance(v, list) and v and not _is_flat(v)]
    if len(tables) == 1:
        return _of_list(tables[0])
    if all(isinstance(column, list) and _is_flat(column) for column in inner):
        _check(max(map(len, inner)), len(inner))
        return _texts([list(value), *zip_longest(*inner)])
    return _rows(data, deep - 1) if deep else None


def _are_counted(names: dict[str, Any]) -> bool:
    """Whether the names are only 0, 1, 2 and so on."""
    return list(names) == list(map(str, range(len(names))))


def _is_flat(values: list[Any]) -> bool:
    return not any(isinstance(value, list | dict) for value in values)


def _of_list(values: list[Any]) -> list[list[str]] | None:
    if all(isinstance(value, dict) for value in values):
        names = dict.fromkeys(name for value in values for name in value)
        _check(len(values), len(names))
        return [
            [*names],
            *_texts([[value.get(name) for name in names] for value in values]),
        ]
    if all(isinstance(value, list) for value in values):
        return _texts(values)
    return _texts([[value] for value in values]) if _is_flat(values) else None


def _of_columns(columns: dict[str, dict[str, Any]]) -> list[list[str]]:
    """pandas' {column: {row: cell}}, with the rows' names unless they count them."""
    names = dict.fromkeys(name for column in columns.values() for name in column)
    _check(len(names), len(columns))
    rows = [[column.get(name) for column in columns.values()] for name in names]
    if _are_counted(names):
        return [[*columns], *_texts(rows)]
    labelled = [[name, *row] for name, row in zip(names, rows, strict=True)]
    return [["index", *columns], *_texts(labelled)]


def _texts(rows: list[Any]) -> list[list[str]]:
    return [list(map(cell_text, row)) for row in rows]


def _check(rows: int, columns: int) -> None:
    if rows * columns > MAX_CELLS:
        raise DataError(
            f"This JSON has {rows:,} rows and {columns:,} columns, but at most "
            f"{MAX_CELLS:,} cells are allowed."
        )

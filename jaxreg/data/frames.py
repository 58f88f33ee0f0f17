"""A pandas or polars frame as own data, for work in a notebook."""

import warnings
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from jaxreg.data.cells import texts_of
from jaxreg.data.dates import dates_of_moments
from jaxreg.data.kinds import Cells, as_column
from jaxreg.data.numerals import decimal_sign
from jaxreg.data.reader import MAX_NAME
from jaxreg.data.reading import Choices
from jaxreg.data.sheets import cell_text
from jaxreg.data.table import (
    MAX_NUMBER,
    MAX_ROWS,
    Column,
    DataError,
    Table,
    classes_of,
    number_text,
    short,
    told_apart,
)
from jaxreg.settings import MAX_COLUMNS, OWN_DATA

if TYPE_CHECKING:
    from narwhals import Series
    from narwhals.typing import IntoDataFrame

_MOST_QUOTED = 20  # names, or classes


def own_scenario(
    page: str,
    frame: "IntoDataFrame",
    columns: Mapping[str, Any],
    settings: Mapping[str, Any],
) -> tuple[Any, Table]:
    """A page's scenario of a frame's columns, and the table that it is of.

    It starts from the settings that the page starts own data with: x standardised, at a
    rate that converges. How texts were read is said in warnings.

    Args:
        page: "linear" or "logistic".
        columns: the names of columns by the scenario's fields; None: what fits first.
        settings: other fields of the scenario.

    Raises:
        DataError: it has no such column, or too many columns.
        ValueError, TypeError: no such setting, or a value that is not allowed.
    """
    table = table_of_frame(frame)
    for note in table.notes:
        warnings.warn(note, stacklevel=4)  # where run_linear is called
    places: dict[str, Any] = {
        field: None if name is None else place_of(table, name)
        for field, name in columns.items()
    }
    return replace(OWN_DATA[page], **places, **settings), table


def place_of(table: Table, name: Any) -> int:
    """Which column, counted from 1, has this name.

    Raises:
        DataError: none has.
    """
    names = [column.name for column in table.columns]
    text = _text(name)
    if text not in names:
        raise DataError(
            f"There is no column “{short(text)}”. The columns are {_quoted(names)}."
        )
    return names.index(text) + 1


def class_of(table: Table, label: int, value: Any) -> int:
    """Which class, counted from 1, a value is among those of a label, column ``label``.

    Raises:
        DataError: none of them.
    """
    column = table.columns[label - 1]
    classes = classes_of(column)
    try:
        one = number_text(float(value)) if column.is_number else _cell_text(value)
    except (TypeError, ValueError):
        one = str(value)
    folded = [text.casefold() for text in classes]
    if one.casefold() not in folded:
        raise DataError(
            f"“{short(column.name)}” is never “{short(one)}”. Its values are "
            f"{_quoted(classes)}."
        )
    return (classes.index(one) if one in classes else folded.index(one.casefold())) + 1


def _quoted(texts: list[str]) -> str:
    more = len(texts) - _MOST_QUOTED
    quoted = ", ".join(f"“{short(text)}”" for text in texts[:_MOST_QUOTED])
    return f"{quoted} and {more:,} more" if more > 0 else quoted


def table_of_frame(frame: "IntoDataFrame") -> Table:
    """The columns of a frame; its index is none of them.

    Numbers stay as they are, dates are counted from the first one, and durations in
    days. All else is read as the cells of a file are, but what these leave open, as
    3/4/2020 does, is a fault of its column. Rows are counted from 1.

    Raises:
        DataError: there are no two rows, or too many columns.
        TypeError: it is no frame.
    """
    import narwhals as nw
    from narwhals.dependencies import is_pandas_dataframe

    names: list[Any] = []
    if is_pandas_dataframe(frame):  # whose names may come twice
        names = [*frame.columns]
        frame = frame.set_axis(range(len(names)), axis=1)
    whole = nw.from_native(frame, eager_only=True)
    names = names or whole.columns
    num_rows, num_columns = whole.shape
    if num_rows < 2:
        raise DataError(f"At least two rows are needed, but there are {num_rows}.")
    if num_columns > MAX_COLUMNS:
        raise DataError(
            f"There are {num_columns:,} columns, but at most {MAX_COLUMNS:,} are "
            "allowed."
        )
    rows, notes = np.arange(num_rows), []
    if num_rows > MAX_ROWS:
        notes.append(f"Of {num_rows:,} rows, {MAX_ROWS:,} are used, evenly spaced.")
        rows = np.linspace(0, num_rows - 1, MAX_ROWS).astype(int)
        whole = whole[rows, :]
    columns = []
    for k, name in enumerate(names):
        called = _text(name) or f"column {k + 1:,}"
        column, note = _column(called, whole[:, k], rows)
        columns.append(column)
        notes += filter(None, [note])
    return Table(told_apart(columns), tuple(notes))


def _text(name: Any) -> str:
    """A column's name as a text; of several levels, one after the other."""
    whole = " ".join(map(str, name)) if isinstance(name, tuple) else str(name)
    return short(whole, MAX_NAME)


def _column(name: str, series: "Series[Any]", rows: np.ndarray) -> tuple[Column, str]:
    """A column, and a note on how it was read; ``rows`` (n,) are numbers from 0."""
    import narwhals as nw

    kind = series.dtype
    if kind.is_numeric():
        return _numbers(name, series.cast(nw.Float64).to_numpy(), rows), ""
    if isinstance(kind, nw.Datetime | nw.Date):
        dates = dates_of_moments(_moments(series))
        if dates:
            return Column(name, dates.values, unit=dates.unit, origin=dates.origin), ""
    if isinstance(kind, nw.Duration):
        days = series.to_numpy() / np.timedelta64(1, "D")
        return _numbers(name, days, rows)._replace(unit="days"), ""
    cells = zip(series.to_list(), series.is_null().to_list(), strict=True)
    texts = texts_of(["" if missing else _cell_text(cell) for cell, missing in cells])
    return _read(Cells(name, texts, rows + 1, rows))


def _cell_text(cell: Any) -> str:
    return cell_text(cell.item() if isinstance(cell, np.generic) else cell)


def _numbers(name: str, values: np.ndarray, rows: np.ndarray) -> Column:
    """Numbers (n,), NaN where one is missing."""
    first = float(values[0])
    counts_rows = first.is_integer() and bool((values - rows == first).all())
    fault = ""
    for k in np.flatnonzero(np.abs(values) > MAX_NUMBER)[:1].tolist():
        fault = (
            f"Row {rows[k] + 1:,} of “{short(name)}” is {values[k]:g}: numbers from "
            "-1e15 to 1e15 are allowed."
        )
    return Column(name, values, counts_rows, fault=fault)


def _moments(series: "Series[Any]") -> np.ndarray:
    """Dates (n,) as datetime64, of universal time if they have a zone."""
    import narwhals as nw

    if getattr(series.dtype, "time_zone", None):
        series = series.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
    return series.cast(nw.Datetime("us")).to_numpy().astype("datetime64[us]")


def _read(cells: Cells) -> tuple[Column, str]:
    """A column of texts, as it is read in a file, and a note on that."""
    decimal, differ = decimal_sign(cells.texts, ",")
    kind = as_column(cells, Choices(decimal=decimal, codes=()))
    column, doubtful = kind.column, kind.doubtful_date
    if column.is_number and column.origin is None:
        doubtful = next((text for text in cells.texts if text in differ), "")
    if doubtful:
        type_ = "numbers" if column.origin is None else "dates"
        column = column._replace(
            fault=f"“{short(doubtful)}” in “{short(column.name)}” may be read in two "
            f"ways: turn this column into {type_} first."
        )
    return column, kind.note

"""A pandas or polars frame as own data, for work in a notebook."""

import warnings
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from jaxreg.data.dates import dates_of_moments
from jaxreg.data.kinds import Cells, as_column
from jaxreg.data.numerals import decimal_sign
from jaxreg.data.reader import MAX_NAME
from jaxreg.data.reading import Choices
from jaxreg.data.sheets import cell_text
from jaxreg.data.table import (
    MAX_NUMBER,
    Column,
    DataError,
    Table,
    check_columns,
    classes_of,
    counts_rows,
    number_text,
    short,
    thinned,
    told_apart,
)
from jaxreg.settings import OWN_DATA

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
    rate that converges. If all columns are named, no other is read. How texts were read
    is said in warnings.

    Args:
        page: "linear" or "logistic".
        columns: the names of columns by the scenario's fields; None: what fits first.
        settings: other fields of the scenario.

    Raises:
        DataError: it has no such column, or too many columns.
        ValueError, TypeError: no such setting, or a value that is not allowed.
    """
    named = [name for name in columns.values() if name is not None]
    table = table_of_frame(frame, named if len(named) == len(columns) else None)
    for note in table.notes:
        warnings.warn(note, stacklevel=4)  # where run_linear is called
    names = [column.name for column in table.columns]
    places: dict[str, Any] = {
        field: None if name is None else place_of(names, name)
        for field, name in columns.items()
    }
    return replace(OWN_DATA[page], **places, **settings), table


def place_of(names: list[str], name: Any) -> int:
    """Which of the columns with these names, counted from 1, has this one.

    Raises:
        DataError: none has.
    """
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


def table_of_frame(
    frame: "IntoDataFrame", only: Collection[Any] | None = None
) -> Table:
    """The columns of a frame, or ``only`` those with these names, without its index.

    Numbers stay as they are, dates are counted from the first one, and durations in
    days. All else is read like the cells of a file. If a cell can be read in two ways,
    as 3/4/2020 can, its column has a fault. Rows are counted from 1.

    Raises:
        DataError: there are too many columns, or none of such a name.
        TypeError: it is no frame.
    """
    import narwhals as nw
    from narwhals.dependencies import is_pandas_dataframe

    labels: list[Any] = []
    if is_pandas_dataframe(frame):  # whose names may come twice
        labels = [*frame.columns]
        frame = frame.set_axis(range(len(labels)), axis=1)
    whole = nw.from_native(frame, eager_only=True)
    names = _names(labels or whole.columns)
    used = [*range(len(names))]
    if only is not None:
        used = sorted({place_of(names, name) - 1 for name in only})
    check_columns(len(used))
    rows, notes = thinned(len(whole))
    if notes:
        whole = whole[rows, :]
    read = [_column(names[k], whole[:, k], rows) for k in used]
    notes += [note for _, note in read if note]
    return Table(tuple(column for column, _ in read), tuple(notes))


def _names(labels: Sequence[Any]) -> list[str]:
    """The columns' names as different texts."""
    texts = [_text(label) or f"column {k:,}" for k, label in enumerate(labels, 1)]
    columns = [Column(text, np.empty(0)) for text in texts]
    return [column.name for column in told_apart(columns)]


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
    texts = ["" if missing else _cell_text(cell) for cell, missing in cells]
    return _read(Cells(name, texts, rows + 1, rows))


def _cell_text(cell: Any) -> str:
    return cell_text(
        cell.tolist() if isinstance(cell, np.generic | np.ndarray) else cell
    )


def _numbers(name: str, values: np.ndarray, rows: np.ndarray) -> Column:
    """Numbers (n,), NaN where one is missing."""
    fault = ""
    for k in np.flatnonzero(np.abs(values) > MAX_NUMBER)[:1].tolist():
        fault = (
            f"Row {rows[k] + 1:,} of “{short(name)}” is {values[k]:g}: numbers from "
            "-1e15 to 1e15 are allowed."
        )
    return Column(name, values, counts_rows(values, rows), fault=fault)


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
            fault=f"“{short(doubtful)}” in “{short(column.name)}” can be read in two "
            f"ways: turn this column into {type_} first."
        )
    return column, kind.note

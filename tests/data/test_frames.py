"""A pandas or polars frame as a table: pandas, the standard library and hand-written
values say what is in it."""

import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pytest

from jaxreg.data.dates import DAYS_A_YEAR
from jaxreg.data.frames import class_of, place_of, table_of_frame
from jaxreg.data.reader import read
from jaxreg.data.table import Column, DataError, Table
from jaxreg.settings import MAX_COLUMNS

NAN = np.nan


def only(*values, dtype=None):
    """The one column of a pandas frame of these values."""
    [column] = table_of_frame(
        pd.DataFrame({"a": pd.Series(values, dtype=dtype)})
    ).columns
    return column


@pytest.mark.parametrize(
    "dtype",
    ["float64", "float32", "Int64", "Float64", "int16[pyarrow]", "Sparse[float]"],
)
def test_numbers_of_any_type_are_float64(dtype):
    column = only(1, None, 3, dtype=dtype)
    assert column.values.dtype == np.float64
    np.testing.assert_array_equal(column.values, [1, NAN, 3])


@pytest.mark.parametrize(
    "series",
    [
        pl.Series([1, None, 3]),
        pl.Series([1, None, 3], dtype=pl.UInt8),
        pl.Series([Decimal(1), None, Decimal(3)]),
        pl.Series([1.0, float("nan"), 3.0]),
    ],
    ids=lambda series: str(series.dtype),
)
def test_numbers_of_polars(series):
    [column] = table_of_frame(pl.DataFrame({"a": series})).columns
    np.testing.assert_array_equal(column.values, [1, NAN, 3])


def test_a_number_keeps_every_digit():
    values = [0.1, 1 / 3, 48.1370021, 2536000000.0, 2e-10]
    assert only(*values).values.tolist() == values


def test_numbers_of_objects_are_read_as_cells():
    assert only(Decimal("1.5"), np.float64(2), None, 3).values[:2].tolist() == [1.5, 2]
    assert only("1", "2", None).values[:2].tolist() == [1, 2]
    assert only("172 cm", "180 cm").unit == "cm"


@pytest.mark.parametrize("dtype", ["object", "str", "category"])
def test_texts_are_classes(dtype):
    column = only("yes", None, "no", dtype=dtype)
    assert column.values.tolist() == ["yes", "", "no"]


def test_lists_are_texts():
    for cells in ([[1, 2], None], [np.array([1, 2]), None]):
        assert only(*cells).values.tolist() == ["[1,2]", ""]


def test_booleans_are_classes():
    assert only(True, None, False, dtype="boolean").values.tolist() == [
        *("true", "", "false")
    ]
    [column] = table_of_frame(pl.DataFrame({"a": [True, None, False]})).columns
    assert column.values.tolist() == ["true", "", "false"]


DAYS = [
    dt.datetime(2020, 1, 3),
    None,
    dt.datetime(2020, 1, 1),
    dt.datetime(2020, 1, 2, 12),
]


@pytest.mark.parametrize("kind", [pd.DataFrame, pl.DataFrame])
def test_dates_are_counted_in_days(kind):
    [column] = table_of_frame(kind({"when": DAYS})).columns
    assert (column.unit, column.origin) == ("days", dt.datetime(2020, 1, 1))
    np.testing.assert_array_equal(column.values, [2, NAN, 0, 1.5])


def test_dates_that_span_more_are_counted_in_years():
    frame = pl.DataFrame({"when": [dt.date(1949, 1, 1), dt.date(1961, 1, 1)]})
    [column] = table_of_frame(frame).columns
    assert (column.unit, column.origin) == ("years", dt.datetime(1949, 1, 1))
    days = dt.date(1961, 1, 1) - dt.date(1949, 1, 1)
    np.testing.assert_allclose(column.values, [0, days.days / DAYS_A_YEAR])


def test_dates_of_a_zone_are_universal_time():
    berlin = pd.to_datetime(["2020-01-01", "2020-07-01"]).tz_localize("Europe/Berlin")
    [column] = table_of_frame(pd.DataFrame({"when": berlin})).columns
    assert column.origin == dt.datetime(2019, 12, 31, 23)
    np.testing.assert_allclose(column.values, [0, 182 - 1 / 24])  # summer time


def test_other_times():
    assert only(*pd.period_range("2020-01", periods=3, freq="M")).values.tolist() == [
        *(0, 31, 60)
    ]
    hours = only(*pd.to_timedelta([6, 12], unit="h"))
    assert (hours.values.tolist(), hours.unit, hours.origin) == (
        [0.25, 0.5],
        "days",
        None,
    )


@pytest.mark.parametrize("kind", [pd.DataFrame, pl.DataFrame])
def test_a_frame_is_read_as_its_file_is(kind):
    frame = kind(
        {
            "hours": [0.5, 1.25, None, 4.0],
            "passed": ["no", "No", "yes", None],
            "on": ["2021-03-01", "2021-03-05", "2021-03-02", "2021-03-09"],
            "id": [7, 8, 9, 10],
        }
    )
    text = frame.to_csv(index=False) if kind is pd.DataFrame else frame.write_csv()
    ours, files = table_of_frame(frame).columns, read(text).table.columns
    for one, other in zip(ours, files, strict=True):
        np.testing.assert_array_equal(one.values, other.values)
        assert one._replace(values=0) == other._replace(values=0)


def test_an_index_is_no_column():
    frame = pd.DataFrame({"x": [1, 2]}, index=pd.Index([5, 6], name="key"))
    assert [column.name for column in table_of_frame(frame).columns] == ["x"]


def test_names_are_texts_and_differ():
    frame = pd.DataFrame([[1, 2, 3, 4]] * 2, columns=["x", "x", 7, ("a", "b")])
    names = [column.name for column in table_of_frame(frame).columns]
    assert names == ["x", "x (2)", "7", "a b"]
    unnamed = pd.DataFrame([[1, 2]] * 2, columns=["", "x"])
    assert table_of_frame(unnamed).columns[0].name == "column 1"


def test_what_can_be_read_in_two_ways_is_a_fault():
    assert only("3/4/2020", "5/6/2020").fault.endswith(
        "/2020” in “a” can be read in two ways: turn this column into dates first."
    )
    assert only("1,234", "2,345").fault == (
        "“1,234” in “a” can be read in two ways: turn this column into numbers first."
    )
    assert only("13/4/2020", "5/6/2020").fault == only("1,5", "2,25").fault == ""


def test_a_number_far_from_any_code_stays_one():
    assert only(1, 2, 3, -999).values.tolist() == [1, 2, 3, -999]
    assert only("1", "2", "3", "-999").values.tolist() == [1, 2, 3, -999]


@pytest.mark.parametrize("value", [1e16, -np.inf])
def test_a_number_beyond_the_range_is_a_fault(value):
    assert only(1, 2, value).fault == (
        f"Row 3 of “a” is {value:g}: numbers from -1e15 to 1e15 are allowed."
    )
    assert only(1, 2, 1e15).fault == ""


def test_more_rows_are_thinned_evenly():
    frame = pl.DataFrame({"x": np.arange(250_000.0)})
    table = table_of_frame(frame)
    assert table.notes == ("Of 250,000 rows, 100,000 are used, evenly spaced.",)
    [column] = table.columns
    assert column.values[[0, -1]].tolist() == [0, 249_999] and column.counts_rows
    assert {*np.diff(column.values)} == {2, 3}


def test_what_is_no_table():
    with pytest.raises(DataError, match=f"at most {MAX_COLUMNS:,} are allowed"):
        table_of_frame(pd.DataFrame(np.zeros((2, MAX_COLUMNS + 1))))
    with pytest.raises(TypeError):
        table_of_frame([[1, 2], [3, 4]])
    with pytest.raises(TypeError):
        table_of_frame(pl.LazyFrame({"x": [1, 2]}))


TABLE = Table(
    (
        Column("hours", np.array([1.0, 2])),
        Column("Yes", np.array(["no", "Yes"], object)),
    )
)


def test_a_missing_name_is_said():
    names = ["hours", "Yes"]
    assert place_of(names, "Yes") == 2
    with pytest.raises(DataError) as refused:
        place_of(names, "hour")
    assert str(refused.value) == (
        "There is no column “hour”. The columns are “hours”, “Yes”."
    )


def test_a_class_is_found_by_its_value():
    assert (class_of(TABLE, 2, "Yes"), class_of(TABLE, 2, "yes")) == (1, 1)
    assert class_of(TABLE, 1, 2) == class_of(TABLE, 1, "2.0") == 2
    for label, value in ((2, "maybe"), (1, "two"), (1, None)):
        with pytest.raises(DataError, match="is never"):
            class_of(TABLE, label, value)


def test_many_names_are_cut():
    with pytest.raises(DataError, match="“19” and 5 more\\.$"):
        place_of([*map(str, range(25))], "x")


@pytest.mark.parametrize("kind", [pd.DataFrame, pl.DataFrame])
def test_only_named_columns_are_read(kind):
    many = {f"column {k}": ["3/4/2020", "1 kg"] for k in range(MAX_COLUMNS)}
    frame = kind({**many, "x": [1, 2], "y": [3, 4]})
    table = table_of_frame(frame, ["y", "x", "y"])
    assert [column.name for column in table.columns] == ["x", "y"]
    assert table.notes == ()
    with pytest.raises(DataError, match="There is no column “z”. The columns are “col"):
        table_of_frame(frame, ["x", "z"])

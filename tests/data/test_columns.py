"""Which columns are chosen last, or never: ids, dates, and those with faults; and that
to choose takes few tries."""

from datetime import datetime

import numpy as np
import pytest

from jaxreg.data import linear, logistic
from jaxreg.data.columns import is_id
from jaxreg.data.linear import linear_columns, linear_points
from jaxreg.data.logistic import logistic_columns, logistic_points
from jaxreg.data.reader import read
from jaxreg.data.table import Column, DataError, FaultError, Table

A = [2.0, 9.0, 4.0, 7.0]
B = [5.0, 1.0, 8.0, 2.0]
C = [3.0, 3.5, 9.0, 1.0]
ODD = [17.0, 3.0, 256.0, 90.0]  # whole, and all different
LABELS = ["no", "yes", "no", "yes"]
FAULT = "Row 3 of “faulty” contains “abc” instead of a number."


def table(**columns):
    """A table; of the names, "count" begins those that count the rows, "date" dates,
    and "faulty" what has a fault."""

    def column(name, values):
        is_text = isinstance(values[0], str)
        origin = datetime(2020, 1, 1) if name.startswith("date") else None
        return Column(
            name,
            np.array(values, object if is_text else float),
            counts_rows=name.startswith("count"),
            origin=origin,
            fault=FAULT if name.startswith("faulty") else "",
        )

    return Table(tuple(column(name, values) for name, values in columns.items()))


# Ids


@pytest.mark.parametrize(
    "name",
    [
        *("id", "ID", "Id", "PassengerId", "customer_id", "Student ID", "sample.id"),
        *("Serial No.", "No", "Roll No", "order_number", "zip code", "Code", "key"),
        *("product_key", "Ticket", "index", "rownames", "ID_REF", "idx2Id"),
    ],
)
def test_whole_numbers_that_differ_under_a_name_that_says_so_are_ids(name):
    assert is_id(Column(name, np.array(ODD)))
    assert not is_id(Column(name, np.array([*ODD, 3.0])))
    assert not is_id(Column(name, np.array([*ODD, 0.5])))
    assert is_id(Column(name, np.array([*ODD, np.nan])))
    assert not is_id(Column(name, np.array(["a", "b"], object)))
    assert not is_id(Column(name, np.array(ODD), origin=datetime(2020, 1, 1)))


@pytest.mark.parametrize(
    "name",
    [
        *("acid", "humidity", "width", "idle", "Video", "age", "", "…", "noise"),
        *("no. of rooms", "number of children", "lines of code", "price index"),
        *("ticket price", "key presses", "no_show", "Width", "solidity"),
    ],
)
def test_other_names_say_nothing_of_the_kind(name):
    assert not is_id(Column(name, np.array(ODD)))


@pytest.mark.parametrize(
    ("name", "first", "expected"),
    [
        *(("", 0, True), ("x", 1, True), ("hours", 7, True), ("id", 1, True)),
        *(("year", 1, False), ("Year", 1990, False), ("", 1990, False)),
        *(("id", 1990, True), ("no. of rooms", 1, True), ("", 2098, True)),
    ],
)
def test_numbers_that_count_the_rows_are_ids_unless_they_are_years(
    name, first, expected
):
    values = first + np.arange(4.0)
    assert is_id(Column(name, values, counts_rows=True)) == expected


# The columns of a line


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"count": [1, 2, 3, 4], "a": A, "b": B}, (2, 3)),
        ({"id": ODD, "a": A, "b": B}, (2, 3)),
        ({"a": A, "id": ODD, "b": B}, (1, 3)),
        # Where nothing else fits, they are x; y only if the other is an id, too.
        ({"count": [1, 2, 3, 4], "y": A}, (1, 2)),
        ({"y": A, "count": [1, 2, 3, 4]}, (2, 1)),
        ({"y": A, "id": ODD, "t": LABELS}, (2, 1)),
        ({"count": [1, 2, 3, 4], "id": ODD}, (1, 2)),
        # A date is x, and not y.
        ({"a": A, "b": B, "date": C}, (3, 1)),
        ({"date": C, "a": A, "b": B}, (1, 2)),
        ({"date": C, "count": [1, 2, 3, 4]}, (1, 2)),
        ({"count": [1, 2, 3, 4], "date": C}, (2, 1)),
        ({"count": [1, 2, 3, 4], "date": C, "a": A}, (2, 3)),
        ({"a": A, "date": [5, 5, 5, 5], "b": B}, (1, 3)),
        ({"date": C, "date2": A}, (1, 2)),  # there is nothing else
        # Nor is a column with a fault.
        ({"faulty": A, "a": B, "b": C}, (2, 3)),
        ({"a": A, "faulty": B, "b": C}, (1, 3)),
        ({"faulty": A, "a": B, "id": ODD}, (3, 2)),
    ],
)
def test_the_columns_of_a_line(columns, expected):
    assert linear_columns(table(**columns)) == expected


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        *(({"x": 1}, (1, 2)), ({"y": 1}, (4, 1)), ({"y": 4}, (2, 4))),
        *(({"x": 4}, (4, 2)), ({"x": 2}, (2, 3)), ({"y": 2}, (4, 2))),
    ],
)
def test_an_id_or_a_date_that_is_chosen_stays(chosen, expected):
    data = table(count=[1, 2, 3, 4], a=A, b=B, date=C)
    assert linear_columns(data, **chosen) == expected


# The columns of classes


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"count": [1, 2, 3, 4], "a": A, "b": B, "t": LABELS}, (2, 3, 4)),
        ({"id": ODD, "a": A, "t": LABELS}, (2, 0, 3)),
        # Where nothing else fits, they are features.
        ({"id": ODD, "t": LABELS}, (1, 0, 2)),
        ({"id": ODD, "count": [1, 2, 3, 4], "t": LABELS}, (1, 2, 3)),
        ({"id": ODD, "a": [7, 7, 7, 7], "t": LABELS}, (1, 0, 3)),
        # No label is better than an id; but an id is one, if it has a few classes.
        ({"a": [0, 1, 1, 0], "count": [1, 2, 3, 4]}, (2, 0, 1)),
        ({"id": [5, 7], "a": [1, 2]}, (1, 0, 2)),
        ({"a": [1, 2], "id": [5, 7]}, (2, 0, 1)),
        # Dates are features, and no labels.
        ({"date": [0, 1, 0, 1], "a": A, "b": [0, 1, 1, 1]}, (1, 2, 3)),
        # What has a fault is neither.
        ({"faulty": A, "a": B, "b": C, "t": LABELS}, (2, 3, 4)),
        ({"faulty": [0, 1, 0, 1], "a": B, "t": LABELS}, (2, 0, 3)),
        ({"a": B, "b": [0, 1, 1, 0], "faulty": [0, 1, 0, 1]}, (1, 0, 2)),
    ],
)
def test_the_columns_of_classes(columns, expected):
    assert logistic_columns(table(**columns)) == expected


# Faults


def test_a_column_with_a_fault_is_refused_only_where_it_is_used():
    data = table(faulty=A, a=B, b=C, t=LABELS)
    assert len(linear_points(data).y) == len(logistic_points(data).y) == 4
    uses = [
        (linear_points, {"x": 1}),
        (linear_points, {"y": 1}),
        (linear_points, {"x": 2, "y": 1}),
        (logistic_points, {"x1": 1}),
        (logistic_points, {"x2": 1}),
        (logistic_points, {"label": 1}),
        (logistic_points, {"x1": 2, "x2": 0, "label": 1}),
    ]
    for points, chosen in uses:
        with pytest.raises(FaultError) as caught:
            points(data, **chosen)
        assert str(caught.value) == FAULT


@pytest.mark.parametrize(
    "columns",
    [
        {"faulty": A, "b": B},
        {"a": A, "faulty": B},
        {"faulty": A, "t": LABELS},
        {"x": A, "faulty": [0, 1, 0, 1], "b": B},
    ],
)
def test_where_nothing_else_is_there_the_fault_is_said(columns):
    points = logistic_points if {*columns} & {"t", "x"} else linear_points
    with pytest.raises(FaultError, match="instead of a number"):
        points(table(**columns))


# Few tries


@pytest.mark.parametrize("page", ["linear", "logistic"])
def test_one_column_that_does_not_fit_leaves_tries_for_others(page, monkeypatch):
    """As 400 columns that say the same do, or a first one that hardly varies."""
    tries = []
    module = {"linear": linear, "logistic": logistic}[page]
    points = module.points_of_columns
    monkeypatch.setattr(
        module,
        "points_of_columns",
        lambda *chosen: tries.append(chosen) or points(*chosen),
    )
    rng = np.random.default_rng(0)
    others = {f"c{k}": rng.integers(0, 2, 30) for k in range(400)}
    fine = 1e9 + np.arange(30.0)
    found = {"linear": linear_columns, "logistic": logistic_columns}[page](
        table(fine=fine, **others)
    )
    assert found == {"linear": (2, 3), "logistic": (2, 0, 401)}[page]
    same = table(**{f"c{k}": np.arange(30) % 2 for k in range(400)})
    if page == "logistic":
        assert logistic_columns(same) == (1, 0, 400)
    assert len(tries) <= 60


def test_the_first_of_all_errors_is_raised():
    data = table(a=[7, 7, 7, 7], b=[8, 8, 8, 8], t=LABELS)
    with pytest.raises(DataError, match="“a” is 7 in every row, so there is no slope"):
        linear_points(data)
    with pytest.raises(DataError, match="“a” is 7 in every row, so it cannot tell"):
        logistic_points(data)


def test_of_two_columns_that_count_the_one_called_row_comes_last():
    """As R prints its data frame women."""
    rows = "".join(f"{k} {57 + k} {113 + 3 * k + k % 3}\n" for k in range(1, 16))
    table = read("   height weight\n" + rows).table
    assert [column.name for column in table.columns] == ["row", "height", "weight"]
    assert linear_columns(table) == (2, 3)

"""From columns to points: which are taken, which rows are left out, and why a table is
refused; by hand, and for any small table that hypothesis draws."""

import tracemalloc
import unicodedata
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jaxreg.data import linear, logistic
from jaxreg.data.labels import label_columns
from jaxreg.data.linear import linear_columns, linear_points
from jaxreg.data.logistic import logistic_columns, logistic_points
from jaxreg.data.table import (
    MAX_CLASSES,
    Column,
    DataError,
    Table,
    classes_of,
    number_columns,
    short,
    split_unit,
)

NAN = float("nan")


def table(**columns):
    """A table of numbers, None where one is missing, and of texts; a name that begins
    with "row" numbers the rows."""

    def column(name, values):
        is_text = any(isinstance(value, str) for value in values)
        found = np.array(values, object if is_text else float)
        return Column(name, found, name.startswith("row"))

    return Table(tuple(column(name, values) for name, values in columns.items()))


def refusal(points, *args, **kwargs):
    with pytest.raises(DataError) as caught:
        points(*args, **kwargs)
    return str(caught.value)


IRIS = table(
    length=[1.4, 4.7, 6.0, 4.5],
    width=[0.2, 1.4, 2.5, 1.5],
    species=["setosa", "versicolor", "virginica", "versicolor"],
)


# Which columns are taken


def called(points):
    """The names of the features and the target."""
    return [column.name for column in (*points.names.features, points.names.target)]


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"a": [1, 2], "b": [3, 4], "c": [5, 6]}, (1, 2)),
        ({"t": ["u", "v"], "a": [1, 2], "s": ["u", "v"], "b": [3, 4]}, (2, 4)),
        # A column that numbers the rows, or says nothing, comes last.
        ({"row": [1, 2], "a": [1, 3], "b": [3, 4]}, (2, 3)),
        ({"a": [7, 7], "b": [1, 3], "c": [3, 4]}, (2, 3)),
        ({"a": [7, None], "b": [1, 3], "c": [3, 4]}, (2, 3)),
        ({"a": [None, None], "b": [1, 3], "c": [3, 4]}, (2, 3)),
        # So does one that gives no points: too fine for float32, or missing.
        ({"t": [1e9, 1e9 + 1], "a": [1, 3], "b": [3, 4]}, (2, 3)),
        ({"a": [1, 3, None], "b": [None, 4, 5], "c": [1, 2, 3]}, (1, 3)),
        # But where there are no others all stay in their order.
        ({"row": [1, 2], "a": [1, 3]}, (1, 2)),
        ({"a": [7, 7], "b": [1, 3]}, (1, 2)),
        ({"row": [1, 2], "a": [7, 7]}, (1, 2)),
    ],
)
def test_the_columns_of_a_line_by_default(columns, expected):
    assert linear_columns(table(**columns)) == expected


@pytest.mark.parametrize(
    ("x", "y", "expected"),
    [
        *((3, None, (3, 1)), (None, 3, (1, 3)), (1, None, (1, 2)), (2, 1, (2, 1))),
        *((None, 1, (2, 1)), (4, None, (4, 1)), (9, None, (9, 1)), (2, 2, (2, 2))),
    ],
)
def test_a_given_column_of_a_line_is_kept_and_not_taken_twice(x, y, expected):
    three = table(a=[1, 2], b=[3, 4], c=[5, 6], t=["u", "v"])
    assert linear_columns(three, x, y) == expected


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"a": [1, 2], "b": [3, 4], "t": ["u", "v"]}, (1, 0, 3)),  # of two rows
        ({"a": [1, 2, 3], "b": [3, 4, 9], "t": ["u", "v", "u"]}, (1, 2, 3)),
        # Of two that say the same one is enough; of three, the next is taken.
        ({"cm": [1, 2, 4], "in": [2, 4, 8], "t": ["u", "v", "u"]}, (1, 0, 3)),
        (
            {"cm": [1, 2, 4], "in": [2, 4, 8], "kg": [1, 5, 2], "t": ["u", "v", "u"]},
            (1, 3, 4),
        ),
        # Names of rows are no label where there is a better one.
        ({"row": ["p", "q", "r"], "a": [1, 2, 4], "am": [0, 1, 1]}, (2, 0, 3)),
        ({"row": ["p", "q", "r"], "a": [1, 2, 4]}, (2, 0, 1)),
        ({"a": [1, 2], "t": ["u", "v"]}, (1, 0, 2)),
        # Texts are labels sooner than numbers: the first text, the last numbers.
        ({"t": ["u", "v"], "s": ["p", "q"], "a": [1, 2]}, (3, 0, 1)),
        ({"a": [1, 2], "b": [3, 4], "c": [0, 1]}, (1, 0, 3)),
        ({"a": [1, 2], "b": [0, 1]}, (1, 0, 2)),
        # One text throughout is no label, nor are missing values another class.
        ({"t": ["u", "u"], "a": [1, 2], "s": ["p", "q"]}, (2, 0, 3)),
        ({"t": ["u", ""], "a": [1, 2], "b": [0, 1]}, (2, 0, 3)),
        ({"a": [1, 2], "b": [1, None], "c": [5, 5]}, (2, 0, 1)),
        ({"row": [1, 2], "a": [7, 7], "b": [3, 4], "t": ["u", "v"]}, (3, 0, 4)),
    ],
)
def test_the_columns_of_classes_by_default(columns, expected):
    assert logistic_columns(table(**columns)) == expected


def test_measurements_are_no_labels_by_default():
    measured = {"x": np.arange(20.0), "y": np.arange(20.0) ** 2}
    with pytest.raises(DataError, match="needs a label"):
        logistic_columns(table(**measured))
    grades = np.arange(20) % 5 + 1.0
    assert logistic_columns(table(grade=grades, **measured)) == (2, 3, 1)
    assert logistic_columns(table(**measured), label=2) == (1, 0, 2)


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({"x1": 2}, (2, 1, 3)),
        ({"x2": 1}, (2, 1, 3)),
        ({"x2": 0}, (1, 0, 3)),
        ({"label": 1}, (2, 0, 1)),
        ({"x1": 1, "x2": 0, "label": 2}, (1, 0, 2)),
        ({"x1": 1, "x2": 1, "label": 1}, (1, 1, 1)),
    ],
)
def test_given_columns_of_classes_are_kept(chosen, expected):
    assert logistic_columns(IRIS, **chosen) == expected


def many(n, values=float):
    return table(a=list(range(n)), b=[values(k) for k in range(n)])


def test_texts_that_are_labels_have_two_to_fifty_different_values():
    assert label_columns(many(MAX_CLASSES)) == [1, 2]
    assert label_columns(many(MAX_CLASSES, "t{}".format)) == [1, 2]
    assert label_columns(many(MAX_CLASSES + 1)) == [1, 2]  # numbers can be cut
    assert label_columns(many(MAX_CLASSES + 1, "t{}".format)) == [1]
    mixed = table(a=[1, 1], b=[None, 1], c=["u", ""], d=["u", "v"], e=[1, 2])
    assert label_columns(mixed) == [4, 5]
    assert number_columns(mixed) == [1, 2, 5]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["no", "", "yes", "no"], ["no", "yes"]),
        ([10, 9, None, 10], ["9", "10"]),
        ([0.5, -1, 1e12, 1e-7], ["-1", "1e-07", "0.5", "1000000000000"]),
        ([0.0, -0.0], ["0"]),
        ([-0.0, 0.0, 1], ["0", "1"]),
        ([0.3, 0.1 + 0.2], ["0.3", "0.30000000000000004"]),
        ([None, None], []),
        (list(range(99)), [str(k) for k in range(MAX_CLASSES + 1)]),
    ],
)
def test_classes_are_different_texts_in_order(values, expected):
    assert classes_of(table(label=values).columns[0]) == expected


# The points of a line


def test_the_points_of_a_line_are_its_columns():
    found = linear_points(table(a=[1, 2, 4], b=[3, 5, 8], c=[0, 1, 0]), 2, 3)
    np.testing.assert_array_equal(found.X, [[3], [5], [8]])
    np.testing.assert_array_equal(found.y, [0, 1, 0])
    assert found.X.dtype == found.y.dtype == float
    assert called(found) == ["b", "c"]
    assert found.left_out == 0


def test_rows_that_miss_a_value_are_left_out_and_counted():
    found = linear_points(
        table(a=[1, None, 3, 4, 5], b=[1, 2, None, 4, 5], c=[None, 1, 1, 1, 1]), 1, 2
    )
    np.testing.assert_array_equal(found.X, [[1], [4], [5]])
    np.testing.assert_array_equal(found.y, [1, 4, 5])
    assert found.left_out == 2


def test_a_constant_target_is_fine():
    found = linear_points(table(a=[1, 2], b=[7e9, 7e9]))
    np.testing.assert_array_equal(found.y, [7e9, 7e9])


SAME_BUT_FOR_A_MISSING_X = table(a=[5, None, 5, 5], b=[1, 2, 3, 4], c=[1, 2, 3, 5])


@pytest.mark.parametrize(
    ("data", "chosen", "sentence"),
    [
        (
            table(a=[1, 2], t=["u", "v"]),
            (),
            "A line needs two columns of numbers; these data have 2 columns, of which "
            "one holds numbers.",
        ),
        (
            table(t=["u", "v"]),
            (),
            "A line needs two columns of numbers; these data have 1 column, of which "
            "none holds numbers.",
        ),
        (IRIS, (2, 2), "x and y are both “width”: choose two columns."),
        (IRIS, (3, 1), "“species” contains text: choose a column of numbers."),
        (IRIS, (1, 3), "“species” contains text: choose a column of numbers."),
        (IRIS, (4, 1), "There is no column 4: these data have 3 columns."),
        (IRIS, (1, 1000), "There is no column 1000: these data have 3 columns."),
        (IRIS, (0, 1), "There is no column 0: these data have 3 columns."),
        (IRIS, (-1, 1), "There is no column -1: these data have 3 columns."),
        (
            table(a=[1.0], b=[2.0]),
            (),
            "At least two rows are needed, but there is only one.",
        ),
        (
            table(a=[1, None, 3], b=[2, 2, None]),
            (),
            "At least two rows are needed, but there is only one (2 lack a value).",
        ),
        (
            table(a=[1, None] * 600, b=[None, 2] * 600),
            (),
            "At least two rows are needed, but there is none (1,200 lack a value).",
        ),
        (
            table(a=[0.1, 0.1, 0.1], b=[1, 2, 3]),
            (1, 2),
            "“a” is 0.1 in every row, so there is no slope: choose another column.",
        ),
        (
            SAME_BUT_FOR_A_MISSING_X,
            (1, 2),
            "“a” is 5 in every row, so there is no slope: choose another column.",
        ),
        (
            table(a=[20_000_000, 20_000_300], b=[1, 2]),
            (),
            "“a” varies by less than a ten-thousandth of its size, too little for "
            "float32: subtract 2e+07 from it first.",
        ),
        (
            table(a=[-50_000, -49_999], b=[1, 2]),
            (),
            "“a” varies by less than a ten-thousandth of its size, too little for "
            "float32: subtract -50000 from it first.",
        ),
        (
            table(a=[0, 1e-31], b=[1, 2]),
            (),
            "“a” varies by less than 1e-30, too little to compute with: use another "
            "unit.",
        ),
        (
            table(a=[1, 2], b=[0, 1e-31]),
            (),
            "“b” varies by less than 1e-30, too little to compute with: use another "
            "unit.",
        ),
    ],
)
def test_a_line_is_refused_in_a_sentence(data, chosen, sentence):
    assert refusal(linear_points, data, *chosen) == sentence


def test_a_spread_of_a_ten_thousandth_is_enough():
    for scale in (1e-20, 1.0, -1e8):
        found = linear_points(table(a=[9998.9 * scale, 10_000 * scale], b=[1, 2]))
        assert len(set(np.float32(found.X.ravel()))) == 2
        assert "too little" in refusal(
            linear_points, table(a=[9999.1 * scale, 10_000 * scale], b=[1, 2])
        )


# The points of classes


def test_one_class_is_told_from_the_rest():
    found = logistic_points(IRIS)
    np.testing.assert_array_equal(
        found.X, [[1.4, 0.2], [4.7, 1.4], [6.0, 2.5], [4.5, 1.5]]
    )
    np.testing.assert_array_equal(found.y, [0, 1, 0, 1])
    classes = ("not versicolor", "versicolor")
    assert called(found) == ["length", "width", "species"]
    assert found.names.classes == classes


@pytest.mark.parametrize(
    ("positive", "y", "classes"),
    [
        (1, [1, 0, 0, 0], ("not setosa", "setosa")),
        (2, [0, 1, 0, 1], ("not versicolor", "versicolor")),
        (3, [0, 0, 1, 0], ("not virginica", "virginica")),
        (None, [0, 1, 0, 1], ("not versicolor", "versicolor")),
    ],
)
def test_the_chosen_class_is_class_1(positive, y, classes):
    found = logistic_points(IRIS, positive=positive)
    np.testing.assert_array_equal(found.y, y)
    assert found.names.classes == classes


@pytest.mark.parametrize(
    ("labels", "positive", "y", "classes"),
    [
        (["no", "yes", "no"], None, [0, 1, 0], ("no", "yes")),
        (["no", "yes", "no"], 1, [1, 0, 1], ("yes", "no")),
        ([0, 1, 0], None, [0, 1, 0], ("0", "1")),
        ([2.5, 10, 2.5], None, [1, 0, 1], ("10", "2.5")),
        ([2.5, 10, 2.5], 1, [1, 0, 1], ("10", "2.5")),
        ([-0.0, 0.0, 1], 1, [1, 1, 0], ("1", "0")),
        ([0.3, 0.1 + 0.2, 0.3], 2, [0, 1, 0], ("0.3", "0.30000000000000004")),
    ],
)
def test_two_classes_have_their_own_names(labels, positive, y, classes):
    found = logistic_points(table(a=[1, 2, 3], label=labels), positive=positive)
    np.testing.assert_array_equal(found.y, y)
    assert found.names.classes == classes


def test_one_feature_leaves_the_other_column_aside():
    found = logistic_points(IRIS, x1=2, x2=0)
    np.testing.assert_array_equal(found.X, [[0.2], [1.4], [2.5], [1.5]])
    assert called(found)[:-1] == ["width"]


def test_the_features_come_in_the_order_that_is_asked_for():
    found = logistic_points(IRIS, x1=2, x2=1)
    np.testing.assert_array_equal(found.X[0], [0.2, 1.4])
    assert called(found)[:-1] == ["width", "length"]


def test_rows_without_a_label_or_a_feature_are_left_out_and_counted():
    text = table(a=[1, 2, None, 4, 5], label=["u", "", "v", "v", "u"])
    numbers = table(a=[1, 2, None, 4, 5], label=[0, None, 1, 1, 0])
    for data in (text, numbers):
        found = logistic_points(data, x1=1, x2=0, label=2, positive=2)
        np.testing.assert_array_equal(found.X, [[1], [4], [5]])
        np.testing.assert_array_equal(found.y, [0, 1, 0])
        assert found.left_out == 2


def test_a_class_whose_rows_are_left_out_is_not_named():
    data = table(a=[1, 2, None], label=["u", "v", "w"])
    assert logistic_points(data, positive=2).names.classes == ("u", "v")


TWICE = "“length” is chosen twice: choose different columns."
LINKED = table(a=[1, 2, 3], b=[2, 4, 6], c=[-1, -3, -5], label=["u", "v", "u"])
SAYS_THE_SAME = (
    "say the same thing (each is a multiple of the other plus a constant), so many "
    "weights fit equally well: choose another column."
)


@pytest.mark.parametrize(
    ("data", "chosen", "sentence"),
    [
        (IRIS, {"x1": 1, "x2": 1}, TWICE),
        (IRIS, {"x1": 1, "label": 1}, TWICE),
        (IRIS, {"x2": 1, "label": 1}, TWICE),
        (
            IRIS,
            {"x1": 3, "label": 2},
            "“species” contains text: choose a column of numbers.",
        ),
        (
            IRIS,
            {"x2": 3, "label": 1},
            "“species” contains text: choose a column of numbers.",
        ),
        (IRIS, {"x1": 0}, "There is no column 0: these data have 3 columns."),
        (IRIS, {"x2": 4}, "There is no column 4: these data have 3 columns."),
        (IRIS, {"label": 7}, "There is no column 7: these data have 3 columns."),
        (IRIS, {"positive": 4}, "The label “species” has no class 4: it has only 3."),
        (IRIS, {"positive": 0}, "The label “species” has no class 0: it has only 3."),
        (
            table(a=[1, 2, None], label=["u", "v", "w"]),
            {"positive": 3},
            "Every row whose “label” is “w” lacks a value: choose another class.",
        ),
        (
            table(a=list(range(60)), label=["u"] * 59 + [""]),
            {},
            "The label “label” has only one class, “u”: there is nothing to tell "
            "apart.",
        ),
        (
            table(a=[1, 2, None], label=["u", "u", "v"]),
            {},
            "The label “label” has only one class “u” here: there is nothing to tell "
            "apart.",
        ),
        (
            table(a=[1, 2, 3], b=[5, 5, 5]),
            {"label": 2},
            "The label “b” has only one class “5” here: there is nothing to tell "
            "apart.",
        ),
        (
            many(MAX_CLASSES + 1),
            {},
            "Logistic regression needs a label, a column with a few different values "
            "that repeat; these data have none. You can also choose a column of "
            "numbers, and cut it in two.",
        ),
        (
            many(MAX_CLASSES + 1, "t{}".format),
            {"label": 2},
            "“b” has more than 50 different values: choose a label with fewer.",
        ),
        (
            many(MAX_CLASSES + 1),
            {"label": 2, "positive": 3},
            "“b” has more than 50 different values: choose a cut.",
        ),
        (
            table(s=["p", "q"], t=["u", "v"]),
            {},
            "Logistic regression needs a column of numbers besides the label; these "
            "data have 2 "
            "columns, of which none holds numbers.",
        ),
        (
            table(a=[1, 2], t=["u", "v"]),
            {"label": 1},
            "Logistic regression needs a column of numbers besides the label; these "
            "data have 2 "
            "columns, of which one holds numbers.",
        ),
        (
            table(a=[1, 2], b=[3, 5], t=["u", "v"]),
            {"x2": 1, "label": 2},
            "Logistic regression needs a column of numbers besides the label; these "
            "data have 3 "
            "columns, of which 2 hold numbers.",
        ),
        (
            table(a=[1, 2, 3], b=[4, 4, 4], t=["u", "v", "u"]),
            {"x2": 2},
            "“b” is 4 in every row, so it cannot tell the classes apart: choose "
            "another "
            "column.",
        ),
        (
            table(a=[1e6, 1e6 + 1], t=["u", "v"]),
            {},
            "“a” varies by less than a ten-thousandth of its size, too little for "
            "float32: subtract 1e+06 from it first.",
        ),
        (LINKED, {"x2": 2}, f"“a” and “b” {SAYS_THE_SAME}"),
        (LINKED, {"x1": 3, "x2": 1}, f"“c” and “a” {SAYS_THE_SAME}"),
        (
            table(a=[1, None], t=["u", "v"]),
            {},
            "At least two rows are needed, but there is only one (1 lacks a value).",
        ),
    ],
)
def test_classes_are_refused_in_a_sentence(data, chosen, sentence):
    assert refusal(logistic_points, data, **chosen) == sentence


def test_features_that_nearly_say_the_same_are_taken():
    close = np.linspace(0, 1, 50)
    apart = close + 1e-3 * (-1) ** np.arange(50)
    data = table(a=close, b=apart, label=[k % 3 > 1 for k in range(50)])
    assert logistic_points(data, 1, 2, 3).X.shape == (50, 2)


# Any table


NAMES = st.text(max_size=60)
NUMBERS = (
    st.floats(-1e12, 1e12)
    | st.integers(-2, 2).map(float)
    | st.sampled_from([NAN, -0.0, 1e12 - 1, 0.3, 0.1 + 0.2])
)
LABELS = st.sampled_from(["", "yes", "no", "a\nb", "\0"]) | st.text(max_size=200)


@st.composite
def tables(draw):
    """One to five columns of one to eight rows."""
    n = draw(st.integers(1, 8))
    columns = []
    for k in range(draw(st.integers(1, 5))):
        cells, kind = draw(st.sampled_from([(NUMBERS, float), (LABELS, object)]))
        values = draw(st.lists(cells, min_size=n, max_size=n))
        name, counts = f"{draw(NAMES)}{k}", draw(st.booleans())
        columns.append(Column(name, np.array(values, kind), counts and kind is float))
    return Table(tuple(columns))


COLUMN = st.none() | st.integers(-1, 6)
CUT = st.none() | st.floats(-1e15, 1e15) | st.integers(-2, 2).map(float)


def assert_one_sentence(text):
    assert len(text) < 300 and text.endswith(".") and not text.endswith("..")
    assert not [sign for sign in text if unicodedata.category(sign) in ("Cc", "Cf")]


def assert_sound(found, data):
    X, y = found.X, found.y
    assert X.ndim == 2 and y.shape == (len(X),) and len(X) >= 2
    assert np.isfinite(X).all() and np.isfinite(y).all()
    assert len(found.names.features) == X.shape[1] in (1, 2)
    assert found.left_out == len(data.columns[0].values) - len(y)
    assert (np.ptp(np.float32(X), axis=0) > 0).all()


@settings(max_examples=300, deadline=None)
@given(tables(), COLUMN, COLUMN)
def test_any_table_gives_points_of_a_line_or_a_sentence(data, x, y):
    try:
        found = linear_points(data, x, y)
    except DataError as error:
        return assert_one_sentence(str(error))
    assert_sound(found, data)
    named = {column.name: column.values for column in data.columns}
    x_name, y_name = called(found)
    kept = ~np.isnan(named[x_name] + named[y_name])
    np.testing.assert_array_equal(found.X[:, 0], named[x_name][kept])
    np.testing.assert_array_equal(found.y, named[y_name][kept])
    for asked, name in ((x, x_name), (y, y_name)):
        assert asked is None or data.columns[asked - 1].name == name


@settings(max_examples=300, deadline=None)
@given(tables(), COLUMN, COLUMN, COLUMN, st.none() | st.integers(-1, 9), CUT)
def test_any_table_gives_points_of_two_classes_or_a_sentence(
    data, x1, x2, label, positive, cut
):
    try:
        found = logistic_points(data, x1, x2, label, positive, cut)
    except DataError as error:
        return assert_one_sentence(str(error))
    assert_sound(found, data)
    assert set(found.y) == {0, 1}
    assert len(set(found.names.classes)) == 2
    columns = {column.name: column for column in data.columns}
    labels = columns[found.names.target.name]
    features = [columns[x.name].values for x in found.names.features]
    rows = zip(*features, labels.values, strict=True)
    kept = [row for row in rows if not any(v != v or v == "" for v in row)]
    np.testing.assert_array_equal(found.X, [row[:-1] for row in kept])
    if found.names.cut is not None:
        assert cut in (None, found.names.cut)
        assert list(found.y) == [row[-1] >= found.names.cut for row in kept]
        return
    assert cut is None
    # Of one class all rows have one label, which none of the others has.
    ones = {row[-1] for row, y in zip(kept, found.y, strict=True) if y == 1}
    rest = {row[-1] for row, y in zip(kept, found.y, strict=True) if y == 0}
    assert len(ones) == 1 and not ones & rest
    [one] = ones
    name = found.names.classes[1]
    assert (float(name) if labels.is_number else name) == one


# Names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x", "x"),
        ("  a \n\t b\u2028c ", "a b c"),
        ("a\0b\x07\x9fc\u200bd\u202ee", "a b c d e"),
        ("k" * 40, "k" * 40),
        ("k" * 41, "k" * 39 + "…"),
        ("", ""),
    ],
)
def test_short(text, expected):
    assert short(text) == expected


def test_short_of_another_length():
    assert short("temperature", 5) == "temp…"
    assert short("temp", 5) == "temp"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("height (cm)", ("height", "cm")),
        ("height [cm]", ("height", "cm")),
        (" height  ( cm ) ", ("height", "cm")),
        ("rate (m/s) (mean)", ("rate (m/s)", "mean")),
        ("height[cm]", ("height", "cm")),
        *((name, (name, "")) for name in ("log(income)", "height(cm)", "a (2)")),
        *((name, (name, "")) for name in ("=SUM(A1)", "[l](http://e.com)")),
        ("temperature (°F)", ("temperature", "°F")),
        *((name, (name, "")) for name in ("height", "(cm)", "a ()", "a (b", "a b)")),
        *((name, (name, "")) for name in ("(a) b", "f(x) = 2", "[cm]", "")),
    ],
)
def test_split_unit(name, expected):
    assert split_unit(name) == expected


# Many columns


def of_two_values(num_columns, kind):
    """Survey data: columns of two values, or of one in all rows, or of texts."""
    rng = np.random.default_rng(num_columns)
    values = rng.integers(0, 2, (num_columns, 20)).astype(float)
    if kind == "constant":
        values[:] = 1
    if kind == "texts":
        values = np.where(values == 1, "yes", "no").astype(object)
        values[0] = np.arange(20)
    return Table(tuple(Column(f"c{k}", v) for k, v in enumerate(values)))


@pytest.mark.parametrize("kind", ["two values", "constant", "texts"])
@pytest.mark.parametrize("page", ["linear", "logistic"])
def test_a_choice_of_many_columns_is_not_made_of_all_choices(page, kind, monkeypatch):
    """Of 1,000 columns of two values there are half a thousand million."""
    choose = {"linear": linear_columns, "logistic": logistic_columns}[page]
    looked_at = []
    for module in (linear, logistic):
        points = module.points_of_columns

        def noting(*args, points=points):
            looked_at.append(args)
            return points(*args)

        monkeypatch.setattr(module, "points_of_columns", noting)
    many = of_two_values(1000, kind)
    tracemalloc.start()
    try:
        choose(many)
    except DataError:
        assert kind != "two values"
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(looked_at) <= 60
    assert peak < 4e6


@given(st.data())
def test_the_first_of_all_choices_is_chosen(data):
    """As if all were listed, with each kind of column, some of them given."""
    column = st.one_of(
        st.lists(st.integers(0, 2).map(float), min_size=4, max_size=4),
        st.lists(st.sampled_from(["a", "b", ""]), min_size=4, max_size=4),
    )
    columns = data.draw(st.lists(column, max_size=5))
    some = table(**{f"c{k}": values for k, values in enumerate(columns)})
    given_or_not = st.one_of(st.none(), st.integers(1, max(len(some.columns), 1)))
    x, y = data.draw(given_or_not), data.draw(given_or_not)
    numbers = number_columns(some)
    vary = [k for k in numbers if np.ptp(some.columns[k - 1].values) > 0]
    pairs = [
        (one, two)
        for numbers in (vary, numbers)
        for one in (numbers if x is None else [x])
        for two in (numbers if y is None else [y])
        if (one < two if (x, y) == (None, None) else one != two)
    ]
    if x is not None and y is not None:
        assert linear_columns(some, x, y) == (x, y)
    elif not pairs:
        with pytest.raises(DataError):
            linear_columns(some, x, y)
    else:
        good = [pair for pair in pairs if is_a_line(some, pair)]
        assert linear_columns(some, x, y) == [*good, *pairs][0]


def is_a_line(some, pair):
    """Two columns of numbers of which the first varies, in two rows that have both."""
    x, y = (some.columns[k - 1].values for k in pair)
    if x.dtype == object or y.dtype == object:
        return False
    rows = ~(np.isnan(x) | np.isnan(y))
    return rows.sum() >= 2 and np.ptp(x[rows]) > 0


LETTERS = st.sampled_from(["a", "b", "c", ""])
DIGITS = st.sampled_from([0.0, 1.0, 2.0, NAN])
MEASURED = st.sampled_from([0.5 * k for k in range(14)])


@st.composite
def small_tables(draw):
    """Tables of up to five columns: of few numbers, many, texts, or row numbers."""
    n = draw(st.integers(2, 14))
    columns = []
    for k in range(draw(st.integers(0, 5))):
        kind = draw(st.sampled_from(["few", "many", "texts", "row"]))
        values = range(n)
        if kind != "row":
            cells = {"few": DIGITS, "many": MEASURED, "texts": LETTERS}[kind]
            values = draw(st.lists(cells, min_size=n, max_size=n))
        found = np.array(values, object if kind == "texts" else float)
        columns.append(Column(f"c{k}", found, kind == "row"))
    return Table(tuple(columns))


@settings(max_examples=500, deadline=None)
@given(small_tables(), st.data())
def test_the_first_of_all_choices_of_classes_is_chosen(some, data):
    """As if all were listed: by label, the likeliest first; two features, the useful
    before the others, before one; and of these the first that gives points."""
    asked = st.none() | st.integers(1, max(len(some.columns), 1))
    x1, label = data.draw(asked), data.draw(asked)
    x2 = data.draw(asked | st.just(0))
    if None not in (x1, x2, label):
        assert logistic_columns(some, x1, x2, label) == (x1, x2, label)
        return
    choices = all_choices(some, x1, x2, label)
    if not choices:
        with pytest.raises(DataError):
            logistic_columns(some, x1, x2, label)
        return
    good = [choice for choice in choices[:60] if tells_apart(some, *choice)]
    assert logistic_columns(some, x1, x2, label) == [*good, *choices][0]


def all_choices(some, x1, x2, label):
    """Every (x1, x2, label), in order, of those that agree with what is asked for."""
    ks = range(1, len(some.columns) + 1)
    numbers = [k for k in ks if some.columns[k - 1].is_number]
    ids = [k for k in numbers if some.columns[k - 1].counts_rows]
    useful = [k for k in numbers if len(different(some, k)) > 1]

    def in_order(choice):
        """Without ids, with them as features, as a label; then what does not vary."""
        one, two, k = choice
        free = [c for c, given in ((one, x1), (two, x2)) if given is None and c]
        kind = 2 if k in ids else 1 if {*free} & {*ids} else 0
        kind = kind if {*free} <= {*useful} else 3
        return kind, likeliness(some, k), x2 is None and two == 0, one, two

    return sorted(
        (
            (one, two, k)
            for one, two, k in product(
                [x1] if x1 else numbers,
                [0, *numbers] if x2 is None else [x2],
                [label] if label in ks else ks,
            )
            if label or (likeliness(some, k)[0] < 9 and k not in (x1, x2))
            if one != two or None not in (x1, x2)
            if two == 0 or one < two or (x1, x2) != (None, None)
            if k not in (one, two) or k in (x1, x2)
            if x2 is not None or two == 0 or {two, x1 or one} - {x1} <= {*useful}
        ),
        key=in_order,
    )


def different(some, k):
    """The different values of a column."""
    return {value for value in some.columns[k - 1].values if value == value != ""}


def likeliness(some, k):
    """What sorts columns by how likely they are labels; from 9 on they are none."""
    column, classes = some.columns[k - 1], different(some, k)
    found, rows, values = len(classes), len(column.values), list(column.values)
    is_number = column.is_number
    comes_again = found == 2 or (
        found <= (10 if is_number else MAX_CLASSES) and 2 * found <= rows
    )
    if not 2 <= found <= MAX_CLASSES:
        return (9, 0, 0)
    if not comes_again:
        return (9, 0, 0) if is_number or found > 10 else (7, 0, k)
    rank = (0, -k) if is_number else (-1, k)
    if column.counts_rows:
        return (8, *rank)
    if found == 2 and rows > 10 and min(map(values.count, classes)) == 1:
        return (6, *rank)
    return (1 if found == 2 else 2, *rank)


def tells_apart(some, one, two, label):
    """Whether rows that miss nothing have two classes, and features that vary and do
    not say the same."""
    chosen = [one, two, label] if two else [one, label]
    if len({*chosen}) < len(chosen):
        return False
    columns = [some.columns[k - 1] for k in chosen]
    if not all(column.is_number for column in columns[:-1]):
        return False
    if len(different(some, label)) > MAX_CLASSES:
        return False
    rows = [
        row
        for row in zip(*(column.values for column in columns), strict=True)
        if all(value == value != "" for value in row)
    ]
    features = [{row[j] for row in rows} for j in range(len(chosen) - 1)]
    if len({row[-1] for row in rows}) < 2 or min(map(len, features)) < 2:
        return False
    return not two or not on_one_line([row[:2] for row in rows])


def on_one_line(points):
    """Whether all points (x, y) are on one line: by the areas of their triangles."""
    (x, y), *others = points
    far = [(a - x, b - y) for a, b in others if (a, b) != (x, y)]
    return all(a * far[0][1] == b * far[0][0] for a, b in far)

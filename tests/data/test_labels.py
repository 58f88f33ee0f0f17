"""What is class 1: what a person means by a label, and numbers that are cut in two."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jaxreg.data.logistic import LOGISTIC, logistic_columns, logistic_points
from jaxreg.data.table import Column, DataError, Table
from jaxreg.settings import OWN, LogisticScenario, from_query, to_query


def labelled(labels, name="label"):
    """A table of x = 0, 1, 2, ... and of these labels, None where one is missing."""
    is_text = any(isinstance(label, str) for label in labels)
    values = np.array(labels, object if is_text else float)
    return Table((Column("x", np.arange(float(len(labels)))), Column(name, values)))


def classes(labels, **class_one):
    return logistic_points(labelled(labels), 1, 0, 2, **class_one).names.classes


def refusal(data, **chosen):
    with pytest.raises(DataError) as caught:
        logistic_points(data, **chosen)
    return str(caught.value)


def completed(data, **chosen):
    scenario = LOGISTIC.complete(LogisticScenario(data=OWN, **chosen), data)
    return scenario.positive, scenario.cut


@pytest.mark.parametrize(
    ("one", "zero"),
    [
        *(
            ("Ja", "Nein"),
            ("oui", "non"),
            ("sí", "no"),
            ("はい", "いいえ"),
            ("是", "否"),
        ),
        *(("yes", "no"), ("Yes", "No"), ("TRUE", "FALSE"), ("+", "-"), ("1", "o")),
        *(("malignant", "benign"), ("y", "n"), ("t", "f"), ("present", "absent")),
        *(("Positive", "Negative"), ("pos", "neg"), ("pass", "fail")),
        *(("Survived", "Died"), ("passed", "withdrew"), ("success", "x")),
        # One that says no leaves the other.
        *(("sometimes", "No"), ("2", "0"), ("x", "-"), ("unknown", "false")),
    ],
)
def test_of_two_classes_the_one_that_says_yes_is_class_1(one, zero):
    assert classes([one, zero, zero]) == classes([zero, zero, one]) == (zero, one)


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ([0, 1, 0], ("0", "1")),
        ([-1, 1, -1], ("-1", "1")),
        ([1, 2, 2], ("2", "1")),
        ([2.5, 3, 2.5], ("3", "2.5")),
        (["a", "b", "a"], ("b", "a")),
        (["f", "m", "f"], ("m", "f")),
        (["a", "b"], ("a", "b")),  # of equals the last
        (["yes", "true", "true"], ("yes", "true")),  # both say yes
        (["no", "maybe", "no", "yes"], ("not no", "no")),  # of three the most frequent
        (["c", "b", "a", "c", "b"], ("not c", "c")),
        (["no", "yes", "", "no"], ("no", "yes")),
    ],
)
def test_else_it_is_the_class_with_the_most_rows(labels, expected):
    assert classes(labels) == expected


@given(st.lists(st.sampled_from("abcde"), min_size=2, max_size=60))
def test_by_default_no_class_of_texts_has_more_rows(labels):
    rows = Counter(labels)
    if len(rows) > 1:
        assert rows[classes(labels)[1]] == max(rows.values())


def test_only_rows_that_are_used_are_counted():
    data = labelled(["u", "u", "u", "v", "v"])
    data.columns[0].values[:2] = np.nan
    assert logistic_points(data).names.classes == ("u", "v")


# Cuts


QUALITY = [5] * 10 + [6] * 10 + [7] * 10 + [9]


@pytest.mark.parametrize(
    ("labels", "cut"),
    [
        (QUALITY, 7),  # 20 and 11 rows; 6 would give 10 and 21
        ([1, 2, 3], 3),  # of equals the last
        ([1, 2, 3, 4], 3),
        ([-2.5, 0, 1e6], 1e6),
        ([0] * 8 + [1, 2], 1),
        (list(range(1000)), 500),
        ([0.1 * k for k in range(100)], 5),
        ([0, 1 + 1e-12, 2 + 2e-12], 2),  # as a link can hold it
        ([1, 2, 2.00000001, 2.00000002], 2.0),
        ([*range(10), None], 5),
    ],
)
def test_numbers_are_cut_where_that_divides_them_most_evenly(labels, cut):
    data = labelled(labels)
    points = logistic_points(data, 1, 0, 2)
    assert points.names.cut == cut
    values = data.columns[1].values
    np.testing.assert_array_equal(points.y, values[~np.isnan(values)] >= cut)


@given(st.lists(st.floats(-1e15, 1e15) | st.integers(-3, 3), min_size=2, max_size=60))
def test_any_numbers_are_cut_evenly_and_a_link_holds_the_cut(numbers):
    if len({*numbers}) < 3:
        return
    numbers = [float(f"{number:.3g}") + 0.0 for number in numbers]
    numbers = [0.0 if abs(number) < 1e-14 else number for number in numbers]
    if len({*numbers}) < 3:
        return
    data = labelled(numbers)
    columns = {"x1_column": 1, "x2_column": 0, "label_column": 2}
    scenario = LOGISTIC.complete(LogisticScenario(data=OWN, **columns), data)
    assert from_query("logistic", to_query(scenario)) == (scenario, [])
    sizes = [sum(other >= number for other in numbers) for number in {*numbers}]
    apart = [abs(2 * ones - len(numbers)) for ones in sizes if ones < len(numbers)]
    ones = sum(number >= scenario.cut for number in numbers)
    assert abs(2 * ones - len(numbers)) == min(apart)


def test_a_chosen_cut_names_its_classes():
    points = logistic_points(labelled(QUALITY, "quality"), 1, 0, 2, cut=5.5)
    assert points.names.classes == ("quality < 5.5", "quality ≥ 5.5")
    np.testing.assert_array_equal(points.y, [0] * 10 + [1] * 21)
    assert points.names.cut == 5.5


def test_a_chosen_class_of_numbers_is_no_cut():
    points = logistic_points(labelled(QUALITY), 1, 0, 2, positive=4)
    assert points.names.classes == ("not 9", "9")
    assert points.names.cut is None
    assert points.y.sum() == 1


def test_a_cut_comes_before_a_class():
    data = labelled(QUALITY)
    assert logistic_points(data, 1, 0, 2, positive=1, cut=6).y.sum() == 21
    columns = {"x1_column": 1, "x2_column": 0, "label_column": 2}
    assert completed(data, **columns, positive=1, cut=6.0) == (None, 6)


def test_what_is_class_1_is_filled_in():
    columns = {"x1_column": 1, "x2_column": 0, "label_column": 2}
    assert completed(labelled(QUALITY), **columns) == (None, 7)
    assert completed(labelled(QUALITY), **columns, positive=2) == (2, None)
    assert completed(labelled([0, 1, 0]), **columns) == (2, None)
    assert completed(labelled(["u", "v", "u"]), **columns) == (1, None)


@pytest.mark.parametrize(
    ("labels", "chosen", "sentence"),
    [
        (
            [3, 5, 9],
            {"cut": 12},
            "“label” ranges from 3 to 9, so a cut at 12 leaves only one class: choose "
            "a cut above 3 and up to 9.",
        ),
        (
            [3, 5, 9],
            {"cut": 3},
            "“label” ranges from 3 to 9, so a cut at 3 leaves only one class: choose "
            "a cut above 3 and up to 9.",
        ),
        (["u", "v"], {"cut": 3}, "“label” contains text: only numbers can be cut."),
        (
            [4, 4, 4],
            {"cut": 4},
            "“label” is 4 in every row, so a cut leaves only one class: choose another "
            "label.",
        ),
    ],
)
def test_a_cut_that_leaves_one_class_is_refused(labels, chosen, sentence):
    assert refusal(labelled(labels), x1=1, x2=0, label=2, **chosen) == sentence


def test_an_edited_table_keeps_its_cut():
    cut = LogisticScenario(data=OWN, label_column=2, cut=6.0)
    assert LOGISTIC.moved(cut, labelled(QUALITY), labelled([1, 9])) == cut
    chosen = replace(cut, cut=None, positive=2)
    after = LOGISTIC.moved(chosen, labelled(QUALITY), labelled([1, 6, 9]))
    assert (after.positive, after.cut) == (2, None)


# Likely labels


def texts(*values):
    return np.array(values, object)


MEASURED = np.arange(12.0) ** 2
THREE = texts(*"abcabcabcabc")
ONE_OF_TWELVE = np.array([1.0] + [0.0] * 11)


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        # Two classes before more, also of numbers before texts.
        ({"species": THREE, "x": MEASURED, "ill": np.arange(12.0) % 2}, 3),
        # One row of many is no class where there is another label.
        ({"species": THREE, "x": MEASURED, "first": ONE_OF_TWELVE}, 1),
        ({"x": MEASURED, "first": ONE_OF_TWELVE}, 2),
        # Numbers that count or identify rows come last.
        ({"x": MEASURED, "grade": np.arange(12.0) % 3, "id": np.arange(12.0)}, 2),
    ],
)
def test_the_likeliest_label(columns, expected):
    table = Table(tuple(Column(name, values) for name, values in columns.items()))
    assert logistic_columns(table)[2] == expected

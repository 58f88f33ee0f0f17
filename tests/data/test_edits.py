"""Cells that a person types into the table on the page: read as the file was, or
refused."""

from datetime import datetime, timedelta

import numpy as np
import pytest

from jaxreg.data.edits import codes_in, edited, texts_to_edit
from jaxreg.data.reading import Choices
from jaxreg.data.table import Column, DataError

POINT, COMMA = Choices(decimal="."), Choices(decimal=",")
NUMBERS = Column("v", np.array([1.5, np.nan, -2e-7, 1e15]))
DAYS = Column(
    "d", np.array([0, 0.5, np.nan]), unit="days", origin=datetime(2020, 2, 29)
)
LABELS = Column("l", np.array(["yes", "No", "", "None"], object))


def typed(column, text, choices=POINT):
    """The value of one cell that is typed into row 2."""
    one = edited(column, [*texts_to_edit(column, choices.decimal)[:1], text], choices)
    return one.values[1]


def refusal(column, text, choices=POINT):
    with pytest.raises(DataError) as error:
        typed(column, text, choices)
    return str(error.value)


def test_values_are_shown_as_people_type_them():
    assert texts_to_edit(NUMBERS) == ["1.5", "", "-2e-07", "1000000000000000"]
    assert texts_to_edit(NUMBERS, ",")[0] == "1,5"
    assert texts_to_edit(DAYS) == ["2020-02-29", "2020-02-29 12:00:00", ""]
    assert texts_to_edit(LABELS) == ["yes", "No", "", "None"]


@pytest.mark.parametrize("choices", [POINT, COMMA])
@pytest.mark.parametrize("column", [NUMBERS, DAYS, LABELS])
def test_what_is_shown_is_read_back_as_it_was(column, choices):
    again = edited(column, texts_to_edit(column, choices.decimal), choices)
    np.testing.assert_array_equal(again.values, column.values)
    assert again[2:] == column[2:]


def test_dates_in_years_are_exact_to_a_second():
    values = np.random.default_rng(0).uniform(0, 80, 200)
    years = Column("d", values, unit="years", origin=datetime(1950, 1, 1))
    for text, value in zip(texts_to_edit(years), values, strict=True):
        exact = datetime(1950, 1, 1) + timedelta(days=365.2425 * value)
        assert abs(datetime.fromisoformat(text) - exact) < timedelta(milliseconds=1)


@pytest.mark.parametrize(
    ("text", "choices", "value"),
    [
        ("23.4", POINT, 23.4),
        ("23,4", COMMA, 23.4),
        ("1.234,5", COMMA, 1234.5),
        ("1,234.5", POINT, 1234.5),
        ("1 234", POINT, 1234),
        ("−3", POINT, -3),
        (" 7 ", POINT, 7),
        ("n/a", POINT, np.nan),
        ("", POINT, np.nan),
        ("-999", POINT._replace(codes=("-999",)), np.nan),
        ("-999", POINT, -999),
    ],
)
def test_a_typed_number_is_read_as_the_file_was(text, choices, value):
    np.testing.assert_equal(typed(NUMBERS, text, choices), value)


@pytest.mark.parametrize(
    ("text", "choices", "words"),
    [
        ("23,4", POINT, "Row 2 of “v” contains “23,4” instead of a number."),
        ("1.234,5", POINT, "Row 2 of “v” contains “1.234,5” instead of a number."),
        (
            "12 %",
            POINT,
            "Row 2 of “v” contains “12 %” instead of a number: “%” is in the way.",
        ),
        ("abc", COMMA, "Row 2 of “v” contains “abc” instead of a number."),
        (
            "2020-01-01",
            POINT,
            "Row 2 of “v” contains “2020-01-01” instead of a number.",
        ),
        (
            "2e15",
            POINT,
            "Row 2 of “v” is 2e15: numbers from -1e15 to 1e15 are allowed.",
        ),
    ],
)
def test_what_is_no_number_is_refused(text, choices, words):
    assert refusal(NUMBERS, text, choices) == words
    assert refusal(NUMBERS, text, choices._replace(leave_out_faults=True)) == words


def test_a_columns_own_unit_may_stand_beside_a_number():
    share = Column("share", np.array([12.0, 13.0]), unit="%")
    assert typed(share, "14 %") == typed(share, "14") == 14
    assert "“cm” is in the way" in refusal(share, "14 cm")


def test_typed_dates_are_counted_from_the_same_day():
    assert typed(DAYS, "2020-03-02") == 2
    assert typed(DAYS, "28 Feb 2020") == -1
    assert typed(DAYS, "2020-02-29 06:00") == 0.25
    assert typed(DAYS, "3/4/2020", POINT._replace(day_first=True)) == 34  # 3 April
    assert typed(DAYS, "3/4/2020", POINT._replace(day_first=False)) == 4  # 4 March


def test_a_number_that_can_be_two_is_refused():
    said = "Row 2 of “v” contains “52.001”, which can be two numbers: write"
    assert refusal(NUMBERS, "52.001", COMMA) == f"{said} 52001 or 52,001."
    assert refusal(NUMBERS, "2,345").endswith("write 2345 or 2.345.")
    assert typed(NUMBERS, "52.001") == 52.001
    assert typed(NUMBERS, "1,234,567") == 1234567


def test_a_date_that_can_be_two_is_refused():
    words = (
        "“3/4/2020”, which can be two dates: write the year first, as in 2020-12-31."
    )
    assert refusal(DAYS, "3/4/2020") == f"Row 2 of “d” contains {words}"
    for text in ("soon", "17", "12 cm"):
        words = f"Row 2 of “d” contains “{text}” instead of a date."
        assert refusal(DAYS, text) == words


def test_a_class_is_the_one_that_is_spelled_alike():
    texts = ["YES", "no", "n/a", "None", "maybe", "Maybe"]
    values = ["yes", "No", "", "None", "maybe", "maybe"]
    assert [*edited(LABELS, texts, POINT).values] == values


@pytest.mark.parametrize(
    ("text", "decimal", "codes"),
    [
        ("", ".", ()),
        ("-999, 9999", ".", ("-999", "9999")),
        ("-999,9999;7", ".", ("-999", "9999", "7")),
        ("-99,9  -99,99", ",", ("-99.9", "-99.99")),
        ("-99,9, 8", ",", ("-99.9", "8")),
    ],
)
def test_what_is_typed_as_missing(text, decimal, codes):
    assert codes_in(text, decimal) == codes


@pytest.mark.parametrize("text", ["x", "-999 none", "inf", "1e999"])
def test_only_numbers_can_mean_missing(text):
    with pytest.raises(DataError, match="is not a number"):
        codes_in(text, ".")

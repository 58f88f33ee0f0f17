"""What a column's cells say: units, codes for missing values, spellings, faults."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jaxreg.data.reader import read
from jaxreg.data.reading import Choices


def column(cells, **choices):
    """The second of two columns, with these cells; and how it was read."""
    lines = [f"{k % 3}\t{cell}" for k, cell in enumerate(cells)]
    reading = read("\n".join(["x\ty", *lines]), Choices(**choices))
    return reading.table.columns[1], reading


@pytest.mark.parametrize(
    ("cells", "values", "unit"),
    [
        (["172 cm", "165cm", "180  cm"], [172, 165, 180], "cm"),
        (["5%", "10 %", "2.5%"], [5, 10, 2.5], "%"),
        (["$1,200", "$80", "$3.50"], [1200, 80, 3.5], "$"),
        (["-$1,200", "$80", "−$3.50"], [-1200, 80, -3.5], "$"),
        (["12,50 €", "7,25 €", "3 €"], [12.5, 7.25, 3], "€"),
        (["1 234 kg", "12 kg", "NA"], [1234, 12, np.nan], "kg"),
        (["-3.5 °C", "+2 °C", "0 °C"], [-3.5, 2, 0], "°C"),
        (["5 km/h", "7 km/h", "9.5 km/h"], [5, 7, 9.5], "km/h"),
        (["1e3 m²", "2.5e-3 m²", "7 m²"], [1000, 0.0025, 7], "m²"),
    ],
)
def test_a_unit_in_all_cells(cells, values, unit):
    found, reading = column(cells)
    np.testing.assert_array_equal(found.values, values)
    assert (found.unit, found.fault) == (unit, "")
    assert any(unit in note for note in reading.table.notes)


@pytest.mark.parametrize(
    "cells", [["S1", "S2", "S3"], ["10:30", "11:30", "12:30"], ["Q 1", "Q 2", "Q 3"]]
)
def test_what_looks_like_units_but_is_none(cells):
    found, _ = column(cells)
    assert list(found.values) == cells


def test_cells_of_another_unit_are_faults_of_their_column_alone():
    found, reading = column(["172 cm", "1.65 m", "180 cm", "158", "190 cm"])
    assert found.fault == (
        "Row 3 of “y” contains “1.65 m” instead of a number with “cm”: “m” is in the "
        "way. 1 more cell cannot be used either."
    )
    assert not reading.table.columns[0].fault


def test_a_number_with_the_other_decimal_sign_is_a_fault_that_is_told():
    found, _ = column(["2,5", "3.5", "4,5", "5,25"])
    assert found.fault == (
        "Row 3 of “y” contains “3.5” instead of a number: the comma is the decimal "
        "sign."
    )


def test_a_date_that_does_not_exist_is_a_fault_of_no_sign_in_it():
    found, _ = column(["2020-01-01 10:00", "2020-01-01 25:00", "2020-01-02 10:00"])
    assert found.fault == (
        "Row 3 of “y” contains “2020-01-01 25:00” instead of a date."
    )


def test_the_cell_that_shows_a_unit_has_it():
    _, reading = column(["about 5", "172 cm", "165 cm", "180 cm"])
    assert reading.table.notes == (
        "“172 cm” in “y” was read as a number with the unit cm.",
    )


@pytest.mark.parametrize(
    ("cells", "codes"),
    [
        ("315.7 317.4 -99.99 316.2", ("-99.99",)),
        ("0 3 9999 5 2", ("9999",)),
        ("-5 12 -999 8 3", ("-999",)),
        ("20 80 99 45", ()),  # 99 is an age, too
        ("9999 9998 9997 9996", ()),
        ("99 999 1 2", ("99", "999")),
    ],
)
def test_codes_that_stand_far_from_all_else_are_asked_about(cells, codes):
    cells = cells.split()
    found, reading = column(cells)
    asked = [doubt for doubt in reading.doubts if doubt.field == "codes"]
    assert [doubt.answers[0][1] for doubt in asked] == ([codes] if codes else [])
    expected = [np.nan if cell in codes else float(cell) for cell in cells]
    np.testing.assert_array_equal(found.values, expected)
    said = [note for note in reading.table.notes if "missing" in note]
    count = "count" if len(codes) > 1 else "counts"
    assert said == [f"{' and '.join(codes)} in “y” {count} as missing."] * bool(codes)
    as_numbers, reading = column(cells, codes=())
    np.testing.assert_array_equal(as_numbers.values, np.array(cells, float))
    assert not reading.doubts


def test_codes_may_be_given():
    found, _ = column(["1", "-1", "3"], codes=("-1",))
    np.testing.assert_array_equal(found.values, [1, np.nan, 3])


def test_small_and_capital_letters_make_no_other_class():
    found, reading = column(["Yes", "yes", "NO", "YES", "no", "yes"])
    assert list(found.values) == ["yes", "yes", "NO", "yes", "NO", "yes"]
    assert len(reading.table.notes) == 1
    assert (
        "“yes” and “YES” and “Yes” in “y” count as one class, “yes”."
        in reading.table.notes[0]
    )


@pytest.mark.parametrize("mark", ["na", "n.a.", "..", "***", ":", "--", "\\N", "NaT"])
def test_marks_of_missing_values(mark):
    found, _ = column(["1.5", mark, "2.5"])
    np.testing.assert_array_equal(found.values, [1.5, np.nan, 2.5])


@given(
    st.lists(
        st.tuples(st.decimals(-(10**9), 10**9, places=3), st.booleans()),
        min_size=2,
        max_size=8,
    ),
    st.booleans(),
)
def test_thousands_in_groups_or_none(numbers, is_comma):
    """Written by Python, with either decimal sign; one number tells which it is."""
    cells = [f"{n:,.3f}" if in_groups else f"{n:.3f}" for n, in_groups in numbers]
    cells += ["0.12345"]
    if is_comma:
        cells = [cell.translate(str.maketrans(",.", ".,")) for cell in cells]
    found, reading = column(cells, codes=())
    exact = [float(Decimal(n)) for n, _ in numbers] + [0.12345]
    np.testing.assert_array_equal(found.values, exact)
    assert not reading.doubts

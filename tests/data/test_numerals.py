"""Numbers with either decimal sign, by hand, and of any size against float."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jaxreg.data.numerals import as_number, decimal_sign

NAN, INF = math.nan, math.inf


@pytest.mark.parametrize(
    ("text", "point", "comma"),
    [
        *(("12", 12, 12), ("007", 7, 7), ("-3", -3, -3), ("+3", 3, 3), ("−3", -3, -3)),
        *(("1.5", 1.5, NAN), ("1,5", NAN, 1.5), (".5", 0.5, NAN), (",5", NAN, 0.5)),
        *(("1.", 1, NAN), ("1,", NAN, 1), ("0.123", 0.123, NAN), ("0,123", NAN, 0.123)),
        *(("1,234", 1234, 1.234), ("1.234", 1.234, 1234), ("1.2345", 1.2345, NAN)),
        *(("12,345", 12345, 12.345), ("1234.567", 1234.567, NAN)),
        *(("1,234,567.5", 1234567.5, NAN), ("1.234.567,5", NAN, 1234567.5)),
        *(("1 234 567", 1234567, 1234567), ("1'234.5", 1234.5, NAN)),
        *(("1’234,5", NAN, 1234.5), ("1 234,567", NAN, 1234.567)),
        *(("1e5", 1e5, 1e5), ("1E+5", 1e5, 1e5), ("2.5e−3", 0.0025, NAN)),
        *(("-0", 0, 0), ("1e308", 1e308, 1e308), ("1e999", INF, INF)),
        *(("inf", INF, INF), ("-Infinity", -INF, -INF), ("∞", INF, INF)),
        *((text, NAN, NAN) for text in ("", ".", ",", "-", "e5", "1e", "--1", "x")),
        *((text, NAN, NAN) for text in ("1_000", "0x10", "٣", "1 23", "12 3456", "5%")),
        *((text, NAN, NAN) for text in ("1,234 567", "1.2.3", "1,2,3", "nan")),
    ],
)
def test_a_text_as_a_number(text, point, comma):
    found = as_number(text, "."), as_number(text, ",")
    assert found == pytest.approx((point, comma), rel=0, abs=0, nan_ok=True)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_rounding_is_that_of_float(number):
    assert as_number(repr(number), ".") == number
    assert as_number(repr(number).replace(".", ","), ",") == number


@pytest.mark.parametrize("separator", [",", " ", "'", "’"])
@given(number=st.integers(-(10**15), 10**15))
def test_thousands(number, separator):
    grouped = f"{number:,}".replace(",", separator)
    assert as_number(f"{grouped}.25", ".") == float(f"{number}.25")


@pytest.mark.parametrize(
    ("texts", "delimiter", "decimal", "differ"),
    [
        (["1", "x", ""], ";", ".", set()),
        (["1.5", "1,234"], ";", ".", set()),
        (["1,5", "1.234"], ",", ",", set()),
        (["1,5", "3,5", "2.5", "2.5", "2.5"], ";", ".", set()),
        (["1.5", "3.5", "2,5", "2,5", "2,5"], ",", ",", set()),
        (["1,234", "5"], ";", ",", {"1,234"}),
        (["1,234", "5"], ",", ".", {"1,234"}),
        (["1.234", "5"], "\t", ".", {"1.234"}),
        (["1.234", "5"], ";", ",", {"1.234"}),
        (["1.234", "5"], ",", ".", set()),
        (["1.234", "1,234"], ",", ".", {"1,234"}),
        (["1.234", "1,234"], "|", ".", {"1.234", "1,234"}),
        (["1.5", "2,5"], ";", ".", set()),
        (["1.", "9,6", "2.", "9,75"], ";", ",", set()),  # the first and the second
    ],
)
def test_the_decimal_sign(texts, delimiter, decimal, differ):
    assert decimal_sign(texts, delimiter) == (decimal, differ)

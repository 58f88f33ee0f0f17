"""Numbers as texts: against NumPy's float32, and against fractions."""

import re
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jaxreg.display.report import factor_text, number, share
from jaxreg.settings import LinearScenario, LogisticScenario
from jaxreg.training.runs import run
from tests.shown import report_of

ANY = st.floats(width=32, allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (float("nan"), "–"),
        (float("inf"), "–"),
        (-float("inf"), "–"),
        (1e39, "1e+39"),
        (-1.23456789e-41, "-1.234568e-41"),
        (1e-320, "9.999889e-321"),
        (0.0, "0.0"),
        (0.1, "0.1"),
        (np.float32(0.1), "0.1"),
        (2, "2.0"),
        (np.float32(3.0008037), "3.0008037"),
        (np.float32(-1.0959495), "-1.0959495"),
        (1 / 3, "0.33333334"),
    ],
)
def test_known_numbers(value, text):
    assert number(value) == text


@given(
    st.floats(width=32, allow_nan=False, allow_infinity=False, allow_subnormal=False)
)
def test_a_number_is_the_shortest_text_that_gives_it_back(value):
    text = number(value)
    assert np.float32(text) == value
    digits = len(re.sub(r"e.*|\D", "", text).strip("0"))
    if digits > 1:
        assert np.float32(f"{value:.{digits - 2}e}") != value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (float("inf"), "–"),
        (0.0, "0"),
        (-0.0, "0"),
        (3.0, "3.000"),
        (3.0008037, "3.001"),
        (-1.0959495, "-1.096"),
        (2.0625, "2.063"),  # halfway: away from 0, as JavaScript rounds
        (-1000.5, "-1001"),
        (9.9996, "10.00"),
        (123456.7, "123500"),
        (999950, "1.000e+06"),
        (0.00012345, "0.0001234"),  # as a float32 it is a little less
        (0.00001, "1.000e-05"),
        (1e39, "1.000e+39"),
    ],
)
def test_known_numbers_of_four_digits(value, text):
    assert number(value, "four") == text


@given(ANY | st.floats(allow_nan=False, allow_infinity=False))
@example(2.0**-126)
def test_four_digits_are_the_nearest_four(value):
    text = number(value, "four")
    if value == 0:
        assert text == "0"
        return
    digits = re.sub(r"e.*|[-.]", "", text).lstrip("0")
    assert len(digits) == 4 or (set(digits[4:]) == {"0"} and "." not in text)
    fits = 2.0**-126 <= abs(value) <= float(np.finfo(np.float32).max)
    exact = abs(Fraction(float(np.float32(value)) if fits else value))
    shown = abs(Fraction(text))
    decade = next(k for k in range(310, -330, -1) if shown >= Fraction(10) ** k)
    assert abs(shown - exact) <= Fraction(10) ** (decade - 3) / 2
    assert Fraction(text) * Fraction(value) > 0


@given(st.floats(-1, 1), st.sampled_from(["four", "all"]))
@example(1.0, "four")
@example(1 - 2.0**-40, "all")
@example(0.99995, "four")
def test_a_share_is_shown_as_1_only_if_it_is(value, digits):
    text = share(value, digits)
    if text.startswith(">"):
        assert float(text[1:]) < value < 1
    else:
        assert (float(text) == 1) == (value == 1)


@pytest.mark.parametrize("scenario", [LinearScenario(), LogisticScenario()])
def test_the_switch_decides_how_many_digits_the_report_has(scenario):
    shown = {
        digits: report_of(run(type(scenario)(digits=digits)))
        for digits in ("four", "all")
    }
    for few, many in zip(*(s.rows for s in shown.values()), strict=True):
        assert few[0] == many[0]
        assert few[1] == [number(float(text), "four") for text in many[1]]
    assert shown["four"].digits == "four" != shown["all"].digits
    assert shown["four"].summary != shown["all"].summary


@pytest.mark.parametrize(
    ("factor", "text"),
    [
        (0.41561, "0.4156"),
        (-0.999999, "−0.999999"),
        (-1.0, "−1"),
        (-1.0000000000001, "−1.0000000000001"),
    ],
)
def test_a_mode_that_shrinks_or_grows_a_little_is_not_said_to_stay(factor, text):
    assert factor_text(factor) == text


def test_a_line_through_nearly_all_of_the_variance_is_not_said_to_be_perfect():
    report = report_of(run(LinearScenario(noise=0.1, true_W=10.0, learning_rate=0.03)))
    assert dict(report.facts)["R²"] == ">0.9999"

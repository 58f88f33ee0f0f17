"""Points that are placed by hand travel through a link digit by digit."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jaxreg.settings import (
    MOST_BY_HAND,
    PAGES,
    LinearScenario,
    from_query,
    to_query,
)

DIGITS = st.integers(-9_999_999, 9_999_999)
NUMBERS = st.builds(
    lambda digits, power: f"{digits}e{power}", DIGITS, st.integers(-9, 8)
)
ROWS = {
    "linear": st.tuples(NUMBERS, NUMBERS),
    "logistic": st.tuples(NUMBERS, NUMBERS, st.sampled_from("01")),
}
KEYS = {"linear": "points", "logistic": "c_points"}


@pytest.mark.parametrize("page", PAGES)
@given(st.data())
def test_every_digit_survives(page, data):
    rows = data.draw(st.lists(ROWS[page], min_size=3, max_size=MOST_BY_HAND))
    said = " ".join("_".join(row) for row in rows)
    scenario, problems = from_query(page, [(KEYS[page], said)])
    assert not problems
    read = [point.split("_") for point in scenario.points.split(" ")]
    # Python reads a decimal as the nearest float64, whoever wrote it.
    assert [[*map(float, row)] for row in read] == [[*map(float, row)] for row in rows]
    assert scenario.controls["points"].rows(scenario.points) == [
        [*map(float, row)] for row in rows
    ]
    query = to_query(scenario)
    assert re.fullmatch(r"[\w.+=-]*", query)  # nothing is escaped, so it stays short
    assert from_query(page, query) == (scenario, [])
    assert PAGES[page](points=scenario.points) == scenario


@pytest.mark.parametrize("page", PAGES)
@given(st.text() | st.text("0123456789_. -e", max_size=30))
def test_any_text_is_points_or_one_problem(page, text):
    scenario, problems = from_query(page, [(KEYS[page], text)])
    if not problems:
        again = from_query(page, [(KEYS[page], scenario.points)])
        assert again == (scenario, [])
    else:
        [problem] = problems
        assert scenario == PAGES[page]() and problem.used == "It is ignored."


LINE = "it must be 2 to 50 points, as in “0_1.5 2_3”"
CLASSES = "it must be 3 to 50 points, as in “0_1.5_1 2_3_0 4_2_1”"


@pytest.mark.parametrize(
    ("page", "text", "said"),
    [
        ("linear", "", f"{LINE}, but there are 0"),
        ("linear", "1_2", f"{LINE}, but there is 1"),
        ("linear", "1_2 " * 51, f"{LINE}, but there are 51"),
        (
            "linear",
            "1_2 3_",
            f"{LINE}; “3_”, number 2, is no point: y must be a number from ",
        ),
        ("linear", "1_2 3", f"{LINE}; “3”, number 2, is no point: it needs x and y"),
        (
            "linear",
            "1_2 3_1.2345678",
            f"{LINE}; “3_1.2345678”, number 2, is no point: y must be a number from "
            "-1e15 to 1e15 with at most 7 digits",
        ),
        (
            "logistic",
            "0_1_1 2_3_2 4_2_1",
            f"{CLASSES}; “2_3_2”, number 2, is no point: class must be one of 0, 1",
        ),
        (
            "logistic",
            "0_1 2_3 4_2",
            f"{CLASSES}; “0_1”, number 1, is no point: it needs x₁ and x₂ and class",
        ),
    ],
)
def test_a_bad_text_is_told_what_is_allowed(page, text, said):
    _, [problem] = from_query(page, [(KEYS[page], text)])
    assert problem.allowed.startswith(said)


def test_python_gives_them_as_a_text():
    with pytest.raises(ValueError, match="^points=.*a text, as in “0_1.5 2_3”"):
        LinearScenario(points=[(0, 1.5)])

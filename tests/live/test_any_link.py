"""No link breaks the server: whatever all the fields of a scenario hold together, up to
their bounds, and whatever a person's own data, each kind of answer is JSON without NaN,
and nothing is warned of on the way."""

import json
import warnings
from dataclasses import asdict, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jaxreg.data.table import DataError
from jaxreg.live.picture import explained, moving_picture, picture
from jaxreg.settings import OWN, PAGES, from_query
from tests.strategies import any_tables, anything

EACH_PAGE = pytest.mark.parametrize("page", PAGES)
FAR = {
    "linear": [
        *("start=chosen&W_0=1e15", "start=chosen&b_0=-1e15&land=surface"),
        *("x=1e15&n=5&noise=0", "lr=1&epochs=10000&show=prediction"),
        "start=chosen&W_0=1e15&b_0=1e15&show=gradient&lr=1",
        "start=chosen&b_0=1e15&show=rates",
        "start=chosen&W_0=1e15&by=Newton&show=prediction",
        "start=chosen&b_0=-1e15&by=coordinate+descent&land=surface&show=influence",
    ],
    "logistic": [
        # Windows that were narrower than float32 can tell, and 0 wide
        *("data=lecture&c_start=chosen&W1_0=1e7", "data=iris&c_start=chosen&W1_0=1e7"),
        "data=iris&c_start=chosen&W1_0=1e15&c_land=surface",
        "data=gapminder&c_start=chosen&W1_0=3e8",
        "data=lecture&W2_0=5e14&c_start=chosen&c_land=surface",
        # Held far away, b leaves no curvature that a float holds
        "data=lecture&c_scale=on&c_start=chosen&W2_0=1e7",
        "data=O-rings&c_start=chosen&c_b_0=1e15",
        "data=tips&c_start=chosen&W2_0=1e7&c_show=separable",
        "c_start=chosen&c_b_0=1e15&l2=1&c_lr=100&c_show=rates",
        "x1=1e15&x2=-1e15&W1=0&W2=0&c_show=gradient",
        "c_start=chosen&c_b_0=1e15&c_by=Newton&c_show=flips",
        "data=lecture&c_start=chosen&W1_0=1e7&c_by=coordinate+descent&c_show=gradient",
    ],
}


def refuse(constant):
    raise ValueError(f"{constant} is not JSON")


def assert_answered(scenario, own=None):
    """Whatever is asked of it, it is JSON, or the data are told to be of no use."""
    # What is timed is of the same run, and has tests of its own.
    make = [picture, moving_picture] + [explained] * (scenario.explain != "code")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for answer in make:
            try:
                json.loads(answer(scenario, own), parse_constant=refuse)
            except DataError as error:
                assert str(error).endswith(".")


@EACH_PAGE
def test_any_fields_together_are_answered(page):
    @settings(deadline=None)
    @given(anything(page).filter(lambda scenario: scenario.data != OWN))
    def check(scenario):
        assert_answered(scenario)

    check()


@EACH_PAGE
def test_any_own_data_are_answered(page):
    @settings(deadline=None)
    @given(anything(page), any_tables(), st.booleans())
    def check(scenario, own, as_they_come):
        columns = {
            name: None for name in asdict(scenario) if as_they_come and "column" in name
        }
        assert_answered(replace(scenario, data=OWN, **columns), own)

    check()


@pytest.mark.parametrize(
    ("page", "query"), [(page, query) for page in FAR for query in FAR[page]]
)
def test_a_run_far_away_is_answered(page, query):
    scenario, problems = from_query(page, query)
    assert not problems
    assert_answered(scenario)

"""What the browser draws the controls from holds the whole table of them, in texts that
a link can have."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jaxreg.live.controls import disabled, pages_json, unused
from jaxreg.settings import (
    CONTROLS,
    LINEAR_SETS,
    OWN,
    PAGES,
    PRESETS,
    from_query,
    to_query,
)
from jaxreg.training.runs import run
from tests.strategies import scenarios

TOLD = json.loads(pages_json())
EACH_PAGE = pytest.mark.parametrize("page", PAGES)
EACH = pytest.mark.parametrize(
    ("page", "told"),
    [(page, told) for page in PAGES for told in TOLD[page]["controls"]],
    ids=lambda part: part if isinstance(part, str) else part["key"],
)
OF_TABLES = {"data", "points", "column", "class"}  # groups that are drawn otherwise


def default(page, control):
    """The text of a page's default, from the scenario without any argument."""
    [name] = [name for name, of in CONTROLS[page].items() if of == control]
    value = getattr(PAGES[page](), name)
    return None if value is None else control.text(value)


@EACH_PAGE
def test_all_controls_are_told_but_those_of_tables(page):
    shown = [name for name, c in CONTROLS[page].items() if c.group not in OF_TABLES]
    assert [told["name"] for told in TOLD[page]["controls"]] == shown


@EACH_PAGE
def test_a_link_leaves_out_each_default_and_has_the_rest_in_order(page):
    assert TOLD[page]["defaults"] == [
        [control.key, default(page, control)] for control in CONTROLS[page].values()
    ]


@EACH
def test_a_control_has_its_words_and_its_range(page, told):
    control = CONTROLS[page][told["name"]]
    for part in ("key", "label", "help", "group", "step", "allowed"):
        assert told[part] == getattr(control, part)
    assert told["default"] == default(page, control)
    assert (told["low"], told["high"]) == control.limits


@EACH
def test_a_control_is_drawn_as_what_it_is(page, told):
    control = CONTROLS[page][told["name"]]
    if control.is_choice:
        assert told["kind"] == "choice" and len(told["stops"]) > 1
    else:
        assert told["kind"] == ("number" if control.typed else "slider")
    if told["kind"] == "slider":  # it has somewhere to halt
        assert len(told["stops"]) > 1 or told["low"] < told["high"] and told["step"] > 0
    assert told["default"] is not None or told["kind"] == "number"


@EACH
def test_a_link_can_have_each_stop(page, told):
    control = CONTROLS[page][told["name"]]
    for stop in told["stops"]:
        scenario, problems = from_query(page, [(told["key"], stop)])
        assert not problems
        value = getattr(scenario, told["name"])
        assert control.text(value) == stop
        assert isinstance(value, str) or float(stop) == value


@EACH
def test_stops_rise(page, told):
    if told["kind"] == "slider":
        stops = [float(stop) for stop in told["stops"]]
        assert stops == sorted({*stops})


@EACH
def test_what_is_whole_is_told(page, told):
    """A link can have no half of what is whole."""
    if told["kind"] == "choice" or told["is_listed"]:
        return
    middle = int((told["low"] + told["high"]) / 2) + 0.5
    _, problems = from_query(page, [(told["key"], f"{middle}")])
    assert bool(problems) == told["is_whole"]


@EACH
def test_each_stands_in_a_place_with_a_name(page, told):
    group, section = told["group"], told["section"]
    if group in ("explain", "training"):
        assert section == group
    elif group in ("threshold", "mistake"):
        assert section == "training"
    elif group in ("seed", "generator"):
        assert section == "points"
    else:
        assert re.fullmatch(r"[A-Z][a-z]+([ -][a-z]+)*", section)


@EACH_PAGE
def test_presets_are_told_as_links(page):
    told = {p["name"]: (p["query"], p["look"]) for p in TOLD[page]["presets"]}
    assert told == {
        name: (to_query(preset.scenario), preset.look)
        for name, preset in PRESETS.items()
        if preset.scenario.page == page
    }
    assert {*TOLD[page]["first"]} <= {*told}


# What is not seen, and what cannot be moved


def keys(page, *groups):
    return {c.key for c in CONTROLS[page].values() if c.group in groups}


def of_other_noise(scenario):
    """What only kinds of noise heed that the scenario has not."""
    if scenario.page != "linear":
        return set()
    own = {"heavy tails": {"nu"}, "outliers": {"outliers"}}
    return {"nu", "outliers"} - own.get(scenario.noise_kind, set())


@EACH_PAGE
@given(st.data())
def test_the_points_own_making_is_seen_where_they_are_made(page, data):
    scenario = data.draw(scenarios(page, tables=True))
    of_table = scenario.data not in ("generated", "circle", "lecture")
    threshold = keys(page, "threshold")
    made = keys(page, "generator") if of_table else of_other_noise(scenario)
    bug = keys(page, "mistake")
    assert {*unused(scenario)} - threshold - bug == made
    assert bug & {*unused(scenario)} == (
        set() if scenario.explain == "bug lab" else bug
    )
    entries = ("accuracy", "threshold", "odds", "least squares")
    is_explained = scenario.explain in entries
    is_seen = is_explained or getattr(scenario, "threshold", 0.5) != 0.5
    assert threshold & {*unused(scenario)} == (set() if is_seen else threshold)


@EACH_PAGE
@pytest.mark.parametrize("data", [*LINEAR_SETS[-2:], OWN])
def test_of_a_table_nothing_is_made(page, data):
    unseen = keys(page, "generator", "threshold", "mistake")
    assert {*unused(PAGES[page](data=data))} == unseen


@EACH_PAGE
@given(st.data())
def test_the_values_of_a_start_can_be_moved_where_it_is_chosen(page, data):
    scenario = data.draw(scenarios(page, tables=True))
    values, seed = keys(page, "chosen start"), {CONTROLS[page]["start_seed"].key}
    found = {*disabled(scenario)}
    assert (values & found == set()) == (scenario.start == "chosen")
    assert (seed & found == set()) == (scenario.start == "seed")
    made = keys(page, "generator")
    is_made = scenario.data == "generated"
    still = made - of_other_noise(scenario) if is_made else set()
    if scenario.data == "circle":
        still = {CONTROLS[page]["num_points"].key}
    assert made - found == still
    of_momentum, order, split, rate = (
        {CONTROLS[page][name].key}
        for name in ("momentum_kind", "shuffle", "split", "learning_rate")
    )
    steps = keys(page, "method") - {CONTROLS[page]["method"].key} | rate
    descends = scenario.method == "gradient descent"
    assert (rate & found == set()) == descends
    assert (of_momentum & found == set()) == (descends and scenario.momentum > 0)
    assert (order & found == set()) == (descends and scenario.batch != "all")
    assert descends or steps <= found
    assert len(found) == len(disabled(scenario))
    assert (split & found == set()) == (scenario.held_out > 0)
    of_descent = steps if not descends else of_momentum | order
    assert found <= values | seed | made | of_descent | split


@EACH_PAGE
@settings(deadline=None, max_examples=6)
@given(st.data())
def test_what_cannot_be_moved_changes_nothing(page, data):
    scenario, other = data.draw(scenarios(page)), data.draw(scenarios(page))
    still = {
        name: getattr(other, name)
        for name, control in CONTROLS[page].items()
        if control.key in disabled(scenario)
    }
    one, same = (run(s).history for s in (scenario, replace(scenario, **still)))
    np.testing.assert_array_equal(one.loss, same.loss)
    np.testing.assert_array_equal(one.params.W, same.params.W)

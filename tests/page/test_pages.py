"""What holds for both pages alike, in AppTest; test_app_<page>.py has what differs."""

from dataclasses import asdict, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jaxreg.data.source import points_of
from jaxreg.data.table import DataError
from jaxreg.settings import CONTROLS, PAGES, PRESETS, from_query
from jaxreg.training.runs import run as run_of
from tests.app_pages import (
    OTHERS,
    START_VALUES,
    assert_shows,
    click,
    ends,
    open_page,
    refusals,
    run,
    send,
    set_values,
    told,
    warning,
    widget,
)
from tests.strategies import FOREIGN, links

LINKED = [s for page in PAGES for s in (*ends(page), OTHERS[page])]


@pytest.mark.parametrize("page", PAGES)
def test_the_first_visit(page):
    at = open_page(page)
    assert_shows(at, PAGES[page]())
    assert not at.warning
    names = [name for name, scenario in PRESETS.items() if scenario.page == page]
    assert {button.key for button in at.button} == {
        *(f"preset {name}" for name in names),
        f"{page} reset",
        f"{page} next seed",
        "own_use_paste",
        f"{page} edit",
    }
    assert_shows(run(at), PAGES[page]())


@pytest.mark.parametrize("page", PAGES)
def test_each_control_has_its_help(page):
    at = open_page(page)
    for control in CONTROLS[page].values():
        assert widget(at, control.key).proto.help == control.help


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_sets_every_control(name):
    page = PRESETS[name].page
    at = set_values(open_page(page), page, **asdict(OTHERS[page]))
    assert_shows(at, OTHERS[page])
    assert_shows(click(at, f"preset {name}"), PRESETS[name])
    assert_shows(run(at), PRESETS[name])


@pytest.mark.parametrize("page", PAGES)
def test_reset(page):
    at = set_values(open_page(page), page, **asdict(OTHERS[page]))
    assert_shows(click(at, f"{page} reset"), PAGES[page]())


@pytest.mark.parametrize(
    ("page", "moved"), [("linear", {"true_W": 4.0}), ("logistic", {"true_W1": 4.0})]
)
def test_next_seed(page, moved):
    at = set_values(open_page(page), page, seed=998, **moved)
    for seed in (999, 0, 1):
        click(at, f"{page} next seed")
        assert_shows(at, PAGES[page](seed=seed, **moved))


@pytest.mark.parametrize("scenario", LINKED, ids=repr)
def test_a_link_opens_what_it_names(scenario):
    page = scenario.page
    link = [
        (control.key, control.text(getattr(scenario, field)))
        for field, control in CONTROLS[page].items()
        if getattr(scenario, field) is not None
    ]
    at = open_page(page, link)
    assert_shows(at, scenario)
    assert not at.warning


# Where training starts


def start_is_open(at, page):
    disabled = {widget(at, key).disabled for key in START_VALUES[page].values()}
    assert len(disabled) == 1
    return disabled == {False}


@pytest.mark.parametrize("page", PAGES)
def test_the_values_of_a_start_are_open_when_it_is_chosen(page):
    at = open_page(page)
    assert not start_is_open(at, page)
    for start in ("chosen", "zero", "chosen", "seed"):
        set_values(at, page, start=start)
        assert start_is_open(at, page) == (start == "chosen")
        assert_shows(at, PAGES[page](start=start))


@pytest.mark.parametrize("page", PAGES)
def test_the_seed_of_the_start_is_open_when_it_is_drawn(page):
    key = CONTROLS[page]["start_seed"].key
    at = open_page(page)
    assert widget(at, key).value is None and not widget(at, key).disabled
    set_values(at, page, start_seed=7)
    assert_shows(at, PAGES[page](start_seed=7))
    click(at, f"{page} next seed")  # moves the data alone
    assert_shows(at, PAGES[page](seed=1, start_seed=7))
    assert widget(set_values(at, page, start="zero"), key).disabled
    set_values(at, page, start="seed", start_seed=None)
    assert_shows(at, PAGES[page](seed=1))


@pytest.mark.parametrize("page", PAGES)
def test_formulas_say_how_many_epochs_were_trained(page):
    asked = PAGES[page](num_points=100_000, epochs=10_000)
    trained = len(run_of(asked).history.loss) - 1
    assert trained < 10_000
    key = CONTROLS[page]
    link = [(key["num_points"].key, "100000"), (key["epochs"].key, "10000")]
    text = next(m.value for m in open_page(page, link).markdown if "Update" in m.value)
    assert f"**Update**, {trained} times" in text


@pytest.mark.parametrize("page", PAGES)
def test_the_values_of_a_start_are_kept_while_another_is_set(page):
    values = dict(zip(START_VALUES[page], (-9.95, 0.35, 10.0), strict=False))
    at = set_values(open_page(page), page, start="chosen", **values)
    assert_shows(at, PAGES[page](start="chosen", **values))
    set_values(at, page, start="zero")
    assert_shows(at, PAGES[page](start="zero", **values))
    set_values(at, page, start="chosen")
    assert_shows(at, PAGES[page](start="chosen", **values))
    link = [(START_VALUES[page][field], f"{values[field]:g}") for field in values]
    at = open_page(page, link)
    assert not start_is_open(at, page)
    assert_shows(at, PAGES[page](**values))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("click", "values"),
    [
        ((0.5, -2), (0.5, -2.0)),
        ((1.2345, -33.3333), (1.234, -33.33)),
        ((-1e-17, 0.0251), (0.0, 0.0251)),
        ((4.56789e7, -1e19), (4.568e7, -1e15)),
    ],
)
def test_a_click_on_the_landscape_chooses_the_start(page, click, values):
    at = open_page(page)
    fields = list(START_VALUES[page])[:2]
    for _ in range(2):
        send(at, "start", list(click))
        scenario = PAGES[page](start="chosen", **dict(zip(fields, values, strict=True)))
        assert_shows(at, scenario)
        assert start_is_open(at, page)
        assert from_query(page, at.query_params.items()) == (scenario, [])
        set_values(at, page, start="zero")


@pytest.mark.parametrize("page", PAGES)
def test_a_click_moves_the_two_values_that_the_landscape_shows(page):
    at = set_values(open_page(page), page, **asdict(OTHERS[page]))
    send(at, "start", [1, 2])
    fields = list(START_VALUES[page])[:2]
    moved = dict(zip(fields, (1.0, 2.0), strict=True))
    assert_shows(at, replace(OTHERS[page], **moved))


@pytest.mark.parametrize("page", PAGES)
def test_a_click_ends_what_was_said_of_the_values_that_it_sets(page):
    first, second = list(START_VALUES[page].values())[:2]
    start, seed = (CONTROLS[page][field].key for field in ("start", "seed"))
    link = [(first, "x"), (second, "x"), (start, "x"), (seed, "x")]
    at = open_page(page, link)
    assert len(warning(at)) == 4
    send(at, "start", [1, 2])
    [line] = warning(at)
    assert line.startswith(f"`{seed}=x`")


@pytest.mark.parametrize("page", PAGES)
def test_what_sliders_show_and_were_not_told_is_taken(page):
    keys = {field: CONTROLS[page][field].key for field in CONTROLS[page]}
    seed, epochs, bias = keys["seed"], keys["epochs"], keys["true_b"]
    at = open_page(page, [(seed, "x")])
    send(at, "missed", {seed: "7", epochs: "200", bias: "-1.0"})
    scenario = PAGES[page](seed=7, epochs=200, true_b=-1.0)
    assert_shows(at, scenario)
    assert from_query(page, at.query_params.items()) == (scenario, [])
    assert not at.warning
    for missed in (None, [], 5, {"what": "1"}, {seed: None}, {seed: "-1"}, {seed: [1]}):
        assert_shows(send(at, "missed", missed), scenario)


@pytest.mark.parametrize("page", PAGES)
def test_a_start_that_is_no_place_does_nothing(page):
    at, nan = open_page(page), float("nan")
    for start in (None, [], [1], [1, 2, 3], ["a", 1], [None, 1], [[1], 2], {}, 5):
        assert_shows(send(at, "start", start), PAGES[page]())
    for start in ([nan, 1], [1, nan]):
        assert_shows(send(at, "start", start), PAGES[page]())
    assert_shows(send(at, "start", [0, 0]), PAGES[page](start="chosen"))


@pytest.mark.parametrize("page", PAGES)
def test_a_links_foreign_parameters_stay_and_say_nothing(page):
    seed = CONTROLS[page]["seed"].key
    at = open_page(page, [*FOREIGN[page], (seed, "7")])
    assert not at.warning
    assert_shows(at, PAGES[page](seed=7))
    assert at.query_params == dict([*FOREIGN[page], (seed, "7")])


@pytest.mark.parametrize("page", PAGES)
@settings(deadline=None, max_examples=20)
@given(st.data())
def test_any_link_opens(page, data):
    link = data.draw(links(page))
    at = open_page(page, link)
    scenario, problems = from_query(page, link)
    assert len(at.warning) == bool(problems)
    try:
        if scenario.is_of_table:
            points_of(scenario, own=None)
    except DataError:
        assert not at.get("bidi_component") or told(at)["absent"]
        assert refusals(at)
    else:
        assert_shows(at, scenario)

"""What holds for both pages alike, in AppTest; test_app_<page>.py has what differs."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jaxreg.scenario import CONTROLS, PAGES, PRESETS, from_query, page_of
from tests.app_pages import (
    OTHERS,
    assert_shows,
    click,
    corners,
    open_page,
    run,
    set_values,
    widget,
)
from tests.strategies import links

LINKED = [s for page in PAGES for s in (*corners(page), OTHERS[page])]


@pytest.mark.parametrize("page", PAGES)
def test_the_first_visit(page):
    at = open_page(page)
    assert_shows(at, PAGES[page]())
    assert not at.warning
    names = [name for name, scenario in PRESETS.items() if page_of(scenario) == page]
    assert {button.key for button in at.button} == {
        *(f"preset {name}" for name in names),
        f"{page} reset",
        f"{page} next seed",
    }
    assert_shows(run(at), PAGES[page]())


@pytest.mark.parametrize("page", PAGES)
def test_each_control_has_its_help(page):
    at = open_page(page)
    for control in CONTROLS[page].values():
        assert widget(at, control.key).proto.help == control.help


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_sets_every_control(name):
    page = page_of(PRESETS[name])
    at = set_values(open_page(page), page, **vars(OTHERS[page]))
    assert_shows(at, OTHERS[page])
    assert_shows(click(at, f"preset {name}"), PRESETS[name])
    assert_shows(run(at), PRESETS[name])


@pytest.mark.parametrize("page", PAGES)
def test_reset(page):
    at = set_values(open_page(page), page, **vars(OTHERS[page]))
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
    page = page_of(scenario)
    link = [
        (control.key, control.text(getattr(scenario, field)))
        for field, control in CONTROLS[page].items()
    ]
    at = open_page(page, link)
    assert_shows(at, scenario)
    assert not at.warning


@pytest.mark.parametrize("page", PAGES)
@settings(deadline=None, max_examples=20)
@given(st.data())
def test_any_link_opens(page, data):
    link = data.draw(links(page))
    at = open_page(page, link)
    scenario, problems = from_query(page, link)
    assert_shows(at, scenario)
    assert len(at.warning) == bool(problems)

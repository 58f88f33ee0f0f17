"""Both pages under AppTest: controls, presets, links, and what they say."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jaxreg.scenario import CONTROLS, PAGES, PRESETS, page_of
from jaxreg.ui.controls import set_control
from tests.app_pages import open_page, scenario


@pytest.mark.parametrize("page", PAGES)
def test_default_twice(page):
    at = open_page(page)
    assert scenario(at, page) == PAGES[page]()
    assert not at.run().exception
    assert scenario(at, page) == PAGES[page]()
    assert not at.warning


@pytest.mark.parametrize("page", PAGES)
def test_presets_and_reset(page):
    at = open_page(page)
    for name, preset in PRESETS.items():
        if page_of(preset) == page:
            at.button(f"preset {name}").click().run()
            assert not at.exception
            assert scenario(at, page) == preset
    at.button(f"{page} reset").click().run()
    assert scenario(at, page) == PAGES[page]()


@pytest.mark.parametrize("page", PAGES)
def test_corners_of_every_control(page):
    at = open_page(page)
    for field, control in CONTROLS[page].items():
        for end in (0, -1):
            value = (control.options or (control.low, control.high))[end]
            at.get_by_key(control.key).set_value(value)
            assert not at.run().exception
            assert getattr(scenario(at, page), field) == value
        at.get_by_key(control.key).set_value(getattr(PAGES[page](), field)).run()
    assert scenario(at, page) == PAGES[page]()


@pytest.mark.parametrize("page", PAGES)
def test_next_seed_comes_round(page):
    at = open_page(page)
    key = CONTROLS[page]["seed"].key
    at.get_by_key(key).set_value(998).run()
    seeds = []
    for _ in range(3):
        at.button(f"{page} next seed").click().run()
        seeds.append(at.session_state[key])
    assert seeds == [999, 0, 1]


@pytest.mark.parametrize(
    "text", ["99", "3.14159", "nan", "inf", "junk", "", ["1", "2"], "`<b>[x](y)"]
)
def test_a_bad_link_is_said_until_its_control_changes(text):
    at = open_page("linear", W=text, b="1.5", other="1")
    assert at.session_state["W"] == 3.0 and at.session_state["b"] == 1.5
    [warning] = at.warning
    assert "`W=" in warning.value and "3 is used instead" in warning.value
    assert "`other=1`" in warning.value
    assert "b=" not in warning.value
    assert warning.value.count("`") == 4  # nothing breaks out of its quotes
    at.slider("b").set_value(2.5).run()
    assert "`W=" in at.warning[0].value
    at.slider("W").set_value(4.0).run()
    assert not at.warning


def test_pages_keep_their_values():
    at = open_page("linear")
    at.slider("W").set_value(5.0).run()
    at.switch_page("logistic.py").run()
    assert not at.exception
    at.slider("W1").set_value(4.0).run()
    at.switch_page("linear.py").run()
    assert at.session_state["W"] == 5.0


def test_the_lectures_points_disable_the_generator():
    at = open_page("logistic")
    at.button("preset Lecture 5.2").click().run()
    disabled = {
        c.key for c in CONTROLS["logistic"].values() if at.get_by_key(c.key).disabled
    }
    assert disabled == {"W1", "W2", "c_b", "c_n"}


def test_formulas_have_the_numbers_in_them():
    at = open_page("linear", W="4.5", n="50", lr="0.02", epochs="300")
    formulas = " ".join(markdown.value for markdown in at.markdown)
    for part in (r"4.5\,x_i", r"\frac{1}{50}", r"0.02 \cdot \frac{2}{50}", "300 times"):
        assert part in formulas
    at = open_page("logistic")
    formulas = " ".join(markdown.value for markdown in at.markdown)
    for part in (r"2\,x_1 -1\,x_2", r"\frac{1}{100}", "1000 times"):
        assert part in formulas


@pytest.mark.parametrize(("key", "text"), [("lr", "7"), ("c_lr", "0.1"), ("", "")])
def test_a_message_can_only_offer_what_a_control_has(key, text):
    with pytest.raises(ValueError):
        set_control("linear", key, text)


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(["W", "lr", "seed", "fit", "x"]), st.text()))
def test_any_link_opens(params):
    open_page("linear", **params)

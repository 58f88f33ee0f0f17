"""The picture follows the hand, and in the end all that a person sees agrees."""

import random
from dataclasses import replace

import numpy as np
import pytest

from jaxreg.display.report import number
from jaxreg.settings import CONTROLS, PRESETS, from_query
from jaxreg.training.runs import run_linear, run_logistic
from tests.browser.conftest import (
    choose,
    grip,
    moving_line,
    preset,
    settled,
    slider,
    state,
    turn_to,
    until,
    zoom,
)

PHONE = {"width": 390, "height": 844}
HAS = "text => document.querySelector('.jr-equation').innerText.includes(text)"
SHOWN = "() => document.querySelector('.jr-equation').innerText !== {!r}"


def scenario_of(shown, page="linear", link=""):
    """The scenario that the controls show, with what the link alone says; those of the
    landscape's axes show which are drawn."""
    scenario, problems = from_query(page, link.partition("?")[2])
    assert not problems
    values = {
        field: control.value(shown["controls"][control.key])
        for field, control in CONTROLS[page].items()
        if shown["controls"].get(control.key) and field not in ("across", "up")
    }
    explain = shown["explained"]
    return replace(scenario, **values, explain=explain)


def assert_agrees(shown, link):
    """The line, the numbers, the sliders and the link are those of one run."""
    result = run_linear(scenario_of(shown, link=link))
    assert result.scenario == from_query("linear", link.partition("?")[2])[0]
    W, b = result.history.at(-1)
    assert np.isfinite(result.history.loss[-1])
    x, y = shown["charts"][0]["traces"]["fitted line"]
    np.testing.assert_allclose(y, W[0] * np.array(x) + b, rtol=1e-5, atol=1e-5)
    texts = [number(value, result.scenario.digits) for value in (W[0], b)]
    assert all(text in shown["words"] for text in texts)
    assert texts[0] in shown["equation"]
    loss = shown["charts"][1]["traces"]["loss"][1]
    assert loss[0] == pytest.approx(result.history.loss[0])
    assert loss[-1] == pytest.approx(result.history.loss[-1])


def test_first_picture(open_page):
    page = open_page()
    assert_agrees(state(page), page.url)


@pytest.mark.parametrize("name", PRESETS)
def test_presets(open_page, name):
    page_name = "linear" if name in list(PRESETS)[:6] else "logistic"
    page = open_page("" if page_name == "linear" else "logistic")
    preset(page, name)
    shown = settled(page)
    assert scenario_of(shown, page_name, page.url) == PRESETS[name].scenario
    run = run_linear if page_name == "linear" else run_logistic
    for value in run(PRESETS[name].scenario).history.at(-1).W:
        assert number(value, PRESETS[name].scenario.digits) in shown["words"]


def test_the_lectures_digits(open_page):
    page = open_page("?fit=noise-free&digits=all")
    assert "3.0008037\t1.9949604" in state(page)["words"]
    page = open_page("logistic?data=lecture&c_seed=10&c_lr=0.01&c_digits=all")
    assert "-1.0959495\t1.3521521\t0.42843798" in state(page)["words"]


def test_the_line_moves_while_the_slider_is_held(open_page):
    page = open_page()
    before = state(page)
    page.evaluate("() => { window.plot = document.querySelector('.jr-plot') }")
    x, y = grip(page, "W")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 30, y, steps=3)
    W, b = run_linear(scenario_of(state(page))).history.at(-1)
    text = number(W[0], "four")
    until(page, HAS, text)
    during = state(page)
    assert page.url.endswith("/")  # only a hand that lets go makes a step
    x_line, y_line, _ = moving_line(page)
    np.testing.assert_allclose(y_line, W[0] * x_line + b, atol=0.1)
    assert text in during["equation"] and text in during["bar"]
    for chart_before, chart in zip(before["charts"], during["charts"], strict=True):
        assert chart["ranges"] == chart_before["ranges"]  # the line moves, not the axes
    page.mouse.up()
    assert_agrees(settled(page), page.url)
    assert page.evaluate("() => window.plot === document.querySelector('.jr-plot')")


def test_keys_redraw_too(open_page):
    page = open_page()
    before = state(page)["equation"]
    page.get_by_role("slider", name="True slope W").focus()
    page.keyboard.down("ArrowRight")
    until(page, SHOWN.format(before))
    page.keyboard.up("ArrowRight")
    shown = settled(page)
    assert shown["controls"]["W"] == "3.1"
    assert_agrees(shown, page.url)


def test_touch_drag(open_page):
    page = open_page(has_touch=True, is_mobile=True, viewport=PHONE)
    before = state(page)["equation"]
    x, y = grip(page, "W")
    touch = page.context.new_cdp_session(page)

    def send(kind, *points):
        points = [{"x": px, "y": py} for px, py in points]
        touch.send(
            "Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)}
        )

    send("touchStart", (x, y))
    for step in range(1, 6):
        send("touchMove", (x + 8 * step, y))
        page.wait_for_timeout(50)
    until(page, SHOWN.format(before))
    assert "W=" not in page.url
    send("touchEnd")
    shown = settled(page)
    assert float(shown["controls"]["W"]) > 3
    assert_agrees(shown, page.url)


def test_twenty_fast_drags_end_in_agreement(open_page):
    page = open_page()
    chance = random.Random(1)
    for _ in range(20):
        key = chance.choice(["W", "b", "noise", "seed", "epochs"])
        x, y = grip(page, key)
        left = slider(page, key).bounding_box()["x"]
        page.mouse.move(x, y)
        page.mouse.down()
        for _ in range(chance.randint(1, 4)):
            page.mouse.move(left + chance.uniform(5, 200), y + chance.uniform(-9, 9))
        page.mouse.up()
    shown = settled(page)
    assert_agrees(shown, page.url)


def test_a_zoom_is_kept_until_a_preset(open_page):
    page = open_page()
    whole = state(page)["charts"][0]["ranges"]
    zoom(page, 0, (100, 50), (300, 200))
    zoomed = settled(page)["charts"][0]["ranges"]
    assert zoomed != whole
    page.get_by_role("slider", name="True intercept b").press("ArrowRight")
    shown = settled(page)
    assert shown["controls"]["b"] == "2.1"
    assert shown["charts"][0]["ranges"] == zoomed
    preset(page, "Lecture 5.1")
    assert settled(page)["charts"][0]["ranges"] == whole  # its points are the same


def test_a_link_restores_everything_in_another_browser(open_page):
    page = open_page()
    for name, presses in {"True slope W": 7, "Seed": 3, "Learning rate": 4}.items():
        for _ in range(presses):
            page.get_by_role("slider", name=name).press("ArrowRight")
    page.get_by_text("noise-free").click()
    choose(page, "Charts", "log")
    first = settled(page)
    second = state(open_page(page.url.partition("localhost")[2].partition("/")[2]))
    assert second == first


def test_each_page_keeps_its_own_values(open_page):
    page = open_page("?W=5&lr=0.02")
    linear = state(page)
    turn_to(page, "Logistic")
    assert page.url.endswith("/logistic")
    page.get_by_role("slider", name="True weight W₁").press("ArrowRight")
    logistic = settled(page)
    assert page.url.endswith("/logistic?W1=2.1")
    turn_to(page, "Linear")
    assert state(page) == linear and "W1" not in page.url and "W=5" in page.url
    turn_to(page, "Logistic")
    assert state(page) == logistic and page.url.endswith("/logistic?W1=2.1")


def test_the_largest_stable_rate_is_one_click_away(open_page):
    page = open_page("?lr=0.0501")
    assert "left the float32 range at epoch 64" in state(page)["words"]
    page.get_by_role("button", name="Use 0.0335").click()
    shown = settled(page)
    assert shown["controls"]["lr"] == "0.0335" and "lr=0.0335" in page.url
    assert_agrees(shown, page.url)
    assert "float32 range" not in shown["words"]


def test_a_failing_route_keeps_the_last_picture(open_page):
    page = open_page(expected=["linear?", "Failed to load"])
    before = state(page)
    page.route("**/figures/**", lambda route: route.abort())
    page.get_by_role("slider", name="True slope W").press("ArrowRight")
    trouble = page.locator(".jr-trouble")
    trouble.get_by_text("could not be fetched").wait_for()
    assert state(page)["charts"] == before["charts"]
    page.unroute("**/figures/**")
    until(page, "() => document.querySelector('.jr-trouble').innerText === ''")
    shown = settled(page)
    assert shown["controls"]["W"] == "3.1"
    assert_agrees(shown, page.url)

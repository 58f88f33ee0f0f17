"""The landscape: a click chooses the start, and a surface keeps its camera."""

import numpy as np
import pytest
from playwright.sync_api import expect

from jaxreg.display.report import number
from jaxreg.settings import LinearScenario, from_query
from jaxreg.training.runs import run_linear, run_logistic
from tests.browser.conftest import WEBGL, choose, settled, state, until, zoom

CAMERA = """() => {
  const { scene } = document.querySelectorAll('.jr-plot')[2]._fullLayout
  const { eye, center, up } = scene.camera
  return JSON.stringify([eye, center, up])
}"""


def click_on_landscape(page, x, y):
    """Click where a chart's axes say (x, y)."""
    box = page.locator(".jr-plot").nth(2).locator(".nsewdrag").bounding_box()
    (left, right), (bottom, top) = state(page)["charts"][2]["ranges"]
    page.mouse.click(
        box["x"] + (x - left) / (right - left) * box["width"],
        box["y"] + (top - y) / (top - bottom) * box["height"],
    )


@pytest.mark.parametrize(
    ("path", "run", "at", "expected"),
    [
        ("", run_linear, (1.0, 2.5), {"W_0": "1", "b_0": "2.5"}),
        ("logistic", run_logistic, (1.0, -1.5), {"W1_0": "1", "W2_0": "-1.5"}),
    ],
)
def test_a_click_chooses_the_start(open_page, path, run, at, expected):
    page = open_page(path)
    click_on_landscape(page, *at)
    until(page, "() => location.search.includes('start=chosen')")
    shown = settled(page)
    scenario, problems = from_query(path or "linear", page.url.partition("?")[2])
    assert not problems and scenario.start == "chosen"
    result = run(scenario)
    path_in_chart = np.transpose(shown["charts"][2]["traces"]["path"])
    start = np.ravel(shown["charts"][2]["traces"]["start"])
    np.testing.assert_allclose(start, at, atol=0.11)  # the nearest value, at a pixel
    np.testing.assert_array_equal(path_in_chart[0], start)
    weights = np.append(result.history.params.W[0], result.history.params.b[0])
    np.testing.assert_array_equal(start, weights[:2])
    for key in expected:
        assert f"{key}=" in page.url
    again = open_page(page.url.partition("localhost")[2].partition("/")[2])
    assert state(again)["charts"] == shown["charts"]


def test_of_one_feature_a_click_chooses_W_and_b(open_page):
    page = open_page("logistic?data=O-rings&c_scale=on")
    (left, right), (bottom, top) = state(page)["charts"][2]["ranges"]
    at = (left + right) / 2, (bottom + 3 * top) / 4
    click_on_landscape(page, *at)
    until(page, "() => location.search.includes('start=chosen')")
    start = np.ravel(settled(page)["charts"][2]["traces"]["start"])
    np.testing.assert_allclose(start, at, atol=0.02 * (top - bottom))
    scenario, _ = from_query("logistic", page.url.partition("?")[2])
    np.testing.assert_allclose(start, [scenario.start_W1, scenario.start_b], rtol=1e-6)
    assert scenario.start_W2 == 0


def test_a_double_click_forgets_a_zoom_and_chooses_nothing(open_page):
    page = open_page()
    before = state(page)["charts"][2]["ranges"]
    zoom(page, 2, (30, 30), (120, 120))
    assert settled(page)["charts"][2]["ranges"] != before
    box = page.locator(".jr-plot").nth(2).locator(".nsewdrag").bounding_box()
    page.mouse.dblclick(box["x"] + 60, box["y"] + 60)
    page.wait_for_timeout(800)  # a click would be taken after 0.3 s
    assert settled(page)["charts"][2]["ranges"] == before
    assert "start" not in page.url


def test_the_start_at_zero_and_the_values_of_a_chosen_one(open_page):
    page = open_page()
    choose(page, "Start of training", "zero")
    until(page, "() => location.search.includes('start=zero')")
    shown = settled(page)
    assert shown["charts"][2]["traces"]["start"] == [[0], [0]]
    field = page.get_by_role("textbox", name="W at the start")
    assert field.is_disabled()
    choose(page, "Start of training", "chosen")
    until(page, "() => location.search.includes('start=chosen')")
    expect(field).to_be_enabled()
    field.fill("0.05")
    field.press("Enter")
    shown = settled(page)
    assert "W_0=0.05" in page.url
    start = shown["charts"][2]["traces"]["start"]
    assert start == [[pytest.approx(0.05)], [0]]
    result = run_linear(LinearScenario(start="chosen", start_W=0.05))
    assert number(result.fitted.W[0], "four") in shown["bar"]


def test_a_surface_keeps_its_camera_while_sliders_move(open_page):
    page = open_page(expected=WEBGL)
    choose(page, "Charts", "surface")
    until(page, "() => document.querySelector('.jr-plot .gl-container #scene')")
    shown = settled(page)
    assert "land=surface" in page.url
    before = page.evaluate(CAMERA)
    box = page.locator(".jr-plot").nth(2).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mark = page.locator(".jr-motion").nth(2).locator("> path")
    place = mark.get_attribute("d")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 20, steps=6)
    page.mouse.up()
    settled(page)
    turned = page.evaluate(CAMERA)
    assert turned != before
    assert mark.is_visible() and mark.get_attribute("d") != place
    assert "start" not in page.url  # turning is no click
    page.get_by_role("slider", name="True slope W").press("ArrowRight")
    moved = settled(page)
    assert page.evaluate(CAMERA) == turned
    assert moved["charts"][2] != shown["charts"][2]
    choose(page, "Charts", "contours")
    until(page, "() => !document.querySelector('.jr-plot .gl-container #scene')")
    assert len(settled(page)["charts"][2]["traces"]["path"][0]) > 50


def test_the_mark_on_a_surface_moves_with_the_film(open_page):
    page = open_page("logistic?c_land=surface", expected=WEBGL)
    mark = page.locator(".jr-motion").nth(2).locator("> path")
    places = []
    for name in ("First", "Step forward", "Last"):
        page.locator(".jr-bar").get_by_role("button", name=name).click()
        settled(page)
        places.append(mark.get_attribute("d"))
    assert len(set(places)) == 3


def test_separable_classes_have_no_optimum(open_page):
    page = open_page("logistic?data=lecture&c_seed=10&c_lr=0.01")
    shown = state(page)
    assert "optimum" not in shown["charts"][2]["traces"]
    assert "No minimum: the classes are separable" in shown["words"]
    page.locator(".st-key-logistic_data input").click()
    page.get_by_role("option", name="generated").click()
    until(page, "() => !location.search.includes('lecture')")
    shown = settled(page)
    assert "optimum" in shown["charts"][2]["traces"]
    assert "No minimum" not in shown["words"]

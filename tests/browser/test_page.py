"""The page around the picture: layout, themes, keyboard, links, a server that goes."""

import pytest

from jaxreg.settings.glossary import GLOSSARY
from tests.browser.conftest import LOST, drawn, grip, settled, state, until
from tests.server import Server

PHONE = {"width": 390, "height": 844}
CONNECTION = "document.querySelector('.stApp').dataset.testConnectionState"


def boxes(page, selector):
    return [element.bounding_box() for element in page.locator(selector).all()]


@pytest.mark.parametrize("path", ["", "logistic", "?lr=0.0501"])
def test_all_is_seen_at_1280_by_720(open_page, path):
    page = open_page(path)
    parts = [".jr-plot", ".jr-foot", ".st-key-controls .stElementContainer", "button"]
    seen = [box for box in boxes(page, ", ".join(parts)) if box]
    assert len(seen) >= 20
    for box in seen:
        assert box["x"] >= 0 and box["x"] + box["width"] <= 1280
        assert box["y"] >= 0 and box["y"] + box["height"] <= 720


@pytest.mark.parametrize("path", ["", "logistic"])
def test_on_a_phone_the_first_chart_stays_in_sight(open_page, path):
    page = open_page(path, viewport=PHONE, is_mobile=True, has_touch=True)
    page.locator(".stSlider").nth(6).wait_for()  # they may come after the charts
    keys = list(settled(page)["sliders"])
    assert len(keys) == 7
    for key in keys:
        _, y = grip(page, key)  # scrolls to it
        chart = page.locator(".jr-plot").first.bounding_box()
        assert 0 <= chart["y"] and chart["y"] + chart["height"] < y < 844
        assert chart["height"] > 150
        middle = chart["x"] + chart["width"] / 2, chart["y"] + chart["height"] / 2
        assert page.evaluate(  # nothing lies over it
            "([x, y]) => !!document.elementFromPoint(x, y).closest('.jr-plot')", middle
        )
    assert page.evaluate("() => document.querySelector('.stMain').scrollWidth") <= 390


@pytest.mark.parametrize("path", ["", "logistic"])
@pytest.mark.parametrize("viewport", [None, PHONE])
def test_the_glossary_opens_over_the_page_and_moves_nothing(open_page, path, viewport):
    page = open_page(path, **({"viewport": viewport} if viewport else {}))
    places = boxes(page, ".jr-plot")
    button = page.get_by_role("button", name="Glossary")
    button.click()
    entries = page.locator(".jr-glossary dt")
    entries.first.wait_for()
    assert entries.all_inner_texts() == sorted(GLOSSARY, key=str.casefold)
    width = page.viewport_size["width"]
    for box in boxes(page, ".jr-glossary :is(dt, dd)"):
        assert box["x"] >= 0 and box["x"] + box["width"] <= width
    page.keyboard.press("Escape")
    entries.first.wait_for(state="detached")
    settled(page)
    assert boxes(page, ".jr-plot") == places


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_charts_follow_the_theme(open_page, scheme):
    page = open_page(color_scheme=scheme)
    colours = page.evaluate(
        """() => {
          const layout = document.querySelector('.jr-plot')._fullLayout
          const app = getComputedStyle(document.querySelector('.stApp'))
          return [layout.paper_bgcolor, layout.font.color, app.backgroundColor]
        }"""
    )
    expected = {
        "light": ["#ffffff", "#1b1f24", "rgb(255, 255, 255)"],
        "dark": ["#171614", "#f2efe9", "rgb(23, 22, 20)"],
    }
    assert [colour.lower() for colour in colours] == expected[scheme]


def test_chart_text_and_lines_are_large(open_page):
    page = open_page()
    sizes = page.evaluate(
        """() => [...document.querySelectorAll('.jr-plot text, figcaption *')]
          .filter(e => e.textContent && e.getClientRects().length)
          .map(e => parseFloat(getComputedStyle(e).fontSize))"""
    )
    assert len(sizes) > 10 and min(sizes) >= 14
    widths = page.evaluate(
        """() => [...document.querySelectorAll('.jr-plot')].flatMap((plot) =>
          plot._fullData
            .filter(({ mode, fill }) => mode.includes('lines') && fill === 'none')
            .map((trace) => trace.line.width))"""
    )
    assert len(widths) == 5 and min(widths) >= 2


def test_the_keyboard_alone_reaches_everything(open_page):
    page = open_page("?lr=0.0501")
    reached = set()
    for _ in range(80):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate(
                """() => {
                  const e = document.activeElement
                  const widget = e.closest('[class*=st-key-]')
                  return e.closest('.jr') ? e.innerText
                    : widget ? widget.className.match(/st-key-([\\w-]+)/)[1]
                    : e.innerText
                }"""
            )
        )
    sliders = {"W", "b", "noise", "n", "seed", "lr", "epochs"}
    popovers = {"linear-Charts", "linear-Start", "linear-Ask-the-model"}
    assert sliders | popovers | {"fit", "show"} <= reached
    assert {"Copy link", "Use 0.0335", "preset-Lecture-5-1", "linear-reset"} <= reached
    assert {"linear-next-seed", "toolbar"} <= reached
    assert any("Logistic regression" in text for text in reached)


def test_copy_link(open_page):
    page = open_page("?W=4.5", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy link").click()
    page.get_by_role("button", name="Link copied").wait_for()
    assert page.evaluate("() => navigator.clipboard.readText()") == page.url


def test_a_bad_link_is_said_until_its_control_changes(open_page):
    page = open_page("?W=3.14159&lr=0.0501&seed=7&epochs=<b>x</b>")
    warning = page.get_by_test_id("stAlert")
    tenths = "it must be a number from -10 to 10 in steps of 0.1. 3 is used instead."
    assert f"W=3.14159: {tenths}" in warning.inner_text()
    assert "epochs=<b>x</b>" in warning.inner_text()
    shown = state(page)["sliders"]
    assert (shown["W"], shown["lr"], shown["seed"]) == ("3.0", "0.0501", "7")
    assert "W=" not in page.url and "epochs=" not in page.url and "seed=7" in page.url
    page.get_by_role("slider", name="True slope W").press("ArrowRight")
    settled(page)
    assert "W=3.14159" not in warning.inner_text()
    page.get_by_role("slider", name="Epochs").press("ArrowRight")
    settled(page)
    assert warning.count() == 0


def test_the_lectures_points_disable_their_generator(open_page):
    page = open_page("logistic?data=lecture")
    for name in ["True weight W₁", "True weight W₂", "True bias b", "Number of points"]:
        assert page.get_by_role("slider", name=name).is_disabled()
    assert page.get_by_role("slider", name="Seed").is_enabled()


def test_the_result_is_said(open_page):
    page = open_page()
    said = page.locator("[aria-live=polite]").filter(has_text="After 1,000 epochs")
    said.wait_for(state="attached")
    figures = page.get_by_role("figure")
    assert [figure.get_attribute("aria-label") for figure in figures.all()] == [
        "Points and fitted line",
        "Mean squared error by epoch",
        "Loss over W and b",
    ]


def test_the_page_outlives_its_server(open_page):
    server = Server(warm=False).start()
    try:
        page = open_page("?W=4&b=-1", url=server.url, expected=LOST)
        before = state(page)
        page.evaluate("() => { window.plot = document.querySelector('.jr-plot') }")
        server.stop()
        until(page, f"{CONNECTION} !== 'CONNECTED'")
        server.start()
        until(page, f"{CONNECTION} === 'CONNECTED'")
        until(page, "() => !document.querySelector('[role=dialog]')")
        page.get_by_role("slider", name="True intercept b").press("ArrowRight")
        until(page, "() => location.search.includes('b=-0.9')")
        drawn(page)
        after = settled(page)
        assert after["sliders"] == before["sliders"] | {"b": "-0.9"}
        assert page.evaluate("() => window.plot === document.querySelector('.jr-plot')")
    finally:
        server.stop()

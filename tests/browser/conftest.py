"""A real server and a real browser, for what only a browser can show."""

import os
import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import sync_playwright

from tests.server import BROWSER, Server

# Of a surface, a browser without a graphics card says that it draws slowly.
WEBGL = ["willReadFrequently", "GPU stall", "WebGL"]


def pytest_collection_modifyitems(items):
    """Without a browser these tests are skipped; in CI that would hide them."""
    if BROWSER is None and not os.environ.get("CI"):
        reason = "no Chromium found: install it (Debian: apt-get install chromium)"
        for item in items:
            if Path(__file__).parent in item.path.parents:
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def server():
    started = Server().start()
    yield started
    assert "Traceback" not in started.stop()


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=BROWSER, args=["--no-sandbox"]
        )
        yield started
        started.close()


@pytest.fixture
def open_page(browser, server):
    """open_page(path, **context options): a new browser context at the app, drawn.

    Each page's console and errors are read, and at the end must have been clean.
    """
    contexts, troubles = [], []

    def watch(page, expected):
        def note(text):
            if not any(part in text for part in expected):
                troubles.append(text)

        page.on("pageerror", lambda error: note(f"exception: {error}"))
        page.on(
            "console",
            lambda message: (
                message.type in ("error", "warning")
                and note(
                    f"{message.type}: {message.text} {message.location.get('url')}"
                )
            ),
        )

    def open_page(path="", url=server.url, expected=(), **options):
        options = {"viewport": {"width": 1280, "height": 720}} | options
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        watch(page, expected)
        page.goto(f"{url}/{path}")
        drawn(page)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not troubles


def drawn(page):
    """Wait until the charts show what the widgets say."""
    page.wait_for_function(
        "document.querySelectorAll('.jr-plot .main-svg').length >= 6", timeout=30_000
    )
    settled(page)


def settled(page):
    """Wait until the app neither runs nor moves any more, and is the same twice."""
    before = None
    for _ in range(50):
        page.wait_for_timeout(150)
        now = page.url, state(page)
        busy = page.locator("[data-testid=stStatusWidget], .jr-moving").count()
        if now == before and not busy:
            return now[1]
        before = now
    raise TimeoutError("the page does not come to rest")


def state(page):
    """All that a person reads: sliders, numbers, and the charts' arrays and ranges."""
    return page.evaluate(
        r"""() => {
          const sliders = document.querySelectorAll(".stSlider input[type=range]")
          const key = (input) =>
            input.closest("[class*=st-key-]").className.match(/st-key-(\w+)/)[1]
          return {
            sliders: Object.fromEntries(
              [...sliders].map((i) => [key(i), i.getAttribute("aria-valuetext")])),
            words: document.querySelector(".jr-foot").innerText,
            equation: document.querySelector(".jr-equation").innerText,
            charts: [...document.querySelectorAll(".jr-plot")].map((plot) => ({
              traces: Object.fromEntries(plot._fullData.map((trace) =>
                [trace.name, [[...(trace.x ?? [])], [...(trace.y ?? [])]]])),
              ranges: ["xaxis", "yaxis"].map((axis) => {
                const layout = plot._fullLayout
                return (layout.scene ?? layout)[axis].range
              }),
            })),
            bar: document.querySelector(".jr-numbers").innerText,
          }
        }"""
    )


def moving_line(page, chart=0, path=0):
    """A line drawn over a chart in motion, in the chart's own units: (x, y), (n,)."""
    found = page.evaluate(
        """([chart, path]) => {
          const area = document.querySelectorAll(".jr-area")[chart]
          if (!document.querySelector(".jr-moving")) return null
          const { xaxis, yaxis } = area.querySelector(".jr-plot")._fullLayout
          const motion = area.querySelector(".jr-motion")
          return {
            d: motion.querySelectorAll(":scope > path")[path].getAttribute("d"),
            size: [motion.clientWidth, motion.clientHeight],
            ranges: [xaxis.range, yaxis.range],
          }
        }""",
        [chart, path],
    )
    assert found, "the charts are at rest"
    width, height = found["size"]
    (left, right), (bottom, top) = found["ranges"]
    pixels = np.array(re.findall(r"[-\d.]+", found["d"]), float).reshape(-1, 2)
    x = left + pixels[:, 0] / width * (right - left)
    return x, top - pixels[:, 1] / height * (top - bottom)


def zoom(page, chart, start, end):
    """Draw a zoom box in a chart, between two places in its pixels."""
    box = page.locator(".jr-plot").nth(chart).locator(".nsewdrag").bounding_box()
    page.mouse.move(box["x"] + start[0], box["y"] + start[1])
    page.mouse.down()
    page.mouse.move(box["x"] + end[0], box["y"] + end[1], steps=5)
    page.mouse.up()


def choose(page, popover, option):
    """Press an option behind a button above the charts."""
    opened = page.get_by_role("button", name=popover, exact=True)
    opened.click()
    page.get_by_text(option, exact=True).click()
    page.keyboard.press("Escape")


def grip(page, key):
    """Where a slider is taken: the middle of its thumb, (x, y) in the window."""
    thumb = page.locator(f".st-key-{key} [data-testid=stSliderThumbValue]").locator(
        ".."
    )
    thumb.scroll_into_view_if_needed()
    box = thumb.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def until(page, script, argument=None):
    """Wait until a JavaScript expression is true."""
    page.wait_for_function(script, arg=argument, timeout=15_000)

"""A point that is pointed at: what is said of it, and its arrow on the landscape."""

import numpy as np
import pytest

from jaxreg.display.report import number
from jaxreg.settings import LinearScenario
from jaxreg.training.runs import run_linear
from tests.browser.conftest import settled, until

PLACE = """(k) => {
  const plot = document.querySelector("[data-chart=fit] .jr-plot")
  const { xaxis, yaxis, _size: { l, t } } = plot._fullLayout
  const { left, top } = plot.getBoundingClientRect()
  const { x, y } = plot._fullData.find(({ name }) => name === "points")
  return [left + l + xaxis.d2p(x[k]), top + t + yaxis.d2p(y[k])]
}"""
ARROW = """() => document.querySelector("[data-chart=landscape] .jr-motion")
  .querySelectorAll("path.jr-over").length"""


def told(page):
    rows = page.locator(".jr-point tr").all_inner_texts()
    return dict(row.split("\t") for row in rows)


def gone(page):
    """Wait until nothing is said of a point."""
    page.locator(".jr-point").wait_for(state="detached")
    settled(page)


def test_a_point_says_its_part_at_each_epoch(open_page):
    page, asked = open_page("?n=10&pen=0.2&held=20&epoch=3"), []
    page.on("request", lambda request: asked.append(request.url))
    result = run_linear(LinearScenario(l2=0.2, held_out=20))
    x, y = result.data.X.ravel().astype(float), result.data.y.astype(float)

    def expected(k, epoch):
        W, b = (float(values[epoch]) for values in map(np.ravel, result.history.params))
        e = W * x + b - y
        loss = np.mean(e**2) + 0.1 * W**2
        share = 100 * e[k] ** 2 / len(x) / loss
        part, whole = 2 * e[k] / len(x), 2 * np.mean(e)
        slopes = (part * x[k], 2 * np.mean(e * x) + 0.2 * W), (part, whole)
        return {
            "x": number(x[k], "four"),
            "y": number(y[k], "four"),
            "predicted": number(W * x[k] + b, "four"),
            "residual": number(-e[k], "four"),
            "share of the loss": f"{float(f'{share:.2g}'):g} %",
        } | {
            f"part of ∂L/∂{name}": " of ".join(number(v, "four") for v in pair)
            for name, pair in zip("Wb", slopes, strict=True)
        }

    page.mouse.move(*page.evaluate(PLACE, 5))
    settled(page)
    assert told(page) == expected(5, 3)
    assert page.evaluate(ARROW) == 2  # its line and its head
    assert len([url for url in asked if "/measures/" in url]) == 1
    page.keyboard.press("Home")
    settled(page)
    assert told(page) == expected(5, 0)
    page.mouse.move(5, 5)
    gone(page)
    assert page.evaluate(ARROW) == 0
    page.keyboard.press("End")
    settled(page)
    page.locator(".jr-point-key").focus()
    held = result.held_out.data.X.ravel()
    stops = np.sort(np.append(x, held))
    for k in range(4):
        settled(page)
        assert told(page)["x"] == number(stops[k], "four")
        note = page.locator(".jr-point p").inner_text()
        assert note.startswith("Held out") == (stops[k] in held)
        assert page.evaluate(ARROW) == (0 if note else 2)
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    gone(page)
    # The arrows moved no film: it stays at the end, which a link need not say.
    until(page, "() => !location.search.includes('epoch=')")


@pytest.mark.parametrize("path", ["logistic?c_n=20", "?hide=numbers"])
def test_a_tap_points_unless_numbers_are_hidden(open_page, path):
    page = open_page(path, has_touch=True)
    place = PLACE.replace(
        'name === "points"', 'name === "class 0" || name === "points"'
    )
    page.touchscreen.tap(*page.evaluate(place, 1))
    settled(page)
    if "hide" in path:
        assert not page.locator(".jr-point").count()
        return
    said = told(page)
    assert said["class"] == "class 0"
    chance = float(said["P of its class"])
    assert float(said["−log P"]) == pytest.approx(-np.log(chance), abs=1e-4)
    assert [*said][-1] == "part of ∂L/∂b"
    page.touchscreen.tap(20, 20)
    gone(page)

"""The film as one file: opened from the disk, without a network, it plays, scrubs and
steps, and shows at each epoch what the page shows and the run's own row says."""

import re

import numpy as np
import pytest

from jaxreg.data.reader import read
from jaxreg.display.boundary import decision_boundary
from jaxreg.display.drawing import FIT, PREDICTED, STEP
from jaxreg.display.logistic_figure import feature_windows
from jaxreg.display.report import number
from jaxreg.settings import OWN_DATA, LinearScenario, LogisticScenario
from jaxreg.training.runs import run_linear, run_logistic
from tests.browser.conftest import WEBGL, settled, state, until
from tests.browser.test_accessible import AXE, violations
from tests.browser.test_dates import FIRST, TABLE, YEAR
from tests.browser.test_exports import press, saved
from tests.browser.test_film import AT_REST, EPOCH, PHONE, button, epoch, step_to
from tests.browser.test_own_data import load

LARGEST = 300_000  # bytes
ITEM = "Film as a web page"
# Of each chart: where its axes are, and what is drawn over them.
DRAWN = """() => [...document.querySelectorAll(".jr-chart .jr-area")].map((area) => {
  const motion = area.querySelector(".jr-motion")
  const box = motion.getBoundingClientRect()
  const { xaxis, yaxis } = area.querySelector(".jr-plot")._fullLayout
  return {
    size: [box.width, box.height],
    ranges: [xaxis?.range, yaxis?.range],
    paths: [...motion.querySelectorAll(":scope > path")].map((path) =>
      ["stroke", "stroke-width", "d"].map((name) => path.getAttribute(name))),
  }
})"""
SHOWN = "() => ['.jr-numbers', '.jr-equation', '.jr-sum'].map((place) => " + (
    "document.querySelector(place).innerText)"
)


@pytest.fixture
def open_film(open_page, open_saved):
    """open_film(page, **options): the page's film, opened from a file without a
    network."""

    def open_film(page, **options):
        name, content = saved(page, "Save", ITEM)
        assert name.endswith(".html") and len(content) <= LARGEST
        return open_saved(content, **options)

    return open_film


def go_to(film, k):
    """Show epoch k of a saved film, one of the first, or None: the last."""
    film.keyboard.press("End" if k is None else "Home")
    for _ in range(k or 0):
        film.keyboard.press("ArrowRight")
    until(film, AT_REST)


def fitted_line(page, chart=0):
    """The fitted line over a chart: shares of the axes' lengths, from the left and from
    below, (n, 2), and the axes' ranges."""
    drawn = page.evaluate(DRAWN)[chart]
    [line] = [d for stroke, width, d in drawn["paths"] if (stroke, width) == (FIT, "4")]
    pixels = np.array(re.findall(r"-?[\d.]+", line), float).reshape(-1, 2)
    shares = pixels / drawn["size"]
    return np.column_stack([shares[:, 0], 1 - shares[:, 1]]), drawn["ranges"]


def in_units(shares, ranges):
    (left, right), (bottom, top) = ranges
    x, y = shares.T
    return left + x * (right - left), bottom + y * (top - bottom)


PATHS = {
    "": lambda: run_linear(LinearScenario()),
    "logistic": lambda: run_logistic(LogisticScenario()),
    "?show=squares&lr=0.0501": lambda: run_linear(LinearScenario(learning_rate=0.0501)),
    "logistic?c_show=gradient": lambda: run_logistic(LogisticScenario()),
}


@pytest.mark.parametrize(
    ("path", "added"),
    [("?show=influence", [STEP]), ("logistic?c_show=flips", [PREDICTED, STEP, STEP])],
)
def test_a_film_has_what_a_slow_explanation_adds_to_the_main_chart(
    open_page, open_film, path, added
):
    page = open_page(path)
    until(page, "() => !document.querySelector('.jr-waiting')")
    film = open_film(page)
    step_to(page, 0)
    go_to(film, 0)
    for shown in (page, film):
        strokes = [path[0] for path in shown.evaluate(DRAWN)[0]["paths"]]
        assert [one for one in strokes if one in {*added}] == added


# Of the first chart of what is explained a line, in shares of its size; and the table.
EXPLAINED = """() => {
  const motion = document.querySelector(".jr-explanation-charts .jr-motion")
  const { width, height } = motion.getBoundingClientRect()
  const numbers = (path) => path.getAttribute("d").match(/-?[\\d.]+/g).map(Number)
  return [
    [...motion.querySelectorAll(":scope > path")]
      .map((path) => numbers(path).map((value, k) => value / (k % 2 ? height : width)))
      .filter((path) => path.length > 8)[0],
    document.querySelector(".jr-explanation table").innerText,
  ]
}"""


@pytest.mark.parametrize("entry", ["threshold", "odds"])
def test_a_film_moves_what_is_explained(open_page, open_film, entry):
    page = open_page(f"logistic?c_show={entry}&threshold=0.3&c_epochs=20")
    film = open_film(page)
    for k in (0, 4):
        step_to(page, k)
        go_to(film, k)
        (line, table), (expected, rows) = (p.evaluate(EXPLAINED) for p in (film, page))
        assert table == rows
        np.testing.assert_allclose(line, expected, atol=0.01)


@pytest.mark.parametrize("path", PATHS)
def test_each_epoch_is_the_page_s_and_the_run_s_own(open_page, open_film, path):
    result = PATHS[path]()
    page = open_page(path)
    film = open_film(page)
    for k in (None, 0, 1, 4):
        step_to(page, k) if k is not None else button(page, "Last").click()
        settled(page)
        go_to(film, k)
        assert film.evaluate(SHOWN) == page.evaluate(SHOWN)
        shares, ranges = fitted_line(film)
        on_page, same = fitted_line(page)
        assert ranges == same
        np.testing.assert_allclose(shares, on_page, rtol=1e-4, atol=0.001)
        x, y = in_units(shares, ranges)
        params = result.history.at(int(epoch(film)))
        for value in [*params.W, params.b]:
            assert (
                number(abs(value), "four") in film.locator(".jr-equation").inner_text()
            )
        near = 0.001 * np.ptp(ranges, axis=1)
        if len(params.W) == 1:
            line = params.W[0] * x + params.b
            np.testing.assert_allclose(y, line, rtol=1e-3, atol=near[1])
        else:
            ends = decision_boundary(params, *feature_windows(result))
            np.testing.assert_allclose(np.column_stack([x, y]), ends, atol=near.max())


def test_it_plays_and_is_scrubbed(open_page, open_film):
    film = open_film(open_page("?epochs=50"))
    result = run_linear(LinearScenario(epochs=50))
    assert epoch(film) == 50
    button(film, "Play").click()
    until(film, f"() => ({EPOCH})() > 3 && ({EPOCH})() < 50")
    film.keyboard.press("Space")
    k = int(epoch(film))
    x, y = in_units(*fitted_line(film))
    W, b = result.history.at(k)
    np.testing.assert_allclose(y, W[0] * x + b, atol=0.05)
    film.get_by_role("slider", name="Shown epoch").fill("0.5")
    assert epoch(film) == 25
    x, y = in_units(*fitted_line(film))
    W, b = result.history.at(25)
    np.testing.assert_allclose(y, W[0] * x + b, atol=0.05)
    film.get_by_label("Speed").select_option("4")
    button(film, "Play").click()
    until(film, f"() => ({EPOCH})() === 50")


def test_it_begins_as_the_page_was_seen(open_page, open_film):
    """At its epoch, with its zoom, its main chart and without what is hidden; in its
    colours, with its words and its link."""
    page = open_page("?seed=3", color_scheme="dark")
    step_to(page, 3)
    until(page, "() => location.search.includes('epoch=3')")
    press(page, "[data-chart=fit]", "Zoom in")
    page.get_by_role("button", name="true line").click()
    press(page, "[data-chart=loss]", "Make it the main chart")
    settled(page)
    ranges = state(page)["charts"][0]["ranges"]
    film = open_film(page)
    assert epoch(film) == 3
    assert film.evaluate(SHOWN) == page.evaluate(SHOWN)
    assert film.evaluate(DRAWN)[0]["ranges"] == ranges
    assert film.locator(".jr-main").get_attribute("data-chart") == "loss"
    assert film.get_by_role("button", name="points").count() == 1
    assert film.get_by_role("button", name="true line").count() == 0
    for words in (".jr-intro h1", ".jr-intro p", ".jr-params"):
        assert film.locator(words).inner_text() == page.locator(words).inner_text()
    assert film.locator(".jr-origin a").get_attribute("href") == page.url
    colour = film.evaluate("getComputedStyle(document.body).backgroundColor")
    assert colour == "rgb(23, 22, 20)"


def test_of_a_surface_the_mark_moves(open_page, open_film):
    page = open_page("?land=surface", expected=WEBGL)
    film = open_film(page)
    assert "cannot be turned" in film.locator(".jr-origin").inner_text()
    places = []
    for k in (0, 1, None):
        go_to(film, k)
        size, [mark] = (film.evaluate(DRAWN)[2][part] for part in ("size", "paths"))
        # From the left edge of a circle to its centre.
        x, y, radius = map(float, re.findall(r"-?[\d.]+", mark[2])[:3])
        places.append(np.array([x + radius, y]) / size)
    assert np.ptp(places, axis=0).min() > 0.03
    assert (0 < np.array(places)).all() and (np.array(places) < 1).all()


def test_of_dates_the_line_lies_where_the_run_has_it(open_page, open_film):
    page = open_page()
    load(page, paste=TABLE)
    begins = "document.querySelector('.jr-equation')?.innerText.startsWith('Passenger')"
    until(page, begins)
    settled(page)
    on_page = np.array(page.evaluate(DRAWN)[0]["ranges"][0], "datetime64[ms]")
    film = open_film(page)
    go_to(film, 2)
    shares, ranges = fitted_line(film)
    since = (on_page.astype(float) - FIRST) / YEAR
    np.testing.assert_allclose(ranges[0], since, atol=1e-3)
    x, y = in_units(shares, ranges)
    W, b = run_linear(OWN_DATA["linear"], read(TABLE).table).history.at(2)
    np.testing.assert_allclose(y, W[0] * x + b, atol=1)


@pytest.mark.parametrize(
    "path",
    [
        "?n=10000&show=rates&land=surface",
        "logistic?c_n=10000&c_show=rates&c_land=surface",
        "logistic?c_n=10000&c_show=gradient",
    ],
)
def test_many_points_and_pictures_are_no_larger(open_page, open_film, path):
    film = open_film(open_page(path, color_scheme="dark", expected=WEBGL))
    go_to(film, 3)
    assert epoch(film) == 3
    loaded = "one => one.complete && one.naturalWidth > 0"
    assert film.evaluate(f"[...document.images].every({loaded})")


def test_on_a_phone(open_page, open_film):
    film = open_film(open_page("logistic"), viewport=PHONE, has_touch=True)
    assert film.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert not AXE.exists() or violations(film) == []
    chart = film.locator(".jr-main").bounding_box()
    box = button(film, "Play").bounding_box()
    assert chart["y"] + chart["height"] <= box["y"] < 500
    assert box["width"] >= 44 and box["height"] >= 44
    button(film, "Play").tap()
    until(film, f"() => ({EPOCH})() > 3 && ({EPOCH})() < 900")

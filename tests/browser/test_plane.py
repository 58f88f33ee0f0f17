"""The landscape's two parameters, and what of it follows the shown epoch."""

import numpy as np
import pytest

from jaxreg.display.landscape_figure import logistic_landscape_figure
from jaxreg.settings import LogisticScenario, from_query
from jaxreg.training.runs import run_linear, run_logistic
from tests.browser.conftest import choose, settled, until
from tests.browser.test_exports import saved
from tests.browser.test_film import button
from tests.browser.test_landscape import click_on_landscape

TITLE = """() => document.querySelector(
  "[data-chart=landscape] figcaption strong").textContent"""
OFFERED = """(name) => [...document.querySelectorAll(`[data-name=${name}] label`)]
  .filter((label) => label.checkVisibility({ contentVisibilityAuto: false }))
  .map((label) => label.textContent + (label.querySelector(":checked") ? "!" : ""))"""


def rings(page):
    """The contours by their names, as Plotly has them, and the title."""
    traces = settled(page)["charts"][2]["traces"]
    found = {name: at for name, at in traces.items() if name.startswith("loss ")}
    return found, page.evaluate(TITLE)


def assert_shows(page, scenario, epoch):
    """The contours are those of the epoch, None: the end, and the title says so."""
    found, title = rings(page)
    figure = logistic_landscape_figure(run_logistic(scenario), epoch)
    assert title == figure["layout"]["title"]["text"]
    expected = {one["name"]: one for one in figure["data"] if "fill" in one}
    assert [*found] == [*expected]
    for name, ring in found.items():
        at = np.array([expected[name]["x"], expected[name]["y"]])
        np.testing.assert_allclose(ring, at, rtol=1e-5, atol=1e-5)


def test_where_the_film_rests_the_contours_are_those_of_that_epoch(open_page):
    page, scenario = open_page("logistic"), LogisticScenario()
    assert_shows(page, scenario, None)
    button(page, "First").click()
    assert_shows(page, scenario, 0)
    button(page, "Step forward").click()
    assert_shows(page, scenario, 1)
    button(page, "Play").click()
    until(
        page, "() => parseInt(document.querySelector('.jr-numbers b').textContent) > 5"
    )
    assert "at b of epoch 1" in page.evaluate(TITLE)  # still
    button(page, "Last").click()
    assert_shows(page, scenario, None)
    again = open_page("logistic?epoch=20&c_land_x=b")
    assert_shows(again, LogisticScenario(across="b"), 20)


def test_a_saved_film_has_the_contours_of_the_end(open_page, open_saved):
    page = open_page("logistic?epoch=20")
    _, title = rings(page)
    assert title == "Loss over W₁ and W₂ at b of epoch 20"
    _, content = saved(page, "Save", "Film as a web page")
    film = open_saved(content)
    until(film, "() => document.querySelector('.jr-motion path')")
    assert film.evaluate(TITLE) == "Loss over W₁ and W₂ at the fitted b"
    drawn = (
        "() => document.querySelectorAll('.jr-area')[2].querySelectorAll('path').length"
    )
    assert film.evaluate(drawn) > 10  # the rings, the path and its marks


def test_controls_offer_what_a_run_has_and_show_what_is_seen(open_page):
    page = open_page("logistic?c_land_x=W5")
    choose(page, "Charts", "contours")
    assert page.evaluate(OFFERED, "across") == ["W₁!", "W₂", "b"]
    assert page.evaluate(OFFERED, "up") == ["W₁", "W₂!", "b"]
    page.locator("[data-name=across] label").get_by_text("W₂", exact=True).click()
    settled(page)
    assert page.evaluate(OFFERED, "across") == ["W₁", "W₂!", "b"]
    assert page.evaluate(OFFERED, "up") == ["W₁!", "W₂", "b"]  # they change places
    assert rings(page)[1] == "Loss over W₂ and W₁ at the fitted b"
    page = open_page("logistic?data=O-rings&c_scale=on")
    choose(page, "Charts", "contours")
    assert page.evaluate(OFFERED, "across") == page.evaluate(OFFERED, "up") == []
    page = open_page("?deg=3&scale=on&lr=0.1")
    choose(page, "Charts", "contours")
    assert page.evaluate(OFFERED, "up") == ["W₁", "W₂!", "W₃", "b"]


def test_a_click_leaves_the_other_parameters_of_the_start_as_they_are(open_page):
    page = open_page("logistic?c_land_y=b")
    click_on_landscape(page, 1.0, 1.0)
    until(page, "() => location.search.includes('start=chosen')")
    shown = settled(page)
    scenario, problems = from_query("logistic", page.url.partition("?")[2])
    assert not problems and scenario.start == "chosen"
    drawn = run_logistic(LogisticScenario()).history.params.W[0, 1]
    assert scenario.start_W2 == pytest.approx(float(drawn), rel=1e-6)
    start = np.ravel(shown["charts"][2]["traces"]["start"])
    np.testing.assert_allclose(start, [1, 1], atol=0.1)
    np.testing.assert_allclose(start, [scenario.start_W1, scenario.start_b], rtol=1e-6)


def test_of_powers_a_click_chooses_nothing(open_page):
    page = open_page("?deg=2&scale=on&lr=0.1")
    before = page.url
    click_on_landscape(page, *np.ravel(settled(page)["charts"][2]["traces"]["true"]))
    page.wait_for_timeout(800)  # a click would be taken after 0.5 s
    settled(page)
    assert page.evaluate("() => location.href") == before
    scenario, _ = from_query("linear", before.partition("?")[2])
    assert run_linear(scenario).fitted.W.size == 2

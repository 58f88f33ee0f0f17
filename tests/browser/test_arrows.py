"""Arrows on the landscape, and equal units on its axes."""

import numpy as np

from jaxreg.settings import LinearScenario
from jaxreg.training.runs import run_linear
from tests.browser.conftest import settled, until

OVER = """() => document.querySelectorAll("[data-chart=landscape] .jr-over").length"""
UNITS = """() => {
  const plot = document.querySelector("[data-chart=landscape] .jr-plot")
  const { xaxis, yaxis } = plot._fullLayout
  return [xaxis, yaxis].map((axis) => Math.abs(axis.d2p(1) - axis.d2p(0)))
}"""


def test_arrows_follow_the_film_and_units_can_be_equal(open_page):
    page = open_page("?epoch=3&arrows=on")
    result = run_linear(LinearScenario())
    A = np.column_stack([result.data.X, np.ones(10)]).astype(float)
    best = np.linalg.lstsq(A, result.data.y, rcond=None)[0]

    def expected(epoch):
        theta = np.append(*result.history.at(epoch)).astype(float)
        downhill = 2 * A.T @ (result.data.y - A @ theta) / 10
        cosine = downhill @ (best - theta)
        cosine /= np.linalg.norm(downhill) * np.linalg.norm(best - theta)
        return f" are {float(f'{np.degrees(np.arccos(cosine)):.3g}'):g}° apart."

    words = page.locator(".jr-arrows p")
    settled(page)
    assert expected(3) in words.inner_text()
    assert page.evaluate(OVER) == 6  # two axes, two arrows with heads
    page.keyboard.press("ArrowRight")
    settled(page)
    assert expected(4) in words.inner_text()
    across, up = page.evaluate(UNITS)
    assert abs(across - up) > 1
    page.get_by_role("button", name="Equal units").click()
    until(page, "() => location.search === '?epoch=4&arrows=equal'")
    settled(page)
    across, up = page.evaluate(UNITS)
    assert abs(across - up) < 0.01 * up
    page.keyboard.press("A")
    page.locator(".jr-arrows").wait_for(state="hidden")
    settled(page)
    assert page.evaluate(OVER) == 0
    page.go_back()
    settled(page)
    assert page.evaluate(OVER) == 6


def test_arrows_that_there_are_not_are_said(open_page):
    page = open_page("logistic?arrows=of+time&epoch=1")
    said = page.locator(".jr-arrows p").inner_text()
    assert said == "The link’s arrows “of time” is left out: it must be on or equal."
    assert not page.get_by_role("button", name="Equal units").is_visible()

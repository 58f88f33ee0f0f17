"""A link without an intercept: the line goes through (0, 0), and nothing moves b."""

import numpy as np

from jaxreg.settings import LinearScenario
from jaxreg.training.runs import run_linear
from tests.browser.conftest import settled, typed, unfold

LINE = """() => {
  const { data } = document.querySelector("[data-chart=fit] .jr-plot")
  const { x, y } = data.find(({ name }) => name === "fitted line")
  return [[...x], [...y]]
}"""
PATH = """() => {
  const { data } = document.querySelector("[data-chart=landscape] .jr-plot")
  return [...data.find(({ name }) => name === "path").y]
}"""


def test_the_line_goes_through_the_origin(open_page):
    page = open_page("?icept=off")
    settled(page)
    W = float(run_linear(LinearScenario(intercept="off")).fitted.W[0])
    x, y = (np.array(part) for part in page.evaluate(LINE))
    np.testing.assert_allclose(y, W * x, rtol=1e-6)
    assert page.locator(".jr-equation").inner_text() == f"ŷ = {W:.3f} x"
    assert not any(page.evaluate(PATH))


def test_arrows_and_slow_motion_leave_b(open_page):
    page = open_page("?icept=off&epoch=2&slow=mean&arrows=on&epochs=5")
    settled(page)
    result = run_linear(LinearScenario(intercept="off", epochs=5))
    x, y = (np.asarray(p, float) for p in (result.data.X[:, 0], result.targets))
    slope = 2 * np.mean((result.history.params.W[2, 0] * x - y) * x)
    told = page.locator(".jr-slow-numbers").inner_text()
    text = f"{abs(slope):.4g}".rstrip(".")
    assert f"{text}" in told and "(" not in told.replace("(−", "")
    words = page.locator(".jr-arrows p").inner_text()
    assert "0° apart. b stays 0. Everywhere" in words


def test_b_at_the_start_cannot_be_chosen(open_page):
    page = open_page("?icept=off&start=chosen&W_0=1&b_0=4")
    settled(page)
    unfold(page, "Start of training")
    assert typed(page, "b_0").is_disabled() and typed(page, "W_0").is_enabled()

"""One epoch in slow motion: its parts over the charts, by buttons, keys, a link."""

from jaxreg.display.report import number
from jaxreg.settings import LinearScenario
from jaxreg.training.runs import run_linear
from tests.browser.conftest import settled, until

OVER = """() => ["fit", "landscape"].map((name) =>
  document.querySelectorAll(`[data-chart=${name}] .jr-over`).length)"""


def shown(page):
    settled(page)
    lit = page.locator(".jr-slow-parts [aria-current] b").inner_text()
    return lit, page.locator(".jr-slow-head b").inner_text()


def test_an_epoch_goes_by_in_parts(open_page):
    page = open_page("?slow=step&epoch=2&epochs=5")
    model = run_linear(LinearScenario(epochs=5)).history.params
    W, b = (values.ravel().astype(float) for values in model)
    assert shown(page) == ("Step", "Epoch 2 → 3")
    step = (W[3] - W[2], b[3] - b[2])
    told = page.locator(".jr-slow-numbers").inner_text()
    assert told.endswith(f"({', '.join(number(d, 'four') for d in step)}).")
    assert page.evaluate(OVER) == [0, 2]  # a line, and where it leads
    page.keyboard.press("ArrowRight")
    assert shown(page) == ("New model", "Epoch 2 → 3")
    assert page.evaluate(OVER) == [1, 2]
    told = page.locator(".jr-slow-numbers").inner_text()
    there = ", ".join(number(d, "four") for d in (W[3], b[3]))
    assert f"= ({there})." in told
    page.keyboard.press("ArrowRight")
    assert shown(page) == ("Predict", "Epoch 3 → 4")
    assert page.evaluate(OVER) == [2, 0]  # the dotted lines, and the box
    until(page, "() => location.search === '?epoch=3&slow=predict&epochs=5'")
    page.keyboard.press("ArrowLeft")
    assert shown(page) == ("New model", "Epoch 2 → 3")
    page.get_by_role("button", name="Mean ∇L").click()
    assert page.evaluate(OVER) == [0, 4]  # arrows of points and their mean, with heads
    page.get_by_role("button", name="Play parts").click()
    until(page, "() => document.querySelector('.jr-slow-head').innerText.includes('3')")
    page.keyboard.press("Space")
    page.keyboard.press("S")
    page.locator(".jr-slow").wait_for(state="hidden")
    assert page.evaluate(OVER) == [0, 0]
    # It begins anew where the film is at its end.
    page.keyboard.press("End")
    page.get_by_role("button", name="Slow motion").click()
    assert shown(page) == ("Predict", "Epoch 0 → 1")


def test_slow_motion_ends_where_no_such_step_follows(open_page):
    page = open_page("logistic?epoch=1&slow=line&c_by=Newton")
    assert shown(page)[0] == "Mean"
    assert "Newton’s step" in page.locator(".jr-slow-numbers").inner_text()
    assert page.get_by_role("button", name="New model").is_disabled()
    page.keyboard.press("ArrowRight")
    assert shown(page) == ("Predict", "Epoch 2 → 3")


def test_a_part_that_there_is_not_is_said(open_page):
    page = open_page("?slow=motion&epoch=2")
    said = page.locator(".jr-slow-numbers").inner_text()
    assert said == (
        "The link’s slow “motion” is left out: it must be predict, residuals, "
        "gradients, mean, step or line."
    )
    assert not page.locator(".jr-slow-parts").is_visible()

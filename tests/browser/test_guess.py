"""A guess: a line or a boundary that is turned by hand, its loss and its mark."""

from urllib.parse import parse_qs

import numpy as np
import pytest

from jaxreg.display.report import number
from jaxreg.settings import LinearScenario, LogisticScenario
from jaxreg.training.runs import run_linear, run_logistic
from tests.browser.conftest import settled, state
from tests.browser.test_exports import saved

WORDS, SAID = ".jr-guess-words", ".jr-guess-said"


def guess(page):
    """The numbers that the link has."""
    query = parse_qs(page.evaluate("location.search")[1:])
    return [float(text) for text in query["guess"][0].split(",")]


def drag(page, k, right, down):
    """Take a handle some pixels away."""
    box = page.locator(".jr-handle").nth(k).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right, y + down, steps=6)
    page.mouse.up()
    return settled(page)


def words(kind, names, model, loss, epoch, trained):
    values = ", ".join(
        f"{name} {number(value, 'four')}"
        for name, value in zip(names, model, strict=True)
    )
    return (
        f"Your {kind}: {values}, loss {number(loss, 'four')}. "
        f"Training at epoch {epoch}: loss {number(trained, 'four')}."
    )


def test_a_line_is_turned_scored_and_undone(open_page, open_saved):
    scenario = LinearScenario(targets="noise-free", held_out=20, l2=0.5)
    page = open_page("?fit=noise-free&held=20&pen=0.5")
    page.keyboard.press("y")
    settled(page)
    first = guess(page)
    assert first[0] == 0
    shown = drag(page, 1, -20, -120)
    W, b = guess(page)
    assert W > 0
    result = run_linear(scenario)
    x, y = result.data.X.ravel().astype(float), result.targets.astype(float)
    loss = np.mean((W * x + b - y) ** 2) + 0.5 / 2 * W**2
    last = result.history.loss[-1]
    assert page.locator(WORDS).inner_text() == words(
        "line", ["W", "b"], [W, b], loss, 1000, last
    )
    line = np.array(shown["charts"][0]["traces"]["your line"])
    np.testing.assert_allclose(line[1], W * line[0] + b, rtol=1e-6)
    A = np.column_stack([x, np.ones(len(x))])
    penalised = A.T @ A / len(x) + np.diag([0.25, 0])
    best = np.linalg.solve(penalised, A.T @ y / len(x))
    smallest = np.mean((A @ best - y) ** 2) + 0.25 * best[0] ** 2
    page.get_by_role("button", name="Score me").click()
    assert page.locator(SAID).inner_text() == (
        f"Its loss is {loss / smallest:.3g} times the smallest possible, "
        f"{number(smallest, 'four')}."
    )
    page.keyboard.press("Home")
    settled(page)
    before = number(result.history.loss[0], "four")
    assert page.locator(WORDS).inner_text().endswith(f"epoch 0: loss {before}.")
    _, content = saved(page, "Save", "Film as a web page")
    film = open_saved(content)
    assert "a guess" in film.locator(".jr-origin").inner_text()
    page.keyboard.press("Control+z")  # one step, as a drag is
    settled(page)
    assert guess(page) == first and page.locator(SAID).inner_text() == ""
    page.keyboard.press("y")
    settled(page)
    assert "guess" not in page.url and not page.locator(".jr-handle").count()


def test_a_link_s_guess_is_on_the_landscape_where_that_has_room_for_it(open_page):
    page = open_page("?guess=2,1&scale=on")
    shown = state(page)["charts"][2]
    scaling = run_linear(LinearScenario(scaling="on")).training.scaling
    [W], [b] = shown["traces"]["your line"]
    [s], [m] = scaling.deviation, scaling.mean
    assert [W, b] == pytest.approx([2 * s, 1 + 2 * m], rel=1e-6)
    page = open_page("?guess=2,900")
    (low, high) = state(page)["charts"][2]["ranges"][1]
    [W], [b] = state(page)["charts"][2]["traces"]["your line"]
    assert W == 2 and low < b < high
    assert "outside the chart" in page.locator(SAID).inner_text()
    drag(page, 0, 0, 40)
    assert page.locator(SAID).inner_text() == ""


def test_a_boundary_keeps_its_steepness_and_says_why_it_is_left_out(open_page):
    page = open_page("logistic?guess=1,2,-3")
    model = np.array(guess(page))
    result = run_logistic(LogisticScenario())
    z = result.data.X.astype(float) @ model[:2] + model[2]
    loss = np.mean(np.logaddexp(0, np.where(result.data.y == 1, -z, z)))
    last = result.history.loss[-1]
    assert page.locator(WORDS).inner_text() == words(
        "boundary", ["W₁", "W₂", "b"], model, loss, 1000, last
    )
    assert "your boundary" not in state(page)["charts"][2]["traces"]
    page.locator(".jr-handle").nth(2).focus()
    for _ in range(4):
        page.keyboard.press("ArrowUp")  # away from the boundary: P is less steep
    settled(page)
    flatter = np.array(guess(page))
    assert flatter[:2] / model[:2] == pytest.approx(
        [flatter[0] / model[0]] * 2, rel=1e-2
    )
    assert 0 < flatter[0] < model[0]
    drag(page, 0, 30, -60)
    width, height = page.evaluate(
        """() => { const { w, h } = document.querySelector(".jr-plot")._fullLayout._size
          return [w, h] }"""
    )
    across, up = (np.ptp(r) for r in state(page)["charts"][0]["ranges"])
    steepness = [
        np.hypot(W1 * across / width, W2 * up / height)
        for W1, W2, _ in (flatter, guess(page))
    ]
    assert steepness[0] == pytest.approx(steepness[1], rel=1e-2)
    page = open_page("logistic?guess=1,2")
    assert page.locator(SAID).inner_text() == (
        "The link's guess “1,2” is left out: it must be 3 numbers with commas between "
        "them, W₁, W₂, b."
    )
    page = open_page("?deg=3&scale=on&lr=0.1&guess=1,2")
    assert "Choose Degree 1 to guess." in page.locator(SAID).inner_text()
    assert "guess=1,2" in page.url  # which degree 1 shows again

"""What the page explains: the ruler under its slider, and one part at a time, each with
the numbers of the run that is shown."""

from dataclasses import replace

import numpy as np
import pytest

from jaxreg.display.drawing import STEP
from jaxreg.explain.descent_on_rates import descent_on_rates
from jaxreg.explain.fan import fan
from jaxreg.explain.influence import influence
from jaxreg.explain.notebook import notebook
from jaxreg.explain.script import script
from jaxreg.settings import LinearScenario, LogisticScenario, to_query
from jaxreg.training.gradient_descent import last_readable_epoch
from jaxreg.training.runs import run
from tests.browser.conftest import (
    drawn,
    grip,
    listen,
    settled,
    squares_in,
    state,
    typed,
    unfold,
    until,
    zoom,
)
from tests.shown import explanation_of, ruler_of

RULER = """() => {
  const place = document.querySelector(".jr-ruler")
  const { left, width } = place.querySelector(".jr-here").getBoundingClientRect()
  return {
    words: [...place.querySelectorAll(":scope > div")].map((line) =>
      line.innerText.replaceAll("\\n", " ")),
    here: left + width / 2,
    zones: [...place.querySelectorAll("rect")].map((zone) => zone.getAttribute("fill")),
  }
}"""

CUT = """() => [...document.querySelectorAll(".jr-ruler div")]
  .filter((line) => line.scrollWidth > line.clientWidth)
  .map((line) => line.innerText)"""


EQUATION = "document.querySelector('.jr-equation').innerText"


def explanation(page):
    return page.locator(".jr-explanation")


def waited(page):
    """Wait until a slow explanation has come."""
    until(page, "() => !document.querySelector('.jr-waiting')")
    return settled(page)


def asked(page, what):
    """All requests for this kind of answer, from now on."""
    requests = []
    listen(
        page,
        "request",
        lambda sent: what in sent.url and requests.append(sent.url),
    )
    return requests


def explain(page, name):
    page.get_by_role("combobox", name="Explain").select_option(name)


# The ruler


@pytest.mark.parametrize(
    "scenario",
    [
        LinearScenario(targets="noise-free"),
        LinearScenario(learning_rate=0.0335, epochs=0),
        LogisticScenario(learning_rate=20.0),
        LogisticScenario(data="gapminder"),
    ],
    ids=lambda s: to_query(s)[:30] or "default",
)
def test_the_ruler_says_what_the_run_did(open_page, scenario):
    is_linear = isinstance(scenario, LinearScenario)
    page = open_page(("" if is_linear else "logistic") + "?" + to_query(scenario))
    result = run(scenario)
    end = last_readable_epoch(result.history.loss)
    expected = ruler_of(result, np.array([end]))
    found = page.evaluate(RULER)
    assert found["words"][0] == expected.did
    said = " ".join(found["words"][1:])
    for name, text in [*((m.name, m.text) for m in expected.marks), *expected.facts]:
        assert f"{name} {text}" in said
    if expected.here is not None:
        assert said.endswith(f"2/λmax here {expected.marks[-1].text}")
    assert found["zones"] == [zone.colour for zone in expected.zones]
    x, _ = grip(page, "lr" if is_linear else "c_lr")
    assert abs(found["here"] - x) < 2
    assert page.evaluate(CUT) == []


def test_the_lectures_ruler(open_page):
    words = open_page("?fit=noise-free").evaluate(RULER)["words"]
    assert "2/λmax 0.0342" in words[1] and "condition number 103" in words[2]


def test_the_ruler_follows_the_hand(open_page):
    page = open_page()
    x, y = grip(page, "lr")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 120, y, steps=6)
    until(page, "() => document.querySelector('.jr-did').innerText.includes('left')")
    assert page.url.endswith("/")
    page.mouse.up()


def test_the_film_moves_the_curvature_and_not_what_is_said_of_the_run(open_page):
    page = open_page("logistic?c_lr=20&c_epochs=100")
    at_end = page.evaluate(RULER)["words"]
    assert at_end[0] == "The loss rose in 25 of 100 epochs."
    result = run(LogisticScenario(learning_rate=20.0, epochs=100))
    moving = ruler_of(result, np.arange(101)).here
    page.get_by_role("button", name="First", exact=True).click()
    settled(page)
    for epoch in (0, 1, 2):
        words = page.evaluate(RULER)["words"]
        assert words[:2] == at_end[:2]
        here = float(words[2].rpartition("here ")[2])
        assert here == pytest.approx(moving[epoch], rel=0.006)
        page.get_by_role("button", name="Step forward", exact=True).click()
        settled(page)


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("path", ["", "logistic", "logistic?data=gapminder"])
def test_no_word_of_the_ruler_is_cut(open_page, path, width):
    page = open_page(path, viewport={"width": width, "height": 720})
    assert page.evaluate(CUT) == []
    page.keyboard.press("Home")
    settled(page)
    assert page.evaluate(CUT) == []


# Squares


SQUARES = """() => {
  const plot = document.querySelector(".jr-plot")
  const path = plot.parentElement.querySelector("path.jr-over")
  const { xaxis, yaxis } = plot._fullLayout
  return {
    d: path.getAttribute("d"),
    shown: getComputedStyle(path).visibility,
    width: xaxis._length,
    perUnit: yaxis._length / (yaxis.range[1] - yaxis.range[0]),
    bar: parseFloat(document.querySelector(".jr-fill").style.width),
  }
}"""


def assert_squares(page, scenario, epoch):
    found = page.evaluate(SQUARES)
    result = run(scenario)
    W, b = (rows[epoch] for rows in result.history.params)
    residuals = np.abs(result.targets - result.data.X @ W - b)
    starts, _, *moves = squares_in(found["d"]).T
    moves = np.transpose(moves)
    outside = [
        np.maximum(0, np.maximum(-end, end - found["width"]))
        for end in (starts + moves[:, 0], starts - moves[:, 0])
    ]
    assert (outside[0] <= outside[1]).all()  # on the other side more would be cut
    assert found["shown"] == "visible" and len(moves) == scenario.num_points
    np.testing.assert_allclose(np.abs(moves[:, 0]), np.abs(moves[:, 1]))
    sides = residuals * found["perUnit"]
    np.testing.assert_allclose(np.abs(moves[:, 1]), sides, atol=0.2, rtol=1e-3)
    loss = result.history.loss
    assert found["bar"] == pytest.approx(100 * loss[epoch] / loss[0], rel=1e-3)


def test_residuals_are_squares_at_rest_zoomed_and_at_every_epoch(open_page):
    scenario = LinearScenario(noise=4.0, explain="squares")
    page = open_page("?" + to_query(scenario))
    assert_squares(page, scenario, 1000)
    page.get_by_role("button", name="First", exact=True).click()
    settled(page)
    assert_squares(page, scenario, 0)
    page.get_by_role("button", name="Step forward", exact=True).click()
    settled(page)
    assert_squares(page, scenario, 1)
    zoom(page, 0, (60, 30), (200, 150))
    settled(page)
    assert_squares(page, scenario, 1)
    page.set_viewport_size({"width": 1000, "height": 800})
    settled(page)
    assert_squares(page, scenario, 1)


# Gradients


def test_arrows_start_where_the_run_is_at_every_epoch(open_page):
    page = open_page("?show=gradient&epochs=3")
    W, b = run(LinearScenario(epochs=3)).history.params
    places = np.column_stack([W, b])

    def arrows(shown):
        found = shown["charts"][2]["traces"]
        return [np.array(found[name], float) for name in ("steps of points", "step")]

    at_end = arrows(state(page))
    page.get_by_role("button", name="First", exact=True).click()
    for epoch in range(3):
        points, [[x, right, _], [y, up, _]] = arrows(settled(page))
        assert points.shape == (2, 30)
        np.testing.assert_allclose(points[:, ::3].T, [places[epoch]] * 10, atol=1e-6)
        assert (x, y) == pytest.approx(tuple(places[epoch]), abs=1e-6)
        # The thick one points where the run goes next.
        step = places[epoch + 1] - places[epoch]
        turn = np.cross(np.append(step, 0), [right - x, up - y, 0])[2]
        assert abs(turn) < 1e-4 * np.linalg.norm(step) and right != x
        assert (step @ [right - x, up - y]) > 0
        page.get_by_role("button", name="Step forward", exact=True).click()
    for found, expected in zip(arrows(settled(page)), at_end, strict=True):
        np.testing.assert_array_equal(found, expected)
    assert "jax.grad" in explanation(page).inner_text()


# Slow explanations


def test_a_click_on_the_curve_of_rates_sets_the_slider(open_page):
    page = open_page("?show=rates")
    waited(page)
    plot = page.locator(".jr-explanation-charts .jr-plot").nth(1)
    plot.scroll_into_view_if_needed()
    at = plot.evaluate(
        """(plot) => {
          const { xaxis, yaxis } = plot._fullLayout
          const box = plot.getBoundingClientRect()
          return [box.left + xaxis._offset + xaxis.d2p(0.003),
                  box.top + yaxis._offset + yaxis._length / 2]
        }"""
    )
    page.mouse.click(*at)
    until(page, "() => location.search.includes('lr=')")
    waited(page)
    rate = float(state(page)["controls"]["lr"])
    assert abs(np.log(rate / 0.003)) < 0.08
    assert f"lr={rate:g}" in page.url


def test_a_click_on_a_step_of_the_descent_sets_the_slider(open_page):
    page = open_page("?show=tune&epochs=50")
    waited(page)
    result = run(LinearScenario(epochs=50, explain="tune"))
    rate = descent_on_rates(result, fan(result)).steps[1].rate
    plot = page.locator(".jr-explanation-charts .jr-plot")
    at = plot.evaluate(
        """(plot, rate) => {
          const { xaxis, yaxis } = plot._fullLayout
          const steps = plot._fullData.find(({ name }) => name === "steps")
          const box = plot.getBoundingClientRect()
          return [box.left + xaxis._offset + xaxis.d2p(rate),
                  box.top + yaxis._offset + yaxis.d2p(steps.y[1])]
        }""",
        rate,
    )
    page.mouse.click(*at)
    until(page, "() => location.search.includes('lr=')")
    waited(page)
    assert float(state(page)["controls"]["lr"]) == pytest.approx(rate, rel=0.02)


def rings(page):
    """The sizes of the rings of influence, and where Plotly has them."""
    return page.evaluate(
        """() => {
          const plot = document.querySelector(".jr-plot")
          const rings = plot._fullData.find(({ name }) => name === "influence")
          return rings && { x: [...rings.x], y: [...rings.y], size: rings.marker.size }
        }"""
    )


def test_influence_is_drawn_around_the_points_of_its_own_run_alone(open_page):
    page = open_page("?show=influence&epochs=50")
    waited(page)
    scenario = LinearScenario(epochs=50, explain="influence")
    result = run(scenario)
    own = np.abs(influence(result).own)
    found = rings(page)
    np.testing.assert_allclose(found["x"], result.data.X[:, 0], atol=1e-6)
    np.testing.assert_allclose(found["y"], result.data.y, rtol=1e-6)
    areas = np.square(found["size"])
    np.testing.assert_allclose(areas / areas.max(), own / own.max(), rtol=1e-5)
    assert "The point at x = 9 moves the line most" in explanation(page).inner_text()
    # While the hand is on a slider they are gone, and come back when it rests.
    x, y = grip(page, "W")
    page.mouse.move(x, y)
    page.mouse.down()
    before = state(page)["equation"]
    page.mouse.move(x + 40, y, steps=8)
    until(page, f"{EQUATION} !== {before!r}")
    drawn_rings = f'.jr-moving .jr-main .jr-motion path[stroke="{STEP}"]'
    assert page.locator(drawn_rings).count() == 0
    page.mouse.up()
    waited(page)
    page.get_by_role("button", name="First", exact=True).click()
    settled(page)
    page.get_by_role("button", name="Play", exact=True).click()
    until(page, f"() => document.querySelector({drawn_rings!r})")
    settled(page)
    assert "influence" in state(page)["charts"][0]["traces"]
    explain(page, "off")
    settled(page)
    assert "influence" not in state(page)["charts"][0]["traces"]


def test_the_boundaries_of_flipped_labels_stay_while_the_film_plays(open_page):
    page = open_page("logistic?data=lecture&c_show=flips")
    waited(page)
    at_end = state(page)["charts"][0]["traces"]
    assert {"one label flipped", "the one that matters most", "its point"} <= {*at_end}
    page.get_by_role("button", name="First", exact=True).click()
    at_start = settled(page)["charts"][0]["traces"]
    assert at_start["one label flipped"] == at_end["one label flipped"]
    assert at_start["fitted"] != at_end["fitted"]
    assert "matters most" in explanation(page).inner_text()


def test_a_slow_explanation_waits_until_the_hand_rests(open_page):
    page = open_page("?show=rates")
    waited(page)
    explanations = asked(page, "/explanations/")
    x, y = grip(page, "W")
    page.mouse.move(x, y)
    page.mouse.down()
    before = state(page)["equation"]
    page.mouse.move(x + 40, y, steps=8)
    until(page, f"{EQUATION} !== {before!r}")
    page.wait_for_timeout(300)  # what must not come may take as long as it likes
    assert explanations == []
    page.mouse.up()
    waited(page)
    assert len(explanations) == 1 and "W=" in explanations[0]


def test_a_slider_does_not_wait_for_a_slow_explanation(open_page):
    page = open_page("?show=rates")
    waited(page)
    explanations = asked(page, "/explanations/")
    page.route("**/explanations/**", lambda route: None)  # none is ever answered
    slider = page.get_by_role("slider", name="True slope W")
    for count, value in enumerate(("3.1", "3.2", "3.3"), 1):
        slider.press("ArrowRight")
        until(page, f"() => /true\\s+{value}/.test(document.body.innerText)")
        while len(explanations) < count:
            page.wait_for_timeout(50)
        assert page.locator(".jr-waiting").count() == 1
    page.unroute("**/explanations/**")
    slider.press("ArrowRight")
    waited(page)
    assert page.locator(".jr-explanation-charts .jr-plot").count() == 2


def test_what_is_not_shown_is_not_asked_for(open_page):
    page = open_page("?show=squares")
    explanations = asked(page, "/explanations/")
    explain(page, "off")
    settled(page)
    assert not explanation(page).is_visible()
    explain(page, "prediction")
    settled(page)
    assert "Predict" in explanation(page).inner_text() and explanations == []
    explain(page, "rates")
    waited(page)
    assert (
        "All learning rates" in explanation(page).inner_text()
        and len(explanations) == 1
    )
    assert page.locator(".jr-explanation-charts .jr-plot").count() == 2
    explain(page, "off")
    settled(page)
    assert page.locator(".jr-explanation-charts .jr-plot").count() == 0


def test_a_slow_explanation_comes_back_when_it_is_asked_for_again(open_page):
    page = open_page("logistic?c_show=rates")
    waited(page)
    for name, charts in [
        *[("off", 0), ("rates", 2), ("flips", 1)],
        *[("separable", 1), ("tune", 1), ("code", 0)],
    ] * 2:
        explain(page, name)
        settled(page)
        waited(page)
        assert page.locator(".jr-explanation-charts .jr-plot").count() == charts
        assert explanation(page).is_visible() == (name != "off")
        assert name == "off" or "Computing" not in explanation(page).inner_text()


def test_a_slow_explanation_is_shown_again_after_a_slider_has_been_away_and_back(
    open_page,
):
    page = open_page("?show=rates")
    waited(page)
    x, y = grip(page, "W")
    page.mouse.move(x, y)
    page.mouse.down()
    before = state(page)["equation"]
    page.mouse.move(x + 40, y, steps=5)
    until(page, f"{EQUATION} !== {before!r}")
    page.mouse.move(x, y, steps=5)
    until(page, f"{EQUATION} === {before!r}")
    page.mouse.up()
    settled(page)
    waited(page)
    assert state(page)["controls"]["W"] == "3" and "W=" not in page.url
    assert page.locator(".jr-explanation-charts .jr-plot").count() == 2


def test_separable_classes(open_page):
    page = open_page("logistic?data=lecture&c_show=separable")
    waited(page)
    assert "a longer W has a smaller loss" in explanation(page).inner_text()
    unfold(page, "Loss")
    page.get_by_role("slider", name="L2 penalty").focus()
    page.keyboard.press("ArrowRight")
    until(page, "() => location.search.includes('l2=0.0001')")
    waited(page)
    assert "At the optimum, " in explanation(page).inner_text()


# The code


def test_the_script_can_be_taken_along(open_page):
    page = open_page("?show=code&fit=noise-free")
    waited(page)
    scenario = LinearScenario(targets="noise-free", explain="code")
    for kind, text in ((".py", script), (".ipynb", notebook)):
        with page.expect_download() as download:
            page.get_by_role("button", name=kind, exact=False).first.click()
        assert download.value.suggested_filename == "linear_regression" + kind
        assert open(download.value.path(), encoding="utf-8").read() == text(scenario)
    assert "How long it takes" in explanation(page).inner_text()


def test_the_textbook_loss_fails_and_says_why(open_page):
    page = open_page("logistic?form=textbook&c_lr=50.1")
    assert "24 log 2" in state(page)["words"]
    page.get_by_role("button", name="Use the stable form").click()
    until(page, "() => !location.search.includes('form')")
    assert "24 log 2" not in settled(page)["words"]


# Asking


def test_the_model_answers(open_page):
    page = open_page()
    unfold(page, "Ask the model")
    field = typed(page, "x")
    field.fill("4.50")
    field.press("Enter")
    until(page, "() => location.search.endsWith('x=4.5')")
    shown = settled(page)
    W, b = (rows[-1] for rows in run(LinearScenario()).history.params)
    [x], [y] = shown["charts"][0]["traces"]["asked"]
    assert (x, y) == (4.5, pytest.approx(float(W[0]) * 4.5 + float(b), rel=1e-6))
    assert "ŷ at x = 4.5" in shown["words"]
    page.reload()
    drawn(page)
    assert "ŷ at x = 4.5" in state(page)["words"]


COUNTED = """() => [...document.querySelector('.jr-explanation table').rows]
  .slice(1).flatMap((row) => [...row.cells].map((cell) => cell.textContent)).join()"""


def test_what_is_counted_follows_the_film_and_the_threshold(open_page):
    page = open_page("logistic?c_show=threshold&c_epochs=50&c_held=20&epoch=5")
    shown = LogisticScenario(epochs=5, held_out=20, explain="threshold")
    for threshold in ("0.5", "0.8"):  # moved while the film rests at an epoch
        if threshold != "0.5":
            typed(page, "threshold").fill(threshold)
            typed(page, "threshold").press("Enter")
        said = explanation_of(run(replace(shown, threshold=float(threshold))))
        rows = ",".join(",".join([name, *texts]) for name, texts in said.rows)
        until(page, f"() => ({COUNTED})() === {rows!r}")
        assert f"P = {threshold}" in explanation(page).inner_text()

"""The film: what all charts show at an epoch is the run's own row, and it plays, steps
and follows the sliders, in the browser alone."""

import re

import numpy as np
import pytest

from jaxreg.display.boundary import decision_boundary
from jaxreg.display.drawing import with_margin
from jaxreg.display.logistic_figure import feature_windows
from jaxreg.display.report import number
from jaxreg.settings import LinearScenario, LogisticScenario, from_query
from jaxreg.training.runs import run_linear, run_logistic
from tests.browser.conftest import (
    WEBGL,
    choose,
    grip,
    moving_line,
    settled,
    state,
    turn_to,
    until,
    zoom,
)

PHONE = {"width": 390, "height": 844}
AT_REST = "() => !document.querySelector('.jr-moving')"
PLAYING = "() => document.querySelector('.jr-bar [aria-label=Pause]')"
EPOCH = "() => parseFloat(document.querySelector('.jr-numbers b').textContent)"
# All epochs that are shown from now on, frame by frame.
NOTE_EPOCHS = f"""() => {{
  window.epochs = []
  const look = () => {{ epochs.push(({EPOCH})()); requestAnimationFrame(look) }}
  look()
}}"""
HAS_NUMBERS = "() => document.querySelector('.jr-numbers b')"
# Before the film is there, the last epoch still stands.
BEYOND = f"() => ({EPOCH})() > {{0}} && ({EPOCH})() < 900"


def button(page, name):
    return page.locator(".jr-bar").get_by_role("button", name=name, exact=True)


def play(page, speed="0.5"):
    """Play, slowly: what a test does next shall come before the end of the film."""
    page.get_by_label("Speed").select_option(speed)
    button(page, "Play").click()


def ended(page):
    """Let a film play to its end, fast."""
    page.get_by_label("Speed").select_option("4")
    until(page, f"() => !({PLAYING})()")


def epoch(page):
    return page.evaluate(EPOCH)


def step_to(page, wanted):
    """From the first epoch forward, step by step."""
    button(page, "First").click()
    settled(page)
    for _ in range(wanted):
        button(page, "Step forward").click()
    return settled(page)


def assert_shows(shown, result, k):
    """Each chart, the bar and the equation are at epoch k of a run."""
    params, loss = result.history.at(k), result.history.loss[k]
    fit, curve, landscape = (chart["traces"] for chart in shown["charts"])
    if len(params.W) == 1:
        x, y = fit["fitted line"]
        np.testing.assert_allclose(y, params.W[0] * np.array(x) + params.b, rtol=2e-6)
        weights = params.W[0], params.b
    else:
        ends = np.transpose(fit["fitted"])
        expected = decision_boundary(params, *feature_windows(result))
        expected = np.empty((0, 2)) if expected is None else expected
        order = np.lexsort(ends.T), np.lexsort(expected.T)
        np.testing.assert_allclose(ends[order[0]], expected[order[1]], atol=1e-5)
        wrong = (result.data.X @ params.W + params.b > 0) != (result.data.y == 1)
        rings = np.transpose(fit["wrong side"]).reshape(-1, 2)
        expected = result.data.X[wrong]
        assert sorted(map(tuple, rings)) == sorted(map(tuple, expected.tolist()))
        weights = params.W
    assert curve["shown epoch"] == [[k + 1], [pytest.approx(loss)]]
    np.testing.assert_array_equal(np.ravel(landscape["shown epoch"]), weights)
    assert re.split(r"\s+", shown["bar"])[1] == str(k)
    is_narrow = "b" not in shown["bar"].split()  # then the equation alone has them
    for value in [loss] if is_narrow else [*params.W, params.b, loss]:
        assert number(value, "four") in shown["bar"]
    for value in [*params.W, params.b]:
        assert number(abs(value), "four") in shown["equation"]


# Any epoch


@pytest.mark.parametrize(
    ("path", "scenario"),
    [
        ("", LinearScenario()),
        ("logistic", LogisticScenario()),
    ],
)
def test_each_step_shows_that_row_of_the_run_everywhere(open_page, path, scenario):
    page = open_page(path)
    name, _, query = path.partition("?")
    scenario = scenario or from_query(name or "linear", query)[0]
    run = run_logistic if name else run_linear
    result = run(scenario)
    end = len(result.history.loss) - 1
    assert_shows(state(page), result, end)
    third = step_to(page, 3)
    assert_shows(third, result, 3)
    button(page, "Step forward").click()
    assert_shows(settled(page), result, 4)
    button(page, "Step back").click()
    assert settled(page) == third  # step back is exact
    button(page, "Last").click()
    assert_shows(settled(page), result, end)
    button(page, "Step back").click()
    assert_shows(settled(page), result, end - 1)


def test_motion_looks_like_rest(open_page):
    """The same lines and marks, at the same pixels."""
    page = open_page("logistic?c_n=20")
    lines = page.evaluate(
        """() => [...document.querySelectorAll('.jr-area')].map((area) =>
          ['.overplot .js-line', '.jr-motion > path'].map((paths) =>
            [...area.querySelectorAll(paths)].map((path) => path.getAttribute('d'))))"""
    )
    numbers = r"-?[\d.]+"
    for by_plotly, in_motion in lines:
        assert by_plotly
        drawn_too = [np.array(re.findall(numbers, d), float) for d in in_motion]
        for d in by_plotly:
            ends = np.array(re.findall(numbers, d), float)[[0, 1, -2, -1]]
            assert any(
                len(other) >= 4 and np.allclose(other[[0, 1, -2, -1]], ends, atol=0.2)
                for other in drawn_too
            )


# Playing


@pytest.mark.parametrize("path", ["", "logistic"])
def test_playing_and_scrubbing_ask_for_nothing_but_where_it_rests(open_page, path):
    page = open_page(path)
    button(page, "First").click()  # fetches the film
    settled(page)
    sent = []
    network = page.context.new_cdp_session(page)
    for event in ("requestWillBeSent", "webSocketFrameSent", "webSocketFrameReceived"):
        network.on(f"Network.{event}", lambda event: sent.append(event))
    network.send("Network.enable")
    page.evaluate(NOTE_EPOCHS)
    play(page)
    until(page, "() => new Set(epochs).size > 10")
    button(page, "Pause").click()
    for share in ("0.1", "0.9", "0.4"):
        page.get_by_role("slider", name="Shown epoch").fill(share)
    settled(page)
    addresses = [event.get("request", {}).get("url", "a frame") for event in sent]
    asked = [a for a in addresses if not a.startswith("data:")]
    # On the linear page nothing is held in the landscape.
    assert all("/landscapes/logistic?" in address for address in asked)
    assert path or not asked


def test_it_plays_to_the_end_and_again_from_the_start(open_page):
    page = open_page("?epochs=50")
    play(page)
    until(page, f"() => ({PLAYING})() && ({EPOCH})() < 50")
    ended(page)
    result = run_linear(LinearScenario(epochs=50))
    assert_shows(settled(page), result, 50)
    first = step_to(page, 0)
    assert_shows(first, result, 0)
    button(page, "Last").click()
    play(page)
    until(page, f"() => ({EPOCH})() < 50")
    button(page, "Pause").click()
    assert step_to(page, 0) == first


def test_while_it_plays_lines_move_and_axes_stay(open_page):
    page = open_page("?lr=0.0501")
    result = run_linear(LinearScenario(learning_rate=0.0501))
    before = state(page)["charts"]
    play(page)
    until(page, f"() => ({EPOCH})() > 2 && ({EPOCH})() < 60")
    x, y, k = moving_line(page)
    W, b = result.history.at(k)
    np.testing.assert_allclose(y, W[0] * x + b, rtol=0.02, atol=0.5)
    ended(page)
    after = settled(page)
    assert [c["ranges"] for c in after["charts"]] == [c["ranges"] for c in before]
    assert "Diverged" not in after["bar"]  # a message says it, once
    assert after["charts"][0]["traces"] == before[0]["traces"]


def test_the_keys_of_the_film(open_page):
    page = open_page()
    page.keyboard.press("Home")
    settled(page)
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    settled(page)
    assert epoch(page) == 2
    page.get_by_label("Speed").select_option("0.5")
    page.locator(".jr-plot .nsewdrag").first.click()
    page.keyboard.press("Space")
    until(page, PLAYING)
    until(page, BEYOND.format(4))
    page.keyboard.press("Space")
    paused = settled(page)
    page.wait_for_timeout(300)
    assert state(page) == paused
    page.keyboard.press("End")
    settled(page)
    assert epoch(page) == 1000
    # Wherever the focus is; but a slider keeps its own keys.
    page.get_by_role("button", name="Share").focus()
    page.keyboard.press("ArrowLeft")
    settled(page)
    assert epoch(page) == 999
    page.get_by_role("slider", name="True slope W").press("ArrowLeft")
    assert settled(page)["controls"]["W"] == "2.9"
    assert epoch(page) == 999


def test_what_is_pressed_before_the_film_is_there_counts(open_page):
    page = open_page()
    held = []
    page.route("**/films/**", lambda route: held.append(route))
    with page.expect_request("**/films/**"):
        button(page, "First").click()
    for name in ("Step forward", "Step forward", "Step forward", "Step back"):
        button(page, name).click()
    assert epoch(page) == 1000  # it has not come yet
    held.pop().continue_()
    until(page, f"() => ({EPOCH})() === 2")
    assert_shows(settled(page), run_linear(LinearScenario()), 2)
    button(page, "Last").click()
    page.get_by_role("slider", name="Seed").press("ArrowRight")
    settled(page)
    with page.expect_request("**/films/**"):
        button(page, "First").click()
    play(page)
    held.pop().continue_()
    until(page, BEYOND.format(3))
    until(page, PLAYING)
    button(page, "Pause").click()
    k = int(epoch(page))
    assert_shows(settled(page), run_linear(LinearScenario(seed=1)), k)


def test_a_film_that_does_not_come_is_said_and_comes_later(open_page):
    page = open_page(expected=["linear?", "Failed to load"])
    page.route("**/films/**", lambda route: route.abort())
    button(page, "Step back").click()
    page.locator(".jr-trouble").get_by_text("could not be fetched").wait_for()
    assert epoch(page) == 1000
    button(page, "Last").click()
    until(page, "() => document.querySelector('.jr-trouble').innerText === ''")
    button(page, "Step back").click()
    page.locator(".jr-trouble").get_by_text("could not be fetched").wait_for()
    page.unroute("**/films/**")
    until(page, "() => document.querySelector('.jr-trouble').innerText === ''")
    assert_shows(settled(page), run_linear(LinearScenario()), 999)


# Sliders


def test_a_slider_moved_while_paused_keeps_the_epoch(open_page):
    page = open_page()
    step_to(page, 7)
    page.get_by_role("slider", name="True slope W").press("ArrowRight")
    assert_shows(settled(page), run_linear(LinearScenario(true_W=3.1)), 7)
    epochs = page.get_by_role("slider", name="Epochs")
    for _ in range(20):
        epochs.press("ArrowLeft")
        if settled(page)["controls"]["epochs"] == "5":
            break
    assert epoch(page) == 5
    epochs.press("ArrowRight")
    epochs.press("ArrowRight")
    assert settled(page)["controls"]["epochs"] == "10"
    assert epoch(page) == 7


def test_a_drag_holds_the_film_and_release_starts_it_again(open_page):
    page = open_page()
    play(page)
    until(page, BEYOND.format(20))
    x, y = grip(page, "W")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y, steps=4)
    page.wait_for_timeout(400)
    held = epoch(page)
    page.wait_for_timeout(400)
    assert epoch(page) == held > 20
    page.evaluate(NOTE_EPOCHS)
    page.mouse.up()
    until(page, "() => epochs.includes(0) && epochs.at(-1) > 3")
    epochs = page.evaluate("epochs")
    after = epochs[epochs.index(0) :]
    assert after == sorted(after)
    ranges = [chart["ranges"] for chart in state(page)["charts"]]
    button(page, "Last").click()
    assert [chart["ranges"] for chart in settled(page)["charts"]] == ranges


def test_a_choice_made_while_it_plays_is_drawn_on_its_own_axes(open_page):
    page = open_page(expected=WEBGL)
    play(page, "0.25")
    until(page, BEYOND.format(20))
    choose(page, "Charts", "log")
    until(page, "() => location.search.includes('loss=log')")
    until(page, BEYOND.format(20))
    choose(page, "Charts", "surface")
    until(page, "() => document.querySelector('.jr-plot .gl-container #scene')")
    until(page, BEYOND.format(2))
    until(page, PLAYING)
    button(page, "Pause").click()
    k = int(epoch(page))
    shown = settled(page)
    assert shown["charts"][1]["ranges"][1] == pytest.approx(
        with_margin(np.log10(0.2), np.log10(500))
    )
    assert shown["charts"][1]["traces"]["shown epoch"][0] == [k]


def test_with_reduced_motion_nothing_plays_by_itself(open_page):
    page = open_page(reduced_motion="reduce")
    play(page)
    until(page, BEYOND.format(5))
    page.get_by_role("slider", name="True slope W").press("ArrowRight")
    shown = settled(page)
    assert button(page, "Play").count() == 1
    assert_shows(shown, run_linear(LinearScenario(true_W=3.1)), 0)


# The page around it


def test_a_zoom_survives_play(open_page):
    page = open_page()
    zoom(page, 0, (60, 50), (200, 150))
    zoomed = settled(page)["charts"][0]["ranges"]
    assert zoomed[0] != [-0.45, 9.45]
    page.evaluate(NOTE_EPOCHS)
    button(page, "Play").click()
    ended(page)
    assert settled(page)["charts"][0]["ranges"] == zoomed
    assert len(set(page.evaluate("epochs"))) > 2


def test_two_pages_in_turn(open_page):
    page = open_page()
    play(page)
    until(page, BEYOND.format(3))
    turn_to(page, "Logistic")
    logistic = run_logistic(LogisticScenario())
    assert_shows(state(page), logistic, 1000)
    assert_shows(step_to(page, 2), logistic, 2)
    turn_to(page, "Linear")
    assert_shows(step_to(page, 2), run_linear(LinearScenario()), 2)
    assert page.locator(".jr-bar").count() == 1


def test_the_theme_changes_while_it_plays(open_page):
    page = open_page(color_scheme="light")
    play(page)
    until(page, BEYOND.format(3))
    page.emulate_media(color_scheme="dark")
    until(
        page,
        """() => [...document.querySelectorAll('.jr-plot')].every((plot) =>
          plot._fullLayout.paper_bgcolor.toLowerCase() === '#171614')""",
    )
    then = epoch(page)
    until(page, f"() => ({EPOCH})() > {then}")
    button(page, "Pause").click()
    k = int(epoch(page))
    assert_shows(settled(page), run_linear(LinearScenario()), k)


def test_on_a_phone(open_page):
    page = open_page("logistic", viewport=PHONE, is_mobile=True, has_touch=True)
    for name in ("Step back", "Play", "Step forward"):
        box = button(page, name).bounding_box()
        assert box["width"] >= 32 and box["height"] >= 32
        assert 0 <= box["x"] and box["x"] + box["width"] <= 390
    page.get_by_label("Speed").select_option("0.5")
    button(page, "Play").scroll_into_view_if_needed()
    button(page, "Play").tap()
    until(page, BEYOND.format(3))
    chart = page.locator(".jr-plot").first.bounding_box()
    assert 0 <= chart["y"] and chart["y"] + chart["height"] < 844
    button(page, "Pause").tap()
    k = int(epoch(page))
    assert_shows(settled(page), run_logistic(LogisticScenario()), k)


# In the link


def at_epoch(page, k):
    """Wait until a page stands at an epoch and its link says so."""
    said = f"new URLSearchParams(location.search).get('epoch') === '{k}'"
    until(page, f"() => {said}")
    return settled(page)


def test_a_link_opens_at_its_epoch(open_page):
    page = open_page("?lr=0.02&epoch=3")
    assert_shows(state(page), run_linear(LinearScenario(learning_rate=0.02)), 3)
    button(page, "Step forward").click()
    shown = at_epoch(page, 4)
    assert page.url.endswith("/?epoch=4&lr=0.02")
    again = open_page(page.url.partition("localhost")[2].partition("/")[2])
    assert state(again) == shown
    button(page, "Last").click()
    until(page, "() => location.search === '?lr=0.02'")


def test_a_link_plays_from_its_epoch(open_page):
    page = open_page("logistic")
    page.goto(f"{page.url}?epoch=300&play=1")
    until(page, HAS_NUMBERS)
    until(page, f"() => ({PLAYING})() && ({EPOCH})() >= 300 && ({EPOCH})() < 1000")
    page.evaluate(NOTE_EPOCHS)
    assert "play=1" in page.url
    page.keyboard.press("Space")
    k = int(epoch(page))
    assert_shows(at_epoch(page, k), run_logistic(LogisticScenario()), k)
    assert page.url.endswith(f"/logistic?epoch={k}") and k > 300
    assert min(page.evaluate("epochs")) >= 300
    page.keyboard.press("Space")
    until(page, "() => location.search.endsWith('&play=1')")
    ended(page)
    until(page, "() => location.search === ''")


def test_a_link_plays_from_the_start_but_not_with_reduced_motion(open_page):
    page = open_page("?play=1", reduced_motion="reduce")
    assert epoch(page) == 1000 and button(page, "Play").count() == 1
    until(page, "() => location.search === ''")
    page.emulate_media(reduced_motion="no-preference")
    page.goto(f"{page.url}?play=1&W=4")
    until(page, HAS_NUMBERS)
    until(page, BEYOND.format(3))
    assert page.url.endswith("/?play=1&W=4")
    page.evaluate(NOTE_EPOCHS)
    ended(page)
    assert page.evaluate("epochs.every((k, i) => !i || k >= epochs[i - 1])")


@pytest.mark.parametrize(
    ("said", "alerts"),
    [("1001", 0), ("x%3Cb%3E", 1)],  # film_link.test.js has more
)
def test_an_epoch_that_cannot_be_is_the_last(open_page, said, alerts):
    page = open_page(f"?epoch={said}&W=4")
    assert_shows(state(page), run_linear(LinearScenario(true_W=4.0)), 1000)
    until(page, "() => location.search === '?W=4'")
    assert page.get_by_test_id("stAlert").count() == alerts


def test_undo_goes_through_runs_and_not_through_epochs(open_page):
    page = open_page()
    step_to(page, 3)
    page.get_by_role("slider", name="True slope W").press("ArrowRight")
    at_epoch(page, 3)
    button(page, "Step forward").click()
    assert_shows(at_epoch(page, 4), run_linear(LinearScenario(true_W=3.1)), 4)
    page.get_by_role("button", name="Undo").click()
    until(page, "() => location.search === '?epoch=4'")
    assert_shows(settled(page), run_linear(LinearScenario()), 4)
    assert page.get_by_role("button", name="Undo").is_disabled()
    page.get_by_role("button", name="Redo").click()
    until(page, "() => location.search === '?epoch=4&W=3.1'")
    assert_shows(settled(page), run_linear(LinearScenario(true_W=3.1)), 4)


def test_another_page_has_an_epoch_of_its_own(open_page):
    page = open_page()
    step_to(page, 3)
    at_epoch(page, 3)
    turn_to(page, "Logistic")
    assert_shows(state(page), run_logistic(LogisticScenario()), 1000)
    assert page.url.endswith("/logistic")
    turn_to(page, "Linear")
    assert page.url.endswith("/?epoch=3")
    assert_shows(state(page), run_linear(LinearScenario()), 3)
    page.reload()
    assert_shows(settled(page), run_linear(LinearScenario()), 3)

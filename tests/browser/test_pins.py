"""Pinned runs: their ghosts are the runs' own numbers, they move in step with the film,
and pinning, swapping and taking away are steps of the history that the link holds."""

import numpy as np
import pytest

from jaxreg.display.boundary import decision_boundary
from jaxreg.display.logistic_figure import feature_windows
from jaxreg.display.report import number
from jaxreg.settings import LinearScenario, LogisticScenario, from_query
from jaxreg.training.runs import run_linear, run_logistic
from tests.browser.conftest import grip, listen, settled, slider, state, typed, until
from tests.browser.test_accessible import AXE, violations
from tests.browser.test_exports import svg_of
from tests.browser.test_film_page import go_to, open_film  # noqa: F401 (a fixture)
from tests.browser.test_stage import FINGER, NOTE_SHIFTS, TOO_SMALL

SIX = "pins=lr:0.02,seed:3,lr:0.001,W:4+noise:3,n:50+epochs:100,scale:on+lr:0.3"
COLOURS = ["#9314fe", "#229ea8"]  # of the first two slots

GHOST = """([chart, colour]) => {
  const traces = document.querySelectorAll(".jr-plot")[chart]._fullData
  const isIts = ({ mode, line }) => mode === "lines" && line.color === colour
  return traces.filter(isIts).map(({ x, y }) => [[...x], [...y]])
}"""
ROWS = """() => [...document.querySelectorAll(".jr-runs tr")].map(
  ({ cells }) => [...cells].map((cell) => cell.textContent).slice(1))"""
CHIPS = """() => [...document.querySelectorAll(".jr-pinned")].map(
  (chip) => chip.querySelector("span").textContent)"""


AT_12 = """() => [...document.querySelectorAll("input[type=range]")].some(
  (input) => input.getAttribute("aria-valuetext") === "epoch 12")"""


def ghost(page, chart, slot):
    """The line of a slot in a chart, 0 the fit, 1 the loss, 2 the landscape: (2, m)."""
    found = page.evaluate(GHOST, [chart, COLOURS[slot]])
    return np.array(found[0]) if found else None


def set_rate(page, text):
    typed(page, "lr").fill(text)
    typed(page, "lr").press("Enter")
    return settled(page)


def row(name, result, epoch, fact):
    W, b = result.history.at(epoch)
    numbers = [result.history.loss[epoch], *W, b]
    return [name, f"{epoch}", *(number(value, "four") for value in numbers), fact]


def r_squared(result):
    return number(result.r_squared, "four")


def test_two_rates_beside_a_third(open_page):
    page = open_page()
    page.get_by_role("button", name="Pin", exact=True).click()
    set_rate(page, "0.02")
    page.keyboard.press("Escape")
    page.locator(".jr-intro h1").click()
    page.keyboard.press("k")
    set_rate(page, "0.001")
    link = "?pins=default,lr:0.02&lr=0.001"
    assert page.url.endswith(link)
    rates = [0.01, 0.02, 0.001]
    runs = [run_linear(LinearScenario(learning_rate=rate)) for rate in rates]
    for _ in range(2):
        for slot, result in enumerate(runs[:2]):
            W, b = result.history.params.W.ravel(), result.history.params.b
            x, y = ghost(page, 0, slot)
            np.testing.assert_allclose(y, W[-1] * x + b[-1], rtol=1e-5)
            x, y = ghost(page, 1, slot)
            epochs = np.round(x).astype(int) - 1  # a log axis begins at 1
            assert (epochs[0], epochs[-1]) == (0, 1000)
            np.testing.assert_allclose(y, result.history.loss[epochs], rtol=1e-6)
            way = np.column_stack([W, b])[epochs].T
            np.testing.assert_allclose(ghost(page, 2, slot), way, rtol=1e-5, atol=1e-6)
            loss_range = state(page)["charts"][1]["ranges"][1]
            losses = np.log10(result.history.loss)
            assert loss_range[0] < losses.min() and losses.max() < loss_range[1]
        names = ["now", "rate 0.01", "rate 0.02"]
        assert page.evaluate(CHIPS) == names[1:]
        assert page.evaluate(ROWS) == [
            ["run", "epoch", "loss", "W", "b", "R²"],
            *(
                row(name, result, 1000, r_squared(result))
                for name, result in zip(names, [runs[2], *runs[:2]], strict=True)
            ),
        ]
        page.reload()
        settled(page)
        until(page, "() => document.querySelectorAll('.jr-runs tr').length === 4")
        assert page.url.endswith(link)


def test_swap_take_away_and_undo(open_page):
    page = open_page("?pins=,lr:0.02+epochs:100&W=4")
    until(page, "() => document.querySelector('.jr-runs svg')")
    begun = page.url
    steps = [begun]
    page.get_by_role("button", name="rate 0.02", exact=False).first.click()
    assert settled(page)["controls"]["lr"] == "0.02"
    assert page.url.endswith("?pins=,W:4&lr=0.02&epochs=100")
    result = run_linear(LinearScenario(learning_rate=0.02, epochs=100))
    assert f"= {number(result.fitted.W[0], 'four')} x" in state(page)["equation"]
    assert page.evaluate(CHIPS) == ["true W 4 · rate 0.01 · epochs 1000"]
    x, y = ghost(page, 0, 1)
    W, b = run_linear(LinearScenario(true_W=4)).fitted
    np.testing.assert_allclose(y, W * x + b, rtol=1e-5)
    assert ghost(page, 2, 1) is None  # its points are others
    assert "(another landscape: no path)" in page.evaluate(ROWS)[2][0]
    steps.append(page.url)
    page.get_by_role("button", name="Take away").click()
    settled(page)
    assert page.url.endswith("/?lr=0.02&epochs=100") and page.evaluate(CHIPS) == []
    assert ghost(page, 0, 1) is None and not page.locator(".jr-runs").is_visible()
    for expected in reversed(steps):
        page.keyboard.press("Control+z")
        until(page, "(url) => location.href === url", expected)
        settled(page)
        assert len(page.evaluate(CHIPS)) == 1 and ghost(page, 0, 1) is not None


def test_the_film_moves_all_in_step(open_page):
    """Each stops at its own last epoch; the film, at the last of all."""
    page = open_page("?epochs=5&pins=epochs:10+lr:0.02,epochs:3")
    until(page, "() => document.querySelectorAll('.jr-runs svg').length === 3")
    pinned = [
        run_linear(LinearScenario(epochs=10, learning_rate=0.02)),
        run_linear(LinearScenario(epochs=3)),
    ]
    runs = [run_linear(LinearScenario(epochs=5)), *pinned]
    names = ["now", "rate 0.02 · epochs 10", "epochs 3"]
    page.locator(".jr-intro h1").click()
    page.keyboard.press("Home")
    for epoch in range(11):
        settled(page)
        shown = [min(epoch, result.scenario.epochs) for result in runs]
        assert page.evaluate(ROWS)[1:] == [
            row(name, result, at, r_squared(result) if at == end else "")
            for name, result, at, end in zip(
                names, runs, shown, (5, 10, 3), strict=True
            )
        ]
        for slot, (result, at) in enumerate(zip(pinned, shown[1:], strict=True)):
            x, y = ghost(page, 0, slot)
            W, b = result.history.at(at)
            np.testing.assert_allclose(y, W * x + b, rtol=1e-5)
        page.keyboard.press("ArrowRight")


@pytest.mark.parametrize(
    ("path", "pinned"),
    [
        ("logistic?pins=c_lr:1+c_seed:2", LogisticScenario(learning_rate=1, seed=2)),
        (
            "logistic?data=O-rings&c_lr=0.1&pins=data:O-rings+c_lr:0.1+l2:0.1",
            LogisticScenario(data="O-rings", learning_rate=0.1, l2=0.1),
        ),
    ],
)
def test_a_boundary_and_a_curve(open_page, path, pinned):
    page = open_page(path)
    until(page, "() => document.querySelectorAll('.jr-runs svg').length === 2")
    result = run_logistic(pinned)
    W, b = result.fitted
    line = ghost(page, 0, 0)
    if len(W) == 2:
        ends = decision_boundary(result.fitted, *feature_windows(result))
        near = 1e-4 * np.ptp(ends)
        np.testing.assert_allclose(
            line.T[line[0].argsort()], sorted(ends.tolist()), atol=near
        )
    else:
        x, y = line
        np.testing.assert_allclose(y, 1 / (1 + np.exp(-(W[0] * x + b))), atol=1e-5)
    assert ghost(page, 2, 0) is None
    assert (
        page.evaluate(ROWS)[2][-1] == f"{result.correct.sum()} of {len(result.correct)}"
    )


def test_a_run_on_other_data_is_drawn_by_its_loss_alone(open_page):
    page = open_page("?pins=source:Anscombe+II+lr:0.001")
    until(page, "() => document.querySelectorAll('.jr-runs svg').length === 2")
    assert page.evaluate(CHIPS) == ["data Anscombe II · rate 0.001"]
    assert ghost(page, 0, 0) is None and ghost(page, 2, 0) is None
    result = run_linear(LinearScenario(data="Anscombe II", learning_rate=0.001))
    assert ghost(page, 1, 0)[1][-1] == pytest.approx(result.history.loss[-1], rel=1e-5)


@pytest.mark.parametrize(
    ("pins", "said"),
    [
        ("lr:abc", "“lr:abc” is left out: Learning rate must be a number from 1e-9 to"),
        ("foo:3", "“foo:3” is left out: “foo” is no setting of this page."),
        (
            "fit:maybe",
            "“fit:maybe” is left out: Fit to must be one of noisy, noise-free.",
        ),
        (
            ",".join(f"W:{k}" for k in range(7)),
            "Of the link's pins, the first 6 are shown.",
        ),
        ("source:none", "“data none” cannot be shown: source=none: it must be one of"),
    ],
)
def test_a_pin_that_cannot_be_used_is_said(open_page, pins, said):
    page = open_page(f"?pins={pins}", expected=["400 (Bad Request)"])
    place = page.locator(".jr-pins [role=status]")
    place.get_by_text(said).wait_for()
    assert page.evaluate("document.querySelectorAll('.jr-pinned').length") <= 6
    set_rate(page, "0.02")  # the run that is shown goes on as ever
    assert "lr=0.02" in page.url


@pytest.mark.parametrize(("path", "key"), [("", "lr"), ("logistic", "c_lr")])
def test_without_pins_nothing_more_is_asked_for(open_page, path, key):
    page = open_page(path)
    asked = []
    listen(page, "request", lambda request: asked.append(request.url))
    slider(page, key).press("ArrowRight")
    settled(page)
    assert len([url for url in asked if "/figures/" in url]) == 1
    assert not [url for url in asked if "/films/" in url]


def test_what_is_pinned_is_fetched_once(open_page):
    page = open_page()
    asked = []
    listen(page, "request", lambda request: asked.append(request.url))
    page.get_by_role("button", name="Pin", exact=True).click()
    until(page, "() => document.querySelectorAll('.jr-runs svg').length === 2")
    for rate in ("0.02", "0.03"):
        set_rate(page, rate)
    films = [url for url in asked if "/films/" in url]
    assert len(films) == 1 and "lr=" not in films[0]


def test_all_holds_still_while_a_slider_is_held(open_page):
    page = open_page(f"?{SIX}")
    until(page, "() => document.querySelectorAll('.jr-runs svg').length === 7")
    settled(page)
    main = page.locator(".jr-main .jr-area").bounding_box()
    assert main["width"] * main["height"] >= 0.3 * 1280 * 720
    page.evaluate(NOTE_SHIFTS)
    x, y = grip(page, "lr")
    page.mouse.move(x, y)
    page.mouse.down()
    before, axes = page.evaluate("shifted()"), state(page)["charts"][1]["ranges"]
    box = slider(page, "lr").bounding_box()
    names = set()
    for share in (0.6, 0.7, 0.99, 0.2, 0.5):
        page.mouse.move(box["x"] + share * box["width"], y)
        until(page, "() => !pageWaits.answers")
        names.add(tuple(page.evaluate(CHIPS)))
        assert state(page)["charts"][1]["ranges"] == axes
    after = page.evaluate("shifted()")
    page.mouse.up()
    settled(page)
    assert len(names) >= 2 and after == before


@pytest.mark.skipif(not AXE.exists(), reason="axe-core: npm ci")
@pytest.mark.parametrize(
    ("path", "options"),
    [
        (f"?{SIX}", {"color_scheme": "dark"}),
        (f"?{SIX}&present=1", {}),
        ("logistic?pins=c_lr:1,c_seed:2", FINGER),
    ],
)
def test_who_needs_a_finger_or_hears_the_page(open_page, path, options):
    page = open_page(path, **options)
    until(page, "() => document.querySelector('.jr-pinned')")
    settled(page)
    assert violations(page) == []
    assert options != FINGER or page.evaluate(TOO_SMALL) == []


def test_they_are_saved_as_they_are_seen(open_page, open_film):  # noqa: F811
    page = open_page("?pins=lr:0.02,seed:3&epochs=20")
    until(page, "() => document.querySelectorAll('.jr-runs svg').length === 3")
    settled(page)
    slide = svg_of(page, "Save", "All charts as SVG")
    texts = [text.text for text in slide.iter("{http://www.w3.org/2000/svg}text")]
    assert texts.count("rate 0.02 · epochs 1000") == 1
    film = open_film(page)
    for epoch, at in ((3, 3), (None, 1000)):
        go_to(film, epoch)
        result = run_linear(LinearScenario(learning_rate=0.02))
        rows = film.evaluate(ROWS)
        assert rows[2][:4] == row("rate 0.02 · epochs 1000", result, at, "")[:4]
    assert film.evaluate(CHIPS) == ["rate 0.02 · epochs 1000", "seed 3 · epochs 1000"]
    assert film.locator(".jr-pinned button").count() == 0


@pytest.mark.parametrize(
    ("link", "page_of", "fields"),
    [
        ("linear?lr=0.02&epochs=100", run_linear, ["W_0", "b_0"]),
        ("linear?source=tips&scale=on&lr=0.1&epochs=50", run_linear, ["W_0", "b_0"]),
        ("linear?by=coordinate+descent&epochs=60", run_linear, ["W_0", "b_0"]),
        (
            "logistic?c_scale=on&c_lr=0.5&c_epochs=60",
            run_logistic,
            ["W1_0", "W2_0", "c_b_0"],
        ),
    ],
)
def test_a_branch_goes_on_from_the_shown_epoch(open_page, link, page_of, fields):
    """At the same rate it is what the run itself would have done."""
    at, page = 12, open_page(f"{link}&epoch=12")
    until(page, AT_12)
    page.keyboard.press("Shift+K")
    until(page, "() => document.querySelector('.jr-runs svg')")
    settled(page)
    assert f"from:{at}" in page.url
    assert {*fields} <= {part.split("=")[0] for part in page.url.split("&")}
    name, _, query = link.partition("?")
    whole = page_of(from_query(name, query)[0])
    begun = page_of(from_query(name, page.url.partition("?")[2])[0])
    for one, other in zip(begun.history.params, whole.history.params, strict=True):
        np.testing.assert_allclose(one, other[at:], rtol=1e-3, atol=1e-4)
    assert page.evaluate(ROWS)[1][1] == f"{len(whole.history.loss) - 1 - at}"
    assert page.evaluate(CHIPS) == [f"from epoch {at}"]
    x, y = ghost(page, 1, 0)
    epochs = np.round(x).astype(int) - 1
    assert (epochs[0], epochs[-1]) == (0, len(whole.history.loss) - 1 - at)
    np.testing.assert_allclose(y, whole.history.loss[at + epochs], rtol=1e-5)
    page.keyboard.press("Control+z")
    until(page, "() => !location.search.includes('from')")
    settled(page)
    assert "chosen" not in page.url


def test_at_either_end_there_is_nothing_to_branch(open_page):
    page = open_page("linear?lr=0.02")
    for key in ("End", "Home"):
        page.keyboard.press(key)
        page.get_by_role("button", name="Branch").click()
        said = page.locator(".jr-pins-said")
        assert said.text_content().startswith("To branch, first step to an epoch")
        assert "pins" not in page.url
    page.goto(f"{page.url.partition('?')[0]}?{SIX}&lr=0.02&epoch=3")
    settled(page)
    page.get_by_role("button", name="Branch").click()
    until(page, "() => /first take away one of the 6/.test(document.body.textContent)")


def test_a_pinned_run_is_judged_at_the_threshold_that_is_shown(open_page):
    page = open_page("logistic?c_show=threshold&pins=c_lr:0.01")
    settled(page)
    run = run_logistic(LogisticScenario(learning_rate=0.01))
    z = run.data.X @ run.fitted.W + run.fitted.b
    for threshold in (0.5, 0.9):
        if threshold != 0.5:
            typed(page, "threshold").fill(f"{threshold}")
            typed(page, "threshold").press("Enter")
        right = (z > np.log(threshold / (1 - threshold))) == (run.data.y == 1)
        until(page, f"() => ({ROWS})().at(-1).at(-1) === '{right.sum()} of 100'")
    settled(page)
    x, y = ghost(page, 0, 0)  # and so is its boundary
    np.testing.assert_allclose(
        x * run.fitted.W[0] + y * run.fitted.W[1] + run.fitted.b, np.log(9), 1e-4
    )
    assert "on the right side of P = 0.9" in page.evaluate(ROWS)[0][-1]

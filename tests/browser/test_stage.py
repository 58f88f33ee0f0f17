"""The stage: the main chart as the hero, a page that holds still, steps back and forth,
typed numbers, and fingers."""

import random

import pytest

from jaxreg.settings import CONTROLS, PRESETS, from_query
from tests.browser.conftest import (
    WEBGL,
    WINDOW,
    choose,
    grip,
    listen,
    preset,
    settled,
    slider,
    state,
    typed,
    until,
)

PAGES = pytest.mark.parametrize("path", ["", "logistic"])
PHONE = {"width": 390, "height": 844}
FINGER = {"viewport": PHONE, "is_mobile": True, "has_touch": True}

# Notes what has moved by itself since the page was opened, and what will.
NOTE_SHIFTS = """() => {
  window.shifts = []
  const note = (list) => shifts.push(...list.map(({ value }) => value))
  window.observer = new PerformanceObserver((list) => note(list.getEntries()))
  window.shifted = () => {
    note(observer.takeRecords())
    return shifts.reduce((sum, value) => sum + value, 0)
  }
  observer.observe({ type: "layout-shift", buffered: true })
}"""


# Where each text of the main chart stands, sorted.
STANDING = """(chart) => {
  const texts = [...document.querySelectorAll(`.jr-main ${chart} text`)]
  const placed = texts.filter((one) => one.textContent).map((one) => {
    const { x, y, width } = one.getBoundingClientRect()
    return { text: one.textContent, x: x + width / 2, y }
  })
  return placed.sort((a, b) => a.x - b.x || a.y - b.y)
}"""


# What is in sight


@PAGES
def test_the_main_chart_is_the_hero(open_page, path):
    page = open_page(path)
    for width, height, least in [
        *((1280, 720, 0.3), (1366, 768, 0.3), (1400, 900, 0.3), (1920, 1080, 0.3)),
        (960, 540, 0.25),  # a 1920 screen at 200 %
    ]:
        page.set_viewport_size({"width": width, "height": height})
        settled(page)
        box = page.locator(".jr-main .jr-area").bounding_box()
        assert box["width"] * box["height"] >= least * width * height
        assert box["y"] + box["height"] <= height


@PAGES
def test_the_heading_has_a_line_of_its_own(open_page, path):
    page = open_page(path)
    for width in (1280, 1366, 1440):
        page.set_viewport_size({"width": width, "height": 720})
        row = page.locator(".jr-intro").bounding_box()
        equation = page.locator(".jr-equation").bounding_box()
        boxes = [
            part.bounding_box() for part in page.locator(".jr-intro > :visible").all()
        ]
        assert len(boxes) == 3
        for box in boxes:
            assert row["y"] <= box["y"] and box["y"] + box["height"] <= equation["y"]
        words = page.locator(".st-key-words").bounding_box()
        assert max(box["x"] + box["width"] for box in boxes) <= words["x"]


@pytest.mark.parametrize(
    "path, window",
    [
        ("", WINDOW),
        ("?noise=0&W=-0.004&b=0", WINDOW),
        ("logistic", PHONE),
        ("logistic?data=O-rings&c_lr=1", WINDOW),
    ],
)
def test_the_first_chart_stands_where_plotly_draws_it(open_page, path, window):
    """It is there before plotly.js, and its letters and lines stay where they are."""
    held = []
    page = open_page(path, viewport=window)
    page.route("**/plotly-*.js", lambda route: held.append(route))
    page.reload()
    page.wait_for_selector(".jr-first text")
    first = page.evaluate(STANDING, ".jr-axes")
    shapes = page.locator(".jr-first .jr-motion path").count()
    for route in held:
        route.continue_()
    settled(page)
    assert page.locator(".jr-first").count() == 0
    drawn = page.evaluate(STANDING, ".js-plotly-plot")
    assert len(first) == len(drawn) > 6
    for ours, theirs in zip(first, drawn, strict=True):
        assert ours["text"] == theirs["text"]
        assert abs(ours["x"] - theirs["x"]) < 0.5
        assert abs(ours["y"] - theirs["y"]) < 0.5
    # And its traces are those that a film moves there.
    assert shapes == page.locator(".jr-main .jr-motion path").count() > 2


@PAGES
def test_what_a_lecture_needs_is_in_sight(open_page, path):
    page = open_page(path)
    sliders = page.locator(".jr-range:visible").all()
    assert len(sliders) == 7
    others = [".jr-equation", ".jr-bar [aria-label=Play]", ".jr-scrubber"]
    for part in [*sliders, *map(page.locator, others)]:
        box = part.bounding_box()
        assert box["y"] >= 0 and box["y"] + box["height"] <= 720
        assert part.evaluate(  # nothing lies over it, and nothing cuts it off
            """(part) => {
              const { left, right, bottom } = part.getBoundingClientRect()
              const at = document.elementFromPoint((left + right) / 2, bottom - 2)
              return part.contains(at)
            }"""
        )


def test_what_is_explained_stands_beside_the_main_chart_at_once(open_page):
    page = open_page("?show=squares")
    main, explained, loss = (
        page.locator(place).bounding_box()
        for place in (".jr-main", ".jr-explanation", "[data-chart=loss]")
    )
    assert main["width"] * main["height"] >= 0.3 * 1280 * 720
    for box in (explained, loss):
        assert box["x"] >= main["x"] + main["width"]
        assert box["y"] + box["height"] <= 720 and box["width"] >= 250
    assert explained["y"] + explained["height"] <= loss["y"]


# It holds still


@PAGES
@pytest.mark.parametrize("options", [{}, FINGER], ids=["desktop", "phone"])
def test_little_moves_while_the_page_is_loaded(open_page, path, options):
    page = open_page(path, **options)
    page.evaluate(NOTE_SHIFTS)
    page.evaluate("() => new Promise((done) => setTimeout(done, 100))")
    assert page.evaluate("shifted()") <= 0.05


@pytest.mark.parametrize(("path", "key"), [("", "lr"), ("logistic", "c_lr")])
def test_nothing_moves_while_a_slider_is_held(open_page, path, key):
    page = open_page(path)
    page.evaluate(NOTE_SHIFTS)
    page.evaluate("() => { window.messages = new Set() }")
    x, y = grip(page, key)
    page.mouse.move(x, y)
    page.mouse.down()
    before = page.evaluate("shifted()")
    box = slider(page, key).bounding_box()
    for share in (0.6, 0.7, 0.8, 0.99, 0.5, 0.2, 0.01, 0.5):
        page.mouse.move(box["x"] + share * box["width"], y)
        until(page, "() => !pageWaits.answers")
        page.evaluate(
            "() => messages.add(document.querySelector('.jr-messages').innerText)"
        )
    after = page.evaluate("shifted()")
    page.mouse.up()
    settled(page)
    assert page.evaluate("messages.size") >= 2
    assert after == before


# Steps back and forth


def seen(page):
    """What must never be a mixture: the link, the controls, and what came of them."""
    shown = state(page)
    return [page.url, shown["controls"], shown["explained"], shown["equation"]]


SEEN_IS = """(expected) => {
  const { controls, explained, equation } = pageState()
  const [link, texts, ...others] = expected
  return `${[link, ...others]}` === `${[location.href, explained, equation]}` &&
    Object.entries(texts).every(([key, text]) => controls[key] === text)
}"""


def test_a_preset_is_one_step(open_page):
    page = open_page("?W=4")
    before = settled(page)
    preset(page, "Lecture 5.1")
    after = settled(page)
    assert after != before
    page.get_by_role("button", name="Undo").click()
    until(page, "() => location.search === '?W=4'")
    assert settled(page) == before
    assert page.get_by_role("button", name="Undo").is_disabled()
    page.get_by_role("button", name="Redo").click()
    until(page, "() => location.search !== '?W=4'")
    assert settled(page) == after


def test_a_drag_is_one_step_and_keys_undo_it(open_page):
    page = open_page()
    before = settled(page)
    x, y = grip(page, "b")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y, steps=8)
    page.mouse.up()
    after = settled(page)
    assert "b=" in page.url
    page.keyboard.press("Control+z")
    until(page, "() => location.search === ''")
    assert settled(page) == before
    page.keyboard.press("Control+y")
    until(page, "() => location.search !== ''")
    assert settled(page) == after


def test_keys_go_through_the_presets(open_page):
    page = open_page()
    scenarios = [preset.scenario for preset in PRESETS.values()]
    all_of_page = [s for s in scenarios if s.page == "linear"]
    for key, scenario in [("n", 0), ("n", 1), ("Shift+N", 0), ("Shift+N", -1)]:
        page.keyboard.press(key)
        settled(page)
        query = page.url.partition("?")[2]
        assert from_query("linear", query) == (all_of_page[scenario], [])


class Hand:
    """A person who does one thing after another, by chance."""

    EXPLAINED = ["off", "prediction", "squares", "gradient"]  # each quick to make
    PRESETS = [k for k, preset in PRESETS.items() if preset.scenario.page == "linear"]
    CHOICES = [
        ("Charts", ["linear", "log"]),
        ("Start of training", ["seed", "zero", "chosen"]),
    ]

    def __init__(self, page, seed):
        self.page, self.chance = page, random.Random(seed)
        self.controls = CONTROLS["linear"]

    def act(self):
        """Do one thing."""
        acts = [self.press, self.press, self.type, self.type, self.explain]
        acts += [self.choose, self.click, self.preset]
        self.chance.choice(acts)()

    def press(self):
        key = self.chance.choice(["W", "b", "noise", "n", "seed", "lr", "epochs"])
        keys = ["ArrowRight", "ArrowLeft", "PageUp", "PageDown", "Home", "End"]
        slider(self.page, key).press(self.chance.choice(keys))

    def type(self):
        fields = ["true_W", "true_b", "noise", "num_points", "seed", "learning_rate"]
        control = self.controls[self.chance.choice(fields)]
        low, high = map(float, control.limits)
        values = control.options or [control.nearest(self.chance.uniform(low, high))]
        field = typed(self.page, control.key)
        field.fill(control.text(self.chance.choice(values)))
        field.press("Enter")

    def explain(self):
        menu = self.page.get_by_role("combobox", name="Explain")
        menu.select_option(self.chance.choice(self.EXPLAINED))

    def choose(self):
        section, options = self.chance.choice(self.CHOICES)
        choose(self.page, section, self.chance.choice(options))

    def click(self):
        """Click on the landscape, which takes it for no double click a while later."""
        chart = self.page.locator(".jr-plot").nth(2).locator(".nsewdrag")
        chart.scroll_into_view_if_needed()
        box = chart.bounding_box()
        places = [self.chance.uniform(0.1, 0.9) * box[side] for side in SIDES]
        before = self.page.url
        chart.click(position=dict(zip("xy", places, strict=True)))
        until(self.page, "before => location.href !== before", before)

    def preset(self):
        preset(self.page, self.chance.choice(self.PRESETS))


SIDES = ["width", "height"]


def test_a_hundred_actions_back_and_forth(open_page):
    """By 25: a browser keeps no more than fifty steps."""
    page = open_page(expected=WEBGL)  # by which many points are drawn
    hand = Hand(page, seed=15)
    for _ in range(4):
        steps = [seen(page)]
        while len(steps) <= 25:
            hand.act()
            settled(page)
            if page.url != steps[-1][0]:
                steps.append(seen(page))
        last = state(page)
        for walk, go in ((steps[-2::-1], "back"), (steps[1:], "forward")):
            for step in walk:
                page.evaluate(f"() => history.{go}()")
                until(page, SEEN_IS, step)
        assert settled(page) == last


# Typed numbers


def test_what_cannot_be_used_is_said_and_changes_nothing(open_page):
    page = open_page()
    before = settled(page)
    field = typed(page, "lr")
    for text in ("abc", "-1", "1e999", "0.01.2"):
        field.fill(text)
        field.press("Enter")
        said = page.locator(".jr-control[data-key=lr] [role=alert]")
        assert f"Learning rate: “{text}” is not" in said.inner_text()
        assert field.get_attribute("aria-invalid") == "true"
        assert "lr=" not in page.url
    field.blur()
    assert not said.is_visible()
    assert settled(page) == before


@pytest.mark.parametrize(
    ("key", "text", "link"),
    [
        ("lr", "0,02", "lr=0.02"),
        ("lr", " 2e-2 ", "lr=0.02"),
        ("W", "-3.50", "W=-3.5"),
        ("epochs", "2000", "epochs=2000"),
    ],
)
def test_a_typed_number_is_used(open_page, key, text, link):
    page = open_page()
    field = typed(page, key)
    field.fill(text)
    field.press("Enter")
    until(page, f"() => location.search === '?{link}'")
    shown = settled(page)
    assert shown["controls"][key] == link.partition("=")[2] == field.input_value()
    page.evaluate("() => history.back()")
    until(page, "() => location.search === ''")
    assert settled(page)["controls"][key] == field.input_value()


# Keys and fingers


TOO_SMALL = """() => [...document.querySelectorAll(
    "button, a, input, select, summary, textarea, [role=button]")]
  .filter((part) => !part.disabled)
  .filter((part) => part.checkVisibility({ visibilityProperty: true }))
  .map((part) => part.closest(".jr-options label, .stSelectbox [role=group]") ?? part)
  .filter((part) => {
    const { width, height, bottom } = part.getBoundingClientRect()
    return bottom > 0 && Math.min(width, height) < 44
  })
  .map((part) => part.outerHTML.slice(0, 200))"""


@PAGES
def test_a_finger_finds_all_controls(open_page, path):
    page = open_page(path, **FINGER)
    for summary in page.locator("summary").all():
        summary.tap()
    assert page.evaluate(TOO_SMALL) == []


SCROLLED = "() => document.querySelector('.stMain').scrollTop"
# A part in the middle of the window, with room to scroll both ways, and the place of
# the page once it rests: it goes on a little when the finger has left it.
PLACED = f"""async (part) => {{
  const main = document.querySelector('.stMain')
  const room = main.scrollHeight - main.clientHeight - 100
  for (let last = NaN; last !== ({SCROLLED})();) {{
    part.scrollIntoView({{ block: "center", behavior: "instant" }})
    main.scrollTop = Math.min(Math.max(main.scrollTop, 100), room)
    last = ({SCROLLED})()
    await new Promise((resolve) => setTimeout(resolve, 300))
  }}
  return ({SCROLLED})()
}}"""


def swipe(page, part, dx, dy):
    """Put a finger on a part, at 0.8 of its width, and move it."""
    box = part.bounding_box()
    x, y = box["x"] + 0.8 * box["width"], box["y"] + box["height"] / 2
    touch = page.context.new_cdp_session(page)

    def send(kind, *points):
        places = [{"x": at_x, "y": at_y} for at_x, at_y in points]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})

    send("touchStart", (x, y))
    for k in range(1, 11):
        send("touchMove", (x + dx * k / 10, y + dy * k / 10))
    send("touchEnd")


@pytest.mark.parametrize("path", ["", "logistic", "?land=surface"])
def test_a_swipe_scrolls_the_page_and_changes_nothing(open_page, path):
    page = open_page(path, expected=WEBGL, **FINGER)
    before, url = settled(page), page.url
    asked = []
    listen(page, "request", asked.append)
    key = "c_lr" if path == "logistic" else "lr"
    charts = page.locator(".jr > figure .jr-plot").all()
    for part in (*charts, slider(page, key), page.locator(".jr-scrubber")):
        for dy in (-90, 90):
            start = part.evaluate(PLACED)
            swipe(page, part, 0, dy)
            sign = 1 if dy < 0 else -1
            until(page, f"() => {sign} * (({SCROLLED})() - {start}) > 50")
    page.wait_for_timeout(600)  # a click on the landscape counts after 0.45 s
    assert settled(page) == before and page.url == url and asked == []


def test_a_slider_moves_with_a_finger_that_goes_sideways(open_page):
    page = open_page(**FINGER)
    slider(page, "W").scroll_into_view_if_needed()
    before = page.evaluate(SCROLLED)
    swipe(page, slider(page, "W"), 40, 5)
    until(page, "() => location.search.includes('W=')")
    shown = settled(page)
    assert 7 < float(shown["controls"]["W"]) < 10
    assert page.evaluate(SCROLLED) == before
    page.get_by_role("button", name="Undo").tap()
    assert settled(page)["controls"]["W"] == "3"


def test_a_tap_chooses_the_start(open_page):
    page = open_page(**FINGER)
    chart = page.locator(".jr-plot").nth(2)
    chart.scroll_into_view_if_needed()
    chart.tap()
    until(page, "() => location.search.includes('start=chosen')")


# Charts


def test_an_entry_of_a_legend_hides_its_curve(open_page):
    page = open_page()
    whole = state(page)["charts"][0]
    entry = page.get_by_role("button", name="true line", exact=True)
    assert entry.get_attribute("aria-pressed") == "true"
    entry.click()
    settled(page)
    assert entry.get_attribute("aria-pressed") == "false"
    left = {
        name: trace for name, trace in whole["traces"].items() if name != "true line"
    }
    assert state(page)["charts"][0] == {**whole, "traces": left}
    page.get_by_role("slider", name="Seed").press("ArrowRight")
    assert "true line" not in settled(page)["charts"][0]["traces"]
    entry.click()
    assert "true line" in settled(page)["charts"][0]["traces"]


def test_a_chart_says_what_it_shows(open_page):
    page = open_page("?epochs=0&start=chosen&W_0=1&b_0=2")

    def said(name):
        figure = page.locator(f"figure[data-chart={name}]")
        return page.locator(f"#{figure.get_attribute('aria-describedby')}").inner_text()

    assert said("fit").startswith("After 0 epochs: W 1.000, b 2.000, loss")
    assert said("loss") == "0 epochs: nothing has been trained."
    assert (
        said("landscape")
        == "The path of training leads from (1.000, 2.000) to (1.000, 2.000)."
    )
    slider(page, "epochs").press("ArrowRight")
    settled(page)
    assert said("fit").startswith("After 1 epoch: ")


def test_undo_takes_the_choice_of_data_along(open_page):
    page = open_page()
    chosen = page.locator(".st-key-linear_data input")
    for _ in range(2):  # the second time the script has heard it all before
        chosen.click()
        page.get_by_role("option", name="Anscombe II", exact=True).click()
        until(page, "() => location.search.includes('source=Anscombe+II')")
        settled(page)
        page.get_by_role("button", name="Undo").click()
        until(page, "() => !location.search")
        until(
            page,
            "() => document.querySelector('.st-key-linear_data input').value === "
            "'generated'",
        )
        settled(page)
        assert slider(page, "W").is_visible()


def test_named_controls_alone_are_shown_to_an_audience(open_page):
    page = open_page("?present=1&controls=lr,epochs")
    keys = page.locator(".jr-control").evaluate_all(
        "all => all.filter((a) => a.checkVisibility()).map((a) => a.dataset.key)"
    )
    assert keys == ["lr", "epochs"]
    area = page.locator(".jr-main .jr-area").bounding_box()
    assert area["width"] * area["height"] >= 0.6 * 1280 * 720
    size = page.evaluate(
        "() => document.querySelector('.jr-main .jr-plot')._fullLayout.font.size"
    )
    assert size == 24
    page.keyboard.press("Escape")
    settled(page)
    assert "present" not in page.url
    assert page.locator(".jr-ruler svg").is_visible()

"""A lesson as one file: opened from the disk, without a network, each card asks, hides,
takes an answer and reveals as it does on the page, and its films play."""

import numpy as np
import pytest

from jaxreg.display.report import number
from jaxreg.settings import LinearScenario
from jaxreg.training.runs import run_linear
from tests.browser.conftest import WEBGL, settled, until
from tests.browser.test_accessible import AXE, violations
from tests.browser.test_exports import press as press_menu
from tests.browser.test_exports import saved
from tests.browser.test_film import AT_REST, EPOCH, PHONE, button, epoch
from tests.browser.test_lessons import is_seen, lesson_file, open_file, press

LARGEST = 300_000  # bytes
ITEM = "This lesson as a web page"
TEXT = """
title = "A lesson to take away"
look = "What a card can do without a server."

[[card]]
question = "Does noise change the largest rate?"
show = "linear?epochs=100"
hide = ["truth", "optimum", "numbers", "landscape"]
main = "loss"
options = ["It does", "It does not"]
right = 2
reveal = "linear?epochs=100&noise=5&show=squares&epoch=0&play=1"
why = "Curvature is of x alone."
now_try = "Noise 0."

[[card]]
question = "Where is the boundary?"
show = "logistic?c_epochs=50&epoch=3"
hide = ["fit", "messages"]
why = "Where P is one half."

[[card]]
question = "Where will the loss rise?"
show = "linear?lr=0.02&epochs=100"
commit = "rate"
why = "Above the limit."

[[card]]
question = "Draw the best line."
show = "linear?land=surface&epochs=100"
hide = ["fit", "truth", "optimum"]
commit = "line"
why = "Least squares."
"""
# All that a person sees of a card and its charts, but the places of what is drawn.
SEEN = """() => {
  const isSeen = (part) => part.checkVisibility({ visibilityProperty: true })
  const texts = (place) => [...document.querySelectorAll(place)].filter(isSeen)
    .map((part) => part.innerText.trim()).filter(Boolean)
  const charts = [...document.querySelectorAll(".jr > .jr-chart")].map((chart) => {
    const { xaxis, yaxis, scene } = chart.querySelector(".jr-plot")._fullLayout
    const paths = [...chart.querySelectorAll(".jr-motion > path")]
    return {
      name: chart.dataset.chart,
      isMain: chart.classList.contains("jr-main"),
      isSeen: isSeen(chart),
      legend: [...chart.querySelectorAll(".jr-legend > *")].map(
        (entry) => entry.innerText),
      ranges: scene ? null : [xaxis.range, yaxis.range],
      drawn: paths.map((path) => ["stroke", "fill"].map((name) =>
        path.getAttribute(name).replace(/jr-field-\\d+/, ""))),
    }
  })
  const words = [".jr-question", ".jr-count", ".jr-asking button", ".jr-why",
    ".jr-now", ".jr-equation", ".jr-numbers", ".jr-params", ".jr-facts",
    ".jr-messages", ".jr-text"]
  return { charts, words: words.map((place) => [place, texts(place)]) }
}"""


@pytest.fixture
def open_lesson(open_page, open_saved, contents):
    """open_lesson(color_scheme, **options): the file of TEXT's lesson, opened; it is
    saved once."""

    def open_lesson(color_scheme=None, **options):
        if color_scheme not in contents:
            contents[color_scheme] = content_of(
                page_with_lesson(open_page, color_scheme)
            )
        return open_saved(contents[color_scheme], **options)

    return open_lesson


@pytest.fixture(scope="module")
def contents():
    return {}


def page_with_lesson(open_page, color_scheme=None):
    page = open_page(expected=WEBGL, color_scheme=color_scheme)
    open_file(page, lesson_file(TEXT))
    page.locator(".jr-question", has_text="Does noise").wait_for()
    settled(page)
    return page


def content_of(page):
    name, content = saved(page, "Save", ITEM)
    assert name == "A lesson to take away.html" and len(content) <= LARGEST
    return content


def at(pages, key):
    """What each of some pages shows at an end of the film, by a key."""
    shown = []
    for page in pages:
        page.keyboard.press(key)
        if "http" in page.url:
            settled(page)
        else:
            until(page, AT_REST)
        shown.append(page.evaluate(SEEN))
    return shown


def answer(page, card):
    """Commit to something before the answer of a card."""
    if card == 1:
        press(page, "It does")
    elif card == 3:
        page.locator(".jr-marking input").fill("-1.5")
    elif card == 4:
        page.locator(".jr-handle").last.focus()
        for _ in range(20):
            page.keyboard.press("ArrowUp")
        page.locator(".jr-handle").last.blur()


def test_each_card_is_the_page_s_before_and_after_its_answer(open_page, open_saved):
    page = page_with_lesson(open_page)
    lesson = open_saved(content_of(page))
    page.reload()  # it has asked for pictures that it does not show
    settled(page)
    pages = page, lesson
    for card in (1, 2, 3, 4):
        for end in ("Home", "End"):
            on_page, in_file = at(pages, end)
            assert in_file == on_page
        for one in pages:
            answer(one, card)
            press(one, "Reveal")
        for end in ("Home", "End"):
            on_page, in_file = at(pages, end)
            assert in_file == on_page
        for one in pages:
            if card < 4:
                press(one, "Go on")
        if card in (1, 2):  # to the other page
            weight = {1: "W1", 2: "W"}[card]
            until(page, f"() => document.querySelector('[data-key={weight}]')")
        settled(page)
    assert lesson.get_by_role("button", name="Go on", exact=True).is_disabled()


def test_its_keys_go_through_it_and_its_films_play(open_lesson):
    lesson = open_lesson()
    where = []
    for key in ["n", "n", "Shift+N", "Shift+N", "PageDown", "PageDown", "PageUp", "r"]:
        lesson.keyboard.press(key)
        is_revealed = lesson.locator(".jr-card.jr-revealed").count()
        count = lesson.locator(".jr-count").inner_text()
        where.append(count[0] + "!" * is_revealed)
    assert where == ["2", "3", "2", "1", "1!", "2", "1", "1!"]
    until(lesson, f"() => ({EPOCH})() > 3 && ({EPOCH})() < 100")  # by itself
    lesson.keyboard.press("Space")
    assert button(lesson, "Play").is_visible()
    lesson.keyboard.press("n")
    assert epoch(lesson) == 3
    lesson.keyboard.press("Space")
    until(lesson, f"() => ({EPOCH})() > 6")


def test_it_is_presented(open_lesson):
    lesson = open_lesson()
    lesson.keyboard.press("p")
    for _ in range(8):
        box = lesson.locator(".jr-main .jr-area").bounding_box()
        assert box["width"] * box["height"] >= 0.5 * 1280 * 720
        assert lesson.evaluate("document.documentElement.scrollHeight") <= 720
        lesson.keyboard.press("PageDown")
    lesson.keyboard.press("b")
    assert not is_seen(lesson, ".jr-card")
    lesson.keyboard.press("Escape")
    assert is_seen(lesson, ".jr-card")
    assert is_seen(lesson, "[data-chart=loss]")


def test_of_a_surface_the_image_hides_what_the_card_does(open_lesson):
    lesson = open_lesson()
    for _ in range(3):
        lesson.keyboard.press("n")
    image = lesson.locator("[data-chart=landscape] img")
    asked = image.get_attribute("src")
    lesson.keyboard.press("r")
    assert image.get_attribute("src") != asked
    assert "cannot be turned" in lesson.locator(".jr-origin").inner_text()


def test_on_a_phone_in_the_dark(open_lesson):
    lesson = open_lesson("dark", viewport=PHONE, has_touch=True)
    colour = lesson.evaluate("getComputedStyle(document.body).backgroundColor")
    assert colour == "rgb(23, 22, 20)"
    for _ in range(4):
        assert lesson.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        assert not AXE.exists() or violations(lesson) == []
        lesson.keyboard.press("PageDown")
        lesson.keyboard.press("End")


def test_the_largest_of_the_shipped_lessons_is_small_enough(open_page, open_saved):
    page = open_page("?lesson=seed&card=1")
    assert "about 1,000 of 3,000" in page.locator(".jr-messages").inner_text()
    _, content = saved(page, "Save", ITEM)
    assert len(content) <= LARGEST
    lesson = open_saved(content)
    words = lesson.locator(".jr-messages").inner_text()
    assert words == "The film shows 150 of 3,000 epochs."
    shown = []
    for k in range(150):
        lesson.keyboard.press("ArrowRight" if k else "Home")
        shown.append(int(epoch(lesson)))
    assert shown[:30] == list(range(30)) and shown[-1] == 3000
    assert np.all(np.diff(shown) > 0)
    history = run_linear(LinearScenario(epochs=3000)).history
    lesson.keyboard.press("ArrowLeft")
    loss = lesson.locator(".jr-numbers b").nth(1).inner_text()
    assert loss == number(history.loss[shown[-2]], "four")


def test_a_lesson_that_cannot_be_saved_is_said(open_page):
    page = open_page(expected=["503"])
    page.locator(".jr-top .jr-menu-button", has_text="Save").click()
    assert page.locator(".jr-menu:popover-open").get_by_text(ITEM).count() == 0
    page.goto(f"{page.url}?lesson=seed&card=1")
    settled(page)
    page.route("**/films/**", lambda route: route.fulfill(status=503))
    press_menu(page, "Save", ITEM)
    trouble = page.locator(".jr-trouble", has_text="The lesson could not be saved:")
    trouble.wait_for()

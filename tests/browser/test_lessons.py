"""Lessons: cards that ask, hide, take an answer and reveal; and what a link hides."""

import json
from urllib.parse import parse_qs

import numpy as np
import pytest

from jaxreg import LinearScenario, run_linear
from jaxreg.display.hidden import HIDDEN
from jaxreg.display.report import number
from jaxreg.lessons.lesson import read_lesson
from jaxreg.lessons.shipped import shipped_lessons
from tests.browser.conftest import moving_line, settled, state, until

TEXT = """
title = "A lesson of the tests"
look = "What a card can do."

[[card]]
question = "Does noise change the largest rate?"
show = "linear?epochs=100"
hide = ["truth", "optimum", "numbers"]
main = "loss"
controls = ["lr"]
options = ["It does", "It does not"]
right = 2
reveal = "linear?epochs=100&noise=5"
why = "Curvature is of x alone."
now_try = "Noise 0."

[[card]]
question = "Where is the boundary?"
show = "logistic?c_epochs=50"
hide = ["fit"]
why = "Where P is one half."

[[card]]
question = "Where will the loss rise?"
show = "linear?lr=0.02"
commit = "rate"
why = "Above the limit."

[[card]]
question = "Draw the best line."
show = "linear?b=4"
hide = ["fit", "truth"]
commit = "line"
why = "Least squares."
"""
LESSON = read_lesson("own", TEXT)
CARD, ASKING, ANSWER = ".jr-card", ".jr-asking", ".jr-answer"


def lesson_file(text=TEXT, name="mine.toml"):
    content = text if isinstance(text, bytes) else text.encode()
    return {"name": name, "mimeType": "text/plain", "buffer": content}


def has_card(page):
    until(page, "() => document.querySelector('.jr-card:not([hidden])')")
    settled(page)


@pytest.fixture
def open_card(kept_page, server, open_page):
    """open_card(number, more=""): a page with that card of LESSON, as its link opens it
    in a browser that has the file."""
    told = LESSON._asdict() | {"cards": [card._asdict() for card in LESSON.cards]}
    kept_page.goto(f"{server.url}/_stcore/health")  # it has the same storage
    keep = "(text) => localStorage['jaxreg lesson'] = text"
    kept_page.evaluate(keep, json.dumps(told))

    def open_card(number, more=""):
        path = {"linear": "", "logistic": "logistic"}[LESSON.cards[number - 1].page]
        link = f"{path}?lesson=own&card={number}{more}"
        return open_page(link, at_rest=has_card)

    return open_card


def open_file(page, file):
    page.get_by_role("button", name="Lessons").click()
    with page.expect_file_chooser() as chooser:
        page.locator(".jr-item", has_text="Open a lesson file").click()
    chooser.value.set_files(file)


def press(page, name):
    page.locator(CARD).get_by_role("button", name=name, exact=True).click()


def query_of(page):
    return page.evaluate("location.search")


def is_seen(page, place):
    return page.locator(place).first.evaluate(
        "(part) => part.checkVisibility({ visibilityProperty: true })"
    )


def main_chart(page):
    return page.locator(".jr-main").get_attribute("data-chart")


# Question and answer


def test_a_lesson_from_a_file_asks_and_reveals(open_page):
    page = open_page("?W=5")
    open_file(page, lesson_file())
    page.locator(".jr-question", has_text="Does noise").wait_for()
    asked = settled(page)
    assert query_of(page) == "?lesson=own&card=1&epochs=100"
    assert page.locator(".jr-count").inner_text() == "1 of 4"
    assert main_chart(page) == "loss"
    assert "true line" not in asked["charts"][0]["traces"]
    assert not is_seen(page, ".jr-equation") and not is_seen(page, ANSWER)
    press(page, "It does")
    assert page.locator(f"{ASKING} [aria-pressed=true]").inner_text() == "It does"
    press(page, "Reveal")
    answer = settled(page)
    assert query_of(page) == "?lesson=own&card=1&revealed=1&noise=5&epochs=100"
    why = page.locator(".jr-why").inner_text()
    assert why == "It does not. Curvature is of x alone. You said: It does."
    assert page.locator(".jr-now").inner_text() == "Now try: Noise 0."
    assert is_seen(page, ".jr-equation") and not is_seen(page, ASKING)
    assert answer["controls"]["noise"] == "5"
    assert "true line" in answer["charts"][0]["traces"]
    page.keyboard.press("Control+z")
    until(page, "() => !location.search.includes('revealed')")
    assert settled(page) == asked
    press(page, "Close the lesson")
    page.locator(CARD).wait_for(state="hidden")
    assert query_of(page) == "?epochs=100" and main_chart(page) == "fit"


def test_a_card_s_link_opens_it_and_a_reload_keeps_what_was_changed(open_card):
    page = open_card(1, "&revealed=1")
    assert query_of(page) == "?lesson=own&card=1&revealed=1&noise=5&epochs=100"
    assert state(page)["controls"]["noise"] == "5"
    page.goto(page.url.replace("revealed=1&noise=5&epochs=100", "noise=2"))
    has_card(page)
    assert state(page)["controls"]["noise"] == "2"
    assert state(page)["controls"]["epochs"] == "1000"
    press(page, "Back to the card")
    settled(page)
    assert query_of(page) == "?lesson=own&card=1&epochs=100"
    assert not is_seen(page, ".jr-card-head button:last-child")
    page.locator("[data-key=epochs] .jr-field-of").fill("1000")
    page.keyboard.press("Enter")
    changed = settled(page)
    page.reload()
    assert settled(page) == changed
    assert page.locator(".jr-question").inner_text() == LESSON.cards[0].question


def test_a_lesson_goes_on_to_another_page_and_back(open_card):
    page = open_card(1)
    press(page, "Go on")  # to the answer, then
    press(page, "Go on")
    until(page, "() => document.querySelector('[data-key=W1]')")
    shown = settled(page)
    assert page.url.endswith("/logistic?lesson=own&card=2&c_epochs=50")
    assert shown["controls"]["c_epochs"] == "50"
    assert not {"fitted", "wrong side"} & set(shown["charts"][0]["traces"])
    page.keyboard.press("Shift+N")
    until(page, "() => document.querySelector('[data-key=W]')")
    settled(page)
    assert page.url.endswith("/?lesson=own&card=1&epochs=100")
    page.go_back()
    until(page, "() => document.querySelector('[data-key=W1]')")
    assert settled(page) == shown
    assert page.locator(".jr-question").inner_text() == LESSON.cards[1].question


def test_a_card_s_link_finds_its_page(open_card):
    page = open_card(2)
    page.goto(page.url.replace("/logistic?", "/?").partition("&c_")[0])
    until(page, "() => document.querySelector('[data-key=W1]')")
    settled(page)
    assert page.url.endswith("/logistic?lesson=own&card=2&c_epochs=50")


def test_an_answer_moves_nothing(open_card):
    page = open_card(1)
    places = ["figure", ".jr-bar", ".jr-question"]

    def boxes():
        return [page.locator(place).first.bounding_box() for place in places]

    before = boxes()
    press(page, "Reveal")
    settled(page)
    assert boxes() == before


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("nothing", "There is no lesson “nothing” on this server."),
        ("own", "This lesson is from a file, which this browser does not have."),
    ],
)
def test_a_lesson_that_is_not_there_is_said(open_page, link, words):
    page = open_page(f"?lesson={link}&card=2&W=4")
    assert words in page.locator(".jr-question").inner_text()
    assert state(page)["controls"]["W"] == "4"
    press(page, "Close the lesson")
    assert query_of(page) == "?W=4"


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (
            lesson_file(TEXT.replace("right = 2", "right = 3")),
            "Line 12, card 1, “right”",
        ),
        (lesson_file(b"\xff\xfe"), "It is no text in UTF-8."),
        (lesson_file("x" * 500_000), "It is too large."),
        (lesson_file(""), "“title”: it is missing."),
    ],
)
def test_a_file_that_is_no_lesson_is_refused_in_a_sentence(open_page, file, words):
    page = open_page(expected=["400", "413"])
    open_file(page, file)
    refusal = page.locator(".jr-question", has_text="“mine.toml” could not be read")
    refusal.wait_for()
    assert words in refusal.inner_text()
    with page.expect_file_chooser() as chooser:
        press(page, "Open a lesson file …")
    chooser.value.set_files(lesson_file())
    page.locator(".jr-question", has_text="Does noise").wait_for()
    settled(page)


# How a class commits itself


def test_a_rate_is_marked_without_training_at_it(open_card):
    page = open_card(3)
    before = state(page)
    mark = page.locator(".jr-marking input")
    box = mark.bounding_box()
    page.mouse.click(box["x"] + 0.8 * box["width"], box["y"] + box["height"] / 2)
    said = page.locator(".jr-marking b").inner_text()
    assert 0.1 < float(said) < 0.3  # four fifths of the way from 0.0001 to 1
    assert settled(page) == before
    press(page, "Reveal")
    settled(page)
    why = page.locator(".jr-why").inner_text()
    assert why == f"Above the limit. You marked {said}."


def test_a_line_is_drawn_and_stays_beside_the_answer(open_card):
    page = open_card(4)
    left, right = page.locator(".jr-handle").all()
    box = left.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 10, box["y"] + 90, steps=4)
    page.mouse.up()
    right.focus()
    for _ in range(20):
        page.keyboard.press("ArrowUp")
    settled(page)
    guess = parse_qs(query_of(page)[1:])["guess"][0]
    W, b = map(float, guess.split(","))
    assert query_of(page) == f"?lesson=own&card=4&guess={guess}&b=4"
    # The arrows moved it, and not the film.
    assert page.locator(".jr-guess").is_hidden()  # it would tell the loss
    points = run_linear(LinearScenario(true_b=4.0)).data
    x = points.X.ravel()
    loss, best = (
        np.mean((slope * x + up - points.y) ** 2)
        for slope, up in ((W, b), np.polyfit(x, points.y, 1))
    )
    press(page, "Reveal")
    traces = settled(page)["charts"][0]["traces"]
    (x1, x2), (y1, y2) = traces["your line"]
    assert [y1, y2] == pytest.approx([W * x1 + b, W * x2 + b], rel=1e-6)
    said = (
        f"Least squares. Your line: W {number(W, 'four')}, b {number(b, 'four')}, "
        f"loss {number(loss, 'four')}. Its loss is {loss / best:.3g} times the "
        f"smallest possible, {number(best, 'four')}."
    )
    assert page.locator(".jr-why").inner_text() == said
    assert not page.locator(".jr-handle").count()
    page.keyboard.press("Shift+N")
    assert "your line" not in settled(page)["charts"][0]["traces"]


def test_what_is_hidden_is_not_seen_while_a_film_plays(open_page):
    page = open_page("?hide=loss,landscape")
    page.keyboard.press("Space")
    until(page, "() => document.querySelector('.jr-moving')")
    assert is_seen(page, "[data-chart=fit] .jr-motion path")
    assert not is_seen(page, "[data-chart=loss] .jr-motion path")
    assert not is_seen(page, "[data-chart=landscape] .jr-motion path")


# Before an audience


def test_a_clicker_goes_through_a_lesson(open_card):
    page = open_card(1, "&present=1")
    places = []
    for key in ["PageDown"] * 3 + ["PageUp"] * 3:
        page.keyboard.press(key)
        settled(page)
        link = page.evaluate("Object.fromEntries(new URLSearchParams(location.search))")
        places.append(link["card"] + ("!" if "revealed" in link else ""))
    assert places == ["1!", "2", "2!", "2", "1", "1"]
    assert link["present"] == "1"
    # Wherever the focus is.
    for place in ("[data-key=lr] .jr-range", "[data-key=lr] .jr-field-of"):
        page.locator(place).focus()
        page.keyboard.press("PageDown")
        until(page, "() => location.search.includes('revealed')")
        settled(page)
        assert state(page)["controls"]["lr"] == "0.01"
        page.locator(place).focus()
        page.keyboard.press("PageUp")
        until(page, "() => !location.search.includes('revealed')")
        settled(page)
    page.locator("[data-key=lr] .jr-range").press("ArrowRight")
    settled(page)
    press(page, "Back to the card")
    settled(page)
    assert query_of(page) == "?present=1&lesson=own&card=1&epochs=100"
    page.keyboard.press("b")
    assert not is_seen(page, CARD)
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.stApp')).opacity")
        == "0"
    )
    page.keyboard.press("b")
    assert is_seen(page, CARD)


def test_before_an_audience_the_chart_has_the_window(open_card):
    page = open_card(1, "&present=1")
    for card in LESSON.cards:
        until(page, IS_SHOWN, [card.question, card.page, False])
        settled(page)
        assert_chart_has_the_window(page, card)
        page.keyboard.press("n")


def assert_chart_has_the_window(page, card):
    box = page.locator(".jr-main .jr-area").bounding_box()
    assert box["width"] * box["height"] >= 0.6 * 1280 * 720
    assert box["y"] + box["height"] <= 720
    assert page.evaluate("document.querySelector('.stMain').scrollHeight") <= 720
    small = page.evaluate(
        """() => [...document.querySelectorAll(".jr-card *, .jr-main :is(text, span)")]
          .filter((part) => part.checkVisibility({ visibilityProperty: true }))
          .filter(({ childNodes }) => [...childNodes].some((node) => node.data?.trim()))
          .filter((part) => part.getBoundingClientRect().width > 2)
          .filter((part) => parseFloat(getComputedStyle(part).fontSize) < 24)
          .map((part) => part.textContent)"""
    )
    assert [text for text in small if text not in "⋯‹›"] == []
    rows = page.locator(".jr-control").all()
    seen = [row.get_attribute("data-key") for row in rows if row.is_visible()]
    assert seen == list(card.controls)


# What a link hides


PARTS = {
    "truth": ["tr[data-name=true]", "[data-name=true_W]"],
    "fit": [".jr-equation", ".jr-numbers"],
    "optimum": ["tr[data-name='closed form']"],
    "closed form": ["tr[data-name='closed form']"],
    "path": [],
    "loss": ["[data-chart=loss]"],
    "landscape": ["[data-chart=landscape]"],
    "ruler": [".jr-ruler"],
    "numbers": [".jr-equation", ".jr-numbers", ".jr-params", ".jr-facts"],
    "messages": [".jr-messages"],
    "note": [".st-key-controls .jr-note"],
}


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("?seed=1", [word for word in HIDDEN if word != "note"]),
        ("?source=tips", ["note"]),
    ],
)
def test_a_link_hides_what_it_names_and_nothing_moves(open_page, link, words):
    page = open_page(link)
    whole = state(page)["charts"]
    assert all(is_seen(page, part) for word in words for part in PARTS[word])
    box = page.locator(".jr-main").bounding_box()
    for word in words:
        page.goto(f"{page.url.partition('?')[0]}{link}&hide={word}")
        rest = settled(page)["charts"]
        assert not any(is_seen(page, part) for part in PARTS[word]), word
        gone = {
            name
            for before, after in zip(whole, rest, strict=True)
            for name in set(before["traces"]) - set(after["traces"])
        }
        shows_line = {"fitted line"} if "line" in HIDDEN[word].shows else set()
        mark = {"shown epoch"} if "weights" in HIDDEN[word].shows else set()
        there = {name for chart in whole for name in chart["traces"]}
        assert gone == (set(HIDDEN[word].traces) | shows_line | mark) & there
        assert bool(gone or PARTS[word])
        assert page.locator(".jr-main").bounding_box() == box
        legends = page.locator(".jr-legend").all_inner_texts()
        assert not any(name in " ".join(legends).split("\n") for name in gone)


def test_keys_hide_and_reveal(open_page):
    page = open_page()
    before = settled(page)
    page.keyboard.press("h")
    until(page, "() => location.search.includes('hide')")
    hidden = settled(page)
    assert "true line" not in hidden["charts"][0]["traces"]
    page.keyboard.press("Space")
    until(page, "() => document.querySelector('.jr-moving')")
    page.keyboard.press("Space")
    assert len(moving_line(page)[0]) == 2
    page.keyboard.press("End")
    page.keyboard.press("r")
    until(page, "() => !location.search.includes('hide')")
    assert settled(page) == before


# The lessons that come with it


@pytest.mark.parametrize("lesson", [one.name for one in shipped_lessons()])
def test_a_lesson_can_be_given_from_its_link(open_page, lesson):
    """As a lecturer does with a clicker: no card says too much for the screen, and each
    leaves the chart its room."""
    page = open_page(f"?lesson={lesson}&present=1")
    [cards] = [one.cards for one in shipped_lessons() if one.name == lesson]
    for at, card in enumerate(cards, 1):
        for aspects in ({"card": f"{at}"}, {"card": f"{at}", "revealed": "1"}):
            until(page, IS_SHOWN, [card.question, card.page, "revealed" in aspects])
            settled(page)
            link = page.evaluate(
                "Object.fromEntries(new URLSearchParams(location.search))"
            )
            assert aspects.items() <= {"card": "1", **link}.items()
            assert main_chart(page) == card.main
            box = page.locator(".jr-main .jr-area").bounding_box()
            assert box["width"] * box["height"] >= 0.6 * 1280 * 720, card.question
            assert page.locator(".jr-trouble").inner_text() == ""
            text = page.locator(CARD).evaluate(
                """({ scrollHeight, clientHeight, scrollWidth, clientWidth }) =>
                  [scrollHeight - clientHeight, scrollWidth - clientWidth]"""
            )
            assert max(text) <= 0
            page.keyboard.press("PageDown")


IS_SHOWN = """([question, page, isRevealed]) =>
  document.querySelector(".jr-question")?.textContent === question &&
  document.querySelector(".jr-card").classList.contains("jr-revealed") === isRevealed &&
  Boolean(document.querySelector(page === "linear" ? "[data-key=W]" : "[data-key=W1]"))
"""

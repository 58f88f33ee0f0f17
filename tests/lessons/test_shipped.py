"""The lessons that come with jaxreg, as a whole."""

import json
from collections import Counter
from importlib.resources import files

import pytest

from jaxreg.lessons.shipped import shipped_lessons
from jaxreg.live.picture import picture
from jaxreg.settings import PAGES, PRESETS, from_query
from tests.lessons.oracle import CARDS, revealed, shown

LESSONS = {lesson.name: lesson for lesson in shipped_lessons()}


def test_the_lessons_follow_the_lecture():
    assert next(iter(LESSONS)) == "lecture" and len(LESSONS) == 19
    assert len({lesson.title for lesson in LESSONS.values()}) == 19
    numbers = sorted(
        file.name[:2]
        for file in (files("jaxreg.lessons") / "shipped").iterdir()
        if file.name.endswith(".toml")
    )
    assert numbers == [f"{k:02}" for k in range(1, 20)]


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_is_short(name):
    assert 3 <= len(LESSONS[name].cards) <= 6
    questions = [card.question for card in LESSONS[name].cards]
    assert len(set(questions)) == len(questions)


def test_both_pages_and_all_ways_to_commit_are_used():
    cards = CARDS.values()
    assert {card.page for card in cards} == set(PAGES)
    commits = Counter(card.commit for card in cards if card.commit)
    assert min(commits["line"], commits["rate"]) >= 3
    assert all(card.commit or card.options for card in cards)


def test_the_right_option_is_not_always_at_the_same_place():
    places = Counter(card.right for card in CARDS.values() if card.options)
    assert max(places.values()) <= sum(places.values()) / 2
    assert set(places) == {1, 2, 3}


@pytest.mark.parametrize("name, number", CARDS)
def test_a_card_asks_before_it_shows(name, number):
    card = CARDS[name, number]
    assert card.question.endswith(("?", ".")) and card.why.endswith((".", "?"))
    assert len(set(card.options)) == len(card.options)
    assert card.main == "fit" or card.main not in card.hide  # its whole chart
    if card.commit == "line":
        assert {"fit", "numbers", "landscape"} <= set(card.hide) and card.main == "fit"
        assert {"truth", "optimum"} & set(card.hide) or card.page == "logistic"
    if card.commit == "rate":
        assert "ruler" in card.hide and "lr" in card.controls
    assert card.reveal != card.show or card.hide  # something is shown
    # A preset's words may say what comes out of it.
    answer = {"landscape", "loss", "numbers", "ruler", "messages"}
    presets = [preset.scenario for preset in PRESETS.values()]
    assert shown(name, number) not in presets or not answer & set(card.hide)


@pytest.mark.parametrize("name, number", CARDS)
def test_an_audience_gets_controls_of_the_page(name, number):
    card = CARDS[name, number]
    keys = {control.key for control in PAGES[card.page].controls.values()}
    assert set(card.controls) <= keys
    for link in (card.show, card.reveal):
        assert not from_query(card.page, link)[1]


@pytest.mark.parametrize("name, number", CARDS)
def test_each_picture_of_a_card_can_be_drawn(name, number):
    for scenario in (shown(name, number), revealed(name, number)):
        charts = json.loads(picture(scenario))["figures"]
        assert all(chart["data"] for chart in charts.values())

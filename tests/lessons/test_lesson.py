"""How a lesson's file is read, and what is said of one that cannot be."""

import logging
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jaxreg.display.hidden import HIDDEN
from jaxreg.lessons.checks import LessonError
from jaxreg.lessons.lesson import MAX_CARDS, MAX_LETTERS, read_lesson
from jaxreg.lessons.shipped import SETTING, lessons, shipped_lessons

HEAD = ["title = 'A title'", "look = 'What it is about.'"]
CARD = ["[[card]]", "question = 'What?'", "show = 'linear?lr=0.02'", "why = 'So.'"]


def text(*more, card=CARD, head=HEAD):
    """A lesson of one card, to whose end lines are added."""
    return "\n".join([*head, *card, *more])


def without(lines, key):
    return [line for line in lines if not line.startswith(key)]


def said(told):
    with pytest.raises(LessonError) as error:
        read_lesson("own", told)
    return str(error.value)


def test_a_short_lesson():
    lesson = read_lesson("own", text())
    assert (lesson.name, lesson.title) == ("own", "A title")
    [card] = lesson.cards
    assert (card.page, card.show) == ("linear", "lr=0.02")
    assert card.reveal == card.show  # the same, without what is hidden
    assert (card.main, card.hide, card.options, card.commit) == ("fit", (), (), "")


def test_all_of_a_card():
    more = """reveal = 'linear?lr=0.0200&epoch=0&play=1&slow=mean'
hide = ['truth', 'closed form']
options = ['Yes', 'No']
right = 2
main = 'loss'
controls = ['lr', 'W']
now_try = '''More
  of   it.'''"""
    [card] = read_lesson("own", text(more)).cards
    assert (
        card.reveal == "lr=0.02&epoch=0&play=1&slow=mean"
    )  # written as links write it
    assert card.now_try == "More of it."
    assert card.options[card.right - 1] == "No"
    assert (card.hide, card.controls) == (("truth", "closed form"), ("lr", "W"))


WRONG = {  # a line added to a card, and what is said of it
    "colour = 'red'": "there is no such key; it can be question, show",
    "main = 'points'": "“points” is not allowed; it can be fit, loss, landscape",
    "hide = ['answer']": f"it can be {', '.join(HIDDEN)}",
    "hide = 'truth'": 'it must be a list of 1 to 11, as in ["…", "…"]',
    "hide = []": "it must be a list of 1 to 11",
    "commit = 'word'": "“word” is not allowed; it can be line, rate",
    "controls = ['lr', 'c_lr']": "“c_lr” is not allowed; it can be W, b, noise",
    "controls = ['W', 'b', 'lr', 'n', 'seed']": "it must be a list of 1 to 4",
    "options = ['Yes']\nright = 1": "it must be a list of 2 to 4",
    "options = ['Yes', 'No']": "“options” and “right” go together",
    "right = 1": "“options” and “right” go together",
    "right = 3\noptions = ['Yes', 'No']": "it must be a whole number from 1 to 2",
    "right = true\noptions = ['Yes', 'No']": "it must be a whole number",
    "right = '1'\noptions = ['Yes', 'No']": "it must be a whole number",
    "commit = 'line'\noptions = ['Yes', 'No']\nright = 1": "has no “commit”",
    "now_try = ''": "it must be a text of 1 to 150 letters",
    "now_try = 3": "it must be a text of 1 to 150 letters",
    "reveal = 'logistic?c_lr=1'": "it must be of the same page as “show”: linear?…",
    "reveal = 'linear?c_lr=1'": "“c_lr” is no setting of the page linear",
    "reveal = 'linear?lr=two'": "lr=two: it must be a number from 1e-9 to 1000",
    "reveal = 'linear?lr=1&lr=2'": "it is given 2 times, but allowed once",
    "reveal = 'linear?slow=motion'": "or slow=predict, residuals,",
    "reveal = 'linear?epoch=-1'": "write “play=1”, or a whole number of epochs",
    "reveal = 'linear?play=yes'": "write “play=1”, or a whole number of epochs",
    "reveal = 'linear?source=own'": "a lesson cannot show own data",
    "reveal = 'circle?r=1'": "it must begin with “linear?” or “logistic?”",
    "reveal = 3": "it must begin with “linear?” or “logistic?”",
}


@pytest.mark.parametrize("added", WRONG)
def test_a_wrong_key_is_named_with_its_line_and_what_is_allowed(added):
    told = text(*CARD, added)  # in the second card, from line 7 to 10
    key = added.partition(" ")[0]
    refused = said(told)
    assert refused.startswith("Line 1") and WRONG[added] in refused
    assert re.match(r"Line 1[0-3], card 2, “\w+”: ", refused)
    if "go together" not in refused and "no “commit”" not in refused:
        assert refused.startswith(f"Line 11, card 2, “{key}”: ")


@pytest.mark.parametrize("key", ["question", "show", "why"])
def test_a_missing_key_is_named_with_the_card_that_misses_it(key):
    refused = said(text(*without(CARD, key)))
    assert refused == f"Line 7, card 2, “{key}”: it is missing."


@pytest.mark.parametrize("key", ["title", "look"])
def test_what_stands_before_the_cards_may_miss_nothing(key):
    assert said(text(head=without(HEAD, key))) == f"Line 1, “{key}”: it is missing."


def test_too_long_a_question_is_refused():
    long = ["question = '" + "w" * 151 + "'"]
    refused = said(text(*without(CARD, "question"), *long))
    assert (
        refused == "Line 10, card 2, “question”: it must be a text of 1 to 150 letters."
    )


def test_a_file_without_cards_is_none():
    assert said("") == "Line 1, “title”: it is missing."
    assert said("\n".join(HEAD)) == "Line 1, “card”: it is missing."
    told = "\n".join([*HEAD, "card = 3"])
    cards = f"a lesson has 1 to {MAX_CARDS} cards, each below [[card]]"
    assert said(told) == f"Line 3, “card”: {cards}."
    assert cards in said(text(card=CARD * (MAX_CARDS + 1)))


def test_what_is_no_toml_is_named_with_its_line():
    assert said("title = One rate") == (
        "Line 1: invalid value. Texts stand in double quotes."
    )
    assert said(text('now_try = "More', "")).startswith("Line 7: ")
    assert said("title = '").startswith("At the end: ")
    assert said("title = 'a'\ntitle = 'b'\n#").startswith("Line 2: ")


def test_too_large_a_file_is_refused_unread():
    assert said("#" * (MAX_LETTERS + 1)) == "A lesson can have at most 50,000 letters."
    assert said("=\n" * (MAX_LETTERS // 2)).startswith("Line 1: ")
    long = "Line 2: a line can have at most 1,000 letters."
    assert said(f"\na{'.a' * 10_000} = 1") == long  # tomllib would take seconds


def test_too_deep_a_list_is_refused():
    assert said("a = " + "[\n" * 20_000).startswith("There are lists in lists")


_LINES = st.sampled_from(
    [*HEAD, *CARD, *[line for added in WRONG for line in added.split("\n")], "[card]"]
)


@given(st.lists(_LINES | st.text(max_size=30), max_size=14).map("\n".join))
def test_of_any_text_only_a_lesson_error_comes(told):
    try:
        read_lesson("own", told)
    except LessonError as error:
        assert str(error).endswith(".")


def test_a_lecturers_folder_adds_and_replaces(tmp_path, monkeypatch):
    monkeypatch.setenv(SETTING, str(tmp_path))
    assert lessons() == shipped_lessons()
    (tmp_path / "50-mine.toml").write_text(text(), "utf-8")
    (tmp_path / "seed.toml").write_text(text(head=["title='New'", HEAD[1]]), "utf-8")
    (tmp_path / "notes.txt").write_text("no lesson", "utf-8")
    names = [lesson.name for lesson in lessons()]
    assert names == [*(lesson.name for lesson in shipped_lessons()), "mine"]
    assert lessons()[names.index("seed")].title == "New"


def test_a_lecturers_file_that_cannot_be_read_is_left_out(
    tmp_path, monkeypatch, caplog
):
    monkeypatch.setenv(SETTING, str(tmp_path))
    (tmp_path / "bad.toml").write_text(text(*without(CARD, "why")), "utf-8")
    (tmp_path / "empty.toml").write_text("")
    (tmp_path / "good.toml").write_text(text(), "utf-8")
    (tmp_path / "huge.toml").write_text("#" * (MAX_LETTERS + 1))
    (tmp_path / "latin.toml").write_bytes(text("now_try = 'Größe'").encode("latin-1"))
    with caplog.at_level(logging.ERROR):
        names = {lesson.name for lesson in lessons()}
    assert names == {"good", *(lesson.name for lesson in shipped_lessons())}
    for name in ("bad", "empty", "huge", "latin"):
        [line] = [line for line in caplog.messages if f"{name}.toml" in line]
        assert "is left out" in line
    [bad] = [line for line in caplog.messages if "bad.toml" in line]
    assert "Line 7, card 2, “why”: it is missing." in bad

"""A lesson's file: TOML, checked word by word, since a lecturer writes it by hand.

title = "Is one rate good everywhere?"
look = "Where a learning rate stops being good."

[[card]]
question = "Four times the rate: what does the loss do?"
show = "linear?lr=0.01"
hide = ["loss"]
options = ["It falls faster", "It grows"]
right = 2
reveal = "linear?lr=0.04"
why = "Above 0.0342 every step lands further away."
now_try = "Find the largest rate that still settles."
"""

import tomllib
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from jaxreg.display.hidden import HIDDEN
from jaxreg.lessons.checks import (
    Check,
    LessonError,
    checked,
    keys_of,
    link,
    listed,
    of_toml,
    one_of,
    place_of,
    quoted,
    whole,
    words,
)
from jaxreg.settings import from_query

MAX_LETTERS = 50_000  # of a file
MAX_IN_A_LINE = 1_000  # tomllib needs the square of a key's length
MAX_CARDS = 30
CHARTS = ("fit", "loss", "landscape")
COMMITS = ("line", "rate")


class Card(NamedTuple):
    """A question, what stands on the page with it, and what answers it.

    ``show`` and ``reveal`` are queries of ``page``'s links: before, and after. ``hide``
    are words of ``HIDDEN``, ``main`` is the large chart, and ``controls`` the keys of
    those that an audience sees. The class commits itself to one of the ``options``, of
    which the one at ``right`` (from 1) is so; or ("commit") to a "line" that it draws,
    or to a "rate"; or to nothing.
    """

    question: str
    page: str
    show: str
    reveal: str
    why: str
    now_try: str = ""
    hide: tuple[str, ...] = ()
    main: str = "fit"
    controls: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    right: int | None = None
    commit: str = ""


class Lesson(NamedTuple):
    """Cards in their order; ``look`` says in a sentence what they are about, and
    ``sources`` where a misconception was found."""

    name: str
    title: str
    look: str
    sources: tuple[str, ...]
    cards: tuple[Card, ...]


def _cards(value: Any) -> list[dict[str, Any]]:
    """Cards as they are told, which are checked one by one."""
    is_cards = isinstance(value, list) and all(isinstance(card, dict) for card in value)
    if not is_cards or not 1 <= len(value) <= MAX_CARDS:
        raise ValueError(f"a lesson has 1 to {MAX_CARDS} cards, each below [[card]]")
    return list(value)


_HEAD: dict[str, tuple[bool, Check]] = {
    "title": (True, words(60)),
    "look": (True, words(90)),
    "sources": (False, listed(words(300), 1, 10)),
    "card": (True, _cards),
}
_CARD: dict[str, tuple[bool, Check]] = {
    "question": (True, words(150)),
    "show": (True, link),
    "reveal": (False, link),
    "why": (True, words(260)),
    "now_try": (False, words(150)),
    "hide": (False, listed(one_of(tuple(HIDDEN)), 1, len(HIDDEN))),
    "main": (False, one_of(CHARTS)),
    "controls": (False, listed(words(20), 1, 4)),
    "options": (False, listed(words(60), 2, 4)),
    "right": (False, whole),
    "commit": (False, one_of(COMMITS)),
}
"""Of each key, whether it is needed, and what checks its value."""


def read_lesson(name: str, text: str) -> Lesson:
    """The lesson that a file's text is.

    Raises:
        LessonError: it is none.
    """
    if len(text) > MAX_LETTERS:
        raise LessonError(f"A lesson can have at most {MAX_LETTERS:,} letters.")
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > MAX_IN_A_LINE:
            words = f"a line can have at most {MAX_IN_A_LINE:,} letters"
            raise LessonError(f"Line {number}: {words}.")
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LessonError(of_toml(str(error))) from None
    except RecursionError:
        raise LessonError("There are lists in lists in it, too deep to read.") from None
    head = checked(told, _HEAD, text, None)
    return Lesson(
        name,
        head["title"],
        head["look"],
        head.get("sources", ()),
        tuple(_card(card, text, k) for k, card in enumerate(head["card"], 1)),
    )


def _card(told: dict[str, Any], text: str, number: int) -> Card:
    values = checked(told, _CARD, text, number)

    def refuse(key: str, words: str) -> None:
        raise LessonError(f"{place_of(text, number, key)}: {words}")

    page, show = values.pop("show")
    to, reveal = values.pop("reveal", (page, show))
    if to != page:
        refuse("reveal", f"it must be of the same page as “show”: {page}?…")
    seen = keys_of(page, without=("explain", "data", "points", "column", "class"))
    unknown = [key for key in values.get("controls", ()) if key not in seen]
    if unknown:
        allowed = ", ".join(seen)
        refuse("controls", f"{quoted(unknown[0])} is not allowed; it can be {allowed}.")
    options, right = values.get("options", ()), values.get("right")
    if bool(options) != (right is not None):
        refuse("options" if options else "right", "“options” and “right” go together.")
    if options and "commit" in values:
        refuse("commit", "a card with “options” has no “commit”.")
    if values.get("commit") == "line":
        s, _ = from_query(page, parse_qsl(show))
        if getattr(s, "degree", 1) > 1:
            refuse("commit", "a line is drawn only with plain features.")
    if right is not None and not 1 <= right <= len(options):
        refuse("right", f"it must be a whole number from 1 to {len(options)}.")
    return Card(page=page, show=show, reveal=reveal, **values)

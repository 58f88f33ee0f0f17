"""What a link says beside the scenario: what is hidden, which controls another page
shows, and the epoch. The browser heeds it; what it cannot use is said here."""

import re

from jaxreg.display.hidden import HIDDEN
from jaxreg.settings import CONTROLS
from jaxreg.settings.links import Problem

_EPOCH = re.compile("[0-9]{1,7}")
_KEYS = {
    page: [control.key for control in controls.values()]
    for page, controls in CONTROLS.items()
}


def problems_of_looks(page: str, pairs: list[tuple[str, str]]) -> list[Problem]:
    """What of a link's (key, text) pairs the page cannot use."""
    problems = []
    for key, text in pairs:
        if key == "hide":
            problems += _unknown(key, text, list(HIDDEN), set(HIDDEN))
        elif key == "controls":  # those of the other page wait for it
            problems += _unknown(key, text, _KEYS[page], set().union(*_KEYS.values()))
        elif key == "epoch" and not _EPOCH.fullmatch(text):
            allowed = "it must be a whole number of at most 7 digits"
            problems.append(Problem(key, text, allowed, "It is ignored."))
        elif key == "edit" and text != "points":
            allowed = "it must be “points”"
            problems.append(Problem(key, text, allowed, "It is ignored."))
    return problems


def _unknown(key: str, text: str, named: list[str], known: set[str]) -> list[Problem]:
    """The problem with a list of words of which some are not known, if there are."""
    words = [word.strip() for word in text.split(",")]
    unknown = ", ".join(word for word in words if word and word not in known)
    allowed = f"it must be some of {', '.join(named)}"
    return [Problem(key, unknown, allowed, "It is ignored.")] if unknown else []

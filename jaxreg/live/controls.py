"""What the browser draws the pages' controls from: CONTROLS as plain data."""

import json
from typing import Any

from jaxreg.display.hidden import HIDDEN
from jaxreg.explain.menu import MENU
from jaxreg.settings import (
    BY_HAND,
    CONTROLS,
    MOST_BY_HAND,
    OWN,
    PAGES,
    PRESETS,
    TRY,
    PointsControl,
    Scenario,
    to_query,
)
from jaxreg.settings.control import Control
from jaxreg.settings.method import OF_DESCENT
from jaxreg.settings.noise import KIND_OF

_SECTIONS = {
    "explain": "explain",
    "threshold": "training",
    "mistake": "training",
    "training": "training",
    "seed": "points",
    "generator": "points",
    "method": "Method",
    "start": "Start of training",
    "chosen start": "Start of training",
    "held out": "Held-out points",
    "features": "Features",
    "loss": "Loss",
    "charts": "Charts",
    "ask": "Ask the model",
}
"""Where the controls of a group stand: "explain" in the bar, "training" and "points"
in sight, all else in a section of that title."""


_DECIDE = (
    *("explain", "method", "start", "momentum", "batch", "held_out"),
    *("noise_kind", "intercept"),
)
"""What decides which other controls have something to say, beside the data."""
_AT_A_THRESHOLD = ("accuracy", "threshold", "odds", "least squares")
"""Entries of the Explain menu that draw it."""


def pages_json() -> bytes:
    """Of each page, the first one first: its name in the bar, what it is, its controls
    but those of tables, the texts that a link leaves out, and its presets."""
    return json.dumps({page: _page(page) for page in PAGES}).encode()


def _page(page: str) -> dict[str, Any]:
    controls = CONTROLS[page].items()
    return {
        "name": page.capitalize(),
        "title": PAGES[page].title,
        "words": PAGES[page].words,
        "controls": [_told(page, n, c) for n, c in controls if c.group in _SECTIONS],
        # In order; None: the field may be empty, and is.
        "defaults": [(c.key, _default(page, n, c)) for n, c in controls],
        "presets": [
            {"name": name, "query": to_query(preset.scenario), "look": preset.look}
            for name, preset in PRESETS.items()
            if preset.scenario.page == page
        ],
        "first": TRY[page],
        # Of the slow entries of the Explain menu, the titles.
        "slow": {k: entry.title for k, entry in MENU.items() if entry.is_slow},
        "by_hand": _by_hand(page),
        "hidden": {word: hidden._asdict() for word, hidden in HIDDEN.items()},
    }


def _by_hand(page: str) -> dict[str, Any]:
    """What a link says of points that are placed by hand, and how many there may be."""
    of, control = PAGES[page].controls, PAGES[page].controls["points"]
    assert isinstance(control, PointsControl)
    return {
        "name": BY_HAND,
        "own": OWN,
        "data": of["data"].key,
        "points": control.key,
        "columns": control.columns,
        "least": control.least,
        "most": MOST_BY_HAND,
        "others": [of[name].key for name in PAGES[page].fields("column", "class")],
    }


def _told(page: str, name: str, control: Control) -> dict[str, Any]:
    return {
        "name": name,
        "key": control.key,
        "label": control.label,
        "help": control.help,
        "group": control.group,
        "section": _SECTIONS[control.group],
        "kind": _kind(control),
        "low": control.limits[0],
        "high": control.limits[1],
        "step": control.step,
        "reach": control.reach or control.limits[1],
        "stops": [control.text(value) for value in control.stops or control.options],
        "is_listed": bool(control.options),
        "is_whole": isinstance(control.limits[0], int),
        "default": _default(page, name, control),
        "allowed": control.allowed,
    }


def _default(page: str, name: str, control: Control) -> str | None:
    value = PAGES[page].default(name)
    return None if value is None else control.text(value)


def _kind(control: Control) -> str:
    if control.is_choice:
        return "choice"
    return "number" if control.typed else "slider"


def unused(scenario: Scenario) -> list[str]:
    """The keys of controls that are not to be seen: those of the points' own making
    where they come from a table, the numbers of other kinds of noise, the threshold
    until it is explained or moved, and those of the bug lab outside it."""
    made, moved = scenario.fields("generator"), scenario.is_moved_by
    is_seen = not scenario.is_of_table
    names = [n for n in made if not is_seen or n in KIND_OF and n not in moved]
    if scenario.explain not in _AT_A_THRESHOLD and not scenario.level:
        names += scenario.fields("threshold")
    if scenario.explain != "bug lab":
        names += scenario.fields("mistake")
    return [scenario.controls[name].key for name in names]


def disabled(scenario: Scenario) -> list[str]:
    """The keys of controls to which what is chosen already leaves nothing to say."""
    names = [] if scenario.has_rate else [*OF_DESCENT]
    if not scenario.momentum:
        names.append("momentum_kind")
    if scenario.batch == "all":
        names.append("shuffle")
    if scenario.start != "seed":
        names.append("start_seed")
    if scenario.start != "chosen":
        names += scenario.fields("chosen start")
    if not scenario.has_intercept:
        names.append("start_b")
    if not scenario.held_out:
        names.append("split")
    moved = scenario.is_moved_by
    names += [name for name in scenario.fields("generator") if name not in moved]
    return [scenario.controls[name].key for name in dict.fromkeys(names)]


def heeded(page: str) -> list[str]:
    """The keys of controls that change what the script draws, or says of others."""
    of_data = PAGES[page].fields("data", "points", "column", "class")
    names = [name for name in (*_DECIDE, *of_data) if name in CONTROLS[page]]
    return [CONTROLS[page][name].key for name in names]

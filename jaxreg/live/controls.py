"""What the browser draws the pages' controls from: CONTROLS as plain data."""

import json
from typing import Any

from jaxreg.display.hidden import HIDDEN
from jaxreg.explain.menu import MENU
from jaxreg.settings import CONTROLS, PAGES, PRESETS, TRY, Scenario, to_query
from jaxreg.settings.control import Control

_SECTIONS = {
    "explain": "explain",
    "training": "training",
    "seed": "points",
    "generator": "points",
    "method": "Method",
    "start": "Start of training",
    "chosen start": "Start of training",
    "held out": "Held-out points",
    "loss": "Loss",
    "charts": "Charts",
    "ask": "Ask the model",
}
"""Where the controls of a group stand: "explain" in the bar, "training" and "points"
in sight, all else in a section of that title."""


_DECIDE = ("explain", "start", "momentum", "batch", "held_out")
"""What decides which other controls have something to say, beside the data."""


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
        "hidden": {word: hidden._asdict() for word, hidden in HIDDEN.items()},
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
    where they come from a table."""
    if not scenario.is_of_table:
        return []
    return [scenario.controls[name].key for name in scenario.fields("generator")]


def disabled(scenario: Scenario) -> list[str]:
    """The keys of controls to which what is chosen already leaves nothing to say."""
    names = []
    if not scenario.momentum:
        names.append("momentum_kind")
    if scenario.batch == "all":
        names.append("shuffle")
    if scenario.start != "seed":
        names.append("start_seed")
    if scenario.start != "chosen":
        names += scenario.fields("chosen start")
    if not scenario.held_out:
        names.append("split")
    if scenario.data != "generated":
        names += scenario.fields("generator")
    return [scenario.controls[name].key for name in names]


def heeded(page: str) -> list[str]:
    """The keys of controls that change what the script draws, or says of others."""
    of_data = PAGES[page].fields("data", "column", "class")
    return [CONTROLS[page][name].key for name in (*_DECIDE, *of_data)]

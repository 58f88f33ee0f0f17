"""How a scenario travels in a link."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from jaxreg.settings.presets import PAGES
from jaxreg.settings.scenario import Scenario


@dataclass(frozen=True)
class Problem:
    """A parameter of a link that could not be used, and what is used in its place."""

    key: str
    value: str
    allowed: str
    used: str


def to_query(scenario: Scenario) -> str:
    """The scenario as a link's query: each field that is not at its default."""
    pairs = []
    for name, control in scenario.controls.items():
        value = getattr(scenario, name)
        if value != scenario.default(name):
            pairs.append((control.key, control.text(value)))
    return urlencode(pairs)


def from_query(
    page: str, query: str | Iterable[tuple[str, str]]
) -> tuple[Scenario, list[Problem]]:
    """The scenario that a link's query stands for, and what in it could not be used.

    A field that the query does not name, or names wrongly, keeps its default. A key
    that is no field of the page is ignored: "utm_source" may be added to a shared link.

    Args:
        page: "linear" or "logistic".
        query: "W=3&b=2", or its (key, text) pairs.
    """
    pairs = parse_qsl(query, True) if isinstance(query, str) else list(query)
    texts: dict[str, list[str]] = {}
    for key, text in pairs:
        texts.setdefault(key, []).append(text)
    model = PAGES[page]
    values: dict[str, Any] = {}
    problems = []
    for name, control in model.controls.items():
        sent = texts.get(control.key, [])
        try:
            if len(sent) > 1:
                raise ValueError(f"it is given {len(sent)} times, but allowed once")
            if sent:
                values[name] = control.value(sent[0])
        except ValueError as error:
            allowed = str(error)
            if len(sent) == 1:
                allowed = "it must be " + allowed
            used = f"{control.text(model.default(name))} is used instead."
            if control.optional:
                used = "It is ignored."
            problems.append(Problem(control.key, _short(sent), allowed, used))
    return model(**values), problems


def _short(texts: list[str]) -> str:
    text = ", ".join(texts)
    return text if len(text) <= 40 else text[:39] + "…"

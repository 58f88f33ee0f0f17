"""What the keys of a lesson's file may be, and where in the file they stand."""

import re
from collections.abc import Callable, Container
from typing import Any
from urllib.parse import parse_qsl, urlencode

from jaxreg.settings import CONTROLS, OWN, PAGES, from_query, to_query

# What a link says beside the scenario, and how it is written.
OF_THE_FILM = {
    "epoch": "[0-9]{1,5}",
    "play": "1",
    "slow": "predict|residuals|gradients|mean|step|line",
}


class LessonError(ValueError):
    """A lesson cannot be read; the message says in which line, and what is allowed."""


Check = Callable[[Any], Any]


def words(at_most: int) -> Check:
    def check(value: Any) -> str:
        if not isinstance(value, str) or not 0 < len(value.strip()) <= at_most:
            raise ValueError(f"it must be a text of 1 to {at_most} letters")
        return " ".join(value.split())

    return check


def listed(check: Check, low: int, high: int) -> Check:
    def checked(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list) or not low <= len(value) <= high:
            raise ValueError(f'it must be a list of {low} to {high}, as in ["…", "…"]')
        return tuple(check(one) for one in value)

    return checked


def one_of(allowed: tuple[str, ...]) -> Check:
    def check(value: Any) -> str:
        if value not in allowed:
            raise ValueError(
                f"{quoted(value)} is not allowed; it can be {', '.join(allowed)}"
            )
        return str(value)

    return check


def whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError("it must be a whole number")
    return value


def link(value: Any) -> tuple[str, str]:
    """The page and the query of a link such as "linear?lr=0.01&epoch=5"."""
    page, _, query = value.partition("?") if isinstance(value, str) else ("", "", "")
    if page not in PAGES:
        raise ValueError(f"it must begin with {' or '.join(f'“{p}?”' for p in PAGES)}")
    pairs = parse_qsl(query, keep_blank_values=True)
    film = [(key, text) for key, text in pairs if key in OF_THE_FILM]
    for key, text in film:
        if not re.fullmatch(OF_THE_FILM[key], text):
            raise ValueError(
                f"{key}={text}: write “play=1”, or a whole number of epochs, or slow="
                "predict, residuals, gradients, mean, step or line"
            )
    for key, _ in pairs:
        if key not in (*keys_of(page), *OF_THE_FILM):
            raise ValueError(f"{quoted(key)} is no setting of the page {page}")
    scenario, problems = from_query(page, pairs)
    if problems:
        raise ValueError(
            f"{problems[0].key}={problems[0].value}: {problems[0].allowed}"
        )
    if scenario.data == OWN:
        raise ValueError("a lesson cannot show own data, which no link holds")
    return page, "&".join(filter(None, [to_query(scenario), urlencode(film)]))


def keys_of(page: str, without: Container[str] = ()) -> list[str]:
    """The keys of a page's controls, ``without`` some groups."""
    controls = CONTROLS[page].values()
    return [control.key for control in controls if control.group not in without]


def checked(
    told: dict[str, Any],
    keys: dict[str, tuple[bool, Check]],
    text: str,
    number: int | None,
) -> dict[str, Any]:
    """The values of a card, or of what stands before all cards."""
    values = {}
    for key, value in told.items():
        at = place_of(text, number, key)
        if key not in keys:
            raise LessonError(
                f"{at}: there is no such key; it can be {', '.join(keys)}."
            )
        try:
            values[key] = keys[key][1](value)
        except ValueError as error:
            raise LessonError(f"{at}: {error}.") from None
    for key, (is_needed, _) in keys.items():
        if is_needed and key not in told:
            raise LessonError(f"{place_of(text, number, key)}: it is missing.")
    return values


def place_of(text: str, number: int | None, key: str) -> str:
    """Where a key stands, or its card where it does not: "Line 12, card 2, “right”"."""
    lines = text.splitlines()
    heads = [
        k for k, line in enumerate(lines) if re.match(r"\s*\[\[\s*card\s*]]", line)
    ]
    start, end = 0, heads[0] if heads else len(lines)
    if number is not None and number <= len(heads):
        start, end = heads[number - 1], [*heads, len(lines)][number]
    named = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=")
    line = next((k for k in range(start, end) if named.match(lines[k])), start)
    card = "" if number is None else f", card {number}"
    return f"Line {line + 1}{card}, {quoted(key)}"


def of_toml(message: str) -> str:
    """What tomllib says, as we say it: "Line 3: invalid value"."""
    found = re.fullmatch(
        r"(.*) \(at (?:line (\d+), column \d+|end of document)\)", message
    )
    if not found:
        return message
    words, line = found.groups()
    place = f"Line {line}" if line else "At the end"
    hint = " Texts stand in double quotes." if "nvalid value" in words else ""
    return f"{place}: {words[0].lower()}{words[1:]}.{hint}"


def quoted(value: object) -> str:
    text = str(value)
    return f"“{text if len(text) <= 40 else text[:39] + '…'}”"

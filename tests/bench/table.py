"""A measurement as a row of the table: what, measured, aim, met or not."""

from typing import NamedTuple


class Row(NamedTuple):
    """One line of the table; ``met`` is None where nothing could be measured."""

    what: str
    measured: str
    aim: str
    met: bool | None


def at_most(what: str, value: float, aim: float, unit: str, note: str = "") -> Row:
    """A row whose value should be ``aim`` or less."""
    return _row(what, value, aim, unit, note, "≤", value <= aim)


def at_least(what: str, value: float, aim: float, unit: str, note: str = "") -> Row:
    """A row whose value should be ``aim`` or more."""
    return _row(what, value, aim, unit, note, "≥", value >= aim)


def _row(
    what: str, value: float, aim: float, unit: str, note: str, sign: str, met: bool
) -> Row:
    measured = f"{number(value)} {unit}" + (f" ({note})" if note else "")
    return Row(what, measured, f"{sign} {number(aim)} {unit}", met)


def number(value: float) -> str:
    """Three digits, without an exponent."""
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def markdown(rows: list[Row]) -> str:
    """The rows as a Markdown table."""
    words = {True: "yes", False: "**no**", None: "not measured"}
    lines = ["| what | measured | aim | met? |", "|---|---|---|---|"]
    lines += [f"| {r.what} | {r.measured} | {r.aim} | {words[r.met]} |" for r in rows]
    return "\n".join(lines)

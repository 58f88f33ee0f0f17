"""Numbers as people write them: with decimal points or commas, thousands in groups, and
a unit or a currency beside them."""

import math
import re
from collections import Counter
from collections.abc import Iterable

SIGNS = (".", ",")
_GROUPED = (
    r"[1-9](?:[0-9]{{0,2}}([{other} '’])[0-9]{{3}}(?:\1[0-9]{{3}})*|"
    r"[0-9]?(?:[{other}][0-9]{{2}})+[{other}][0-9]{{3}})"  # as in India: 5,38,201
)
_PLAIN = r"(?=[{sign}]?[0-9])[0-9]*(?:[{sign}][0-9]*)?(?:[eE][-+−]?[0-9]+)?"
_NUMBER = rf"[-+−]?(?:{_GROUPED}(?:[{{sign}}][0-9]*)?|{_PLAIN})"
_PATTERNS = {
    sign: re.compile(_NUMBER.format(sign=sign, other=other))
    for sign, other in (SIGNS, SIGNS[::-1])
}
_ORDINAL = re.compile(r"[0-9]+\.")
_INFINITE = {"inf", "infinity", "∞"}


_CURRENCY = r"(?:[$€£¥₹₩₽]|(?:USD|EUR|GBP|CHF|JPY|CNY)\b)"
_WITH_UNIT = re.compile(
    rf"(?:(?P<sign>[-+−])?(?P<before>{_CURRENCY}))?\s*"
    r"(?P<number>[-+−]?[\d.,][\d.,’' ]*?(?:[eE][-+]?\d+)?)"
    r"\s*(?P<after>[^\W\d_][^\d:;,]{0,11}[²³23]?|[%‰°][^\W\d]{0,2}|[$€£¥₹])?"
)


def as_number(text: str, decimal: str) -> float:
    """The number in a text, with "." or "," as the ``decimal`` sign.

    Thousands may be grouped by the other sign, spaces or apostrophes. NaN: it is no
    number; ±inf: it is infinite, or beyond float64.
    """
    try:  # most are as Python writes them
        other = "," if decimal == "." else "."
        if other not in text and "_" not in text and text.isascii():
            return float(text.replace(decimal, "."))
    except ValueError:
        pass
    number = _PATTERNS[decimal].fullmatch(text)
    if not number:
        return math.inf if text.lstrip("-+−").lower() in _INFINITE else math.nan
    ungrouped = text.replace(number[1] or SIGNS[decimal == SIGNS[0]], "")
    return float(ungrouped.replace(decimal, ".").replace("−", "-"))


def is_number(text: str) -> bool:
    """Whether a cleaned text is a finite number under either decimal sign."""
    return any(math.isfinite(as_number(text, sign)) for sign in SIGNS)


def split_number(text: str) -> tuple[str, str]:
    """A cleaned text without the unit or currency beside its number, and this; the text
    itself and "" if it has none."""
    parts = _WITH_UNIT.fullmatch(text)
    unit = (parts["before"] or parts["after"]) if parts else None
    if not parts or not unit:
        return text, ""
    return (parts["sign"] or "") + parts["number"], unit


def decimal_sign(texts: Iterable[str], separator: str) -> tuple[str, set[str]]:
    """The decimal sign under which more of the texts are numbers.

    Returns:
        The sign, and in case of a tie, which a ``separator`` ";" decides for the comma:
        the texts that are different numbers under both.
    """
    points = commas = ordinals = 0
    differ = set()
    counts = Counter(text for text in texts if "." in text or "," in text)
    for text, count in counts.items():
        number, _ = split_number(text)
        point, comma = as_number(number, "."), as_number(number, ",")
        if _ORDINAL.fullmatch(number):
            ordinals += count
            continue
        points += count * (not math.isnan(point))
        commas += count * (not math.isnan(comma))
        if point != comma and not math.isnan(point + comma):
            differ.add(text)
    if points == commas:  # "1." may be the first, so it decides last
        points += ordinals
    if points != commas:
        return ("." if points > commas else ","), set()
    if separator == ",":  # a number without quotes has no comma in it, so points decide
        differ = {text for text in differ if "," in text}
    return ("," if differ and separator == ";" else "."), differ

"""Numbers as people write them: with decimal points or commas, thousands in groups."""

import math
import re
from collections import Counter
from collections.abc import Iterable

SIGNS = (".", ",")
_GROUPED = r"[1-9][0-9]{{0,2}}([{other} '’])[0-9]{{3}}(?:\1[0-9]{{3}})*"
_PLAIN = r"(?=[{sign}]?[0-9])[0-9]*(?:[{sign}][0-9]*)?(?:[eE][-+−]?[0-9]+)?"
_NUMBER = rf"[-+−]?(?:{_GROUPED}(?:[{{sign}}][0-9]*)?|{_PLAIN})"
_PATTERNS = {
    sign: re.compile(_NUMBER.format(sign=sign, other=other))
    for sign, other in (SIGNS, SIGNS[::-1])
}
_INFINITE = {"inf", "infinity", "∞"}


def as_number(text: str, decimal: str) -> float:
    """The number in a text, with "." or "," as the ``decimal`` sign.

    Thousands may be grouped by the other sign, spaces or apostrophes. NaN: it is no
    number; ±inf: it is infinite, or beyond float64.
    """
    number = _PATTERNS[decimal].fullmatch(text)
    if not number:
        return math.inf if text.lstrip("-+−").lower() in _INFINITE else math.nan
    ungrouped = text.replace(number[1] or " ", "")
    return float(ungrouped.replace(decimal, ".").replace("−", "-"))


def decimal_sign(texts: Iterable[str], delimiter: str) -> tuple[str, set[str]]:
    """The decimal sign under which more of the texts are numbers.

    Returns:
        The sign, and in case of a tie, which a ``delimiter`` ";" decides for the comma:
        the texts that are different numbers under both.
    """
    points = commas = 0
    differ = set()
    counts = Counter(text for text in texts if "." in text or "," in text)
    for text, count in counts.items():
        point, comma = as_number(text, "."), as_number(text, ",")
        points += count * (not math.isnan(point))
        commas += count * (not math.isnan(comma))
        if point != comma and not math.isnan(point + comma):
            differ.add(text)
    if points != commas:
        return ("." if points > commas else ","), set()
    if delimiter == ",":  # a number without quotes has no comma in it, so points decide
        differ = {text for text in differ if "," in text}
    return ("," if differ and delimiter == ";" else "."), differ

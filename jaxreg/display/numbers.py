"""Numbers as texts, for the page: with four significant digits, or with all of float32.

``live/browser/numbers.js`` writes the same text for the same number.
"""

from decimal import ROUND_HALF_UP, Context, Decimal

import numpy as np

_FOUR = Context(prec=4, rounding=ROUND_HALF_UP)  # as JavaScript rounds
_LIMITS = np.finfo(np.float32)


def number(value: float | None, digits: str = "all") -> str:
    """A number's text; "–" for what is no number.

    Args:
        value: is first rounded to float32, unless it is too large or too small for it.
        digits: "four" significant ones, or "all": float32's shortest exact text, as
            NumPy writes it, and seven digits for what float32 cannot hold.
    """
    if value is None or not np.isfinite(value):
        return "–"
    fits = value == 0 or float(_LIMITS.tiny) <= abs(value) <= float(_LIMITS.max)
    if digits == "four":
        return _four(float(np.float32(value)) if fits else float(value))
    return str(np.float32(value)) if fits else f"{value:.7g}"


def share(value: float | None, digits: str = "all") -> str:
    """The text of a share or a probability: what is less than 1 is not rounded to 1."""
    text = number(value, digits)
    if value is not None and value < 1 and float(text.replace("–", "0")) == 1:
        return ">0.9999" if digits == "four" else ">0.9999999"
    return text


def _four(value: float) -> str:
    if value == 0:
        return "0"
    rounded = _FOUR.create_decimal(Decimal(value))
    if not Decimal("1e-4") <= abs(rounded) < Decimal("1e6"):
        digits, power = f"{rounded:.3e}".split("e")
        return f"{digits}e{int(power):+03d}"
    return f"{rounded:.{max(3 - rounded.adjusted(), 0)}f}"

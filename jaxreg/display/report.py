"""Results in words and numbers, beside the charts of any model.

A number has four significant digits, or all of float32. ``live/browser/numbers.js``
writes the same text for the same number.
"""

from decimal import ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from typing import NamedTuple

import numpy as np

from jaxreg.display.drawing import MAX_DRAWN_POINTS, MAX_FRAMES
from jaxreg.display.equation import equation, has_few, units_of
from jaxreg.display.loss_figure import held_out_losses
from jaxreg.settings import CONTROLS, DIGITS
from jaxreg.settings.method import IN_WORDS
from jaxreg.training.models import Params
from jaxreg.training.results import Result
from jaxreg.training.way import batch_of, max_point_epochs

_FOUR = Context(prec=4, rounding=ROUND_HALF_UP)  # as JavaScript rounds
_DOWN = Context(prec=2, rounding=ROUND_FLOOR)
_LIMITS = np.finfo(np.float32)


class Action(NamedTuple):
    """What a message offers: to set the control ``key`` to ``value``, a link's text."""

    label: str
    key: str
    value: str


class Message(NamedTuple):
    """A sentence or two that a person should know about this run."""

    text: str
    level: str = "info"  # or "warning"
    action: Action | None = None


class Report(NamedTuple):
    """The fitted model, its numbers, and what to know about them.

    ``equation`` is what stands before, between and after the parameters, or one text
    without numbers, if they are many. ``rows`` are the table's rows, each a name and a
    text for each of ``columns``, which have ``units``, "" if none; ``facts`` are pairs
    of a name and a text; of ``messages`` the first matters most; ``summary`` is the
    result in one line, and ``digits`` how exactly a film writes numbers.
    """

    equation: list[str]
    columns: list[str]
    units: list[str]
    rows: list[tuple[str, list[str]]]
    facts: list[tuple[str, str]]
    messages: list[Message]
    summary: str
    digits: str


def number(value: float | None, digits: str = "all") -> str:
    """A number's text; "–" if it is None or not finite.

    Args:
        value: is first rounded to float32, unless beyond its range.
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
    """The text of a share or a probability: below 1, it is not rounded to 1."""
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


def tex(value: float, sign: str = "") -> str:
    """A setting's number in a formula, as TeX; with its ``sign`` "+", if asked."""
    digits, _, power = f"{value:{sign}.{DIGITS}g}".partition("e")
    return digits + (rf" \cdot 10^{{{int(power)}}}" if power else "")


def factor_text(value: float) -> str:
    """What a mode is multiplied by, in four digits, or as many as tell whether it
    shrinks or grows."""
    texts = (f"{value:.{digits}g}" for digits in range(4, 18))
    told = (text for text in texts if abs(float(text)) != 1 or abs(value) == 1)
    return next(told).replace("-", "−")


def counted(epochs: int) -> str:
    """1 epoch, 2 epochs."""
    return f"{epochs:,} epoch{'' if epochs == 1 else 's'}"


def largest_below(page: str, limit: float) -> Action | None:
    """The offer to use the slider's largest rate below a limit or, below all of these,
    the limit rounded down to two digits; None if no rate is as small."""
    control, below = CONTROLS[page]["learning_rate"], limit * (1 - 1e-6)
    stops = [stop for stop in control.stops if stop < below]
    rate = stops[-1] if stops else float(_DOWN.create_decimal(below))
    if rate < control.low:
        return None
    return Action(f"Use {control.text(rate)}", control.key, control.text(rate))


def held_out_facts(result: Result) -> list[tuple[str, str | float | None]]:
    """What the model makes of the points that training did not see, if there are any:
    their loss at the end, and where it was smallest."""
    epochs, losses = held_out_losses(result)
    if not losses.size:
        return []
    least = int(np.argmin(np.where(np.isfinite(losses), losses, np.inf)))
    smallest = number(losses[least], result.scenario.digits)
    at = "at" if len(epochs) > result.end else "near"
    is_last = epochs[-1] == len(result.history.loss) - 1
    return [
        ("held-out loss", float(losses[-1]) if is_last else None),
        ("smallest held-out loss", f"{smallest} {at} epoch {epochs[least]:,}"),
    ]


def of_batches(result: Result) -> list[Message]:
    """What mini-batches make of the steps, if there are any."""
    n = len(result.data.y)
    batch = batch_of(result.scenario, n)
    if batch is None or len(result.history.loss) == 1:
        return []
    points = "1 point" if batch == 1 else f"{batch} points"
    return [
        Message(
            f"Each step follows the gradient of only {points} of {n:,}. So the loss of "
            "all points may rise at any learning rate, and no fixed limit says which "
            "rates are stable."
        )
    ]


def limits(result: Result, units: list[str]) -> list[Message]:
    """What was left out of this run, its data or its charts; ``units`` of training."""
    s, history = result.scenario, result.history
    num_points, trained = len(result.data.y), len(history.loss) - 1
    said = []
    if trained < s.epochs:
        how = ", with mini-batches" * (batch_of(s, num_points) is not None)
        if not s.has_rate:
            how = f", with {IN_WORDS[s.method]}"
        said.append(
            f"Stopped after {trained} of {s.epochs} epochs: the number of points times "
            f"the number of epochs can be at most {max_point_epochs(s, num_points):,}"
            f"{how}"
            f"{' (for a table, points count up to a power of two)' * s.is_of_table}"
            f"{' (with powers of x, a point counts four times)' * s.has_powers}."
        )
    if result.left_out:
        rows = "1 row is" if result.left_out == 1 else f"{result.left_out:,} rows are"
        said.append(f"{rows} left out: a value is missing.")
    if s.loss_axis != "linear" and np.any(history.loss == 0):
        said.append("A logarithmic axis cannot show a loss of 0.")
    if num_points > MAX_DRAWN_POINTS:
        said.append(
            f"All {num_points:,} points are used; {MAX_DRAWN_POINTS:,} of them, evenly "
            "spaced, are drawn."
        )
    if result.end > MAX_FRAMES:
        said.append(f"The film shows about {MAX_FRAMES:,} of {trained:,} epochs.")
    return [Message(text) for text in (*said, *units)]


def of_standardised(result: Result) -> list[str]:
    """What the weights of powers and products of standardised x are for."""
    names, digits = result.names.features, result.scenario.digits
    signs = result.features.letters("u")
    parts = zip(signs, names, *result.features[1:], strict=True)
    meanings = [
        f"{sign} = {_less(x.text, middle, digits)} / {number(scale, digits)}"
        for sign, x, middle, scale in parts
    ]
    is_one = len(names) == 1
    powers = "the powers of u" if is_one else "these, their squares and product"
    return [
        f"The weights are for {' and '.join(meanings)}. Training uses {powers}, each "
        "standardised once more."
    ]


def _less(name: str, middle: float, digits: str) -> str:
    """A name less a number; the name alone if it is 0."""
    if middle == 0:
        return name
    return f"({name} {'+' if middle < 0 else '−'} {number(abs(middle), digits)})"


def report(
    result: Result,
    around: tuple[str, str],
    unit: str,
    models: list[tuple[str, Params]],
    facts: list[tuple[str, str | float | None]],
    messages: list[Message],
) -> Report:
    """The report of a run.

    Args:
        around: what the equation begins and ends with.
        unit: of what the model predicts.
        models: those to compare, by name; "fitted" is one.
        facts: names, and numbers or texts.
        messages: what to know of the run; the first matters most, after warnings.
    """
    columns = [*result.features.names, "b"]
    digits = result.scenario.digits
    rows = [(name, [number(v, digits) for v in (*W, b)]) for name, (W, b) in models]
    told = [(name, f if isinstance(f, str) else number(f, digits)) for name, f in facts]
    values = [*zip(columns, dict(rows)["fitted"], strict=True)] * has_few(result)
    values += told[:2]
    said = ", ".join(f"{name} {value}" for name, value in values if value != "–")
    loss = result.history.loss
    return Report(
        equation=equation(result, around),
        columns=columns,
        units=[*units_of(result, unit), unit],
        rows=rows,
        facts=told,
        messages=sorted(messages, key=lambda message: message.level != "warning"),
        summary=f"After {counted(len(loss) - 1)}: "
        + (said if np.isfinite(loss[-1]) else "the numbers are not finite any more"),
        digits=digits,
    )

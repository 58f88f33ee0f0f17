"""How well logits tell two classes apart, at one threshold and at all of them.

``live/browser/confusion.js`` counts the same at other epochs.
"""

from typing import NamedTuple

import numpy as np

from jaxreg.display.report import number, share

Row = tuple[str, list[str]]


class Confusion(NamedTuple):
    """The points of either class by what they are called: "false_1" are of class 0 and
    called class 1."""

    true_0: int
    false_1: int
    false_0: int
    true_1: int


def confusion(z: np.ndarray, y: np.ndarray, level: float) -> Confusion:
    """Count points with logits z (n,) and classes y (n,): class 1 is called what is
    above the level."""
    is_one, called = np.asarray(y) == 1, z > level
    pairs = (~is_one & ~called, ~is_one & called, is_one & ~called, is_one & called)
    return Confusion(*(int(np.sum(pair)) for pair in pairs))


def roc_curve(z: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
    """The shares of class 0 and of class 1 that are above a level, (k,) each, as it
    sinks from above all z (n,) to below all; None if a class is missing."""
    is_one = np.asarray(y) == 1
    if is_one.all() or not is_one.any():
        return None
    order = np.argsort(-z, kind="stable")
    last = np.append(np.flatnonzero(np.diff(z[order])), len(z) - 1)  # of equal logits
    ones = np.append(0, np.cumsum(is_one[order])[last])
    zeros = np.append(0, last + 1) - ones
    return zeros / zeros[-1], ones / ones[-1]


def area_under(curve: tuple[np.ndarray, np.ndarray]) -> float:
    """The area under a ROC curve, by trapezoids: ties count half."""
    across, up = curve
    return float(np.sum(np.diff(across) * (up[1:] + up[:-1]) / 2))


def table(
    z: np.ndarray, y: np.ndarray, level: float, names: tuple[str, str], digits: str
) -> list[Row]:
    """The confusion matrix, and below it accuracy, precision, recall and AUC; "–", and
    why, where one would divide by 0."""
    true_0, false_1, false_0, true_1 = confusion(z, y, level)
    zero, one = names
    curve = roc_curve(z, y)

    def row(name: str, part: int, whole: int, why: str) -> Row:
        if not whole:
            return name, ["–", why]
        return name, [share(part / whole, digits), f"{part:,} of {whole:,}"]

    called, ones = false_1 + true_1, false_0 + true_1
    return [
        (f"is {zero}", [f"{true_0:,}", f"{false_1:,}"]),
        (f"is {one}", [f"{false_0:,}", f"{true_1:,}"]),
        row("accuracy", true_0 + true_1, len(z), ""),
        row("precision", true_1, called, f"none is called {one}"),
        row("recall", true_1, ones, f"none is {one}"),
        ("AUC", ["–", "only one class"])
        if curve is None
        else ("AUC", [number(area_under(curve), digits), ""]),
    ]

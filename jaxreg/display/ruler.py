"""The learning-rate ruler: the slider's scale, what is certain of each rate, and what
the run did.

The squared error has the same curvature everywhere, so a rate always does the same to
its modes. The cross-entropy's curvature changes along the path; a bound holds
everywhere.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from jaxreg.display.drawing import DIVERGE, SMOOTH, ZIG_ZAG, drawn_epochs, drawn_points
from jaxreg.display.report import factor_text
from jaxreg.settings import LinearScenario, LogisticScenario
from jaxreg.training.gradient_descent import first_nonfinite_epoch
from jaxreg.training.linear import hessian
from jaxreg.training.logistic import safe_learning_rate
from jaxreg.training.results import LinearResult, LogisticResult, Result

ROUNDING = 1e-5  # a rise by up to this share of the loss may be rounding
FLAT = 1e30  # higher rates count as this one: the loss is all but flat
MAX_RULER_POINTS = 500  # for the cross-entropy's curvature, evenly spaced
MAX_PATH_EPOCHS = 64  # where it is computed, the first ones dense


class Zone(NamedTuple):
    """A part of the ruler, between two rates, and what is certain of those in it."""

    name: str
    colour: str
    start: float
    end: float


class Mark(NamedTuple):
    """A rate with a name; ``text`` is how it is written."""

    name: str
    rate: float
    text: str


class Ruler(NamedTuple):
    """``did`` is what the run did. ``rate`` is the slider's; ``low`` and ``high`` are
    the ends of its logarithmic scale, which ``zones`` divide, from the lowest up.
    ``title`` is what all ``marks`` are; ``facts`` are pairs of a name and a text.
    ``here`` is 2 / λmax of the Hessian at each frame (f,), None if the same everywhere.
    """

    did: str
    rate: float
    low: float
    high: float
    zones: list[Zone]
    title: str
    marks: list[Mark]
    facts: list[tuple[str, str]]
    here: np.ndarray | None


def linear_certainties(scenario: LinearScenario, X: np.ndarray) -> list[Mark]:
    """The rates that tell what any run on points X (n, 1) can do, whatever its start;
    below the last the loss never rises, apart from rounding."""
    return mode_marks(*_extreme_curvatures(X))


def logistic_certainties(scenario: LogisticScenario, X: np.ndarray) -> list[Mark]:
    """The same for points X (n, d): one bound."""
    return [_mark("the bound", safe_learning_rate(X, scenario.l2))]


def is_safe(rate: float, certain: list[Mark]) -> bool:
    """Whether at this rate a loss can rise only by rounding."""
    return rate < certain[-1].rate * (1 - 1e-6)


def linear_ruler(result: LinearResult, epochs: np.ndarray) -> Ruler:
    """The ruler of a run, the same at all ``epochs`` (f,)."""
    lowest, highest = _extreme_curvatures(result.training.data.X)
    marks = mode_marks(lowest, highest)
    overshoot, _, limit = (mark.rate for mark in marks)
    zones = [
        ("no mode overshoots", SMOOTH, overshoot),
        ("may overshoot", ZIG_ZAG, limit),
        ("may diverge", DIVERGE, np.inf),
    ]
    factor = factor_text(1 - result.scenario.learning_rate * highest)
    condition = highest / lowest if lowest else np.inf
    facts = [("steepest mode ×", factor), ("condition number", short(condition))]
    return _ruler(result, marks, zones, "", marks, facts, None)


def mode_marks(lowest: float, highest: float) -> list[Mark]:
    """The rates at which the modes change their behaviour, for a Hessian's smallest and
    largest eigenvalue, ``lowest`` >= 0 and ``highest`` > 0.

    A step of the rate r multiplies each mode by 1 - r times its eigenvalue. Up to 1 /
    highest none changes sign; 2 / (lowest + highest) shrinks the slowest most; from
    2 / highest on the steepest no longer shrinks (Nesterov, Lectures on Convex
    Optimization, 2018, 2.1.5).
    """
    overshoot, fastest, limit = 1 / highest, 2 / (lowest + highest), 2 / highest
    return [
        _mark("1/λmax", overshoot),
        _mark("fastest", fastest),
        _mark("2/λmax", limit),
    ]


def _extreme_curvatures(X: np.ndarray) -> tuple[float, float]:
    """The Hessian's smallest and largest eigenvalue for X (n, 1).

    The smallest by the determinant, 4 var(x): eigvalsh may only give its rounding.
    """
    highest = float(np.linalg.eigvalsh(hessian(X))[-1])
    return 4 * float(np.var(X, dtype=float)) / highest, highest


def logistic_ruler(result: LogisticResult, epochs: np.ndarray) -> Ruler:
    """The ruler at each of ``epochs`` (f,) of a run."""
    certain = logistic_certainties(result.scenario, result.training.data.X)
    [bound] = certain
    zones = [("never rises", SMOOTH, bound.rate), ("may rise", ZIG_ZAG, np.inf)]
    end, on_path = result.end, drawn_epochs(result.end, MAX_PATH_EPOCHS)
    curvatures = _largest_curvatures(result, np.append(on_path, epochs))
    # A sample's curvature may exceed what that of all points can be.
    curvatures = np.clip(curvatures, 0, 2 / bound.rate)
    with np.errstate(divide="ignore"):
        limits = np.minimum(2 / curvatures, FLAT)
    path, here = limits[: len(on_path)], limits[len(on_path) :].astype(np.float32)
    seen = "least" if len(on_path) > end else "least seen"
    marks = list(map(_mark, ("start", seen, "end"), (path[0], limits.min(), path[-1])))
    facts = [("never rises at rates below", bound.text)]
    return _ruler(result, certain, zones, "2/λmax:", marks, facts, here)


def _ruler(
    result: Result,
    certain: list[Mark],
    zones: list[tuple[str, str, float]],
    title: str,
    marks: list[Mark],
    facts: list[tuple[str, str]],
    here: np.ndarray | None,
) -> Ruler:
    """The ruler of a run, each zone, given by its end, cut to the slider."""
    s = result.scenario
    low, high = s.controls["learning_rate"].track(s.learning_rate)
    starts = [low, *(float(np.clip(end, low, high)) for _, _, end in zones)]
    return Ruler(
        did=what_it_did(result.history.loss, is_safe(s.learning_rate, certain)),
        rate=s.learning_rate,
        low=low,
        high=high,
        zones=[
            Zone(name, colour, start, end)
            for (name, colour, _), (start, end) in zip(
                zones, pairwise(starts), strict=True
            )
            if start < end
        ],
        title=title,
        marks=marks,
        facts=facts,
        here=here,
    )


def _mark(name: str, rate: float) -> Mark:
    return Mark(name, float(rate), short(rate))


def short(value: float) -> str:
    """A number in three digits, as a person writes them."""
    if not value < FLAT:
        return ">1e30"
    rounded = float(f"{value:.3g}")
    if 1e-4 <= rounded < 1e5:
        return np.format_float_positional(rounded, trim="-")
    digits, exponent = f"{value:.1e}".split("e")
    return f"{digits}e{int(exponent)}"


def _largest_curvatures(result: LogisticResult, epochs: np.ndarray) -> np.ndarray:
    """The largest eigenvalue of the training loss's Hessian by (W, b) at each epoch,
    (f,)."""
    X = result.training.data.X.astype(float)
    X = X[drawn_points(len(X), MAX_RULER_POINTS)]
    W, b = (rows[epochs].astype(float) for rows in result.training.history.params)
    small = np.exp(-np.abs(W @ X.T + b[:, None]))
    spread = small / (1 + small) ** 2  # p (1 - p), without overflow
    A = np.column_stack([X, np.ones(len(X))])
    products = (A[:, :, None] * A[:, None, :]).reshape(len(A), -1)
    d = X.shape[1]
    H = (spread @ products / len(A)).reshape(-1, d + 1, d + 1)
    H += np.diag([*[result.scenario.l2] * d, 0.0])
    return np.linalg.eigvalsh(H)[:, -1]


def rising_epochs(loss: np.ndarray) -> np.ndarray:
    """The epochs whose loss is higher than that of the epoch before.

    A rise by up to ``ROUNDING`` of the loss does not count.
    """
    return 1 + np.flatnonzero(loss[1:] / (1 + ROUNDING) > loss[:-1])


def what_it_did(loss: np.ndarray, is_safe: bool) -> str:
    """A sentence on a run with the losses (epochs + 1,)."""
    epochs, lost = len(loss) - 1, first_nonfinite_epoch(loss)
    if lost is not None:
        if np.isnan(loss[lost]):
            since = f"from epoch {lost} on" if lost else "at once"
            return f"The loss is not a number {since}."
        if lost == 0:
            return "The loss is beyond the float32 range at the start."
        return f"The loss left the float32 range at epoch {lost}."
    if epochs == 0:
        return "0 epochs: nothing has been trained."
    return f"The loss {_moves(loss, is_safe)}."


def _moves(loss: np.ndarray, is_safe: bool) -> str:
    """What finite losses (epochs + 1,), two or more, do."""
    epochs, steps, rises = len(loss) - 1, np.diff(loss), rising_epochs(loss)
    each = f"each of {epochs} epochs" if epochs > 1 else "the one epoch"
    fell = loss[-1] < loss[0]
    if not steps.any():
        return f"did not change in {epochs} epochs" if epochs > 1 else "did not change"
    if not (steps > 0).any():
        return f"fell in {each}" if (steps < 0).all() else "fell, and never rose"
    if is_safe:
        return "fell, apart from rounding" if fell else "rose only by rounding"
    if rises.size:
        part = f"{rises.size} of {epochs} epochs"
        return f"rose in {part if rises.size < epochs else each}"
    if climbs(loss):
        return "crept up at times"
    return "fell, with no rise above 0.001 %" if fell else "stayed the same to 0.001 %"


def climbs(loss: np.ndarray) -> bool:
    """Whether a loss ever exceeded an earlier one by more than ``ROUNDING``, even in
    smaller steps."""
    return bool((loss / (1 + ROUNDING) > np.minimum.accumulate(loss)).any())

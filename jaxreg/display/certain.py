"""What is certain of each learning rate, whatever the run's start: the rates at which
that changes.

The squared error has the same curvature everywhere, so a rate always does the same to
its modes. The cross-entropy's curvature changes along the path; a bound holds
everywhere. Of mini-batches nothing is certain: each has a curvature of its own; and of
a method that takes no rate there is nothing to say.
"""

from typing import NamedTuple

import numpy as np

from jaxreg.settings import LinearScenario, LogisticScenario, Scenario
from jaxreg.training.least_squares import moved_hessian
from jaxreg.training.logistic import safe_learning_rate
from jaxreg.training.stability import overshoot_limit, stable_limit
from jaxreg.training.way import batch_of

_ROUNDING = 1e-14  # of the largest eigenvalue: about what rounding alone makes
FLAT = 1e30  # higher rates count as this one: the loss is all but flat


class Mark(NamedTuple):
    """A rate with a name; ``text`` is how it is written."""

    name: str
    rate: float
    text: str


class Certain(NamedTuple):
    """The ``marks`` of all runs on some points, rising; and the one of them below which
    the loss never rises, apart from rounding, None if there is none."""

    marks: list[Mark]
    safe: Mark | None


def linear_certainties(scenario: LinearScenario, X: np.ndarray) -> Certain:
    """What is certain of all runs on features X (n, d). A schedule only lowers the
    rate, which leaves it as certain."""
    if not scenario.has_rate or batch_of(scenario, len(X)) is not None:
        return Certain([], None)
    lowest, highest = extreme_curvatures(X, scenario.l2, scenario.has_intercept)
    if scenario.momentum:
        marks = momentum_marks(scenario, highest)
        return Certain(marks, marks[0])
    marks = mode_marks(lowest, highest)
    return Certain(marks, marks[-1])


def logistic_certainties(scenario: LogisticScenario, X: np.ndarray) -> Certain:
    """The same for points X (n, d): one bound, without momentum."""
    is_whole = batch_of(scenario, len(X)) is None
    if scenario.momentum or not scenario.has_rate or not is_whole:
        return Certain([], None)
    bound = marked("the bound", safe_learning_rate(X, scenario.l2))
    return Certain([bound], bound)


def is_safe(rate: float, certain: Certain) -> bool:
    """Whether at this rate a loss can rise only by rounding."""
    return certain.safe is not None and rate < certain.safe.rate * (1 - 1e-6)


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
        marked("1/λmax", overshoot),
        marked("fastest", fastest),
        marked("2/λmax", limit),
    ]


def momentum_marks(scenario: Scenario, highest: float) -> list[Mark]:
    """The same with momentum: up to the first rate no mode overshoots, from the last on
    the steepest no longer shrinks."""
    way = scenario.momentum, scenario.momentum_kind == "Nesterov"
    return [
        marked("overshoot limit", overshoot_limit(*way) / highest),
        marked("stable limit", stable_limit(*way) / highest),
    ]


def stable_formula(scenario: Scenario) -> str:
    """The largest stable rate as a formula."""
    if not scenario.momentum:
        return "2 / λmax"
    if scenario.momentum_kind == "Nesterov":
        return "2 (1 + β) / ((1 + 2β) λmax)"
    return "2 (1 + β) / λmax"


def extreme_curvatures(
    X: np.ndarray, l2: float = 0.0, has_intercept: bool = True
) -> tuple[float, float]:
    """The Hessian's smallest and largest eigenvalue for X (n, d) and a penalty; 0 for
    one that is all rounding. Without an intercept it is that of W alone.

    Of one feature the smallest is by the determinant, 4 var(x) + 2 l2: eigvalsh may
    only give its rounding.
    """
    eigenvalues = np.linalg.eigvalsh(moved_hessian(X, l2, has_intercept))
    lowest, highest = float(eigenvalues[0]), float(eigenvalues[-1])
    if X.shape[1] == 1 and has_intercept:
        return (4 * float(np.var(X, dtype=float)) + 2 * l2) / highest, highest
    return (lowest if lowest > _ROUNDING * highest else 0.0), highest


def marked(name: str, rate: float) -> Mark:
    """A mark, in three digits."""
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

"""The smallest loss that any model of a run's features can have, or why none has it."""

from typing import NamedTuple

import numpy as np

from jaxreg.settings import LinearScenario, LogisticScenario
from jaxreg.settings.glossary import define
from jaxreg.training.least_squares import least_squares, residual_loss
from jaxreg.training.newton import cross_entropy, cross_entropy_minimum
from jaxreg.training.results import LinearResult, LogisticResult


class Best(NamedTuple):
    """The smallest ``loss``, its penalty included, in the points' own units; else None,
    and ``lack`` says in sentences why."""

    loss: float | None
    lack: str = ""


def linear_best(result: LinearResult) -> Best:
    """The loss of the closed form."""
    if not np.isfinite(result.smallest_loss):
        return Best(None, "The smallest possible loss is too large for a number.")
    return Best(float(result.smallest_loss))


def logistic_best(result: LogisticResult) -> Best:
    """The loss at the optimum, if there is one."""
    if result.optimum is None:
        return Best(None, no_optimum(result))
    F, y = result.features.of(result.data.X), result.data.y
    return Best(cross_entropy(F, y, result.optimum, result.penalty))


def smallest_squares(s: LinearScenario, X: np.ndarray, y: np.ndarray) -> float:
    """The smallest loss that a scenario's model can have on features X (n, d), y (n,),
    in their units."""
    best = least_squares(X, y, s.l2, s.has_intercept)
    return residual_loss(X, y, best, s.l2)


def smallest_cross_entropy(
    s: LogisticScenario, X: np.ndarray, y: np.ndarray
) -> float | None:
    """The same; None if there is none, or it was not found."""
    optimum = cross_entropy_minimum(X, y, l2=s.l2)
    return None if optimum is None else cross_entropy(X, y, optimum, s.l2)


def no_optimum(result: LogisticResult) -> str:
    """Why the page shows no optimum, where it shows none."""
    if result.has_minimum:
        return "The loss has a minimum, but Newton's method did not find it."
    if result.separation == "one class":
        label = int(result.data.y[0])
        return (
            f"Only class {label} occurs, so there is nothing to tell apart, and no "
            f"minimum: the {'larger' if label else 'smaller'} b is, the smaller the "
            f"loss."
        )
    why = _SEPARABLE if result.features.is_plain else _SEPARABLE_BY_CURVE
    return f"No minimum: {why[result.separation]} {NO_LONGEST_W}"


NO_LONGEST_W = "However long W is, a longer W has a smaller loss."
_SEPARABLE = {
    "complete": "the classes are separable.",
    "quasi": f"the classes are quasi-separable. {define('quasi-separable')}",
}
QUASI_BY_CURVE = (
    "a boundary of these features has no point on its wrong side, but points of both "
    "classes on it."
)
_SEPARABLE_BY_CURVE = {
    "complete": "a boundary of these features separates the classes.",
    "quasi": QUASI_BY_CURVE,
}

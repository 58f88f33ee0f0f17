"""The loss over two of the parameters, all others being held."""

import functools
from typing import Any

import jax
import numpy as np

from jaxreg.data.dataset import Dataset
from jaxreg.training.least_squares import line_loss, loss_at, with_ones
from jaxreg.training.models import Params, Penalised, penalised_cross_entropy
from jaxreg.training.newton import (
    cross_entropy,
    cross_entropy_derivatives,
    cross_entropy_minimum,
)
from jaxreg.training.problem import padded, power_of_two
from jaxreg.training.results import Bowl, LinearResult, LogisticResult, PlaneLoss
from jaxreg.training.units import rescaled

Axes = tuple[int, int]
"""Two different ones of the parameters theta = (W, b): W, and then b."""

# For W (m, d), b (m,) and one dataset: (m,).
_cross_entropies = jax.jit(
    jax.vmap(penalised_cross_entropy, in_axes=(Params(0, 0), None))
)


def squares_loss(result: LinearResult, axes: Axes, theta: np.ndarray) -> PlaneLoss:
    """The squared error over the parameters ``axes`` of ``result.shown``, the others
    being held as in ``theta`` (d + 1,), in the training's units, where it is near 1
    whatever the units of y; at any b, also without an intercept."""
    if len(theta) == 2 and axes == (0, 1) and result.scenario.has_intercept:
        return line_loss(result)
    (X, y, _), plane = result.shown.data, [*axes]
    unit = result.loss_unit if result.scenario.scaling == "off" else 1.0
    A = with_ones(X)
    penalty = np.full(len(theta), result.shown.problem.l2 or 0.0)
    penalty[-1] = 0  # b is free
    whole = theta.astype(float)
    whole[plane] = 0
    rest, F = y - A @ whole, A[:, plane]
    H = 2 * F.T @ F / len(y) + np.diag(penalty[plane])
    best = np.linalg.lstsq(H, 2 * F.T @ rest / len(y), rcond=None)[0]
    whole[plane] = best
    smallest = np.mean((A @ whole - y) ** 2) + penalty @ whole**2 / 2
    at = functools.partial(loss_at, Bowl(best, smallest / unit, H / unit))
    return PlaneLoss(at, at, 10 * float(np.finfo(float).eps), best, H / unit)


def classes_loss(
    result: LogisticResult, rows: np.ndarray, axes: Axes, theta: np.ndarray
) -> PlaneLoss:
    """The cross-entropy over the parameters ``axes`` of the training, the others being
    held as in ``theta`` (d + 1,). It is that of a sample, ``rows`` (m,), with the
    minimum of all points.

    The minimum of 500 of 100 000 points alone lies visibly beside that of all, and
    beside the end of the path: so value and slope are corrected there.
    """
    (X, y, _), l2 = result.training.data, result.scenario.l2
    sample = Dataset(*(column[rows] for column in result.training.data))
    penalised = Penalised(padded(sample, power_of_two(len(rows))), np.float32(l2))
    slope, H, best = np.zeros(2), np.zeros((2, 2)), None
    offset: Any = 0.0
    minimum = _minimum(result, axes, theta)
    if minimum is not None:
        best = np.append(*minimum)[[*axes]]
        loss, gradient, second = cross_entropy_derivatives(*sample[:2], minimum, l2)
        H = second[np.ix_(axes, axes)]
        if len(rows) < len(y):
            slope = gradient[[*axes]]
            offset = cross_entropy(X, y, minimum, l2) - loss + best @ slope

    def at(places: np.ndarray) -> np.ndarray:
        params = _with(places.astype(np.float32), axes, theta)
        of_sample = np.asarray(_cross_entropies(params, penalised), float)
        losses: np.ndarray = of_sample + offset - places @ slope
        return losses

    def exact(places: np.ndarray) -> np.ndarray:
        W, b = _with(places, axes, theta)
        z = (sample.X.astype(float) @ W.T + b) * (2 * sample.y[:, None] - 1)
        losses: np.ndarray = np.logaddexp(0, -z).mean(0) + l2 / 2 * (W**2).sum(1)
        return losses

    return PlaneLoss(at, exact, 10 * float(np.finfo(np.float32).eps), best, H)


def _minimum(result: LogisticResult, axes: Axes, theta: np.ndarray) -> Params | None:
    """Where the loss of all points is smallest with the others held, if it is found."""
    if len(theta) == 2:
        return result.optimum and rescaled(result.optimum, result.training.scaling)
    (X, y, _), whole, plane = result.training.data, theta.astype(float), [*axes]
    A = np.column_stack([X, np.ones(len(y))]).astype(float)
    is_penalised = np.arange(len(theta)) < X.shape[1]  # b is not
    whole[plane] = 0
    found = cross_entropy_minimum(
        A[:, plane], y, A @ whole, result.scenario.l2 * is_penalised[plane]
    )
    if found is None:
        return None
    whole[plane] = found.W
    return Params(whole[:-1], whole[-1])


def _with(places: np.ndarray, axes: Axes, theta: np.ndarray) -> Params:
    """``theta`` (d + 1,) with its parameters ``axes`` at places (m, 2): W (m, d) and b
    (m,), of the places' dtype."""
    whole = np.tile(theta.astype(places.dtype), (len(places), 1))
    whole[:, axes] = places
    return Params(whole[:, :-1], whole[:, -1])

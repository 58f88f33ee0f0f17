"""Where the fits of many samples lie, by the formulas of textbooks.

Least squares: normal around the truth with the covariance sigma^2 (A'A)^-1, A = [X 1],
or, of points with the variances D, (A'A)^-1 A' D A (A'A)^-1.
Maximum likelihood, for many points: the same with the inverse of the Fisher information
sum of p (1 - p) a a'. (Hastie, Tibshirani & Friedman, The Elements of Statistical
Learning, 2009, 3.2 and 4.4.)
"""

import math
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from jaxreg.data.table import Table
from jaxreg.lab.covariance import inverse, sandwich
from jaxreg.lab.scatter import NO_VARIANCE, note_on, variances
from jaxreg.settings import Scenario
from jaxreg.settings.features import SQUARES
from jaxreg.settings.noise import UNEVEN
from jaxreg.training.features import Features
from jaxreg.training.models import Params
from jaxreg.training.results import LinearResult, Result
from jaxreg.training.runs import run

SHARE = 0.95
RADIUS_SQUARED = -2 * math.log(1 - SHARE)
"""Of the ellipse, in standard errors: the chi-squared distribution of two degrees of
freedom is exponential with the mean 2."""
_EXACT = "All universes have the same x, so the formula is exact for the closed form."
_SAME_X = (
    "All universes have the same x; but the formula knows nothing of the L2 penalty, "
    "which pulls W towards 0."
)
_EVEN = "The formula takes points to scatter around the fit equally far everywhere."
_NOT_HERE = " Here they do not: their noise grows with x."
_OF_U = " The weights are for powers of u = (x − mean) / deviation."
_MANY_BEST = (
    "Training sees too few different x for so many parameters: many curves have the "
    "smallest loss, so the formula has no standard error."
)
_MANY = "The formula is for many points."
_MEAN = "The formula is for many points, and a mean over the points that seeds draw."
_PENALTY = "It knows nothing of the L2 penalty, which pulls W towards 0."
_NODES = 200  # for the mean over the square of the features


class Theory(NamedTuple):
    """Where fits should lie: the ``names`` of all p parameters, their ``centre`` (p,),
    and their ``covariance`` (p, p), None if there is none. The ``note`` says why, or
    what the formula takes for granted. The ellipse is that of the first two."""

    names: tuple[str, ...]
    centre: np.ndarray
    covariance: np.ndarray | None
    note: str = ""

    @property
    def standard_errors(self) -> np.ndarray | None:
        """The square roots of the covariance's diagonal (p,)."""
        if self.covariance is None:
            return None
        errors: np.ndarray = np.sqrt(np.diag(self.covariance))
        return errors

    def within(self, table: pd.DataFrame, prefix: str = "") -> np.ndarray:
        """Which fits (r,) lie within the ellipse that has 95 % of them."""
        if self.covariance is None:
            return np.zeros(len(table), bool)
        first = [prefix + name for name in self.names[:2]]
        away = table[first].to_numpy(float) - self.centre[:2]
        with np.errstate(all="ignore"):  # of runs that diverge
            squared = (away @ np.linalg.inv(self.covariance[:2, :2]) * away).sum(axis=1)
        inside: np.ndarray = squared <= RADIUS_SQUARED
        return inside

    def told(self) -> dict[str, Any]:
        """It as plain data."""
        errors, C = self.standard_errors, self.covariance
        centre = [float(c) if np.isfinite(c) else None for c in self.centre]
        return {
            "names": [*self.names],
            "centre": centre,
            "covariance": None if C is None else C.tolist(),
            "standard_errors": None if errors is None else errors.tolist(),
            "radius": math.sqrt(RADIUS_SQUARED),
            "note": self.note,
        }


def of_universes(s: Scenario) -> Theory:
    """Where the fits of a scenario lie over its seeds.

    X of a line or a curve is the same for every seed, so its covariance is exact. Of
    classes each seed draws another X, so the information is its mean over the square
    that X is from.

    Raises:
        ValueError: the seed does not change the points, or the truth is no model of
            these features.
    """
    if not s.is_drawn:
        raise ValueError(
            f"the seed does not change the points of {s.data!r}: take the bootstrap, "
            "which draws their rows again"
        )
    result = run(replace(s, epochs=0))
    if result.true_params is None:
        raise ValueError(
            "a circle is the truth, which no line can follow: choose the features "
            f"“{SQUARES}”"
        )
    truth = np.append(*result.true_params).astype(float)
    if isinstance(result, LinearResult):
        return _of_curves(result, truth)
    if not result.features.is_plain and s.scaling == "on":
        raise ValueError(
            "the squares of standardised x are other features in each universe: switch "
            "“Standardise x” off"
        )
    num_points = len(result.data.y)  # without held-out ones
    information = num_points * _mean_information(truth, result.features)
    note = f"{_MEAN} {_PENALTY}" if s.l2 else _MEAN
    return Theory(_names(truth), truth, np.linalg.inv(information), note)


def _of_curves(result: LinearResult, truth: np.ndarray) -> Theory:
    """Of a line, or of a polynomial of x."""
    s, names = result.scenario, _names(truth)
    if s.noise == 0 or s.targets == "noise-free":
        note = "Without noise every universe has the same points."
        if s.noise:
            note = "Trained on noise-free points, all universes are the same."
        return Theory(names, truth, None, note)
    X, variance = result.features.of(result.data.X), variances(s, result.data.X[:, 0])
    per_variance = inverse(X)
    if per_variance is None or variance is None:
        note = NO_VARIANCE if variance is None else _MANY_BEST
        return Theory(names, truth, None, note)
    covariance = (
        sandwich(X, variance) if np.ptp(variance) else variance[0] * per_variance
    )
    usual = float(np.sqrt(np.mean(variance) * per_variance[0, 0]))
    note = (_SAME_X if s.l2 else _EXACT) + note_on(s, usual) + _of_features(result)
    return Theory(names, truth, covariance, note)


def _of_features(result: LinearResult) -> str:
    """What the weights are for, if that is not x itself."""
    return "" if (result.features.scale == 1).all() else _OF_U


def _names(theta: np.ndarray) -> tuple[str, ...]:
    return *names_of_weights(len(theta) - 1), "b"


def names_of_weights(num_weights: int) -> list[str]:
    """What the columns of a table call them: W or W1, W2, ..."""
    if num_weights == 1:
        return ["W"]
    return [f"W{k + 1}" for k in range(num_weights)]


def _mean_information(theta: np.ndarray, features: Features) -> np.ndarray:
    """The Fisher information (d + 1, d + 1) of one point, X being uniform on (-3, 3)^2,
    by Gauss's quadrature."""
    at, weight = np.polynomial.legendre.leggauss(_NODES)
    x1, x2 = np.meshgrid(3 * at, 3 * at)
    X = np.column_stack([x1.ravel(), x2.ravel()])
    A = np.column_stack([features.of(X), np.ones(len(X))])
    share = np.outer(weight, weight).ravel() / 4
    information: np.ndarray = (A.T * (share * _variance(A @ theta))) @ A
    return information


def _variance(z: np.ndarray) -> np.ndarray:
    """p (1 - p) at the logits z."""
    variance: np.ndarray = 1 / (4 * np.cosh(z / 2) ** 2)
    return variance


def of_bootstrap(s: Scenario, own: Table | None = None) -> Theory:
    """Where the fits of new samples would lie, by the formula, from the data at hand:
    around the best fit, with the residuals' variance, RSS / (n - 2), or with the
    information at the best fit.

    Raises:
        DataError: the points cannot be taken from ``own``.
    """
    result = run(replace(s, epochs=0), own)
    X = np.asarray(result.features.of(result.data.X), float)
    names = *names_of_weights(X.shape[1]), "b"
    best = _best(result)
    if best is None:
        note = "No W and b are the best here, so the formula has no standard error."
        return Theory(names, np.full(len(names), np.nan), None, note)
    theta = np.append(*best).astype(float)
    if s.l2:
        return Theory(names, theta, None, _PENALTY)
    if isinstance(result, LinearResult):
        covariance = inverse(X)
        if covariance is None:
            return Theory(names, theta, None, _MANY_BEST)
        residuals = np.asarray(result.targets, float) - (X @ theta[:-1] + theta[-1])
        rest, freedom = float(residuals @ residuals), len(X) - len(theta)
        if freedom == 0 or rest <= 1e-12 * float(np.ptp(result.targets)) ** 2:
            note = "The fit meets every point, so the formula finds no error."
            return Theory(names, theta, None, note)
        is_uneven = s.is_drawn and result.scenario.noise_kind == UNEVEN
        note = _EVEN + _NOT_HERE * is_uneven + _of_features(result)
        return Theory(names, theta, rest / freedom * covariance, note)
    p = _variance(X @ theta[:-1] + theta[-1])
    return Theory(names, theta, inverse(X, p), _MANY)


def _best(result: Result) -> Params | None:
    return result.closed_form if isinstance(result, LinearResult) else result.optimum

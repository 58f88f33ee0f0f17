"""Where the fits of many samples lie, by the formulas of textbooks.

Least squares: normal around the truth with the covariance sigma^2 (A'A)^-1, A = [X 1].
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
from jaxreg.settings import LinearScenario, LogisticScenario, Scenario
from jaxreg.training.models import Params
from jaxreg.training.results import LinearResult, Result
from jaxreg.training.runs import run
from jaxreg.training.units import Scaling

SHARE = 0.95
RADIUS_SQUARED = -2 * math.log(1 - SHARE)
"""Of the ellipse, in standard errors: the chi-squared distribution of two degrees of
freedom is exponential with the mean 2."""
_EXACT = "All universes have the same x, so the formula is exact for the closed form."
_EVEN = "The formula takes points to scatter around the line equally far everywhere."
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

    X of a line is the same for every seed, so its covariance is exact. Of classes each
    seed draws another X, so the information is its mean over the square that X is from.

    Raises:
        ValueError: the seed does not change the points.
    """
    if s.data != "generated":
        raise ValueError(
            f"the seed does not change the points of {s.data!r}: take the bootstrap, "
            "which draws their rows again"
        )
    if isinstance(s, LinearScenario):
        x = 9 * np.arange(s.num_points) / (s.num_points - 1)
        A, truth = np.column_stack([x, np.ones(len(x))]), [s.true_W, s.true_b]
        if s.noise == 0 or s.targets == "noise-free":
            note = "Without noise every universe has the same points."
            if s.noise:
                note = "Trained on noise-free points, all universes are the same."
            return Theory(("W", "b"), np.array(truth), None, note)
        covariance = s.noise**2 * np.linalg.inv(A.T @ A)
        return Theory(("W", "b"), np.array(truth), covariance, _EXACT)
    assert isinstance(s, LogisticScenario)
    theta = np.array([s.true_W1, s.true_W2, s.true_b])
    information = s.num_points * _mean_information(theta)
    note = f"{_MEAN} {_PENALTY}" if s.l2 else _MEAN
    return Theory(("W1", "W2", "b"), theta, np.linalg.inv(information), note)


def _mean_information(theta: np.ndarray) -> np.ndarray:
    """The Fisher information (3, 3) of one point, X being uniform on (-3, 3)^2, by
    Gauss's quadrature."""
    at, weight = np.polynomial.legendre.leggauss(_NODES)
    x1, x2 = np.meshgrid(3 * at, 3 * at)
    A = np.column_stack([x1.ravel(), x2.ravel(), np.ones(x1.size)])
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
    X = np.asarray(result.data.X, float)
    names = ("W", "b") if X.shape[1] == 1 else ("W1", "W2", "b")
    best = _best(result)
    if best is None:
        note = "No W and b are the best here, so the formula has no standard error."
        return Theory(names, np.full(len(names), np.nan), None, note)
    theta = np.append(*best).astype(float)
    # Of x in units of its size, so that a year such as 2024 costs no digits.
    scaling = Scaling(X.mean(axis=0), X.std(axis=0))
    F = np.column_stack([(X - scaling.mean) / scaling.deviation, np.ones(len(X))])
    if isinstance(result, LinearResult):
        residuals = np.asarray(result.targets, float) - (X @ theta[:-1] + theta[-1])
        rest = float(residuals @ residuals)
        size = float(np.ptp(result.targets)) ** 2
        if len(X) == 2 or rest <= 1e-12 * size:
            note = "The line meets every point, so the formula finds no error."
            return Theory(names, theta, None, note)
        of_units = rest / (len(X) - 2) * np.linalg.inv(F.T @ F)
        return Theory(names, theta, _unscaled(of_units, scaling), _EVEN)
    if result.scenario.l2:
        return Theory(names, theta, None, _PENALTY)
    p = _variance(X @ theta[:-1] + theta[-1])
    of_units = np.linalg.inv((F.T * p) @ F)
    return Theory(names, theta, _unscaled(of_units, scaling), _MANY)


def _best(result: Result) -> Params | None:
    return result.closed_form if isinstance(result, LinearResult) else result.optimum


def _unscaled(covariance: np.ndarray, scaling: Scaling) -> np.ndarray:
    """The covariance of W and b of scaled features as that of the features' own."""
    d = len(scaling.mean)
    back = np.eye(d + 1)
    back[:d, :d] /= scaling.deviation
    back[d, :d] = -scaling.mean / scaling.deviation
    unscaled: np.ndarray = back @ covariance @ back.T
    return unscaled

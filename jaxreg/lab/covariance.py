"""Covariances of fits, from the features X (n, d) of the points; A = [X 1]."""

import numpy as np

from jaxreg.training.units import Scaling, deviation


def inverse(X: np.ndarray, weight: np.ndarray | float = 1.0) -> np.ndarray | None:
    """(A' diag(weight) A)^-1, (d + 1, d + 1); None if it is singular."""
    F, scaling = _standardised(X)
    if np.linalg.matrix_rank(F) < F.shape[1]:
        return None
    return _unscaled(np.linalg.inv((F.T * weight) @ F), scaling)


def sandwich(X: np.ndarray, variance: np.ndarray) -> np.ndarray:
    """(A'A)^-1 A' diag(variance) A (A'A)^-1, (d + 1, d + 1): the covariance of least
    squares for y of these variances (n,)."""
    F, scaling = _standardised(X)
    of_y = np.linalg.pinv(F)
    return _unscaled((of_y * variance) @ of_y.T, scaling)


def _standardised(X: np.ndarray) -> tuple[np.ndarray, Scaling]:
    """[X 1] of x in units of its size, so that a year such as 2024 costs no digits."""
    scaling = Scaling(X.mean(axis=0), deviation(X))
    F = np.column_stack([(X - scaling.mean) / scaling.deviation, np.ones(len(X))])
    return F, scaling


def _unscaled(covariance: np.ndarray, scaling: Scaling) -> np.ndarray:
    """The covariance of W and b of scaled features as that of the features' own."""
    d = len(scaling.mean)
    back = np.eye(d + 1)
    back[:d, :d] /= scaling.deviation
    back[d, :d] = -scaling.mean / scaling.deviation
    unscaled: np.ndarray = back @ covariance @ back.T
    return unscaled

"""What is known of the mean squared error without training, in NumPy and float64.

With a penalty l2 / 2 |W|^2 it is a bowl, too: its minimum is that of ridge regression,
and its Hessian H = 2 A'A / n + l2 on each W, A = [X 1]. Without an intercept A = [X 0]:
b has no slope and no curvature, and is 0.
"""

import functools

import numpy as np

from jaxreg.data.dataset import Dataset
from jaxreg.training.models import Params
from jaxreg.training.results import Bowl, LinearResult, PlaneLoss
from jaxreg.training.units import Scaling, deviation, root_mean_square


def with_ones(X: np.ndarray, has_intercept: bool = True) -> np.ndarray:
    """What W and b are multiplied by at points X (n, d): A = [X 1], or [X 0] without an
    intercept, (n, d + 1)."""
    ones = np.full(len(X), float(has_intercept))
    return np.column_stack([np.asarray(X, float), ones])


def least_squares(
    X: np.ndarray, y: np.ndarray, l2: float = 0.0, has_intercept: bool = True
) -> Params:
    """The W (d,) and b that minimise the mean squared error + l2 / 2 |W|^2, for X
    (n, d), y (n,); of several, those of the smallest W for standardised X.

    Of one feature by a formula; of more by the singular values of the standardised
    features and a row for each penalty, as normal equations of powers of x would lose
    all digits (Björck, Numerical Methods for Least Squares Problems, 1996, 2.7).
    """
    X, y = np.asarray(X, float), np.asarray(y, float)
    penalty = len(y) * l2 / 2
    if not has_intercept:
        W = _by_singular_values(X, y, root_mean_square(X), penalty)
        return Params(W, np.float64(0))
    # Relative to the first value, so that the mean of a constant y is exact.
    X_mean, y_mean = (v[0] + np.mean(v - v[0], axis=0) for v in (X, y))
    centred, rise = X - X_mean, y - y_mean
    if X.shape[1] == 1:
        W = np.linalg.solve(centred.T @ centred + penalty, centred.T @ rise)
    else:
        W = _by_singular_values(centred, rise, deviation(X), penalty)
    return Params(W, y_mean - X_mean @ W)


def _by_singular_values(
    X: np.ndarray, y: np.ndarray, size: np.ndarray, penalty: float
) -> np.ndarray:
    """The W (d,) that minimise |X W - y|^2 + penalty |W|^2; columns of X (n, d) have
    the sizes ``size`` (d,).

    What no W can reach of y, or only by rounding, is left out first: a small penalty
    would multiply its rounding by the square of the condition number.
    """
    U, S, V = np.linalg.svd(X / size, full_matrices=False)
    there = S > S[0] * max(X.shape) * np.finfo(float).eps
    rows = np.vstack([(S[:, None] * V)[there], np.diag(np.sqrt(penalty) / size)])
    aims = np.append((U.T @ y)[there], np.zeros(len(size)))
    W: np.ndarray = np.linalg.lstsq(rows, aims, rcond=None)[0] / size
    return W


def bowl_of(
    points: Dataset, scaling: Scaling, l2: float = 0.0, has_intercept: bool = True
) -> Bowl:
    """The squared error of points in the units of a scaling, and its penalty."""
    X, y = np.asarray(points.X, float), np.asarray(points.y, float)
    X = (X - scaling.mean) / scaling.deviation
    y = (y - scaling.y_mean) / scaling.y_deviation
    best, H = least_squares(X, y, l2, has_intercept), hessian(X, l2, has_intercept)
    return Bowl(np.append(*best), residual_loss(X, y, best, l2), H)


def loss_at(bowl: Bowl, theta: np.ndarray) -> np.ndarray:
    """The loss at places theta (m, d + 1): (m,)."""
    away = theta - bowl.minimum
    # Column by column: a sum along so short an axis takes several times as long.
    loss: np.ndarray = bowl.smallest + sum((away @ bowl.H * away).T) / 2
    return loss


def line_loss(result: LinearResult) -> PlaneLoss:
    """The loss over the W and b of ``result.shown``, in the training's units, where it
    is near 1 whatever the units of y."""
    best, unit = result.bowl.minimum, 1.0
    if result.scenario.scaling == "off":
        best, unit = np.append(*result.closed_form), result.loss_unit
    bowl = Bowl(best, result.bowl.smallest, result.bowl.H / unit)
    at = functools.partial(loss_at, bowl)
    return PlaneLoss(at, at, 10 * float(np.finfo(float).eps), best, bowl.H)


def hessian(X: np.ndarray, l2: float = 0.0, has_intercept: bool = True) -> np.ndarray:
    """Second derivatives of the mean squared error + l2 / 2 |W|^2 by (W, b): (d + 1,
    d + 1), those by b 0 without an intercept."""
    A = with_ones(X, has_intercept)
    H: np.ndarray = 2 * A.T @ A / len(X)
    return H + np.diag([*[l2] * (len(H) - 1), 0.0]) if l2 else H


def moved_hessian(
    X: np.ndarray, l2: float = 0.0, has_intercept: bool = True
) -> np.ndarray:
    """Its rows and columns of the parameters that training moves: without an intercept
    those of W alone, (d, d)."""
    moved = slice(None if has_intercept else -1)
    return hessian(X, l2)[moved, moved]


def max_learning_rate(
    X: np.ndarray, l2: float = 0.0, has_intercept: bool = True
) -> float:
    """2 / largest eigenvalue of the Hessian: above it the loss diverges."""
    return 2 / float(np.linalg.eigvalsh(hessian(X, l2, has_intercept))[-1])


def r_squared(y: np.ndarray, predicted: np.ndarray) -> float | None:
    """The share of the variance of y (n,) that is explained; None if y is constant."""
    y, predicted = np.asarray(y, float), np.asarray(predicted, float)
    if np.ptp(y) == 0:
        return None
    return float(1 - np.sum((y - predicted) ** 2) / np.sum((y - y.mean()) ** 2))


def residual_loss(
    X: np.ndarray, y: np.ndarray, params: Params, l2: float = 0.0
) -> float:
    """The mean squared error + l2 / 2 |W|^2, for X (n, d), y (n,), in float64."""
    W, b = params
    residuals = np.asarray(X, float) @ W + b - np.asarray(y, float)
    return float(np.mean(residuals**2) + l2 / 2 * np.sum(W**2))


def residual_gradient(
    X: np.ndarray,
    y: np.ndarray,
    params: Params,
    l2: float = 0.0,
    has_intercept: bool = True,
) -> np.ndarray:
    """2 / n sum (W x + b - y) (x, 1) + l2 (W, 0): the slopes of that loss (d + 1,), by
    b 0 without an intercept."""
    A = with_ones(X, has_intercept)
    slope: np.ndarray = 2 * (A @ np.append(*params) - y) @ A / len(y)
    return slope + l2 * np.append(params.W, 0)

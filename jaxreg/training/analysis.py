"""What mathematics says about a run without training, in NumPy and float64.

The squared error's minimum and its Hessian H = 2 A'A / n, A = [X 1]; the largest stable
learning rate 2 / lambda_max(H); when a loss left the float range or rose; where a
decision boundary lies.
"""

from typing import NamedTuple

import numpy as np

from jaxreg.data.dataset import mean
from jaxreg.training.models import Params

ROUNDING = 1e-5
"""A loss that rises by no more than this share of itself may do so by rounding."""


def ordinary_least_squares(X: np.ndarray, y: np.ndarray) -> Params:
    """The W (d,) and b that minimise the mean squared error, for X (n, d), y (n,).

    From the normal equations of the centred data.
    """
    X, y = np.asarray(X, float), np.asarray(y, float)
    X_mean, y_mean = mean(X), mean(y)
    centred = X - X_mean
    W = np.linalg.solve(centred.T @ centred, centred.T @ (y - y_mean))
    return Params(W, y_mean - X_mean @ W)


def hessian(X: np.ndarray) -> np.ndarray:
    """Second derivatives of the mean squared error by (W, b): (d + 1, d + 1)."""
    A = np.column_stack([np.asarray(X, float), np.ones(len(X))])
    H: np.ndarray = 2 * A.T @ A / len(X)
    return H


class Bowl(NamedTuple):
    """The mean squared error as a quadratic form of theta = (W, b): its ``minimum``
    (d + 1,), the loss there, and its Hessian ``H`` (d + 1, d + 1)."""

    minimum: np.ndarray
    smallest: float
    H: np.ndarray

    def at(self, theta: np.ndarray) -> np.ndarray:
        """The loss at places theta (m, d + 1): (m,)."""
        away = theta - self.minimum
        loss: np.ndarray = self.smallest + np.sum(away @ self.H * away, axis=1) / 2
        return loss


def squared_error_bowl(X: np.ndarray, y: np.ndarray) -> Bowl:
    """The mean squared error of points X (n, d), y (n,), over all W and b."""
    best = ordinary_least_squares(X, y)
    return Bowl(np.append(*best), residual_loss(X, y, best), hessian(X))


def max_learning_rate(X: np.ndarray) -> float:
    """2 / largest eigenvalue of the Hessian: above it the squared error diverges."""
    return 2 / float(np.linalg.eigvalsh(hessian(X))[-1])


def safe_learning_rate(X: np.ndarray, l2: float) -> float:
    """The rate below which the cross-entropy with a penalty ``l2`` never rises.

    2 / (lambda_max(A'A) / 4n + l2), A = [X 1], for points X (n, d): no Hessian has a
    larger eigenvalue, as p (1 - p) is at most 1/4. A step of the rate r then lowers the
    loss by at least r (1 - r lambda / 2) times the squared length of the gradient
    (Nesterov, Lectures on Convex Optimization, 2018, 1.2.3).
    """
    return 2 / (float(np.linalg.eigvalsh(hessian(X))[-1]) / 8 + l2)


def r_squared(y: np.ndarray, predicted: np.ndarray) -> float | None:
    """The share of the variance of y (n,) that is explained; None if y is constant."""
    y, predicted = np.asarray(y, float), np.asarray(predicted, float)
    if np.ptp(y) == 0:
        return None
    return float(1 - np.sum((y - predicted) ** 2) / np.sum((y - y.mean()) ** 2))


def first_nonfinite_epoch(loss: np.ndarray) -> int | None:
    """The first epoch whose loss is inf or NaN, or None."""
    bad = np.flatnonzero(~np.isfinite(loss))
    return int(bad[0]) if bad.size else None


def last_readable_epoch(loss: np.ndarray) -> int:
    """The last epoch before the loss passed a million times its start, or became inf.

    What comes after it would flatten everything before it on any axis.
    """
    loss = np.asarray(loss, float)  # which holds a million times any float32
    start = float(loss[0]) or 1e-30  # from a loss of 0 on, what rounding makes of it
    readable = np.isfinite(loss) & (loss <= 1e6 * start)
    bad = np.flatnonzero(~readable)
    return max(int(bad[0]) - 1, 0) if bad.size else len(loss) - 1


def rising_epochs(loss: np.ndarray) -> np.ndarray:
    """The epochs whose loss is higher than that of the epoch before.

    A rise by up to ``ROUNDING`` of the loss does not count.
    """
    return 1 + np.flatnonzero(loss[1:] / (1 + ROUNDING) > loss[:-1])


def decision_boundary(
    params: Params, x1: tuple[float, float], x2: tuple[float, float]
) -> np.ndarray | None:
    """The part of the line W1 x1 + W2 x2 + b = 0 that lies inside a window.

    Args:
        params: W (2,), in any direction, and b.
        x1, x2: the window, (low, high) of each feature.

    Returns:
        The two ends, (2, 2) with a row per end, or None: W is 0 or not finite, or the
        line does not cross the window.
    """
    W, b = np.asarray(params.W, float), float(params.b)
    if not (np.isfinite(W).all() and np.isfinite(b)):
        return None
    low, high = np.array([x1, x2], float).T
    rounding = 1e-9 * (high - low)
    ends = []
    for axis in (0, 1):  # where the line crosses the window's sides x_axis = low, high
        if W[1 - axis] == 0:
            continue
        for side in (low[axis], high[axis]):
            crossing = (-b - W[axis] * side) / W[1 - axis]
            inside = np.clip(crossing, low[1 - axis], high[1 - axis])
            if abs(crossing - inside) <= rounding[1 - axis]:
                point = np.empty(2)
                point[axis], point[1 - axis] = side, inside
                ends.append(point)
    if len(ends) < 2:
        return None
    # Through a corner the line crosses two sides at one point: take the farthest pair.
    i, j = max(
        ((i, j) for i in range(len(ends)) for j in range(i)),
        key=lambda pair: float(np.sum((ends[pair[0]] - ends[pair[1]]) ** 2)),
    )
    # A line that only touches a corner of the window does not cross it.
    touches = np.all(np.abs(ends[i] - ends[j]) <= rounding)
    return None if touches else np.array([ends[j], ends[i]])


def probability_field(params: Params, x1: np.ndarray, x2: np.ndarray) -> np.ndarray:
    """P(class 1) = sigmoid(W1 x1 + W2 x2 + b) on a grid.

    Args:
        params: W (2,) and b.
        x1: the grid's columns (p,).
        x2: its rows (q,).

    Returns:
        (q, p), 0 to 1.
    """
    W, b = params
    logits = W[0] * x1[None, :] + W[1] * x2[:, None] + b
    p: np.ndarray = (1 + np.tanh(logits / 2)) / 2  # the sigmoid, without overflow
    return p


def residual_loss(X: np.ndarray, y: np.ndarray, params: Params) -> float:
    """The mean squared error of a line, for X (n, d), y (n,), in float64."""
    W, b = params
    return float(np.mean((np.asarray(X, float) @ W + b - np.asarray(y, float)) ** 2))

"""What curvature says of gradient descent before it runs, in NumPy and float64.

Near a minimum theta* a step of the rate r multiplies each mode of theta - theta*, an
eigenvector of the Hessian with the eigenvalue lambda, by 1 - r lambda. For the squared
error that is so everywhere, and the whole path is known.
"""

from typing import NamedTuple

import numpy as np


class RateMarks(NamedTuple):
    """Where a learning rate changes what it does to the modes, from the lowest up.

    Up to ``overshoot``, 1 / lambda_max, no mode changes its sign; ``fastest``, 2 /
    (lambda_min + lambda_max), shrinks the slowest of all modes most in one epoch; from
    ``limit``, 2 / lambda_max, on the steepest mode shrinks no more.
    """

    overshoot: float
    fastest: float
    limit: float


def rate_marks(lowest: float, highest: float) -> RateMarks:
    """The marks for the Hessian's smallest eigenvalue, 0 or more, and its largest,
    more than 0.

    Source: Nesterov, Lectures on Convex Optimization (2018), 2.1.5.
    """
    return RateMarks(1 / highest, 2 / (lowest + highest), 2 / highest)


def exact_path(
    H: np.ndarray,
    minimum: np.ndarray,
    start: np.ndarray,
    learning_rate: float,
    epochs: np.ndarray,
) -> np.ndarray:
    """theta_k = theta* + (I - rate H)^k (theta_0 - theta*) for a quadratic loss.

    Args:
        H: its Hessian (p, p), symmetric.
        minimum, start: theta* and theta_0 (p,).
        learning_rate: more than 0.
        epochs: the k that are asked for (e,), 0 or more.

    Returns:
        (e, p), infinite or NaN where it leaves the range of float64.
    """
    eigenvalues, modes = np.linalg.eigh(H)
    with np.errstate(over="ignore", invalid="ignore"):  # of a rate that diverges
        kept = (1 - learning_rate * eigenvalues) ** np.asarray(epochs)[:, None]
        # From the start, so that at k = 0 it is the start exactly.
        moved = (kept - 1) * (modes.T @ (start - minimum)) @ modes.T
        theta: np.ndarray = start + moved
        return theta

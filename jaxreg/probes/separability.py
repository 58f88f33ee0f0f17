"""Whether a hyperplane separates two classes, by linear programs (Konis 2007).

With A_i = +-(x_i, 1), + for class 1, a beta of A beta > 0 has every point strictly on
its own side. Albert & Anderson (1984): the cross-entropy has a minimum if and only if
no beta has A beta >= 0 other than A beta = 0.
"""

import numpy as np
from scipy.optimize import linprog
from scipy.spatial import ConvexHull, QhullError

# Of the points' spread: what is closer touches, what is flatter is flat. The solver,
# which is exact to 1e-10 and reads entries below 1e-9 as 0, cannot tell much less.
TOLERANCE = 1e-8


def separation(X: np.ndarray, y: np.ndarray) -> str:
    """Whether a hyperplane separates the classes y (n,), 0 or 1, of points X (n, d).

    Returns:
        "complete": one has every point strictly on its own side, as with one class.
        "quasi": none has, but one has no point on the wrong side, and not all on it.
        "overlap": none at all, so the cross-entropy has a finite minimum.

        Gaps and overlaps below about 1e-8 of the points' spread count as touching.
    """
    is_one = np.asarray(y) == 1
    if is_one.all() or not is_one.any():
        return "complete"
    X = _standardised(np.asarray(X, float))
    ones, zeros = _corners(X[is_one]), _corners(X[~is_one])
    A = np.vstack([np.insert(ones, 0, 1, axis=1), -np.insert(zeros, 0, 1, axis=1)])
    # Each claim is checked on the beta that was found, whatever the solver says of it.
    with_margin = np.column_stack([A, -np.ones(len(A))])
    beta = _maximum(np.eye(A.shape[1] + 1)[-1], with_margin, 0)[:-1]
    if (A @ beta).min() > TOLERANCE:
        return "complete"
    # Where classes overlap, the tolerance keeps beta tiny; otherwise it grows to 1.
    beta = _maximum(A.sum(axis=0), A, -TOLERANCE)
    touches = (A @ beta).min() > -2 * TOLERANCE * np.abs(beta).max()
    return "quasi" if touches else "overlap"


def _standardised(X: np.ndarray) -> np.ndarray:
    """X (n, d), centred, in uncorrelated axes, each up to +-1: (n, r), r the rank.

    No answer changes, and A has full rank: A beta = 0 for beta = 0 only.
    """
    X = X - X[0]  # a constant feature is 0 exactly, as it would not be less its mean
    size = np.abs(X).max(axis=0)
    X = X[:, size > 0] / size[size > 0]
    U, spread, _ = np.linalg.svd(X - X.mean(axis=0), full_matrices=False)
    U = U[:, spread > TOLERANCE * spread.max(initial=0)]
    return U / np.abs(U).max(axis=0)


def _corners(X: np.ndarray) -> np.ndarray:
    """Those of X (n, r) whose convex hull holds all, where that is quick to know.

    A plane that has them on one side has all points there; of many points few are left.
    """
    if X.shape[1] == 1:
        return X[[X.argmin(), X.argmax()]]
    if X.shape[1] != 2:
        return X
    try:
        return X[ConvexHull(X).vertices]
    except QhullError:  # on a line, or fewer than three
        return X


def _maximum(objective: np.ndarray, A: np.ndarray, least: float) -> np.ndarray:
    """The theta (k,) in -1 to 1 of A theta >= least, A (n, k), where objective @ theta
    is largest."""
    limits = np.full(len(A), -least)
    exact = dict.fromkeys(
        ["primal_feasibility_tolerance", "dual_feasibility_tolerance"], 1e-10
    )
    result = linprog(-objective, -A, limits, bounds=(-1, 1), options=exact)
    if result.x is None:
        raise RuntimeError(result.message)
    return result.x

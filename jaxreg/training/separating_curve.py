"""Whether a curve separates two classes: a line in the space of the features.

Albert & Anderson (1984): with a_i = (features, 1) of each point of class 1, and minus
that of class 0, the classes are separable if some theta has theta . a_i > 0 for all i.
It has unless 0 is a weighted mean of some a_i; these then lie on every boundary that
has no point on its wrong side, and the question is asked again of what the other a_i
are beside them. Wolfe (1976) finds the mean that is nearest to 0.
"""

import numpy as np

from jaxreg.data.dataset import Dataset
from jaxreg.training.features import Features, polynomial
from jaxreg.training.separability import separation

_ZERO = 1e-10  # of the length of an a_i: rounding
_MAX_STEPS = 1000  # a dozen or two are usual


def separation_of(features: Features, data: Dataset) -> str:
    """Whether a boundary of a model of these features separates the classes of points:
    see ``separation``, which is exact; of squares and a product it is decided to
    within 1e-10."""
    X, y = np.asarray(data.X, float), np.asarray(data.y)
    if features.is_plain:
        return separation(X, y)
    if not 0 < y.sum() < len(y):
        return "one class"
    return separation_in_space(polynomial(X.shape[1], 2, X).of(X), y)


def separation_in_space(F: np.ndarray, y: np.ndarray) -> str:
    """The same for both classes y (n,) of any features F (n, d)."""
    A = np.column_stack([F, np.ones(len(F))])
    largest = np.abs(A).max(axis=0)
    A /= np.where(largest > 0, largest, 1)
    U, sizes, _ = np.linalg.svd(A, full_matrices=False)
    rows = U[:, sizes > _ZERO * sizes[0]] * (2 * y[:, None] - 1)
    kind = "complete"
    while len(rows := _unit_rows(rows)):
        nearest, on_boundary = _nearest_to_0(rows)
        if nearest @ nearest > _ZERO**2:
            return kind
        basis = np.linalg.svd(rows[on_boundary], full_matrices=False)
        span = basis[2][basis[1] > _ZERO * basis[1][0]]
        rows, kind = rows - rows @ span.T @ span, "quasi"
    return "overlap"


def _unit_rows(rows: np.ndarray) -> np.ndarray:
    """Those that are not 0, each of length 1."""
    lengths = np.linalg.norm(rows, axis=1)
    if lengths.max() < 1e-8:  # of what was 1, less its part along others
        return rows[:0]
    kept = lengths > 1e-8
    unit: np.ndarray = rows[kept] / lengths[kept, None]
    return unit


def _nearest_to_0(rows: np.ndarray) -> tuple[np.ndarray, list[int]]:
    """The weighted mean (r,) of rows (n, r) that is nearest to 0, and whose mean it is
    (Wolfe, Finding the nearest point in a polytope, 1976)."""
    among, weights = [0], np.ones(1)
    nearest = rows[0]
    for _ in range(_MAX_STEPS):
        along = rows @ nearest
        lowest = int(along.argmin())
        length = float(nearest @ nearest)
        if length < _ZERO**2 or lowest in among or along[lowest] > length - 1e-14:
            break
        among, weights = [*among, lowest], np.append(weights, 0.0)
        while (target := _nearest_in_plane(rows[among])).min() <= 1e-12:
            falls = target <= 1e-12
            share = np.min(weights[falls] / (weights - target)[falls].clip(1e-300))
            weights = weights + min(share, 1.0) * (target - weights)
            kept = weights > 1e-12
            kept[int(np.argmin(np.where(falls, weights, np.inf)))] = False
            among = [k for k, keep in zip(among, kept, strict=True) if keep]
            weights = weights[kept]
        weights = target
        nearest = weights @ rows[among]
    return nearest, among


def _nearest_in_plane(corners: np.ndarray) -> np.ndarray:
    """The weights (k,), of sum 1, of the mean of corners (k, r) nearest to 0, some
    perhaps below 0."""
    k = len(corners)
    system = np.ones((k + 1, k + 1))
    system[:k, :k] = corners @ corners.T
    system[k, k] = 0
    solution = np.linalg.lstsq(system, np.eye(k + 1)[k], rcond=None)[0]
    weights: np.ndarray = solution[:k]
    return weights

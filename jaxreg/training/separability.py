"""Whether a line separates two classes, decided without rounding.

Albert & Anderson (1984): the cross-entropy has a minimum unless some W and b put no
point on its wrong side, and not every point on the boundary. Konis (2007) asks a linear
program; one or two features need none. A line separates the classes if the differences
d of a point of class 1 and one of class 0 all lie on one side of a line through 0. So a
ray is turned to the right, from one d to the next, until no d lies to its right, or it
has passed its own opposite.

It is exact, since signs are only taken of whole numbers, which float64s are, in units
of a power of two. Rounded numbers, of known error, only tell which points cannot be the
outermost one.
"""

from typing import NamedTuple

import numpy as np

# The error of a sum of two products in float64, in parts of the largest products: the
# factors, products and sum are each rounded by 2^-53 at most.
_ROUNDING = 5 * 2.0**-53


class Edge(NamedTuple):
    """A boundary W (d,) with no point on its wrong side and points of both classes on
    it: how high above it each point lies, ``height`` (n,), not rounded to or from 0;
    and one of the points on it, where the classes meet, ``origin`` (d,)."""

    W: np.ndarray
    height: np.ndarray
    origin: np.ndarray


class _Points(NamedTuple):
    """Two classes as X (2, n), the first ``num_ones`` of class 1, then minus those of
    class 0: a sum of two is a difference of points.

    X are whole multiples of 2^``step`` (2,), a step being 2^-``fine`` (2,) of the unit
    of ``near`` (2, n): the same from another origin, rounded, so that along any
    direction it is wrong by at most ``error``.
    """

    X: np.ndarray
    num_ones: int
    step: np.ndarray
    fine: list[int]
    near: np.ndarray
    error: float


def separation(X: np.ndarray, y: np.ndarray) -> str:
    """Whether a line separates the classes y (n,), 0 or 1, of points X (n, d), float64,
    d 1 or 2.

    Returns:
        "one class": there is nothing to separate.
        "complete": a line has every point strictly on its own side.
        "quasi": none has, but one has no point on its wrong side, and not all on it.
        "overlap": none at all.
    """
    is_one = np.asarray(y) == 1
    if is_one.all() or not is_one.any():
        return "one class"
    ones, zeros = np.flatnonzero(is_one), np.flatnonzero(~is_one)
    X = np.array(np.transpose(X), float, order="C")  # each feature in one piece: quick
    X = X.take(np.append(ones, zeros), axis=1)
    X = X[X.min(axis=1) < X.max(axis=1)]  # a constant tells nothing apart
    if len(X) == 2:
        return _in_the_plane(_as_points(X, len(ones)))[0]
    return _on_an_axis(*np.split(X[0], [len(ones)])) if len(X) else "overlap"


def edge(X: np.ndarray, y: np.ndarray) -> Edge:
    """The boundary of classes that are quasi-separable, of points X (n, d), y (n,)."""
    X, is_one = np.asarray(X, float), np.asarray(y) == 1
    if X.shape[1] == 1:
        meeting = max(X[is_one].min(), X[~is_one].min())
        return Edge(np.ones(1), X[:, 0] - meeting, np.array([meeting]))
    points = _as_points(np.vstack([X[is_one], X[~is_one]]).T.copy(), is_one.sum())
    _, ray = _in_the_plane(points)
    whole = _whole(X.T, points.step)
    upwards = np.array([-ray[1], ray[0]], object)
    height, along = whole @ upwards, whole @ ray
    height -= height[is_one].min()
    ones, zeros = (along[(height == 0) & label] for label in (is_one, ~is_one))
    meeting = max(ones.min(), zeros.min())
    origin = X[(height == 0) & (along == meeting)][0]
    if not height.any():  # all points lie on one line, which the boundary crosses
        upwards, height = ray, along - meeting
    largest = max(abs(height))
    W = np.ldexp((upwards / largest).astype(float), -points.step)
    return Edge(W, (height / largest).astype(float), origin)


def _on_an_axis(ones: np.ndarray, zeros: np.ndarray) -> str:
    """The answer for one feature, (k,) and (m,), that is not constant."""
    if ones.min() > zeros.max() or zeros.min() > ones.max():
        return "complete"
    touch = ones.min() == zeros.max() or zeros.min() == ones.max()
    return "quasi" if touch else "overlap"


def _as_points(X: np.ndarray, num_ones: int) -> _Points:
    """The two classes of X (2, n), in which each feature varies."""
    exponents = np.frexp(X)[1]
    step, unit = exponents.min(axis=1) - 53, exponents.max(axis=1)
    near = X * np.ldexp(1.0, -unit)[:, None]
    near -= near[:, :1].copy()
    error = _ROUNDING * float(np.abs(near).max(axis=1).sum())
    for points in (X, near):
        points[:, num_ones:] *= -1
    return _Points(X, num_ones, step, (unit - step).tolist(), near, error)


def _in_the_plane(points: _Points) -> tuple[str, np.ndarray]:
    """The answer for two features, and the last ray: along the boundary, if any."""
    ahead = np.array([1, 0], object)
    start = _rightmost(points, ahead)
    if not start.any():
        start = _rightmost(points, -ahead)
    ray = start
    while _cross(ray, d := _rightmost(points, ray)) < 0:
        if _cross(start, d) > 0:  # turned by more than 180 degrees
            return "overlap", ray
        ray = d
    # No difference lies to the right of the ray, which is one itself, and of those on
    # its line d is the hindmost.
    if ray @ d > 0:
        return "complete", ray
    if ray @ d == 0 or _cross(ray, _rightmost(points, -ray)) > 0:
        return "quasi", ray
    return "overlap", ray


def _cross(ray: np.ndarray, d: np.ndarray) -> int:
    """Above 0 if d (2,) lies to the left of the ray (2,), below 0 if to its right."""
    return int(ray[0] * d[1] - ray[1] * d[0])


def _rightmost(points: _Points, ray: np.ndarray) -> np.ndarray:
    """The difference farthest to the right of a ray (2,), and hindmost among equals, in
    whole steps: (2,)."""
    leftwards = np.array([-ray[1], ray[0]], object)
    w = [n << k for n, k in zip(leftwards, points.fine, strict=True)]
    largest = max(map(abs, w))
    left = np.array([n / largest for n in w]) @ points.near
    classes = left[: points.num_ones], left[points.num_ones :]
    ones, zeros = (np.flatnonzero(c <= c.min() + 2 * points.error) for c in classes)
    both = np.append(ones, points.num_ones + zeros)
    first, second = (
        _first(label, leftwards, ray)
        for label in np.split(_whole(points.X[:, both], points.step), [len(ones)])
    )
    difference: np.ndarray = first + second
    return difference


def _first(points: np.ndarray, *directions: np.ndarray) -> np.ndarray:
    """The one of whole points (k, 2) least far along a direction, and among equals
    along the next."""
    for direction in directions:
        if len(points) > 1:
            along = points @ direction
            points = points[along == along.min()]
    first: np.ndarray = points[0]
    return first


def _whole(X: np.ndarray, step: np.ndarray) -> np.ndarray:
    """Points X (2, k) as whole numbers (k, 2) of steps."""
    mantissa, exponent = np.frexp(X.T)
    shift = (exponent - 53 - step).astype(object)
    steps: np.ndarray = (mantissa * 2**53).astype(np.int64).astype(object) << shift
    return steps

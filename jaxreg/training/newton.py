"""The cross-entropy's minimum, by Newton's method, in NumPy and float64.

L(theta) = mean of log(1 + exp(-theta . a_i)) + l2 / 2 |W|^2 for theta = (W, b), where
a_i is (x_i, 1) for class 1 and -(x_i, 1) for class 0. A step is the inverse of the
Hessian times the gradient, halved until the loss no longer rises. Steps do not depend
on the units of x, so x is centred on a middle value and scaled by its size, where
rounding harms least. ``separability`` knows whether there is a minimum.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from jaxreg.training.models import Params
from jaxreg.training.separability import Edge, edge, separation

MAX_STEPS = 100
_FLAT = 1e-11  # of the largest curvature: about what rounding alone makes
_LONGEST, _HALVINGS = 1e3, 30

Penalty = float | np.ndarray
"""The strength of the penalty on W, 0 or more: one, or one for each of W (d,)."""
Held = float | np.ndarray
"""What is added to W x and does not change: one, or one for each point (n,)."""


class _Problem(NamedTuple):
    """What is minimised over theta (k,).

    theta @ ``A`` (k, n) + ``held`` are the logits of each point's own class, ``held``
    being the part that is fixed. The penalty is theta ``penalty`` (k, k) theta / 2.
    """

    A: np.ndarray
    penalty: np.ndarray
    held: np.ndarray | float = 0.0


class _Units(NamedTuple):
    """Features F = (X - ``origin`` (d,)) ``M`` (d, d), of points X (n, d)."""

    F: np.ndarray
    M: np.ndarray
    origin: np.ndarray

    def problem(self, y: np.ndarray, l2: np.ndarray, b: Held | None = None) -> _Problem:
        """What is minimised over the weights of F and b, or without b if it is held."""
        return _problem(self.F, y, self.M.T * l2 @ self.M, b)

    def params(self, theta: np.ndarray, b: Held | None) -> Params:
        """The W and b of X."""
        W = self.M @ theta[: len(self.M)]
        return Params(W, theta[-1] - W @ self.origin if b is None else np.float64(b))


class _State(NamedTuple):
    """Where an iteration stands: theta (k,); z = theta @ A (n,); the loss, its gradient
    and Hessian."""

    theta: np.ndarray
    z: np.ndarray
    loss: float
    gradient: np.ndarray
    H: np.ndarray


def cross_entropy(
    X: np.ndarray, y: np.ndarray, params: Params, l2: Penalty = 0.0
) -> float:
    """The mean binary cross-entropy plus l2 / 2 |W|^2, for X (n, d), y (n,) of 0, 1."""
    theta, l2 = np.append(*params), np.diag(_on_each(X, l2))
    A, penalty, _ = _problem(X, y, l2)
    return _loss_and_wrong(theta, theta @ A, penalty)[0]


def cross_entropy_derivatives(
    X: np.ndarray, y: np.ndarray, params: Params, l2: Penalty = 0.0
) -> tuple[float, np.ndarray, np.ndarray]:
    """It, its first (d + 1,) and its second (d + 1, d + 1) derivatives by (W, b)."""
    l2 = np.diag(_on_each(X, l2))
    state = _at(np.append(*params), _problem(X, y, l2))
    return state.loss, state.gradient, state.H


def cross_entropy_minimum(
    X: np.ndarray, y: np.ndarray, b: Held | None = None, l2: Penalty = 0.0
) -> Params | None:
    """The W (d,) and b that minimise the cross-entropy.

    Args:
        X: points (n, d).
        y: their classes (n,), 0 or 1.
        b: a bias to hold, or one for each point (n,), so that W alone is found.
        l2: strength of the penalty on W.

    Returns:
        None if it was not found: there is none, or the loss around it is flat in
        float64, as for classes that all but touch.
    """
    X, l2 = np.asarray(X, float, order="F"), _on_each(X, l2)
    minimum = _minimum(_middle(X, b), y, b, l2)
    in_sight = b is None and X.shape[1] <= 2  # where an edge can be found
    if minimum is None and in_sight and l2.all() and separation(X, y) == "quasi":
        minimum = _minimum(_at_the_edge(X, edge(X, y)), y, b, l2)
    return minimum


def newton_losses(X: np.ndarray, y: np.ndarray, l2: Penalty = 0.0) -> np.ndarray:
    """The loss at W = 0 and b = 0 and after each step, until it no longer falls by
    1e-15 of itself, or is nearly 0: (k + 1,)."""
    units = _middle(np.asarray(X, float, order="F"), None)
    losses: list[float] = []
    for state, _ in _iterates(units.problem(y, _on_each(X, l2))):
        if losses and not 1e-12 < state.loss < losses[-1] * (1 - 1e-15):
            break
        losses.append(state.loss)
    return np.array(losses)


def _minimum(
    units: _Units, y: np.ndarray, b: Held | None, l2: np.ndarray
) -> Params | None:
    problem = units.problem(y, l2, b)
    for state, step in _iterates(problem):
        if not l2.any() and (state.z >= 0).all() and state.z.any():
            return None  # in that direction the loss falls for ever
        # It has arrived to float32's digits; this step squares the error.
        if np.abs(step @ problem.A).max() < 1e-7 * (1 + np.abs(state.z).max()):
            if _is_flat(state.H) or (not l2.any() and _touches(state.H)):
                return None
            return units.params(state.theta - step, b)
    return None


def _middle(X: np.ndarray, b: Held | None) -> _Units:
    """X (n, d) relative to a middle value, in units of its size. (Relative to the mean,
    one point far away would cost all others their digits.) Relative to 0 if b is held,
    since b would change."""
    sample = np.sort(X[:: 1 + len(X) // 1000], axis=0)
    origin = sample[len(sample) // 2] if b is None else np.zeros(X.shape[1])
    X = X - origin
    size = _sizes(X)
    return _Units(X / size, np.diag(1 / size), origin)


def _at_the_edge(X: np.ndarray, boundary: Edge) -> _Units:
    """X (n, d) along and above the boundary of quasi-separable classes.

    Points on it, of height 0, then have no part in its steepness; their rounding would
    hide the points beside it, which are all but certain.
    """
    X, W = X - boundary.origin, boundary.W
    size, height = _sizes(X), _sizes(boundary.height[:, None])
    F, M = boundary.height[:, None] / height, (W / height)[:, None]
    if X.shape[1] == 2:
        k = int(np.argmin(np.abs(W) * size))  # the feature along which it varies most
        F = np.column_stack([X[:, k] / size[k], F])
        M = np.column_stack([np.eye(2)[k] / size[k], M])
    return _Units(F, M, boundary.origin)


def _sizes(X: np.ndarray) -> np.ndarray:
    """The root mean square of each feature of X (n, d), or 1 where it is 0: (d,)."""
    size = np.sqrt(np.mean(X**2, axis=0))
    return np.where(size > 0, size, 1.0)


def _iterates(problem: _Problem) -> Iterator[tuple[_State, np.ndarray]]:
    """Each state from theta = 0 on, and the whole Newton step that would follow it.

    It ends where the Hessian is singular in float64, where no part of a step leads
    down, or after ``MAX_STEPS``. With b held far out there is next to no curvature: a
    step of 1e200 is cut to ``_LONGEST`` times b, and not halved 700 times.
    """
    state, held = _at(np.zeros(len(problem.A)), problem), np.abs(problem.held).max()
    for _ in range(MAX_STEPS):
        try:
            step = np.linalg.solve(state.H, state.gradient)
        except np.linalg.LinAlgError:
            return
        largest = np.abs(step).max()
        if not np.isfinite(largest):
            return
        longest = _LONGEST * max(np.abs(state.theta).max(), held, 1.0)
        step *= longest / max(longest, largest)
        yield state, step
        highest = state.loss * (1 + 1e-12)  # so that rounding stops no last step
        parts = (step / 2**k for k in range(_HALVINGS))
        tried = (_at(state.theta - part, problem) for part in parts)
        below = next((new for new in tried if new.loss <= highest), None)
        if below is None:
            return
        state = below


def _touches(H: np.ndarray) -> bool:
    """Whether, without a penalty, one parameter has next to no curvature: that of
    points of both classes that touch each other, as far as float64 goes."""
    curvature = np.diag(H)
    return bool(curvature.min() < 1e-30 * curvature.max())


def _is_flat(H: np.ndarray) -> bool:
    """Whether the curvature of some direction is nothing but rounding."""
    scale = np.sqrt(np.diag(H))
    curvature = np.linalg.eigvalsh(H / np.outer(scale, scale))
    return bool(curvature[0] < _FLAT * curvature[-1])


def _problem(
    X: np.ndarray, y: np.ndarray, l2: np.ndarray, b: Held | None = None
) -> _Problem:
    """That of X (n, d), y (n,), and a penalty (d, d), over theta = (W, b), or over W
    if b is held."""
    A = np.vstack([np.transpose(X), np.ones(len(X))])
    A *= 2 * np.asarray(y, float) - 1
    if b is None:
        penalty = np.zeros((len(A), len(A)))
        penalty[:-1, :-1] = l2
        return _Problem(A, penalty)
    return _Problem(A[:-1], l2, b * A[-1])


def _on_each(X: np.ndarray, l2: Penalty) -> np.ndarray:
    """The strength of the penalty on each W of X (n, d): (d,)."""
    return np.zeros(np.shape(X)[1]) + l2


def _at(theta: np.ndarray, problem: _Problem) -> _State:
    A, penalty, held = problem
    z = theta @ A
    loss, wrong = _loss_and_wrong(theta, z + held, penalty)
    n = A.shape[1]
    gradient = penalty @ theta - (A @ wrong) / n
    H = (A * (wrong * (1 - wrong))) @ A.T / n + penalty
    return _State(theta, z, loss, gradient, H)


def _loss_and_wrong(
    theta: np.ndarray, logits: np.ndarray, penalty: np.ndarray
) -> tuple[float, np.ndarray]:
    """The loss, and the probability of each point's wrong class (n,)."""
    e = np.exp(-np.abs(logits))  # never overflows
    losses = np.log1p(e) - np.minimum(logits, 0)
    loss = losses.sum() / len(losses) + theta @ penalty @ theta / 2
    return float(loss), np.where(logits < 0, 1, e) / (1 + e)

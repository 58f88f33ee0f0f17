"""The cross-entropy's minimum, by Newton's method, in NumPy and float64.

L(theta) = mean of log(1 + exp(-theta . a_i)) + l2 / 2 |W|^2 for theta = (W, b), where
a_i is (x_i, 1) for class 1 and -(x_i, 1) for class 0. A step is the inverse of the
Hessian times the gradient, halved until the loss no longer rises. Steps do not depend
on the units of x, so x is taken from a middle value and in its size, which rounding
harms least. Whether there is a minimum, ``separability`` knows.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from jaxreg.training.models import Params
from jaxreg.training.separability import Edge, edge, separation

MAX_STEPS = 100
_FLAT = 1e-11  # Of the largest curvature: rounding alone makes about as much.
_LONGEST, _HALVINGS = 1e3, 30

Penalty = float | np.ndarray
"""The strength of the penalty on W, 0 or more: one, or one for each of W (d,)."""


class _Problem(NamedTuple):
    """What is minimised over theta (k,).

    theta @ ``A`` (k, n) + ``held`` are the logits of each point's own class, ``held``
    being what a b gives that is not in theta; the penalty is theta ``penalty`` theta /
    2, a matrix (k, k).
    """

    A: np.ndarray
    penalty: np.ndarray
    held: np.ndarray | float = 0.0


class _Units(NamedTuple):
    """Features F = (X - ``origin`` (d,)) ``M`` (d, d), of points X (n, d)."""

    F: np.ndarray
    M: np.ndarray
    origin: np.ndarray

    def problem(
        self, y: np.ndarray, l2: np.ndarray, b: float | None = None
    ) -> _Problem:
        """What is minimised over the weights of F and their b, or without b."""
        return _problem(self.F, y, self.M.T * l2 @ self.M, b)

    def params(self, theta: np.ndarray, b: float | None) -> Params:
        """The W and b of X."""
        W = self.M @ theta[: len(self.M)]
        return Params(W, theta[-1] - W @ self.origin if b is None else np.float64(b))


class _State(NamedTuple):
    """Where an iteration stands: theta (k,); what it gives to the logits of each
    point's own class (n,); the loss, its gradient and Hessian."""

    theta: np.ndarray
    given: np.ndarray
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
    """It, and its first (d + 1,) and second (d + 1, d + 1) derivatives by (W, b)."""
    l2 = np.diag(_on_each(X, l2))
    state = _at(np.append(*params), _problem(X, y, l2))
    return state.loss, state.gradient, state.H


def cross_entropy_minimum(
    X: np.ndarray, y: np.ndarray, b: float | None = None, l2: Penalty = 0.0
) -> Params | None:
    """The W (d,) and b that minimise it.

    Args:
        X: points (n, d).
        y: their classes (n,), 0 or 1.
        b: a bias to hold, so that W alone is found.
        l2: strength of the penalty on W.

    Returns:
        None where it was not found, which is all that is known then: there is none, or
        the loss around it is flat to float64, as of classes that all but touch.
    """
    X, l2 = np.asarray(X, float, order="F"), _on_each(X, l2)
    found = _minimum(_middle(X, b), y, b, l2)
    if found is None and b is None and l2.all() and separation(X, y) == "quasi":
        found = _minimum(_at_the_edge(X, edge(X, y)), y, b, l2)
    return found


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
    units: _Units, y: np.ndarray, b: float | None, l2: np.ndarray
) -> Params | None:
    problem = units.problem(y, l2, b)
    for state, step in _iterates(problem):
        if not l2.any() and (state.given > 0).all():
            return None  # farther in that direction the loss falls for ever
        # To the digits of float32 it has arrived; this step squares what is missing.
        if np.abs(step @ problem.A).max() < 1e-7 * (1 + np.abs(state.given).max()):
            found = units.params(state.theta - step, b)
            return None if _is_flat(state.H) else found
    return None


def _middle(X: np.ndarray, b: float | None) -> _Units:
    """X (n, d) from a middle value, in sizes. (From the mean, beside one point far
    away, all others would have lost their digits.) From 0 where b is held, as it would
    not be the same b."""
    some = np.sort(X[:: 1 + len(X) // 1000], axis=0)
    origin = some[len(some) // 2] if b is None else np.zeros(X.shape[1])
    X = X - origin
    size = _sizes(X)
    return _Units(X / size, np.diag(1 / size), origin)


def _at_the_edge(X: np.ndarray, of: Edge) -> _Units:
    """X (n, d) along and above the boundary of classes that are quasi-separable.

    The points on it, of height 0, have no part in how steep it is. Otherwise their
    rounding would hide the points beside it, which are all but certain.
    """
    X = X - of.origin
    size, height = _sizes(X), _sizes(of.height[:, None])
    F, M = of.height[:, None] / height, (of.W / height)[:, None]
    if X.shape[1] == 2:
        k = int(np.argmin(np.abs(of.W) * size))  # in which the boundary varies most
        F = np.column_stack([X[:, k] / size[k], F])
        M = np.column_stack([np.eye(2)[k] / size[k], M])
    return _Units(F, M, of.origin)


def _sizes(X: np.ndarray) -> np.ndarray:
    """How large each of the features X (n, d) is, or 1 where it is 0: (d,)."""
    size = np.sqrt(np.mean(X**2, axis=0))
    return np.where(size > 0, size, 1.0)


def _iterates(problem: _Problem) -> Iterator[tuple[_State, np.ndarray]]:
    """Each state from theta = 0 on, and the whole Newton step that would follow it.

    It ends where the Hessian is singular in float64, where no part of a step leads
    down, or after ``MAX_STEPS``. Where b is held far out there is next to no curvature:
    a step of 1e200 is made ``_LONGEST`` times as long as b, and not halved 700 times.
    """
    state = _at(np.zeros(len(problem.A)), problem)
    for _ in range(MAX_STEPS):
        try:
            step = np.linalg.solve(state.H, state.gradient)
        except np.linalg.LinAlgError:
            return
        if not np.isfinite(step).all():
            return
        size = max(np.abs(state.theta).max(), np.abs(problem.held).max(), 1.0)
        step *= _LONGEST * size / max(_LONGEST * size, np.abs(step).max())
        yield state, step
        highest = state.loss * (1 + 1e-12)  # so that rounding holds up no last step
        parts = (step / 2**k for k in range(_HALVINGS))
        tried = (_at(state.theta - part, problem) for part in parts)
        below = next((found for found in tried if found.loss <= highest), None)
        if below is None:
            return
        state = below


def _is_flat(H: np.ndarray) -> bool:
    """Whether the curvature of some direction is nothing but rounding."""
    scale = np.sqrt(np.diag(H))
    curvature = np.linalg.eigvalsh(H / np.outer(scale, scale))
    return bool(curvature[0] < _FLAT * curvature[-1])


def _problem(
    X: np.ndarray, y: np.ndarray, l2: np.ndarray, b: float | None = None
) -> _Problem:
    """That of X (n, d), y (n,), and a penalty (d, d), over theta = (W, b), or over W
    alone where b is held."""
    A = np.vstack([np.transpose(X), np.ones(len(X))])
    A *= 2 * np.asarray(y, float) - 1
    if b is None:
        return _Problem(A, np.pad(l2, (0, 1)))
    return _Problem(A[:-1], l2, b * A[-1])


def _on_each(X: np.ndarray, l2: Penalty) -> np.ndarray:
    """The strength of the penalty on each W of X (n, d): (d,)."""
    return np.zeros(np.shape(X)[1]) + l2


def _at(theta: np.ndarray, problem: _Problem) -> _State:
    A, penalty, held = problem
    given = theta @ A
    loss, wrong = _loss_and_wrong(theta, given + held, penalty)
    n = A.shape[1]
    gradient = penalty @ theta - (A @ wrong) / n
    H = (A * (wrong * (1 - wrong))) @ A.T / n + penalty
    return _State(theta, given, loss, gradient, H)


def _loss_and_wrong(
    theta: np.ndarray, logits: np.ndarray, penalty: np.ndarray
) -> tuple[float, np.ndarray]:
    """The loss, and P of the class that each point does not have (n,)."""
    e = np.exp(-np.abs(logits))  # never overflows
    loss = np.mean(np.maximum(-logits, 0) + np.log1p(e)) + theta @ penalty @ theta / 2
    return float(loss), np.where(logits < 0, 1, e) / (1 + e)

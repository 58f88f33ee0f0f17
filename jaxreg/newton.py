"""The cross-entropy's minimum, by Newton's method, in NumPy and float64.

L(theta) = mean of log(1 + exp(-theta . a_i)) + l2 / 2 |W|^2 for theta = (W, b), where
a_i is (x_i, 1) for class 1 and -(x_i, 1) for class 0. A step is the inverse of the
Hessian times the gradient, halved until the loss no longer rises.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from jaxreg.models import Params

MAX_STEPS = 30


class _State(NamedTuple):
    """Where an iteration stands: theta (d + 1,) or, of a held b, (d,); what it gives to
    the logits of each point's own class (n,); the loss, its gradient and Hessian."""

    theta: np.ndarray
    given: np.ndarray
    loss: float
    gradient: np.ndarray
    H: np.ndarray


def cross_entropy(
    X: np.ndarray, y: np.ndarray, params: Params, l2: float = 0.0
) -> float:
    """The mean binary cross-entropy plus l2 / 2 |W|^2, for X (n, d), y (n,) of 0, 1."""
    theta, (A, penalty) = np.append(*params), _problem(X, y, l2)
    return _loss_and_wrong(theta, theta @ A, penalty)[0]


def cross_entropy_derivatives(
    X: np.ndarray, y: np.ndarray, params: Params, l2: float = 0.0
) -> tuple[np.ndarray, np.ndarray]:
    """First (d + 1,) and second (d + 1, d + 1) derivatives of it by (W, b)."""
    state = _at(np.append(*params), *_problem(X, y, l2))
    return state.gradient, state.H


def cross_entropy_minimum(
    X: np.ndarray, y: np.ndarray, b: float | None = None, l2: float = 0.0
) -> Params | None:
    """The W (d,) and b that minimise it.

    Args:
        X: points (n, d).
        y: their classes (n,), 0 or 1.
        b: a bias to hold, so that W alone is found.
        l2: strength of the penalty on W, 0 or more.

    Returns:
        None where there is no minimum, since a line separates the classes and nothing
        keeps W small: known as soon as an iterate puts every point on its side, for in
        that direction the loss falls for ever. None also if ``MAX_STEPS`` find neither,
        as where classes just touch; classes that overlap take about 8.
    """
    one_class = len(np.unique(y)) == 1
    for state, step in _iterates(X, y, b, l2):
        # With a penalty b alone can still grow for ever, of one class only.
        if (state.given > 0).all() and (l2 == 0 or (one_class and b is None)):
            return None
        # Both: where classes touch, the gradient fades while the steps stay long.
        if np.abs(state.gradient).max() < 1e-10 and np.abs(step).max() < 1e-6:
            W, free = (state.theta, b) if b is not None else np.split(state.theta, [-1])
            return Params(W, np.ravel(free)[0])
    return None


def newton_losses(X: np.ndarray, y: np.ndarray, l2: float = 0.0) -> np.ndarray:
    """The loss at W = 0 and b = 0 and after each step, until it no longer falls by
    1e-15 of itself, or ``MAX_STEPS``: (k + 1,)."""
    losses: list[float] = []
    for state, _ in _iterates(X, y, None, l2):
        if losses and not state.loss < losses[-1] * (1 - 1e-15):
            break
        losses.append(state.loss)
    return np.array(losses)


def _iterates(
    X: np.ndarray, y: np.ndarray, b: float | None, l2: float
) -> Iterator[tuple[_State, np.ndarray]]:
    """Each state from theta = 0 on, and the whole Newton step that would follow it.

    It ends where the Hessian is singular in float64, or after ``MAX_STEPS``.
    """
    (A, penalty), held = _problem(X, y, l2), np.zeros(())
    if b is not None:
        A, penalty, held = A[:-1], penalty[:-1], b * A[-1]
    state = _at(np.zeros(len(A)), A, penalty, held)
    for _ in range(MAX_STEPS):
        try:
            step = np.linalg.solve(state.H, state.gradient)
        except np.linalg.LinAlgError:
            return
        yield state, step
        highest = state.loss + 1e-12  # so that rounding holds up no last step
        while (next_ := _at(state.theta - step, A, penalty, held)).loss > highest:
            step = step / 2
        state = next_


def _problem(X: np.ndarray, y: np.ndarray, l2: float) -> tuple[np.ndarray, np.ndarray]:
    """A (d + 1, n), so that theta @ A are the logits of each point's own class, and the
    penalty on each of theta (d + 1,)."""
    A = np.vstack([np.transpose(X), np.ones(len(X))])
    penalty = np.append(np.full(len(A) - 1, float(l2)), 0.0)
    return A * (2 * np.asarray(y, float) - 1), penalty


def _at(
    theta: np.ndarray,
    A: np.ndarray,
    penalty: np.ndarray,
    held: np.ndarray | float = 0.0,
) -> _State:
    """The state at theta; ``held`` is what a held b gives to the logits."""
    given = theta @ A
    loss, wrong = _loss_and_wrong(theta, given + held, penalty)
    n = A.shape[1]
    gradient = penalty * theta - (A @ wrong) / n
    H = (A * (wrong * (1 - wrong))) @ A.T / n + np.diag(penalty)
    return _State(theta, given, loss, gradient, H)


def _loss_and_wrong(
    theta: np.ndarray, logits: np.ndarray, penalty: np.ndarray
) -> tuple[float, np.ndarray]:
    """The loss, and P of the class that each point does not have (n,)."""
    e = np.exp(-np.abs(logits))  # never overflows
    loss = np.mean(np.maximum(-logits, 0) + np.log1p(e)) + penalty @ theta**2 / 2
    return float(loss), np.where(logits < 0, 1, e) / (1 + e)

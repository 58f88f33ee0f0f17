"""What a card claims, computed anew with NumPy: of jaxreg only the points and the start
of training are taken, which a seed decides."""

from dataclasses import replace
from typing import NamedTuple
from urllib.parse import parse_qsl

import numpy as np

from jaxreg.lessons.checks import OF_THE_FILM
from jaxreg.lessons.shipped import shipped_lessons
from jaxreg.settings import from_query
from jaxreg.training.runs import run

CARDS = {
    (lesson.name, number): card
    for lesson in shipped_lessons()
    for number, card in enumerate(lesson.cards, 1)
}


class Run(NamedTuple):
    """A run of a scenario in float64, in the units of its points: X (n, d) and y (n,),
    ``path`` (epochs + 1, d + 1) of the weights and then b, ``loss`` (epochs + 1,)."""

    scenario: object
    X: np.ndarray
    y: np.ndarray
    noisy: np.ndarray
    path: np.ndarray
    loss: np.ndarray

    @property
    def end(self):
        return self.path[-1]

    @property
    def A(self):
        return with_ones(self.X)


def scenario_of(link):
    """The scenario of a link such as "linear?lr=0.01&epoch=0"."""
    page, _, query = link.partition("?")
    pairs = [pair for pair in parse_qsl(query) if pair[0] not in OF_THE_FILM]
    scenario, problems = from_query(page, pairs)
    assert not problems
    return scenario


def shown(name, number):
    """The scenario of a card's question."""
    card = CARDS[name, number]
    return scenario_of(f"{card.page}?{card.show}")


def revealed(name, number):
    """The scenario of a card's answer."""
    card = CARDS[name, number]
    return scenario_of(f"{card.page}?{card.reveal}")


def with_ones(X):
    return np.column_stack([X, np.ones(len(X))])


def descent(scenario, epochs=None, gradient=None):
    """The run of a scenario, or its first ``epochs``; or one that goes by another
    ``gradient``, called as ``squared_error`` is."""
    epochs = scenario.epochs if epochs is None else epochs
    given = run(replace(scenario, epochs=0))
    X, noisy = (np.asarray(part, float) for part in (given.data.X, given.data.y))
    y = np.asarray(getattr(given, "targets", noisy), float)
    start = np.append(*given.history.at(0)).astype(float)
    units = np.eye(X.shape[1] + 1)  # from the training's units to the points' own
    if scenario.scaling == "on":
        units[:-1, :-1] = np.diag(1 / X.std(axis=0))
        units[-1, :-1] = -X.mean(axis=0) / X.std(axis=0)
    A = with_ones(X) @ units
    of_page = {"linear": squared_error, "logistic": cross_entropy}
    gradient = gradient or of_page[scenario.page]
    theta, path, losses = np.linalg.solve(units, start), [], []
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(epochs + 1):
            loss, slope = gradient(A, y, theta, getattr(scenario, "l2", 0.0))
            path.append(units @ theta)
            losses.append(loss)
            theta = theta - scenario.learning_rate * slope
    return Run(scenario, X, y, noisy, np.array(path), np.array(losses))


def squared_error(A, y, theta, _):
    """The mean squared error and its gradient."""
    residual = A @ theta - y
    return np.mean(residual**2), 2 * A.T @ residual / len(y)


def cross_entropy(A, y, theta, l2):
    """The mean cross-entropy with its penalty, and its gradient."""
    z, weights = A @ theta, np.append(theta[:-1], 0.0)
    loss = np.mean(np.logaddexp(0, z) - y * z) + l2 / 2 * weights @ weights
    return loss, A.T @ (sigmoid(z) - y) / len(y) + l2 * weights


def sigmoid(z):
    return 0.5 * (1 + np.tanh(z / 2))


def curvatures(X):
    """The eigenvalues of the squared error's Hessian, from the smallest."""
    A = with_ones(X)
    return np.linalg.eigvalsh(2 * A.T @ A / len(A))


def best_line(X, y):
    """W and b of least squares."""
    return np.linalg.lstsq(with_ones(X), y, rcond=None)[0]


def mean_squared_error(X, y, theta):
    return np.mean((with_ones(X) @ theta - y) ** 2)


def r_squared(X, y, theta):
    return 1 - mean_squared_error(X, y, theta) / np.var(y)


def correct(A, y, theta):
    """How many points are on their own side."""
    return int(np.sum((A @ theta > 0) == (y > 0.5)))


def minimum(X, y, l2=0.0):
    """Where the cross-entropy is smallest, by Newton's method."""
    A, theta = with_ones(X), np.zeros(X.shape[1] + 1)
    penalty = l2 * np.diag([1.0] * X.shape[1] + [0.0])
    for _ in range(100):
        p = sigmoid(A @ theta)
        slope = A.T @ (p - y) / len(y) + penalty @ theta
        H = A.T @ (A * (p * (1 - p))[:, None]) / len(y) + penalty
        theta = theta - np.linalg.solve(H, slope)
    assert np.abs(slope).max() < 1e-10
    return theta

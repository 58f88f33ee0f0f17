"""Logistic regression: two classes, told apart by one or two features."""

from typing import Any

import jax
import numpy as np

from jaxreg.data.dataset import Dataset, Names
from jaxreg.data.generated import lecture_logistic_data, make_logistic_data
from jaxreg.data.source import points_of
from jaxreg.data.table import Quantity, Table
from jaxreg.settings import LogisticScenario
from jaxreg.training.gradient_descent import (
    History,
    LossFn,
    first_nonfinite_epoch,
    last_readable_epoch,
)
from jaxreg.training.held_out import hold_out
from jaxreg.training.models import (
    Params,
    Penalised,
    penalised_cross_entropy,
    textbook_cross_entropy,
)
from jaxreg.training.newton import (
    cross_entropy,
    cross_entropy_derivatives,
    cross_entropy_minimum,
)
from jaxreg.training.problem import (
    Problem,
    Training,
    padded,
    power_of_two,
    start_of,
    train,
)
from jaxreg.training.results import LogisticResult, Model, PlaneLoss
from jaxreg.training.separability import separation
from jaxreg.training.units import Scaling, deviation, mean, rescaled, unscaled_run

_NAMES = Names(
    (Quantity("x₁", "x₁", "x₁"), Quantity("x₂", "x₂", "x₂")),
    Quantity("class", "class", "class"),
)


def tell_apart(s: LogisticScenario, own: Table | None = None) -> LogisticResult:
    """Make or take the scenario's points and classes, and tell them apart.

    Raises:
        DataError: they cannot be taken from ``own``, the table of a person's own data.
    """
    points, true_params, names, left_out = _points(s, own)
    data, held_out = points, None
    if s.held_out:
        data, _, held_out = hold_out(s, points, points)
    d = len(names.features)
    problem = Problem(loss_of(s), data, start_of(s, [s.start_W1, s.start_W2][:d]), s.l2)
    training = train(s, problem, _units(s, data.X), len(points.y))
    history = _in_units_of_points(s, training)
    W, b = fitted = history.at(-1)
    end = last_readable_epoch(history.loss)
    kind, penalty = separation(data.X, data.y), s.l2 * training.scaling.deviation**2
    # A penalty on W gives any two classes a minimum; with one class, b still grows.
    has_minimum = kind == "overlap" or (s.l2 > 0 and kind != "one class")
    optimum = cross_entropy_minimum(data.X, data.y, l2=penalty) if has_minimum else None
    return LogisticResult(
        scenario=s,
        names=names,
        left_out=left_out,
        data=data,
        held_out=held_out,
        true_params=true_params,
        training=training,
        history=history,
        shown=training,
        fitted=fitted,
        end=end,
        drawn=history.at(end),
        lost=first_nonfinite_epoch(history.loss),
        separation=kind,
        penalty=penalty,
        has_minimum=has_minimum,
        optimum=optimum,
        correct=(data.X @ W + b > 0) == (data.y == 1),
    )


def _units(s: LogisticScenario, X: np.ndarray) -> Scaling:
    """The units to train in: x standardised if the scenario says so."""
    if s.scaling == "on":
        return Scaling(mean(X), deviation(X))
    return Scaling(np.zeros(X.shape[1]), np.ones(X.shape[1]))


def _points(
    s: LogisticScenario, own: Table | None
) -> tuple[Dataset, Params | None, Names, int]:
    """The points; the model that they come from, if there is one; what they are called,
    and how many rows miss a value."""
    if s.is_of_table:
        X, y, names, left_out = points_of(s, own)
        return Dataset(X, y, np.ones(len(y))), None, names, left_out
    truth = _truth(s) if s.data == "generated" else None
    return jax.tree.map(np.asarray, _classes(s)), truth, _NAMES, 0


def loss_of(s: LogisticScenario) -> LossFn:
    """The form of the cross-entropy that a scenario minimises."""
    if s.loss_form == "textbook":
        return textbook_cross_entropy
    return penalised_cross_entropy


def safe_learning_rate(X: np.ndarray, l2: float) -> float:
    """The rate below which the cross-entropy with a penalty ``l2`` never rises.

    2 / (lambda_max(A'A) / 4n + l2), A = [X 1], for points X (n, d): no Hessian has a
    larger eigenvalue, as p (1 - p) is at most 1/4. A step of the rate r then lowers the
    loss by at least r (1 - r lambda / 2) times the squared length of the gradient
    (Nesterov, Lectures on Convex Optimization, 2018, 1.2.3).
    """
    A = np.column_stack([np.asarray(X, float), np.ones(len(X))])
    return 2 / (float(np.linalg.eigvalsh(A.T @ A / len(X))[-1]) / 4 + l2)


def _in_units_of_points(s: LogisticScenario, training: Training) -> History:
    """The run's W and b in the points' own units."""
    if s.scaling == "off":
        return training.history
    dtype = np.float64 if s.is_of_table else np.float32
    return History(*unscaled_run(*training.history, training.scaling, dtype))


def _classes(s: LogisticScenario) -> Dataset:
    if s.data == "lecture":
        return lecture_logistic_data()
    data: Dataset = make_logistic_data(
        *_truth(s), np.uint32(s.seed), num_points=s.num_points
    )
    return data


def _truth(s: LogisticScenario) -> Params:
    W = np.array([s.true_W1, s.true_W2], np.float32)
    return Params(W, np.array(s.true_b, np.float32))


# For W (m, d), b (m,) and one dataset: (m,).
_cross_entropies = jax.jit(
    jax.vmap(penalised_cross_entropy, in_axes=(Params(0, 0), None))
)


def classes_loss(
    result: LogisticResult, rows: np.ndarray, held: np.ndarray
) -> PlaneLoss:
    """The cross-entropy over (W1, W2), b being ``held`` (1,), or, of one feature, over
    (W, b), ``held`` being (0,). It is that of a sample, ``rows`` (m,), with the minimum
    of all points.

    The minimum of 500 of 100 000 points alone lies visibly beside that of all, and
    beside the end of the path: so value and slope are corrected there.
    """
    (X, y, _), l2 = result.training.data, result.scenario.l2
    sample = Dataset(*(column[rows] for column in result.training.data))
    penalised = Penalised(padded(sample, power_of_two(len(rows))), np.float32(l2))
    slope, H, best = np.zeros(2), np.zeros((2, 2)), None
    offset: Any = 0.0
    if held.size:
        minimum = cross_entropy_minimum(X, y, held[0], l2)
    else:
        minimum = result.optimum and rescaled(result.optimum, result.training.scaling)
    if minimum is not None:
        best = np.append(*minimum)[:2]
        loss, gradient, second = cross_entropy_derivatives(*sample[:2], minimum, l2)
        H = second[:2, :2]
        if len(rows) < len(y):
            slope = gradient[:2]
            offset = cross_entropy(X, y, minimum, l2) - loss + best @ slope

    def at(places: np.ndarray) -> np.ndarray:
        params = _with_held(places.astype(np.float32), held)
        of_sample = np.asarray(_cross_entropies(params, penalised), float)
        losses: np.ndarray = of_sample + offset - places @ slope
        return losses

    def exact(places: np.ndarray) -> np.ndarray:
        W, b = _with_held(places, held)
        z = (sample.X.astype(float) @ W.T + b) * (2 * sample.y[:, None] - 1)
        losses: np.ndarray = np.logaddexp(0, -z).mean(0) + l2 / 2 * (W**2).sum(1)
        return losses

    return PlaneLoss(at, exact, 10 * float(np.finfo(np.float32).eps), best, H)


def _with_held(places: np.ndarray, held: np.ndarray) -> Params:
    """Places (m, 2) as W (m, d) and b (m,)."""
    theta = np.hstack([places, np.tile(held, (len(places), 1))])
    return Params(theta[:, :-1], theta[:, -1])


def _gradient(
    s: LogisticScenario, X: np.ndarray, y: np.ndarray, params: Params
) -> np.ndarray:
    """1 / n sum (p - y) (x, 1) + l2 (W, 0)."""
    A = np.column_stack([X, np.ones(len(y))])
    p = (1 + np.tanh(A @ np.append(*params) / 2)) / 2
    slope: np.ndarray = (p - y) @ A / len(y) + s.l2 * np.append(params.W, 0)
    return slope


LOGISTIC = Model(
    run=tell_apart,
    loss_of=loss_of,
    made=lambda s: (_classes(s), ["x₁", "x₂", "class"]),
    loss=lambda s, X, y, params: cross_entropy(X, y, params, s.l2),
    gradient=_gradient,
    of_a_point=lambda z, y: np.logaddexp(0, (1 - 2 * y) * z),
)

"""Logistic regression: two classes, told apart by one or two features, or by their
squares and product, too."""

import jax
import numpy as np

from jaxreg.data.dataset import Dataset, Names
from jaxreg.data.generated import (
    CIRCLE_RADIUS,
    lecture_logistic_data,
    make_circle_data,
    make_logistic_data,
)
from jaxreg.data.source import points_of
from jaxreg.data.table import DataError, Quantity, Table
from jaxreg.settings import LogisticScenario
from jaxreg.settings.scenario import CIRCLE
from jaxreg.training.features import Features, polynomial
from jaxreg.training.gradient_descent import (
    History,
    LossFn,
    first_nonfinite_epoch,
    last_readable_epoch,
)
from jaxreg.training.held_out import hold_out
from jaxreg.training.models import (
    Params,
    curved_cross_entropy,
    penalised_cross_entropy,
    textbook_cross_entropy,
)
from jaxreg.training.newton import cross_entropy, cross_entropy_minimum
from jaxreg.training.problem import Problem, Training, start_of, train
from jaxreg.training.results import LogisticResult, Model
from jaxreg.training.separating_curve import separation_of
from jaxreg.training.units import Scaling, deviation, mean, unscaled_run

_NAMES = Names(
    (Quantity("x₁", "x₁", "x₁"), Quantity("x₂", "x₂", "x₂")),
    Quantity("class", "class", "class"),
)


def tell_apart(s: LogisticScenario, own: Table | None = None) -> LogisticResult:
    """Make or take the scenario's points and classes, and tell them apart.

    Raises:
        DataError: they cannot be taken from ``own``, the table of a person's own data.
    """
    points, names, left_out = _points(s, own)
    data, _, held_out = hold_out(s, points, points, s.degree)
    features, seen = _features(s, data)
    weights = [s.start_W1, s.start_W2, *[0.0] * seen.X.shape[1]][: seen.X.shape[1]]
    problem = Problem(loss_of(s), seen, start_of(s, weights), s.l2)
    training = train(s, problem, _units(s, seen.X), len(points.y))
    history = _in_units_of_features(s, training)
    fitted = history.at(-1)
    end = last_readable_epoch(history.loss)
    kind, penalty = separation_of(features, data), s.l2 * training.scaling.deviation**2
    # A penalty on W gives any two classes a minimum; with one class, b still grows.
    has_minimum = kind == "overlap" or (s.l2 > 0 and kind != "one class")
    optimum = cross_entropy_minimum(seen.X, seen.y, l2=penalty) if has_minimum else None
    return LogisticResult(
        scenario=s,
        names=names,
        left_out=left_out,
        data=data,
        features=features,
        held_out=held_out,
        true_params=_true_params(s, features),
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
        correct=(features.predict(fitted, data.X) > s.level) == (data.y == 1),
    )


def _features(s: LogisticScenario, data: Dataset) -> tuple[Features, Dataset]:
    """What features points have, and the points with these as their x.

    Raises:
        DataError: float32 cannot hold them.
    """
    standardised = data.X if s.scaling == "on" else None
    features = polynomial(data.X.shape[1], s.degree, standardised)
    F = features.of(data.X)
    if not features.is_plain and not np.abs(F).max() < np.finfo(np.float32).max:
        raise DataError(
            "The squares leave the range of float32: switch “Standardise x” on, or "
            "choose plain features."
        )
    return features, data._replace(X=F)


def _units(s: LogisticScenario, X: np.ndarray) -> Scaling:
    """The units to train in: x standardised if the scenario says so."""
    if s.scaling == "on":
        return Scaling(mean(X), deviation(X))
    return Scaling(np.zeros(X.shape[1]), np.ones(X.shape[1]))


def _points(s: LogisticScenario, own: Table | None) -> tuple[Dataset, Names, int]:
    """The points, what they are called, and how many rows miss a value."""
    if s.is_of_table:
        X, y, names, left_out = points_of(s, own)
        return Dataset(X, y, np.ones(len(y))), names, left_out
    return jax.tree.map(np.asarray, _classes(s)), _NAMES, 0


def _true_params(s: LogisticScenario, features: Features) -> Params | None:
    """The model that the points come from, if it has these features."""
    if s.data == CIRCLE and not features.is_plain:
        return features.of_circle(CIRCLE_RADIUS)
    if s.data != "generated":
        return None
    return _truth(s) if features.is_plain else features.of_line(_truth(s))


def loss_of(s: LogisticScenario) -> LossFn:
    """The form of the cross-entropy that a scenario minimises."""
    if s.loss_form == "textbook":
        return textbook_cross_entropy
    if not s.has_rate:
        return curved_cross_entropy
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


def _in_units_of_features(s: LogisticScenario, training: Training) -> History:
    """The run's W and b for the features in their own units."""
    if s.scaling == "off":
        return training.history
    dtype = np.float64 if s.is_of_table else np.float32
    return History(*unscaled_run(*training.history, training.scaling, dtype))


def _classes(s: LogisticScenario) -> Dataset:
    if s.data == "lecture":
        return lecture_logistic_data()
    if s.data == CIRCLE:
        return make_circle_data(np.uint32(s.seed), num_points=s.num_points)  # type: ignore[no-any-return]
    data: Dataset = make_logistic_data(
        *_truth(s), np.uint32(s.seed), num_points=s.num_points
    )
    return data


def _truth(s: LogisticScenario) -> Params:
    W = np.array([s.true_W1, s.true_W2], np.float32)
    return Params(W, np.array(s.true_b, np.float32))


def sigmoid(logits: np.ndarray) -> np.ndarray:
    """1 / (1 + exp(-logits)), of logits that NumPy has, without overflow."""
    p: np.ndarray = (1 + np.tanh(logits / 2)) / 2
    return p


def _gradient(
    s: LogisticScenario, X: np.ndarray, y: np.ndarray, params: Params
) -> np.ndarray:
    """1 / n sum (p - y) (x, 1) + l2 (W, 0)."""
    A = np.column_stack([X, np.ones(len(y))])
    residual = sigmoid(A @ np.append(*params)) - y
    slope: np.ndarray = residual @ A / len(y) + s.l2 * np.append(params.W, 0)
    return slope


LOGISTIC = Model(
    run=tell_apart,
    loss_of=loss_of,
    made=lambda s: (_classes(s), ["x₁", "x₂", "class"]),
    loss=lambda s, X, y, params: cross_entropy(X, y, params, s.l2),
    gradient=_gradient,
    of_a_point=lambda z, y: np.logaddexp(0, (1 - 2 * y) * z),
)

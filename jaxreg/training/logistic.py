"""Logistic regression: two classes, told apart by one feature or two."""

import jax
import numpy as np

from jaxreg.data.columns import Names
from jaxreg.data.dataset import Dataset
from jaxreg.data.generated import lecture_logistic_data, make_logistic_data
from jaxreg.data.source import points_of
from jaxreg.data.table import Table
from jaxreg.settings import LogisticScenario
from jaxreg.training.environment import reproducible
from jaxreg.training.gradient_descent import LossFn
from jaxreg.training.model import Model, dataset
from jaxreg.training.models import (
    Params,
    penalised_cross_entropy,
    textbook_cross_entropy,
)
from jaxreg.training.newton import cross_entropy, cross_entropy_minimum
from jaxreg.training.problem import Problem, start_of
from jaxreg.training.results import LogisticResult, last
from jaxreg.training.scaled import in_units_of_points, scaling_of, train
from jaxreg.training.separability import separation


@reproducible()
def run_logistic(
    scenario: LogisticScenario, own: Table | None = None
) -> LogisticResult:
    """Make or take the scenario's points and classes, and tell them apart.

    Raises:
        DataError: they cannot be taken from ``own``, the table of a person's own data.
    """
    s = scenario
    names, left_out, true_params = Names(("x₁", "x₂"), "class"), 0, None
    if s.is_of_table:
        points = points_of(s, own)
        data, names, left_out = dataset(points), points.names, points.left_out
    else:
        data = _classes(s)
        if s.data == "generated":
            true_params = _truth(s)
    start = [s.start_W1, s.start_W2][: len(names.features)]
    problem = Problem(loss_of(s), data, start_of(s, start), s.l2)
    training = train(s, problem, scaling_of(s, data))
    history = in_units_of_points(s, training)
    data = jax.tree.map(np.asarray, data)
    W, b = last(history)
    result = LogisticResult(
        scenario=s,
        names=names,
        left_out=left_out,
        data=data,
        true_params=true_params,
        training=training,
        history=history,
        separation=separation(data.X, data.y),
        optimum=None,
        correct=(data.X @ W + b > 0) == (data.y == 1),
    )
    if not result.has_minimum:
        return result
    best = cross_entropy_minimum(data.X, data.y, l2=result.penalty)
    return result._replace(optimum=best)


def loss_of(s: LogisticScenario) -> LossFn:
    """The form of the cross-entropy that a scenario minimises."""
    if s.loss_form == "textbook":
        return textbook_cross_entropy
    return penalised_cross_entropy


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


def _made(s: LogisticScenario) -> tuple[Dataset, list[str]]:
    return _classes(s), ["x₁", "x₂", "class"]


def _loss(s: LogisticScenario, X: np.ndarray, y: np.ndarray, params: Params) -> float:
    return cross_entropy(X, y, params, s.l2)


def _gradient(
    s: LogisticScenario, X: np.ndarray, y: np.ndarray, params: Params
) -> np.ndarray:
    """1 / n sum (p - y) (x, 1) + l2 (W, 0)."""
    A = np.column_stack([X, np.ones(len(y))])
    p = (1 + np.tanh(A @ np.append(*params) / 2)) / 2
    slope: np.ndarray = (p - y) @ A / len(y) + s.l2 * np.append(params.W, 0)
    return slope


LOGISTIC = Model(run_logistic, loss_of, _made, _loss, _gradient)

"""Linear regression: a line through points."""

import jax
import numpy as np

from jaxreg.data.columns import Names
from jaxreg.data.dataset import Dataset, Scaling, deviation, mean
from jaxreg.data.generated import make_linear_data
from jaxreg.data.source import points_of
from jaxreg.data.table import Table
from jaxreg.settings import LinearScenario
from jaxreg.training.analysis import (
    Bowl,
    max_learning_rate,
    ordinary_least_squares,
    r_squared,
    residual_loss,
    squared_error_bowl,
)
from jaxreg.training.environment import reproducible
from jaxreg.training.gradient_descent import History
from jaxreg.training.model import Model, dataset
from jaxreg.training.models import Params, mean_squared_error
from jaxreg.training.problem import Problem, start_of
from jaxreg.training.results import LinearResult, last
from jaxreg.training.scaled import Training, in_units_of_points, scaling_of, train


@reproducible()
def run_linear(scenario: LinearScenario, own: Table | None = None) -> LinearResult:
    """Make or take the scenario's points, and fit a line to them.

    Raises:
        DataError: they cannot be taken from ``own``, the table of a person's own data.
    """
    s = scenario
    names, left_out, true_params = Names(("x",), "y"), 0, None
    if s.is_of_table:
        points = points_of(s, own)
        noisy = fitted = dataset(points)
        names, left_out = points.names, points.left_out
    else:
        true_params = Params(np.array([s.true_W]), np.array(s.true_b))
        noisy, noise_free = _line(s)
        fitted = noise_free if s.targets == "noise-free" else noisy
    problem = Problem(mean_squared_error, fitted, start_of(s, [s.start_W]))
    training = train(s, problem, _units(s, fitted))
    bowl = _bowl(fitted, training.scaling)
    training = training._replace(history=_with_exact_losses(s, training, bowl))
    history = in_units_of_points(s, training)
    data, targets = jax.tree.map(np.asarray, (noisy, fitted.y))
    W, b = last(history)
    has_loss = np.isfinite(history.loss[-1])
    return LinearResult(
        scenario=s,
        names=names,
        left_out=left_out,
        data=data,
        targets=targets,
        true_params=true_params,
        training=training,
        history=history,
        closed_form=ordinary_least_squares(data.X, targets),
        smallest_loss=bowl.smallest * training.scaling.y_deviation**2,
        max_learning_rate=max_learning_rate(training.data.X),
        r_squared=r_squared(targets, data.X @ W + b) if has_loss else None,
    )


def _line(s: LinearScenario) -> tuple[Dataset, Dataset]:
    """The noisy points of a scenario, and the same on its line."""
    line = np.float32(s.true_W), np.float32(s.true_b), np.float32(s.noise)
    data: tuple[Dataset, Dataset] = make_linear_data(
        *line, np.uint32(s.seed), num_points=s.num_points
    )
    return data


def _units(s: LinearScenario, data: Dataset) -> Scaling:
    """The units that training computes in: of a table those of y too."""
    scaling = scaling_of(s, data)
    if not s.is_of_table:
        return scaling
    y_mean, y_deviation = float(mean(data.y)), float(deviation(data.y))
    return scaling._replace(y_mean=y_mean, y_deviation=y_deviation)


def _bowl(points: Dataset, scaling: Scaling) -> Bowl:
    """The squared error of points in the units of a scaling, all in float64."""
    X, y = np.asarray(points.X, float), np.asarray(points.y, float)
    X = (X - scaling.mean) / scaling.deviation
    return squared_error_bowl(X, (y - scaling.y_mean) / scaling.y_deviation)


def _with_exact_losses(s: LinearScenario, training: Training, bowl: Bowl) -> History:
    """A training's run with float64 losses where those of float32 fall short.

    Of a table, whose loss could end below the smallest possible; and where float32
    holds W and b, but not the sum over the points that their mean is made of.
    """
    params, loss = training.history
    theta = np.column_stack(params).astype(float)
    known = np.isfinite(theta).all(axis=1) & (s.is_of_table | ~np.isfinite(loss))
    if known.any():
        loss = loss.astype(float)
        loss[known] = bowl.at(theta[known])
    return History(params, loss)


def _made(s: LinearScenario) -> tuple[Dataset, list[str]]:
    noisy, noise_free = _line(s)
    return (noise_free if s.targets == "noise-free" else noisy), ["x", "y"]


def _loss(s: LinearScenario, X: np.ndarray, y: np.ndarray, params: Params) -> float:
    return residual_loss(X, y, params)


def _gradient(
    s: LinearScenario, X: np.ndarray, y: np.ndarray, params: Params
) -> np.ndarray:
    """2 / n sum (W x + b - y) (x, 1)."""
    A = np.column_stack([X, np.ones(len(y))])
    slope: np.ndarray = 2 * (A @ np.append(*params) - y) @ A / len(y)
    return slope


LINEAR = Model(run_linear, lambda s: mean_squared_error, _made, _loss, _gradient)

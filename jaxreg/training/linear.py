"""Linear regression: a line through points, by gradient descent and in closed form.

The squared error's minimum and its Hessian H = 2 A'A / n, A = [X 1], are known without
training, and so is the largest stable learning rate, 2 / lambda_max(H).
"""

import functools

import jax
import numpy as np

from jaxreg.data.dataset import Dataset, Names
from jaxreg.data.generated import make_linear_data
from jaxreg.data.source import points_of
from jaxreg.data.table import Quantity, Table
from jaxreg.settings import LinearScenario
from jaxreg.training.gradient_descent import (
    History,
    first_nonfinite_epoch,
    last_readable_epoch,
)
from jaxreg.training.held_out import hold_out
from jaxreg.training.models import Params, mean_squared_error, squared_error
from jaxreg.training.problem import Problem, Training, start_of, train
from jaxreg.training.results import Bowl, LinearResult, Model, PlaneLoss
from jaxreg.training.stability import stable_limit
from jaxreg.training.units import Scaling, deviation, mean, unscaled_run, within_float32
from jaxreg.training.way import batch_of

_NAMES = Names((Quantity("x", "x", "x"),), Quantity("y", "y", "y"))
_AS_THEY_ARE = Scaling(np.zeros(1), np.ones(1))
SQUARES_UNDERFLOW = 1e-15  # below it, squares lose digits in float32, or are 0


def fit_line(s: LinearScenario, own: Table | None = None) -> LinearResult:
    """Make or take the scenario's points, and fit a line to them.

    Raises:
        DataError: they cannot be taken from ``own``, the table of a person's own data.
    """
    drawn, target, true_params, names, left_out = _points(s, own)
    data, held_out = drawn, None
    if s.held_out:
        data, target, held_out = hold_out(s, drawn, target)
    scaling = _units(s, target)
    bowl = _bowl(target, scaling)
    problem = Problem(mean_squared_error, target, start_of(s, [s.start_W]))
    training = _with_exact_losses(s, train(s, problem, scaling, len(drawn.y)), bowl)
    history, shown = _in_units_of_points(s, training, target)
    W, b = fitted = history.at(-1)
    end = last_readable_epoch(history.loss)
    has_loss = np.isfinite(history.loss[-1])
    return LinearResult(
        scenario=s,
        names=names,
        left_out=left_out,
        data=data,
        targets=target.y,
        held_out=held_out,
        true_params=true_params,
        training=training,
        history=history,
        shown=shown,
        fitted=fitted,
        end=end,
        drawn=history.at(end),
        lost=first_nonfinite_epoch(history.loss),
        bowl=bowl,
        closed_form=ordinary_least_squares(target.X, target.y),
        loss_unit=scaling.y_deviation**2,
        smallest_loss=bowl.smallest * scaling.y_deviation**2,
        max_learning_rate=_limit(s, bowl.H, len(target.y)),
        r_squared=r_squared(target.y, target.X @ W + b) if has_loss else None,
    )


def _points(
    s: LinearScenario, own: Table | None
) -> tuple[Dataset, Dataset, Params | None, Names, int]:
    """The points to draw and those to train on; the line that they come from, if there
    is one; what they are called, and how many rows miss a value."""
    if s.is_of_table:
        X, y, names, left_out = points_of(s, own)
        data = Dataset(X, y, np.ones(len(y)))
        return data, data, None, names, left_out
    noisy, noise_free = jax.tree.map(np.asarray, _line(s))
    target = noise_free if s.targets == "noise-free" else noisy
    truth = Params(np.array([s.true_W]), np.array(s.true_b))
    return noisy, target, truth, _NAMES, 0


def _line(s: LinearScenario) -> tuple[Dataset, Dataset]:
    """The scenario's noisy points, and the same points on its line."""
    line = np.float32(s.true_W), np.float32(s.true_b), np.float32(s.noise)
    data: tuple[Dataset, Dataset] = make_linear_data(
        *line, np.uint32(s.seed), num_points=s.num_points
    )
    return data


def _units(s: LinearScenario, data: Dataset) -> Scaling:
    """The units to train in: x standardised if the scenario says so, y for a table."""
    scaling = _AS_THEY_ARE
    if s.scaling == "on":
        scaling = Scaling(mean(data.X), deviation(data.X))
    if s.is_of_table:
        y_mean, y_deviation = float(mean(data.y)), float(deviation(data.y))
        scaling = scaling._replace(y_mean=y_mean, y_deviation=y_deviation)
    return scaling


def _bowl(points: Dataset, scaling: Scaling) -> Bowl:
    """The squared error of points in the units of a scaling, all in float64."""
    X, y = np.asarray(points.X, float), np.asarray(points.y, float)
    X = (X - scaling.mean) / scaling.deviation
    y = (y - scaling.y_mean) / scaling.y_deviation
    best = ordinary_least_squares(X, y)
    return Bowl(np.append(*best), residual_loss(X, y, best), hessian(X))


def _with_exact_losses(s: LinearScenario, training: Training, bowl: Bowl) -> Training:
    """The training with float64 losses where those of float32 fall short.

    For a table the loss could end below the smallest possible; and float32 may hold W
    and b, but not the sum over the points that the loss is the mean of, nor the squares
    of a y near 1e-20.
    """
    params, loss = training.history
    always = s.is_of_table or np.abs(training.data.y).max() < SQUARES_UNDERFLOW
    asked = always | ~np.isfinite(loss)
    if not asked.any():
        return training
    theta = np.column_stack(params).astype(float)
    known = asked & np.isfinite(theta).all(axis=1)
    loss = loss.astype(float)
    loss[known] = loss_at(bowl, theta[known])
    if not s.is_of_table:
        loss = within_float32(loss).astype(np.float32)
    return training._replace(history=History(params, loss))


def _in_units_of_points(
    s: LinearScenario, training: Training, points: Dataset
) -> tuple[History, Training]:
    """The run's W, b and loss in the points' own units; and the training in the units
    that charts show."""
    history = training.history
    if training.scaling is not _AS_THEY_ARE:
        dtype = np.float64 if s.is_of_table else np.float32
        history = History(*unscaled_run(*history, training.scaling, dtype))
    if s.scaling == "on":
        return history, training
    problem = training.problem._replace(data=points)
    return history, Training(points, _AS_THEY_ARE, problem, history)


def loss_at(bowl: Bowl, theta: np.ndarray) -> np.ndarray:
    """The loss at places theta (m, d + 1): (m,)."""
    away = theta - bowl.minimum
    # Column by column: a sum along so short an axis takes several times as long.
    loss: np.ndarray = bowl.smallest + sum((away @ bowl.H * away).T) / 2
    return loss


def line_loss(result: LinearResult) -> PlaneLoss:
    """The squared error over (W, b) of ``result.shown``, in the training's units, where
    it is near 1 whatever the units of y."""
    best, unit = result.bowl.minimum, 1.0
    if result.scenario.scaling == "off":
        best, unit = np.append(*result.closed_form), result.loss_unit
    bowl = Bowl(best, result.bowl.smallest, result.bowl.H / unit)
    at = functools.partial(loss_at, bowl)
    return PlaneLoss(at, at, 10 * float(np.finfo(float).eps), best, bowl.H)


# Without training, in NumPy and float64


def ordinary_least_squares(X: np.ndarray, y: np.ndarray) -> Params:
    """The W (d,) and b that minimise the mean squared error, for X (n, d), y (n,).

    From the normal equations of the centred data.
    """
    X, y = np.asarray(X, float), np.asarray(y, float)
    # Relative to the first value, so that the mean of a constant y is exact.
    X_mean, y_mean = (v[0] + np.mean(v - v[0], axis=0) for v in (X, y))
    centred = X - X_mean
    W = np.linalg.solve(centred.T @ centred, centred.T @ (y - y_mean))
    return Params(W, y_mean - X_mean @ W)


def hessian(X: np.ndarray) -> np.ndarray:
    """Second derivatives of the mean squared error by (W, b): (d + 1, d + 1)."""
    A = np.column_stack([np.asarray(X, float), np.ones(len(X))])
    H: np.ndarray = 2 * A.T @ A / len(X)
    return H


def max_learning_rate(X: np.ndarray) -> float:
    """2 / largest eigenvalue of the Hessian: above it the squared error diverges."""
    return 2 / float(np.linalg.eigvalsh(hessian(X))[-1])


def _limit(s: LinearScenario, H: np.ndarray, num_points: int) -> float | None:
    """The largest stable rate of a scenario's way to train on so many points."""
    if batch_of(s, num_points) is not None:
        return None
    limit = stable_limit(s.momentum, s.momentum_kind == "Nesterov")
    return limit / float(np.linalg.eigvalsh(H)[-1])


def r_squared(y: np.ndarray, predicted: np.ndarray) -> float | None:
    """The share of the variance of y (n,) that is explained; None if y is constant."""
    y, predicted = np.asarray(y, float), np.asarray(predicted, float)
    if np.ptp(y) == 0:
        return None
    return float(1 - np.sum((y - predicted) ** 2) / np.sum((y - y.mean()) ** 2))


def residual_loss(X: np.ndarray, y: np.ndarray, params: Params) -> float:
    """The mean squared error of a line, for X (n, d), y (n,), in float64."""
    W, b = params
    return float(np.mean((np.asarray(X, float) @ W + b - np.asarray(y, float)) ** 2))


def _made(s: LinearScenario) -> tuple[Dataset, list[str]]:
    noisy, noise_free = _line(s)
    return (noise_free if s.targets == "noise-free" else noisy), ["x", "y"]


def _gradient(
    s: LinearScenario, X: np.ndarray, y: np.ndarray, params: Params
) -> np.ndarray:
    """2 / n sum (W x + b - y) (x, 1)."""
    A = np.column_stack([X, np.ones(len(y))])
    slope: np.ndarray = 2 * (A @ np.append(*params) - y) @ A / len(y)
    return slope


LINEAR = Model(
    run=fit_line,
    loss_of=lambda s: mean_squared_error,
    made=_made,
    loss=lambda s, X, y, params: residual_loss(X, y, params),
    gradient=_gradient,
    of_a_point=squared_error,
)

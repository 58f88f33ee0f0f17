"""Linear regression: a line or a polynomial through points, by gradient descent.

``least_squares`` knows the minimum and the Hessian without training, and so the largest
stable learning rate.
"""

import jax
import numpy as np

from jaxreg.data.dataset import Dataset, Names
from jaxreg.data.generated import make_linear_data
from jaxreg.data.source import points_of
from jaxreg.data.table import DataError, Quantity, Table
from jaxreg.settings import LinearScenario
from jaxreg.settings.noise import KINDS
from jaxreg.training.features import Features, polynomial
from jaxreg.training.gradient_descent import (
    History,
    LossFn,
    first_nonfinite_epoch,
    last_readable_epoch,
)
from jaxreg.training.held_out import hold_out
from jaxreg.training.least_squares import (
    bowl_of,
    least_squares,
    loss_at,
    r_squared,
    residual_gradient,
    residual_loss,
)
from jaxreg.training.models import (
    Params,
    mean_squared_error,
    penalised_squared_error,
    squared_error,
)
from jaxreg.training.problem import Problem, Training, start_of, train
from jaxreg.training.results import Bowl, LinearResult, Model
from jaxreg.training.stability import stable_limit
from jaxreg.training.units import (
    Scaling,
    standard,
    unscaled,
    unscaled_run,
    within_float32,
)
from jaxreg.training.way import batch_of

_NAMES = Names((Quantity("x", "x", "x"),), Quantity("y", "y", "y"))
SQUARES_UNDERFLOW = 1e-15  # below it, squares lose digits in float32, or are 0


def fit_line(s: LinearScenario, own: Table | None = None) -> LinearResult:
    """Make or take the scenario's points, and fit a line to them.

    Raises:
        DataError: they cannot be taken from ``own``, the table of a person's own data.
    """
    drawn, target, true_line, names, left_out = _points(s, own)
    data, target, held_out = hold_out(s, drawn, target, s.degree)
    features = _features(s, target.X)
    seen = target._replace(X=features.of(target.X))
    scaling = _units(s, seen)
    bowl = bowl_of(seen, scaling, s.l2, s.has_intercept)
    training = _trained(s, seen, scaling, len(drawn.y))
    training = _with_exact_losses(s, training, bowl)
    history, shown = _in_units_of_points(s, training, seen)
    fitted = history.at(-1)
    end = last_readable_epoch(history.loss)
    return LinearResult(
        scenario=s,
        names=names,
        left_out=left_out,
        data=data,
        features=features,
        targets=target.y,
        held_out=held_out,
        true_params=true_line and features.of_line(true_line),
        training=training,
        history=history,
        shown=shown,
        fitted=fitted,
        end=end,
        drawn=history.at(end),
        lost=first_nonfinite_epoch(history.loss),
        bowl=bowl,
        closed_form=_closed_form(s, seen, bowl, scaling),
        loss_unit=scaling.y_deviation**2,
        smallest_loss=bowl.smallest * scaling.y_deviation**2,
        max_learning_rate=_limit(s, bowl.H, len(target.y)),
        r_squared=_r_squared(target, features, fitted, history.loss[-1]),
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
    kind = np.int32(KINDS.index(s.noise_kind)), np.float32(s.number_of_noise)
    data: tuple[Dataset, Dataset] = make_linear_data(
        *line, np.uint32(s.seed), *kind, num_points=s.num_points
    )
    return data


def _features(s: LinearScenario, X: np.ndarray) -> Features:
    """The powers of points X (n, 1), or of their standardised x.

    Raises:
        DataError: float32 cannot hold them.
    """
    standardised = X if s.scaling == "on" else None
    features = polynomial(1, s.degree, standardised, s.has_intercept)
    if not np.abs(features.of(X)).max() < np.finfo(np.float32).max:
        raise DataError(
            f"x to the power {s.degree} leaves the range of float32: switch "
            "“Standardise x” on, or choose a lower degree."
        )
    return features


def _units(s: LinearScenario, data: Dataset) -> Scaling:
    """The units to train in: the features standardised if the scenario says so, y for a
    table."""
    scaling = _as_they_are(data.X.shape[1])
    if s.scaling == "on":
        scaling = standard(data.X, s.has_intercept)
    if s.is_of_table:
        of_y = standard(data.y, s.has_intercept)
        scaling = Scaling(*scaling[:2], float(of_y.mean), float(of_y.deviation))
    return scaling


def _as_they_are(d: int) -> Scaling:
    return Scaling(np.zeros(d), np.ones(d))


def _closed_form(
    s: LinearScenario, points: Dataset, bowl: Bowl, scaling: Scaling
) -> Params:
    """The model of the smallest loss, in the points' own units."""
    if s.degree == 1 and not s.l2:
        # Digits that no scaling touched
        return least_squares(points.X, points.y, has_intercept=s.has_intercept)
    return unscaled(Params(bowl.minimum[:-1], bowl.minimum[-1]), scaling)


def _loss_of(s: LinearScenario) -> LossFn:
    """What a scenario minimises; of powers with a penalty of 0, too, so that one
    compilation serves all penalties."""
    return penalised_squared_error if s.l2 or s.has_powers else mean_squared_error


def _trained(
    s: LinearScenario, seen: Dataset, scaling: Scaling, num_points: int
) -> Training:
    """The run on the points that training sees, of ``num_points`` in all."""
    start = start_of(s, [s.start_W, *[0.0] * (s.degree - 1)])
    loss_fn = _loss_of(s)
    l2 = s.l2 if loss_fn is penalised_squared_error else None
    return train(s, Problem(loss_fn, seen, start, l2), scaling, num_points)


def _r_squared(
    points: Dataset, features: Features, params: Params, loss: float
) -> float | None:
    """None where the loss is not finite."""
    if not np.isfinite(loss):
        return None
    return r_squared(points.y, features.predict(params, points.X))


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
    if s.is_of_table or s.scaling == "on":
        dtype = np.float64 if s.is_of_table else np.float32
        history = History(*unscaled_run(*history, training.scaling, dtype))
    if not s.has_intercept:  # 0 in any units, even where W is infinite
        b = np.zeros_like(history.params.b)
        history = history._replace(params=history.params._replace(b=b))
    if s.scaling == "on":
        return history, training
    problem = training.problem._replace(data=points)
    as_they_are = _as_they_are(points.X.shape[1])
    return history, Training(points, as_they_are, problem, history)


def _limit(s: LinearScenario, H: np.ndarray, num_points: int) -> float | None:
    """The largest stable rate of a scenario's way to train on so many points."""
    if not s.has_rate or batch_of(s, num_points) is not None:
        return None
    limit = stable_limit(s.momentum, s.momentum_kind == "Nesterov")
    return limit / float(np.linalg.eigvalsh(H)[-1])


def _made(s: LinearScenario) -> tuple[Dataset, list[str]]:
    noisy, noise_free = _line(s)
    return (noise_free if s.targets == "noise-free" else noisy), ["x", "y"]


LINEAR = Model(
    run=fit_line,
    loss_of=_loss_of,
    made=_made,
    loss=lambda s, X, y, params: residual_loss(X, y, params, s.l2),
    gradient=lambda s, X, y, params: residual_gradient(
        X, y, params, s.l2, s.has_intercept
    ),
    of_a_point=squared_error,
)

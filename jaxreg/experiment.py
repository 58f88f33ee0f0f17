"""From a scenario to its numbers: the one seam between training and the screen.

``run_linear`` and ``run_logistic`` make the data, train, and return NumPy arrays.
"""

from typing import Any, NamedTuple

import jax
import numpy as np

from jaxreg.analysis import (
    max_learning_rate,
    ordinary_least_squares,
    r_squared,
)
from jaxreg.data import (
    Dataset,
    Scaling,
    lecture_logistic_data,
    make_linear_data,
    make_logistic_data,
    no_scaling,
    scaled,
    standardisation,
)
from jaxreg.models import (
    Params,
    Penalised,
    init_params,
    mean_squared_error,
    penalised_cross_entropy,
    textbook_cross_entropy,
)
from jaxreg.newton import cross_entropy_minimum
from jaxreg.scenario import NUM_POINTS, LinearScenario, LogisticScenario, Scenario
from jaxreg.train import History, LossFn, gradient_descent

MAX_POINT_EPOCHS = 100_000_000
"""Points times epochs of one run: about 0.1 s linear, 0.3 s logistic. A run that asks
for more is cut short, so that no link can hold the server."""


class Training(NamedTuple):
    """What gradient descent saw: its points, in the units of ``scaling``, and its run.

    ``history`` may have fewer epochs than the scenario asked for, see
    ``MAX_POINT_EPOCHS``.
    """

    data: Dataset
    scaling: Scaling
    history: History


class LinearResult(NamedTuple):
    """A run of linear regression.

    ``data`` holds the noisy points, ``targets`` (n,) what was fitted: their y, or the
    true line's. ``history`` is the run in the units of ``data``, ``training`` as it was
    made; without scaling they are one. ``max_learning_rate`` is that of the training.
    ``r_squared`` is None for constant targets or a diverged fit.
    """

    scenario: LinearScenario
    data: Dataset
    targets: np.ndarray
    training: Training
    history: History
    closed_form: Params
    max_learning_rate: float
    r_squared: float | None


class LogisticResult(NamedTuple):
    """A run of logistic regression.

    ``training`` and ``history`` are as in ``LinearResult``. ``true_params`` is None for
    the lecture's points, which come from no model; ``optimum`` is None where the loss
    has no minimum, as a line separates the classes. ``correct`` (n,) says which points
    lie on their own side of the fitted boundary.
    """

    scenario: LogisticScenario
    data: Dataset
    true_params: Params | None
    training: Training
    history: History
    optimum: Params | None
    correct: np.ndarray


def run(scenario: Scenario) -> LinearResult | LogisticResult:
    """``run_linear`` or ``run_logistic``, as the scenario asks."""
    if isinstance(scenario, LinearScenario):
        return run_linear(scenario)
    return run_logistic(scenario)


def run_linear(scenario: LinearScenario) -> LinearResult:
    """Make the scenario's line and points, and fit them."""
    s = scenario
    line = np.float32(s.true_W), np.float32(s.true_b), np.float32(s.noise)
    noisy, noise_free = make_linear_data(
        *line, np.uint32(s.seed), num_points=s.num_points
    )
    fitted = noise_free if s.targets == "noise-free" else noisy
    training, history = _train(s, loss_of(s), fitted, [s.start_W], s.start_b)
    data, targets = jax.tree.map(np.asarray, (noisy, fitted.y))
    W, b = last(history)
    return LinearResult(
        scenario=s,
        data=data,
        targets=targets,
        training=training,
        history=history,
        closed_form=ordinary_least_squares(data.X, targets),
        max_learning_rate=max_learning_rate(training.data.X),
        r_squared=(
            r_squared(targets, data.X @ W + b)
            if np.isfinite(history.loss[-1])
            else None
        ),
    )


def run_logistic(scenario: LogisticScenario) -> LogisticResult:
    """Make the scenario's points and classes, and fit them."""
    s = scenario
    true_params = None
    if s.data == "lecture":
        data = lecture_logistic_data()
    else:
        true_params = Params(
            np.array([s.true_W1, s.true_W2], np.float32), np.array(s.true_b, np.float32)
        )
        data = make_logistic_data(
            *true_params, np.uint32(s.seed), num_points=s.num_points
        )
    start = [s.start_W1, s.start_W2]
    training, history = _train(s, loss_of(s), data, start, s.start_b)
    data = jax.tree.map(np.asarray, data)
    optimum = cross_entropy_minimum(training.data.X, data.y, l2=s.l2)
    W, b = last(history)
    return LogisticResult(
        scenario=s,
        data=data,
        true_params=true_params,
        training=training,
        history=history,
        optimum=optimum and unscaled(optimum, training.scaling),
        correct=(data.X @ W + b > 0) == (data.y == 1),
    )


def loss_of(scenario: Scenario) -> LossFn:
    """The loss that a scenario's training minimises, of (params, ``loss_data``)."""
    if isinstance(scenario, LinearScenario):
        return mean_squared_error
    if scenario.loss_form == "textbook":
        return textbook_cross_entropy
    return penalised_cross_entropy


def loss_data(scenario: Scenario, data: Dataset) -> Dataset | Penalised:
    """What the scenario's loss takes beside the params."""
    if isinstance(scenario, LinearScenario):
        return data
    return Penalised(data, np.float32(scenario.l2))


def _train(
    s: Scenario, loss_fn: LossFn, data: Dataset, W: list[float], b: float
) -> tuple[Training, History]:
    """Fit the data from the scenario's start, W and b if that is chosen.

    Returns the training, and its run with W and b for the points as they are.
    """
    scaling = no_scaling(len(W))
    if s.scaling == "on":
        scaling = standardisation(data.X)
        data = data._replace(X=scaled(data.X, scaling))
    epochs = bounded_epochs(s.epochs, len(data.y))
    history = gradient_descent(
        loss_fn, _start(s, W, b), loss_data(s, data), s.learning_rate, epochs
    )
    training = Training(jax.tree.map(np.asarray, data), scaling, history)
    if s.scaling == "off":
        return training, history
    with np.errstate(over="ignore"):  # of a run that diverges
        params = Params(*map(np.float32, unscaled(history.params, scaling)))
    return training, History(params, history.loss)


def unscaled(params: Params, scaling: Scaling) -> Params:
    """The same model for points before scaling, in float64; W (..., d), b (...).

    W x' + b with x' = (x - mean) / deviation is (W / deviation) x + b - W mean /
    deviation.
    """
    W = np.asarray(params.W, float) / scaling.deviation
    with np.errstate(invalid="ignore"):  # of a run that diverges
        return Params(W, params.b - W @ scaling.mean)


def rescaled(params: Params, scaling: Scaling) -> Params:
    """The same model for scaled points, in float64: the inverse of ``unscaled``."""
    W = np.asarray(params.W, float)
    return Params(W * scaling.deviation, params.b + W @ scaling.mean)


def _start(scenario: Scenario, W: list[float], b: float) -> Params:
    """Where training starts: drawn from the seed, at zero, or at the chosen W and b."""
    if scenario.start == "seed":
        return init_params(np.uint32(scenario.seed), len(W))
    if scenario.start == "zero":
        W, b = [0.0] * len(W), 0.0
    return Params(np.array(W, np.float32), np.float32(b))


def last(history: History) -> Params:
    """The params after the last epoch."""
    return params_at(history, -1)


def params_at(history: History, epoch: int) -> Params:
    """The params after ``epoch`` updates; negative counts from the end."""
    return Params(history.params.W[epoch], history.params.b[epoch])


def bounded_epochs(epochs: int, num_points: int) -> int:
    """``epochs``, or as many as ``MAX_POINT_EPOCHS`` allows."""
    return min(epochs, MAX_POINT_EPOCHS // num_points)


def every_shape() -> list[Scenario]:
    """A scenario for each compilation that any control can ask for, quick to run.

    Drawn with the gradients explained, it compiles all that follows the hand.
    """
    seen: dict[str, Any] = {"epochs": 0, "insight": "gradient"}
    logistic: list[dict[str, Any]] = [{"data": "lecture"}]
    logistic += ({"num_points": n} for n in NUM_POINTS)
    return [
        *(LinearScenario(num_points=n, **seen) for n in NUM_POINTS),
        *(LogisticScenario(**shape, **seen) for shape in logistic),
        *(LogisticScenario(**s, **seen, loss_form="textbook") for s in logistic),
    ]

"""From a scenario to its numbers: the one seam between training and the screen.

``run_linear`` and ``run_logistic`` make the data, train, and return NumPy arrays.
"""

from typing import NamedTuple

import jax
import numpy as np

from jaxreg.analysis import (
    cross_entropy_minimum,
    max_learning_rate,
    ordinary_least_squares,
    r_squared,
)
from jaxreg.data import (
    Dataset,
    lecture_logistic_data,
    make_linear_data,
    make_logistic_data,
)
from jaxreg.models import (
    Params,
    binary_cross_entropy,
    init_params,
    mean_squared_error,
)
from jaxreg.scenario import NUM_POINTS, LinearScenario, LogisticScenario, Scenario
from jaxreg.train import History, gradient_descent

MAX_POINT_EPOCHS = 100_000_000
"""Points times epochs of one run: about 0.1 s linear, 0.3 s logistic. A run that asks
for more is cut short, so that no link can hold the server."""


class LinearResult(NamedTuple):
    """A run of linear regression.

    ``data`` holds the noisy points, ``targets`` (n,) what was fitted: their y, or the
    true line's. ``history`` may have fewer epochs than the scenario asked for, see
    ``MAX_POINT_EPOCHS``. ``r_squared`` is None for constant targets or a diverged fit.
    """

    scenario: LinearScenario
    data: Dataset
    targets: np.ndarray
    history: History
    closed_form: Params
    max_learning_rate: float
    r_squared: float | None


class LogisticResult(NamedTuple):
    """A run of logistic regression.

    ``true_params`` is None for the lecture's points, which come from no model;
    ``optimum`` is None where the loss has no minimum, as a line separates the classes.
    ``correct`` (n,) says which points lie on their own side of the fitted boundary.
    """

    scenario: LogisticScenario
    data: Dataset
    true_params: Params | None
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
    start = _start(s, [s.start_W], s.start_b)
    epochs = bounded_epochs(s.epochs, s.num_points)
    history = gradient_descent(
        mean_squared_error, start, fitted, s.learning_rate, epochs
    )
    data, targets = jax.tree.map(np.asarray, (noisy, fitted.y))
    W, b = last(history)
    return LinearResult(
        scenario=s,
        data=data,
        targets=targets,
        history=history,
        closed_form=ordinary_least_squares(data.X, targets),
        max_learning_rate=max_learning_rate(data.X),
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
    start = _start(s, [s.start_W1, s.start_W2], s.start_b)
    epochs = bounded_epochs(s.epochs, len(data.y))
    history = gradient_descent(
        binary_cross_entropy, start, data, s.learning_rate, epochs
    )
    data = jax.tree.map(np.asarray, data)
    W, b = last(history)
    return LogisticResult(
        scenario=s,
        data=data,
        true_params=true_params,
        history=history,
        optimum=cross_entropy_minimum(data.X, data.y),
        correct=(data.X @ W + b > 0) == (data.y == 1),
    )


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
    """A scenario for each compilation that any control can ask for, quick to run."""
    return [
        LogisticScenario(data="lecture", epochs=0),
        *(LinearScenario(num_points=n, epochs=0) for n in NUM_POINTS),
        *(LogisticScenario(num_points=n, epochs=0) for n in NUM_POINTS),
    ]

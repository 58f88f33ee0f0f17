"""From a scenario to its numbers: the one seam between training and the screen.

``run_linear`` and ``run_logistic`` make the data, train, and return NumPy arrays.
"""

from dataclasses import replace
from typing import NamedTuple

import jax
import numpy as np

from jaxreg.analysis import (
    Bowl,
    max_learning_rate,
    ordinary_least_squares,
    r_squared,
    squared_error_bowl,
)
from jaxreg.columns import Names, Points
from jaxreg.data import (
    Dataset,
    Scaling,
    deviation,
    lecture_logistic_data,
    make_linear_data,
    make_logistic_data,
    mean,
    no_scaling,
    padded,
    power_of_two,
    scaled,
)
from jaxreg.datasets import data_set
from jaxreg.environment import reproducible
from jaxreg.models import (
    Params,
    Penalised,
    init_params,
    mean_squared_error,
    penalised_cross_entropy,
    textbook_cross_entropy,
)
from jaxreg.newton import cross_entropy_minimum
from jaxreg.scenario import (
    LINEAR_SETS,
    LOGISTIC_SETS,
    NUM_POINTS,
    LinearScenario,
    LogisticScenario,
    Scenario,
    of_table,
)
from jaxreg.separability import separation
from jaxreg.source import points_of
from jaxreg.table import Column, Table
from jaxreg.train import History, LossFn, gradient_descent

MAX_POINT_EPOCHS = 100_000_000
"""Points times epochs of one run: about 0.1 s linear, 0.3 s logistic. A run that asks
for more is cut short, so that no link can hold the server."""


class Training(NamedTuple):
    """What gradient descent saw: its points, in the units of ``scaling``, and its run.

    Those are the points' own units, but for x that is standardised, and for y of a
    table on the linear page: float32 would lose the digits of a y such as 2450000.5,
    and the squares of one near 1e-20.

    ``history`` may have fewer epochs than the scenario asked for, see
    ``MAX_POINT_EPOCHS``.
    """

    data: Dataset
    scaling: Scaling
    history: History


class LinearResult(NamedTuple):
    """A run of linear regression.

    ``data`` holds the noisy points, ``targets`` (n,) what was fitted: their y, or the
    true line's. ``true_params`` is None for points of a table, which come from no
    model; of its rows ``left_out`` miss a value. ``history`` is the run in the units of
    ``data``, ``training`` as it was made; without scaling they are one. Of a table
    ``data`` and ``history`` are float64. ``smallest_loss`` is that of the closed form.
    ``max_learning_rate`` is that of the training. ``r_squared`` is None for constant
    targets or a diverged fit.
    """

    scenario: LinearScenario
    names: Names
    left_out: int
    data: Dataset
    targets: np.ndarray
    true_params: Params | None
    training: Training
    history: History
    closed_form: Params
    smallest_loss: float
    max_learning_rate: float
    r_squared: float | None


class LogisticResult(NamedTuple):
    """A run of logistic regression.

    What has the name of a part of ``LinearResult`` is the same; ``true_params`` is None
    for the lecture's points too. ``separation`` says whether a line separates the
    classes. ``optimum`` is None where the loss has no minimum, and where there is one
    that was not found. ``correct`` (n,) says which points lie on their own side of the
    fitted boundary.
    """

    scenario: LogisticScenario
    names: Names
    left_out: int
    data: Dataset
    true_params: Params | None
    training: Training
    history: History
    separation: str
    optimum: Params | None
    correct: np.ndarray

    @property
    def has_minimum(self) -> bool:
        """Whether the loss has one: of two classes a penalty on W makes one, but b of
        one class it does not keep from growing."""
        penalised = self.scenario.l2 > 0 and self.separation != "one class"
        return penalised or self.separation == "overlap"

    @property
    def penalty(self) -> np.ndarray:
        """The strength of the penalty on each W (d,) of the points as they are."""
        return self.scenario.l2 * self.training.scaling.deviation**2


def run(scenario: Scenario, own: Table | None = None) -> LinearResult | LogisticResult:
    """``run_linear`` or ``run_logistic``, as the scenario asks."""
    if isinstance(scenario, LinearScenario):
        return run_linear(scenario, own)
    return run_logistic(scenario, own)


@reproducible()
def run_linear(scenario: LinearScenario, own: Table | None = None) -> LinearResult:
    """Make or take the scenario's points, and fit a line to them.

    Raises:
        DataError: they cannot be taken from ``own``, the table of a person's own data.
    """
    s = scenario
    names, left_out, true_params = Names(("x",), "y"), 0, None
    if of_table(s):
        points = points_of(s, own)
        noisy = fitted = _dataset(points)
        names, left_out = points.names, points.left_out
    else:
        true_params = Params(np.array([s.true_W]), np.array(s.true_b))
        noisy, noise_free = _line_data(s)
        fitted = noise_free if s.targets == "noise-free" else noisy
    training = _train(s, fitted, [s.start_W], s.start_b)
    bowl = _bowl(fitted, training.scaling)
    training = training._replace(history=_with_exact_losses(s, training, bowl))
    history = _in_units_of_points(s, training)
    data, targets = jax.tree.map(np.asarray, (noisy, fitted.y))
    W, b = last(history)
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
        r_squared=(
            r_squared(targets, data.X @ W + b)
            if np.isfinite(history.loss[-1])
            else None
        ),
    )


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
    if of_table(s):
        points = points_of(s, own)
        data, names, left_out = _dataset(points), points.names, points.left_out
    else:
        data = _class_data(s)
        if s.data == "generated":
            true_params = _true_classes(s)
    start = [s.start_W1, s.start_W2][: len(names.features)]
    training = _train(s, data, start, s.start_b)
    history = _in_units_of_points(s, training)
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


def _dataset(points: Points) -> Dataset:
    return Dataset(points.X, points.y, np.ones(len(points.y)))


def _line_data(s: LinearScenario) -> tuple[Dataset, Dataset]:
    line = np.float32(s.true_W), np.float32(s.true_b), np.float32(s.noise)
    return make_linear_data(*line, np.uint32(s.seed), num_points=s.num_points)


def _class_data(s: LogisticScenario) -> Dataset:
    if s.data == "lecture":
        return lecture_logistic_data()
    return make_logistic_data(
        *_true_classes(s), np.uint32(s.seed), num_points=s.num_points
    )


def _true_classes(s: LogisticScenario) -> Params:
    W = np.array([s.true_W1, s.true_W2], np.float32)
    return Params(W, np.array(s.true_b, np.float32))


@reproducible()
def as_table(scenario: Scenario) -> Table:
    """The points that a scenario makes, to be edited: columns x and y, or x₁, x₂ and
    class. Each float32 becomes the shortest decimal that stands for it."""
    if isinstance(scenario, LinearScenario):
        noisy, noise_free = _line_data(scenario)
        names = ["x", "y"]
        data = noise_free if scenario.targets == "noise-free" else noisy
    else:
        names, data = ["x₁", "x₂", "class"], _class_data(scenario)
    columns = [*np.asarray(data.X).T, np.asarray(data.y)]
    return Table(
        tuple(
            Column(name, np.array([str(value) for value in values]).astype(float))
            for name, values in zip(names, columns, strict=True)
        )
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


def _train(s: Scenario, data: Dataset, W: list[float], b: float) -> Training:
    """Fit the data from the scenario's start, W and b if that is chosen."""
    scaling = _units(s, data)
    start = _start(s, W, b)
    if s.scaling == "off":  # then the start is one in the points' own units
        start = Params(*map(np.float32, rescaled(start, scaling)))
    data = scaled(data, scaling)
    epochs = trained_epochs(s, len(data.y))
    problem = loss_data(s, as_trained(s, data))
    history = gradient_descent(loss_of(s), start, problem, s.learning_rate, epochs)
    return Training(data, scaling, history)


def _units(s: Scenario, data: Dataset) -> Scaling:
    """The units that training computes in.

    To change those of y changes no step: in exact arithmetic the run stays the same.
    """
    scaling = no_scaling(data.X.shape[1])
    if s.scaling == "on":
        scaling = scaling._replace(mean=mean(data.X), deviation=deviation(data.X))
    if of_table(s) and isinstance(s, LinearScenario):
        y_mean, y_deviation = float(mean(data.y)), float(deviation(data.y))
        scaling = scaling._replace(y_mean=y_mean, y_deviation=y_deviation)
    return scaling


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
    known = np.isfinite(theta).all(axis=1) & (of_table(s) | ~np.isfinite(loss))
    if known.any():
        loss = loss.astype(float)
        loss[known] = bowl.at(theta[known])
    return History(params, loss)


def _in_units_of_points(s: Scenario, training: Training) -> History:
    """A training's run with W, b and loss for the points as they are.

    A loss beyond float32 is infinite. Of a table all is float64, as its numbers are.
    """
    scaling, (params, loss) = training.scaling, training.history
    if scaling.changes_nothing and loss.dtype == np.float32:
        return training.history
    if not scaling.changes_nothing:
        params = unscaled(params, scaling)
        loss = np.asarray(loss, float) * scaling.y_deviation**2
    loss = np.where(loss > np.finfo(np.float32).max, np.inf, loss)
    dtype = np.float64 if of_table(s) else np.float32
    with np.errstate(over="ignore"):  # of a run that diverges
        return jax.tree.map(lambda rows: rows.astype(dtype), History(params, loss))


def as_trained(scenario: Scenario, data: Dataset) -> Dataset:
    """The points as the compiled loop takes them: those of a table, which can be of any
    number, padded, so that no upload compiles what another has."""
    if not of_table(scenario):
        return data
    return padded(data, power_of_two(len(data.y)))


def unscaled(params: Params, scaling: Scaling) -> Params:
    """The same model for points before scaling, in float64; W (..., d), b (...).

    y' = W' x' + b' with x' = (x - mean) / deviation is W x + b with W = W' / deviation
    and b = b' - W mean, times y_deviation and plus y_mean.
    """
    W = np.asarray(params.W, float) / scaling.deviation
    with np.errstate(over="ignore", invalid="ignore"):  # of a run that diverges
        b = np.asarray(params.b, float) - W @ scaling.mean
        return Params(scaling.y_deviation * W, scaling.y_deviation * b + scaling.y_mean)


def rescaled(params: Params, scaling: Scaling) -> Params:
    """The same model for scaled points, in float64: the inverse of ``unscaled``."""
    W = np.asarray(params.W, float) / scaling.y_deviation
    b = (np.asarray(params.b, float) - scaling.y_mean) / scaling.y_deviation
    return Params(W * scaling.deviation, b + W @ scaling.mean)


def _start(scenario: Scenario, W: list[float], b: float) -> Params:
    """Where training starts: drawn from its seed, at zero, or at the chosen W and b."""
    if scenario.start == "seed":
        seed = scenario.seed if scenario.start_seed is None else scenario.start_seed
        return init_params(np.uint32(seed), len(W))
    if scenario.start == "zero":
        W, b = [0.0] * len(W), 0.0
    return Params(np.array(W, np.float32), np.float32(b))


def shown_training(result: LinearResult | LogisticResult) -> Training:
    """The training in the units in which its W and b are drawn, and its start chosen:
    those of standardised points, if the scenario standardises them, else their own."""
    training = result.training
    if result.scenario.scaling == "on" or isinstance(result, LogisticResult):
        return training
    data = result.data._replace(y=result.targets)
    return Training(data, no_scaling(1), result.history)


def standardised(result: LinearResult | LogisticResult) -> str:
    """What training standardises: x, or x and y."""
    return "x" if result.training.scaling.y_deviation == 1 else "x and y"


def last(history: History) -> Params:
    """The params after the last epoch."""
    return params_at(history, -1)


def params_at(history: History, epoch: int) -> Params:
    """The params after ``epoch`` updates; negative counts from the end."""
    return Params(history.params.W[epoch], history.params.b[epoch])


def bounded_epochs(epochs: int, num_points: int) -> int:
    """``epochs``, or as many as ``MAX_POINT_EPOCHS`` allows."""
    return min(epochs, MAX_POINT_EPOCHS // num_points)


def trained_epochs(scenario: Scenario, num_points: int) -> int:
    """How many epochs of a scenario are trained, on the rows that the loop takes."""
    rows = power_of_two(num_points) if of_table(scenario) else num_points
    return bounded_epochs(scenario.epochs, rows)


def every_shape() -> list[Scenario]:
    """A scenario for each compilation that any controls can ask for, quick to run.

    Drawn with the gradients explained, it compiles all that follows the hand.
    """
    lines = [data_set(name).scenarios["linear"] for name in LINEAR_SETS]
    presets = [data_set(name).scenarios["logistic"] for name in LOGISTIC_SETS]
    classes = [s for s in presets if isinstance(s, LogisticScenario)]
    logistic = [
        LogisticScenario(data="lecture"),
        *(LogisticScenario(num_points=n) for n in NUM_POINTS),
        *classes,
        *(replace(s, x2_column=0) for s in classes),
    ]
    scenarios = [
        *(LinearScenario(num_points=n) for n in NUM_POINTS),
        *logistic,
        *lines,
        *(replace(s, loss_form="textbook") for s in logistic),
    ]
    return [replace(s, epochs=0, insight="gradient") for s in scenarios]

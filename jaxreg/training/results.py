"""What a run gives, in NumPy arrays."""

from typing import NamedTuple

import numpy as np

from jaxreg.data.columns import Names
from jaxreg.data.dataset import Dataset, no_scaling
from jaxreg.settings import LinearScenario, LogisticScenario
from jaxreg.training.gradient_descent import History
from jaxreg.training.models import Params
from jaxreg.training.scaled import Training


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


Result = LinearResult | LogisticResult


def shown_training(result: LinearResult | LogisticResult) -> Training:
    """The training in the units in which its W and b are drawn, and its start chosen:
    those of standardised points, if the scenario standardises them, else their own."""
    training = result.training
    if result.scenario.scaling == "on" or not isinstance(result, LinearResult):
        return training  # y has no units but those of a line
    data = result.data._replace(y=result.targets)
    problem = training.problem._replace(data=data)
    return Training(data, no_scaling(1), problem, result.history)


def standardised(result: LinearResult | LogisticResult) -> str:
    """What training standardises: x, or x and y."""
    return "x" if result.training.scaling.y_deviation == 1 else "x and y"


def last(history: History) -> Params:
    """The params after the last epoch."""
    return params_at(history, -1)


def params_at(history: History, epoch: int) -> Params:
    """The params after ``epoch`` updates; negative counts from the end."""
    return Params(history.params.W[epoch], history.params.b[epoch])

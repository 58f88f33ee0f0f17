"""What a run gives, in NumPy arrays, and what a model is."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from jaxreg.data.dataset import Dataset, Names
from jaxreg.data.table import Table
from jaxreg.settings import LinearScenario, LogisticScenario
from jaxreg.training.gradient_descent import History, LossFn, Training
from jaxreg.training.models import Params


class Bowl(NamedTuple):
    """The mean squared error as a quadratic form of theta = (W, b): its ``minimum``
    (d + 1,), the loss there, and its Hessian ``H`` (d + 1, d + 1)."""

    minimum: np.ndarray
    smallest: float
    H: np.ndarray


class PlaneLoss(NamedTuple):
    """A convex loss of two parameters, as a chart shows it.

    ``at`` takes places (m, 2), of one m where it is compiled, to their losses (m,),
    rounded by a share of up to ``rounding``; ``exact`` takes any, slowly.
    ``minimum`` is the place (2,) of the smallest, if there is one, and ``hessian`` is
    taken there, (2, 2).
    """

    at: Callable[[np.ndarray], np.ndarray]
    exact: Callable[[np.ndarray], np.ndarray]
    rounding: float
    minimum: np.ndarray | None
    hessian: np.ndarray


class LinearResult(NamedTuple):
    """A run of linear regression.

    ``data`` holds the noisy points, ``targets`` (n,) what was fitted: their y, or the
    true line's. ``true_params`` is None for points of a table, which come from no
    model; of its rows ``left_out`` miss a value. ``history`` is the run in the units of
    ``data``, ``training`` as it was made, ``shown`` in the units in which W and b are
    drawn: those of standardised points if the scenario standardises them, else their
    own. Of a table ``data`` and ``history`` are float64. ``fitted`` is the model after
    the last epoch; ``end`` is the last that can be drawn, ``drawn`` the model there;
    ``lost`` is the first whose loss is no finite number, or None. ``bowl`` is the loss
    in the units of ``training``, and ``loss_unit`` what 1 of it is in those of
    ``data``; ``smallest_loss`` is that of the closed form; ``max_learning_rate`` is
    that of the training. ``r_squared`` is None for constant targets or a diverged fit.
    """

    scenario: LinearScenario
    names: Names
    left_out: int
    data: Dataset
    targets: np.ndarray
    true_params: Params | None
    training: Training
    history: History
    shown: Training
    fitted: Params
    end: int
    drawn: Params
    lost: int | None
    bowl: Bowl
    loss_unit: float
    closed_form: Params
    smallest_loss: float
    max_learning_rate: float
    r_squared: float | None


class LogisticResult(NamedTuple):
    """A run of logistic regression.

    What has the name of a part of ``LinearResult`` is the same; ``true_params`` is None
    for the lecture's points too. ``separation`` says whether a line separates the
    classes. ``penalty`` (d,) is its strength on each W of the points as they are.
    ``optimum`` is None where the loss ``has_minimum`` not, and where there is one that
    was not found. ``correct`` (n,) says which points lie on their own side of the
    fitted boundary.
    """

    scenario: LogisticScenario
    names: Names
    left_out: int
    data: Dataset
    true_params: Params | None
    training: Training
    history: History
    shown: Training
    fitted: Params
    end: int
    drawn: Params
    lost: int | None
    separation: str
    penalty: np.ndarray
    has_minimum: bool
    optimum: Params | None
    correct: np.ndarray


Result = LinearResult | LogisticResult


class Model(NamedTuple):
    """A model, by what it does with a scenario of its own, the first argument.

    ``run`` makes its result, of a person's own data if there are some. ``loss_of`` is
    what training minimises. ``made`` are the points that the scenario makes, and what
    their columns are called. ``loss`` and ``gradient`` (p,) are those of the training's
    params at points X (n, d), y (n,), in float64 and by formula.
    """

    run: Callable[[Any, Table | None], Any]
    loss_of: Callable[[Any], LossFn]
    made: Callable[[Any], tuple[Dataset, list[str]]]
    loss: Callable[[Any, np.ndarray, np.ndarray, Params], float]
    gradient: Callable[[Any, np.ndarray, np.ndarray, Params], np.ndarray]

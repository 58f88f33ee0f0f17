"""What a run gives, in NumPy arrays, and what a model is."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from jaxreg.data.dataset import Dataset, Names
from jaxreg.data.table import Table
from jaxreg.settings import LinearScenario, LogisticScenario
from jaxreg.training.features import Features
from jaxreg.training.gradient_descent import History, LossFn
from jaxreg.training.held_out import HeldOut, PointLoss
from jaxreg.training.models import Params
from jaxreg.training.problem import Training


class Bowl(NamedTuple):
    """The mean squared error as a quadratic form of theta = (W, b): its ``minimum``
    (d + 1,), the loss there, and its Hessian ``H`` (d + 1, d + 1). Without an intercept
    it is one of W alone: b's minimum, row and column are 0."""

    minimum: np.ndarray
    smallest: float
    H: np.ndarray


class PlaneLoss(NamedTuple):
    """A convex loss of two parameters, as a chart shows it.

    ``at`` maps places (m, 2) to losses (m,), with a relative error of at most
    ``rounding``, and may compile once for each m; ``exact`` never compiles, but is
    slow. ``minimum`` is a place (2,), if there is one; ``hessian`` (2, 2) is there.
    """

    at: Callable[[np.ndarray], np.ndarray]
    exact: Callable[[np.ndarray], np.ndarray]
    rounding: float
    minimum: np.ndarray | None
    hessian: np.ndarray


class LinearResult(NamedTuple):
    """A run of linear regression.

    ``data`` holds the noisy points, ``targets`` (n,) what was fitted: their y, or the
    true line's; both without the ``held_out`` points, which training does not see.
    ``features`` of their x are what the weights W of all params belong to.
    ``true_params`` is None for a table, which comes from no model;
    ``left_out`` counts its rows that miss a value. The run is ``history`` in the units
    of ``data``, ``training`` in those it was made in, and ``shown`` in those charts
    use: standardised if the scenario says so, else the points' own. For a table
    ``data`` and ``history`` are float64. ``fitted`` is the model after the last epoch;
    ``end`` is the last epoch that can be drawn, ``drawn`` the model there; ``lost`` is
    the first whose loss is not finite, or None. ``bowl`` is the loss in the units of
    ``training``, and ``loss_unit`` what 1 of it is in those of ``data``;
    ``smallest_loss`` is the closed form's, ``max_learning_rate`` the training's, with
    its momentum; None for mini-batches, which have no fixed limit, and for a method
    that takes no rate.
    ``r_squared`` is None for constant targets or a diverged fit.
    """

    scenario: LinearScenario
    names: Names
    left_out: int
    data: Dataset
    features: Features
    targets: np.ndarray
    held_out: HeldOut | None
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
    max_learning_rate: float | None
    r_squared: float | None


class LogisticResult(NamedTuple):
    """A run of logistic regression.

    Fields named as in ``LinearResult`` are the same; ``true_params`` is None for the
    lecture's points too, and for those of a circle, unless squares are features.
    ``separation`` says whether a line separates the classes. ``penalty`` (d,) is the
    strength on each W in the points' own units. ``optimum`` is None if there is no
    minimum (``has_minimum``), or it was not found. ``correct`` (n,) says which points
    lie on their own side of the fitted boundary, at the threshold.
    """

    scenario: LogisticScenario
    names: Names
    left_out: int
    data: Dataset
    features: Features
    held_out: HeldOut | None
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
    """A model, as functions of one of its scenarios.

    ``run`` makes the result, from own data if the scenario says so. ``loss_of`` is what
    training minimises. ``made`` are the generated points and their columns' names.
    ``loss`` and ``gradient`` (p,) are of the training's params at points X (n, d),
    y (n,), in float64 and by formula; ``of_a_point`` is the loss of each prediction,
    before the sigmoid, without a penalty.
    """

    run: Callable[[Any, Table | None], Any]
    loss_of: Callable[[Any], LossFn]
    made: Callable[[Any], tuple[Dataset, list[str]]]
    loss: Callable[[Any, np.ndarray, np.ndarray, Params], float]
    gradient: Callable[[Any, np.ndarray, np.ndarray, Params], np.ndarray]
    of_a_point: PointLoss

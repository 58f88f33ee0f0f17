"""Training in units that suit it, and its run in the points' own.

To change the units of y changes no step: in exact arithmetic the run stays the same.
"""

from typing import NamedTuple

import jax
import numpy as np

from jaxreg.data.dataset import (
    Dataset,
    Scaling,
    deviation,
    mean,
    no_scaling,
    scaled,
)
from jaxreg.settings import Scenario
from jaxreg.training.gradient_descent import History
from jaxreg.training.models import Params
from jaxreg.training.problem import Problem, as_trained, trained_epochs
from jaxreg.training.units import rescaled, unscaled


class Training(NamedTuple):
    """What gradient descent saw: its points, in the units of ``scaling``, and its run.

    Those are the points' own units, but for x that is standardised, and for y of a
    table on the linear page: float32 would lose the digits of a y such as 2450000.5,
    and the squares of one near 1e-20.

    ``problem`` is what was minimised: of a table its points are padded. ``history`` may
    have fewer epochs than the scenario asked for, see ``MAX_POINT_EPOCHS``.
    """

    data: Dataset
    scaling: Scaling
    problem: Problem
    history: History


def scaling_of(scenario: Scenario, data: Dataset) -> Scaling:
    """The units of x that a scenario is trained in, and y as it is."""
    if scenario.scaling == "off":
        return no_scaling(data.X.shape[1])
    return Scaling(mean(data.X), deviation(data.X))


def train(scenario: Scenario, problem: Problem, scaling: Scaling) -> Training:
    """Train a problem, whose points are in their own units, in those of a scaling.

    Its start is one in the latter where the scenario standardises x, else in the
    points' own.
    """
    s, start = scenario, problem.start
    if s.scaling == "off":
        start = Params(*map(np.float32, rescaled(start, scaling)))
    data = scaled(problem.data, scaling)
    problem = problem._replace(data=as_trained(s, data), start=start)
    epochs = trained_epochs(s, len(data.y))
    return Training(data, scaling, problem, problem.train(s.learning_rate, epochs))


def in_units_of_points(scenario: Scenario, training: Training) -> History:
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
    dtype = np.float64 if scenario.is_of_table else np.float32
    with np.errstate(over="ignore"):  # of a run that diverges
        run: History = jax.tree.map(
            lambda rows: rows.astype(dtype), History(params, loss)
        )
    return run

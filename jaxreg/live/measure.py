"""What a loss is measured by: the points that training sees, and the smallest loss.

The browser computes from it the loss of a model that a person guesses, what one point
has to do with a loss (``measure.js``), and one epoch in slow motion (``slow.js``).
"""

from typing import Any, NamedTuple

import numpy as np

from jaxreg.data.table import Table
from jaxreg.display.best import Best
from jaxreg.display.views import VIEWS
from jaxreg.live.picture import as_json, encoded
from jaxreg.settings import Scenario
from jaxreg.training.results import Result
from jaxreg.training.runs import MODELS
from jaxreg.training.schedule import scheduled_rates
from jaxreg.training.way import batch_of


class Step(NamedTuple):
    """How an epoch's step follows from the mean gradient: by the learning ``rates``
    after each epoch, encoded, or the one of all; or why it does not, a sentence."""

    rates: dict[str, str]
    lack: str


class Measure(NamedTuple):
    """Of n points the x, a column for each of d, and the ``y`` (n,) that is fitted, all
    encoded; the strength of the penalty on each weight (k,), in the points' own units;
    whether the model predicts a probability, and whether it has no intercept; the
    ``best`` loss there is; and the ``step`` that training takes."""

    X: list[dict[str, str]]
    y: dict[str, str]
    penalty: list[float]
    is_probability: bool
    is_through_origin: bool
    best: dict[str, Any]
    step: dict[str, Any]


def measure(scenario: Scenario, own: Table | None = None) -> bytes:
    """The JSON of a scenario's ``Measure``: held-out points are not in it."""
    result = MODELS[scenario.page].run(scenario, own)
    view = VIEWS[scenario.page]
    y = getattr(result, "targets", result.data.y)
    best: Best = view.best(result)
    found = Measure(
        [encoded(np.asarray(column), keep=True) for column in result.data.X.T],
        encoded(np.asarray(y), keep=True),
        (
            scenario.l2 * np.square(result.training.scaling.deviation, dtype=float)
        ).tolist(),
        view.is_probability,
        not scenario.has_intercept,
        best._asdict(),
        step_of(result)._asdict(),
    )
    return as_json(found._asdict())


def step_of(result: Result) -> Step:
    """How the epochs of a run take their steps."""
    s, epochs = result.scenario, len(result.history.loss) - 1
    batch, lack = batch_of(s, len(result.data.y)), ""
    if s.method == "Newton":
        lack = "Newton’s step is the mean gradient divided by the curvature"
    elif not s.has_rate:
        lack = (
            "An epoch of coordinate descent takes each parameter to its minimum in turn"
        )
    elif batch:
        lack = f"With batches of {batch} an epoch is many steps, each from a few points"
    elif s.momentum:
        lack = "With momentum a step also keeps some of the one before"
    num_rates = 1 if s.schedule == "constant" else epochs + 1
    rates = scheduled_rates(s.learning_rate, s.schedule, epochs, num_rates)
    ending = ", so slow motion ends at the mean of all points."
    return Step(encoded(rates), lack and lack + ending)

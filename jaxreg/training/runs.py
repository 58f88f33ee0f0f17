"""From a scenario to its numbers: what the rooms above call."""

import numpy as np

from jaxreg.data.table import Column, Table
from jaxreg.settings import LinearScenario, LogisticScenario, Scenario
from jaxreg.training.environment import reproducible
from jaxreg.training.linear import LINEAR, fit_line
from jaxreg.training.logistic import LOGISTIC, tell_apart
from jaxreg.training.results import LinearResult, LogisticResult, Model, Result

MODELS: dict[str, Model] = {"linear": LINEAR, "logistic": LOGISTIC}
"""The models, by page."""


@reproducible()
def run(scenario: Scenario, own: Table | None = None) -> Result:
    """Make or take the scenario's points, and train its model on them.

    Raises:
        DataError: they cannot be taken from ``own``, the table of a person's own data.
    """
    result: Result = MODELS[scenario.page].run(scenario, own)
    return result


@reproducible()
def run_linear(scenario: LinearScenario, own: Table | None = None) -> LinearResult:
    """The same for a line."""
    return fit_line(scenario, own)


@reproducible()
def run_logistic(
    scenario: LogisticScenario, own: Table | None = None
) -> LogisticResult:
    """The same for two classes."""
    return tell_apart(scenario, own)


@reproducible()
def as_table(scenario: Scenario) -> Table:
    """The scenario's generated points as a table to edit, each float32 as its shortest
    exact decimal."""
    data, names = MODELS[scenario.page].made(scenario)
    columns = [*np.asarray(data.X).T, np.asarray(data.y)]
    return Table(
        tuple(
            Column(name, np.array([str(value) for value in values]).astype(float))
            for name, values in zip(names, columns, strict=True)
        )
    )

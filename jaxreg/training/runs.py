"""From a scenario to its numbers: the one seam between training and the screen."""

from jaxreg.data.table import Table
from jaxreg.settings import Scenario
from jaxreg.training.environment import reproducible
from jaxreg.training.linear import LINEAR
from jaxreg.training.logistic import LOGISTIC
from jaxreg.training.model import Model, table
from jaxreg.training.results import Result

MODELS: dict[str, Model] = {"linear": LINEAR, "logistic": LOGISTIC}
"""The models, by the names of their pages."""


def model_of(scenario: Scenario) -> Model:
    """The model that a scenario is of."""
    return MODELS[scenario.page]


def run(scenario: Scenario, own: Table | None = None) -> Result:
    """Make or take the scenario's points, and train its model on them.

    Raises:
        DataError: they cannot be taken from ``own``, the table of a person's own data.
    """
    result: Result = model_of(scenario).run(scenario, own)
    return result


@reproducible()
def as_table(scenario: Scenario) -> Table:
    """The points that a scenario makes, as a table to be edited."""
    return table(*model_of(scenario).made(scenario))

"""Where a scenario's points come from: its table, and which columns of it."""

from jaxreg.data.columns import ColumnRules
from jaxreg.data.dataset import Points
from jaxreg.data.linear import LINEAR
from jaxreg.data.logistic import LOGISTIC
from jaxreg.data.shipped import data_set
from jaxreg.data.table import DataError, Table
from jaxreg.settings import OWN, Scenario

COLUMN_RULES: dict[str, ColumnRules] = {"linear": LINEAR, "logistic": LOGISTIC}
"""How each model reads a table."""


def table_of(scenario: Scenario, own: Table | None) -> Table:
    """The table that a scenario means: ``own``, or that of a data set.

    Raises:
        DataError: it means own data, and there are none.
    """
    if scenario.data != OWN:
        return data_set(scenario.data).table
    if own is None:
        raise DataError("This link needs data that are not on this server.")
    return own


def points_of(scenario: Scenario, own: Table | None) -> Points:
    """The points that a scenario takes from its table.

    Raises:
        DataError: there is no table, or its columns cannot be used like that.
    """
    return COLUMN_RULES[scenario.page].points(scenario, table_of(scenario, own))


def with_columns(scenario: Scenario, own: Table | None) -> Scenario:
    """The scenario with its columns and its class 1 filled in where it left them to
    what fits first.

    Raises:
        DataError: there is no table, or its columns cannot be used like that.
    """
    return COLUMN_RULES[scenario.page].complete(scenario, table_of(scenario, own))

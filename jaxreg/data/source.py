"""Where a scenario's points come from: its table, and which columns of it."""

from jaxreg.data.by_hand import points_by_hand, table_by_hand
from jaxreg.data.columns import ColumnRules
from jaxreg.data.dataset import Points
from jaxreg.data.linear import LINEAR
from jaxreg.data.logistic import LOGISTIC
from jaxreg.data.shipped import data_set
from jaxreg.data.table import DataError, Table
from jaxreg.settings import BY_HAND, OWN, Scenario

COLUMN_RULES: dict[str, ColumnRules] = {"linear": LINEAR, "logistic": LOGISTIC}
"""How each model reads a table."""


def table_of(scenario: Scenario, own: Table | None) -> Table:
    """The table that a scenario means: ``own``, that of a data set, or the points that
    its link has.

    Raises:
        DataError: it means own data, or points by hand, and there are none.
    """
    if scenario.data == BY_HAND:
        return table_by_hand(scenario)
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
    if scenario.data == BY_HAND:
        return points_by_hand(scenario)
    return COLUMN_RULES[scenario.page].points(scenario, table_of(scenario, own))


def with_columns(scenario: Scenario, own: Table | None) -> Scenario:
    """The scenario with its columns and its class 1 filled in where it left them to
    what fits first; of points by hand they are clear.

    Raises:
        DataError: there is no table, or its columns cannot be used like that.
    """
    if scenario.data == BY_HAND:
        return scenario
    return COLUMN_RULES[scenario.page].complete(scenario, table_of(scenario, own))

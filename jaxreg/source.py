"""Where a scenario's points come from: which table it means, and what of it."""

from dataclasses import replace

from jaxreg.columns import (
    Points,
    classes_of,
    linear_columns,
    linear_points,
    logistic_columns,
    logistic_points,
)
from jaxreg.datasets import data_set
from jaxreg.scenario import OWN, LinearScenario, LogisticScenario, Scenario
from jaxreg.table import DataError, Table


def table_of(scenario: Scenario, own: Table | None) -> Table:
    """The table that a scenario means: ``own``, or that of a data set.

    Raises:
        DataError: it means own data, and there are none.
    """
    if scenario.data != OWN:
        return data_set(scenario.data).table
    if own is None:
        raise DataError("This link needs its data, which are not on this server.")
    return own


def points_of(scenario: Scenario, own: Table | None) -> Points:
    """The points that a scenario takes from its table.

    Raises:
        DataError: there is no table, or its columns cannot be used like that.
    """
    s, table = scenario, table_of(scenario, own)
    if isinstance(s, LinearScenario):
        return linear_points(table, s.x_column, s.y_column)
    columns = s.x1_column, s.x2_column, s.label_column
    return logistic_points(table, *columns, s.positive)


def with_columns(scenario: Scenario, own: Table | None) -> Scenario:
    """The scenario with the numbers of all its columns and of its class 1, also of
    those that it left to what fits first.

    Raises:
        DataError: there is no table, or its columns cannot be used like that.
    """
    s, table = scenario, table_of(scenario, own)
    if isinstance(s, LinearScenario):
        x, y = linear_columns(table, s.x_column, s.y_column)
        return replace(s, x_column=x, y_column=y)
    columns = logistic_columns(table, s.x1_column, s.x2_column, s.label_column)
    one = logistic_points(table, *columns, s.positive).names.classes[1]
    classes = classes_of(table.columns[columns[2] - 1])
    x1, x2, label = columns
    return replace(
        s,
        x1_column=x1,
        x2_column=x2,
        label_column=label,
        positive=classes.index(one) + 1,
    )


def own_scenario(page: str) -> Scenario:
    """How own data are run at first: x standardised, at a rate that arrives."""
    if page == "linear":
        return LinearScenario(data=OWN, scaling="on", learning_rate=0.1, epochs=100)
    return LogisticScenario(data=OWN, scaling="on", learning_rate=3.16, epochs=3000)

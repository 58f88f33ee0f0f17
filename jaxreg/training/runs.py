"""From a scenario to its numbers: what the rooms above call."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from jaxreg.data.frames import class_of, own_scenario
from jaxreg.data.source import with_columns
from jaxreg.data.table import Column, Table
from jaxreg.settings import LinearScenario, LogisticScenario, Scenario
from jaxreg.training.environment import reproducible
from jaxreg.training.linear import LINEAR, fit_line
from jaxreg.training.logistic import LOGISTIC, tell_apart
from jaxreg.training.results import LinearResult, LogisticResult, Model, Result

if TYPE_CHECKING:
    from narwhals.typing import IntoDataFrame

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
def run_linear(
    source: "LinearScenario | IntoDataFrame",
    own: Table | None = None,
    *,
    x: Any = None,
    y: Any = None,
    **settings: Any,
) -> LinearResult:
    """A line through a scenario's points, or through those of a pandas or polars frame.

    Args:
        source: a scenario, perhaps with ``own``, a table; or a frame. The others are
            only for a frame.
        x, y: the names of its columns; None: the first that fit.
        settings: fields of the scenario, such as ``learning_rate``; by default x is
            standardised.

    Raises:
        DataError: the points cannot be taken; the sentence says why.
    """
    if isinstance(source, LinearScenario):
        _check_no_frame(x=x, y=y, **settings)
        return fit_line(source, own)
    columns = {"x_column": x, "y_column": y}
    scenario, own = own_scenario("linear", source, columns, settings)
    return fit_line(scenario, own)


@reproducible()
def run_logistic(
    source: "LogisticScenario | IntoDataFrame",
    own: Table | None = None,
    *,
    x1: Any = None,
    x2: Any = None,
    label: Any = None,
    positive: Any = None,
    **settings: Any,
) -> LogisticResult:
    """The same for two classes.

    Args:
        source, own, settings: as for a line; ``cut`` is one of the settings.
        x1, x2, label: the names of columns; None: the first that fit, but with x1 alone
            there is no x2.
        positive: the value of the label that is class 1, given with the label; None:
            what a person would mean.
    """
    if isinstance(source, LogisticScenario):
        _check_no_frame(x1=x1, x2=x2, label=label, positive=positive, **settings)
        return tell_apart(source, own)
    columns = {"x1_column": x1, "x2_column": x2, "label_column": label}
    if x1 is not None and x2 is None:
        del columns["x2_column"]
        settings = {"x2_column": 0} | settings
    scenario, own = own_scenario("logistic", source, columns, settings)
    if positive is not None:
        whole: Any = with_columns(scenario, own)
        one = class_of(own, whole.label_column, positive)
        scenario = replace(whole, positive=one, cut=settings.get("cut"))
    return tell_apart(scenario, own)


def _check_no_frame(**given: Any) -> None:
    """Check that nothing is given that a scenario has itself."""
    names = [name for name, value in given.items() if value is not None]
    if names:
        raise TypeError(f"Only for a frame, as a scenario has its own: {names}")


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

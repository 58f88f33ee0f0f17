"""A run in many universes: on other samples from the same truth, or, where there is one
sample alone, on resamples of it."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from jaxreg.data.frames import own_scenario
from jaxreg.data.table import Table
from jaxreg.lab.grid import RESAMPLE, Grid, check_has_intercept
from jaxreg.lab.sweep import all_rows, as_table
from jaxreg.lab.theory import Theory, of_bootstrap, of_universes
from jaxreg.settings import PAGES, Scenario, Value

if TYPE_CHECKING:
    from narwhals.typing import IntoDataFrame

MAX_UNIVERSES = 10_000


def study_of_universes(scenario: Scenario, num: int) -> tuple[Grid, Theory]:
    """The seeds 0 to ``num`` - 1, and where their fits should lie."""
    check_has_intercept(scenario)
    return Grid(scenario, {"seed": _first(num)}), of_universes(scenario)


def study_of_bootstrap(
    scenario: Scenario, num: int, own: Table | None
) -> tuple[Grid, Theory]:
    """The resamples 0 to ``num`` - 1, and where their fits should lie."""
    check_has_intercept(scenario)
    return Grid(scenario, {RESAMPLE: _first(num)}), of_bootstrap(scenario, own)


def counted(theory: Theory, table: pd.DataFrame) -> pd.DataFrame:
    """Rows with what lies within the ellipse: the fits, and the optima."""
    columns = {"": "within_95", "optimum_": "optimum_within_95"}
    return table.assign(
        **{name: theory.within(table, prefix) for prefix, name in columns.items()}
    )


def universes(
    scenario: Scenario,
    num: int = 1000,
    *,
    out: Any = None,
    progress: bool | None = None,
) -> pd.DataFrame:
    """Train a scenario on the points of the seeds 0 to ``num`` - 1.

        table = universes(LinearScenario(num_points=20), 10_000)
        table.W.std(), table.attrs["theory"]["standard_errors"][0]

    Args:
        num: how many, 2 to 10 000.
        scenario, out, progress: see ``sweep``.

    Returns:
        The rows of ``sweep``, and ``within_95``: whether the fitted W and b (of more
        weights W1 and W2) lie in the ellipse that has 95 % of normal ones, and
        ``optimum_within_95``: whether those of the smallest loss do. The theory's
        names, centre, covariance and standard errors are ``attrs["theory"]``.

    Raises:
        ValueError: the seed does not change the points, there is no intercept, or
            ``num`` is not allowed.
    """
    return _table(study_of_universes(scenario, num), None, out, progress)


def bootstrap(
    source: "Scenario | IntoDataFrame",
    num: int = 1000,
    own: "Table | IntoDataFrame | None" = None,
    *,
    model: str = "linear",
    out: Any = None,
    progress: bool | None = None,
    **settings: Any,
) -> pd.DataFrame:
    """Train on resamples of a data set: as many of its rows, drawn with replacement.

        bootstrap(LinearScenario(data="tips", scaling="on", learning_rate=0.1), 10_000)
        bootstrap(frame, 10_000)

    Args:
        source: a scenario, perhaps with ``own`` data; or a frame, with the name of its
            ``model`` and ``settings`` of its scenario, such as ``x_column``, a name.
        num: how many, 2 to 10 000; ``resample.rows_drawn`` says what each has.
        out, progress: see ``sweep``.

    Returns:
        The same as ``universes``, by resample; the ellipse is around the best fit to
        all rows.

    Raises:
        DataError: the points cannot be taken; ValueError: a setting is not allowed.
    """
    table: Table | None
    if isinstance(source, Scenario):
        if settings:
            raise TypeError(f"Only for a frame: {', '.join(settings)}")
        scenario, table = source, as_table(own)
    else:
        if model not in PAGES:
            raise ValueError(f"model={model!r}: it must be one of {', '.join(PAGES)}")
        fields = PAGES[model].fields("column")
        columns = {field: settings.pop(field, None) for field in fields}
        scenario, table = own_scenario(model, source, columns, settings)
    return _table(study_of_bootstrap(scenario, num, table), table, out, progress)


def _table(
    study: tuple[Grid, Theory], own: Table | None, out: Any, progress: bool | None
) -> pd.DataFrame:
    grid, theory = study
    table = all_rows(grid, own, out, progress)
    whole = counted(theory, table)
    whole.attrs = table.attrs | {"theory": theory.told()}
    return whole


def _first(num: int) -> tuple[Value, ...]:
    if not isinstance(num, int | np.integer) or not 2 <= num <= MAX_UNIVERSES:
        raise ValueError(f"num={num!r}: it must be a whole number from 2 to 10,000")
    return tuple(range(num))

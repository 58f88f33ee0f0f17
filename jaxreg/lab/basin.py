"""How long training takes from each of many starts."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from jaxreg.data.table import Table
from jaxreg.display.landscape import linear_landscape, logistic_landscape
from jaxreg.display.plane import axes_of, names_of
from jaxreg.lab.grid import Grid, check_has_intercept, check_is_line
from jaxreg.lab.sweep import all_rows, as_table
from jaxreg.settings import Scenario
from jaxreg.training.results import LinearResult, Result
from jaxreg.training.runs import run

if TYPE_CHECKING:
    from narwhals.typing import IntoDataFrame

SIDE = 96
MAX_SIDE = 100

Window = tuple[tuple[float, float], tuple[float, float]]
"""From and to of each of the two parameters that the landscape shows."""


def basin(
    scenario: Scenario,
    own: "Table | IntoDataFrame | None" = None,
    *,
    window: Window | None = None,
    side: int = SIDE,
    out: Any = None,
    progress: bool | None = None,
) -> pd.DataFrame:
    """Train a scenario from each place of a grid over the two parameters that its
    landscape shows; the others start at the scenario's, those of powers at 0.

    Args:
        window: from and to of each; None: what the landscape of the run shows.
        side: how many places there are along each, 2 to 100.
        scenario, own, out, progress: see ``sweep``.

    Returns:
        The rows of ``sweep``, whose ``epochs_to_converge`` is the map.

    Raises:
        DataError: the points cannot be taken; ValueError: the window or side cannot be,
            or there is no intercept.
    """
    table = as_table(own)
    return all_rows(basin_of(scenario, table, window, side), table, out, progress)


def basin_of(
    scenario: Scenario, own: Table | None, window: Window | None, side: int
) -> Grid:
    """The grid of ``basin``."""
    if not isinstance(side, int | np.integer) or not 2 <= side <= MAX_SIDE:
        raise ValueError(f"side={side!r}: it must be a whole number from 2 to 100")
    check_is_line(scenario)
    check_has_intercept(scenario)
    result = run(scenario if window is None else replace(scenario, epochs=0), own)
    if window is None:
        is_line = isinstance(result, LinearResult)
        shown = linear_landscape if is_line else logistic_landscape
        window = shown(result).window  # type: ignore[arg-type]
    names = _starts(result)
    chosen = replace(scenario, start="chosen")
    return Grid(
        chosen,
        {
            name: _places(chosen, name, low, high, side)
            for name, (low, high) in zip(names, window, strict=True)
        },
    )


def _starts(result: Result) -> list[str]:
    """The fields of the start that the landscape's two parameters have.

    Raises:
        ValueError: one of them has none.
    """
    *weights, bias = result.scenario.fields("chosen start")
    d = result.fitted.W.size
    fields = {**dict(enumerate(weights[:d])), d: bias}
    axes = axes_of(result)
    for k in axes:
        if k not in fields:
            name = names_of(result)[k]
            raise ValueError(
                f"no start can be chosen for {name}, which the landscape shows"
            )
    return [fields[k] for k in axes]


def _places(
    s: Scenario, name: str, low: float, high: float, side: int
) -> tuple[float, ...]:
    """Places from low to high, as a link can write them.

    Raises:
        ValueError: there are none.
    """
    control = s.controls[name]
    for end in (low, high):
        try:
            control.checked(end)
        except ValueError as error:
            raise ValueError(f"{name}={end!r}: it must be {error}") from None
    places = tuple(control.nearest(place) for place in np.linspace(low, high, side))
    if not low < high or len({*places}) < side:
        raise ValueError(
            f"the starts of {control.key} go from a smaller to a larger value, far "
            f"enough apart for {side} different ones"
        )
    return places

"""Points that were placed by hand: from a link's text, and to it."""

import numpy as np

from jaxreg.data.columns import LEAST_SPREAD, check_squares
from jaxreg.data.dataset import Names, Points
from jaxreg.data.table import Column, DataError, Quantity, Table
from jaxreg.settings import DIGITS, MOST_BY_HAND, PointsControl, Scenario


def table_by_hand(s: Scenario) -> Table:
    """The points that a scenario's link has, as a table.

    Raises:
        DataError: it has none.
    """
    control = _control(s)
    if s.points is None:
        raise DataError(
            f"This link says that its points were placed by hand, but has none: add "
            f"“{control.key}=”, with {control.allowed}; or choose other data."
        )
    columns = np.array(control.rows(s.points)).T
    return Table(tuple(map(Column, control.columns, columns)))


def points_by_hand(s: Scenario) -> Points:
    """The points that a scenario's link has.

    Raises:
        DataError: it has none, or they have a feature that hardly varies, or lie on one
            line where they are of two.
    """
    *columns, last = table_by_hand(s).columns
    for name, values, *_ in columns:
        if np.ptp(values) <= LEAST_SPREAD * np.abs(values).max():
            raise DataError(
                f"All points have the same {name}, or nearly so, which is "
                f"{values[0]:.6g}: move one of them."
            )
    for name, values, *_ in (*columns, last):
        check_squares(name, values)
    X = np.column_stack([column.values for column in columns])
    if X.shape[1] == 2 and abs(np.corrcoef(X.T)[0, 1]) > 1 - 1e-9:
        raise DataError(
            "All points lie on one line, so many weights fit equally well: move one of "
            "them."
        )
    *features, target = (Quantity(c.name, c.name, c.name) for c in (*columns, last))
    return Points(X, last.values, Names(tuple(features), target), 0)


def text_of(s: Scenario, X: np.ndarray, y: np.ndarray) -> str:
    """Points X (n, d) and y (n,) as a link of a scenario's page has them.

    Raises:
        DataError: there are too many or too few, or a number has no place there.
    """
    control, n = _control(s), len(y)
    if n > MOST_BY_HAND:
        made = "under “Number of points”, choose" if s.is_drawn else "take"
        raise DataError(
            f"At most {MOST_BY_HAND} points can be edited in the chart, as the link "
            f"holds them all, but there are {n:,}: {made} {MOST_BY_HAND} or fewer."
        )
    if X.shape[1] + 1 != len(control.columns):
        raise DataError(
            "Points can be edited in the chart where there are two features, but these "
            "have one."
        )
    rows = np.column_stack([X, y]).tolist()
    text = " ".join("_".join(f"{number:.{DIGITS}g}" for number in row) for row in rows)
    try:
        return str(control.value(text))
    except ValueError as error:
        raise DataError(
            f"These points cannot be edited in the chart: there must be {error}."
        ) from None


def _control(s: Scenario) -> PointsControl:
    control = s.controls["points"]
    assert isinstance(control, PointsControl)
    return control

"""The points of two classes, as traces of their chart."""

import numpy as np

from jaxreg.data.table import short
from jaxreg.display.drawing import (
    CLASS_0,
    CLASS_1,
    FIT,
    Figure,
    drawn_points,
    hollow,
    moving,
    points,
)
from jaxreg.training.results import LogisticResult


def points_of_classes(result: LogisticResult) -> list[Figure]:
    """The points of either class, and a ring around each on the wrong side."""
    rows = drawn_points(len(result.data.y))
    X, y, correct = result.data.X[rows], result.data.y[rows], result.correct[rows]
    places = X if X.shape[1] == 2 else np.column_stack([X, y])
    zero, one = (short(name, 30) for name in result.names.classes)

    def of(name: str, mine: np.ndarray, colour: str, symbol: str) -> Figure:
        across, up = places[mine].T
        return points(name, across, up, colour, symbol, len(rows))

    rings = of("wrong side", ~correct, FIT, "circle-open")
    rings = moving(rings, "wrong side", result.scenario.level)
    rings["marker"] |= {"size": 17, "line": {"width": 2}}
    rings["hoverinfo"] = "skip"
    del rings["hovertemplate"]
    return [
        of(zero, y == 0, CLASS_0, "circle") | {"meta": {"label": 0}},
        of(one, y == 1, CLASS_1, "diamond") | {"meta": {"label": 1}},
        rings,
        *_held_out(result, len(rows)),
    ]


def _held_out(result: LogisticResult, num_others: int) -> list[Figure]:
    """The held-out points of either class, as one entry of the legend."""
    if result.held_out is None:
        return []
    X, y, _ = result.held_out.data
    rows = drawn_points(len(y))
    places, y = np.column_stack([X, y])[rows, :2], y[rows]

    def of(mine: np.ndarray, colour: str, symbol: str) -> Figure:
        across, up = places[mine].T
        in_all = num_others + len(rows)
        return hollow(points("held out", across, up, colour, symbol, in_all))

    zero, one = of(y == 0, CLASS_0, "circle"), of(y == 1, CLASS_1, "diamond")
    of_zero, of_one = ({"meta": {"unseen": label}} for label in (0, 1))
    return [zero | of_zero, one | of_one | {"showlegend": False}]

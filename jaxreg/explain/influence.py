"""How far each y moves the line: the derivative of W and b by it, through training.

For the closed form, W moves by (x_i - mean) / S for each 1 that y_i rises, with S the
sum of (x - mean)^2, and b by 1 / n less the mean times that. The line at x_i moves by
the point's leverage, 1 / n + (x_i - mean)^2 / S (Hoaglin and Welsch, 1978).
"""

from typing import NamedTuple

import numpy as np

from jaxreg.display.drawing import drawn_points
from jaxreg.explain.through_training import by_targets
from jaxreg.training.leaving import next_step
from jaxreg.training.models import Params
from jaxreg.training.problem import power_of_two
from jaxreg.training.results import LinearResult
from jaxreg.training.units import unscaled
from jaxreg.training.way import way_of

MAX_BARS = 512
AT_ONCE = 4  # directions in one call, which is compiled for so many
_MAX_WORK = 20_000_000  # rows times epochs times calls: about half a second
_MAX_BATCH_WORK = 4_000_000  # the same where each row may be a step


class Influence(NamedTuple):
    """How far W and b move for each 1 that the y of a point in ``rows`` (m,) rises, in
    the points' own units: W (m, 1) and b (m,), as ``trained`` for ``epochs`` from the
    same start, and of the closed form. ``own`` (m,) is how far the trained line moves
    at the point itself, and ``leverage`` (m,) how far that of the closed form does."""

    epochs: int
    rows: np.ndarray
    trained: Params
    closed_form: Params
    own: np.ndarray
    leverage: np.ndarray


def influence(result: LinearResult) -> Influence:
    """That of all points, or of an even sample of at most ``MAX_BARS``, on the line
    where the charts end. All points are trained on."""
    training, epochs, n = result.training, result.end, len(result.training.data.y)
    way = way_of(result.scenario, n, len(result.history.loss) - 1)
    problem = training.problem
    problem = problem.padded_to(power_of_two(len(problem.data.y)))
    most = _MAX_WORK if way.batch is None else _MAX_BATCH_WORK
    calls = most // (len(problem.data.y) * max(epochs, 1))
    calls = min(max(calls, 1), MAX_BARS // AT_ONCE)
    rows = drawn_points(n, AT_ONCE * calls)
    parts = []
    for first in range(0, len(rows), AT_ONCE):
        next_step()
        asked = np.resize(rows[first : first + AT_ONCE], AT_ONCE)
        parts.append(np.vstack(by_targets(problem, way, epochs, asked)))
    W, b = np.hstack(parts)[:, : len(rows)].astype(float)
    x = np.asarray(training.data.X[rows, 0], float)
    # A change of y has the same unit as what it moves.
    units = training.scaling._replace(y_mean=0.0, y_deviation=1.0)
    with np.errstate(over="ignore", invalid="ignore"):  # of a rate that diverges
        trained, own = unscaled(Params(W[:, None], b), units), W * x + b
    return Influence(epochs, rows, trained, *_of_closed_form(result, rows, own))


def _of_closed_form(
    result: LinearResult, rows: np.ndarray, own: np.ndarray
) -> tuple[Params, np.ndarray, np.ndarray]:
    x = np.asarray(result.data.X[:, 0], float)
    n, middle = len(x), x[0] + np.mean(x - x[0])
    # In units of the deviation, whose squares float64 holds.
    away, deviation = (x - middle) / x.std(), x.std()
    W = away[rows] / n / deviation
    leverage = (1 + away[rows] ** 2) / n
    return Params(W[:, None], 1 / n - W * middle), own, leverage


def largest(moves: Params, found: Influence) -> float:
    """The largest of moves of W and b, in parts of its longest tick."""
    return max(
        float(np.abs(bars).max() / np.abs(ticks).max())
        for bars, ticks in zip(moves, found.closed_form, strict=True)
    )

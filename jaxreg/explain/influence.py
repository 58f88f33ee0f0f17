"""How far each y moves the line: the derivative of W and b by it, through training.

For the closed form, W moves by (x_i - mean) / S for each 1 that y_i rises, with S the
sum of (x - mean)^2, and b by 1 / n less the mean times that. The line at x_i moves by
the point's leverage, 1 / n + (x_i - mean)^2 / S (Hoaglin and Welsch, 1978). For powers,
with a penalty or without an intercept it is the diagonal of A H^-1 A' 2 / n, H being
the Hessian.
"""

from typing import NamedTuple

import numpy as np

from jaxreg.display.drawing import drawn_points
from jaxreg.explain.through_training import by_targets
from jaxreg.training.least_squares import with_ones
from jaxreg.training.leaving import next_step
from jaxreg.training.models import Params
from jaxreg.training.problem import power_of_two
from jaxreg.training.results import LinearResult
from jaxreg.training.units import deviation, unscaled
from jaxreg.training.way import way_of

MAX_BARS = 512
AT_ONCE = 4  # directions in one call, which is compiled for so many
_MAX_WORK = 20_000_000  # rows times epochs times calls: about half a second
_MAX_SLOW_WORK = 4_000_000  # where each row may be a step, or by curvature


class Influence(NamedTuple):
    """How far W and b move for each 1 that the y of a point in ``rows`` (m,) rises, in
    the points' own units: W (m, d) and b (m,), as ``trained`` for ``epochs`` from the
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
    is_quick = result.scenario.has_rate and way.batch is None
    most = _MAX_WORK if is_quick else _MAX_SLOW_WORK
    calls = most // (len(problem.data.y) * max(epochs, 1))
    calls = min(max(calls, 1), MAX_BARS // AT_ONCE)
    rows = drawn_points(n, AT_ONCE * calls)
    parts = []
    for first in range(0, len(rows), AT_ONCE):
        next_step()
        asked = np.resize(rows[first : first + AT_ONCE], AT_ONCE)
        slopes = by_targets(problem, way, epochs, asked)
        parts.append(np.vstack([part for part in slopes if part is not None]))
    X = np.asarray(training.data.X, float)
    moves = np.hstack(parts)[:, : len(rows)].astype(float)
    W = moves[: X.shape[1]]  # without those of padding
    has_b = result.scenario.has_intercept
    b = moves[-1] if has_b else np.zeros(len(rows))
    # A change of y has the same unit as what it moves.
    units = training.scaling._replace(y_mean=0.0, y_deviation=1.0)
    with np.errstate(over="ignore", invalid="ignore"):  # of a rate that diverges
        trained, own = unscaled(Params(W.T, b), units), sum(W * X[rows].T) + b
    if result.features.is_plain and not result.scenario.l2 and has_b:
        return Influence(epochs, rows, trained, *_of_line(result, rows, own))
    best = least_squares_moves(X, result.scenario.l2, rows, has_b)
    leverage = np.sum(best[:, :-1] * X[rows], axis=1) + best[:, -1]
    closed_form = unscaled(Params(best[:, :-1], best[:, -1]), units)
    return Influence(epochs, rows, trained, closed_form, own, leverage)


def least_squares_moves(
    X: np.ndarray, l2: float, rows: np.ndarray, has_intercept: bool = True
) -> np.ndarray:
    """How far the W and b of least squares with a penalty move for each 1 that the y of
    a point in rows (m,) rises, for X (n, d): (m, d + 1)."""
    n, d = X.shape
    A = with_ones(X, has_intercept)
    penalty = np.eye(d, d + 1) * np.sqrt(n * l2 / 2)
    size = np.append(deviation(X), 1.0)  # of the columns, as in least_squares
    inverse = np.linalg.pinv(np.vstack([A, penalty]) / size)
    moves: np.ndarray = inverse[:, rows].T / size
    return moves


def _of_line(
    result: LinearResult, rows: np.ndarray, own: np.ndarray
) -> tuple[Params, np.ndarray, np.ndarray]:
    x = np.asarray(result.data.X[:, 0], float)
    n, middle = len(x), x[0] + np.mean(x - x[0])
    # In units of the deviation, whose squares float64 holds.
    away, size = (x - middle) / x.std(), x.std()
    W = away[rows] / n / size
    leverage = (1 + away[rows] ** 2) / n
    return Params(W[:, None], 1 / n - W * middle), own, leverage


Measure = tuple[str, np.ndarray, np.ndarray]


def measures(result: LinearResult, found: Influence) -> list[Measure]:
    """What the bars and the ticks (m,) of each chart are: of W and of b; of a curve, of
    its height at the point itself."""
    if not result.features.is_plain:
        return [("the curve there", found.own, found.leverage)]
    (W, b), (best_W, best_b) = found.trained, found.closed_form
    of_b = [("b", b, best_b)] * result.scenario.has_intercept
    return [("W", W[:, 0], best_W[:, 0]), *of_b]


def largest(measured: list[Measure]) -> float:
    """The largest of the bars, in parts of its chart's longest tick."""
    return max(
        float(np.abs(bars).max() / np.abs(ticks).max()) for _, bars, ticks in measured
    )

"""A part of a sweep: its runs trained, and what came of them as rows of a table."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from jaxreg.data.dataset import Dataset
from jaxreg.lab.angle import angles
from jaxreg.lab.grid import ANGLE, SLIPPED, Grid, Runs
from jaxreg.lab.known import DataSets, Known, starts
from jaxreg.lab.loop import all_devices, train
from jaxreg.lab.start import End, Start, Way
from jaxreg.lab.theory import names_of_weights
from jaxreg.settings import Scenario
from jaxreg.training.held_out import losses_of
from jaxreg.training.least_squares import loss_at
from jaxreg.training.models import OF_A_POINT, Params, mean_squared_error
from jaxreg.training.results import Bowl
from jaxreg.training.runs import MODELS
from jaxreg.training.units import Scaling, unscaled, within_float32
from jaxreg.training.way import batch_of, cost_of_a_point, max_point_epochs

SIZES = (32, 128, 512, 2048, 8192)
"""The numbers of runs on each device: each compiles once; where runs need the points,
once for each number of these."""
_NUMBERS_AT_ONCE = 1 << 17  # of points times runs: what a core's own memory holds
FINITE, LEFT = "finite", "left the float range"


def size_for(scenario: Scenario, num_points: int) -> int:
    """How many runs on so many points are trained side by side on each device."""
    count = 1 if is_of_bowls(scenario, num_points) else num_points
    fit = [size for size in SIZES if size * count <= _NUMBERS_AT_ONCE]
    return max(fit, default=SIZES[0])


def is_of_bowls(scenario: Scenario, num_points: int) -> bool:
    """Whether runs on so many points need no more of them than a quadratic form."""
    is_whole = scenario.has_rate and batch_of(scenario, num_points) is None
    return scenario.page == "linear" and is_whole


def rows_of(grid: Grid, rows: range, data_sets: DataSets) -> tuple[pd.DataFrame, int]:
    """The rows of a sweep's table for a range of its runs, and how many points times
    epochs they took.

    Beside the swept values, a row has what ``run_linear`` and ``run_logistic`` say:

    - ``loss``, after the last epoch.
    - ``epochs_to_converge``: the first epoch whose loss is at most 1.01 times the
      smallest that any W and b have; for a line plus 1e-12 times the mean of y squared,
      in the units of training, as float32 rounds. NaN if there was none, or if the loss
      has no minimum, as for classes that a line separates.
    - ``W`` (or ``W1``, ``W2`` and so on, NaN where a run has fewer) and ``b``. Those of
      a stable run may differ in the last digit; above the stable limit roundings grow
      with the run, and any may.
    - ``optimum_W`` and so on: where the loss is smallest, by the closed form for
      a line; NaN where there is no such place.
    - ``distance_to_truth``: of (W, b) from the true one, NaN for a table.
    - ``held_out_loss``, of the held-out points, without a penalty, if there are any.
    - ``accuracy``, of classes: the share of points on their own side, at the threshold.
    - ``became``: "finite", or "left the float range".
    - Only if ``grid.also`` asks: ``angle``, in degrees, between minus the gradient of a
      line where its run starts and the way to the smallest loss, in the units of
      training; or ``slipped``, the first epoch at which the loss of classes fell, and
      their accuracy too, NaN if there is none.
    """
    parts, work = [], 0
    for places, runs in grid.alike(rows):
        part, done = _trained(runs, data_sets)
        if "degree" in grid.axes:  # then the one weight of a line is the first of many
            part = part.rename(columns={"W": "W1", "optimum_W": "optimum_W1"})
        parts.append(part.set_index(places))
        work += done
    swept = pd.DataFrame(grid.columns(rows))
    table = pd.concat([swept, pd.concat(parts).sort_index()], axis=1)
    return table.set_index(pd.RangeIndex(rows.start, rows.stop)), work


def _trained(runs: Runs, data_sets: DataSets) -> tuple[pd.DataFrame, int]:
    """What came of runs of one shape, and their point epochs."""
    devices = all_devices().size
    size = next(k for k in (*SIZES, runs.num_runs) if k * devices >= runs.num_runs)
    padded = runs.padded_to(size * devices)
    known, which = data_sets.of(padded)
    s, num_points = runs.scenario, known[0].num_points
    rows, batch = len(known[0].points.y), batch_of(s, num_points)
    work = rows * cost_of_a_point(s)
    epochs = np.minimum(padded.of("epochs"), max_point_epochs(s, num_points) // work)
    momentum = _for_each(which, padded.of("momentum"), np.float32)
    l2 = padded.of("l2").astype(np.float32)
    loss = MODELS[s.page].loss_of(replace(s, l2=float(l2.max())))
    minima = np.zeros(1)
    of_each: list[Any] = [one.points for one in known]
    if is_of_bowls(s, num_points):
        of_each = [one.bowl for one in known]
        minima = np.array([bowl.minimum for bowl in of_each]).T[:, which]
    theta = np.column_stack(starts(padded, known)).T - minima
    goals = np.array([one.goal for one in known])
    start = Start(
        _side_by_side(of_each, which),
        *(theta[:-1].astype(np.float32), theta[-1].astype(np.float32)),
        l2=None if loss is mean_squared_error else l2,
        rate=_for_each(which, padded.of("learning_rate"), np.float32),
        epochs=_for_each(which, epochs, np.int32),
        goal=goals[which].astype(np.float32),
        momentum=momentum if momentum.any() else None,
        shuffle=_for_each(which, padded.of("shuffle"), np.uint32) if batch else None,
        level=np.array([s.level], np.float32) if runs.also == SLIPPED else None,
    )
    is_nesterov = s.momentum_kind == "Nesterov"
    steps = s.schedule, is_nesterov, batch, s.method, s.has_intercept
    way = Way(OF_A_POINT[loss], loss, *steps)
    end = train(way, start)
    theta = np.vstack([end.W, end.b]) + minima
    ended = end._replace(W=theta[:-1], b=theta[-1])
    table = _table(s, known, which, start.points, ended)
    table = table.assign(**_also_told(padded, known, which, end))
    return table[: runs.num_runs], num_points * int(start.epochs[: runs.num_runs].sum())


def _also_told(
    runs: Runs, known: list[Known], which: np.ndarray, end: End
) -> dict[str, np.ndarray]:
    """What ``runs.also`` asks for (r,)."""
    if runs.also == ANGLE:
        return {ANGLE: angles(known, which, np.column_stack(starts(runs, known)))}
    if runs.also == SLIPPED:
        return {SLIPPED: np.where(end.slipped < 0, np.nan, end.slipped)}
    return {}


def _for_each(which: np.ndarray, values: np.ndarray, kind: type) -> np.ndarray:
    return np.broadcast_to(values, which.shape).astype(kind)


def _side_by_side(of_each: list[Any], which: np.ndarray) -> Any:
    """The points or bowls of runs, see ``Start``; what all have in common is there
    once."""
    columns = []
    for parts in zip(*of_each, strict=True):
        if all(part is parts[0] or np.array_equal(part, parts[0]) for part in parts):
            columns.append(np.asarray(parts[0], np.float32)[..., None])
        else:
            columns.append(np.stack(parts, -1).astype(np.float32)[..., which])
    return type(of_each[0])(*columns)


def _table(
    s: Scenario, known: list[Known], which: np.ndarray, points: Dataset, end: End
) -> pd.DataFrame:
    """The rows of runs, in the points' own units."""
    theta = Params(end.W.T, end.b)
    with np.errstate(all="ignore"):  # of runs that diverge
        loss = _losses(known, which, theta, end.loss)
        W, b = unscaled(theta, _scaling(known, which))
        if not s.is_of_table:
            W, b, loss = (rows.astype(np.float32) for rows in (W, b, loss))
        truth = np.array([np.append(*one.truth) for one in known])[which]
        best = np.array([np.append(*one.optimum) for one in known])[which]
        away = np.linalg.norm(np.column_stack([W, b]) - truth, axis=1)
    names = names_of_weights(W.shape[1])
    stayed = np.isfinite(loss) & (end.stayed | (s.page == "linear"))
    columns = {
        "loss": loss,
        "epochs_to_converge": np.where(end.converged < 0, np.nan, end.converged),
        **dict(zip(names, W.T, strict=True)),
        "b": b,
        **dict(zip([f"optimum_{n}" for n in (*names, "b")], best.T, strict=True)),
        "distance_to_truth": away,
    }
    if s.held_out:
        columns["held_out_loss"] = _of_held_out(s, known, which, Params(W, b))
    if known[0].bowl is None:
        columns["accuracy"] = _accuracy(theta, points, s.level)
    became = pd.Categorical.from_codes(1 - stayed.astype(int), [FINITE, LEFT])
    return pd.DataFrame(columns | {"became": became})


def _losses(
    known: list[Known], which: np.ndarray, theta: Params, loss: np.ndarray
) -> np.ndarray:
    """The last losses, float64, in the points' own units; of a line by its quadratic
    form, which holds where float32 falls short, see ``training.linear``."""
    loss = loss.astype(float)
    bowls = [one.bowl for one in known if one.bowl]
    if not bowls:
        return loss
    away = np.column_stack(theta) - np.array([bowl.minimum for bowl in bowls])[which]
    smallest = np.array([bowl.smallest for bowl in bowls])[which]
    H = np.array([bowl.H for bowl in bowls])
    if (H == H[0]).all():
        above = loss_at(Bowl(np.zeros(away.shape[1]), 0.0, H[0]), away)
    else:
        above = np.einsum("ri,rij,rj->r", away, H[which], away) / 2
    is_known = np.isfinite(away).all(axis=1)
    unit = known[0].scaling.y_deviation ** 2
    return within_float32(
        np.where(is_known, within_float32(smallest + above), loss) * unit
    )


def _of_held_out(
    s: Scenario, known: list[Known], which: np.ndarray, params: Params
) -> np.ndarray:
    """The loss of the points that training did not see, of each run (r,)."""
    of_a_point, losses = MODELS[s.page].of_a_point, np.full(len(which), np.nan)
    for k, one in enumerate(known):
        mine = which == k
        if one.held_out is not None:
            theirs = Params(*(rows[mine] for rows in params))
            losses[mine] = losses_of(one.held_out, one.features, theirs, of_a_point)
    return losses


def _scaling(known: list[Known], which: np.ndarray) -> Scaling:
    """The units of each run's training."""
    if len(known) == 1:
        return known[0].scaling
    mean, deviation = (
        np.array(of_each)[which]
        for of_each in list(zip(*(one.scaling for one in known), strict=True))[:2]
    )
    return known[0].scaling._replace(mean=mean, deviation=deviation)


def _accuracy(theta: Params, points: Dataset, level: float) -> np.ndarray:
    """The share of points on their own side of each run's boundary (r,), or NaN."""
    X, y, weight = points
    z = (X * theta.W.T.astype(float)).sum(axis=1) + theta.b
    right = (weight * ((z > level) == (y == 1))).sum(axis=0) / weight.sum(axis=0)
    is_there = np.isfinite(theta.W).all(axis=1) & np.isfinite(theta.b)
    return np.where(is_there, right, np.nan)

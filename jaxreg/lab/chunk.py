"""A part of a sweep: its runs trained, and what came of them as rows of a table."""

import numpy as np
import pandas as pd

from jaxreg.data.dataset import Dataset
from jaxreg.lab.grid import Grid, Runs
from jaxreg.lab.known import DataSets, Known, starts
from jaxreg.lab.loop import all_devices, train
from jaxreg.lab.start import End, Start, Way
from jaxreg.settings import Scenario
from jaxreg.training.held_out import losses_of
from jaxreg.training.linear import SQUARES_UNDERFLOW, loss_at
from jaxreg.training.models import OF_A_POINT, Params
from jaxreg.training.results import Bowl
from jaxreg.training.runs import MODELS
from jaxreg.training.units import Scaling, unscaled, within_float32
from jaxreg.training.way import batch_of, max_point_epochs

SIZES = (32, 128, 512, 2048)
"""The numbers of runs on each device: each compiles once for each number of points."""
_NUMBERS_AT_ONCE = 1 << 17  # of points times runs: what a core's own memory holds
FINITE, LEFT = "finite", "left the float range"


def size_for(num_points: int) -> int:
    """How many runs on so many points are trained side by side on each device."""
    fit = [size for size in SIZES if size * num_points <= _NUMBERS_AT_ONCE]
    return max(fit, default=SIZES[0])


def rows_of(grid: Grid, rows: range, data_sets: DataSets) -> tuple[pd.DataFrame, int]:
    """The rows of a sweep's table for a range of its runs, and how many points times
    epochs they took.

    Beside the swept values, a row has what ``run_linear`` and ``run_logistic`` say:

    - ``loss``, after the last epoch.
    - ``epochs_to_converge``: the first epoch whose loss is at most 1.01 times the
      smallest that any W and b have; for a line plus 1e-12 times the mean of y squared,
      in the units of training, as float32 rounds. NaN if there was none, or if the loss
      has no minimum, as for classes that a line separates.
    - ``W`` (or ``W1`` and ``W2``) and ``b``. Those of a stable run may differ in the
      last digit; above the stable limit roundings grow with the run, and any may.
    - ``optimum_W`` and so on: where the loss is smallest, by the closed form for
      a line; NaN where there is no such place.
    - ``distance_to_truth``: of (W, b) from the true one, NaN for a table.
    - ``held_out_loss``, of the held-out points, without a penalty, if there are any.
    - ``accuracy``, of classes: the share of points on their own side.
    - ``became``: "finite", or "left the float range".
    """
    parts, work = [], 0
    for places, runs in grid.alike(rows):
        part, done = _trained(runs, data_sets)
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
    s, rows = runs.scenario, len(known[0].points.y)
    batch = batch_of(s, known[0].num_points)
    epochs = np.minimum(padded.of("epochs"), max_point_epochs(batch) // rows)
    momentum = _for_each(which, padded.of("momentum"), np.float32)
    params = starts(padded, known)
    goals = np.array([one.goal for one in known])
    start = Start(
        points=_side_by_side(known, which),
        W=np.ascontiguousarray(params.W.T),
        b=params.b,
        l2=padded.of("l2").astype(np.float32) if "l2" in s.controls else None,
        rate=_for_each(which, padded.of("learning_rate"), np.float32),
        epochs=_for_each(which, epochs, np.int32),
        goal=goals[which].astype(np.float32),
        momentum=momentum if momentum.any() else None,
        shuffle=_for_each(which, padded.of("shuffle"), np.uint32) if batch else None,
    )
    loss, is_nesterov = MODELS[s.page].loss_of(s), s.momentum_kind == "Nesterov"
    end = train(Way(OF_A_POINT[loss], loss, s.schedule, is_nesterov, batch), start)
    table = _table(s, known, which, start.points, end)[: runs.num_runs]
    return table, known[0].num_points * int(start.epochs[: runs.num_runs].sum())


def _for_each(which: np.ndarray, values: np.ndarray, kind: type) -> np.ndarray:
    return np.broadcast_to(values, which.shape).astype(kind)


def _side_by_side(known: list[Known], which: np.ndarray) -> Dataset:
    """The points of runs, see ``Start``; what all have in common is there once."""
    columns = []
    for of_each in zip(*(one.points for one in known), strict=True):
        if all(
            column is of_each[0] or (column == of_each[0]).all() for column in of_each
        ):
            columns.append(np.asarray(of_each[0], np.float32)[..., None])
        else:
            columns.append(np.stack(of_each, -1)[..., which])
    return Dataset(*columns)


def _table(
    s: Scenario, known: list[Known], which: np.ndarray, points: Dataset, end: End
) -> pd.DataFrame:
    """The rows of runs, in the points' own units."""
    theta = Params(end.W.T, end.b)
    with np.errstate(all="ignore"):  # of runs that diverge
        loss = _losses(s, known, which, theta, end.loss, points)
        W, b = unscaled(theta, _scaling(known, which))
        if not s.is_of_table:
            W, b, loss = (rows.astype(np.float32) for rows in (W, b, loss))
        truth = np.array([np.append(*one.truth) for one in known])[which]
        best = np.array([np.append(*one.optimum) for one in known])[which]
        away = np.linalg.norm(np.column_stack([W, b]) - truth, axis=1)
    names = ["W"] if W.shape[1] == 1 else ["W1", "W2"]
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
        columns["accuracy"] = _accuracy(theta, points)
    became = pd.Categorical.from_codes(1 - stayed.astype(int), [FINITE, LEFT])
    return pd.DataFrame(columns | {"became": became})


def _losses(
    s: Scenario,
    known: list[Known],
    which: np.ndarray,
    theta: Params,
    loss: np.ndarray,
    points: Dataset,
) -> np.ndarray:
    """The last losses, float64, in the points' own units; for a line they are exact
    where those of float32 fall short, as in ``training.linear``."""
    loss, bowl = loss.astype(float), known[0].bowl
    if bowl is None:
        return loss
    minima = np.array([one.bowl.minimum for one in known if one.bowl])[which]
    smallest = np.array([one.bowl.smallest for one in known if one.bowl])[which]
    away = np.column_stack(theta).astype(float) - minima
    H = np.array([one.bowl.H for one in known if one.bowl])
    if (H == H[0]).all():
        above = loss_at(Bowl(np.zeros(away.shape[1]), 0.0, H[0]), away)
    else:
        above = np.einsum("ri,rij,rj->r", away, H[which], away) / 2
    exact = within_float32(smallest + above)
    is_known = np.isfinite(away).all(axis=1)
    underflows = np.abs(points.y).max(axis=0) < SQUARES_UNDERFLOW
    instead = is_known & (s.is_of_table | underflows | ~np.isfinite(loss))
    unit = known[0].scaling.y_deviation ** 2
    return within_float32(np.where(instead, exact, loss) * unit)


def _of_held_out(
    s: Scenario, known: list[Known], which: np.ndarray, params: Params
) -> np.ndarray:
    """The loss of the points that training did not see, of each run (r,)."""
    of_a_point, losses = MODELS[s.page].of_a_point, np.full(len(which), np.nan)
    for k, one in enumerate(known):
        mine = which == k
        if one.held_out is not None:
            theirs = Params(*(rows[mine] for rows in params))
            losses[mine] = losses_of(one.held_out, theirs, of_a_point)
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


def _accuracy(theta: Params, points: Dataset) -> np.ndarray:
    """The share of points on their own side of each run's boundary (r,), or NaN."""
    X, y, weight = points
    z = (X * theta.W.T.astype(float)).sum(axis=1) + theta.b
    right = (weight * ((z > 0) == (y == 1))).sum(axis=0) / weight.sum(axis=0)
    is_there = np.isfinite(theta.W).all(axis=1) & np.isfinite(theta.b)
    return np.where(is_there, right, np.nan)

"""Held-out points: training does not see them, so they show how well it predicts."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from jaxreg.data.dataset import Dataset
from jaxreg.settings import Scenario
from jaxreg.training.models import Params

_AT_ONCE = 1 << 20  # predictions: 8 MB
PointLoss = Callable[[np.ndarray, np.ndarray], np.ndarray]


class HeldOut(NamedTuple):
    """Points that training does not see: ``data`` as they are drawn, and ``targets``
    (m,), what the model's predictions of them are compared with."""

    data: Dataset
    targets: np.ndarray


def num_held_out(num_points: int, num_features: int, held_out: int) -> int:
    """``held_out`` percent of the points, half a point rounded up; but two are left for
    each feature."""
    share = (num_points * held_out + 50) // 100
    return max(min(share, num_points - 2 * num_features), 0)


def held_out_rows(X: np.ndarray, held_out: int, split: int) -> np.ndarray:
    """Whether each of the points X (n, d) is held out, (n,); the seed ``split`` picks
    them."""
    n, d = X.shape
    count = num_held_out(n, d, held_out)
    order = np.random.default_rng(split).permutation(n)
    seen = X[order >= count]
    if (np.ptp(seen, axis=0) < 1e-4 * np.abs(X).max(axis=0)).any():
        # float32 would see no slope: the extreme points of each feature come last
        order[[*X.argmin(axis=0), *X.argmax(axis=0)]] = n
        order = order.argsort().argsort()
    return order < count


def hold_out(
    s: Scenario, data: Dataset, targets: Dataset
) -> tuple[Dataset, Dataset, HeldOut | None]:
    """The points that training sees, as they are drawn and with the y that is fitted,
    and the held-out ones, if any are left to hold out."""
    is_held = held_out_rows(np.asarray(data.X, float), s.held_out, s.split)
    unseen = HeldOut(_rows(data, is_held), np.asarray(targets.y)[is_held])
    seen = _rows(data, ~is_held), _rows(targets, ~is_held)
    return *seen, unseen if is_held.any() else None


def _rows(data: Dataset, rows: np.ndarray) -> Dataset:
    return Dataset(*(np.asarray(column)[rows] for column in data))


def joined(data: Dataset, held_out: HeldOut) -> Dataset:
    """The points that training sees, and the held-out ones."""
    return Dataset(*map(np.concatenate, zip(data, held_out.data, strict=True)))


def losses_of(held_out: HeldOut, params: Params, of_a_point: PointLoss) -> np.ndarray:
    """The mean loss of the held-out points, without a penalty, at each of some params
    W (e, d) and b (e,), in the points' own units: (e,), float64."""
    X = np.asarray(held_out.data.X, float)
    W, b = (np.asarray(rows, float) for rows in params)
    at_once = max(_AT_ONCE // len(X), 1)
    y, losses = np.asarray(held_out.targets, float), []
    with np.errstate(all="ignore"):  # of a run that diverges
        for k in range(0, len(b), at_once):
            rows = slice(k, k + at_once)
            losses.append(of_a_point(W[rows] @ X.T + b[rows, None], y).mean(axis=1))
    return np.concatenate(losses)

"""Held-out points: training does not see them, so they show how well it predicts."""

from collections.abc import Callable
from math import comb
from typing import NamedTuple

import numpy as np

from jaxreg.data.dataset import Dataset
from jaxreg.settings import Scenario
from jaxreg.training.features import Features
from jaxreg.training.models import Params

_AT_ONCE = 1 << 20  # predictions: 8 MB
PointLoss = Callable[[np.ndarray, np.ndarray], np.ndarray]


class HeldOut(NamedTuple):
    """Points that training does not see: ``data`` as they are drawn, and ``targets``
    (m,), what the model's predictions of them are compared with."""

    data: Dataset
    targets: np.ndarray


def num_held_out(num_points: int, least: int, held_out: int) -> int:
    """``held_out`` percent of the points, half a point rounded up; but at least
    ``least`` points are left."""
    share = (num_points * held_out + 50) // 100
    return max(min(share, num_points - least), 0)


def least_seen(num_features: int, degree: int = 1) -> int:
    """The fewest points that training is left with: two for each feature, and for a
    polynomial of x one more than its W and b."""
    if degree == 1:
        return 2 * num_features
    return comb(num_features + degree, degree) + 1


def held_out_rows(X: np.ndarray, least: int, held_out: int, split: int) -> np.ndarray:
    """Whether each of the points X (n, d) is held out, (n,), at least ``least`` being
    left; the seed ``split`` picks them."""
    n = len(X)
    count = num_held_out(n, least, held_out)
    order = np.random.default_rng(split).permutation(n)
    seen = X[order >= count]
    if (np.ptp(seen, axis=0) < 1e-4 * np.abs(X).max(axis=0)).any():
        # float32 would see no slope: the extreme points of each feature come last
        order[[*X.argmin(axis=0), *X.argmax(axis=0)]] = n
        order = order.argsort().argsort()
    return order < count


def hold_out(
    s: Scenario, data: Dataset, targets: Dataset, degree: int = 1
) -> tuple[Dataset, Dataset, HeldOut | None]:
    """The points that training sees, as they are drawn and with the y that is fitted,
    and the held-out ones, if any are left to hold out."""
    if not s.held_out:
        return data, targets, None
    X = np.asarray(data.X, float)
    is_held = held_out_rows(X, least_seen(X.shape[1], degree), s.held_out, s.split)
    unseen = HeldOut(_rows(data, is_held), np.asarray(targets.y)[is_held])
    seen = _rows(data, ~is_held), _rows(targets, ~is_held)
    return *seen, unseen if is_held.any() else None


def _rows(data: Dataset, rows: np.ndarray) -> Dataset:
    return Dataset(*(np.asarray(column)[rows] for column in data))


def joined(data: Dataset, held_out: HeldOut) -> Dataset:
    """The points that training sees, and the held-out ones."""
    return Dataset(*map(np.concatenate, zip(data, held_out.data, strict=True)))


def losses_of(
    held_out: HeldOut, features: Features, params: Params, of_a_point: PointLoss
) -> np.ndarray:
    """The mean loss of the held-out points, without a penalty, at each of some params
    W (e, d) and b (e,) of their features: (e,), float64."""
    X = np.asarray(features.of(held_out.data.X), float)
    W, b = (np.asarray(rows, float) for rows in params)
    at_once = max(_AT_ONCE // len(X), 1)
    y, losses = np.asarray(held_out.targets, float), []
    with np.errstate(all="ignore"):  # of a run that diverges
        for k in range(0, len(b), at_once):
            rows = slice(k, k + at_once)
            losses.append(of_a_point(W[rows] @ X.T + b[rows, None], y).mean(axis=1))
    return np.concatenate(losses)

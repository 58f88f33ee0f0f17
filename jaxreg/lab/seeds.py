"""Generated lines of many seeds, whose best fits are found all at once."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from jaxreg.training.linear import LINEAR
from jaxreg.training.models import Params
from jaxreg.training.results import LinearResult


def lines_of_seeds(first: LinearResult, seeds: list[int]) -> Iterator[LinearResult]:
    """A run of no epochs for each seed, given ``first``, that of any seed: X is the
    same for all of them, and so is all that depends on X alone. Their data are the
    points that are fitted."""
    training, bowl = first.training, first.bowl
    scenarios = (replace(first.scenario, seed=seed) for seed in seeds)
    ys = [np.asarray(LINEAR.made(s)[0].y) for s in scenarios]
    X, Y = np.asarray(first.data.X, float), np.array(ys, float)
    F = (X - training.scaling.mean) / training.scaling.deviation
    has_intercept = first.scenario.has_intercept
    W, b = _least_squares(X[:, 0], Y, has_intercept)
    slope, level = _least_squares(F[:, 0], Y, has_intercept)
    smallest = np.mean((np.outer(slope, F) + level[:, None] - Y) ** 2, axis=1)
    for k, y in enumerate(ys):
        data = training.problem.data._replace(y=y)
        yield first._replace(
            data=first.data._replace(y=y),
            targets=y,
            training=training._replace(
                data=data, problem=training.problem._replace(data=data)
            ),
            bowl=bowl._replace(
                minimum=np.array([slope[k], level[k]]), smallest=float(smallest[k])
            ),
            closed_form=Params(W[k : k + 1], b[k]),
        )


def _least_squares(
    x: np.ndarray, Y: np.ndarray, has_intercept: bool
) -> tuple[np.ndarray, np.ndarray]:
    """The slopes and intercepts (r,) of x (n,) and Y (r, n), in the way of
    ``training.linear.least_squares``."""
    if not has_intercept:
        return Y @ x / (x @ x), np.zeros(len(Y))
    x_mean = x[0] + np.mean(x - x[0])
    y_mean = Y[:, 0] + np.mean(Y - Y[:, :1], axis=1)
    centred = x - x_mean
    slopes = (Y - y_mean[:, None]) @ centred / (centred @ centred)
    return slopes, y_mean - x_mean * slopes

"""The loss as a landscape over two parameters, in numbers.

The squared error over (W, b) is a quadratic form. The cross-entropy over (W1, W2), b
held where training left it, comes from the model's own loss code. Both are convex.
"""

from typing import Any

import jax
import numpy as np

from jaxreg.data.dataset import Dataset, Scaling, padded, power_of_two
from jaxreg.display.contours import (
    Landscape,
    Loss,
    Surface,
    contoured,
    corners,
    surface_of,
    window_of,
)
from jaxreg.display.drawing import Window, drawn_points
from jaxreg.training.analysis import last_readable_epoch, squared_error_bowl
from jaxreg.training.environment import reproducible
from jaxreg.training.models import Params, Penalised, penalised_cross_entropy
from jaxreg.training.newton import (
    cross_entropy,
    cross_entropy_derivatives,
    cross_entropy_minimum,
)
from jaxreg.training.results import LinearResult, LogisticResult, shown_training
from jaxreg.training.units import rescaled

MAX_LANDSCAPE_POINTS = 500


def linear_landscape(result: LinearResult) -> Landscape:
    """The mean squared error over (W, b), of all points."""
    loss = _squared_error(result)
    path = np.column_stack(_readable(result))
    anchors = [path[0], loss.minimum]
    if result.true_params is not None:
        scaling = shown_training(result).scaling
        anchors.append(place(rescaled(result.true_params, scaling)))
    window = window_of(path, anchors)
    highest = loss.at(corners(window)).max()
    found = contoured(loss, window, highest, path, len(result.targets))
    return found._replace(levels=found.levels * _loss_unit(result))


def linear_surface(result: LinearResult, window: tuple[Window, Window]) -> Surface:
    """The mean squared error on a grid of a window: W (p,), b (q,), loss (q, p)."""
    x, y, loss = surface_of(_squared_error(result), window)
    return x, y, loss * _loss_unit(result)


def logistic_landscape(result: LogisticResult) -> Landscape:
    """The cross-entropy over (W1, W2), or of one feature over (W, b), of at most
    ``MAX_LANDSCAPE_POINTS`` points.

    The window holds the start, the truth and the optimum; or the end of training, where
    there is no optimum, or one so far away, the classes being nearly separable, that it
    would make the window more than 5 times as long.
    """
    theta = np.column_stack(_readable(result))
    l2, scaling = result.scenario.l2, result.training.scaling
    path = theta[:, :2]
    known = [path[0]]
    if result.true_params is not None:
        known.append(place(rescaled(result.true_params, scaling)))
    window = window_of(path, [*known, path[-1]])
    if result.optimum is not None:
        wider = window_of(path, [*known, place(rescaled(result.optimum, scaling))])
        if (np.ptp(wider, axis=1) <= 5 * np.ptp(window, axis=1)).all():
            window = wider
    X, y, _ = _sample(result.training.data)
    highest = max(
        cross_entropy(X, y, Params(corner[:-1], corner[-1]), l2)
        for corner in _with_held(corners(window), theta)
    )
    return contoured(_cross_entropy(result), window, highest, path, len(y))


def logistic_surface(result: LogisticResult, window: tuple[Window, Window]) -> Surface:
    """The cross-entropy on a grid of a window: W1 (p,), W2 (q,), loss (q, p)."""
    return surface_of(_cross_entropy(result), window)


def place(params: Params) -> np.ndarray:
    """Where a chart of the first two of (W, b) has params: (2,)."""
    return np.append(*params)[:2]


def placing(scaling: Scaling) -> tuple[np.ndarray, np.ndarray]:
    """Where a chart in scaled units has any W (d,) and b of unscaled points: at an
    offset (2,), plus factors (2, d + 1) times W and b."""
    d = len(scaling.mean)
    each, none = np.eye(d + 1), Params(np.zeros(d), np.zeros(()))
    factors = rescaled(Params(each[:, :d], each[:, d]), scaling._replace(y_mean=0.0))
    return place(rescaled(none, scaling)), np.column_stack(factors).T[:2]


def _with_held(places: np.ndarray, theta: np.ndarray) -> np.ndarray:
    """Places (m, 2) as whole (W, b) (m, d + 1): what no chart shows is held where the
    path theta (e, d + 1) ends."""
    held = np.tile(theta[-1, 2:], (len(places), 1))
    return np.hstack([places, held])


def _readable(result: LinearResult | LogisticResult) -> Params:
    """W (e + 1, d) and b (e + 1,) of each epoch up to the last readable one."""
    history = shown_training(result).history
    end = last_readable_epoch(history.loss)
    return Params(*(rows[: end + 1] for rows in history.params))


# The two losses


def _squared_error(result: LinearResult) -> Loss:
    """The squared error in the training's units, near 1 whatever those of y are."""
    shown = shown_training(result)
    bowl = squared_error_bowl(*shown.data[:2])
    unit = _loss_unit(result) / shown.scaling.y_deviation**2

    def at(places: np.ndarray) -> np.ndarray:
        return bowl.at(places) / unit

    return Loss(at, _rounding(float), bowl.minimum, bowl.H / unit)


def _loss_unit(result: LinearResult) -> float:
    """What a loss of 1 in training is for the points as they are."""
    return result.training.scaling.y_deviation**2


# For W (m, d), b (m,) and one dataset: (m,).
_cross_entropies = jax.jit(
    jax.vmap(penalised_cross_entropy, in_axes=(Params(0, 0), None))
)


def _cross_entropy(result: LogisticResult) -> Loss:
    """The cross-entropy, of a sample whose minimum is that of all points.

    By itself the minimum of 500 of 100 000 points lies visibly beside that of them all,
    and beside the end of the path: so value and slope are put right there.
    """
    X, y, _ = result.training.data
    l2, theta = result.scenario.l2, np.column_stack(_readable(result))
    sample = _sample(result.training.data)
    same_shape = padded(sample, power_of_two(len(sample.y)))
    penalised = Penalised(same_shape, np.float32(l2))
    slope, H, best = np.zeros(2), np.zeros((2, 2)), None
    offset: Any = 0.0
    if theta.shape[1] > 2:
        minimum = cross_entropy_minimum(X, y, theta[-1, 2], l2)
    else:  # no parameter is held
        minimum = result.optimum and rescaled(result.optimum, result.training.scaling)
    if minimum is not None:
        gradient, second = cross_entropy_derivatives(sample.X, sample.y, minimum, l2)
        slope, H, best = gradient[:2], second[:2, :2], place(minimum)
        offset = cross_entropy(X, y, minimum, l2) + best @ slope
        offset -= cross_entropy(sample.X, sample.y, minimum, l2)

    @reproducible()
    def at(places: np.ndarray) -> np.ndarray:
        whole = _with_held(places, theta).astype(np.float32)
        of_sample = _cross_entropies(Params(whole[:, :-1], whole[:, -1]), penalised)
        loss: np.ndarray = np.asarray(of_sample, float) + offset - places @ slope
        return loss

    return Loss(at, _rounding(np.float32), best, H)


def _rounding(dtype: type) -> float:
    """The share by which a mean of so many numbers of a type may be wrong."""
    return 10 * float(np.finfo(dtype).eps)


def _sample(data: Dataset) -> Dataset:
    """All points, or an even sample of ``MAX_LANDSCAPE_POINTS``."""
    rows = drawn_points(len(data.y), MAX_LANDSCAPE_POINTS)
    return Dataset(*(column[rows] for column in data))

"""The loss as a landscape over two parameters, in numbers.

The squared error over (W, b) is a quadratic form. The cross-entropy over (W1, W2), b
held where training left it, comes from the model's own loss code. Both are convex: from
the minimum all that lies within a contour can be seen, and rays find its border.
"""

from collections.abc import Callable
from itertools import product
from typing import Any, NamedTuple

import jax
import numpy as np

from jaxreg.analysis import last_readable_epoch, squared_error_bowl
from jaxreg.data import Dataset, padded, power_of_two
from jaxreg.drawing import Window, drawn_points, round_up
from jaxreg.environment import reproducible
from jaxreg.experiment import LinearResult, LogisticResult, rescaled, shown_training
from jaxreg.models import Params, Penalised, penalised_cross_entropy
from jaxreg.newton import (
    cross_entropy,
    cross_entropy_derivatives,
    cross_entropy_minimum,
)

Surface = tuple[np.ndarray, np.ndarray, np.ndarray]

MAX_LANDSCAPE_POINTS = 500
MAX_LEVELS = 10
ANGLES, RADII = 72, 24  # the rays, and the places along each
COLUMNS, ROWS = 48, 36  # a surface: as many places in all, so one compilation does
_STEPS = np.array([float(f"{digit}e{k}") for k in range(-12, 31) for digit in (1, 3)])


class Landscape(NamedTuple):
    """The loss over the two parameters that a chart shows, and the way through it.

    The parameters are those of ``shown_training``.
    ``window`` is (low, high) of the first and of the second parameter. ``path``
    (e + 1, 2) has a row for each epoch, up to the last readable one, e. ``levels`` (k,)
    is the loss of each contour, rising, k from 0 to ``MAX_LEVELS``; ``contours``
    (k, ANGLES + 1, 2) are closed, the last point being the first, and end at a box
    three times the window. ``num_points`` points were used.
    """

    window: tuple[Window, Window]
    path: np.ndarray
    levels: np.ndarray
    contours: np.ndarray
    num_points: int


class _Loss(NamedTuple):
    """A convex loss of the two parameters.

    ``at`` takes places (m, 2), always ``ANGLES * RADII`` where it is compiled, to their
    losses (m,), rounded by a share of up to ``rounding``. ``minimum`` is the place (2,)
    of the smallest, if there is one, and ``hessian`` is taken there, (2, 2).
    """

    at: Callable[[np.ndarray], np.ndarray]
    rounding: float
    minimum: np.ndarray | None
    hessian: np.ndarray


def linear_landscape(result: LinearResult) -> Landscape:
    """The mean squared error over (W, b), of all points."""
    loss = _squared_error(result)
    path = np.column_stack(_readable(result))
    anchors = [path[0], loss.minimum]
    if result.true_params is not None:
        scaling = shown_training(result).scaling
        anchors.append(place(rescaled(result.true_params, scaling)))
    window = _window(path, anchors)
    highest = loss.at(_corners(window)).max()
    found = _landscape(loss, window, highest, path, len(result.targets))
    return found._replace(levels=found.levels * _loss_unit(result))


def linear_surface(result: LinearResult, window: tuple[Window, Window]) -> Surface:
    """The mean squared error on a grid of a window: W (p,), b (q,), loss (q, p)."""
    x, y, loss = _surface(_squared_error(result), window)
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
    window = _window(path, [*known, path[-1]])
    if result.optimum is not None:
        wider = _window(path, [*known, place(rescaled(result.optimum, scaling))])
        if (np.ptp(wider, axis=1) <= 5 * np.ptp(window, axis=1)).all():
            window = wider
    X, y, _ = _sample(result.training.data)
    highest = max(
        cross_entropy(X, y, Params(corner[:-1], corner[-1]), l2)
        for corner in _with_held(_corners(window), theta)
    )
    return _landscape(_cross_entropy(result), window, highest, path, len(y))


def logistic_surface(result: LogisticResult, window: tuple[Window, Window]) -> Surface:
    """The cross-entropy on a grid of a window: W1 (p,), W2 (q,), loss (q, p)."""
    return _surface(_cross_entropy(result), window)


def place(params: Params) -> np.ndarray:
    """Where a chart of the first two of (W, b) has params: (2,)."""
    return np.append(*params)[:2]


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


def _squared_error(result: LinearResult) -> _Loss:
    """The squared error in the training's units, near 1 whatever those of y are."""
    shown = shown_training(result)
    bowl = squared_error_bowl(*shown.data[:2])
    unit = _loss_unit(result) / shown.scaling.y_deviation**2

    def at(places: np.ndarray) -> np.ndarray:
        return bowl.at(places) / unit

    return _Loss(at, _rounding(float), bowl.minimum, bowl.H / unit)


def _loss_unit(result: LinearResult) -> float:
    """What a loss of 1 in training is for the points as they are."""
    return result.training.scaling.y_deviation**2


# For W (m, d), b (m,) and one dataset: (m,).
_cross_entropies = jax.jit(
    jax.vmap(penalised_cross_entropy, in_axes=(Params(0, 0), None))
)


def _cross_entropy(result: LogisticResult) -> _Loss:
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
        return np.asarray(of_sample).astype(float) + offset - places @ slope

    return _Loss(at, _rounding(np.float32), best, H)


def _rounding(dtype: type) -> float:
    """The share by which a mean of so many numbers of a type may be wrong."""
    return 10 * float(np.finfo(dtype).eps)


def _sample(data: Dataset) -> Dataset:
    """All points, or an even sample of ``MAX_LANDSCAPE_POINTS``."""
    rows = drawn_points(len(data.y), MAX_LANDSCAPE_POINTS)
    return Dataset(*(column[rows] for column in data))


# The window


def _window(path: np.ndarray, anchors: list) -> tuple[Window, Window]:
    """A window that holds every anchor (2,), and the path (m, 2) near them.

    The box of the anchors is made at least 1 wide, and far from 0 a thousandth of how
    far, since float32 has to tell its places apart; the path adds at most its width on
    either side. The window ends on multiples of a step, so that it changes rarely.
    """
    low, high = np.min(anchors, axis=0), np.max(anchors, axis=0)
    least = np.maximum(1, 1e-3 * np.abs(anchors).max(axis=0))
    missing = np.maximum(least - (high - low), 0)
    low, high = low - missing / 2, high + missing / 2
    width = high - low
    low = np.maximum(np.minimum(low, path.min(axis=0)), low - width)
    high = np.minimum(np.maximum(high, path.max(axis=0)), high + width)
    pad = 0.15 * (high - low)
    low, high = low - pad, high + pad
    step = np.array([round_up(length / 5) for length in high - low])
    # + 0.0: never "-0"
    low, high = np.floor(low / step) * step + 0.0, np.ceil(high / step) * step + 0.0
    return (float(low[0]), float(high[0])), (float(low[1]), float(high[1]))


def _corners(window: tuple[Window, Window]) -> np.ndarray:
    return np.array(list(product(*window)))


# Contours and surface


def _landscape(
    loss: _Loss,
    window: tuple[Window, Window],
    highest: float,
    path: np.ndarray,
    num_points: int,
) -> Landscape:
    """Contours at the minimum plus 0.01, 0.03, 0.1, ..., below ``highest``.

    What is added does not depend on the data: while a slider moves, rings do not jump.
    There is none that rounding would hide.
    """
    low, high = np.array(window).T
    centre, rays = loss.minimum, _rays(loss.hessian, high - low)
    if centre is None or not ((low < centre) & (centre < high)).all():
        # From the lowest place of the window to a circle around it.
        x, y, z = _surface(loss, window)
        row, column = np.unravel_index(z.argmin(), z.shape)
        centre = np.array([x[column], y[row]])
        rays = (low + high) / 2 + 0.75 * _rays(np.zeros((2, 2)), high - low) - centre
    radii = _radii(centre, rays, low, high)
    places = centre + radii[:, :, None] * rays[:, None]
    losses = loss.at(places.reshape(-1, 2)).reshape(radii.shape)
    smallest = losses[0, 0]
    least, most = loss.rounding * abs(highest), highest - smallest
    steps = _STEPS[(least < _STEPS) & (_STEPS < most)][-MAX_LEVELS:]
    borders = _borders(losses - smallest, radii, steps)
    contours = centre + borders.T[:, :, None] * rays
    contours = np.concatenate([contours, contours[:, :1]], axis=1)
    return Landscape(window, path, smallest + steps, contours, num_points)


def _rays(H: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Directions (ANGLES, 2), even on an ellipse: a contour of the Hessian H (2, 2).

    So the tips of a long valley are as smooth as its sides. Measured in the window's
    size (2,), the ellipse is at most 100 times as long as wide, and round if H is as
    good as 0.
    """
    curvature, axes = np.linalg.eigh(H * np.outer(size, size))
    floor = 1e-4 * curvature[-1] if curvature[-1] > 1e-300 else 1.0
    half_axes = 1 / np.sqrt(np.maximum(curvature, floor))
    angles = np.linspace(0, 2 * np.pi, ANGLES, endpoint=False)
    circle = np.column_stack([np.cos(angles), np.sin(angles)])
    return (circle * half_axes) @ axes.T * size


def _radii(
    centre: np.ndarray, rays: np.ndarray, low: np.ndarray, high: np.ndarray
) -> np.ndarray:
    """Places along each ray, (ANGLES, RADII), from 0 to a box three times the window.

    All but the last four are in the window or just outside, closest near the centre.
    """
    with np.errstate(divide="ignore"):
        near, far = (
            np.abs((np.where(rays > 0, high + out, low - out) - centre) / rays).min(1)
            for out in (0.2 * (high - low), high - low)
        )
    inside = near[:, None] * np.linspace(0, 1, RADII - 4) ** 1.5
    return np.hstack([inside, np.linspace(near, far, 5, axis=1)[:, 1:]])


def _borders(rise: np.ndarray, radii: np.ndarray, steps: np.ndarray) -> np.ndarray:
    """The radius at which each ray has risen by each step: (ANGLES, k).

    Interpolated between logarithms, where any power is a straight line: the squared
    error, a power of 2, exactly, and the cross-entropy, which goes from 2 to 1, nearly.

    Args:
        rise: the loss above that of the centre, (ANGLES, RADII), 0 in the first column.
        radii: where, (ANGLES, RADII), rising from 0. The last is where a ray ends.
        steps: (k,), rising.
    """
    rise = np.maximum.accumulate(np.maximum(rise, 1e-30), axis=1)  # despite rounding
    x, y = np.log(rise[:, 1:]), np.log(radii[:, 1:])
    # In place of the centre, whose logarithm is infinite: a parabola, far down.
    x = np.column_stack([x[:, 0] - 40, x])
    y = np.column_stack([y[:, 0] - 20, y])
    wanted = np.log(steps)
    return np.exp([np.interp(wanted, *ray) for ray in zip(x, y, strict=True)])


def _surface(loss: _Loss, window: tuple[Window, Window]) -> Surface:
    x, y = np.linspace(*window[0], COLUMNS), np.linspace(*window[1], ROWS)
    grid = np.stack(np.meshgrid(x, y), axis=-1)
    return x, y, loss.at(grid.reshape(-1, 2)).reshape(ROWS, COLUMNS)

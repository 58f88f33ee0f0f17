"""The loss as a landscape over two parameters, in numbers: its contours and surface.

All other parameters are held where a run has them at an epoch. The squared error is a
quadratic form, and the cross-entropy is convex, too: every ray from the minimum crosses
a contour once.
"""

from itertools import product
from typing import NamedTuple

import numpy as np

from jaxreg.display.drawing import Window, drawn_points, round_up
from jaxreg.display.plane import axes_of, place, theta_of
from jaxreg.training.models import Params
from jaxreg.training.plane import classes_loss, squares_loss
from jaxreg.training.results import LinearResult, LogisticResult, PlaneLoss, Result

Surface = tuple[np.ndarray, np.ndarray, np.ndarray]

MAX_LANDSCAPE_POINTS = 500
MAX_LEVELS = 10
ANGLES, RADII = 72, 24  # the rays, and the places along each
COLUMNS, ROWS = (
    48,
    36,
)  # of a surface: as many places, so that one compilation does for both
_INSIDE = np.linspace(0, 1, RADII - 4) ** 1.5
_ANGLES = np.linspace(0, 2 * np.pi, ANGLES, endpoint=False)
_CIRCLE = np.column_stack([np.cos(_ANGLES), np.sin(_ANGLES)])
_STEPS = np.array([float(f"{digit}e{k}") for k in range(-12, 31) for digit in (1, 3)])


class Landscape(NamedTuple):
    """The loss over the two parameters that a chart shows, and the path through it.

    The parameters are those of ``result.shown``. ``window`` is (low, high) of each, and
    the same whatever is held.
    ``path`` (e + 1, 2) has a row for each epoch, up to the last that can be drawn, e.
    ``levels`` (k,) is the loss of each contour, rising, k from 0 to ``MAX_LEVELS``;
    ``contours`` (k, ANGLES + 1, 2) are closed, the last point being the first, and end
    at a box three times the window. ``num_points`` points were used.
    """

    window: tuple[Window, Window]
    path: np.ndarray
    levels: np.ndarray
    contours: np.ndarray
    num_points: int


def linear_landscape(result: LinearResult, epoch: int | None = None) -> Landscape:
    """The mean squared error, of all points, all parameters but two being held as they
    are at an epoch, at most ``result.end``; None: there."""
    path = _path(result)
    window = _window(result, path, result.closed_form)
    scaled = contoured(_squares(result, epoch), window, path, len(result.targets))
    return scaled._replace(levels=scaled.levels * result.loss_unit)


def linear_surface(
    result: LinearResult, window: tuple[Window, Window], epoch: int | None = None
) -> Surface:
    """It on a grid of a window: across (p,), up (q,), loss (q, p)."""
    x, y, loss = surface_of(_squares(result, epoch), window)
    return x, y, loss * result.loss_unit


def _squares(result: LinearResult, epoch: int | None) -> PlaneLoss:
    return squares_loss(result, axes_of(result), _theta(result, epoch))


def logistic_landscape(result: LogisticResult, epoch: int | None = None) -> Landscape:
    """The cross-entropy, of at most ``MAX_LANDSCAPE_POINTS`` points, all parameters but
    two being held as they are at an epoch, at most ``result.end``; None: there."""
    path = _path(result)
    window = _window(result, path, result.optimum)
    return contoured(_classes(result, epoch), window, path, len(_rows(result)))


def logistic_surface(
    result: LogisticResult, window: tuple[Window, Window], epoch: int | None = None
) -> Surface:
    """It on a grid of a window: across (p,), up (q,), loss (q, p)."""
    return surface_of(_classes(result, epoch), window)


def _classes(result: LogisticResult, epoch: int | None) -> PlaneLoss:
    theta = _theta(result, epoch)
    return classes_loss(result, _rows(result), axes_of(result), theta)


def _rows(result: LogisticResult) -> np.ndarray:
    return drawn_points(len(result.data.y), MAX_LANDSCAPE_POINTS)


def _theta(result: Result, epoch: int | None) -> np.ndarray:
    theta: np.ndarray = theta_of(result)[-1 if epoch is None else epoch]
    return theta


def _path(result: Result) -> np.ndarray:
    return theta_of(result)[:, [*axes_of(result)]]


# The window


def _window(
    result: Result, path: np.ndarray, optimum: Params | None
) -> tuple[Window, Window]:
    """A window that holds the start, the truth and the optimum, and the path near them.

    Of a line it always does; else the end of training takes the optimum's place, if
    there is none, or one so far away (for nearly separable classes, or many powers)
    that it would make the window more than 5 times as long. Of powers it holds the
    lowest place at the end, too.
    """
    known = [path[0]]
    if isinstance(result, LinearResult) and not result.features.is_plain:
        known.append(np.array(_squares(result, None).minimum))
    if result.true_params is not None:
        known.append(place(result.true_params, result))
    if optimum is None:
        return window_of(path, [*known, path[-1]])
    wide = window_of(path, [*known, place(optimum, result)])
    if isinstance(result, LinearResult) and result.features.is_plain:
        return wide
    near = window_of(path, [*known, path[-1]])
    is_near = (np.ptp(wide, axis=1) <= 5 * np.ptp(near, axis=1)).all()
    return wide if is_near else near


def window_of(path: np.ndarray, anchors: list[np.ndarray]) -> tuple[Window, Window]:
    """A window that holds every anchor (2,), and the path (m, 2) near them.

    The box of the anchors is at least 1 wide, or a thousandth of its distance from 0,
    since float32 has to tell its places apart; the path adds at most its width on
    either side. The window ends on multiples of a step, so that it seldom changes.
    """
    low, high = np.min(anchors, axis=0), np.max(anchors, axis=0)
    least = np.maximum(1, 1e-3 * np.abs(anchors).max(axis=0))
    missing = np.maximum(least - (high - low), 0)
    low, high = low - missing / 2, high + missing / 2
    width = high - low
    ends = np.array([(at.min(), at.max()) for at in path.T])  # quicker than min(axis=0)
    low = np.maximum(np.minimum(low, ends[:, 0]), low - width)
    high = np.minimum(np.maximum(high, ends[:, 1]), high + width)
    pad = 0.15 * (high - low)
    low, high = low - pad, high + pad
    step = np.array([round_up(length / 5) for length in high - low])
    # + 0.0: never "-0"
    low, high = np.floor(low / step) * step + 0.0, np.ceil(high / step) * step + 0.0
    return (float(low[0]), float(high[0])), (float(low[1]), float(high[1]))


# Contours and surface


def contoured(
    loss: PlaneLoss,
    window: tuple[Window, Window],
    path: np.ndarray,
    num_points: int,
) -> Landscape:
    """Contours at the minimum plus 0.01, 0.03, 0.1, ..., below the highest corner.

    These steps do not depend on the data, so that rings do not jump while a slider
    moves. Those that rounding would hide are left out.
    """
    low, high = np.array(window).T
    highest = float(loss.exact(np.array(list(product(*window)))).max())
    centre, rays = loss.minimum, _rays(loss.hessian, high - low)
    if centre is None or not ((low < centre) & (centre < high)).all():
        # from the window's lowest place to a circle around the window
        x, y, z = surface_of(loss, window)
        row, column = np.unravel_index(z.argmin(), z.shape)
        centre = np.array([x[column], y[row]])
        rays = (low + high) / 2 + 0.75 * _rays(np.zeros((2, 2)), high - low) - centre
    radii = _radii(centre, rays, low, high)
    axes = [c + radii * ray[:, None] for c, ray in zip(centre, rays.T, strict=True)]
    places = np.stack(axes, axis=-1).reshape(-1, 2)
    losses = loss.at(places).reshape(radii.shape)
    smallest = losses[0, 0]
    least, most = loss.rounding * abs(highest), highest - smallest
    steps = _STEPS[(least < _STEPS) & (_STEPS < most)][-MAX_LEVELS:]
    borders = _borders(losses - smallest, radii, steps)
    contours = centre + borders.T[:, :, None] * rays
    contours = np.concatenate([contours, contours[:, :1]], axis=1)
    return Landscape(window, path, smallest + steps, contours, num_points)


def _rays(H: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Directions (ANGLES, 2), even on an ellipse: a contour of the Hessian H (2, 2).

    So the tips of a long valley are as smooth as its sides. In units of the window's
    size (2,), the ellipse is at most 100 times as long as wide, and round if H is
    nearly 0.
    """
    curvature, axes = np.linalg.eigh(H * np.outer(size, size))
    floor = 1e-4 * curvature[-1] if curvature[-1] > 1e-300 else 1.0
    half_axes = 1 / np.sqrt(np.maximum(curvature, floor))
    rays: np.ndarray = (_CIRCLE * half_axes) @ axes.T * size
    return rays


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
    inside = near[:, None] * _INSIDE
    return np.hstack([inside, np.linspace(near, far, 5, axis=1)[:, 1:]])


def _borders(rise: np.ndarray, radii: np.ndarray, steps: np.ndarray) -> np.ndarray:
    """The radius at which each ray has risen by each step: (ANGLES, k).

    Interpolated between logarithms, where any power is a straight line: the squared
    error, of power 2, exactly, and the cross-entropy, from power 2 to 1, nearly.

    Args:
        rise: the loss above that of the centre, (ANGLES, RADII), 0 in the first column.
        radii: where, (ANGLES, RADII), rising from 0 to the end of a ray.
        steps: (k,), rising.
    """
    rise = np.maximum.accumulate(np.maximum(rise, 1e-30), axis=1)  # despite rounding
    x, y = np.log(rise[:, 1:]), np.log(radii[:, 1:])
    # In place of the centre, whose logarithm is infinite: a parabola, far down.
    x = np.column_stack([x[:, 0] - 40, x])
    y = np.column_stack([y[:, 0] - 20, y])
    wanted = np.log(steps)
    return np.exp([np.interp(wanted, *ray) for ray in zip(x, y, strict=True)])


def surface_of(loss: PlaneLoss, window: tuple[Window, Window]) -> Surface:
    x, y = np.linspace(*window[0], COLUMNS), np.linspace(*window[1], ROWS)
    grid = np.stack(np.meshgrid(x, y), axis=-1)
    return x, y, loss.at(grid.reshape(-1, 2)).reshape(ROWS, COLUMNS)

"""The loss as a landscape over two parameters, in numbers: its contours and surface.

The squared error over (W, b) is a quadratic form; the cross-entropy is shown over (W1,
W2), with the fitted b, or of one feature over (W, b). Both are convex: every ray from
the minimum crosses a contour once.
"""

from itertools import product
from typing import NamedTuple

import numpy as np

from jaxreg.display.drawing import Window, drawn_points, round_up
from jaxreg.training.linear import line_loss
from jaxreg.training.logistic import classes_loss
from jaxreg.training.models import Params
from jaxreg.training.results import LinearResult, LogisticResult, PlaneLoss, Result
from jaxreg.training.units import rescaled

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

    The parameters are those of ``result.shown``. ``window`` is (low, high) of each.
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


def linear_landscape(result: LinearResult) -> Landscape:
    """The mean squared error over (W, b), of all points."""
    theta = _theta(result)
    anchors = [theta[0], place(result.closed_form, result)]
    if result.true_params is not None:
        anchors.append(place(result.true_params, result))
    window = window_of(theta, anchors)
    scaled = contoured(line_loss(result), window, theta, len(result.targets))
    return scaled._replace(levels=scaled.levels * result.loss_unit)


def linear_surface(result: LinearResult, window: tuple[Window, Window]) -> Surface:
    """The mean squared error on a grid of a window: W (p,), b (q,), loss (q, p)."""
    x, y, loss = surface_of(line_loss(result), window)
    return x, y, loss * result.loss_unit


def logistic_landscape(result: LogisticResult) -> Landscape:
    """The cross-entropy, of at most ``MAX_LANDSCAPE_POINTS`` points.

    The window holds the start, the truth and the optimum; or the end of training, if
    there is no optimum, or (for nearly separable classes) one so far away that it would
    make the window more than 5 times as long.
    """
    theta = _theta(result)
    path = theta[:, :2]
    known = [path[0]]
    if result.true_params is not None:
        known.append(place(result.true_params, result))
    window = window_of(path, [*known, path[-1]])
    if result.optimum is not None:
        wider = window_of(path, [*known, place(result.optimum, result)])
        if (np.ptp(wider, axis=1) <= 5 * np.ptp(window, axis=1)).all():
            window = wider
    rows = _rows(result)
    return contoured(classes_loss(result, rows, theta[-1, 2:]), window, path, len(rows))


def logistic_surface(result: LogisticResult, window: tuple[Window, Window]) -> Surface:
    """The cross-entropy on a grid of a window: W1 (p,), W2 (q,), loss (q, p)."""
    held = _theta(result)[-1, 2:]
    return surface_of(classes_loss(result, _rows(result), held), window)


def place(params: Params, result: Result) -> np.ndarray:
    """Where the chart shows a model in the points' own units: (2,)."""
    if result.scenario.scaling == "on":
        params = rescaled(params, result.shown.scaling)
    return np.append(*params)[:2]


def placing(result: Result) -> tuple[np.ndarray, np.ndarray]:
    """What any W (d,) and b in the points' own units are in the chart's: an offset
    (d + 1,), plus factors (d + 1, d + 1) times W and b; the chart shows the first two.
    """
    scaling = result.shown.scaling
    d = len(scaling.mean)
    each, none = np.eye(d + 1), Params(np.zeros(d), np.zeros(()))
    if result.scenario.scaling == "off":
        return np.zeros(d + 1), each
    factors = rescaled(Params(each[:, :d], each[:, d]), scaling._replace(y_mean=0.0))
    return np.append(*rescaled(none, scaling)), np.column_stack(factors).T


def _theta(result: Result) -> np.ndarray:
    """W and b in the chart's units, of each epoch that can be drawn: (e + 1, d + 1)."""
    return np.column_stack(result.shown.history.params)[: result.end + 1]


def _rows(result: LogisticResult) -> np.ndarray:
    return drawn_points(len(result.data.y), MAX_LANDSCAPE_POINTS)


# The window


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

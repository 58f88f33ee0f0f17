"""Where a model's probability is at the threshold: a line or a curve, or, of one
feature, places. A threshold is given as its logit, the ``level``: 0 for one half."""

import numpy as np

from jaxreg.display.conic import conic, roots
from jaxreg.display.drawing import Window
from jaxreg.training.features import Features
from jaxreg.training.models import Params


def boundary(
    features: Features, params: Params, x1: Window, x2: Window, level: float = 0.0
) -> np.ndarray:
    """The boundary of a model of two features inside a window, as a line (m, 2) with
    gaps of NaN; m is 0 where there is none."""
    params = _above(params, level)
    if features.is_plain:
        ends = decision_boundary(params, x1, x2)
        return ends if ends is not None else np.empty((0, 2))
    return conic(lambda places: features.predict(params, places), x1, x2)


def crossings(features: Features, params: Params, level: float = 0.0) -> np.ndarray:
    """Where a model of one feature is at the threshold: (k,), rising."""
    W, b = _above(params, level)
    if features.is_plain:
        return np.array([-b / W[0]] if W[0] else [])
    at: np.ndarray = features.centre + features.scale * np.array(
        roots(float(W[1]), float(W[0]), float(b))
    )
    return at


def _above(params: Params, level: float) -> Params:
    """The model whose logits are those above the level."""
    return Params(params.W, np.float64(params.b) - level) if level else params


def decision_boundary(params: Params, x1: Window, x2: Window) -> np.ndarray | None:
    """The part of the line W1 x1 + W2 x2 + b = 0 that lies inside a window.

    Args:
        params: W (2,), in any direction, and b.
        x1, x2: the window, (low, high) of each feature.

    Returns:
        The two ends, (2, 2) with a row per end, or None: W is 0 or not finite, or the
        line does not cross the window.
    """
    W, b = np.asarray(params.W, float).tolist(), float(params.b)
    if not np.isfinite([*W, b]).all():
        return None
    low, high = zip(x1, x2, strict=True)
    rounding = 1e-9 * (high[0] - low[0]), 1e-9 * (high[1] - low[1])
    ends = []
    for axis in (0, 1):  # where the line crosses the window's sides x_axis = low, high
        if W[1 - axis] == 0:
            continue
        for side in (low[axis], high[axis]):
            crossing = (-b - W[axis] * side) / W[1 - axis]
            inside = min(max(crossing, low[1 - axis]), high[1 - axis])
            if abs(crossing - inside) <= rounding[1 - axis]:
                ends.append((inside, side) if axis else (side, inside))
    if len(ends) < 2:
        return None
    # Through a corner the line crosses two sides at one point: take the farthest pair.
    pairs = np.array([(ends[j], ends[i]) for i in range(len(ends)) for j in range(i)])
    lengths = np.abs(pairs[:, 0] - pairs[:, 1])
    farthest = (lengths**2).sum(axis=1).argmax()
    # A line that only touches a corner of the window does not cross it.
    touches = (lengths[farthest] <= rounding).all()
    return None if touches else pairs[farthest]

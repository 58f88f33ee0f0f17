"""Where a quadratic function of two features is 0: a conic, as a line to draw.

Along a column of the window, at s, the function is a quadratic in t, whose roots are
known. Between its breakpoints (where roots meet, or leave the window) each root is one
piece of the conic, sampled densest at its ends, where it may be vertical.
"""

from collections.abc import Callable

import numpy as np

from jaxreg.display.drawing import Window

_STEPS = 64  # of a piece: wrong by less than a thousandth of the window between points
_NEGLIGIBLE = 1e-12  # of the largest coefficient: rounding


def conic(z: Callable[[np.ndarray], np.ndarray], x1: Window, x2: Window) -> np.ndarray:
    """The part of z = 0 inside a window.

    Args:
        z: maps points (m, 2) to values (m,), and is quadratic.
        x1, x2: the window, (low, high) of each feature.

    Returns:
        Points (m, 2), and a row of NaN between parts that do not touch. (0, 2): z is
        nowhere 0 there, or everywhere, or not finite.
    """
    low, high = np.array([x1, x2]).T
    middle, half = (low + high) / 2, (high - low) / 2
    c = _coefficients(lambda places: z(middle + half * places))
    if c is None:
        return np.empty((0, 2))
    pieces = [middle + half * piece for piece in _pieces(c)]
    return _joined(pieces)


def _coefficients(z: Callable[[np.ndarray], np.ndarray]) -> np.ndarray | None:
    """Those of 1, s, t, s², st and t², the largest being 1; from the values at six
    places. None: there are none."""
    places = [[0, 0], [1, 0], [-1, 0], [0, 1], [0, -1], [1, 1]]
    with np.errstate(all="ignore"):  # of a run that diverges
        middle, right, left, top, bottom, corner = z(np.array(places, float))
        s, t = (right - left) / 2, (top - bottom) / 2
        ss, tt = (right + left) / 2 - middle, (top + bottom) / 2 - middle
        c = np.array([middle, s, t, ss, corner - middle - s - t - ss - tt, tt])
        c = c / np.abs(c).max()
    c[np.abs(c) < _NEGLIGIBLE] = 0
    return c if np.isfinite(c).all() else None


def _pieces(c: np.ndarray) -> list[np.ndarray]:
    """The pieces in the window from -1 to 1, each (k, 2): from left to right the lower
    root, and from right to left the upper one."""
    one, s, t, ss, st, tt = c.tolist()
    up_and_down = np.array([-1.0, 1.0])
    verticals = []
    if not (tt or st):  # whether z vanishes at s says nothing of t
        verticals = [] if t else roots(ss, s, one)
    elif not tt and abs(one + (ss * (-t / st) + s) * (-t / st)) < _NEGLIGIBLE:
        verticals = [-t / st]  # times another line
    pieces = [
        np.column_stack([[at, at], up_and_down]) for at in verticals if -1 < at < 1
    ]
    if not (tt or st or t):
        return pieces
    # Where the discriminant is 0, or least: there the roots meet, or turn.
    bend = st * st - 4 * tt * ss, 2 * st * t - 4 * tt * s, t * t - 4 * tt * one
    breaks = [-1.0, *roots(*bend), *([-bend[1] / bend[0] / 2] if bend[0] else []), 1.0]
    for at in (-1, 1):
        breaks += roots(ss, s + at * st, one + at * t + tt)
    ends = np.unique(np.clip(breaks, -1, 1))
    along = (1 - np.cos(np.linspace(0, np.pi, _STEPS + 1))) / 2
    across = ends[:-1, None] + np.diff(ends)[:, None] * along
    lower, upper = _roots_in_t(across, c)
    pieces += [*_inside(across, lower)]
    if tt:
        pieces += [piece[::-1] for piece in _inside(across, upper)][::-1]
    return pieces


def _roots_in_t(at: np.ndarray, c: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The lower and the upper t with z = 0 at each s; NaN where there is none."""
    one, s, t, ss, st, tt = c.tolist()
    B, C = t + st * at, one + (s + ss * at) * at
    with np.errstate(all="ignore"):
        if not tt:
            return -C / B, np.full_like(at, np.nan)
        D = B * B - 4 * tt * C
        # At the ends of a piece rounding may make it negative.
        D[:, [0, -1]] = np.maximum(D[:, [0, -1]], 0)
        larger = -(B + np.copysign(np.sqrt(D), B)) / 2  # its own way loses no digits
        roots = larger / tt, np.where(D == 0, larger / tt, C / larger)
    return np.minimum(*roots), np.maximum(*roots)


def _inside(across: np.ndarray, up: np.ndarray) -> list[np.ndarray]:
    """The rows (k, 2) of s and t whose middle is in the window."""
    seen = np.abs(up[:, _STEPS // 2]) <= 1
    up = np.clip(up[seen], -1, 1)  # their ends, despite rounding
    return list(np.stack([across[seen], up], axis=-1))


def roots(a: float, b: float, c: float) -> list[float]:
    """The real roots of a s² + b s + c, rising; none if it is 0 everywhere."""
    D = b * b - 4 * a * c
    if not D >= 0 or not (a or b):
        return []
    larger = -(b + np.copysign(np.sqrt(D), b)) / 2
    return sorted(([larger / a] if a else []) + ([c / larger] if larger else []))


def _joined(pieces: list[np.ndarray]) -> np.ndarray:
    """One line through the pieces, with gaps where they do not touch."""
    parts: list[np.ndarray] = []
    for piece in pieces:
        if parts and not np.allclose(parts[-1][-1], piece[0], rtol=1e-6):
            parts.append(np.full((1, 2), np.nan))
        parts.append(piece)
    return np.concatenate(parts) if parts else np.empty((0, 2))

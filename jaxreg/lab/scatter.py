"""How far points scatter around their line, by the kind of their noise, and what that
means for fits."""

import numpy as np

from jaxreg.settings import LinearScenario
from jaxreg.settings.noise import HEAVY_TAILS, OUTLIERS, UNEVEN

NO_VARIANCE = (
    "Student's t has no variance at ν = 2 and below, so the fits have no standard "
    "error: the more universes, the larger the deviation counted here tends to be."
)
_NOT_NORMAL = " But the fits are not normal, so the ellipse need not have 95 % of them."


def variances(s: LinearScenario, x: np.ndarray) -> np.ndarray | None:
    """The variance of each y around the true line (n,), at x (n,); None if there is
    none. The y of different points are uncorrelated."""
    even = np.full(len(x), s.noise**2)
    if s.noise_kind == HEAVY_TAILS:
        return even * s.nu / (s.nu - 2) if s.nu > 2 else None
    if s.noise_kind == OUTLIERS:
        return even * (1 + 99 * _share(s))
    return even * (x / 4.5) ** 2 if s.noise_kind == UNEVEN else even


def _share(s: LinearScenario) -> float:
    """The share of outliers, in whole points."""
    return float(np.floor(s.outliers * s.num_points + 0.5)) / s.num_points


def note_on(s: LinearScenario, usual: float) -> str:
    """What to know of the ellipse, given the standard error ``usual`` of the first
    weight by the formula for even noise of the mean variance; empty for normal noise,
    else a sentence after a space."""
    if s.noise_kind == UNEVEN:
        return (
            " It has each point's own variance: (AᵀA)⁻¹ times their mean would give W "
            f"a standard error of {usual:.3g}."
        )
    is_mixed = s.noise_kind == OUTLIERS and 0 < _share(s) < 1
    return _NOT_NORMAL if is_mixed or s.noise_kind == HEAVY_TAILS else ""

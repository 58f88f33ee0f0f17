"""How far downhill is from the way to the minimum."""

import numpy as np

from jaxreg.lab.known import Known


def angles(known: list[Known], which: np.ndarray, theta: np.ndarray) -> np.ndarray:
    """Degrees between minus the gradient of lines ``theta`` (r, d + 1), in the units of
    training, and the way to the smallest loss of the data set that each has; NaN for
    a line that is there already."""
    bowls = [one.bowl for one in known if one.bowl]
    away = theta - np.array([bowl.minimum for bowl in bowls])[which]
    slopes = np.einsum("rij,rj->ri", np.array([bowl.H for bowl in bowls])[which], away)
    lengths = np.linalg.norm(away, axis=1) * np.linalg.norm(slopes, axis=1)
    with np.errstate(invalid="ignore"):
        cosines = (away * slopes).sum(axis=1) / lengths
    found: np.ndarray = np.degrees(np.arccos(np.clip(cosines, -1, 1)))
    return found

"""Learning-rate schedules: the rate of each epoch, from the one that is set.

"step" is that of ResNet (He et al. 2016), "1/t" the inverse-time decay of Robbins &
Monro (1951), "cosine" that of SGDR (Loshchilov & Hutter 2017) without restarts.
"""

from typing import Any

import numpy as np


def share_of_rate(schedule: str, k: Any, epochs: Any, xp: Any = np) -> Any:
    """What the learning rate is multiplied by in the step that follows epoch k.

    Args:
        schedule: "constant", "step", "1/t" or "cosine".
        k: epochs, 0 or more, an integer array of any shape.
        epochs: how many the whole run has; beyond them the last share stays.
        xp: ``numpy``, or ``jax.numpy`` for JAX arrays.
    """
    last = xp.maximum(epochs, 1)
    k = xp.minimum(k, last - 1)
    if schedule == "step":  # a tenth after each third
        return 0.1 ** (3 * k // last)
    if schedule == "1/t":  # a half after 100 epochs, a third after 200
        return 1 / (1 + k / 100)
    if schedule == "cosine":  # from 1 to 0
        return (1 + xp.cos(xp.pi * (k / last))) / 2
    return xp.ones_like(k, float)


def scheduled_rates(
    learning_rate: float, schedule: str, epochs: int, num_rates: int
) -> np.ndarray:
    """The learning rate of the step after each epoch k < ``num_rates``, float32:
    computed in float64, and rounded once."""
    share = share_of_rate(schedule, np.arange(num_rates), epochs)
    return np.asarray(learning_rate * share, np.float32)

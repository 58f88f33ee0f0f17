"""What is certain of a step of gradient descent with momentum on a quadratic loss.

Along a mode of the Hessian, of the eigenvalue lambda, let q = 1 - rate lambda. The
distance from the minimum follows d'' = p d' - m d, with p = q + beta, m = beta for a
heavy ball, and p = (1 + beta) q, m = beta q for Nesterov's momentum, beta being 0 or
more and below 1. It shrinks to 0 where both roots of z^2 - p z + m are inside the unit
circle: where |m| < 1 and |p| < 1 + m (Jury's criterion).
"""

from math import sqrt

import numpy as np


def stable_limit(momentum: float, is_nesterov: bool) -> float:
    """The rate times lambda below which a mode shrinks in the long run: 2 without
    momentum. There p = -(1 + m), so that a root is -1."""
    limit = 2 * (1 + momentum)
    return limit / (1 + 2 * momentum) if is_nesterov else limit


def overshoot_limit(momentum: float, is_nesterov: bool) -> float:
    """The rate times lambda up to which a mode never changes sign, and always shrinks:
    1 without momentum. Up to there p^2 >= 4 m, so that the roots are real, and not
    below 0.

    It holds for rates that never rise, too: by induction a step is at most the share c
    of the distance, with c = 1 - sqrt(beta) for a heavy ball, and (1 - beta) / (1 +
    beta) of the velocity for Nesterov's momentum.
    """
    if is_nesterov:
        return ((1 - momentum) / (1 + momentum)) ** 2
    return (1 - sqrt(momentum)) ** 2


def long_run_factor(rate_lambda: float, momentum: float, is_nesterov: bool) -> float:
    """What a mode is multiplied by at each epoch in the long run: the largest root's
    absolute value, and without momentum the root itself."""
    q = 1 - rate_lambda
    if not momentum:
        return q
    p = (1 + momentum) * q if is_nesterov else q + momentum
    m = momentum * q if is_nesterov else momentum
    return float(np.abs(np.roots([1, -p, m])).max())

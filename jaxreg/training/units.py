"""One model in two units: of the points as they are, and of scaled ones."""

import numpy as np

from jaxreg.data.dataset import Scaling
from jaxreg.training.models import Params


def unscaled(params: Params, scaling: Scaling) -> Params:
    """The same model for points before scaling, in float64; W (..., d), b (...).

    y' = W' x' + b' with x' = (x - mean) / deviation is W x + b with W = W' / deviation
    and b = b' - W mean, times y_deviation and plus y_mean.
    """
    W = np.asarray(params.W, float) / scaling.deviation
    with np.errstate(over="ignore", invalid="ignore"):  # of a run that diverges
        b = np.asarray(params.b, float) - W @ scaling.mean
        return Params(scaling.y_deviation * W, scaling.y_deviation * b + scaling.y_mean)


def rescaled(params: Params, scaling: Scaling) -> Params:
    """The same model for scaled points, in float64: the inverse of ``unscaled``."""
    W = np.asarray(params.W, float) / scaling.y_deviation
    b = (np.asarray(params.b, float) - scaling.y_mean) / scaling.y_deviation
    return Params(W * scaling.deviation, b + W @ scaling.mean)

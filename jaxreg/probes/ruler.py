"""The learning-rate ruler: the slider's scale with what each rate would do.

From the loss's curvature, for each epoch that can be shown. The squared error's is the
same everywhere; the cross-entropy's is that at the epoch's own parameters.
"""

from typing import NamedTuple

import numpy as np

from jaxreg.analysis import hessian
from jaxreg.convergence import RateMarks, rate_marks
from jaxreg.drawing import CRAWL, DIVERGE, SMOOTH, ZIG_ZAG, drawn_points
from jaxreg.experiment import LinearResult, LogisticResult
from jaxreg.scenario import CONTROLS, page_of

MAX_RULER_POINTS = 500
"""The cross-entropy's curvature is a mean over at most so many points, even ones."""


class Zone(NamedTuple):
    """A part of the ruler: what rates in it do, in a word and in a sentence."""

    name: str
    colour: str
    words: str


ZONES = (
    Zone("crawl", CRAWL, "at the end the slowest mode keeps over 10 %"),
    Zone("smooth", SMOOTH, "every mode shrinks, none overshoots"),
    Zone("zig-zag", ZIG_ZAG, "the steepest mode overshoots, yet shrinks"),
    Zone("diverge", DIVERGE, "the steepest mode shrinks no more"),
)
WHERE = {
    "linear": "the same everywhere",
    "logistic": "local: it changes on the way",
}


class Ruler(NamedTuple):
    """For each frame, (f,) or, where no epoch differs from another, (1,): the Hessian's
    eigenvalues ``lowest`` and ``highest``, and the ``marks`` that follow from them and
    the run's ``epochs``. ``rate`` is where the slider stands, ``low`` and ``high`` are
    its ends, on a logarithmic scale. ``is_global``: no place is curved otherwise."""

    lowest: np.ndarray
    highest: np.ndarray
    marks: RateMarks
    epochs: int
    rate: float
    low: float
    high: float
    is_global: bool


def ruler(result: LinearResult | LogisticResult, epochs: np.ndarray) -> Ruler:
    """The ruler at each of ``epochs`` (f,) of a run."""
    if isinstance(result, LinearResult):
        eigenvalues = np.linalg.eigvalsh(hessian(result.training.data.X))[None]
    else:
        eigenvalues = np.linalg.eigvalsh(_cross_entropy_hessians(result, epochs))
    lowest, highest = np.maximum(eigenvalues[:, [0, -1]], 0).T
    trained = len(result.history.loss) - 1
    marks = rate_marks(lowest, highest, trained)
    s = result.scenario
    rates = CONTROLS[page_of(s)]["learning_rate"].options
    low, high = float(rates[0]), float(rates[-1])  # type: ignore[arg-type]
    is_global = isinstance(result, LinearResult)
    return Ruler(lowest, highest, marks, trained, s.learning_rate, low, high, is_global)


def zone_of(marks: RateMarks, rates: np.ndarray) -> np.ndarray:
    """Which of ``ZONES`` rates (r,) lie in, by the last frame's marks: (r,) of 0 to 3.

    At the limit itself a mode neither shrinks nor grows: it shrinks no more.
    """
    edges = [marks.crawl[-1], marks.overshoot[-1], marks.limit[-1]]
    crawls, overshoots, grows = (rates[:, None] >= np.array(edges)).T
    return np.where(grows, 3, np.where(overshoots & (rates > edges[1]), 2, crawls * 1))


def _cross_entropy_hessians(result: LogisticResult, epochs: np.ndarray) -> np.ndarray:
    """Second derivatives of the training's loss by (W, b) at each epoch, (f, 3, 3)."""
    X = result.training.data.X.astype(float)
    X = X[drawn_points(len(X), MAX_RULER_POINTS)]
    W, b = (rows[epochs].astype(float) for rows in result.training.history.params)
    logits = W @ X.T + b[:, None]
    spread = (1 - np.tanh(logits / 2) ** 2) / 4  # p (1 - p), without overflow
    A = np.column_stack([X, np.ones(len(X))])
    products = (A[:, :, None] * A[:, None, :]).reshape(len(A), -1)
    d = A.shape[1]
    H = (spread @ products / len(A)).reshape(-1, d, d)
    return H + np.diag([*[result.scenario.l2] * (d - 1), 0.0])

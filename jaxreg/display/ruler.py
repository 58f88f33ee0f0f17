"""The learning-rate ruler: the slider's scale, what is certain of each rate, and what
the run did.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from jaxreg.display.certain import (
    FLAT,
    Certain,
    Mark,
    extreme_curvatures,
    is_safe,
    linear_certainties,
    logistic_certainties,
    marked,
    short,
    stable_formula,
)
from jaxreg.display.drawing import DIVERGE, SMOOTH, ZIG_ZAG, drawn_epochs, drawn_points
from jaxreg.display.moves import what_it_did
from jaxreg.display.report import factor_text
from jaxreg.settings import LinearScenario, Scenario
from jaxreg.settings.method import IN_WORDS
from jaxreg.training.least_squares import moved_hessian
from jaxreg.training.logistic import safe_learning_rate
from jaxreg.training.results import LinearResult, LogisticResult, Result
from jaxreg.training.second_order import cycle_matrix
from jaxreg.training.stability import long_run_factor, stable_limit
from jaxreg.training.way import batch_of

MAX_RULER_POINTS = 500  # for the cross-entropy's curvature, evenly spaced
MAX_PATH_EPOCHS = 64  # where it is computed, the first ones dense
_OF_BATCHES = ("mini-batches: no fixed limit", ZIG_ZAG, np.inf)


class Zone(NamedTuple):
    """A part of the ruler, between two rates, and what is certain of those in it."""

    name: str
    colour: str
    start: float
    end: float


class Ruler(NamedTuple):
    """``did`` is what the run did. ``rate`` is the slider's; ``low`` and ``high`` are
    the ends of its logarithmic scale, which ``zones`` divide, from the lowest up.
    ``title`` is what all ``marks`` are, or, without zones, why there are none;
    ``facts`` are pairs of a name and a text. ``here`` is what the ``title`` says, of
    the Hessian at each frame (f,); None if it is the same everywhere, or no limit.
    """

    did: str
    rate: float
    low: float
    high: float
    zones: list[Zone]
    title: str
    marks: list[Mark]
    facts: list[tuple[str, str]]
    here: np.ndarray | None


def linear_ruler(result: LinearResult, epochs: np.ndarray) -> Ruler:
    """The ruler of a run, the same at all ``epochs`` (f,)."""
    s, X = result.scenario, result.training.data.X
    lowest, highest = extreme_curvatures(X, s.l2, s.has_intercept)
    certain = linear_certainties(s, X)
    zones = [_OF_BATCHES] if s.has_rate else []
    if certain.marks:
        overshoot, limit = certain.marks[0].rate, certain.marks[-1].rate
        zones = [
            ("no mode overshoots", SMOOTH, overshoot),
            ("may overshoot", ZIG_ZAG, limit),
            ("may diverge", DIVERGE, np.inf),
        ]
    condition = short(highest / lowest) if lowest else ">1e14"
    facts = [*_steepest(s, highest, certain), ("condition number", condition)]
    if s.method == "coordinate descent":
        H = moved_hessian(X, s.l2, s.has_intercept)
        of_modes = np.abs(np.linalg.eigvals(cycle_matrix(H)))
        facts.insert(0, ("distance in the long run ×", factor_text(of_modes.max())))
    return _ruler(result, certain, zones, _no_rate(s), certain.marks, facts, None)


def _no_rate(s: Scenario) -> str:
    """That a method takes no learning rate, "" if it does."""
    if s.has_rate:
        return ""
    name = IN_WORDS[s.method]
    return f"{name[0].upper()}{name[1:]} uses no learning rate."


def _steepest(
    s: LinearScenario, highest: float, certain: Certain
) -> list[tuple[str, str]]:
    """What an epoch multiplies the steepest mode by, where it is one number."""
    if not certain.marks or (s.momentum and s.schedule != "constant"):
        return []
    is_nesterov = s.momentum_kind == "Nesterov"
    factor = long_run_factor(s.learning_rate * highest, s.momentum, is_nesterov)
    when = "" if s.schedule == "constant" else ", at first"
    when = ", in the long run" if s.momentum else when
    return [(f"steepest mode{when} ×", factor_text(factor))]


def logistic_ruler(result: LogisticResult, epochs: np.ndarray) -> Ruler:
    """The ruler at each of ``epochs`` (f,) of a run."""
    s, X = result.scenario, result.training.data.X
    certain = logistic_certainties(s, X)
    if not s.has_rate:
        return _ruler(result, certain, [], _no_rate(s), [], [], None)
    if batch_of(s, len(X)) is not None:
        return _ruler(result, certain, [_OF_BATCHES], "", [], [], None)
    zones, facts = [("may rise", ZIG_ZAG, np.inf)], []
    if certain.safe:
        zones.insert(0, ("never rises", SMOOTH, certain.safe.rate))
        facts = [("never rises at rates below", certain.safe.text)]
    end, on_path = result.end, drawn_epochs(result.end, MAX_PATH_EPOCHS)
    curvatures = _largest_curvatures(result, np.append(on_path, epochs))
    # A sample's curvature may exceed what that of all points can be.
    curvatures = np.clip(curvatures, 0, 2 / safe_learning_rate(X, s.l2))
    limit = stable_limit(s.momentum, s.momentum_kind == "Nesterov")
    with np.errstate(divide="ignore"):
        limits = np.minimum(limit / curvatures, FLAT)
    path, here = limits[: len(on_path)], limits[len(on_path) :].astype(np.float32)
    seen = "least" if len(on_path) > end else "least seen"
    marks = [
        *map(marked, ("start", seen, "end"), (path[0], limits.min(), path[-1])),
    ]
    title = stable_formula(s).replace(" ", "") + ":"
    return _ruler(result, certain, zones, title, marks, facts, here)


def _ruler(
    result: Result,
    certain: Certain,
    zones: list[tuple[str, str, float]],
    title: str,
    marks: list[Mark],
    facts: list[tuple[str, str]],
    here: np.ndarray | None,
) -> Ruler:
    """The ruler of a run, each zone, given by its end, cut to the slider."""
    s = result.scenario
    low, high = s.controls["learning_rate"].track(s.learning_rate)
    starts = [low, *(float(np.clip(end, low, high)) for _, _, end in zones)]
    return Ruler(
        did=what_it_did(result.history.loss, is_safe(s.learning_rate, certain)),
        rate=s.learning_rate,
        low=low,
        high=high,
        zones=[
            Zone(name, colour, start, end)
            for (name, colour, _), (start, end) in zip(
                zones, pairwise(starts), strict=True
            )
            if start < end
        ],
        title=title,
        marks=marks,
        facts=facts,
        here=here,
    )


def _largest_curvatures(result: LogisticResult, epochs: np.ndarray) -> np.ndarray:
    """The largest eigenvalue of the training loss's Hessian by (W, b) at each epoch,
    (f,)."""
    X = result.training.data.X.astype(float)
    X = X[drawn_points(len(X), MAX_RULER_POINTS)]
    W, b = (rows[epochs].astype(float) for rows in result.training.history.params)
    small = np.exp(-np.abs(W @ X.T + b[:, None]))
    spread = small / (1 + small) ** 2  # p (1 - p), without overflow
    A = np.column_stack([X, np.ones(len(X))])
    products = (A[:, :, None] * A[:, None, :]).reshape(len(A), -1)
    d = X.shape[1]
    H = (spread @ products / len(A)).reshape(-1, d + 1, d + 1)
    H += np.diag([*[result.scenario.l2] * d, 0.0])
    return np.linalg.eigvalsh(H)[:, -1]

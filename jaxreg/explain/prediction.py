"""The run on the squared error, as it is known before training.

Near a minimum theta* a step of the rate r multiplies each mode of theta - theta*, an
eigenvector of the Hessian with the eigenvalue lambda, by 1 - r lambda. For the squared
error that holds everywhere, so the whole path is known; with momentum each mode is a
linear recurrence of order two. Newton's method has arrived after a step, and coordinate
descent multiplies theta - theta* by one matrix. Mini-batches have no such path.
"""

import functools
from typing import NamedTuple

import numpy as np

from jaxreg.display.drawing import PREDICTED, drawn_epochs, line
from jaxreg.display.landscape_figure import on_landscape, with_corners
from jaxreg.display.loss_figure import loss_curve
from jaxreg.display.plane import axes_of, moved_of
from jaxreg.explain.entry import Entry, Explanation, Figures, insert_after, texts
from jaxreg.settings import LinearScenario
from jaxreg.training.least_squares import loss_at
from jaxreg.training.models import Params
from jaxreg.training.results import Bowl, LinearResult
from jaxreg.training.schedule import share_of_rate
from jaxreg.training.second_order import cycle_matrix
from jaxreg.training.units import rescaled, unscaled
from jaxreg.training.way import batch_of

_TITLE = "Predict, then reveal"
_FURTHEST = 1e9  # times as far as start and minimum: beyond any chart


class Prediction(NamedTuple):
    """``params``, W (e, d) and b (e,) in the points' own units, and ``loss`` (e,), at e
    epochs; NaN once they leave every chart."""

    params: Params
    loss: np.ndarray


def predicted(result: LinearResult, epochs: np.ndarray) -> Prediction:
    """The exact path at ``epochs`` (e,), without looking at the run's steps."""
    bowl, start, path = _path(result, epochs)
    furthest = _FURTHEST * np.abs([*start, *bowl.minimum, 1]).max()
    path = np.where((np.abs(path) <= furthest).all(axis=1, keepdims=True), path, np.nan)
    scaling = result.training.scaling
    params = unscaled(Params(path[:, :-1], path[:, -1]), scaling)
    return Prediction(params, loss_at(bowl, path) * scaling.y_deviation**2)


def is_as_predicted(result: LinearResult) -> bool:
    """Whether the run's last readable epoch is where the exact path has it.

    Its line differs at the points, on average, by at most a thousandth of what the
    minimum's line differs from 0, or from that of the start or the end.
    """
    bowl, start, [foreseen] = _path(result, np.array([result.end]))
    ran = np.append(*result.training.history.at(result.end)).astype(float)
    best = bowl.minimum
    apart = np.array([ran - foreseen, best, start - best, ran - best])
    difference, *others = np.sum(apart @ bowl.H * apart, axis=1)
    return bool(difference <= 1e-6 * max(others))


def _path(
    result: LinearResult, epochs: np.ndarray
) -> tuple[Bowl, np.ndarray, np.ndarray]:
    """The loss, its start (p,) and the path (e, p), in the training's units."""
    start = np.append(*result.training.history.at(0)).astype(float)
    moved = slice(len(start) - (not result.scenario.has_intercept))
    bowl, path = result.bowl, np.zeros((len(epochs), len(start)))
    free = Bowl(bowl.minimum[moved], bowl.smallest, bowl.H[moved, moved])
    path[:, moved] = _moved(result, free, start[moved], epochs)
    return bowl, start, path


def _moved(
    result: LinearResult, bowl: Bowl, start: np.ndarray, epochs: np.ndarray
) -> np.ndarray:
    """The path of the parameters that training moves, on their ``bowl``."""
    H, minimum = bowl.H, bowl.minimum
    s, last = result.scenario, len(result.history.loss) - 1
    if not s.has_rate:
        each = np.zeros_like(H) if s.method == "Newton" else cycle_matrix(H)
        return powers_path(each, minimum, start, epochs)
    share = share_of_rate(s.schedule, np.arange(last), last)
    rates = s.learning_rate if s.schedule == "constant" else s.learning_rate * share
    way = s.momentum, s.momentum_kind == "Nesterov"
    return exact_path(H, minimum, start, rates, epochs, *way)


def exact_path(
    H: np.ndarray,
    minimum: np.ndarray,
    start: np.ndarray,
    learning_rate: float | np.ndarray,
    epochs: np.ndarray,
    momentum: float = 0.0,
    is_nesterov: bool = False,
) -> np.ndarray:
    """theta_k = theta* + (I - rate H)^k (theta_0 - theta*) for a quadratic loss, or,
    with a schedule or momentum, what takes the place of the power.

    Args:
        H: its Hessian (p, p), symmetric.
        minimum, start: theta* and theta_0 (p,).
        learning_rate: more than 0; or those of the steps (T,).
        epochs: the values of k (e,), 0 or more, and at most T.
        momentum, is_nesterov: see ``training.momentum``.

    Returns:
        (e, p), infinite or NaN where it leaves the range of float64.
    """
    eigenvalues, modes = np.linalg.eigh(H)
    with np.errstate(over="ignore", invalid="ignore"):  # of a rate that diverges
        if np.ndim(learning_rate) or momentum:
            steps = int(np.max(epochs, initial=0))
            rates = np.broadcast_to(learning_rate, max(steps, np.size(learning_rate)))
            modes_kept = [
                _kept(mode, rates[:steps].tobytes(), momentum, is_nesterov)
                for mode in eigenvalues.tolist()
            ]
            kept = np.column_stack(modes_kept)[epochs]
        else:
            kept = (1 - learning_rate * eigenvalues) ** np.asarray(epochs)[:, None]
        # Added to the start, so that k = 0 gives it exactly.
        moved = (kept - 1) * (modes.T @ (start - minimum)) @ modes.T
        theta: np.ndarray = start + moved
        return theta


def powers_path(
    M: np.ndarray, minimum: np.ndarray, start: np.ndarray, epochs: np.ndarray
) -> np.ndarray:
    """theta_k = theta* + M^k (theta_0 - theta*), where each epoch multiplies the
    distance by M (p, p): (e, p), at k = ``epochs`` (e,)."""
    powers = np.array([np.linalg.matrix_power(M, k) for k in epochs.tolist()])
    # Added to the start, so that k = 0 gives it exactly.
    path: np.ndarray = start + (powers - np.eye(len(M))) @ (start - minimum)
    return path


@functools.lru_cache(16)  # a picture asks several times, for up to ten modes
def _kept(mode: float, rates: bytes, momentum: float, is_nesterov: bool) -> np.ndarray:
    """What is left, after k steps of the rates (T,), of a distance of 1 from the
    minimum along a mode, given by its eigenvalue: (T + 1,), in float64."""
    distance, velocity, kept = 1.0, 0.0, [1.0]
    for rate in np.frombuffer(rates).tolist():
        slope = mode * distance
        velocity = momentum * velocity + slope
        ahead = momentum * velocity + slope
        distance -= rate * (ahead if is_nesterov else velocity)
        kept.append(distance)
    return np.array(kept)


def _explain(result: LinearResult) -> Explanation:
    if batch_of(result.scenario, len(result.targets)) is not None:
        return Explanation(_TITLE, [_OF_BATCHES])
    end = result.end
    columns = moved_of(result)
    foreseen = np.ravel(np.column_stack(predicted(result, np.array([end])).params))
    foreseen, ran = foreseen[: len(columns)], np.append(*result.drawn)[: len(columns)]
    rows = [
        ("predicted", texts(foreseen, result.scenario)),
        ("trained", texts(ran, result.scenario)),
        ("difference", [f"{d:.1g}" if np.isfinite(d) else "–" for d in ran - foreseen]),
    ]
    outcome = f"At epoch {end} the run is where it was predicted, apart from rounding."
    if not is_as_predicted(result):
        outcome = (
            f"At epoch {end} the run is off it, because float32 rounds at every step."
        )
        if _is_above_the_limit(result):
            outcome = (
                f"At epoch {end} the run is elsewhere: at a rate that diverges, "
                "rounding errors grow, too."
            )
    sentences = [
        "The squared error is a bowl, so the whole path is known before the first "
        f"step: {_formula(result.scenario)}",
        f"The dashed lines are this prediction, computed without training. {outcome}",
    ]
    return Explanation(_TITLE, sentences, columns, rows, beside="landscape")


_OF_BATCHES = (
    "With mini-batches there is nothing to predict: each step follows the gradient of "
    "other points, in a random order, so no formula gives the path. Choose the batch "
    "size “all” to see the prediction."
)


def _is_above_the_limit(result: LinearResult) -> bool:
    """Whether all steps of a run are at a rate that diverges."""
    s, limit = result.scenario, result.max_learning_rate
    is_constant = s.schedule == "constant"
    return is_constant and limit is not None and s.learning_rate > limit


def _formula(s: LinearScenario) -> str:
    """The path of a scenario in a formula, and what its letters are."""
    if s.method == "Newton":
        return "θ₁ = θ*, the closed form, since the Newton step's parabola is the loss."
    if s.method == "coordinate descent":
        return (
            "θₖ = θ* + Mᵏ (θ₀ − θ*), with M = −(L + D)⁻¹ U, where L, D and U are what "
            "the Hessian has below, on and above its diagonal, and θ* is the closed "
            "form."
        )
    is_constant = s.schedule == "constant"
    rate = "η the learning rate" if is_constant else "ηₖ the rate of step k"
    if not s.momentum and is_constant:
        path = "θₖ = θ* + (I − η H)ᵏ (θ₀ − θ*)"
        return f"{path}, with H the Hessian, {rate} and θ* the closed form."
    if not s.momentum:
        path = "θₖ = θ* + (I − ηₖ₋₁ H) ⋯ (I − η₀ H) (θ₀ − θ*)"
        return f"{path}, with H the Hessian, {rate} and θ* the closed form."
    eta = "η" if is_constant else "ηₖ"
    ahead = "(β vₖ₊₁ + λ dₖ)" if s.momentum_kind == "Nesterov" else "vₖ₊₁"
    return (
        "along each mode, of the eigenvalue λ, the distance d from the closed form and "
        f"the velocity v follow vₖ₊₁ = β vₖ + λ dₖ and dₖ₊₁ = dₖ − {eta} {ahead}, with "
        f"β the momentum and {rate}."
    )


def _draw(figures: Figures, result: LinearResult) -> None:
    """The path and its losses, dashed, beside those of the run."""
    if batch_of(result.scenario, len(result.targets)) is not None:
        return
    epochs = drawn_epochs(result.end)
    losses = predicted(result, epochs).loss
    curve = loss_curve("predicted", epochs, losses, PREDICTED, result, "dash")
    insert_after(figures["loss"], "loss", curve)
    epochs = drawn_epochs(result.end, 300)
    foreseen = predicted(result, epochs).params
    path = np.column_stack(rescaled(foreseen, result.shown.scaling))
    axes = axes_of(result)
    path = path[:, [*axes]]
    if result.scenario.method == "coordinate descent":
        path = with_corners(path, epochs, axes)
    path = path[np.isfinite(path).all(axis=1)]
    trail = line("predicted", path[:, 0], path[:, 1], PREDICTED, "dash")
    trail["line"]["width"] = 2
    landscape = figures["landscape"]
    insert_after(landscape, "path", on_landscape(landscape, trail, path))


PREDICTION = Entry(_TITLE, _explain, draw=_draw)

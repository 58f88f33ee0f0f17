"""The gradient, taken apart: what each point asks for, and its mean in three ways: by
jax.grad in float32, and by the formula and by central differences in float64. All are
of the training's loss, by the W and b that it moves."""

from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import numpy as np
from jax.flatten_util import ravel_pytree

from jaxreg.data.dataset import Dataset
from jaxreg.display.drawing import (
    PREDICTED,
    STEP,
    Figure,
    Shows,
    drawn_points,
    line,
    moving,
)
from jaxreg.explain.asking import MAX_ARROWS, asking, rate_of
from jaxreg.explain.entry import Entry, Explanation, Figures, texts
from jaxreg.explain.gradient_words import formula_of, is_plain, taken_step
from jaxreg.settings import Scenario
from jaxreg.training.gradient_descent import LossFn
from jaxreg.training.models import Params, Penalised
from jaxreg.training.problem import padded, power_of_two
from jaxreg.training.results import Result
from jaxreg.training.runs import MODELS

LONGEST = 0.4
_TITLE = "Gradient X-ray"


class Gradients(NamedTuple):
    """At one place of the run, p = d + 1 numbers each, by W and then by b, which is not
    moved, and so has the slope 0, without an intercept.

    ``of_points`` (m, p) are of single points, an even sample of up to ``MAX_ARROWS``.
    ``autodiff``, ``by_hand`` and ``differences`` (p,) are of the loss over all points.
    """

    epoch: int
    at: np.ndarray
    of_points: np.ndarray
    autodiff: np.ndarray
    by_hand: np.ndarray
    differences: np.ndarray


def gradients(result: Result) -> Gradients:
    """The gradients at the last readable epoch of a run."""
    s, data, problem = result.scenario, result.shown.data, result.shown.problem
    model, params = MODELS[s.page], result.shown.history.at(result.end)
    rows = drawn_points(len(data.y), MAX_ARROWS)
    sample = padded(Dataset(*(column[rows] for column in data)), 32)
    whole = problem._replace(data=data).padded_to(power_of_two(len(data.y)))
    l2 = None if problem.l2 is None else np.float32(problem.l2)
    at = np.append(*params).astype(float)
    if problem.start.b is None:
        params = params._replace(b=None)
    X, y = np.asarray(data.X, float), np.asarray(data.y, float)
    return Gradients(
        result.end,
        at,
        _with_b(_of_points(problem.loss_fn, params, sample, l2), at)[: len(rows)],
        _with_b(_gradient(problem.loss_fn, params, whole.inputs), at),
        model.gradient(s, X, y, _params(at)),
        differences_of(s, lambda theta: model.loss(s, X, y, _params(theta)), at),
    )


def _with_b(slopes: jax.Array, at: np.ndarray) -> np.ndarray:
    """Slopes (..., d) or (..., p) as p = d + 1 of them."""
    missing = len(at) - slopes.shape[-1]
    # In NumPy, as JAX would compile each size.
    sides = [(0, 0)] * (slopes.ndim - 1) + [(0, missing)]
    return np.pad(np.asarray(slopes), sides)


@jax.jit(static_argnums=0)
def _gradient(loss_fn: LossFn, params: Params, data: Any) -> jax.Array:
    return ravel_pytree(jax.grad(loss_fn)(params, data))[0]


@jax.jit(static_argnums=0)
def _of_points(
    loss_fn: LossFn, params: Params, data: Dataset, l2: jax.Array | None
) -> jax.Array:
    """Of each point's loss, as if it were the only point: (m, p)."""

    def of_one(point: Dataset) -> jax.Array:
        alone = Dataset(*(column[None] for column in point))
        problem = alone if l2 is None else Penalised(alone, l2)
        gradient: jax.Array = _gradient(loss_fn, params, problem)
        return gradient

    gradients: jax.Array = jax.vmap(of_one)(data)
    return gradients


def _params(theta: np.ndarray) -> Params:
    return Params(theta[:-1], theta[-1])


def central_differences(
    loss: Callable[[np.ndarray], float], at: np.ndarray
) -> np.ndarray:
    """The slopes (p,) of a loss at a place (p,), by central differences."""
    # The cube root of the rounding error balances it against the formula's.
    h = 6e-6 * np.maximum(np.abs(at), 1)
    steps = np.diag(h)
    rises = np.array([loss(at + e) - loss(at - e) for e in steps])
    slopes: np.ndarray = rises / (2 * h)
    return slopes


def differences_of(
    s: Scenario, loss: Callable[[np.ndarray], float], at: np.ndarray
) -> np.ndarray:
    """Those by the parameters that a scenario's training moves; the others are 0."""
    slopes = central_differences(loss, at)
    slopes[-1] *= s.has_intercept
    return slopes


def _explain(result: Result) -> Explanation:
    at_end, s = gradients(result), result.scenario
    names, formula = formula_of(result)
    moved = slice(len(names))
    rows = [
        ("jax.grad, float32", texts(at_end.autodiff[moved], s)),
        ("by hand, float64", _doubles(at_end.by_hand[moved], s)),
        ("finite difference, float64", _doubles(at_end.differences[moved], s)),
    ]
    n = len(result.training.data.y)
    arrows = "Each point asks for its own step (a thin arrow in the landscape)"
    if n > MAX_ARROWS:
        arrows = (
            f"{MAX_ARROWS} of the points, evenly spaced, show the steps that they ask "
            "for (thin arrows in the landscape)"
        )
    sentences = [
        f"{arrows}: minus {'the learning rate times ' * s.has_rate}the point's own "
        f"gradient, {formula}. "
        f"{taken_step(result)} At each epoch they are drawn to a scale of its "
        "own, so that the longest is easy to see.",
        f"At epoch {at_end.epoch}, where the charts end, three ways to compute the "
        "mean gradient give the same numbers, apart from rounding.",
    ]
    if result.scenario.landscape == "surface":
        sentences.append(
            "The arrows are drawn only on the contours, not on the surface."
        )
    elif not np.isfinite([*at_end.of_points, at_end.autodiff]).all():
        sentences.append("A step that is beyond float32 has no arrow.")
    columns = [f"∂L/∂{name}" for name in names]
    return Explanation(_TITLE, sentences, columns, rows, beside="landscape")


def _doubles(values: np.ndarray, s: Scenario) -> list[str]:
    """float64 numbers, whose "all" digits are one more than float32's."""
    return [f"{g:.8g}" for g in values] if s.digits == "all" else texts(values, s)


def _draw(figures: Figures, result: Result) -> None:
    if result.scenario.landscape == "contours":  # below the shown epoch
        landscape = figures["landscape"]
        arrows = _arrows(landscape, gradients(result), rate_of(result))
        if not is_plain(result):  # no step follows, and its mean is not known
            arrows[-1] |= {"x": np.zeros(0), "y": np.zeros(0)}
        landscape["data"][-1:-1] = arrows
        landscape["layout"]["meta"] |= {"asking": asking(result)._asdict()}


def _arrows(figure: Figure, at_end: Gradients, rate: float) -> list[Figure]:
    """The steps that single points ask for, and their mean, to one scale: the longest
    goes over ``LONGEST`` of the chart. ``arrows`` in live/browser/film.js does the same
    at other epochs."""
    plane = figure["layout"]["meta"].get("axes", [0, 1])
    axes = (figure["layout"][name]["range"] for name in ("xaxis", "yaxis"))
    size = np.ptp(list(axes), axis=1)
    steps = -rate * np.array([*at_end.of_points, at_end.autodiff], float)[:, plane]
    steps[~np.isfinite(steps).all(axis=1)] = np.nan
    longest = float(np.nanmax([0.0, *np.abs(steps / size).flat]))
    factor = LONGEST / longest if longest > 0 else 1.0
    start = at_end.at[plane]

    def arrows(name: Shows, steps: np.ndarray, colour: str, width: float) -> Figure:
        tips, gap = start + factor * steps, np.full((len(steps), 2), np.nan)
        x, y = np.stack([np.tile(start, (len(steps), 1)), tips, gap], axis=1).T
        drawn = line(name, x.T.ravel(), y.T.ravel(), colour)
        drawn["line"]["width"] = width
        sizes = np.tile([0.0, 7 + 2 * width, 0.0], len(steps))
        marker = {"symbol": "arrow", "angleref": "previous", "color": colour}
        drawn["marker"] = marker | {"size": sizes.tolist(), "line": {"width": 0}}
        return moving(drawn, name) | {"mode": "lines+markers"}

    return [
        arrows("steps of points", steps[:-1], PREDICTED, 1.5),
        arrows("step", steps[-1:], STEP, 4),
    ]


GRADIENT = Entry(_TITLE, _explain, draw=_draw)

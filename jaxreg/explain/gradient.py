"""The gradient, taken apart: what each point asks for, and its mean in three ways.

By jax.grad in float32, and by the formula and by central differences in float64. All
are of the training's loss, by the W and b that it moves.
"""

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
from jaxreg.display.landscape_figure import standardised
from jaxreg.display.views import VIEWS
from jaxreg.explain.entry import Entry, Explanation, Figures, texts
from jaxreg.settings import Scenario
from jaxreg.training.gradient_descent import LossFn
from jaxreg.training.models import Params, Penalised
from jaxreg.training.problem import padded, power_of_two
from jaxreg.training.results import Result
from jaxreg.training.runs import MODELS
from jaxreg.training.way import batch_of

MAX_ARROWS = 20
LONGEST = 0.4
_TITLE = "Gradient X-ray"


class Gradients(NamedTuple):
    """At one place of the run, p = d + 1 numbers each, by W and then by b.

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
    X, y = np.asarray(data.X, float), np.asarray(data.y, float)
    return Gradients(
        result.end,
        at,
        np.asarray(_of_points(problem.loss_fn, params, sample, l2))[: len(rows)],
        np.asarray(_gradient(problem.loss_fn, params, whole.inputs)),
        model.gradient(s, X, y, _params(at)),
        _central_differences(lambda theta: model.loss(s, X, y, _params(theta)), at),
    )


@jax.jit(static_argnums=0)
def _gradient(loss_fn: LossFn, params: Params, data: Any) -> jax.Array:
    return ravel_pytree(jax.grad(loss_fn)(params, data))[0]


@jax.jit(static_argnums=0)
def _of_points(
    loss_fn: LossFn, params: Params, data: Dataset, l2: jax.Array | None
) -> jax.Array:
    """The gradient of each point's loss, as if it were the only point: (m, p)."""

    def of_one(point: Dataset) -> jax.Array:
        alone = Dataset(*(column[None] for column in point))
        problem = alone if l2 is None else Penalised(alone, l2)
        gradient: jax.Array = _gradient(loss_fn, params, problem)
        return gradient

    gradients: jax.Array = jax.vmap(of_one)(data)
    return gradients


def _params(theta: np.ndarray) -> Params:
    return Params(theta[:-1], theta[-1])


def _central_differences(
    loss: Callable[[np.ndarray], float], at: np.ndarray
) -> np.ndarray:
    # The cube root of the rounding error balances it against the formula's own.
    h = 6e-6 * np.maximum(np.abs(at), 1)
    steps = np.diag(h)
    rises = np.array([loss(at + e) - loss(at - e) for e in steps])
    slopes: np.ndarray = rises / (2 * h)
    return slopes


def _explain(result: Result) -> Explanation:
    at_end, s = gradients(result), result.scenario
    rows = [
        ("jax.grad, float32", texts(at_end.autodiff, s)),
        ("by hand, float64", _doubles(at_end.by_hand, s)),
        ("finite difference, float64", _doubles(at_end.differences, s)),
    ]
    one = len(result.names.features) == 1
    x, W = ("x", "W") if one else ("x₁, x₂", "W₁, W₂")
    formula = VIEWS[result.scenario.page].gradient.format(x=x)
    if result.training.problem.l2:
        formula += f" + λ ({W}, 0)"
    names = [*W.split(", "), "b"]
    if result.scenario.scaling == "on":
        names = [name + "′" for name in names]
        formula += f", with {standardised(result)} standardised"
    n = len(result.training.data.y)
    arrows = "Each point asks for its own step (a thin arrow in the landscape)"
    if n > MAX_ARROWS:
        arrows = (
            f"{MAX_ARROWS} of the points, evenly spaced, show the steps that they ask "
            "for (thin arrows in the landscape)"
        )
    sentences = [
        f"{arrows}: minus the learning rate times the point's own gradient, {formula}. "
        f"{_taken_step(result)} At each epoch they are drawn to a scale of its "
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


def _taken_step(result: Result) -> str:
    """What the thick arrow is."""
    s = result.scenario
    batch = batch_of(s, len(result.training.data.y))
    if _is_plain(result):
        return (
            "The step that is taken (the thick arrow) is the mean over all points; at "
            "the minimum the arrows cancel."
        )
    taken = "the mean of such steps over all points"
    if batch:
        taken = f"the sum of the epoch's steps, each the mean of a batch of {batch}"
    if s.momentum:
        taken += ", with what momentum keeps of earlier ones"
    if s.schedule != "constant":
        taken += ", shortened as the schedule lowers the rate"
    return f"The thick arrow is where the epoch leads: {taken}."


def _is_plain(result: Result) -> bool:
    """Whether each step is the mean of those that all points ask for."""
    s, n = result.scenario, len(result.training.data.y)
    return not (s.momentum or s.schedule != "constant" or batch_of(s, n))


def _doubles(values: np.ndarray, s: Scenario) -> list[str]:
    """float64 numbers, whose "all" digits are one more than float32's."""
    return [f"{g:.8g}" for g in values] if s.digits == "all" else texts(values, s)


def _draw(figures: Figures, result: Result) -> None:
    if result.scenario.landscape == "contours":  # below the shown epoch
        landscape = figures["landscape"]
        rate = result.scenario.learning_rate
        arrows = _arrows(landscape, gradients(result), rate)
        if not _is_plain(result):  # no step follows, and its mean is not known
            arrows[-1] |= {"x": np.zeros(0), "y": np.zeros(0)}
        landscape["data"][-1:-1] = arrows
        landscape["layout"]["meta"] |= {"asking": _asking(result)._asdict()}


class Asking(NamedTuple):
    """From what the browser computes the steps (2,) that m points ask for at any epoch,
    on the landscape's axes: ``along`` times the error at ``features`` (m, d) and
    ``targets`` (m,), in the points' own units, plus ``shrink`` (2,) times the place.
    """

    features: list[list[float]]
    targets: list[float]
    along: list[list[float]]
    shrink: list[float]
    is_probability: bool


def _asking(result: Result) -> Asking:
    view, rate = VIEWS[result.scenario.page], result.scenario.learning_rate
    shown = result.shown
    rows, units = drawn_points(len(shown.data.y), MAX_ARROWS), shown.scaling
    X, y = (np.asarray(part, float)[rows] for part in (shown.data.X, shown.data.y))
    d = X.shape[1]
    A = np.column_stack([X, np.ones(len(X))])[:, :2]
    on_weights = np.arange(2) < d  # the penalty leaves b alone
    return Asking(
        (X * units.deviation + units.mean).tolist(),
        (y * units.y_deviation + units.y_mean).tolist(),
        (-rate * view.factor / units.y_deviation * A).tolist(),
        (-rate * float(shown.problem.l2 or 0) * on_weights).tolist(),
        view.is_probability,
    )


def _arrows(figure: Figure, at_end: Gradients, rate: float) -> list[Figure]:
    """The steps that single points ask for, and their mean, to one scale: the longest
    goes over ``LONGEST`` of the chart. ``arrows`` in live/browser/film.js does the same
    at other epochs."""
    axes = (figure["layout"][name]["range"] for name in ("xaxis", "yaxis"))
    size = np.ptp(list(axes), axis=1)
    steps = -rate * np.array([*at_end.of_points, at_end.autodiff], float)[:, :2]
    steps[~np.isfinite(steps).all(axis=1)] = np.nan
    longest = float(np.nanmax([0.0, *np.abs(steps / size).flat]))
    factor = LONGEST / longest if longest > 0 else 1.0
    start = at_end.at[:2]

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

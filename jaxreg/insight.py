"""What the page explains of a run, in plain words and numbers: one thing at a time.

These follow the hand; what takes longer, a study, is made when it rests: see study.py.
"""

from typing import NamedTuple

import numpy as np

from jaxreg.analysis import last_readable_epoch
from jaxreg.experiment import LinearResult, LogisticResult, params_at, standardised
from jaxreg.fit_figure import MAX_SQUARES
from jaxreg.probes.gradients import MAX_ARROWS, gradients
from jaxreg.probes.prediction import is_as_predicted, predicted
from jaxreg.report import number

STUDIES = {
    "rates": "All learning rates at once",
    "separable": "Can a line separate the classes?",
    "code": "How long it takes",
}
"""What a study is called."""


class Bar(NamedTuple):
    """A bar as long as the shown loss: from 0 to ``full``, with a tick at
    ``smallest``; the sum it stands for is ``num_points`` times the loss."""

    full: float
    smallest: float
    num_points: int


class Insight(NamedTuple):
    """A heading, sentences, and perhaps a table and a bar.

    ``rows`` are the table's, each a name and a text for each of ``columns``.
    """

    title: str
    sentences: list[str]
    columns: list[str] = []
    rows: list[tuple[str, list[str]]] = []
    bar: Bar | None = None


def insight(result: LinearResult | LogisticResult) -> Insight | None:
    """What the scenario asks to have explained, if it follows the hand."""
    kind = result.scenario.insight
    if kind == "gradient":
        return _gradient_insight(result)
    if isinstance(result, LinearResult) and kind == "prediction":
        return _prediction_insight(result)
    if isinstance(result, LinearResult) and kind == "squares":
        return _squares_insight(result)
    return None


def _prediction_insight(result: LinearResult) -> Insight:
    end = last_readable_epoch(result.history.loss)
    foreseen = np.ravel(np.column_stack(predicted(result, np.array([end])).params))
    ran = np.append(*params_at(result.history, end))
    difference = ran - foreseen
    rows = [
        ("predicted", _texts(foreseen)),
        ("trained", _texts(ran)),
        ("difference", [f"{d:.1g}" if np.isfinite(d) else "–" for d in difference]),
    ]
    found = f"At epoch {end} the run has landed on it, up to the rounding of float32."
    if not is_as_predicted(result):
        found = f"At epoch {end} the run is beside it, as float32 rounds at every step."
        if result.scenario.learning_rate > result.max_learning_rate:
            found = (
                f"At epoch {end} the run is elsewhere: at a rate that diverges, every "
                "rounding of float32 grows as well."
            )
    sentences = [
        "The squared error is a bowl, so the whole path is known before the first "
        "step: θₖ = θ* + (I − η H)ᵏ (θ₀ − θ*), with H the Hessian, η the learning rate "
        "and θ* the closed form.",
        f"Dashed: that prediction, computed without training. {found}",
    ]
    return Insight("Predict, then reveal", sentences, ["W", "b"], rows)


def _squares_insight(result: LinearResult) -> Insight:
    n = len(result.targets)
    bar = Bar(float(result.history.loss[0]), result.smallest_loss, n)
    title = "Residuals as squares"
    residuals = (
        "Each residual, the way from a point up or down to the line, is the side of a "
        "square. The mean squared error is the mean of their areas"
    )
    if not np.isfinite(bar.full):
        there = "at the start it is beyond float32, so no bar shows what is left of it."
        return Insight(title, [f"{residuals}: {there}"])
    sentences = [
        f"{residuals}: the bar is their sum, as long as what is left of the sum at the "
        "start. No line gets it below the tick.",
    ]
    if n > MAX_SQUARES:
        sentences.append(
            f"Drawn are {MAX_SQUARES} squares, evenly chosen; the bar is of all "
            f"{n:,} points."
        )
    return Insight(title, sentences, bar=bar)


def _gradient_insight(result: LinearResult | LogisticResult) -> Insight:
    found = gradients(result)
    rows = [
        ("jax.grad, float32", _texts(found.autodiff)),
        ("by hand, float64", [f"{g:.8g}" for g in found.by_hand]),
        ("finite difference, float64", [f"{g:.8g}" for g in found.differences]),
    ]
    linear = isinstance(result, LinearResult)
    one = len(result.names.features) == 1
    x, W = ("x", "W") if one else ("x₁, x₂", "W₁, W₂")
    formula = "2 (W x + b − y) (x, 1)" if linear else f"(p − y) ({x}, 1)"
    if isinstance(result, LogisticResult) and result.scenario.l2:
        formula += f" + λ ({W}, 0)"
    names = [*W.split(", "), "b"]
    if result.scenario.scaling == "on":
        names = [name + "′" for name in names]
        formula += f", {standardised(result)} being standardised"
    n = len(result.training.data.y)
    some = f"{MAX_ARROWS} points, evenly chosen," if n > MAX_ARROWS else "each point"
    sentences = [
        f"At epoch {found.epoch}, where the run ends, {some} would step along the thin "
        "arrows of the landscape: minus the learning rate times its own gradient, "
        f"{formula}. The mean over all points is the step that is taken; at the "
        "minimum the arrows cancel. All are drawn longer or shorter by the factor in "
        "the legend, and at no other epoch of the film: move Epochs to see those.",
        "Three ways to the mean, one number; where they differ it is rounding.",
    ]
    if result.scenario.landscape == "surface":
        sentences.append("The arrows are drawn on the contours only.")
    elif not np.isfinite([*found.of_points, found.autodiff]).all():
        sentences.append("A step that is no number in float32 has no arrow.")
    columns = [f"∂L/∂{name}" for name in names]
    return Insight("Gradient X-ray", sentences, columns, rows)


def _texts(values: np.ndarray) -> list[str]:
    return [number(value) for value in values]

"""Whether a line separates the classes, and Newton's method beside descent."""

from dataclasses import replace

import numpy as np

from jaxreg.display.best import NO_LONGEST_W, QUASI_BY_CURVE
from jaxreg.display.drawing import (
    FIT,
    OPTIMUM,
    PREDICTED,
    Figure,
    axis,
    layout,
    line,
    log_axis,
    with_margin,
)
from jaxreg.explain.entry import Entry, Explanation
from jaxreg.settings.glossary import define
from jaxreg.training.gradient_descent import MAX_EPOCHS
from jaxreg.training.leaving import next_step
from jaxreg.training.newton import cross_entropy, newton_losses
from jaxreg.training.problem import trained_epochs
from jaxreg.training.results import LogisticResult
from jaxreg.training.units import rescaled

_TITLE = "Are the classes separable?"


def _explain(result: LogisticResult) -> Explanation:
    X, y = result.features.of(result.data.X), result.data.y
    next_step()
    newton = newton_losses(X, y, result.penalty)
    next_step()
    name = "|W|" if result.scenario.scaling == "off" else "|W′|"
    answers = _SEPARATION if result.features.is_plain else _BY_CURVE
    sentences = [answers[result.separation], _minimum(result)]
    if result.optimum is not None:
        best = rescaled(result.optimum, result.training.scaling)
        sentences.append(
            f"At the optimum, {name} = {np.linalg.norm(best.W):.4g}. Newton's method, "
            f"from W = 0 and b = 0, gets there in {len(newton) - 1} steps."
        )
    figures = {"newton": _newton_figure(result, newton)}
    columns, rows = [name, "loss"], _growth(result)
    if any("–" in texts for _, texts in rows):
        sentences.append("“–” means that it is not a number any more by then.")
    return Explanation(_TITLE, sentences, columns, rows, figures=figures)


def _minimum(result: LogisticResult) -> str:
    """Whether the loss has a minimum, and why."""
    kind, penalised = result.separation, result.scenario.l2 > 0
    if kind == "one class":
        and_no_penalty = ", and the penalty is only on W" if penalised else ""
        direction = "larger" if result.data.y[0] else "smaller"
        return (
            f"So the loss has no minimum: the {direction} b is, the smaller the loss"
            f"{and_no_penalty}."
        )
    if not result.has_minimum:
        return (
            f"So the loss has no minimum. {NO_LONGEST_W} An L2 penalty (see Loss) "
            "gives it one, since it makes large weights cost something."
        )
    if kind == "overlap":
        answer = "So the loss has a minimum."
    else:
        answer = (
            "The loss has a minimum all the same, since the penalty makes large "
            "weights cost something."
        )
    if result.optimum is None:
        answer += " Newton's method did not find it."
    return answer


def _growth(result: LogisticResult) -> list[tuple[str, list[str]]]:
    """The length of the training's W, and the loss, after 1 000 and 10 000 epochs."""
    s, training = result.scenario, result.training
    rows: list[tuple[str, list[str]]] = []
    for k in (1000, MAX_EPOCHS):
        # A schedule depends on how many epochs there are, so each has a run of its own.
        if k == trained_epochs(replace(s, epochs=k), len(training.data.y)):
            run = training.problem.train(s, k)
            values = np.linalg.norm(run.params.W[k].astype(float)), run.loss[k]
            texts = [f"{v:.4g}" if np.isfinite(v) else "–" for v in values]
            rows.append((f"after {k:,} epochs", texts))
    return rows


_SEPARATION = {
    "complete": "Yes, a line separates the classes completely (decided exactly, "
    "without rounding).",
    "quasi": "Almost: the classes are quasi-separable (decided exactly, without "
    f"rounding). {define('quasi-separable')}",
    "overlap": "No line separates the classes (decided exactly, without rounding).",
    "one class": "There is only one class, so there is nothing to separate.",
}

_TO_ROUNDING = "(decided by a linear program, to within 1e-10)"
_BY_CURVE = {
    "complete": "Yes, a boundary of these features separates the classes completely "
    f"{_TO_ROUNDING}.",
    "quasi": f"Almost: {QUASI_BY_CURVE[:-1]} {_TO_ROUNDING}.",
    "overlap": f"No boundary of these features separates the classes {_TO_ROUNDING}.",
    "one class": _SEPARATION["one class"],
}


def _newton_figure(result: LogisticResult, newton: np.ndarray) -> Figure:
    """The loss by steps, of gradient descent and of Newton's method from 0."""
    loss, end = result.history.loss, result.end
    epochs = np.unique(np.geomspace(1, max(end, 1), 200).astype(int))
    epochs = epochs[epochs <= end]
    steps = np.arange(1, len(newton))
    curves = [
        line("gradient descent", epochs, loss[epochs], FIT),
        line("Newton, from 0", steps, newton[1:], PREDICTED)
        | {"mode": "lines+markers"},
    ]
    if result.optimum is not None:
        across = np.array([1, max(end, len(steps), 2)])
        X, y = result.features.of(result.data.X), result.data.y
        smallest = cross_entropy(X, y, result.optimum, result.penalty)
        curves.append(line("minimum", across, np.full(2, smallest), OPTIMUM, "dot"))
    high = np.log10(max(end, len(steps), 2))
    return {
        "data": curves,
        "layout": layout(
            "Loss by step",
            axis("step", with_margin(0, high)) | {"type": "log", "dtick": 1},
            log_axis("loss", np.concatenate([loss[epochs], newton[1:]])),
            uirevision="newton",
        ),
    }


SEPARABLE = Entry(_TITLE, _explain, is_slow=True)

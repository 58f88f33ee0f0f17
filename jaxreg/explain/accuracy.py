"""The accuracy by epoch: which points the model calls right on its way."""

import numpy as np

from jaxreg.display.drawing import (
    DATA,
    FIT,
    LEVEL,
    Figure,
    drawn_epochs,
    layout,
    line,
    mark,
    moving,
    with_margin,
)
from jaxreg.display.logistic_figure import at_threshold
from jaxreg.display.loss_figure import (
    epoch_axis,
    first_epoch,
    last_epoch,
    loss_curve,
)
from jaxreg.display.report import number, share
from jaxreg.explain.entry import Entry, Explanation
from jaxreg.settings.glossary import define
from jaxreg.training.held_out import HeldOut, losses_of
from jaxreg.training.models import Params
from jaxreg.training.results import LogisticResult

_PREDICTIONS = 3_000_000  # about 50 ms


def accuracies(result: LogisticResult, of: HeldOut) -> tuple[np.ndarray, np.ndarray]:
    """Some epochs up to the last that can be drawn (e,), and the share of some points
    on the right side at each (e,)."""
    level, affordable = result.scenario.level, _PREDICTIONS // len(of.targets)
    epochs = drawn_epochs(result.end, min(max(affordable, 60), 600))
    params = Params(*(rows[epochs] for rows in result.history.params))

    def is_right(z: np.ndarray, y: np.ndarray) -> np.ndarray:
        right: np.ndarray = (z > level) == (y == 1)
        return right

    return epochs, losses_of(of, result.features, params, is_right)


def _explain(result: LogisticResult) -> Explanation:
    s, y = result.scenario, result.data.y
    found = {"accuracy": accuracies(result, HeldOut(result.data, y))}
    if result.held_out is not None:
        found["held-out accuracy"] = accuracies(result, result.held_out)
    larger = max(np.mean(y == 1), np.mean(y != 1))
    epochs, values = found["accuracy"]
    best = int(np.argmax(values))
    near = "at" if len(epochs) > result.end else "near"
    sentences = [
        f"{define('accuracy')} Here a point is called class 1 above {at_threshold(s)}. "
        f"To call all points the larger class would give {share(larger, s.digits)}.",
        f"It first reaches its highest value, {number(values[best], s.digits)}, {near} "
        f"epoch {epochs[best]:,}. Training lowers the loss and knows nothing "
        "of accuracy, which moves in jumps: by whole points.",
    ]
    figures = {"accuracy": _figure(result, found, larger)}
    return Explanation("Accuracy", sentences, figures=figures, beside="loss")


def _figure(
    result: LogisticResult,
    found: dict[str, tuple[np.ndarray, np.ndarray]],
    larger: float,
) -> Figure:
    """The accuracies, on the epochs of the loss curve."""
    first = first_epoch(result.scenario.loss_axis)
    looks = {"accuracy": (FIT, "solid"), "held-out accuracy": (DATA, "dash")}
    curves = []
    for name, (epochs, values) in found.items():
        curve = loss_curve(name, epochs, values, looks[name][0], result, looks[name][1])
        told = f"epoch %{{customdata}}<br>{name} %{{y:.4g}}<extra></extra>"
        curves.append(curve | {"hovertemplate": told})
    ends = first + np.array([0, last_epoch(result)])
    guess = line("larger class", ends, np.full(2, larger), LEVEL, "dot")
    last = found["accuracy"][1][-1]
    here = mark("shown epoch", first + result.end, last, FIT, "circle")
    return {
        "data": [*curves, guess, moving(here, "accuracy") | {"showlegend": False}],
        "layout": layout(
            "Accuracy by epoch",
            epoch_axis(result),
            ("accuracy", with_margin(0.0, 1.0)),
            uirevision=f"accuracy {result.scenario.loss_axis}",
            meta={"first": first},
        ),
    }


ACCURACY = Entry("Accuracy", _explain)

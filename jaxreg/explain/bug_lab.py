"""Bug lab: a run with a mistake in its code beside the right one. Which is it?"""

from collections.abc import Callable
from typing import Any

import numpy as np

from jaxreg.display.boundary import boundary
from jaxreg.display.drawing import DIVERGE, Figure, drawn_epochs, line
from jaxreg.display.linear_figure import CURVE_POINTS, line_window
from jaxreg.display.logistic_figure import feature_windows
from jaxreg.display.loss_figure import loss_curve
from jaxreg.display.plane import moved_of
from jaxreg.explain.entry import Entry, Explanation, draw_over, texts
from jaxreg.explain.fan import MAX_FAN_POINTS
from jaxreg.explain.mistakes import OF_B, Mistaken, mistaken
from jaxreg.settings import Scenario
from jaxreg.settings.mistake import (
    COPIED,
    FORGOTTEN,
    IN_TURN,
    LETTERS,
    NOT_YET,
    SHOW,
    UNSCALED,
    UPHILL,
)
from jaxreg.training.gradient_descent import last_readable_epoch
from jaxreg.training.leaving import next_step
from jaxreg.training.logistic import sigmoid
from jaxreg.training.models import Params
from jaxreg.training.results import LinearResult, LogisticResult, Result
from jaxreg.training.way import batch_of

_TITLE = "Bug lab"
_WHAT = {
    FORGOTTEN: "1/n is forgotten: the gradient is the points' sum, not their mean.",
    COPIED: "The gradient of b is a copy of that of W.",
    UNSCALED: "x is not standardised, though the rate was chosen for an x that is.",
    UPHILL: "The sign is flipped: each step goes along the gradient, not against it.",
    IN_TURN: "W and b are not updated together: the gradient of b uses the new W.",
}
_ONLY_PLAIN = (
    "The mistakes are those of plain gradient descent: choose it, without momentum, "
    "and all points for a step."
)
_ONLY_OF_B = (
    "The mistake of run {run} needs a b, and there is none without an intercept: "
    "choose another run, or switch the intercept on."
)
_FIVE = (
    "1/n forgotten; the gradient of b copied from W; x not scaled; the sign flipped; "
    "or W and b updated in turn, so that b uses the new W",
    "an update in turn, or an x that is not scaled: their gradients are right",
)
_THREE = (
    "1/n forgotten; x not scaled; or the sign flipped",
    "an x that is not scaled: its gradient is right",
)
"""What the mistakes may be, with and without b, and which of them the check misses."""
_OF_CODE = (FORGOTTEN, COPIED, UPHILL)
"""The mistakes that are in the gradient."""


def _explain(result: Result) -> Explanation:
    s, n = result.scenario, len(result.training.data.y)
    if not s.has_rate or s.momentum or batch_of(s, n):
        return Explanation(_TITLE, [_ONLY_PLAIN])
    if not s.has_intercept and LETTERS[s.mistake] in OF_B:
        return Explanation(_TITLE, [_ONLY_OF_B.format(run=s.mistake)])
    next_step()
    run = mistaken(result)
    mistakes, right = _THREE if not s.has_intercept else _FIVE
    sentences = [
        f"Beside the right run is run {s.mistake}, with one mistake in its code: "
        f"{mistakes}.",
        _verdict(s),
        "The gradient check compares the code's gradient at the start with finite "
        "differences of its loss. It catches wrong gradients. It cannot catch "
        f"{right}.",
        *_named(s, run),
    ]
    if _is_same(result, run):
        sentences.append(
            "Here both runs are the same, apart from rounding. “Standardise x”, on or "
            "off, may tell them apart."
        )
    if n > MAX_FAN_POINTS:
        sentences.append(
            f"The run with a mistake uses {MAX_FAN_POINTS:,} of the {n:,} points, "
            "evenly spaced."
        )
    columns = ["code’s gradient", "finite difference", ""]
    found = texts(run.gradient, s), texts(run.differences, s)
    said = ["agree" if same else "differ" for same in run.agrees]
    rows = [
        (name, [*row])
        for name, *row in zip(moved_of(result), *found, said, strict=True)
    ]
    return Explanation(_TITLE, sentences, columns, rows, over=_over(result, run))


def _verdict(s: Scenario) -> str:
    """What is said of the viewer's guess."""
    kind, guess = LETTERS[s.mistake], s.mistake_guess
    if guess == NOT_YET:
        return "Which one is it? Choose under “What is it?”; “show” names it."
    if guess == SHOW:
        return f"It is “{kind}”. {_WHAT[kind]}"
    if guess == kind:
        return f"Right: it is “{kind}”. {_WHAT[kind]}"
    return f"No, it is not “{guess}”. Look again at the curves and at the check."


def _named(s: Scenario, run: Mistaken) -> list[str]:
    """Whether the check catches the mistake, once it is named."""
    if s.mistake_guess not in (run.kind, SHOW):
        return []
    if run.kind not in _OF_CODE:
        return [
            "So here the check finds nothing, and the mistake is there all the same."
        ]
    if run.agrees.all():
        return [
            "The check would catch it, but at this start the right gradient and the "
            "wrong one are too close."
        ]
    return ["The check catches it here."]


def _is_same(result: Result, run: Mistaken) -> bool:
    """Whether the mistake changes no epoch: "x not scaled" where none is asked to
    be; the update in turn of a line through centred x, whose b heeds no W."""
    own = np.column_stack(result.history.params)[: result.end + 1].astype(float)
    apart = np.abs(np.column_stack(run.params) - own).max()
    return result.end > 0 and bool(apart <= 1e-4 * np.abs(own).max())


def _over(result: Result, run: Mistaken) -> dict[str, list[Figure]]:
    """Its loss and, where that was last readable, its model."""
    name = f"run {result.scenario.mistake}"
    start = max(float(run.loss[0]), 1e-30)
    epochs = drawn_epochs(len(run.loss) - 1)
    losses = run.loss[epochs]
    is_drawn = np.isfinite(losses) & (losses <= 1e6 * start)
    losses = np.where(is_drawn, losses, np.nan)
    curve = loss_curve(name, epochs, losses, DIVERGE, result, "dash")
    end = last_readable_epoch(run.loss)
    model = Params(run.params.W[end], run.params.b[end])
    across, up = _DRAWN[result.scenario.page](result, model)
    fit = line(name, across, up, DIVERGE, "dash")
    has_fit = across.size and np.isfinite([*model.W, model.b]).all()
    return {"loss": [curve]} | ({"fit": [fit]} if has_fit else {})


def _line(result: LinearResult, model: Params) -> tuple[np.ndarray, np.ndarray]:
    ends, _ = line_window(result)
    along = np.linspace(ends[0], ends[1], CURVE_POINTS)
    return along, result.features.predict(model, along[:, None])


def _boundary(result: LogisticResult, model: Params) -> tuple[np.ndarray, np.ndarray]:
    """The boundary of two features; of one, P along it."""
    windows, features = feature_windows(result), result.features
    if len(windows) == 1:
        along = np.linspace(*windows[0], CURVE_POINTS)
        return along, sigmoid(features.predict(model, along[:, None]))
    x1, x2 = windows
    across, up = boundary(features, model, x1, x2, result.scenario.level).T
    return across, up


_DRAWN: dict[str, Callable[[Any, Params], tuple[np.ndarray, np.ndarray]]] = {
    "linear": _line,
    "logistic": _boundary,
}

BUG_LAB = Entry(_TITLE, _explain, is_slow=True, draw=draw_over(_explain))

"""What the routes answer, as JSON: a scenario's picture, its landscape at an epoch, its
film or slow explanation.

A film can show any epoch of a run: a frame is an epoch's parameters and loss, from
which the browser computes the line, the boundary and the field.
"""

import base64
import json
from typing import Any, NamedTuple

import numpy as np

from jaxreg.data.table import Table
from jaxreg.display.drawing import MAX_FRAMES, Figure, drawn_epochs
from jaxreg.display.plane import axes_of
from jaxreg.display.ruler import Ruler
from jaxreg.display.views import VIEWS
from jaxreg.explain.menu import MENU
from jaxreg.settings import Scenario
from jaxreg.training.features import Features
from jaxreg.training.leaving import next_step
from jaxreg.training.results import Result
from jaxreg.training.runs import MODELS


def picture(scenario: Scenario, own: Table | None = None) -> bytes:
    """The JSON of a scenario's picture, from own data if it says so.

    {"figures": {name: figure}, "report": {...}, "explanation": {...} or None, "film":
    its last frame alone}.
    """
    view, entry = VIEWS[scenario.page], MENU.get(scenario.explain)
    result = MODELS[scenario.page].run(scenario, own)
    figures, explanation = view.figures(result), None
    if entry and not entry.is_slow:
        if entry.draw:
            entry.draw(figures, result)
        explanation = _named(entry.explain(result))
    return as_json(
        {
            "figures": {name: sent(figure) for name, figure in figures.items()},
            "report": _named(view.report(result)),
            "explanation": explanation,
            "film": _named(_film(result, np.array([result.end]))),
        }
    )


def landscape(scenario: Scenario, own: Table | None = None, *, epoch: int) -> bytes:
    """The JSON of the landscape of a scenario's picture, at an epoch of its run; after
    the last that is drawn, at that one."""
    view, entry = VIEWS[scenario.page], MENU.get(scenario.explain)
    result = MODELS[scenario.page].run(scenario, own)
    at_epoch = view.landscape(result, min(epoch, result.end))
    figures = view.figures(result) | {"landscape": at_epoch}
    if entry and entry.draw:
        entry.draw(figures, result)
    return as_json(sent(figures["landscape"]))


def sent(figure: Figure) -> Figure:
    """A figure whose dates are kept in float64: float32 would move them by minutes."""
    dates = {"x", "y"} & figure["layout"].get("meta", {}).keys()
    traces = [
        trace | {axis: encoded(trace[axis], keep=True) for axis in dates & trace.keys()}
        for trace in figure["data"]
    ]
    return figure | {"data": traces}


def moving_picture(scenario: Scenario, own: Table | None = None) -> bytes:
    """The JSON of a scenario's film: all epochs, or about ``MAX_FRAMES``, dense at
    first. It ends where the charts end."""
    result = MODELS[scenario.page].run(scenario, own)
    return as_json(_named(_film(result, drawn_epochs(result.end, MAX_FRAMES))))


def explained(scenario: Scenario, own: Table | None = None) -> bytes:
    """The JSON of a slow explanation with its figures, or null if the scenario asks for
    none."""
    entry = MENU.get(scenario.explain)
    result = MODELS[scenario.page].run(scenario, own)
    next_step()
    if not entry or not entry.is_slow:
        return as_json(None)
    return as_json(_named(entry.explain(result)))


class FilmParams(NamedTuple):
    """A W (f,) for each feature and b (f,), encoded; ``features`` says what they belong
    to, None: x itself."""

    W: list[dict[str, str]]
    b: dict[str, str]
    features: dict[str, Any] | None


class Film(NamedTuple):
    """Frames: ``epochs`` (f,), ``loss`` (f,), and ``params``. ``steps``, two (f,), are
    the steps to the next epochs on the landscape's axes, 0 after the last; none where
    nothing draws them."""

    epochs: np.ndarray
    loss: np.ndarray
    params: FilmParams
    steps: list[np.ndarray]
    ruler: Ruler


def _film(result: Result, epochs: np.ndarray) -> Film:
    """The frames of a run at ``epochs`` (f,)."""
    W, b = (rows[epochs] for rows in result.history.params)
    columns = [encoded(rows, keep=True) for rows in W.T]
    params = FilmParams(columns, encoded(b, keep=True), told(result.features))
    steps = []
    if result.scenario.explain == "gradient":
        theta = np.column_stack(result.shown.history.params).astype(float)
        places = theta[:, [*axes_of(result)]]
        steps = [*(places[np.minimum(epochs + 1, result.end)] - places[epochs]).T]
    ruler = VIEWS[result.scenario.page].ruler(result, epochs)
    return Film(epochs, result.history.loss[epochs], params, steps, ruler)


def told(features: Features) -> dict[str, Any] | None:
    """Features that are not plain, as lists."""
    if features.is_plain:
        return None
    return {name: part.tolist() for name, part in features._asdict().items()}


def _named(part: Any) -> Any:
    """NamedTuples as dicts, also inside others and lists."""
    if hasattr(part, "_asdict"):
        return {name: _named(value) for name, value in part._asdict().items()}
    return [_named(one) for one in part] if isinstance(part, (list, tuple)) else part


def as_json(answer: Any) -> bytes:
    """JSON of dicts, lists, texts, numbers and arrays.

    Raises:
        TypeError, ValueError: a part is of another type, or a number not finite.
    """
    return json.dumps(
        answer, allow_nan=False, ensure_ascii=False, default=encoded
    ).encode()


def encoded(values: np.ndarray, keep: bool = False) -> dict[str, str]:
    """An array (n,) or (rows, columns) as Plotly's base64 typed array: float32, or
    float64 if that would lose something visible, or to ``keep`` a float64 array."""
    if not isinstance(values, np.ndarray):
        raise TypeError(f"JSON holds no {type(values).__name__}")
    is_double = values.dtype == np.float64 and (keep or _needs_float64(values))
    dtype = "f8" if is_double else "f4"
    array = np.ascontiguousarray(values, "<" + dtype)
    spec = {"dtype": dtype, "bdata": base64.b64encode(array.tobytes()).decode()}
    if array.ndim == 2:
        spec["shape"] = f"{array.shape[0]}, {array.shape[1]}"
    return spec


def _needs_float64(values: np.ndarray) -> bool:
    """Whether float32 would move values by more than a hundred-thousandth of their
    spread, or lose them: it keeps 24 bits, of numbers from 1e-38 to 3e38."""
    if not values.size:
        return False
    low = float(np.fmin.reduce(values, axis=None))  # NaN aside
    high = float(np.fmax.reduce(values, axis=None))
    largest = max(abs(low), abs(high))
    if not 0 < largest < np.inf:
        return False
    return high - low < 0.006 * largest or not 1e-30 < largest < 1e38

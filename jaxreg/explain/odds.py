"""One feature in three views, one above the other: the logit, the probability and the
class; and what a step in x does to each, here and there."""

from collections.abc import Callable
from functools import partial

import numpy as np

from jaxreg.data.table import short
from jaxreg.display.dates import date_axes
from jaxreg.display.drawing import (
    CLASS_0,
    CLASS_1,
    FIT,
    LEVEL,
    STEP,
    Figure,
    Shows,
    Window,
    drawn_points,
    even_window,
    layout,
    line,
    moving,
    points,
    round_up,
)
from jaxreg.display.logistic_figure import feature_windows
from jaxreg.display.report import share
from jaxreg.explain.entry import Entry, Explanation, Stepped, texts
from jaxreg.settings.glossary import define
from jaxreg.training.results import LogisticResult

_TITLE = "Logit, probability and class"
_PLACES = (0.15, 0.45, 0.75)  # of the window, where steps begin
_ALONG = 201
_MOST = 300  # points


def _explain(result: LogisticResult) -> Explanation:
    [window, *others], s = feature_windows(result), result.scenario
    held = float(np.mean(np.asarray(result.data.X, float)[:, 1])) if others else None
    span = window[1] - window[0]
    step = 1.0 if span / 20 <= 1 <= span / 4 else round_up(span / 10)
    places = [window[0] + part * span for part in _PLACES]
    stepped = Stepped(
        [step * round(place / step) + 0.0 for place in places], step, held
    )
    sentences = _words(result, stepped)
    if not np.isfinite(_logits(result, np.array(window), held)).all():
        beyond = "Some logits are not finite, so nothing is drawn."
        return Explanation(_TITLE, [*sentences, beyond])
    x, starts = result.features.letters("x")[0], np.array(stepped.places)
    before, after = (_logits(result, starts + by, held) for by in (0, step))
    rises = _sigmoid(after) - _sigmoid(before)
    with np.errstate(over="ignore"):
        numbers = np.column_stack([rises, np.exp(after - before)])
    rows = [
        (f"{x} = {start:.6g}", [share(p, s.digits), *texts(two, s)])
        for start, p, two in zip(starts, _sigmoid(before), numbers, strict=True)
    ]
    return Explanation(
        _TITLE,
        sentences,
        ["P", "ΔP", "odds ×"],
        rows,
        stepped=stepped,
        figures=_figures(result, stepped, window),
    )


def _words(result: LogisticResult, stepped: Stepped) -> list[str]:
    """What a step does, and at which x₂."""
    x, unit = result.features.letters("x")[0], result.names.features[0].unit
    by = f"{stepped.step:g} {unit}".rstrip()
    times = f"{stepped.step:g} " if stepped.step != 1 else ""
    odds = f"the odds are always multiplied by exp({times}{result.features.names[0]})."
    if not result.features.is_plain:
        odds = f"so may the factor of the odds, as {x}² is a feature."
    said = [
        f"{define('odds')} With {by} more of {x} (thick), P changes by ΔP, which may "
        f"differ from place to place; {odds}"
    ]
    if stepped.x2 is not None:
        said.append(f"Here x₂ is held at its mean, {stepped.x2:.4g}.")
    return said


def _logits(result: LogisticResult, x: np.ndarray, x2: float | None) -> np.ndarray:
    """The logits of the drawn model at x (m,), float64."""
    columns = [x] if x2 is None else [x, np.full(len(x), x2)]
    with np.errstate(all="ignore"):  # of a run that diverges
        return result.features.predict(result.drawn, np.column_stack(columns))


def _sigmoid(z: np.ndarray) -> np.ndarray:
    with np.errstate(over="ignore"):
        p: np.ndarray = 1 / (1 + np.exp(-z))  # exact where it is small, too
    return p


def _figures(
    result: LogisticResult, stepped: Stepped, window: Window
) -> dict[str, Figure]:
    """The three views, on the same x."""
    level, x = result.scenario.level, result.names.features[0]
    one = short(result.names.classes[1], 12)
    z = _logits(result, np.linspace(*window, _ALONG), stepped.x2)
    view = partial(_view, result, stepped, window)
    cut = result.scenario.threshold
    views = {
        "logit": (view("line", lambda z: z, level), "z"),
        "probability": (view("curve", _sigmoid, cut), f"P({one})"),
        "class": (
            [*view("called", lambda z: 1.0 * (z > level), None), *_dots(result)],
            "class",
        ),
    }
    limits = even_window(np.append(z, level)), (-0.08, 1.08), (-0.15, 1.15)
    return {
        name: {
            "data": traces,
            "layout": layout(
                _TITLES[name],
                (x.title if name == "class" else "", window),
                (title, limit),
                uirevision=f"odds {name}",
                **date_axes(x),
            ),
        }
        for (name, (traces, title)), limit in zip(views.items(), limits, strict=True)
    }


def _view(
    result: LogisticResult,
    stepped: Stepped,
    window: Window,
    shows: Shows,
    of: Callable[[np.ndarray], np.ndarray],
    cut: float | None,
) -> list[Figure]:
    """What is ``of`` the logits, by x; and, with a ``cut``, this and the steps."""
    places, step, x2 = stepped
    along = np.linspace(*window, _ALONG)
    curves = [line("model", along, of(_logits(result, along, x2)), FIT)]
    curves[0]["line"]["width"] = 2
    curves[0]["showlegend"] = False
    if cut is not None:
        starts, gap = np.array(places), np.full(len(places), np.nan)
        along = np.column_stack([starts, starts + step, gap]).ravel()
        steps = line("steps", along, of(_logits(result, along, x2)), STEP)
        steps["line"]["width"] = 6
        steps["showlegend"] = False
        curves.append(steps)
    moved = [moving(curve, shows, result.scenario.level) for curve in curves]
    for curve in moved if x2 is not None else []:
        curve["meta"] |= {"x2": x2}
    if cut is None:
        return moved
    level = line("threshold", np.array(window), np.full(2, cut), LEVEL, "dot")
    return [level | {"hoverinfo": "skip", "showlegend": False}, *moved]


_TITLES = {"logit": "Logit", "probability": "Probability", "class": "Called class"}


def _dots(result: LogisticResult) -> list[Figure]:
    """The points of either class, at 0 and at 1."""
    rows = drawn_points(len(result.data.y), _MOST)
    x, y = np.asarray(result.data.X, float)[rows, 0], np.asarray(result.data.y)[rows]
    names = (short(name, 20) for name in result.names.classes)
    looks = zip(names, (CLASS_0, CLASS_1), ("circle", "diamond"), strict=True)
    return [
        points(name, x[y == k], y[y == k], colour, symbol, 101)
        for k, (name, colour, symbol) in enumerate(looks)
    ]


ODDS = Entry(_TITLE, _explain)

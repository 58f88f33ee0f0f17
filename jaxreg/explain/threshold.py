"""The threshold: which points are called class 1, how often that is wrong, and what all
other thresholds would give."""

import numpy as np

from jaxreg.data.dataset import Dataset
from jaxreg.data.table import short
from jaxreg.display.drawing import (
    DATA,
    FIT,
    LEVEL,
    MAX_DRAWN_POINTS,
    Figure,
    Shows,
    drawn_points,
    layout,
    line,
    mark,
    moving,
    with_margin,
)
from jaxreg.display.logistic_figure import at_threshold
from jaxreg.explain.confusion import confusion, roc_curve, table
from jaxreg.explain.entry import Counted, Entry, Explanation
from jaxreg.training.results import LogisticResult

_TITLE = "Threshold"
_MOST = 1000  # places of a ROC curve that are drawn


def _explain(result: LogisticResult) -> Explanation:
    s, end = result.scenario, result.end
    classes = [short(name, 16) for name in result.names.classes]
    zero, one = (name.removeprefix("class ") for name in classes)
    sentences = [
        f"A point is called {classes[1]} above {at_threshold(s)}. The slider "
        "“Threshold” changes that.",
    ]
    if end < len(result.history.loss) - 1:
        sentences.append(f"All is counted at epoch {end:,}, where the charts end.")
    if len(result.data.y) > MAX_DRAWN_POINTS:
        sentences.append("At earlier epochs, only the points that are drawn count.")
    parts = {"": result.data}
    if result.held_out is not None:
        parts["held out: "] = result.held_out.data
    logits = {name: _logits(result, data) for name, data in parts.items()}
    if not all(np.isfinite(z).all() for z in logits.values()):
        beyond = "Some logits are not finite, so nothing is counted."
        return Explanation(_TITLE, [*sentences, beyond])
    rows = [
        (f"{part}{name}", texts)
        for part, z in logits.items()
        for name, texts in table(z, parts[part].y, s.level, (zero, one), s.digits)
    ]
    return Explanation(
        _TITLE,
        sentences,
        [f"called {zero}", f"called {one}"],
        rows,
        counted=Counted(s.level, (zero, one)),
        figures={"roc": _figure(result, parts, logits)},
    )


def _logits(result: LogisticResult, data: Dataset) -> np.ndarray:
    with np.errstate(all="ignore"):  # of a run that diverges
        z: np.ndarray = result.features.predict(result.drawn, np.asarray(data.X, float))
    return z


def _figure(
    result: LogisticResult, parts: dict[str, Dataset], logits: dict[str, np.ndarray]
) -> Figure:
    """The ROC curves, and on each the place of the threshold."""
    level, ends = result.scenario.level, np.array([0.0, 1.0])
    by_chance = line("by chance", ends, ends, LEVEL, "dot")
    traces, marks = [by_chance | {"hoverinfo": "skip", "showlegend": False}], []
    for part, data in parts.items():
        z, y = logits[part], np.asarray(data.y)
        curve = roc_curve(z, y)
        if curve is None:
            continue
        colour, dash = (DATA, "dash") if part else (FIT, "solid")
        rows = drawn_points(len(curve[0]), _MOST)
        across, up = (values[rows] for values in curve)
        drawn = line("held out" if part else "points", across, up, colour, dash)
        traces.append(_moved(drawn, "ROC curve", level, bool(part)))
        true_0, false_1, false_0, true_1 = confusion(z, y, level)
        place = false_1 / (true_0 + false_1), true_1 / (false_0 + true_1)
        here = mark("threshold", *place, colour, "circle")
        here["showlegend"] = not part
        marks.append(_moved(here, "place on it", level, bool(part)))
    return {
        "data": [*traces, *marks],
        "layout": layout(
            "ROC curve",
            ("false alarms", with_margin(0.0, 1.0)),
            ("recall", with_margin(0.0, 1.0)),
            uirevision="roc",
        ),
    }


def _moved(trace: Figure, shows: Shows, level: float, is_unseen: bool) -> Figure:
    """A trace that the browser makes anew at another epoch, of these points."""
    moved = moving(trace, shows, level)
    moved["meta"] |= {"of": "unseen" if is_unseen else "label"}
    return moved


THRESHOLD = Entry(_TITLE, _explain)

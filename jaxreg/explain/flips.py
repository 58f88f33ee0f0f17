"""Every label flipped once: where training puts the boundary each time."""

from typing import NamedTuple

import numpy as np

from jaxreg.data.table import short
from jaxreg.display.boundary import boundary, crossings
from jaxreg.display.drawing import (
    CLASS_0,
    CLASS_1,
    PREDICTED,
    STEP,
    Figure,
    drawn_points,
    even_window,
    layout,
    line,
    mark,
    points,
    with_margin,
)
from jaxreg.display.logistic_figure import feature_windows
from jaxreg.display.report import counted, number
from jaxreg.explain.entry import Entry, Explanation, draw_over
from jaxreg.explain.fan import epochs_of, sample_of, sampled
from jaxreg.explain.through_training import with_targets
from jaxreg.training.leaving import next_step
from jaxreg.training.logistic import sigmoid
from jaxreg.training.models import Params
from jaxreg.training.results import LogisticResult
from jaxreg.training.units import unscaled
from jaxreg.training.way import way_of

MAX_FLIPS = 128
_EQUAL = 1e-3  # what differs by less, in parts of the largest, is called equal
_LEAST = 1e-6
_TITLE = "Every label flipped once"


class Flips(NamedTuple):
    """``num_points`` points trained on for ``epochs``, and ``rows`` (m,) of all points
    whose label was flipped, one in each run. ``ends`` are the models, W (m, d) and b
    (m,), in the points' own units. ``own`` (m,) is the probability of each one's label
    before the flip; ``moved`` (m,) how far the flip moves the probabilities of the
    points trained on, on average; ``sides`` (m,) how many change their side. Both are
    NaN and 0 for a run that is not finite."""

    num_points: int
    epochs: int
    rows: np.ndarray
    ends: Params
    own: np.ndarray
    moved: np.ndarray
    sides: np.ndarray


def flips(result: LogisticResult) -> Flips:
    """The runs of a scenario with a label flipped, up to where the charts end: all of
    ``MAX_FLIPS`` points at most, evenly spaced, on a sample as for all rates."""
    sample, problem = sample_of(result), sampled(result)
    n, s = len(sample.y), result.scenario
    epochs = epochs_of(s, sample, result.end)
    rows = drawn_points(n, MAX_FLIPS)
    # The run as it is comes first; so many runs that few numbers of points compile.
    runs = 1 + min(len(problem.data.y), MAX_FLIPS)
    targets = np.tile(problem.data.y, (runs, 1))
    flipped = np.arange(1, 1 + len(rows)), rows
    targets[flipped] = 1 - targets[flipped]
    way = way_of(s, n, len(result.history.loss) - 1)
    ends = with_targets(problem, way, epochs, targets)
    W, b = (part[: 1 + len(rows)].astype(float) for part in ends)
    if (n, epochs) == (len(result.training.data.y), result.end):
        # A run that overflows may end otherwise beside others: the one shown counts.
        own = result.training.history.at(epochs)
        W[0], b[0] = own.W[: W.shape[1]], own.b
    with np.errstate(over="ignore", invalid="ignore"):
        logits = W @ sample.X.T.astype(float) + b[:, None]
        p = sigmoid(logits)
    is_one = sample.y[rows] == 1
    all_rows = drawn_points(len(result.data.y), n)
    return Flips(
        n,
        epochs,
        all_rows[rows],
        unscaled(Params(W[1:], b[1:]), result.training.scaling),
        np.where(is_one, p[0, rows], 1 - p[0, rows]),
        np.abs(p[1:] - p[0]).mean(axis=1),
        np.where(
            np.isfinite(logits[1:]).all(axis=1),
            ((logits[1:] > s.level) != (logits[0] > s.level)).sum(axis=1),
            0,
        ),
    )


def _explain(result: LogisticResult) -> Explanation:
    next_step()
    found = flips(result)
    how, farthest = _how(result, found), np.nanmax([0.0, *found.moved])
    if farthest < _LEAST:
        nothing = "No flip moves the predicted probabilities by a millionth, on average"
        how.append(f"{nothing}, after {counted(found.epochs)}.")
        return Explanation(_TITLE, how, beside="loss")
    return Explanation(
        _TITLE,
        [_which(result, found), *how],
        figures={"flips": _moves_figure(result, found)},
        over={"fit": _over(result, found)},
    )


def _most(found: Flips) -> np.ndarray:
    """Where in ``rows`` the flips are that move the probabilities most: (k,)."""
    moved = np.nan_to_num(found.moved)
    return np.flatnonzero(moved >= (1 - _EQUAL) * moved.max())


def _which(result: LogisticResult, found: Flips) -> str:
    """Which point's label matters most, and how much the last of them does."""
    most = _most(found)
    k = most[-1]
    at = " and ".join(
        f"{x.text} = {value:.4g} {x.measure}".rstrip()
        for x, value in zip(
            result.names.features, result.data.X[found.rows[k]], strict=True
        )
    )
    if len(most) == 1:
        who = f"The label of the point at {at} matters most: with it flipped"
    else:
        some = "All" if len(most) == len(found.rows) else len(most)
        who = f"{some} labels matter {'' if some == 'All' else 'most, and '}equally"
        who = f"{who}: with that of the point at {at} flipped"
    if len(found.rows) < len(result.data.y):
        who = f"Of those flipped, {who[0].lower()}{who[1:]}"
    by, sides = number(found.moved[k], result.scenario.digits), found.sides[k]
    change = "no point changes its side"
    if sides:
        change = (
            f"{sides} {'point changes its' if sides == 1 else 'points change their'}"
        )
        change += " side"
    return f"{who}, the predicted probabilities move by {by} on average, and {change}."


def _how(result: LogisticResult, found: Flips) -> list[str]:
    """What was run, and on which points."""
    n, m, asked = len(result.data.y), len(found.rows), len(result.history.loss) - 1
    length = counted(found.epochs)
    if found.epochs == result.end < asked:
        length += ", where the charts end,"
    sentences = [
        f"{m} runs of {length} from the same start, each with one label flipped, in "
        "one call by vmap: a thin line for each boundary.",
    ]
    if found.num_points < n:
        sentences.append(
            f"Only {found.num_points:,} of the {n:,} points, evenly spaced, are used, "
            f"and the labels of {m} of these are flipped."
        )
    elif m < n:
        sentences.append(f"{m} of the {n:,} labels, evenly spaced, are flipped.")
    if found.epochs < asked:
        sentences.append(
            f"Only the first {found.epochs:,} of {asked:,} epochs are run."
        )
    lost = int(np.isnan(found.moved).sum())
    if lost:
        sentences.append(f"Runs that are not finite any more, so not drawn: {lost}.")
    return sentences


def _over(result: LogisticResult, found: Flips) -> list[Figure]:
    """The boundaries, that of the label that matters most, and its point."""
    most = _most(found)[-1]
    X, y = result.data.X[found.rows[most]], result.data.y[found.rows[most]]
    all_of = line("one label flipped", *_boundaries(result, found.ends), PREDICTED)
    all_of["line"]["width"] = 1
    alone = Params(found.ends.W[[most]], found.ends.b[[most]])
    farthest = line("the one that matters most", *_boundaries(result, alone), STEP)
    farthest["line"]["width"] = 3
    place = (X[0], X[1]) if len(X) == 2 else (X[0], y)
    ring = mark("its point", *place, STEP, "circle-open")
    ring["marker"]["size"] = 22
    drawn = [all_of | {"hoverinfo": "skip"}, farthest, ring]
    return [trace for trace in drawn if trace["x"].size]


def _boundaries(result: LogisticResult, ends: Params) -> tuple[np.ndarray, np.ndarray]:
    """The parts of boundaries that are in the chart, with gaps between; of one feature
    they are upright."""
    windows, level = feature_windows(result), result.scenario.level
    gap, drawn = np.full((1, 2), np.nan), []
    for params in map(Params, *ends):
        if len(windows) == 2:
            x1, x2 = windows
            parts = [boundary(result.features, params, x1, x2, level)]
        else:
            at = crossings(result.features, params, level)
            inside = (windows[0][0] <= at) & (at <= windows[0][1])
            parts = [np.array([[x, 0.0], [x, 1.0]]) for x in at[inside]]
        drawn += [rows for part in parts if len(part) for rows in (part, gap)]
    across, up = np.vstack([np.empty((0, 2)), *drawn[:-1]]).T
    return across, up


def _moves_figure(result: LogisticResult, found: Flips) -> Figure:
    """How far each flip moves the probabilities, by how sure the model was."""
    names = [short(name, 30) for name in result.names.classes]
    colours = CLASS_0, CLASS_1
    is_one, most = result.data.y[found.rows] == 1, _most(found)[-1:]
    traces = []
    for name, colour, symbol, mine in zip(
        names, colours, ("circle", "diamond"), (~is_one, is_one), strict=True
    ):
        dots = points(name, found.own[mine], found.moved[mine], colour, symbol, 101)
        traces.append(dots)
    at = found.own[most][0], found.moved[most][0]
    ring = mark("matters most", *at, STEP, "circle-open")
    traces.append(ring | {"showlegend": False})
    highest = np.nanmax(found.moved)
    return {
        "data": [trace for trace in traces if trace["x"].size],
        "layout": layout(
            "How far each flip moves P",
            ("P of the label before its flip", with_margin(0.0, 1.0)),
            ("mean move of P", even_window(np.array([0.0, highest]))),
            uirevision="flips",
        ),
    }


FLIPS = Entry(_TITLE, _explain, is_slow=True, draw=draw_over(_explain))

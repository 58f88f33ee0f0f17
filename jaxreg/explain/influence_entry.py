"""How far each y moves the line, as bars, rings around the points, and words."""

import numpy as np

from jaxreg.display.certain import short
from jaxreg.display.dates import date_axes
from jaxreg.display.drawing import (
    FIT,
    OPTIMUM,
    STEP,
    Figure,
    even_window,
    layout,
    line,
    points,
)
from jaxreg.display.linear_figure import line_window
from jaxreg.display.report import counted, number
from jaxreg.explain.entry import Entry, Explanation, draw_over, texts
from jaxreg.explain.influence import Influence, influence, largest, measures
from jaxreg.training.leaving import next_step
from jaxreg.training.results import LinearResult

_SHORT = 1e-4
_EQUAL = 1e-3  # what differs by less, in parts of the largest, is called equal
_TITLE = "Influence of each point"
_RING = 34  # pixels: the widest


def _explain(result: LinearResult) -> Explanation:
    next_step()
    found = influence(result)
    how = _how(result, found)
    measured, line = measures(result, found), _line(result)
    if not np.isfinite([found.own, *(bars for _, bars, _ in measured)]).all():
        beyond = "A derivative is beyond float32, so there are no bars."
        return Explanation(_TITLE, [*how, beyond], beside="loss")
    if largest(measured) < _SHORT:
        nothing = f"No y has moved the {line}"
        if found.epochs:  # where a run swings back, it is rounding
            nothing = "No bar is longer than a ten-thousandth of the longest tick"
        how.append(f"{nothing} after {counted(found.epochs)}.")
        return Explanation(_TITLE, how, figures=_figures(result, found))
    k = _most(found)[-1]
    own = f"{line} there", found.own, found.leverage
    columns = [own] if line == "curve" else [*measured, own]
    numbers = np.array([[bars[k], ticks[k]] for _, bars, ticks in columns]).T
    rows = [
        (name, texts(row, result.scenario))
        for name, row in zip(("trained", "closed form"), numbers, strict=True)
    ]
    return Explanation(
        _TITLE,
        [_which(result, found), *how, *_apart(result, found)],
        [name for name, _, _ in columns],
        rows,
        figures=_figures(result, found),
        over={"fit": [_rings(result, found)]},
    )


def _line(result: LinearResult) -> str:
    return "line" if result.features.is_plain else "curve"


def _how(result: LinearResult, found: Influence) -> list[str]:
    """What bars and ticks are, and which points have them."""
    after, n = f"{counted(found.epochs)},", len(result.targets)
    if found.epochs < len(result.history.loss) - 1:
        after += " where the charts end,"
    line = _line(result)
    what = "W or b" if result.scenario.has_intercept else "W"
    what = what if line == "line" else "the curve at a point itself"
    sentences = [
        f"Each bar says how far {what}, after {after} moves for each 1 that a point's "
        "y rises: a derivative that jax.jacfwd takes through every step, from the same "
        "start. The ticks are those of the closed form.",
    ]
    if len(found.rows) < n:
        sentences.append(
            f"Only {len(found.rows)} of the {n:,} points, evenly spaced, have bars; "
            f"the {line} is fitted to all."
        )
    return sentences


def _most(found: Influence) -> np.ndarray:
    """Where in ``rows`` those are whose own place on the line moves most: (k,)."""
    size = np.abs(found.own)
    return np.flatnonzero(size >= (1 - _EQUAL) * size.max())


def _which(result: LinearResult, found: Influence) -> str:
    """Which point moves the line most, and how far the last of them does."""
    [x], y, most = result.names.features, result.names.target, _most(found)
    at = [result.data.X[k, 0] for k in found.rows[most]]
    places = [f"{x.text} = {place:.6g} {x.measure}".rstrip() for place in at]
    line = _line(result)
    if len(most) == 1:
        who = f"the point at {places[0]} moves the {line} most"
    elif len(most) <= 3:
        some = ", ".join(places[:-1])
        who = f"the points at {some} and {places[-1]} move the {line} most, equally far"
    elif len(most) < len(found.rows):
        who = f"{len(most)} points move the {line} most, equally far"
    else:
        who = f"all points move the {line} equally far"
    if len(found.rows) < len(result.targets):
        who = f"of these, {who}"
    name = "noise-free y" if result.scenario.targets == "noise-free" else y.text
    whose = f"its {name}" if len(most) == 1 else f"the {name} at {places[-1]}"
    moves = _moves(result, found, most[-1])
    unit = {"days": "day", "years": "year"}.get(y.unit, y.unit)
    rise = f"rose by 1 {unit}".rstrip()
    return f"{who[0].upper()}{who[1:]}: if {whose} {rise}, {moves}."


def _moves(result: LinearResult, found: Influence, k: int) -> str:
    """Where W, b and the line at a point would go if its y rose by 1."""

    def moves(name: str, by: float) -> str:
        if by == 0:
            return f"{name} would stay"
        how = "rise" if by > 0 else "fall"
        return f"{name} would {how} by {number(abs(by), result.scenario.digits)}"

    there = moves(f"the {_line(result)} there", found.own[k])
    if _line(result) == "curve":
        return there
    W, b = found.trained
    of_b = f", {moves('b', b[k])}" * result.scenario.has_intercept
    return f"{moves('W', W[k, 0])}{of_b}, and {there}"


def _apart(result: LinearResult, found: Influence) -> list[str]:
    """How far the bars are from the ticks, and what the last column is."""
    measured = measures(result, found)
    share = largest([(name, bars - ticks, ticks) for name, bars, ticks in measured])
    there = f"{_line(result)} there"
    leverage = f"In closed form, “{there}” is the point's leverage."
    if share <= _EQUAL:
        return [leverage, "Bars and ticks agree to 0.1 % of the longest tick."]
    times = f"{short(share)} times" if share > 1 else f"{100 * share:.2g} % of"
    apart = f"Bars and ticks differ by up to {times} the longest tick."
    limit, s = result.max_learning_rate, result.scenario
    is_stable = limit is not None and s.learning_rate < limit * (1 - 1e-6)
    if is_stable and s.schedule == "constant":
        apart += " More epochs would bring them closer."
    return [leverage, apart]


def _figures(result: LinearResult, found: Influence) -> dict[str, Figure]:
    """The bars and ticks of each measure, by the points' x."""
    x = result.names.features[0]
    (low, high), _ = line_window(result)
    at = np.asarray(result.data.X[found.rows, 0], float)
    half = 0.3 * (high - low) / max(len(at), 12)
    drawn = {}
    for name, bars, ticks in measures(result, found):
        symbol = "ŷ" if _line(result) == "curve" else name
        trained = _segments("trained", (at, at), (0 * bars, bars), FIT)
        trained["line"]["width"] = 3 if len(at) > 24 else 6
        ends = at - half, at + half
        closed_form = _segments("closed form", ends, (ticks, ticks), OPTIMUM)
        closed_form["line"]["width"] = 2
        heights = np.concatenate([bars, ticks, [0.0]])
        drawn[name] = {
            "data": [trained, closed_form],
            "layout": layout(
                f"How far each y moves {name}",
                (x.title, (low, high)),
                (f"∂{symbol}/∂y", even_window(heights)),
                uirevision=f"influence {name}",
                **date_axes(x),
            ),
        }
    return drawn


def _segments(
    name: str,
    x: tuple[np.ndarray, np.ndarray],
    y: tuple[np.ndarray, np.ndarray],
    colour: str,
) -> Figure:
    """Lines from one end to the other, x and y (m,) of each, with gaps between."""
    gap = np.full(len(x[0]), np.nan)
    along, up = (np.column_stack([*ends, gap]).ravel() for ends in (x, y))
    return line(name, along, up, colour)


def _rings(result: LinearResult, found: Influence) -> Figure:
    """Around each point a ring whose area is how far it moves the line at itself."""
    x, y = result.data.X[found.rows, 0], result.data.y[found.rows]
    rings = points("influence", x, y, STEP, "circle-open", 1)
    share = np.abs(found.own) / np.abs(found.own).max()
    rings["marker"] |= {"size": (_RING * np.sqrt(share)).tolist(), "opacity": 1}
    rings["marker"]["line"] = {"width": 2, "color": STEP}
    return rings | {"hoverinfo": "skip"}


INFLUENCE = Entry(_TITLE, _explain, is_slow=True, draw=draw_over(_explain))

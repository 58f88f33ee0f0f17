"""The loss landscape as a figure: contours or a surface, with the path of descent."""

from typing import NamedTuple

import numpy as np

from jaxreg.data.dataset import Scaling
from jaxreg.display.contours import Landscape, Surface
from jaxreg.display.drawing import (
    CIVIDIS,
    FIT,
    LEVEL,
    LEVEL_SHADE,
    OPTIMUM,
    TRUTH,
    Figure,
    axis,
    drawn_epochs,
    layout,
    line,
    mark,
)
from jaxreg.display.landscape import (
    linear_landscape,
    linear_surface,
    logistic_landscape,
    logistic_surface,
    place,
    placing,
)
from jaxreg.training.models import Params
from jaxreg.training.results import (
    LinearResult,
    LogisticResult,
    shown_training,
    standardised,
)
from jaxreg.training.units import rescaled

_FLAT: Figure = {
    "annotations": [
        {
            "text": "Flat: in this window the loss hardly changes.",
            **{"xref": "paper", "yref": "paper", "x": 0.5, "y": 0.9},
            "showarrow": False,
        }
    ]
}
"""What a layout says where there is nothing to see."""

_SURFACE: Figure = {
    "type": "surface",
    "name": "loss",
    "colorscale": CIVIDIS,
    "opacity": 0.85,
    "showlegend": False,
}


class _Marks(NamedTuple):
    """Where the true model and the optimum stand, (2,) each, as far as there are
    any."""

    true: np.ndarray | None
    optimum: np.ndarray | None


def linear_landscape_figure(result: LinearResult) -> Figure:
    """The squared error over (W, b)."""
    s, landscape = result.scenario, linear_landscape(result)
    scaling = shown_training(result).scaling
    marks = _Marks(*_places(result.true_params, result.closed_form, scaling))
    title, names = _titles(result, "Loss over {} and {}", ("W", "b"))
    if s.landscape == "contours":
        figure = _contour_figure(title, names, landscape, marks)
    else:
        surface = linear_surface(result, landscape.window)
        figure = _surface_figure(title, names, landscape, marks, surface)
    return _in_units(figure, scaling)


def logistic_landscape_figure(result: LogisticResult) -> Figure:
    """The cross-entropy over (W1, W2) at the fitted b, path and marks projected; of one
    feature, over (W, b)."""
    s, landscape = result.scenario, logistic_landscape(result)
    scaling = shown_training(result).scaling
    marks = _Marks(*_places(result.true_params, result.optimum, scaling))
    if len(result.names.features) == 1:
        title, names = _titles(result, "Loss over {} and {}", ("W", "b"))
    else:
        title = "Loss over {} and {} at the fitted b"
        title, names = _titles(result, title, ("W₁", "W₂"))
    if s.landscape == "contours":
        figure = _contour_figure(title, names, landscape, marks)
    else:
        surface = logistic_surface(result, landscape.window)
        figure = _surface_figure(title, names, landscape, marks, surface)
    return _in_units(figure, scaling)


def _places(
    true: Params | None, optimum: Params | None, scaling: Scaling
) -> tuple[np.ndarray | None, np.ndarray | None]:
    """Where the chart has the true model and the optimum, as far as there are any."""
    return (
        true and place(rescaled(true, scaling)),
        optimum and place(rescaled(optimum, scaling)),
    )


def _titles(
    result: LinearResult | LogisticResult, title: str, names: tuple[str, str]
) -> tuple[str, tuple[str, str]]:
    """The chart's title and its axes', with a prime for what belongs to scaled x."""
    if result.scenario.scaling == "off":
        return title.format(*names), names
    first, second = (name + "′" for name in names)
    what = standardised(result)
    return title.format(first, second) + f", {what} standardised", (first, second)


def _in_units(figure: Figure, scaling: Scaling) -> Figure:
    """Saying where a model stands in the chart whose W and b are of unscaled x."""
    offset, factors = placing(scaling)
    meta = {"offset": offset.tolist(), "factors": factors.tolist()}
    return figure | {"layout": figure["layout"] | {"meta": meta}}


def _contour_figure(
    title: str, names: tuple[str, str], landscape: Landscape, marks: _Marks
) -> Figure:
    x, y = landscape.window
    way = [flat for flat, _ in _way(landscape.path, marks)]
    return {
        "data": [*_contours(landscape), *way],
        "layout": layout(
            title,
            xaxis=axis(names[0], x),
            yaxis=axis(names[1], y),
            uirevision="contours",
            clickanywhere=True,
            **({} if landscape.levels.size else _FLAT),
        ),
    }


def _contours(landscape: Landscape) -> list[Figure]:
    """Lines of equal loss, the outermost first, each shading all that it encloses."""
    look = {
        "line": {"color": LEVEL, "width": 1},
        "fill": "toself",
        "fillcolor": LEVEL_SHADE,
        "hoverinfo": "skip",
        "showlegend": False,
    }
    rings = zip(landscape.levels[::-1], landscape.contours[::-1], strict=True)
    return [
        line(f"loss {level:.4g}", ring[:, 0], ring[:, 1], LEVEL) | look
        for level, ring in rings
    ]


def _surface_figure(
    title: str,
    names: tuple[str, str],
    landscape: Landscape,
    marks: _Marks,
    surface: Surface,
) -> Figure:
    x, y, loss = surface
    # Of a loss of 0 there is no logarithm, and next to it the rest would look flat.
    heights = np.log10(np.maximum(loss, max(float(loss.max()), 1e-300) * 1e-6))
    is_flat = np.ptp(heights) < 1e-5  # or the axis would make hills of rounding
    up = {"range": [heights.min() - 1.0, heights.max() + 1.0]} if is_flat else {}
    trace = _SURFACE | {"x": x, "y": y, "z": heights}
    places = f"{names[0]} %{{x:.4g}}<br>{names[1]} %{{y:.4g}}<br>"
    trace["hovertemplate"] = places + "log₁₀ loss %{z:.4g}<extra></extra>"
    way = [_lifted(trace, flat, at) for flat, at in _way(landscape.path, marks)]
    return {
        "data": [trace, *way],
        "layout": layout(
            title,
            scene={
                "xaxis": axis(names[0], landscape.window[0]),
                "yaxis": axis(names[1], landscape.window[1]),
                "zaxis": {"title": {"text": "log₁₀ loss"}} | up,
                "aspectmode": "cube",
            },
            margin={"l": 0, "r": 0, "t": 0, "b": 0},
            uirevision="surface",
            clickanywhere=True,
            **(_FLAT if is_flat else {}),
        ),
    }


def on_landscape(figure: Figure, flat: Figure, at: np.ndarray) -> Figure:
    """A trace as the landscape's figure shows it, which goes through places ``at``
    (m, 2): as it is, or lifted onto the surface."""
    ground = figure["data"][0]
    return _lifted(ground, flat, at) if ground["type"] == "surface" else flat


def _lifted(surface: Figure, flat: Figure, at: np.ndarray) -> Figure:
    """A trace through places ``at`` (m, 2), on a surface in space."""
    heights = _between(surface["x"], surface["y"], surface["z"], at)
    spatial = flat | {"type": "scatter3d", "z": heights, "hoverinfo": "name"}
    del spatial["hovertemplate"]
    if "marker" in flat:  # in space, marks have other sizes and fewer shapes
        symbol = flat["marker"]["symbol"].replace("x", "square")
        spatial["marker"] = flat["marker"] | {"size": 6, "symbol": symbol}
    else:
        spatial["line"] = flat["line"] | {"width": 5}
    return spatial


def _way(path: np.ndarray, marks: _Marks) -> list[tuple[Figure, np.ndarray]]:
    """The path (e + 1, 2), where it starts and where it should end: flat traces, and
    the places (m, 2) that each goes through."""
    path = path[drawn_epochs(len(path) - 1, 300)]
    trail = line("path", path[:, 0], path[:, 1], FIT)
    trail["line"]["width"] = 2
    if len(path) <= 51:
        trail["mode"] = "lines+markers"
    traces = [(trail, path)]
    for name, at, colour, symbol in (
        ("start", path[0], FIT, "circle-open"),
        ("true", marks.true, TRUTH, "diamond"),
        ("optimum", marks.optimum, OPTIMUM, "x"),
        ("shown epoch", path[-1], FIT, "circle"),
    ):
        if at is not None:
            flat = mark(name, at[0], at[1], colour, symbol)
            traces.append((flat, np.array([at], float)))
    traces[-1][0].update({"meta": {"shows": "weights"}, "showlegend": False})
    return traces


def _between(
    x: np.ndarray, y: np.ndarray, z: np.ndarray, points: np.ndarray
) -> np.ndarray:
    """z (q, p), given on a grid x (p,), y (q,), at points (m, 2) within it: (m,)."""
    columns = np.interp(points[:, 0], x, np.arange(len(x)))
    rows = np.interp(points[:, 1], y, np.arange(len(y)))
    j, i = np.minimum(columns.astype(int), len(x) - 2), rows.astype(int)
    i = np.minimum(i, len(y) - 2)
    u, v = columns - j, rows - i
    below, above = (z[k, j] * (1 - u) + z[k, j + 1] * u for k in (i, i + 1))
    between: np.ndarray = below * (1 - v) + above * v
    return between

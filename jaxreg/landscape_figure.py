"""The loss landscape as a figure: contours or a surface, with the path of descent."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from jaxreg.drawing import (
    CIVIDIS,
    FIT,
    LEVEL,
    LEVEL_SHADE,
    OPTIMUM,
    TRUTH,
    Figure,
    axis,
    drawn_epochs,
    encoded,
    layout,
    line,
    mark,
)
from jaxreg.experiment import LinearResult, LogisticResult
from jaxreg.landscape import (
    Landscape,
    Surface,
    linear_landscape,
    linear_surface,
    logistic_landscape,
    logistic_surface,
)


class _Marks(NamedTuple):
    """Where the true model and the optimum stand, (2,) each, if there are any."""

    true: np.ndarray | None
    optimum: np.ndarray | None


def linear_landscape_figure(result: LinearResult) -> Figure:
    """The squared error over (W, b)."""
    s, landscape = result.scenario, linear_landscape(result)
    marks = _Marks(np.array([s.true_W, s.true_b]), np.append(*result.closed_form))
    title, names = "Loss over W and b", ("W", "b")
    if s.landscape == "contours":
        return _contour_figure(title, names, landscape, marks)
    surface = linear_surface(result, landscape.window)
    return _surface_figure(title, names, landscape, marks, surface)


def logistic_landscape_figure(result: LogisticResult) -> Figure:
    """The cross-entropy over (W1, W2) at the fitted b; path and marks are projected."""
    landscape = logistic_landscape(result)
    true, optimum = result.true_params, result.optimum
    marks = _Marks(true and true.W, optimum and optimum.W)
    title, names = "Loss over W₁ and W₂ at the fitted b", ("W₁", "W₂")
    if result.scenario.landscape == "contours":
        return _contour_figure(title, names, landscape, marks)
    surface = logistic_surface(result, landscape.window)
    return _surface_figure(title, names, landscape, marks, surface)


def _contour_figure(
    title: str, names: tuple[str, str], landscape: Landscape, marks: _Marks
) -> Figure:
    x, y = landscape.window
    return {
        "data": [*_contours(landscape), *_way(landscape.path, marks)],
        "layout": layout(
            title,
            xaxis=axis(names[0], x),
            yaxis=axis(names[1], y),
            uirevision="contours",
            clickanywhere=True,
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
    heights = np.log10(np.maximum(loss, max(float(loss.max()), 1e-30) * 1e-6))
    trace = {
        "type": "surface",
        "name": "loss",
        "x": encoded(x),
        "y": encoded(y),
        "z": encoded(heights),
        "colorscale": CIVIDIS,
        "opacity": 0.85,
        "showlegend": False,
        "hovertemplate": f"{names[0]} %{{x:.4g}}<br>{names[1]} %{{y:.4g}}<br>"
        "log₁₀ loss %{z:.4g}<extra></extra>",
    }

    def lifted(flat: Figure, at: np.ndarray) -> Figure:
        spatial = flat | {
            "type": "scatter3d",
            "z": encoded(_between(x, y, heights, at)),
            "hoverinfo": "name",
        }
        del spatial["hovertemplate"]
        if "marker" in flat:  # in space, marks have other sizes and fewer shapes
            symbol = flat["marker"]["symbol"].replace("x", "square")
            spatial["marker"] = flat["marker"] | {"size": 6, "symbol": symbol}
        else:
            spatial["line"] = {"color": FIT, "width": 5}
        return spatial

    return {
        "data": [trace, *_way(landscape.path, marks, lifted)],
        "layout": layout(
            title,
            scene={
                "xaxis": axis(names[0], landscape.window[0]),
                "yaxis": axis(names[1], landscape.window[1]),
                "zaxis": {"title": {"text": "log₁₀ loss"}},
                "aspectmode": "cube",
            },
            margin={"l": 0, "r": 0, "t": 0, "b": 0},
            uirevision="surface",
            clickanywhere=True,
        ),
    }


def _way(
    path: np.ndarray,
    marks: _Marks,
    lifted: Callable[[Figure, np.ndarray], Figure] = lambda flat, at: flat,
) -> list[Figure]:
    """The path (e + 1, 2), where it starts and where it should end.

    ``lifted`` takes each, and where it stands (m, 2), into space.
    """
    path = path[drawn_epochs(len(path) - 1, 300)]
    trail = line("path", path[:, 0], path[:, 1], FIT)
    trail["line"]["width"] = 2
    if len(path) <= 51:
        trail["mode"] = "lines+markers"
    traces = [lifted(trail, path)]
    for name, at, colour, symbol in (
        ("start", path[0], FIT, "circle-open"),
        ("true", marks.true, TRUTH, "diamond"),
        ("optimum", marks.optimum, OPTIMUM, "x"),
        ("shown epoch", path[-1], FIT, "circle"),
    ):
        if at is not None:
            flat = mark(name, at[0], at[1], colour, symbol)
            traces.append(lifted(flat, np.array([at], float)))
    traces[-1] |= {"meta": "weights", "showlegend": False}
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
    return below * (1 - v) + above * v

"""The loss landscape as a figure: contours or a surface, with the path of descent."""

import numpy as np

from jaxreg.display.drawing import (
    CIVIDIS,
    FIT,
    LEVEL,
    LEVEL_SHADE,
    OPTIMUM,
    TRUTH,
    Figure,
    Window,
    axis,
    drawn_epochs,
    layout,
    line,
    mark,
)
from jaxreg.display.landscape import (
    Landscape,
    Surface,
    linear_landscape,
    linear_surface,
    logistic_landscape,
    logistic_surface,
)
from jaxreg.display.plane import axes_of, meta_of, names_of, place, words_of
from jaxreg.training.models import Params
from jaxreg.training.plane import Axes
from jaxreg.training.results import LinearResult, LogisticResult, Result

_FLAT: Figure = {
    "annotations": [
        {
            "text": "Flat: the loss hardly changes in this window.",
            **{"xref": "paper", "yref": "paper", "x": 0.5, "y": 0.9},
            "showarrow": False,
        }
    ]
}
"""What a layout says where there is nothing to see."""
_LOOKS = {
    "start": (FIT, "circle-open"),
    "true": (TRUTH, "diamond"),
    "optimum": (OPTIMUM, "x"),
    "shown epoch": (FIT, "circle"),
}
_SURFACE: Figure = {
    "type": "surface",
    "name": "loss",
    "colorscale": CIVIDIS,
    "opacity": 0.85,
    "showlegend": False,
}


def linear_landscape_figure(result: LinearResult, epoch: int | None = None) -> Figure:
    """The squared error over two parameters, path and marks projected; the others are
    held as at an epoch, at most ``result.end``, or, if it is None, there."""
    landscape, surface = linear_landscape(result, epoch), None
    if result.scenario.landscape == "surface":
        surface = linear_surface(result, landscape.window, epoch)
    return _figure(result, epoch, landscape, surface, result.closed_form)


def logistic_landscape_figure(
    result: LogisticResult, epoch: int | None = None
) -> Figure:
    """The cross-entropy, in the same way."""
    landscape, surface = logistic_landscape(result, epoch), None
    if result.scenario.landscape == "surface":
        surface = logistic_surface(result, landscape.window, epoch)
    return _figure(result, epoch, landscape, surface, result.optimum)


def _figure(
    result: Result,
    epoch: int | None,
    landscape: Landscape,
    surface: Surface | None,
    optimum: Params | None,
) -> Figure:
    """Contours, or a surface if there is one."""
    title, (across, up), why = words_of(result, epoch)
    way = _way(landscape.path, result, optimum)
    if surface is None:
        figure = _contour_figure(
            title, (across + why, up), landscape, [flat for flat, _ in way]
        )
    else:
        figure = _surface_figure(title, (across, up), landscape.window, surface, way)
    drawn = figure["layout"]
    if len(names_of(result)) > len(result.scenario.fields("chosen start")):
        drawn["clickanywhere"] = False  # a start that is chosen has not all of them
    meta = drawn["meta"] = meta_of(result)
    if "axes" in meta:  # a zoom is of its plane
        drawn["uirevision"] += f" {meta['axes']}"
    return figure


def _contour_figure(
    title: str, names: tuple[str, str], landscape: Landscape, way: list[Figure]
) -> Figure:
    return {
        "data": [*_contours(landscape), *way],
        "layout": layout(
            title,
            *zip(names, landscape.window, strict=True),
            uirevision="contours",
            clickanywhere=True,
            **({} if landscape.levels.size else _FLAT),
        ),
    }


def _contours(landscape: Landscape) -> list[Figure]:
    """Lines of equal loss, the outermost first, each shading all that it encloses."""
    look = {
        "type": "scatter",
        "mode": "lines",
        "line": {"color": LEVEL, "width": 1},
        "fill": "toself",
        "fillcolor": LEVEL_SHADE,
        "hoverinfo": "skip",
        "showlegend": False,
    }
    rings = zip(landscape.levels[::-1], landscape.contours[::-1], strict=True)
    return [
        look | {"name": f"loss {level:.4g}", "x": ring[:, 0], "y": ring[:, 1]}
        for level, ring in rings
    ]


def _surface_figure(
    title: str,
    names: tuple[str, str],
    window: tuple[Window, Window],
    surface: Surface,
    way: list[tuple[Figure, np.ndarray]],
) -> Figure:
    x, y, loss = surface
    # A loss of 0 has no logarithm, and beside one of nearly 0 the rest would look flat.
    heights = np.log10(np.maximum(loss, max(float(loss.max()), 1e-300) * 1e-6))
    is_flat = np.ptp(heights) < 1e-5  # or the axis would make hills of rounding
    up = {"range": [heights.min() - 1.0, heights.max() + 1.0]} if is_flat else {}
    trace = _SURFACE | {"x": x, "y": y, "z": heights}
    places = f"{names[0]} %{{x:.4g}}<br>{names[1]} %{{y:.4g}}<br>"
    trace["hovertemplate"] = places + "log₁₀ loss %{z:.4g}<extra></extra>"
    return {
        "data": [trace, *(_lifted(trace, flat, at) for flat, at in way)],
        "layout": layout(
            title,
            scene={
                "xaxis": axis(names[0], window[0]),
                "yaxis": axis(names[1], window[1]),
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
    """A trace through places ``at`` (m, 2), as the landscape's figure needs it: as it
    is, or lifted onto the surface."""
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


def _way(
    path: np.ndarray, result: Result, optimum: Params | None
) -> list[tuple[Figure, np.ndarray]]:
    """The path (e + 1, 2), its start and, if known, where it should end: flat traces,
    each with the places (m, 2) that it goes through."""
    epochs = drawn_epochs(len(path) - 1, 300)
    path = trodden = path[epochs]
    has_corners = result.scenario.method == "coordinate descent"
    if has_corners:
        trodden = with_corners(path, epochs, axes_of(result))
    trail = line("path", trodden[:, 0], trodden[:, 1], FIT)
    trail["line"]["width"] = 2
    if len(path) <= 51 and not has_corners:
        trail["mode"] = "lines+markers"
    true = result.true_params
    places = {
        "start": path[0],
        "true": true and place(true, result),
        "optimum": optimum and place(optimum, result),
        "shown epoch": path[-1],
    }
    known = {name: at for name, at in places.items() if at is not None}
    marked = [mark(name, at[0], at[1], *_LOOKS[name]) for name, at in known.items()]
    marked[-1] |= {"meta": {"shows": "weights"}, "showlegend": False}
    ends = [np.array([at], float) for at in known.values()]
    return [(trail, trodden), *zip(marked, ends, strict=True)]


def with_corners(path: np.ndarray, epochs: np.ndarray, axes: Axes) -> np.ndarray:
    """The path (m, 2) of coordinate descent through some epochs (m,), with the corner
    between epochs in a row: the first parameter of ``axes`` in order moves first."""
    first = int(axes[0] > axes[1])
    corners = path[:-1].copy()
    corners[:, first] = path[1:, first]
    is_next = np.append(np.diff(epochs) == 1, False)
    both = np.stack([path, np.append(corners, path[-1:], axis=0)], axis=1)
    kept: np.ndarray = both.reshape(-1, 2)[
        np.column_stack([np.ones(len(path), bool), is_next]).ravel()
    ]
    return kept


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

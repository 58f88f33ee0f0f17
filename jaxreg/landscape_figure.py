"""The loss landscape as a figure: contours or a surface, with the path of descent."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from jaxreg.data import Scaling
from jaxreg.drawing import (
    CIVIDIS,
    FIT,
    LEVEL,
    LEVEL_SHADE,
    OPTIMUM,
    PREDICTED,
    TRUTH,
    Figure,
    axis,
    drawn_epochs,
    encoded,
    layout,
    line,
    mark,
    round_up,
)
from jaxreg.experiment import (
    LinearResult,
    LogisticResult,
    rescaled,
    shown_training,
    standardised,
)
from jaxreg.landscape import (
    Landscape,
    Surface,
    linear_landscape,
    linear_surface,
    logistic_landscape,
    logistic_surface,
    place,
)
from jaxreg.models import Params
from jaxreg.probes.gradients import Gradients, gradients
from jaxreg.probes.prediction import predicted

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


class _Marks(NamedTuple):
    """Where the true model and the optimum stand, (2,) each, and the predicted path
    (e, 2), as far as there are any."""

    true: np.ndarray | None
    optimum: np.ndarray | None
    predicted: np.ndarray | None = None


def linear_landscape_figure(result: LinearResult) -> Figure:
    """The squared error over (W, b)."""
    s, landscape = result.scenario, linear_landscape(result)
    scaling = shown_training(result).scaling
    path = None
    if s.insight == "prediction":
        foreseen = predicted(result, drawn_epochs(len(landscape.path) - 1, 300)).params
        path = np.column_stack(rescaled(foreseen, scaling))
        path = path[np.isfinite(path).all(axis=1)]
    marks = _Marks(*_places(result.true_params, result.closed_form, scaling), path)
    title, names = _titles(result, "Loss over {} and {}", ("W", "b"))
    if s.landscape == "contours":
        figure = _contour_figure(title, names, landscape, marks)
    else:
        surface = linear_surface(result, landscape.window)
        figure = _surface_figure(title, names, landscape, marks, surface)
    return _explained(figure, result)


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
    return _explained(figure, result)


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


def _explained(figure: Figure, result: LinearResult | LogisticResult) -> Figure:
    """With the gradients, if they are asked for; and saying where in the chart a model
    stands whose W and b are those of unscaled x."""
    s, scaling = result.scenario, shown_training(result).scaling
    if s.insight == "gradient" and s.landscape == "contours":
        figure["data"][-1:-1] = _arrows(figure, gradients(result), s.learning_rate)
    units = {name: np.array(of).tolist() for name, of in scaling._asdict().items()}
    figure["layout"]["meta"] = units
    return figure


def _arrows(figure: Figure, found: Gradients, rate: float) -> list[Figure]:
    """The steps that single points ask for, and their mean, the step of all.

    All are drawn longer or shorter by one factor, so that they fit the chart.
    """
    axes = (figure["layout"][name]["range"] for name in ("xaxis", "yaxis"))
    size = np.ptp(list(axes), axis=1)
    steps = -rate * np.array([*found.of_points, found.autodiff], float)[:, :2]
    steps[~np.isfinite(steps).all(axis=1)] = np.nan
    longest = float(np.nanmax([0.0, *np.abs(steps / size).flat]))
    factor = 1 / round_up(longest / 0.3) if longest > 0 else 1.0
    start = found.at[:2]

    def arrows(name: str, steps: np.ndarray, colour: str, width: float) -> Figure:
        tips, gap = start + factor * steps, np.full((len(steps), 2), np.nan)
        x, y = np.stack([np.tile(start, (len(steps), 1)), tips, gap], axis=1).T
        drawn = line(name, x.T.ravel(), y.T.ravel(), colour)
        drawn["line"]["width"] = width
        sizes = np.tile([0.0, 6 + 3 * width, 0.0], len(steps))
        marker = {"symbol": "arrow", "angleref": "previous", "color": colour}
        drawn["marker"] = marker | {"size": sizes.tolist(), "line": {"width": 0}}
        return drawn | {"mode": "lines+markers", "meta": "at the end"}

    return [
        arrows("steps of points", steps[:-1], PREDICTED, 1.5),
        arrows(f"their mean ×{factor:g}", steps[-1:], FIT, 4),
    ]


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
            spatial["line"] = flat["line"] | {"width": 5}
        return spatial

    return {
        "data": [trace, *_way(landscape.path, marks, lifted)],
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
    if marks.predicted is not None:
        x, y = marks.predicted.T
        foreseen = line("predicted", x, y, PREDICTED, dash="dash")
        foreseen["line"]["width"] = 2
        traces.append(lifted(foreseen, marks.predicted))
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

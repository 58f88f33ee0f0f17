"""What a link of the Lab asks for: which runs, and what is told of them beforehand.

``study=universes&universes=1000``, ``study=bootstrap&universes=1000``,
``study=basin&side=96&window=-2,6,-4,8``, ``study=stability``,
``study=counterexamples&sentence=noise&seeds=1000``, or, without a study,
``sweep=<axis>`` once or twice.
"""

import functools
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from starlette.datastructures import QueryParams

from jaxreg.data.table import Table
from jaxreg.display.drawing import drawn_points
from jaxreg.display.views import VIEWS
from jaxreg.lab.axis import Axis, axis_of, call_of, in_python
from jaxreg.lab.basin import MAX_SIDE, SIDE, Window, basin_of
from jaxreg.lab.counterexamples import MAX_SEEDS, judge, study_of_counterexamples
from jaxreg.lab.grid import Grid
from jaxreg.lab.known import stable_limits
from jaxreg.lab.theory import Theory
from jaxreg.lab.universes import (
    MAX_UNIVERSES,
    counted,
    study_of_bootstrap,
    study_of_universes,
)
from jaxreg.live.picture import told
from jaxreg.settings import OWN, Scenario
from jaxreg.settings.method import DESCENT, IN_WORDS, PLAIN
from jaxreg.training.environment import reproducible
from jaxreg.training.runs import run

MAX_DRAWN = 500  # points
_NUM_RATES = 48
_MOMENTA = tuple(round(0.03 * k, 2) for k in range(34))  # 0 to 0.99


class Study(NamedTuple):
    """The runs, what the browser is told of them, and what rows of their table get
    beside."""

    grid: Grid
    head: dict[str, Any]
    finished: Callable[[Any], Any] = lambda table: table  # a frame


@reproducible()
def study_of(scenario: Scenario, own: Table | None, params: QueryParams) -> Study:
    """The study of a request; it may take as long as a run.

    Raises:
        ValueError, DataError: it is not allowed; the message says what is.
    """
    kind = params.get("study", "sweep")
    if kind not in STUDIES:
        raise ValueError(f"no study {kind[:20]!r}; there are {', '.join(STUDIES)}")
    study = STUDIES[kind](scenario, own, params)
    head = {"study": kind, "runs": study.grid.num_runs, "axes": [], "limits": None}
    return study._replace(head=head | study.head)


def _sweep(scenario: Scenario, own: Table | None, params: QueryParams) -> Study:
    texts = params.getlist("sweep")
    if not 1 <= len(texts) <= 2:
        raise ValueError("name one or two controls to sweep, each as sweep=...")
    axes = [axis_of(scenario, text) for text in texts]
    if len({axis.name for axis in axes}) < len(axes):
        raise ValueError("a control cannot be swept twice at once")
    return _swept(scenario, own, axes)


def _swept(scenario: Scenario, own: Table | None, axes: list[Axis]) -> Study:
    grid = Grid(scenario, {axis.name: axis.values for axis in axes})
    head = {
        "axes": _told(scenario, axes),
        "limits": stable_limits(grid, own),
        "call": call_of(scenario, axes),
    }
    return Study(grid, head)


def _universes(scenario: Scenario, own: Table | None, params: QueryParams) -> Study:
    num = _whole(params, "universes", 1000, MAX_UNIVERSES)
    grid, theory = study_of_universes(scenario, num)
    call = f"universes({in_python(scenario)}, {num})"
    return _study_of_fits(grid, theory, call, scenario, own)


def _bootstrap(scenario: Scenario, own: Table | None, params: QueryParams) -> Study:
    num = _whole(params, "universes", 1000, MAX_UNIVERSES)
    grid, theory = study_of_bootstrap(scenario, num, own)
    frame = ", frame" * (scenario.data == OWN)
    call = f"bootstrap({in_python(scenario)}, {num}{frame})"
    return _study_of_fits(grid, theory, call, scenario, own)


def _study_of_fits(
    grid: Grid, theory: Theory, call: str, scenario: Scenario, own: Table | None
) -> Study:
    head = {"call": call} | _cloud(scenario, own, theory)
    return Study(grid, head, functools.partial(counted, theory))


def _basin(scenario: Scenario, own: Table | None, params: QueryParams) -> Study:
    side, window = _whole(params, "side", SIDE, MAX_SIDE), _window(params)
    grid = basin_of(scenario, own, window, side)
    axes = [Axis(name, values, "linear") for name, values in grid.axes.items()]
    told = [in_python(scenario), *["frame"] * (scenario.data == OWN)]
    if window:
        told.append(f"window={window}")
    if side != SIDE:
        told.append(f"side={side}")
    call = f"basin({', '.join(told)})"
    head = {"is_scaled": scenario.scaling == "on"}
    return Study(grid, head | {"axes": _told(scenario, axes), "call": call})


def _stability(scenario: Scenario, own: Table | None, params: QueryParams) -> Study:
    """Momenta by rates around the largest that is stable without momentum."""
    if not scenario.has_rate:
        raise ValueError(
            f"{IN_WORDS[scenario.method]} uses no learning rate and no momentum: "
            f"choose the method “{DESCENT}” to see which of them are stable"
        )
    plain: Any = replace(scenario, epochs=0, **PLAIN)
    X = run(plain, own).training.data.X
    limit = VIEWS[scenario.page].certainties(plain, X).marks[-1].rate
    control = scenario.controls["learning_rate"]
    rates = np.geomspace(limit / 100, limit * 4, _NUM_RATES)
    written = (control.nearest(float(f"{rate:.3g}")) for rate in rates)
    axes = [
        Axis("momentum", _MOMENTA, "linear"),
        Axis("learning_rate", tuple(dict.fromkeys(written)), "log"),
    ]
    return _swept(scenario, own, axes)


def _counterexamples(
    scenario: Scenario, own: Table | None, params: QueryParams
) -> Study:
    sentence = params.get("sentence", "")
    num = _whole(params, "seeds", 1000, MAX_SEEDS)
    grid = study_of_counterexamples(scenario, sentence, num)
    call = f"counterexamples({in_python(scenario)}, {sentence!r}, {num})"
    return Study(grid, {"call": call}, functools.partial(judge, sentence))


STUDIES = {
    "sweep": _sweep,
    "universes": _universes,
    "bootstrap": _bootstrap,
    "basin": _basin,
    "stability": _stability,
    "counterexamples": _counterexamples,
}


def _told(scenario: Scenario, axes: list[Axis]) -> list[dict[str, Any]]:
    """Swept controls as the browser has them."""
    controls = scenario.controls
    return [
        {
            "name": axis.name,
            "key": controls[axis.name].key,
            "label": controls[axis.name].label,
            "values": [*axis.values],
            "texts": [controls[axis.name].text(value) for value in axis.values],
            "scale": axis.scale,
        }
        for axis in axes
    ]


def _cloud(scenario: Scenario, own: Table | None, theory: Theory) -> dict[str, Any]:
    """What the fits are drawn beside: the theory, and the scenario's own points."""
    result = run(replace(scenario, epochs=0), own)
    rows = drawn_points(len(result.data.y), MAX_DRAWN)
    X, y = np.asarray(result.data.X, float)[rows], np.asarray(result.data.y)[rows]
    names = result.names
    return {
        "theory": theory.told(),
        "points": {
            "columns": [*X.T.tolist(), y.astype(float).tolist()],
            "titles": [q.meaning for q in (*names.features, names.target)],
            "classes": [*names.classes],
            "features": told(result.features),
            "level": scenario.level,
        },
    }


def _whole(params: QueryParams, key: str, usual: int, most: int) -> int:
    text = params.get(key, str(usual))
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0
    if not 2 <= number <= most:
        raise ValueError(
            f"{key} = {text[:20]}: it must be a whole number from 2 to {most:,}"
        )
    return number


def _window(params: QueryParams) -> Window | None:
    if "window" not in params:
        return None
    try:
        a, b, c, d = map(float, params["window"].split(","))
    except ValueError:
        raise ValueError("a window is written as window=from,to,from,to") from None
    return (a, b), (c, d)

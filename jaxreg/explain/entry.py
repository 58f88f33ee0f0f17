"""What an entry of the Explain menu is, and what it says."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from jaxreg.display.drawing import Figure
from jaxreg.display.report import number
from jaxreg.settings import Scenario

Figures = dict[str, Figure]


class Bar(NamedTuple):
    """A bar as long as the shown epoch's loss, from 0 to ``full``, with a tick at
    ``smallest``; it stands for a sum, ``num_points`` times the loss."""

    full: float
    smallest: float
    num_points: int


class Counted(NamedTuple):
    """What the browser counts the points anew by at another epoch: the ``level`` of the
    threshold, and ``names`` of the classes in the table."""

    level: float
    names: tuple[str, str]


class Measured(NamedTuple):
    """What the browser measures the residuals anew by at another epoch: the
    ``variance`` of y, None if there is no R²."""

    variance: float | None


class Stepped(NamedTuple):
    """Where steps in x begin whose effect the browser computes anew at another epoch,
    how long each is, and the x₂ that is held meanwhile, if there is one."""

    places: list[float]
    step: float
    x2: float | None


class Explanation(NamedTuple):
    """A heading, sentences, and perhaps a table, a bar and charts of its own.

    ``rows`` are the table's, each a name and a text for each of ``columns``, of points
    that are ``counted``, residuals that are ``measured`` or places that are
    ``stepped`` from; ``beside`` is the small chart that it speaks of, which stays
    beside it. Its own ``figures`` follow the film where their traces are ``moving``. A
    slow one adds the traces in ``over`` to the result's own charts, by their names, see
    ``add_over``.
    """

    title: str
    sentences: list[str]
    columns: list[str] = []
    rows: list[tuple[str, list[str]]] = []
    bar: Bar | None = None
    counted: Counted | None = None
    measured: Measured | None = None
    stepped: Stepped | None = None
    figures: Figures = {}
    beside: str | None = None
    over: dict[str, list[Figure]] = {}


class Entry(NamedTuple):
    """An entry of the menu, of one kind of result or of both.

    ``explain`` explains a result. If ``is_slow``, it waits until the hand rests, and
    the page shows the ``title`` meanwhile. ``draw`` adds traces to the result's
    finished figures; that of a slow one only where nobody waits, in a notebook.
    """

    title: str
    explain: Callable[[Any], Explanation]
    is_slow: bool = False
    draw: Callable[[Figures, Any], None] | None = None


def draw_over(explain: Callable[[Any], Explanation]) -> Callable[[Figures, Any], None]:
    """The ``draw`` of a slow entry: it adds what the explanation has ``over``."""

    def draw(figures: Figures, result: Any) -> None:
        for name, traces in explain(result).over.items():
            add_over(figures[name], traces)

    return draw


def texts(values: np.ndarray, scenario: Scenario) -> list[str]:
    """Numbers as the report of a scenario writes them."""
    return [number(value, scenario.digits) for value in values]


def insert_after(figure: Figure, name: str, trace: Figure) -> None:
    """Add a trace to a figure, right above the one with this name."""
    names = [drawn["name"] for drawn in figure["data"]]
    figure["data"].insert(names.index(name) + 1, trace)


def add_over(figure: Figure, traces: list[Figure]) -> None:
    """Add traces to a finished figure: lines below its own lines, all else on top.
    ``addTo`` in live/browser/explanation.js does the same."""
    modes = [trace.get("mode") for trace in figure["data"]]
    first = modes.index("lines") if "lines" in modes else 0
    is_line = [trace.get("mode") == "lines" for trace in traces]
    pairs = list(zip(traces, is_line, strict=True))
    figure["data"][first:first] = [trace for trace, below in pairs if below]
    figure["data"] += [trace for trace, below in pairs if not below]

"""What the routes answer, as JSON: a scenario's picture, film or slow explanation."""

from math import isfinite
from typing import Any

from jaxreg.data.table import Table
from jaxreg.display.film import Film, film, last_frame
from jaxreg.display.report import Report
from jaxreg.display.ruler import Ruler
from jaxreg.display.views import view_of
from jaxreg.explain.entry import Explanation
from jaxreg.explain.menu import explain, figures, slow_explanation
from jaxreg.live.encoding import as_json, encoded
from jaxreg.settings import Scenario
from jaxreg.training.environment import reproducible
from jaxreg.training.leaving import next_step
from jaxreg.training.results import Result
from jaxreg.training.runs import run


@reproducible()
def picture(scenario: Scenario, own: Table | None = None) -> bytes:
    """The JSON of a scenario's picture, of own data if it says so.

    {"figures": {name: figure}, "report": {...}, "explanation": {...} or None, "film":
    its last frame alone}.
    """
    result = run(scenario, own)
    said = explain(result)
    return as_json(
        {
            "figures": figures(result),
            "report": _report_as_json(view_of(result.scenario).report(result)),
            "explanation": said and _explanation_as_json(said),
            "film": _film_as_json(last_frame(result.history), result),
        }
    )


@reproducible()
def moving_picture(scenario: Scenario, own: Table | None = None) -> bytes:
    """The JSON of a scenario's film.

    {"epochs", "loss", "params": [W..., b], "ruler": {...}}, see ``Film`` and ``Ruler``.
    """
    result = run(scenario, own)
    return as_json(_film_as_json(film(result.history), result))


@reproducible()
def explained(scenario: Scenario, own: Table | None = None) -> bytes:
    """The JSON of an explanation that takes longer, its figures in it, or null where
    the scenario asks for none."""
    result = run(scenario, own)
    next_step()
    found = slow_explanation(result)
    return as_json(found and _explanation_as_json(found))


def _film_as_json(film: Film, result: Result) -> dict[str, Any]:
    ruler = view_of(result.scenario).ruler(result, film.epochs)
    return {
        "epochs": film.epochs,
        "loss": film.loss,
        "params": [encoded(column, keep=True) for column in film.params.T],
        "ruler": _ruler_as_json(ruler),
    }


def _ruler_as_json(ruler: Ruler) -> dict[str, Any]:
    """JSON has no infinity: null is a rate without an end."""
    zones = [
        zone._asdict() | {"end": zone.end if isfinite(zone.end) else None}
        for zone in ruler.zones
    ]
    marks = [
        mark._asdict() | {"rate": mark.rate if isfinite(mark.rate) else None}
        for mark in ruler.marks
    ]
    return ruler._asdict() | {
        "zones": zones,
        "marks": marks,
    }


def _explanation_as_json(said: Explanation) -> dict[str, Any]:
    return said._asdict() | {"bar": said.bar and said.bar._asdict()}


def _report_as_json(report: Report) -> dict[str, Any]:
    messages = [
        message._asdict()
        | {"action": message.action._asdict() if message.action else None}
        for message in report.messages
    ]
    return report._asdict() | {"messages": messages}

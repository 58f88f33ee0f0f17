"""What the routes answer: a scenario's picture, its film, or its study, as JSON."""

from typing import Any

from jaxreg.data.table import Table
from jaxreg.display.film import Film, film, last_frame
from jaxreg.display.views import view_of
from jaxreg.explain.menu import explain, figures, study
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
    return as_json(
        {
            "figures": figures(result),
            "report": _named(view_of(result.scenario).report(result)),
            "explanation": _named(explain(result)),
            "film": _film_as_json(last_frame(result.history), result),
        }
    )


@reproducible()
def moving_picture(scenario: Scenario, own: Table | None = None) -> bytes:
    """The JSON of a scenario's film.

    {"epochs", "loss", "params": {"W": [...], "b"}, "ruler": {...}}, see ``Film`` and
    ``Ruler``.
    """
    result = run(scenario, own)
    return as_json(_film_as_json(film(result.history), result))


@reproducible()
def studied(scenario: Scenario, own: Table | None = None) -> bytes:
    """The JSON of an explanation that takes longer, its figures in it, or null where
    the scenario asks for none."""
    result = run(scenario, own)
    next_step()
    return as_json(_named(study(result)))


def _film_as_json(film: Film, result: Result) -> dict[str, Any]:
    W, b = film.params
    return {
        "epochs": film.epochs,
        "loss": film.loss,
        "params": {
            "W": [encoded(column, keep=True) for column in W.T],
            "b": encoded(b, keep=True),
        },
        "ruler": _named(view_of(result.scenario).ruler(result, film.epochs)),
    }


def _named(part: Any) -> Any:
    """NamedTuples as dicts, also those in others and in lists."""
    if hasattr(part, "_asdict"):
        return {name: _named(value) for name, value in part._asdict().items()}
    return [_named(one) for one in part] if isinstance(part, (list, tuple)) else part

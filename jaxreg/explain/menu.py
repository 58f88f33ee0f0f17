"""The Explain menu: one thing at a time is explained of a run.

An entry that is quick follows the hand, with the picture. A slow one is made when the
hand rests.
"""

from jaxreg.display.views import VIEWS
from jaxreg.explain.code import CODE
from jaxreg.explain.entry import Figures
from jaxreg.explain.gradient import GRADIENT
from jaxreg.explain.prediction import PREDICTION
from jaxreg.explain.rates import RATES
from jaxreg.explain.separable import SEPARABLE
from jaxreg.explain.squares import SQUARES
from jaxreg.settings import Scenario
from jaxreg.training.environment import reproducible
from jaxreg.training.results import Result

MENU = {
    "prediction": PREDICTION,
    "squares": SQUARES,
    "gradient": GRADIENT,
    "rates": RATES,
    "separable": SEPARABLE,
    "code": CODE,
}
"""Each entry by the name that a scenario and its link have for it."""


@reproducible()
def figures(result: Result) -> Figures:
    """The charts of a result, "fit", "loss" and "landscape", with what is explained."""
    drawn = VIEWS[result.scenario.page].figures(result)
    entry = MENU.get(result.scenario.explain)
    if entry and entry.draw:
        entry.draw(drawn, result)
    return drawn


def slow_title(scenario: Scenario) -> str | None:
    """The title of the slow explanation that a scenario asks for, if it does."""
    entry = MENU.get(scenario.explain)
    return entry.title if entry and entry.is_slow else None

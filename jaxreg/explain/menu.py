"""The Explain menu: one thing at a time is explained of a run.

An entry that is quick follows the hand, with the picture. A slow one is made when the
hand rests.
"""

from jaxreg.display.views import view_of
from jaxreg.explain.code import CODE
from jaxreg.explain.entry import Explanation, Figures
from jaxreg.explain.gradient import GRADIENT
from jaxreg.explain.prediction import PREDICTION
from jaxreg.explain.rates import RATES
from jaxreg.explain.separable import SEPARABLE
from jaxreg.explain.squares import SQUARES
from jaxreg.settings import Scenario
from jaxreg.training.results import LinearResult, LogisticResult

MENU = {
    "prediction": PREDICTION,
    "squares": SQUARES,
    "gradient": GRADIENT,
    "rates": RATES,
    "separable": SEPARABLE,
    "code": CODE,
}
"""Each entry by the name that a scenario and its link have for it."""


def figures(result: LinearResult | LogisticResult) -> Figures:
    """The charts of a result, "fit", "loss" and "landscape", with what is explained."""
    drawn = view_of(result.scenario).figures(result)
    entry = MENU.get(result.scenario.explain)
    if entry and entry.draw:
        entry.draw(drawn, result)
    return drawn


def explain(result: LinearResult | LogisticResult) -> Explanation | None:
    """What the scenario asks to have explained, if it follows the hand."""
    entry = MENU.get(result.scenario.explain)
    return entry.explain(result) if entry and not entry.is_slow else None


def slow_explanation(result: LinearResult | LogisticResult) -> Explanation | None:
    """The slow explanation that the scenario asks for, if it asks for one."""
    entry = MENU.get(result.scenario.explain)
    return entry.explain(result) if entry and entry.is_slow else None


def slow_title(scenario: Scenario) -> str | None:
    """The title of the slow explanation that a scenario asks for, if it does."""
    entry = MENU.get(scenario.explain)
    return entry.title if entry and entry.is_slow else None

"""The Explain menu, which explains one thing about a run at a time.

A quick entry comes with the picture, while the hand moves; a slow one when it rests.
"""

from jaxreg.display.views import VIEWS
from jaxreg.explain.accuracy import ACCURACY
from jaxreg.explain.bug_lab import BUG_LAB
from jaxreg.explain.code import CODE
from jaxreg.explain.entry import Figures
from jaxreg.explain.flips import FLIPS
from jaxreg.explain.gradient import GRADIENT
from jaxreg.explain.influence_entry import INFLUENCE
from jaxreg.explain.line_of_classes import LINE_OF_CLASSES
from jaxreg.explain.odds import ODDS
from jaxreg.explain.precision_entry import PRECISION
from jaxreg.explain.prediction import PREDICTION
from jaxreg.explain.rates import RATES
from jaxreg.explain.residuals import RESIDUALS
from jaxreg.explain.separable import SEPARABLE
from jaxreg.explain.squares import SQUARES
from jaxreg.explain.three_lines import THREE_LINES
from jaxreg.explain.threshold import THRESHOLD
from jaxreg.explain.tune import TUNE
from jaxreg.training.environment import reproducible
from jaxreg.training.results import Result

MENU = {
    "prediction": PREDICTION,
    "squares": SQUARES,
    "residuals": RESIDUALS,
    "x on y": THREE_LINES,
    "gradient": GRADIENT,
    "influence": INFLUENCE,
    "accuracy": ACCURACY,
    "threshold": THRESHOLD,
    "odds": ODDS,
    "least squares": LINE_OF_CLASSES,
    "flips": FLIPS,
    "rates": RATES,
    "tune": TUNE,
    "precision": PRECISION,
    "bug lab": BUG_LAB,
    "separable": SEPARABLE,
    "code": CODE,
}
"""Each entry, by its name in a scenario and a link."""


@reproducible()
def figures(result: Result) -> Figures:
    """The charts of a result, "fit", "loss" and "landscape", with its explanation."""
    drawn = VIEWS[result.scenario.page].figures(result)
    entry = MENU.get(result.scenario.explain)
    if entry and entry.draw:
        entry.draw(drawn, result)
    return drawn

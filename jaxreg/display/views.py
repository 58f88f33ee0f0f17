"""How each model is shown."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from jaxreg.display.drawing import Figure
from jaxreg.display.figures import linear_figures, logistic_figures
from jaxreg.display.report import Report, linear_report, logistic_report
from jaxreg.display.ruler import (
    Mark,
    Ruler,
    linear_certainties,
    linear_ruler,
    logistic_certainties,
    logistic_ruler,
)
from jaxreg.settings import Scenario


class View(NamedTuple):
    """How a model shows a result of its own: its charts, before anything is explained;
    its words and numbers; its ruler at some epochs (f,); and what is certain of all
    runs of a scenario on points X (n, d), whatever their rates."""

    figures: Callable[[Any], dict[str, Figure]]
    report: Callable[[Any], Report]
    ruler: Callable[[Any, np.ndarray], Ruler]
    certainties: Callable[[Any, np.ndarray], list[Mark]]


VIEWS = {
    "linear": View(linear_figures, linear_report, linear_ruler, linear_certainties),
    "logistic": View(
        logistic_figures, logistic_report, logistic_ruler, logistic_certainties
    ),
}


def view_of(scenario: Scenario) -> View:
    """How results of a scenario are shown."""
    return VIEWS[scenario.page]

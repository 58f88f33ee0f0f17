"""How each model is shown."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from jaxreg.display.best import (
    Best,
    linear_best,
    logistic_best,
    smallest_cross_entropy,
    smallest_squares,
)
from jaxreg.display.certain import Certain, linear_certainties, logistic_certainties
from jaxreg.display.dates import with_dates
from jaxreg.display.drawing import Figure
from jaxreg.display.landscape_figure import (
    linear_landscape_figure,
    logistic_landscape_figure,
)
from jaxreg.display.linear_figure import linear_figures
from jaxreg.display.linear_report import linear_report
from jaxreg.display.logistic_figure import logistic_figures
from jaxreg.display.logistic_report import logistic_report
from jaxreg.display.report import Report
from jaxreg.display.ruler import Ruler, linear_ruler, logistic_ruler

if TYPE_CHECKING:
    import plotly.graph_objects as go


class View(NamedTuple):
    """How a model shows its results: charts, without explanations; the landscape at an
    epoch; words and numbers; the ruler at epochs (f,); and what is certain of all runs
    of a scenario on points X (n, d), whatever their rates; and the smallest loss, also
    of a scenario on features X (n, d), y (n,), None if there is none. ``gradient`` is
    the formula of one point's gradient, without a penalty, of a {model} with features
    {x}, among them 1 for b: a ``factor`` times the error, of a probability if
    ``is_probability``, times them.
    """

    figures: Callable[[Any], dict[str, Figure]]
    landscape: Callable[[Any, int], Figure]
    report: Callable[[Any], Report]
    ruler: Callable[[Any, np.ndarray], Ruler]
    certainties: Callable[[Any, np.ndarray], Certain]
    best: Callable[[Any], Best]
    smallest: Callable[[Any, np.ndarray, np.ndarray], float | None]
    gradient: str
    factor: float
    is_probability: bool


VIEWS = {
    "linear": View(
        linear_figures,
        linear_landscape_figure,
        linear_report,
        linear_ruler,
        linear_certainties,
        linear_best,
        smallest_squares,
        "2 ({model} − y) {x}",
        factor=2.0,
        is_probability=False,
    ),
    "logistic": View(
        logistic_figures,
        logistic_landscape_figure,
        logistic_report,
        logistic_ruler,
        logistic_certainties,
        logistic_best,
        smallest_cross_entropy,
        "(p − y) {x}",
        factor=1.0,
        is_probability=True,
    ),
}
"""The models, by the names of their pages."""


def to_plotly(figure: Figure) -> "go.Figure":
    """The figure as a validated ``go.Figure``, to show or save in a notebook."""
    import plotly.graph_objects as go  # takes a second; the server does not need it

    return go.Figure(with_dates(figure)).update_layout(
        template="plotly_white", font_size=14
    )

"""Linear and logistic regression by gradient descent, from scratch, in JAX.

A scenario says what to do, or a pandas or polars frame and the names of its columns;
``run_linear`` or ``run_logistic`` does it, figures show it, and ``sweep`` does it many
times. The rooms, from the lowest up: settings, data, training, display, lab, explain,
lessons, live, page.
"""

from jaxreg.display.views import to_plotly
from jaxreg.explain.menu import figures
from jaxreg.lab.basin import basin
from jaxreg.lab.counterexamples import counterexamples
from jaxreg.lab.sweep import sweep
from jaxreg.lab.universes import bootstrap, universes
from jaxreg.settings import (
    PRESETS,
    LinearScenario,
    LogisticScenario,
    from_query,
    to_query,
)
from jaxreg.training.runs import run_linear, run_logistic

linear_figures = logistic_figures = figures

__all__ = [
    "PRESETS",
    "LinearScenario",
    "LogisticScenario",
    "basin",
    "bootstrap",
    "counterexamples",
    "figures",
    "from_query",
    "linear_figures",
    "logistic_figures",
    "run_linear",
    "run_logistic",
    "sweep",
    "to_plotly",
    "to_query",
    "universes",
]

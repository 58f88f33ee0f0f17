"""Linear and logistic regression by gradient descent, from scratch, in JAX.

A scenario says what to do, ``run_linear`` or ``run_logistic`` does it, and figures show
it. The README has the order in which to read the modules.
"""

from jaxreg.experiment import run_linear, run_logistic
from jaxreg.figures import linear_figures, logistic_figures, to_plotly
from jaxreg.scenario import (
    PRESETS,
    LinearScenario,
    LogisticScenario,
    from_query,
    to_query,
)

__all__ = [
    "PRESETS",
    "LinearScenario",
    "LogisticScenario",
    "from_query",
    "linear_figures",
    "logistic_figures",
    "run_linear",
    "run_logistic",
    "to_plotly",
    "to_query",
]

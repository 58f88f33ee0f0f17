"""What can be set: controls, scenarios, links."""

from jaxreg.settings.by_hand import BY_HAND, PointsControl
from jaxreg.settings.by_hand import MOST as MOST_BY_HAND
from jaxreg.settings.control import DIGITS, Control, Value
from jaxreg.settings.linear import EXPLAIN as LINEAR_EXPLAIN
from jaxreg.settings.linear import SETS as LINEAR_SETS
from jaxreg.settings.linear import LinearScenario
from jaxreg.settings.links import Problem, from_query, to_query
from jaxreg.settings.logistic import EXPLAIN as LOGISTIC_EXPLAIN
from jaxreg.settings.logistic import SETS as LOGISTIC_SETS
from jaxreg.settings.logistic import LogisticScenario
from jaxreg.settings.presets import (
    CONTROLS,
    OWN_DATA,
    PAGES,
    PRESETS,
    TRY,
    Preset,
)
from jaxreg.settings.scenario import Scenario, is_table
from jaxreg.settings.shared import EPOCHS, MAX_COLUMNS, NUM_POINTS, OWN

__all__ = [
    "BY_HAND",
    "CONTROLS",
    "DIGITS",
    "EPOCHS",
    "LINEAR_EXPLAIN",
    "LINEAR_SETS",
    "LOGISTIC_EXPLAIN",
    "LOGISTIC_SETS",
    "MAX_COLUMNS",
    "MOST_BY_HAND",
    "NUM_POINTS",
    "OWN",
    "OWN_DATA",
    "PAGES",
    "PRESETS",
    "TRY",
    "Control",
    "LinearScenario",
    "LogisticScenario",
    "PointsControl",
    "Preset",
    "Problem",
    "Scenario",
    "Value",
    "from_query",
    "is_table",
    "to_query",
]

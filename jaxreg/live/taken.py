"""The points of a scenario as those of a link, for a hand to move."""

from dataclasses import replace

import numpy as np

from jaxreg.data.by_hand import text_of
from jaxreg.data.source import points_of
from jaxreg.data.table import DataError, Table
from jaxreg.live.picture import as_json
from jaxreg.settings import MOST_BY_HAND, Scenario
from jaxreg.training.runs import as_table


def taken_points(scenario: Scenario, own: Table | None = None) -> bytes:
    """The JSON of a scenario's points: {"points": text, "fault": ""}, or null and why
    they cannot be edited in the chart. Where too many are drawn, fewer are, and the
    fault says so."""
    fewer, fault = scenario, ""
    if scenario.is_drawn and scenario.num_points > MOST_BY_HAND:
        fewer = replace(scenario, num_points=MOST_BY_HAND)
        fault = (
            f"At most {MOST_BY_HAND} points can be edited in the chart, as the link "
            f"holds them all, but there are {scenario.num_points:,}. If you want "
            f"{MOST_BY_HAND} of the kind, press once more."
        )
    try:
        return as_json({"points": taken(fewer, own), "fault": fault})
    except DataError as error:
        return as_json({"points": None, "fault": str(error)})


def taken(scenario: Scenario, own: Table | None = None) -> str:
    """A scenario's points, held out or not, in their order, as a link has them.

    Raises:
        DataError: they cannot be edited in the chart; the message says why.
    """
    if scenario.is_of_table:
        X, y, names, _ = points_of(scenario, own)
        if dated := [q for q in (*names.features, names.target) if q.origin]:
            raise DataError(
                f"“{dated[0].text}” holds dates, which cannot be edited in the chart: "
                "press “Edit” beside the choice of data to have them as a table."
            )
    else:
        *features, target = (c.values for c in as_table(scenario).columns)
        X, y = np.column_stack(features), target
    return text_of(scenario, X, y)

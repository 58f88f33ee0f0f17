"""Axes of dates.

A figure has numbers everywhere, counted in days or years since the first date, as its
models and films do. Plotly counts milliseconds since 1970, and then writes dates by
itself at any zoom. What leads from one to the other is in the layout's ``meta``; here
it is done for notebooks, and in live/browser/dates.js for the page.
"""

from datetime import datetime, timedelta
from typing import Any

import numpy as np

from jaxreg.data.dates import DAYS_A_YEAR
from jaxreg.data.table import Quantity
from jaxreg.display.drawing import Figure

_EPOCH, _MILLISECOND = datetime(1970, 1, 1), timedelta(milliseconds=1)
_DAYS = {"days": 1.0, "years": DAYS_A_YEAR}
# More ticks would touch each other, as would months beside their years: these stand
# below, as a day does below its hours, and the title moves down.
_MONTHS = {"dtickrange": ["M1", "M6"], "value": "%b\n%Y"}
_DATES = {"type": "date", "nticks": 5, "automargin": True, "tickformatstops": [_MONTHS]}
_STANDOFF = 8  # pixels


def date_axes(x: Quantity, y: Quantity | None = None) -> dict[str, Any]:
    """The ``meta`` of a layout whose axes have these quantities, if any are dates: for
    "x" or "y", where its 0 is and how long its 1 is, in Plotly's milliseconds."""
    axes = {
        name: {
            "origin": (axis.origin - _EPOCH) / _MILLISECOND,
            "unit": _DAYS[axis.unit] * 86_400_000,
        }
        for name, axis in (("x", x), ("y", y))
        if axis and axis.origin
    }
    return {"meta": axes} if axes else {}


def with_dates(figure: Figure) -> Figure:
    """The figure as Plotly shows dates, if its ``meta`` says that there are some."""
    meta = figure["layout"].get("meta", {})
    traces, layout = figure["data"], dict(figure["layout"])
    for name in {"x", "y"} & meta.keys():
        origin, unit = meta[name]["origin"], meta[name]["unit"]
        axis = layout[f"{name}axis"]
        limits = [origin + unit * limit for limit in axis["range"]]
        title = axis["title"] | {"standoff": _STANDOFF}
        layout[f"{name}axis"] = axis | _DATES | {"range": limits, "title": title}
        traces = [_dated(trace, name, origin, unit) for trace in traces]
    return {"data": traces, "layout": layout}


def _dated(trace: Figure, name: str, origin: float, unit: float) -> Figure:
    """A trace whose x or y, by its ``name``, becomes dates."""
    moved = dict(trace)
    if name in trace:
        # Of a date a millisecond too early, Plotly would say the day before.
        moved[name] = np.round(origin + unit * np.asarray(trace[name], float))
    if f"{name}0" in trace:
        moved[f"{name}0"] = origin + unit * trace[f"{name}0"]
        moved[f"d{name}"] = unit * trace[f"d{name}"]
    if "hovertemplate" in trace:
        number = f"%{{{name}:.4g}}"
        moved["hovertemplate"] = trace["hovertemplate"].replace(number, f"%{{{name}}}")
    return moved

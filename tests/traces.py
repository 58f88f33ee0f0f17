"""A figure's traces by name, their arrays decoded as plotly.js does it."""

import base64

import numpy as np

from jaxreg.live.picture import encoded


def decoded(spec):
    if isinstance(spec, np.ndarray):  # as it travels
        spec = encoded(spec)
    array = np.frombuffer(base64.b64decode(spec["bdata"]), spec["dtype"])
    return array.reshape([int(k) for k in spec.get("shape", "-1").split(",")])


def trace(figure, name):
    [found] = [trace for trace in figure["data"] if trace["name"] == name]
    return found


def shows(trace):
    """What of a frame a film shows in a trace, None if nothing."""
    return trace.get("meta", {}).get("shows")


def xy(figure, name):
    return decoded(trace(figure, name)["x"]), decoded(trace(figure, name)["y"])


def has(figure, name):
    return name in [trace["name"] for trace in figure["data"]]


def limits(figure):
    """The ranges of the x and the y axis, flat or in space."""
    axes = figure["layout"].get("scene", figure["layout"])
    return axes["xaxis"]["range"], axes["yaxis"]["range"]


def assert_covers(axis_range, values):
    low, high = axis_range
    assert low <= np.min(values) and np.max(values) <= high, (axis_range, values)

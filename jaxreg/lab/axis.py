"""A swept control in a link: "lr,0.001,0.03,24,log" is a control's key, from, to, the
steps, and whether they are equal factors; "n,5,1000" all sizes between; "scale" alone
means all its words."""

from typing import NamedTuple

import numpy as np

from jaxreg.settings import OWN, Scenario, Value
from jaxreg.settings.control import Control

MAX_STEPS = 200
SCALES = ("linear", "log")
_GROUPS = {
    *("generator", "seed", "training", "method", "start", "chosen start"),
    *("held out", "features", "loss"),
}


class Axis(NamedTuple):
    """A control, by its field's ``name``, its values, and their scale."""

    name: str
    values: tuple[Value, ...]
    scale: str


def can_be_swept(control: Control) -> bool:
    """Whether a run depends on a control, and a link may sweep it."""
    return control.group in _GROUPS


def axis_of(scenario: Scenario, text: str) -> Axis:
    """The axis that a link's text stands for.

    Raises:
        ValueError: it stands for none; the message says what is allowed.
    """
    key, *parts = text.split(",")
    controls = {c.key: n for n, c in scenario.controls.items() if can_be_swept(c)}
    if key not in controls:
        raise ValueError(
            f"{key[:20]!r} cannot be swept; these can: {', '.join(controls)}"
        )
    name = controls[key]
    control = scenario.controls[name]
    if control.is_choice:
        return Axis(name, control.options, "linear")
    if control.options:
        low, high = _ends(control, parts, f"{key},from,to")
        among = [
            option for option in control.options if low <= float(str(option)) <= high
        ]
        return Axis(name, tuple(among), "linear")
    low, high, steps, scale = _parts(control, parts)
    spaced = np.geomspace if scale == "log" else np.linspace
    short = (float(f"{value:.4g}") for value in spaced(low, high, steps)[1:-1])
    values = [control.nearest(value) for value in (low, *short, high)]
    return Axis(name, tuple(dict.fromkeys(values)), scale)


def call_of(scenario: Scenario, axes: list[Axis]) -> str:
    """The line of Python that gives the same table; own data are a ``frame`` there."""
    own = ["frame"] * (scenario.data == OWN)
    swept = [f"{axis.name}={_written(axis.values)}" for axis in axes]
    return f"sweep({', '.join([in_python(scenario), *own, *swept])})"


def in_python(scenario: Scenario) -> str:
    """The scenario as Python makes it."""
    fields = [
        f"{name}={value!r}"
        for name in scenario.controls
        if (value := getattr(scenario, name)) != scenario.default(name)
    ]
    return f"{type(scenario).__name__}({', '.join(fields)})"


def _written(values: tuple[Value, ...]) -> str:
    """Values in Python, whole numbers in a row as a range."""
    whole = [value for value in values if isinstance(value, int)]
    if whole and whole == [*range(whole[0], whole[0] + len(values))]:
        start = f"{whole[0]}, " if whole[0] else ""
        return f"range({start}{whole[-1] + 1})"
    return repr([*values])


def _ends(control: Control, parts: list[str], form: str) -> tuple[float, float]:
    """From and to."""
    name = f"“{control.label}”"
    if len(parts) != 2:
        raise ValueError(f"a sweep of {name} is written as {form}")
    ends = []
    for text in parts:
        try:
            ends.append(float(str(control.value(text))))
        except ValueError as error:
            raise ValueError(f"{name} is {text[:20]!r}: it must be {error}") from None
    if ends[0] >= ends[1]:
        raise ValueError(f"a sweep of {name} goes from a smaller to a larger value")
    return ends[0], ends[1]


def _parts(control: Control, parts: list[str]) -> tuple[float, float, int, str]:
    """From, to, steps and scale."""
    key, name = control.key, f"“{control.label}”"
    form = f"{key},from,to,steps,linear or {key},from,to,steps,log"
    if len(parts) != 4 or parts[3] not in SCALES:
        raise ValueError(f"a sweep of {name} is written as {form}")
    low, high = _ends(control, parts[:2], form)
    steps = int(parts[2]) if parts[2].isascii() and parts[2].isdecimal() else 0
    if not 2 <= steps <= MAX_STEPS:
        raise ValueError(f"a sweep of {name} has 2 to {MAX_STEPS} steps")
    if parts[3] == "log" and low <= 0:
        raise ValueError(f"a logarithmic sweep of {name} begins above 0")
    return low, high, steps, parts[3]

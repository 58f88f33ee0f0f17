"""A scenario as a script that needs nothing but JAX.

The script prints the W, b and loss that ``training.runs.run`` ends with, to six digits
also where a run oscillates. So it rounds as that does: y comes from compiled code, the
step is carried, theta is split, means are weighted, penalties stand as in models.py;
the points of a table are scaled in float64, and padded.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

import jaxreg.explain.script_parts as parts
from jaxreg.data.dataset import Points
from jaxreg.data.source import points_of
from jaxreg.data.table import Table
from jaxreg.explain.script_table import meanings_of, names_of, numbers_in_script
from jaxreg.settings import (
    LinearScenario,
    LogisticScenario,
    Scenario,
)
from jaxreg.training.gradient_descent import power_of_two, trained_epochs


def script(scenario: Scenario, own: Table | None = None) -> str:
    """A Python script that makes the scenario's points, trains, and prints the end.

    Raises:
        DataError: the points cannot be taken from ``own``, a person's own data.
    """
    return "\n\n".join(sections(*with_sizes(scenario, own))) + "\n"


def with_sizes(s: Scenario, own: Table | None) -> tuple[Scenario, Points | None]:
    """The scenario with the numbers of points and features that its data have; and its
    points, if they come from a table."""
    if s.data == "lecture":
        return replace(s, num_points=5), None
    if not s.is_of_table:
        return s, None
    points = points_of(s, own)
    if isinstance(s, LogisticScenario) and points.X.shape[1] == 1:
        s = replace(s, x2_column=0)
    return replace(s, num_points=len(points.y)), points


def sections(s: Scenario, points: Points | None) -> list[str]:
    """The parts of the script; all but the first start with a comment, their title."""
    if isinstance(s, LogisticScenario):
        name, X, loss = "Logistic", "X", _cross_entropy(s)
    else:
        name, X, loss = "Linear", "x", parts.SQUARES
    head, padding = parts.HEAD.format(name=name), ""
    if points is not None:
        head += parts.NUMPY
        data, padding = _table(s, points, X), _padding(s, X)
    else:
        data = _MADE[s.page](s)
    scale, unscale, result = [], [], parts.RESULT
    scaled_start = ""
    if points is not None and isinstance(s, LinearScenario):
        scale, unscale = [_scale_line(s, points)], [parts.UNSCALE_LINE]
        scaled_start = parts.SCALE_START if s.scaling == "off" else ""
        result = parts.RESULT_LINE
    elif s.scaling == "on":
        scale, unscale = [parts.SCALE.format(X=X)], [parts.UNSCALE.format(X=X)]
    start = {"theta": _start(s), "scaled_start": scaled_start, "padding": padding}
    training = parts.TRAINING.format(X=X, **start, **numbers_of(s))
    return [head, data, *scale, loss, parts.GRADIENT, training, *unscale, result]


def _line(s: LinearScenario) -> str:
    """The points of the line; the noise is in it only where it is trained on."""
    texts = numbers_of(s) | {"last": str(s.num_points - 1)}
    if s.targets == "noisy" and s.noise > 0:
        texts["noise"] = " + noise * jax.random.normal(key, x.shape)"
        texts["random"] = _random(s, parts.DRAWN_LINE.format(**numbers_of(s)))
        return parts.LINE.format(**texts, parameters="W, b, noise, key")
    texts["noise"] = ""
    texts["random"] = parts.PLAIN_LINE.format(**texts) + _random(s, "")
    return parts.LINE.format(**texts, parameters="W, b")


def _classes(s: LogisticScenario) -> str:
    """The points of the two classes, the lecture's or drawn."""
    if s.data == "lecture":
        return parts.LECTURE.format(random=_random(s, ""))
    points = parts.POINTS.format(**numbers_of(s))
    return parts.SQUARE.format(**numbers_of(s), random=_random(s, points))


def _table(s: Scenario, points: Points, X: str) -> str:
    """The points of a table, in the script or read from the file."""
    *features, target = names_of(points)
    texts = {"names": ", ".join([*features, target]), "features": ", ".join(features)}
    is_line = isinstance(s, LinearScenario)
    dtype = "float64" if s.scaling == "on" or is_line else "float32"
    return parts.TABLE.format(
        **numbers_of(s),
        X=X,
        meanings=meanings_of(s, points, "# {}: {}"),
        columns=numbers_in_script(points),
        array=parts.ARRAY[X].format(**texts, dtype=dtype),
        y_dtype="float64" if is_line else "float32",
        random=_random(s, ""),
    )


def _scale_line(s: LinearScenario, points: Points) -> str:
    """The units in which a line through a table is trained, as ``dataset`` has them:
    a deviation of 0 is 1 there."""
    what, x_units = "y is y", "0.0, 1.0  # x stays as it is"
    if s.scaling == "on":
        what, x_units = "x and y are x and y", "x.mean(), x.std()"
    varies = np.ptp(points.y) > 0
    y_units = "y.mean(), y.std()" if varies else "y[0], 1.0  # they are all alike"
    return parts.SCALE_LINE.format(what=what, x_units=x_units, y_units=y_units)


def _padding(s: Scenario, X: str) -> str:
    """The rows that training adds to the points of a table."""
    missing = power_of_two(s.num_points) - s.num_points
    if not missing:
        return ""
    rows = parts.ROWS[X].format(missing=missing)
    return parts.PADDING.format(X=X, rows=rows, missing=missing)


def _random(s: Scenario, data: str) -> str:
    """What is drawn: the data by their seed, and W where training starts from one."""
    start = ""
    if s.start == "seed":
        if s.start_seed is not None:
            start = parts.START_KEY.format(**numbers_of(s))
        start += parts.START.format(shape=f"({num_features(s)},)")
    draws = data + start
    if not draws:
        return ""
    key = "" if start and not data and s.start_seed is not None else parts.KEY
    return (parts.RANDOM + key).format(**numbers_of(s)) + draws


def _start(s: Scenario) -> str:
    """W and b where training starts, in one array."""
    if s.start == "seed":
        return "jnp.append(start_W, 0.0)"
    if s.start == "zero":
        return f"jnp.zeros({num_features(s) + 1})"
    names = "start_W", "start_W1", "start_W2", "start_b"
    start = [text for name, text in numbers_of(s).items() if name in names]
    start = [*start[: num_features(s)], start[-1]]
    return f"jnp.array([{', '.join(start)}], float)"


def _cross_entropy(s: LogisticScenario) -> str:
    """The loss in the scenario's form, with its penalty if there is one."""
    penalty = parts.PENALTY.format(**numbers_of(s)) if s.l2 else ""
    return parts.ENTROPY[s.loss_form].format(
        penalty=penalty,
        plus_penalty=" + penalty" if s.l2 else "",
        features=num_features(s),
        z=parts.LOGITS[num_features(s)],
    )


def num_features(s: Scenario) -> int:
    """How many entries W has."""
    one = not isinstance(s, LogisticScenario) or (s.is_of_table and s.x2_column == 0)
    return 1 if one else 2


def numbers_of(s: Scenario) -> dict[str, str]:
    """Every number as links write it, so no word gets in; the epochs that are run."""
    values = {name: getattr(s, name) for name in s.controls}
    values["epochs"] = trained_epochs(s, s.num_points)
    return {
        name: s.controls[name].text(value)
        for name, value in values.items()
        if isinstance(value, int | float)
    }


_MADE: dict[str, Callable[[Any], str]] = {"linear": _line, "logistic": _classes}
"""The points that a scenario makes, by its page."""

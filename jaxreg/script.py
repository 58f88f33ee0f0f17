"""A scenario as a script that needs nothing but JAX, and as a notebook.

The script prints the W, b and loss that ``experiment.run`` ends with, to six digits
also where a run oscillates. So it rounds as that does: y comes from compiled code, the
step is carried, theta is split, means are weighted, penalties stand as in models.py;
the points of a table are scaled in float64, and padded.
"""

import json
from dataclasses import replace
from textwrap import fill
from typing import Any

import numpy as np

import jaxreg.script_parts as parts
from jaxreg.columns import Points
from jaxreg.data import power_of_two
from jaxreg.experiment import trained_epochs
from jaxreg.scenario import (
    CONTROLS,
    LinearScenario,
    LogisticScenario,
    Scenario,
    of_table,
    page_of,
)
from jaxreg.source import points_of
from jaxreg.table import Table, short

MAX_LITERALS = 1000
"""How many points of a table the script itself holds."""
POINTS_FILE = "points.csv"
"""Where it reads more of them from."""


def script(scenario: Scenario, own: Table | None = None) -> str:
    """A Python script that makes the scenario's points, trains, and prints the end.

    Raises:
        DataError: the points cannot be taken from ``own``, a person's own data.
    """
    return "\n\n".join(_sections(*_sized(scenario, own))) + "\n"


def notebook(scenario: Scenario, own: Table | None = None) -> str:
    """The script as a Jupyter notebook: the model in words, then a cell per section.

    Raises:
        DataError: the points cannot be taken from ``own``, a person's own data.
    """
    sized = _sized(scenario, own)
    cells = [_cell(0, "markdown", _words(*sized))]
    for number, section in enumerate(_sections(*sized), start=1):
        code = _cell(number, "code", section)
        cells.append(code | {"execution_count": None, "outputs": []})
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    book = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(book, indent=1) + "\n"


def needs_file(scenario: Scenario, own: Table | None = None) -> bool:
    """Whether the script reads its points from ``POINTS_FILE``.

    Raises:
        DataError: the points cannot be taken from ``own``, a person's own data.
    """
    return of_table(scenario) and len(points_of(scenario, own).y) > MAX_LITERALS


def points_csv(scenario: Scenario, own: Table | None = None) -> str:
    """The text of ``POINTS_FILE``, for a scenario whose points come from a table.

    Its columns are x or x1 and x2, and y: a spreadsheet would run a formula that stands
    in a table's own name.

    Raises:
        DataError: the points cannot be taken from ``own``, a person's own data.
    """
    columns = _columns(points_of(scenario, own))
    rows = [tuple(columns), *zip(*columns.values(), strict=True)]
    return "".join(",".join(row) + "\n" for row in rows)


def _cell(number: int, kind: str, text: str) -> dict[str, Any]:
    """What a cell of any kind has."""
    lines = text.splitlines(keepends=True)
    return {"cell_type": kind, "id": f"cell-{number}", "metadata": {}, "source": lines}


def _sized(s: Scenario, own: Table | None) -> tuple[Scenario, Points | None]:
    """The scenario with the numbers of points and features that its data have; and its
    points, if they come from a table."""
    if s.data == "lecture":
        return replace(s, num_points=5), None
    if not of_table(s):
        return s, None
    points = points_of(s, own)
    if isinstance(s, LogisticScenario) and points.X.shape[1] == 1:
        s = replace(s, x2_column=0)
    return replace(s, num_points=len(points.y)), points


def _words(s: Scenario, points: Points | None) -> str:
    """The model and its loss, in Markdown, and what its points are called."""
    words = parts.LINEAR
    if isinstance(s, LogisticScenario):
        texts = parts.FORMULAS[_features(s)] | _texts(s)
        penalty = parts.LOGISTIC_PENALTY.format(**texts) if s.l2 else ""
        words = parts.LOGISTIC.format(**texts, penalty=penalty)
    if points is None:
        return words
    # In a code span nothing has a meaning but the backtick that ends it.
    meanings = _meanings(s, points, "- `{}`: `{}`")
    return words + parts.POINTS_WORDS.format(meanings=meanings)


def _sections(s: Scenario, points: Points | None) -> list[str]:
    """The parts of the script; all but the first start with a comment, their title."""
    if isinstance(s, LinearScenario):
        name, X, loss = "Linear", "x", parts.SQUARES
    else:
        name, X, loss = "Logistic", "X", _cross_entropy(s)
    head, padding = parts.HEAD.format(name=name), ""
    if points is not None:
        head += parts.NUMPY
        data, padding = _table(s, points, X), _padding(s, X)
    else:
        data = _line(s) if isinstance(s, LinearScenario) else _classes(s)
    scale, unscale, result = [], [], parts.RESULT
    scaled_start = ""
    if points is not None and isinstance(s, LinearScenario):
        scale, unscale = [_scale_line(s, points)], [parts.UNSCALE_LINE]
        scaled_start = parts.SCALE_START if s.scaling == "off" else ""
        result = parts.RESULT_LINE
    elif s.scaling == "on":
        scale, unscale = [parts.SCALE.format(X=X)], [parts.UNSCALE.format(X=X)]
    start = {"theta": _start(s), "scaled_start": scaled_start, "padding": padding}
    training = parts.TRAINING.format(X=X, **start, **_texts(s))
    return [head, data, *scale, loss, parts.GRADIENT, training, *unscale, result]


def _line(s: LinearScenario) -> str:
    """The points of the line; the noise is in it only where it is trained on."""
    texts = _texts(s) | {"last": str(s.num_points - 1)}
    if s.targets == "noisy" and s.noise > 0:
        texts["noise"] = " + noise * jax.random.normal(key, x.shape)"
        texts["random"] = _random(s, parts.DRAWN_LINE.format(**_texts(s)))
        return parts.LINE.format(**texts, parameters="W, b, noise, key")
    texts["noise"] = ""
    texts["random"] = parts.PLAIN_LINE.format(**texts) + _random(s, "")
    return parts.LINE.format(**texts, parameters="W, b")


def _classes(s: LogisticScenario) -> str:
    """The points of the two classes, the lecture's or drawn."""
    if s.data == "lecture":
        return parts.LECTURE.format(random=_random(s, ""))
    points = parts.POINTS.format(**_texts(s))
    return parts.SQUARE.format(**_texts(s), random=_random(s, points))


def _table(s: Scenario, points: Points, X: str) -> str:
    """The points of a table, in the script or read from the file."""
    columns = _columns(points)
    *features, _ = columns
    texts = {"names": ", ".join(columns), "features": ", ".join(features)}
    if len(points.y) > MAX_LITERALS:
        numbers = parts.FILE.format(**texts, file=POINTS_FILE)
    else:
        numbers = "\n".join(
            parts.LITERAL.format(name=name, numbers=_wrapped(column))
            for name, column in columns.items()
        )
    is_line = isinstance(s, LinearScenario)
    dtype = "float64" if s.scaling == "on" or is_line else "float32"
    return parts.TABLE.format(
        **_texts(s),
        X=X,
        meanings=_meanings(s, points, "# {}: {}"),
        columns=numbers,
        array=parts.ARRAY[X].format(**texts, dtype=dtype),
        y_dtype="float64" if is_line else "float32",
        random=_random(s, ""),
    )


def _scale_line(s: LinearScenario, points: Points) -> str:
    """The units in which a line through a table is trained, as ``experiment`` has them:
    a deviation of 0 is 1 there."""
    what, x_units = "y is y", "0.0, 1.0  # x stays as it is"
    if s.scaling == "on":
        what, x_units = "x and y are x and y", "x.mean(), x.std()"
    varies = np.ptp(points.y) > 0
    y_units = "y.mean(), y.std()" if varies else "y[0], 1.0  # they are all alike"
    return parts.SCALE_LINE.format(what=what, x_units=x_units, y_units=y_units)


def _columns(points: Points) -> dict[str, list[str]]:
    """The columns x or x1 and x2, and y, each number as its shortest exact text."""
    columns = [column.tolist() for column in (*points.X.T, points.y)]
    return {
        name: [repr(number).removesuffix(".0") for number in column]
        for name, column in zip(_names(points), columns, strict=True)
    }


def _names(points: Points) -> list[str]:
    """What the script calls the columns."""
    return ["x", "y"] if points.X.shape[1] == 1 else ["x1", "x2", "y"]


def _wrapped(numbers: list[str]) -> str:
    """Numbers on lines of at most 88 columns; a minus sign is no hyphen."""
    text, indent = ", ".join(numbers), " " * 4
    return fill(
        text,
        88,
        initial_indent=indent,
        subsequent_indent=indent,
        break_on_hyphens=False,
    )


def _meanings(s: Scenario, points: Points, line: str) -> str:
    """A line for what each column, and each class, is called in the table."""
    names = points.names
    meanings = [*zip(_names(points), (*names.features, names.target), strict=True)]
    if isinstance(s, LogisticScenario):
        meanings += zip(("y = 0", "y = 1"), names.classes, strict=True)
    return "\n".join(line.format(name, _plain(text)) for name, text in meanings)


def _plain(text: str) -> str:
    """What a stranger wrote, for a comment and a code span, which a backtick ends."""
    return short(text.replace("`", "'")) or "?"


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
            start = parts.START_KEY.format(**_texts(s))
        start += parts.START.format(shape=f"({_features(s)},)")
    draws = data + start
    if not draws:
        return ""
    key = "" if start and not data and s.start_seed is not None else parts.KEY
    return (parts.RANDOM + key).format(**_texts(s)) + draws


def _start(s: Scenario) -> str:
    """W and b where training starts, in one array."""
    if s.start == "seed":
        return "jnp.append(start_W, 0.0)"
    if s.start == "zero":
        return f"jnp.zeros({_features(s) + 1})"
    names = "start_W", "start_W1", "start_W2", "start_b"
    start = [text for name, text in _texts(s).items() if name in names]
    start = [*start[: _features(s)], start[-1]]
    return f"jnp.array([{', '.join(start)}], float)"


def _cross_entropy(s: LogisticScenario) -> str:
    """The loss in the scenario's form, with its penalty if there is one."""
    penalty = parts.PENALTY.format(**_texts(s)) if s.l2 else ""
    return parts.ENTROPY[s.loss_form].format(
        penalty=penalty,
        plus_penalty=" + penalty" if s.l2 else "",
        features=_features(s),
        z=parts.LOGITS[_features(s)],
    )


def _features(s: Scenario) -> int:
    """How many entries W has."""
    one = isinstance(s, LinearScenario) or (of_table(s) and s.x2_column == 0)
    return 1 if one else 2


def _texts(s: Scenario) -> dict[str, str]:
    """Every number as links write it, so no word gets in; the epochs that are run."""
    values = {name: getattr(s, name) for name in CONTROLS[page_of(s)]}
    values["epochs"] = trained_epochs(s, s.num_points)
    return {
        name: CONTROLS[page_of(s)][name].text(value)
        for name, value in values.items()
        if isinstance(value, int | float)
    }

"""A scenario as a script that needs nothing but JAX.

It is made of the functions that the page trains with, so it prints the W, b and loss
that ``training.runs.run`` ends with, as a rule to six digits; to four where columns
nearly lie in one line. The scenario's settings are variables at its top.
"""

import ast
from dataclasses import replace
from typing import Any

from jaxreg.data.dataset import Points
from jaxreg.data.table import Table
from jaxreg.explain.script_features import powers_section, start_line
from jaxreg.explain.script_squares import has_squares, num_weights, squares_section
from jaxreg.explain.script_table import table_points, table_section
from jaxreg.explain.script_way import (
    loop_of,
    run_lines,
    schedule_parts,
    step_section,
    training_title,
)
from jaxreg.explain.scripted import scripted_of
from jaxreg.explain.source import call, section
from jaxreg.settings import Scenario
from jaxreg.settings.method import IN_WORDS
from jaxreg.training.gradient_descent import MAX_EPOCHS, History
from jaxreg.training.held_out import held_out_rows, least_seen, num_held_out
from jaxreg.training.models import (
    OF_A_POINT,
    Params,
    Penalised,
    init_params,
    predict,
    weighted_mean,
)
from jaxreg.training.problem import padded, power_of_two, trained_epochs
from jaxreg.training.runs import MODELS

HEAD = '''\
"""{name} regression by {method}, from scratch in JAX."""

import functools
from collections import namedtuple

import jax
import jax.numpy as jnp{numpy}
from jax.flatten_util import ravel_pytree

# What the page sets
{settings}'''

# NumPy's numbers are float64, so what is trained on is rounded once.
SCALE = {
    "x": """\
X = np.array(data.X, float)
mean, deviation = X.mean(0), X.std(0)
data = data._replace(X=(X - mean) / deviation)""",
    "y": """\
points, y = data, data.y
y_mean, y_deviation = (y.mean(), y.std()) if np.ptp(y) else (y[0], 1.0)
data = data._replace(y=(y - y_mean) / y_deviation)""",
}
ROOT_MEAN_SQUARE = {
    "x": """\
X = np.array(data.X, float)
deviation = np.sqrt(np.mean(X**2, 0))  # about 0
data = data._replace(X=X / deviation)""",
    "y": """\
points, y = data, data.y
y_deviation = np.sqrt(np.mean(y**2)) if y.any() else 1.0  # about 0
data = data._replace(y=y / y_deviation)""",
}
"""The same without an intercept."""
NO_CONSTANT = "np.where(np.ptp(X, 0) > 0, X.std(0), 1.0)"
UNSCALE = {
    "": """\
with np.errstate(all="ignore"):  # of a run that diverges
    W, b = np.array(W, float), float(b)""",
    "x": """\
    W = W / deviation
    b = b - W @ mean""",
    "y": """\
    W, b = y_deviation * W, y_deviation * b + y_mean
    loss = np.mean((points.X @ W + b - points.y) ** 2)""",
    "penalty": "    penalty = y_deviation**2 * l2 / 2 * np.sum(W**2)",
    "penalised": "    loss = loss + penalty",
    "float32": "    W, b, loss = map(np.float32, (W, b, loss))",
}
UNSCALE_W = {
    "": """\
with np.errstate(all="ignore"):  # of a run that diverges
    W = np.array(W, float)""",
    "x": "    W = W / deviation",
    "y": """\
    W = y_deviation * W
    loss = np.mean((points.X @ W - points.y) ** 2)""",
    "float32": "    W, loss = map(np.float32, (W, loss))",
}
"""The same without an intercept."""
START_IN_UNITS_OF_Y = """\
W, b = map(np.float64, params)
params = Params(W / y_deviation, (b - y_mean) / y_deviation)"""
START_W_IN_UNITS_OF_Y = "params = Params(np.float64(params.W) / y_deviation, None)"
PAD = """\
# The last row again and again, which counts for nothing: so the page rounds its sums
data = padded(data, {rows})"""
HOLD_OUT = """\
is_held = held_out_rows(np.array(data.X, float), {least}, held_out, split)
unseen = Dataset(*(np.array(column)[is_held] for column in data))
data = Dataset(*(np.array(column)[~is_held] for column in data))"""
OF_HELD_OUT = """\
losses = {of_a_point}(predict(Params(W, b), unseen.X), unseen.y)
print("loss of the held-out points:", weighted_mean(losses, unseen))"""
_OF_W = """\
with jnp.printoptions(floatmode="unique"):  # every digit of float32
    print("W:", W)
"""
_OF_LOSS = 'print("loss:", loss)'
RESULT = {True: f'{_OF_W}print("b:", b)\n{_OF_LOSS}', False: _OF_W + _OF_LOSS}
"""What is printed, with an intercept and without."""


def script(scenario: Scenario, own: Table | None = None) -> str:
    """A Python script that makes the scenario's points, trains, and prints the end.

    Raises:
        DataError: the points cannot be taken from ``own``, a person's own data.
    """
    return "\n\n".join(sections(scenario, own)) + "\n"


def sections(scenario: Scenario, own: Table | None) -> list[str]:
    """The parts of the script; all but the first start with a title, as a comment."""
    model, points = scripted_of(scenario), table_points(scenario, own)
    num_points = len(points.y) if points else model.num_points(scenario)
    # This checks every field too, so that no foreign text gets in.
    s = replace(scenario, epochs=trained_epochs(scenario, num_points))
    least = least_seen(num_columns(s, points), getattr(s, "degree", 1))
    num_points -= num_held_out(num_points, least, s.held_out)
    units = ["x"] * (s.scaling == "on") + ["y"] * (bool(points) and model.has_units)
    losses, scale, back = model.losses(s), [], []
    if units:
        how = "less the mean, over the deviation"
        how = how if s.has_intercept else "over the root mean square"
        title = f"Scaling: {' and '.join(units)} {how}"
        ways = SCALE if s.has_intercept else ROOT_MEAN_SQUARE
        parts = [ways[name] for name in reversed(units)]
        if s.has_powers or has_squares(s):
            parts = [part.replace("X.std(0)", NO_CONSTANT) for part in parts]
        scale = [section(title, *parts)]
        kinds = ["", *units, "float32"]
        if "y" in units and s.l2:
            kinds = ["", "penalty", *units, "penalised", "float32"]
        undo = UNSCALE if s.has_intercept else UNSCALE | UNSCALE_W
        which = "W and b" if s.has_intercept else "W"
        title = f"Scaling back: {which} for the points as they were"
        back = [section(title, *(undo[kind] for kind in kinds))]
    hold_out, of_held_out = _of_held_out(s, least)
    body = [
        table_section(s, points) if points else model.made(s),
        *hold_out,
        *powers_section(s),
        *squares_section(s, num_columns(s, points)),
        *scale,
        section(_title(s), Params, predict, weighted_mean, *losses),
        step_section(s, num_points),
        _training(s, points, num_points, losses),
        *back,
        section("Result", RESULT[s.has_intercept], *of_held_out),
    ]
    return [_head(s, "\n".join(body)), *body]


def _title(s: Scenario) -> str:
    """The title over the model and its loss."""
    title = scripted_of(s).title
    return title if s.has_intercept else title.replace(" + b", "")


def _of_held_out(s: Scenario, least: int) -> tuple[list[str], list[str]]:
    """The section that holds points out, and the lines that say what the model makes of
    them; none where there are none."""
    if not s.held_out:
        return [], []
    title = "Held-out points: training does not see them"
    of_a_point = OF_A_POINT[MODELS[s.page].loss_of(s)].__name__
    return (
        [section(title, num_held_out, held_out_rows, HOLD_OUT.format(least=least))],
        [OF_HELD_OUT.format(of_a_point=of_a_point)],
    )


def _head(s: Scenario, body: str) -> str:
    """What comes before the body: imports, and the settings that it uses."""
    code = ast.parse(body)
    uses_numpy = "np" in {n.id for n in ast.walk(code) if isinstance(n, ast.Name)}
    steps = [part for part in code.body if not isinstance(part, ast.FunctionDef)]
    names = [n for part in steps for n in ast.walk(part) if isinstance(n, ast.Name)]
    made = {name.id for name in names if isinstance(name.ctx, ast.Store)}
    needed = {name.id for name in names} - made
    return HEAD.format(
        name=s.page.capitalize(),
        method=IN_WORDS.get(s.method, s.method),
        numpy="\nimport numpy as np" * uses_numpy,
        settings="\n".join(
            f"{name} = {getattr(s, name)!r}" for name in s.controls if name in needed
        ),
    )


def _training(
    s: Scenario, points: Points | None, num_points: int, losses: list[Any]
) -> str:
    """The loop, where it starts, and its run."""
    is_table = points is not None
    in_units_of_y = is_table and scripted_of(s).has_units and s.scaling == "off"
    units_of_y = START_IN_UNITS_OF_Y if s.has_intercept else START_W_IN_UNITS_OF_Y
    return section(
        training_title(s, num_points),
        *(f"MAX_EPOCHS = {MAX_EPOCHS}", History, loop_of(s, num_points)),
        *schedule_parts(s),
        *[init_params] * (s.start == "seed"),
        *[power_of_two] * is_table,
        *[padded] * (is_table or s.held_out > 0),
        start_line(s, num_weights(s, num_columns(s, points))),
        *[units_of_y] * in_units_of_y,
        *_padding(s, is_table),
        *[f"data = {call(Penalised)}"] * (Penalised in losses),
        *run_lines(s, num_points, losses[-1].__name__),
        "(W, b), loss = jax.tree.map(lambda rows: rows[epochs], history)",
    )


def _padding(s: Scenario, is_table: bool) -> list[str]:
    """The lines that pad the points, if training does."""
    if not is_table and not s.held_out:
        return []
    rows = "len(is_held)" if s.held_out else "len(data.y)"
    return [PAD.format(rows=f"power_of_two({rows})" if is_table else rows)]


def num_columns(s: Scenario, points: Points | None) -> int:
    """How many entries x has."""
    return points.X.shape[1] if points else len(s.fields("chosen start")) - 1

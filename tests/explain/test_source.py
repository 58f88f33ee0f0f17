"""A script's functions are those that the page trains with, less types and checks."""

import ast
import inspect
from typing import NamedTuple

import pytest

from jaxreg.data import dataset, generated, noise
from jaxreg.explain.script import script
from jaxreg.explain.scripted import SCRIPTED
from jaxreg.explain.source import call, section, source
from jaxreg.settings import PAGES, LinearScenario, LogisticScenario
from jaxreg.training import (
    batches,
    gradient_descent,
    models,
    momentum,
    problem,
    schedule,
)


class Pair(NamedTuple):
    """Two."""

    one: float
    other: float = 1.0


def check(x: float) -> None:
    """Nothing."""


def half(x: float, *, of: "list[float] | None" = None) -> float:
    """Half of x.

    Raises: never.
    """
    # Why.
    check(x)
    y: float = x / 2  # here

    if of:
        y = sum(of)
    return y


HALF = """\
def half(x, *, of=None):
    # Why.
    y: float = x / 2  # here

    if of:
        y = sum(of)
    return y
"""


def test_a_function_keeps_what_it_does_and_why():
    assert source(half) == HALF
    assert source(Pair) == 'Pair = namedtuple("Pair", "one other")\n'
    assert section("Half", Pair, half, "print(half(1))") == (
        '# Half\nPair = namedtuple("Pair", "one other")\n\n' + HALF + "\nprint(half(1))"
    )


def test_a_call_has_variables_of_the_parameters_names():
    assert call(half) == "half(x, of)"
    assert call(half, "3 + 4") == "half(3 + 4, of)"
    assert call(Pair, "1") == "Pair(1, other)"


@pytest.mark.parametrize(
    "scenario",
    [
        LinearScenario(),
        LinearScenario(data="tips"),
        LogisticScenario(l2=0.1),
        LogisticScenario(data="lecture", loss_form="textbook"),
        LinearScenario(momentum=0.9, schedule="cosine"),
        LogisticScenario(batch=10, schedule="1/t"),
    ],
)
def test_all_functions_of_a_script_are_those_of_the_page(scenario):
    real = {}
    trained = gradient_descent, momentum, batches, schedule, problem
    for module in (dataset, generated, noise, models, *trained):
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.FunctionDef):
                real[node.name] = steps(node)
    found = [n for n in ast.parse(script(scenario)).body if type(n) is ast.FunctionDef]
    step, loop = "epoch", "descend"
    if scenario.momentum:
        step, loop = "epoch_with_momentum", "descend_with_momentum"
    if scenario.batch != "all":
        step, loop = "batch_step", "descend_in_batches"
    assert {"predict", step, loop} < {node.name for node in found}
    for node in found:
        assert steps(node) == real[node.name]


def steps(function):
    """What a function does, statement by statement."""
    return [ast.dump(n) for n in function.body if not isinstance(n, ast.Expr)]


def test_each_model_has_a_lesson():
    assert SCRIPTED.keys() == PAGES.keys()

"""A scenario's script prints what the run has, in a process that knows only JAX."""

import ast
import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stdout
from dataclasses import fields, replace
from io import StringIO

import jax
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jaxreg.experiment import last, run
from jaxreg.scenario import PAGES, PRESETS, LinearScenario, LogisticScenario
from jaxreg.script import notebook, script
from tests.strategies import scenarios

OTHERS = {
    "scaled line": LinearScenario(scaling="on", learning_rate=0.1),
    "scaled classes": LogisticScenario(scaling="on", l2=0.01),
    "penalty": LogisticScenario(l2=0.03, learning_rate=29.9, epochs=200),
    "textbook": LogisticScenario(loss_form="textbook", l2=0.001),
    "textbook, NaN": LogisticScenario(loss_form="textbook", learning_rate=50.1),
    "noise-free": LinearScenario(targets="noise-free", num_points=20, start="zero"),
    "no noise": LinearScenario(noise=0.0, true_W=-2.5, true_b=0.0, seed=7),
    "chosen line": LinearScenario(start="chosen", start_W=1.0, start_b=-2.0),
    "chosen classes": LogisticScenario(
        start="chosen", start_W1=-4.0, start_W2=0.05, start_b=3.0, epochs=3
    ),
    "start": LinearScenario(epochs=0),
    "start of classes": LogisticScenario(epochs=0, scaling="on"),
    "scaled lecture": LogisticScenario(data="lecture", scaling="on", l2=1.0),
    "swings, scaled": LinearScenario(scaling="on", learning_rate=1.0, epochs=10_000),
    "cut short": LinearScenario(num_points=100_000, epochs=10_000),
}
DIVERGED = {"textbook, NaN"}
EVERY = PRESETS | OTHERS
either_page = st.one_of(*map(scenarios, PAGES))


def numbers(printed):
    """W, b and the loss from the three lines that a script prints."""
    number = r"(?:-?(?:\d+\.?\d*(?:e[+-]\d+)?|inf)|nan)"
    lines = rf"W: \[ *({number}(?: +{number})?) *\]\nb: ({number})\nloss: ({number})\n"
    W, b, loss = re.fullmatch(lines, printed).groups()
    return [*map(float, W.split()), float(b), float(loss)]


def printed_by(*cells):
    """What the code prints when its cells run here, JAX set as a student has it."""
    out, names = StringIO(), {"__name__": "__main__"}
    with redirect_stdout(out), jax.numpy_rank_promotion("allow"):
        for cell in cells:
            exec(compile(cell, "script.py", "exec"), names)
    return out.getvalue()


def is_run_of(printed, scenario):
    """Check six significant digits against the run; nan and inf are as they are."""
    history = run(scenario).history
    W, b = last(history)
    # Half a unit of the sixth digit of 9.99999.
    np.testing.assert_allclose(
        numbers(printed), [*W, b, history.loss[-1]], rtol=5e-7, atol=0
    )


@pytest.fixture(scope="module")
def in_fresh_processes(tmp_path_factory):
    """What each preset's script prints in a process of its own, two at a time."""
    folder = tmp_path_factory.mktemp("scripts")

    def start(preset):
        return subprocess.run(
            [sys.executable, "-I", "-W", "error", "-c", script(preset)],
            capture_output=True,
            text=True,
            cwd=folder,
            env=os.environ | {"JAX_PLATFORMS": "cpu"},
            timeout=120,
        )

    with ThreadPoolExecutor(2) as pool:
        return dict(zip(PRESETS, pool.map(start, PRESETS.values()), strict=True))


@pytest.mark.parametrize("name", PRESETS)
def test_a_presets_script_prints_its_run_in_a_fresh_process(name, in_fresh_processes):
    process = in_fresh_processes[name]
    assert (process.returncode, process.stderr) == (0, "")
    is_run_of(process.stdout, PRESETS[name])


def test_it_prints_the_lectures_digits(in_fresh_processes):
    lines = in_fresh_processes["Lecture 5.1"].stdout.splitlines()
    assert lines[:2] == ["W: [3.0008037]", "b: 1.9949604"]


@pytest.mark.parametrize("name", OTHERS)
def test_a_script_prints_its_run(name):
    printed = printed_by(script(EVERY[name]))
    is_run_of(printed, EVERY[name])
    # One is here for its NaN; that the others have none, says that they compare.
    assert np.isfinite(numbers(printed)[-1]) == (name not in DIVERGED)


# The same examples each time: a run that is chaotic may show a last digit's difference.
@settings(max_examples=15, deadline=None, derandomize=True)
@given(either_page)
def test_any_script_prints_its_run(scenario):
    is_run_of(printed_by(script(scenario)), scenario)


def test_every_digit_is_printed():
    seed = LogisticScenario(start="seed", seed=3, epochs=0)
    small = LogisticScenario(start="chosen", start_W1=0.05, start_W2=-9.95, epochs=1)
    for scenario in (seed, small, replace(small, start_W2=0.6, learning_rate=0.001)):
        W, b = last(run(scenario).history)
        *printed, _ = np.float32(numbers(printed_by(script(scenario))))
        assert printed == [*W, b]


@given(either_page)
def test_it_imports_only_jax_and_is_narrow_and_short(scenario):
    code = script(scenario)
    imports = [
        ast.unparse(node)
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert imports == ["import jax", "import jax.numpy as jnp"]
    assert "jaxreg" not in code and "_import_" not in code
    assert max(map(len, code.splitlines())) <= 88
    assert len(code.splitlines()) <= 60


def test_a_plain_script_is_short():
    for scenario in (LinearScenario(), PRESETS["Lecture 5.1"], PRESETS["Lecture 5.2"]):
        assert len(script(scenario).splitlines()) <= 46


@given(either_page)
def test_all_that_it_names_it_needs(scenario):
    names = [
        node for node in ast.walk(ast.parse(script(scenario))) if type(node) is ast.Name
    ]
    stored = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    assert stored - {"_"} <= {node.id for node in names if type(node.ctx) is ast.Load}


@given(either_page)
def test_only_what_the_scenario_has_is_in_it(scenario):
    code = script(scenario)
    random = scenario.start == "seed"
    if isinstance(scenario, LinearScenario):
        noisy = scenario.targets == "noisy" and scenario.noise > 0
        assert ("noise" in code) == ("x.shape" in code) == noisy
        random |= noisy
    else:
        random |= scenario.data == "generated"
        assert ("penalty" in code) == (scenario.l2 > 0)
        assert ("jnp.log(1 - p)" in code) == (scenario.loss_form == "textbook")
    assert ("jax.random" in code) == ("threefry" in code) == random
    assert ("# Scaling" in code) == ("deviation" in code) == (scenario.scaling == "on")


LOOK = {"loss_axis", "landscape", "insight", "ask_x", "ask_x1", "ask_x2"}


@given(
    st.sampled_from([*PAGES]).flatmap(lambda page: st.tuples(*[scenarios(page)] * 2))
)
def test_what_only_changes_the_look_does_not_change_it(two):
    one, other = two
    look = {f.name: getattr(other, f.name) for f in fields(other) if f.name in LOOK}
    assert script(replace(one, **look)) == script(one)
    assert notebook(replace(one, **look)) == notebook(one)


@pytest.mark.parametrize("page", PAGES)
def test_all_else_changes_it(page, every_setting):
    default = PAGES[page]()
    changing = {
        field
        for of, field, value in every_setting
        for start in ("seed", "chosen")
        if of == page
        and script(replace(default, **{"start": start, field: value}))
        != script(replace(default, start=start))
    }
    assert changing == {field.name for field in fields(default)} - LOOK


def test_no_text_gets_in():
    for scenario in (LinearScenario(), LogisticScenario()):
        for field in fields(scenario):
            try:
                code = script(replace(scenario, **{field.name: "exit()"}))
            except (KeyError, TypeError):  # it can be no number
                continue
            assert "exit" not in code


@given(either_page)
def test_the_notebook_is_the_script_cell_by_cell(scenario):
    book = json.loads(notebook(scenario))
    assert (book["nbformat"], book["nbformat_minor"]) == (4, 5)
    words, *code = book["cells"]
    assert (words["cell_type"], {cell["cell_type"] for cell in code}) == (
        "markdown",
        {"code"},
    )
    for cell in code:
        assert (cell["execution_count"], cell["outputs"]) == (None, [])
    ids = [cell["id"] for cell in book["cells"]]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", id) for id in ids)
    sources = ["".join(cell["source"]) for cell in code]
    assert "\n\n".join(sources) + "\n" == script(scenario)
    titles = [re.match(r"# ([A-Z][a-z]+)", source) for source in sources[1:]]
    assert [title[1] for title in titles if title[1] != "Scaling"] == [
        *("Data", "Model", "Gradient", "Training", "Result")
    ]


@pytest.mark.parametrize("name", ["Lecture 5.1", "Lecture 5.2", "scaled classes"])
def test_the_notebooks_cells_run_one_after_another(name):
    cells = json.loads(notebook(EVERY[name]))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    assert printed_by(*code) == printed_by(script(EVERY[name]))


def test_the_notebook_says_the_model_first():
    linear, logistic, penalised = (
        "".join(json.loads(notebook(scenario))["cells"][0]["source"])
        for scenario in (
            LinearScenario(),
            LogisticScenario(),
            LogisticScenario(l2=0.03),
        )
    )
    assert "$y = W x + b$" in linear and "P(y = 1)" in logistic
    assert "lambda" not in logistic and r"$\lambda$ = 0.03." in penalised

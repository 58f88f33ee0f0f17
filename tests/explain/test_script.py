"""A scenario's script prints what the run has, in a process that knows only JAX."""

import ast
import json
import os
import re
import subprocess
import sys
from contextlib import redirect_stdout
from dataclasses import fields, replace
from io import StringIO

import jax
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jaxreg.data.shipped import data_set
from jaxreg.data.table import Column, DataError, Table
from jaxreg.explain.notebook import notebook
from jaxreg.explain.script import script
from jaxreg.explain.script_table import POINTS_FILE, needs_file, points_csv
from jaxreg.settings import (
    LINEAR_SETS,
    LOGISTIC_SETS,
    OWN,
    OWN_DATA,
    PAGES,
    PRESETS,
    LinearScenario,
    LogisticScenario,
)
from jaxreg.settings.features import SQUARES
from jaxreg.training.runs import run
from tests.strategies import BY_HAND, scenarios

OTHERS = {
    "scaled line": LinearScenario(scaling="on", learning_rate=0.1),
    "scaled classes": LogisticScenario(scaling="on", l2=0.01),
    "penalty": LogisticScenario(l2=0.03, learning_rate=29.9, epochs=200),
    "textbook": LogisticScenario(loss_form="textbook", l2=0.001),
    "textbook, NaN": LogisticScenario(loss_form="textbook", learning_rate=50.1),
    "squares": LogisticScenario(features=SQUARES, scaling="on", l2=0.01, held_out=20),
    "squares as they are": LogisticScenario(features=SQUARES, start="zero"),
    "squares, chosen": LogisticScenario(
        data="lecture", features=SQUARES, start="chosen", start_W1=1.0, epochs=100
    ),
    "circle": LogisticScenario(data="circle", features=SQUARES, num_points=50),
    "circle and a line": LogisticScenario(data="circle", seed=3, epochs=100),
    "squares of a table": LogisticScenario(
        data="iris", features=SQUARES, scaling="on", held_out=10
    ),
    "a square of a table": LogisticScenario(
        data="O-rings", features=SQUARES, scaling="on", start="zero"
    ),
    "noise-free": LinearScenario(targets="noise-free", num_points=20, start="zero"),
    "no noise": LinearScenario(noise=0.0, true_W=-2.5, true_b=0.0, seed=7),
    "heavy tails": LinearScenario(noise_kind="heavy tails", nu=1.5, epochs=100),
    "outliers": LinearScenario(noise_kind="outliers", outliers=0.3, num_points=20),
    "uneven": LinearScenario(noise_kind="uneven", noise=3.0, start="zero"),
    "line by hand": LinearScenario(data="by hand", points=BY_HAND["linear"][1]),
    "classes by hand": LogisticScenario(
        data="by hand", points=BY_HAND["logistic"][0], scaling="on"
    ),
    "chosen line": LinearScenario(start="chosen", start_W=1.0, start_b=-2.0),
    "chosen classes": LogisticScenario(
        start="chosen", start_W1=-4.0, start_W2=0.05, start_b=3.0, epochs=3
    ),
    "start": LinearScenario(epochs=0),
    "start of classes": LogisticScenario(epochs=0, scaling="on"),
    "scaled lecture": LogisticScenario(data="lecture", scaling="on", l2=1.0),
    "swings, scaled": LinearScenario(scaling="on", learning_rate=1.0, epochs=10_000),
    "cut short": LinearScenario(num_points=100_000, epochs=10_000),
    "typed": LinearScenario(true_W=3.14159, learning_rate=0.034, epochs=123),
    "tiny rate": LinearScenario(learning_rate=1e-9, epochs=10_000),
    "typed classes": LogisticScenario(learning_rate=1.234567, l2=0.5, epochs=777),
    "curve": LinearScenario(degree=9, scaling="on", learning_rate=0.1, l2=0.01),
    "raw powers": LinearScenario(
        degree=2, learning_rate=0.0005, start="chosen", start_W=1.0, l2=0.1
    ),
    "held out of a curve": LinearScenario(
        degree=4, scaling="on", learning_rate=0.1, held_out=30, num_points=20, epochs=50
    ),
    "penalised line": LinearScenario(l2=0.3, start="zero"),
    "no intercept": LinearScenario(intercept="off", held_out=20),
    "no intercept, scaled": LinearScenario(
        intercept="off", scaling="on", learning_rate=0.1, start="zero", l2=0.1
    ),
    "no intercept, chosen": LinearScenario(
        intercept="off", start="chosen", start_W=1.0, start_b=5.0, momentum=0.5
    ),
    "no intercept, curve": LinearScenario(
        intercept="off", degree=3, scaling="on", learning_rate=0.1, method="Newton"
    ),
    "curve of a table": replace(
        data_set("gapminder").scenarios["linear"], degree=3, l2=0.03, epochs=200
    ),
    "heavy ball": LinearScenario(momentum=0.9, learning_rate=0.003),
    "Nesterov": LogisticScenario(
        momentum=0.8, momentum_kind="Nesterov", schedule="cosine", l2=0.01
    ),
    "batches": LinearScenario(
        batch=2, shuffle=7, momentum=0.3, schedule="1/t", learning_rate=0.002
    ),
    "batches of classes": LogisticScenario(batch=10, l2=0.01, schedule="step"),
    "Newton": LinearScenario(method="Newton", epochs=3, momentum=0.5, batch="2"),
    "Newton on classes": LogisticScenario(
        method="Newton", start="zero", epochs=9, l2=0.01, schedule="cosine"
    ),
    "Newton, NaN": LogisticScenario(method="Newton", epochs=20),
    "coordinates": LinearScenario(method="coordinate descent", epochs=50),
    "coordinates of classes": LogisticScenario(
        method="coordinate descent", epochs=50, held_out=20, scaling="on"
    ),
    "tiny rate of classes": LogisticScenario(true_b=1e-7, learning_rate=1e-9),
}
SETS = {
    f"{name}, {page}": scenario
    for name in dict.fromkeys(LINEAR_SETS + LOGISTIC_SETS)
    for page, scenario in data_set(name).scenarios.items()
}
OF_TABLES = {
    name: replace(SETS[of], **changes)
    for name, of, changes in (
        ("raw tips", "tips, linear", {"scaling": "off", "learning_rate": 0.001}),
        ("raw iris", "iris, linear", {"scaling": "off", "start": "zero"}),
        ("raw flowers", "iris, logistic", {"scaling": "off", "learning_rate": 0.1}),
        ("raw O-rings", "O-rings, logistic", {"scaling": "off", "learning_rate": 1e-3}),
        ("dollars, NaN", "gapminder, linear", {"scaling": "off"}),
        ("no intercept, tips", "tips, linear", {"intercept": "off", "l2": 0.01}),
        (
            "no intercept, raw tips",
            "tips, linear",
            {"intercept": "off", "scaling": "off", "learning_rate": 0.001},
        ),
        ("chosen tips", "tips, linear", {"start": "chosen", "start_b": -2.0}),
        ("Newton on tips", "tips, linear", {"method": "Newton", "scaling": "off"}),
        (
            "chosen O-rings",
            "O-rings, logistic",
            {"start": "chosen", "loss_form": "textbook"},
        ),
        (
            "batches of a table",
            "tips, linear",
            {"batch": 20, "momentum": 0.5, "schedule": "cosine"},
        ),
        ("zero", "gapminder, logistic", {"start": "zero", "l2": 0.01}),
        ("one feature", "iris, logistic", {"x2_column": 0}),
        ("one against the rest", "iris, logistic", {"positive": 1, "l2": 0.001}),
        (
            "flowers cut in two",
            "iris, logistic",
            {"label_column": 1, "positive": None, "cut": 6.0, "l2": 0.001},
        ),
        ("textbook lunch", "tips, logistic", {"loss_form": "textbook", "l2": 0.1}),
        (
            "two features",
            "tips, logistic",
            {"x2_column": 2, "start": "zero", "seed": 5},
        ),
    )
}
DIVERGED = {"Rate too large", "Newton, NaN", "textbook, NaN", "dollars, NaN"}
OF_PRESETS = {name: preset.scenario for name, preset in PRESETS.items()}
EVERY = OF_PRESETS | SETS | OTHERS | OF_TABLES
NASTY = (
    "import\nos\r\n\x0bexit()\u2028exit()\x85exit()",
    "'''\"\"\"\\",
    "`$x$` ``` <img src=x>",
    "=cmd|' /C calc'!A0 {X} %s \x00\x1b[2J\u202e\ud800",
    "",
)
PLAIN = ("one", "two", "three", "four", "five")


def a_table(names, num_rows=20):
    """Three columns of numbers, near the size of years, and two of labels."""
    rng = np.random.default_rng(0)
    one, two, three = 2000 + rng.normal(size=(3, num_rows)).round(4) * [[9], [3], [1]]
    labels = np.array([*NASTY[:2], "x" * 10_000], object)[
        (one > 2000).astype(int) + (two > 3000)
    ]
    few = np.array(["no", "yes"], object)[(two + three > 4000).astype(int)]
    columns = [one, two + one / 2, three, labels, few]
    return Table(tuple(map(Column, names, columns)))


TABLE = a_table(NASTY)


either_page = st.sampled_from([*PAGES]).flatmap(
    lambda page: scenarios(page, tables=True)
)


def numbers(printed):
    """W, b and the loss from the three lines that a script prints; without an intercept
    they are two, and b is 0."""
    number = r"(?:-?(?:\d+\.?\d*(?:e[+-]\d+)?|inf)|nan)"
    W = rf"W: \[ *({number}(?:\s+{number})*)\s*\]\n"
    lines = rf"{W}(?:b: ({number})\n)?loss: ({number})\n"
    held_out = rf"(?:loss of the held-out points: {number}\n)?"
    W, b, loss = re.fullmatch(lines + held_out, printed).groups()
    return [*map(float, W.split()), float(b or 0), float(loss)]


def printed_by(*cells):
    """What the code prints when its cells run here, JAX set as a student has it."""
    out, names = StringIO(), {"__name__": "__main__"}
    with redirect_stdout(out), jax.numpy_rank_promotion("allow"):
        for cell in cells:
            exec(compile(cell, "script.py", "exec"), names)
    return out.getvalue()


def is_run_of(printed, scenario, own=None):
    """Check six significant digits against the run; nan and inf are as they are."""
    history = run(scenario, own).history
    W, b = history.at(-1)
    expected = np.array([*W, b, history.loss[-1]], float)
    sizes = np.where(np.isfinite(expected) & (expected != 0), abs(expected), 1.0)
    units = 10 ** np.floor(np.log10(sizes))  # of the first digit
    np.testing.assert_allclose(
        numbers(printed) / units, expected / units, rtol=0, atol=5e-6
    )


def is_near_run(printed, scenario, own=None):
    """Check W and b to 1e-4 of the largest of them, and the loss to 1e-3, or to 1e-6 of
    the first: two compilations round otherwise, and where columns nearly lie in one
    line, or nothing is left of the loss, that takes digits.

    A loss whose sum over the points is beyond float32 may be infinite in the script.
    """
    result = run(scenario, own)
    (W, b), loss = result.history.at(-1), float(result.history.loss[-1])
    *params, its_loss = numbers(printed)
    largest = max(map(abs, [*W, b]))
    tolerance = 1e-4 * largest if np.isfinite(largest) else 0
    np.testing.assert_allclose(params, [*W, b], rtol=0, atol=tolerance)
    if its_loss != np.inf or loss < np.finfo(np.float32).max / len(result.data.y):
        floor = 1e-6 * float(result.history.loss[0])
        floor = floor if np.isfinite(floor) else 0
        np.testing.assert_allclose(its_loss, loss, rtol=1e-3, atol=floor)


LECTURE = [name for name in OF_PRESETS if name.startswith("Lecture")]
IN_TABLES = ["tips, linear", "O-rings, logistic"]
FRESH = {
    **{name: (EVERY[name], None) for name in (*LECTURE, *IN_TABLES)},
    "own line": (OWN_DATA["linear"], TABLE),
    "own classes": (OWN_DATA["logistic"], TABLE),
    "own line in a file": (OWN_DATA["linear"], a_table(NASTY, 1001)),
    "own classes in a file": (OWN_DATA["logistic"], a_table(NASTY, 1500)),
    "raw classes in a file": (
        LogisticScenario(data=OWN, x2_column=0, learning_rate=0.001, epochs=10),
        a_table(PLAIN, 1024),
    ),
}


@pytest.fixture(scope="module")
def in_fresh_processes(tmp_path_factory):
    """What scripts print in processes of their own, one after another: the lecture's,
    a table's on each page, and those of own data.

    What one has compiled the next finds in a folder that no other process writes to: a
    half-written file there would be warned of.
    """
    folder = tmp_path_factory.mktemp("scripts")
    environment = {
        "JAX_PLATFORMS": "cpu",
        "JAX_COMPILATION_CACHE_DIR": str(folder / "compiled"),
        "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",
    }

    def start(name):
        scenario, own = FRESH[name]
        beside = folder / name
        beside.mkdir()
        if needs_file(scenario, own):
            (beside / POINTS_FILE).write_text(points_csv(scenario, own))
        return subprocess.run(
            [sys.executable, "-I", "-W", "error", "-c", script(scenario, own)],
            capture_output=True,
            text=True,
            cwd=beside,
            env=os.environ | environment,
            timeout=600,
        )

    return {name: start(name) for name in FRESH}


@pytest.mark.parametrize("name", FRESH)
def test_a_script_prints_its_run_in_a_fresh_process(name, in_fresh_processes):
    process = in_fresh_processes[name]
    assert (process.returncode, process.stderr) == (0, "")
    is_run_of(process.stdout, *FRESH[name])


def test_it_prints_the_lectures_digits(in_fresh_processes):
    lines = in_fresh_processes["Lecture 5.1"].stdout.splitlines()
    assert lines[:2] == ["W: [3.0008037]", "b: 1.9949604"]


@pytest.mark.parametrize("name", [name for name in EVERY if name not in FRESH])
def test_a_script_prints_its_run(name):
    printed = printed_by(script(EVERY[name]))
    is_run_of(printed, EVERY[name])
    # One is here for its NaN; that the others have none, says that they compare.
    assert np.isfinite(numbers(printed)[-1]) == (name not in DIVERGED)


# The same examples each time: a run that is chaotic may show a last digit's difference.
@settings(max_examples=15, deadline=None, derandomize=True)
@given(either_page)
# Its loss is beyond float32, where the page calls it infinite.
@example(LinearScenario(data="Anscombe I", learning_rate=0.0119, epochs=300))
# The sum of its squares is, but not their mean.
@example(LinearScenario(num_points=10, degree=4, learning_rate=1e-4, epochs=5))
@example(LinearScenario(num_points=30, degree=3, method="coordinate descent"))
def test_any_script_prints_its_run(scenario):
    is_near_run(printed_by(script(scenario, TABLE)), scenario, TABLE)


def test_a_script_says_where_its_label_is_cut():
    code = script(EVERY["flowers cut in two"])
    for line in (
        *("# y: sepal length (cm)", "# y = 0: sepal length (cm) < 6"),
        "# y = 1: sepal length (cm) ≥ 6",
    ):
        assert line in code.splitlines()
    iris = data_set("iris").table.columns[0].values
    ys = re.search(r"^y = \[\s+(.*?)\s+\]", code, re.S | re.M)[1]
    assert [int(y) for y in ys.split(",")] == [value >= 6 for value in iris]


def test_every_digit_is_printed():
    seed = LogisticScenario(start="seed", seed=3, epochs=0)
    small = LogisticScenario(start="chosen", start_W1=0.05, start_W2=-9.95, epochs=1)
    for scenario in (seed, small, replace(small, start_W2=0.6, learning_rate=0.001)):
        W, b = run(scenario).history.at(-1)
        *printed, _ = np.float32(numbers(printed_by(script(scenario))))
        assert printed == [*W, b]


@given(either_page)
def test_it_imports_only_jax_and_is_narrow_and_short(scenario):
    code = script(scenario, TABLE)
    imports = [
        ast.unparse(node)
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    numpy = ["import numpy as np"] * ("np." in code.replace("jnp.", ""))
    assert imports == [
        *("import functools", "from collections import namedtuple"),
        *("import jax", "import jax.numpy as jnp", *numpy),  # JAX needs it anyway
        "from jax.flatten_util import ravel_pytree",
    ]
    assert "jaxreg" not in code and "_import_" not in code
    assert max(map(len, code.splitlines())) <= 88
    if not scenario.is_of_table or scenario.data == OWN:
        longest = 115 + 18 * scenario.is_of_table
        longest += 22 * (scenario.held_out > 0) + 12 * (scenario.momentum > 0)
        longest += 22 * (scenario.schedule != "constant")
        longest += 18 * (not scenario.has_rate) + 8 * (scenario.l2 > 0)
        has_products = getattr(scenario, "features", "") == SQUARES
        longest += 14 * (scenario.has_powers or has_products)
        longest += 8 * (getattr(scenario, "noise_kind", "normal") != "normal")
        assert len(code.splitlines()) <= longest + 60 * ("batch_step" in code)


def test_a_plain_script_is_short():
    for scenario in (
        LinearScenario(),
        PRESETS["Lecture 5.1"].scenario,
        PRESETS["Lecture 5.2"].scenario,
    ):
        assert len(script(scenario).splitlines()) <= 110


@given(either_page)
def test_all_that_it_names_it_needs(scenario):
    names = [
        node
        for node in ast.walk(ast.parse(script(scenario, TABLE)))
        if type(node) is ast.Name
    ]
    stored = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    assert stored - {"_"} <= {node.id for node in names if type(node.ctx) is ast.Load}


@given(either_page)
def test_only_what_the_scenario_has_is_in_it(scenario):
    code = script(scenario, TABLE)
    random = scenario.start == "seed"
    if isinstance(scenario, LinearScenario):
        noisy = scenario.targets == "noisy" and scenario.noise > 0
        noisy = noisy and not scenario.is_of_table
        steps = code.replace("draws its noise", "")  # a comment's
        assert ("noise" in steps) == noisy
        random |= noisy
    else:
        random |= scenario.is_drawn
        textbook = scenario.loss_form == "textbook"
        one_form = textbook or not scenario.has_rate  # with and without a penalty
        assert ("penalty" in code) == (scenario.l2 > 0 or one_form)
        assert ("jnp.log(1 - p)" in code) == textbook
    assert ("threefry" in code) == random
    assert ("jax.random" in code) == (random or "batch_step" in code)
    is_line_of_table = scenario.is_of_table and isinstance(scenario, LinearScenario)
    scaled = scenario.scaling == "on" or is_line_of_table
    numpy = not scenario.is_drawn or scaled
    descends = scenario.method == "gradient descent"
    has_schedule = descends and scenario.schedule != "constant"
    numpy |= has_schedule
    assert ("scheduled_rates" in code) == has_schedule
    has_velocity = descends and (scenario.momentum > 0 or "batch_step" in code)
    assert ("velocity" in code) == has_velocity
    assert ("rate" in code.replace("separate", "")) == descends
    numpy = numpy or scenario.held_out > 0 or scenario.degree > 1
    assert ("np." in code.replace("jnp.", "")) == numpy
    assert ("# Scaling" in code) == ("deviation" in code) == scaled


LOOK = {"loss_axis", "landscape", "across", "up", "digits", "explain"}
LOOK |= {"ask_x", "ask_x1", "ask_x2", "threshold", "mistake", "mistake_guess"}
MORE = ("Held", "Features", "Scaling")  # sections that not all scripts have


@given(
    st.sampled_from([*PAGES]).flatmap(
        lambda page: st.tuples(*[scenarios(page, tables=True)] * 2)
    )
)
def test_what_only_changes_the_look_does_not_change_it(two):
    one, other = two
    look = {f.name: getattr(other, f.name) for f in fields(other) if f.name in LOOK}
    assert script(replace(one, **look), TABLE) == script(one, TABLE)
    assert notebook(replace(one, **look), TABLE) == notebook(one, TABLE)


@pytest.mark.parametrize("page", PAGES)
def test_all_else_changes_it(page, every_setting):
    changing = set()
    numbers = {"label_column": 3} if page == "logistic" else {}  # which can be cut
    for start, held_out in (("seed", 20), ("chosen", 0)):
        for data in ("generated", OWN):
            points = {"data": data, "held_out": held_out}
            way = {"momentum": 0.5, "batch": 2}  # else their kind and seed say nothing
            if page == "linear":
                kind = "heavy tails" if start == "seed" else "outliers"
                numbers = {"noise_kind": kind}
            scenario = PAGES[page](start=start, **points, **way, **numbers)
            code = script(scenario, TABLE)
            for of, field, value in [*every_setting, ("logistic", "cut", 2000.5)]:
                if of != page or field in changing:
                    continue
                try:
                    other = script(replace(scenario, **{field: value}), TABLE)
                except DataError:  # its table has no such column
                    continue
                if other != code:
                    changing.add(field)
    one, other = (PAGES[page](data="by hand", points=text) for text in BY_HAND[page])
    if script(one) != script(other):
        changing.add("points")
    assert changing == {field.name for field in fields(PAGES[page]())} - LOOK


def test_no_text_gets_in():
    own = (OWN_DATA[page] for page in PAGES)
    for scenario in (LinearScenario(), LogisticScenario(), *own):
        for field in fields(scenario):
            try:
                changed = replace(scenario)
                object.__setattr__(changed, field.name, "quit()")  # else it is refused
                code = script(changed, a_table(PLAIN))
            except (KeyError, TypeError, ValueError):  # it can be no number
                continue
            assert "quit" not in code


@given(either_page)
def test_the_notebook_is_the_script_cell_by_cell(scenario):
    book = json.loads(notebook(scenario, TABLE))
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
    assert "\n\n".join(sources) + "\n" == script(scenario, TABLE)
    book_text = "".join(sources)
    step = "An" if "batch_step" in book_text else "Gradient"
    step = {"Newton": "Newton", "coordinate descent": "An"}.get(scenario.method, step)
    titles = [re.match(r"# ([A-Z][a-z]+)", source) for source in sources[1:]]
    assert [title[1] for title in titles if title[1] not in MORE] == [
        *("Data", "Model", step, "Training", "Result"),
    ]


@pytest.mark.parametrize(
    "name", ["Lecture 5.1", "Lecture 5.2", "scaled classes", "one feature"]
)
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


def test_the_notebook_says_the_model_of_one_feature():
    scenario = replace(OF_TABLES["one feature"], l2=0.03)
    words = "".join(json.loads(notebook(scenario))["cells"][0]["source"])
    assert "$z = W x + b$" in words and r"$\frac{\lambda}{2} W^2$" in words
    assert "- `x`: `petal length (cm)`" in words
    assert "- `y = 1`: `virginica`" in words


def test_a_table_has_its_names_in_comments():
    code = script(SETS["gapminder, linear"])
    assert "# x: GDP per person ($)\n# y: life expectancy (years)\nx = [\n" in code
    code = script(SETS["O-rings, logistic"])
    assert "# y: O-ring distress\n# y = 0: no\n# y = 1: yes\n" in code


@pytest.mark.parametrize("num_rows", [20, 1001])
@pytest.mark.parametrize("shift", range(5))
@pytest.mark.parametrize("page", PAGES)
def test_no_name_gets_out_of_its_comment(page, shift, num_rows):
    scenario = OWN_DATA[page]
    names = NASTY[shift:] + NASTY[:shift]
    nasty, plain = (
        script(scenario, a_table(names, num_rows)) for names in (names, PLAIN)
    )
    assert ast.dump(ast.parse(nasty)) == ast.dump(ast.parse(plain))
    lines = nasty.split("\n")
    assert len(lines) == plain.count("\n") + 1 and nasty.splitlines() == lines[:-1]
    assert all(line.isprintable() and len(line) <= 88 for line in lines)
    words = json.loads(notebook(scenario, a_table(names, num_rows)))["cells"][0]
    _, _, points = "".join(words["source"]).partition("a table:\n\n")
    bullets = points.split("\n")
    assert len(bullets) == {"linear": 2, "logistic": 5}[page]
    assert all(re.fullmatch(r"- `[^`]+`: `[^`]+`", bullet) for bullet in bullets)


def test_numbers_are_exact_and_short():
    x = np.array([0.1, 1 / 3, -7.0, 1e12, 5e-324, 123456789.123456789, 0.0])
    y = np.arange(7.0)
    own = Table((Column("x", x), Column("y", y)))
    scenario = OWN_DATA["linear"]
    code = script(scenario, own)
    assert "    0.1, 0.3333333333333333, -7, 1000000000000, 5e-324, 123456789" in code
    assert "    0, 1, 2, 3, 4, 5, 6\n" in code
    header, *rows = points_csv(scenario, own).splitlines()
    assert header == "x,y"
    read = np.array([row.split(",") for row in rows], float)
    np.testing.assert_array_equal(read, np.column_stack([x, y]))


def test_negative_numbers_stay_whole_where_lines_end():
    x = -np.arange(1, 1001) / 7
    own = Table((Column("x", x), Column("y", x**2)))
    code = script(OWN_DATA["linear"], own)
    values = {
        node.targets[0].id: ast.literal_eval(node.value)
        for node in ast.parse(code).body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.List)
    }
    assert values == {"x": x.tolist(), "y": (x**2).tolist()}
    assert not re.search(r"-$", code, re.MULTILINE)


@pytest.mark.parametrize("page", PAGES)
def test_more_than_1000_points_are_in_a_file(page):
    scenario = OWN_DATA[page]
    for num_rows in (1000, 1001):
        own = a_table(NASTY, num_rows)
        many = num_rows > 1000
        assert needs_file(scenario, own) == many
        assert ("loadtxt" in script(scenario, own)) == many
        assert (len(script(scenario, own)) < 5000) == many
    text = points_csv(scenario, own)
    header, *rows = text.split("\n")
    assert header == {"linear": "x,y", "logistic": "x1,x2,y"}[page]
    assert len(rows) == 1002 and rows[-1] == ""
    assert set("".join(rows)) <= set("0123456789.,-")
    assert points_csv(SETS["O-rings, logistic"]).startswith("x,y\n66,0\n")


def test_what_a_formula_makes_needs_no_file():
    assert not needs_file(LinearScenario(num_points=100_000))
    assert not needs_file(LogisticScenario(data="lecture"))


def test_without_its_data_there_is_no_script():
    for page in PAGES:
        for text in (script, notebook, points_csv, needs_file):
            with pytest.raises(DataError):
                text(OWN_DATA[page])


def test_a_large_table_is_trained_as_long_as_the_run():
    x = np.arange(100_000.0)
    own = Table((Column("x", x), Column("y", x % 7)))
    scenario = replace(OWN_DATA["linear"], epochs=10_000)
    trained = len(run(scenario, own).history.loss) - 1
    assert trained < 10_000
    assert f"\nepochs = {trained}\n" in script(scenario, own)

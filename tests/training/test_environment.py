"""A scenario's numbers do not depend on how the importer has set up JAX."""

import os
import subprocess
import sys
from dataclasses import replace

import jax
import numpy as np
import pytest

from jaxreg.live.picture import explained, moving_picture, picture
from jaxreg.live.routes import computed
from jaxreg.settings import PRESETS, LinearScenario, LogisticScenario
from jaxreg.training.runs import as_table, run
from tests.server import ROOT

AMBIENT = {
    "64 bits": lambda: jax.enable_x64(True),
    "another generator": lambda: jax.default_prng_impl("rbg"),
    "today's stream": lambda: jax.threefry_partitionable(True),
    "an error for NaN": lambda: jax.debug_nans(True),
    "an error for infinity": lambda: jax.debug_infs(True),
    "an error for a key used twice": lambda: jax.debug_key_reuse(True),
    "strict dtypes": lambda: jax.numpy_dtype_promotion("strict"),
    "no compilation": lambda: jax.disable_jit(True),
    "no silent transfers": lambda: jax.transfer_guard("disallow"),
    "16 bits in products": lambda: jax.default_matmul_precision("bfloat16"),
}
SCENARIOS = {
    "Lecture 5.1": PRESETS["Lecture 5.1"].scenario,
    "Lecture 5.2": PRESETS["Lecture 5.2"].scenario,
    "gradient": LinearScenario(explain="gradient", scaling="on"),
    "diverges": LinearScenario(learning_rate=0.0501, explain="prediction"),
    "textbook, NaN": LogisticScenario(
        loss_form="textbook", learning_rate=50.1, explain="gradient"
    ),
    "surface": LogisticScenario(landscape="surface", explain="rates", epochs=100),
    "table": LinearScenario(data="tips", explain="rates", scaling="on", epochs=100),
    "classes of a table": LogisticScenario(data="iris", explain="separable"),
}
DIGITS = {
    "Lecture 5.1": ["3.0008037", "1.9949604"],
    "Lecture 5.2": ["-1.0959495", "1.3521521", "0.42843798"],
}


def answers(scenario):
    """All that the routes answer, but how long something took."""
    return [computed(make, scenario) for make in (picture, moving_picture, explained)]


@pytest.fixture(scope="module")
def expected():
    return {name: answers(scenario) for name, scenario in SCENARIOS.items()}


@pytest.mark.parametrize("name", SCENARIOS)
@pytest.mark.parametrize("setting", AMBIENT)
def test_no_setting_of_the_importer_changes_a_digit(setting, name, expected):
    with AMBIENT[setting]():
        assert answers(SCENARIOS[name]) == expected[name]


def test_the_settings_of_the_importer_stay():
    with jax.enable_x64(True), jax.debug_nans(True):
        run(SCENARIOS["diverges"])
        assert jax.numpy.zeros(1).dtype == "float64"
        with pytest.raises(FloatingPointError):
            jax.numpy.log(-jax.numpy.ones(1))


@pytest.mark.parametrize("setting", AMBIENT)
def test_points_to_edit_are_the_same(setting):
    scenarios = LinearScenario(seed=3), LogisticScenario(seed=3)
    expected = [as_table(scenario) for scenario in scenarios]
    with AMBIENT[setting]():
        tables = [as_table(scenario) for scenario in scenarios]
    for table, other in zip(tables, expected, strict=True):
        for column, same in zip(table.columns, other.columns, strict=True):
            np.testing.assert_array_equal(column.values, same.values)


def test_no_variable_of_the_process_changes_a_digit():
    code = """
from jaxreg.training.runs import run
from jaxreg.settings import PRESETS, LinearScenario
lectures = [PRESETS[f"Lecture 5.{k}"].scenario for k in (1, 2)]
for scenario in (*lectures, LinearScenario()):
    W, b = run(scenario).history.at(-1)
    print(*map(str, [*W, b]))
run(PRESETS["Rate too large"].scenario), run(PRESETS["Oscillating loss"].scenario)
"""
    settings = {
        **{"JAX_ENABLE_X64": "1", "JAX_DEFAULT_PRNG_IMPL": "rbg"},
        **{"JAX_DEBUG_NANS": "1", "JAX_DEBUG_INFS": "1"},
        **{"JAX_NUMPY_DTYPE_PROMOTION": "strict", "JAX_DISABLE_JIT": "1"},
    }
    process = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | {"JAX_PLATFORMS": "cpu"} | settings,
    )
    assert process.returncode == 0, process.stderr
    W, b = run(LinearScenario()).history.at(-1)
    expected = [*DIGITS.values(), [str(number) for number in (*W, b)]]
    assert [line.split() for line in process.stdout.splitlines()] == expected


def test_a_run_that_diverges_is_a_result_where_nan_is_an_error():
    with jax.debug_nans(True), jax.debug_infs(True):
        for scenario in (SCENARIOS["diverges"], SCENARIOS["textbook, NaN"]):
            assert not np.isfinite(run(replace(scenario)).history.loss[-1])

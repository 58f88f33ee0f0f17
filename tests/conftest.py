"""For every test: a silent (n,) with (n, 1) is an error, none depends on the machine's
speed, and all that can be set."""

import os
import tempfile
from decimal import Decimal
from pathlib import Path

import jax
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

from jaxreg.settings import CONTROLS

jax.config.update("jax_numpy_rank_promotion", "raise")
# As ``reproducible`` has it: what a test calls outside it need not compile once more.
jax.config.update("jax_default_matmul_precision", "highest")

# What one process has compiled others need not: this one's workers and servers find it
# by these names. The folder goes with the process that made it.
if "JAX_COMPILATION_CACHE_DIR" not in os.environ:
    compiled = tempfile.TemporaryDirectory(prefix="jaxreg-tests-")
    os.environ["JAX_COMPILATION_CACHE_DIR"] = compiled.name
    os.environ["JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS"] = "0"
    jax.config.update("jax_compilation_cache_dir", compiled.name)
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0)

settings.register_profile(
    "any machine",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    # In CI the same examples each time, which judge the change; elsewhere others.
    derandomize="CI" in os.environ,
)
settings.load_profile("any machine")
if "CI" in os.environ:
    # Else Hypothesis draws constants of our modules, too, and so other examples once
    # one of these was changed, or has been imported by another test.
    providers._get_local_constants = providers.Constants


def pytest_collection_modifyitems(items):
    """First in its file is what forgets all that is compiled. First of the files is the
    one that compiles most, which others then need not; beside it, in another process,
    run those that compile nothing."""
    folders = ["training/test_experiment.py", "data", "page", "settings"]

    def rank(item):
        place = item.path.relative_to(Path(__file__).parent).as_posix()
        in_order = [place.startswith(folder) for folder in folders]
        return not in_order[0], not any(in_order), "compiles_anything" not in item.name

    items.sort(key=rank)


@pytest.fixture(scope="session")
def every_setting():
    """Values of every control, as (page, field, value): those where a slider halts, in
    decimals, about a thousand of more, and some that can only be typed."""
    settings = []
    for page, controls in CONTROLS.items():
        for field, control in controls.items():
            values = control.options or control.stops
            if not control.options and isinstance(control.low, float):
                typed = [-1e15, -12345.67, -0.001, 0.0, 1e-12, 3.14159, 1234567.0, 1e15]
                values = [*values, *map(control.nearest, typed)]
            if control.step:
                grid = (control.low, control.high, control.step)
                low, high, step = (Decimal(str(number)) for number in grid)
                steps = range(int((high - low) / step) + 1)
                steps = [*steps[:: max(len(steps) // 997, 1)], steps[-1]]
                kind = type(control.step)
                values = [*values, *(kind(low + k * step) for k in steps)]
            settings += [(page, field, value) for value in values]
    return settings

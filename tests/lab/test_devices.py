"""The same rows on one device, on eight, and in two processes of two devices each."""

import os
import socket
import subprocess
import sys
from itertools import product

import numpy as np
import pandas as pd
import pytest

from jaxreg import LinearScenario, LogisticScenario, bootstrap, sweep, universes

AXES = {"learning_rate": [0.001, 0.01, 0.03], "seed": [*range(50)], "scaling": ["off"]}
SCENARIOS = [LinearScenario(), LogisticScenario(num_points=10)]

# What each process runs, told how many there are, which one it is, and where they meet.
PROGRAM = f"""
import sys
import jax
from jaxreg import LinearScenario, LogisticScenario, bootstrap, sweep, universes

count, number, port, out = *map(int, sys.argv[1:4]), sys.argv[4]
if count > 1:
    jax.distributed.initialize(f"localhost:{{port}}", count, number)
print(len(jax.devices()), "devices")
for scenario in (LinearScenario(), LogisticScenario(num_points=10)):
    axes = {AXES!r}
    folder = f"{{out}}/{{scenario.page}}"
    table = sweep(scenario, out=folder, progress=False, **axes)
    again = sweep(scenario, out=folder, progress=False, **axes)
    assert again.equals(table) and again.attrs["said"].endswith("there already.")
    table.to_parquet(f"{{out}}/{{scenario.page}}-{{number}}.parquet")
    for study in (universes, bootstrap):
        name = f"{{out}}/{{study.__name__}}-{{scenario.page}}-{{number}}.parquet"
        study(scenario, 70, progress=False).to_parquet(name)
"""


def run_in(processes, devices, out):
    """Run the program in so many processes, each with so many devices of its own."""
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    flag = f"--xla_force_host_platform_device_count={devices}"
    started = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, f"{processes}", f"{k}", f"{port}", out],
            env=os.environ | {"XLA_FLAGS": flag, "JAX_PLATFORMS": "cpu"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for k in range(processes)
    ]
    for process in started:
        said, _ = process.communicate(timeout=300)
        assert process.returncode == 0, said
        assert f"{processes * devices} devices" in said


@pytest.mark.parametrize(("processes", "devices"), [(1, 8), (2, 2)])
def test_the_numbers_are_the_same(processes, devices, tmp_path):
    run_in(processes, devices, str(tmp_path))
    for scenario in SCENARIOS:
        tables = {
            scenario.page: sweep(scenario, progress=False, **AXES),
            f"universes-{scenario.page}": universes(scenario, 70, progress=False),
            f"bootstrap-{scenario.page}": bootstrap(scenario, 70, progress=False),
        }
        for (name, here), k in product(tables.items(), range(processes)):
            there = pd.read_parquet(tmp_path / f"{name}-{k}.parquet")
            # A device's share of the runs has its own way to round.
            epochs = there.pop("epochs_to_converge"), here["epochs_to_converge"]
            np.testing.assert_allclose(*epochs, atol=1)
            rest = here.drop(columns="epochs_to_converge")
            pd.testing.assert_frame_equal(there, rest, rtol=1e-5, atol=1e-5)

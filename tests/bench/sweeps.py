"""Many runs at once: 10 000 of 1 000 epochs on 10 points, 100 rates by 100 seeds.

Against the lecture's Python loop and scikit-learn in a pool of processes, both of which
do a few runs, as many more would take as many times as long; and against NumPy with all
runs side by side. Each sweep is in a process of its own, so that its memory is its own.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import jax.numpy as jnp
import numpy as np
from joblib import Parallel, delayed
from sklearn.linear_model import LogisticRegression, SGDRegressor

from jaxreg import LinearScenario, LogisticScenario, run_linear, run_logistic
from tests import lecture
from tests.bench.table import Row, at_least, at_most

EPOCHS, RUNS = 1000, 10_000
RATES = np.geomspace(0.001, 0.03, 100)

# Told the page, how many times, and the axes: prints seconds, and megabytes at most.
_PROGRAM = """
import json, resource, sys, time
import jax, numpy as np
from jaxreg import LinearScenario, LogisticScenario, sweep

page, times, rates, seeds = sys.argv[1], *map(int, sys.argv[2:])
linear, logistic = LinearScenario(), LogisticScenario(num_points=10)
scenario = linear if page == "linear" else logistic
took = []
for _ in range(times):
    began = time.perf_counter()
    sweep(scenario, learning_rate=np.geomspace(0.001, 0.03, rates), seed=range(seeds))
    took.append(time.perf_counter() - began)
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([min(took), memory, len(jax.devices())]))
"""


def measure(short: bool) -> list[Row]:
    """Both models on one device and on as many as there are cores; a million runs."""
    rows = []
    for page in ("linear", "logistic"):
        what = f"10 000 runs of 1 000 epochs on 10 points, {page}"
        took, memory, _ = _sweep(page, 2 if short else 5)
        many, _, devices = _sweep(page, 2 if short else 5, devices=os.cpu_count() or 1)
        note = f"{RUNS / took:,.0f} runs a second"
        rows.append(at_most(f"{what}: 1 device", took, 1, "s", note))
        note = f"{RUNS / many:,.0f} runs a second"
        rows.append(at_most(f"{what}: {devices} devices", many, 1, "s", note))
        for other, aim, seconds in [
            ("the lecture's loop", 1000, RUNS * _lecture_run(page)),
            ("scikit-learn in a pool", 100, RUNS * _sklearn_run(page, short)),
            ("NumPy, all runs side by side", 10, _numpy_runs(page)),
        ]:
            ratio = seconds / min(took, many)
            note = f"{seconds:.3g} s"
            rows.append(at_least(f"{what}: {other}", ratio, aim, "times as long", note))
        rows.append(at_most(f"{what}: memory", memory, 1000, "MB"))
    if not short:
        took, memory, _ = _sweep("linear", 1, 1000, 1000)
        what, note = "a million runs of 1 000 epochs on 10 points", f"{took:.3g} s"
        rows.append(at_most(f"{what}: memory", memory, 1000, "MB", note))
    return rows


def _sweep(
    page: str, times: int, rates: int = 100, seeds: int = 100, devices: int = 1
) -> tuple[float, float, int]:
    """The seconds of the fastest of some sweeps, the most memory, and the devices."""
    flag = f"--xla_force_host_platform_device_count={devices}"
    command = [sys.executable, "-c", _PROGRAM, page, *map(str, (times, rates, seeds))]
    said = subprocess.check_output(command, env=os.environ | {"XLA_FLAGS": flag})
    took, memory, found = json.loads(said)
    return took, memory, found


def _points(page: str) -> tuple[np.ndarray, np.ndarray]:
    """The points of seed 0."""
    if page == "linear":
        data = run_linear(LinearScenario(epochs=0)).data
    else:
        data = run_logistic(LogisticScenario(num_points=10, epochs=0)).data
    return data.X, data.y


def _lecture_run(page: str) -> float:
    """Seconds of one run of the lecture's loop."""
    X, y = (jnp.asarray(column) for column in _points(page))
    grad = lecture.linear_grad if page == "linear" else lecture.logistic_grad
    W = jnp.zeros((X.shape[1], 1))
    return _fastest(
        lambda: lecture.train(grad, W, X, y[:, None])["b"].block_until_ready(), 4
    )


def _sklearn_run(page: str, short: bool) -> float:
    """Seconds of one of many fits in a pool."""
    X, y = _points(page)
    model: Any = LogisticRegression(C=1e6, max_iter=EPOCHS)
    if page == "linear":
        kind = {"penalty": None, "learning_rate": "constant", "eta0": 0.001}
        model = SGDRegressor(max_iter=EPOCHS, tol=None, **kind)
    fits = 200 if short else 1000
    with Parallel(n_jobs=-1) as pool:
        work = [delayed(model.fit)(X, y)] * fits
        pool(work[:20])
        return _fastest(lambda: pool(work), 2) / fits


def _numpy_runs(page: str) -> float:
    """Seconds of all runs in NumPy, side by side: the same W, b, losses, and the epoch
    at which each first came below a goal, but for points that are there already."""
    X, y = _points(page)
    X, y = X[..., None], np.repeat(y[:, None], RUNS, axis=1)
    rate = np.tile(RATES, 100).astype(np.float32)

    def train() -> None:
        W, b = np.zeros((X.shape[1], RUNS), np.float32), np.zeros(RUNS, np.float32)
        converged = np.full(RUNS, -1)
        for epoch in range(EPOCHS):
            z = (X * W).sum(axis=1) + b
            if page == "linear":
                error = z - y
                loss, slope = (error**2).mean(axis=0), 2 * error
            else:
                s = (1 - 2 * y) * z
                losses = np.maximum(s, 0) + np.log1p(np.exp(-np.abs(s)))
                loss, slope = losses.mean(axis=0), 1 / (1 + np.exp(-z)) - y
            converged[(converged < 0) & (loss <= 0.1)] = epoch
            W -= rate * (X * slope[:, None]).mean(axis=0)
            b -= rate * slope.mean(axis=0)

    return _fastest(train, 1)


def _fastest(work: Callable[[], Any], times: int) -> float:
    took = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return min(took)

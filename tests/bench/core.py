"""The training loop: against the lecture's own code, and on many points."""

import time
from collections.abc import Callable
from statistics import median
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from jaxreg.data.generated import make_linear_data, make_logistic_data
from jaxreg.explain.fan import fan
from jaxreg.settings import LinearScenario
from jaxreg.training.gradient_descent import MAX_EPOCHS, History, descend
from jaxreg.training.models import (
    Params,
    Penalised,
    init_params,
    mean_squared_error,
    penalised_cross_entropy,
)
from jaxreg.training.runs import run_linear
from tests import lecture
from tests.bench.table import Row, at_least, at_most

EPOCHS, MANY = 1000, 100_000
RATE = 0.01


def measure(short: bool) -> list[Row]:
    """1 000 epochs: the median of pairs with the lecture, 100 000 points, 128 rates."""
    return [
        _against_the_lecture(3 if short else 30),
        *_many_points(2 if short else 9),
        *_all_rates(2 if short else 9),
    ]


def _against_the_lecture(pairs: int) -> Row:
    """Each pair is one run of the lecture's loop, then 50 of ours."""
    zero = np.float32(0)
    line = make_linear_data(
        np.float32(3), np.float32(2), zero, np.uint32(0), num_points=10
    )[1]
    start = init_params(np.uint32(0), 1)
    X = jnp.arange(10).reshape((10, 1))
    y, W = 3.0 * X + 2.0, start.W[:, None]

    def lecture_run():
        return jax.block_until_ready(lecture.train(lecture.linear_grad, W, X, y))

    theirs = lecture_run()
    history = _run(mean_squared_error, start, line)
    agree = [history.params.W[EPOCHS, 0], history.params.b[EPOCHS]]
    np.testing.assert_allclose(
        agree, [theirs["W"][0, 0], theirs["b"][0]], rtol=1e-5, err_msg="not one result"
    )
    printed, ours = [], []
    for _ in range(pairs):
        printed.append(_seconds(lecture_run))
        runs = [
            _seconds(lambda: _run(mean_squared_error, start, line)) for _ in "." * 50
        ]
        ours.append(median(runs))
    ratio = median(a / b for a, b in zip(printed, ours, strict=True))
    note = f"{1e3 * median(printed):.1f} ms and {1e3 * median(ours):.3f} ms"
    what = "1 000 epochs, 10 points, against the lecture's loop"
    return at_least(what, ratio, 500, "times faster", note)


def _many_points(repeats: int) -> list[Row]:
    seed, zero, one = np.uint32(0), np.float32(0), np.float32(1)
    linear = make_linear_data(one, one, one, seed, num_points=MANY)[0]
    W = np.array([2, -1], np.float32)
    logistic = make_logistic_data(W, one, seed, num_points=MANY)
    rows = []
    for name, loss, features, data, aim in (
        ("linear", mean_squared_error, 1, linear, 0.1),
        ("logistic", penalised_cross_entropy, 2, Penalised(logistic, zero), 0.35),
    ):
        start = init_params(seed, features)
        _run(loss, start, data)
        runs = [_seconds(lambda a=(loss, start, data): _run(*a)) for _ in "." * repeats]
        what = f"1 000 epochs, 100 000 points, {name}"
        rows.append(at_most(what, median(runs), aim, "s"))
    return rows


def _all_rates(repeats: int) -> list[Row]:
    """1 000 epochs at 128 learning rates, as the page compares them."""
    rows = []
    for points, aim in ((10, 0.02), (1000, 0.2)):
        result = run_linear(LinearScenario(num_points=points))
        fan(result)
        runs = [_seconds(lambda r=result: fan(r)) for _ in "." * repeats]
        what = f"1 000 epochs, {points:,} points, at 128 learning rates"
        rows.append(at_most(what, median(runs), aim, "s"))
    return rows


def _run(loss: Callable, start: Params, data: Any) -> History:
    rates = np.full(MAX_EPOCHS + 1, RATE, np.float32)
    history = descend(loss, start, data, rates, np.int32(EPOCHS))
    return jax.block_until_ready(history)


def _seconds(run: Callable[[], Any]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began

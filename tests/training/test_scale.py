"""Columns of any scale, read as a file: W, b, the loss and the smallest possible are
those of exact fractions, as far as float32 can give them."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from jaxreg.data.reader import read
from jaxreg.display.linear_report import linear_report
from jaxreg.settings import CONTROLS, OWN_DATA
from jaxreg.training.runs import run_linear

WAVE = np.sin(np.arange(60.0) * 7)
FILES = {
    "nanoampere": [(k / 10, f"{(2 * k + WAVE[k]) * 1e-10:.4e}") for k in range(1, 21)],
    "latitude": [(k, f"{48.137 + 1e-4 * k + 2e-6 * WAVE[k]:.7f}") for k in range(60)],
    "unix seconds": [(1_700_000_000 + 60 * k, f"{20 + k / 10:.2f}") for k in range(30)],
    "yyyymmdd": [
        (day, f"{k / 2 + WAVE[k]:.3f}")
        for k, day in enumerate(
            [*range(20181220, 20181232), *range(20190101, 20190113)]
        )
    ],
    "years": [(1950 + k, f"{310 + 1.5 * k + WAVE[k]:.2f}") for k in range(60)],
    "population": [
        (1950 + 10 * k, f"{2_536_000_000 + 770_000_000 * k + 2e8 * WAVE[k]:.0f}")
        for k in range(8)
    ],
}
ON = OWN_DATA["linear"]
RATES = [float(rate) for rate in CONTROLS["linear"]["learning_rate"].stops]


def table(name):
    rows = "".join(f"{x},{y}\n" for x, y in FILES[name])
    return read("time,reading\n" + rows).table


def exact(x, y):
    """Least squares: W, b and the mean squared error, in fractions."""
    x_mean, y_mean = sum(x) / len(x), sum(y) / len(y)
    W = sum((a - x_mean) * (c - y_mean) for a, c in zip(x, y, strict=True))
    W /= sum((a - x_mean) ** 2 for a in x)
    b = y_mean - W * x_mean
    return W, b, mean_square(x, y, W, b)


def mean_square(x, y, W, b):
    return sum((W * a + b - c) ** 2 for a, c in zip(x, y, strict=True)) / len(x)


def fractions(values):
    return [Fraction(float(value)) for value in values]


def check(result):
    """The run's loss is that of its W and b, none is below the smallest, and this and
    the closed form are exact."""
    x, y = fractions(result.data.X.ravel()), fractions(result.data.y)
    W, b, least = exact(x, y)
    variance = float(np.var(result.data.y))
    np.testing.assert_allclose(result.closed_form.W, float(W), rtol=1e-12)
    np.testing.assert_allclose(result.closed_form.b, float(b), rtol=1e-9)
    rounding = 1e-13 * variance
    assert abs(result.smallest_loss - float(least)) <= rounding
    assert result.history.loss.min() >= result.smallest_loss
    own = float(mean_square(x, y, *fractions([result.fitted.W[0], result.fitted.b])))
    np.testing.assert_allclose(result.history.loss[-1], own, rtol=1e-7, atol=rounding)
    np.testing.assert_allclose(result.r_squared, 1 - own / variance, rtol=1e-9)
    return float(W), float(b)


@pytest.mark.parametrize("name", FILES)
def test_standardised_the_run_ends_at_the_minimum(name):
    result = run_linear(ON, table(name))
    W, b = check(result)
    np.testing.assert_allclose(result.fitted.W, W, rtol=1e-6)
    size = np.std(result.data.y) + abs(W * np.mean(result.data.X))
    assert abs(result.fitted.b - b) <= 1e-6 * size


@pytest.mark.parametrize("name", FILES)
def test_as_they_are_the_run_says_what_it_did(name):
    off = replace(ON, scaling="off", epochs=1000)
    points = table(name)
    limit = run_linear(off, points).max_learning_rate
    A = np.column_stack([run_linear(off, points).data.X, np.ones(len(FILES[name]))])
    np.testing.assert_allclose(limit, len(A) / np.linalg.norm(A, 2) ** 2, rtol=1e-9)
    stable = [rate for rate in RATES if rate < limit]
    if stable:
        check(run_linear(replace(off, learning_rate=stable[-1]), points))
        return
    result = run_linear(off, points)  # years, at any rate of the slider
    assert name in ("years", "population") and result.lost is not None
    [message] = [m for m in linear_report(result).messages if m.level == "warning"]
    assert message.text.startswith("Diverged: the loss left the float32 range at epoch")
    assert f"above {limit:.3g}, the largest stable one" in message.text
    assert (message.action.key, message.action.value) == ("scale", "on")

"""What is said of each preset is so, by its run's history and by NumPy."""

from dataclasses import replace

import numpy as np
import pytest

from jaxreg.settings import PAGES, PRESETS, TRY, LinearScenario
from jaxreg.training.runs import run


def thetas(result):
    """W and b of each epoch, (e + 1, d + 1), in float64."""
    return np.column_stack(result.history.params).astype(float)


def best_line(result):
    """W and b of least squares."""
    return np.polyfit(result.data.X.ravel().astype(float), result.targets, 1)


def on_right_side(result, epoch=-1):
    """How many points are on the side of their class after ``epoch``."""
    *W, b = thetas(result)[epoch]
    return int(((result.data.X @ W + b > 0) == (result.data.y == 1)).sum())


def first_within(result, share):
    """The first epoch whose loss exceeds the smallest by at most a share of it."""
    X, y = result.data.X.ravel(), result.targets
    W, b = best_line(result)
    smallest = np.mean((W * X + b - y) ** 2)
    return int(np.argmax(result.history.loss <= (1 + share) * smallest))


def lecture_line(result):
    W, b = thetas(result).T
    assert (np.abs(W[5:] - 3) < 0.3).all() and (np.diff(b[5:]) >= 0).all()
    return ["5 epochs", f"{len(b) - 1:,}", f"{b[-1]:.3f}"]


def too_small(result):
    fitted, best = thetas(result)[-1, 1], best_line(result)[1]
    return ["1,000 epochs", f"only {fitted:.2f};", f"b = {best:.2f}."]


def just_right(result):
    usual = run(LinearScenario(learning_rate=0.01))
    return [
        "1 %",
        f"{first_within(result, 0.01)} epochs",
        f"{first_within(usual, 0.01)}.",
    ]


def zig_zag(result):
    """The side is that of the steepest mode; the last steps are of the others."""
    A = np.column_stack([result.data.X, np.ones(len(result.data.y))]).astype(float)
    steepest = np.linalg.eigh(A.T @ A)[1][:, -1]
    sides = np.sign((thetas(result) - best_line(result)) @ steepest)
    assert (sides[1:] == -sides[:-1]).all()
    assert (np.diff(result.history.loss) <= 0).all()
    return []


def too_large(result):
    away = np.linalg.norm(thetas(result) - best_line(result), axis=1)
    loss = result.history.loss
    last = int(np.flatnonzero(np.isfinite(loss))[-1])
    assert (np.diff(away[: last + 1]) > 0).all()
    assert (np.diff(loss[: last + 1]) > 0).all() and last < len(loss) - 1
    return ["float32"]


def many_points(result):
    true = 3 * result.data.X.ravel() + 2
    assert np.std(result.data.y - true) == pytest.approx(5, abs=0.2)
    off = np.polyval(thetas(result)[-1], [0, 9]) - [2, 29]
    assert 0.3 < np.abs(off).max() < 0.4
    return ["about 5", "0.4"]


def lecture_classes(result):
    """A line that separates, made ten times as steep, makes any loss smaller."""
    assert on_right_side(result) == len(result.data.y) == 5
    *W, b = thetas(result)[-1]
    y = result.data.y
    losses = [
        np.mean(np.logaddexp(0, k * (1 - 2 * y) * (result.data.X @ W + b)))
        for k in (1, 10, 100)
    ]
    assert losses[0] > losses[1] > losses[2]
    assert (np.diff(result.history.loss) < 0).all()
    return ["five points"]


def slow_start(result):
    return ["1,000", f"{on_right_side(result)} of {len(result.data.y)} points"]


def overlapping(result):
    long = run(replace(result.scenario, epochs=10_000))
    wrong = {500 - on_right_side(one) for one in (result, long)}
    losses = {f"{one.history.loss[-1]:.2f}" for one in (result, long)}
    [wrong], [loss] = wrong, losses
    return [f"at {loss},", f"{wrong} of 500 points"]


def separable(result):
    loss, length = result.history.loss, np.linalg.norm(thetas(result)[:, :2], axis=1)
    soon = next(k for k in range(1000) if on_right_side(result, k) == 20)
    assert soon < 50
    assert all(on_right_side(result, k) == 20 for k in range(soon, 1001))
    assert (np.diff(loss[soon:]) < 0).all() and (np.diff(length[soon:]) > 0).all()
    return ["All 20 points"]


def vertical(result):
    assert result.scenario.true_W2 == 0
    return [f"W₂ = {thetas(result)[-1, 1]:.2f}.".replace("-", "−")]


def oscillating(result):
    rises = (np.diff(result.history.loss) > 0).mean()
    assert 0.28 < rises < 0.38
    return ["third"]


CLAIMS = {
    "Lecture 5.1": lecture_line,
    "Rate too small": too_small,
    "Rate just right": just_right,
    "Zig-zag": zig_zag,
    "Rate too large": too_large,
    "Many noisy points": many_points,
    "Lecture 5.2": lecture_classes,
    "Slow start": slow_start,
    "Overlapping classes": overlapping,
    "Separable classes": separable,
    "Vertical boundary": vertical,
    "Oscillating loss": oscillating,
}


@pytest.mark.parametrize("name", PRESETS)
def test_what_to_look_at_is_to_be_seen(name):
    scenario, look = PRESETS[name]
    assert len(look) <= 90 and look.endswith(".")
    for part in CLAIMS[name](run(scenario)):
        assert part in look


def test_three_presets_of_each_page_are_to_begin_with():
    assert TRY.keys() == PAGES.keys()
    for page, names in TRY.items():
        assert len({*names}) == 3
        assert {PRESETS[name].scenario.page for name in names} == {page}

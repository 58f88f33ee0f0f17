"""Counterexamples: each seed that is called one, and each that is not, against its own
run."""

from dataclasses import replace

import numpy as np
import pytest

from jaxreg import (
    LinearScenario,
    LogisticScenario,
    counterexamples,
    run_linear,
    run_logistic,
)


def angle_of(s):
    """In degrees, at the start of a line's run, by the gradient's own formula."""
    result = run_linear(replace(s, epochs=0))
    x, y = np.asarray(result.data.X, float)[:, 0], np.asarray(result.data.y, float)
    W, b = (float(np.squeeze(rows[0])) for rows in result.history.params)
    if s.scaling == "on":
        x = (x - x.mean()) / x.std()
        W, b = (float(np.squeeze(v)) for v in start_of(result))
    residual = W * x + b - y
    downhill = -2 * np.array([np.mean(residual * x), np.mean(residual)])
    best = np.polyfit(x, y, 1)
    way = best - [W, b]
    cosine = downhill @ way / np.linalg.norm(downhill) / np.linalg.norm(way)
    return np.degrees(np.arccos(np.clip(cosine, -1, 1)))


def start_of(result):
    return result.training.history.params.W[0], result.training.history.params.b[0]


@pytest.mark.parametrize(
    "s",
    [
        LinearScenario(),
        LinearScenario(num_points=50, true_W=-2.0, noise=3.0, learning_rate=0.001),
    ],
)
def test_downhill_need_not_lead_to_the_minimum(s):
    table = counterexamples(s, "direction", 24, progress=False)
    expected = [angle_of(replace(s, seed=seed)) for seed in range(24)]
    np.testing.assert_allclose(table.angle, expected, atol=0.01)
    assert (table.is_false == (table.angle > 45)).all()
    assert 0 < table.is_false.sum() < 24


def test_it_does_once_x_is_standardised():
    s = LinearScenario(scaling="on")
    table = counterexamples(s, "direction", 100, progress=False)
    assert table.angle.max() < 0.01 and not table.is_false.any()
    assert angle_of(s) < 0.01


def test_less_noise_is_nearer_only_on_average():
    s = LinearScenario(noise=2.0)
    table = counterexamples(s, "noise", 200, progress=False)
    assert table.seed.tolist() == list(range(200))
    assert table.noise.tolist() == [2.0, 1.0] * 100
    apart = []
    for row in table.iloc[:16].itertuples():
        W, b = run_linear(replace(s, seed=row.seed, noise=row.noise)).fitted
        apart.append(np.hypot(float(W[0]) - 3, float(b) - 2))
    expected = np.repeat(np.array(apart[1::2]) > apart[::2], 2)
    assert table.is_false[:16].tolist() == expected.tolist()
    assert 0 < table.is_false.mean() < 0.5
    distance = table.distance_to_truth
    assert distance[table.noise == 1].mean() < distance[table.noise == 2].mean()


def first_slip(s):
    """The first epoch at which the loss and the accuracy fall, or None."""
    result = run_logistic(s)
    X, y = np.asarray(result.data.X, float), np.asarray(result.data.y) == 1
    W, b = (np.asarray(rows, float) for rows in result.history.params)
    level = np.log(s.threshold / (1 - s.threshold))
    accuracy = ((X @ W.T + b > level) == y[:, None]).mean(axis=0)
    falls = (np.diff(accuracy) < 0) & (np.diff(result.history.loss) < 0)
    return np.argmax(falls) + 1 if falls.any() else None


@pytest.mark.parametrize(
    "s",
    [
        LogisticScenario(num_points=20, epochs=200),
        LogisticScenario(num_points=50, learning_rate=1.0, epochs=60, threshold=0.3),
        LogisticScenario(num_points=20, batch="5", epochs=40),
        LogisticScenario(num_points=50, method="Newton", epochs=6, l2=0.01),
    ],
)
def test_accuracy_may_fall_while_the_loss_falls(s):
    table = counterexamples(s, "accuracy", 12, progress=False)
    for row in table.itertuples():
        expected = first_slip(replace(s, seed=row.seed))
        assert row.is_false == (expected is not None)
        if expected is not None:
            assert row.slipped == expected
    assert 0 < table.is_false.sum() < 12


def test_a_pair_stays_together_in_a_sweep_of_parts(tmp_path):
    s = LinearScenario(epochs=10)
    whole = counterexamples(s, "noise", 100, progress=False)
    again = counterexamples(s, "noise", 100, out=tmp_path, progress=False)
    assert whole.is_false.tolist() == again.is_false.tolist()
    with pytest.raises(ValueError):
        counterexamples(s, "direction", 100, out=tmp_path, progress=False)


@pytest.mark.parametrize(
    "s, sentence, num, message",
    [
        (LinearScenario(), "accuracy", 10, "there are: direction, noise"),
        (LogisticScenario(), "noise", 10, "there are: accuracy"),
        (LinearScenario(), "noise", 11, "an even number from 2 to 10,000"),
        (LinearScenario(), "noise", 20_000, "an even number from 2 to 10,000"),
        (LinearScenario(noise=0.0), "noise", 10, "no noise"),
        (LinearScenario(data="tips"), "direction", 10, "the seed does not change"),
        (LinearScenario(degree=2), "direction", 10, "set Degree to 1"),
    ],
)
def test_what_cannot_be_asked_is_said(s, sentence, num, message):
    with pytest.raises(ValueError, match=message):
        counterexamples(s, sentence, num, progress=False)

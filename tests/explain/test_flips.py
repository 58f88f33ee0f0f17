"""Every label flipped once: as plain descent in float64 and scikit-learn have it."""

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from jaxreg.explain.flips import MAX_FLIPS, flips
from jaxreg.explain.menu import figures
from jaxreg.settings import OWN, LogisticScenario
from jaxreg.training.runs import run
from tests.classes import own_classes
from tests.shown import explanation_of
from tests.strategies import PLAIN_FEATURES, scenarios
from tests.traces import has, trace, xy
from tests.training.test_batches import by_hand

RUNS = {
    "default": LogisticScenario(epochs=60),
    "lecture": LogisticScenario(data="lecture", learning_rate=0.5, epochs=300),
    "standardised": LogisticScenario(scaling="on", learning_rate=0.3, epochs=50),
    "penalty": LogisticScenario(l2=0.1, num_points=20, learning_rate=1.0),
    "textbook": LogisticScenario(loss_form="textbook", num_points=50, epochs=40),
    "one class": LogisticScenario(
        true_W1=0.0, true_W2=0.0, true_b=5.0, num_points=5, learning_rate=1.0
    ),
    "one feature": LogisticScenario(
        data="O-rings", x2_column=0, scaling="on", learning_rate=1.0, epochs=100
    ),
    "table": LogisticScenario(data="iris", scaling="on", learning_rate=0.5, epochs=30),
    "zig-zag": LogisticScenario(learning_rate=20.0, num_points=20, epochs=7),
}


def ends(result, ys, epochs):
    """W and b (d + 1, m) where plain descent in float64 ends on each of ys (n, m)."""
    s, X = result.scenario, np.asarray(result.data.X, float)
    mean, size = np.zeros(X.shape[1]), np.ones(X.shape[1])
    if s.scaling == "on":
        mean, size = X.mean(axis=0), X.std(axis=0)
    A = np.column_stack([(X - mean) / size, np.ones(len(X))])
    W, b = (np.asarray(part, float) for part in result.history.at(0))
    theta = np.append(W * size, b + W @ mean)
    theta = np.tile(theta[:, None], ys.shape[1])
    charge = s.l2 * np.append(np.ones(len(W)), 0)[:, None]
    for _ in range(epochs):
        p = 1 / (1 + np.exp(-A @ theta))
        theta = theta - s.learning_rate * (A.T @ (p - ys) / len(X) + charge * theta)
    W = theta[:-1] / size[:, None]
    return np.vstack([W, theta[-1] - mean @ W])


def flipped(result, rows):
    """The models (d + 1, 1 + m) of the labels as they are, and with one flipped."""
    ys = np.tile(np.asarray(result.data.y, float)[:, None], 1 + len(rows))
    ys[rows, np.arange(1, len(ys.T))] = 1 - ys[rows, 0]
    return ends(result, ys, result.end)


def measured(result, models):
    """How far the probabilities move, on average, and how many points change side."""
    X = np.asarray(result.data.X, float)
    z = np.column_stack([X, np.ones(len(X))]) @ models
    p = 1 / (1 + np.exp(-z))
    moved = np.abs(p[:, 1:] - p[:, :1]).mean(axis=0)
    return moved, ((z[:, 1:] > 0) != (z[:, :1] > 0)).sum(axis=0), p[:, 0]


def explained(scenario, own=None):
    result = run(replace(scenario, explain="flips"), own)
    return result, explanation_of(result)


@pytest.mark.parametrize("name", RUNS)
def test_each_flip_is_a_run_of_its_own(name):
    result = run(RUNS[name])
    found = flips(result)
    models = flipped(result, found.rows)
    moved, sides, p = measured(result, models)
    size = np.abs(models).max()
    trained = np.vstack([found.ends.W.T, found.ends.b])
    np.testing.assert_allclose(trained, models[:, 1:], 2e-3, 2e-4 * size)
    np.testing.assert_allclose(found.moved, moved, 2e-3, 1e-6)
    is_one = result.data.y[found.rows] == 1
    own = np.where(is_one, p[found.rows], 1 - p[found.rows])
    np.testing.assert_allclose(found.own, own, 1e-3, 1e-5)
    # A point may lie on the boundary, apart from rounding.
    assert np.abs(found.sides - sides).max() <= 1
    assert found.epochs == result.end and moved.max() > 1e-3


def test_a_flip_in_mini_batches_takes_the_points_in_the_order_of_the_run():
    s = LogisticScenario(num_points=20, batch="5", epochs=10, shuffle=3)
    result = run(s)
    found = flips(result)
    for k, row in enumerate(found.rows[:3]):
        data = result.training.data
        y = np.where(np.arange(len(data.y)) == row, 1 - data.y, data.y)
        training = result.training._replace(data=data._replace(y=y))
        W1, W2, b = by_hand(result._replace(training=training))[-1]
        np.testing.assert_allclose(found.ends.W[k], [W1, W2], rtol=1e-4)
        np.testing.assert_allclose(found.ends.b[k], b, rtol=1e-4)


def test_at_convergence_each_flip_is_scikit_learns_fit():
    result = run(replace(RUNS["penalty"], epochs=10_000))
    found = flips(result)
    X, y = np.asarray(result.data.X, float), np.asarray(result.data.y)
    for k, row in enumerate(found.rows):
        labels = y.copy()
        labels[row] = 1 - labels[row]
        fit = LogisticRegression(C=1 / (len(y) * 0.1), tol=1e-10).fit(X, labels)
        np.testing.assert_allclose(found.ends.W[k], fit.coef_[0], atol=2e-5)
        np.testing.assert_allclose(found.ends.b[k], fit.intercept_[0], atol=2e-5)


# What is said

WORDS = re.compile(r"move by ([-+.e\d]+) on average, and (\w+) points? changes? ")


def said_of(sentence):
    by, sides = WORDS.search(sentence).groups()
    return float(by), 0 if sides == "no" else int(sides)


@pytest.mark.parametrize("name", RUNS)
def test_which_label_matters_most(name):
    result, said = explained(RUNS[name])
    rows = flips(result).rows
    moved, sides, _ = measured(result, flipped(result, rows))
    k = np.flatnonzero(moved >= 0.999 * moved.max())[-1]
    by, changes = said_of(said.sentences[0])
    assert by == pytest.approx(moved.max(), rel=2e-3)
    assert abs(changes - sides[k]) <= 1
    for value in result.data.X[rows[k]]:
        assert f" = {value:.4g}" in said.sentences[0]
    some = "Of those flipped, " if len(rows) < len(result.data.y) else ""
    assert said.sentences[0].startswith(some)
    assert said.sentences[1].startswith(f"{len(rows)} runs of {result.end:,} epochs")


def test_the_lectures_points():
    said = explained(LogisticScenario(data="lecture"))[1].sentences
    assert said[0] == (
        "The label of the point at x₁ = 3 and x₂ = 5 matters most: with it flipped, "
        "the predicted probabilities move by 0.2130 on average, and 1 point changes "
        "its side."
    )


def test_labels_that_matter_equally_are_counted():
    # Each is the mirror image of another.
    X = np.array([[-3, 0], [-1, 0], [1, 0], [3, 0]]) + [
        [0, 1],
        [0, -1],
        [0, 1],
        [0, -1],
    ]
    own = own_classes(X, [0, 0, 1, 1])
    s = LogisticScenario(data=OWN, start="zero", learning_rate=0.5, epochs=20)
    result, said = explained(s, own)
    moved, *_ = measured(result, flipped(result, np.arange(4)))
    ties = np.sum(moved >= 0.999 * moved.max())
    assert ties == 2 and said.sentences[0].startswith("2 labels matter most, and equ")


@pytest.mark.parametrize(
    ("n", "epochs", "words"),
    [
        (100, 1000, []),
        (200, 50, ["128 of the 200 labels, evenly spaced, are flipped."]),
        (10_000, 20, ["Only 1,000 of the 10,000 points, evenly spaced, are used, "]),
        (100, 10_000, ["Only the first 8,000 of 10,000 epochs are run."]),
    ],
)
def test_what_was_left_out_is_said_where_it_was(n, epochs, words):
    said = explained(LogisticScenario(num_points=n, epochs=epochs))[1].sentences
    found = [one for one in said[2:] if " of " in one]
    assert [one[: len(word)] for one, word in zip(found, words, strict=True)] == words
    assert MAX_FLIPS == 128


def test_on_a_sample_it_is_the_sample_that_is_trained_on():
    result = run(LogisticScenario(num_points=10_000, epochs=20, learning_rate=1.0))
    found = flips(result)
    rows = np.linspace(0, 9999, 1000).round().astype(int)
    sample = result._replace(
        data=type(result.data)(*(part[rows] for part in result.data))
    )
    flipped_rows = np.searchsorted(rows, found.rows)
    np.testing.assert_array_equal(rows[flipped_rows], found.rows)
    moved, *_ = measured(sample, flipped(sample, flipped_rows))
    np.testing.assert_allclose(found.moved, moved, 2e-3, 1e-6)


def test_untrained_nothing_has_moved():
    said = explained(LogisticScenario(epochs=0))[1]
    assert said.sentences[-1].startswith("No flip moves the predicted probabilities")
    assert not said.figures and not said.over


# Beside others this run ends otherwise than alone.
OVERFLOWS = LogisticScenario(
    **{"start": "chosen", "start_W1": -5.5, "start_W2": -2.1, "start_b": -3.38},
    **{"true_W1": 4.0, "true_W2": 0.0, "true_b": 5.0, "seed": 18, "l2": 0.0001},
    **{"method": "coordinate descent", "epochs": 4},
)


@settings(max_examples=25, deadline=None)
@given(scenarios("logistic"), st.sampled_from([5, 10, 20]))
@example(OVERFLOWS, 20)
def test_what_is_said_of_any_run_is_true(scenario, n):
    few = min(scenario.epochs, 20)
    alike = {"batch": "all", **PLAIN_FEATURES["logistic"]}
    scenario = replace(scenario, num_points=n, epochs=few, **alike)
    result, said = explained(replace(scenario, digits="four"))
    found = flips(result)
    if not said.over:
        return
    by, sides = said_of(said.sentences[0])
    models = np.vstack([found.ends.W.T, found.ends.b])
    own = result.history.at(result.end)
    models = np.column_stack([np.append(*own), models])
    with np.errstate(over="ignore", invalid="ignore"):
        moved, _, _ = measured(result, models.astype(float))
    assert by == pytest.approx(np.nanmax(moved), rel=2e-3, abs=2e-6)
    assert 0 <= sides <= len(result.data.y)


# What is drawn


@pytest.mark.parametrize("name", ["default", "one feature", "table"])
def test_each_boundary_is_where_the_probability_is_one_half(name):
    result, said = explained(RUNS[name])
    found = flips(result)
    figure = figures(result)["fit"]
    across, up = xy(figure, "one label flipped")
    shown = ~np.isnan(across)
    if "feature" in name:
        places = -found.ends.b / found.ends.W[:, 0]
        low, high = figure["layout"]["xaxis"]["range"]
        places = places[(low <= places) & (places <= high)]
        np.testing.assert_allclose(across[::3], places, 1e-5)
        assert set(up[shown]) == {0.0, 1.0}
    else:
        ends = np.column_stack([across, up]).astype(float)
        for k, (W, b) in enumerate(zip(*found.ends, strict=True)):
            size = np.abs(W).max() * np.abs(ends[shown]).max()
            assert np.abs(ends[3 * k : 3 * k + 2] @ W + b).max() < 1e-4 * size
    [x], *rest = xy(figure, "its point")
    k = np.flatnonzero(found.moved >= 0.999 * found.moved.max())[-1]
    assert x == pytest.approx(result.data.X[found.rows[k], 0], rel=1e-6)
    assert has(figure, "the one that matters most")
    dots = [
        one for one in said.figures["flips"]["data"] if one["name"] != "matters most"
    ]
    own, moved = (np.concatenate([one[axis] for one in dots]) for axis in "xy")
    np.testing.assert_allclose(np.sort(own), np.sort(found.own))
    np.testing.assert_allclose(np.sort(moved), np.sort(found.moved))
    assert trace(said.figures["flips"], "matters most")["y"][0] == found.moved[k]


def test_the_lines_are_below_those_of_the_chart_and_the_ring_is_on_top():
    names = [
        one["name"] for one in figures(explained(RUNS["default"])[0])["fit"]["data"]
    ]
    lines = ["one label flipped", "the one that matters most", "fitted"]
    at = [names.index(name) for name in lines]
    assert at == [*range(at[0], at[0] + 3)] and names[-1] == "its point"

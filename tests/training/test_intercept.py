"""A line or a curve without an intercept: least squares of NumPy without ones,
and loops by hand."""

from dataclasses import replace

import jax
import numpy as np
import pytest
from hypothesis import given, settings

from jaxreg.data.table import Column, Table
from jaxreg.display.landscape import linear_landscape, linear_surface
from jaxreg.settings import LinearScenario
from jaxreg.training.features import polynomial
from jaxreg.training.plane import squares_loss
from jaxreg.training.runs import run, run_linear
from tests.strategies import scenarios

OFF = LinearScenario(intercept="off")
TIPS = replace(OFF, data="tips", learning_rate=0.1, scaling="on")
RUNS = {
    "generated": OFF,
    "standardised": replace(OFF, scaling="on", learning_rate=0.1),
    "penalised": replace(OFF, l2=0.3),
    "cubic": replace(OFF, degree=3, scaling="on", learning_rate=0.1),
    "penalised cubic": replace(OFF, degree=3, scaling="on", l2=0.1, learning_rate=0.1),
    "powers of x": replace(OFF, degree=2, learning_rate=1e-4),
    "held out": replace(OFF, held_out=30),
    "tips": TIPS,
    "tips as they are": replace(TIPS, scaling="off", learning_rate=0.001),
    "by hand": replace(OFF, data="by hand", points="1_2 2_3 4_9"),
}


def design(s, x):
    """[x x^2 ...] (n, d), of x or of x over its root mean square."""
    u = np.asarray(x, float)
    if s.scaling == "on" and s.degree > 1:
        u = u / np.sqrt(np.mean(u**2))
    return u ** np.arange(1, s.degree + 1)


def units(s, F, y):
    """What training divides F (n, d) and y (n,) by."""
    size = np.sqrt(np.mean(F**2, axis=0)) if s.scaling == "on" else np.ones(F.shape[1])
    return size, np.sqrt(np.mean(y**2)) if s.is_of_table else 1.0


@pytest.mark.parametrize("s", RUNS.values(), ids=RUNS.keys())
def test_the_closed_form_is_numpys_without_ones(s):
    result = run_linear(s)
    F, y = design(s, result.data.X), np.asarray(result.targets, float)
    size, of_y = units(s, F, y)
    n, d = F.shape
    rows = np.vstack([F / size, np.sqrt(n * s.l2 / 2) * np.eye(d)])
    W = np.linalg.lstsq(rows, np.append(y / of_y, np.zeros(d)), rcond=None)[0]
    np.testing.assert_allclose(result.closed_form.W, of_y * W / size, rtol=1e-6)
    assert result.closed_form.b == 0
    smallest = np.mean((F / size @ W - y / of_y) ** 2) + s.l2 / 2 * W @ W
    assert result.smallest_loss == pytest.approx(of_y**2 * smallest, rel=1e-6)


@pytest.mark.parametrize("s", RUNS.values(), ids=RUNS.keys())
def test_the_limit_is_that_of_w_alone(s):
    result = run_linear(s)
    F = design(s, result.data.X)
    F = F / units(s, F, result.targets)[0]
    H = 2 * F.T @ F / len(F) + s.l2 * np.eye(F.shape[1])
    assert result.max_learning_rate == pytest.approx(2 / np.linalg.eigvalsh(H)[-1])


@pytest.mark.parametrize("s", RUNS.values(), ids=RUNS.keys())
def test_a_run_is_numpys_loop(s):
    s = replace(s, epochs=50)
    result = run_linear(s)
    F, y = design(s, result.data.X), np.asarray(result.targets, float)
    size, of_y = units(s, F, y)
    F, y = F / size, y / of_y
    start = np.asarray(result.history.params.W[0], float)
    W, path = start * size / of_y, []
    for _ in range(51):
        path.append(of_y * W / size)
        W = W - s.learning_rate * (2 * F.T @ (F @ W - y) / len(y) + s.l2 * W)
    np.testing.assert_allclose(result.history.params.W, path, rtol=2e-3, atol=2e-5)
    assert (result.history.params.b == 0).all()
    assert (result.training.history.params.b == 0).all()


def test_a_run_starts_where_one_with_an_intercept_does():
    with_b, without = (
        run_linear(replace(s, epochs=0)) for s in (LinearScenario(), OFF)
    )
    np.testing.assert_array_equal(with_b.fitted.W, without.fitted.W)


@pytest.mark.parametrize(
    "way",
    [
        *({"momentum": 0.5}, {"batch": "5"}, {"method": "Newton"}),
        {"method": "coordinate descent"},
    ],
    ids=str,
)
def test_every_way_to_train_moves_w_alone(way):
    result = run_linear(replace(OFF, epochs=300, **way))
    x, y = np.asarray(result.data.X, float)[:, 0], np.asarray(result.targets, float)
    best = x @ y / (x @ x)
    batches = "batch" in way
    assert result.fitted.W[0] == pytest.approx(best, rel=0.02 if batches else 1e-5)
    assert (result.history.params.b == 0).all()
    if "method" in way:  # one parameter: its parabola is the loss
        assert result.history.params.W[1, 0] == pytest.approx(best, rel=1e-5)


def test_a_chosen_b_is_not_heeded():
    s = replace(OFF, start="chosen", start_W=1.0, start_b=7.0)
    np.testing.assert_array_equal(
        run_linear(s).history.loss, run_linear(replace(s, start_b=0.0)).history.loss
    )
    assert run_linear(s).history.params.b[0] == 0


@settings(deadline=None, max_examples=40)
@given(scenarios("linear", tables=False))
def test_b_is_0_everywhere(s):
    result = run(replace(s, intercept="off", data="generated", points=None))
    for params in result.fitted, result.closed_form, result.drawn:
        assert params.b == 0
    for history in result.history, result.training.history, result.shown.history:
        assert (history.params.b == 0).all()
    assert result.bowl.minimum[-1] == 0
    assert not result.bowl.H[-1].any() and not result.bowl.H[:, -1].any()


@pytest.mark.parametrize("scaling", ["off", "on"])
def test_the_landscape_is_the_whole_loss(scaling):
    s = replace(OFF, scaling=scaling, learning_rate=0.01)
    result = run_linear(s)
    theta = np.append(*result.shown.history.at(-1)).astype(float)
    plane = squares_loss(result, (0, 1), theta)
    X, y, _ = (np.asarray(part, float) for part in result.shown.data)
    places = np.array([[3.0, 2.0], [1.0, -4.0], [0.0, 0.0]])
    by_hand = [np.mean((X[:, 0] * W + b - y) ** 2) for W, b in places]
    np.testing.assert_allclose(plane.at(places), by_hand, rtol=1e-9)
    best = np.linalg.lstsq(np.column_stack([X, np.ones(len(y))]), y, rcond=None)[0]
    np.testing.assert_allclose(plane.minimum, best, rtol=1e-9)
    # On the line b = 0 no place of its window is lower than the closed form.
    window = linear_landscape(result).window
    W = np.linspace(*window[0], 2001)
    losses = plane.at(np.column_stack([W, 0 * W]))
    assert losses.min() >= result.smallest_loss * (1 - 1e-9)
    assert losses.min() == pytest.approx(result.smallest_loss, rel=1e-2)
    assert linear_surface(result, window)[2].min() < result.smallest_loss


def test_standardised_powers_are_over_the_root_mean_square():
    x = np.array([[1.0], [2.0], [4.0]])
    features = polynomial(1, 3, x, has_intercept=False)
    np.testing.assert_allclose(
        features.of(x), (x / np.sqrt(7)) ** [1, 2, 3], rtol=1e-10
    )


def test_points_at_0_alone_say_nothing_of_a_slope():
    table = Table((Column("x", np.array([0.0, 0.0, 1e-3])), Column("y", np.ones(3))))
    s = LinearScenario(intercept="off", data="own", held_out=50)
    result = run(s, table)
    assert np.isfinite(result.fitted.W).all() and result.fitted.b == 0


def test_with_an_intercept_b_is_compiled_and_trained_as_ever():
    assert run_linear(LinearScenario()).fitted.b != 0
    assert (
        len(jax.tree.leaves(run_linear(LinearScenario()).training.problem.start)) == 2
    )

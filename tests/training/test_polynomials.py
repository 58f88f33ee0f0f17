"""Polynomials through points: training, closed form, penalty and limits, each against
NumPy, scikit-learn or a loop by hand in float64."""

from dataclasses import replace

import jax
import numpy as np
import pytest

from jaxreg.data.shipped import data_set
from jaxreg.data.table import Column, DataError, Table
from jaxreg.settings import OWN, LinearScenario
from jaxreg.training.runs import run_linear

CURVE = LinearScenario(
    num_points=20, degree=5, scaling="on", learning_rate=0.1, epochs=300
)
RAW = LinearScenario(degree=2, learning_rate=0.0005)
YEARS = data_set("gapminder").scenarios["linear"]


def own(x, y, **settings):
    table = Table((Column("x", np.array(x, float)), Column("y", np.array(y, float))))
    settings = {"scaling": "on", "learning_rate": 0.1, "epochs": 100} | settings
    return run_linear(LinearScenario(data=OWN, **settings), table)


def standard_powers(x, degree):
    """What training multiplies its weights by, from a Vandermonde matrix."""
    x = np.asarray(x, float).ravel()
    powers = np.vander((x - x.mean()) / x.std(), degree + 1, increasing=True)[:, 1:]
    return (powers - powers.mean(0)) / powers.std(0)


def descended(F, y, start, s):
    """W and b after plain gradient descent in float64."""
    W, b = start
    W, b, rest = W.astype(float), float(b), None
    for _ in range(s.epochs):
        rest = F @ W + b - y
        by_W, by_b = 2 * F.T @ rest / len(y) + s.l2 * W, 2 * rest.mean()
        W, b = W - s.learning_rate * by_W, b - s.learning_rate * by_b
    return W, b


@pytest.mark.parametrize("l2", [0.0, 0.03])
@pytest.mark.parametrize("degree", [2, 3, 9])
def test_training_is_descent_by_hand(degree, l2):
    s = replace(CURVE, degree=degree, l2=l2)
    result = run_linear(s)
    F = standard_powers(result.data.X, degree)
    start = result.training.history.at(0)
    assert start.W.shape == (degree,)
    W, b = descended(F, result.data.y.astype(float), start, s)
    assert result.training.history.params.W.shape == (301, degree)
    fitted = result.features.predict(result.fitted, result.data.X)
    np.testing.assert_allclose(fitted, F @ W + b, rtol=1e-4, atol=1e-4)
    loss = np.mean((F @ W + b - result.data.y) ** 2) + l2 / 2 * np.sum(W**2)
    assert result.history.loss[-1] == pytest.approx(loss, rel=1e-4)


def test_raw_powers_train_as_by_hand_too():
    result = run_linear(replace(RAW, l2=0.1))
    F = result.data.X.astype(float) ** [1, 2]
    start = result.training.history.at(0)
    W, b = descended(F, result.data.y, start, result.scenario)
    np.testing.assert_allclose(result.fitted.W, W, rtol=1e-3)
    np.testing.assert_allclose(result.fitted.b, b, rtol=1e-3)


@pytest.mark.parametrize("scaling", ["on", "off"])
@pytest.mark.parametrize("degree", [1, 2, 4, 9])
def test_closed_form_is_numpys_polynomial(degree, scaling):
    s = replace(CURVE, degree=degree, scaling=scaling, epochs=0)
    result = run_linear(s)
    x, y = result.data.X.ravel().astype(float), result.data.y.astype(float)
    oracle = np.polynomial.Polynomial.fit(x, y, degree)
    fitted = result.features.predict(result.closed_form, x[:, None])
    np.testing.assert_allclose(fitted, oracle(x), rtol=1e-6)
    smallest = np.mean((oracle(x) - y) ** 2)
    assert result.smallest_loss == pytest.approx(smallest, rel=1e-6)


@pytest.mark.parametrize("degree", [1, 3, 9])
@pytest.mark.parametrize("l2", [0.001, 1.0])
def test_closed_form_with_a_penalty_is_ridge_regression(degree, l2):
    linear_model = pytest.importorskip("sklearn.linear_model")
    result = run_linear(replace(CURVE, degree=degree, l2=l2, epochs=0))
    F, y = standard_powers(result.data.X, degree), result.data.y.astype(float)
    ridge = linear_model.Ridge(len(y) * l2 / 2, solver="svd").fit(F, y)
    fitted = result.features.predict(result.closed_form, result.data.X)
    np.testing.assert_allclose(fitted, ridge.predict(F), rtol=1e-6)
    penalty = l2 / 2 * np.sum(ridge.coef_**2)
    smallest = np.mean((ridge.predict(F) - y) ** 2) + penalty
    assert result.smallest_loss == pytest.approx(smallest, rel=1e-6)


@pytest.mark.parametrize("s", [CURVE, replace(CURVE, l2=0.3), RAW])
def test_the_largest_stable_rate_is_where_runs_begin_to_diverge(s):
    limit = run_linear(replace(s, epochs=0)).max_learning_rate
    below, above = (
        run_linear(replace(s, learning_rate=share * limit, epochs=3000)).history.loss
        for share in (0.99, 1.01)
    )
    assert below[-1] < below[100] < below[0]
    assert not above[-1] < above[300]


def test_of_fewer_points_than_weights_the_closed_form_is_the_smallest():
    result = run_linear(replace(CURVE, num_points=5, degree=9, epochs=0))
    F, y = standard_powers(result.data.X, 9), result.data.y.astype(float)
    W = np.linalg.pinv(F) @ (y - y.mean())
    assert result.smallest_loss < 1e-20
    shown = result.closed_form.W * F_deviations(result.data.X, 9)
    np.testing.assert_allclose(shown, W, rtol=1e-6, atol=1e-8)


def F_deviations(x, degree):
    x = np.asarray(x, float).ravel()
    u = (x - x.mean()) / x.std()
    return np.vander(u, degree + 1, increasing=True)[:, 1:].std(0)


def test_the_truth_is_the_line_whatever_the_features():
    for scaling in ("on", "off"):
        result = run_linear(replace(CURVE, degree=4, scaling=scaling, epochs=0))
        line = result.features.predict(result.true_params, np.array([[-1.0], [5.0]]))
        np.testing.assert_allclose(line, [-1.0, 17.0])


@pytest.mark.parametrize(
    "degree, num_points, held", [(9, 20, 9), (9, 10, 0), (3, 10, 5)]
)
def test_held_out_points_leave_one_more_than_parameters(degree, num_points, held):
    s = replace(CURVE, degree=degree, num_points=num_points, held_out=50, epochs=0)
    result = run_linear(s)
    count = 0 if result.held_out is None else len(result.held_out.targets)
    assert count == held and len(result.data.y) == num_points - held


@pytest.mark.parametrize("l2", [0.0, 0.01])
def test_all_degrees_and_penalties_share_what_is_compiled(l2, caplog):
    run_linear(replace(CURVE, degree=2))
    with jax.log_compiles():
        for degree in range(2, 10):
            run_linear(replace(CURVE, degree=degree, l2=l2, seed=degree))
    assert caplog.messages == []


def test_a_higher_degree_starts_with_the_weights_of_the_lower():
    low, high = (run_linear(replace(RAW, degree=d, epochs=0)) for d in (2, 9))
    assert high.fitted.W[:2].tolist() == low.fitted.W.tolist()


def test_powers_of_years_keep_their_digits():
    result = run_linear(replace(YEARS, degree=3, epochs=3000, learning_rate=0.1))
    x, y = result.data.X.ravel(), result.data.y
    oracle = np.polynomial.Polynomial.fit(x, y, 3)
    assert result.smallest_loss == pytest.approx(np.mean((oracle(x) - y) ** 2))
    assert result.history.loss[-1] >= result.smallest_loss * (1 - 1e-9)


def test_powers_beyond_float32_are_refused():
    with pytest.raises(DataError, match="x to the power 9 .* switch “Standardise x”"):
        own([1e5, 2e5, 3e5], [1, 2, 3], degree=9, scaling="off")
    assert np.isfinite(own([1e5, 2e5, 4e5], [1, 2, 3], degree=9).history.loss).all()


@pytest.mark.parametrize("x", [[0, 1, 0, 1], [3.1, 4.7, 3.1, 4.7], [0, 0, 0, 1]])
def test_two_values_of_x_are_enough(x):
    result = own(x, [1, 3, 2, 5], degree=4)
    assert np.isfinite(result.history.loss).all()
    groups = [np.array([1, 3, 2, 5])[np.array(x) == value] for value in set(x)]
    smallest = sum(np.sum((y - y.mean()) ** 2) for y in groups) / 4
    assert result.smallest_loss == pytest.approx(smallest)

"""Classes told apart by squares and a product, too: SciPy's minimum, a loop by hand,
and what the features are."""

from dataclasses import replace

import jax
import numpy as np
import pytest
from scipy.optimize import minimize

from jaxreg.data.table import Column, DataError, Table
from jaxreg.settings import LogisticScenario
from jaxreg.settings.features import SQUARES
from jaxreg.training.models import Params
from jaxreg.training.newton import cross_entropy
from jaxreg.training.runs import run

PLAIN = LogisticScenario(features=SQUARES, epochs=50)
SCALED = replace(PLAIN, scaling="on", learning_rate=1.0)
ONE = replace(SCALED, data="O-rings")
RUNS = {
    "generated": PLAIN,
    "standardised": SCALED,
    "penalised": replace(SCALED, l2=0.1),
    "penalised as it is": replace(PLAIN, l2=0.1),
    "held out": replace(SCALED, held_out=30),
    "one feature": ONE,
    "iris": replace(SCALED, data="iris"),
}


def design(s, X):
    """[x1 x2 x1^2 x1x2 x2^2], or [x x^2], of x or of standardised x."""
    X = np.asarray(X, float)
    if s.scaling == "on":
        X = (X - X.mean(0)) / X.std(0)
    if X.shape[1] == 1:
        return np.column_stack([X, X**2])
    x1, x2 = X.T
    return np.column_stack([x1, x2, x1**2, x1 * x2, x2**2])


def loss_by_hand(theta, F, y, l2):
    z = F @ theta[:-1] + theta[-1]
    return np.mean(np.logaddexp(0, z) - y * z) + np.sum(l2 * theta[:-1] ** 2) / 2


@pytest.mark.parametrize("s", RUNS.values(), ids=RUNS.keys())
def test_the_optimum_is_that_of_scipy(s):
    result = run(s)
    F, y = design(s, result.data.X), result.data.y.astype(float)
    # The penalty is on the weights that training moves.
    on_each = s.l2 * (F.std(0) ** 2 if s.scaling == "on" else 1.0)
    found = minimize(loss_by_hand, np.zeros(F.shape[1] + 1), (F, y, on_each), tol=1e-12)
    best = np.append(*result.optimum)
    assert loss_by_hand(best, F, y, on_each) <= found.fun + 1e-12
    np.testing.assert_allclose(best, found.x, rtol=2e-3, atol=2e-3)


@pytest.mark.parametrize("s", RUNS.values(), ids=RUNS.keys())
def test_a_run_is_that_of_a_loop_by_hand(s):
    result = run(s)
    F, y = design(s, result.data.X), result.data.y.astype(float)
    mean, deviation = np.zeros(F.shape[1]), np.ones(F.shape[1])
    if s.scaling == "on":
        mean, deviation = F.mean(0), F.std(0)
    A = np.column_stack([(F - mean) / deviation, np.ones(len(y))])
    theta = np.append(*result.training.history.at(0)).astype(float)
    for _ in range(s.epochs):
        p = 1 / (1 + np.exp(-A @ theta))
        theta = theta - s.learning_rate * (
            (p - y) @ A / len(y) + s.l2 * np.append(theta[:-1], 0)
        )
    W = theta[:-1] / deviation
    expected = np.append(W, theta[-1] - W @ mean)
    np.testing.assert_allclose(
        np.append(*result.fitted), expected, rtol=1e-4, atol=1e-5
    )
    z = F @ expected[:-1] + expected[-1]
    np.testing.assert_array_equal(result.correct, (z > 0) == (y == 1))


@pytest.mark.parametrize("s", [PLAIN, SCALED])
def test_the_true_model_has_no_squares_and_is_the_same_line(s):
    result = run(s)
    truth, X = result.true_params, np.array([[0.3, -2.0], [1.0, 5.0]])
    assert truth.W[2:].tolist() == [0, 0, 0]
    expected = X @ [s.true_W1, s.true_W2] + s.true_b
    np.testing.assert_allclose(result.features.predict(truth, X), expected, rtol=1e-12)


def own(X, y):
    columns = [Column(f"x{k + 1}", x) for k, x in enumerate(np.array(X, float).T)]
    return Table((*columns, Column("label", np.array(y, object))))


XOR = own([[-1, -1], [1, 1], [-1, 1], [1, -1]], ["a", "a", "b", "b"])


def test_xor_needs_the_product_alone():
    s = replace(SCALED, data="own", start="zero", epochs=200)
    result = run(s, XOR)
    assert result.separation == "complete" and result.correct.all()
    W = result.fitted.W
    assert abs(W[3]) > 1 and np.abs(np.delete(W, 3)).max() < 1e-6
    assert run(replace(s, features="plain"), XOR).correct.sum() == 2


@pytest.mark.parametrize("share", [10, 50])
def test_more_points_are_left_than_there_are_parameters(share):
    result = run(replace(SCALED, num_points=10, held_out=share))
    assert len(result.data.y) >= 7
    assert run(replace(SCALED, num_points=5, held_out=share)).held_out is None


def test_squares_beyond_float32_are_refused():
    table = own(np.array([[1, 2], [3, 1], [2, 5], [5, 3]]) * 1e25, list("abab"))
    with pytest.raises(DataError, match="Standardise x"):
        run(replace(PLAIN, data="own"), table)
    assert np.isfinite(run(replace(SCALED, data="own"), table).history.loss[-1])


def test_a_penalty_is_in_the_loss():
    result = run(replace(SCALED, l2=0.1))
    best, F = result.optimum, result.features.of(result.data.X)
    bare = cross_entropy(F, result.data.y, best)
    penalised = cross_entropy(F, result.data.y, best, result.penalty)
    assert penalised == pytest.approx(bare + (result.penalty * best.W**2).sum() / 2)


def test_what_was_compiled_once_serves_other_values(caplog):
    run(SCALED)
    with jax.log_compiles():
        for changed in ({"seed": 7}, {"learning_rate": 0.3}, {"true_W1": 4.0}):
            run(replace(SCALED, **changed))
        run(PLAIN)
    assert caplog.messages == []


def test_plain_features_are_the_run_as_it_was():
    result = run(LogisticScenario(epochs=3))
    assert result.features.is_plain
    assert isinstance(result.true_params, Params)
    assert (
        result.training.data.X is result.data.X
        or (result.training.data.X == result.data.X).all()
    )


@pytest.mark.parametrize("scaling", ["off", "on"])
def test_of_a_circle_the_true_model_is_the_one_that_drew_it(scaling):
    """And the best fit to many points is near it: within 4 standard errors."""
    s = LogisticScenario(data="circle", features=SQUARES, num_points=1000, epochs=0)
    result = run(replace(s, scaling=scaling))
    X = np.asarray(result.data.X, float)
    logits = result.features.predict(result.true_params, X)
    np.testing.assert_allclose(logits, 4 - np.sum(X**2, axis=1), atol=1e-5)
    A = np.column_stack([result.features.of(X), np.ones(1000)])
    p = 1 / (1 + np.exp(-logits))
    errors = np.sqrt(np.diag(np.linalg.inv((A.T * (p * (1 - p))) @ A)))
    away = np.append(*result.optimum) - np.append(*result.true_params)
    assert (np.abs(away) < 4 * errors).all()
    assert run(replace(s, features="plain", scaling=scaling)).true_params is None

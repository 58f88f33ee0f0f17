"""Newton's method and coordinate descent: against loops by hand in float64, NumPy's
solver and SciPy's minimiser."""

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from jaxreg.settings import LinearScenario, LogisticScenario
from jaxreg.settings.method import OF_DESCENT
from jaxreg.training import second_order
from jaxreg.training.environment import reproducible
from jaxreg.training.models import (
    Params,
    Penalised,
    curved_cross_entropy,
    penalised_cross_entropy,
)
from jaxreg.training.runs import run
from jaxreg.training.second_order import MOVES, cycle_matrix, descend_by
from jaxreg.training.way import MAX_SECOND_ORDER_POINT_EPOCHS
from tests.descents import METHODS
from tests.training.test_momentum import gradient_of

EACH = pytest.mark.parametrize("method", METHODS)
RUNS = {
    "line": LinearScenario(epochs=30),
    "classes": LogisticScenario(epochs=30, l2=0.01, start="zero"),
    "free classes": LogisticScenario(epochs=7, start="zero", num_points=200),
    "table": LinearScenario(data="tips", epochs=30),
    "scaled table": LinearScenario(data="tips", scaling="on", epochs=30),
    "flowers": LogisticScenario(data="iris", scaling="on", epochs=30, start="zero"),
    "one feature": LogisticScenario(data="O-rings", scaling="on", start="zero"),
}


def hessian_of(result):
    """The loss's second derivatives at theta (d + 1,), by formula, in float64."""
    X, y, _ = (np.asarray(column, float) for column in result.training.data)
    A, l2 = np.column_stack([X, np.ones(len(X))]), result.training.problem.l2
    if l2 is None:
        return lambda theta: 2 * A.T @ A / len(y)
    penalty = l2 * np.diag([*[1.0] * X.shape[1], 0.0])

    def of_entropy(theta):
        p = 1 / (1 + np.exp(-(A @ theta)))
        return (A.T * (p * (1 - p))) @ A / len(y) + penalty

    return of_entropy


def by_hand(result):
    """(W, b) at each epoch, (epochs + 1, d + 1), in float64."""
    start = np.append(*result.training.history.at(0)).astype(float)
    path = METHODS[result.scenario.method]
    epochs = len(result.history.loss) - 1
    return np.array(path(gradient_of(result), hessian_of(result), start, epochs))


@EACH
@pytest.mark.parametrize("name", RUNS)
def test_a_run_is_that_of_a_loop_by_hand(name, method):
    result = run(replace(RUNS[name], method=method))
    path = np.column_stack(result.training.history.params)
    np.testing.assert_allclose(path, by_hand(result), rtol=3e-4, atol=3e-4)
    assert not np.allclose(path[0], path[-1], atol=0.1)


@EACH
@settings(deadline=None, max_examples=20)
@given(seed=st.integers(0, 9999), n=st.sampled_from([10, 50]), noise=st.floats(0, 5))
def test_a_run_on_any_line_is_that_of_a_loop_by_hand(method, seed, n, noise):
    s = LinearScenario(seed=seed, num_points=n, noise=noise, epochs=10, method=method)
    path, wanted = np.column_stack(run(s).history.params), by_hand(run(s))
    np.testing.assert_allclose(path, wanted, rtol=1e-4, atol=1e-4)


@settings(deadline=None, max_examples=20)
@given(seed=st.integers(0, 9999), scaling=st.sampled_from(["off", "on"]))
def test_one_newton_step_solves_least_squares(seed, scaling):
    result = run(LinearScenario(seed=seed, method="Newton", epochs=1, scaling=scaling))
    A = np.column_stack([result.data.X, np.ones(10)]).astype(float)
    best, *_ = np.linalg.lstsq(A, result.targets.astype(float))
    np.testing.assert_allclose(np.append(*result.fitted), best, rtol=3e-5, atol=3e-5)


@EACH
def test_it_ends_where_scipy_ends(method):
    s = LogisticScenario(method=method, start="zero", l2=0.01, epochs=200)
    result = run(s)
    X, y, _ = (np.asarray(column, float) for column in result.data)

    def loss(theta):
        z = (1 - 2 * y) * (X @ theta[:2] + theta[2])
        return np.logaddexp(0, z).mean() + 0.005 * np.sum(theta[:2] ** 2)

    best = minimize(loss, np.zeros(3), tol=1e-12)
    np.testing.assert_allclose(np.append(*result.fitted), best.x, rtol=1e-4)


@EACH
def test_any_number_of_weights_is_trained(method):
    """Against NumPy's solver, for polynomials."""
    x = np.linspace(-1, 1, 60)
    for d in (2, 9):
        X = np.polynomial.legendre.legvander(x, d)[:, 1:]
        y = np.sin(3 * x) + 0.1 * np.cos(40 * x)
        data = tuple(np.asarray(c, np.float32) for c in (X, y, np.ones(60)))

        def loss_fn(params, data):
            X, y, weight = data
            return jnp.sum(weight * (X @ params.W + params.b - y) ** 2) / 60

        with reproducible():
            start = Params(np.zeros(d, np.float32), np.float32(0))
            history = descend_by(loss_fn, MOVES[method], start, data, np.int32(100))
        best, *_ = np.linalg.lstsq(np.column_stack([X, np.ones(60)]), y)
        found = np.append(history.params.W[100], history.params.b[100])
        np.testing.assert_allclose(found, best, atol=1e-4)


def test_a_cycle_multiplies_the_distance_by_its_matrix():
    result = run(replace(RUNS["line"], method="coordinate descent"))
    path = np.array(by_hand(result)) - np.append(*result.closed_form)
    M = cycle_matrix(result.bowl.H)
    np.testing.assert_allclose(path[1:], path[:-1] @ M.T, atol=1e-9)


def test_the_curved_loss_is_the_loss():
    """Its value and its slope; and at z = 0, where the usual form's second derivative
    is 0 by JAX, that of the formula p (1 - p) = 1/4."""
    data = Penalised(run(LogisticScenario(epochs=0)).data, np.float32(0.1))
    for W in (np.zeros(2), np.array([2.0, -1.0]), np.array([300.0, 0.1])):
        at = Params(W.astype(np.float32), np.float32(0))
        one, other = (
            jax.value_and_grad(loss)(at, data)
            for loss in (penalised_cross_entropy, curved_cross_entropy)
        )
        for a, b in zip(*map(jax.tree.leaves, (one, other)), strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6)
    zero = Params(np.zeros(2, np.float32), np.float32(0))
    H = jax.hessian(curved_cross_entropy)(zero, data).b.b
    assert H == pytest.approx(0.25)
    assert jax.hessian(penalised_cross_entropy)(zero, data).b.b == 0


@EACH
def test_a_singular_hessian_gives_no_number(method):
    """Points far on the right side have no curvature in float32."""
    start = {"start": "chosen", "start_W1": 0.0, "start_W2": 0.0, "start_b": 1000.0}
    result = run(LogisticScenario(method=method, epochs=3, **start))
    assert result.lost == 1 and np.isnan(result.history.loss[1])
    assert np.isfinite(result.history.loss[0])


@EACH
@pytest.mark.parametrize("scenario", [LinearScenario(), LogisticScenario()])
def test_what_gradient_descent_heeds_changes_nothing(scenario, method):
    s = replace(scenario, method=method, epochs=20)
    others = {"learning_rate": 0.5, "momentum": 0.9, "momentum_kind": "Nesterov"}
    others |= {"schedule": "cosine", "batch": 2, "shuffle": 7}
    assert others.keys() == {*OF_DESCENT}
    one, other = run(s).history, run(replace(s, **others)).history
    np.testing.assert_array_equal(one.loss, other.loss)


@EACH
def test_epochs_and_starts_compile_nothing(method):
    chosen = {"start": "chosen", "num_points": 50}
    scenario = replace(RUNS["line"], method=method, **chosen)
    run(scenario)
    compiled = second_order.descend_by._cache_size()
    for epochs in (0, 1, 7, 10_000):
        run(replace(scenario, epochs=epochs, start_W=2.0))
    assert second_order.descend_by._cache_size() == compiled


@EACH
def test_work_is_bounded(method):
    s = LinearScenario(num_points=100_000, epochs=10_000, method=method)
    epochs = len(run(s).history.loss) - 1
    assert epochs == MAX_SECOND_ORDER_POINT_EPOCHS // 100_000

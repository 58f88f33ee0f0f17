"""Momentum: against a loop in float64, and against optax, with which a run of
PyTorch's SGD is the same."""

from dataclasses import replace

import jax
import numpy as np
import optax
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jaxreg.settings import LinearScenario, LogisticScenario
from jaxreg.training.gradient_descent import MAX_EPOCHS
from jaxreg.training.momentum import descend_with_momentum
from jaxreg.training.runs import run
from jaxreg.training.schedule import scheduled_rates
from tests.descents import path_by

KINDS = ("heavy ball", "Nesterov")
SCHEDULES = ("constant", "step", "1/t", "cosine")
RUNS = {
    "line": LinearScenario(epochs=200, learning_rate=0.005),
    "classes": LogisticScenario(epochs=200, learning_rate=0.3, l2=0.01),
    "table": LinearScenario(data="tips", scaling="on", epochs=100),
    "flowers": LogisticScenario(data="iris", scaling="on", epochs=100),
}


def gradient_of(result):
    """The loss's slopes at theta (d + 1,), by formula, in float64."""
    X, y, _ = (np.asarray(column, float) for column in result.training.data)
    A, l2 = np.column_stack([X, np.ones(len(X))]), result.training.problem.l2

    def squares(theta):
        return 2 * (A @ theta - y) @ A / len(y)

    def entropy(theta):
        p = 1 / (1 + np.exp(-(A @ theta)))
        return (p - y) @ A / len(y) + l2 * np.append(theta[:-1], 0)

    return squares if l2 is None else entropy


def by_hand(result):
    """(W, b) at each epoch, (epochs + 1, d + 1), in float64."""
    s, gradient = result.scenario, gradient_of(result)
    T = len(result.history.loss) - 1
    theta = np.append(*result.training.history.at(0)).astype(float)
    return np.array(path_by(s, gradient, theta, s.learning_rate, T, T))


@pytest.mark.parametrize("schedule", SCHEDULES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", RUNS)
def test_a_run_is_that_of_a_loop_by_hand(name, kind, schedule):
    way = {"momentum": 0.8, "momentum_kind": kind, "schedule": schedule}
    result = run(replace(RUNS[name], **way))
    path = np.column_stack(result.training.history.params)
    np.testing.assert_allclose(path, by_hand(result), rtol=2e-4, atol=2e-4)
    plain = run(replace(RUNS[name], schedule=schedule))
    assert np.abs(plain.fitted.W - result.fitted.W).max() > 1e-3  # it can differ


@settings(deadline=None, max_examples=20)
@given(
    st.floats(0, 0.99),
    st.sampled_from(KINDS),
    st.sampled_from(SCHEDULES),
    st.integers(0, 60),
)
def test_a_run_of_any_way_is_that_of_a_loop_by_hand(momentum, kind, schedule, epochs):
    way = {"momentum": momentum, "momentum_kind": kind, "schedule": schedule}
    result = run(LinearScenario(learning_rate=0.02, epochs=epochs, **way))
    path, wanted = np.column_stack(result.history.params), by_hand(result)
    assert len(path) == epochs + 1
    np.testing.assert_allclose(path, wanted, rtol=2e-4, atol=1e-4)


def by_optax(result):
    """The same run by ``optax.sgd``, in float32."""
    s, problem = result.scenario, result.training.problem
    T = len(result.history.loss) - 1
    rates = jax.numpy.array(scheduled_rates(s.learning_rate, s.schedule, T, T))
    is_nesterov = s.momentum_kind == "Nesterov"
    descent = optax.sgd(lambda k: rates[k], s.momentum, is_nesterov)
    slope = jax.jit(jax.grad(lambda params: problem.loss_fn(params, problem.inputs)))
    params, path = problem.start, [problem.start]
    state = descent.init(params)
    for _ in range(T):
        updates, state = descent.update(slope(params), state, params)
        params = optax.apply_updates(params, updates)
        path.append(params)
    return np.array([np.append(*params) for params in path])


@pytest.mark.parametrize("schedule", ["constant", "cosine"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", RUNS)
def test_a_run_is_that_of_optax(name, kind, schedule):
    way = {"momentum": 0.9, "momentum_kind": kind, "schedule": schedule}
    result = run(replace(RUNS[name], epochs=50, **way))
    path = np.column_stack(result.training.history.params)
    np.testing.assert_allclose(path, by_optax(result), rtol=2e-5, atol=2e-5)


def test_one_compiled_loop_serves_all_of_them():
    descend_with_momentum.clear_cache()  # other tests may have come by with these
    run(replace(RUNS["line"], momentum=0.5))
    compiled = descend_with_momentum._cache_size()
    for momentum in (0.01, 0.9, 0.99):
        for kind in KINDS:
            for schedule in SCHEDULES:
                way = {"momentum_kind": kind, "schedule": schedule}
                run(replace(RUNS["line"], momentum=momentum, epochs=3, **way))
    assert descend_with_momentum._cache_size() == compiled
    run(replace(RUNS["line"], momentum=0.5, num_points=20))
    assert descend_with_momentum._cache_size() == compiled + 1


def test_momentum_diverges_as_plain_descent_does():
    result = run(LinearScenario(momentum=0.9, learning_rate=0.1))
    assert result.lost is not None and np.isfinite(result.history.loss[0])


@pytest.mark.parametrize("rate", [0.0501, 0.1, 1.0, 1000.0])
def test_without_momentum_a_run_that_diverges_keeps_every_digit(rate):
    """0 times an infinite velocity would be no number."""
    plain = run(LinearScenario(learning_rate=rate))
    other = run(LinearScenario(learning_rate=rate, momentum_kind="Nesterov"))
    np.testing.assert_array_equal(plain.history.loss, other.history.loss)
    assert len(plain.history.loss) <= MAX_EPOCHS

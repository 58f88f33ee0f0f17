"""What is certain with momentum: against the spectral radius of one step's matrix, and
against steps themselves, in float64."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jaxreg.settings import LinearScenario
from jaxreg.training.runs import run_linear
from jaxreg.training.stability import (
    long_run_factor,
    overshoot_limit,
    stable_limit,
)

KINDS = [False, True]
MOMENTA = [0.0, 0.01, 0.3, 0.5, 0.9, 0.99]
EACH = pytest.mark.parametrize(
    ("momentum", "is_nesterov"), [(m, kind) for m in MOMENTA for kind in KINDS]
)


def step_matrix(rate, momentum, is_nesterov):
    """What a step does to (distance, velocity) of a mode with the eigenvalue 1: v <-
    momentum v + d, and d <- d - rate v, or for Nesterov d - rate (momentum v + d)."""
    velocity = np.array([1.0, momentum])
    ahead = momentum * velocity + [1, 0]
    return np.array([[1, 0] - rate * (ahead if is_nesterov else velocity), velocity])


def radius(rate, momentum, is_nesterov):
    return np.abs(np.linalg.eigvals(step_matrix(rate, momentum, is_nesterov))).max()


def distances(rates, momentum, is_nesterov):
    """A mode's distance from the minimum, from 1, without velocity."""
    state, path = np.array([1.0, 0.0]), [1.0]
    for rate in rates:
        state = step_matrix(rate, momentum, is_nesterov) @ state
        path.append(state[0])
    return np.array(path)


@EACH
def test_below_the_limit_a_mode_shrinks_and_above_it_grows(momentum, is_nesterov):
    limit = stable_limit(momentum, is_nesterov)
    for share in (0.01, 0.1, 0.5, 0.9, 0.999):
        assert radius(share * limit, momentum, is_nesterov) < 1
    for share in (1.001, 1.1, 2, 100):
        assert radius(share * limit, momentum, is_nesterov) > 1
    assert radius(limit, momentum, is_nesterov) == pytest.approx(1, abs=1e-6)


def test_the_limits_of_the_textbook():
    """Heavy ball: 2 (1 + beta); Nesterov: 2 (1 + beta) / (1 + 2 beta)."""
    assert stable_limit(0, False) == stable_limit(0, True) == 2
    assert stable_limit(0.9, False) == pytest.approx(3.8)
    assert stable_limit(0.9, True) == pytest.approx(3.8 / 2.8)
    assert overshoot_limit(0, False) == overshoot_limit(0, True) == 1


@EACH
@pytest.mark.parametrize("rate", [0.001, 0.1, 0.5, 1.0, 1.5, 3.0])
def test_the_long_run_factor_is_the_spectral_radius(momentum, is_nesterov, rate):
    found = long_run_factor(rate, momentum, is_nesterov)
    wanted = radius(rate, momentum, is_nesterov) if momentum else 1 - rate
    assert found == pytest.approx(wanted, abs=1e-7)


@EACH
def test_up_to_the_first_limit_no_mode_overshoots(momentum, is_nesterov):
    limit = overshoot_limit(momentum, is_nesterov)
    for share in (0.01, 0.5, 0.999):
        path = distances([share * limit] * 3000, momentum, is_nesterov)
        assert (path > -1e-15).all() and (np.diff(path) <= 1e-15).all()
    # Above it, it does; the closer to it, the later.
    assert distances([1.2 * limit] * 3000, momentum, is_nesterov).min() < 0


@settings(deadline=None)
@given(
    st.floats(0, 0.99),
    st.booleans(),
    st.lists(st.floats(0, 1), min_size=1, max_size=60),
    st.floats(0.01, 1),
)
def test_nor_does_it_where_rates_only_fall(momentum, is_nesterov, shares, mode):
    limit = overshoot_limit(momentum, is_nesterov)
    rates = np.sort(shares)[::-1] * limit * mode * 0.999
    path = distances(rates, momentum, is_nesterov)
    assert (path > -1e-12).all() and (np.diff(path) <= 1e-12).all()


@pytest.mark.parametrize("kind", ["heavy ball", "Nesterov"])
@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9])
def test_a_run_settles_below_the_limit_and_diverges_above_it(momentum, kind):
    way = {"momentum": momentum, "momentum_kind": kind, "epochs": 10_000}
    limit = run_linear(LinearScenario(**way)).max_learning_rate
    below, above = (
        run_linear(LinearScenario(learning_rate=share * limit, **way))
        for share in (0.99, 1.01)
    )
    assert below.history.loss[-1] == pytest.approx(below.smallest_loss, rel=1e-3)
    assert above.lost is not None


def test_batches_have_no_limit():
    assert run_linear(LinearScenario(batch=5)).max_learning_rate is None
    assert run_linear(LinearScenario(batch=10)).max_learning_rate is not None

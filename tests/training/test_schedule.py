"""The rate of each epoch: against the formulas in the help, and against optax's."""

import jax.numpy as jnp
import numpy as np
import optax
import pytest

from jaxreg.settings import CONTROLS, EPOCHS
from jaxreg.training.schedule import scheduled_rates, share_of_rate

SCHEDULES = CONTROLS["linear"]["schedule"].options
RATE = 0.03


def by_hand(schedule, k, T):
    """As the help says it, in Python's numbers."""
    thirds = sum(3 * k >= third * T for third in (1, 2))
    return {
        "constant": RATE,
        "step": RATE / 10**thirds,
        "1/t": RATE / (1 + k / 100),
        "cosine": RATE * (1 + np.cos(np.pi * k / T)) / 2,
    }[schedule]


def by_optax(schedule, T):
    thirds = [-(-T // 3), -(-2 * T // 3)]
    return {
        "constant": optax.constant_schedule(RATE),
        "step": optax.piecewise_constant_schedule(RATE, dict.fromkeys(thirds, 0.1)),
        "cosine": optax.cosine_decay_schedule(RATE, T),
    }[schedule]


@pytest.mark.parametrize("epochs", [n for n in EPOCHS if n])
@pytest.mark.parametrize("schedule", SCHEDULES)
def test_the_rate_of_each_epoch_is_what_the_help_says(schedule, epochs):
    rates = scheduled_rates(RATE, schedule, epochs, epochs)
    wanted = [by_hand(schedule, k, epochs) for k in range(epochs)]
    assert rates.dtype == np.float32 and rates.shape == (epochs,)
    np.testing.assert_allclose(rates, wanted, rtol=1e-6)
    assert rates[0] == np.float32(RATE)
    assert (np.diff(rates) <= 0).all()  # the first is the largest


@pytest.mark.parametrize("epochs", [1, 7, 100, 1000])
@pytest.mark.parametrize("schedule", ["constant", "step", "cosine"])
def test_the_rates_are_those_of_optax(schedule, epochs):
    rates = scheduled_rates(RATE, schedule, epochs, epochs)
    theirs = np.array([by_optax(schedule, epochs)(k) for k in range(epochs)])
    np.testing.assert_allclose(rates, theirs, rtol=2e-5, atol=1e-7 * RATE)


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_after_the_last_epoch_its_rate_stays(schedule):
    rates = scheduled_rates(RATE, schedule, 30, 50)
    np.testing.assert_array_equal(rates[30:], rates[29])


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_without_epochs_there_is_the_rate_itself(schedule):
    assert scheduled_rates(RATE, schedule, 0, 5).tolist() == [np.float32(RATE)] * 5


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_jax_has_the_same_shares_as_numpy(schedule):
    k, epochs = np.arange(1000)[None], np.array([[1], [30], [1000]])
    ours = share_of_rate(schedule, k, epochs)
    theirs = share_of_rate(schedule, jnp.array(k), jnp.array(epochs), jnp)
    assert theirs.dtype == np.float32
    np.testing.assert_allclose(theirs, ours, rtol=1e-6, atol=1e-7)

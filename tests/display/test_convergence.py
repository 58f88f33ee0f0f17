"""The kinds of learning rates, against gradient descent of quadratics in float64."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jaxreg.display.certain import mode_marks
from jaxreg.explain.prediction import exact_path

LECTURE = np.column_stack([np.arange(10.0), np.ones(10)])
H_LECTURE = 2 * LECTURE.T @ LECTURE / 10
SPECTRA = [[0.01, 1.0], [0.5, 0.5], [2.0, 3.0, 40.0], np.linalg.eigvalsh(H_LECTURE)]


def marks_of(eigenvalues):
    """The marks, of the smallest and the largest of them."""
    marks = mode_marks(np.min(eigenvalues), np.max(eigenvalues))
    return tuple(mark.rate for mark in marks)


def descent(H, minimum, start, rate, epochs):
    """(epochs + 1, p), of d' H d / 2 with d = theta - minimum."""
    path = [np.array(start, float)]
    for _ in range(epochs):
        path.append(path[-1] - rate * H @ (path[-1] - minimum))
    return np.array(path)


def modes(eigenvalues, rate, epochs):
    """How each mode of size 1 goes on, (epochs + 1, p), by plain descent."""
    ones = np.ones(len(eigenvalues))
    return descent(np.diag(eigenvalues), 0 * ones, ones, rate, epochs)


# The marks


def test_marks_of_the_lecture():
    smallest, largest = np.linalg.eigvalsh(H_LECTURE)
    overshoot, fastest, limit = marks_of([smallest, largest])
    assert float(f"{limit:.3g}") == 0.0342
    assert round(largest / smallest) == 103
    assert overshoot == pytest.approx(limit / 2, rel=1e-12)
    # A condition number of 103 moves the best rate 1 % below the limit.
    assert fastest == pytest.approx(limit * (1 - 1 / 104), rel=1e-4)


@pytest.mark.parametrize("eigenvalues", SPECTRA)
def test_from_overshoot_on_the_steepest_mode_changes_its_sign(eigenvalues):
    overshoot = marks_of(eigenvalues)[0]
    assert (modes(eigenvalues, 0.999 * overshoot, 20) > 0).all()
    steepest = modes(eigenvalues, 1.001 * overshoot, 20)[:, np.argmax(eigenvalues)]
    assert (steepest[1:4] * steepest[:3] < 0).all()


@pytest.mark.parametrize("eigenvalues", SPECTRA)
def test_from_the_limit_on_the_steepest_mode_grows(eigenvalues):
    limit = marks_of(eigenvalues)[2]
    below = np.abs(modes(eigenvalues, 0.999 * limit, 50))
    assert (np.diff(below, axis=0) < 0).all()
    above = np.abs(modes(eigenvalues, 1.001 * limit, 50))
    assert (np.diff(above[:, np.argmax(eigenvalues)]) > 0).all()


@pytest.mark.parametrize("eigenvalues", SPECTRA)
def test_no_rate_shrinks_the_slowest_mode_more_than_the_fastest(eigenvalues):
    _, fastest, limit = marks_of(eigenvalues)

    def slowest(rate):
        return np.abs(modes(eigenvalues, rate, 1)[-1]).max()

    for share in (0.5, 0.9, 0.99, 1.01, 1.1):
        assert slowest(fastest) < slowest(share * fastest)
    # Of equal eigenvalues, one epoch is enough.
    condition = np.max(eigenvalues) / np.min(eigenvalues)
    expected = (condition - 1) / (condition + 1)
    assert slowest(fastest) == pytest.approx(expected, abs=1e-12)
    assert fastest < limit


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(1e-6, 1e6), min_size=1, max_size=5))
def test_marks_are_in_order(eigenvalues):
    overshoot, fastest, limit = marks_of(eigenvalues)
    assert 0 < overshoot <= fastest * (1 + 1e-12)
    assert fastest <= limit * (1 + 1e-12)


def test_a_flat_direction_stays_as_it_is():
    assert marks_of([0.0, 4.0]) == (0.25, 0.5, 0.5)
    assert modes([0.0, 4.0], 0.499, 1000)[-1, 0] == 1


# The exact path


def random_quadratic(seed, p):
    rng = np.random.default_rng(seed)
    A = rng.normal(size=(p + 3, p))
    return A.T @ A / p, rng.normal(size=p), 3 * rng.normal(size=p)


@pytest.mark.parametrize("share", [0.01, 0.49, 0.51, 0.99, 1.0, 1.05])
@pytest.mark.parametrize("p", [1, 2, 4])
def test_the_exact_path_is_that_of_gradient_descent(p, share):
    H, minimum, start = random_quadratic(p, p)
    rate = share * 2 / np.linalg.eigvalsh(H)[-1]
    expected = descent(H, minimum, start, rate, 60)
    found = exact_path(H, minimum, start, rate, np.arange(61))
    assert found.shape == (61, p)
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("is_nesterov", [False, True])
@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.95])
@pytest.mark.parametrize("falls", [False, True])
def test_the_exact_path_with_momentum_and_falling_rates(momentum, is_nesterov, falls):
    H, minimum, start = random_quadratic(1, 3)
    rates = np.full(60, 0.6 / np.linalg.eigvalsh(H)[-1])
    rates *= np.linspace(1, 0.1, 60) if falls else 1
    theta, velocity, expected = start, np.zeros(3), [start]
    for rate in rates:
        slope = H @ (theta - minimum)
        velocity = momentum * velocity + slope
        ahead = momentum * velocity + slope
        theta = theta - rate * (ahead if is_nesterov else velocity)
        expected.append(theta)
    given = rates if falls else rates[0]
    found = exact_path(
        H, minimum, start, given, np.array([60, 0, 7]), momentum, is_nesterov
    )
    np.testing.assert_allclose(found, np.array(expected)[[60, 0, 7]], atol=1e-9)


def test_single_epochs_in_any_order():
    H, minimum, start = random_quadratic(0, 2)
    epochs = np.array([40, 0, 7, 7])
    found = exact_path(H, minimum, start, 0.1, epochs)
    expected = descent(H, minimum, start, 0.1, 40)[epochs]
    np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-10)
    np.testing.assert_allclose(found[1], start, rtol=1e-12)


def test_where_it_is_flat_the_path_stands_still():
    H, minimum, start = np.diag([0.0, 2.0]), np.array([5.0, 1.0]), np.array([3.0, 4.0])
    path = exact_path(H, minimum, start, 0.25, np.arange(4))
    np.testing.assert_allclose(path[:, 0], 3, rtol=1e-15)
    np.testing.assert_allclose(path[:, 1], 1 + 3 * 0.5 ** np.arange(4), rtol=1e-12)


def test_the_exact_path_of_the_lecture_by_its_own_loop():
    y = 3 * LECTURE[:, 0] + 2
    theta = np.array([-1.5, 0.0])
    path = exact_path(H_LECTURE, np.array([3.0, 2.0]), theta, 0.01, np.arange(1001))
    for k in range(1001):
        np.testing.assert_allclose(path[k], theta, atol=1e-9)
        theta = theta - 0.01 * 2 / 10 * LECTURE.T @ (LECTURE @ theta - y)

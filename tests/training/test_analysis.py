"""What mathematics says, against lstsq, jax.hessian, finite differences, plain loops in
NumPy, lines in every direction, and runs on either side of the stability limit."""

from itertools import product

import jax
import numpy as np
import pytest

from jaxreg.data.dataset import Dataset
from jaxreg.display.boundary import decision_boundary
from jaxreg.display.moves import rising_epochs
from jaxreg.settings import NUM_POINTS, LinearScenario
from jaxreg.training.gradient_descent import first_nonfinite_epoch, last_readable_epoch
from jaxreg.training.least_squares import (
    hessian,
    least_squares,
    max_learning_rate,
    r_squared,
)
from jaxreg.training.models import Params, mean_squared_error
from jaxreg.training.runs import run_linear

INF, NAN = float("inf"), float("nan")


def sample(d, offset=0.0, n=30):
    rng = np.random.default_rng(d)
    X = offset + rng.normal(size=(n, d))
    return X, X @ rng.normal(size=d) + offset + rng.normal(size=n)


# The minimum and the curvature


@pytest.mark.parametrize("offset", [0.0, 1e3, -1e6])
@pytest.mark.parametrize("d", [1, 2, 5])
def test_least_squares(d, offset):
    X, y = sample(d, offset)
    A = np.column_stack([X, np.ones(len(X))])
    expected = np.linalg.lstsq(A, y, rcond=1e-15)[0]
    W, b = least_squares(X, y)
    assert W.shape == (d,)
    np.testing.assert_allclose(W, expected[:-1], rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(X @ W + b, A @ expected, rtol=1e-7, atol=1e-8)


@pytest.mark.parametrize("d", [1, 3])
def test_hessian(d):
    X, y = sample(d)
    data, theta = Dataset(X, y, np.ones(len(X))), np.zeros(d + 1)

    def loss(theta):
        return mean_squared_error(Params(theta[:-1], theta[-1]), data)

    with jax.enable_x64(True):
        np.testing.assert_allclose(
            hessian(X), jax.jit(jax.hessian(loss))(theta), atol=1e-12
        )

    def numpy_loss(theta):
        return np.mean((X @ theta[:-1] + theta[-1] - y) ** 2)

    unit = np.eye(d + 1)  # of a parabola, differences are exact at any step
    differences = [
        [numpy_loss(u + v) - numpy_loss(u) - numpy_loss(v) for v in unit] for u in unit
    ]
    differences += numpy_loss(theta)
    np.testing.assert_allclose(hessian(X), differences, atol=1e-12)


@pytest.mark.parametrize(("n", "limit"), [(10, 0.0342), (20, 0.00805), (50, 0.00124)])
def test_limit_of_known_points(n, limit):
    X = np.arange(n)[:, None]
    assert float(f"{max_learning_rate(X):.3g}") == limit
    assert max_learning_rate((X - X.mean()) / X.std()) == pytest.approx(1.0)


def test_condition_number_of_the_points_of_the_lecture():
    smallest, largest = np.linalg.eigvalsh(hessian(np.arange(10)[:, None]))
    assert round(largest / smallest) == 103


@pytest.mark.parametrize("n", NUM_POINTS)
def test_descent_converges_below_the_limit_and_diverges_above(n):
    limit = run_linear(LinearScenario(num_points=n, epochs=0)).max_learning_rate
    below, above = (
        run_linear(LinearScenario(num_points=n, learning_rate=share * limit))
        for share in (0.99, 1.01)
    )
    A = np.column_stack([below.data.X, np.ones(n)]).astype(float)
    residual = below.targets - A @ np.linalg.lstsq(A, below.targets, rcond=None)[0]
    assert below.history.loss[-1] == pytest.approx(np.mean(residual**2), rel=1e-4)
    assert above.history.loss[-1] > 1e6 * above.history.loss[0]


# What a run did


def test_r_squared():
    X, y = sample(1)
    W, b = least_squares(X, y)
    correlation = np.corrcoef(X[:, 0], y)[0, 1]
    assert r_squared(y, X @ W + b) == pytest.approx(correlation**2)
    assert r_squared(y, y) == 1
    assert r_squared(y, np.full_like(y, y.mean())) == pytest.approx(0)
    assert r_squared(np.array([1, 2, 3]), np.array([3, 2, 1])) == -3


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("n", [1, 3, 10, 100])
def test_r_squared_of_a_constant_is_none(n, dtype):
    y = np.full(n, 0.1, dtype)
    assert r_squared(y, y) is None
    assert r_squared(y, y + 1) is None


@pytest.mark.parametrize(
    ("loss", "nonfinite", "readable", "rising"),
    [
        ([4, 2, 1], None, 2, []),
        ([3, 2, 2.5, 2.4], None, 3, [2]),
        ([1, 1 + 5e-6, 1], None, 2, []),
        ([1, 1 + 5e-5, 1], None, 2, [1]),
        ([1, 1e6, 2e6], None, 1, [1, 2]),
        ([1, 2e6, 1], None, 0, [1]),
        ([2, 5, INF, NAN], 2, 1, [1, 2]),
        ([2, NAN, NAN], 1, 0, []),
        ([0, 0], None, 1, []),
        ([NAN, NAN], 0, 0, []),
        ([INF, INF], 0, 0, []),
        ([7], None, 0, []),
    ],
)
def test_reading_a_loss(loss, nonfinite, readable, rising):
    loss = np.float32(loss)
    assert first_nonfinite_epoch(loss) == nonfinite
    assert last_readable_epoch(loss) == readable
    assert rising_epochs(loss).tolist() == rising


@pytest.mark.parametrize(
    ("learning_rate", "about"), [(0.035, 937), (0.05, 64), (0.1, 27)]
)
def test_divergence_is_where_a_plain_loop_has_it(learning_rate, about):
    result = run_linear(LinearScenario(learning_rate=learning_rate))
    x, y = result.data.X[:, 0], result.targets
    rate, two, n = np.float32(learning_rate), np.float32(2), np.float32(10)
    W, b = (column[0] for column in result.history.params)
    losses = []
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(1001):
            residual = W * x + b - y
            # Of ten squares the sum leaves float32 before their mean does.
            losses.append(np.float32(np.mean(residual.astype(float) ** 2)))
            W, b = (
                W - rate * two / n * (residual @ x),
                b - rate * two / n * residual.sum(),
            )
    loss = result.history.loss
    assert first_nonfinite_epoch(loss) == sum(np.isfinite(losses)) == about
    assert last_readable_epoch(loss) == sum(v <= 1e6 * losses[0] for v in losses) - 1
    assert rising_epochs(loss).tolist() == list(range(1, about + 1))


# The boundary

WINDOW = (-3.0, 3.0), (-2.0, 4.0)


def assert_crosses(W, b, window=WINDOW):
    """Two different ends, both on the line, both on the window's border."""
    ends = decision_boundary(Params(np.array(W), b), *window)
    assert ends is not None, (W, b)
    assert ends.shape == (2, 2)
    scale = np.abs(W).max()
    np.testing.assert_allclose(ends @ W + b, 0, atol=1e-9 * scale)
    low, high = np.array(window).T
    assert (low - 1e-9 <= ends).all() and (ends <= high + 1e-9).all()
    assert np.isclose(np.minimum(ends - low, high - ends).min(axis=1), 0).all()
    assert np.abs(ends[0] - ends[1]).max() > 1e-6


@pytest.mark.parametrize("size", [1e-30, 1.0, 1e30])
@pytest.mark.parametrize("degrees", range(0, 360, 15))
def test_boundary_in_every_direction(degrees, size):
    angle = np.radians(degrees)
    W = size * np.array([np.cos(angle), np.sin(angle)])
    for inside in [(0.0, 1.0), (-2.9, 3.9), (2.5, -1.9), (0.1, 0.0)]:
        assert_crosses(W, -(W @ inside))


@pytest.mark.parametrize(
    ("W", "b", "ends"),
    [
        ((2.0, 0.0), -2.0, [(1, -2), (1, 4)]),
        ((0.0, -2.0), 2.0, [(-3, 1), (3, 1)]),
        ((1.0, 0.0), 3.0, [(-3, -2), (-3, 4)]),
        ((0.0, 1.0), -4.0, [(-3, 4), (3, 4)]),
        ((1.0, -1.0), 1.0, [(-3, -2), (3, 4)]),
        ((1.0, 1.0), -1.0, [(-3, 4), (3, -2)]),
        ((2.0, -1.0), 4.0, [(-3, -2), (0, 4)]),
    ],
    ids=["vertical", "horizontal", "left side", "top side", "/", "\\", "one corner"],
)
def test_boundary_of_known_lines(W, b, ends):
    found = decision_boundary(Params(np.array(W), b), *WINDOW)
    np.testing.assert_allclose(sorted(found.tolist()), ends, atol=1e-12)


def test_boundary_through_a_corner_whatever_the_rounding():
    window = (-3.0, 3.0), (-3.0, 3.0)
    tenths = np.arange(-50, 51, 3) / 10
    for W1, W2, x1, x2 in product(tenths, tenths, (-3, 3), (-3, 3)):
        if W1 * x1 * W2 * x2 < 0:  # from this corner the line enters the window
            assert_crosses((W1, W2), -(W1 * x1 + W2 * x2), window)


@pytest.mark.parametrize(
    ("W", "b"),
    [
        ((0.0, 0.0), 0.0),
        ((0.0, 0.0), 1.0),
        ((NAN, 1.0), 0.0),
        ((1.0, NAN), 0.0),
        ((INF, 1.0), 0.0),
        ((1.0, -INF), 0.0),
        ((1.0, 1.0), NAN),
        ((1.0, 1.0), INF),
        ((1.0, 0.0), 3.1),
        ((0.0, 1.0), -4.1),
        ((1.0, 1.0), -7.1),
        ((1.0, -1.0), -5.1),
    ],
)
def test_no_boundary(W, b):
    assert decision_boundary(Params(np.array(W), b), *WINDOW) is None

"""What mathematics says, against lstsq, jax.hessian, finite differences, plain loops in
NumPy, lines in every direction, and runs on either side of the stability limit."""

from dataclasses import replace
from itertools import product

import jax
import numpy as np
import pytest

from jaxreg.analysis import (
    cross_entropy,
    cross_entropy_derivatives,
    cross_entropy_minimum,
    decision_boundary,
    first_nonfinite_epoch,
    hessian,
    last_readable_epoch,
    max_learning_rate,
    ordinary_least_squares,
    r_squared,
    rising_epochs,
)
from jaxreg.data import Dataset, lecture_logistic_data
from jaxreg.experiment import last, run_linear, run_logistic
from jaxreg.models import Params, binary_cross_entropy, mean_squared_error
from jaxreg.scenario import NUM_POINTS, PRESETS, LinearScenario

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
    W, b = ordinary_least_squares(X, y)
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
        np.testing.assert_allclose(hessian(X), jax.hessian(loss)(theta), atol=1e-12)

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


# The minimum of the cross-entropy


def classes(d, n=60, noise=2.0):
    """Overlapping classes: X (n, d), y (n,) of 0 and 1."""
    rng = np.random.default_rng(d)
    X = rng.normal(size=(n, d))
    return X, (X.sum(axis=1) + noise * rng.normal(size=n) > 0.5).astype(float)


def plain_cross_entropy(X, y, W, b):
    p = 1 / (1 + np.exp(-(X @ W + b)))
    return np.mean(-y * np.log(p) - (1 - y) * np.log(1 - p))


def plain_gradient(X, y, W, b):
    wrong = 1 / (1 + np.exp(-(X @ W + b))) - y
    return np.append(X.T @ wrong, wrong.sum()) / len(y)


@pytest.mark.parametrize("d", [1, 2, 5])
def test_cross_entropy(d):
    X, y = classes(d)
    W, b = np.linspace(-1, 2, d), 0.7
    loss = cross_entropy(X, y, Params(W, b))
    assert loss == pytest.approx(plain_cross_entropy(X, y, W, b), rel=1e-12)
    far = cross_entropy(np.array([[1e4], [1e4]]), np.array([1, 0]), Params([1.0], 0.0))
    assert far == 5000


@pytest.mark.parametrize("d", [1, 3])
def test_derivatives_of_the_cross_entropy(d):
    X, y = classes(d)
    data, theta = Dataset(X, y, np.ones(len(y))), np.linspace(-1, 2, d + 1)

    def loss(theta):
        return binary_cross_entropy(Params(theta[:-1], theta[-1]), data)

    first, second = cross_entropy_derivatives(X, y, Params(theta[:-1], theta[-1]))
    with jax.enable_x64(True):
        np.testing.assert_allclose(first, jax.grad(loss)(theta), atol=1e-12)
        np.testing.assert_allclose(second, jax.hessian(loss)(theta), atol=1e-12)


@pytest.mark.parametrize("d", [1, 2, 5])
def test_cross_entropy_minimum(d):
    X, y = classes(d)
    W, b = cross_entropy_minimum(X, y)
    assert W.shape == (d,)
    np.testing.assert_allclose(plain_gradient(X, y, W, b), 0, atol=1e-10)
    smallest = plain_cross_entropy(X, y, W, b)
    for step in 0.01 * np.vstack([np.eye(d + 1), -np.eye(d + 1)]):
        assert plain_cross_entropy(X, y, W + step[:-1], b + step[-1]) > smallest


@pytest.mark.parametrize("b", [-12.0, -3.0, 0.5, 8.0])
def test_cross_entropy_minimum_at_a_bias_that_is_held(b):
    X, y = classes(2)
    W, held = cross_entropy_minimum(X, y, b)
    assert held == b
    gradient = plain_gradient(X, y, W, b)
    np.testing.assert_allclose(gradient[:2], 0, atol=1e-10)
    assert abs(gradient[2]) > 1e-3


def test_one_class_has_a_minimum_where_the_bias_is_held():
    X = np.array([[-2.0], [1.0], [1.5]])  # on either side of 0: no W suits them all
    W, b = cross_entropy_minimum(X, np.ones(3), 5.0)
    np.testing.assert_allclose(plain_gradient(X, np.ones(3), W, b)[0], 0, atol=1e-10)
    assert cross_entropy_minimum(X + 2.5, np.ones(3), -5.0) is None


@pytest.mark.parametrize("name", ["Overlapping classes", "Vertical boundary"])
def test_cross_entropy_minimum_is_where_a_long_descent_ends(name):
    result = run_logistic(replace(PRESETS[name], learning_rate=1.0, epochs=10_000))
    X, y, _ = result.data
    W, b = cross_entropy_minimum(X, y)
    np.testing.assert_allclose(np.append(W, b), np.append(*last(result.history)), 1e-4)


def test_cross_entropy_minimum_of_nearly_separable_classes():
    X = np.array([[-2.0], [-1.0], [0.01], [0.0], [1.0], [2.0]])
    y = np.array([0, 0, 0, 1, 1, 1])
    W, b = cross_entropy_minimum(X, y)
    assert W > 5
    np.testing.assert_allclose(plain_gradient(X, y, W, b), 0, atol=1e-10)


def separable(X, y):
    """Whether a line has the two classes on its two sides, for X (n, 2).

    The order of the points along a direction changes only where it is normal to the
    difference of two of them: one direction between each two of those is enough.
    """
    if y.min() == y.max():
        return True
    i, j = np.triu_indices(len(X), 1)
    dx, dy = (X[i] - X[j]).T
    normal = np.arctan2(dy, dx) + np.pi / 2
    turns = np.sort(np.append(normal, normal + np.pi) % (2 * np.pi))
    between = (turns + np.append(turns[1:], turns[0] + 2 * np.pi)) / 2
    along = X @ [np.cos(between), np.sin(between)]
    return bool((along[y == 1].min(axis=0) > along[y == 0].max(axis=0)).any())


def test_there_is_a_minimum_unless_a_line_separates_the_classes():
    rng, found = np.random.default_rng(0), []
    for _ in range(400):
        X = rng.normal(size=(8, 2))
        y = (X[:, 0] + 0.7 * rng.normal(size=8) > 0).astype(float)
        found.append(cross_entropy_minimum(X, y) is None)
        assert found[-1] == separable(X, y), (X, y)
    assert 100 < sum(found) < 300


TOUCHING = np.array([[-2.0], [-1.0], [0.0], [0.0], [1.0]])


@pytest.mark.parametrize(
    ("X", "y"),
    [
        (lecture_logistic_data().X, lecture_logistic_data().y),
        (classes(2)[0], np.zeros(60)),
        (classes(2)[0], np.ones(60)),
        (np.array([[1.0, 2.0]]), np.ones(1)),
        (np.zeros((5, 2)), np.array([0, 1, 1, 0, 1])),
        (TOUCHING, np.array([0, 0, 0, 1, 1])),
        (1000 * TOUCHING, np.array([0, 0, 0, 1, 1])),
        (TOUCHING / 1000, np.array([0, 0, 1, 0, 1])),
    ],
    ids=[
        *("lecture", "only 0", "only 1", "one point", "one place"),
        *("touching", "touching, far apart", "touching, close together"),
    ],
)
def test_no_minimum(X, y):
    assert cross_entropy_minimum(X, y) is None


@pytest.mark.parametrize("d", [1, 2, 3])
def test_there_is_no_minimum_where_classes_touch(d):
    rng = np.random.default_rng(d)
    for _ in range(100):
        X = rng.normal(size=(rng.integers(3, 30), d))
        touching = rng.normal(size=d)
        y = (X - touching) @ rng.normal(size=d) > 0
        X, y = np.vstack([X, touching, touching]), np.append(y, [False, True])
        assert cross_entropy_minimum(X, y) is None


# What a run did


def test_r_squared():
    X, y = sample(1)
    W, b = ordinary_least_squares(X, y)
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
    ("learning_rate", "about"), [(0.035, 911), (0.05, 62), (0.1, 26)]
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
            losses.append(np.sum(residual**2) / n)
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

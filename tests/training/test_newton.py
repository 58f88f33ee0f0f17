"""The cross-entropy's minimum, against jax.grad and jax.hessian, scipy, lines in every
direction and 100 digits, and how Newton's method converges."""

from dataclasses import replace

import jax
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from jaxreg.data.dataset import Dataset
from jaxreg.data.generated import lecture_logistic_data
from jaxreg.settings import PRESETS
from jaxreg.training import newton
from jaxreg.training.models import (
    Params,
    Penalised,
    binary_cross_entropy,
    penalised_cross_entropy,
)
from jaxreg.training.newton import (
    MAX_STEPS,
    cross_entropy,
    cross_entropy_derivatives,
    cross_entropy_minimum,
    newton_losses,
)
from jaxreg.training.runs import run_logistic
from jaxreg.training.separability import separation
from tests.classes import distance_to_minimum, exact_separation

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

    _, first, second = cross_entropy_derivatives(X, y, Params(theta[:-1], theta[-1]))
    with jax.enable_x64(True):
        np.testing.assert_allclose(first, jax.jit(jax.grad(loss))(theta), atol=1e-12)
        np.testing.assert_allclose(
            second, jax.jit(jax.hessian(loss))(theta), atol=1e-12
        )


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


@pytest.mark.parametrize("b", [-800.0, -600.0, -100.0, 40.0, 300.0, 1e3, 1e15])
@pytest.mark.parametrize("unit", [1.0, 1e-9])
def test_a_bias_that_is_held_far_away_costs_no_more_steps(b, unit, monkeypatch):
    """There float64 sees next to no curvature, and whole steps are up to 1e300 long."""
    X, y = classes(2)
    tried, at = [], newton._at
    monkeypatch.setattr(newton, "_at", lambda *found: tried.append(b) or at(*found))
    with np.errstate(all="raise", under="ignore"):
        found = cross_entropy_minimum(X * unit, y, b)
    assert len(tried) < 400
    if abs(b) < 700:  # of larger ones exp(-b) is 0
        with np.errstate(over="ignore"):
            gradient = plain_gradient(X * unit, y, found.W, b)
        np.testing.assert_allclose(gradient[:2] / unit, 0, atol=1e-9)


def test_one_class_has_a_minimum_where_the_bias_is_held():
    X = np.array([[-2.0], [1.0], [1.5]])  # on either side of 0: no W suits them all
    W, b = cross_entropy_minimum(X, np.ones(3), 5.0)
    np.testing.assert_allclose(plain_gradient(X, np.ones(3), W, b)[0], 0, atol=1e-10)
    assert cross_entropy_minimum(X + 2.5, np.ones(3), -5.0) is None


@pytest.mark.parametrize("name", ["Overlapping classes", "Vertical boundary"])
def test_cross_entropy_minimum_is_where_a_long_descent_ends(name):
    result = run_logistic(
        replace(PRESETS[name].scenario, learning_rate=1.0, epochs=10_000)
    )
    X, y, _ = result.data
    W, b = cross_entropy_minimum(X, y)
    np.testing.assert_allclose(np.append(W, b), np.append(*result.history.at(-1)), 1e-4)


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


# Where digits are few. That there is a minimum is decided elsewhere; here it is found.


def assert_arrived(X, y, l2=0.0, within=1e-7):
    found = cross_entropy_minimum(X, y, l2=l2)
    assert found is not None
    assert distance_to_minimum(X, y, found, l2) < within


@pytest.mark.parametrize("far", [10.0**k for k in range(2, 13)])
def test_beside_a_point_far_away(far):
    X, y = np.array([[0.0], [1.0], [2.0], [far]]), np.array([0, 1, 0, 1])
    assert_arrived(X, y)
    assert_arrived(np.hstack([X, [[3.0], [1.0], [2.0], [0.0]]]), y, l2=1e-4)


def test_beside_a_point_at_a_million_by_number():
    X, y = np.array([[0.0], [1.0], [2.0], [1e6]]), np.array([0, 1, 0, 1])
    W, b = cross_entropy_minimum(X, y)
    np.testing.assert_allclose([*W, b], [2.588159e-5, -0.69317306], rtol=1e-6)


@pytest.mark.parametrize("place", [1e7, -1e8, 1e12])
@pytest.mark.parametrize("l2", [0.0, 1.0])
def test_far_from_0(place, l2):
    rng = np.random.default_rng(0)
    for _ in range(20):
        X = place + abs(place) * 1e-4 * rng.normal(size=(12, rng.integers(1, 3)))
        y = np.tile([0, 1, 1], 4)
        if separation(X, y) == "overlap":
            assert_arrived(X, y, l2)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(*[st.integers(-2, 2)] * 2, st.integers(0, 1)), min_size=4),
    st.tuples(*[st.sampled_from([1e-20, 1e-3, 1.0, 1e9])] * 2),
    st.sampled_from([0.0, 0.0, 1e-4, 0.03, 1.0]),
    st.booleans(),
)
def test_any_minimum_is_found_in_any_units(rows, units, l2, of_units):
    """Where the penalty alone makes the minimum, or holds one weight far more than the
    other, it is in the units of x: else the loss may be flat to float64."""
    X, y = np.split(np.array(rows, float), [2], axis=1)
    y = y.ravel()
    kind = exact_separation(X, y)
    spread = np.linalg.matrix_rank(X - X.mean(axis=0))
    of_units |= kind == "complete" or spread < 2 or units[0] != units[1]
    if kind == "overlap" and spread == 2 or l2 and kind != "one class":
        assert_arrived(X * units, y, l2 * np.square(units) if of_units else l2)


@pytest.mark.parametrize("unit", [1.0, 1e4, 1e8, 1e12])
@pytest.mark.parametrize(
    ("X", "y"),
    [
        ([[0, 0], [0, 1], [1, 1], [2, 2]], [0, 1, 1, 0]),
        ([[0, 0], [0, 1], [1, 1], [1, 1], [2, 2], [2, 3]], [0, 1, 1, 0, 1, 1]),
        ([[1], [2], [3], [3], [4], [5], [9]], [0, 0, 0, 1, 1, 1, 1]),
    ],
    ids=["across each other on the line", "at one point of it", "one feature"],
)
def test_a_weak_penalty_on_classes_that_touch(X, y, unit):
    """Only the penalty, small beside 1 in these units, makes the loss curve upwards."""
    X, y = (np.array(X) + 1000.0) * unit, np.array(y)
    assert separation(X, y) == "quasi"
    assert_arrived(X, y, l2=1e-3)


def test_each_weight_can_have_a_penalty_of_its_own():
    X, y = classes(2)
    assert_arrived(X, y, np.array([0.3, 0.01]))
    both = cross_entropy_minimum(X, y, l2=0.3)
    each = cross_entropy_minimum(X, y, l2=np.array([0.3, 0.3]))
    np.testing.assert_array_equal(np.append(*each), np.append(*both))


@pytest.mark.parametrize("overlap", [10.0**-k for k in range(1, 17)])
def test_of_classes_that_all_but_touch_it_is_found_or_not_but_never_wrong(overlap):
    line = np.array([-2.0, -1.0, overlap, 0.0, 1.0, 2.0])
    y = np.array([0, 0, 0, 1, 1, 1])
    cases = [line[:, None], 1 + line[:, None], np.column_stack([line, np.cos(line)])]
    for X in cases:
        found = cross_entropy_minimum(X, y)
        if overlap > 1e-10:
            assert found is not None
        if found is not None:
            assert distance_to_minimum(X, y, found) < 1e-6


# With a penalty


STRENGTHS = [1e-4, 0.03, 1.0]


def plain_penalised(theta, X, y, l2):
    """The loss from logits that no sigmoid has rounded, b being the last of theta."""
    logits = X @ theta[:-1] + theta[-1]
    return np.mean(np.logaddexp(0, (1 - 2 * y) * logits)) + l2 / 2 * sum(
        theta[:-1] ** 2
    )


@pytest.mark.parametrize("l2", STRENGTHS)
@pytest.mark.parametrize("d", [1, 3])
def test_penalised_derivatives(d, l2):
    X, y = classes(d)
    problem = Penalised(Dataset(X, y, np.ones(len(y))), l2)
    theta = np.linspace(-1, 2, d + 1)

    def loss(theta):
        return penalised_cross_entropy(Params(theta[:-1], theta[-1]), problem)

    params = Params(theta[:-1], theta[-1])
    _, first, second = cross_entropy_derivatives(X, y, params, l2)
    with jax.enable_x64(True):
        expected = float(loss(theta))
        assert cross_entropy(X, y, params, l2) == pytest.approx(expected, rel=1e-12)
        np.testing.assert_allclose(first, jax.jit(jax.grad(loss))(theta), atol=1e-12)
        np.testing.assert_allclose(
            second, jax.jit(jax.hessian(loss))(theta), atol=1e-12
        )


SEPARABLE = {
    "lecture": (np.asarray(lecture_logistic_data().X), np.array([1, 1, 1, 0, 0])),
    "touching": (TOUCHING, np.array([0, 0, 0, 1, 1])),
    "one place": (np.zeros((5, 2)), np.array([0, 1, 1, 0, 1])),
}


@pytest.mark.parametrize("l2", STRENGTHS)
@pytest.mark.parametrize("name", SEPARABLE)
def test_a_penalty_gives_separable_classes_a_minimum(name, l2):
    X, y = SEPARABLE[name]
    assert cross_entropy_minimum(X, y) is None
    W, b = cross_entropy_minimum(X, y, l2=l2)
    gradient = plain_gradient(X, y, W, b) + l2 * np.append(W, 0)
    np.testing.assert_allclose(gradient, 0, atol=1e-9)
    start = np.zeros(X.shape[1] + 1)
    found = minimize(plain_penalised, start, (X, y, l2), tol=1e-10)
    np.testing.assert_allclose(np.append(W, b), found.x, atol=2e-3)
    smallest = plain_penalised(np.append(W, b), X, y, l2)
    assert smallest <= found.fun + 1e-12
    assert smallest == pytest.approx(found.fun, abs=1e-8)


def test_a_stronger_penalty_keeps_W_shorter_and_no_penalty_is_the_limit():
    X, y = classes(2)
    lengths = [
        np.linalg.norm(cross_entropy_minimum(X, y, l2=l2).W)
        for l2 in (1.0, 0.1, 0.01, 1e-9)
    ]
    assert (np.diff(lengths) > 0.01).all()
    free = np.linalg.norm(cross_entropy_minimum(X, y).W)
    assert lengths[-1] == pytest.approx(free, rel=1e-6)


@pytest.mark.parametrize("label", [0.0, 1.0])
@pytest.mark.parametrize("l2", STRENGTHS)
def test_one_class_has_no_minimum_with_a_penalty_unless_the_bias_is_held(l2, label):
    X = classes(2)[0] + [3, -1]
    y = np.full(len(X), label)
    assert cross_entropy_minimum(X, y, l2=l2) is None
    for b in (-2.0, 0.0, 1.5):
        W, held = cross_entropy_minimum(X, y, b, l2)
        assert held == b
        gradient = plain_gradient(X, y, W, b)[:2] + l2 * W
        np.testing.assert_allclose(gradient, 0, atol=1e-9)


# The way of Newton's method


@pytest.mark.parametrize("l2", [0.0, 0.0001, 0.03, 1.0])
def test_the_losses_fall_from_log_2_to_the_minimum(l2):
    X, y = classes(2)
    losses = newton_losses(X, y, l2)
    assert losses[0] == pytest.approx(np.log(2), rel=1e-12)
    assert (np.diff(losses) < 0).all()
    W, b = cross_entropy_minimum(X, y, l2=l2)
    smallest = plain_penalised(np.append(W, b), X, y, l2)
    assert losses[-1] == pytest.approx(smallest, rel=1e-12)
    assert 3 <= len(losses) <= MAX_STEPS // 2


@pytest.mark.parametrize("l2", [0.0, 0.1])
def test_the_last_steps_square_the_error(l2):
    X, y = classes(2)
    losses = newton_losses(X, y, l2)
    W, b = cross_entropy_minimum(X, y, l2=l2)
    errors = losses - plain_penalised(np.append(W, b), X, y, l2)
    digits = -np.log10(errors[errors > 1e-13])[-3:]
    # Gradient descent adds the same number of digits each time, Newton doubles them.
    assert digits[-1] > 9
    assert (digits[1:] > 1.5 * digits[:-1]).all(), digits


@pytest.mark.parametrize("name", ["lecture", "touching"])
def test_of_separable_classes_the_loss_keeps_falling(name):
    X, y = SEPARABLE[name]
    losses = newton_losses(X, y)
    assert losses[0] == pytest.approx(np.log(2))
    assert len(losses) >= 10 and (np.diff(losses) < 0).all()
    least = {"lecture": 0, "touching": 2 / 5 * np.log(2)}[name]
    assert least < losses[-1] < least + 1e-6

"""The lecture's x and noise, digit for digit; samples against what they are drawn from,
at 4.5 standard errors."""

import jax
import numpy as np
import pytest

from jaxreg.data.dataset import Dataset
from jaxreg.data.generated import (
    lecture_logistic_data,
    make_circle_data,
    make_linear_data,
    make_logistic_data,
)
from jaxreg.settings import NUM_POINTS
from jaxreg.training.models import (
    Params,
    Penalised,
    init_params,
    textbook_cross_entropy,
)
from jaxreg.training.problem import padded

MANY = 100_000


def linear(W=0.0, b=0.0, noise=1.0, seed=0, n=10):
    """The noisy and the noise-free data, as NumPy; by default the bare noise."""
    line = np.float32(W), np.float32(b), np.float32(noise)
    data = make_linear_data(*line, np.uint32(seed), num_points=n)
    return jax.tree.map(np.asarray, data)


def logistic(W=(2.0, -1.0), b=0.5, seed=0, n=MANY):
    data = make_logistic_data(
        np.float32(W), np.float32(b), np.uint32(seed), num_points=n
    )
    return jax.tree.map(np.asarray, data)


# Linear


@pytest.mark.parametrize("n", NUM_POINTS)
def test_x_is_evenly_spread_over_0_to_9(n):
    noisy, noise_free = linear(n=n)
    np.testing.assert_allclose(noisy.X[:, 0], np.linspace(0, 9, n), rtol=2e-7)
    np.testing.assert_array_equal(noisy.X, noise_free.X)
    assert noisy.X.shape == (n, 1)
    assert noisy.y.shape == noisy.weight.shape == (n,)
    assert {leaf.dtype for leaf in (*noisy, *noise_free)} == {np.dtype(np.float32)}
    assert (noisy.weight == 1).all() and (noise_free.weight == 1).all()


def test_ten_points_are_those_of_the_lecture():
    np.testing.assert_array_equal(linear()[0].X[:, 0], np.arange(10))


def test_the_noise_is_that_of_the_lecture():
    noise = linear()[0].y
    digits = ["-0.3721109", "0.26423115", "-0.18252768", "-0.7368197"]
    assert [str(value) for value in noise[:4]] == digits


def test_y_is_the_line_plus_scaled_noise():
    x, normal = np.linspace(0, 9, 50), linear(n=50)[0].y
    noisy, noise_free = linear(W=-1.5, b=4.0, noise=2.5, n=50)
    np.testing.assert_allclose(noise_free.y, -1.5 * x + 4, atol=2e-6)
    np.testing.assert_allclose(noisy.y, -1.5 * x + 4 + 2.5 * normal, atol=4e-6)


def test_without_noise_all_points_lie_on_the_line():
    noisy, noise_free = linear(W=3, b=2, noise=0)
    np.testing.assert_array_equal(noisy.y, 3 * np.arange(10) + 2)
    np.testing.assert_array_equal(noisy.y, noise_free.y)


def test_the_noise_is_standard_normal():
    noise = linear(n=MANY)[0].y.astype(float)
    error = 4.5 / np.sqrt(MANY)
    assert abs(noise.mean()) < error
    assert abs(noise.std() - 1) < error / np.sqrt(2)
    assert abs(np.mean(np.abs(noise) < 1) - 0.682689) < 0.4654 * error
    assert abs(np.mean(noise[1:] * noise[:-1])) < error  # neighbours do not depend


def test_the_start_is_not_the_first_noise():
    for seed in range(20):
        assert init_params(np.uint32(seed), 1).W[0] != linear(seed=seed)[0].y[0]


# Logistic


def test_points_are_uniform_over_the_square():
    X = logistic().X
    assert np.abs(X).max() <= 3
    counts, *_ = np.histogram2d(*X.T, bins=6, range=[[-3, 3], [-3, 3]])
    expected = MANY / 36
    assert np.abs(counts - expected).max() < 4.5 * np.sqrt(expected)


@pytest.mark.parametrize(
    ("W", "b"), [((2.0, -1.0), 0.5), ((0.0, 0.0), -3.0), ((-0.5, 4.0), 0.0)]
)
def test_classes_come_as_often_as_the_sigmoid_says(W, b):
    X, y, _ = logistic(W, b)
    assert set(np.unique(y)) == {0, 1}
    p = 1 / (1 + np.exp(-(X @ np.array(W) + b)))
    for part in np.array_split(np.argsort(p), 20):
        expected, variance = p[part].mean(), np.mean(p[part] * (1 - p[part]))
        assert abs(y[part].mean() - expected) < 4.5 * np.sqrt(variance / len(part))


def test_logistic_shapes():
    X, y, weight = logistic(n=20)
    assert (X.shape, y.shape, weight.shape) == ((20, 2), (20,), (20,))
    assert X.dtype == y.dtype == weight.dtype == np.float32
    assert (weight == 1).all()


def test_the_five_points_of_the_lecture():
    X, y, weight = jax.tree.map(np.asarray, lecture_logistic_data())
    assert X.tolist() == [[1, 3], [3, 5], [2, 4], [6, 2], [5, 1]]
    assert y.tolist() == [1, 1, 1, 0, 0]
    assert weight.tolist() == [1, 1, 1, 1, 1]
    assert X.dtype == y.dtype == weight.dtype == np.float32


# Seeds


@pytest.mark.parametrize("seed", [0, 1, 999])
def test_the_seed_alone_decides(seed):
    same, other = linear(seed=seed)[0].y, linear(seed=seed + 1)[0].y
    np.testing.assert_array_equal(linear(seed=seed)[0].y, same)
    assert (same != other).all()
    same, other = logistic(seed=seed, n=100), logistic(seed=seed + 1, n=100)
    jax.tree.map(np.testing.assert_array_equal, logistic(seed=seed, n=100), same)
    assert (same.X != other.X).all()
    assert (same.y != other.y).any()


# Padding


def test_rows_that_pad_repeat_a_point_and_weigh_nothing():
    X, y = np.float32([[1, 2], [3, 4]]), np.float32([0, 1])
    found = padded(Dataset(X, y, np.ones(2, "f4")), 4)
    np.testing.assert_array_equal(found.X, [[1, 2], [3, 4], [3, 4], [3, 4]])
    np.testing.assert_array_equal(found.y, [0, 1, 1, 1])
    np.testing.assert_array_equal(found.weight, [1, 1, 0, 0])
    assert {column.dtype for column in found} == {np.dtype(np.float32)}


def test_rows_that_pad_have_no_logarithm_of_their_own():
    """The logits of the two points are -1 and 1; at x = 0 it would be 20."""
    X, y = np.float32([[-3.0], [-2.7142857]]), np.float32([0, 1])
    few = Dataset(X, y, np.ones(2, "f4"))
    params = Params(np.float32([7]), np.float32(20))
    losses = [
        textbook_cross_entropy(params, Penalised(data, np.float32(0)))
        for data in (few, padded(few, 16))
    ]
    np.testing.assert_allclose(losses, np.log1p(np.exp(-1)), rtol=1e-5)


# The circle


def test_points_of_a_circle_are_likelier_class_1_inside():
    """In each ring, as often as sigmoid(4 - r^2) has it; X is that of other classes."""
    X, y, weight = map(np.asarray, make_circle_data(np.uint32(5), num_points=MANY))
    np.testing.assert_array_equal(X, logistic(seed=5).X)
    assert y.dtype == weight.dtype == np.float32 and (weight == 1).all()
    square = np.sum(X.astype(float) ** 2, axis=1)
    p = 1 / (1 + np.exp(square - 4))
    for low, high in zip([0, 1, 2, 3, 4, 6, 9], [1, 2, 3, 4, 6, 9, 18], strict=True):
        ring = (square >= low) & (square < high)
        error = np.sqrt(np.sum(p[ring] * (1 - p[ring]))) / ring.sum()
        assert abs(y[ring].mean() - p[ring].mean()) < 4.5 * error

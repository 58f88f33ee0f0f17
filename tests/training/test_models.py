"""Predictions, losses and gradients against plain NumPy in float64, finite differences,
and the textbook's cross-entropy."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from jaxreg.data.dataset import Dataset
from jaxreg.training.gradient_descent import gradient_descent
from jaxreg.training.models import (
    Params,
    binary_cross_entropy,
    init_params,
    mean_squared_error,
    predict,
    predict_logits,
    predict_proba,
)

LOSSES = [mean_squared_error, binary_cross_entropy]
DIMENSIONS = [1, 2, 3]


def sample(d, n=12):
    """Some params and weighted points in float64; labels 0 and 1 suit both losses."""
    rng = np.random.default_rng(d)
    params = Params(rng.normal(size=d), rng.normal())
    y = rng.integers(0, 2, n).astype(float)
    return params, Dataset(rng.normal(size=(n, d)), y, rng.uniform(0, 2, n))


def numpy_loss(loss_fn, params, data):
    """Both losses as a textbook writes them."""
    z = data.X @ params.W + params.b
    if loss_fn is mean_squared_error:
        return np.average((z - data.y) ** 2, weights=data.weight)
    p = 1 / (1 + np.exp(-z))
    losses = -(data.y * np.log(p) + (1 - data.y) * np.log(1 - p))
    return np.average(losses, weights=data.weight)


def textbook(z, y):
    """The lecture's cross-entropy of one point, in JAX."""
    p = 1 / (1 + jnp.exp(-z))
    return -(y * jnp.log(p) + (1 - y) * jnp.log(1 - p))


def stable(z, y):
    """Ours, of one point whose logit is z."""
    point = Dataset(jnp.ones((1, 1)), jnp.full(1, y), jnp.ones(1))
    return binary_cross_entropy(Params(jnp.zeros(1), jnp.asarray(z)), point)


def float32(tree):
    return jax.tree.map(jnp.float32, tree)


# Values


@pytest.mark.parametrize("d", DIMENSIONS)
def test_predictions(d):
    params, data = sample(d)
    z = data.X @ params.W + params.b
    for function, expected in [
        (predict, z),
        (predict_logits, z),
        (predict_proba, 1 / (1 + np.exp(-z))),
    ]:
        values = function(float32(params), float32(data.X))
        assert values.shape == (12,)
        np.testing.assert_allclose(values, expected, rtol=2e-6, atol=5e-7)


def test_the_start_is_that_of_the_lecture():
    W, b = init_params(np.uint32(0), 1)
    with jax.threefry_partitionable(False):
        lecture = jax.random.normal(jax.random.PRNGKey(0), (1, 1))
    assert (W.shape, b.shape, float(b)) == ((1,), (), 0.0)
    assert W[0] == lecture[0, 0]
    assert init_params(np.uint32(10), 2).W.shape == (2,)


@pytest.mark.parametrize("d", DIMENSIONS)
@pytest.mark.parametrize("loss_fn", LOSSES)
def test_losses(loss_fn, d):
    params, data = sample(d)
    loss = loss_fn(float32(params), float32(data))
    assert (loss.shape, loss.dtype) == ((), jnp.float32)
    np.testing.assert_allclose(loss, numpy_loss(loss_fn, params, data), rtol=1e-6)


@pytest.mark.parametrize("d", DIMENSIONS)
@pytest.mark.parametrize("loss_fn", LOSSES)
def test_gradients(loss_fn, d):
    params, data = sample(d)
    theta = np.append(*params)

    def at(theta):
        return numpy_loss(loss_fn, Params(theta[:-1], theta[-1]), data)

    steps = 1e-6 * np.eye(d + 1)
    differences = [(at(theta + step) - at(theta - step)) / 2e-6 for step in steps]
    with jax.enable_x64(True):
        gradient = jax.grad(loss_fn)(params, data)
        np.testing.assert_allclose(np.append(*gradient), differences, atol=1e-8)


# Cross-entropy


@pytest.mark.parametrize("y", [0.0, 1.0])
def test_cross_entropy_agrees_with_the_textbook_up_to_16(y):
    for z in np.linspace(-16, 16, 65):
        with jax.enable_x64(True):
            expected = float(textbook(z, y))
        np.testing.assert_allclose(stable(z, y), expected, rtol=1e-6)
        assert np.isfinite(textbook(jnp.float32(z), y))


@pytest.mark.parametrize("y", [0.0, 1.0])
@pytest.mark.parametrize("z", [17.0, 100.0, 1e4, -100.0, -1e4])
def test_cross_entropy_is_right_where_the_textbook_is_not_finite(z, y):
    assert not np.isfinite(textbook(jnp.float32(z), y))
    exact = np.logaddexp(0, (1 - 2 * y) * z)
    np.testing.assert_allclose(stable(z, y), exact, rtol=1e-6, atol=1e-37)


@pytest.mark.parametrize("y", [0.0, 1.0])
@pytest.mark.parametrize("z", [0.0, 1.0, -1.0, 16.0, 17.0, -17.0, 100.0, -1e4, 1e4])
def test_the_slope_of_the_cross_entropy_is_p_minus_y(z, y):
    slope = jax.grad(stable)(z, y)
    s = (1 - 2 * y) * z
    exact = (1 - 2 * y) * np.exp(-np.logaddexp(0, -s))
    np.testing.assert_allclose(slope, exact, rtol=1e-6, atol=1e-37)


def test_gradient_from_a_start_at_zero():
    _, data = sample(2)
    W, b = jax.grad(binary_cross_entropy)(
        Params(jnp.zeros(2), jnp.zeros(())), float32(data)
    )
    residual = data.weight * (0.5 - data.y) / data.weight.sum()
    np.testing.assert_allclose(W, data.X.T @ residual, atol=1e-7)
    np.testing.assert_allclose(b, residual.sum(), atol=1e-7)


# Shapes and padding


def test_these_tests_run_with_rank_promotion_as_an_error():
    with pytest.raises(ValueError, match="rank_promotion"):
        jnp.ones((3, 1)) - jnp.ones(3)


@pytest.mark.parametrize("loss_fn", LOSSES)
@pytest.mark.parametrize(
    ("W", "X", "y", "weight", "named"),
    [
        ((3,), (10, 2), (10,), (10,), ["(3,)", "(10, 2)"]),
        ((2, 1), (10, 2), (10,), (10,), ["(2, 1)", "(10, 2)"]),
        ((1,), (10,), (10,), (10,), ["(1,)", "(10,)"]),
        ((), (10,), (10,), (10,), ["()", "(10,)"]),
        ((2,), (10, 2), (10, 1), (10,), ["(10, 2)", "(10, 1)"]),
        ((2,), (10, 2), (9,), (10,), ["(10, 2)", "(9,)"]),
        ((2,), (10, 2), (), (10,), ["(10, 2)", "()"]),
        ((2,), (10, 2), (10,), (9,), ["(10, 2)", "(9,)"]),
        ((2,), (10, 2), (10,), (10, 1), ["(10, 2)", "(10, 1)"]),
    ],
)
def test_shapes_that_do_not_fit_are_named(loss_fn, W, X, y, weight, named):
    params = Params(jnp.ones(W), jnp.zeros(()))
    data = Dataset(jnp.ones(X), jnp.ones(y), jnp.ones(weight))
    with pytest.raises(ValueError) as error:
        loss_fn(params, data)
    for shape in named:
        assert shape in str(error.value)


@pytest.mark.parametrize("filler", [0.0, 1000.0])
@pytest.mark.parametrize("loss_fn", LOSSES)
def test_points_of_weight_0_change_nothing(loss_fn, filler):
    params, data = float32(sample(2))
    padded = Dataset(
        jnp.pad(data.X, ((0, 4), (0, 0)), constant_values=filler),
        jnp.pad(data.y, (0, 4), constant_values=filler),
        jnp.pad(data.weight, (0, 4)),
    )
    bare, with_padding = (
        gradient_descent(loss_fn, params, points, 0.1, 100) for points in (data, padded)
    )
    jax.tree.map(
        lambda a, b: np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6),
        bare,
        with_padding,
    )

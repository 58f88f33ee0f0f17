"""Polynomial features, against NumPy's and scikit-learn's."""

import numpy as np
import pytest

from jaxreg.training.features import plain, polynomial
from jaxreg.training.models import Params

YEARS = np.array([[1952.0], [1957.0], [1977.0], [2007.0]])
PLANE = np.array([[1.0, -2.0], [3.0, 0.5], [0.0, 4.0]])


@pytest.mark.parametrize("degree", range(2, 10))
def test_powers_of_x_are_those_of_a_vandermonde_matrix(degree):
    features = polynomial(1, degree)
    expected = np.vander(YEARS.ravel(), degree + 1, increasing=True)[:, 1:]
    np.testing.assert_allclose(features.of(YEARS), expected, rtol=1e-14)


def test_standardised_powers_are_of_the_standardised_x():
    features = polynomial(1, 9, standardised=YEARS)
    u = (YEARS.ravel() - YEARS.mean()) / YEARS.std()
    expected = np.vander(u, 10, increasing=True)[:, 1:]
    np.testing.assert_allclose(features.of(YEARS), expected, rtol=1e-10)


@pytest.mark.parametrize("x, degree", [(PLANE, 2), (PLANE, 3), (YEARS, 4)])
def test_order_and_values_are_those_of_scikit_learn(x, degree):
    preprocessing = pytest.importorskip("sklearn.preprocessing")
    oracle = preprocessing.PolynomialFeatures(degree, include_bias=False)
    features = polynomial(x.shape[1], degree)
    np.testing.assert_allclose(features.of(x), oracle.fit_transform(x), rtol=1e-14)


def test_squares_and_product_by_hand():
    expected = [[1, -2, 1, -2, 4], [3, 0.5, 9, 1.5, 0.25], [0, 4, 0, 0, 16]]
    np.testing.assert_array_equal(polynomial(2, 2).of(PLANE), expected)


@pytest.mark.parametrize("x", [YEARS, PLANE])
def test_plain_features_are_x_itself(x):
    for features in plain(x.shape[1]), polynomial(x.shape[1], 1, standardised=x):
        assert features.is_plain and features.of(x) is x
        assert (features.centre == 0).all() and (features.scale == 1).all()


def test_weights_and_terms_have_names():
    assert plain(1).names == ["W"] and plain(2).names == ["W₁", "W₂"]
    curve, plane = polynomial(1, 9), polynomial(2, 2)
    assert curve.names[8] == "W₉" and curve.terms(["x"])[:2] == ["x", "x²"]
    assert curve.terms(["u"])[8] == "u⁹"
    assert plane.terms(["x₁", "x₂"]) == ["x₁", "x₂", "x₁²", "x₁x₂", "x₂²"]
    assert not curve.is_plain and not plane.is_plain


def test_a_constant_x_is_standardised_to_0():
    features = polynomial(1, 3, standardised=np.full((4, 1), 5.0))
    np.testing.assert_array_equal(features.of(np.array([[5.0]])), [[0, 0, 0]])


def test_a_prediction_is_the_polynomial():
    params = Params(np.array([1.0, -2.0, 0.5]), 3.0)
    predicted = polynomial(1, 3).predict(params, np.array([[0.0], [2.0], [-1.0]]))
    np.testing.assert_allclose(predicted, np.polyval([0.5, -2, 1, 3], [0, 2, -1]))


def test_powers_beyond_float64_are_infinite_without_a_warning():
    assert polynomial(1, 9).of(np.array([[1e40]]))[0, -1] == np.inf

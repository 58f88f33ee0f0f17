"""A y of any size and offset: what is shown of a table's run is in the table's units.

Oracles: least squares in exact fractions, and gradient descent in NumPy and float64 on
the points as they are.
"""

import warnings
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jaxreg.data.table import Column, Table
from jaxreg.display.landscape import linear_landscape, linear_surface
from jaxreg.explain.gradient import gradients
from jaxreg.explain.menu import figures as figures_of
from jaxreg.settings import OWN, OWN_DATA, LinearScenario
from jaxreg.training.least_squares import least_squares
from jaxreg.training.models import Params
from jaxreg.training.runs import run_linear
from jaxreg.training.units import Scaling, rescaled, unscaled_run
from tests.shown import explanation_of, report_of
from tests.traces import xy

OWN_LINE = replace(OWN_DATA["linear"], epochs=300)
K = np.arange(60.0)
TABLES = {
    "population": (
        [1950, 1960, 1970, 1980, 1990, 2000, 2010, 2020],
        [2536e6, 3035e6, 3700e6, 4458e6, 5327e6, 6144e6, 6957e6, 7795e6],
    ),
    "latitude": (K, np.round(48.137 + 1e-4 * (K + np.sin(9 * K)), 7)),
    "charge": (K[1:20], 1.6e-19 * K[1:20]),
    "squares that underflow": (K, 1e-20 * (K + np.sin(K))),
    "a million and a line": (K, 1e6 + 2 * K),
    "Julian dates": (K, 2450000.5 + 50 * K),
    "a small swing": (K, 100000 + 8 * np.sin(K)),
    "near 1e15": (K, 1e15 - 1e13 * K),
    "hardly any digits": (K, 1e9 + 1e-3 * (K + np.cos(K))),
    "constant": (K, np.full(60, 0.1)),
}


def table(x, y):
    return Table((Column("x", np.array(x, float)), Column("y", np.array(y, float))))


def exact(x, y):
    """W, b, the smallest loss, and the variance of y, as fractions."""
    x, y = ([Fraction(float(value)) for value in values] for values in (x, y))
    n, mean = len(x), lambda values: sum(values) / len(values)
    x_mean, y_mean = mean(x), mean(y)
    products = sum((a - x_mean) * (c - y_mean) for a, c in zip(x, y, strict=True))
    W = products / sum((a - x_mean) ** 2 for a in x)
    b = y_mean - W * x_mean
    smallest = sum((W * a + b - c) ** 2 for a, c in zip(x, y, strict=True)) / n
    return W, b, smallest, sum((c - y_mean) ** 2 for c in y) / n


def assert_arrived(result, x, y):
    """Standardised, every run of 300 epochs arrives: in the units of the table."""
    W, b, smallest, variance = exact(x, y)
    spread = float(variance) ** 0.5 or abs(y[0])
    fitted = result.history.at(-1)
    x = np.asarray(x, float)
    line = fitted.W[0] * x + fitted.b
    assert np.abs(
        line - (float(W) * x + float(b))
    ).max() <= 2e-6 * spread + 1e-15 * abs(float(b))
    loss = float(result.history.loss[-1])
    assert result.smallest_loss <= loss
    # What is exact to 1e-6 of y's spread is 1e-12 of its square off.
    rounding = 1e-11 * spread**2
    np.testing.assert_allclose(loss, float(smallest), rtol=1e-6, atol=rounding)
    if variance:
        assert result.r_squared == pytest.approx(
            float(1 - smallest / variance), abs=1e-6
        )
        assert float(smallest) < 1e-9 * spread**2 or loss < float(smallest) * 1.00001


@pytest.mark.parametrize("name", TABLES)
def test_a_run_arrives_in_the_units_of_its_table(name):
    x, y = TABLES[name]
    result = run_linear(OWN_LINE, table(x, y))
    assert_arrived(result, x, y)
    words = " ".join(explanation_of(explaining(result, "prediction")).sentences)
    assert "is where it was predicted" in words
    messages = [message.text for message in report_of(result).messages]
    assert any("x and y standardised" in text for text in messages)
    assert not any("diverge" in text and "raw" in text for text in messages)


def explaining(result, kind):
    return result._replace(scenario=replace(result.scenario, explain=kind))


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    num_points=st.integers(3, 40),
    size=st.integers(-20, 14),
    offset=st.integers(0, 9),
    start=st.sampled_from(["seed", "zero"]),
)
def test_any_y_arrives(seed, num_points, size, offset, start):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=num_points) * 10.0 ** rng.integers(-3, 4)
    y = rng.normal(size=num_points) + x / np.ptp(x)
    y = 10.0 ** min(size, 14 - offset) * (10.0**offset + y)
    result = run_linear(replace(OWN_LINE, start=start), table(x, y))
    assert_arrived(result, x, y)
    assert_is_drawn(result)


def assert_is_drawn(result):
    """The chart's points and line are the numbers, to a thousandth of its height."""
    figure = figures_of(result)["fit"]
    low, high = figure["layout"]["yaxis"]["range"]
    x, y = xy(figure, "points")
    assert np.abs(y - result.data.y).max() < 1e-3 * (high - low)
    ends, up = xy(figure, "fitted line")
    W, b = result.history.at(-1)
    assert np.abs(up - (W[0] * ends + b)).max() < 1e-3 * (high - low)
    assert low <= y.min() and y.max() <= high


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("start", ["seed", "zero"])
def test_unstandardised_it_is_the_run_of_the_points_as_they_are(name, start):
    x, y = (np.asarray(values, float) for values in TABLES[name])
    x = x - x[0]  # of years themselves no rate of the slider is below the limit
    A = np.column_stack([x, np.ones(len(x))])
    rate = 0.9 * 2 / np.linalg.eigvalsh(2 * A.T @ A / len(x))[-1]
    scenario = LinearScenario(
        data=OWN, start=start, learning_rate=float(rate), epochs=200
    )
    result = run_linear(scenario, table(x, y))
    shown = result.shown
    np.testing.assert_array_equal(shown.data.X, result.data.X)
    assert shown.history is result.history
    theta = np.append(*(rows[0] for rows in result.history.params))
    if start == "zero":
        assert np.abs(theta).max() <= 1e-6 * np.abs(y).max()
    size = max(np.abs(A @ theta - y).max(), np.abs(y).max())
    for W, b, loss in zip(*result.history.params, result.history.loss, strict=True):
        away = A @ theta - y
        assert np.abs(W[0] * x + b - A @ theta).max() < 2e-5 * size
        np.testing.assert_allclose(loss, np.mean(away**2), rtol=1e-3, atol=0)
        theta = theta - rate * 2 * A.T @ away / len(x)


def test_a_line_that_has_not_arrived_is_told():
    x, y = TABLES["charge"]
    scenario = LinearScenario(data=OWN, learning_rate=0.001, epochs=100)
    result = run_linear(scenario, table(x, y))
    assert result.r_squared < -1e6
    texts = [message.text for message in report_of(result).messages]
    assert any(text.startswith("Not there yet: after 100 epochs") for text in texts)
    near = run_linear(replace(OWN_LINE, epochs=100), table(x, y))
    texts = [message.text for message in report_of(near).messages]
    assert not any("Not there yet" in text for text in texts)


@pytest.mark.parametrize("scaling", ["on", "off"])
@pytest.mark.parametrize("name", ["population", "latitude", "charge", "Julian dates"])
def test_the_landscape_has_the_losses_of_the_table(name, scaling):
    x, y = (np.asarray(values, float) for values in TABLES[name])
    result = run_linear(replace(OWN_LINE, scaling=scaling, epochs=0), table(x, y))
    landscape, scaling = linear_landscape(result), result.shown.scaling
    best = np.append(*rescaled(result.closed_form, scaling))

    def loss(place):
        W = place[0] * scaling.y_deviation / scaling.deviation[0]
        b = scaling.y_deviation * place[1] + scaling.y_mean - W * scaling.mean[0]
        return np.mean((W * x + b - y) ** 2)

    low, high = np.array(landscape.window).T
    for level, contour in zip(landscape.levels, landscape.contours, strict=True):
        for place in contour[((low < contour) & (contour < high)).all(axis=1)]:
            assert loss(place) == pytest.approx(level, rel=1e-2)
    at_W, at_b, z = linear_surface(result, landscape.window)
    assert z[3, 5] == pytest.approx(loss((at_W[5], at_b[3])), rel=1e-6)
    (left, right), (bottom, top) = landscape.window
    assert left < best[0] < right and bottom < best[1] < top


def test_gradients_are_by_what_is_shown():
    x, y = (np.asarray(values, float) for values in TABLES["population"])
    mean, deviation = x.mean(), x.std()
    for scaling, A, target in (
        ("off", np.column_stack([x, np.ones(8)]), y),
        (
            "on",
            np.column_stack([(x - mean) / deviation, np.ones(8)]),
            (y - y.mean()) / y.std(),
        ),
    ):
        scenario = replace(OWN_LINE, scaling=scaling, epochs=0, explain="gradient")
        result = run_linear(scenario, table(x, y))
        found = gradients(result)
        expected = 2 * A.T @ (A @ found.at - target) / 8
        rounding = 1e-6 * np.abs(expected).max()
        np.testing.assert_allclose(found.by_hand, expected, rtol=1e-6, atol=rounding)
        np.testing.assert_allclose(found.autodiff, expected, rtol=1e-4, atol=rounding)
        said = "with x and y standardised" in " ".join(explanation_of(result).sentences)
        assert said == (scaling == "on")


def test_a_constant_y_has_the_line_that_is_constant():
    W, b = least_squares(K[:, None], np.full(60, 0.1))
    assert (W[0], b) == (0.0, 0.1)
    result = run_linear(OWN_LINE, table(*TABLES["constant"]))
    assert result.smallest_loss == 0 and result.r_squared is None
    assert dict(report_of(result).rows)["closed form"] == ["0", "0.1000"]


def descended(result):
    """The losses of a run from zero on raw x, by NumPy in float64."""
    x, y = (np.asarray(v, float).ravel() for v in (result.data.X, result.targets))
    A, theta, losses = np.column_stack([x, np.ones(len(x))]), np.zeros(2), []
    for _ in range(result.scenario.epochs + 1):
        away = A @ theta - y
        losses.append(np.mean(away**2))
        theta = theta - result.scenario.learning_rate * 2 * A.T @ away / len(x)
    return losses


def test_the_mean_leaves_the_float_range_later_than_the_sum():
    """Of 10 000 points the sum of squares overflows float32 long before their mean."""
    scenario = LinearScenario(
        true_W=5.0,
        true_b=8.3,
        noise=0.6,
        num_points=10_000,
        seed=71,
        learning_rate=0.0422,
        epochs=300,
        start="zero",
    )
    result = run_linear(scenario)
    losses = descended(result)
    lost = int(np.argmax(np.array(losses) > np.finfo(np.float32).max))
    assert lost == 139
    [warning] = [m for m in report_of(result).messages if m.level == "warning"]
    assert f"left the float32 range at epoch {lost}." in warning.text
    np.testing.assert_allclose(result.history.loss[:lost], losses[:lost], rtol=1e-2)


def test_squares_that_underflow_have_a_loss():
    """Of points near 1e-20 float32 squares most to 0, and a sum of zeros is no loss."""
    scenario = LinearScenario(
        true_W=-1e-20, true_b=0.0, noise=0.0, start="zero", num_points=5
    )
    result = run_linear(replace(scenario, learning_rate=0.0531, epochs=5))
    np.testing.assert_allclose(result.history.loss, descended(result), rtol=1e-4)
    assert result.end == 5


@pytest.mark.parametrize("epochs", [100, 1000])
def test_a_line_that_is_as_flat_as_the_best_one_has_arrived(epochs):
    """Of points symmetric in x the best line is flat: R² is 0, but for rounding."""
    x, y = np.arange(1.0, 5), np.array([1.0, -1, -1, 1])
    result = run_linear(replace(OWN_LINE, epochs=epochs), table(x, y))
    assert result.history.loss[-1] == pytest.approx(np.var(y))
    said = [message.text for message in report_of(result).messages]
    assert not [text for text in said if "Not there yet" in text]


def test_a_run_that_leaves_float32_warns_of_nothing():
    params = Params(np.array([[3e38], [1.0]]), np.array([3e38, 1.0]))
    scaling = Scaling(np.array([5.0]), np.array([0.1]), y_deviation=2.0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        loss = np.array([3e38, 1.0])
        (W, b), loss = unscaled_run(params, loss, scaling, np.float32)
    assert {rows.dtype for rows in (W, b, loss)} == {np.dtype(np.float32)}
    np.testing.assert_array_equal(W[:, 0], [np.inf, 20])
    np.testing.assert_array_equal(b, [-np.inf, 2 * (1 - 50)])
    np.testing.assert_array_equal(loss, [np.inf, 4])

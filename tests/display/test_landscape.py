"""Contours and surfaces against plain NumPy losses, windows against what they must
hold, over any scenario; and nothing compiled twice."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jaxreg.display.landscape import (
    ANGLES,
    COLUMNS,
    MAX_LANDSCAPE_POINTS,
    MAX_LEVELS,
    ROWS,
    linear_landscape,
    linear_surface,
    logistic_landscape,
    logistic_surface,
)
from jaxreg.settings import PRESETS, LinearScenario, LogisticScenario
from jaxreg.training.gradient_descent import last_readable_epoch
from jaxreg.training.runs import run_linear, run_logistic
from tests.strategies import PLAIN_FEATURES, scenarios

LINEAR = {k: p.scenario for k, p in PRESETS.items() if p.scenario.page == "linear"}
LOGISTIC = {k: p.scenario for k, p in PRESETS.items() if p.scenario.page == "logistic"}
FAR_OPTIMUM = LogisticScenario(num_points=20, seed=8, epochs=100)
ONE_CLASS = LogisticScenario(true_W1=0.0, true_W2=0.0, true_b=5.0, num_points=20)
RUN = {LinearScenario: run_linear, LogisticScenario: run_logistic}
LANDSCAPE = {LinearScenario: linear_landscape, LogisticScenario: logistic_landscape}
SURFACE = {LinearScenario: linear_surface, LogisticScenario: logistic_surface}
STEPS = [m * 10.0**k for k in range(-3, 4) for m in (1, 2, 5)]
ODD = {
    "diverges": LogisticScenario(learning_rate=100.0),
    "diverges at once": LogisticScenario(learning_rate=1000.0),
    "all but stands still": LogisticScenario(learning_rate=1e-9),
    "no training": LogisticScenario(epochs=0),
    "five points": LogisticScenario(num_points=5, learning_rate=100.0),
    "one class": ONE_CLASS,
    "one class, loss nearly 0": replace(ONE_CLASS, start="chosen", start_b=10.0),
    "separable, loss 0": LogisticScenario(
        data="lecture", start="chosen", start_W1=-10.0, start_W2=10.0, epochs=0
    ),
    "far optimum": FAR_OPTIMUM,
    "far start": LogisticScenario(start="chosen", start_W1=-10.0, start_W2=10.0),
}


def losses_of(result):
    """The loss at places (..., 2) of the parameters shown, from a formula, float64."""
    end = last_readable_epoch(result.history.loss)
    X, history = result.training.data.X.astype(float), result.training.history
    if isinstance(result.scenario, LinearScenario):
        X, y = result.data.X.astype(float), result.targets.astype(float)
        if result.scenario.scaling == "on":
            X = (X - X.mean(0)) / X.std(0)

        def losses(theta):
            residual = theta[..., :1] * X[:, 0] + theta[..., 1:] - y
            return np.mean(residual**2, axis=-1)
    else:
        y, b = result.data.y.astype(float), float(history.params.b[end])
        l2 = result.scenario.l2

        def losses(theta):
            logits = theta @ X.T + b
            penalty = l2 / 2 * np.sum(theta**2, axis=-1)
            return np.mean(np.logaddexp(0, (1 - 2 * y) * logits), axis=-1) + penalty

    return losses


def slope(losses, theta, size):
    """How much the loss changes from one side of the window to the other, at places."""
    steps = 1e-4 * size * np.eye(2)
    ends = [(losses(theta + s) - losses(theta - s)) / 2e-4 for s in steps]
    return np.linalg.norm(ends, axis=0)


def as_trained(result, params):
    """A model's W (d,) and b for the points that the training saw."""
    (W, b), (mean, deviation, *_) = params, result.training.scaling
    return np.multiply(W, deviation), b + np.dot(W, mean)


def slice_minimum(result):
    """W where the gradient at the fitted b is 0, by plain Newton, or None."""
    X, y = result.data.X.astype(float), result.data.y.astype(float)
    b = float(result.history.params.b[last_readable_epoch(result.history.loss)])
    W = np.zeros(2)
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(X @ W + b, -500, 500)))
        H = (X.T * p * (1 - p)) @ X
        gradient = X.T @ (p - y)
        if np.linalg.cond(H) > 1e12 or np.abs(W).max() > 1e3:
            return None
        W = W - np.linalg.solve(H, gradient)
    return W if np.abs(gradient).max() < 1e-8 else None


def inside(window, theta):
    low, high = np.array(window).T
    return ((low <= theta) & (theta <= high)).all(axis=-1)


def area(contour):
    x, y = contour.T
    return np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]) / 2


def assert_well_formed(landscape, result):
    k, end = len(landscape.levels), last_readable_epoch(result.history.loss)
    low, high = np.array(landscape.window).T
    assert np.isfinite([low, high]).all() and (low < high).all()
    assert landscape.path.shape == (end + 1, 2) and np.isfinite(landscape.path).all()
    assert k <= MAX_LEVELS and (np.diff(landscape.levels) > 0).all()
    contours = landscape.contours
    assert contours.shape == (k, ANGLES + 1, 2)
    np.testing.assert_array_equal(contours[:, 0], contours[:, -1])
    box = 1.5 * (high - low) * (1 + 1e-9)
    assert (np.abs(contours - (low + high) / 2) <= box).all()
    areas = [abs(area(contour)) for contour in contours]
    assert (np.diff(areas) >= -1e-9 * max(areas, default=0)).all()


def assert_snapped(window):
    """Its sides end on multiples of a 1-2-5 step, and are 3 to 6 of them long."""
    for ends in window:
        multiples = [np.array(ends) / step for step in STEPS]
        assert any(
            2.5 < np.ptp(m) < 6.5 and np.allclose(m, m.round()) for m in multiples
        )


# The squared error


def assert_exact_contours(result):
    landscape, losses = linear_landscape(result), losses_of(result)
    assert_well_formed(landscape, result)
    low, high = np.array(landscape.window).T
    from_middle = np.abs(landscape.contours - (low + high) / 2) / (high - low)
    at_box = np.isclose(from_middle.max(axis=-1), 1.5)
    found = losses(landscape.contours)
    level = np.broadcast_to(landscape.levels[:, None], found.shape)
    np.testing.assert_allclose(found[~at_box], level[~at_box], rtol=1e-6)
    assert (found[at_box] <= level[at_box] * (1 + 1e-6)).all()
    corners = np.array(list(product(*landscape.window)))
    assert (landscape.levels < losses(corners).max()).all()


@pytest.mark.parametrize("name", LINEAR)
def test_contours_of_the_squared_error_are_exact(name):
    result = run_linear(LINEAR[name])
    assert_exact_contours(result)
    # Nested, seen from the optimum.
    A = np.column_stack([result.data.X, np.ones(len(result.targets))]).astype(float)
    optimum = np.linalg.lstsq(A, result.targets, rcond=None)[0]
    distance = np.linalg.norm(linear_landscape(result).contours - optimum, axis=-1)
    assert len(distance) >= 8
    assert (np.diff(distance, axis=0) >= -1e-9).all()
    assert (np.diff(distance, axis=0)[:3] > 0).all()


@settings(max_examples=60, deadline=None)
@given(scenarios("linear"))
def test_any_linear_landscape(scenario):
    alike = {"across": "W1", "up": "W2", **PLAIN_FEATURES["linear"]}
    result = run_linear(replace(scenario, **alike))
    assert_exact_contours(result)
    landscape = linear_landscape(result)
    assert landscape.num_points == len(result.targets)
    assert_snapped(landscape.window)
    s = scenario
    models = ([s.true_W], s.true_b), result.closed_form
    known = [np.append(*as_trained(result, params)) for params in models]
    anchors = [landscape.path[0], *known]
    low, high = np.min(anchors, axis=0), np.max(anchors, axis=0)
    width = np.maximum(high - low, 1)
    assert inside(landscape.window, low - 0.1 * width)
    assert inside(landscape.window, high + 0.1 * width)
    near = inside(np.transpose([high - width, low + width]), landscape.path)
    assert inside(landscape.window, landscape.path[near]).all()
    # Room for three boxes and the padding, and at most two steps of up to half as much.
    assert (np.ptp(landscape.window, axis=1) <= 2 * 1.3 * 3 * width).all()


def test_a_path_is_shown_as_far_as_it_can_be_read():
    result = run_linear(PRESETS["Rate too large"].scenario)
    landscape = linear_landscape(result)
    end = last_readable_epoch(result.history.loss)
    assert 0 < end < 100
    W, b = result.history.params
    np.testing.assert_array_equal(landscape.path[:, 0], W[: end + 1, 0])
    np.testing.assert_array_equal(landscape.path[:, 1], b[: end + 1])
    assert not inside(landscape.window, landscape.path[-1])
    assert inside(landscape.window, landscape.path[:2]).all()


def test_the_whole_of_a_zig_zag_near_the_optimum_is_in_the_window():
    landscape = linear_landscape(run_linear(PRESETS["Zig-zag"].scenario))
    assert landscape.path[:, 0].max() > 6  # the truth is 3
    assert inside(landscape.window, landscape.path).all()


def test_the_window_and_what_the_rings_add_hold_still_while_a_slider_moves():
    runs = [run_linear(LinearScenario(true_W=k / 10, noise=5.0)) for k in range(10, 60)]
    landscapes = [linear_landscape(run) for run in runs]
    assert len({landscape.window for landscape in landscapes}) <= 8
    known = [float(f"{digit}e{k}") for k in range(-9, 9) for digit in (1, 3)]
    for landscape, run in zip(landscapes, runs, strict=True):
        losses = losses_of(run)
        smallest = losses(np.append(*run.closed_form))
        steps = landscape.levels - smallest
        first = int(np.argmin(np.abs(np.log(known) - np.log(steps[0]))))
        expected = known[first : first + len(steps)]
        np.testing.assert_allclose(steps, expected, rtol=1e-6)
        corners = np.array(list(product(*landscape.window)))
        highest = losses(corners).max() - smallest
        assert expected[-1] < highest <= known[first + len(steps)]


def test_the_tips_of_a_long_valley_are_smooth():
    result = run_linear(PRESETS["Lecture 5.1"].scenario)
    landscape, losses = linear_landscape(result), losses_of(result)
    within = np.abs(landscape.contours - np.mean(landscape.window, axis=1)).max(axis=2)
    ring = landscape.contours[within.max(axis=1) < 2][-1]
    spread = np.linalg.eigvalsh(np.cov(ring[:-1].T))
    assert spread[1] > 50 * spread[0]  # long it is
    # The corners of a regular polygon, stretched: its sides stay as near the ellipse.
    middles = losses((ring[1:] + ring[:-1]) / 2)
    np.testing.assert_allclose(middles / losses(ring[1:]), 1, atol=0.002)


# The cross-entropy


SIZES = {f"{n} points": LogisticScenario(num_points=n) for n in (20, 50, 100, 200, 500)}


@pytest.mark.parametrize("name", LOGISTIC | SIZES)
def test_contours_of_the_cross_entropy(name):
    result = run_logistic((LOGISTIC | SIZES)[name])
    landscape, losses = logistic_landscape(result), losses_of(result)
    assert_well_formed(landscape, result)
    shown = inside(landscape.window, landscape.contours)
    level = np.broadcast_to(landscape.levels[:, None], shown.shape)[shown]
    contours = landscape.contours[shown]
    error = np.abs(losses(contours) - level)
    minimum = slice_minimum(result)
    if minimum is not None and inside(landscape.window, minimum):
        assert (error < 0.02 * (level - losses(minimum))).all()
    size = np.ptp(landscape.window, axis=1)
    # Rings are out of their place by less than 1 % of the window.
    assert (error < 0.01 * slope(losses, contours, size)).all()
    assert len(landscape.levels) >= 8 and len(contours) > 200


@settings(max_examples=60, deadline=None)
@given(scenarios("logistic"))
def test_any_logistic_landscape(scenario):
    alike = {"across": "W1", "up": "W2", **PLAIN_FEATURES["logistic"]}
    assert_any_logistic(run_logistic(replace(scenario, **alike)))


@pytest.mark.parametrize("name", ODD)
def test_odd_logistic_landscapes(name):
    assert_any_logistic(run_logistic(ODD[name]))


def assert_any_logistic(result):
    landscape = logistic_landscape(result)
    assert_well_formed(landscape, result)
    assert_snapped(landscape.window)
    assert landscape.num_points == min(len(result.data.y), MAX_LANDSCAPE_POINTS)
    end = last_readable_epoch(result.history.loss)
    path = result.training.history.params.W[: end + 1]
    np.testing.assert_array_equal(landscape.path, path)
    assert inside(landscape.window, path[0])
    if result.true_params is not None:
        true, _ = as_trained(result, result.true_params)
        assert inside(landscape.window, true)
    if result.optimum is None:
        assert inside(landscape.window, path[-1])
        return
    optimum, _ = as_trained(result, result.optimum)
    if not inside(landscape.window, optimum):
        known = [true] if result.true_params is not None else []
        held = np.array([path[0], path[-1], *known])
        needed = np.maximum(np.ptp(held, axis=0), 1)
        wanted = np.ptp([*held, optimum], axis=0)
        assert (wanted > 2 * needed).any()
        assert inside(landscape.window, path[-1])


def test_an_optimum_that_is_far_away_is_left_out():
    result = run_logistic(FAR_OPTIMUM)
    assert np.linalg.norm(result.optimum.W) > 25
    assert np.ptp(logistic_landscape(result).window, axis=1).max() <= 6
    near = run_logistic(replace(FAR_OPTIMUM, seed=59))
    assert inside(logistic_landscape(near).window, near.optimum.W)
    assert near.optimum.W[0] > 5  # training got to 2
    trained = run_logistic(replace(FAR_OPTIMUM, learning_rate=20.0, epochs=10_000))
    assert inside(logistic_landscape(trained).window, trained.optimum.W)


def test_the_valley_of_separable_classes_is_open_towards_where_training_goes():
    result = run_logistic(PRESETS["Lecture 5.2"].scenario)
    landscape = logistic_landscape(result)
    end = landscape.path[-1]
    outward = landscape.contours @ (end / np.linalg.norm(end))
    low, high = np.array(landscape.window).T
    assert (outward.max(axis=1) > np.linalg.norm(high - low)).all()


def test_rings_of_a_sample_are_those_of_all_points():
    result = run_logistic(
        LogisticScenario(num_points=100_000, learning_rate=1.0, epochs=300)
    )
    landscape, losses = logistic_landscape(result), losses_of(result)
    minimum, size = slice_minimum(result), np.ptp(landscape.window, axis=1)
    centre = landscape.contours[0, :-1].mean(axis=0)
    assert (np.abs(centre - minimum) < 0.005 * size).all()
    rows = np.linspace(0, 99_999, MAX_LANDSCAPE_POINTS).round().astype(int)
    X, y, weight = (column[rows] for column in result.data)
    sample = result._replace(data=result.data._replace(X=X, y=y, weight=weight))
    assert (np.abs(slice_minimum(sample) - minimum) > 0.01 * size).any()
    for level, contour in zip(landscape.levels, landscape.contours, strict=True):
        rise = losses(contour[inside(landscape.window, contour)]) - losses(minimum)
        np.testing.assert_allclose(rise, level - losses(minimum), rtol=0.2)


# Far away


COORDINATES = {
    LinearScenario: ["start_W", "start_b"],
    LogisticScenario: ["start_W1", "start_W2", "start_b"],
}


@pytest.mark.parametrize("scenario", COORDINATES)
def test_float32_tells_the_places_of_any_window_apart(scenario):
    @settings(deadline=None)
    @given(
        st.sampled_from(COORDINATES[scenario]),
        st.integers(0, 15),
        st.sampled_from(["off", "on"]),
    )
    def check(coordinate, power, scaling):
        start = {"start": "chosen", coordinate: -(10.0**power)}
        s = scenario(**start, scaling=scaling, epochs=10)
        result = RUN[scenario](s)
        landscape = LANDSCAPE[scenario](result)
        assert_well_formed(landscape, result)
        *axes, z = SURFACE[scenario](result, landscape.window)
        for at in axes:
            assert (np.diff(at.astype(np.float32)) > 0).all()
        expected = losses_of(result)(np.stack(np.meshgrid(*axes), axis=-1))
        np.testing.assert_allclose(z, expected, rtol=1e-5, atol=1e-6)

    check()


FLAT = {
    # Every point is right, and surely, wherever W is in the window.
    "loss 0": LogisticScenario(
        data="lecture", start="chosen", start_W1=-1e7, start_W2=1e7, epochs=0
    ),
    # Of a loss of 1e14 float32 tells no change by what W does.
    "rounding": LogisticScenario(start="chosen", start_b=1e15, epochs=0),
}


@pytest.mark.parametrize("name", FLAT)
def test_where_the_loss_hardly_changes_there_are_no_contours(name):
    result = run_logistic(FLAT[name])
    landscape = logistic_landscape(result)
    assert_well_formed(landscape, result)
    assert len(landscape.levels) == 0
    losses = losses_of(result)(np.array(list(product(*landscape.window))))
    assert np.ptp(losses) <= 1e-6 * np.float64(losses.max())


# The surface


def test_surface_of_the_squared_error():
    result = run_linear(LinearScenario())
    x, y, z = linear_surface(result, ((-1.0, 4.0), (-2.0, 3.0)))
    np.testing.assert_array_equal(x, np.linspace(-1, 4, COLUMNS))
    np.testing.assert_array_equal(y, np.linspace(-2, 3, ROWS))
    expected = losses_of(result)(np.stack(np.meshgrid(x, y), axis=-1))
    assert z.shape == (ROWS, COLUMNS)
    np.testing.assert_allclose(z, expected, rtol=1e-6)


@pytest.mark.parametrize("name", LOGISTIC)
def test_surface_of_the_cross_entropy(name):
    result = run_logistic(LOGISTIC[name])
    x, y, z = logistic_surface(result, ((-5.0, 4.0), (-2.0, 3.0)))
    np.testing.assert_array_equal(x, np.linspace(-5, 4, COLUMNS))
    np.testing.assert_array_equal(y, np.linspace(-2, 3, ROWS))
    expected = losses_of(result)(np.stack(np.meshgrid(x, y), axis=-1))
    assert z.shape == (ROWS, COLUMNS)
    np.testing.assert_allclose(z, expected, rtol=1e-5)


# Work

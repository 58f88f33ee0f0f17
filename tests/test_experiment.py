"""Whole runs: the lecture's printed digits beside the lecture's own code, plain
gradient descent and Newton's method, bounded work, and no control that compiles."""

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from jaxreg.analysis import first_nonfinite_epoch, rising_epochs
from jaxreg.experiment import (
    bounded_epochs,
    every_shape,
    last,
    run_linear,
    run_logistic,
)
from jaxreg.routes import picture
from jaxreg.scenario import (
    CONTROLS,
    EPOCHS,
    NUM_POINTS,
    PAGES,
    PRESETS,
    LinearScenario,
    LogisticScenario,
    page_of,
)
from tests import lecture
from tests.app_pages import ends

PRINTED = {
    "Lecture 5.1": ["3.0008037", "1.9949604"],
    "Lecture 5.2": ["-1.0959495", "1.3521521", "0.42843798"],
}


def run(scenario):
    return {"linear": run_linear, "logistic": run_logistic}[page_of(scenario)](scenario)


def fitted(result):
    """W and b after the last epoch, as one vector (d + 1,)."""
    return np.append(*last(result.history))


def design(result):
    """[X 1] in float64."""
    X = result.data.X.astype(float)
    return np.column_stack([X, np.ones(len(X))])


# Compiling


def test_no_value_of_any_control_compiles_anything(every_setting, caplog):
    drawn = [LinearScenario(), LogisticScenario(), *PRESETS.values()]
    drawn += [replace(shape, landscape="surface") for shape in every_shape()]
    trained = []
    for k, (page, field, value) in enumerate(every_setting):
        few = {} if field == "epochs" else {"epochs": 7}
        if field.startswith("start_"):
            few["start"] = "chosen"
        scenario = replace(PAGES[page](**few), **{field: value})
        # All are trained; of what only numbers depend on, to save time, some are drawn.
        shapes = field == "num_points" or CONTROLS[page][field].is_choice
        scenarios = drawn if shapes or k % 20 == 0 else trained
        scenarios.append(scenario)
        if page == "logistic" and field != "data":
            scenarios.append(replace(scenario, data="lecture"))
    drawn += [scenario for page in PAGES for scenario in ends(page)]

    jax.clear_caches()
    for scenario in every_shape():
        picture(scenario)
    with jax.log_compiles():
        for scenario in trained:
            run(scenario)
        for scenario in drawn:
            picture(scenario)
        assert caplog.messages == []
        picture(LogisticScenario(num_points=7))
    for new in ("descend", "binary_cross_entropy"):  # the log does see what is new
        assert f"Finished tracing {new}" in caplog.text
        assert f"Compiling jit({new})" in caplog.text


# The lecture


def printed(params):
    return [str(value) for value in np.append(params["W"], params["b"])]


def lecture_5_1():
    key = jax.random.PRNGKey(0)
    X = jnp.arange(10).reshape((10, 1))
    y_actual = 3.0 * X + 2.0
    W = jax.random.normal(key, (1, 1))
    return printed(lecture.train(lecture.linear_grad, W, X, y_actual))


def lecture_5_2():
    key = jax.random.PRNGKey(10)
    X = jnp.array([[1, 3], [3, 5], [2, 4], [6, 2], [5, 1]])
    y = jnp.array([1, 1, 1, 0, 0]).reshape((5, 1))
    W = jax.random.normal(key, (2, 1))
    return printed(lecture.train(lecture.logistic_grad, W, X, y))


LECTURE = {"Lecture 5.1": lecture_5_1, "Lecture 5.2": lecture_5_2}


@pytest.mark.parametrize("name", PRINTED)
def test_the_numbers_of_the_lecture(name):
    expected = [float(digits) for digits in PRINTED[name]]
    np.testing.assert_allclose(fitted(run(PRESETS[name])), expected, atol=2e-6, rtol=0)


@pytest.mark.parametrize("name", PRINTED)
def test_every_digit_that_the_lecture_prints(name):
    with jax.threefry_partitionable(False), jax.numpy_rank_promotion("allow"):
        control = LECTURE[name]()
    if control != PRINTED[name]:
        pytest.skip(f"on this machine the lecture's own code prints {control}")
    assert [str(value) for value in fitted(run(PRESETS[name]))] == PRINTED[name]


# Where training starts

# The fields that choose a start, and the start that they choose.
CHOSEN = {
    "linear": ({"start_W": -1.25, "start_b": 7.4}, [-1.25, 7.4]),
    "logistic": (
        {"start_W1": -1.25, "start_W2": 7.4, "start_b": -0.05},
        [-1.25, 7.4, -0.05],
    ),
}


def rows(result):
    """W and b of every epoch, (epochs + 1, d + 1)."""
    return np.column_stack(result.history.params)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("seed", [0, 10])
def test_the_first_row_is_the_start(page, seed):
    fields, chosen = CHOSEN[page]
    with jax.threefry_partitionable(False):  # as the lecture draws it
        drawn = jax.random.normal(jax.random.PRNGKey(seed), (len(chosen) - 1,))
    starts = {"seed": [*drawn, 0.0], "zero": [0.0] * len(chosen), "chosen": chosen}
    for start, expected in starts.items():
        result = run(PAGES[page](start=start, seed=seed, epochs=3, **fields))
        np.testing.assert_array_equal(rows(result)[0], np.float32(expected), start)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("start", ["seed", "zero"])
def test_chosen_values_are_ignored_unless_chosen(page, start):
    fields, _ = CHOSEN[page]
    with_them, without = (
        rows(run(PAGES[page](start=start, epochs=20, **some))) for some in (fields, {})
    )
    np.testing.assert_array_equal(with_them, without)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("start", ["seed", "zero", "chosen"])
def test_training_from_any_start_is_plain_gradient_descent(page, start):
    scenario = PAGES[page](start=start, epochs=200, **CHOSEN[page][0])
    result = run(scenario)
    A, y, theta = design(result), result.data.y, rows(result)[0].astype(float)
    expected = []
    for _ in range(201):
        expected.append(theta)
        z = A @ theta
        error = 2 * (z - y) if page == "linear" else 1 / (1 + np.exp(-z)) - y
        theta = theta - scenario.learning_rate * A.T @ error / len(y)
    np.testing.assert_allclose(rows(result), expected, atol=2e-5)


# Linear results


@pytest.mark.parametrize("targets", ["noisy", "noise-free"])
def test_a_linear_result_is_of_the_targets_it_names(targets):
    result = run_linear(LinearScenario(targets=targets, epochs=2000))
    y = {"noisy": result.data.y, "noise-free": 3 * np.arange(10) + 2}[targets]
    np.testing.assert_array_equal(result.targets, y)
    A = design(result)
    optimum = np.linalg.lstsq(A, y, rcond=None)[0]
    np.testing.assert_allclose(np.append(*result.closed_form), optimum, rtol=1e-6)
    np.testing.assert_allclose(fitted(result), optimum, atol=1e-4)
    assert result.max_learning_rate == pytest.approx(0.0342259, rel=1e-6)
    correlation = np.corrcoef(A[:, 0], y)[0, 1]
    assert result.r_squared == pytest.approx(correlation**2, abs=1e-6)
    residual = A @ fitted(result).astype(float) - y
    loss = np.mean(residual**2)
    assert result.history.loss[-1] == pytest.approx(loss, rel=1e-4, abs=1e-9)


def test_r_squared_is_none_where_it_means_nothing():
    assert run_linear(LinearScenario(true_W=0.0, noise=0.0)).r_squared is None
    assert run_linear(LinearScenario(learning_rate=1.0)).r_squared is None


# Logistic results


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_classes_that_overlap_end_where_newton_ends(seed):
    scenario = replace(PRESETS["Overlapping classes"], seed=seed, epochs=10_000)
    result = run_logistic(scenario)
    A, y, theta = design(result), result.data.y, np.zeros(3)
    for _ in range(20):
        p = 1 / (1 + np.exp(-A @ theta))
        theta -= np.linalg.solve((A.T * p * (1 - p)) @ A, A.T @ (p - y))
    np.testing.assert_allclose(A.T @ (p - y), 0, atol=1e-10)  # Newton has converged
    np.testing.assert_allclose(fitted(result), theta, atol=1e-5)
    np.testing.assert_allclose(np.append(*result.optimum), theta, atol=1e-8)
    assert result.correct.mean() == np.mean((p > 0.5) == y)
    assert not result.correct.all()


def test_separable_classes_grow_for_ever_while_the_boundary_settles():
    scenario = replace(PRESETS["Lecture 5.2"], learning_rate=1.0, epochs=10_000)
    result = run_logistic(scenario)
    W = result.history.params.W.astype(float)
    norm = np.linalg.norm(W, axis=1)
    assert norm[10_000] > 1.2 * norm[1000] > 1.2 * 1.2 * norm[100]
    # As log(epochs): each tenfold adds as much as the one before.
    assert norm[10_000] - norm[1000] == pytest.approx(norm[1000] - norm[100], rel=0.3)
    cosine = W[1000] @ W[10_000] / (norm[1000] * norm[10_000])
    assert np.degrees(np.arccos(cosine)) < 0.1
    assert (np.diff(result.history.loss[::100]) < 0).all()
    assert result.correct.all()
    assert result.true_params is None
    assert result.optimum is None


def test_a_logistic_result_names_its_true_params():
    result = run_logistic(LogisticScenario(true_W1=-2.5, true_W2=0.1, true_b=4.0))
    np.testing.assert_array_equal(result.true_params.W, np.float32([-2.5, 0.1]))
    assert result.true_params.b == 4
    side = design(result) @ fitted(result).astype(float) > 0
    np.testing.assert_array_equal(result.correct, side == (result.data.y == 1))


# Presets do what their names say


def test_linear_presets():
    small, right, zigzag, large = (
        run_linear(PRESETS[name])
        for name in ("Rate too small", "Rate just right", "Zig-zag", "Rate too large")
    )
    A = design(right)
    best = np.linalg.lstsq(A, right.targets, rcond=None)[0]
    lowest = np.mean((A @ best - right.targets) ** 2)
    assert small.history.loss[-1] > 2 * lowest
    assert right.history.loss[-1] < 1.01 * lowest
    assert first_nonfinite_epoch(large.history.loss) is not None
    error = zigzag.history.params.W[:50, 0] - best[0]
    assert (error[1:] * error[:-1] < 0).all()
    assert rising_epochs(zigzag.history.loss).size == 0


def test_slow_and_oscillating_presets():
    slow, default, wild = (
        run_logistic(scenario).history.loss
        for scenario in (
            PRESETS["Slow start"],
            LogisticScenario(),
            PRESETS["Oscillating loss"],
        )
    )
    assert slow[-1] > 2 * default[-1]
    assert rising_epochs(default).size == 0
    assert rising_epochs(wild).size > 10


def test_the_preset_of_separable_classes_is_separable():
    preset = replace(PRESETS["Separable classes"], learning_rate=1.0, epochs=10_000)
    result = run_logistic(preset)
    assert result.correct.all()
    assert result.optimum is None


def test_one_class_has_no_optimum():
    for b in (5.0, -5.0):
        scenario = LogisticScenario(true_W1=0.0, true_W2=0.0, true_b=b, num_points=5)
        result = run_logistic(scenario)
        assert len(set(result.data.y)) == 1
        assert result.optimum is None


@pytest.mark.parametrize("n", [100, 1000, 100_000])
def test_at_the_optimum_the_gradient_is_0(n):
    result = run_logistic(LogisticScenario(num_points=n, epochs=0))
    A, y = design(result), result.data.y
    p = 1 / (1 + np.exp(-A @ np.append(*result.optimum)))
    np.testing.assert_allclose(A.T @ (p - y) / n, 0, atol=1e-9)


def test_the_loss_of_overlapping_classes_oscillates_from_a_rate_of_about_3():
    calm, restless = (
        run_logistic(replace(PRESETS["Overlapping classes"], learning_rate=rate))
        for rate in (1.99, 3.98)
    )
    assert rising_epochs(calm.history.loss).size == 0
    assert rising_epochs(restless.history.loss).size > 10


# Work


@pytest.mark.parametrize("page", PAGES)
def test_work_is_bounded(page):
    scenario = PAGES[page](num_points=100_000, epochs=10_000)
    assert run(scenario).history.loss.shape == (1001,)


def test_only_runs_of_the_most_points_are_cut():
    cut = {
        (n, epochs): bounded_epochs(epochs, n)
        for n in NUM_POINTS
        for epochs in EPOCHS
        if bounded_epochs(epochs, n) != epochs
    }
    assert cut == {(100_000, epochs): 1000 for epochs in EPOCHS if epochs > 1000}


def test_five_points_of_the_lecture_are_work_for_five():
    scenario = LogisticScenario(data="lecture", num_points=100_000, epochs=10_000)
    assert run_logistic(scenario).history.loss.shape == (10_001,)


@pytest.mark.parametrize("name", PRESETS)
def test_results_are_numpy(name):
    scenario = replace(PRESETS[name], epochs=3)
    result = run(scenario)
    assert result.scenario == scenario
    assert result.history.loss.shape == (4,)
    for leaf in jax.tree.leaves((result.data, result.history)):
        assert isinstance(leaf, np.ndarray) and leaf.dtype == np.float32

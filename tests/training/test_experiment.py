"""Whole runs: the lecture's printed digits beside the lecture's own code, plain
gradient descent and Newton's method, bounded work, and no control that compiles."""

from dataclasses import replace
from itertools import product

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.optimize import minimize

from jaxreg.data.dataset import Dataset
from jaxreg.display.moves import rising_epochs
from jaxreg.live.picture import picture
from jaxreg.live.routes import computed
from jaxreg.live.warm_up import by_hand, every_other_loop, every_shape
from jaxreg.settings import (
    BY_HAND,
    CONTROLS,
    EPOCHS,
    LOGISTIC_SETS,
    NUM_POINTS,
    OWN,
    PAGES,
    PRESETS,
    LinearScenario,
    LogisticScenario,
)
from jaxreg.settings.method import PLAIN
from jaxreg.training.gradient_descent import first_nonfinite_epoch, gradient_descent
from jaxreg.training.models import (
    Params,
    Penalised,
    binary_cross_entropy,
    penalised_cross_entropy,
    predict_proba,
    textbook_cross_entropy,
)
from jaxreg.training.problem import trained_epochs
from jaxreg.training.runs import run_linear, run_logistic
from jaxreg.training.units import Scaling, deviation, mean, rescaled, scaled, unscaled
from tests import lecture
from tests.app_pages import TABLE_FIELDS, ends
from tests.classes import distance_to_minimum, every_form, own_classes
from tests.strategies import PLAIN_FEATURES

PRINTED = {
    "Lecture 5.1": ["3.0008037", "1.9949604"],
    "Lecture 5.2": ["-1.0959495", "1.3521521", "0.42843798"],
}


def run(scenario):
    return {"linear": run_linear, "logistic": run_logistic}[scenario.page](scenario)


def fitted(result):
    """W and b after the last epoch, as one vector (d + 1,)."""
    return np.append(*result.history.at(-1))


def design(result):
    """[X 1] in float64."""
    X = result.data.X.astype(float)
    return np.column_stack([X, np.ones(len(X))])


# Compiling


def test_no_value_of_any_control_compiles_anything(every_setting, caplog):
    drawn = [
        LinearScenario(),
        LogisticScenario(),
        *(preset.scenario for preset in PRESETS.values()),
    ]
    drawn += [replace(shape, landscape="surface") for shape in every_shape()]
    trained = []
    for k, (page, field, value) in enumerate(every_setting):
        if value in (OWN, BY_HAND) or field in TABLE_FIELDS - {"data"}:
            continue  # of the one see test_own_routes.py, the other is added below
        if field in ("momentum", "batch", "method"):
            continue  # of most sizes compiled when asked for: see test_momentum.py
        if field in ("degree", "features") or (page == "linear" and field == "l2"):
            continue  # so are these: see test_polynomials.py, test_squares.py
        if field == "intercept":
            continue  # and this, see below
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
    alike = PLAIN_FEATURES
    drawn += [
        replace(end, **PLAIN, **alike[page]) for page in PAGES for end in ends(page)
    ]
    drawn += [scenario for name in LOGISTIC_SETS for scenario in every_form(name)]
    drawn += [by_hand(kind, n) for kind in PAGES.values() for n in (3, 17, 33)]

    jax.clear_caches()
    for scenario in every_shape():
        computed(picture, scenario)
    with jax.log_compiles():
        for scenario in trained:
            run(scenario)
        for scenario in drawn:
            computed(picture, scenario)
        assert caplog.messages == []
        computed(picture, LogisticScenario(num_points=7))
    assert "Finished tracing descend" in caplog.text  # the log does see what is new
    assert "Compiling jit(descend)" in caplog.text


def test_once_warm_the_other_loops_are_compiled(caplog):
    jax.clear_caches()
    for kind in PAGES.values():
        computed(picture, kind())
    for scenario in every_other_loop():
        computed(picture, scenario)
    with jax.log_compiles():
        for kind in PAGES.values():
            for way in (
                {"momentum": 0.9, "momentum_kind": "Nesterov", "schedule": "step"},
                {"batch": "2", "shuffle": 3},
                {"method": "Newton"},
                {"method": "coordinate descent"},
            ):
                computed(picture, kind(epochs=7, seed=1, **way))
        without_b = {"intercept": "off", "explain": "gradient"}
        computed(picture, LinearScenario(epochs=7, seed=1, **without_b))
        assert caplog.messages == []
        computed(picture, LinearScenario(method="Newton", num_points=20))
    assert "Compiling jit(descend_by)" in caplog.text


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
    np.testing.assert_allclose(
        fitted(run(PRESETS[name].scenario)), expected, atol=2e-6, rtol=0
    )


@pytest.mark.parametrize("name", PRINTED)
def test_every_digit_that_the_lecture_prints(name):
    with jax.threefry_partitionable(False), jax.numpy_rank_promotion("allow"):
        control = LECTURE[name]()
    if control != PRINTED[name]:
        pytest.skip(f"on this machine the lecture's own code prints {control}")
    assert [str(value) for value in fitted(run(PRESETS[name].scenario))] == PRINTED[
        name
    ]


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
def test_data_and_start_each_follow_their_own_seed(page):
    both, start, data = (
        run(PAGES[page](epochs=0, **seeds))
        for seeds in (
            {"seed": 3},
            {"seed": 3, "start_seed": 8},
            {"seed": 8, "start_seed": 3},
        )
    )
    np.testing.assert_array_equal(start.data.y, both.data.y)
    np.testing.assert_array_equal(start.data.X, both.data.X)
    np.testing.assert_array_equal(rows(data), rows(both))
    eight = run(PAGES[page](epochs=0, seed=8))
    np.testing.assert_array_equal(rows(start), rows(eight))
    np.testing.assert_array_equal(data.data.y, eight.data.y)
    assert (rows(start) != rows(both)).any() and (data.data.y != both.data.y).any()


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
    scenario = replace(
        PRESETS["Overlapping classes"].scenario, seed=seed, epochs=10_000
    )
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
    scenario = replace(
        PRESETS["Lecture 5.2"].scenario, learning_rate=1.0, epochs=10_000
    )
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
        run_linear(PRESETS[name].scenario)
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
            PRESETS["Slow start"].scenario,
            LogisticScenario(),
            PRESETS["Oscillating loss"].scenario,
        )
    )
    assert slow[-1] > 2 * default[-1]
    assert rising_epochs(default).size == 0
    assert rising_epochs(wild).size > 10


def test_the_preset_of_separable_classes_is_separable():
    preset = replace(
        PRESETS["Separable classes"].scenario, learning_rate=1.0, epochs=10_000
    )
    result = run_logistic(preset)
    assert result.correct.all()
    assert result.optimum is None


def test_one_class_has_no_optimum():
    for b, l2 in product([5.0, -5.0], [0.0, 1.0]):
        scenario = LogisticScenario(
            true_W1=0.0, true_W2=0.0, true_b=b, num_points=5, l2=l2
        )
        result = run_logistic(scenario)
        assert len(set(result.data.y)) == 1
        assert result.separation == "one class" and not result.has_minimum
        assert result.optimum is None


GAPMINDER = LogisticScenario(
    data="gapminder",
    x1_column=4,  # the population: up to 1.3e9
    x2_column=0,
    label_column=2,
    positive=1,
    epochs=1,
)


def test_the_optimum_of_x_in_large_units():
    result = run_logistic(GAPMINDER)
    assert result.separation == "overlap"
    np.testing.assert_allclose(
        np.append(*result.optimum), [-1.1064062e-8, -0.2641045], rtol=1e-6
    )


@pytest.mark.parametrize("l2", [0.0, 0.01])
@pytest.mark.parametrize("scaling", ["off", "on"])
@pytest.mark.parametrize("other", [0, 5])
def test_the_optimum_is_that_of_the_penalty_in_the_units_of_the_training(
    l2, scaling, other
):
    result = run_logistic(replace(GAPMINDER, x2_column=other, l2=l2, scaling=scaling))
    X, y, _ = result.data
    on_each = l2 * X.std(axis=0) ** 2 if scaling == "on" else l2
    assert distance_to_minimum(X, y, result.optimum, on_each) < 1e-7


def test_one_point_far_away_does_not_hide_the_optimum():
    table = own_classes([[0.0], [1.0], [2.0], [1e6]], [0, 1, 0, 1])
    for scaling in ("off", "on"):
        scenario = LogisticScenario(data="own", scaling=scaling, epochs=1)
        found = np.append(*run_logistic(scenario, table).optimum)
        np.testing.assert_allclose(found, [2.588159e-5, -0.69317306], rtol=1e-6)


@pytest.mark.parametrize(
    ("X", "y", "expected"),
    [
        ([[0, 0], [0, 1], [1, 1], [2, 2]], [0, 1, 1, 0], "quasi"),
        ([[1], [2], [3], [3], [4], [5]], [0, 0, 0, 1, 1, 1], "quasi"),
        ([[1], [2], [3], [4]], [0, 0, 1, 1], "complete"),
        ([[1], [2], [3], [4]], [0, 1, 0, 1], "overlap"),
    ],
)
def test_a_run_knows_whether_its_classes_are_separable(X, y, expected):
    for l2 in (0.0, 0.1):
        scenario = LogisticScenario(data="own", l2=l2, epochs=1)
        result = run_logistic(scenario, own_classes(X, y))
        assert result.separation == expected
        assert result.has_minimum == (expected == "overlap" or l2 > 0)
        assert (result.optimum is not None) == result.has_minimum


@pytest.mark.parametrize("n", [100, 1000, 100_000])
def test_at_the_optimum_the_gradient_is_0(n):
    result = run_logistic(LogisticScenario(num_points=n, epochs=0))
    A, y = design(result), result.data.y
    p = 1 / (1 + np.exp(-A @ np.append(*result.optimum)))
    np.testing.assert_allclose(A.T @ (p - y) / n, 0, atol=1e-9)


def test_the_loss_of_overlapping_classes_oscillates_from_a_rate_of_about_3():
    calm, restless = (
        run_logistic(
            replace(PRESETS["Overlapping classes"].scenario, learning_rate=rate)
        )
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
        (n, epochs): trained_epochs(LinearScenario(epochs=epochs), n)
        for n in NUM_POINTS
        for epochs in EPOCHS
        if trained_epochs(LinearScenario(epochs=epochs), n) != epochs
    }
    assert cut == {(100_000, epochs): 1000 for epochs in EPOCHS if epochs > 1000}


def test_five_points_of_the_lecture_are_work_for_five():
    scenario = LogisticScenario(data="lecture", num_points=100_000, epochs=10_000)
    assert run_logistic(scenario).history.loss.shape == (10_001,)


@pytest.mark.parametrize("name", PRESETS)
def test_results_are_numpy(name):
    scenario = replace(PRESETS[name].scenario, epochs=3)
    result = run(scenario)
    assert result.scenario == scenario
    assert result.history.loss.shape == (4,)
    for leaf in jax.tree.leaves((result.data, result.history)):
        assert isinstance(leaf, np.ndarray) and leaf.dtype == np.float32


# Scaling, penalty, textbook loss


def scaled_by_hand(result):
    """The points at mean 0 and deviation 1, float64."""
    X = result.data.X.astype(float)
    return (X - X.mean(axis=0)) / X.std(axis=0)


SCALED = {
    "lecture": replace(
        PRESETS["Lecture 5.1"].scenario, scaling="on", learning_rate=0.3
    ),
    "default": LinearScenario(scaling="on", learning_rate=0.1),
    "many points": LinearScenario(
        scaling="on", num_points=1000, noise=5.0, learning_rate=0.5
    ),
    "classes": LogisticScenario(scaling="on"),
    "classes of the lecture": replace(PRESETS["Lecture 5.2"].scenario, scaling="on"),
}
SCALED_LINES = [name for name in SCALED if isinstance(SCALED[name], LinearScenario)]


@pytest.mark.parametrize("name", SCALED_LINES)
def test_a_scaled_line_ends_at_the_closed_form_in_units_of_x(name):
    result = run(SCALED[name])
    optimum = np.linalg.lstsq(design(result), result.targets.astype(float))[0]
    np.testing.assert_allclose(fitted(result), optimum, atol=1e-5)
    np.testing.assert_allclose(np.append(*result.closed_form), optimum, rtol=1e-6)
    # H of scaled points is 2 I, so that any rate below 1 is stable.
    assert result.max_learning_rate == pytest.approx(1, rel=1e-6)


@pytest.mark.parametrize("name", SCALED)
def test_every_epoch_is_one_model_in_both_units(name):
    result = run(SCALED[name])
    training, X = result.training, scaled_by_hand(result)
    np.testing.assert_allclose(training.data.X, X, atol=1e-6)
    W, b = (p.astype(float) for p in training.history.params)
    trained = W @ X.T + b[:, None]
    W, b = (p.astype(float) for p in result.history.params)
    shown = W @ result.data.X.T + b[:, None]
    np.testing.assert_allclose(shown, trained, rtol=1e-5, atol=2e-5)
    np.testing.assert_array_equal(result.history.loss, training.history.loss)
    y = training.data.y
    if name in SCALED_LINES:
        losses = np.mean((shown - y) ** 2, axis=1)
    else:
        losses = np.mean(np.logaddexp(0, (1 - 2 * y) * shown), axis=1)
    np.testing.assert_allclose(result.history.loss, losses, rtol=1e-4, atol=1e-7)


@pytest.mark.parametrize("name", SCALED)
def test_a_scaled_run_is_plain_gradient_descent_on_scaled_points(name):
    result = run(replace(SCALED[name], epochs=100))
    A = np.column_stack([scaled_by_hand(result), np.ones(len(result.data.X))])
    y, theta = result.training.data.y.astype(float), None
    found = np.column_stack(result.training.history.params)
    for k, row in enumerate(found):
        theta = row.astype(float) if k == 0 else theta
        np.testing.assert_allclose(row, theta, atol=2e-5)
        z = A @ theta
        error = 2 * (z - y) if name in SCALED_LINES else 1 / (1 + np.exp(-z)) - y
        theta = theta - result.scenario.learning_rate * A.T @ error / len(y)


@pytest.mark.parametrize("page", PAGES)
def test_a_scaled_start_is_drawn_in_the_units_of_the_training(page):
    fields, chosen = CHOSEN[page]
    scenario = PAGES[page](scaling="on", start="chosen", epochs=0, **fields)
    start = np.append(*run(scenario).training.history.at(-1))
    np.testing.assert_array_equal(start, np.float32(chosen))


@pytest.mark.parametrize("scenario", [LinearScenario(), LogisticScenario()])
def test_without_scaling_the_training_is_what_is_shown(scenario):
    result = run(scenario)
    assert result.training.history is result.history
    np.testing.assert_array_equal(result.training.data.X, result.data.X)


def test_unscaled_and_rescaled_are_inverse_and_keep_the_model():
    rng = np.random.default_rng(0)
    X, params = rng.normal(5, 3, (20, 2)), Params(rng.normal(size=2), 0.7)
    scaling = Scaling(X.mean(axis=0), X.std(axis=0), y_mean=-40.0, y_deviation=0.3)
    there = unscaled(params, scaling)
    z = ((X - scaling.mean) / scaling.deviation) @ params.W + params.b
    np.testing.assert_allclose(X @ there.W + there.b, 0.3 * z - 40, rtol=1e-12)
    back = rescaled(there, scaling)
    np.testing.assert_allclose(np.append(*back), np.append(*params), rtol=1e-12)


def test_a_constant_column_is_only_shifted():
    # The mean of seven times 0.1 is, in float64, no longer 0.1.
    X = np.column_stack([np.full(7, 0.1), np.arange(7.0)])
    scaling = Scaling(mean(X), deviation(X))
    assert (scaling.mean[0], scaling.deviation[0]) == (0.1, 1.0)
    shifted = scaled(Dataset(X, X[:, 1], np.ones(7)), scaling).X
    np.testing.assert_array_equal(shifted[:, 0], 0)
    moments = [shifted[:, 1].mean(), shifted[:, 1].std()]
    np.testing.assert_allclose(moments, [0, 1], atol=1e-6)


@pytest.mark.parametrize("name", SCALED)
def test_a_scaled_optimum_is_in_units_of_x(name):
    result = run(replace(SCALED[name], epochs=0))
    if name in SCALED_LINES:
        plain, found = run(replace(result.scenario, scaling="off")), result.closed_form
        expected = plain.closed_form
    else:
        plain, found = run(replace(result.scenario, scaling="off")), result.optimum
        expected = plain.optimum
    if expected is None:
        assert name == "classes of the lecture" and found is None
    else:
        np.testing.assert_allclose(np.append(*found), np.append(*expected), rtol=1e-5)


def random_problem(seed):
    """Params, points and classes, float32."""
    rng = np.random.default_rng(seed)
    params = Params(rng.normal(size=2).astype("f4"), np.float32(rng.normal()))
    X, y = rng.normal(size=(30, 2)), rng.integers(0, 2, 30)
    return params, Dataset(X.astype("f4"), y.astype("f4"), np.ones(30, "f4"))


@pytest.mark.parametrize("seed", range(5))
def test_without_a_penalty_the_loss_has_the_very_numbers_of_the_cross_entropy(seed):
    params, data = random_problem(seed)
    plain = jax.value_and_grad(binary_cross_entropy)(params, data)
    problem = Penalised(data, np.float32(0))
    penalised = jax.value_and_grad(penalised_cross_entropy)(params, problem)
    for found, expected in zip(
        jax.tree.leaves(penalised), jax.tree.leaves(plain), strict=True
    ):
        np.testing.assert_array_equal(found, expected)


def test_a_run_without_a_penalty_has_the_very_numbers_of_the_cross_entropy():
    result = run(LogisticScenario(l2=0.0))
    start = result.history.at(0)
    plain = gradient_descent(binary_cross_entropy, start, result.data, 0.1, 1000)
    for found, expected in zip(
        jax.tree.leaves(result.history), jax.tree.leaves(plain), strict=True
    ):
        np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("form", ["stable", "textbook"])
@pytest.mark.parametrize("seed", range(3))
def test_a_penalty_is_half_of_it_times_W_squared(seed, form):
    params, data = random_problem(seed)
    loss_fn = {"stable": penalised_cross_entropy, "textbook": textbook_cross_entropy}
    values = [float(loss_fn[form](params, Penalised(data, l2))) for l2 in (0.0, 0.4)]
    expected = 0.2 * np.sum(params.W.astype(float) ** 2)
    assert values[1] - values[0] == pytest.approx(expected, abs=1e-6)


PENALISED = {
    "overlap": LogisticScenario(l2=0.01, learning_rate=1.0, epochs=10_000),
    "strong": LogisticScenario(l2=1.0, learning_rate=0.5),
    "scaled": LogisticScenario(l2=0.1, scaling="on", learning_rate=1.0),
    "lecture": LogisticScenario(
        data="lecture", l2=0.1, learning_rate=0.5, epochs=10_000
    ),
}


@pytest.mark.parametrize("form", ["stable", "textbook"])
@pytest.mark.parametrize("name", PENALISED)
def test_a_penalised_run_ends_where_scipy_does(name, form):
    result = run(replace(PENALISED[name], loss_form=form))
    X = result.training.data.X.astype(float)
    A, y = np.column_stack([X, np.ones(len(X))]), result.data.y

    def loss(theta):
        penalty = result.scenario.l2 / 2 * np.sum(theta[:2] ** 2)
        return np.mean(np.logaddexp(0, (1 - 2 * y) * (A @ theta))) + penalty

    found = minimize(loss, np.zeros(3), tol=1e-10)
    trained = np.append(*result.training.history.at(-1))
    np.testing.assert_allclose(trained, found.x, atol=2e-4)
    assert result.history.loss[-1] == pytest.approx(found.fun, rel=1e-5)
    optimum = result.optimum
    if result.scenario.scaling == "on":
        optimum = rescaled(optimum, result.training.scaling)
    np.testing.assert_allclose(np.append(*optimum), found.x, atol=2e-4)


# The textbook's loss


def of_one(loss_fn, z, y):
    """The loss of one point of the class y whose logit is z."""
    point = Dataset(np.ones((1, 1), "f4"), np.float32([y]), np.ones(1, "f4"))
    params = Params(np.zeros(1, "f4"), np.float32(z))
    return float(jax.jit(loss_fn)(params, Penalised(point, np.float32(0))))


@pytest.mark.parametrize("y", [0, 1])
def test_the_textbooks_loss_is_the_stable_one_while_logits_are_small(y):
    for z in np.linspace(-9.9, 9.9, 45):
        stable = of_one(penalised_cross_entropy, z, y)
        # 1 - p has lost what a p near 1 rounds away: an ulp of 1, as its share.
        lost = 2e-7 * (1 + np.exp(abs(z)))
        found = of_one(textbook_cross_entropy, z, y)
        assert found == pytest.approx(stable, abs=lost, rel=1e-5)


def test_the_sigmoid_is_1_from_17_on_and_not_at_16():
    X = np.float32([[15.0], [16.0], [16.5], [17.0], [17.5], [30.0], [1e4]])
    p = np.asarray(jax.jit(predict_proba)(Params(np.ones(1, "f4"), np.float32(0)), X))
    assert (p[:3] < 1).all() and (p[3:] == 1).all()
    assert of_one(textbook_cross_entropy, 16.0, 0) < np.inf
    assert of_one(textbook_cross_entropy, 16.0, 1) < np.inf
    for z in (17.0, 30.0, 1e4):
        assert of_one(textbook_cross_entropy, z, 0) == np.inf
        assert np.isnan(of_one(textbook_cross_entropy, z, 1))
        assert of_one(penalised_cross_entropy, z, 0) == z
        assert of_one(penalised_cross_entropy, z, 1) < 1e-6


RAN_OUT = {
    "lecture": LogisticScenario(data="lecture", learning_rate=10.0),
    "far start": LogisticScenario(start="chosen", start_W1=7.0, epochs=100),
    "large rate": LogisticScenario(learning_rate=100.0, epochs=100),
    "largest rate": LogisticScenario(learning_rate=1000.0, epochs=100),
}


@pytest.mark.parametrize("name", RAN_OUT)
def test_a_textbook_run_is_lost_where_a_logit_is_17_and_a_stable_one_is_not(name):
    stable = run(RAN_OUT[name])
    assert np.isfinite(stable.history.loss).all()
    result = run(replace(RAN_OUT[name], loss_form="textbook"))
    lost = first_nonfinite_epoch(result.history.loss)
    assert lost is not None and not np.isfinite(result.history.loss[lost:]).any()
    # By the params of the epoch, which are the last that are numbers.
    W, b = result.history.at(lost)
    assert (result.data.X @ W + b).max() > 16.5
    for k in range(lost):
        W, b = result.history.at(k)
        assert (result.data.X @ W + b).max() < 17


def test_a_textbook_run_that_stays_near_0_is_the_stable_one():
    stable, textbook = (
        run(LogisticScenario(loss_form=form, epochs=100))
        for form in ("stable", "textbook")
    )
    np.testing.assert_allclose(rows(textbook), rows(stable), atol=1e-5)
    np.testing.assert_allclose(textbook.history.loss, stable.history.loss, rtol=1e-5)

"""What is asked of a run beyond its result: the ruler, the prediction, the gradients,
all learning rates and the time, against float64, plain loops and runs of their own."""

from dataclasses import replace
from fractions import Fraction

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from jaxreg.data.dataset import Dataset
from jaxreg.data.table import Column, Table
from jaxreg.display.drawing import drawn_epochs
from jaxreg.display.ruler import MAX_RULER_POINTS
from jaxreg.explain import code as timing_module
from jaxreg.explain.code import CALLS, MAX_LOOP_WORK, MAX_WORK, timing
from jaxreg.explain.fan import MAX_FAN_POINTS, NUM_RATES, fan, slider_rates
from jaxreg.explain.gradient import MAX_ARROWS, gradients
from jaxreg.explain.menu import MENU
from jaxreg.explain.prediction import is_as_predicted, predicted
from jaxreg.settings import CONTROLS, PRESETS, LinearScenario, LogisticScenario
from jaxreg.training.gradient_descent import gradient_descent, last_readable_epoch
from jaxreg.training.models import Params, binary_cross_entropy, mean_squared_error
from jaxreg.training.runs import run
from tests.descents import METHODS
from tests.shown import ruler_of

SHORT = {"linear": LinearScenario(epochs=50), "logistic": LogisticScenario(epochs=50)}


def loss64(result, rows=slice(None)):
    """The loss of a run's training, by theta = (W, b), for float64."""
    s = result.scenario
    data = Dataset(*(np.asarray(part[rows], float) for part in result.training.data))
    l2 = getattr(s, "l2", 0.0)

    def loss(theta):
        params = Params(theta[:-1], theta[-1])
        if isinstance(s, LinearScenario):
            return mean_squared_error(params, data)
        return binary_cross_entropy(params, data) + l2 / 2 * jnp.sum(params.W**2)

    return loss


def thetas(result):
    """W and b of the training at every epoch, float64: (epochs + 1, d + 1)."""
    return np.column_stack(result.training.history.params).astype(float)


# The ruler


def rates_of(found):
    """The marks by their names."""
    return {mark.name: mark.rate for mark in found.marks}


def test_the_marks_of_the_lecture():
    found = ruler_of(run(PRESETS["Lecture 5.1"].scenario), np.arange(10))
    assert [mark.text for mark in found.marks] == ["0.0171", "0.0339", "0.0342"]
    assert found.facts == [("steepest mode ×", "0.4156"), ("condition number", "103")]
    assert (found.rate, found.low, found.high) == (0.01, 0.0001, 1.0)
    assert [zone.end for zone in found.zones[:2]] == [
        rates_of(found)[name] for name in ("1/λmax", "2/λmax")
    ]


@pytest.mark.parametrize("scaling", ["off", "on"])
@pytest.mark.parametrize("rate", [0.001, 0.03, 0.0355, 1.0])
def test_the_marks_of_the_squared_error_are_those_of_its_hessian(scaling, rate):
    result = run(replace(SHORT["linear"], scaling=scaling, learning_rate=rate))
    found = ruler_of(result, np.arange(0, 51, 10))
    assert found.here is None
    for epoch in (0, 1):
        with jax.enable_x64(True):
            H = jax.jit(jax.hessian(loss64(result)))(thetas(result)[epoch])
        lowest, highest = np.linalg.eigvalsh(H)
        expected = [1 / highest, 2 / (lowest + highest), 2 / highest]
        np.testing.assert_allclose([*rates_of(found).values()], expected, rtol=1e-6)
        (_, factor), (_, condition) = found.facts
        factor = float(factor.replace("−", "-"))
        assert factor == pytest.approx(1 - rate * highest, rel=1e-3, abs=1e-6)
        assert float(condition) == pytest.approx(highest / lowest, rel=6e-3)


def test_standardised_points_of_the_lecture_have_a_round_valley():
    found = ruler_of(run(LinearScenario(scaling="on", epochs=3)), np.arange(4))
    assert dict(found.facts)["condition number"] == "1"
    assert rates_of(found)["2/λmax"] == pytest.approx(1.0, rel=1e-3)


def test_the_condition_number_of_an_x_far_from_0():
    x = [100_000 + 2 * k for k in range(8)]
    table = Table((Column("x", np.array(x, float)), Column("y", np.arange(8.0))))
    result = run(LinearScenario(data="own", epochs=0), table)
    mean = Fraction(sum(x), 8)
    trace = 2 + 2 * Fraction(sum(k * k for k in x), 8)
    determinant = 4 * Fraction(sum((k - mean) ** 2 for k in x), 8)
    condition = float(trace**2 / determinant)  # up to 2 / itself
    said = dict(ruler_of(result, np.arange(1)).facts)["condition number"]
    assert float(said) == pytest.approx(condition, rel=0.02) and condition > 1e18


LOCAL = {
    "default": LogisticScenario(),
    "few points": LogisticScenario(num_points=5, epochs=100),
    "penalty": LogisticScenario(l2=0.1),
    "textbook": LogisticScenario(loss_form="textbook", l2=0.001),
    "scaling": LogisticScenario(scaling="on", l2=0.03),
    "one feature": LogisticScenario(data="O-rings", scaling="on", l2=0.03),
    "lecture": LogisticScenario(data="lecture", seed=10, learning_rate=1.0),
    "as far as can be set": LogisticScenario(
        start="chosen", start_W1=10.0, start_W2=-10.0, learning_rate=0.001
    ),
}


@pytest.mark.parametrize("name", LOCAL)
def test_the_curvature_of_the_cross_entropy_is_that_of_its_hessian(name):
    result = run(LOCAL[name])
    end = len(result.history.loss) - 1
    epochs = np.unique([0, 1, end // 10, end // 2, end])
    found = ruler_of(result, epochs)
    with jax.enable_x64(True):
        second = jax.jit(jax.hessian(loss64(result)))
        H = np.array([second(thetas(result)[epoch]) for epoch in epochs])
    highest = np.linalg.eigvalsh(H)[:, -1]
    np.testing.assert_allclose(found.here, 2 / highest, rtol=1e-6)
    start, least, last = rates_of(found).values()
    np.testing.assert_allclose([start, last], 2 / highest[[0, -1]], rtol=1e-6)
    assert least <= 2 / highest[:2].max() * (1 + 1e-6)


def test_the_curvature_of_many_points_is_that_of_an_even_sample():
    result = run(LogisticScenario(num_points=10_000, epochs=20))
    epochs = np.array([0, 20])
    rows = np.linspace(0, 9999, MAX_RULER_POINTS).round().astype(int)
    curvature = {}
    for name, some in (("sample", rows), ("all", slice(None))):
        with jax.enable_x64(True):
            second = jax.jit(jax.hessian(loss64(result, some)))
            H = np.array([second(thetas(result)[epoch]) for epoch in epochs])
        curvature[name] = np.linalg.eigvalsh(H)[:, -1]
    found = ruler_of(result, epochs)
    np.testing.assert_allclose(2 / found.here, curvature["sample"], rtol=1e-5)
    np.testing.assert_allclose(2 / found.here, curvature["all"], rtol=0.1)
    # The bound is of all points.
    A = np.column_stack([result.training.data.X, np.ones(10_000)]).astype(float)
    bound = 8 / (np.linalg.svd(A, compute_uv=False)[0] ** 2 / 10_000)
    assert found.zones[0].end == pytest.approx(bound, rel=1e-9)
    assert found.facts == [("never rises at rates below", f"{bound:.3g}")]


# The prediction


FORESEEN = {
    "default": LinearScenario(),
    "lecture": PRESETS["Lecture 5.1"].scenario,
    "zig-zag": PRESETS["Zig-zag"].scenario,
    "scaling": LinearScenario(scaling="on", learning_rate=0.1),
    "scaling, many points": LinearScenario(scaling="on", num_points=1000, noise=5.0),
    "chosen start": LinearScenario(start="chosen", start_W=-10.0, start_b=10.0),
    "no epochs": LinearScenario(epochs=0),
    "heavy ball": LinearScenario(momentum=0.9, learning_rate=0.003),
    "Nesterov": LinearScenario(momentum=0.9, momentum_kind="Nesterov"),
    "cosine": LinearScenario(schedule="cosine", learning_rate=0.03),
    "all of it": LinearScenario(
        schedule="step",
        momentum=0.5,
        momentum_kind="Nesterov",
        data="tips",
        scaling="on",
    ),
}
DIVERGING = {
    "diverging": PRESETS["Rate too large"].scenario,
    "diverging, scaled": LinearScenario(scaling="on", learning_rate=1.0, epochs=10),
    "diverging at once": LinearScenario(learning_rate=1.0),
    "diverging, heavy ball": LinearScenario(learning_rate=0.1, momentum=0.5),
    "diverging at first": LinearScenario(learning_rate=0.0501, schedule="1/t"),
}


@pytest.mark.parametrize("name", FORESEEN)
def test_every_epoch_is_predicted(name):
    result = run(FORESEEN[name])
    epochs = np.arange(len(result.history.loss))
    params, loss = predicted(result, epochs)
    # float32 has 7 digits, and a hundred steps may add up their rounding.
    path, ran = np.column_stack(params), np.column_stack(result.history.params)
    np.testing.assert_allclose(path, ran, rtol=2e-5, atol=2e-5)
    assert is_as_predicted(result)
    start = float(result.history.loss[0])
    np.testing.assert_allclose(loss, result.history.loss, rtol=1e-4, atol=1e-6 * start)


@pytest.mark.parametrize("name", DIVERGING)
def test_a_run_that_diverges_is_predicted_as_far_as_it_can_be_read(name):
    result = run(DIVERGING[name])
    end = last_readable_epoch(result.history.loss)
    assert end >= 1
    params, loss = predicted(result, np.arange(end + 1))
    path = np.column_stack(params)
    ran = np.column_stack(result.history.params)[: end + 1]
    # Of each epoch's size: what is rounded away grows as fast as the rest.
    size = np.maximum(np.abs(ran).max(axis=1), 1)
    error = np.abs(path - ran).max(axis=1)
    assert (error < 1e-4 * size).all()
    np.testing.assert_allclose(loss, result.history.loss[: end + 1], rtol=1e-3)


@pytest.mark.parametrize("scaling", ["off", "on"])
@pytest.mark.parametrize("data", ["generated", "tips"])
@pytest.mark.parametrize("method", METHODS)
def test_methods_without_a_rate_are_predicted(method, data, scaling):
    result = run(LinearScenario(method=method, data=data, scaling=scaling, epochs=9))
    params, _ = predicted(result, np.arange(10))
    ran = np.column_stack(result.history.params)
    np.testing.assert_allclose(np.column_stack(params), ran, rtol=3e-5, atol=3e-5)
    assert is_as_predicted(result)
    assert "where it was predicted" in MENU["prediction"].explain(result).sentences[1]


def test_of_mini_batches_nothing_is_predicted():
    said = MENU["prediction"].explain(run(LinearScenario(batch=5)))
    assert not said.rows and "no formula gives the path" in said.sentences[0]
    said = MENU["prediction"].explain(run(LinearScenario(batch=50)))
    assert said.rows  # all 10 points are in each


def test_a_prediction_does_not_look_at_the_run():
    result = run(LinearScenario(epochs=30))
    history = jax.tree.map(np.copy, result.training.history)
    history.params.W[1:], history.params.b[1:], history.loss[:] = 7, 7, 7
    training = result.training._replace(history=history)
    blind = predicted(result._replace(training=training), np.array([3, 30]))
    for found, expected in zip(
        jax.tree.leaves(blind),
        jax.tree.leaves(predicted(result, np.array([3, 30]))),
        strict=True,
    ):
        np.testing.assert_array_equal(found, expected)


def test_a_run_that_went_elsewhere_is_told():
    result = run(LinearScenario(epochs=30))
    history = jax.tree.map(np.copy, result.training.history)
    history.params.W[-1] *= 1.01
    training = result.training._replace(history=history)
    assert not is_as_predicted(result._replace(training=training))


# The gradients


RUNS = {
    "linear": LinearScenario(epochs=20),
    "linear, scaled": LinearScenario(scaling="on", epochs=20),
    "linear, noise-free": LinearScenario(targets="noise-free", epochs=20),
    "linear, many": LinearScenario(num_points=1000, epochs=20),
    "linear, diverged": PRESETS["Rate too large"].scenario,
    "logistic": LogisticScenario(num_points=20, epochs=20),
    "logistic, scaled": LogisticScenario(num_points=20, scaling="on", epochs=20),
    "logistic, penalty": LogisticScenario(num_points=20, l2=0.3, epochs=20),
    "logistic, textbook": LogisticScenario(
        num_points=20, loss_form="textbook", l2=0.1, epochs=20
    ),
    "logistic, many": LogisticScenario(num_points=500, epochs=20),
    "lecture": PRESETS["Lecture 5.2"].scenario,
    "start": LogisticScenario(num_points=10, epochs=0),
}


@pytest.mark.parametrize("name", RUNS)
def test_three_ways_to_one_gradient(name):
    result = run(RUNS[name])
    found = gradients(result)
    assert found.epoch == last_readable_epoch(result.history.loss)
    np.testing.assert_array_equal(found.at, thetas(result)[found.epoch])
    with jax.enable_x64(True):
        expected = np.array(jax.jit(jax.grad(loss64(result)))(found.at))
        terms = np.abs(
            np.array(
                jax.jit(jax.vmap(jax.grad(of_row(result)), (None, 0)))(
                    found.at, np.arange(len(result.data.y))
                )
            )
        ).mean(axis=0)
    np.testing.assert_allclose(found.by_hand, expected, rtol=1e-9, atol=1e-12)
    # Of the size of what is added up, which may cancel.
    assert (np.abs(found.autodiff - expected) < 1e-5 * (terms + 1e-6)).all()
    np.testing.assert_allclose(
        found.differences, expected, rtol=1e-6, atol=1e-8 * (1 + terms.max())
    )


def of_row(result):
    """The loss of one point alone, by theta and the point's number, for float64."""
    X, y, weight = result.training.data

    def loss(theta, k):
        alone = [jnp.asarray(part, float)[k][None] for part in (X, y, weight)]
        params, l2 = Params(theta[:-1], theta[-1]), getattr(result.scenario, "l2", 0.0)
        if isinstance(result.scenario, LinearScenario):
            return mean_squared_error(params, Dataset(*alone))
        loss = binary_cross_entropy(params, Dataset(*alone))
        return loss + l2 / 2 * jnp.sum(params.W**2)

    return loss


@pytest.mark.parametrize("name", RUNS)
def test_gradients_of_points(name):
    result = run(RUNS[name])
    found, (X, y, _) = gradients(result), result.training.data
    rows = np.arange(len(y))
    if len(y) > MAX_ARROWS:
        rows = np.linspace(0, len(y) - 1, MAX_ARROWS).round().astype(int)
    A = np.column_stack([X, np.ones(len(y))])[rows].astype(float)
    output = A @ found.at
    if isinstance(result.scenario, LinearScenario):
        expected = 2 * (output - y[rows])[:, None] * A
    else:
        expected = (1 / (1 + np.exp(-output)) - y[rows])[:, None] * A
        expected = expected + result.scenario.l2 * np.append(found.at[:-1], 0)
    assert found.of_points.shape == expected.shape
    size = np.abs(expected).max()
    np.testing.assert_allclose(found.of_points, expected, rtol=1e-4, atol=1e-5 * size)
    if len(y) <= MAX_ARROWS:
        mean = found.of_points.mean(axis=0)
        np.testing.assert_allclose(mean, found.autodiff, atol=2e-6 * size)


@pytest.mark.parametrize("name", [name for name in RUNS if "diverged" not in name])
def test_the_next_step_is_minus_the_rate_times_the_gradient(name):
    scenario = RUNS[name]
    here = gradients(run(scenario))
    after = run(replace(scenario, epochs=scenario.epochs + 1))
    before, moved = thetas(after)[-2:]
    np.testing.assert_array_equal(before, here.at)
    expected = before - scenario.learning_rate * here.by_hand
    np.testing.assert_allclose(moved, expected, rtol=1e-6, atol=1e-6)


# All learning rates at once


FANS = {
    "linear": LinearScenario(epochs=60),
    "linear, scaled": LinearScenario(scaling="on", num_points=200, epochs=60),
    "logistic": LogisticScenario(epochs=60),
    "lecture, textbook, penalty": LogisticScenario(
        data="lecture", loss_form="textbook", l2=0.01, epochs=60
    ),
    "logistic, scaled, chosen": LogisticScenario(
        scaling="on", start="chosen", start_W1=3.0, start_b=-2.0, epochs=60
    ),
    "no epochs": LogisticScenario(epochs=0),
}


def steady_epochs(result, rates):
    """Over how many epochs a step's rounding grows less than a hundredfold, (r,).

    By no more than |1 - rate * curvature| each time, and no less than not at all.
    """
    A = np.column_stack([result.training.data.X, np.ones(len(result.data.y))])
    highest = np.linalg.eigvalsh(A.T @ A / len(A))[-1]
    linear = isinstance(result.scenario, LinearScenario)
    highest = 2 * highest if linear else highest / 4 + result.scenario.l2
    growth = np.maximum(rates.astype(float) * highest - 1, 1 + 1e-9)
    epochs = len(result.history.loss) - 1
    return np.minimum(np.log(100) / np.log(growth), epochs).astype(int)


@pytest.mark.parametrize("name", FANS)
def test_each_rate_is_a_run_of_its_own(name):
    result = run(FANS[name])
    found, s = fan(result), result.scenario
    assert found.loss.shape == (NUM_RATES, len(found.epochs))
    assert found.num_points == len(result.data.y)
    np.testing.assert_array_equal(found.epochs, np.arange(s.epochs + 1))
    start = result.training.history.at(0)
    problem = result.training.problem
    ends = 1 + steady_epochs(result, found.rates)
    assert np.median(ends) > min(s.epochs, 30)
    for rate, ours, end in zip(found.rates, found.loss, ends, strict=True):
        alone = gradient_descent(
            problem.loss_fn, start, problem.inputs, rate, s.epochs
        ).loss
        np.testing.assert_allclose(
            ours[:end], alone[:end], rtol=1e-4, atol=1e-6, err_msg=str(rate)
        )


@pytest.mark.parametrize("page", SHORT)
def test_rates_are_the_sliders_from_end_to_end_with_the_runs_own(page):
    stops = np.float32(CONTROLS[page]["learning_rate"].stops)
    for rate in CONTROLS[page]["learning_rate"].stops:
        rates = slider_rates(replace(SHORT[page], learning_rate=rate))
        assert rates.shape == (NUM_RATES,) and rates.dtype == np.float32
        assert np.float32(rate) in rates
        assert (np.diff(rates) > 0).all()
        assert np.isin(rates, stops).all()
        # Evenly: with about 1.3 rates of the slider for each, none skips over two.
        skipped = np.diff(np.searchsorted(stops, rates))
        assert skipped.max() <= 3
        assert rates[0] <= stops[1] and rates[-1] >= stops[-2]


@pytest.mark.parametrize(
    ("page", "rate", "low", "high"),
    [
        ("linear", 1e-9, 1e-9, 1),
        ("linear", 3.14159e-7, 1e-7, 1),
        ("linear", 1000.0, 1e-4, 1000),
        ("logistic", 1e-9, 1e-9, 100),
        ("logistic", 432.1, 1e-3, 1000),
    ],
)
def test_rates_beyond_the_slider_are_spaced_evenly_to_their_decade(
    page, rate, low, high
):
    rates = slider_rates(replace(SHORT[page], learning_rate=rate))
    assert rates.shape == (NUM_RATES,) and rates.dtype == np.float32
    assert np.float32(rate) in rates
    assert (rates[0], rates[-1]) == (np.float32(low), np.float32(high))
    expected = np.linspace(np.log10(low), np.log10(high), NUM_RATES)
    step = expected[1] - expected[0]
    np.testing.assert_allclose(np.log10(rates), expected, atol=step / 2)
    assert (np.diff(rates) > 0).all()


@pytest.mark.parametrize("page", SHORT)
def test_the_runs_own_rate_is_its_history(page):
    result = run(SHORT[page])
    found = fan(result)
    [own] = found.loss[found.rates == np.float32(result.scenario.learning_rate)]
    np.testing.assert_allclose(own, result.history.loss[found.epochs], rtol=1e-5)


@pytest.mark.parametrize("page", SHORT)
def test_of_many_points_an_even_sample_is_used(page):
    result = run(replace(SHORT[page], num_points=10_000, epochs=30))
    found = fan(result)
    assert found.num_points == MAX_FAN_POINTS
    rows = np.linspace(0, 9999, MAX_FAN_POINTS).round().astype(int)
    start = thetas(result)[0]
    with jax.enable_x64(True):
        of_sample, of_all = (
            float(loss64(result, some)(start)) for some in (rows, slice(None))
        )
    np.testing.assert_allclose(found.loss[:, 0], of_sample, rtol=1e-5)
    assert abs(of_sample / of_all - 1) < 0.1


def test_long_runs_on_many_points_are_cut_and_others_are_not():
    run_epochs = {}
    for n, epochs in [(1000, 10_000), (1000, 1000), (100, 10_000), (10, 10_000)]:
        result = run(LinearScenario(num_points=n, epochs=epochs))
        found = fan(result)
        run_epochs[n, epochs] = found.epochs[-1]
        expected = drawn_epochs(int(found.epochs[-1]), 100)
        np.testing.assert_array_equal(found.epochs, expected)
        own = found.loss[found.rates == np.float32(0.01)][0]
        limit = result.max_learning_rate
        assert (0.01 < limit) == bool(np.isfinite(own[-1]) and own[-1] < own[0])
        if 0.01 < limit:
            expected = result.history.loss[found.epochs]
            np.testing.assert_allclose(own, expected, rtol=1e-3)
    assert run_epochs[1000, 10_000] == run_epochs[1000, 1000] == 1000
    assert run_epochs[100, 10_000] == 8000
    assert run_epochs[10, 10_000] == 10_000


@pytest.mark.parametrize("name", ["linear", "logistic"])
def test_what_pads_the_points_is_no_point(name):
    # 20 points are padded to 128: the same with 128 are not, and 108 of weight 0 are.
    result = run(replace(FANS[name], num_points=20, epochs=20))
    found = fan(result)
    rows = np.resize(np.arange(20), 120)  # each six times: the same mean
    data = Dataset(*(part[rows] for part in result.training.data))
    training = result.training._replace(data=data)
    six_times = fan(result._replace(training=training))
    assert (found.num_points, six_times.num_points) == (20, 120)
    ends = steady_epochs(result, found.rates)
    steady = found.epochs <= ends[:, None]
    assert steady.mean() > 0.5
    np.testing.assert_allclose(six_times.loss[steady], found.loss[steady], 1e-4, 1e-6)


# The time


WAYS = ["python_loop", "jitted_step", "jitted_loop", "at_once"]


@pytest.mark.parametrize("scenario", [*SHORT.values(), LogisticScenario(l2=0.1)])
def test_every_time_is_a_time(scenario):
    took = timing(run(replace(scenario, epochs=200)))
    assert took.epochs == 200
    seconds = np.array([took.compilation, *(way.seconds for way in took[2:])])
    assert np.isfinite(seconds).all() and (seconds > 0).all()


def test_what_is_timed_over_fewer_epochs_is_multiplied(monkeypatch):
    clock = iter(range(10**6))
    result = run(LinearScenario(epochs=10_000))
    monkeypatch.setattr("time.perf_counter", lambda: float(next(clock)))
    took = timing(result)
    assert took.epochs == 10_000
    # Whatever is timed takes one tick.
    for way in took[2:]:
        assert way.seconds == pytest.approx(10_000 / way.measured)
    assert took.python_loop.measured == took.jitted_step.measured < 200
    assert took.jitted_loop.measured == 10_000


@pytest.mark.parametrize("page", SHORT)
def test_no_epochs_take_no_time(page):
    took = timing(run(replace(SHORT[page], epochs=0)))
    assert took.epochs == 0
    assert [way.seconds for way in took[2:]] == [0.0] * 5


def test_epochs_are_those_that_were_run():
    took = timing(run(LinearScenario(num_points=100_000, epochs=1400)))
    assert took.epochs == 1000


@pytest.mark.parametrize("n", [5, 1000, 10_000, 100_000])
@pytest.mark.parametrize("page", SHORT)
def test_the_work_that_is_timed_is_bounded(page, n, monkeypatch):
    """Rows times epochs, counted: so many rows, whatever the scenario asks for."""
    done = dict.fromkeys(WAYS, 0)

    def counting(way, epochs_of, rows, work):
        def counted(*arguments):
            done[way] += epochs_of(*arguments) * rows
            return None if epochs_of is last_one else work(*arguments)

        monkeypatch.setattr(timing_module, work.__name__, counted)

    result = run(replace(SHORT[page], num_points=n, epochs=10_000))
    at_once = NUM_RATES * next(size for size in (16, 128, 1024) if size >= min(n, 1000))
    one, last_one = (lambda *_: 1), (lambda *arguments: int(arguments[-1]))
    monkeypatch.setattr(timing_module, "_compilation", lambda *_: 1.0)
    counting("python_loop", one, n + CALLS, timing_module._gradient)
    counting("jitted_step", one, n + CALLS, timing_module._step)
    counting("jitted_loop", last_one, n, timing_module.descend)
    counting("at_once", last_one, at_once, timing_module.at_all_rates)
    took = timing(result)
    most = dict(zip(WAYS, [MAX_LOOP_WORK] * 2 + [MAX_WORK] * 2, strict=True))
    rows = dict(zip(WAYS, [n + CALLS] * 2 + [n, at_once], strict=True))
    for way in WAYS:
        measured = getattr(took, way).measured
        assert done[way] == (1 + 3 * measured) * rows[way]  # one compiles
        assert done[way] <= most[way] + 4 * rows[way]
        # As much as that allows, or all there is.
        assert measured == took.epochs or 3 * (measured + 1) * rows[way] > most[way]

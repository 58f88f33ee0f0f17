"""The descent on the learning rate: its slopes are those of finite differences in
float64 and of the exact path, and it ends where no swept rate is much better."""

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from jaxreg.data.table import Column, Table
from jaxreg.explain.descent_on_rates import MAX_STEPS, descent_on_rates
from jaxreg.explain.fan import fan
from jaxreg.explain.through_training import by_rate
from jaxreg.settings import OWN, PAGES, LinearScenario, LogisticScenario
from jaxreg.training.runs import run
from jaxreg.training.way import way_of
from tests.descents import path_by
from tests.shown import explanation_of
from tests.strategies import any_tables, scenarios
from tests.traces import decoded, trace

RUNS = {
    "default": LinearScenario(),
    "short": LinearScenario(epochs=50),
    "one step": LinearScenario(epochs=1),
    "from above the limit": LinearScenario(learning_rate=1.0, epochs=20),
    "from far below": LinearScenario(learning_rate=1e-4, epochs=100),
    "standardised": LinearScenario(scaling="on", epochs=5),
    "table": LinearScenario(data="tips", scaling="on", epochs=20),
    "huge units": LinearScenario(data="gapminder", scaling="on", epochs=9),
    "logistic": LogisticScenario(epochs=100),
    "logistic, up to the bound": LogisticScenario(data="lecture", epochs=200),
    "penalty": LogisticScenario(l2=0.1, epochs=30, num_points=20),
    "logistic, standardised": LogisticScenario(scaling="on", epochs=20),
}


def last_loss(result, rate, epochs=None):
    """The loss, in the training's units, where descent in float64 ends."""
    s, data = result.scenario, result.training.data
    X, y = np.asarray(data.X, float), np.asarray(data.y, float)
    A = np.column_stack([X, np.ones(len(y))])
    start = (rows[0] for rows in result.training.history.params)
    theta = np.append(*start).astype(float)
    l2 = getattr(s, "l2", 0.0) * np.append(np.ones(X.shape[1]), 0.0)
    epochs = s.epochs if epochs is None else epochs

    def slope(theta):
        z = A @ theta
        if s.page == "linear":
            return 2 * A.T @ (z - y) / len(y)
        return A.T @ ((1 + np.tanh(z / 2)) / 2 - y) / len(y) + l2 * theta

    theta = path_by(s, slope, theta, rate, epochs, max(epochs, 1))[-1]
    z = A @ theta
    if s.page == "linear":
        return np.mean((z - y) ** 2)
    return np.mean(np.logaddexp(0, z) - y * z) + l2 @ theta**2 / 2


def by_rate_of(result, rate, epochs):
    s, problem = replace(result.scenario, learning_rate=rate), result.training.problem
    return by_rate(problem, way_of(s, problem.num_points, epochs), epochs, rate)


def limit_of(result):
    """2 / the largest eigenvalue that the Hessian can have; with momentum of a line
    more, as the heavy ball's and Nesterov's characteristic roots have it."""
    X = np.asarray(result.training.data.X, float)
    A = np.column_stack([X, np.ones(len(X))])
    highest = np.linalg.svd(A, compute_uv=False)[0] ** 2 / len(A)
    s, beta = result.scenario, result.scenario.momentum
    if s.page == "linear":
        nesterov = 1 + 2 * beta if s.momentum_kind == "Nesterov" else 1
        return (1 + beta) / nesterov / highest
    return 2 / (highest / 4 + result.scenario.l2)


@pytest.mark.parametrize("share", [0.01, 0.3, 0.9])
@pytest.mark.parametrize("name", RUNS)
def test_the_slope_is_that_of_finite_differences(name, share):
    result = run(RUNS[name])
    rate = float(np.float32(share * limit_of(result)))
    epochs = result.scenario.epochs
    loss, slope = by_rate_of(result, rate, epochs)
    h = 1e-5 * rate
    ends = [last_loss(result, rate + step) for step in (-h, 0, h)]
    assert loss == pytest.approx(ends[1], rel=1e-4, abs=1e-7)
    expected = (ends[2] - ends[0]) / (2 * h)
    # What is left of it in float32 beside the part that is rounded.
    assert slope == pytest.approx(expected, rel=2e-3, abs=3e-5 * loss / rate)


@pytest.mark.parametrize("rate", [0.001, 0.01, 0.0171, 0.03, 0.0335])
@pytest.mark.parametrize("epochs", [1, 7, 100])
def test_the_slope_of_the_squared_error_is_that_of_its_exact_path(rate, epochs):
    result = run(LinearScenario(epochs=epochs))
    X, y = (np.asarray(part, float) for part in result.data[:2])
    A = np.column_stack([X, np.ones(len(y))])
    values, modes = np.linalg.eigh(2 * A.T @ A / len(y))
    best = np.linalg.lstsq(A, y, rcond=None)[0]
    start = np.append(*(rows[0] for rows in result.history.params)).astype(float)
    away = modes.T @ (start - best)
    kept = 1 - rate * values
    expected = -epochs * np.sum(values**2 * away**2 * kept ** (2 * epochs - 1))
    loss = np.mean((A @ best - y) ** 2)
    loss += np.sum(values * away**2 * kept ** (2 * epochs)) / 2
    found = by_rate_of(result, rate, epochs)
    assert found == pytest.approx((loss, expected), rel=2e-3, abs=1e-4 * loss / rate)


# Where it goes


def descent(scenario, own=None):
    result = run(replace(scenario, explain="tune"), own)
    runs = fan(result)
    return result, runs, descent_on_rates(result, runs)


@pytest.mark.parametrize("name", RUNS)
def test_the_steps_go_downhill_and_stay_below_the_limit(name):
    result, _, found = descent(RUNS[name])
    rates, losses, slopes = np.array(found.steps).T
    limit = limit_of(result)
    assert rates[0] == pytest.approx(min(RUNS[name].learning_rate, 0.999 * limit))
    assert (rates < limit).all() and 2 <= len(rates) <= 1 + MAX_STEPS
    unit = result.training.scaling.y_deviation**2
    own = [unit * last_loss(result, rate) for rate in rates]
    np.testing.assert_allclose(losses, own, 1e-4)
    assert (np.diff(losses) <= 2e-6 * losses[:-1]).all() and losses[-1] < losses[0]
    # Each step goes against the slope, at most a decade.
    moves = np.diff(np.log10(rates))
    assert (np.sign(moves) == -np.sign(slopes[:-1])).all()
    assert np.abs(moves).max() <= 1 + 1e-6 and abs(moves[0]) <= 1 / 3 + 1e-6


@pytest.mark.parametrize("name", RUNS)
def test_it_ends_close_to_the_best_rate_below_the_limit(name):
    result, _, found = descent(RUNS[name])
    limit, unit = limit_of(result), result.training.scaling.y_deviation**2
    grid = np.log(limit) + np.linspace(-6, np.log(0.999), 60)
    losses = [last_loss(result, np.exp(u)) for u in grid]
    k = int(np.clip(np.argmin(losses), 1, len(grid) - 2))
    best = minimize_scalar(
        lambda u: last_loss(result, np.exp(u)),
        bounds=(grid[k - 1], min(grid[k + 1], grid[-1])),
        method="bounded",
    ).fun
    assert found.steps[-1].loss <= 1.005 * unit * min(best, *losses)


def test_where_the_loss_falls_up_to_the_bound_it_ends_there():
    result, _, found = descent(RUNS["logistic, up to the bound"])
    assert found.end == "limit"
    assert found.steps[-1].rate == pytest.approx(0.999 * limit_of(result))


# What is said


def said_of(scenario, own=None):
    return explanation_of(run(replace(scenario, explain="tune"), own))


def test_a_run_of_50_epochs():
    said = said_of(LinearScenario(epochs=50))
    assert said.sentences[0] == (
        "From 0.01, 8 steps lead down the curve to a rate of 0.0321, with a loss of "
        "0.2581. Another step would move it by less than 0.2 %."
    )
    swept = [last_loss(run(LinearScenario(epochs=50)), r) for r in (0.0316, 0.0321)]
    assert swept[0] == pytest.approx(0.2590, abs=5e-5) and swept[1] < swept[0]
    assert said.sentences[1].startswith(
        "The best of 128 swept rates is 0.0316: 0.2590, 0.328 % more."
    )


@pytest.mark.parametrize("name", RUNS)
def test_it_is_compared_with_the_best_of_the_swept_rates(name):
    result, runs, found = descent(RUNS[name])
    sentence = said_of(RUNS[name]).sentences[1]
    ends = runs.loss[:, -1].astype(float)
    k = int(np.argmin(np.where(np.isfinite(ends), ends, np.inf)))
    unit = result.training.scaling.y_deviation**2
    loss = unit * last_loss(result, float(runs.rates[k]))
    rate, told = re.search(
        r"swept rates is ([\de.+-]+): ([\de.+-]+),", sentence
    ).groups()
    assert float(rate) == pytest.approx(runs.rates[k], rel=6e-3)
    assert float(told) == pytest.approx(loss, rel=1e-3, abs=1e-6)
    assert ("above" in sentence) == (runs.rates[k] > 0.999 * limit_of(result))
    end = found.steps[-1].loss
    share = re.search(r", ([\de.+-]+) % (more|less)", sentence)
    apart = loss / end - 1
    if share:
        sign = {"more": 1, "less": -1}[share[2]]
        assert sign * float(share[1]) / 100 == pytest.approx(apart, rel=0.1, abs=1e-4)
    else:
        assert abs(apart) < 1e-4


def test_without_epochs_there_is_nothing_to_pick():
    for page in PAGES.values():
        said = said_of(page(epochs=0))
        assert said.sentences[0].startswith("0 epochs: ") and not said.figures


def test_a_limit_below_all_rates_is_said():
    x = 1e12 * np.arange(5.0)
    own = Table((Column("x", x), Column("y", np.array([1.0, 0, 2, 1, 3]))))
    said = said_of(LinearScenario(data=OWN, scaling="off"), own)
    [sentence] = said.sentences
    assert sentence.startswith(
        "Even 1e-09, the smallest rate that can be set, is above"
    )
    assert not said.figures


def test_a_loss_that_is_no_number_has_no_way_down():
    nan = LogisticScenario(
        data="lecture", loss_form="textbook", start="chosen", start_W2=10.0
    )
    [sentence] = said_of(nan).sentences
    assert "is not a number, so there is no way down" in sentence


@pytest.mark.parametrize(
    ("n", "epochs", "said"),
    [
        (10_000, 20, ["Only 1,000 of the 10,000 points, evenly spaced, are used."]),
        (100, 10_000, ["Only the first 8,000 of 10,000 epochs are run."]),
        (100, 100, []),
    ],
)
def test_what_was_left_out_is_said_where_it_was(n, epochs, said):
    found = said_of(LogisticScenario(num_points=n, epochs=epochs)).sentences
    assert [one for one in found if one.startswith("Only ")] == said


def assert_true(result, said):
    if not said.figures:
        return
    rows = [[float(text) for text in texts] for _, texts in said.rows]
    rates, losses, slopes = np.array(rows).T
    lead = said.sentences[0]
    rate, loss = re.search(r"a rate of (\S+), with a loss of (\S+)\.", lead).groups()
    assert (float(rate), float(loss)) == (rates[-1], losses[-1])
    taken = re.search(r" (\d+|no) steps? leads? down", lead)[1]
    assert taken.replace("no", "0") == str(len(rows) - 1)
    if len(rows) == 1:
        return
    assert losses[-1] <= losses[0] * (1 + 1e-4)
    limit = limit_of(result)
    assert (rates <= limit * 1.01).all()


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(list(PAGES)), st.data())
def test_what_is_said_of_any_run_is_true(page, data):
    whole = {"batch": "all", "method": "gradient descent"}
    scenario = replace(data.draw(scenarios(page)), explain="tune", **whole)
    result = run(scenario)
    assert_true(result, explanation_of(result))


@settings(max_examples=25, deadline=None)
@given(any_tables(), st.sampled_from(["off", "on"]))
def test_what_is_said_of_any_table_is_true(own, scaling):
    scenario = LinearScenario(
        data=OWN, x_column=1, y_column=2, scaling=scaling, epochs=5, explain="tune"
    )
    try:
        result = run(scenario, own)
    except ValueError:
        return  # its x is constant, or it has no two rows
    assert_true(result, explanation_of(result))


# What is drawn


def test_the_steps_are_numbered_on_the_curve():
    _, _, found = descent(RUNS["short"])
    figure = said_of(RUNS["short"]).figures["final"]
    steps = trace(figure, "steps")
    rates, losses, _ = np.array(found.steps).T
    np.testing.assert_allclose(decoded(steps["x"]), rates, 1e-6)
    np.testing.assert_allclose(decoded(steps["y"]), losses, 1e-6)
    numbers = steps["text"]
    assert numbers[0] == "0" and numbers[-1] == f"{len(rates) - 1}"
    assert all(text in ("", f"{k}") for k, text in enumerate(numbers))
    shown = np.log10(rates)[[bool(text) for text in numbers]]
    assert np.abs(np.diff(np.sort(shown))).min() > 0.05
    assert figure["layout"]["clickanywhere"]

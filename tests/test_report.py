"""The words and numbers beside the charts, against plain arithmetic."""

from dataclasses import replace

import numpy as np
import pytest

from jaxreg.analysis import max_learning_rate
from jaxreg.experiment import run_linear, run_logistic
from jaxreg.report import linear_report, logistic_report, number
from jaxreg.scenario import (
    CONTROLS,
    NUM_POINTS,
    PRESETS,
    LinearScenario,
    LogisticScenario,
    page_of,
)


def report(scenario):
    if page_of(scenario) == "linear":
        return linear_report(run_linear(scenario))
    return logistic_report(run_logistic(scenario))


def said(scenario):
    return " ".join(message.text for message in report(scenario).messages)


def test_numbers_are_the_shortest_exact_float32():
    assert number(np.float32(1.9949604)) == "1.9949604"
    assert number(1 / 3) == "0.33333334"
    assert {number(value) for value in (None, np.nan, np.inf, -np.inf)} == {"–"}


def test_the_lectures_digits():
    rows = dict(report(PRESETS["Lecture 5.1"]).rows)
    assert rows["true"] == ["3.0", "2.0"]
    np.testing.assert_allclose(
        np.float64(rows["fitted"]), [3.0008037, 1.9949604], atol=2e-6
    )
    rows = dict(report(PRESETS["Lecture 5.2"]).rows)
    assert "true" not in rows
    np.testing.assert_allclose(
        np.float64(rows["fitted"]), [-1.0959495, 1.3521521, 0.42843798], atol=2e-6
    )


def test_facts():
    scenario = LinearScenario()
    result = run_linear(scenario)
    facts = dict(report(scenario).facts)
    x, y = result.data.X[:, 0].astype(float), result.targets.astype(float)
    W, b = np.polyfit(x, y, 1)
    smallest = np.mean((W * x + b - y) ** 2)
    assert float(facts["loss"]) == pytest.approx(smallest, rel=1e-3)
    assert float(facts["R²"]) == pytest.approx(1 - smallest / y.var(), rel=1e-5)
    assert facts["largest stable rate"] == "0.0342"
    scenario = LogisticScenario()
    result = run_logistic(scenario)
    W, b = (rows[-1] for rows in result.history.params)
    right = sum(
        (x @ W + b > 0) == bool(y) for x, y in zip(*result.data[:2], strict=True)
    )
    assert dict(report(scenario).facts)["on the right side"] == f"{right} of 100"


def test_constant_targets_have_no_r_squared():
    facts = dict(report(LinearScenario(true_W=0.0, noise=0.0)).facts)
    assert facts["R²"] == "–"


def test_divergence_says_when_why_and_what_would_work():
    [message] = report(PRESETS["Rate too large"]).messages
    assert message.level == "warning"
    assert "left the float range at epoch 62" in message.text
    assert "0.0501 is above 0.0342" in message.text
    assert (message.action.key, message.action.value) == ("lr", "0.0335")
    assert not report(LinearScenario(learning_rate=0.0335)).messages


def test_growth_before_the_float_range_is_left():
    scenario = LinearScenario(learning_rate=0.0355, epochs=200)
    loss = run_linear(scenario).history.loss.astype(float)
    lowest = int(loss.argmin())
    assert f"grown {loss[-1] / loss[lowest]:.3g}-fold since epoch {lowest}" in said(
        scenario
    )


@pytest.mark.parametrize("num_points", NUM_POINTS)
def test_the_offered_rate_is_the_largest_stable_one(num_points):
    scenario = LinearScenario(num_points=num_points, learning_rate=1.0, epochs=1)
    [action] = [m.action for m in report(scenario).messages if m.action]
    limit = max_learning_rate(run_linear(scenario).data.X)
    options = CONTROLS["linear"]["learning_rate"].options
    assert float(action.value) == max(rate for rate in options if rate < limit)
    assert not [
        m
        for m in report(replace(scenario, learning_rate=float(action.value))).messages
        if m.level == "warning"
    ]


def test_a_rising_cross_entropy_is_counted():
    scenario = PRESETS["Oscillating loss"]
    loss = run_logistic(scenario).history.loss
    rises = [k for k in range(1, len(loss)) if loss[k] > loss[k - 1] * (1 + 1e-5)]
    text = f"first rose at epoch {rises[0]}, and rose in {len(rises)} of 100 epochs"
    assert text in said(scenario)


def test_what_has_no_boundary_is_said():
    one_class = LogisticScenario(true_W1=0.0, true_W2=0.0, true_b=5.0, num_points=5)
    text = said(one_class)
    assert "Only class 1 came out" in text and "The true W is 0" in text
    outside = LogisticScenario(true_W1=0.1, true_W2=0.0, true_b=5.0)
    assert "The true boundary lies outside the chart" in said(outside)


def test_a_log_axis_says_that_it_hides_zeros():
    scenario = LinearScenario(
        num_points=5, targets="noise-free", learning_rate=0.0335, epochs=10_000
    )
    loss = run_linear(scenario).history.loss
    hides = "log axis cannot show it" in said(replace(scenario, loss_axis="log"))
    assert hides == bool((loss == 0).any())
    assert "log axis" not in said(scenario)

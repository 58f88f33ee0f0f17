"""What is said of a run: numbers against NumPy and the history, sentences against what
the run did, and never a NaN or an infinity written as a number."""

import re
from dataclasses import replace

import jax
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jaxreg.data.table import Column, DataError, Table
from jaxreg.display.linear_report import _told_from
from jaxreg.display.report import Action, largest_below
from jaxreg.settings import (
    CONTROLS,
    NUM_POINTS,
    OWN_DATA,
    PRESETS,
    LinearScenario,
    LogisticScenario,
)
from jaxreg.training.gradient_descent import History
from jaxreg.training.runs import run, run_linear, run_logistic
from tests.classes import distance_to_minimum, exact_separation, own_classes
from tests.shown import report_of
from tests.strategies import scenarios

RATES = CONTROLS["linear"]["learning_rate"].stops
ONE_CLASS = LogisticScenario(true_W1=0.0, true_W2=0.0, true_b=5.0, num_points=5)
# Its R² is -6.6e39: a number, though no float32.
BEYOND_FLOAT32 = LinearScenario(
    true_W=0.0,
    true_b=10.0,
    noise=0.1,
    num_points=5,
    seed=4,
    learning_rate=0.316,
    epochs=14,
)


def linear(scenario):
    return report_of(run_linear(scenario))


def logistic(scenario):
    return report_of(run_logistic(scenario))


def sentences(report):
    return [message.text for message in report.messages]


def warnings(report):
    return [message for message in report.messages if message.level == "warning"]


def fitted(report):
    return [float(text) for text in dict(report.rows)["fitted"]]


def texts(value):
    """All texts inside a report."""
    if isinstance(value, str):
        return [value]
    return [text for part in value or () for text in texts(part)]


def ends(result):
    """W and b after the last epoch, in float64."""
    W, b = result.history.params
    return W[-1].astype(float), float(b[-1])


# Numbers


@pytest.mark.parametrize(
    ("report", "printed"),
    [
        (linear(PRESETS["Lecture 5.1"].scenario), [3.0008037, 1.9949604]),
        (
            logistic(PRESETS["Lecture 5.2"].scenario),
            [-1.0959495, 1.3521521, 0.42843798],
        ),
    ],
    ids=["5.1", "5.2"],
)
def test_the_numbers_of_the_lecture(report, printed):
    np.testing.assert_allclose(fitted(report), printed, atol=2e-6, rtol=0)
    assert warnings(report) == []


def test_linear_numbers():
    result = run_linear(LinearScenario(digits="all"))
    report = report_of(result)
    x, y = result.data.X[:, 0].astype(float), result.data.y.astype(float)
    W, b = ends(result)
    assert report.columns == ["W", "b"]
    rows = dict(report.rows)
    assert list(rows) == ["true", "fitted", "closed form"]
    assert rows["true"] == ["3.0", "2.0"]
    assert fitted(report) == pytest.approx([W[0], b], rel=1e-7)
    best = np.polyfit(x, y, 1)
    np.testing.assert_allclose([float(t) for t in rows["closed form"]], best, rtol=1e-6)
    facts = dict(report.facts)
    errors = (W[0] * x + b - y) ** 2
    assert float(facts["loss"]) == pytest.approx(errors.mean(), rel=1e-5)
    explained = 1 - errors.sum() / ((y - y.mean()) ** 2).sum()
    assert float(facts["R²"]) == pytest.approx(explained, rel=1e-6)
    assert facts["largest stable rate"] == "0.0342"
    for text in ("1,000 epochs", *rows["fitted"], facts["loss"], facts["R²"]):
        assert text in report.summary


@pytest.mark.parametrize("name", ["Overlapping classes", "Lecture 5.2"])
def test_logistic_numbers(name):
    result = run_logistic(replace(PRESETS[name].scenario, digits="all"))
    report = report_of(result)
    (X, y, _), (W, b) = result.data, ends(result)
    assert report.columns == ["W₁", "W₂", "b"]
    assert fitted(report) == pytest.approx([*W, b], rel=1e-7)
    true = dict(report.rows).get("true")
    assert true == {"Overlapping classes": ["0.7", "0.7", "0.0"]}.get(name)
    facts = dict(report.facts)
    p = 1 / (1 + np.exp(-(X @ W + b)))
    loss = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
    assert float(facts["loss"]) == pytest.approx(loss, rel=1e-5)
    right = sum((p > 0.5) == (y == 1))
    assert facts["on the right side"] == f"{right} of {len(y)}"
    for text in ("1,000 epochs", *dict(report.rows)["fitted"], facts["loss"]):
        assert text in report.summary


def test_an_equation_has_a_place_for_each_parameter():
    assert linear(LinearScenario()).equation == ["ŷ = ", " x + ", ""]
    equation = logistic(LogisticScenario()).equation
    assert equation == ["P(class 1) = σ(", " x₁ + ", " x₂ + ", ")"]


def test_r_squared_of_a_constant_is_a_dash():
    report = linear(LinearScenario(true_W=0.0, noise=0.0))
    assert dict(report.facts)["R²"] == "–"


# A learning rate that is too large


def test_a_stable_rate_gives_no_message():
    report = linear(LinearScenario(learning_rate=0.0335))
    assert sentences(report) == []


def test_divergence():
    result = run_linear(PRESETS["Rate too large"].scenario)
    report = report_of(result)
    [warning] = warnings(report)
    [lost] = re.findall(r"left the float32 range at epoch (\d+)\.", warning.text)
    loss = result.history.loss
    assert np.isfinite(loss[: int(lost)]).all() and not np.isfinite(loss[int(lost)])
    assert (
        "The learning rate 0.0501 is above 0.0342, the largest stable" in warning.text
    )
    assert warning.action == ("Use 0.0335", "lr", "0.0335")
    [stop] = re.findall(r"The charts stop at epoch (\d+)\.", warning.text)
    assert loss[int(stop)] <= 1e6 * loss[0] < loss[int(stop) + 1]
    assert dict(report.rows)["fitted"] == ["–", "–"]
    assert dict(report.facts)["loss"] == dict(report.facts)["R²"] == "–"
    assert report.messages[0] == warning


@pytest.mark.parametrize(
    ("limit", "offered"),
    [
        (0.0342, "0.0335"),
        (50.0, "1"),
        (0.0001001, "0.0001"),
        (0.0001, "0.000099"),
        (3.456e-7, "3.4e-7"),
        (3.4e-7, "3.3e-7"),
        (1.01e-9, "1e-9"),
        (1e-9, None),
        (1e-13, None),
    ],
)
def test_a_rate_below_a_limit_is_offered(limit, offered):
    action = largest_below("linear", limit)
    assert (action and action.value) == offered
    assert action is None or action.label == f"Use {offered}"


@pytest.mark.parametrize("n", NUM_POINTS)
def test_the_offered_rate_is_the_largest_that_is_stable(n):
    x = 9 * np.arange(n) / (n - 1)
    A = np.column_stack([x, np.ones(n)])
    limit = 2 / np.linalg.eigvalsh(2 * A.T @ A / n).max()
    report = linear(LinearScenario(num_points=n, learning_rate=1.0, epochs=1))
    assert dict(report.facts)["largest stable rate"] == f"{limit:.3g}"
    best = max(rate for rate in RATES if rate < limit)
    [warning] = warnings(report)
    assert float(warning.action.value) == best
    above = min(rate for rate in RATES if rate > limit)
    [_] = warnings(linear(LinearScenario(num_points=n, learning_rate=above)))
    assert warnings(linear(LinearScenario(num_points=n, learning_rate=best))) == []


def test_growth_that_has_not_left_the_float_range():
    result = run_linear(LinearScenario(learning_rate=0.0355, epochs=200))
    [warning] = warnings(report_of(result))
    sentence = r"Diverging: the loss has grown (.+)-fold since epoch (\d+)\."
    found = re.match(sentence, warning.text)
    growth, lowest = float(found[1]), int(found[2])
    loss = result.history.loss.tolist()
    assert loss[lowest] == min(loss)
    assert growth == pytest.approx(loss[-1] / min(loss), rel=1e-2)
    assert growth > 100


def test_a_rate_above_the_limit_may_begin_by_falling():
    scenario = LinearScenario(true_W=1.5, true_b=-10.0, learning_rate=0.0355, epochs=10)
    result = run_linear(scenario)
    A = np.column_stack([np.arange(10.0), np.ones(10)])
    assert result.history.loss.argmin() == 10
    assert run_linear(replace(scenario, epochs=1000)).history.loss.argmin() < 1000
    [warning] = warnings(report_of(result))
    steepest = np.linalg.eigvalsh(2 * A.T @ A / 10)[-1]
    growth = abs(1 - 0.0355 * steepest) - 1
    said = "The loss has not grown yet, but the steepest mode grows by"
    assert warning.text.startswith(f"{said} {100 * growth:.2g} % at every epoch.")


def test_a_run_at_the_minimum_does_not_fall():
    """Its line is the true one, without noise: the loss is 0 and stays so."""
    scenario = LinearScenario(
        targets="noise-free", learning_rate=0.0501, start="chosen", start_W=3, start_b=2
    )
    result = run_linear(scenario)
    assert (result.history.loss == 0).all()
    [warning] = warnings(report_of(result))
    assert warning.text.startswith(
        "The run stands still: where it is now, float32 finds no"
    )
    assert "still falls" not in warning.text and "grow" not in warning.text


def test_a_loss_that_rises_from_0_has_no_ratio():
    result = run_linear(LinearScenario(learning_rate=0.0355, epochs=10))
    loss = np.array([0.0, 1.0, 4.0], np.float32)
    params = jax.tree.map(lambda rows: rows[:3], result.training.history.params)
    history = History(params, loss)
    training = result.training._replace(history=history)
    report = report_of(result._replace(history=history, training=training))
    [warning] = warnings(report)
    assert warning.text.startswith(
        "Diverging: the loss has grown from 0 since epoch 0."
    )


def test_of_a_start_that_is_too_far_no_rate_is_blamed():
    for rate in (0.01, 0.0501):
        scenario = replace(OWN_DATA["linear"], learning_rate=rate, scaling="off")
        scenario = replace(scenario, start="chosen", start_W=1e15)
        x = np.arange(5.0)
        own = Table((Column("x", 1e14 + 1e13 * x), Column("y", 1e-9 * x)))
        report = report_of(run_linear(scenario, own))
        [warning] = warnings(report)
        assert warning.text.startswith("The loss begins beyond the float32 range")
        assert warning.action == Action("Start at 0", "start", "zero")


@pytest.mark.parametrize("limit", [0.0341796875, 0.02, 0.0355000001])
def test_a_limit_is_told_from_a_rate(limit):
    for rate in (0.0342, 0.0355, 0.02):
        text = _told_from(limit, rate)
        assert float(text) != rate or limit == rate
        assert abs(float(text) - limit) <= 5e-3 * limit


@pytest.mark.parametrize("name", ["Rate too large", "Oscillating loss"])
def test_a_screen_reader_hears_no_dashes(name):
    """Of a run that has left every number, what happened is said in its place."""
    scenario = PRESETS[name].scenario
    if name == "Oscillating loss":
        scenario = replace(scenario, loss_form="textbook", learning_rate=100.0)
    result = run(scenario)
    assert not np.isfinite(result.history.loss[-1])
    report = report_of(result)
    assert warnings(report) and report.summary.endswith(
        "epochs: the numbers are not finite any more"
    )
    assert "–" not in report.summary


def test_without_an_epoch_no_rate_is_too_large():
    assert sentences(linear(LinearScenario(learning_rate=1.0, epochs=0))) == []


def test_logistic_rises():
    result = run_logistic(PRESETS["Oscillating loss"].scenario)
    loss = result.history.loss.tolist()
    rises = [k for k in range(1, len(loss)) if loss[k] > 1.00001 * loss[k - 1]]
    report = report_of(result)
    [warning] = warnings(report)
    first = (
        f"The loss first rose at epoch {rises[0]}, and rose in {len(rises)} of 100 "
        "epochs: steps this long jump across the valley"
    )
    assert warning.text.startswith(first + ". ")
    assert len(rises) > 10
    A = np.column_stack([result.data.X, np.ones(100)]).astype(float)
    bound = 8 * 100 / np.linalg.svd(A, compute_uv=False)[0] ** 2
    last = f" At rates below {bound:.3g} it cannot rise, apart from rounding."
    assert warning.text.endswith(last)
    assert sentences(logistic(LogisticScenario())) == []


@pytest.mark.parametrize(("rate", "said"), [(0.1, False), (50.1, True)])
def test_no_long_steps_are_blamed_for_what_only_rounding_can_have_done(rate, said):
    # A run whose loss falls, with one number of its history made larger.
    result = run_logistic(LogisticScenario(learning_rate=0.1, epochs=100))
    loss = result.history.loss.copy()
    loss[7] *= 1.5
    altered = result._replace(
        scenario=replace(result.scenario, learning_rate=rate),
        history=result.history._replace(loss=loss),
    )
    found = warnings(report_of(altered))
    if not said:  # below the bound
        assert found == []
        return
    [warning] = found
    assert warning.text.startswith("The loss first rose at epoch 7, and rose in 1 of")
    assert "steps" not in warning.text


# Other things to know


@pytest.mark.parametrize(("true_b", "label"), [(5.0, 1), (-5.0, 0)])
def test_only_one_class(true_b, label):
    result = run_logistic(replace(ONE_CLASS, true_b=true_b))
    assert set(result.data.y) == {label}
    said = sentences(report_of(result))
    assert said[0].startswith(f"Only class {label} occurs")
    assert not any("separable" in text for text in said)


@pytest.mark.parametrize("rate", [2.0, 2.24, 50.1])
def test_a_penalty_makes_large_rates_diverge(rate):
    scenario = LogisticScenario(l2=1.0, learning_rate=rate)
    result = run_logistic(scenario)
    loss = result.history.loss
    assert not loss[-1] <= 1e3 * loss[0]
    report = report_of(result)
    [message] = warnings(report)
    assert "2 / λ = 2 on; this one is " + f"{rate:g}." in message.text
    assert ("charts stop" in message.text) == (not np.isfinite(loss[-1]))
    if not np.isfinite(loss[-1]):
        assert dict(report.facts)["on the right side"] == "–"
    rate = float(message.action.value)
    assert rate < 2
    good = run_logistic(replace(scenario, learning_rate=rate)).history.loss
    assert (np.diff(good) <= 1e-6).all()


def test_at_the_limit_itself_nothing_shrinks_or_grows():
    scenario = LinearScenario(
        scaling="on", learning_rate=1.0, noise=0.0, start="zero", epochs=100
    )
    result = run_linear(scenario)
    assert result.history.loss[-1] == pytest.approx(result.history.loss[0], rel=1e-4)
    [message] = warnings(report_of(result))
    assert "neither shrinks nor grows" in message.text
    assert float(message.action.value) < 1


@pytest.mark.parametrize("asked", [{}, {"ask_x1": 1.0}, {"ask_x1": 1.0, "ask_x2": 2.0}])
def test_what_is_asked_of_classes_is_answered_once_it_is_whole(asked):
    report = logistic(LogisticScenario(**asked, digits="all"))
    said = any("both x₁ and x₂" in text for text in sentences(report))
    assert said == (len(asked) == 1)
    answers = [text for name, text in report.facts if name == "P(class 1) at (1, 2)"]
    assert len(answers) == (len(asked) == 2)
    if answers:
        W, b = ends(run_logistic(LogisticScenario()))
        expected = 1 / (1 + np.exp(-(W @ [1, 2] + b)))
        assert float(answers[0]) == pytest.approx(expected, rel=1e-6)


def test_a_true_W_of_0_has_no_boundary():
    said = sentences(logistic(ONE_CLASS))
    assert "The true W is 0, so there is no boundary." in said


def test_a_boundary_outside_the_chart():
    # x1 + x2 = -10, while the start's own boundary goes through (0, 0).
    scenario = LogisticScenario(
        true_W1=0.5, true_W2=0.5, true_b=5.0, num_points=500, epochs=0
    )
    assert sentences(logistic(scenario)) == [
        "The true boundary lies outside the chart."
    ]


def test_a_boundary_that_only_touches_a_corner_is_outside_the_chart():
    result = run_logistic(LogisticScenario(data="lecture", seed=10, epochs=0))
    W, b = ends(result)
    assert W.max() < 0 and b == 0  # all of the chart, from (0, 0) on, is class 0
    _, said = sentences(report_of(result))
    assert said == "The fitted boundary lies outside the chart."


@pytest.mark.parametrize("name", ["Lecture 5.2", "Separable classes"])
def test_separable_classes_have_no_minimum(name):
    report = logistic(PRESETS[name].scenario)
    [text] = sentences(report)
    assert text.startswith("No minimum: the classes are separable.")
    assert warnings(report) == []


@pytest.mark.parametrize("name", ["Overlapping classes", "Vertical boundary"])
def test_of_classes_that_overlap_there_is_nothing_to_say(name):
    assert sentences(logistic(PRESETS[name].scenario)) == []


NO_OPTIMUM = {
    "one class": "Only class",
    "complete": "No minimum: the classes are separable.",
    "quasi": "No minimum: the classes are quasi-separable.",
    "not found": "The loss has a minimum, but Newton's method did not find it.",
}


def about_the_optimum(report):
    return [
        kind
        for kind, words in NO_OPTIMUM.items()
        if any(text.startswith(words) for text in sentences(report))
    ]


OWN_SCENARIOS = st.builds(
    LogisticScenario,
    data=st.just("own"),
    x1_column=st.just(1),
    x2_column=st.sampled_from([2, 0]),
    label_column=st.just(3),
    scaling=st.sampled_from(["on", "off"]),
    l2=st.sampled_from([0.0, 0.0, 0.01, 1.0]),
    epochs=st.just(3),
)


@settings(max_examples=60, deadline=None)
@given(
    OWN_SCENARIOS,
    st.lists(st.tuples(*[st.integers(-3, 3)] * 2, st.integers(0, 1)), min_size=3),
    st.sampled_from([1e-6, 1.0, 1e6]),
    st.sampled_from([0, 1000]),
)
def test_of_any_classes_the_right_one_of_four_things_is_said(s, rows, unit, move):
    X, y = np.array(rows)[:, :2], np.array(rows)[:, 2]
    X = unit * (X + move)
    try:
        result = run_logistic(s, own_classes(X, y))
    except DataError:  # one class, or a feature that says nothing
        return
    seen = X if s.x2_column else X[:, :1]
    both = np.column_stack([seen, np.zeros(len(X))])[:, :2]
    expected, report = exact_separation(both, y), report_of(result)
    if expected == "overlap" or s.l2:
        assert about_the_optimum(report) == []
        deviation = X.std(axis=0)[: seen.shape[1]] if s.scaling == "on" else 1.0
        l2 = s.l2 * deviation**2
        assert distance_to_minimum(seen, y, result.optimum, l2) < 1e-7
    else:
        assert result.optimum is None
        assert about_the_optimum(report) == [expected]
    for text in sentences(report):
        assert "quasi" not in text or expected == "quasi"
        assert "are separable" not in text or expected == "complete"


@pytest.mark.parametrize("l2", [0.0, 0.1])
def test_a_minimum_that_is_not_found_is_not_denied(l2):
    lost = run_logistic(LogisticScenario(l2=l2))._replace(optimum=None)
    assert about_the_optimum(report_of(lost)) == ["not found"]


def test_classes_that_overlap_by_the_last_digit_are_never_called_separable():
    X = np.array([[0.0], [1.0], [0.3], [np.nextafter(0.3, 0)], [-1.0], [2.0], [0.7]])
    table = own_classes(np.hstack([X, X**2]), [0, 1, 0, 1, 0, 1, 1])
    columns = {"x1_column": 1, "x2_column": 0, "label_column": 3}
    result = run_logistic(LogisticScenario(data="own", **columns), table)
    assert result.separation == "overlap"
    expected = ["not found"] * (result.optimum is None)
    assert about_the_optimum(report_of(result)) == expected


@pytest.mark.parametrize("l2", [0.0, 1.0])
@pytest.mark.parametrize(("true_b", "label"), [(5.0, 1), (-5.0, 0)])
def test_b_of_one_class_grows_whatever_the_penalty(true_b, label, l2):
    result = run_logistic(replace(ONE_CLASS, true_b=true_b, l2=l2, learning_rate=0.5))
    assert (np.diff(result.history.params.b) * (2 * label - 1) > 0).all()
    [said] = [text for text in sentences(report_of(result)) if "Only" in text]
    assert said.startswith(f"Only class {label} occurs")
    assert ("the larger b is, the smaller" in said) == (label == 1)
    assert ("the smaller b is, the smaller" in said) == (label == 0)


# The textbook's loss


def is_1_and_is_0(z):
    """Whether the sigmoid of float32 logits is exactly 1, and exactly 0, by its
    definition 1 / (1 + exp(-z)), each step rounded, and what is subnormal being 0."""
    with np.errstate(over="ignore"):
        e = np.exp(-np.float32(z))
    p = 1 / (1 + e)
    return p == 1, p < np.finfo(np.float32).tiny


TEXTBOOK = re.compile(
    r"The textbook loss is not finite (?:from|at) epoch (\d+)(| on): a point of class "
    r"([01]) has the logit z = (\S+)\. In float32 σ\(z\) is exactly ([01]) from z = "
    r"(.*), so (.*) is (0 times minus infinity|minus infinity)\."
)


def assert_the_reason_is_true(result):
    """That there is such a point, that its p is that number, its term what is said,
    and that no epoch before had any."""
    found = [text for text in sentences(report_of(result)) if "textbook" in text]
    history = result.training.history
    lost = np.flatnonzero(~np.isfinite(history.loss))
    assert len(found) == bool(lost.size)
    if not found:
        return
    epoch, on, label, z, p, limit, term, value = TEXTBOOK.fullmatch(found[0]).groups()
    assert int(epoch) == lost[0]
    assert (on == " on") == (lost.size == len(history.loss) - lost[0])
    X, y, _ = result.training.data
    W, b = (part[lost[0]].astype(float) for part in history.params)
    logits = X @ W + b
    a_point = np.isclose(logits, float(z), rtol=2e-3) & (y == int(label))
    assert a_point.any()
    rounding = 1e-5 * np.abs(logits[a_point])
    is_1, is_0 = is_1_and_is_0(logits[a_point])
    near_1, near_0 = (
        test(logits[a_point] + sign * rounding)[k]
        for k, (test, sign) in enumerate([(is_1_and_is_0, 1), (is_1_and_is_0, -1)])
    )
    assert (is_1 | near_1).any() if p == "1" else (is_0 | near_0).any()
    number = {"1": 16.64, "0": -87.34}[p]
    assert f"= {number} ".replace("-", "−") in limit + " "
    assert term == {"1": "(1 − y) log(1 − p)", "0": "y log p"}[p]
    assert (value == "minus infinity") == (label != p)
    for k in range(lost[0]):
        W, b = (part[k].astype(float) for part in history.params)
        logits = (X @ W + b) * (1 - 1e-5)
        assert not np.any(is_1_and_is_0(logits))


FAR = st.floats(-300, 300).map(lambda value: round(value, 2))


@settings(deadline=None)
@example(LogisticScenario(loss_form="textbook", start="chosen", start_b=-120.0))
@example(LogisticScenario(loss_form="textbook", start="chosen", start_b=-88.0))
@example(LogisticScenario(loss_form="textbook", start="chosen", start_b=17.0))
@example(
    LogisticScenario(
        true_W1=0.8,
        true_W2=-0.8,
        true_b=-2.5,
        num_points=5,
        seed=823,
        learning_rate=63.1,
        loss_form="textbook",
    )
)
@given(
    st.builds(
        LogisticScenario,
        data=st.sampled_from(["generated", "lecture"]),
        true_b=st.sampled_from([-5.0, 0.0, 5.0]),
        num_points=st.sampled_from([5, 20]),
        seed=st.integers(0, 999),
        learning_rate=st.sampled_from([0.01, 3.16, 31.6, 100.0]),
        l2=st.sampled_from([0.0, 1.0]),
        epochs=st.just(20),
        loss_form=st.just("textbook"),
        start=st.sampled_from(["seed", "chosen"]),
        start_W1=FAR,
        start_W2=FAR,
        start_b=FAR,
    )
)
def test_why_a_textbook_loss_is_no_number(scenario):
    assert_the_reason_is_true(run_logistic(scenario))


@settings(max_examples=30, deadline=None)
@given(FAR, FAR, st.integers(0, 999), st.sampled_from([5, 16, 17]))
def test_why_a_textbook_loss_of_own_data_is_no_number(W, b, seed, n):
    """Its rows are padded: with points whose logarithms are those of a point."""
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(-10, 10, (n, 1)), rng.integers(0, 2, n)
    y[:2] = 0, 1
    scenario = LogisticScenario(
        data="own",
        loss_form="textbook",
        start="chosen",
        start_W1=W,
        start_b=b,
        epochs=3,
    )
    assert_the_reason_is_true(run_logistic(scenario, own_classes(x, y)))


@pytest.mark.parametrize("n", [5, 500, 1000, 100_000])
def test_of_how_many_points_the_landscape_is(n):
    text = (
        "The landscape, and the ruler's 2/λmax, are computed from 500 points, evenly "
        "spaced."
    )
    said = sentences(logistic(LogisticScenario(num_points=n, epochs=0)))
    assert (text in said) == (n > 500)
    assert text not in sentences(linear(LinearScenario(num_points=n, epochs=0)))


@pytest.mark.parametrize("page", ["linear", "logistic"])
def test_what_was_cut_is_said(page):
    of = {"linear": (linear, LinearScenario), "logistic": (logistic, LogisticScenario)}
    report_of, scenario = of[page]
    report = report_of(scenario(num_points=100_000, epochs=10_000))
    said = sentences(report)
    assert said[:2] == [
        "Stopped after 1000 of 10000 epochs: the number of points times the number of "
        "epochs can be at most 100,000,000.",
        "All 100,000 points are used; 5,000 of them, evenly spaced, are drawn.",
    ]
    assert len(said) == (2 if page == "linear" else 3)  # and the landscape's sample
    assert report.summary.startswith("After 1,000 epochs")


def test_a_loss_of_0_on_a_log_axis():
    scenario = LinearScenario(
        true_W=0.0, true_b=0.0, noise=0.0, epochs=10_000, loss_axis="log"
    )
    assert run_linear(scenario).history.loss[-1] == 0
    said = sentences(linear(scenario))
    assert said == [
        "A logarithmic axis cannot show a loss of 0.",
        "The film shows about 1,000 of 10,000 epochs.",
    ]


# Any run


def assert_written_well(report, has_intercept=True):
    parts = 1 if len(report.columns) > 4 else len(report.columns) + has_intercept
    assert len(report.equation) == parts
    # The first message matters most, and none is long.
    assert report.messages[: len(warnings(report))] == warnings(report)
    assert all(len(text) <= 230 for text in sentences(report))
    filled = {"units": [], "equation": []}
    for text in texts(report._replace(**filled)):
        assert text.strip()
        assert not re.search(r"nan\b|\binf\b|None|Array|\+ -", text, re.IGNORECASE), (
            text
        )
    for _, row in report.rows:
        assert len(row) == len(report.columns)
    for message in report.messages:
        assert message.level in ("info", "warning")
        assert message.text.endswith(".")


def offered_rate(scenario):
    """The slider's largest rate that is stable, by the singular values of A."""
    x = run_linear(replace(scenario, epochs=0)).data.X.astype(float).ravel()
    n, scaled = len(x), scenario.scaling == "on"
    has_b = scenario.intercept == "on"

    def standard(F):
        if not scaled:
            return F
        return (F - F.mean(0)) / F.std(0) if has_b else F / np.sqrt((F**2).mean(0))

    F = np.vander(standard(x), scenario.degree + 1, increasing=True)[:, 1:]
    A = np.column_stack([standard(F), np.full(n, float(has_b))])
    A = np.vstack([A, np.sqrt(n * scenario.l2 / 2) * np.eye(A.shape[1])[:-1]])
    limit = n / np.linalg.svd(A, compute_uv=False)[0] ** 2
    limit *= 1 + scenario.momentum
    if scenario.momentum_kind == "Nesterov":
        limit /= 1 + 2 * scenario.momentum
    return f"{max(rate for rate in RATES if rate < limit * (1 - 1e-6)):g}"


@settings(deadline=None)
@example(BEYOND_FLOAT32)
@given(scenarios("linear"))
def test_any_linear_report(scenario):
    report = linear(scenario)
    assert_written_well(report, scenario.intercept == "on")
    for message in report.messages:
        if message.action and message.action.label == "Standardise x":
            assert scenario.degree > 1 and scenario.scaling == "off"
        elif message.action and scenario.method == "gradient descent":
            assert message.action.key == CONTROLS["linear"]["learning_rate"].key
            assert message.action.value == offered_rate(scenario)


@settings(deadline=None)
@given(scenarios("logistic"))
def test_any_logistic_report(scenario):
    assert_written_well(logistic(scenario))


# Other ways to train


WAYS = st.fixed_dictionaries(
    {
        "momentum": st.sampled_from([0.0, 0.5, 0.9]),
        "momentum_kind": st.sampled_from(["heavy ball", "Nesterov"]),
        "schedule": st.sampled_from(["constant", "step", "1/t", "cosine"]),
        "batch": st.sampled_from(["all", 1, 5]),
        "learning_rate": st.sampled_from([0.001, 0.02, 0.0282, 0.0501, 0.0708, 1.0]),
        "epochs": st.sampled_from([1, 20, 300]),
    }
)


@settings(deadline=None, max_examples=60)
@given(WAYS)
def test_what_is_said_of_other_ways_is_true(way):
    s = LinearScenario(**way)
    result = run_linear(s)
    loss, said = result.history.loss, " ".join(sentences(linear(s)))
    lost = np.flatnonzero(~np.isfinite(loss))
    # The largest eigenvalue of what a step at the first rate does to the steepest mode.
    rate, beta, steepest = s.learning_rate, s.momentum, 2 / 0.034225903
    velocity = np.array([steepest, beta])
    ahead = beta * velocity + [steepest, 0]
    step = [1, 0] - rate * (ahead if s.momentum_kind == "Nesterov" else velocity)
    grows = np.abs(np.linalg.eigvals([step, velocity])).max() > 1
    in_batches = s.batch != "all"
    assert ("the largest stable one" in said) == (grows and not in_batches)
    assert ("rate begins at" in said) == (
        grows and not in_batches and s.schedule != "constant"
    )
    assert ("no fixed limit" in said) == in_batches
    for epoch in re.findall(r"left the float32 range at epoch (\d+)", said):
        assert lost[0] == int(epoch)
    if lost.size:
        assert "left the float32 range" in said
    if "ends higher than it began" in said:
        assert loss[-1] > loss[0]
    if found := re.search(r"grown ([\d.e+]+)-fold since epoch (\d+)", said):
        grown = loss[-1] / loss[int(found[2])]
        assert grown == pytest.approx(float(found[1]), rel=0.01) and grown > 1
    assert "never" not in said


@settings(deadline=None, max_examples=40)
@given(WAYS, st.sampled_from([0.0, 1.0]), st.sampled_from([0.5, 5.0, 50.0]))
def test_what_is_said_of_classes_trained_in_other_ways_is_true(way, l2, rate):
    s = LogisticScenario(**way | {"learning_rate": rate}, l2=l2, num_points=20)
    loss = run_logistic(s).history.loss
    said = " ".join(sentences(logistic(s)))
    in_batches = s.batch != "all"
    assert ("no fixed limit" in said) == in_batches
    if "With momentum it may rise at any learning rate" in said:
        assert s.momentum and not in_batches and (loss[1:] > loss[:-1]).any()
    if "At rates below" in said:
        assert not s.momentum and not in_batches
    if "Diverged: W grows" in said:
        limit = 2 * (1 + s.momentum)
        limit /= 1 + 2 * s.momentum * (s.momentum_kind == "Nesterov")
        assert s.schedule == "constant" and rate * l2 >= limit
        assert not np.isfinite(loss[-1]) or loss[-1] > loss[0]

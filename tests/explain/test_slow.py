"""What a slow explanation says agrees with runs of their own, hand-made classes and
Newton's method, and its charts show it."""

import json
from dataclasses import replace

import jax
import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jaxreg.explain.fan import KINDS, NUM_RATES, fan
from jaxreg.explain.menu import figures
from jaxreg.live import picture as live
from jaxreg.live import warm_up
from jaxreg.live.picture import as_json
from jaxreg.live.warm_up import every_shape, every_slow_explanation
from jaxreg.settings import (
    CONTROLS,
    LOGISTIC_SETS,
    NUM_POINTS,
    OWN,
    PAGES,
    PRESETS,
    LinearScenario,
    LogisticScenario,
)
from jaxreg.training.gradient_descent import last_readable_epoch
from jaxreg.training.leaving import Left, leavable
from jaxreg.training.runs import run
from jaxreg.training.separability import separation
from tests.classes import every_form, own_classes
from tests.explain.test_explanations import assert_readable
from tests.shown import explanation_of
from tests.strategies import scenarios
from tests.traces import has, limits, trace, xy

SLOW = [
    ("linear", "influence"),
    ("linear", "rates"),
    ("linear", "tune"),
    ("linear", "precision"),
    ("linear", "bug lab"),
    ("linear", "code"),
    ("logistic", "least squares"),
    ("logistic", "flips"),
    ("logistic", "rates"),
    ("logistic", "tune"),
    ("logistic", "precision"),
    ("logistic", "bug lab"),
    ("logistic", "separable"),
    ("logistic", "code"),
]
SEPARABLE = replace(PRESETS["Separable classes"].scenario, explain="separable")
ONE_CLASS = LogisticScenario(
    true_W1=0.0, true_W2=0.0, true_b=5.0, num_points=5, explain="separable"
)


def explained(scenario, kind):
    result = run(replace(scenario, explain=kind))
    return result, explanation_of(result)


def assert_well_formed(result, found):
    assert_readable(found)
    drawn = figures(result)
    assert found.over.keys() <= drawn.keys()
    for figure in [*found.figures.values(), *(drawn[name] for name in found.over)]:
        go.Figure(figure)  # or Plotly raises
        as_json(figure)  # or a number is not finite
        for low, high in limits(figure):
            assert np.isfinite([low, high]).all() and low < high


@pytest.mark.parametrize("page", PAGES)
def test_there_is_a_slow_explanation_where_one_is_asked_for(page):
    for kind in CONTROLS[page]["explain"].options:
        sent = json.loads(live.explained(PAGES[page](epochs=5, explain=kind)))
        assert (sent is not None) == ((page, kind) in SLOW), kind


@pytest.mark.parametrize(("page", "kind"), SLOW)
def test_every_figure_is_one_of_plotly(page, kind):
    result, found = explained(PAGES[page](), kind)
    assert_well_formed(result, found)
    names = {
        "influence": ["W", "b"],
        "least squares": [],
        "flips": ["flips"],
        "tune": ["final"],
        "precision": ["precision"],
        "bug lab": [],
        "rates": ["fan", "final"],
        "separable": ["newton"],
        "code": [],
    }
    assert [*found.figures] == names[kind]
    titles = [figure["layout"]["title"]["text"] for figure in found.figures.values()]
    assert len({found.title, *titles}) == 1 + len(titles)


@settings(max_examples=12, deadline=None)
@given(st.sampled_from(SLOW), st.data())
def test_any_slow_explanation(which, data):
    page, kind = which
    assert_well_formed(*explained(data.draw(scenarios(page)), kind))


TEXTBOOK = LogisticScenario(data="lecture", loss_form="textbook")
HARD = {
    "far too large": LinearScenario(learning_rate=1000.0),
    "far too small": LinearScenario(learning_rate=1e-9),
    "far too large for classes": LogisticScenario(learning_rate=1000.0),
    "far too small for classes": LogisticScenario(learning_rate=1e-9),
    "diverging": LinearScenario(learning_rate=1.0),
    "at the optimum": LinearScenario(
        noise=0.0, start="chosen", start_W=3.0, start_b=2.0
    ),
    "no epochs, linear": LinearScenario(epochs=0),
    "no epochs, logistic": LogisticScenario(epochs=0),
    "textbook, lost": replace(TEXTBOOK, learning_rate=100.0),
    "textbook, inf at the start": replace(TEXTBOOK, start="chosen", start_W1=4.0),
    "textbook, NaN at the start": replace(TEXTBOOK, start="chosen", start_W2=10.0),
    "one class": ONE_CLASS,
    "as far as can be set": LogisticScenario(
        data="lecture", start="chosen", start_W1=10.0, start_W2=10.0, start_b=10.0
    ),
    "penalty, large rate": LogisticScenario(l2=1.0, learning_rate=100.0),
}


@pytest.mark.parametrize(
    ("name", "kind"),
    [(n, k) for n, s in HARD.items() for p, k in SLOW if p == s.page],
)
def test_slow_explanations_of_hard_runs(name, kind):
    assert_well_formed(*explained(HARD[name], kind))


# All learning rates at once


RATES = {
    "linear": LinearScenario(epochs=200),
    "linear, scaled": LinearScenario(scaling="on", epochs=30),
    "logistic": LogisticScenario(epochs=200),
    "diverging": LinearScenario(learning_rate=1.0, epochs=200),
    "lecture": replace(PRESETS["Lecture 5.2"].scenario, epochs=100),
    "below the slider": LinearScenario(scaling="on", learning_rate=3e-7, epochs=123),
    "above the slider": LogisticScenario(learning_rate=1000.0, epochs=20),
}


def about(sentences, words):
    """The sentences with these words."""
    return [sentence for sentence in sentences if words in sentence]


@pytest.mark.parametrize("name", RATES)
def test_the_best_rates_are_those_of_the_smallest_losses(name):
    result, found = explained(RATES[name], "rates")
    rates, losses = fan(result).rates, fan(result).loss
    ends = np.where(np.isfinite(losses), losses, np.inf)[:, -1]
    [said] = about(found.sentences, "within 1 % of the smallest of all")
    words = said.rstrip(".").split(" from ")
    assert words[0].startswith(f"After {result.scenario.epochs:,} epochs, ")
    low, high = (float(word) for word in words[1].split(" to "))
    assert low <= rates[ends.argmin()] * (1 + 1e-6) <= high * (1 + 2e-6)
    near = rates[ends <= 1.01 * ends.min()]
    np.testing.assert_allclose([low, high], near[[0, -1]], rtol=1e-6)
    # Each end by a run of its own, and none of the other rates is far below them.
    own = [
        run(replace(result.scenario, learning_rate=rate)).history.loss[-1]
        for rate in (low, high, *rates[::10])
    ]
    smallest = np.nanmin(own)
    assert max(own[:2]) <= 1.011 * smallest


def test_where_no_rate_ends_at_a_number_no_best_is_named():
    found = explained(replace(TEXTBOOK, start="chosen", start_W2=10.0), "rates")[1]
    assert not about(found.sentences, "of the smallest")


@pytest.mark.parametrize(
    ("scenario", "sample", "cut"),
    [
        (LinearScenario(), None, None),
        (LinearScenario(num_points=1000, epochs=1000), None, None),
        (LinearScenario(num_points=1000, epochs=1400), None, "first 1,000 of 1,400"),
        (LinearScenario(num_points=100, epochs=10_000), None, "first 8,000 of 10,000"),
        (LogisticScenario(num_points=10_000, epochs=5), "1,000 of the 10,000", None),
        (
            LinearScenario(num_points=10_000, epochs=2000),
            "1,000 of the 10,000",
            "first 1,000 of 2,000",
        ),
    ],
)
def test_what_was_left_out_is_said_where_it_was(scenario, sample, cut):
    sentences = explained(scenario, "rates")[1].sentences
    assert sentences[0].startswith(f"{NUM_RATES} learning rates from 0.0")
    assert NUM_RATES == 128
    for words, expected in (("evenly spaced", sample), ("epochs are run", cut)):
        said = about(sentences, words)
        assert len(said) == (expected is not None)
        assert all(expected in sentence for sentence in said)
    assert len(sentences) == 3 + (sample is not None) + (cut is not None)


@pytest.mark.parametrize("name", RATES)
def test_the_fan_has_every_curve_once_and_its_own_above_them(name):
    result, found = explained(RATES[name], "rates")
    figure, all_rates = found.figures["fan"], fan(result)
    epochs, losses = all_rates.epochs, all_rates.loss[_order(all_rates)]
    *zones, own = figure["data"]
    assert own["name"] == f"{result.scenario.learning_rate:g}".replace("e-0", "e-")
    curves = [np.split(xy(figure, zone["name"])[1], _ends(zone)) for zone in zones]
    shown = np.array([curve[: len(epochs)] for zone in curves for curve in zone])
    assert shown.shape == losses.shape
    start = losses[0, 0]
    expected = np.where(losses <= 1e3 * start, losses, np.nan)
    np.testing.assert_allclose(shown, expected, rtol=1e-6)
    at, own_losses = xy(figure, own["name"])
    np.testing.assert_array_equal(at, epochs)
    end = last_readable_epoch(result.history.loss)
    own_losses, at = own_losses[epochs <= end], epochs[epochs <= end]
    readable = ~np.isnan(own_losses)
    assert readable[0]
    expected = result.history.loss[at[readable]]
    np.testing.assert_allclose(own_losses[readable], expected, rtol=1e-4)


def _order(found):
    """Where each rate stands in a chart: by what its run did, then from the lowest."""
    return np.argsort(found.kinds, kind="stable")


def _ends(zone):
    """Where the curves of a zone begin after its first."""
    x = np.array(xy({"data": [zone]}, zone["name"])[0])
    return np.flatnonzero(np.isnan(x))[:-1] + 1


def test_its_own_curve_is_the_run_also_in_mini_batches():
    """Whose order does not depend on how many rows the points are padded to."""
    scenario = LogisticScenario(num_points=20, batch="5", epochs=30, shuffle=3)
    result, _ = explained(scenario, "rates")
    found = fan(result)
    [own] = found.loss[np.isclose(found.rates, scenario.learning_rate)]
    np.testing.assert_allclose(own, result.history.loss[found.epochs], rtol=1e-5)


@pytest.mark.parametrize("name", RATES)
def test_the_marks_of_the_u_curve(name):
    result, found = explained(RATES[name], "rates")
    figure = found.figures["final"]
    X = result.training.data.X.astype(float)
    A = np.column_stack([X, np.ones(len(X))])
    highest = np.linalg.svd(A, compute_uv=False)[0] ** 2 / len(A)
    marks = {"the bound": 8 / highest}
    if isinstance(result.scenario, LinearScenario):
        lowest = np.linalg.svd(A, compute_uv=False)[-1] ** 2 / len(A)
        marks = {
            "1/λmax": 0.5 / highest,
            "fastest": 1 / (lowest + highest),
            "2/λmax": 1 / highest,
        }
    for mark, rate in marks.items():
        np.testing.assert_allclose(xy(figure, mark)[0], rate, rtol=1e-4)
    order = _order(fan(result))
    rates, losses = fan(result).rates[order], fan(result).loss[order]
    arrived = np.isfinite(losses[:, -1]) & (losses[:, -1] <= 1e6 * losses[:, 0])
    kinds = [kind.name for kind in KINDS]
    dots = [xy(figure, kind) for kind in kinds if has(figure, kind)]
    np.testing.assert_allclose(np.concatenate([x for x, _ in dots]), rates[arrived])
    ends = np.concatenate([y for _, y in dots])
    np.testing.assert_allclose(ends, losses[arrived, -1], rtol=1e-6)


def test_the_rates_are_named_from_end_to_end():
    said = explained(RATES["below the slider"], "rates")[1].sentences[0]
    assert said.startswith("128 learning rates from 1e-7 to 1, all from the same start")


@pytest.mark.parametrize("page", PAGES)
def test_the_u_curve_is_over_the_whole_slider(page):
    rates = CONTROLS[page]["learning_rate"].stops
    figure = explained(PAGES[page](epochs=10), "rates")[1].figures["final"]
    (low, high), ends = limits(figure)[0], np.log10([rates[0], rates[-1]])
    assert ends[0] - 0.3 < low <= ends[0] and ends[1] <= high < ends[1] + 0.3


# Whether a line separates the classes


ANSWERS = {
    "one class": "There is only one class",
    "complete": "Yes, a line separates the classes completely",
    "quasi": "Almost: the classes are quasi-separable",
    "overlap": "No line separates the classes",
}
BY_HAND = {
    "lecture": (LogisticScenario(data="lecture"), "complete"),
    "separable": (SEPARABLE, "complete"),
    "one class": (ONE_CLASS, "one class"),
    "default": (LogisticScenario(), "overlap"),
    "overlapping": (PRESETS["Overlapping classes"].scenario, "overlap"),
    "lecture, penalty": (LogisticScenario(data="lecture", l2=0.1), "complete"),
    "lecture, scaled": (LogisticScenario(data="lecture", scaling="on"), "complete"),
}


@pytest.mark.parametrize("name", BY_HAND)
def test_the_answer(name):
    scenario, expected = BY_HAND[name]
    result, found = explained(scenario, "separable")
    assert result.separation == expected
    first = found.sentences[0]
    assert [k for k, words in ANSWERS.items() if first.startswith(words)] == [expected]


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 999), st.sampled_from([5, 10, 20]))
def test_the_answer_to_any_classes(seed, n):
    scenario = LogisticScenario(num_points=n, seed=seed, epochs=0)
    result, found = explained(scenario, "separable")
    expected = ANSWERS[separation(result.data.X, result.data.y)]
    assert found.sentences[0].startswith(expected)
    newton = about(found.sentences, "At the optimum, ")
    assert bool(newton) == (expected == ANSWERS["overlap"])
    advice = about(found.sentences, "An L2 penalty (see Loss)")
    assert len(newton) + len(advice) <= 1


TOUCHING = own_classes([[0, 0], [2, 0], [0, 2], [1, 1], [3, 3]], [0, 0, 0, 1, 1])


@pytest.mark.parametrize("l2", [0.0, 0.1])
def test_the_answer_to_classes_that_touch(l2):
    scenario = LogisticScenario(data=OWN, l2=l2, explain="separable", epochs=10)
    first, second, *more = explanation_of(run(scenario, TOUCHING)).sentences
    assert first.startswith(ANSWERS["quasi"])
    assert second.startswith("The loss has a" if l2 else "So the loss has no minimum.")
    assert bool(about(more, "At the optimum, ")) == (l2 > 0)


@pytest.mark.parametrize("l2", [0.0, 0.1])
def test_a_minimum_that_is_not_found_is_not_denied(l2):
    overlap = run(LogisticScenario(l2=l2))
    said = explanation_of(
        overlap._replace(
            optimum=None, scenario=replace(overlap.scenario, explain="separable")
        )
    ).sentences
    assert said[0].startswith(ANSWERS["overlap"])
    assert said[1] == "So the loss has a minimum. Newton's method did not find it."


def advice_of(scenario):
    return about(explained(scenario, "separable")[1].sentences, "An L2 penalty")


def test_a_penalty_is_advised_where_it_makes_an_optimum():
    lecture = LogisticScenario(data="lecture")
    assert advice_of(lecture) and run(lecture).optimum is None
    with_it = replace(lecture, l2=0.1)
    assert not advice_of(with_it) and run(with_it).optimum is not None
    assert not advice_of(LogisticScenario())


def test_a_penalty_is_not_advised_where_it_makes_none():
    # Of one class b alone grows for ever, and no penalty is on it.
    assert run(replace(ONE_CLASS, l2=1.0)).optimum is None
    assert not advice_of(ONE_CLASS)


NORMS = {
    "lecture": LogisticScenario(data="lecture", seed=10, learning_rate=1.0),
    "default": LogisticScenario(),
    "scaled": LogisticScenario(scaling="on", learning_rate=1.0, epochs=3),
    "penalty": LogisticScenario(data="lecture", l2=0.1, epochs=0),
}


@pytest.mark.parametrize("name", NORMS)
def test_the_norms_are_those_of_a_long_run(name):
    result, found = explained(NORMS[name], "separable")
    s = result.scenario
    A = np.column_stack([result.training.data.X, np.ones(len(result.data.y))])
    A, y = A.astype(float), result.data.y.astype(float)
    theta = np.append(*(p[0] for p in result.training.history.params)).astype(float)
    expected = {}
    for k in range(10_001):
        if k in (1000, 10_000):
            loss = np.mean(np.logaddexp(0, (1 - 2 * y) * (A @ theta)))
            loss += s.l2 / 2 * np.sum(theta[:2] ** 2)
            expected[f"after {k:,} epochs"] = [np.linalg.norm(theta[:2]), loss]
        wrong = 1 / (1 + np.exp(-A @ theta)) - y
        step = A.T @ wrong / len(y) + s.l2 * np.append(theta[:2], 0)
        theta = theta - s.learning_rate * step
    assert found.columns == ["|W|" if s.scaling == "off" else "|W′|", "loss"]
    assert [row for row, _ in found.rows] == [*expected]
    for row, texts in found.rows:
        np.testing.assert_allclose([float(t) for t in texts], expected[row], rtol=1e-3)


def test_of_the_most_points_there_is_no_run_of_10_000_epochs():
    scenario = LogisticScenario(num_points=100_000, epochs=3)
    rows = explained(scenario, "separable")[1].rows
    assert [name for name, _ in rows] == ["after 1,000 epochs"]


@pytest.mark.parametrize(
    "scenario",
    [
        LogisticScenario(),
        LogisticScenario(l2=0.1),
        LogisticScenario(scaling="on"),
        LogisticScenario(data="lecture", l2=0.01),
    ],
)
def test_newtons_optimum_is_where_the_gradient_is_0(scenario):
    result, found = explained(scenario, "separable")
    A = np.column_stack([result.training.data.X, np.ones(len(result.data.y))])
    A, y, theta = A.astype(float), result.data.y.astype(float), np.zeros(3)
    charge = scenario.l2 * np.array([1, 1, 0])
    for _ in range(30):
        p = 1 / (1 + np.exp(-A @ theta))
        H = (A.T * p * (1 - p)) @ A / len(y) + np.diag(charge)
        gradient = A.T @ (p - y) / len(y) + charge * theta
        theta = theta - np.linalg.solve(H, gradient)
    assert np.abs(gradient).max() < 1e-12
    [said] = about(found.sentences, "At the optimum, ")
    name = "|W|" if scenario.scaling == "off" else "|W′|"
    assert f"{name} = {np.linalg.norm(theta[:2]):.4g}. " in said
    smallest = np.mean(np.logaddexp(0, (1 - 2 * y) * (A @ theta)))
    smallest += charge @ theta**2 / 2
    figure = found.figures["newton"]
    np.testing.assert_allclose(xy(figure, "minimum")[1], smallest, rtol=1e-6)
    steps, losses = xy(figure, "Newton, from 0")
    assert losses[-1] == pytest.approx(smallest, rel=1e-6) and len(steps) < 15
    assert said.endswith(f"gets there in {len(steps)} steps.")
    np.testing.assert_array_equal(steps, np.arange(1, len(steps) + 1))


FAR = LogisticScenario(
    num_points=5, seed=36, start="chosen", start_W1=-10.0, start_W2=10.0, start_b=10.0
)


@pytest.mark.parametrize("scenario", [LogisticScenario(), FAR], ids=["default", "far"])
def test_the_minimum_in_the_chart_is_the_loss_at_the_optimum(scenario):
    result, found = explained(scenario, "separable")
    X, y = result.data.X.astype(float), result.data.y
    W, b = result.optimum
    smallest = np.mean(np.logaddexp(0, (1 - 2 * y) * (X @ W + b)))
    drawn = xy(found.figures["newton"], "minimum")[1]
    np.testing.assert_allclose(drawn, smallest, rtol=1e-5)


def test_no_minimum_is_drawn_where_there_is_none():
    figure = explained(LogisticScenario(data="lecture"), "separable")[1].figures[
        "newton"
    ]
    assert not has(figure, "minimum")


@pytest.mark.parametrize("epochs", [0, 1, 50, 10_000])
def test_gradient_descent_in_newtons_chart_is_the_run(epochs):
    result, found = explained(LogisticScenario(epochs=epochs), "separable")
    figure = found.figures["newton"]
    at, losses = xy(figure, "gradient descent")
    at = at.astype(int)
    np.testing.assert_array_equal(losses, result.history.loss[at])
    assert len(at) <= 200 and (np.diff(at) > 0).all()
    if epochs:
        assert (at[0], at[-1]) == (1, epochs)
    _, newton = xy(figure, "Newton, from 0")
    (low, high), across = limits(figure)[1], limits(figure)[0]
    shown = np.log10(np.concatenate([losses, newton]))
    assert (low <= shown).all() and (shown <= high).all()
    assert across[1] >= np.log10(max(epochs, len(newton)))
    assert trace(figure, "Newton, from 0")["mode"] == "lines+markers"


# Leaving


@pytest.mark.parametrize(("page", "kind"), SLOW)
def test_a_slow_explanation_is_left_where_nobody_waits_for_it(page, kind):
    result = run(PAGES[page](explain=kind, epochs=7))
    with leavable(lambda: True), pytest.raises(Left):
        explanation_of(result)


def test_what_is_timed_is_left_between_two_runs():
    result, steps = run(LinearScenario(explain="code")), iter([False] * 6)
    with leavable(lambda: next(steps, True)), pytest.raises(Left):
        explanation_of(result)
    assert next(steps, None) is None  # all six were gone on to


# How long it takes here


@pytest.mark.parametrize("page", PAGES)
def test_times_are_texts_of_their_numbers(page, monkeypatch):
    clock = iter(range(10**6))
    result = run(PAGES[page](epochs=1000, explain="code"))
    monkeypatch.setattr("time.perf_counter", lambda: next(clock) / 64)
    said = explanation_of(result)
    assert said.columns == ["time", "times the jitted loop", "measured over"]
    # Each work takes one tick, however many epochs it has.
    at_once = {
        "linear": ["15.6 ms", "1", "1,000 epochs"],
        "logistic": ["25.6 ms", "1.64", "610 epochs"],  # of 100 points, not 10
    }
    assert [texts for _, texts in said.rows] == [
        *[["158 ms", "10.1", "99 epochs"]] * 2,
        ["15.6 ms", "1", "1,000 epochs"],
        at_once[page],
    ]
    assert said.sentences[0].startswith("1,000 epochs ")


@pytest.mark.parametrize(("epochs", "is_multiplied"), [(7, 0), (50, 0), (140, 1)])
def test_over_how_many_epochs_was_timed_is_said(epochs, is_multiplied):
    said = explained(LinearScenario(epochs=epochs), "code")[1]
    assert said.sentences[0].startswith(f"{epochs:,} epochs ")
    assert len(about(said.sentences, "scaled up")) == is_multiplied
    over = [texts[2] for _, texts in said.rows]
    assert (over[0] == f"{epochs} epochs") == (not is_multiplied)
    assert over[2] == f"{epochs} epochs" and said.rows[2][1][1] == "1"


@pytest.mark.parametrize(
    "way", [{"method": "Newton"}, {"momentum": 0.5}, {"batch": "5"}, {}]
)
def test_a_run_of_another_way_is_timed_beside_plain_descent(way):
    said = explained(LinearScenario(epochs=7, **way), "code")[1]
    names = [name for name, _ in said.rows]
    assert ("the run that is shown, its loop jitted" in names[4:]) == bool(way)
    assert bool(about(said.sentences, "plain gradient descent")) == bool(way)


def test_no_epochs_have_no_time():
    said = explained(LinearScenario(epochs=0), "code")[1]
    assert not said.rows
    assert said.sentences == ["0 epochs take no time: choose more epochs."]


def test_once_warm_no_slow_explanation_compiles_anything(caplog, monkeypatch):
    """Of few sizes: which are all, test_experiment.py sees."""
    sizes = (5, 10, 100)  # one is padded, two have sizes of their own
    assert {*sizes} < {*NUM_POINTS}
    monkeypatch.setattr(warm_up, "NUM_POINTS", sizes)
    jax.clear_caches()
    runs = {}
    for scenario in [*every_slow_explanation(), *every_shape()]:
        explanation_of(run(scenario))
    for n in sizes:
        for scenario in (
            LinearScenario(num_points=n, epochs=3),
            LogisticScenario(num_points=n, epochs=3, scaling="on", l2=0.1),
            LogisticScenario(num_points=n, epochs=3, loss_form="textbook"),
        ):
            runs[scenario] = run(replace(scenario, explain="rates"))
    for scenario in [form for name in LOGISTIC_SETS for form in every_form(name)]:
        runs[scenario] = run(replace(scenario, explain="rates"))
    with jax.log_compiles():
        for result in runs.values():
            for entry in {
                "flips",
                "influence",
                "rates",
                "tune",
                "precision",
                "bug lab",
            } & {*result.scenario.controls["explain"].options}:
                s = replace(result.scenario, explain=entry)
                explanation_of(result._replace(scenario=s))
        assert caplog.messages == []
        jax.clear_caches()
        explanation_of(result)
    assert "Compiling jit(descend)" in caplog.text  # the log does see what is new

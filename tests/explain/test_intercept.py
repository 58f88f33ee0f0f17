"""What the Explain menu says of a model without an intercept, against NumPy."""

from dataclasses import replace

import numpy as np
import pytest

from jaxreg.display.linear_report import linear_report
from jaxreg.explain.gradient import gradients
from jaxreg.explain.influence import influence
from jaxreg.explain.mistakes import mistaken
from jaxreg.explain.precision import in_each_type
from jaxreg.explain.prediction import predicted
from jaxreg.settings import LinearScenario
from jaxreg.settings.linear import EXPLAIN
from jaxreg.training.environment import reproducible
from jaxreg.training.runs import run
from tests.shown import explanation_of

OFF = LinearScenario(intercept="off")
WAYS = [
    *({}, {"momentum": 0.5}, {"schedule": "cosine"}, {"method": "Newton"}),
    *({"method": "coordinate descent"}, {"degree": 3, "scaling": "on"}),
    {"degree": 2, "method": "coordinate descent", "scaling": "on"},
    {"data": "tips", "scaling": "on", "l2": 0.1},
]


def said(**changes):
    return explanation_of(run(replace(OFF, **changes)))


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_the_path_is_predicted(way):
    result = run(replace(OFF, epochs=20, learning_rate=0.02, **way))
    foreseen = predicted(result, np.arange(21))
    W, b = foreseen.params
    ran = result.history.params
    size = np.abs(ran.W).max()
    np.testing.assert_allclose(W, ran.W, rtol=2e-3, atol=1e-3 * size)
    assert not b.any() and not ran.b.any()
    np.testing.assert_allclose(foreseen.loss, result.history.loss, rtol=2e-3)


@pytest.mark.parametrize("scaling", ["off", "on"])
def test_the_influence_is_x_over_the_sum_of_squares(scaling):
    s = replace(OFF, epochs=2000, scaling=scaling, learning_rate=0.02)
    result = run(s)
    x = np.asarray(result.data.X, float)[:, 0]
    found = influence(result)
    slopes, leverage = x / (x @ x), x**2 / (x @ x)
    np.testing.assert_allclose(found.closed_form.W[:, 0], slopes, atol=1e-12)
    np.testing.assert_allclose(found.trained.W[:, 0], slopes, rtol=1e-4, atol=1e-7)
    np.testing.assert_allclose(found.leverage, leverage, atol=1e-12)
    np.testing.assert_allclose(found.own, leverage, rtol=1e-4, atol=1e-6)
    assert not np.any(found.trained.b) and not np.any(found.closed_form.b)
    told = said(explain="influence", scaling=scaling)
    assert told.columns == ["W", "line there"] and {*told.figures} == {"W"}
    assert not any(" b " in sentence for sentence in told.sentences)


@pytest.mark.parametrize("way", [{}, {"l2": 0.3, "scaling": "on"}, {"degree": 2}])
def test_the_gradient_has_no_part_in_b(way):
    s = replace(OFF, epochs=3, learning_rate=1e-4, explain="gradient", **way)
    result = run(s)
    found = gradients(result)
    F, y = (np.asarray(part, float) for part in result.shown.data[:2])
    W = found.at[:-1]
    by_hand = np.append(2 * F.T @ (F @ W - y) / len(y) + s.l2 * W, 0.0)
    for slopes in found.autodiff, found.by_hand, found.differences:
        np.testing.assert_allclose(slopes, by_hand, rtol=1e-4, atol=1e-6)
    assert not found.of_points[:, -1].any()
    told = explanation_of(result)
    assert not any("b" in column.partition("∂")[2] for column in told.columns)
    assert "1)" not in told.sentences[0] and ", 0)" not in told.sentences[0]


def test_mistakes_without_b():
    for letter in "BE":
        [sentence] = said(explain="bug lab", mistake=letter).sentences
        assert sentence.startswith(f"The mistake of run {letter} needs a b")
    s = replace(OFF, l2=0.2, scaling="on", learning_rate=0.01, epochs=9)
    x = np.asarray(run(s).data.X, float)[:, 0]
    y = np.asarray(run(s).targets, float)
    size, n = np.sqrt(np.mean(x**2)), len(x)
    for letter, at, sums, sign in (("A", x / size, 1 / n, -1), ("D", x / size, 1, 1)):
        result = run(replace(s, mistake=letter))
        with reproducible():
            found = mistaken(result)
        W, path = float(result.training.history.params.W[0, 0]), []
        for _ in range(10):
            path.append(W / size)
            gradient = 2 * sums * (at @ (W * at - y)) + s.l2 * W
            W -= sign * s.learning_rate * gradient
        np.testing.assert_allclose(found.params.W[:, 0], path, rtol=1e-3)
        assert not found.params.b.any() and not found.agrees.any()


def test_precision_is_of_w_alone():
    result = run(replace(OFF, epochs=30))
    x = np.asarray(result.data.X, float)[:, 0]
    y = np.asarray(result.targets, float)
    *_, in_float64 = in_each_type(result)
    W, path = float(result.history.params.W[0, 0]), []
    for _ in range(31):
        path.append(W)
        W -= 0.01 * 2 * (x @ (W * x - y)) / len(x)
    assert in_float64.theta.shape == (31, 1)
    np.testing.assert_allclose(in_float64.theta[:, 0], path, rtol=1e-6)
    assert said(explain="precision", epochs=30).columns[-1] == "W"


@pytest.mark.parametrize("entry", EXPLAIN)
@pytest.mark.parametrize("way", [{}, {"degree": 3, "scaling": "on"}], ids=str)
def test_every_entry_has_something_to_say(entry, way):
    told = said(explain=entry, epochs=50, **way)
    assert told.sentences


def test_sentences_of_the_line_itself():
    assert "No line without an intercept gets" in said(explain="squares").sentences[0]
    assert "All three have an intercept" in said(explain="x on y").sentences[2]
    assert "mean other than 0" in said(explain="residuals").sentences[2]


def test_where_even_the_best_line_is_worse_than_a_flat_one_it_is_said():
    s = replace(OFF, data="by hand", points="1_9 2_10 3_9 4_10", learning_rate=0.05)
    result = run(s)
    x, y = np.arange(1.0, 5), np.array([9.0, 10, 9, 10])
    left = y - x * (x @ y) / (x @ x)
    assert result.r_squared == pytest.approx(1 - left @ left / (4 * y.var()), rel=1e-5)
    [text] = [m.text for m in linear_report(result).messages if "flat" in m.text]
    assert text.endswith("Without an intercept even the best line does.")

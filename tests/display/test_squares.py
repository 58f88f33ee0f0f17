"""Charts and words of a model with squares and a product: the boundary is where P is
one half, and what is said holds for a curve."""

from dataclasses import replace

import numpy as np
import pytest

from jaxreg.data.table import Column, Table
from jaxreg.display.logistic_figure import boundary_figure, curve_figure
from jaxreg.display.views import VIEWS, to_plotly
from jaxreg.explain.menu import MENU, figures
from jaxreg.live.picture import as_json
from jaxreg.settings import LogisticScenario
from jaxreg.settings.features import SQUARES
from jaxreg.training.runs import run
from tests.traces import has, shows, trace, xy

TWO = LogisticScenario(features=SQUARES, scaling="on", learning_rate=1.0, epochs=200)
ONE = replace(TWO, data="O-rings")


def p_of(result, X):
    """P(class 1) by the definition, of squares by hand."""
    W, b = (np.asarray(part, float) for part in result.fitted)
    X = np.asarray(X, float)
    if result.scenario.scaling == "on":
        own = np.asarray(result.data.X, float)
        X = (X - own.mean(0)) / own.std(0)
    if X.shape[1] == 1:
        F = np.column_stack([X, X**2])
    else:
        F = np.column_stack([X, X[:, 0] ** 2, X.prod(axis=1), X[:, 1] ** 2])
    return 1 / (1 + np.exp(-(F @ W + b)))


def labelled(X, y):
    columns = [Column(f"x{k + 1}", x) for k, x in enumerate(np.array(X, float).T)]
    return Table((*columns, Column("label", np.array(y, object))))


RING = labelled(
    [[0, 0], [0.2, 0.1], *([np.cos(t), np.sin(t)] for t in np.linspace(0, 6, 12))],
    ["in", "in", *["out"] * 12],
)


@pytest.mark.parametrize("s", [TWO, replace(TWO, scaling="off", learning_rate=0.1)])
def test_p_is_one_half_all_along_the_boundary(s):
    result = run(s)
    figure = boundary_figure(result)
    x, y = xy(figure, "fitted")
    points = np.column_stack([x, y])[~np.isnan(x)]
    assert len(points) > 10
    np.testing.assert_allclose(p_of(result, points), 0.5, atol=2e-5)
    assert trace(figure, "fitted")["meta"] == {"shows": "boundary"}


def test_the_true_boundary_is_the_straight_one():
    figure = boundary_figure(run(TWO))
    x, y = xy(figure, "true")
    np.testing.assert_allclose(2 * x - y + 0.5, 0, atol=1e-5)


def test_the_field_is_the_probability():
    result = run(TWO)
    [field] = [t for t in boundary_figure(result)["data"] if t["type"] == "heatmap"]
    x, y = (field[f"{k}0"] + field[f"d{k}"] * np.arange(41) for k in "xy")
    grid = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    np.testing.assert_allclose(field["z"].ravel(), p_of(result, grid), atol=1e-6)


def test_around_a_ring_the_boundary_is_closed():
    result = run(replace(TWO, data="own", epochs=1000), RING)
    x, y = xy(boundary_figure(result), "fitted")
    assert np.isfinite(x).all() and np.hypot(x[0] - x[-1], y[0] - y[-1]) < 1e-5
    assert result.correct.all()
    said = [m.text for m in VIEWS["logistic"].report(result).messages]
    assert any("a boundary of these features separates the classes" in t for t in said)
    assert not any("line" in text for text in said)


def test_one_feature_has_up_to_two_thresholds():
    table = labelled([[-3], [-2], [-0.5], [0], [0.4], [2], [3]], list("aabbbaa"))
    result = run(replace(TWO, data="own"), table)
    x, y = xy(curve_figure(result), "threshold")
    at = x[~np.isnan(x)]
    assert len(at) == 4 and at[0] == at[1] < at[2] == at[3]
    np.testing.assert_allclose(p_of(result, at[:, None]), 0.5, atol=1e-5)
    assert y[~np.isnan(x)].tolist() == [0, 1, 0, 1]
    [curve] = [t for t in curve_figure(result)["data"] if shows(t) == "curve"]
    curve_x, p = curve["x"], curve["y"]
    np.testing.assert_allclose(p, p_of(result, curve_x[:, None]), atol=1e-6)


def test_without_a_boundary_the_chart_says_so():
    table = labelled([[0], [1], [2], [3], [4], [5]], list("bbbbba"))
    result = run(replace(TWO, data="own", epochs=0, start="zero", x2_column=0), table)
    assert xy(curve_figure(result), "threshold")[0].size == 0
    nothing = run(replace(TWO, epochs=0, start="zero"))
    assert xy(boundary_figure(nothing), "fitted")[0].size == 0
    texts = [m.text for m in VIEWS["logistic"].report(nothing).messages]
    assert "The fitted W is 0, so there is no boundary." in texts


def test_the_report_says_what_the_weights_are_for():
    report = VIEWS["logistic"].report(run(TWO))
    assert report.columns == ["W₁", "W₂", "W₃", "W₄", "W₅", "b"]
    assert [len(texts) for _, texts in report.rows] == [6] * len(report.rows)
    X = np.asarray(run(TWO).data.X, float)
    text = report.messages[-1].text
    for value in (abs(X.mean(0)[0]), X.std(0)[1]):
        assert f"{value:.4g}"[:5] in text
    raw = run(replace(TWO, scaling="off", learning_rate=0.01))
    assert VIEWS["logistic"].report(raw).messages == []


def test_what_is_asked_is_answered_with_squares():
    result = run(replace(TWO, ask_x1=1.0, ask_x2=-2.0, digits="all"))
    facts = dict(VIEWS["logistic"].report(result).facts)
    expected = p_of(result, np.array([[1.0, -2.0]]))[0]
    assert float(facts["P(class 1) at (1, -2)"]) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("s", [TWO, ONE, replace(TWO, landscape="surface")])
@pytest.mark.parametrize("explain", ["off", "gradient", "flips", "separable"])
def test_any_of_its_charts_can_be_shown(s, explain):
    result = run(replace(s, explain=explain, epochs=20))
    for figure in figures(result).values():
        as_json(figure)  # or a number is not finite
        to_plotly(figure)
    if explain != "off":
        told = MENU[explain].explain(result)
        assert not any("line separates" in sentence for sentence in told.sentences)
    assert has(figures(result)["landscape"], "path")


def test_the_true_circle_is_drawn_whatever_the_features_are():
    said = "The true boundary is a circle, which no line can follow."
    for scenario in (TWO, replace(TWO, features="plain"), replace(TWO, scaling="off")):
        result = run(replace(scenario, data="circle"))
        x1, x2 = xy(boundary_figure(result), "true")
        np.testing.assert_allclose(np.hypot(x1, x2), 2, rtol=1e-6)
        messages = VIEWS["logistic"].report(result).messages
        [*actions] = [m.action for m in messages if m.text == said]
        assert [(a.key, a.value) for a in actions] == [("c_feat", SQUARES)] * (
            result.features.is_plain
        )

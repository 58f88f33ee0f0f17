"""What is called class 1 at a threshold, by scikit-learn's metrics."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import expit
from sklearn import metrics

from jaxreg.data.table import Column, Table
from jaxreg.display.boundary import boundary, crossings
from jaxreg.display.logistic_figure import logistic_figures
from jaxreg.explain.confusion import area_under, confusion, roc_curve, table
from jaxreg.lab.sweep import sweep
from jaxreg.settings import LogisticScenario
from jaxreg.settings.features import SQUARES
from jaxreg.training.runs import run
from tests.shown import explanation_of, report_of
from tests.traces import has, trace, xy

RUNS = {
    "two features": LogisticScenario(epochs=30),
    "a high threshold": LogisticScenario(epochs=30, threshold=0.97),
    "a low one, held out": LogisticScenario(threshold=0.02, epochs=50, held_out=30),
    "squares": LogisticScenario(features=SQUARES, epochs=20, threshold=0.3),
    "squares, scaled": LogisticScenario(
        features=SQUARES, scaling="on", epochs=20, threshold=0.7
    ),
    "one feature": LogisticScenario(data="O-rings", scaling="on", threshold=0.2),
    "separable": LogisticScenario(data="lecture", seed=10, threshold=0.4),
    "one class": LogisticScenario(true_W1=0.0, true_W2=0.0, true_b=5.0, num_points=5),
}


def chances(result, data):
    """P(class 1) in float64, from the features themselves."""
    X, (W, b) = np.asarray(data.X, float), result.drawn
    if not result.features.is_plain:
        X = (X - result.features.centre) / result.features.scale
        pairs = [X, X**2] if X.shape[1] == 1 else [X, X[:, :1] * X, X[:, 1:] ** 2]
        X = np.column_stack(pairs)
    return expit(X @ np.asarray(W, float) + float(b))


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.UndefinedMetricWarning")
@pytest.mark.parametrize("name", RUNS)
def test_the_table_and_the_curve_are_scikit_learns(name):
    result = run(replace(RUNS[name], explain="threshold", digits="all"))
    s, said, parts = result.scenario, explanation_of(result), {"": result.data}
    if result.held_out:
        parts["held out: "] = result.held_out.data
    rows = dict(said.rows)
    assert len(rows) == 6 * len(parts)
    called_1, [zero, one] = said.columns[1], said.counted.names
    assert called_1 == f"called {one}"
    for part, data in parts.items():
        y, p = np.asarray(data.y), chances(result, data)
        called = p > s.threshold
        matrix = metrics.confusion_matrix(y, called, labels=[0, 1])
        found = [rows[f"{part}is {name}"] for name in (zero, one)]
        assert [[*map(int, row)] for row in found] == matrix.tolist()
        ways = metrics.accuracy_score, metrics.precision_score, metrics.recall_score
        for way, short in zip(ways, ("accuracy", "precision", "recall"), strict=True):
            value, of = rows[part + short]
            if value == "–":
                assert not (called if short == "precision" else y).any()
                assert of.startswith("none is ")
            else:
                assert float(value) == pytest.approx(way(y, called), rel=1e-6)
                assert eval(of.replace("of", "/")) == pytest.approx(way(y, called))
        auc, why = rows[f"{part}AUC"]
        curve = "held out" if part else "points"
        if len({*y}) == 1:
            assert (auc, why) == ("–", "only one class")
            assert not has(said.figures["roc"], curve)
            continue
        assert float(auc) == pytest.approx(metrics.roc_auc_score(y, p), rel=1e-6)
        across, up, _ = metrics.roc_curve(y, p, drop_intermediate=False)
        drawn = xy(said.figures["roc"], curve)
        np.testing.assert_allclose(drawn, (across, up), 1e-6)


def test_the_place_of_the_threshold_is_on_the_curve():
    result = run(LogisticScenario(threshold=0.3, epochs=30, explain="threshold"))
    called = chances(result, result.data) > 0.3
    rates = metrics.confusion_matrix(result.data.y, called, normalize="true")
    figure = explanation_of(result).figures["roc"]
    assert [at[0] for at in xy(figure, "threshold")] == pytest.approx(rates[:, 1])


def test_ties_count_half():
    z, y = np.array([2.0, 1, 1, 1, 0, 0, -3]), np.array([1, 1, 0, 1, 0, 1, 0])
    curve = roc_curve(z, y)
    expected = metrics.roc_curve(y, z, drop_intermediate=False)
    np.testing.assert_allclose(curve, expected[:2])
    assert area_under(curve) == pytest.approx(metrics.roc_auc_score(y, z))
    assert confusion(z, y, 1.0) == (3, 0, 3, 1)  # at the level itself it is class 0


def test_nothing_is_divided_by_0():
    rows = dict(table(np.zeros(3), np.zeros(3), 0.0, ("no", "yes"), "four"))
    assert rows["precision"] == ["–", "none is called yes"]
    assert rows["recall"] == ["–", "none is yes"]
    assert rows["accuracy"] == ["1.000", "3 of 3"]


@pytest.mark.parametrize("name", ["a low one, held out", "squares", "one feature"])
def test_the_accuracy_by_epoch_is_that_of_shorter_runs(name):
    scenario = RUNS[name]
    result = run(replace(scenario, explain="accuracy"))
    figure = explanation_of(result).figures["accuracy"]
    for epoch in (0, 3, 20):
        shorter = run(replace(scenario, epochs=epoch))
        curves = {"accuracy": result.data}
        if result.held_out:
            curves["held-out accuracy"] = result.held_out.data
        for curve, data in curves.items():
            called = chances(shorter, data) > scenario.threshold
            expected = metrics.accuracy_score(data.y, called)
            assert xy(figure, curve)[1][epoch] == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("name", RUNS)
def test_the_boundary_is_where_p_is_the_threshold(name):
    result = run(RUNS[name])
    s = result.scenario
    if len(result.names.features) == 1:
        at = crossings(result.features, result.drawn, s.level)[:, None]
    else:
        window = (-9.0, 9.0)
        at = boundary(result.features, result.drawn, window, window, s.level)
        at = at[np.isfinite(at).all(axis=1)]
    assert len(at) or name == "one class"
    data = result.data._replace(X=at)
    np.testing.assert_allclose(chances(result, data), s.threshold, 1e-4)


def test_what_is_said_of_sides_is_at_the_threshold():
    scenario = LogisticScenario(threshold=0.9, epochs=30)
    result = run(scenario)
    right = (chances(result, result.data) > 0.9) == (result.data.y == 1)
    np.testing.assert_array_equal(result.correct, right)
    facts = dict(report_of(result).facts)
    assert facts["on the right side of P = 0.9"] == f"{right.sum()} of 100"
    assert "on the right side" not in facts
    figure = logistic_figures(result)["fit"]
    assert figure["layout"]["title"]["text"].endswith("boundary, P = 0.9")
    assert trace(figure, "wrong side")["x"].size == (~right).sum()
    [accuracy] = sweep(scenario, seed=[0])["accuracy"]
    assert accuracy == pytest.approx(right.mean())


def test_held_out_points_of_one_class_have_no_curve():
    x = np.arange(12.0)
    own = Table(
        (Column("x", x), Column("y", (x > 4).astype(float))),
    )
    s = LogisticScenario(data="own", x2_column=0, held_out=10, explain="threshold")
    result = run(s, own)
    assert len({*result.held_out.data.y}) == 1
    rows = dict(explanation_of(result).rows)
    assert rows["held out: AUC"] == ["–", "only one class"]

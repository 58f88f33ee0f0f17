"""The residuals and R², by NumPy and scikit-learn."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn import metrics

from jaxreg.data.table import Column, Table
from jaxreg.settings import LinearScenario
from jaxreg.training.runs import run
from tests.shown import explanation_of
from tests.traces import xy

RUNS = {
    "default": LinearScenario(),
    "worse than a flat line": LinearScenario(true_W=-5.0, true_b=9.0, epochs=0),
    "noise-free": LinearScenario(targets="noise-free", epochs=20),
    "held out": LinearScenario(num_points=50, held_out=30, epochs=20),
    "a curve": LinearScenario(degree=4, scaling="on", l2=0.3, epochs=50),
    "a table": LinearScenario(data="Anscombe IV", scaling="on", epochs=30),
    "diverging": LinearScenario(learning_rate=0.0501),
}


@pytest.mark.parametrize("name", RUNS)
def test_the_residuals_are_y_less_the_prediction(name):
    result = run(replace(RUNS[name], explain="residuals", digits="all"))
    said, x = explanation_of(result), np.asarray(result.data.X, float)[:, 0]
    parts = {"residuals": (x, result.targets)}
    if result.held_out:
        unseen = result.held_out
        parts["held out"] = np.asarray(unseen.data.X)[:, 0], unseen.targets
    [centre], [scale] = result.features.centre, result.features.scale
    W, b = (np.asarray(part, float) for part in result.drawn)
    for part, (along, y) in parts.items():
        u = (np.asarray(along, float) - centre) / scale
        predicted = np.polyval([*W[::-1], b], u)
        drawn = xy(said.figures["residuals"], part)
        size = np.abs(predicted).max()
        np.testing.assert_allclose(drawn, (along, y - predicted), 1e-5, 1e-6 * size)
    y, predicted = result.targets, np.polyval([*W[::-1], b], (x - centre) / scale)
    fit, mean, variance = (float(text) for _, [text] in said.rows)
    assert mean == pytest.approx(metrics.mean_squared_error(y, predicted), rel=1e-5)
    assert variance == pytest.approx(np.var(np.asarray(y, float)), rel=1e-6)
    assert fit == pytest.approx(metrics.r2_score(y, predicted), rel=1e-5)
    assert (fit < 0) == (name in ("worse than a flat line", "diverging"))
    assert ("noise-free y" in " ".join(said.sentences)) == (name == "noise-free")


def test_of_a_y_that_is_the_same_everywhere_there_is_no_r_squared():
    own = Table((Column("x", np.arange(5.0)), Column("y", np.full(5, 3.0))))
    result = run(LinearScenario(data="own", explain="residuals"), own)
    said = explanation_of(result)
    assert dict(said.rows)["R²"] == ["–"] and said.measured == (None,)
    assert "no R²" in said.sentences[-1]

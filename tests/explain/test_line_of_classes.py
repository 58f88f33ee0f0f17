"""Least squares on labels, by NumPy's ``lstsq``; logistic fits by scikit-learn."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from jaxreg.explain.line_of_classes import far_point, fits
from jaxreg.explain.menu import figures as figures_of
from jaxreg.settings import LogisticScenario
from jaxreg.settings.features import SQUARES
from jaxreg.training.runs import run
from tests.shown import explanation_of
from tests.traces import xy

ONE = LogisticScenario(data="O-rings", epochs=50, explain="least squares")
TWO = LogisticScenario(epochs=50, explain="least squares", threshold=0.6)
CURVED = replace(TWO, data="circle", features=SQUARES)
PENALISED = replace(TWO, data="lecture", l2=0.1)
SEPARABLE = replace(TWO, data="lecture")


def by_numpy(F, y):
    A = np.column_stack([F, np.ones(len(y))])
    return np.linalg.lstsq(A, y, rcond=None)[0]


def by_scikit_learn(X, y, l2):
    C = 1 / (len(y) * l2) if l2 else np.inf
    return LogisticRegression(C=C, tol=1e-10, max_iter=10_000).fit(X, y)


def counts(answer):
    return [[int(text.split()[0]) for text in texts] for _, texts in answer.rows]


@pytest.mark.parametrize("scenario", [ONE, TWO, PENALISED])
def test_both_fits_with_and_without_the_far_point(scenario):
    result, cut = run(scenario), scenario.threshold
    X, y = result.data.X.astype(float), result.data.y
    before = fits(result)
    far = far_point(result, before.logistic)
    away = (far - X.mean(axis=0)) / X.std(axis=0)
    np.testing.assert_allclose(np.linalg.norm(away), 20)
    expected = []
    for points, labels in [(X, y), (np.vstack([X, far]), np.append(y, 1))]:
        theta = by_numpy(points, labels)
        of_squares = np.column_stack([X, np.ones(len(y))]) @ theta > cut
        model = by_scikit_learn(points, labels, scenario.l2)
        p = expit(model.decision_function(X))
        expected.append([np.sum((called > 0) == y) for called in (of_squares, p > cut)])
        found = fits(result, far if len(labels) > len(y) else None)
        np.testing.assert_allclose(np.append(*found.squares), theta, rtol=1e-6)
        np.testing.assert_allclose(
            np.append(*found.logistic), [*model.coef_[0], *model.intercept_], rtol=1e-3
        )
    answer = explanation_of(result)
    assert counts(answer) == np.transpose(expected).tolist()
    # The far point is where P rises most, and costs the logistic model nothing.
    assert model.predict_proba(far[None])[0, 1] > 0.999
    drawn = figures_of(result)["fit"]
    across, up = (part.astype(float) for part in xy(drawn, "with the far point"))
    if scenario is ONE:
        np.testing.assert_allclose(up, theta[0] * across + theta[1], rtol=1e-5)
    else:
        np.testing.assert_allclose(
            theta[0] * across + theta[1] * up + theta[2], cut, atol=1e-5
        )


def test_one_far_point_turns_least_squares_alone():
    """As Bishop, Pattern Recognition and Machine Learning, 2006, figure 4.4 shows."""
    (squares, squares_far), (logistic, logistic_far) = counts(explanation_of(run(TWO)))
    assert squares_far < squares - 5 and logistic_far == logistic


def test_squares_as_features_have_no_far_point():
    result = run(CURVED)
    answer = explanation_of(result)
    assert far_point(result, fits(result).logistic) is None
    assert answer.columns == ["right"] and "a curve to them" in answer.sentences[0]
    x1, x2 = (
        part.astype(float) for part in xy(figures_of(result)["fit"], "least squares")
    )
    F = result.features.of(result.data.X)
    theta = by_numpy(F, result.data.y)
    places = np.column_stack([x1, x2])[np.isfinite(x1)]
    predicted = result.features.of(places) @ theta[:-1] + theta[-1]
    np.testing.assert_allclose(predicted, TWO.threshold, atol=1e-4)


def test_without_a_minimum_the_run_stands_for_the_logistic_model():
    answer = explanation_of(run(SEPARABLE))
    assert "no minimum" in answer.sentences[-1]
    name, (_, with_far) = answer.rows[1]
    assert (name, with_far) == ("logistic, this run", "–")


def test_a_run_that_is_not_finite_has_least_squares_alone():
    far = {"start": "chosen", "start_W1": 1e15, "start_W2": 1e15}
    answer = explanation_of(run(replace(SEPARABLE, epochs=2, **far)))
    assert answer.rows[0][1][0].endswith("of\u00a05")

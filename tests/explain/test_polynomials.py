"""The Explain menu on a polynomial with a penalty, each number against NumPy."""

from dataclasses import replace

import numpy as np
import pytest

from jaxreg.explain.gradient import gradients
from jaxreg.explain.influence import influence
from jaxreg.explain.prediction import predicted
from jaxreg.live.picture import explained, picture
from jaxreg.settings import LINEAR_EXPLAIN, LinearScenario
from jaxreg.training.runs import run
from tests.shown import explanation_of

CURVE = LinearScenario(
    num_points=20, degree=4, scaling="on", learning_rate=0.1, epochs=200
)
FORMS = [CURVE, replace(CURVE, l2=0.03), LinearScenario(l2=0.1, epochs=20)]


def powers(result):
    """[F 1], F being what training multiplies its weights by, in float64."""
    s, x = result.scenario, result.data.X.ravel().astype(float)
    if s.scaling == "on":
        x = (x - x.mean()) / x.std()
    F = np.vander(x, s.degree + 1, increasing=True)[:, 1:]
    if s.scaling == "on":
        F = (F - F.mean(0)) / F.std(0)
    return np.column_stack([F, np.ones(len(F))])


def hessian(result):
    A, l2 = powers(result), result.scenario.l2
    return 2 * A.T @ A / len(A) + l2 * np.diag([*[1.0] * (A.shape[1] - 1), 0.0])


@pytest.mark.parametrize("s", FORMS)
@pytest.mark.parametrize("entry", LINEAR_EXPLAIN)
def test_every_entry_explains_a_curve(s, entry):
    s = replace(s, explain=entry)
    assert picture(s) and explained(s)


@pytest.mark.parametrize("s", FORMS)
def test_the_prediction_is_where_the_run_is(s):
    result = run(s)
    found = predicted(result, np.arange(s.epochs + 1))
    assert found.params.W.shape == (s.epochs + 1, s.degree)
    np.testing.assert_allclose(found.params.W, result.history.params.W, 2e-3, 2e-3)
    np.testing.assert_allclose(found.loss, result.history.loss, rtol=1e-3)
    columns = [*result.features.names, "b"]
    shown = explanation_of(run(replace(s, explain="prediction")))
    assert shown.columns == columns
    assert all(len(cells) == len(columns) for _, cells in shown.rows)


@pytest.mark.parametrize("s", FORMS)
def test_the_gradient_is_the_formulas(s):
    result = run(s)
    found, A = gradients(result), powers(result)
    theta = np.append(*result.training.history.at(-1)).astype(float)
    expected = 2 * (A @ theta - result.data.y) @ A / len(A)
    expected += s.l2 * np.append(theta[:-1], 0)
    for way in (found.by_hand, found.differences, found.autodiff):
        np.testing.assert_allclose(way, expected, 1e-3, 1e-4)


@pytest.mark.parametrize("s", FORMS)
def test_influence_in_closed_form_is_that_of_refits(s):
    result = run(s)
    A, y = powers(result), result.data.y.astype(float)
    found, H = influence(result), hessian(result)

    def refitted(y):
        return A @ np.linalg.solve(H, 2 * A.T @ y / len(y))

    for k, row in enumerate(found.rows):
        raised = y + np.eye(len(y))[row]
        moved = (refitted(raised) - refitted(y))[row]
        assert found.leverage[k] == pytest.approx(moved, rel=1e-6)


@pytest.mark.parametrize("s", FORMS)
def test_influence_through_training_is_that_of_reruns(s):
    result = run(s)
    A, found = powers(result), influence(result)
    step = np.eye(A.shape[1]) - s.learning_rate * hessian(result)
    by_y, push = np.zeros(A.T.shape), 2 * s.learning_rate * A.T / len(A)
    for _ in range(s.epochs):
        by_y = step @ by_y + push
    own = np.diag(A @ by_y)[found.rows]
    np.testing.assert_allclose(found.own, own, 1e-3, 1e-4)


def test_the_squares_are_the_loss_without_its_penalty():
    bars = [explanation_of(run(replace(s, explain="squares"))).bar for s in FORMS[:2]]
    assert bars[0] is not None and bars[1] is None

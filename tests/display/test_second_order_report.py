"""What is said of runs of Newton's method and of coordinate descent, against NumPy."""

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jaxreg.data.table import Column, Table
from jaxreg.explain.menu import MENU
from jaxreg.settings import OWN, LinearScenario, LogisticScenario
from jaxreg.training.runs import run
from tests.descents import METHODS
from tests.shown import report_of, ruler_of

NO_CURVATURE = "all but straight"
EACH = pytest.mark.parametrize("method", METHODS)


def said_of(result):
    return " ".join(message.text for message in report_of(result).messages)


def smallest_curvature(result, epoch):
    """The smallest that an epoch of classes has to divide by, in float64, as a share of
    the mean square of each column of [X 1]."""
    X, y, _ = (np.asarray(column, float) for column in result.training.data)
    A, l2 = np.column_stack([X, np.ones(len(X))]), result.scenario.l2
    size, on_W = np.sqrt(np.mean(A**2, axis=0)), np.append(np.ones(X.shape[1]), 0)
    theta = np.append(*result.training.history.at(epoch)).astype(float)

    def derivatives(theta):
        p = (1 + np.tanh(A @ theta / 2)) / 2
        H = (A.T * (p * (1 - p))) @ A / len(A) + l2 * np.diag(on_W)
        return (p - y) @ A / len(A) + l2 * on_W * theta, H

    if result.scenario.method == "Newton":
        return np.linalg.eigvalsh(derivatives(theta)[1] / np.outer(size, size))[0]
    found = []
    for j in range(len(theta)):
        slope, H = derivatives(theta)
        found.append(H[j, j] / size[j] ** 2)
        theta[j] -= slope[j] / max(H[j, j], 1e-300)
    return min(found)


@settings(deadline=None, max_examples=60)
@given(
    method=st.sampled_from([*METHODS]),
    seed=st.integers(0, 300),
    n=st.sampled_from([5, 10, 100]),
    l2=st.sampled_from([0.0, 0.01]),
    start=st.sampled_from(["seed", "zero"]),
    epochs=st.sampled_from([1, 5, 30, 300]),
    scaling=st.sampled_from(["off", "on"]),
)
def test_what_is_said_of_any_classes_is_true(method, seed, n, epochs, **others):
    s = LogisticScenario(method=method, seed=seed, num_points=n, epochs=epochs)
    result = run(replace(s, **others))
    said, loss = said_of(result), result.history.loss.astype(float)
    lost = np.flatnonzero(~np.isfinite(loss))
    assert (NO_CURVATURE in said) == (lost.size > 0)
    if lost.size:
        assert f"is not finite at epoch {lost[0]}." in said
        assert smallest_curvature(result, lost[0] - 1) < 1e-5
        return
    rises = 1 + np.flatnonzero(loss[1:] > loss[:-1] * (1 + 1e-5))
    assert ("first rose" in said) == (rises.size > 0)
    if rises.size:
        assert f"first rose at epoch {rises[0]}, and rose in {rises.size} of" in said
    found = re.search(r"first within 1 % of the smallest possible at (.*?)\.", said)
    if result.optimum is None:
        assert not found
        return
    W, b = (np.asarray(part, float) for part in result.optimum)
    z = (2 * result.data.y - 1) * (result.data.X @ W + b)
    best = np.logaddexp(0, -z).mean() + (result.penalty * W**2).sum() / 2
    near = np.flatnonzero(loss <= 1.01 * best)
    expected = [f"epoch {k}" if k else "the start" for k in near[:1]]
    assert expected == ([found[1]] if found else [])


@settings(deadline=None, max_examples=30)
@given(
    seed=st.integers(0, 9999),
    noise=st.sampled_from([0.0, 0.3, 5.0]),
    start_W=st.floats(-15, 15).map(lambda k: float(f"{10**k:.4g}")),
)
def test_newton_is_at_the_minimum_of_a_line_after_a_step(seed, noise, start_W):
    s = LinearScenario(method="Newton", seed=seed, noise=noise, epochs=1)
    for one in (s, replace(s, start="chosen", start_W=start_W)):
        result = run(one)
        if result.lost is not None:
            continue
        A = np.column_stack([result.data.X, np.ones(10)]).astype(float)
        y = result.targets.astype(float)
        best, *_ = np.linalg.lstsq(A, y)
        least = np.mean((A @ best - y) ** 2)
        loss = result.history.loss.astype(float)
        is_there = "led to the minimum, apart from rounding" in said_of(result)
        above = loss[1] - least
        assert not is_there or above <= 1.1e-5 * least + 1.1e-8 * loss[0]
        assert is_there or "float32 cannot hold enough digits" in said_of(result)
        assert is_there or above > 0.9e-5 * least + 0.9e-8 * loss[0]


def test_a_line_far_from_0_is_told_to_be_standardised():
    rng = np.random.default_rng(1)
    x = 1e5 + np.arange(20.0)
    own = Table((Column("x", x), Column("y", 3 * x + rng.normal(size=20))))
    s = LinearScenario(data=OWN, method="Newton", epochs=5)
    result = run(s, own)
    report = report_of(result)
    assert result.lost is not None or result.history.loss[1] > 2 * result.smallest_loss
    [warning] = [one for one in report.messages if one.level == "warning"]
    if result.lost is None:
        assert warning.action.key == "scale" and "enough digits" in warning.text
    scaled = said_of(run(replace(s, scaling="on"), own))
    assert "led to the minimum" in scaled


@EACH
@pytest.mark.parametrize("kind", [LinearScenario, LogisticScenario])
def test_no_rate_is_spoken_of(kind, method):
    for rate in (1e-4, 0.1, 900.0):
        s = kind(method=method, learning_rate=rate, epochs=3, momentum=0.9)
        result = run(s)
        assert "rate" not in said_of(result).replace("separate", "")
        assert "largest stable rate" not in dict(report_of(result).facts)
        ruler = ruler_of(result, np.array([0]))
        assert ruler.title.endswith("uses no learning rate.") and not ruler.zones
        for entry in ("rates", "tune"):
            said = MENU[entry].explain(run(replace(s, explain=entry)))
            [only] = said.sentences
            assert "uses no learning rate" in only and not said.figures


def test_the_ruler_has_what_an_epoch_of_coordinate_descent_multiplies():
    """For two parameters the squared cosine of their axes, by the Hessian."""
    result = run(LinearScenario(method="coordinate descent"))
    x = result.data.X[:, 0].astype(float)
    facts = dict(ruler_of(result, np.array([0])).facts)
    expected = np.mean(x) ** 2 / np.mean(x**2)
    assert facts["distance in the long run ×"] == f"{expected:.4g}"
    b = result.history.params.b.astype(float)
    away = b[10:14] - result.closed_form.b
    np.testing.assert_allclose(away[1:] / away[:-1], expected, rtol=1e-3)

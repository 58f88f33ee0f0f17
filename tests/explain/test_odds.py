"""Three views of one feature, by SciPy's sigmoid and logarithm of odds."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import expit, logit

from jaxreg.settings import LogisticScenario
from jaxreg.settings.features import SQUARES
from jaxreg.training.runs import run
from tests.shown import explanation_of
from tests.traces import xy

ONE = LogisticScenario(data="O-rings", scaling="on", epochs=50, threshold=0.3)
TWO = LogisticScenario(epochs=50)
CURVED = LogisticScenario(features=SQUARES, epochs=50)


def model(result):
    """The logit at x, x2 being held at its mean, in float64."""
    W, b = (np.asarray(part, float) for part in result.drawn)
    if len(W) == 1:
        return lambda x: W[0] * x + b
    held = np.mean(result.data.X[:, 1], dtype=float)
    if len(W) == 2:
        return lambda x: W[0] * x + W[1] * held + b
    free = W[1] * held + W[4] * held**2 + b
    return lambda x: W[0] * x + W[2] * x**2 + W[3] * x * held + free


@pytest.mark.parametrize("scenario", [ONE, TWO, CURVED])
def test_a_step_multiplies_the_odds_and_the_views_agree(scenario):
    result = run(replace(scenario, explain="odds", digits="all"))
    said, z = explanation_of(result), model(result)
    x, step = np.array(said.stepped.places), said.stepped.step
    p, rise, times = np.array([[*map(float, row)] for _, row in said.rows]).T
    np.testing.assert_allclose(p, expit(z(x)), 1e-5)
    np.testing.assert_allclose(rise, expit(z(x + step)) - expit(z(x)), 1e-4)
    np.testing.assert_allclose(np.log(times), logit(p + rise) - logit(p), 1e-3)
    words = " ".join(said.sentences)
    if scenario is not CURVED:
        np.testing.assert_allclose(times, np.exp(step * result.drawn.W[0]), 1e-5)
        W = "exp(5 W)" if scenario is ONE else "exp(W₁)"
        assert f"always multiplied by {W}" in words
    else:
        assert np.ptp(times) > 0.01 and "always" not in words
    assert ("x₂ is held" in words) == (scenario is not ONE)
    views = {
        "logit": z,
        "probability": lambda x: expit(z(x)),
        "class": lambda x: expit(z(x)) > scenario.threshold,
    }
    for name, view in views.items():
        along, up = xy(said.figures[name], "model")
        np.testing.assert_allclose(up, view(along.astype(float)), 1e-4, 1e-4)


def test_a_model_that_has_learned_nothing_has_odds_times_1():
    result = run(replace(TWO, start="zero", epochs=0, explain="odds"))
    assert {tuple(row) for _, row in explanation_of(result).rows} == {
        ("0.5000", "0", "1.000")
    }

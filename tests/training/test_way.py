"""Ways to train side by side are those of single runs, and no way changes the plain."""

from dataclasses import replace

import numpy as np
import pytest

from jaxreg.settings import LinearScenario, LogisticScenario, from_query
from jaxreg.settings.method import PLAIN
from jaxreg.training.runs import run

WAYS = {
    "plain": {},
    "cosine": {"schedule": "cosine"},
    "heavy ball": {"momentum": 0.8, "schedule": "step"},
    "Nesterov": {"momentum": 0.8, "momentum_kind": "Nesterov"},
    "batches": {"batch": 2, "momentum": 0.3, "schedule": "1/t"},
}
RATES = np.array([0.0001, 0.001, 0.002], np.float32)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("scenario", [LinearScenario(), LogisticScenario(l2=0.1)])
def test_rates_side_by_side_are_single_runs(scenario, way):
    s = replace(scenario, epochs=40, **WAYS[way])
    problem = run(s).training.problem
    together = problem.train_at(s, RATES, 40)
    for k, rate in enumerate(RATES):
        alone = problem.train(replace(s, learning_rate=rate), 40)
        for rows, row in zip(together.params, alone.params, strict=True):
            np.testing.assert_allclose(rows[k][:41], row, rtol=1e-5, atol=1e-6)
        np.testing.assert_allclose(together.loss[k][:41], alone.loss, rtol=1e-5)


@pytest.mark.parametrize("page", ["linear", "logistic"])
def test_the_defaults_are_plain_descent(page):
    scenario, _ = from_query(page, "")
    assert scenario == replace(scenario, **PLAIN)
    one = run(replace(scenario, momentum_kind="Nesterov", shuffle=5))
    np.testing.assert_array_equal(one.history.loss, run(scenario).history.loss)

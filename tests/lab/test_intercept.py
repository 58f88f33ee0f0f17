"""Sweeps of models without an intercept: each row is the run of its scenario."""

from dataclasses import replace

import numpy as np
import pytest

from jaxreg import sweep
from jaxreg.lab.basin import basin
from jaxreg.lab.counterexamples import counterexamples
from jaxreg.lab.universes import bootstrap, universes
from jaxreg.settings import LinearScenario
from jaxreg.training.runs import run_linear

OFF = LinearScenario(intercept="off", epochs=60)
SWEPT = {
    "rates": (OFF, {"learning_rate": [0.001, 0.03, 0.05]}),
    "seeds": (OFF, {"seed": [0, 1, 2]}),
    "chosen": (replace(OFF, start="chosen", start_b=5.0), {"start_W": [0.0, 2.0]}),
    "b of the start": (replace(OFF, start="chosen"), {"start_b": [0.0, 3.0]}),
    "batches": (replace(OFF, batch="5"), {"shuffle": [0, 1]}),
    "Newton": (replace(OFF, method="Newton", epochs=3), {"seed": [0, 1]}),
    "coordinates": (
        replace(OFF, method="coordinate descent", degree=2, scaling="on"),
        {"seed": [0, 1]},
    ),
    "tips": (
        replace(OFF, data="tips", scaling="on", learning_rate=0.1),
        {"l2": [0.0, 0.1]},
    ),
    "on and off": (OFF, {"intercept": ["on", "off"]}),
}


@pytest.mark.parametrize("name", SWEPT)
def test_each_row_is_its_run(name):
    scenario, axes = SWEPT[name]
    table = sweep(scenario, **axes, progress=False)
    [field] = axes
    for value, (_, row) in zip(axes[field], table.iterrows(), strict=True):
        result = run_linear(replace(scenario, **{field: value}))
        d = len(result.fitted.W)
        columns = ["W"] if d == 1 else [f"W{k + 1}" for k in range(d)]
        W = row[columns].to_numpy(float)
        np.testing.assert_allclose(W, result.fitted.W, rtol=1e-3, atol=1e-4)
        best = row[[f"optimum_{name}" for name in columns]].to_numpy(float)
        np.testing.assert_allclose(best, result.closed_form.W, rtol=1e-6)
        assert row["loss"] == pytest.approx(result.history.loss[-1], rel=1e-4)
        if result.scenario.intercept == "off":
            assert row["b"] == 0 and row["optimum_b"] == 0


def test_studies_of_w_and_b_are_refused():
    for study in basin, universes, bootstrap:
        with pytest.raises(ValueError, match="set Intercept to on"):
            study(OFF, progress=False)


def test_downhill_is_always_the_way_to_the_minimum():
    with pytest.raises(ValueError, match="always points to the minimum"):
        counterexamples(OFF, "direction", 20, progress=False)
    table = counterexamples(OFF, "noise", 20, progress=False)
    assert len(table) == 20 and not table["b"].any()

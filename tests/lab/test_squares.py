"""Squares and a product in the Lab: a row is its run, and the formula's ellipse is that
of the features."""

from dataclasses import replace

import numpy as np
import pytest

from jaxreg.lab.sweep import sweep
from jaxreg.lab.theory import of_bootstrap, of_universes
from jaxreg.lab.universes import universes
from jaxreg.settings import LogisticScenario
from jaxreg.settings.features import SQUARES
from jaxreg.training.runs import run

BASE = LogisticScenario(features=SQUARES, epochs=40, num_points=50)
WEIGHTS = ["W1", "W2", "W3", "W4", "W5", "b"]


def with_squares(X):
    x1, x2 = np.asarray(X, float).T
    return np.column_stack([x1, x2, x1**2, x1 * x2, x2**2, np.ones(len(x1))])


@pytest.mark.parametrize(
    "s",
    [
        BASE,
        replace(BASE, scaling="on", held_out=20, start="chosen", start_W2=1.0),
    ],
)
def test_a_row_is_its_run(s):
    table = sweep(s, features=["plain", SQUARES], seed=[0, 3], progress=False)
    for _, row in table.iterrows():
        alone = run(replace(s, features=row.features, seed=row.seed))
        d = len(alone.fitted.W)
        found = row[[*WEIGHTS[:d], "b"]].astype(float)
        np.testing.assert_allclose(
            found, np.append(*alone.fitted), rtol=2e-5, atol=1e-6
        )
        assert row.loss == pytest.approx(alone.history.loss[-1], rel=1e-5)
        best = row[[f"optimum_{name}" for name in (*WEIGHTS[:d], "b")]].astype(float)
        np.testing.assert_allclose(best, np.append(*alone.optimum), rtol=1e-9)
        assert np.isnan(row[WEIGHTS[d:5]].astype(float)).all()


def test_the_formula_is_the_mean_information_of_the_features():
    theory = of_universes(BASE)
    assert list(theory.names) == WEIGHTS
    np.testing.assert_array_equal(theory.centre, [2, -1, 0, 0, 0, 0.5])
    X = np.random.default_rng(0).uniform(-3, 3, (1_000_000, 2))
    z = X @ [2, -1] + 0.5
    A, p = with_squares(X), 1 / (1 + np.exp(-z))
    information = BASE.num_points * (A.T * (p * (1 - p))) @ A / len(X)
    np.testing.assert_allclose(theory.covariance @ information, np.eye(6), atol=0.03)


def test_universes_of_standardised_squares_are_refused():
    with pytest.raises(ValueError, match="Standardise x"):
        of_universes(replace(BASE, scaling="on"))


def test_the_bootstraps_formula_is_the_information_at_the_best_fit():
    s = replace(BASE, data="iris")
    result, theory = run(s), of_bootstrap(s)
    A = with_squares(result.data.X)
    p = 1 / (1 + np.exp(-A @ np.append(*result.optimum)))
    expected = np.linalg.inv((A.T * (p * (1 - p))) @ A)
    np.testing.assert_allclose(theory.covariance, expected, rtol=1e-5)


def test_universes_of_a_circle_scatter_around_it():
    s = LogisticScenario(data="circle", features=SQUARES, num_points=1000, epochs=5)
    table = universes(s, 100, progress=False)
    told = table.attrs["theory"]
    assert told["centre"] == [0, 0, -1, 0, -1, 4]
    assert table.optimum_within_95.mean() > 0.88
    with pytest.raises(ValueError, match="choose the features"):
        universes(replace(s, features="plain"), 10, progress=False)

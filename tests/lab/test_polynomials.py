"""Sweeps of polynomials and of their penalty: each row is the run of its scenario."""

from dataclasses import replace

import numpy as np
import pytest

from jaxreg import sweep
from jaxreg.lab.basin import basin
from jaxreg.lab.resample import rows_drawn
from jaxreg.lab.universes import bootstrap, universes
from jaxreg.settings import LinearScenario
from jaxreg.training.runs import run

CURVE = LinearScenario(
    num_points=20, degree=3, scaling="on", learning_rate=0.1, epochs=50, held_out=20
)


def assert_rows_are_runs(table, scenario, *names):
    for _, row in table.iterrows():
        values = {name: row[name] for name in names}
        values |= {"degree": int(row["degree"])} if "degree" in names else {}
        result = run(replace(scenario, **values))
        d = len(result.fitted.W)
        columns = [f"W{k + 1}" for k in range(d)] if "W1" in table else ["W"]
        W = row[columns].to_numpy(float)
        np.testing.assert_allclose(W, result.fitted.W, rtol=1e-3, atol=1e-4)
        best = row[[f"optimum_{name}" for name in columns]].to_numpy(float)
        np.testing.assert_allclose(best, result.closed_form.W, rtol=1e-6)
        assert row["loss"] == pytest.approx(result.history.loss[-1], rel=1e-4)
        others = [f"W{k + 1}" for k in range(d, 9) if f"W{k + 1}" in table]
        assert np.isnan(row[others].to_numpy(float)).all()


def test_a_sweep_of_degrees():
    table = sweep(CURVE, degree=[1, 2, 5], progress=False)
    assert {"W1", "W5", "held_out_loss"} <= {*table} and "W" not in table
    assert_rows_are_runs(table, CURVE, "degree")


@pytest.mark.parametrize(
    "s", [CURVE, LinearScenario(epochs=20), replace(CURVE, batch="5")]
)
def test_a_sweep_of_penalties(s):
    table = sweep(s, l2=[0.0, 0.01, 1.0], progress=False)
    assert_rows_are_runs(table, s, "l2")


def test_a_sweep_of_seeds_of_curves():
    s = replace(CURVE, start="chosen", start_W=1.0, l2=0.1)
    assert_rows_are_runs(sweep(s, seed=range(3), progress=False), s, "seed")


def powers_of(s, x, seen):
    """[u, u², ..., 1] of x standardised as the seen points are: (n, degree + 1)."""
    u = (x - seen.mean()) / seen.std()
    return np.vander(u, s.degree + 1, increasing=True)[:, [*range(1, s.degree + 1), 0]]


def test_each_universe_of_a_curve_is_numpys_fit_within_the_formulas_ellipse():
    """Of the points that training sees: held-out ones tell it nothing."""
    s = replace(CURVE, epochs=1000, noise=2.0)
    table = universes(s, 1000, progress=False)
    optima = table[[f"optimum_{name}" for name in ("W1", "W2", "W3", "b")]].to_numpy()
    for seed in (0, 7):
        result = run(replace(s, seed=seed))
        x = np.asarray(result.data.X, float)[:, 0]
        A, y = powers_of(s, x, x), np.asarray(result.targets, float)
        best = np.linalg.lstsq(A, y, rcond=None)[0]
        np.testing.assert_allclose(optima[seed], best, rtol=1e-4, atol=1e-4)
    told = table.attrs["theory"]
    expected = 4.0 * np.linalg.inv(A.T @ A)
    np.testing.assert_allclose(told["covariance"], expected, rtol=1e-6)
    truth = [3 * x.std(), 0, 0, 2 + 3 * x.mean()]
    np.testing.assert_allclose(told["centre"], truth, atol=1e-6)
    # 95 % and three standard errors of a share of 1,000.
    assert abs(table.optimum_within_95.mean() - 0.95) < 3 * (0.95 * 0.05 / 1000) ** 0.5
    np.testing.assert_allclose(np.cov(optima.T), expected, atol=0.1 * expected.max())


def test_each_resample_of_a_curve_is_numpys_fit_of_its_rows():
    s = replace(CURVE, held_out=0)
    table = bootstrap(s, 20, progress=False)
    result = run(s)
    x, y = np.asarray(result.data.X, float)[:, 0], np.asarray(result.targets, float)
    A = powers_of(s, x, x)
    for resample in (0, 19):
        rows = rows_drawn(resample, len(x))
        best = np.linalg.lstsq(A[rows], y[rows], rcond=None)[0]
        names = [f"optimum_{name}" for name in ("W1", "W2", "W3", "b")]
        found = table.loc[resample, names].to_numpy(float)
        np.testing.assert_allclose(found, best, rtol=1e-3, atol=1e-3)
    best = np.linalg.lstsq(A, y, rcond=None)[0]
    variance = np.sum((A @ best - y) ** 2) / (len(x) - 4)
    told = table.attrs["theory"]
    expected = variance * np.linalg.inv(A.T @ A)
    np.testing.assert_allclose(told["covariance"], expected, rtol=1e-5)


def test_where_many_curves_fit_best_there_is_no_standard_error():
    s = LinearScenario(num_points=5, degree=9, scaling="on", epochs=5)
    for study in (universes, bootstrap):
        told = study(s, 10, progress=False).attrs["theory"]
        assert told["covariance"] is None and "many curves" in told["note"]


def test_a_map_of_starts_says_that_it_is_of_a_line():
    with pytest.raises(ValueError, match="of a line: set Degree to 1"):
        basin(CURVE, progress=False)

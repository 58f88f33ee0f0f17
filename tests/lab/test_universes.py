"""Universes and bootstraps against NumPy's least squares, SciPy and exact formulas."""

import re

import numpy as np
import pandas as pd
import pytest
from scipy import integrate, stats
from scipy.optimize import minimize

from jaxreg import (
    LinearScenario,
    LogisticScenario,
    bootstrap,
    run_linear,
    run_logistic,
    universes,
)
from jaxreg.data.shipped import data_set
from jaxreg.data.table import Column, DataError, Table
from jaxreg.lab.resample import rows_drawn
from jaxreg.lab.theory import RADIUS_SQUARED, of_bootstrap, of_universes

NUM = 300


def normal(num_points, seed):
    """The points of a seed, as the page has them."""
    data = run_linear(LinearScenario(num_points=num_points, seed=seed, epochs=0)).data
    return data.X.astype(float), data.y.astype(float)


def lstsq(X, y):
    return np.linalg.lstsq(np.column_stack([X, np.ones(len(X))]), y, rcond=None)[0]


def logit(X, y):
    """The W and b that minimise the cross-entropy, and the information there."""
    A = np.column_stack([X, np.ones(len(X))])
    signs = 2 * y - 1

    def loss(theta):
        return np.logaddexp(0, -signs * (A @ theta)).mean()

    def slope(theta):
        return -A.T @ (signs / (1 + np.exp(signs * (A @ theta)))) / len(y)

    best = minimize(loss, np.zeros(A.shape[1]), jac=slope, tol=1e-12).x
    p = 1 / (1 + np.exp(-A @ best))
    return best, (A.T * (p * (1 - p))) @ A


def inside(theta, centre, covariance):
    """Which places lie within SciPy's 95 % ellipse."""
    away = theta - centre
    squared = np.einsum("ri,ij,rj->r", away, np.linalg.inv(covariance), away)
    return squared <= stats.chi2(2).ppf(0.95)


# Universes


def test_each_universe_is_the_least_squares_line_of_its_points():
    s = LinearScenario(num_points=20, epochs=5000)
    table = universes(s, NUM, progress=False)
    expected = np.array([lstsq(*normal(20, seed)) for seed in range(NUM)])
    found = table[["optimum_W", "optimum_b"]].to_numpy()
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(table[["W", "b"]], expected, rtol=1e-4, atol=1e-4)
    assert table.seed.tolist() == [*range(NUM)]
    X, _ = normal(20, 0)
    A = np.column_stack([X, np.ones(20)])
    covariance = np.linalg.inv(A.T @ A)
    theory = table.attrs["theory"]
    np.testing.assert_allclose(theory["covariance"], covariance, rtol=1e-6)
    errors = np.sqrt(np.diag(covariance))
    np.testing.assert_allclose(theory["standard_errors"], errors, rtol=1e-6)
    assert (theory["names"], theory["centre"]) == (["W", "b"], [3, 2])
    is_inside = inside(expected, [3, 2], covariance)
    assert table.optimum_within_95.tolist() == is_inside.tolist()
    assert abs(is_inside.sum() - 0.95 * NUM) < 4 * np.sqrt(NUM * 0.95 * 0.05)


def test_the_ellipse_is_that_of_the_chi_squared_distribution():
    assert pytest.approx(stats.chi2(2).ppf(0.95), rel=1e-14) == RADIUS_SQUARED


def test_an_early_stop_is_seen_beside_the_closed_form():
    table = universes(LinearScenario(epochs=5), 100, progress=False)
    early = [
        np.append(*run_linear(LinearScenario(epochs=5, seed=k)).fitted)
        for k in range(3)
    ]
    np.testing.assert_allclose(table[["W", "b"]][:3], early, rtol=2e-6, atol=2e-6)
    assert table.within_95.sum() < 50 < 90 < table.optimum_within_95.sum()


def test_the_coverage_of_ten_thousand_is_95_percent():
    table = universes(LinearScenario(noise=2.0, epochs=1), 10_000, progress=False)
    assert len(table) == 10_000 and table.seed.iloc[-1] == 9999
    # 9,500 and the binomial's deviation of 22
    assert abs(table.optimum_within_95.sum() - 9500) < 4 * 22
    errors = table.attrs["theory"]["standard_errors"]
    brute_force = table[["optimum_W", "optimum_b"]].std()
    np.testing.assert_allclose(brute_force, errors, rtol=4 / np.sqrt(2 * 10_000))


def test_classes_have_the_information_at_the_truth():
    s = LogisticScenario(num_points=50, epochs=0)
    theory = of_universes(s)
    truth = np.array([2.0, -1.0, 0.5])

    def entry(j, k):
        def at(x2, x1):
            a = np.array([x1, x2, 1])
            p = 1 / (1 + np.exp(-a @ truth))
            return p * (1 - p) * a[j] * a[k] / 36

        return integrate.dblquad(at, -3, 3, -3, 3, epsabs=1e-9)[0]

    information = [[entry(min(j, k), max(j, k)) for j in range(3)] for k in range(3)]
    expected = np.linalg.inv(50 * np.array(information))
    np.testing.assert_allclose(theory.covariance, expected, rtol=1e-6)
    assert theory.names == ("W1", "W2", "b") and theory.centre.tolist() == [2, -1, 0.5]


def test_each_universe_of_classes_has_scipys_optimum():
    s = LogisticScenario(num_points=100, learning_rate=1.0, epochs=3000)
    table = universes(s, 20, progress=False)
    theory = of_universes(s)
    names = ["W1", "W2", "b"]
    for row in table.itertuples():
        data = run_logistic(LogisticScenario(seed=row.seed, epochs=0)).data
        best, _ = logit(data.X.astype(float), data.y)
        found = [getattr(row, f"optimum_{name}") for name in names]
        np.testing.assert_allclose(found, best, rtol=1e-4, atol=1e-4)
        np.testing.assert_allclose([row.W1, row.W2, row.b], best, rtol=1e-2, atol=1e-2)
        [is_inside] = inside(best[None, :2], [2, -1], theory.covariance[:2, :2])
        assert row.optimum_within_95 == is_inside


def test_without_noise_there_is_no_ellipse():
    for s, note in [
        (
            LinearScenario(noise=0.0),
            "Without noise every universe has the same points.",
        ),
        (
            LinearScenario(targets="noise-free"),
            "Trained on noise-free points, all universes are the same.",
        ),
    ]:
        table = universes(s, 5, progress=False)
        told = table.attrs["theory"]
        assert told["covariance"] is None and not table.within_95.any()
        assert told["note"] == note
        assert table.optimum_W.nunique() == 1


@pytest.mark.parametrize(
    ("s", "num", "words"),
    [
        (LinearScenario(data="tips"), 5, "'tips': take the bootstrap"),
        (LogisticScenario(data="lecture"), 5, "'lecture': take the bootstrap"),
        (LinearScenario(), 1, "num=1: it must be a whole number from 2 to 10,000"),
        (LinearScenario(), 10_001, "num=10001: it must be"),
        (LinearScenario(), 5.0, "num=5.0: it must be"),
    ],
)
def test_what_has_no_universes(s, num, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        universes(s, num, progress=False)


# Bootstrap

TIPS = LinearScenario(data="tips", scaling="on", learning_rate=0.1, epochs=1000)


def tips():
    data = run_linear(TIPS).data
    return data.X, data.y


def test_each_resample_is_the_least_squares_line_of_its_rows():
    X, y = tips()
    table = bootstrap(TIPS, NUM, progress=False)
    expected = []
    for k in range(NUM):
        rows = np.random.default_rng(k).integers(len(y), size=len(y))
        assert rows_drawn(k, len(y)).tolist() == rows.tolist()
        expected.append(lstsq(X[rows], y[rows]))
    np.testing.assert_allclose(table[["optimum_W", "optimum_b"]], expected, rtol=1e-9)
    np.testing.assert_allclose(table[["W", "b"]], expected, rtol=1e-5)
    for k in (0, 7, NUM - 1):
        rows = rows_drawn(k, len(y))
        residuals = y[rows] - X[rows] @ table[["W"]].iloc[k] - table.b.iloc[k]
        assert table.loss.iloc[k] == pytest.approx(np.mean(residuals**2), rel=1e-6)
    assert table["resample"].tolist() == [*range(NUM)]
    # Beside SciPy's standard errors of a line
    fit = stats.linregress(X[:, 0], y)
    theory = table.attrs["theory"]
    assert theory["centre"] == pytest.approx([fit.slope, fit.intercept])
    errors = [fit.stderr, fit.intercept_stderr]
    assert theory["standard_errors"] == pytest.approx(errors)
    A = np.column_stack([X, np.ones(len(y))])
    rest = y - A @ [fit.slope, fit.intercept]
    covariance = rest @ rest / (len(y) - 2) * np.linalg.inv(A.T @ A)
    is_inside = inside(np.array(expected), theory["centre"], covariance)
    assert table.optimum_within_95.tolist() == is_inside.tolist()


def test_a_resample_trains_as_its_rows_would():
    """With few epochs, too, where all are in the same units."""
    s = LinearScenario(data="own", scaling="off", learning_rate=0.01, epochs=7)
    X, y = normal(10, 3)
    own = Table((Column("x", X[:, 0]), Column("y", y)))
    table = bootstrap(s, 40, own, progress=False)
    for k in range(40):
        rows = rows_drawn(k, 10)
        # From the start in the units of all rows
        start = run_linear(s, own).history
        W, b = float(start.params.W[0, 0]), float(start.params.b[0])
        for _ in range(7):
            error = W * X[rows, 0] + b - y[rows]
            slopes = 2 * np.mean(error * X[rows, 0]), 2 * np.mean(error)
            W, b = W - 0.01 * slopes[0], b - 0.01 * slopes[1]
        assert table.W.iloc[k] == pytest.approx(W, rel=1e-4)
        assert table.b.iloc[k] == pytest.approx(b, rel=1e-4, abs=1e-4)
        loss = np.mean((W * X[rows, 0] + b - y[rows]) ** 2)
        assert table.loss.iloc[k] == pytest.approx(loss, rel=1e-3)


def test_classes_are_drawn_again_too():
    s = LogisticScenario(data="tips", scaling="on", learning_rate=3.16, epochs=1000)
    result = run_logistic(s)
    X, y = result.data.X, result.data.y
    table = bootstrap(s, 20, progress=False)
    names = [f"optimum_{name}" for name in ("W1", "W2", "b")]
    for k in range(20):
        rows = rows_drawn(k, len(y))
        best, _ = logit(X[rows], y[rows])
        np.testing.assert_allclose(table[names].iloc[k], best, rtol=1e-3, atol=1e-4)
        z = X[rows] @ table[["W1", "W2"]].iloc[k] + table.b.iloc[k]
        right = np.mean((z > 0) == (y[rows] == 1))
        assert table.accuracy.iloc[k] == pytest.approx(right, abs=1 / len(y))
    best, information = logit(X, y)
    theory = table.attrs["theory"]
    np.testing.assert_allclose(theory["centre"], best, rtol=1e-4, atol=1e-5)
    covariance = np.linalg.inv(information)
    np.testing.assert_allclose(theory["covariance"], covariance, rtol=1e-4)


def test_a_frame_is_enough():
    X, y = normal(10, 0)
    frame = pd.DataFrame({"x": X[:, 0], "y": y})
    table = bootstrap(frame, 50, progress=False)
    own = Table((Column("x", X[:, 0]), Column("y", y)))
    s = LinearScenario(data="own", scaling="on", learning_rate=0.1, epochs=100)
    pd.testing.assert_frame_equal(table, bootstrap(s, 50, own, progress=False))
    frame.insert(0, "other", y[::-1])
    table = bootstrap(frame, 50, x_column="x", y_column="y", progress=False)
    pd.testing.assert_frame_equal(table, bootstrap(s, 50, own, progress=False))
    with pytest.raises(ValueError, match="model='line': it must be one of linear, "):
        bootstrap(frame, 50, model="line")
    with pytest.raises(TypeError, match="Only for a frame: epochs"):
        bootstrap(s, 50, own, progress=False, epochs=3)
    with pytest.raises(DataError):
        bootstrap(LinearScenario(data="own"), 50, progress=False)


def test_resamples_without_a_slope_or_an_optimum_have_none():
    few = Table(
        (Column("x", np.array([1.0, 2, 4])), Column("y", np.array([1.0, 3, 2])))
    )
    s = LinearScenario(data="own", scaling="on", learning_rate=0.1, epochs=100)
    table = bootstrap(s, 200, few, progress=False)
    alike = [len({*rows_drawn(k, 3)}) == 1 for k in range(200)]
    assert table.optimum_W.isna().tolist() == alike and 5 < sum(alike) < 50
    assert (table.became == "finite").all()
    lecture = bootstrap(LogisticScenario(data="lecture", seed=10), 20, progress=False)
    assert lecture.optimum_W1.isna().all()
    told = lecture.attrs["theory"]
    assert told["covariance"] is None and told["centre"] == [None] * 3
    assert told["note"].startswith("No W and b are the best here")


def test_what_the_formula_does_not_know_is_said():
    assert "penalty" in of_universes(LogisticScenario(l2=0.1)).note
    assert "penalty" not in of_universes(LogisticScenario()).note
    assert of_universes(LinearScenario()).note.startswith(
        "All universes have the same x"
    )
    assert "equally far" in of_bootstrap(TIPS).note
    penalised = of_bootstrap(LogisticScenario(l2=0.1))
    assert penalised.covariance is None and "penalty" in penalised.note
    line = Table((Column("x", np.arange(5.0)), Column("y", 2 * np.arange(5.0))))
    exact = of_bootstrap(LinearScenario(data="own"), line)
    assert exact.covariance is None and "meets every point" in exact.note


def test_far_from_zero_the_formula_keeps_its_digits():
    years = np.arange(1950.0, 2025)
    y = 0.02 * years + np.random.default_rng(0).normal(size=75)
    own = Table((Column("year", years), Column("y", y)))
    fit = stats.linregress(years, y)
    errors = of_bootstrap(LinearScenario(data="own"), own).standard_errors
    assert errors == pytest.approx([fit.stderr, fit.intercept_stderr], rel=1e-9)


def test_built_in_data_have_a_bootstrap():
    for name in ("tips", "iris", "gapminder"):
        for kind, s in data_set(name).scenarios.items():
            table = bootstrap(s, 4, progress=False)
            assert np.isfinite(table.loss).all(), (name, kind)

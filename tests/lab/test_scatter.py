"""The ellipse of each kind of noise, against NumPy and against what is counted."""

import numpy as np
import pytest

from jaxreg import LinearScenario, universes
from jaxreg.lab.theory import of_bootstrap, of_universes

NUM = 1000
X = np.arange(10.0)
A = np.column_stack([X, np.ones(10)])
HAT = np.linalg.pinv(A)  # (2, 10): y to W and b
UNEVEN = 4 * (X / 4.5) ** 2  # variances, for a noise of 2
OF = {
    "heavy tails": ({"nu": 6.0}, np.full(10, 4 * 6 / 4)),
    "outliers": ({"outliers": 0.2}, np.full(10, 4 * (0.8 + 0.2 * 100))),
    "uneven": ({}, UNEVEN),
}


@pytest.mark.parametrize("kind", OF)
def test_the_covariance_is_that_of_the_noise(kind):
    numbers, variances = OF[kind]
    s = LinearScenario(noise=2.0, noise_kind=kind, epochs=1, **numbers)
    table = universes(s, NUM, progress=False)
    told = table.attrs["theory"]
    covariance = HAT @ np.diag(variances) @ HAT.T
    np.testing.assert_allclose(told["covariance"], covariance, rtol=1e-6)
    best = table[["optimum_W", "optimum_b"]]
    error = np.sqrt(6 / NUM)  # of a variance, were the kurtosis as high as 6
    np.testing.assert_allclose(best.var(), np.diag(covariance), rtol=4.5 * error)
    counted = table.optimum_within_95.mean()
    deviation = np.sqrt(0.95 * 0.05 / NUM)
    if kind == "uneven":
        assert abs(counted - 0.95) < 4.5 * deviation
        usual = np.sqrt(UNEVEN.mean() * np.linalg.inv(A.T @ A)[0, 0])
        assert f"would give W a standard error of {usual:.3g}." in told["note"]
    else:
        assert "need not have 95 %" in told["note"]
        assert 0.9 < counted < 0.99


def test_without_a_variance_there_is_no_ellipse():
    s = LinearScenario(noise_kind="heavy tails", nu=2.0)
    theory = of_universes(s)
    assert theory.covariance is None and "no variance" in theory.note
    theory = of_universes(LinearScenario(noise_kind="heavy tails", nu=2.5))
    expected = 5 * np.linalg.inv(A.T @ A)
    np.testing.assert_allclose(theory.covariance, expected, rtol=1e-6)


def test_no_outliers_are_normal_noise():
    alike = LinearScenario(noise_kind="outliers", outliers=0.0)
    assert of_universes(alike).note == of_universes(LinearScenario()).note


def test_the_bootstrap_says_what_the_formula_takes_for_granted():
    assert "grows with x" in of_bootstrap(LinearScenario(noise_kind="uneven")).note
    assert "grows with x" not in of_bootstrap(LinearScenario()).note

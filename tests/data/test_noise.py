"""Kinds of noise against SciPy's distributions and moments written out by hand, at 4.5
standard errors."""

import numpy as np
import pytest
from scipy import stats

from jaxreg import LinearScenario, run_linear
from jaxreg.data.generated import make_linear_data
from jaxreg.settings.noise import KINDS, OUTLIERS

MANY = 100_000


def noise(kind, number=0.0, n=MANY, seed=0, size=1.0):
    """The bare noise of a kind, in float64."""
    line = np.float32(0), np.float32(0), np.float32(size), np.uint32(seed)
    of = np.int32(KINDS.index(kind)), np.float32(number)
    y = make_linear_data(*line, *of, num_points=n)[0].y
    return np.asarray(y, float)


@pytest.mark.parametrize("nu", [1.0, 1.5, 3.0, 30.0])
def test_heavy_tails_are_those_of_students_t(nu):
    t = noise("heavy tails", nu)
    assert np.isfinite(t).all()
    assert stats.kstest(t, stats.t(nu).cdf).pvalue > 1e-5
    far = stats.t(nu).isf(0.0005)  # a tail that the test above hardly sees
    assert abs((np.abs(t) > far).mean() - 0.001) < 4.5 * np.sqrt(0.001 / MANY)
    if nu > 4:
        assert t.var() == pytest.approx(nu / (nu - 2), rel=0.03)


def test_heavy_tails_stretch_normal_numbers():
    normal = noise("normal", n=10)
    assert (np.sign(noise("heavy tails", 1.0, n=10)) == np.sign(normal)).all()
    np.testing.assert_allclose(noise("heavy tails", 1e6, n=10), normal, rtol=1e-4)
    twice = noise("heavy tails", 2.0, n=10, size=2.0)
    np.testing.assert_allclose(twice, 2 * noise("heavy tails", 2.0, n=10), rtol=1e-6)


@pytest.mark.parametrize("n", [5, 10])
def test_a_share_of_the_points_are_outliers(n):
    for percent in range(0, 51, 5):
        ratio = noise(OUTLIERS, percent / 100, n) / noise("normal", n=n)
        is_ten = np.isclose(ratio, 10, rtol=1e-5)
        assert (is_ten | np.isclose(ratio, 1, rtol=1e-5)).all()
        assert is_ten.sum() == (percent * n + 50) // 100  # half of one is one


def test_any_point_may_be_the_outlier():
    where = [
        np.argmax(noise(OUTLIERS, 0.1, 10, seed) / noise("normal", n=10, seed=seed))
        for seed in range(200)
    ]
    assert stats.chisquare(np.bincount(where, minlength=10)).pvalue > 1e-5


def test_outliers_are_normal_ten_times_as_large():
    y = noise(OUTLIERS, 0.3)
    assert y.var() == pytest.approx(0.7 + 0.3 * 100, rel=0.03)

    def mixture(at):
        return 0.7 * stats.norm.cdf(at) + 0.3 * stats.norm.cdf(at, scale=10)

    assert stats.kstest(y, mixture).pvalue > 1e-5


def test_uneven_noise_grows_in_proportion_to_x():
    x, y = np.linspace(0, 9, MANY), noise("uneven")
    assert y[0] == 0
    assert stats.kstest(y[1:] / (x[1:] / 4.5), stats.norm.cdf).pvalue > 1e-5
    for low in (0.0, 3.0, 6.0):
        within = y[(low <= x) & (x < low + 3)]
        variance = ((low + 3) ** 3 - low**3) / 9 / 4.5**2  # the mean of (x / 4.5)^2
        assert within.var() == pytest.approx(variance, rel=0.05)


def test_no_move_of_a_slider_compiles():
    """Nor does another kind."""
    run_linear(LinearScenario(epochs=1))
    before = make_linear_data._cache_size()
    for kind in KINDS:
        for number in (0.25, 0.5):
            numbers = {"nu": 1 + number, "outliers": number}
            run_linear(LinearScenario(noise_kind=kind, **numbers, epochs=1))
    assert make_linear_data._cache_size() == before

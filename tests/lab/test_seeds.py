"""Lines of many seeds, looked at all at once, against those of each, one by one."""

import numpy as np
import pytest

from jaxreg import LinearScenario, run_linear
from jaxreg.lab.seeds import lines_of_seeds


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"num_points": 5, "noise": 0.0},
        {"num_points": 80, "true_W": -7.5, "true_b": 9.0, "noise": 5.0},
        {"scaling": "on", "num_points": 20},
        {"targets": "noise-free"},
    ],
)
def test_they_are_the_runs_of_each_seed(settings):
    seeds = [3, 17, 999, 9999]
    first = run_linear(LinearScenario(**settings, epochs=0, seed=12))
    for seed, found in zip(seeds, lines_of_seeds(first, seeds), strict=True):
        one = run_linear(LinearScenario(**settings, epochs=0, seed=seed))
        assert found.targets.tolist() == one.targets.tolist()
        for data, expected in [
            (found.data, one.data._replace(y=one.targets)),
            (found.training.data, one.training.data),
            (found.training.problem.data, one.training.problem.data),
        ]:
            for column, wanted in zip(data, expected, strict=True):
                assert column.dtype == wanted.dtype and (column == wanted).all()
        near = {"rtol": 1e-9, "atol": 1e-12}
        A = np.column_stack([one.data.X, np.ones(len(one.targets))]).astype(float)
        best = np.linalg.lstsq(A, one.targets.astype(float), rcond=None)[0]
        np.testing.assert_allclose(np.append(*found.closed_form), best, **near)
        np.testing.assert_allclose(found.bowl.minimum, one.bowl.minimum, **near)
        np.testing.assert_allclose(found.bowl.smallest, one.bowl.smallest, **near)
        np.testing.assert_allclose(found.bowl.H, one.bowl.H, **near)

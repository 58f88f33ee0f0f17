"""The map of starts, against runs from some of its places, and its window."""

from dataclasses import replace

import numpy as np
import pytest

from jaxreg import LinearScenario, LogisticScenario, basin, run_linear, run_logistic
from jaxreg.display.landscape import linear_landscape, logistic_landscape


def test_each_place_is_a_start():
    s = LinearScenario(learning_rate=0.03, epochs=300)
    table = basin(s, side=12, progress=False)
    window = linear_landscape(run_linear(s)).window
    for name, ends in zip(("start_W", "start_b"), window, strict=True):
        places = np.linspace(*ends, 12)
        np.testing.assert_allclose(table[name].unique(), places, atol=1e-6)
    data = run_linear(s).data
    A = np.column_stack([data.X, np.ones(10)]).astype(float)
    smallest = np.linalg.lstsq(A, data.y.astype(float))[1][0] / 10
    for row in table.iloc[::17].itertuples():
        start = replace(s, start="chosen", start_W=row.start_W, start_b=row.start_b)
        loss = run_linear(start).history.loss
        goal = 1.01 * smallest + 1e-12 * np.mean(data.y**2)
        within = np.flatnonzero(loss <= goal)
        expected = within[0] if within.size else np.nan
        assert row.epochs_to_converge == pytest.approx(expected, abs=1, nan_ok=True)
    assert table.epochs_to_converge.nunique() > 20


def test_classes_start_at_both_weights():
    s = LogisticScenario(learning_rate=1.0, epochs=300)
    table = basin(s, side=5, progress=False)
    window = logistic_landscape(run_logistic(s)).window
    assert [*table.columns[:2]] == ["start_W1", "start_W2"]
    for name, ends in zip(("start_W1", "start_W2"), window, strict=True):
        assert table[name].min() == ends[0] and table[name].max() == ends[1]
    row = table.iloc[7]
    start = replace(
        s, start="chosen", start_W1=row.start_W1, start_W2=row.start_W2, start_b=0
    )
    fitted = np.append(*run_logistic(start).fitted)
    np.testing.assert_allclose(row[["W1", "W2", "b"]].astype(float), fitted, rtol=1e-5)


def test_of_one_feature_the_other_is_b():
    s = LogisticScenario(data="iris", x2_column=0, scaling="on", epochs=10)
    assert [*basin(s, side=2, progress=False).columns[:2]] == ["start_W1", "start_b"]


def test_it_is_over_the_plane_of_the_landscape():
    s = LogisticScenario(epochs=10, across="b", up="W1", start_W2=1.0)
    table = basin(s, side=3, progress=False)
    window = logistic_landscape(run_logistic(s)).window
    assert [*table.columns[:2]] == ["start_b", "start_W1"]
    for name, ends in zip(("start_b", "start_W1"), window, strict=True):
        assert table[name].min() == ends[0] and table[name].max() == ends[1]
    row = table.iloc[4]
    start = replace(s, start="chosen", start_W1=row.start_W1, start_b=row.start_b)
    fitted = np.append(*run_logistic(start).fitted)
    np.testing.assert_allclose(row[["W1", "W2", "b"]].astype(float), fitted, rtol=1e-5)


def test_its_window_can_be_chosen():
    window = ((-1.5, 1.0), (0.0, 4.0))
    table = basin(LinearScenario(), window=window, side=3, progress=False)
    assert table.start_W.unique().tolist() == [-1.5, -0.25, 1]
    assert table.start_b.unique().tolist() == [0, 2, 4]
    with pytest.raises(ValueError, match="side=1: it must be a whole number from 2"):
        basin(LinearScenario(), side=1)
    for bad in (((1.0, 1.0), (0.0, 1.0)), ((1.0, 0.0), (0.0, 1.0))):
        with pytest.raises(ValueError, match="starts of W_0 go from a smaller"):
            basin(LinearScenario(), window=bad, side=3)
    with pytest.raises(ValueError, match="a number from -1e15 to 1e15"):
        basin(LinearScenario(), window=((0.0, np.inf), (0.0, 1.0)), side=3)

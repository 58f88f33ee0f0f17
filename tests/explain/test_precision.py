"""Runs in four types of number, by loops in NumPy and ml_dtypes."""

from dataclasses import replace

import jax
import ml_dtypes
import numpy as np
import pytest

from jaxreg.explain.precision import TYPES, cycle_of, in_each_type
from jaxreg.explain.precision_entry import gap_beside
from jaxreg.settings import LinearScenario, LogisticScenario
from jaxreg.training.environment import reproducible
from jaxreg.training.runs import run
from tests.shown import explanation_of
from tests.traces import has, trace

LINE = LinearScenario(epochs=600, explain="precision")


def total(values):
    """A sum as JAX rounds it: of 16 bits in float32, and then once."""
    if values.dtype.itemsize > 2:
        return values.sum()
    return values.astype(np.float32).sum(dtype=np.float32).astype(values.dtype)


def by_loop(data, start, rate, epochs, name, slope):
    """W and b (epochs + 1, p) of gradient descent, each operation rounded to a type:
    ``slope`` is of the mean loss by each prediction, without the mean's 1 / n."""
    number = np.dtype(getattr(ml_dtypes, name, name)).type
    X, y, weight = (np.asarray(part).astype(number) for part in data)
    *W, b = (number(part) for part in start)
    rate, each = number(np.float32(rate)), number(1) / total(weight)
    rows = []
    for _ in range(epochs + 1):
        rows.append([float(part) for part in (*W, b)])
        terms = [X[:, j] * W[j] for j in reversed(range(len(W)))]
        z = sum(terms[1:], terms[0]) + b
        slopes = each * weight * slope(z, y)
        W = [w - rate * total(slopes * x) for w, x in zip(W, X.T, strict=True)]
        b = b - rate * total(slopes)
    return np.array(rows)


def runs_of(scenario):
    result = run(scenario)
    with reproducible():
        runs = in_each_type(result)
    return result, dict(zip(TYPES, runs, strict=True))


@pytest.mark.parametrize("name", TYPES)
def test_a_line_is_trained_in_each_type_for_real(name):
    result, runs = runs_of(LINE)
    data, start = result.training.problem.data, [float(result.history.params.W[0, 0])]
    found = by_loop(
        data, [*start, 0.0], 0.01, 600, name, lambda z, y: type(y[0])(2) * (z - y)
    )
    # XLA may fuse the multiplication and the addition of wide types.
    size = {"bfloat16": 0, "float16": 2e-3, "float32": 3e-6, "float64": 1e-14}[name]
    np.testing.assert_allclose(runs[name].theta, found, 0, size)
    x, y = data.X[:, 0].astype(float), data.y.astype(float)
    W, b = runs[name].theta[-1]
    assert runs[name].loss[-1] == pytest.approx(np.mean((W * x + b - y) ** 2), 1e-12)


def test_classes_are_trained_in_each_type():
    result, runs = runs_of(LogisticScenario(num_points=10, epochs=100))
    start = np.append(*(part[0] for part in result.history.params))
    data = result.training.problem.data

    def slope(z, y):
        p = (1 / (1 + np.exp(-z.astype(float)))).astype(z.dtype)
        return p - y

    for name, size in zip(TYPES, (0.1, 5e-3, 2e-6, 1e-14), strict=True):
        found = by_loop(data, start, 0.1, 100, name, slope)
        np.testing.assert_allclose(runs[name].theta, found, 0, size)
    apart = [np.abs(runs[n].theta[-1] - runs["float64"].theta[-1]).max() for n in TYPES]
    assert apart[0] > apart[1] > apart[2] > 0


def test_a_run_stands_still_where_its_step_is_less_than_half_a_gap():
    result = run(replace(LINE, digits="all"))
    said, (_, runs) = explanation_of(result), runs_of(LINE)
    coarse = runs["bfloat16"].theta
    since = int(np.argmax((coarse == coarse[-1]).all(axis=1)))
    assert said.rows[0][1][3] == f"stand still from {since}"
    assert f"bfloat16 stands still from epoch {since}:" in " ".join(said.sentences)
    assert said.rows[3][1][3] == "still change"
    for at, step in zip(coarse[-1], runs["bfloat16"].step, strict=True):
        assert ml_dtypes.bfloat16(at - step) == at and step != 0
    x, y = (np.asarray(part, float) for part in (result.data.X[:, 0], result.data.y))
    best = np.mean((np.polyval(np.polyfit(x, y, 1), x) - y) ** 2)
    for (name, row), run_ in zip(said.rows, runs.values(), strict=True):
        assert row[0] == f"{float(ml_dtypes.finfo(name).eps):.2g}"
        above = run_.loss - best
        assert float(row[1]) == pytest.approx(above.min(), rel=0.05)
        assert row[2] == f"{above.argmin():,}"


def test_gaps_and_cycles():
    assert gap_beside("bfloat16", 2.0, 1) == 2**-6
    assert gap_beside("bfloat16", 2.0, -1) == 2**-7
    assert gap_beside("float64", 1.0, 1) == np.finfo(float).eps
    falling, still = np.arange(6.0, 0, -1), np.full(4, 9.0)
    assert cycle_of(falling[:, None]) is None
    assert cycle_of(np.append(falling, still)[:, None]) == (6, 1)
    around = np.append(falling, [7.0, 8, 7, 8, 7])
    assert cycle_of(around[:, None]) == (6, 2)
    assert cycle_of(np.ones((1, 2))) is None


def test_momentum_is_rounded_too_and_other_ways_are_not_run():
    result, runs = runs_of(replace(LINE, momentum=0.9, momentum_kind="Nesterov"))
    own = np.column_stack(result.history.params)
    np.testing.assert_allclose(runs["float32"].theta, own, 0, 1e-4)
    for way in ({"method": "Newton"}, {"batch": "5"}):
        said = explanation_of(run(replace(LINE, **way)))
        assert "float32 only" in said.sentences[0] and not said.figures


def test_the_curves_stand_beside_the_loss_and_the_importer_keeps_32_bits():
    said = explanation_of(run(LINE))
    figure = said.figures["precision"]
    assert [drawn["name"] for drawn in figure["data"]] == [*TYPES]
    assert [drawn["name"] for drawn in said.over["loss"]] == [
        name for name in TYPES if name != "float32"
    ]
    assert has(figure, "float64") and trace(figure, "float64")["y"].min() > 0
    assert jax.numpy.zeros(1).dtype == np.float32

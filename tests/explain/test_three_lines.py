"""y on x, x on y and the principal axis, by SciPy's linregress both ways and NumPy's
eigh."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import optimize, stats

from jaxreg.data.shipped import data_set
from jaxreg.data.table import Column, Table
from jaxreg.explain.menu import figures
from jaxreg.explain.three_lines import lines_of, numbers_of
from jaxreg.settings import LinearScenario
from jaxreg.training.runs import run
from tests.shown import explanation_of
from tests.traces import xy

NAMES = ["y on x", "x on y", "principal axis"]
RUNS = {
    "default": LinearScenario(),
    "falling": LinearScenario(true_W=-2.0, noise=5.0, num_points=50, held_out=20),
    "flat": LinearScenario(true_W=0.1, noise=5.0, l2=0.3),
    "a table": replace(data_set("gapminder").scenarios["linear"], epochs=3),
}


def rows(said):
    return {name: [float(text) for text in texts] for name, texts in said.rows}


@pytest.mark.parametrize("name", RUNS)
def test_the_lines_are_those_of_scipy_and_numpy(name):
    result = run(replace(RUNS[name], explain="x on y", digits="all"))
    said = explanation_of(result)
    x, y = np.asarray(result.data.X, float)[:, 0], np.asarray(result.targets, float)
    on_x, on_y = stats.linregress(x, y), stats.linregress(y, x)
    across, up = np.linalg.eigh(np.cov(x, y))[1][:, 1]
    expected = {
        "y on x": (on_x.slope, on_x.intercept),
        "x on y": (1 / on_y.slope, -on_y.intercept / on_y.slope),
        "principal axis": (up / across, y.mean() - up / across * x.mean()),
    }
    found = rows(said)
    assert [*found] == NAMES
    for line, (W, b) in expected.items():
        squares = np.mean((y - W * x - b) ** 2)
        numbers = [W, squares, squares / W**2, squares / (1 + W**2)]
        assert found[line] == pytest.approx(numbers, rel=1e-5, abs=1e-6), line
        along, at = xy(figures(result)["fit"], line)
        np.testing.assert_allclose(at, W * along + b, rtol=1e-4, atol=1e-4)
    for k, line in enumerate(NAMES):  # each makes its own distance smallest
        assert found[line][1 + k] == min(of[1 + k] for of in found.values())
    r = f"{on_x.rvalue:.4g}".replace("-", "−")
    assert f"Here it is {r}." in " ".join(said.sentences)
    flatter = abs(found["y on x"][0]) < abs(found["x on y"][0])
    assert flatter and ("L2" in said.sentences[-1]) == (result.scenario.l2 > 0)
    assert ("Held-out" in said.sentences[-1]) == (result.scenario.held_out > 0)


def test_the_principal_axis_is_nearest_to_the_points():
    chance = np.random.default_rng(0)
    x = chance.normal(size=40)
    y = 0.5 * x + chance.normal(size=40)

    def distance(of):
        return np.mean((np.sin(of[0]) * x - np.cos(of[0]) * y - of[1]) ** 2)

    best = optimize.minimize(distance, [0.5, 0.0], tol=1e-14)
    W, *_, shortest = numbers_of(lines_of(x, y), "principal axis", x, y)
    assert W == pytest.approx(np.tan(best.x[0]), rel=1e-5)
    assert shortest == pytest.approx(best.fun, rel=1e-9)


def test_on_a_line_all_three_are_that_line():
    result = run(LinearScenario(noise=0.0, explain="x on y", digits="all"))
    for W, *distances in rows(explanation_of(result)).values():
        assert W == pytest.approx(3, rel=1e-6)
        assert distances == pytest.approx([0, 0, 0], abs=1e-9)


def test_what_has_no_slope_has_none():
    corners = np.array([-1.0, -1, 1, 1]), np.array([-1.0, 1, -1, 1])
    square = lines_of(*corners)
    assert square.r == 0 and square.directions["principal axis"] is None
    assert numbers_of(square, "x on y", *corners) == [None, None, 1.0, 1.0]
    assert numbers_of(square, "y on x", *corners) == [0.0, 1.0, None, 1.0]
    flat = lines_of(corners[0], np.full(4, 3.0))
    assert flat.r is None and flat.directions["x on y"] is None
    assert numbers_of(flat, "principal axis", corners[0], np.full(4, 3.0))[0] == 0


def test_what_is_far_away_keeps_its_digits():
    x, y = 1e15 + np.arange(4.0) * 1e10, np.array([1e-15, 3e-15, 2e-15, 5e-15])
    found = numbers_of(lines_of(x, y), "y on x", x, y)
    assert found[0] == pytest.approx(stats.linregress(x - 1e15, y).slope, rel=1e-9)


def test_of_an_upright_cloud_lines_stay_in_the_window():
    own = Table(
        (Column("x", np.array([0.0, 0, 1, 1])), Column("y", np.array([-9.0, 9, -9, 9])))
    )
    result = run(LinearScenario(data="own", explain="x on y"), own)
    for name in ("x on y", "principal axis"):
        along, at = xy(figures(result)["fit"], name)
        assert along.tolist() == [0.5, 0.5] and (np.abs(at) > 9).all()


def test_a_curve_has_none():
    result = run(LinearScenario(degree=2, scaling="on", epochs=1, explain="x on y"))
    assert "degree 1" in explanation_of(result).sentences[0]
    assert not {*NAMES} & {trace["name"] for trace in figures(result)["fit"]["data"]}

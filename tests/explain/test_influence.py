"""How far each y moves the line: as refits in float64 with one y raised have it, and
the pseudoinverse."""

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jaxreg.data.table import Column, Table
from jaxreg.explain.influence import influence
from jaxreg.explain.menu import figures
from jaxreg.settings import OWN, LinearScenario
from jaxreg.training.runs import run
from tests.descents import METHODS, path_by
from tests.shown import explanation_of
from tests.strategies import PLAIN_FEATURES, any_tables, scenarios
from tests.traces import decoded, trace, xy

RUNS = {
    "default": LinearScenario(),
    "stopped early": LinearScenario(epochs=50),
    "one step": LinearScenario(epochs=1),
    "zig-zag": LinearScenario(learning_rate=0.0335, epochs=31),
    "diverging": LinearScenario(learning_rate=0.04, epochs=20),
    "diverging beyond the charts": LinearScenario(learning_rate=0.1),
    "standardised": LinearScenario(scaling="on", learning_rate=0.1, epochs=5),
    "Newton": LinearScenario(method="Newton", epochs=2, scaling="on"),
    "coordinates": LinearScenario(method="coordinate descent", epochs=3),
    "noise-free": LinearScenario(targets="noise-free", epochs=100),
    "many": LinearScenario(num_points=1000, epochs=30),
    "table": LinearScenario(data="Anscombe IV", epochs=40, learning_rate=0.003),
    "table, standardised": LinearScenario(data="tips", scaling="on", epochs=17),
    "table, huge y": LinearScenario(
        data="gapminder", scaling="on", learning_rate=0.05, epochs=9, digits="all"
    ),
}


def ends(result, ys, epochs):
    """W and b (2, m) where descent in float64 ends on each column of ys (n, m), from
    the start of the run."""
    s, x = result.scenario, result.data.X[:, 0].astype(float)
    mean, size = (x.mean(), x.std()) if s.scaling == "on" else (0.0, 1.0)
    units = np.array([[1 / size, 0], [-mean / size, 1]])  # from standardised to own
    A = np.column_stack([x, np.ones(len(x))]) @ units
    start = np.append(*result.history.at(0)).astype(float)
    theta = np.tile(np.linalg.solve(units, start)[:, None], ys.shape[1])
    in_all = max(len(result.history.loss) - 1, 1)

    def slope(theta):
        return 2 * A.T @ (A @ theta - ys) / len(x)

    if s.method in METHODS:
        H = 2 * A.T @ A / len(x)
        return units @ METHODS[s.method](slope, lambda _: H, theta, epochs)[-1]
    return units @ path_by(s, slope, theta, s.learning_rate, epochs, in_all)[-1]


def raised(result, rows):
    """How far the end moves (2, m) if the y of each of rows (m,) rises by 1, and the
    line at these points (m,)."""
    y = result.targets.astype(float)
    ys = np.tile(y[:, None], 1 + len(rows))
    # A rise of about the size of y: 1 may be lost in rounding.
    unit = max(np.ptp(y), np.abs(y).max()) or 1.0
    ys[rows, np.arange(1, len(ys.T))] += unit
    end = ends(result, ys, result.end)
    moved = (end[:, 1:] - end[:, :1]) / unit
    return moved, moved[0] * result.data.X[rows, 0].astype(float) + moved[1]


def explained(scenario, own=None):
    result = run(replace(scenario, explain="influence"), own)
    return result, explanation_of(result)


@pytest.mark.parametrize("name", RUNS)
def test_each_y_moves_the_line_as_far_as_a_refit_with_that_y_raised(name):
    result = run(RUNS[name])
    found = influence(result)
    moved, own = raised(result, found.rows)
    for trained, expected in zip(found.trained, moved, strict=True):
        size = np.abs(expected).max()
        np.testing.assert_allclose(np.ravel(trained), expected, 3e-4, 1e-4 * size)
    np.testing.assert_allclose(found.own, own, 3e-4, 1e-4 * np.abs(own).max())
    assert np.abs(own).max() > 0 and found.epochs == result.end


@pytest.mark.parametrize("name", RUNS)
def test_the_closed_form_is_that_of_the_pseudoinverse(name):
    result = run(RUNS[name])
    found = influence(result)
    x = result.data.X[:, 0].astype(float)
    A = np.column_stack([x, np.ones(len(x))])
    inverse = np.linalg.pinv(A)
    for ticks, row in zip(found.closed_form, inverse, strict=True):
        size = np.abs(row).max()
        np.testing.assert_allclose(np.ravel(ticks), row[found.rows], 1e-9, 1e-12 * size)
    leverage = np.einsum("ij,ji->i", A, inverse)[found.rows]
    np.testing.assert_allclose(found.leverage, leverage, 1e-9)


def test_at_convergence_trained_and_closed_form_agree():
    found = influence(run(LinearScenario(epochs=10_000)))
    for trained, closed_form in zip(found.trained, found.closed_form, strict=True):
        np.testing.assert_allclose(trained, closed_form, atol=1e-5)
    np.testing.assert_allclose(found.own, found.leverage, rtol=1e-4)


# What is said


def numbers(sentence):
    """What would rise by how much, or fall: W, b, and the line there."""
    moves = re.findall(r"(\w+) would (rise|fall) by ([-+.e\d]+\d)", sentence)
    moves += [(name, "rise", 0) for name in re.findall(r"(\w+) would stay", sentence)]
    signs = {"rise": 1, "fall": -1}
    told = {name: signs[how] * float(by) for name, how, by in moves}
    return [told["W"], told["b"], told["there"]]


@pytest.mark.parametrize("name", RUNS)
def test_which_point_moves_the_line_most_and_how_far(name):
    result, said = explained(RUNS[name])
    found = influence(result)
    moved, own = raised(result, found.rows)
    [sentence] = [one for one in said.sentences if " would " in one][:1]
    k = np.flatnonzero(np.abs(own) >= 0.999 * np.abs(own).max())[-1]
    expected = [*moved[:, k], own[k]]
    size = np.abs(expected).max()
    np.testing.assert_allclose(numbers(sentence), expected, 1e-3, 2e-4 * size)
    at = f" = {result.data.X[found.rows[k], 0]:.6g}"
    assert at in sentence
    rows = dict(said.rows)
    trained, exact = ([float(t) for t in rows[r]] for r in ("trained", "closed form"))
    np.testing.assert_allclose(trained, expected, 1e-3, 2e-4 * size)
    W, b = (np.ravel(part)[k] for part in found.closed_form)
    np.testing.assert_allclose(exact, [W, b, found.leverage[k]], 1e-3)


def test_the_lectures_points():
    sentence, how, _, apart = explained(LinearScenario())[1].sentences
    assert sentence == (
        "The point at x = 9 moves the line most: if its y rose by 1, W would rise by "
        "0.05446, b would fall by 0.1449, and the line there would rise by 0.3452."
    )
    assert "after 1,000 epochs, moves" in how
    assert apart.startswith("Bars and ticks differ by up to 0.35 % of the longest")


def test_points_that_move_it_equally_far_are_all_named():
    said = explained(LinearScenario(scaling="on", learning_rate=0.1))[1].sentences
    assert said[0].startswith(
        "The points at x = 0 and x = 9 move the line most, equally far: if the y at "
        "x = 9 rose by 1, W would rise by "
    )
    two = Table((Column("x", np.array([1.0, 5.0])), Column("y", np.array([2.0, 3.0]))))
    own = LinearScenario(data=OWN, scaling="on", learning_rate=0.5, epochs=3)
    said = explained(own, two)[1].sentences
    assert said[0].startswith("All points") or "x = 1 and x = 5" in said[0]


@pytest.mark.parametrize("n", [200, 1000, 10_000, 100_000])
def test_that_not_all_points_have_bars_is_said_where_it_is_so(n):
    epochs = 1000 if n < 1000 else 40
    result, said = explained(LinearScenario(num_points=n, epochs=epochs))
    bars = len(influence(result).rows)
    some = [sentence for sentence in said.sentences if "evenly spaced" in sentence]
    assert bool(some) == (bars < n) == (n > 512)
    assert said.sentences[0].startswith("Of these" if some else "The point")
    for sentence in some:
        assert sentence.startswith(f"Only {bars} of the {n:,} points")


def test_the_work_is_bounded():
    result = run(LinearScenario(num_points=100_000, epochs=1000))
    found = influence(result)
    np.testing.assert_array_equal(found.rows, [0, 33333, 66666, 99999])


def test_of_an_untrained_line_it_is_said_that_no_y_has_moved_it():
    said = explained(LinearScenario(epochs=0))[1]
    assert said.sentences[-1] == "No y has moved the line after 0 epochs."
    assert not said.rows and not said.over


def test_of_a_run_that_swings_back_no_rounding_is_called_a_move():
    # Both modes are multiplied by -1, so after two epochs it is at its start again.
    result, said = explained(LinearScenario(scaling="on", learning_rate=1.0, epochs=2))
    assert (
        np.abs(
            ends(result, result.targets[:, None].astype(float), 2)[:, 0]
            - [*np.append(*result.history.at(0))]
        ).max()
        < 1e-5
    )
    assert said.sentences[-1].startswith("No bar is longer than a ten-thousandth")
    assert not said.rows and not said.over


def test_a_derivative_beyond_float32_is_not_shown():
    # At the optimum the run stands still, but what would push it away grows.
    still = LinearScenario(
        noise=0.0, start="chosen", start_W=3.0, start_b=2.0, learning_rate=1.0
    )
    said = explained(still)[1]
    assert "beyond float32" in said.sentences[-1]
    assert not said.figures and not said.over and not said.rows


@pytest.mark.parametrize(
    ("rate", "epochs", "more"),
    [(0.01, 50, True), (0.04, 20, False), (0.01, 10_000, False)],
)
def test_more_epochs_are_promised_to_help_where_they_do(rate, epochs, more):
    said = explained(LinearScenario(learning_rate=rate, epochs=epochs))[1].sentences
    assert ("closer" in said[-1]) == more
    if more:
        found, later = (
            influence(run(LinearScenario(learning_rate=rate, epochs=e)))
            for e in (epochs, 2 * epochs)
        )
        before, after = (
            np.abs(i.trained.W - i.closed_form.W).max() for i in (found, later)
        )
        assert after < before


def assert_true(result, said):
    """Its first sentence is of the point whose own place on the line moves most."""
    found = influence(result)
    if not said.rows:
        return
    moved, own = raised(result, found.rows)
    size = np.abs(own).max()
    if not np.isfinite(own).all() or size == 0:
        return
    sentence = next(one for one in said.sentences if " would " in one)
    there = numbers(sentence)[2]
    rounding = 1e-6 * found.leverage.max()
    assert abs(there) == pytest.approx(size, rel=5e-3, abs=rounding)


@settings(max_examples=30, deadline=None)
@given(scenarios("linear"))
def test_what_is_said_of_any_run_is_true(scenario):
    line = replace(scenario, batch="all", **PLAIN_FEATURES["linear"])
    assert_true(*explained(line))


@settings(max_examples=40, deadline=None)
@given(any_tables(), st.integers(0, 30), st.floats(-4, 0))
def test_what_is_said_of_any_table_is_true(own, epochs, power):
    scenario = LinearScenario(
        data=OWN, x_column=1, y_column=2, scaling="on", epochs=epochs
    )
    scenario = replace(scenario, learning_rate=float(f"{10**power:.3g}"))
    try:
        result, said = explained(scenario, own)
    except ValueError:
        return  # its x is constant, or it has no two rows
    assert_true(result, said)


# What is drawn


@pytest.mark.parametrize("name", ["default", "many", "table"])
def test_bars_ticks_and_rings(name):
    result, said = explained(RUNS[name])
    found = influence(result)
    x = result.data.X[found.rows, 0]
    for of, bars, ticks in zip("Wb", found.trained, found.closed_form, strict=True):
        for drawn, heights in (("trained", bars), ("closed form", ticks)):
            along, up = xy(said.figures[of], drawn)
            np.testing.assert_allclose(up[1::3], np.ravel(heights), 1e-6)
            middle = (along[::3] + along[1::3]) / 2
            np.testing.assert_allclose(middle, x, atol=1e-5)
        assert (xy(said.figures[of], "trained")[1][::3] == 0).all()
    fit = figures(result)["fit"]
    rings = trace(fit, "influence")
    assert fit["data"][-1] is rings or fit["data"][-1] == rings
    np.testing.assert_allclose(decoded(rings["y"]), result.data.y[found.rows], 1e-6)
    areas = np.square(rings["marker"]["size"])
    expected = np.abs(found.own) / np.abs(found.own).max()
    np.testing.assert_allclose(areas / areas.max(), expected, 1e-6)

"""A sweep's table against the runs of its rows, one by one, and what it refuses."""

import re
from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from jaxreg import LinearScenario, LogisticScenario, run_linear, run_logistic, sweep
from jaxreg.data.table import Column, Table
from jaxreg.display.loss_figure import held_out_losses
from jaxreg.lab.chunk import FINITE, LEFT, size_for
from jaxreg.lab.grid import grid_of
from jaxreg.lab.sweep import chunks
from jaxreg.settings import CONTROLS, NUM_POINTS
from jaxreg.training.logistic import safe_learning_rate
from tests.app_pages import TABLE_FIELDS
from tests.strategies import scenarios, values

RUN = {"linear": run_linear, "logistic": run_logistic}
OWN = Table(
    (
        Column("x", np.array([1.0, 2.0, 4.0, 8.0, 9.5])),
        Column("y", np.array([1002.0, 1001.5, 1007.0, 1011.0, 1016.0])),
        Column("kind", np.array(["a", "b", "a", "b", "b"], object)),
    )
)
LAST_DIGIT = 2e-6


def names_of(result):
    d = len(result.features.names)
    return ["W", "b"] if d == 1 else [*(f"W{k + 1}" for k in range(d)), "b"]


def is_stable(result):
    """Whether roundings do not grow with the run."""
    s = result.scenario
    of_others = s.batch != "all" or s.momentum > 0.95 or not s.has_rate
    if of_others:  # see the tests of other ways
        return False
    if s.page == "linear":
        return s.learning_rate < 0.999 * result.max_learning_rate
    X = np.asarray(result.training.data.X, float)
    limit = (1 + s.momentum) / (1 + 2 * s.momentum)  # Nesterov's is the smaller one
    return s.learning_rate < safe_learning_rate(X, s.l2) * limit


def assert_row_is_of_run(row, result):
    """A row of a sweep has what a run has."""
    s, history, scaling = result.scenario, result.history, result.training.scaling
    path = np.column_stack(history.params).astype(float)
    with np.errstate(all="ignore"):
        size = np.nanmax(np.abs(path), axis=0)
        moved = np.abs(path[:, :-1] * scaling.mean).max()  # b of W x + b, x far from 0
    size[-1] = max(size[-1], moved, abs(scaling.y_mean))  # float32 held b - y_mean
    names = names_of(result)
    if "degree" in row:  # then the one weight of a line is the first of many
        names[0] = "W1"
    found = row[names].to_numpy(float)
    loss = history.loss[-1]
    if is_stable(result):
        same = np.isclose(
            found, path[-1], rtol=0, atol=LAST_DIGIT * size, equal_nan=True
        )
        assert same.all(), (found, path[-1])
    if s.has_rate or s.page == "linear":  # a curvature may be 0 but for rounding
        assert (row.became == FINITE) == (result.lost is None)
    if is_stable(result) and np.isfinite(loss) and result.scenario.page == "linear":
        assert row.loss == pytest.approx(loss, rel=1e-3, abs=1e-4 * result.loss_unit)
    if result.scenario.page == "logistic" and is_stable(result):
        assert row.loss == pytest.approx(loss, rel=1e-5, abs=1e-7, nan_ok=True)
        if np.isfinite(path[-1]).all():
            near = 1 / len(result.correct)  # a point may lie on the boundary
            assert abs(row.accuracy - result.correct.mean()) <= 1.01 * near
        else:
            assert np.isnan(row.accuracy)
    if is_stable(result) and result.held_out is not None:
        _, losses = held_out_losses(result)
        assert row.held_out_loss == pytest.approx(losses[-1], rel=1e-3, abs=1e-4)
    if result.true_params is None:
        assert np.isnan(row.distance_to_truth)
    else:
        away = np.linalg.norm(found - np.append(*result.true_params))
        assert row.distance_to_truth == pytest.approx(away, rel=1e-6, nan_ok=True)


def swept(page):
    """A scenario, and few values of one to three of its controls."""
    names = sorted(CONTROLS[page].keys() - TABLE_FIELDS - {"num_points"})
    chosen = st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True)
    some = chosen.flatmap(
        lambda few: st.fixed_dictionaries(
            {name: st.lists(values(page, name), min_size=1, max_size=3) for name in few}
        )
    )
    return st.tuples(scenarios(page, tables=True), some)


@pytest.mark.parametrize("page", RUN)
@settings(max_examples=10)
@given(data=st.data())
def test_each_row_is_the_run_of_its_settings(page, data):
    s, axes = data.draw(swept(page))
    own = OWN if s.data == "own" else None
    assume(s.num_points in (5, 10, 100) or s.is_of_table)
    table = sweep(s, own, progress=False, **axes)
    combinations = list(product(*axes.values()))
    assert len(table) == len(combinations)
    for (_, row), combination in zip(table.iterrows(), combinations, strict=True):
        setting = dict(zip(axes, combination, strict=True))
        assert {name: row[name] for name in axes} == setting
        assert_row_is_of_run(row, RUN[page](replace(s, **setting), own))


OTHER_WAYS = {
    "momentum": (
        LinearScenario(learning_rate=0.002),
        {"momentum": [0, 0.5, 0.98], "momentum_kind": ["heavy ball", "Nesterov"]},
    ),
    "schedules": (
        LinearScenario(learning_rate=0.02),
        {
            "schedule": ["constant", "step", "1/t", "cosine"],
            "epochs": [0, 1, 30, 1000],
            "momentum": [0, 0.3],
        },
    ),
    "held out": (LinearScenario(held_out=20, epochs=50), {"seed": range(5)}),
    "batches": (
        LinearScenario(learning_rate=0.001, epochs=100, momentum=0.2),
        {"batch": ["all", 1, 2, 5, 10], "shuffle": [0, 7], "epochs": [3, 100]},
    ),
    "seeds": (
        LinearScenario(learning_rate=0.001, epochs=50, batch=2, schedule="cosine"),
        {"seed": range(40), "noise": [0.0, 1.0]},
    ),
    "classes": (
        LogisticScenario(epochs=50, num_points=20, learning_rate=0.3, scaling="on"),
        {"batch": ["all", 5], "l2": [0.0, 0.1], "momentum": [0, 0.5], "seed": [0, 1]},
    ),
    "table": (
        LinearScenario(data="tips", scaling="on", learning_rate=0.01, epochs=20),
        {"batch": [20, "all"], "momentum": [0, 0.5], "start": ["seed", "zero"]},
    ),
    "methods": (
        LinearScenario(seed=3, epochs=7),
        {
            "method": ["gradient descent", "Newton", "coordinate descent"],
            "noise": [0.5, 1.0],
            "learning_rate": [0.001, 0.01],
        },
    ),
    "methods of classes": (
        LogisticScenario(epochs=6, start="zero", momentum=0.5, schedule="cosine"),
        {"method": ["Newton", "coordinate descent"], "seed": range(3), "l2": [0, 0.1]},
    ),
    "flowers": (
        LogisticScenario(data="iris", scaling="on", epochs=20, batch=10),
        {"momentum": [0, 0.5], "momentum_kind": ["heavy ball", "Nesterov"]},
    ),
}


@pytest.mark.parametrize("name", OTHER_WAYS)
def test_each_row_of_another_way_is_the_run_of_its_settings(name):
    s, axes = OTHER_WAYS[name]
    table = sweep(s, progress=False, **axes)
    for (_, row), combination in zip(
        table.iterrows(), product(*axes.values()), strict=True
    ):
        setting = dict(zip(axes, combination, strict=True))
        result = RUN[s.page](replace(s, **setting))
        found = row[names_of(result)].to_numpy(float)
        ended = np.append(*result.history.at(-1)).astype(float)
        np.testing.assert_allclose(found, ended, rtol=1e-4, atol=1e-5)
        assert row.loss == pytest.approx(result.history.loss[-1], rel=1e-4)
        assert row.became == FINITE


def test_batches_make_a_sweep_stop_as_early_as_a_run():
    s = LinearScenario(num_points=100_000, learning_rate=1e-4, batch=100)
    [row] = sweep(s, progress=False, epochs=[10_000]).itertuples()
    result = run_linear(replace(s, epochs=10_000))
    assert len(result.history.loss) == 11
    assert row.b == pytest.approx(float(result.fitted.b), rel=1e-4)


# When it has converged


def first_within(loss, goal):
    """The first epoch whose loss is at most the goal, or NaN."""
    within = np.flatnonzero(loss <= goal)
    return within[0] if within.size else np.nan


def test_epochs_to_converge_of_lines_by_lstsq():
    rates, seeds = [0.001, 0.01, 0.03, 0.05], range(5)
    table = sweep(LinearScenario(), learning_rate=rates, seed=seeds, progress=False)
    for row in table.itertuples():
        s = LinearScenario(learning_rate=row.learning_rate, seed=row.seed)
        data, history = (result := run_linear(s)).data, result.history
        A = np.column_stack([data.X, np.ones(10)]).astype(float)
        smallest = np.linalg.lstsq(A, data.y.astype(float))[1][0] / 10
        goal = 1.01 * smallest + 1e-12 * np.mean(data.y.astype(float) ** 2)
        expected = first_within(history.loss, goal)
        assert row.epochs_to_converge == pytest.approx(expected, abs=1, nan_ok=True)
    by_rate = table.groupby("learning_rate").epochs_to_converge
    assert by_rate.count().to_dict() == {0.001: 0, 0.01: 5, 0.03: 5, 0.05: 0}


def test_epochs_to_converge_of_classes_by_scipy():
    scenario = LogisticScenario(learning_rate=1.0, num_points=50)
    table = sweep(scenario, l2=[0.0, 0.1], seed=range(4), progress=False)
    for row in table.itertuples():
        result = run_logistic(replace(scenario, l2=row.l2, seed=row.seed))
        A = np.column_stack([result.data.X, np.ones(50)]).astype(float)
        signs = 2 * result.data.y.astype(float) - 1

        def loss(theta, A=A, signs=signs, l2=row.l2):
            losses = np.logaddexp(0, -signs * (A @ theta))
            return losses.mean() + l2 / 2 * (theta[:2] ** 2).sum()

        goal = 1.01 * minimize(loss, np.zeros(3), tol=1e-10).fun
        expected = first_within(result.history.loss, goal)
        assert row.epochs_to_converge == pytest.approx(expected, abs=1)


def test_without_a_minimum_or_enough_epochs_nothing_converges():
    lecture = LogisticScenario(data="lecture", seed=10)
    assert (
        sweep(lecture, epochs=[0, 1000], progress=False)["epochs_to_converge"]
        .isna()
        .all()
    )
    table = sweep(LinearScenario(), epochs=[0, 400, 500], progress=False)
    assert table.epochs_to_converge.isna().tolist() == [True, True, False]
    at_once = sweep(
        LinearScenario(start="chosen", noise=0.0), start_W=3, start_b=2, progress=False
    )
    assert at_once.epochs_to_converge.tolist() == [0]


def test_what_leaves_the_float_range():
    table = sweep(LinearScenario(), learning_rate=[0.01, 0.05, 0.1], progress=False)
    assert table.became.tolist() == [FINITE, LEFT, LEFT]
    textbook = LogisticScenario(loss_form="textbook", learning_rate=50.1)
    assert sweep(
        textbook, loss_form=["stable", "textbook"], progress=False
    ).became.tolist() == [FINITE, LEFT]


# The table


def test_rows_are_the_grid_in_order_whatever_their_shapes():
    axes = {
        "num_points": [10, 5],
        "seed": range(3),
        "scaling": ["on", "off"],
        "start_seed": [None, 4],
    }
    table = sweep(LinearScenario(), progress=False, **axes)
    expected = pd.MultiIndex.from_product(axes.values(), names=axes).to_frame(
        index=False
    )
    pd.testing.assert_frame_equal(
        table[[*axes]].astype(object), expected.astype(object), check_dtype=False
    )
    assert table.index.equals(pd.RangeIndex(24))
    last = run_linear(LinearScenario(num_points=5, seed=2, scaling="off", start_seed=4))
    assert table.b.iloc[-1] == pytest.approx(last.fitted.b, rel=LAST_DIGIT)


def test_any_size_of_parts_gives_the_same_rows():
    grid = grid_of(LinearScenario(), {"seed": range(70), "learning_rate": [0.01, 0.02]})
    whole = sweep(LinearScenario(), progress=False, **grid.axes)
    parts = list(chunks(grid, most=30))
    assert [len(part) for part, _ in parts] == [30, 30, 30, 30, 20]
    pd.testing.assert_frame_equal(pd.concat([part for part, _ in parts]), whole)
    assert sum(work for _, work in parts) == 140 * 10 * 1000


def test_numbers_of_numpy_and_single_values_are_taken():
    rates = np.array([0.01, 0.02], np.float32)
    table = sweep(
        LinearScenario(),
        learning_rate=rates,
        seed=7,
        targets="noise-free",
        progress=False,
    )
    assert table.learning_rate.tolist() == [0.01, 0.02]
    assert set(table.seed) == {7} and set(table.targets) == {"noise-free"}


def test_own_data_may_be_a_frame():
    frame = pd.DataFrame({column.name: column.values for column in OWN.columns})
    s = LinearScenario(data="own", scaling="on", learning_rate=0.1)
    tables = [sweep(s, own, epochs=[5, 50], progress=False) for own in (frame, OWN)]
    pd.testing.assert_frame_equal(*tables)
    assert tables[0].W.iloc[1] == pytest.approx(
        run_linear(replace(s, epochs=50), OWN).fitted.W[0]
    )


def test_it_says_how_fast_it_was(capsys):
    table = sweep(LinearScenario(), seed=range(3), progress=True)
    said = table.attrs["said"]
    assert said.startswith("3 runs in ") and said.endswith(" point-epochs a second.")
    assert capsys.readouterr().out == said + "\n"
    sweep(LinearScenario(), seed=range(3))  # no terminal, no bar
    assert not capsys.readouterr().err


@pytest.mark.parametrize(
    ("axes", "words"),
    [
        ({}, "Name what to sweep, and its values: learning_rate="),
        ({"rate": [1]}, "rate is no control of a linear run: true_W, "),
        ({"seed": [0, -1]}, "seed=-1: it must be a whole number from 0 to 9999"),
        ({"seed": []}, "seed has no values to sweep: it may be a whole number from 0"),
        ({"targets": ["x"]}, "targets='x': it must be one of noisy, noise-free"),
        ({"num_points": [1]}, "num_points=1: it must be a whole number from 5"),
    ],
)
def test_what_cannot_be_swept(axes, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        sweep(LinearScenario(), progress=False, **axes)


# In a folder


def test_it_goes_on_after_a_stop(tmp_path):
    grid = grid_of(LinearScenario(), {"seed": range(90)})
    going = chunks(grid, out=tmp_path / "rows", most=40)
    first, _ = next(going)
    going.close()
    assert len([*(tmp_path / "rows").glob("*.parquet")]) == 1
    worked = [work > 0 for _, work in chunks(grid, out=tmp_path / "rows")]
    assert worked == [False, True, True]  # in parts of 40 rows, as it began
    whole = sweep(LinearScenario(), seed=range(90), progress=False)
    again = sweep(
        LinearScenario(), seed=range(90), out=tmp_path / "rows", progress=False
    )
    pd.testing.assert_frame_equal(again, whole)
    assert again.attrs["said"] == "90 runs were there already."
    pd.testing.assert_frame_equal(whole[:40], first)


def test_rows_of_another_sweep_are_not_mixed_in(tmp_path):
    sweep(LinearScenario(), seed=range(3), out=tmp_path / "a", progress=False)
    for scenario, axes, differs in [
        (LinearScenario(), {"seed": range(4)}, "swept"),
        (LinearScenario(noise=2.0), {"seed": range(3)}, "scenario"),
        (LogisticScenario(), {"seed": range(3)}, "page"),
    ]:
        with pytest.raises(ValueError, match=f"holds another sweep.*{differs}"):
            sweep(scenario, out=tmp_path / "a", progress=False, **axes)
    with pytest.raises(ValueError, match="holds other files"):
        sweep(LinearScenario(), seed=0, out=tmp_path, progress=False)


def test_a_table_tells_its_sweep_from_others(tmp_path):
    s = LinearScenario(data="own", scaling="on")
    sweep(s, OWN, epochs=[1, 2], out=tmp_path / "a", progress=False)
    other = Table((OWN.columns[0], Column("y", OWN.columns[1].values + 1)))
    with pytest.raises(ValueError, match="it differs in own"):
        sweep(s, other, epochs=[1, 2], out=tmp_path / "a", progress=False)


@pytest.mark.parametrize("num_points", NUM_POINTS)
def test_what_is_held_at_once_is_bounded(num_points):
    assert (
        size_for(LogisticScenario(), num_points) * num_points * 3 * 4 <= 40e6
    )  # bytes of X and y

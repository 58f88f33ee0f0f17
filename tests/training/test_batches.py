"""Mini-batches: against a loop in float64 over batches that are drawn here."""

from dataclasses import replace

import jax
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jaxreg.data.dataset import Dataset
from jaxreg.settings import CONTROLS, LinearScenario, LogisticScenario
from jaxreg.training.batches import descend_in_batches, shuffled
from jaxreg.training.models import Params, mean_squared_error
from jaxreg.training.runs import run
from jaxreg.training.way import MAX_BATCH_POINT_EPOCHS, Way
from tests.training.test_momentum import gradient_of

SIZES = [int(size) for size in CONTROLS["linear"]["batch"].options[1:]]
RUNS = {
    "line": LinearScenario(num_points=50, epochs=20, learning_rate=0.0005),
    "classes": LogisticScenario(epochs=20, l2=0.01),
    "table": LinearScenario(data="tips", scaling="on", epochs=20, learning_rate=0.01),
    "flowers": LogisticScenario(data="iris", scaling="on", epochs=20),
}


def order_of(seed, k, num_points):
    """The order of the points in epoch k: that of a random number for each."""
    key = jax.random.fold_in(jax.random.PRNGKey(seed), k)
    keys = jax.vmap(jax.random.fold_in, (None, 0))(key, 1 + np.arange(num_points))
    return np.argsort(np.asarray(keys)[:, 0] // 2, kind="stable")


def by_hand(result):
    """(W, b) at each epoch, (epochs + 1, d + 1), in float64."""
    s, (X, y, weight) = result.scenario, result.training.data
    n, size = len(y), int(s.batch)
    is_nesterov = s.momentum_kind == "Nesterov"
    theta = np.append(*result.training.history.at(0)).astype(float)
    velocity, path = np.zeros_like(theta), [theta]
    for k in range(len(result.history.loss) - 1):
        rate, order = s.learning_rate, order_of(s.shuffle, k, n)
        if s.schedule == "1/t":
            rate /= 1 + k / 100
        for first in range(0, n, size):
            rows = order[first : first + size]  # the last one may be shorter
            part = Dataset(X[rows], y[rows], weight[rows])
            training = result.training._replace(data=part)
            slope = gradient_of(result._replace(training=training))(theta)
            velocity = s.momentum * velocity + slope
            ahead = s.momentum * velocity + slope
            theta = theta - rate * (ahead if is_nesterov else velocity)
        path.append(theta)
    return np.array(path)


@pytest.mark.parametrize("batch", [1, 2, 5, 20])
@pytest.mark.parametrize("name", RUNS)
def test_a_run_is_that_of_a_loop_by_hand(name, batch):
    result = run(replace(RUNS[name], batch=batch, shuffle=7))
    path = np.column_stack(result.training.history.params)
    np.testing.assert_allclose(path, by_hand(result), rtol=1e-3, atol=1e-3)
    losses = result.training.history.loss
    X, y, _ = result.training.data
    if result.training.problem.l2 is None:  # the loss is that of all points
        all_points = np.mean((X @ path[:, :-1].T + path[:, -1] - y[:, None]) ** 2, 0)
        np.testing.assert_allclose(losses, all_points, rtol=1e-4)


@settings(deadline=None, max_examples=20)
@given(
    st.sampled_from([name for name in RUNS if name != "line"]),
    st.sampled_from([1, 2, 5, 10, 20, 50]),
    st.floats(0, 0.9),
    st.sampled_from(["heavy ball", "Nesterov"]),
    st.sampled_from(["constant", "1/t"]),
    st.integers(0, 999),
)
def test_any_way_is_that_of_a_loop_by_hand(name, batch, momentum, kind, decay, seed):
    way = {"momentum": momentum, "momentum_kind": kind, "schedule": decay}
    few = replace(RUNS[name], epochs=4, learning_rate=0.005, batch=batch)
    result = run(replace(few, shuffle=seed, **way))
    path = np.column_stack(result.training.history.params)
    np.testing.assert_allclose(path, by_hand(result), rtol=1e-3, atol=1e-3)


def test_each_epoch_has_each_point_once_in_an_order_of_its_own():
    weight = np.r_[np.ones(30), np.zeros(34)].astype(np.float32)
    orders = [
        np.asarray(shuffled(weight, np.uint32(seed), np.int32(k)))
        for seed in (0, 1)
        for k in (0, 1, 2)
    ]
    for order in orders:
        assert sorted(order) == [*range(64)]
        assert sorted(order[:30]) == [*range(30)]  # padded rows come last
    assert len({tuple(order) for order in orders}) == len(orders)


@settings(deadline=None, max_examples=20)
@given(
    st.lists(st.booleans(), min_size=64, max_size=64).filter(any),
    st.integers(0, 999),
    st.integers(0, 10_000),
)
def test_rows_without_weight_change_no_order(is_there, seed, k):
    """Wherever they are: the order is that of the other rows alone, and is random."""
    is_there, epoch = np.array(is_there), (np.uint32(seed), np.int32(k))
    alone = np.asarray(shuffled(np.ones(64, np.float32), *epoch))
    alone = alone[alone < is_there.sum()]  # a draw for each row, whatever their number
    order = np.asarray(shuffled(is_there.astype(np.float32), *epoch))
    np.testing.assert_array_equal(order[: len(alone)], np.flatnonzero(is_there)[alone])


def test_each_place_in_the_order_is_as_likely():
    """Where the first of 5 points comes, over 2 000 epochs: chi squared below its
    99.9 % point, 18.47 for 4 degrees of freedom."""
    weight = np.ones(5, np.float32)
    orders = jax.jit(jax.vmap(shuffled, in_axes=(None, None, 0)))(
        weight, np.uint32(3), np.arange(2000)
    )
    counts = np.bincount(np.argwhere(np.asarray(orders) == 0)[:, 1], minlength=5)
    assert np.sum((counts - 400) ** 2 / 400) < 18.47


@pytest.mark.parametrize("batch", [1, 2, 7, 10])
def test_rows_without_weight_fill_no_batch(batch):
    """Whatever they hold: a step of theirs would be felt."""
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(16, 1)), rng.normal(size=16)
    weight = np.r_[np.ones(11), np.zeros(5)]
    ends = []
    for junk in (0.0, 1e6):
        X[11:], y[11:] = junk, -junk
        data = Dataset(*(column.astype(np.float32) for column in (X, y, weight)))
        way = Way(np.full(10_001, 0.01, np.float32), batch=batch)
        start = Params(np.zeros(1, np.float32), np.float32(0))
        history = way.run(mean_squared_error, start, data, 9)
        ends.append([*np.asarray(history.params.W[9]), float(history.params.b[9])])
    assert ends[0] == ends[1] and np.abs(ends[0]).max() > 0


@pytest.mark.parametrize("scenario", [LinearScenario(), LogisticScenario(data="iris")])
def test_a_batch_of_all_points_is_no_batch(scenario):
    """The same run, to the last digit."""
    n = len(run(replace(scenario, epochs=0)).data.y)
    whole = [size for size in SIZES if size >= n]
    for batch in whole:
        one, other = (
            run(replace(scenario, epochs=50, momentum=0.5, batch=b))
            for b in (batch, "all")
        )
        np.testing.assert_array_equal(one.history.loss, other.history.loss)
    assert len(whole) == (4 if n == 10 else 0)


def test_the_seed_of_the_order_changes_the_run_and_only_with_batches():
    ends = [run(replace(RUNS["line"], batch=5, shuffle=k)).fitted.b for k in range(5)]
    assert len({float(b) for b in ends}) == 5
    same = [run(replace(RUNS["line"], shuffle=k)).fitted.b for k in range(3)]
    assert len({float(b) for b in same}) == 1


@pytest.mark.parametrize(
    ("num_points", "epochs", "trained"),
    [(100_000, 10_000, 10), (1000, 10_000, 1000), (10, 10_000, 10_000)],
)
def test_a_run_of_batches_is_cut_short(num_points, epochs, trained):
    s = LinearScenario(
        num_points=num_points, epochs=epochs, batch=5, learning_rate=1e-4
    )
    assert len(run(s).history.loss) == trained + 1
    assert trained * num_points <= MAX_BATCH_POINT_EPOCHS


def test_sizes_share_few_compiled_loops():
    scenario = replace(RUNS["line"], num_points=200, epochs=2)
    before = descend_in_batches._cache_size()
    for batch in SIZES:
        for momentum in (0, 0.5):
            run(replace(scenario, batch=batch, momentum=momentum, schedule="step"))
    assert descend_in_batches._cache_size() <= before + 3

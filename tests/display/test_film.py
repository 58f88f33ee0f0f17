"""A film's frames are rows of the history, bit by bit: all of a short run, neighbours
throughout a long one, and of one that diverges what the charts show."""

import numpy as np
import pytest

from jaxreg.display.film import film, last_frame
from jaxreg.settings import EPOCHS, LinearScenario, LogisticScenario
from jaxreg.training.linear import run_linear
from jaxreg.training.logistic import run_logistic

RUNS = {
    "linear": lambda **fields: run_linear(LinearScenario(**fields)).history,
    "logistic": lambda **fields: run_logistic(LogisticScenario(**fields)).history,
}
SHORT = [epochs for epochs in EPOCHS if epochs <= 1000]
LONG = [epochs for epochs in EPOCHS if epochs > 1000]


def assert_rows_of(frames, history):
    W, b = history.params
    assert len(frames.epochs) == len(frames.loss)
    np.testing.assert_array_equal(frames.loss, history.loss[frames.epochs])
    np.testing.assert_array_equal(frames.params.W, W[frames.epochs])
    np.testing.assert_array_equal(frames.params.b, b[frames.epochs])
    dtypes = {rows.dtype for rows in (*frames.params, frames.loss)}
    assert dtypes == {np.dtype(np.float32)}


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
@pytest.mark.parametrize("epochs", SHORT)
def test_each_epoch_of_a_short_run_is_a_frame(run, epochs):
    history = run(epochs=epochs)
    frames = film(history)
    np.testing.assert_array_equal(frames.epochs, np.arange(epochs + 1))
    assert_rows_of(frames, history)


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
@pytest.mark.parametrize("epochs", LONG)
def test_a_long_run_has_about_1000_frames(run, epochs):
    history = run(epochs=epochs)
    frames = film(history)
    assert_rows_of(frames, history)
    assert 900 < len(frames.epochs) <= 1000
    assert (frames.epochs[0], frames.epochs[-1]) == (0, epochs)
    np.testing.assert_array_equal(frames.epochs[:200], np.arange(200))


def test_an_oscillation_of_period_2_survives():
    history = RUNS["linear"](epochs=10_000)
    zigzag = (1 + np.arange(10_001) % 2).astype(np.float32)
    frames = film(history._replace(loss=zigzag))
    for start in range(0, 10_000, 100):
        inside = (start <= frames.epochs) & (frames.epochs < start + 100)
        assert set(frames.loss[inside]) == {1, 2}, start


@pytest.mark.parametrize(
    ("rate", "epochs"), [(0.0355, 2000), (0.0501, 100), (1.0, 10), (1.0, 10_000)]
)
def test_a_film_of_a_run_that_diverges_ends_where_the_charts_end(rate, epochs):
    history = RUNS["linear"](learning_rate=rate, epochs=epochs)
    frames = film(history)
    assert_rows_of(frames, history)
    end = frames.epochs[-1]
    assert all(np.isfinite(rows).all() for rows in frames.params)
    assert (history.loss[: end + 1] <= 1e6 * history.loss[0]).all()
    assert not history.loss[end + 1] <= 1e6 * history.loss[0]


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
@pytest.mark.parametrize(
    "fields", [{}, {"epochs": 0}, {"epochs": 10_000}, {"learning_rate": 1.0}]
)
def test_the_last_frame_is_that_of_the_film(run, fields):
    history = run(**fields)
    alone, whole = last_frame(history), film(history)
    assert alone.epochs == whole.epochs[-1:]
    assert_rows_of(alone, history)

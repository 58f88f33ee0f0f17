"""A film's frames are rows of the history, bit by bit: all of a short run, neighbours
throughout a long one, and of one that diverges what the charts show."""

import json
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from jaxreg.display.drawing import MAX_FRAMES, drawn_epochs
from jaxreg.live.picture import moving_picture, picture
from jaxreg.settings import EPOCHS, LinearScenario, LogisticScenario
from jaxreg.training.runs import run
from tests.traces import decoded

PAGES = [LinearScenario, LogisticScenario]
SHORT = [epochs for epochs in EPOCHS if epochs <= 1000]
LONG = [epochs for epochs in EPOCHS if epochs > 1000]


def frames_of(film):
    columns = [*film["params"]["W"], film["params"]["b"]]
    return SimpleNamespace(
        epochs=decoded(film["epochs"]).astype(int),
        loss=decoded(film["loss"]),
        params=np.column_stack([decoded(column) for column in columns]),
    )


def film_of(scenario):
    return frames_of(json.loads(moving_picture(scenario)))


def assert_rows_of(frames, history):
    assert len(frames.epochs) == len(frames.loss) == len(frames.params)
    W, b = history.params
    np.testing.assert_array_equal(frames.loss, history.loss[frames.epochs])
    np.testing.assert_array_equal(frames.params[:, :-1], W[frames.epochs])
    np.testing.assert_array_equal(frames.params[:, -1], b[frames.epochs])
    assert frames.params.dtype == frames.loss.dtype == np.float32


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("epochs", SHORT)
def test_each_epoch_of_a_short_run_is_a_frame(page, epochs):
    scenario = page(epochs=epochs)
    frames = film_of(scenario)
    np.testing.assert_array_equal(frames.epochs, np.arange(epochs + 1))
    assert_rows_of(frames, run(scenario).history)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("epochs", LONG)
def test_a_long_run_has_about_1000_frames(page, epochs):
    scenario = page(epochs=epochs)
    frames = film_of(scenario)
    assert_rows_of(frames, run(scenario).history)
    assert 900 < len(frames.epochs) <= 1000
    assert (frames.epochs[0], frames.epochs[-1]) == (0, epochs)
    np.testing.assert_array_equal(frames.epochs[:200], np.arange(200))


def test_an_oscillation_of_period_2_survives():
    zigzag = 1 + np.arange(10_001) % 2
    epochs = drawn_epochs(10_000, MAX_FRAMES)
    for start in range(0, 10_000, 100):
        inside = epochs[(start <= epochs) & (epochs < start + 100)]
        assert set(zigzag[inside]) == {1, 2}, start


@pytest.mark.parametrize(
    ("rate", "epochs"), [(0.0355, 2000), (0.0501, 100), (1.0, 10), (1.0, 10_000)]
)
def test_a_film_of_a_run_that_diverges_ends_where_the_charts_end(rate, epochs):
    scenario = LinearScenario(learning_rate=rate, epochs=epochs)
    history, frames = run(scenario).history, film_of(scenario)
    assert_rows_of(frames, history)
    end = frames.epochs[-1]
    assert np.isfinite(frames.params).all()
    assert (history.loss[: end + 1] <= 1e6 * history.loss[0]).all()
    assert not history.loss[end + 1] <= 1e6 * history.loss[0]


@pytest.mark.parametrize(
    "scenario",
    [
        LinearScenario(epochs=1500),
        LinearScenario(learning_rate=0.0501),
        LogisticScenario(scaling="on", epochs=50),
        LogisticScenario(across="b", epochs=50),
        LogisticScenario(data="O-rings", epochs=0),
    ],
    ids=lambda s: s.page,
)
def test_a_frame_has_the_step_to_the_next_epoch(scenario):
    """On the landscape's axes, which are those of what training moves; where it is not
    drawn, it does not travel."""
    assert json.loads(moving_picture(scenario))["steps"] == []
    film = json.loads(moving_picture(replace(scenario, explain="gradient")))
    epochs = decoded(film["epochs"]).astype(int)
    axes = [2, 1] if scenario.across == "b" else [0, 1]
    places = np.column_stack(run(scenario).shown.history.params)[:, axes].astype(float)
    steps = np.column_stack([decoded(column) for column in film["steps"]])
    expected = places[epochs[:-1] + 1] - places[epochs[:-1]]
    np.testing.assert_allclose(steps[:-1], expected, rtol=1e-6, atol=1e-12)
    assert steps[-1].tolist() == [0, 0]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    "fields", [{}, {"epochs": 0}, {"epochs": 10_000}, {"learning_rate": 1.0}]
)
def test_the_last_frame_is_that_of_the_film(page, fields):
    scenario = page(**fields)
    alone = frames_of(json.loads(picture(scenario))["film"])
    whole = film_of(scenario)
    for name, values in vars(alone).items():
        np.testing.assert_array_equal(values, vars(whole)[name][-1:])

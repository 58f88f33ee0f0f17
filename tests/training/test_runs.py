"""Runs of a frame's columns, in a notebook, against NumPy on the same numbers."""

import warnings

import numpy as np
import pandas as pd
import polars as pl
import pytest

from jaxreg import LinearScenario, LogisticScenario, figures, run_linear, run_logistic
from jaxreg.data.table import DataError

HOURS = np.arange(20) / 2
SCORE = 3 * HOURS + 2 + np.sin(7 * HOURS)
DATA = {
    "hours": HOURS,
    "score": SCORE,
    "result": ["passed" if score > 15 else "retry" for score in SCORE],
    "rain": (SCORE * 7) % 5,
}
FRAMES = pytest.mark.parametrize("kind", [pd.DataFrame, pl.DataFrame])


@FRAMES
def test_a_line_through_a_frame(kind):
    result = run_linear(kind(DATA), x="hours", y="score", epochs=200)
    A = np.column_stack([HOURS, np.ones(20)])
    (W, b), *_ = np.linalg.lstsq(A, SCORE)
    np.testing.assert_allclose(np.append(*result.fitted), [W, b], rtol=1e-5)
    assert [q.name for q in (*result.names.features, result.names.target)] == [
        *("hours", "score")
    ]
    assert len(result.history.loss) == 201 and "fit" in figures(result)


def test_other_settings_are_the_scenarios():
    result = run_linear(
        pd.DataFrame(DATA),
        x="hours",
        y="score",
        scaling="off",
        learning_rate=0.01,
        epochs=1,
    )
    W, b = result.history.at(0)
    error = W * HOURS + b - SCORE  # one step by hand
    step = np.array([2 * np.mean(error * HOURS), 2 * np.mean(error)])
    moved = np.append(W, b) - 0.01 * step
    np.testing.assert_allclose(np.append(*result.fitted), moved, rtol=1e-5)


@FRAMES
def test_two_classes_of_a_frame(kind):
    frame = kind(DATA)
    result = run_logistic(frame, x1="hours", label="result", positive="passed", l2=0.1)
    assert result.data.X.shape == (20, 1)
    np.testing.assert_array_equal(result.data.y, SCORE > 15)
    other = run_logistic(frame, x1="hours", x2="rain", label="result", positive="retry")
    np.testing.assert_array_equal(other.data.y, SCORE <= 15)
    np.testing.assert_array_equal(other.data.X[:, 1], DATA["rain"])
    assert "fit" in figures(result)


def test_a_number_becomes_a_label_by_a_cut():
    result = run_logistic(pd.DataFrame(DATA), x1="hours", label="score", cut=10)
    np.testing.assert_array_equal(result.data.y, SCORE >= 10)


def test_what_is_not_named_is_what_fits_first():
    assert run_linear(pd.DataFrame(DATA)).names.target.name == "score"
    names = run_logistic(pd.DataFrame(DATA)).names
    assert [feature.name for feature in names.features] == ["hours", "score"]
    assert (names.target.name, names.classes) == ("result", ("retry", "passed"))


def test_what_is_refused():
    frame = pd.DataFrame(DATA)
    with pytest.raises(DataError, match="There is no column “hour”. The columns are"):
        run_linear(frame, x="hour", y="score")
    with pytest.raises(DataError, match="“result” contains text"):
        run_linear(frame, x="result", y="score")
    for rows, are in ((1, "is only one"), (0, "is none")):
        with pytest.raises(DataError, match=f"two rows are needed, but there {are}"):
            run_linear(frame[:rows], x="hours", y="score")
    with pytest.raises(ValueError, match="epochs=-1: it must be"):
        run_linear(frame, x="hours", y="score", epochs=-1)
    with pytest.raises(TypeError, match="Only for a frame"):
        run_linear(LinearScenario(), x="hours")
    with pytest.raises(TypeError, match="Only for a frame"):
        run_logistic(LogisticScenario(), learning_rate=1.0)


def test_how_texts_were_read_is_a_warning():
    frame = pd.DataFrame({"x": ["1 kg", "2 kg", "4 kg"], "y": [1, 2, 3]})
    with pytest.warns(UserWarning, match="with the unit kg") as said:
        run_linear(frame, x="x", y="y")
    assert said[0].filename == __file__
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        run_linear(pd.DataFrame(DATA), x="hours", y="score")

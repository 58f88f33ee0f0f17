"""What is explained of a run says what the numbers are: lstsq, plain gradient descent
and sigmoids in float64."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jaxreg.data.table import Column, Table
from jaxreg.explain.menu import MENU
from jaxreg.explain.squares import MAX_SQUARES
from jaxreg.live.picture import picture
from jaxreg.settings import (
    CONTROLS,
    LINEAR_EXPLAIN,
    LOGISTIC_EXPLAIN,
    NUM_POINTS,
    OWN_DATA,
    PAGES,
    PRESETS,
    LinearScenario,
    LogisticScenario,
)
from jaxreg.training.gradient_descent import last_readable_epoch
from jaxreg.training.runs import run
from tests.shown import explanation_of
from tests.strategies import scenarios

SLOW = [name for name, entry in MENU.items() if entry.is_slow]

NO_NUMBER = re.compile(r"\b(nan|inf|infinity)\b", re.IGNORECASE)
FOLLOWS = [
    *(("linear", kind) for kind in ("prediction", "squares", "residuals", "gradient")),
    ("linear", "x on y"),
    *(("logistic", kind) for kind in ("gradient", "accuracy", "threshold", "odds")),
]


def texts_of(said):
    """Every text of an explanation."""
    rows = [text for name, texts in said.rows for text in (name, *texts)]
    return [said.title, *said.sentences, *said.columns, *rows]


def assert_readable(said):
    for text in texts_of(said):
        assert not NO_NUMBER.search(text), text
    for _, texts in said.rows:
        assert len(texts) == len(said.columns)


def explained(scenario, kind):
    result = run(replace(scenario, explain=kind, digits="all"))
    return result, explanation_of(result)


def numbers(said, name):
    """A row of the table."""
    return [float(text) for text in dict(said.rows)[name]]


@pytest.mark.parametrize("page", PAGES)
def test_each_is_explained_as_the_hand_moves_or_when_it_rests(page):
    kinds = CONTROLS[page]["explain"].options
    pictures = {kind: json.loads(picture(PAGES[page](explain=kind))) for kind in kinds}
    follows = {kind for kind in kinds if pictures[kind]["explanation"] is not None}
    assert follows | {*SLOW} | {"off"} >= {*kinds}
    assert {(page, kind) for kind in follows} == {f for f in FOLLOWS if f[0] == page}
    assert not follows & {*SLOW, "off"}


def test_each_has_its_own_title():
    titles = {kind: explained(PAGES[page](), kind)[1].title for page, kind in FOLLOWS}
    assert len(set(titles.values())) == len(titles) == 8


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(FOLLOWS), st.data())
def test_no_text_has_what_is_no_number(which, data):
    page, kind = which
    result, said = explained(data.draw(scenarios(page)), kind)
    assert_readable(said)


UNREADABLE = {
    "far too large": LinearScenario(learning_rate=1000.0),
    "far too small": LinearScenario(learning_rate=1e-9),
    "far too large for classes": LogisticScenario(learning_rate=1000.0),
    "far too small for classes": LogisticScenario(learning_rate=1e-9),
    "diverging": LinearScenario(learning_rate=1.0),
    "diverging, scaled": LinearScenario(scaling="on", learning_rate=1.0),
    "large numbers": LinearScenario(num_points=100_000, learning_rate=1.0, epochs=50),
    "at the optimum, rate too large": LinearScenario(
        noise=0.0, start="chosen", start_W=3.0, start_b=2.0, learning_rate=1.0
    ),
    "textbook, lost": LogisticScenario(
        data="lecture", loss_form="textbook", learning_rate=100.0
    ),
    "textbook, inf at the start": LogisticScenario(
        data="lecture", loss_form="textbook", start="chosen", start_W1=4.0
    ),
    "textbook, NaN at the start": LogisticScenario(
        data="lecture", loss_form="textbook", start="chosen", start_W2=10.0
    ),
    "penalty, large rate": LogisticScenario(l2=1.0, learning_rate=100.0),
    "one class": LogisticScenario(
        true_W1=0.0, true_W2=0.0, true_b=5.0, num_points=5, learning_rate=100.0
    ),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_no_text_of_a_hard_run_has_what_is_no_number(name):
    kinds = [kind for page, kind in FOLLOWS if page == UNREADABLE[name].page]
    for kind in kinds:
        assert_readable(explained(UNREADABLE[name], kind)[1])


# Predict, then reveal


def descent(result, epochs):
    """W and b by plain gradient descent in float64, in units of x."""
    X, y = result.data.X[:, 0].astype(float), result.targets.astype(float)
    mean, size = 0.0, 1.0
    if result.scenario.scaling == "on":
        mean, size = X.mean(), X.std()
    A = np.column_stack([(X - mean) / size, np.ones(len(X))])
    theta = np.append(*(p[0] for p in result.training.history.params)).astype(float)
    for _ in range(epochs):
        slope = 2 * A.T @ (A @ theta - y) / len(y)
        theta = theta - result.scenario.learning_rate * slope
    return np.array([theta[0] / size, theta[1] - theta[0] * mean / size])


PREDICTED = {
    "default": LinearScenario(),
    "lecture": PRESETS["Lecture 5.1"].scenario,
    "short": LinearScenario(epochs=7),
    "no epochs": LinearScenario(epochs=0),
    "zig-zag": PRESETS["Zig-zag"].scenario,
    "diverging": PRESETS["Rate too large"].scenario,
    "scaled": LinearScenario(scaling="on", learning_rate=0.01, epochs=100),
    "many": PRESETS["Many noisy points"].scenario,
}


@pytest.mark.parametrize("name", PREDICTED)
def test_the_table_of_a_prediction(name):
    result, said = explained(PREDICTED[name], "prediction")
    assert said.columns == ["W", "b"]
    assert [row for row, _ in said.rows] == ["predicted", "trained", "difference"]
    end = last_readable_epoch(result.history.loss)
    assert f"At epoch {end} " in said.sentences[1]
    expected = descent(result, end)
    np.testing.assert_allclose(numbers(said, "predicted"), expected, 2e-6, 1e-12)
    trained = np.append(*(p[end] for p in result.history.params))
    np.testing.assert_array_equal(np.float32(numbers(said, "trained")), trained)
    # One digit of it is said.
    difference = trained.astype(float) - expected
    size = np.abs(expected).max()
    found = numbers(said, "difference")
    np.testing.assert_allclose(found, difference, rtol=0.51, atol=1e-9 * size)
    assert (np.abs(difference) < 1e-4 * size).all()
    assert all(len(re.sub(r"e.*|[-.0]", "", t)) <= 1 for t in said.rows[2][1])


# Residuals as squares


SQUARES = {
    "default": LinearScenario(),
    "noise-free": LinearScenario(targets="noise-free"),
    "scaled": LinearScenario(scaling="on", num_points=50),
    "chosen": LinearScenario(start="chosen", start_W=-4.0, start_b=7.0, epochs=3),
    "many": LinearScenario(num_points=1000, noise=5.0),
}


@pytest.mark.parametrize("name", SQUARES)
def test_the_bar_is_from_the_loss_at_the_start_to_that_of_least_squares(name):
    result, said = explained(SQUARES[name], "squares")
    A = np.column_stack([result.data.X, np.ones(len(result.targets))]).astype(float)
    y = result.targets.astype(float)
    best = np.linalg.lstsq(A, y, rcond=None)[0]
    smallest = np.mean((A @ best - y) ** 2)
    assert said.bar.smallest == pytest.approx(smallest, rel=1e-9, abs=1e-12)
    start = descent(result, 0)
    full = np.mean((A @ start - y) ** 2)
    assert said.bar.full == pytest.approx(full, rel=1e-5)
    assert said.bar.full > said.bar.smallest
    assert said.bar.num_points == len(y)


@pytest.mark.parametrize("n", NUM_POINTS)
def test_that_not_all_squares_are_drawn_is_said_where_it_is_so(n):
    _, said = explained(LinearScenario(num_points=n, epochs=10), "squares")
    drawn = [sentence for sentence in said.sentences if "evenly spaced" in sentence]
    assert bool(drawn) == (n > 100)
    for sentence in drawn:
        assert f" {MAX_SQUARES} squares" in sentence and f" {n:,} points" in sentence
    assert len(said.sentences) == 1 + len(drawn)


def test_without_a_loss_at_the_start_there_is_no_bar():
    far = OWN_DATA["linear"]
    far = replace(far, start="chosen", start_W=1e15, scaling="off", explain="squares")
    x = np.array([0.0, 1e12])
    result = run(far, Table((Column("x", x), Column("y", np.array([0.0, 1.0])))))
    assert np.isinf(result.history.loss[0])
    said = explanation_of(result)
    assert said.bar is None and "beyond float32" in said.sentences[0]
    assert "The bar" not in said.sentences[0]


@pytest.mark.parametrize("kind", [k for k in LINEAR_EXPLAIN if k != "squares"])
def test_only_squares_have_a_bar(kind):
    said = explained(LinearScenario(), kind)[1]
    assert said is None or said.bar is None


# Gradient X-ray


X_RAYS = {
    "linear": LinearScenario(epochs=20),
    "linear, scaled": LinearScenario(scaling="on", epochs=20),
    "linear, many": LinearScenario(num_points=500, epochs=20),
    "logistic": LogisticScenario(epochs=20),
    "logistic, scaled": LogisticScenario(scaling="on", epochs=20),
    "penalty": LogisticScenario(l2=1.0, num_points=20, epochs=20),
    "textbook": LogisticScenario(loss_form="textbook", num_points=10, epochs=20),
    "lecture": PRESETS["Lecture 5.2"].scenario,
}


@pytest.mark.parametrize("name", X_RAYS)
def test_the_three_rows_of_an_x_ray_are_one_gradient(name):
    result, said = explained(X_RAYS[name], "gradient")
    X, y, _ = result.training.data
    A = np.column_stack([X, np.ones(len(y))]).astype(float)
    end = last_readable_epoch(result.history.loss)
    theta = np.append(*(p[end] for p in result.training.history.params)).astype(float)
    if isinstance(result.scenario, LinearScenario):
        expected = 2 * A.T @ (A @ theta - y) / len(y)
    else:
        expected = A.T @ (1 / (1 + np.exp(-A @ theta)) - y) / len(y)
        expected[:-1] += result.scenario.l2 * theta[:-1]
    assert len(said.rows) == 3
    for row, digits in zip(said.rows, (1e-4, 1e-7, 1e-5), strict=True):
        found = [float(text) for text in row[1]]
        size = np.abs(A).max() ** 2 * 1e-2 * digits
        np.testing.assert_allclose(found, expected, digits, size, err_msg=row[0])
    assert f"At epoch {end}, " in said.sentences[1]


@pytest.mark.parametrize("page", PAGES)
def test_an_x_ray_names_its_formula_and_its_columns(page):
    said = explained(PAGES[page](), "gradient")[1]
    formula = {"linear": "2 (W x + b − y) (x, 1)", "logistic": "(p − y) (x₁, x₂, 1)"}
    for other, text in formula.items():
        assert (text in said.sentences[0]) == (other == page)
    names = {"linear": ["W", "b"], "logistic": ["W₁", "W₂", "b"]}[page]
    assert said.columns == [f"∂L/∂{name}" for name in names]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("n", NUM_POINTS)
def test_an_x_ray_says_whether_all_points_have_arrows(page, n):
    said = explained(PAGES[page](num_points=n, epochs=5), "gradient")[1]
    assert ("20 of the points, evenly spaced," in said.sentences[0]) == (n > 20)
    assert said.sentences[0].startswith("Each point asks ") == (n <= 20)


def test_an_x_ray_of_the_lectures_five_points_is_of_each():
    scenario = LogisticScenario(data="lecture", num_points=1000, epochs=5)
    said = explained(scenario, "gradient")[1]
    assert said.sentences[0].startswith("Each point asks ")


@pytest.mark.parametrize("page", PAGES)
def test_where_there_is_a_surface_it_says_where_the_arrows_are(page):
    for landscape in ("contours", "surface"):
        said = explained(PAGES[page](landscape=landscape, epochs=5), "gradient")[1]
        assert len(said.sentences) == 2 + (landscape == "surface")
        assert ("only on the contours" in said.sentences[-1]) == (
            landscape == "surface"
        )


def test_a_gradient_that_float32_cannot_compute_is_shown_as_none():
    said = explained(UNREADABLE["textbook, inf at the start"], "gradient")[1]
    assert said.rows[0][1] == ["–"] * 3
    assert np.isfinite([float(t) for _, texts in said.rows[1:] for t in texts]).all()


def test_every_way_to_explain_is_on_a_page():
    assert {k for _, k in FOLLOWS} | {*SLOW} == {
        *LINEAR_EXPLAIN,
        *LOGISTIC_EXPLAIN,
    }

"""Runs with a mistake in their code, each written out by hand in NumPy."""

from dataclasses import replace

import numpy as np
import pytest

from jaxreg.explain.mistakes import mistaken
from jaxreg.settings import LinearScenario, LogisticScenario, from_query, to_query
from jaxreg.settings.mistake import LETTERS, MISTAKES
from jaxreg.training.environment import reproducible
from jaxreg.training.runs import run
from tests.shown import explanation_of
from tests.traces import decoded, trace, xy

LINE = LinearScenario(scaling="on", learning_rate=0.1, epochs=40, explain="bug lab")
CLASSES = LogisticScenario(
    scaling="on", learning_rate=0.5, epochs=40, l2=0.1, explain="bug lab"
)


def by_hand(letter, X, standardised, y, theta, rate, epochs, slope, l2=0.0):
    """The theta (W, b) of each epoch: ``slope`` is of a point's loss by its
    prediction."""
    theta, rows, n = np.array(theta, float), [], len(y)
    x = X if LETTERS[letter] == "x not scaled" else standardised
    A = np.column_stack([x, np.ones(n)])

    def gradient(theta):
        return slope(A @ theta, y) @ A / n + l2 * np.append(theta[:-1], 0)

    for _ in range(epochs + 1):
        rows.append(theta.copy())
        g = gradient(theta)
        match LETTERS[letter]:
            case "sign flipped":
                theta = theta + rate * g
            case "1/n forgotten":
                theta = theta - rate * (
                    slope(A @ theta, y) @ A + l2 * np.append(theta[:-1], 0)
                )
            case "a gradient copied":
                theta = theta - rate * np.append(g[:-1], g[0])
            case "x not scaled":
                theta = theta - rate * g
            case "update in turn":
                theta = np.append(theta[:-1] - rate * g[:-1], theta[-1])
                theta[-1] -= rate * gradient(theta)[-1]
    return np.array(rows)


def in_own_units(theta, x, letter):
    """W and b of x in its own units."""
    if LETTERS[letter] == "x not scaled":
        return theta
    W = theta[:, :-1] / x.std(axis=0)
    return np.column_stack([W, theta[:, -1] - W @ x.mean(axis=0)])


@pytest.mark.parametrize("scenario", [LINE, CLASSES], ids=["line", "classes"])
def test_each_mistake_is_made_as_written_out_by_hand(scenario):
    scenario = replace(scenario, epochs=12)
    result = run(scenario)
    X, y = np.asarray(result.data.X, float), np.asarray(result.data.y, float)
    start = np.append(*(part[0] for part in result.training.history.params))
    slope = {
        "linear": lambda z, y: 2 * (z - y),
        "logistic": lambda z, y: 1 / (1 + np.exp(-z)) - y,
    }[scenario.page]
    standardised = (X - X.mean(axis=0)) / X.std(axis=0)
    ends = []
    for letter in LETTERS:
        with reproducible():
            found = mistaken(
                result._replace(scenario=replace(scenario, mistake=letter))
            )
        given = scenario.learning_rate, 12, slope, scenario.l2
        theta = by_hand(letter, X, standardised, y, start, *given)
        expected = in_own_units(theta, X, letter)
        size = np.maximum(1, np.abs(expected).max(axis=1))[:, None]
        got = np.column_stack(found.params)
        np.testing.assert_allclose(got / size, expected / size, 0, 2e-4)
        ends.append(expected[-1])
        is_wrong = LETTERS[letter] in MISTAKES[:2] + MISTAKES[3:4]
        assert found.agrees.all() != is_wrong, letter
        # What the check says: the code's own gradient at the start, to the digit.
        x = X if LETTERS[letter] == "x not scaled" else standardised
        A = np.column_stack([x, np.ones(len(y))])
        true = slope(A @ start, y) @ A / len(y) + scenario.l2 * np.append(start[:-1], 0)
        np.testing.assert_allclose(found.differences, true, 1e-5, 1e-6)
    own = np.append(*result.fitted)
    apart = [np.abs(end - own).max() > 1e-3 for end in ends]
    # The b of a line through centred x heeds no W, whether that is new or old.
    assert apart == [True] * 4 + [scenario.page == "logistic"]


def test_the_answer_is_hidden_until_it_is_guessed_or_shown():
    said = {}
    for guess in ("not yet", "x not scaled", "1/n forgotten", "show"):
        scenario = replace(LINE, mistake="D", mistake_guess=guess)
        assert "forgotten" not in to_query(replace(scenario, mistake_guess="not yet"))
        assert from_query("linear", to_query(scenario)) == (scenario, [])
        said[guess] = explanation_of(run(scenario)).sentences
    assert "Which one is it?" in said["not yet"][1]
    assert said["x not scaled"][1].startswith("No, it is not “x not scaled”.")
    assert said["1/n forgotten"][1].startswith("Right: it is “1/n forgotten”.")
    assert said["show"][1].startswith("It is “1/n forgotten”.")
    assert said["show"][3] == "The check catches it here."
    assert len(said["not yet"]) == len(said["x not scaled"]) == 3


def test_what_is_no_gradient_fault_passes_the_check_and_is_said_to():
    for letter in "CE":
        said = explanation_of(run(replace(LINE, mistake=letter, mistake_guess="show")))
        assert [row[2] for _, row in said.rows] == ["agree"] * 2
        assert "the check finds nothing" in said.sentences[3]
    raw = {"scaling": "off", "learning_rate": 0.01}
    for letter, change, is_same in [
        ("C", raw, True),
        ("E", raw, False),
        ("E", raw | {"epochs": 5000}, False),  # though both end at the minimum
        ("E", {}, True),
        ("C", {}, False),
    ]:
        said = explanation_of(run(replace(LINE, mistake=letter, **change)))
        assert said.sentences[-1].startswith("Here both runs are the same") == is_same
    _, problems = from_query("linear", "bug=F")
    assert [problem.key for problem in problems] == ["bug"]


def test_the_run_with_the_mistake_is_drawn_beside_the_right_one():
    result = run(replace(LINE, mistake="B"))
    said = explanation_of(result)
    with reproducible():
        found = mistaken(result)
    [curve], [fit] = said.over["loss"], said.over["fit"]
    epochs = np.asarray(curve["customdata"])
    np.testing.assert_allclose(decoded(curve["y"]), found.loss[epochs], 1e-6)
    across, up = xy({"data": [fit]}, "run B")
    np.testing.assert_allclose(
        up, found.params.W[-1, 0] * across + found.params.b[-1], 1e-5, 1e-5
    )
    assert trace({"data": [fit]}, "run B")["line"]["dash"] == "dash"
    for way in ({"momentum": 0.5}, {"method": "Newton"}, {"batch": "5"}):
        assert not explanation_of(run(replace(LINE, **way))).over

"""The points that a hand takes are those that are shown, with the same model."""

import json

import numpy as np
import pytest

from jaxreg.data.shipped import data_set
from jaxreg.data.table import DataError
from jaxreg.live.picture import picture
from jaxreg.live.taken import taken, taken_points
from jaxreg.live.warm_up import every_shape
from jaxreg.settings import LinearScenario, LogisticScenario
from jaxreg.training.problem import power_of_two
from jaxreg.training.runs import run


def numbers(text):
    return np.array([[*map(float, point.split("_"))] for point in text.split(" ")])


def by_hand(kind, text, **settings):
    return run(kind(data="by hand", points=text, **settings))


def test_a_line_through_taken_points_is_the_same():
    scenario = LinearScenario(held_out=20)
    text, before = taken(scenario), run(LinearScenario())
    drawn = np.column_stack([before.data.X, before.data.y])
    np.testing.assert_allclose(numbers(text), drawn, rtol=1e-6)
    result = by_hand(LinearScenario, text, start_seed=0)
    np.testing.assert_allclose(
        result.history.params.W, before.history.params.W, rtol=1e-3, atol=1e-4
    )
    assert result.true_params is None
    x, y = numbers(text).T
    A = np.column_stack([x, np.ones(len(x))])
    best = np.linalg.lstsq(A, y, rcond=None)[0]
    np.testing.assert_allclose(np.hstack(result.closed_form), best, rtol=1e-9)


def test_classes_of_taken_points_are_the_same():
    scenario = LogisticScenario(num_points=20)
    text, before = taken(scenario), run(scenario)
    rows = np.column_stack([before.data.X, before.data.y])
    np.testing.assert_allclose(numbers(text), rows, rtol=1e-6)
    result = by_hand(LogisticScenario, text)
    np.testing.assert_allclose(
        np.append(*result.fitted), np.append(*before.fitted), rtol=1e-3
    )
    assert result.names == before.names


def test_a_built_in_set_keeps_its_digits():
    table = data_set("Anscombe III").table
    rows = np.column_stack([column.values for column in table.columns])
    text = taken(LinearScenario(data="Anscombe III"))
    np.testing.assert_array_equal(numbers(text), rows)
    again = LinearScenario(data="by hand", points=text)
    assert taken(again) == text


def test_points_of_one_class_are_drawn():
    one = LogisticScenario(data="by hand", points="0_0_1 1_-2_1 3_1_1")
    assert run(one).separation == "one class" and json.loads(picture(one))


@pytest.mark.parametrize(
    ("scenario", "said"),
    [
        (LinearScenario(data="tips"), "there are 244: take 50 or fewer."),
        (LogisticScenario(data="O-rings"), "two features, but these have one."),
    ],
)
def test_why_points_cannot_be_taken(scenario, said):
    told = json.loads(taken_points(scenario))
    assert told["points"] is None and said in told["fault"]


@pytest.mark.parametrize("data", ["generated", "circle"])
def test_where_too_many_are_drawn_there_are_fewer(data):
    told = json.loads(taken_points(LogisticScenario(data=data, num_points=200)))
    assert "but there are 200. If you want 50 of the kind, press once" in told["fault"]
    assert told["points"] == taken(LogisticScenario(data=data, num_points=50))


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        (LinearScenario, None, "add “points=”, with 2 to 50 points, as in “0_1.5 2_3”"),
        (LinearScenario, "2_1 2_3", "All points have the same x, or nearly so, which"),
        (LogisticScenario, "1_5_1 2_5_0 3_5_0", "All points have the same x₂, or"),
        (LogisticScenario, "1_1_1 2_2_0 3_3_0", "All points lie on one line, so"),
    ],
)
def test_points_that_fit_in_many_ways_are_refused(kind, text, said):
    with pytest.raises(DataError, match=said):
        run(kind(data="by hand", points=text))


def test_each_size_is_compiled_beforehand():
    warm = [s for s in every_shape() if s.data == "by hand"]
    for page in ("linear", "logistic"):
        counts = [len(s.points.split()) for s in warm if s.page == page]
        assert {*map(power_of_two, counts)} == {*map(power_of_two, range(2, 51))}

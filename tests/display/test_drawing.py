"""What figures are made of: which points and epochs are drawn, the steps of axes, and
traces that hold what they are given."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jaxreg.display.drawing import (
    FIT,
    TRUTH,
    drawn_epochs,
    drawn_points,
    line,
    mark,
    points,
    round_up,
    with_margin,
)
from jaxreg.settings import EPOCHS, NUM_POINTS
from tests.traces import decoded

# Steps of axes


@given(st.floats(1e-30, 1e30))
def test_round_up_goes_by_1_2_5(value):
    steps = [float(f"{m}e{k}") for k in range(-31, 32) for m in (1, 2, 5)]
    exact = next(step for step in steps if value <= step * 1.0001)
    assert round_up(value) == pytest.approx(exact)


@pytest.mark.parametrize(
    ("value", "step"),
    [(0, 0), (-3, 0), (1, 1), (1.01, 2), (2, 2), (4, 5), (6, 10), (1000, 1000)],
)
def test_round_up_of_known_values(value, step):
    assert round_up(value) == step


def test_padded_is_a_little_more_on_either_side():
    assert with_margin(0.0, 10.0) == pytest.approx((-0.4, 10.4))
    assert with_margin(-2.0, 2.0, 0.5) == (-4.0, 4.0)


# What is drawn of much


@given(st.integers(1, 200_000) | st.sampled_from(NUM_POINTS))
def test_drawn_points_are_all_or_an_even_sample(num_points):
    drawn = drawn_points(num_points)
    assert len(drawn) == min(num_points, 5000)
    assert (drawn[0], drawn[-1]) == (0, num_points - 1)
    gaps = np.diff(drawn)
    if gaps.size:
        assert gaps.min() >= 1
        assert np.ptp(gaps) <= 1


@given(
    st.integers(0, 10_000) | st.sampled_from(EPOCHS), st.sampled_from([300, 600, 1000])
)
def test_drawn_epochs_keep_neighbours_of_both_parities(last_epoch, at_most):
    drawn = drawn_epochs(last_epoch, at_most)
    assert (drawn[0], drawn[-1]) == (0, last_epoch)
    if last_epoch <= at_most:
        assert len(drawn) == last_epoch + 1
    else:
        assert 0.9 * at_most < len(drawn) <= at_most
        assert (drawn[: at_most // 5] == np.arange(at_most // 5)).all()
    gaps = np.diff(drawn)
    assert (gaps >= 1).all()
    # Never two gaps in a row: each epoch has a neighbour, one of the two is even.
    assert not ((gaps[1:] > 1) & (gaps[:-1] > 1)).any()
    assert not gaps.size or gaps[0] == gaps[-1] == 1
    assert gaps.max(initial=1) <= max(1, 3 * last_epoch / at_most)


# Traces


@pytest.mark.parametrize("draw", [points, line])
def test_a_trace_holds_its_points_and_its_colour(draw):
    x, y = np.arange(3), np.array([4.0, 0.1, -2.0])
    trace = draw("some", x, y, "#123456", *(["diamond", 3] if draw is points else []))
    np.testing.assert_array_equal(decoded(trace["x"]), x)
    np.testing.assert_array_equal(decoded(trace["y"]), np.float32(y))
    assert trace["name"] == "some"
    assert trace["marker" if draw is points else "line"]["color"] == "#123456"


def test_many_points_are_small_and_left_to_webgl():
    of = {n: points("p", *np.zeros((2, 3)), "#000000", "circle", n) for n in NUM_POINTS}
    sizes = [of[n]["marker"]["size"] for n in NUM_POINTS]
    assert sizes == sorted(sizes, reverse=True) and sizes[0] > sizes[-1]
    webgl = [n for n in NUM_POINTS if of[n]["type"] == "scattergl"]
    assert webgl == [10_000, 100_000]


def test_a_mark_stands_out():
    marked = mark("m", 1.5, -2.5, "#123456", "x")
    assert (decoded(marked["x"]), decoded(marked["y"])) == ([1.5], [-2.5])
    datum = points("p", *np.zeros((2, 1)), "#123456", "x", 5)
    assert marked["marker"]["size"] > datum["marker"]["size"]
    assert marked["marker"]["opacity"] == 1
    ring = mark("m", 0, 0, "#123456", "circle-open")["marker"]["line"]["width"]
    assert ring > marked["marker"]["line"]["width"]


# Colours


def luminance(colour):
    """Of a colour such as #0072B2, by WCAG 2.2."""
    c = np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)]) / 255
    linear = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def contrast(one, other):
    low, high = sorted(map(luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


def test_in_grey_the_true_line_differs_from_the_fitted_one():
    assert contrast(TRUTH, FIT) >= 1.5
    for colour in (TRUTH, FIT):
        assert contrast(colour, "#ffffff") >= 3
        assert contrast(colour, "#171614") >= 3

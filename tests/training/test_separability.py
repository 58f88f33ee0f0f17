"""Which classes a line separates: cases by hand, and an oracle in whole numbers."""

from collections import Counter
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jaxreg.training.separability import edge, separation
from tests.classes import exact_separation

SQUARE = [[0, 0], [1, 1], [0, 1], [1, 0]]


@pytest.mark.parametrize(
    ("X", "y", "expected"),
    [
        ([[1, 3], [3, 5], [2, 4], [6, 2], [5, 1]], [1, 1, 1, 0, 0], "complete"),
        (SQUARE, [0, 0, 0, 1], "complete"),
        (SQUARE, [0, 0, 1, 1], "overlap"),
        (SQUARE + SQUARE, [0] * 4 + [1] * 4, "overlap"),
        # A corner of both classes: only this point is on the line.
        ([*SQUARE, [1, 0]], [0, 0, 0, 1, 0], "quasi"),
        # Two squares with a corner in common, and one whose corner is inside the other.
        ([*SQUARE, [1, 1], [2, 1], [1, 2], [2, 2]], [0] * 4 + [1] * 4, "quasi"),
        ([*SQUARE, [0.9, 0.9], [2, 1], [1, 2]], [0] * 4 + [1] * 3, "overlap"),
        # A point on the other class's edge, and one inside.
        ([[0, 0], [2, 0], [0, 2], [1, 1]], [0, 0, 0, 1], "quasi"),
        ([[0, 0], [3, 0], [0, 3], [1, 1]], [0, 0, 0, 1], "overlap"),
        ([[0, 0], [0, 1], [1, 1], [2, 2]], [0, 1, 1, 0], "quasi"),
        # Both classes on a line: apart, at one point, across each other, the same.
        ([[0, 0], [1, 2], [2, 4], [3, 6]], [0, 0, 1, 1], "complete"),
        ([[0, 0], [1, 2], [1, 2], [3, 6]], [0, 0, 1, 1], "quasi"),
        ([[0, 0], [1, 2], [2, 4], [3, 6]], [0, 1, 0, 1], "overlap"),
        ([[0, 0], [1, 2], [0, 0], [1, 2]], [0, 0, 1, 1], "overlap"),
        # The same, but one point is beside the line.
        ([[0, 0], [1, 2], [2, 4], [3, 6], [0, 1]], [0, 1, 0, 1, 1], "quasi"),
        # Beside each other, then the same line but for its ends.
        ([[0, 0], [9, 0], [0, 1], [9, 1]], [0, 0, 1, 1], "complete"),
        ([[0, 0], [9, 0], [1, 0], [10, 0], [5, 1]], [0, 0, 1, 1, 1], "quasi"),
        # One feature
        ([[1], [2], [3]], [0, 0, 1], "complete"),
        ([[1], [2], [3]], [1, 0, 0], "complete"),
        ([[1], [2], [2], [3]], [0, 0, 1, 1], "quasi"),
        ([[1], [2], [3], [3], [4], [5]], [0, 0, 0, 1, 1, 1], "quasi"),
        ([[1], [2], [2]], [0, 0, 1], "quasi"),
        ([[1], [2], [3]], [0, 1, 0], "overlap"),
        ([[1], [2], [1], [2]], [0, 0, 1, 1], "overlap"),
        # One place, where only the line that all points are on has none on its wrong
        # side; 0.1 less the mean of many is not 0.
        ([[0.1, 0.7]] * 2, [0, 1], "overlap"),
        ([[0.1, 0.7]] * 7, [0, 1, 1, 0, 1, 1, 1], "overlap"),
        # A feature that is constant
        ([[0.1, 1], [0.1, 2], [0.1, 3]], [0, 1, 1], "complete"),
        ([[0.1, 1], [0.1, 2], [0.1, 3]], [0, 1, 0], "overlap"),
        # One class
        ([[0.1, 0.7]], [0], "one class"),
        (SQUARE, [0, 0, 0, 0], "one class"),
        (SQUARE, [1, 1, 1, 1], "one class"),
    ],
)
def test_by_hand(X, y, expected):
    assert separation(np.array(X), np.array(y)) == expected


def assert_right(X, y):
    expected = exact_separation(X, y)
    assert separation(X, y) == expected, (X.tolist(), list(y))
    return expected


def test_every_set_of_four_and_five_points():
    found = Counter()
    labelled = [(x, k) for x in product(range(3), repeat=2) for k in (0, 1)]
    for n in (4, 5):
        for points in combinations(labelled, n):
            if points[0][1] == 0:  # the other half are these with classes exchanged
                X, y = (np.array(part) for part in zip(*points, strict=True))
                found[assert_right(X.astype(float), y)] += 1
    assert sum(found.values()) == 6672
    assert set(found) == {"one class", "complete", "quasi", "overlap"}


@st.composite
def few_points(draw):
    """2 to 10 points on a small grid, so that ties and points on a line are common."""
    size = draw(st.integers(1, 6))
    value = st.integers(-size, size)
    row = st.tuples(value, value, st.integers(0, 1))
    data = np.array(draw(st.lists(row, min_size=2, max_size=10)))
    return data[:, :2], data[:, 2]


@settings(max_examples=300, deadline=None)
@given(few_points())
def test_few_points(data):
    assert_right(*data)


@settings(max_examples=100, deadline=None)
@given(few_points())
def test_one_feature(data):
    X, y = data[0][:, :1], data[1]
    assert separation(X, y) == exact_separation(X * [1, 0], y)


NUMBER = st.floats(-1e15, 1e15, allow_subnormal=False) | st.floats(-2, 2, width=16)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(NUMBER, NUMBER, st.integers(0, 1)), min_size=2, max_size=7))
def test_any_numbers(rows):
    data = np.array(rows)
    assert_right(data[:, :2], data[:, 2])


@pytest.mark.parametrize("unit", [1.0, 2.0**-40, 1e7])
@pytest.mark.parametrize(
    ("X", "y", "origin", "height"),
    [
        # Points of both classes across each other on the line, and from one of it on.
        ([[0, 0], [0, 1], [1, 1], [2, 2]], [0, 1, 1, 0], [1, 1], [0, 1, 0, 0]),
        (
            [[0, 0], [0, 4], [1, 1], [1, 1], [2, 2]],
            [0, 1, 0, 1, 1],
            [1, 1],
            [0, 1, 0, 0, 0],
        ),
        ([[0, 0], [3, 1], [6, 2], [0, 1]], [0, 1, 0, 1], [3, 1], [0, 0, 0, 1]),
        ([[1], [3], [3], [5]], [0, 0, 1, 1], [3], [-1, 0, 0, 1]),
        ([[1], [3], [3], [5]], [1, 1, 0, 0], [3], [-1, 0, 0, 1]),
    ],
)
def test_the_edge_of_classes_that_touch(X, y, origin, height, unit):
    X, y = unit * np.array(X, float), np.array(y)
    assert separation(X, y) == "quasi"
    found = edge(X, y)
    np.testing.assert_array_equal(found.origin, unit * np.array(origin, float))
    np.testing.assert_array_equal(found.height == 0, np.array(height) == 0)
    largest = np.abs(found.height).max()
    scaled = found.height / largest * np.max(height)
    np.testing.assert_allclose(scaled, height, rtol=1e-12)
    np.testing.assert_allclose(
        (X - found.origin) @ found.W, found.height, atol=1e-12 * largest
    )


@st.composite
def all_but_touching(draw):
    """Two points of class 0, one of class 1 as near to the line through them as float64
    has it, or next to that, and one more of it anywhere."""
    number = st.floats(-10, 10, allow_subnormal=False)
    a, b, other = (np.array(draw(st.tuples(number, number))) for _ in range(3))
    near = a + draw(st.floats(-0.5, 1.5)) * (b - a)
    k = draw(st.integers(0, 1))
    near[k] = np.nextafter(near[k], draw(st.sampled_from([-np.inf, near[k], np.inf])))
    X = np.array([a, b, near, other]) + draw(st.sampled_from([0.0, 1.0, 1e6]))
    return X, np.array([0, 0, 1, draw(st.integers(0, 1))])


@settings(max_examples=500, deadline=None)
@given(all_but_touching())
def test_a_gap_and_an_overlap_of_the_last_digit(data):
    assert_right(*data)


@pytest.mark.parametrize("x", [1.0, 0.1, 1e8, -3e-30])
def test_one_feature_to_the_last_digit(x):
    y = np.array([0, 0, 1, 1])
    below, above = np.nextafter(x, -np.inf), np.nextafter(x, np.inf)
    for one, expected in [(above, "complete"), (x, "quasi"), (below, "overlap")]:
        X = np.array([[x - abs(x)], [x], [one], [x + abs(x)]])
        assert separation(X, y) == expected
        # And where the other feature leans the line.
        tilted = np.column_stack([X, [0, 0, 0, 1]])
        assert separation(tilted, y) == exact_separation(tilted, y)


@settings(max_examples=100, deadline=None)
@given(
    few_points(),
    st.tuples(*[st.sampled_from([2.0**-40, 0.25, 1.0, 2.0**70])] * 2),
    st.tuples(*[st.integers(-1000, 1000)] * 2),
    st.randoms(use_true_random=False),
)
def test_units_places_order_and_names_do_not_matter(data, units, move, random):
    X, y = data
    expected = exact_separation(X, y)
    assert separation((X + move) * units, y) == expected
    assert separation(X[:, ::-1], y) == expected
    assert separation(X, 1 - y) == expected
    order = random.sample(range(len(y)), len(y))
    assert separation(X[order], y[order]) == expected


# Many points, where few are outermost, or very many


GRID = np.array(list(product(range(-20, 21), repeat=2)))


def test_only_a_line_that_leans_separates():
    first, second = GRID.T
    y = (first > 0) | ((first == 0) & (second > 0))
    assert separation(GRID, y) == "complete"
    y[(first == 0) & (second == 5)] = False
    assert separation(GRID, y) == "quasi"
    y[(first == -1) & (second == 5)] = True
    assert separation(GRID, y) == "overlap"


@pytest.mark.parametrize("d", [1, 2])
@pytest.mark.parametrize("n", [500, 100_000])
def test_many_points_by_construction(n, d):
    rng = np.random.default_rng(d)
    X, w, touching = rng.normal(size=(n, d)), rng.normal(size=d), np.full((1, d), 0.5)
    along = (X - touching) @ w
    X, along = X[abs(along) > 1e-3], along[abs(along) > 1e-3]
    y = along > 0
    assert separation(X, y) == "complete"
    both = np.vstack([X, touching, touching]), np.append(y, [False, True])
    assert separation(*both) == "quasi"
    # The mean of a class is inside its hull: in every direction it has points on both
    # sides of it.
    inside = np.vstack([X, X[y].mean(axis=0)]), np.append(y, False)
    assert separation(*inside) == "overlap"


def test_thousands_of_points_on_the_line_itself():
    """They can only be told from each other exactly: the line x2 = x1 / 3 has points of
    both classes on it, of one of them only at one end, and none on its wrong side."""
    k = np.arange(3000.0)
    on_it, above = np.column_stack([3 * k, k]), np.column_stack([3 * k, k + 1])
    X = np.vstack([on_it, above])
    y = np.repeat([0, 1], 3000)
    assert separation(X, y) == "complete"
    y[0] = 1
    assert separation(X, y) == "complete"
    y[1500] = 1
    assert separation(X, y) == "quasi"
    y[4000] = 0
    assert separation(X, y) == "overlap"

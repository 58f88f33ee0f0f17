"""Which classes a line separates: cases by hand, and an oracle in whole numbers that
tries every direction in which the points' order can change."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jaxreg.probes.separability import separation

SQUARE = [[0, 0], [1, 1], [0, 1], [1, 0]]
CUBE = list(product([0, 1], repeat=3))


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
        ([[0.1, 0.7]], [0], "complete"),
        (SQUARE, [0, 0, 0, 0], "complete"),
        (SQUARE, [1, 1, 1, 1], "complete"),
        ([[1.0, 1.0]] * 3, [1, 1, 1], "complete"),
        # Three features
        (CUBE, [sum(x) > 1 for x in CUBE], "complete"),
        (CUBE, [sum(x) % 2 for x in CUBE], "overlap"),
        (CUBE + CUBE[:4], [x[0] for x in CUBE] + [1] * 4, "quasi"),
    ],
)
def test_by_hand(X, y, expected):
    assert separation(np.array(X), np.array(y)) == expected


def exact_separation(X, y):
    """The same of whole numbers X (n, 2), without rounding and without a solver.

    A direction w separates if no difference d of a 1 and a 0 has w d < 0. These w are
    a cone, whose two edges are each normal to some d; the sum of the edges is inside.
    Or its edges are opposite, and some d is inside.
    """
    if min(y) == max(y):
        return "complete"
    D = (X[y == 1][:, None] - X[y == 0]).reshape(-1, 2)
    normal = D[:, ::-1] * [-1, 1]
    edges = np.unique(np.vstack([normal, -normal, D]), axis=0)
    w = np.vstack([edges, (edges[:, None] + edges).reshape(-1, 2)])
    sides = w @ D.T
    if (sides > 0).all(axis=1).any():
        return "complete"
    right = (sides >= 0).all(axis=1) & (sides > 0).any(axis=1)
    return "quasi" if right.any() else "overlap"


def test_against_the_oracle_every_way_to_fill_a_square():
    found = set()
    for classes in product([(), (0,), (1,), (0, 1)], repeat=4):
        points = [(x, k) for x, ks in zip(SQUARE, classes, strict=True) for k in ks]
        if points:
            X, y = map(np.array, zip(*points, strict=True))
            assert separation(X, y) == exact_separation(X, y), points
            found.add(separation(X, y))
    assert found == {"complete", "quasi", "overlap"}


@st.composite
def few_points(draw):
    """2 to 10 points on a small grid, so that ties and points on a line are common."""
    size = draw(st.integers(1, 6))
    value = st.integers(-size, size)
    row = st.tuples(value, value, st.integers(0, 1))
    data = np.array(draw(st.lists(row, min_size=2, max_size=10)))
    return data[:, :2], data[:, 2]


@settings(max_examples=500, deadline=None)
@given(few_points())
def test_against_the_oracle(data):
    assert separation(*data) == exact_separation(*data)


@settings(max_examples=100, deadline=None)
@given(few_points())
def test_one_feature_against_the_oracle(data):
    X, y = data[0][:, :1], data[1]
    assert separation(X, y) == exact_separation(X * [1, 0], y)


@settings(max_examples=300, deadline=None)
@given(
    few_points(),
    st.tuples(*[st.sampled_from([1e-3, 0.1, 1.0, 10.0, 1e3])] * 2),
    st.tuples(*[st.floats(-1e3, 1e3)] * 2),
    st.randoms(use_true_random=False),
)
def test_units_places_order_and_names_do_not_matter(data, units, move, random):
    X, y = data
    expected = exact_separation(X, y)
    assert separation(X * units, y) == expected
    assert separation(X * units + move, y) == expected
    assert separation(X * [1e-9, 1e9], y) == expected
    assert separation(X, 1 - y) == expected
    order = random.sample(range(len(y)), len(y))
    assert separation(X[order], y[order]) == expected


@settings(max_examples=100, deadline=None)
@given(few_points())
def test_features_that_follow_from_others_do_not_matter(data):
    X, y = data
    combined = X @ [[1, 0, 1, 3, 0], [0, 1, -1, 0.1, 0]] + [0, 0, 2, 0, 0.3]
    assert separation(combined, y) == exact_separation(X, y)


# Many points, where few are at the hull's corners


GRID = np.array(list(product(range(-20, 21), repeat=2)))


def test_only_a_line_that_leans_separates():
    first, second = GRID.T
    y = (first > 0) | ((first == 0) & (second > 0))
    assert separation(GRID, y) == "complete"
    y[(first == 0) & (second == 5)] = False
    assert separation(GRID, y) == "quasi"
    y[(first == -1) & (second == 5)] = True
    assert separation(GRID, y) == "overlap"


@pytest.mark.parametrize("d", [1, 2, 3, 4])
def test_many_points_by_construction(d):
    rng = np.random.default_rng(d)
    X, w, touching = rng.normal(size=(500, d)), rng.normal(size=d), np.full((1, d), 0.1)
    y = (X - touching) @ w > 0
    assert separation(X, y) == "complete"
    both = np.vstack([X, touching, touching]), np.append(y, [False, True])
    assert separation(*both) == "quasi"
    # The mean of a class is inside its hull: in every direction it has points on both
    # sides of it.
    inside = np.vstack([X, X[y].mean(axis=0)]), np.append(y, False)
    assert separation(*inside) == "overlap"


# How close is touching


@pytest.mark.parametrize(
    ("gap", "expected"),
    [
        *((1e-2, "complete"), (1e-6, "complete"), (1e-10, "quasi"), (0, "quasi")),
        *((-1e-10, "quasi"), (-1e-6, "overlap"), (-1e-2, "overlap")),
    ],
)
@pytest.mark.parametrize("unit", [1e-3, 1, 1e3])
def test_touching(gap, expected, unit):
    one = np.array([[-1], [-0.3], [0], [gap], [0.4], [1]])
    y = np.array([0, 0, 0, 1, 1, 1])
    assert separation(unit * one, y) == expected
    # The line x1 = x2, which points of class 1 touch at 0.5 and class 0 on both sides.
    two = np.array([[0, 0], [1, 1], [1, 0], [0.5, 0.5 + gap], [0, 1]])
    assert separation(unit * two, np.array([0, 0, 0, 1, 1])) == expected

"""Whether a curve separates two classes: SciPy's linear programs, and by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from jaxreg.data.dataset import Dataset
from jaxreg.training.features import plain, polynomial
from jaxreg.training.separability import separation
from jaxreg.training.separating_curve import separation_in_space, separation_of


def by_linear_program(F, y):
    """Konis (2007): the most that theta . a_i sum up to, none below 0, theta in a box;
    and the most that the least of them can be."""
    if not 0 < y.sum() < len(y):
        return "one class"
    A = np.column_stack([F, np.ones(len(F))])
    A = A / np.abs(A).max(axis=0).clip(1e-300)
    signed = A * (2 * y[:, None] - 1)
    box = [(-1, 1)] * A.shape[1]
    weak = linprog(-signed.sum(0), -signed, np.zeros(len(y)), bounds=box)
    with_margin = np.column_stack([-signed, np.ones(len(y))])
    cost = np.eye(A.shape[1] + 1)[-1]
    strict = linprog(-cost, with_margin, np.zeros(len(y)), bounds=[*box, (0, 1)])
    if -strict.fun > 1e-9:
        return "complete"
    return "quasi" if -weak.fun > 1e-7 else "overlap"


def of_points(X, y):
    X = np.asarray(X, float)
    data = Dataset(X, np.asarray(y), np.ones(len(X)))
    return separation_of(polynomial(X.shape[1], 2), data)


CIRCLE = [[np.cos(t), np.sin(t)] for t in np.linspace(0, 6, 7)]
BY_HAND = {
    "a ring": ([[0, 0], [0.1, 0.2], *CIRCLE], [0, 0, *[1] * 7], "complete"),
    "xor": ([[0, 0], [1, 1], [0, 1], [1, 0]], [0, 0, 1, 1], "complete"),
    "one class": ([[0, 0], [1, 1]], [1, 1], "one class"),
    "one place": ([[1, 2]] * 4, [0, 1, 0, 1], "overlap"),
    # Six free numbers suit any six classes in general position.
    "six": ([[0, 0], [1, 0], [0, 1], [2, 3], [3, 1], [1, 4]], [0, 1] * 3, "complete"),
    "between": ([[-2], [2], [0], [1]], [0, 0, 1, 1], "complete"),
    "touching": ([[-2], [1], [0], [1]], [0, 0, 1, 1], "quasi"),
    "thrice": ([[0], [1], [2], [3]], [0, 1, 0, 1], "overlap"),
    "a place of both": ([[0, 0], [1, 0], [1, 0], [2, 0]], [0, 0, 1, 1], "quasi"),
}


@pytest.mark.parametrize(("X", "y", "expected"), BY_HAND.values(), ids=BY_HAND.keys())
def test_by_hand(X, y, expected):
    assert of_points(X, y) == expected


@pytest.mark.parametrize("seed", range(40))
def test_random_points_as_a_linear_program_has_it(seed):
    chance = np.random.default_rng(seed)
    n, k = int(chance.integers(4, 60)), int(chance.integers(1, 3))
    X = chance.normal(size=(n, k)) * 10.0 ** chance.integers(-2, 3)
    noise = chance.choice([0.0, 0.05, 0.3])
    size = (X**2).sum(1) - np.median((X**2).sum(1))
    y = (size / np.abs(size).max() + noise * chance.normal(size=n) > 0).astype(float)
    F = polynomial(k, 2, X).of(X)
    assert of_points(X, y) == by_linear_program(F, y)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(*[st.integers(-2, 2)] * 2, st.booleans()), min_size=2))
def test_points_on_a_grid_as_a_linear_program_has_it(rows):
    """Where quasi-separable classes are many."""
    X, y = (
        np.array([row[:2] for row in rows], float),
        np.array([r[2] for r in rows], float),
    )
    assert of_points(X, y) == by_linear_program(polynomial(2, 2, X).of(X), y)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(*[st.integers(-3, 3)] * 2, st.booleans()), min_size=2))
def test_of_lines_it_is_what_is_decided_exactly(rows):
    X, y = (
        np.array([row[:2] for row in rows], float),
        np.array([r[2] for r in rows], float),
    )
    exact = separation(X, y)
    if exact != "one class":
        assert separation_in_space(X, y) == exact
    assert separation_of(plain(2), Dataset(X, y, np.ones(len(y)))) == exact


def test_many_points():
    chance = np.random.default_rng(0)
    X = chance.uniform(-3, 3, (100_000, 2))
    inside = (X**2).sum(1) < 4
    assert of_points(X, inside.astype(float)) == "complete"
    inside[0] = ~inside[0]
    assert of_points(X, inside.astype(float)) == "overlap"

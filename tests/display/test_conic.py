"""The line z = 0 of a quadratic z: on it z is 0, and wherever the sign of z changes
there is a line."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jaxreg.display.conic import conic

SQUARE = ((-3.2, 3.2), (-3.2, 3.2))
TABLE = ((1952.0, 2007.0), (-1e-3, 5e-3))
PIXEL = 1 / 1000  # of the window

# Of 1, x, y, x², xy and y², in a window from -1 to 1.
SHAPES = {
    "circle": (-0.25, 0, 0, 1, 0, 1),
    "tilted ellipse": (-0.3, 0.1, -0.2, 1, 0.8, 1),
    "thin ellipse": (-1e-3, 0, 0, 1, 1.99, 1),
    "a corner of a circle": (-1.9, 0, 0, 1, 0, 1),
    "parabola": (0, 0, -1, 2, 0, 0),
    "parabola on its side": (0.1, 1, 0, 0, 0, 2),
    "hyperbola": (-0.1, 0, 0, 1, 0, -1),
    "the other hyperbola": (0.1, 0, 0, 1, 0, -1),
    "hyperbola with sharp tips": (1e-6, 0, 0, 1, 0, -1),
    "the other with sharp tips": (-1e-6, 0, 0, 1, 0, -1),
    "product": (-0.2, 0, 0, 0, 1, 0),
    "product, sharp": (-1e-4, 0, 0, 0, 1, 0),
    "two axes": (0, 0, 0, 0, 1, 0),
    "two lines off the middle": (-0.06, 0.3, -0.2, 0, 1, 0),
    "crossing lines": (0, 0, 0, 1, 0, -1),
    "tilted crossing lines": (0.02, 0.1, -0.3, 1, 0.7, -2),
    "two vertical lines": (-0.25, 0, 0, 1, 0, 0),
    "two horizontal lines": (-0.25, 0, 0, 0, 0, 1),
    "vertical line": (0.3, 1, 0, 0, 0, 0),
    "horizontal line": (0.3, 0, 1, 0, 0, 0),
    "line": (0.3, 1, -0.4, 0, 0, 0),
    "line, all but vertical": (0.3, 1, 1e-9, 0, 0, 1e-10),
}
EMPTY = {
    "nothing": (0, 0, 0, 0, 0, 0),
    "constant": (1, 0, 0, 0, 0, 0),
    "outside": (-9, 0, 0, 1, 0, 1),
    "no real point": (1, 0, 0, 1, 0, 1),
    "not finite": (np.nan, 0, 0, 1, 0, 1),
    "beyond floats": (np.inf, 0, 0, 1, 0, 1),
}


def function(shape, window):
    """z on the points of a window, from its coefficients on -1 to 1."""
    low, high = np.array(window).T

    def z(places):
        x, y = ((places - (low + high) / 2) / ((high - low) / 2)).T
        one, s, t, ss, st, tt = map(float, shape)
        return one + s * x + t * y + ss * x * x + st * x * y + tt * y * y

    return z


def crossings(z, window):
    """Where z changes its sign between neighbours on a grid, (m, 2), by bisection; the
    window is from 0 to 1."""
    low, high = np.array(window).T

    def sign(places):
        value = z(low + places * (high - low))
        return np.where(np.abs(value) > 1e-12, np.sign(value), 0)

    grid = np.stack(np.meshgrid(*[np.linspace(0, 1, 131)] * 2), axis=-1)
    pairs = (grid[:, :-1], grid[:, 1:]), (grid[:-1], grid[1:])
    a, b = (np.concatenate([pair[k].reshape(-1, 2) for pair in pairs]) for k in (0, 1))
    differs = sign(a) * sign(b) < 0
    a, b = a[differs], b[differs]
    for _ in range(40):
        middle = (a + b) / 2
        same = (sign(middle) == sign(a))[:, None]
        a, b = np.where(same, middle, a), np.where(same, b, middle)
    return a


def distances(places, line):
    """How far each place is from a line with gaps."""
    starts, ends = line[:-1], line[1:]
    drawn = np.isfinite(starts + ends).all(axis=1)
    starts, along = starts[drawn], (ends - starts)[drawn]
    to = places[:, None] - starts
    share = (to * along).sum(-1) / np.maximum((along**2).sum(-1), 1e-300)
    nearest = np.clip(share, 0, 1)[..., None] * along
    return np.sqrt(((to - nearest) ** 2).sum(-1)).min(axis=1)


def assert_is_the_line(shape, window, nearest=PIXEL):
    z, (low, high) = function(shape, window), np.array(window).T
    line = conic(z, *window)
    points = line[np.isfinite(line).all(axis=1)]
    inside = (points - low) / (high - low)
    assert (inside > -1e-12).all() and (inside < 1 + 1e-12).all()
    assert np.abs(z(points)).max(initial=0) <= 1e-9 * max(map(abs, shape))
    expected = crossings(z, window)
    if len(expected):
        assert distances(expected, (line - low) / (high - low)).max() < nearest
    return line


@pytest.mark.parametrize("window", [SQUARE, TABLE], ids=["square", "table"])
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_the_sign_changes_where_the_line_is(shape, window):
    assert len(assert_is_the_line(shape, window))


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_between_its_points_too_the_line_is_where_z_is_0(shape):
    z, line = function(shape, SQUARE), conic(function(shape, SQUARE), *SQUARE)
    middles = (line[:-1] + line[1:]) / 2
    middles = middles[np.isfinite(middles).all(axis=1)]
    # Within a pixel, z has either sign, or is 0.
    turns = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    around = 6.4 * PIXEL * np.column_stack([np.cos(turns), np.sin(turns)])
    values = z((middles[:, None] + around).reshape(-1, 2)).reshape(len(middles), -1)
    assert ((values.min(axis=1) <= 0) & (values.max(axis=1) >= 0)).all()


@pytest.mark.parametrize("shape", EMPTY.values(), ids=EMPTY.keys())
def test_there_is_none(shape):
    assert conic(function(shape, SQUARE), *SQUARE).shape == (0, 2)


def test_a_circle_is_closed_and_a_hyperbola_is_two_lines():
    circle = conic(function(SHAPES["circle"], SQUARE), *SQUARE)
    assert np.isfinite(circle).all()
    np.testing.assert_allclose(circle[0], circle[-1], atol=1e-6)
    np.testing.assert_allclose(np.hypot(*circle.T), 1.6, rtol=1e-9)
    product = conic(function(SHAPES["product"], SQUARE), *SQUARE)
    assert np.isnan(product).all(axis=1).sum() == 1


NUMBERS = st.floats(-2, 2).map(lambda v: round(v, 2)) | st.sampled_from([0.0, 1.0])


@settings(max_examples=150, deadline=None)
@given(st.tuples(*[NUMBERS] * 6))
@example((0, 0, 0.01, 0.0, 1.0, 0.0))
def test_any_quadratic(shape):
    assert_is_the_line(shape, SQUARE, 2 * PIXEL)

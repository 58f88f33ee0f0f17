"""What hypothesis draws: any scenario that the controls allow, and links that hold
allowed texts, junk, or anything. Points and epochs stay at 1000 or fewer, points of few
numbers, as each compiles every loop anew, and what is typed near 0, but for what is
called any: that goes to the controls' bounds."""

import math
from decimal import Decimal

import numpy as np
from hypothesis import strategies as st

from jaxreg.data.table import MAX_NUMBER, Column, Table
from jaxreg.settings import CONTROLS, PAGES
from jaxreg.settings.scenario import is_table
from tests.app_pages import TABLE_FIELDS

# What who passes a link on may have added, and what is another page's.
FOREIGN = {
    page: [
        *[
            ("utm_source", "a&b=c"),
            ("utm_medium", "%"),
            ("fbclid", "Iw=="),
            ("gclid", ""),
        ],
        *[("embed", "true"), ("embed_options", "light_theme"), ("ref", "x"), ("", "1")],
        *[
            ("W ", "99"),
            ("LR", "nan"),
            ("lr[]", "9"),
            ("linear view", "1"),
            ("$$ID-1", ""),
        ],
        *((c.key, "no") for c in CONTROLS[other].values()),
    ]
    for page, other in [("linear", "logistic"), ("logistic", "linear")]
}
JUNK = ["", "nan", "-inf", "1e999", "1_0", "٤", "3.1415927", "0x1", "4\0", "<b>`*$x$*"]
_FEW = (5, 100)
BY_HAND = {
    "linear": ("0_1.5 2_3", "0_1 1_3.5 2_2 4_-7"),
    "logistic": ("0_1.5_1 2_3_0 4_2_1", "0_0_1 1_-2_1 3_1_1 1_2.5_1"),
}
"""Points that a hand has placed; the last ones are of one class."""
PLAIN_FEATURES = {
    "linear": {"degree": 1, "l2": 0.0, "intercept": "on"},
    "logistic": {"features": "plain"},
}
"""What makes a line of any scenario, and a straight boundary."""


def values(page, field):
    """Any value of one control."""
    control = CONTROLS[page][field]
    if field == "points":
        return st.sampled_from(BY_HAND[page])
    if field == "num_points":
        return st.sampled_from(_FEW)
    if field == "method":  # more often by gradient descent
        return st.sampled_from(control.options[:1] * 4 + control.options)
    if control.options:
        return st.sampled_from(control.options)
    if isinstance(control.low, int):
        return st.integers(control.low, min(int(control.high), 1000))
    if control.typed:
        return st.integers(-2000, 2000).map(lambda hundredths: hundredths / 100)
    return any_stop(control) | any_in_range(control)


def scenarios(page, tables=False):
    """Any scenario of drawn points or the lecture's or, with ``tables``, of any
    data, one's own among them, and of the columns that fit."""
    free = CONTROLS[page].keys() - TABLE_FIELDS | ({"points"} if tables else set())
    free = sorted(free)  # the order of a set differs from process to process
    sources = CONTROLS[page]["data"].options
    sources = [source for source in sources if tables or not is_table(source)]
    return st.builds(
        PAGES[page],
        data=st.sampled_from(sources),
        **{field: values(page, field) for field in free},
    )


def links(page):
    """A link's (key, text) pairs, some of them good."""
    good = st.one_of(
        values(page, field).map(lambda value, c=control: (c.key, c.text(value)))
        for field, control in CONTROLS[page].items()
    )
    keys = [
        control.key for controls in CONTROLS.values() for control in controls.values()
    ]
    bad = st.tuples(
        st.sampled_from(keys) | st.text(max_size=9), st.sampled_from(JUNK) | st.text()
    )
    return st.lists(good | bad, max_size=6)


# To the controls' bounds


def anything(page):
    """Any scenario at all: each field its default, or any of its control's values, the
    ends and powers of ten more often; only few numbers of points come often."""
    fields = {name: any_value(name, of) for name, of in CONTROLS[page].items()}
    drawn = st.fixed_dictionaries({}, optional=fields)
    return drawn.map(lambda values: PAGES[page](**values))


def any_value(name, control):
    """Any value of a control, to its bounds."""
    if name == "points":
        page = "linear" if len(control.columns) == 2 else "logistic"
        return st.none() | st.sampled_from(BY_HAND[page])
    if control.options:
        few = _FEW if name == "num_points" else control.options
        return st.sampled_from(20 * few + control.options)
    if control.typed and isinstance(control.low, float):
        numbers = any_number(control.high) | st.integers(-999, 999).map(
            lambda k: k / 50
        )
    else:
        ends = st.sampled_from([control.low, control.high])
        numbers = ends | any_stop(control) | any_in_range(control)
    values = numbers.map(control.nearest)
    return st.none() | values if control.optional else values


def any_stop(control):
    """Where a slider may halt."""
    if control.stops:
        return st.sampled_from(control.stops)
    step = Decimal(str(control.step))
    first, last = (round(Decimal(str(n)) / step) for n in (control.low, control.high))
    return st.integers(first, last).map(lambda k: type(control.step)(k * step))


def any_in_range(control):
    """What can be typed beside a slider, of any size."""
    if control.low > 0:
        powers = st.floats(math.log10(control.low), math.log10(control.high))
        return powers.map(lambda power: control.nearest(10**power))
    return any_number(control.high).map(control.nearest)


def any_number(largest):
    """A number of any size up to ``largest``; powers of ten more often."""
    powers = st.builds(
        lambda sign, power: sign * 10.0**power,
        st.sampled_from([-1, 1]),
        st.integers(-30, int(math.log10(largest))),
    )
    ends = st.sampled_from([0.0, largest, -largest])
    return ends | powers | st.floats(-largest, largest)


def any_tables():
    """A table of few rows: two columns of numbers of any size, often near one another
    or the same, and one of classes."""
    return st.integers(2, 9).flatmap(
        lambda rows: st.builds(
            lambda *columns: Table(tuple(map(Column, "xyz", columns))),
            _any_column(rows),
            _any_column(rows),
            _rows_of(st.sampled_from("abc"), rows).map(lambda v: np.array(v, object)),
        )
    )


def _any_column(rows):
    size, away = any_number(MAX_NUMBER / 2), any_number(MAX_NUMBER / 2)
    near = st.builds(
        lambda shares, size, away: np.multiply(shares, size) + away,
        _rows_of(st.floats(-1, 1), rows),
        size,
        st.just(0.0) | away,
    )
    two = st.lists(any_number(MAX_NUMBER), min_size=2, max_size=2)
    of_two = two.flatmap(lambda pair: _rows_of(st.sampled_from(pair), rows))
    return near | (of_two | _rows_of(any_number(MAX_NUMBER), rows)).map(np.array)


def _rows_of(strategy, rows):
    return st.lists(strategy, min_size=rows, max_size=rows)

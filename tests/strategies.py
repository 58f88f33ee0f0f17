"""What hypothesis draws: any scenario that the controls allow, and links that hold
allowed texts, junk, or anything. Points and epochs stay at 1000 or fewer, and what is
typed near 0."""

from decimal import Decimal

from hypothesis import strategies as st

from jaxreg.scenario import CONTROLS, PAGES
from tests.app_pages import TABLE_FIELDS

JUNK = ["", "nan", "-inf", "1e999", "1_0", "٤", "3.14159", "0x1", "4\0", "<b>`*$x$*"]


def values(page, field):
    """Any value of one control."""
    control = CONTROLS[page][field]
    if control.options:
        work = field in ("num_points", "epochs")
        return st.sampled_from([v for v in control.options if not work or v <= 1000])
    if not control.step:
        return st.integers(-2000, 2000).map(lambda hundredths: hundredths / 100)
    low, high, step = (
        Decimal(str(n)) for n in (control.low, control.high, control.step)
    )
    on_grid = st.integers(0, int((high - low) / step))
    return on_grid.map(lambda k: type(control.step)(low + k * step))


def scenarios(page, tables=False):
    """Any scenario of generated points or the lecture's or, with ``tables``, of any
    data, one's own among them, and of the columns that fit."""
    free = CONTROLS[page].keys() - TABLE_FIELDS
    sources = CONTROLS[page]["data"].options
    sources = sources if tables else sources[: 1 + (page == "logistic")]
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

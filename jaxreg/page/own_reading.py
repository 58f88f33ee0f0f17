"""Own data are read, with progress and a stop; and how a page shows what was read."""

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from jaxreg.data.reader import read
from jaxreg.data.reading import Choices, Doubt, Reading
from jaxreg.data.source import COLUMN_RULES, points_of, with_columns
from jaxreg.data.table import DataError, Table
from jaxreg.page.own_tokens import own_table
from jaxreg.page.state import keep_the_rest, now_shown
from jaxreg.settings import OWN, OWN_DATA, Scenario

# To read 20 MB takes some hundred MB and seconds: not for everybody at once.
_readers = threading.Semaphore(2)
_WAIT = 0.2  # seconds: to stop, a run has to draw something


def read_here(
    content: bytes | str, asked: Choices, stop: Callable[[], None]
) -> Reading:
    """Read a file or a paste, and draw how far it is, with a button to stop.

    Raises:
        DataError: it cannot be read.
    """
    place = st.empty()
    with place.container(
        horizontal=True, vertical_alignment="center", key="own_progress"
    ):
        bar = st.progress(0.0, "Waiting for others …")
        st.button("Stop", key="own_stop", on_click=stop)
    while not _readers.acquire(timeout=_WAIT):
        bar.progress(0.0, "Waiting for others …")
    try:
        # A press on "Stop" ends this run where it next draws.
        reading = read(content, asked, lambda share: _draw(bar, share))
    except DataError:
        place.empty()
        raise
    finally:
        _readers.release()
    place.empty()
    return reading


def _draw(bar: Any, share: float) -> None:
    bar.progress(share, "Reading …")


def settled(asked: Choices, doubts: tuple[Doubt, ...]) -> Choices:
    """What was asked for, with the likeliest answer to each open question."""
    likeliest = {doubt.field: doubt.answers[0][1] for doubt in doubts}
    open_ones = {k: v for k, v in likeliest.items() if getattr(asked, k) is None}
    return asked._replace(**open_ones)


def scenario_for(page: str, table: Table) -> Scenario:
    """How new data are shown: as the link has it, if it waits for data and they fit, or
    anew.

    Raises:
        DataError: the page can do nothing with them.
    """
    shown = now_shown(page)
    anew = keep_the_rest(OWN_DATA[page], shown)
    first, *rest = [shown, anew] if waits_for_data(shown) else [anew]
    try:
        points_of(first, table)
        return with_columns(first, table)
    except DataError:
        if not rest:
            raise
    points_of(anew, table)
    return with_columns(anew, table)


def waits_for_data(shown: Scenario) -> bool:
    """Whether a scenario is of own data that are not there."""
    return shown.data == OWN and own_table() is None


def scenario_after(
    shown: Scenario, before: Table, after: Table, wanted: tuple[str, str] | None = None
) -> Scenario:
    """How the same data are shown when they are read in another way: with the columns
    of the same names, and the same class 1, or else as fits best.

    Args:
        shown: as it is of the table ``before``.
        before, after: the readings.
        wanted: a field that takes the column of another name.

    Raises:
        DataError: the page can do nothing with them.
    """
    try:
        scenario = _of_same_names(shown, before, after, wanted)
        points_of(scenario, after)
        return with_columns(scenario, after)
    except DataError:
        if wanted:
            raise
    anew: dict[str, Any] = dict.fromkeys(shown.fields("column", "class"))
    scenario = replace(shown, **anew)
    points_of(scenario, after)
    return with_columns(scenario, after)


def _of_same_names(
    shown: Scenario, before: Table, after: Table, wanted: tuple[str, str] | None
) -> Scenario:
    shown = with_columns(shown, before)
    numbers = {column.name: k for k, column in enumerate(after.columns, 1)}
    values: dict[str, Any] = {}
    for field in shown.fields("column"):
        k = getattr(shown, field)
        values[field] = numbers.get(before.columns[k - 1].name) if k else k
    if wanted:
        field, name = wanted
        used = {k for k in values if values[k] == numbers.get(name)}
        values |= dict.fromkeys(used) | {field: numbers.get(name)}
    old = {column.name: column for column in before.columns}
    same = Table(tuple(old.get(column.name, column) for column in after.columns))
    label = values.get("label_column", 0)
    if label is None or (wanted and wanted[0] == "label_column"):
        return replace(shown, **(values | dict.fromkeys(shown.fields("class"))))
    return COLUMN_RULES[shown.page].moved(replace(shown, **values), same, after)

"""Where a page's points come from: the source of data, and the columns of its table,
which are chosen by their names and kept, in the link too, by their numbers."""

from dataclasses import replace
from typing import Any

import streamlit as st

from jaxreg.columns import classes_of, label_columns, number_columns
from jaxreg.datasets import data_set
from jaxreg.scenario import (
    CONTROLS,
    OWN,
    PAGES,
    LinearScenario,
    LogisticScenario,
    Scenario,
    page_of,
)
from jaxreg.source import of_table, own_scenario, points_of, table_of, with_columns
from jaxreg.table import DataError, Table, short
from jaxreg.ui.own_data import own_table, show_notes
from jaxreg.ui.state import apply, forget_problem, keep_the_rest, now_shown, say

COLUMN_FIELDS = {
    *("x_column", "y_column"),
    *("x1_column", "x2_column", "label_column", "positive"),
}


def choose_source(page: str) -> None:
    """Run the source that was just chosen as suits it."""
    shown = now_shown(page)
    if shown.data == OWN:
        scenario = own_scenario(page)
    elif of_table(shown):
        scenario = data_set(shown.data).scenarios[page]
    elif st.session_state.get(f"{page} has table"):
        # What suited the table does not suit points of one's own making.
        scenario = replace(PAGES[page](), data=shown.data)
    else:
        return forget_problem(page, CONTROLS[page]["data"].key)
    apply(keep_the_rest(scenario, shown))


def show_columns(scenario: Scenario) -> None:
    """Say what the data of a table are, and draw a choice for each of its columns."""
    page = page_of(scenario)
    own = own_table()
    if scenario.data == OWN:
        show_notes()
    else:
        found = data_set(scenario.data)
        say(f"{found.look_for[page]} Source: {found.source}.")
    if scenario.data == OWN and own is None:
        return
    table = table_of(scenario, own)
    try:
        chosen = _chosen(scenario, own)
    except DataError:
        return  # the page says so where the charts would stand
    names = {k: short(c.name) for k, c in enumerate(table.columns, 1)}
    with st.container(horizontal=True, key=f"{page}_column_choices"):
        for field, options in _options(scenario, table).items():
            _choice(page, field, options, names, chosen[field])
        if isinstance(scenario, LogisticScenario):
            label = table.columns[chosen["label_column"] - 1]
            classes = {k: short(name) for k, name in enumerate(classes_of(label), 1)}
            _choice(page, "positive", list(classes), classes, chosen["positive"])
    refused = st.session_state.pop(f"{page} column refused", None)
    if refused:
        say(refused, "refusal")


def _options(scenario: Scenario, table: Table) -> dict[str, list[int]]:
    """The columns, counted from 1, that each choice offers."""
    numbers = number_columns(table)
    if isinstance(scenario, LinearScenario):
        return {"x_column": numbers, "y_column": numbers}
    return {
        "x1_column": numbers,
        "x2_column": [0, *numbers],
        "label_column": label_columns(table),
    }


def _chosen(scenario: Scenario, own: Table | None) -> dict[str, int]:
    """What each choice stands at.

    Raises:
        DataError: there are no columns like that.
    """
    points_of(scenario, own)
    s = with_columns(scenario, own)
    chosen = {name: getattr(s, name) for name in vars(s) if name in COLUMN_FIELDS}
    if isinstance(s, LogisticScenario) and s.positive is None:
        label = table_of(s, own).columns[chosen["label_column"] - 1]
        chosen["positive"] = len(classes_of(label))
    return chosen


def _choice(
    page: str, field: str, options: list[int], names: dict[int, str], chosen: int
) -> None:
    key = f"{page}_{field}"
    # Not bound to the link, which would hold a name; that may be private.
    st.session_state[key] = chosen if chosen in options else options[0]
    st.selectbox(
        CONTROLS[page][field].label,
        options,
        format_func=lambda k: names[k] if k else "none: one feature",
        key=key,
        on_change=_choose,
        args=(page, field),
    )


def _choose(page: str, field: str) -> None:
    """Take a column, or say why not; of two that trade places take both."""
    shown, new = now_shown(page), st.session_state[f"{page}_{field}"]
    own = own_table()
    try:
        before = _chosen(shown, own)
        chosen = before | {field: new}
        for other, column in before.items():
            if other not in (field, "positive", "label_column") and column == new != 0:
                chosen[other] = before[field]
        values: dict[str, Any] = dict(chosen)
        if field == "label_column":
            values["positive"] = None
        points_of(replace(shown, **values), own)
    except DataError as error:
        st.session_state[f"{page} column refused"] = f"{error} Nothing was changed."
        return
    for name, value in values.items():
        st.session_state[CONTROLS[page][name].key] = value


def forget_columns(scenario: Scenario) -> None:
    """Take the columns that fit best, whatever the link says."""
    for name in COLUMN_FIELDS & set(CONTROLS[page_of(scenario)]):
        st.session_state[CONTROLS[page_of(scenario)][name].key] = None

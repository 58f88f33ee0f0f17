"""Where a page's points come from: the source of data, and the columns of its table,
which are chosen by their names and kept, in the link too, by their numbers."""

from dataclasses import asdict, replace
from typing import Any

import streamlit as st

from jaxreg.data.shipped import data_set
from jaxreg.data.source import COLUMN_RULES, points_of, table_of, with_columns
from jaxreg.data.table import DataError, Table, classes_of, short
from jaxreg.page import session
from jaxreg.page.own_data import show_notes
from jaxreg.page.own_tokens import own_table
from jaxreg.page.state import (
    apply,
    forget_problem,
    keep_the_rest,
    now_shown,
    refuse,
    say,
)
from jaxreg.settings import CONTROLS, OWN, OWN_DATA, PAGES, Scenario


def columns(page: str) -> list[str]:
    """What a run takes of a table, all of which the link has as numbers."""
    return PAGES[page].fields("column", "class")


def choose_source(page: str) -> None:
    """Run the source that was just chosen as suits it."""
    shown = now_shown(page)
    if shown.data == OWN:
        scenario = st.session_state.get(
            session.of(page, session.OWN_SCENARIO), OWN_DATA[page]
        )
        if not _is_usable(scenario, own_table()):
            scenario = OWN_DATA[page]
    elif shown.is_of_table:
        scenario = data_set(shown.data).scenarios[page]
    elif st.session_state.get(session.of(page, session.HAS_TABLE)):
        # What suited the table does not suit points of one's own making.
        scenario = replace(PAGES[page](), data=shown.data)
    else:
        return forget_problem(page, CONTROLS[page]["data"].key)
    apply(keep_the_rest(scenario, shown))


def remember(scenario: Scenario) -> None:
    """Keep how own data are shown, for when they are chosen again."""
    st.session_state[session.of(scenario.page, session.OWN_SCENARIO)] = scenario


def show_source(scenario: Scenario) -> None:
    """Say what the data of a table are, and draw a choice for each of its columns."""
    page, own = scenario.page, own_table()
    if scenario.data == OWN:
        show_notes()
    else:
        built_in = data_set(scenario.data)
        say(f"{built_in.look_for[page]} Source: {built_in.source}.")
    if scenario.data == OWN and own is None:
        return
    table = table_of(scenario, own)
    try:
        chosen = asdict(with_columns(scenario, own))
    except DataError:  # the page says so where the charts would stand
        chosen = asdict(scenario) | {"positive": None}
    names = {k: short(c.name) for k, c in enumerate(table.columns, 1)}
    with st.container(horizontal=True, key=f"columns_chosen_of_{page}"):
        for field, options in COLUMN_RULES[page].options(table).items():
            _choice(page, field, options, names, chosen[field])
        if chosen.get("positive"):
            label = table.columns[chosen["label_column"] - 1]
            classes = {k: short(name) for k, name in enumerate(classes_of(label), 1)}
            _choice(page, "positive", list(classes), classes, chosen["positive"])


def _choice(
    page: str,
    field: str,
    options: list[int],
    names: dict[int, str],
    chosen: int | None,
) -> None:
    key = session.choice(page, field)
    # Not bound to the link, which would hold a name; that may be private.
    st.session_state[key] = chosen if chosen in options else None
    st.selectbox(
        CONTROLS[page][field].label,
        options,
        index=None if chosen not in options else 0,
        placeholder="choose",
        format_func=lambda k: names[k] if k else "none (one feature)",
        key=key,
        on_change=_choose,
        args=(page, field),
    )


def _choose(page: str, field: str) -> None:
    """Take a column or a class, or say why not. Where there were no points before, in
    any case: another choice may be needed to have some."""
    shown, own = now_shown(page), own_table()
    new = st.session_state[session.choice(page, field)]
    if new is None:
        return
    scenario = _with_choice(shown, own, field, new)
    try:
        points_of(scenario, own)
    except DataError as error:
        if _is_usable(shown, own):
            return refuse(page, f"{error} Nothing was changed.")
    _set_columns(page, asdict(scenario))


def _with_choice(shown: Scenario, own: Table | None, field: str, new: int) -> Scenario:
    """A scenario of another column or class; two columns of numbers trade places."""
    values: dict[str, Any] = {field: new}
    if not _is_usable(shown, own):
        return replace(shown, **values)
    scenario = with_columns(shown, own)
    pair = shown.fields("column")[:2]
    if field in pair:
        [other] = {*pair} - {field}
        if getattr(scenario, other) == new != 0:
            values[other] = getattr(scenario, field)
    if field == "label_column":
        values["positive"] = None
    return replace(scenario, **values)


def _is_usable(scenario: Scenario, own: Table | None) -> bool:
    try:
        points_of(scenario, own)
    except DataError:
        return False
    return True


def forget_columns(page: str) -> None:
    """Take the columns that fit best, whatever the link says."""
    _set_columns(page, {})


def _set_columns(page: str, values: dict[str, Any]) -> None:
    for name in columns(page):
        st.session_state[CONTROLS[page][name].key] = values.get(name)

"""Where a page's points come from: the source of data, and the columns of its table,
which are chosen by their names and kept, in the link too, by their numbers."""

from dataclasses import asdict, replace
from typing import Any

import streamlit as st

from jaxreg.data.shipped import data_set
from jaxreg.data.source import COLUMN_RULES, points_of, table_of, with_columns
from jaxreg.data.table import (
    MAX_CLASSES,
    Column,
    DataError,
    FaultError,
    Table,
    classes_of,
    short,
)
from jaxreg.live.taken import taken
from jaxreg.page import session
from jaxreg.page.how_read import show_notes
from jaxreg.page.own_tokens import own_table
from jaxreg.page.state import (
    apply,
    change,
    forget_zoom,
    keep_the_rest,
    now_shown,
    refuse,
    say,
)
from jaxreg.settings import (
    BY_HAND,
    CONTROLS,
    DIGITS,
    OWN,
    OWN_DATA,
    PAGES,
    Scenario,
    is_table,
)


def columns(page: str) -> list[str]:
    """What a run takes of a table, all of which the link has as numbers."""
    return PAGES[page].fields("column", "class")


def source(scenario: Scenario) -> None:
    """Draw the choice of where the points come from."""
    page, control = scenario.page, CONTROLS[scenario.page]["data"]
    key = session.choice(page, "data")
    st.session_state[key] = scenario.data
    st.selectbox(
        control.label,
        control.options,
        key=key,
        help=control.help,
        on_change=_choose_source,
        args=(page,),
    )


def _choose_source(page: str) -> None:
    """Run the source that was just chosen as suits it."""
    shown, data = now_shown(page), st.session_state[session.choice(page, "data")]
    if data not in CONTROLS[page]["data"].options:
        return  # a forged message's
    last: Scenario | None = st.session_state.get(
        session.of(page, session.LAST.get(data, ""))
    )
    if data == BY_HAND:
        if last is None:
            return _take_by_hand(shown)
        scenario = last
    elif data == OWN:
        scenario = last if last and _is_usable(last, own_table()) else OWN_DATA[page]
    elif is_table(data):
        scenario = data_set(data).scenarios[page]
    elif shown.is_of_table:
        # What suited the table does not suit generated points.
        scenario = replace(PAGES[page](), data=data)
    else:
        change(replace(shown, data=data))
        return forget_zoom(page)
    apply(keep_the_rest(scenario, shown))


def _take_by_hand(shown: Scenario) -> None:
    """Make the points that are shown those that a hand moves, and leave all else."""
    none: dict[str, Any] = dict.fromkeys(columns(shown.page))
    try:
        points = taken(shown, own_table())
    except DataError as error:
        return refuse(shown.page, str(error))
    change(replace(shown, data=BY_HAND, points=points, **none))


def remember(scenario: Scenario) -> None:
    """Keep how own data or points by hand are shown, for when they are chosen again."""
    if scenario.data in session.LAST:
        key = session.of(scenario.page, session.LAST[scenario.data])
        st.session_state[key] = scenario


def show_source(scenario: Scenario) -> None:
    """Say what the data of a table are, and draw a choice for each of its columns."""
    page, own = scenario.page, own_table()
    if scenario.data == BY_HAND:
        return say("You place these points by hand; the link has them.")
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
        chosen = asdict(scenario) | dict.fromkeys(scenario.fields("class"))
    names = {k: short(c.name) for k, c in enumerate(table.columns, 1)}
    with st.container(horizontal=True, key=f"columns_chosen_of_{page}"):
        for field, options in COLUMN_RULES[page].options(table).items():
            _choice(page, field, options, names, chosen[field])
        if any(chosen[field] is not None for field in scenario.fields("class")):
            _class_choices(page, table.columns[chosen["label_column"] - 1], chosen)


def _class_choices(page: str, label: Column, chosen: dict[str, Any]) -> None:
    """Choices of class 1: one of a label's classes, and of numbers also a cut."""
    names = {k: short(name) for k, name in enumerate(classes_of(label), 1)}
    if len(names) <= MAX_CLASSES:
        _choice(page, "positive", list(names), names, chosen["positive"])
    if label.is_number and (len(names) > 2 or chosen["cut"] is not None):
        key = session.choice(page, "cut")
        st.session_state[key] = chosen["cut"]
        st.number_input(
            CONTROLS[page]["cut"].label,
            step=1.0 if not (label.values % 1 > 0).any() else 0.1,
            format=f"%.{DIGITS}g",
            placeholder="type a number",
            key=key,
            on_change=_choose,
            args=(page, "cut"),
        )


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
    """Use the column or class that was chosen, or say why not. Without points before,
    use it in any case: it may take another choice to get some."""
    shown, own = now_shown(page), own_table()
    new = st.session_state[session.choice(page, field)]
    if new is None or isinstance(new, str):
        return  # emptied, or a forged message's
    scenario, swap = _with_choice(shown, own, field, CONTROLS[page][field].nearest(new))
    try:
        points_of(scenario, own)
    except DataError as error:
        if _is_usable(shown, own):
            if isinstance(error, FaultError) and own:
                wanted = field, own.columns[new - 1].name
                st.session_state[session.of(page, session.FAULTY)] = wanted
            return refuse(page, f"{swap}{error} Nothing was changed.")
    change(scenario)


def _with_choice(
    shown: Scenario, own: Table | None, field: str, new: Any
) -> tuple[Scenario, str]:
    """A scenario of another column, which trades places if it is used already, or of
    another class 1. And what to say first if it cannot be."""
    roles, classes = shown.fields("column"), shown.fields("class")
    values: dict[str, Any] = {field: new}
    if field in (*classes, "label_column"):
        values = dict.fromkeys(classes) | values
    if not _is_usable(shown, own):
        return replace(shown, **values), ""
    scenario, swap = with_columns(shown, own), ""
    old = getattr(scenario, field)
    others = [role for role in roles if getattr(scenario, role) == new]
    if field in roles and new != old and new and old and others:
        values[others[0]] = old
        columns = table_of(scenario, own).columns
        one, other = (short(columns[k - 1].name) for k in (old, new))
        swap = f"“{one}” and “{other}” cannot trade places. "
    if "label_column" in values:
        values |= dict.fromkeys(classes)
    return replace(scenario, **values), swap


def _is_usable(scenario: Scenario, own: Table | None) -> bool:
    try:
        points_of(scenario, own)
    except DataError:
        return False
    return True


def forget_columns(page: str) -> None:
    """Take the columns that fit best, whatever the link says."""
    none: dict[str, Any] = dict.fromkeys(columns(page))
    change(replace(now_shown(page), **none))

"""How the data in use were read: said, shown, and chosen otherwise."""

from typing import Any, NamedTuple

import streamlit as st

from jaxreg.data.edits import codes_in
from jaxreg.data.reading import Choices
from jaxreg.data.shelf import Source, source_of
from jaxreg.data.source import with_columns
from jaxreg.data.table import DataError, Table
from jaxreg.page import preview, session
from jaxreg.page.own_reading import read_here, scenario_after
from jaxreg.page.own_tokens import own, own_table, use_reread
from jaxreg.page.session import HOW_READ, POINTS, REREAD, REVEAL
from jaxreg.page.state import apply, now_shown, say
from jaxreg.settings import Scenario

_MOST_NOTES = 3


class _Reread(NamedTuple):
    """The ``place`` where other choices were ``asked`` for; the field that is then
    ``wanted`` to take a column, and its name; and why they are refused."""

    place: str
    asked: Choices = Choices()
    wanted: tuple[str, str] | None = None
    refusal: str = ""


def show_notes() -> None:
    """Say how the data were read, and offer to check it."""
    table = own_table()
    if table is None or not table.notes:
        return
    for note in table.notes[:_MOST_NOTES]:
        say(note)
    more = len(table.notes) - _MOST_NOTES
    if more > 0:
        say(f"{more:,} more note{'s' * (more > 1)}: press “Check”.")
    if source_of(own().token):
        st.button("Check", key="own_check", on_click=_check)


def _check() -> None:
    st.session_state.update({HOW_READ: True, POINTS: False})
    st.session_state[REVEAL] = st.session_state.get(REVEAL, 0) + 1


def how_read(scenario: Scenario) -> None:
    """Draw how the data in use were read, to be chosen otherwise, if it is opened."""
    table, source = own_table(), source_of(own().token)
    if table is None or source is None:
        return
    place = st.expander("How these data were read", key=HOW_READ, on_change="rerun")
    if not place.open:
        return
    with place:
        with st.container(key="own_reread"):  # always there, so that nothing jumps
            _reread_if_asked("table", scenario)
        _draw(scenario, table, source)


def _draw(scenario: Scenario, table: Table, source: Source) -> None:
    reading, made = source.reading, source.choices
    for note in table.notes:
        say(note)
    if source.is_edited:
        say("If you change how these data are read, your edits are lost.")
    preview.ask("own_in_use", reading.doubts, source.asked, _choose)
    fields = {"names", "decimal", "codes"}
    if made.day_first is not None:
        fields.add("day_first")
    if made.leave_out_faults or any(column.fault for column in table.columns):
        fields.add("leave_out_faults")
    fields -= {doubt.field for doubt in reading.doubts}
    preview.choices("own_in_use", reading, made, fields, _choose)
    used = preview.roles(with_columns(scenario, table))
    preview.rows_read(table, used, made.decimal)
    preview.columns_read(table, used)


def _choose(field: str, value: Any) -> None:
    """Read the data in use with another choice, in the run that follows."""
    source = source_of(own().token)
    if source is not None:
        st.session_state[REREAD] = _asked("table", source, field, value)


def _asked(place: str, source: Source, field: str, value: Any) -> _Reread:
    try:
        return _Reread(place, with_choice(source, field, value))
    except DataError as error:
        return _Reread(place, refusal=str(error))


def with_choice(source: Source, field: str, value: Any) -> Choices:
    """What is asked for with another choice. Another sheet is read with no others.

    Raises:
        DataError: the value cannot be used.
    """
    if field == "sheet":
        return Choices(sheet=value)
    if field == "codes" and isinstance(value, str):
        value = codes_in(value, source.choices.decimal or ".")
    return source.asked._replace(**{field: value})


def offer_to_leave_out(page: str) -> None:
    """If some cells keep a chosen column from being used, offer to count them as
    missing; if that was pressed, do it."""
    _reread_if_asked("columns", now_shown(page))
    faulty = st.session_state.pop(session.of(page, session.FAULTY), None)
    if faulty and source_of(own().token):
        st.button(
            "Leave out these cells", key="own_faults", on_click=_leave_out, args=faulty
        )


def _leave_out(field: str, name: str) -> None:
    source = source_of(own().token)
    if source is not None:
        asked = source.asked._replace(leave_out_faults=True)
        st.session_state[REREAD] = _Reread("columns", asked, (field, name))


def _reread_if_asked(place: str, shown: Scenario) -> None:
    """Read the data in use as was asked for at this place, and run again; or change
    nothing, and say why."""
    asked: _Reread | None = st.session_state.get(REREAD)
    table, source = own_table(), source_of(own().token)
    if asked is None or asked.place != place:
        return
    if table is None or source is None:
        return _forget()
    try:
        if asked.refusal:
            raise DataError(asked.refusal)
        reading = read_here(source.content, asked.asked, _forget)
        scenario = scenario_after(shown, table, reading.table, asked.wanted)
        use_reread(reading.table, Source(source.content, asked.asked, reading))
    except DataError as error:
        _forget()
        return say(f"{error} The data stay as they were read.", "refusal")
    _forget()
    apply(scenario)
    st.rerun()


def _forget() -> None:
    st.session_state.pop(REREAD, None)

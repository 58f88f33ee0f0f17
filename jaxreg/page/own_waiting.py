"""Own data that came and are not in use yet: read, asked about, or refused."""

from typing import Any, NamedTuple

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from jaxreg.data.first_rows import FirstRows, first_rows
from jaxreg.data.reading import Choices, Doubt, Reading
from jaxreg.data.shelf import Source, find, source_of
from jaxreg.data.table import DataError, FaultError, Table
from jaxreg.live.uploads import forget_upload
from jaxreg.page import preview
from jaxreg.page.how_read import with_choice
from jaxreg.page.own_reading import read_here, scenario_for, settled, waits_for_data
from jaxreg.page.own_tokens import let_wait, own, set_tokens, use_waiting
from jaxreg.page.session import BROUGHT, SEEN, TURN
from jaxreg.page.state import apply, now_shown, refuse, say
from jaxreg.settings import Scenario

_STOPPED = "Stopped. Nothing was changed."


class Brought(NamedTuple):
    """Data that are not in use yet: to which ``page`` and ``how`` they came; how they
    were ``asked`` to be read, and whether they are; the questions so far; why they are
    refused, and what can be ``seen`` of them then."""

    page: str
    how: str
    asked: Choices = Choices()
    is_read: bool = False
    doubts: tuple[Doubt, ...] = ()
    refusal: str = ""
    seen: FirstRows | None = None


def take(brought: Brought, content: UploadedFile | str) -> None:
    """Read what was brought, if it is not read; use it, or say what is in the way."""
    progress = st.container(key="own_reading")
    has_gone = not brought.refusal and find(own().waiting) is None
    if has_gone or not brought.is_read:
        whole = content if isinstance(content, str) else content.getvalue()
        with progress:
            brought = _read(brought, whole)
        st.session_state[BROUGHT] = brought
        if not brought.doubts and not brought.refusal and _take_into_use():
            st.rerun()
    if brought.refusal:
        say(brought.refusal, "refusal")
    table, source = find(own().waiting), source_of(own().waiting)
    if table is not None and source is not None:
        _show_waiting(brought, table, source)
    elif brought.seen is not None:
        _choices(brought, brought.seen.reading, {"names", "decimal"})
        preview.raw_rows(brought.seen.rows)


def _read(brought: Brought, content: bytes | str) -> Brought:
    """Read what was brought and let it wait. If it is refused, the last reading of it
    stays."""
    asked = brought.asked
    try:
        reading = read_here(content, asked, _stop)
        old = (d for d in brought.doubts if getattr(asked, d.field) is not None)
        doubts = (*old, *reading.doubts)
        certain = settled(asked, doubts)
        let_wait(reading.table, Source(content, certain, reading._replace(doubts=())))
    except DataError as error:
        source = source_of(own().waiting)
        if source is not None:
            asked = source.asked
        seen = None if source else first_rows(content, asked)
        return brought._replace(
            asked=asked, is_read=True, refusal=str(error), seen=seen
        )
    return brought._replace(is_read=True, doubts=doubts, refusal="", seen=None)


def _stop() -> None:
    """Go back to what was read before, if it was."""
    brought, source = st.session_state.get(BROUGHT), source_of(own().waiting)
    if brought:
        asked = source.asked if source else Choices()
        stopped = brought._replace(asked=asked, is_read=True, refusal=_STOPPED)
        st.session_state[BROUGHT] = stopped


def _read_anew(field: str, value: Any) -> None:
    """Read what was brought with another choice, in the run that follows."""
    brought, source = st.session_state.get(BROUGHT), source_of(own().waiting)
    if brought and brought.seen:
        source = Source("", brought.asked, brought.seen.reading)
    if not brought or source is None:
        return
    try:
        asked = with_choice(source, field, value)
    except DataError as error:
        st.session_state[BROUGHT] = brought._replace(refusal=str(error))
        return
    st.session_state[BROUGHT] = brought._replace(asked=asked, is_read=False)


# What waits


def _show_waiting(brought: Brought, table: Table, source: Source) -> None:
    """Ask what is in doubt, and show how the data are read so far."""
    scenario, refusal = None, None
    try:
        scenario = scenario_for(brought.page, table)
    except DataError as error:
        refusal = error
    with st.container(key="own_question" if brought.doubts else "own_no_question"):
        preview.ask("own_new", brought.doubts, brought.asked, _read_anew)
    if refusal and not brought.refusal:
        say(str(refusal), "refusal")
    with st.container(horizontal=True, key="own_answer"):
        if scenario is not None:
            st.button("Use these data", key="own_use", type="primary", on_click=_use)
        if isinstance(refusal, FaultError):
            st.button(
                "Leave out these cells",
                key="own_faults_of_new",
                on_click=_read_anew,
                args=("leave_out_faults", True),
            )
        if brought.doubts:
            st.button("Other data", key="own_others", on_click=forget)
    used = preview.roles(scenario) if scenario else {}
    preview.rows_read(table, used, source.choices.decimal)
    preview.columns_read(table, used)
    fields = {"names", "decimal", "codes"} - {doubt.field for doubt in brought.doubts}
    if brought.asked.leave_out_faults:
        fields.add("leave_out_faults")
    _choices(brought, source.reading, fields)


def _choices(brought: Brought, reading: Reading, fields: set[str]) -> None:
    made = reading.choices._replace(codes=brought.asked.codes)
    preview.choices("own_new", reading, made, fields, _read_anew)


def _use() -> None:
    _take_into_use()


def _take_into_use() -> bool:
    """Use, from the next run on, the data that wait. False: the page cannot."""
    brought: Brought | None = st.session_state.get(BROUGHT)
    table = find(own().waiting)
    if brought is None or table is None:
        return False
    shown = now_shown(brought.page)
    try:
        scenario = scenario_for(brought.page, table)
    except DataError:
        return False
    if waits_for_data(shown) and not _is_as_in_link(shown, scenario):
        refuse(
            brought.page,
            "The columns in the link do not fit these data, so others are used.",
        )
    use_waiting()
    if brought.how == "uploaded":
        forget_upload(st.session_state[SEEN])
    apply(scenario)
    close()
    return True


def _is_as_in_link(shown: Scenario, scenario: Scenario) -> bool:
    return all(
        getattr(shown, name) in (None, getattr(scenario, name))
        for name in shown.fields("column", "class")
    )


def close() -> None:
    """Close the loader at the next run, and forget what was brought."""
    st.session_state[TURN] = st.session_state.get(TURN, 0) + 1
    st.session_state.pop(BROUGHT, None)


def forget() -> None:
    """Let go of what was brought and is not in use."""
    st.session_state.pop(BROUGHT, None)
    set_tokens(own()._replace(waiting=None))

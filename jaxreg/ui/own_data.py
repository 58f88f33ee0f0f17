"""A person's own data, brought along by paste or upload.

The session holds tokens; the tables themselves lie on the shelf, and go from there.
"""

from typing import Any, NamedTuple

import streamlit as st

from jaxreg.reader import FaultError, Reading, read
from jaxreg.scenario import OWN
from jaxreg.shelf import find, keep
from jaxreg.source import own_scenario, points_of, with_columns
from jaxreg.table import DataError, Table
from jaxreg.ui.state import apply, keep_the_rest, now_shown, say

_LOADER = "own_loader"


class Own(NamedTuple):
    """The tokens of a session's own data: those in use; as they were before they were
    edited; in the other reading of their numbers; and the data before these."""

    token: str | None = None
    base: str | None = None
    other: str | None = None
    before: str | None = None


class _Refusal(NamedTuple):
    """How data came that were not taken, why they were not, and whether they would be
    without their faulty cells."""

    how: str
    words: str
    is_fault: bool


def own() -> Own:
    """The session's own data; none of its tokens need still be on the shelf."""
    return st.session_state.get("own", Own())


def set_own(tokens: Own) -> None:
    """Use other data from now on, or these in another state."""
    st.session_state["own"] = tokens


def own_table() -> Table | None:
    """The table in use, if there is one and it has not gone."""
    return find(own().token)


def use(table: Table) -> None:
    """Make a table the data in use; those before it can be had back."""
    token = keep(table)
    set_own(Own(token, token, before=own().token))


def open_loader() -> None:
    """Open, at the next run, where data are pasted and uploaded."""
    st.session_state[_LOADER] = True


def loader(page: str) -> None:
    """Draw a button that opens where data are pasted and uploaded, and take them.

    It stands before the page's controls, which then show what is taken.
    """
    if st.session_state.pop("loaded", False):
        st.session_state[_LOADER] = False
    place = st.popover(
        "Own data", icon=":material/upload_file:", key=_LOADER, on_change="rerun"
    )
    with place:
        st.caption(
            "They stay in this server's memory, until unused for an hour: in no file, "
            "no link, no log."
        )
        turn = st.session_state.setdefault("upload turn", 0)
        file = st.file_uploader("A CSV or TSV file", key=f"own_file_{turn}")
        pasted = st.text_area(
            "Or rows from a spreadsheet, the columns' names first",
            key="own_paste",
            placeholder="height (cm)\tweight (kg)\n172\t64\n165\t58",
        )
        is_pasted = st.button("Use what is pasted", key="own_use_paste")
        said = st.empty()
        if is_pasted:
            _take(page, "pasted", pasted, said)
        elif file is not None and st.session_state.get("seen file") != file.file_id:
            _take(page, "uploaded", file.getvalue(), said)
            st.session_state["seen file"] = file.file_id  # it was refused
        _show_refusal(
            page, said, {"pasted": pasted, "uploaded": file and file.getvalue()}
        )
        if find(own().before) is not None:
            st.button("Back to the data before", key="own_before", on_click=_go_back)


def _show_refusal(page: str, said: Any, brought: dict[str, Any]) -> None:
    """Say why the last data were refused, and offer to take them without their faults.

    Args:
        page: where they would be shown.
        said: where it is said.
        brought: what is "pasted" and "uploaded" still.
    """
    refusal: _Refusal | None = st.session_state.get("refusal")
    if refusal is None:
        return
    with said.container():
        say(refusal.words, "refusal")
        leave_out = refusal.is_fault and st.button(
            "Leave these cells out", key="own_faults"
        )
    if leave_out and brought[refusal.how]:
        _take(page, refusal.how, brought[refusal.how], said, leave_out=True)


def _take(
    page: str, how: str, content: bytes | str, said: Any, leave_out: bool = False
) -> None:
    """Read what was brought along and, from the next run on, show it. If it is refused,
    all stays as it is, and why is remembered."""
    bar = said.progress(0.0, "Reading …")
    try:
        reading = read(
            content,
            leave_out_faults=leave_out,
            progress=lambda share: bar.progress(share, "Reading …"),
        )
        _show(page, reading)
    except DataError as error:
        is_fault = isinstance(error, FaultError)
        st.session_state["refusal"] = _Refusal(how, str(error), is_fault)
        return
    if reading.other is not None:
        other = read(content, decimal=reading.other, leave_out_faults=leave_out)
        set_own(own()._replace(other=keep(other.table)))
    st.session_state["upload turn"] += 1  # another uploader, without the file
    st.session_state["loaded"] = True
    st.session_state.pop("refusal", None)
    st.rerun()


def _show(page: str, reading: Reading) -> None:
    """Show data that were read: as the link has it, if it waits for them, or anew.

    Raises:
        DataError: the page can do nothing with them.
    """
    shown, table = now_shown(page), reading.table
    scenario = keep_the_rest(own_scenario(page), shown)
    if shown.data == OWN and own_table() is None:
        try:
            points_of(shown, table)
            scenario = shown
        except DataError:
            pass  # the link is of other data
    points_of(scenario, table)
    use(table)
    apply(with_columns(scenario, table))


def _go_back() -> None:
    tokens = own()
    set_own(Own(tokens.before, tokens.before, before=tokens.token))
    st.session_state["loaded"] = True


def show_notes() -> None:
    """Say how the own data were read, and offer the other reading of their numbers."""
    table = own_table()
    for note in table.notes if table else ():
        say(note)
    if find(own().other) is not None:
        st.button("Read them the other way", key="own_other", on_click=_reread)


def _reread() -> None:
    tokens = own()
    set_own(Own(tokens.other, tokens.other, tokens.token, tokens.before))

"""A person's own data, brought along by paste or upload."""

import threading
from typing import Any, NamedTuple

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from jaxreg.data.reader import Reading, read
from jaxreg.data.shelf import find
from jaxreg.data.source import points_of, with_columns
from jaxreg.data.table import DataError, FaultError, Table
from jaxreg.live.uploads import forget_upload
from jaxreg.page.own_tokens import Own, own, own_table, set_tokens, use
from jaxreg.page.session import LOADER, REFUSAL, SEEN, TURN
from jaxreg.page.state import apply, keep_the_rest, now_shown, refuse, say
from jaxreg.settings import OWN, OWN_DATA, Scenario

# To read 20 MB takes some hundred MB and seconds: not for everybody at once.
_readers = threading.Semaphore(2)


class _Refusal(NamedTuple):
    """On which page, and how, data came that were not taken; why they were not; and
    whether they would be without their faulty cells."""

    page: str
    how: str
    words: str
    is_fault: bool


def open_loader() -> None:
    """Open, at the next run, where data are pasted and uploaded."""
    st.session_state[_loader_key()] = True


def _loader_key() -> str:
    """The loader has another name after each turn, and so it is closed: a run that the
    browser asked for while it was open would open it again."""
    return f"{LOADER}_{st.session_state.setdefault(TURN, 0)}"


def loader(page: str) -> None:
    """Draw a button that opens where data are pasted and uploaded, and take them.

    It stands before the page's controls, which then show what is taken.
    """
    key = _loader_key()
    place = st.popover(
        "Your data", icon=":material/upload_file:", key=key, on_change="rerun"
    )
    with place:
        st.caption(
            "Your data stay in this server's memory, never in a file, a link or a log. "
            "The server forgets them when you reload this page, and after an hour "
            "without use."
        )
        # Another turn, other widgets, which hold nothing of what was taken.
        turn = st.session_state[TURN]
        file = st.file_uploader("A CSV or TSV file", key=f"own_file_{turn}")
        pasted = st.text_area(
            "Or paste rows from a spreadsheet, column names first",
            key=f"own_paste_{turn}",
            placeholder="height (cm),weight (kg)\n172,64\n165,58",
        )
        is_pasted = st.button("Use the pasted rows", key="own_use_paste")
        said = st.empty()
        if is_pasted:
            _take(page, "pasted", pasted, said)
        elif file is not None and st.session_state.get(SEEN) != file.file_id:
            _take(page, "uploaded", file, said)
            st.session_state[SEEN] = file.file_id  # it was refused
        _show_refusal(page, said, {"pasted": pasted, "uploaded": file})
        if find(own().before) is not None and REFUSAL not in st.session_state:
            st.button(
                "Back to the previous data",
                key="own_before",
                on_click=_go_back,
                args=(page,),
            )


def _show_refusal(page: str, said: Any, brought: dict[str, Any]) -> None:
    """Say why the last data were refused, and offer to take them without their faults.

    Args:
        page: where they would be shown.
        said: where it is said.
        brought: what is "pasted" and "uploaded" still; of what is not, nothing is said.
    """
    refusal: _Refusal | None = st.session_state.get(REFUSAL)
    if refusal is None:
        return
    if refusal.page != page or brought.get(refusal.how) is None:
        del st.session_state[REFUSAL]
        return
    with said.container():
        say(refusal.words, "refusal")
        leave_out = refusal.is_fault and st.button(
            "Leave out these cells", key="own_faults"
        )
    if leave_out:
        _take(page, refusal.how, brought[refusal.how], said, leave_out=True)


def _take(
    page: str, how: str, brought: UploadedFile | str, said: Any, leave_out: bool = False
) -> None:
    """Read what was brought along and, from the next run on, show it. If it is refused,
    all stays as it is, and why is remembered."""
    content = brought if isinstance(brought, str) else brought.getvalue()
    bar = said.progress(0.0, "Waiting for others …")
    try:
        with _readers:
            reading = read(
                content,
                leave_out_faults=leave_out,
                progress=lambda share: bar.progress(share, "Reading …"),
            )
            other = _other_reading(content, reading, leave_out)
            scenario = _scenario_for(page, reading.table)
        use(reading.table, other)
    except DataError as error:
        is_fault = isinstance(error, FaultError)
        st.session_state[REFUSAL] = _Refusal(page, how, str(error), is_fault)
        with said.container():
            say(str(error), "refusal")
        return
    if not isinstance(brought, str):
        forget_upload(brought.file_id)
    apply(scenario)
    _close()
    st.rerun()


def _other_reading(
    content: bytes | str, reading: Reading, leave_out: bool
) -> Table | None:
    """The table with the other decimal sign, where that is as good."""
    if reading.other is None:
        return None
    try:
        return read(content, decimal=reading.other, leave_out_faults=leave_out).table
    except DataError:
        return None


def _scenario_for(page: str, table: Table) -> Scenario:
    """How a table is shown: as the link has it, if it waits for data, or anew.

    Raises:
        DataError: the page can do nothing with it.
    """
    shown = now_shown(page)
    scenario = keep_the_rest(OWN_DATA[page], shown)
    if shown.data == OWN and own_table() is None:
        try:
            points_of(shown, table)
            scenario = shown
        except DataError:
            refuse(
                page,
                "The columns of the link do not fit these data, so others are used.",
            )
    points_of(scenario, table)
    return with_columns(scenario, table)


def _close() -> None:
    """Close the loader at the next run, and forget what was refused."""
    st.session_state[TURN] = st.session_state.get(TURN, 0) + 1
    st.session_state.pop(REFUSAL, None)


def _go_back(page: str) -> None:
    tokens, table = own(), find(own().before)
    if table is None:
        return
    try:
        apply(_scenario_for(page, table))
    except DataError as error:  # they were of the other page
        st.session_state[REFUSAL] = _Refusal(page, "pasted", str(error), False)
        return
    set_tokens(Own(tokens.before, tokens.before, before=tokens.token))
    _close()


def show_notes() -> None:
    """Say how the data were read, and offer the other decimal sign."""
    table = own_table()
    for note in table.notes if table else ():
        say(note)
    if find(own().other) is not None:
        st.button("Use the other decimal sign", key="own_other", on_click=_reread)


def _reread() -> None:
    token, _, other, before = own()
    set_tokens(Own(other, other, token, before))

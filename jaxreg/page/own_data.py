"""Where a person brings data along, by paste or upload."""

from typing import Any

import streamlit as st

from jaxreg.data.shelf import find
from jaxreg.data.table import DataError
from jaxreg.page.own_reading import scenario_for
from jaxreg.page.own_tokens import Own, own, set_tokens
from jaxreg.page.own_waiting import Brought, close, forget, take
from jaxreg.page.session import BROUGHT, LOADER, SEEN, TURN
from jaxreg.page.state import apply, refuse


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
        with st.container(key="own_inputs"):
            content = _inputs(page)
        brought: Brought | None = st.session_state.get(BROUGHT)
        if brought and (brought.page != page or content.get(brought.how) is None):
            forget()
            brought = None
        if brought:
            with st.container(key="own_said"):
                take(brought, content[brought.how])
        elif find(own().before) is not None:
            st.button(
                "Back to the previous data",
                key="own_before",
                on_click=_go_back,
                args=(page,),
            )


def _inputs(page: str) -> dict[str, Any]:
    """Draw where data are brought, and note what comes. Returns what is "pasted" and
    "uploaded" by now."""
    st.caption(
        "Your data stay in this server's memory, never in a file, a link or a log. "
        "The server forgets them when you reload this page, and after an hour "
        "without use."
    )
    # Another turn, other widgets, which hold nothing of what was taken.
    turn = st.session_state[TURN]
    file = st.file_uploader(
        "A table as text, or from Excel, LibreOffice or pandas", key=f"own_file_{turn}"
    )
    pasted = st.text_area(
        "Or paste rows from a spreadsheet, column names first",
        key=f"own_paste_{turn}",
        placeholder="height (cm),weight (kg)\n172,64\n165,58",
    )
    is_pasted = st.button("Use the pasted rows", key="own_use_paste")
    is_new = file is not None and st.session_state.get(SEEN) != file.file_id
    if is_pasted or is_new:
        forget()
        st.session_state[BROUGHT] = Brought(page, "pasted" if is_pasted else "uploaded")
    if file is not None and is_new:
        st.session_state[SEEN] = file.file_id
    return {"pasted": pasted, "uploaded": file}


def _go_back(page: str) -> None:
    tokens, table = own(), find(own().before)
    if table is None:
        return
    try:
        apply(scenario_for(page, table))
    except DataError as error:  # they were of the other page
        refuse(page, str(error))
        return
    set_tokens(Own(tokens.before, tokens.before, before=tokens.token))
    close()

"""The tokens of a session's own data; the tables themselves lie on the shelf, and go
from there."""

from typing import NamedTuple

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from jaxreg.data.shelf import drop, find, keep, keep_all
from jaxreg.data.table import Table
from jaxreg.page.session import TOKENS


class Own(NamedTuple):
    """The tokens of a session's own data: those in use; as they were before they were
    edited; in the other reading of their numbers; and the data before these."""

    token: str | None = None
    base: str | None = None
    other: str | None = None
    before: str | None = None


def own() -> Own:
    """The session's own data; none of its tokens need still be on the shelf."""
    tokens: Own = st.session_state.get(TOKENS, Own())
    return tokens


def own_table() -> Table | None:
    """The table in use, if there is one and it has not gone."""
    return find(own().token)


def use(table: Table, other: Table | None = None) -> None:
    """Make a table the data in use, which may have another reading; those before it can
    be had back.

    Raises:
        DataError: there is no room for it; the data in use stay.
    """
    tables = [table] if other is None else [table, other]
    token, *rest = keep_all(tables, session())
    set_tokens(Own(token, token, rest[0] if rest else None, before=own().token))


def use_edited(table: Table) -> None:
    """Use the table as it is edited; what it was before stays, for the editor.

    Raises:
        DataError: there is no room for it.
    """
    set_tokens(own()._replace(token=keep(table, session())))


def session() -> str:
    """Whose data these are."""
    context = get_script_run_ctx()
    return context.session_id if context else ""


def edit_anew() -> None:
    """Make the table, as it is by now, what the next edits start from."""
    set_tokens(own()._replace(base=own().token))


def set_tokens(tokens: Own) -> None:
    """Use other tokens, and let go of the tables that nothing leads to any more: only
    then, since a run that has to end is interrupted where it changes the state."""
    unused = {*own()} - {*tokens}
    st.session_state[TOKENS] = tokens
    for token in unused:
        drop(token)

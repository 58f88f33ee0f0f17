"""The tokens of a session's own data; the tables themselves lie on the shelf, and go
from there."""

from typing import NamedTuple

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from jaxreg.data.reading import Choices
from jaxreg.data.shelf import Source, drop, find, keep, source_of
from jaxreg.data.table import Table
from jaxreg.page.session import TOKENS


class Own(NamedTuple):
    """The tokens of a session's own data: those in use; as they were before they were
    edited; the data before these; and those that wait for an answer."""

    token: str | None = None
    base: str | None = None
    before: str | None = None
    waiting: str | None = None


def own() -> Own:
    """The session's own data; none of its tokens need still be on the shelf."""
    tokens: Own = st.session_state.get(TOKENS, Own())
    return tokens


def own_table() -> Table | None:
    """The table in use, if there is one and it has not gone."""
    return find(own().token)


def own_choices() -> Choices:
    """How the table in use was read."""
    source = source_of(own().token)
    return source.choices if source else Choices()


def use(table: Table, source: Source | None = None) -> None:
    """Make a table the data in use; those before it can be had back.

    Raises:
        DataError: there is no room for it; the data in use stay.
    """
    token = keep(table, session(), source)
    set_tokens(Own(token, token, before=own().token))


def use_reread(table: Table, source: Source) -> None:
    """Use the table as its file is read now. What was edited can be had back.

    Raises:
        DataError: there is no room for it.
    """
    tokens, old = own(), source_of(own().token)
    before = tokens.token if old and old.is_edited else tokens.before
    token = keep(table, session(), source)
    set_tokens(Own(token, token, before, tokens.waiting))


def use_edited(table: Table) -> None:
    """Use the table as it is edited; what it was before stays, for the editor.

    Raises:
        DataError: there is no room for it.
    """
    source = source_of(own().token)
    source = source and source._replace(is_edited=True)
    set_tokens(own()._replace(token=keep(table, session(), source)))


def let_wait(table: Table, source: Source) -> None:
    """Keep a table that is not yet used.

    Raises:
        DataError: there is no room for it.
    """
    set_tokens(own()._replace(waiting=keep(table, session(), source)))


def use_waiting() -> None:
    """Make the data that wait for an answer those in use."""
    tokens = own()
    set_tokens(Own(tokens.waiting, tokens.waiting, before=tokens.token))


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

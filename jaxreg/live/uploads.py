"""What is uploaded stays in Streamlit's memory until it is read: left alone, it would
stay there for as long as the session lasts."""

from collections.abc import Container, Mapping
from typing import Any

import streamlit as st
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.runtime.scriptrunner import get_script_run_ctx

MAX_BYTES = 512 * 1024**2
MAX_BYTES_OF_ONE = 64 * 1024**2
_ADDRESS = "/_stcore/upload_file/"


def forget_upload(file_id: str) -> None:
    """Let go of a file of this session, which has been read."""
    context = get_script_run_ctx()
    if context and st.runtime.exists():
        manager: Any = st.runtime.get_instance().uploaded_file_mgr
        manager.remove_file(context.session_id, file_id)


def forget_uploads_but(present: Container[str]) -> None:
    """Let go of the files of sessions that are not among these.

    Streamlit does so when the garbage collector finds a session that ended, which may
    be never, and the room for files stays taken.
    """
    manager: Any = st.runtime.get_instance().uploaded_file_mgr
    for session in [one for one in list(manager.file_storage) if one not in present]:
        manager.remove_session_files(session)


def bound_uploads(app: ASGIApp) -> ASGIApp:
    """Answer 413 to an upload for which its session has no room, and 503 to one for
    which the server has none, before it is read. What is just coming counts, too."""
    coming: dict[str, int] = {}

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "PUT":
            return await app(scope, receive, send)
        _, found, rest = scope["path"].rpartition(_ADDRESS)
        if not found:
            return await app(scope, receive, send)
        session = rest.partition("/")[0]
        length = dict(scope["headers"]).get(b"content-length", b"")
        if not length.isdigit():
            refusal = PlainTextResponse("An upload must state its length.", 411)
            return await refusal(scope, receive, send)
        size, kept = int(length), _kept()
        mine = kept.get(session, 0) + coming.get(session, 0)
        if mine + size > MAX_BYTES_OF_ONE:
            refusal = PlainTextResponse("You have no room left for more files.", 413)
            return await refusal(scope, receive, send)
        if sum(kept.values()) + sum(coming.values()) + size > MAX_BYTES:
            refusal = PlainTextResponse(
                "The server has no room for files right now.", 503
            )
            return await refusal(scope, receive, send)
        coming[session] = coming.get(session, 0) + size
        try:
            await app(scope, receive, send)
        finally:
            coming[session] -= size
            if not coming[session]:
                del coming[session]

    return wrapped


def _kept() -> Mapping[str, int]:
    """The bytes of the files that Streamlit keeps of each session."""
    manager: Any = st.runtime.get_instance().uploaded_file_mgr
    return {
        session: sum(len(file.data) for file in list(files.values()))
        for session, files in list(manager.file_storage.items())
    }

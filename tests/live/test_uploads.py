"""What is uploaded has a bound, of one session and of all, and goes once it is read."""

from types import SimpleNamespace

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from jaxreg.live import uploads
from jaxreg.live.uploads import bound_uploads, forget_upload, forget_uploads_but


@pytest.fixture
def manager(monkeypatch):
    """Streamlit's own memory for files."""
    kept = MemoryUploadedFileManager("/_stcore/upload_file")
    monkeypatch.setattr(st.runtime, "exists", lambda: True)
    monkeypatch.setattr(
        st.runtime, "get_instance", lambda: SimpleNamespace(uploaded_file_mgr=kept)
    )
    return kept


@pytest.fixture
def client(manager, monkeypatch):
    """A server that keeps what is put, with room for 100 bytes, 50 of one session."""
    monkeypatch.setattr(uploads, "MAX_BYTES", 100)
    monkeypatch.setattr(uploads, "MAX_BYTES_OF_ONE", 50)

    async def put(request: Request):
        session, name = request.path_params["session"], request.path_params["name"]
        data = await request.body()
        if data == b"broken":
            raise ValueError
        manager.add_file(session, UploadedFileRec(name, name, "text/csv", data))
        return PlainTextResponse("", 204)

    address = "/_stcore/upload_file/{session}/{name}"
    app = Starlette(
        routes=[
            Route(f"{base}{address}", put, methods=["PUT", "DELETE"])
            for base in ("", "/foo")
        ]
    )
    with TestClient(bound_uploads(app), raise_server_exceptions=False) as client:
        yield client


def put(client, session, name, size, base=""):
    address = f"{base}/_stcore/upload_file/{session}/{name}"
    return client.put(address, content=b"x" * size).status_code


@pytest.mark.parametrize("base", ["", "/foo"])
def test_a_session_has_its_room_and_all_together_theirs(client, base):
    assert put(client, "one", "a", 30, base) == 204
    assert put(client, "one", "b", 21, base) == 413
    assert put(client, "one", "b", 20, base) == 204
    assert put(client, "two", "a", 45, base) == 204
    assert put(client, "three", "a", 6, base) == 503
    assert put(client, "three", "a", 5, base) == 204


def test_what_is_read_makes_room_again(client, manager, monkeypatch):
    monkeypatch.setattr(
        uploads, "get_script_run_ctx", lambda: SimpleNamespace(session_id="one")
    )
    for k in range(60):
        assert put(client, "one", f"file {k}", 50) == 204
        forget_upload(f"file {k}")
        assert manager.get_files("one", [f"file {k}"]) == []


def test_the_files_of_sessions_that_ended_make_room(client, manager):
    for session in ("one", "two"):
        assert put(client, session, "a", 50) == 204
    assert put(client, "three", "a", 50) == 503
    forget_uploads_but({"two", "three"})
    assert put(client, "three", "a", 50) == 204
    assert len(manager.get_files("two", ["a"])) == 1
    assert manager.get_files("one", ["a"]) == []


def test_what_fails_or_says_no_length_takes_no_room(client):
    address = "/_stcore/upload_file/one/a"
    for _ in range(20):
        assert client.put(address, content=b"broken").status_code == 500
        assert client.put(address, content=iter([b"x" * 10])).status_code == 411
    assert put(client, "one", "a", 50) == 204


def test_nothing_else_is_bounded(client):
    assert client.delete("/_stcore/upload_file/one/a").status_code == 204
    assert client.put("/elsewhere", content=b"x" * 1000).status_code == 404


def test_without_a_server_there_is_nothing_to_forget():
    forget_upload("any")

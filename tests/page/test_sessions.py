"""Runs of one session: the next one waits for the last, and one that is interrupted in
the middle of a change loses nothing."""

import threading

import numpy as np
import pytest
import streamlit as st
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from jaxreg.data.shelf import find
from jaxreg.data.table import Column, Table
from jaxreg.page import own_tokens, page
from tests.app_pages import MAIN
from tests.server import in_this_process

PATIENCE = 300  # seconds


def test_a_run_waits_for_the_one_before(monkeypatch):
    begun, go_on = threading.Event(), threading.Event()

    def hold():
        begun.set()
        assert go_on.wait(PATIENCE)

    def send(**message):
        socket.send_bytes(BackMsg(**message).SerializeToString())

    def next_of(kind):
        while True:
            message = ForwardMsg.FromString(socket.receive_bytes())
            if message.WhichOneof("type") == kind:
                return getattr(message, kind)

    monkeypatch.setattr(page, "begin_run", hold)
    with (
        in_this_process(st.App(str(MAIN))) as client,
        client.websocket_connect("/_stcore/stream", ["streamlit"]) as socket,
    ):
        send(rerun_script={})
        assert begun.wait(PATIENCE)
        send(rerun_script={"query_string": "W=4"})
        send(app_heartbeat=True)
        next_of("heartbeat_ack")  # so the second request was taken
        names = [thread.name for thread in threading.enumerate()]
        go_on.set()
        while next_of("script_finished") != ForwardMsg.FINISHED_SUCCESSFULLY:
            pass  # the first was interrupted
    assert names.count("ScriptRunner.scriptThread") == 1


class Interrupted(dict):
    """A session's state in a run that has to end: it takes nothing more."""

    def __setitem__(self, key, value):
        raise InterruptedError


@pytest.mark.parametrize("change", [own_tokens.use, own_tokens.use_edited])
def test_data_stay_where_a_run_is_interrupted_as_they_change(monkeypatch, change):
    first, second, third = (
        Table((Column("x", np.arange(3.0) + k), Column("y", np.arange(3.0))))
        for k in range(3)
    )
    monkeypatch.setattr(st, "session_state", {})
    own_tokens.use(first)
    own_tokens.use_edited(second)
    monkeypatch.setattr(st, "session_state", Interrupted(st.session_state))
    with pytest.raises(InterruptedError):
        change(third)
    assert own_tokens.own_table() is second
    assert find(own_tokens.own().base) is first

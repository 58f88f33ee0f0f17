"""Who may come in, and what stands around every answer: our own middleware alone, then
around the whole app."""

import logging
import re

import pytest
import streamlit as st
from anyio import move_on_after
from hypothesis import given
from hypothesis import strategies as some
from starlette.datastructures import Headers
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect
from streamlit import net_util
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.web.server.starlette.starlette_websocket import _is_origin_allowed

import app as served
from jaxreg.live.document import inline_scripts
from jaxreg.live.gate import _is_foreign, protect, refuse_foreign
from jaxreg.live.logs import hide_secrets
from tests.server import ROOT, in_this_process

STREAM, HOST = "/_stcore/stream", "testserver"
PATIENCE = 120  # seconds


@pytest.fixture(scope="module")
def client():
    """The whole app, but for the warm-up before the first picture."""
    app = st.App(str(served._script), middleware=served.app._user_middleware)
    # One session stays: between its last and its next Streamlit may miss messages.
    with (
        in_this_process(app) as client,
        client.websocket_connect(STREAM, ["streamlit"]),
    ):
        yield client


@pytest.fixture
def nobody_asks_outside(monkeypatch):
    def fail():
        raise AssertionError("asks on the Internet for its own address")

    monkeypatch.setattr(net_util, "get_external_ip", fail)
    monkeypatch.setattr(net_util, "get_internal_ip", fail)


# Foreign pages

FOREIGN = [
    "http://example.org",
    "https://testserver.example.org",
    "http://testserver:81",
    "http://TESTSERVER",
    "http://testserver@example.org",
    "null",
    "",
    "http://[",
    "http://testserver:port",
    "testserver",
    "\xe9",
]


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_foreign_handshake_is_refused(client, nobody_asks_outside, origin):
    headers = {"Origin": origin.encode("latin-1")}
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect(STREAM, ["streamlit"], headers=headers),
    ):
        pass


@pytest.mark.parametrize("headers", [{}, {"Origin": f"http://{HOST}"}])
def test_our_own_handshake_is_accepted(client, nobody_asks_outside, headers):
    with client.websocket_connect(STREAM, ["streamlit"], headers=headers) as socket:
        assert socket.accepted_subprotocol == "streamlit"


@pytest.mark.parametrize("origin", ["https://jaxreg.example.org", "http://a.b:8080"])
def test_behind_a_proxy_its_host_name_is_set(monkeypatch, nobody_asks_outside, origin):
    name = origin.split("/")[2].split(":")[0]
    before = st.get_option("browser.serverAddress")
    st.config.set_option("browser.serverAddress", name, "a test")
    try:
        asked = []

        async def app(scope, receive, send):
            asked.append(_is_origin_allowed(Headers(scope=scope)["origin"], "b"))

        guarded = refuse_foreign(app, served._address())
        assert served._address() == name
        send_to = TestClient(guarded, raise_server_exceptions=False)
        for sent in (origin, "https://other.example.org"):
            send_to.post("/", headers={"Origin": sent})
        assert asked == [True]  # Streamlit lets it in unasked, and heard of no other
    finally:
        option = st.config.get_config_options()["browser.serverAddress"]
        option.set_value(before, option.DEFAULT_DEFINITION)


PARTS = ["http", "https", "null", "://", ":", "/", "@", "[", "]", "a", "A", "a.b", "80"]
TEXT = some.lists(some.sampled_from(PARTS), max_size=6).map("".join)


@given(origin=some.one_of(some.none(), TEXT), host=some.one_of(some.none(), TEXT))
def test_who_is_not_foreign_is_one_whom_streamlit_lets_in_unasked(origin, host):
    pairs = {"origin": origin, "host": host}
    headers = {name: value for name, value in pairs.items() if value is not None}
    if not _is_foreign(headers, None):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(net_util, "get_internal_ip", lambda: pytest.fail("asked"))
            patch.setattr(net_util, "get_external_ip", lambda: pytest.fail("asked"))
            assert _is_origin_allowed(origin, host)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "POST", "PATCH"])
def test_a_foreign_page_changes_nothing(client, method):
    path = "/_stcore/upload_file/a/b"
    own, foreign = ({"Origin": f"http://{name}"} for name in (HOST, "example.org"))
    refused = client.request(method, path, headers=foreign)
    assert refused.status_code == 403 and "another site" in refused.text
    assert "another site" not in client.request(method, path, headers=own).text
    assert client.get("/_stcore/health", headers=foreign).status_code == 200


# Headers


@pytest.mark.parametrize(
    "path", ["/", "/logistic", "/_stcore/health", "/media/none", "/_stcore/metrics"]
)
def test_every_answer_says_what_a_page_may_do(client, path):
    answer = client.get(path)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    policy = dict(
        part.split(" ", 1)
        for part in answer.headers["content-security-policy"].split("; ")
    )
    assert policy["default-src"] == policy["object-src"] == "'none'"
    assert policy["base-uri"] == policy["form-action"] == "'self'"
    assert "unsafe" not in policy["script-src"] and "*" not in policy["script-src"]
    assert set(inline_scripts()) < set(policy["script-src"].split())
    assert "frame-ancestors" not in policy


def test_a_failure_tells_nothing_and_is_logged():
    async def failing(scope, receive, send):
        raise RuntimeError("/home/a/secret.py")

    client = TestClient(protect(failing), raise_server_exceptions=False)
    answer = client.get("/")
    assert answer.status_code == 500 and "secret" not in answer.text
    assert "content-security-policy" in answer.headers
    with pytest.raises(RuntimeError):
        TestClient(protect(failing)).get("/")


def test_who_may_show_the_page_in_theirs():
    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body"})

    client = TestClient(protect(app, frame_ancestors="'self' https://a.example"))
    policy = client.get("/").headers["content-security-policy"]
    assert policy.endswith("; frame-ancestors 'self' https://a.example")


@pytest.mark.parametrize("end", ["", "/", "?families=a", "%0A", "//"])
@pytest.mark.parametrize("method", ["GET", "OPTIONS", "HEAD", "POST"])
def test_the_metrics_of_streamlit_are_closed(client, method, end):
    answer = client.request(method, f"/_stcore/metrics{end}")
    assert answer.status_code == 404
    assert "session" not in answer.text


def test_no_other_server_may_send_the_page_commands(client):
    assert client.get("/_stcore/host-config").json()["allowedOrigins"] == []
    assert "script" not in client.get("/_stcore/script-health-check").text.lower()[:9]


# Forged messages


def frames(client, *messages):
    """All that Streamlit answers to some messages, to the end of the runs they ask
    for. Once in some hundred times none comes: then what has come before."""
    brought, finished, alive = [], 0, False
    runs = sum(
        isinstance(message, BackMsg)
        and message.HasField("rerun_script")
        and not message.rerun_script.fragment_id
        for message in messages
    )
    beat = BackMsg(app_heartbeat=True)
    with client.websocket_connect(STREAM, ["streamlit"]) as socket:
        for message in (*messages, beat):
            is_forged = isinstance(message, bytes)
            socket.send_bytes(message if is_forged else message.SerializeToString())
        while not alive or finished < runs:
            message = socket.portal.call(received, socket)
            if message is None or message["type"] == "websocket.close":
                break
            brought.append(message["bytes"])
            kind = ForwardMsg.FromString(brought[-1]).WhichOneof("type")
            finished += kind == "script_finished"
            alive = alive or kind == "heartbeat_ack"
    return brought


async def received(socket):
    """The next message; None if none comes in a long time."""
    with move_on_after(PATIENCE):
        return await socket._send_rx.receive()


def rerun(**state):
    return BackMsg(rerun_script=state)


FORGED = {
    "a page": rerun(query_string="W=4"),
    "no protobuf": b"\xff\xff\xff",
    "nothing": b"",
    "an odd page": rerun(page_script_hash="\0/etc/passwd"),
    "an odd name": rerun(page_name="../../etc/passwd"),
    "a widget of a wrong type": rerun(
        widget_states={"widgets": [{"id": "$$ID-0-W", "string_value": "x"}]}
    ),
    "a fragment": rerun(fragment_id="none"),
    "the repository": BackMsg(load_git_info=True),
    "the cache": BackMsg(clear_cache=True),
    "the end": BackMsg(debug_shutdown_runtime=True),
    "a file": BackMsg(file_urls_request={"request_id": "a", "file_names": ["/etc"]}),
    "skills": BackMsg(
        backend_operation_request={"request_id": "a", "install_skills": {}}
    ),
    "a download": BackMsg(
        backend_operation_request={
            "request_id": "a",
            "deferred_file": {"file_id": "../a"},
        }
    ),
}


@pytest.mark.parametrize("message", FORGED.values(), ids=FORGED)
def test_no_message_brings_a_path_or_a_traceback(client, message):
    brought = b"".join(frames(client, message))
    for told in (str(ROOT), "Traceback", "site-packages", '.py"', "streamlit/runtime"):
        assert told.encode() not in brought


def test_a_widget_of_a_wrong_type_brings_no_traceback(client):
    """The ids of widgets are those that the page has told."""
    first = frames(client, rerun(query_string=""))
    ids = set(re.findall(rb"\$\$[\w-]+", b"".join(first)))
    assert ids
    widgets = [{"id": name.decode(), "json_value": "{"} for name in ids]
    brought = b"".join(frames(client, rerun(widget_states={"widgets": widgets})))
    assert str(ROOT).encode() not in brought and b"Traceback" not in brought


def test_what_no_page_sends_is_not_heard(client):
    kinds = {
        ForwardMsg.FromString(frame).WhichOneof("type")
        for frame in frames(client, FORGED["the repository"], FORGED["skills"])
    }
    assert not kinds & {"git_info_changed", "backend_operation_response"}


# Logs


def test_a_log_holds_no_session_and_no_token(caplog):
    before = logging.getLogRecordFactory()
    hide_secrets()
    try:
        session = "0b9ff1d4-6f5e-4b0c-9d67-0d6a3d2a9a11"
        token = "-_" + "aB3" * 10
        logging.getLogger("a").warning("Session %s is here: %d", session, 3)
        logging.getLogger("a").warning(f"PUT /upload_file/{session}/x {token}")
        logging.getLogger("a").warning("%(a)s", {"a": 1})
    finally:
        logging.setLogRecordFactory(before)
    assert caplog.messages == ["Session … is here: 3", "PUT /upload_file/…/x …", "1"]

"""Who may come in, and what everyone who asks reads around an answer.

ASGI middleware, each made of the app that it wraps. What Streamlit's own addresses and
its WebSocket would do or tell beyond what a page needs ends here.
"""

from collections.abc import Iterable
from urllib.parse import urlsplit

from google.protobuf.message import DecodeError
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

# What a page of ours sends: to run, to rest, to upload and to download. Others would
# read the names of files on the server, or change what all visitors share.
_HEARD = frozenset(
    {"rerun_script", "stop_script", "app_heartbeat", "file_urls_request"}
    | {"backend_operation_request"}
)
_OPERATIONS = frozenset({"deferred_file", "dataframe_chunk"})


def refuse_foreign(app: ASGIApp, address: str | None = None) -> ASGIApp:
    """Answer 403 to a WebSocket, and to a request that changes something, from a page
    of another site.

    Its Origin has to be the request's Host, or of the host name ``address``; programs
    send none. Streamlit itself, where an Origin is neither, asks a server on the
    Internet for its own address, and nobody is answered meanwhile. So this is exactly
    as strict as what it looks at before.
    """

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if _changes_something(scope) and _is_foreign(Headers(scope=scope), address):
            if scope["type"] == "websocket":
                # Of an answer with words uvicorn logs that none was given.
                return await send({"type": "websocket.close", "code": 1008})
            refusal = PlainTextResponse("This request came from another site.", 403)
            return await refusal(scope, receive, send)
        await app(scope, receive, send)

    return wrapped


def _changes_something(scope: Scope) -> bool:
    kind: str = scope["type"]
    if kind == "http":
        return scope["method"] not in ("GET", "HEAD", "OPTIONS")
    return kind == "websocket"


def _is_foreign(headers: Headers, address: str | None) -> bool:
    origin = headers.get("origin")
    if origin is None:
        return False
    try:
        parts = urlsplit(origin)
        # Also the case of letters: Streamlit heeds it in a host, not in a host name.
        is_own = parts.netloc == headers.get("host")
        return not (is_own or (address is not None and parts.hostname == address))
    except ValueError:
        return True


def close_addresses(app: ASGIApp, closed: Iterable[str]) -> ASGIApp:
    """Answer 404 to every address with one of these in it."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and any(part in scope["path"] for part in closed):
            return await PlainTextResponse("Not Found", 404)(scope, receive, send)
        await app(scope, receive, send)

    return wrapped


def protect(
    app: ASGIApp, scripts: Iterable[str] = (), frame_ancestors: str = ""
) -> ASGIApp:
    """Tell the browser, with every answer, what a page may load and who may read it.

    ``scripts`` are the sources of the scripts inside the document, as in
    "'sha256-...'"; ``frame_ancestors`` the sites that may show the page in their own,
    as in "'self' https://moodle.example.org", all of them if it is empty.
    """
    added = [
        (b"content-security-policy", _policy(scripts, frame_ancestors).encode()),
        (b"x-content-type-options", b"nosniff"),
        # A link holds what a person has set: other sites need not know.
        (b"referrer-policy", b"same-origin"),
    ]
    names = {name for name, _ in added}

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        has_begun = False

        async def send_protected(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            if message["type"].endswith("http.response.start"):
                headers = message.get("headers", ())
                kept = [pair for pair in headers if pair[0].lower() not in names]
                message = {**message, "headers": [*kept, *added]}
            await send(message)

        try:
            await app(scope, receive, send_protected)
        except Exception:
            if scope["type"] == "http" and not has_begun:
                failed = PlainTextResponse("The server failed to answer this.", 500)
                await failed(scope, receive, send_protected)
            raise  # for the log

    return wrapped


def _policy(scripts: Iterable[str], frame_ancestors: str) -> str:
    """The Content-Security-Policy, as strict as Streamlit permits.

    Streamlit imports a component's script from a blob, puts styles into the document
    and its icons' font into a stylesheet; Plotly makes images from data.
    """
    return "; ".join(
        [
            "default-src 'none'",
            " ".join(["script-src 'self' blob:", *scripts]),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "manifest-src 'self'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            *([f"frame-ancestors {frame_ancestors}"] if frame_ancestors else []),
        ]
    )


def screen(app: ASGIApp, script: str) -> ASGIApp:
    """Let pass over Streamlit's WebSocket only what a page of ours sends, and keep back
    where on the server the page's script lies.

    Of the ``script``, its whole path, the browser is told the name alone.
    """
    told = script.encode()

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            return await app(scope, receive, send)

        async def receive_screened() -> Message:
            while True:
                message = await receive()
                if _is_heard(message.get("bytes")):
                    return message

        async def send_screened(message: Message) -> None:
            if told in (message.get("bytes") or b""):
                message = {**message, "bytes": _without_path(message["bytes"], script)}
            await send(message)

        await app(scope, receive_screened, send_screened)

    return wrapped


def _is_heard(data: bytes | None) -> bool:
    """Whether Streamlit shall read it: all but what is of a kind that no page sends."""
    if data is None:
        return True
    try:
        message = BackMsg.FromString(data)
    except DecodeError:
        return True  # Streamlit closes the connection
    kind = message.WhichOneof("type")
    if kind == "backend_operation_request":
        return message.backend_operation_request.WhichOneof("payload") in _OPERATIONS
    return kind in _HEARD


def _without_path(data: bytes, script: str) -> bytes:
    message = ForwardMsg.FromString(data)
    if message.new_session.main_script_path == script:
        message.new_session.main_script_path = "main.py"
    return bytes(message.SerializeToString())

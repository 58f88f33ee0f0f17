"""What makes every answer of the server quick, Streamlit's own files included.

ASGI middleware, each a function of the app that it wraps.
"""

import gzip
import socket
from typing import Any

import anyio
from starlette.types import ASGIApp, Message, Receive, Scope, Send


def send_at_once(app: ASGIApp) -> ASGIApp:
    """Send headers and body without waiting in between.

    Streamlit's listening socket leaves Nagle's algorithm on, which holds the body back
    until the browser confirms the headers, up to 40 ms later: see
    https://github.com/Kludex/uvicorn/issues/3149. Without uvicorn this does nothing.
    """

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        transport = getattr(getattr(receive, "__self__", None), "transport", None)
        connection = transport and transport.get_extra_info("socket")
        if connection and connection.family in (socket.AF_INET, socket.AF_INET6):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await app(scope, receive, send)

    return wrapped


def compress_scripts(app: ASGIApp) -> ASGIApp:
    """Send Streamlit's scripts and styles gzipped, each compressed once.

    Streamlit sends them as they are: 3 MB for a first visit, times a class on one
    network. Their names carry a hash of what is in them, so a copy never goes stale.
    """
    copies: dict[str, tuple[list[tuple[bytes, bytes]], bytes]] = {}

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if not _is_script(scope):
            return await app(scope, receive, send)
        path = scope["path"]
        if path not in copies:
            answer = await _whole_answer(app, scope, receive)
            if answer[0]["status"] != 200 or not _is_plain_script(answer[0]["headers"]):
                for message in answer:
                    await send(message)
                return
            body = b"".join(message.get("body", b"") for message in answer[1:])
            # In a thread: the event loop has others to serve meanwhile.
            body = await anyio.to_thread.run_sync(gzip.compress, body, 6)
            kept = [
                (name, value)
                for name, value in answer[0]["headers"]
                if name not in (b"content-length", b"accept-ranges", b"etag")
            ]
            size = str(len(body)).encode()
            added = [(b"content-encoding", b"gzip"), (b"vary", b"accept-encoding")]
            copies[path] = [*kept, *added, (b"content-length", size)], body
        headers, body = copies[path]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return wrapped


def _is_script(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    headers = dict(scope["headers"])
    return (
        "/static/" in scope["path"]
        and scope["path"].endswith((".js", ".css"))
        and b"gzip" in headers.get(b"accept-encoding", b"")
        and not headers.keys() & {b"range", b"if-none-match", b"if-modified-since"}
    )


def _is_plain_script(headers: list[tuple[bytes, bytes]]) -> bool:
    """Streamlit answers an unknown path with its page, compressed already."""
    named = dict(headers)
    kind = named.get(b"content-type", b"").partition(b";")[0]
    return kind.endswith((b"javascript", b"css")) and b"content-encoding" not in named


async def _whole_answer(app: ASGIApp, scope: Scope, receive: Receive) -> list[Any]:
    answer: list[Message] = []

    async def keep(message: Message) -> None:
        answer.append(message)

    await app(scope, receive, keep)
    return answer

"""What makes every answer of the server quick, Streamlit's own files included.

ASGI middleware, each a function of the app that it wraps.
"""

import socket

from starlette.datastructures import Headers
from starlette.middleware.gzip import GZipMiddleware
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
    compressed = GZipMiddleware(app, compresslevel=6)
    copies: dict[str, list[Message]] = {}

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if not _is_script(scope):
            return await app(scope, receive, send)
        answer = list(copies.get(scope["path"], ()))
        if not answer:

            async def keep(message: Message) -> None:
                answer.append(message)

            await compressed(scope, receive, keep)
            if _is_whole(answer) and _has_script(answer[0]):
                copies[scope["path"]] = answer
        for message in answer:
            await send(message)

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


def _is_whole(answer: list[Message]) -> bool:
    """Whether it came to its end: it breaks off where a browser leaves meanwhile."""
    if not answer or answer[-1]["type"] != "http.response.body":
        return False
    return not answer[-1].get("more_body", False)


def _has_script(start: Message) -> bool:
    """Whether it is one: Streamlit answers an unknown path with its page."""
    kind = Headers(raw=start["headers"]).get("content-type", "").partition(";")[0]
    return start["status"] == 200 and kind.endswith(("javascript", "css"))

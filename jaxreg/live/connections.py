"""Connections that take a place and ask for nothing: each has its time to say what it
wants, and there are no more of them than the system gives descriptors for, of which
no address keeps the others out.

uvicorn has neither bound and no option for one, and Streamlit starts it. So its class
of HTTP connections, which is loaded by then, gets both here.
"""

import asyncio
import logging
from collections.abc import Callable
from ipaddress import ip_network
from typing import Any

from uvicorn.protocols.http.auto import AutoHTTPProtocol

HEAD_SECONDS = 20.0  # for all lines of a request up to the empty one
BODY_SECONDS = 300.0  # for what is uploaded: 20 MB at 70 kB/s
_MOST_DESCRIPTORS = 65_536
_RESERVE = 128  # descriptors for files, libraries, and connections being refused
_LOG_SECONDS = 60.0
_BUSY = (
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\n"
    b"Content-Type: text/plain\r\nX-Content-Type-Options: nosniff\r\n"
    b"Content-Length: 31\r\n\r\nToo many connections are open.\n"
)

_log = logging.getLogger("uvicorn.error")


def raise_descriptors() -> int | None:
    """Have as many descriptors as the system permits, at most ``_MOST_DESCRIPTORS``.

    Returns how many connections that leaves room for, None where there is no such
    limit (Windows).
    """
    try:
        import resource
    except ImportError:
        return None
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    endless = resource.RLIM_INFINITY
    wanted = _MOST_DESCRIPTORS if hard == endless else min(hard, _MOST_DESCRIPTORS)
    # macOS names no end and yet permits 10 240.
    for limit in (wanted, min(wanted, 10_240)):
        if soft == endless or soft >= limit:
            break
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))
        except (OSError, ValueError):
            continue
        soft = limit
    return None if soft == endless else soft - min(_RESERVE, soft // 2)


def bound_connections(
    most: int | None,
    head_seconds: float = HEAD_SECONDS,
    body_seconds: float = BODY_SECONDS,
    protocol: Any = AutoHTTPProtocol,
) -> None:
    """Answer 503 to connections over ``most``, see ``_Places``, and cut off those that
    sent no whole head in ``head_seconds``, or no body in ``body_seconds`` more. Rests
    between requests, and WebSockets, stay uvicorn's business."""
    places, clock = _Places(most), _Clock({"head": head_seconds, "body": body_seconds})
    made, received = protocol.connection_made, protocol.data_received
    lost, upgrade = protocol.connection_lost, protocol.handle_websocket_upgrade

    def connection_made(self: Any, transport: asyncio.Transport) -> None:
        made(self, transport)
        self.awaited = self.patience = None
        if not places.take(self):
            transport.write(_BUSY)
            transport.close()
        clock.look_at(self)

    def data_received(self: Any, data: bytes) -> None:
        if not self.transport.is_closing():
            received(self, data)
        clock.look_at(self)

    def connection_lost(self: Any, error: Exception | None) -> None:
        lost(self, error)
        places.leave(self)
        clock.look_at(self)

    def handle_websocket_upgrade(self: Any, *event: Any) -> None:
        upgrade(self, *event)
        places.follow(self)

    protocol.connection_made = connection_made
    protocol.data_received = data_received
    protocol.connection_lost = connection_lost
    protocol.handle_websocket_upgrade = handle_websocket_upgrade


class _Clock:
    """Cuts off a connection when what is awaited of it has not come in ``seconds``."""

    def __init__(self, seconds: dict[str, float]) -> None:
        self.seconds = seconds

    def look_at(self, connection: Any) -> None:
        """Start the time of what is awaited now, if it does not run already."""
        awaited = _awaited(connection)
        if awaited == connection.awaited:
            return
        if connection.patience:
            connection.patience.cancel()
        connection.awaited, connection.patience = awaited, None
        if awaited:
            connection.patience = connection.loop.call_later(
                self.seconds[awaited], connection.transport.abort
            )


class _Places:
    """Who has which of at most ``most`` places, in the order in which they came.

    Where all are taken, an address that has fewer than another gets one of that other's
    places: of a connection that asks for nothing just now, or else of the last that
    came. A class behind one address has all places that nobody else wants.
    """

    def __init__(self, most: int | None) -> None:
        self.most = most
        self.number = 0
        self.of: dict[str, dict[Any, None]] = {}

    def take(self, connection: Any) -> bool:
        """Give a connection a place, if there is one for it."""
        address = _address(connection)
        if self.number == self.most and not self._make_room(address):
            return False
        self.of.setdefault(address, {})[connection] = None
        self.number += 1
        return True

    def leave(self, connection: Any) -> None:
        """Take back the place of a connection, if it has one."""
        address = _address(connection)
        mine = self.of.get(address, {})
        if connection not in mine:
            return
        del mine[connection]
        self.number -= 1
        if not mine:
            del self.of[address]

    def follow(self, connection: Any) -> None:
        """Leave with the WebSocket that a connection has become, if it has: from then
        on only that one's protocol hears when it is lost."""
        socket = connection.transport.get_protocol()
        if socket is connection:
            return
        lost = socket.connection_lost

        def also_leave(error: Exception | None) -> None:
            self.leave(connection)
            lost(error)

        socket.connection_lost = also_leave

    def _make_room(self, address: str) -> bool:
        """Close a connection of the address that has most, if that is not this one."""
        most = max(self.of.values(), key=len, default={})
        if len(most) <= len(self.of.get(address, {})) + 1:
            return False
        silent = (one for one in most if _awaited(one) == "head")
        closed = next(silent, None) or next(reversed(most))
        self.leave(closed)
        closed.transport.abort()
        return True


def _address(connection: Any) -> str:
    """Whose a connection is: its address, of IPv6 the network of 64 bits, since one
    visitor has all of these."""
    host = connection.client[0] if connection.client else ""
    if ":" not in host:
        return host
    return str(ip_network((host.partition("%")[0], 64), strict=False))


def _awaited(connection: Any) -> str | None:
    """What a connection still has to send: "head", "body", or None.

    Of a connection that rests between two requests None is asked for only when the
    next one begins, since nothing is called before.
    """
    transport, cycle = connection.transport, connection.cycle
    if transport.is_closing() or transport.get_protocol() is not connection:
        return None  # gone, or a WebSocket now
    if cycle is None or cycle.response_complete:
        return "head"
    return "body" if cycle.more_body else None


def log_seldom(
    loop: asyncio.AbstractEventLoop, now: Callable[[], float] | None = None
) -> None:
    """Say once a minute that there are no descriptors left: asyncio says it, with a
    traceback, thousands of times a second."""
    now = now or loop.time
    said = -_LOG_SECONDS

    def handle(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        nonlocal said
        if "out of system resource" not in context["message"]:
            loop.default_exception_handler(context)
        elif now() - said >= _LOG_SECONDS:
            said = now()
            _log.warning("No descriptors are left for new connections: they wait.")

    loop.set_exception_handler(handle)

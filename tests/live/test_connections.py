"""Connections that ask for nothing: they are cut off, and more of them than the system
has descriptors for take nothing from others."""

import asyncio
import logging
import os
import socket
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from types import SimpleNamespace

import pytest

from jaxreg.live import connections
from jaxreg.live.connections import log_seldom, raise_descriptors
from tests.server import ROOT, free_port

resource = pytest.importorskip("resource")  # Windows has no such limits

PATIENCE = 300  # seconds: only what never comes is waited for so long
LIMIT = 64  # descriptors
# A server with our bounds and without our page.
SERVE = """
import asyncio, resource, sys, uvicorn
from jaxreg.live.connections import bound_connections, log_seldom, raise_descriptors

async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        log_seldom(asyncio.get_running_loop())
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        return await send({"type": "lifespan.shutdown.complete"})
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        while (await receive())["type"] == "websocket.receive":
            await send({"type": "websocket.send", "text": "still here"})
        return
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return print("left", flush=True)
        size, more = size + len(message["body"]), message["more_body"]
    body = str(size).encode()
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})

port, head, body = int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])
if limit := int(sys.argv[4]):
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit // 2, limit))
bound_connections(raise_descriptors(), head, body)
print(f"most {raise_descriptors()}", flush=True)
uvicorn.run(app, port=port, ws="websockets-sansio", timeout_keep_alive=PATIENCE)
""".replace("PATIENCE", str(PATIENCE))


@contextmanager
def served(tmp_path, head, body, limit=0):
    """The port of a server, of so many descriptors if they are limited, and where its
    log is."""
    port, log = free_port(), tmp_path / "log"
    command = [sys.executable, "-c", SERVE, *map(str, (port, head, body, limit))]
    with open(log, "w") as said:
        process = subprocess.Popen(command, cwd=ROOT, stdout=said, stderr=said)
    try:
        while "Uvicorn running" not in log.read_text():
            assert process.poll() is None, log.read_text()
        yield port, log
    finally:
        process.kill()
        process.wait()


def connect(port, address="127.0.0.1"):
    """A connection, from one of this machine's own addresses."""
    server = "127.0.0.1", port
    return socket.create_connection(server, PATIENCE, source_address=(address, 0))


def all_of(connection):
    """What a connection still brings until the server closes it."""
    brought = b""
    try:
        while data := connection.recv(65536):
            brought += data
    except ConnectionResetError:
        pass
    return brought


def asked(connection, request=b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"):
    connection.sendall(request)
    answer = b""
    while b"\r\n\r\n" not in answer:
        data = connection.recv(65536)
        assert data, "closed without an answer"
        answer += data
    return answer.split()[1].decode()


UPGRADE = (
    b"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n"
    b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)


def is_there(socket_):
    """Whether a WebSocket is answered, or was closed."""
    try:
        socket_.sendall(b"\x81\x81\0\0\0\0a")
        return b"still here" in socket_.recv(99)
    except ConnectionError:
        return False


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"G",
        b"GET / HTTP/1.1\r\nHost: a\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n1234",
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n1234",
    ],
)
def test_what_does_not_come_is_waited_for_in_vain(tmp_path, sent):
    with served(tmp_path, head=0.2, body=0.2) as (port, _), connect(port) as silent:
        silent.sendall(sent)
        assert all_of(silent) == b""  # and so it was closed


def test_the_head_of_a_second_request_is_waited_for_in_vain(tmp_path):
    with served(tmp_path, head=0.2, body=0.2) as (port, _), connect(port) as silent:
        assert asked(silent) == "200"
        silent.sendall(b"GET / HTTP/1.1\r\nHo")
        assert all_of(silent) in (b"", b"0")  # at most the rest of the first answer


def test_a_head_in_drops_is_cut_off_too(tmp_path):
    with served(tmp_path, head=0.2, body=PATIENCE) as (port, _), connect(port) as slow:
        slow.sendall(b"GET / HTTP/1.1\r\n")
        with pytest.raises(ConnectionError):
            while True:
                slow.sendall(b"X-Drop: 1\r\n")


def test_a_request_that_came_is_not_cut_off(tmp_path):
    """Nor a rest between two, a WebSocket, or a body after the time of a head."""
    with served(tmp_path, head=0.2, body=PATIENCE) as (port, _), ExitStack() as stack:
        resting, socket_, upload, silent = (
            stack.enter_context(connect(port)) for _ in range(4)
        )
        assert asked(resting) == "200"
        assert asked(socket_, UPGRADE) == "101"
        upload.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n12")
        late = stack.enter_context(connect(port))
        for one in (silent, late):  # so their times are over as well
            assert all_of(one) == b""
        assert asked(resting) == "200"
        assert is_there(socket_)
        assert asked(upload, b"34") == "200"


def test_more_silent_connections_than_descriptors(tmp_path):
    with served(tmp_path, 1, PATIENCE, LIMIT) as (port, log), ExitStack() as stack:
        assert f"most {LIMIT // 2}" in log.read_text()
        crowd = [stack.enter_context(connect(port)) for _ in range(4 * LIMIT)]
        for one in crowd:
            assert all_of(one).split(b"\r\n")[0] in (
                *(b"", b"HTTP/1.1 503 Service Unavailable"),
            )
        with connect(port) as later:
            assert asked(later) == "200"
        assert len(log.read_text()) < 10_000


def test_what_is_over_the_bound_reads_503_and_a_place_is_free_again(tmp_path):
    bound = (tmp_path, PATIENCE, PATIENCE, LIMIT)
    with served(*bound) as (port, log), ExitStack() as stack:
        first, *_ = (stack.enter_context(connect(port)) for _ in range(LIMIT // 2))
        with connect(port) as over:
            assert all_of(over).startswith(b"HTTP/1.1 503 ")
        first.close()
        status = None
        while status != "200":
            with connect(port) as next_one:
                status = asked(next_one)
        assert len(log.read_text()) < 10_000


OTHER = "127.0.0.2"


def has_other_address():
    with socket.socket() as other:
        try:
            other.bind((OTHER, 0))
        except OSError:
            return False
    return True


two_addresses = pytest.mark.skipif(
    not has_other_address(), reason="this machine has one address of its own"
)


@two_addresses
def test_one_address_does_not_keep_another_out(tmp_path):
    """It may have all places, and gives up those that ask for nothing, one by one."""
    bound = (tmp_path, PATIENCE, PATIENCE, LIMIT)
    with served(*bound) as (port, _), ExitStack() as stack:
        at_work = stack.enter_context(connect(port))
        assert asked(at_work, UPGRADE) == "101"
        silent = [stack.enter_context(connect(port)) for _ in range(LIMIT // 2 - 1)]
        assert asked(silent[-1]) == "200"  # so all are there
        others = []
        for given_up in silent[: LIMIT // 4]:
            others.append(stack.enter_context(connect(port, OTHER)))
            assert asked(others[-1]) == "200"
            assert all_of(given_up) == b""
        # Both have as many now: neither takes from the other.
        for address in ("127.0.0.1", OTHER):
            with connect(port, address) as over:
                assert all_of(over).startswith(b"HTTP/1.1 503 ")
        assert is_there(at_work)
        assert all(asked(one) == "200" for one in [*others, *silent[LIMIT // 4 :]])


@two_addresses
def test_of_an_address_whose_connections_all_work_the_last_makes_room(tmp_path):
    bound = (tmp_path, PATIENCE, PATIENCE, LIMIT)
    with served(*bound) as (port, _), ExitStack() as stack:
        at_work = [stack.enter_context(connect(port)) for _ in range(LIMIT // 2)]
        assert {asked(one, UPGRADE) for one in at_work} == {"101"}
        with connect(port, OTHER) as other:
            assert asked(other) == "200"
        assert list(map(is_there, at_work)) == [True] * (LIMIT // 2 - 1) + [False]
        # A WebSocket that is closed leaves its place.
        at_work[0].close()
        status = None
        while status != "200":
            with connect(port) as next_one:
                status = asked(next_one)


@pytest.mark.parametrize(
    ("client", "address"),
    [
        (("192.0.2.7", 5), "192.0.2.7"),
        (("2001:db8:1:2:3:4:5:6", 5), "2001:db8:1:2::/64"),
        (("fe80::1%eth0", 5), "fe80::/64"),
        (None, ""),
    ],
)
def test_whose_a_connection_is(client, address):
    assert connections._address(SimpleNamespace(client=client)) == address


def test_as_many_descriptors_as_are_permitted(monkeypatch):
    limits = [(256, 4096)]
    monkeypatch.setattr(resource, "getrlimit", lambda _: limits[-1])
    monkeypatch.setattr(resource, "setrlimit", lambda _, both: limits.append(both))
    assert raise_descriptors() == 4096 - 128
    assert limits[-1] == (4096, 4096)
    limits.append((1024, resource.RLIM_INFINITY))
    assert raise_descriptors() == 65_536 - 128
    limits.append((100, 100))
    assert raise_descriptors() == 50


def test_a_system_that_permits_fewer_than_it_says(monkeypatch):
    def permit(_, both):
        if both[0] > 10_240:
            raise ValueError("current limit exceeds maximum limit")
        limits.append(both)

    limits = [(256, resource.RLIM_INFINITY)]
    monkeypatch.setattr(resource, "getrlimit", lambda _: limits[-1])
    monkeypatch.setattr(resource, "setrlimit", permit)
    assert raise_descriptors() == 10_240 - 128


def test_a_system_without_such_a_limit(monkeypatch):
    monkeypatch.setitem(sys.modules, "resource", None)
    assert raise_descriptors() is None


@pytest.mark.skipif(os.name == "nt", reason="has no such limit")
def test_no_descriptors_left_is_said_once_a_minute(caplog):
    loop, time = asyncio.new_event_loop(), [0.0]
    log_seldom(loop, lambda: time[0])
    lost = {"message": "socket.accept() out of system resource"}
    with caplog.at_level(logging.WARNING):
        for time[0] in (0, 1, 59, 60, 61):
            loop.call_exception_handler(lost)
        loop.call_exception_handler({"message": "something else"})
    loop.close()
    said = [record.getMessage() for record in caplog.records]
    assert len(said) == 3 and "something else" in said[-1]

"""Clients of a started server, each on a connection that is kept open."""

import contextlib
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple

from jaxreg.live.routes import PAGE_HEADER
from jaxreg.live.warm_up import every_shape, every_slow_explanation
from jaxreg.settings import to_query
from tests.server import Server


class Answer(NamedTuple):
    """What was asked for, the answer's status, and after how many seconds it came."""

    path: str
    status: int
    seconds: float


class Client:
    """A page of its own, with one request at a time."""

    def __init__(self, port: int, page: str) -> None:
        self.connection = HTTPConnection("localhost", port, timeout=120)
        self.headers = {PAGE_HEADER: page}

    def get(self, path: str) -> Answer:
        began = time.perf_counter()
        self.connection.request("GET", path, headers=self.headers)
        response = self.connection.getresponse()
        response.read()
        return Answer(path, response.status, time.perf_counter() - began)


def ask(port: int, paths: list[str], clients: int = 2) -> list[Answer]:
    """The answers to all paths, which the clients share: two, so that nothing waits for
    long."""

    def answers(number: int) -> list[Answer]:
        client = Client(port, f"client {number}")
        with contextlib.closing(client.connection):
            return [client.get(path) for path in paths[number::clients]]

    with ThreadPoolExecutor(clients) as threads:
        return [a for some in threads.map(answers, range(clients)) for a in some]


@contextlib.contextmanager
def running(faults: list[str], **environment: str) -> Iterator[Server]:
    """A warm server of ours; that it logged an exception is added to the faults."""
    server = Server(environment=environment).start()
    try:
        paths = warm_up_paths()
        while paths:  # of what is busy with its own warm-up, ask again
            paths = [a.path for a in ask(server.port, paths) if a.status == 503]
        yield server
    finally:
        logged = server.stop()
    if "Traceback" in logged:
        where = logged.index("Traceback")
        faults.append(f"the server logged: {logged[where : where + 3000]}")


def warm_up_paths() -> list[str]:
    """What asks for all that a server compiles by itself, in the background."""
    asked = {"figures": every_shape(), "explanations": every_slow_explanation()}
    return [
        f"/{address}/{scenario.page}?{to_query(scenario)}"
        for address, scenarios in asked.items()
        for scenario in scenarios
    ]


def memory(server: Server) -> float:
    """The megabytes that a server's process holds."""
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def worst(answers: Iterable[Answer]) -> str:
    """The longest wait, in words."""
    return f"{max(answer.seconds for answer in answers):.1f} s"

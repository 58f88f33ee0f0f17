"""The figure route of a started server: one client, then 50 that each wait.

Client and server are two processes on one machine. A time is that of a whole answer on
a connection kept open: the server's work, its middleware (the answers go out gzipped,
as to a browser) and the way over the loopback, nothing taken off. All scenarios are
drawn at random: hardly one was asked for before.
"""

import asyncio
import random
import time
import zlib
from statistics import median
from urllib.parse import urlsplit

import numpy as np

from jaxreg.settings import LinearScenario, LogisticScenario, to_query
from tests.bench.table import Row, at_least, at_most

CLIENTS = 50


def measure(url: str, short: bool) -> list[Row]:
    """Time and size of an answer for each page, then answers a second."""
    rows = []
    for page in ("linear", "logistic"):
        rows += asyncio.run(_one_client(url, page, 50 if short else 500))
    return rows + asyncio.run(_many_clients(url, 2 if short else 15))


def target(page: str) -> str:
    """The path of a picture of 10 points, another one each time."""
    W, seed = random.randint(-50, 50) / 10, random.randrange(1000)
    scenario = (
        LinearScenario(true_W=W, seed=seed)
        if page == "linear"
        else LogisticScenario(true_W1=W, seed=seed, num_points=10)
    )
    return f"/figures/{scenario.page}?{to_query(scenario)}"


class Client:
    """A connection that is kept open, for one request at a time."""

    async def open(self, url: str) -> "Client":
        self.host = urlsplit(url).netloc
        host, port = self.host.split(":")
        self.reader, self.writer = await asyncio.open_connection(host, port)
        return self

    async def get(self, path: str) -> tuple[int, int]:
        """The body's bytes as sent and unpacked; any status but 200 is an error."""
        request = f"GET {path} HTTP/1.1\r\nHost: {self.host}\r\n"
        self.writer.write(f"{request}Accept-Encoding: gzip\r\n\r\n".encode())
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode().lower()
        status, _, rest = head.partition("\r\n")
        headers = dict(line.split(": ", 1) for line in rest.split("\r\n") if line)
        body = await self.reader.readexactly(int(headers["content-length"]))
        packed = headers.get("content-encoding") == "gzip"
        unpacked = zlib.decompress(body, wbits=31) if packed else body
        if " 200 " not in status:
            raise RuntimeError(f"{path}: {status} {unpacked[:300]!r}")
        return len(body), len(unpacked)

    async def close(self) -> None:
        self.writer.close()
        await self.writer.wait_closed()


async def _one_client(url: str, page: str, requests: int) -> list[Row]:
    client = await Client().open(url)
    times, sent, sizes = [], [], []
    for _ in range(requests):
        began = time.perf_counter()
        sent_size, size = await client.get(target(page))
        times.append(time.perf_counter() - began)
        sent.append(sent_size)
        sizes.append(size)
    await client.close()
    note = f"p95 {1e3 * np.percentile(times, 95):.1f} ms"
    as_sent = f"{median(sent) / 1e3:.1f} kB as sent"
    what = f"route, {page}, 10 points:"
    return [
        at_most(f"{what} an answer, median", 1e3 * median(times), 4, "ms", note),
        at_most(f"{what} largest body", max(sizes) / 1e3, 40, "kB", as_sent),
    ]


async def _many_clients(url: str, seconds: float) -> list[Row]:
    clients = [await Client().open(url) for _ in range(CLIENTS)]
    times = []
    began = time.perf_counter()

    async def ask(number: int, client: Client) -> None:
        page = ("linear", "logistic")[number % 2]
        while time.perf_counter() < began + seconds:
            asked = time.perf_counter()
            await client.get(target(page))
            times.append(time.perf_counter() - asked)

    async with asyncio.TaskGroup() as group:
        for number, client in enumerate(clients):
            group.create_task(ask(number, client))
    took = time.perf_counter() - began
    for client in clients:
        await client.close()
    what = f"route, {CLIENTS} clients that each wait, both pages:"
    p99 = float(np.percentile(times, 99))
    note = f"median {1e3 * median(times):.0f} ms"
    return [
        at_least(f"{what} answers", len(times) / took, 300, "a second"),
        at_most(f"{what} p99", p99, 1, "s", note),
    ]

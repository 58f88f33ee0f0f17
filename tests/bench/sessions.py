"""Pages without a browser: Streamlit's own WebSocket, as its JavaScript speaks it.

All pages open at once; then each asks for a rerun about every 3 s and waits for its
end, as after a move that the script hears: most moves ask for none. The smallest app
does the same in the same run. An exception on a page is an error, not a fast answer.
"""

import asyncio
import json
import random
import time
from typing import NamedTuple

import numpy as np
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.bench.table import Row, at_most

THINK_SECONDS = 3.0
FINISHED = (
    ForwardMsg.FINISHED_SUCCESSFULLY,
    ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
)


class Times(NamedTuple):
    """Seconds from a message to the end of the run it asked for."""

    first: list[float]
    moves: list[float]


def measure(url: str, smallest: str, short: bool) -> list[Row]:
    """First runs and reruns of all pages, against those of the smallest app."""
    pages, rounds = (20, 1) if short else (50, 10)
    ours, other = (
        asyncio.run(load(app.replace("http", "ws"), pages, rounds))
        for app in (url, smallest)
    )
    what = f"{pages} pages, a move that the script hears about every 3 s: rerun"
    rows = [
        _against(f"{what}, median", *(np.median(t.moves) for t in (ours, other))),
        _against(f"{what}, p95", *(np.percentile(t.moves, 95) for t in (ours, other))),
    ]
    opened = max(ours.first)
    note = f"the smallest app {max(other.first):.2f} s"
    what = f"{pages} pages opened at once: all served"
    return [*rows, at_most(what, opened, 2, "s", note)]


def _against(what: str, ours: float, smallest: float) -> Row:
    note = f"{1e3 * ours:.0f} ms and {1e3 * smallest:.0f} ms"
    return at_most(what, ours / smallest, 2, "of the smallest app's time", note)


async def load(url: str, pages: int, rounds: int) -> Times:
    """So many pages, opened at once, and so many moves on each."""
    times, start = Times([], []), asyncio.Barrier(pages)
    async with asyncio.TaskGroup() as group:
        for _ in range(pages):
            group.create_task(_page(url, rounds, start, times))
    return times


async def _page(url: str, rounds: int, start: asyncio.Barrier, times: Times) -> None:
    address = f"{url}/_stcore/stream"
    async with websockets.connect(
        address, subprotocols=["streamlit"], max_size=None, open_timeout=60
    ) as socket:
        page = Page()
        await start.wait()
        times.first.append(await _run(socket, BackMsg(rerun_script={}), page))
        for _ in range(rounds):
            await asyncio.sleep(random.uniform(0, 2 * THINK_SECONDS))
            times.moves.append(await _run(socket, page.move(), page))


class Page:
    """What a page has shown: its script, and the charts or a slider."""

    script = charts = slider = ""

    def read(self, message: ForwardMsg) -> None:
        """Note what a message shows."""
        if message.HasField("new_session"):
            self.script = message.new_session.page_script_hash
        element = message.delta.new_element
        self.charts = element.bidi_component.id or self.charts
        self.slider = element.slider.id or self.slider
        if element.HasField("exception"):
            raise RuntimeError(f"exception on a page: {element.exception.message}")

    def move(self) -> BackMsg:
        """What the browser sends of a move to another W."""
        message = BackMsg(rerun_script={"page_script_hash": self.script})
        W = round(random.uniform(-10, 10), 1)
        widget = message.rerun_script.widget_states.widgets.add()
        if self.charts:
            widget.id = f"$$STREAMLIT_INTERNAL_KEY_{self.charts}__events"
            told = [{"event": "query", "value": f"W={W:g}"}]
            widget.json_trigger_value = json.dumps(told)
        else:
            widget.id = self.slider
            widget.double_array_value.data.append(W)
        return message


async def _run(socket, message: BackMsg, page: Page) -> float:
    """Send a message, and read its run to the end."""
    began = time.perf_counter()
    await socket.send(message.SerializeToString())
    while True:
        answer = ForwardMsg.FromString(await asyncio.wait_for(socket.recv(), 120))
        page.read(answer)
        if answer.WhichOneof("type") == "script_finished":
            if answer.script_finished not in FINISHED:
                raise RuntimeError(f"a run ended with {answer.script_finished}")
            return time.perf_counter() - began

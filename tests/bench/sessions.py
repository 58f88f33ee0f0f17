"""Pages without a browser: Streamlit's own WebSocket, as its JavaScript speaks it.

All pages open at once; then each moves the slider "True slope W" about every 3 s and
waits for the end of its rerun. An exception on a page is an error, not a fast answer.
"""

import asyncio
import random
import time
from typing import NamedTuple

import numpy as np
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.Slider_pb2 import Slider

from jaxreg.settings import CONTROLS
from tests.bench.table import Row, at_most

THINK_SECONDS = 3.0
MOVED = CONTROLS["linear"]["true_W"]
FINISHED = (
    ForwardMsg.FINISHED_SUCCESSFULLY,
    ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
)


class Times(NamedTuple):
    """Seconds from a message to the end of the run it asked for."""

    first: list[float]
    moves: list[float]


def measure(url: str, short: bool) -> list[Row]:
    """First runs and reruns of all pages."""
    pages, rounds = (20, 1) if short else (50, 10)
    times = asyncio.run(load(url.replace("http", "ws"), pages, rounds))
    what = f"{pages} pages, a move about every {THINK_SECONDS:.0f} s:"
    p95 = 1e3 * float(np.percentile(times.moves, 95))
    note = f"{len(times.moves)} moves, slowest {1e3 * max(times.moves):.0f} ms"
    return [
        at_most(f"{what} rerun, median", 1e3 * float(np.median(times.moves)), 50, "ms"),
        at_most(f"{what} rerun, p95", p95, 250, "ms", note),
        at_most(f"{pages} pages opened at once: all served", max(times.first), 2, "s"),
    ]


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
        sliders: dict[str, Slider] = {}
        await start.wait()
        times.first.append(await _run(socket, BackMsg(rerun_script={}), sliders))
        for _ in range(rounds):
            await asyncio.sleep(random.uniform(0, 2 * THINK_SECONDS))
            times.moves.append(await _run(socket, _move(sliders), sliders))


def _move(sliders: dict[str, Slider]) -> BackMsg:
    """What the browser sends when a slider is let go: the values of all of them."""
    message = BackMsg(rerun_script={})
    W = round(random.uniform(MOVED.low, MOVED.high), 1)
    message.rerun_script.query_string = f"{MOVED.key}={W:g}"
    for label, slider in sliders.items():
        widget = message.rerun_script.widget_states.widgets.add(id=slider.id)
        if slider.type == Slider.SELECT_SLIDER:
            option = slider.options[int(slider.default[0])]
            widget.string_array_value.data.append(option)
        else:
            value = W if label == MOVED.label else slider.default[0]
            widget.double_array_value.data.append(value)
    return message


async def _run(socket, message: BackMsg, sliders: dict[str, Slider]) -> float:
    """Send a message, read its run to the end, and note the sliders it shows."""
    began = time.perf_counter()
    await socket.send(message.SerializeToString())
    while True:
        answer = ForwardMsg.FromString(await asyncio.wait_for(socket.recv(), 120))
        kind = answer.WhichOneof("type")
        if kind == "delta" and answer.delta.WhichOneof("type") == "new_element":
            element = answer.delta.new_element
            if element.WhichOneof("type") == "slider":
                sliders[element.slider.label] = element.slider
            if element.WhichOneof("type") == "exception":
                raise RuntimeError(f"exception on a page: {element.exception.message}")
        if kind == "script_finished":
            if MOVED.label not in sliders or answer.script_finished not in FINISHED:
                raise RuntimeError(f"a run ended with {answer.script_finished}")
            return time.perf_counter() - began

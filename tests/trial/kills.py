"""A server that is killed while a page is dragged: the page comes back, and its link,
its slider, its numbers and its picture are those of one run."""

import tempfile
import time

from playwright.sync_api import Page

from tests.browser.conftest import grip, settled
from tests.browser.test_live import assert_agrees
from tests.browser.test_reconnect import kill, revive
from tests.server import Server
from tests.trial.browser import opened
from tests.trial.table import Row

PIXELS = 30  # of a drag


def measure(share: float) -> list[Row]:
    """How many of 20 kills a page survived."""
    number, faults, times = max(round(20 * share), 1), [], []
    with tempfile.TemporaryDirectory() as cache, opened() as page:
        kept = {
            "JAX_COMPILATION_CACHE_DIR": cache,
            "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",
        }
        server = Server(environment=kept).start()
        try:
            page.goto(f"{server.url}/?b=-1")
            settled(page)
            for k in range(number):
                began = time.perf_counter()
                try:
                    _kill_while_dragged(server, page, (-1) ** k)
                except Exception as error:
                    faults.append(f"kill {k}: {error!r}"[:1000])
                times.append(time.perf_counter() - began)
        finally:
            server.stop()
    came_back = f"{number - len(faults)} came back"
    worst = f"{max(times):.0f} s, the server's start included"
    return [Row("kills while a slider is dragged", number, came_back, worst, faults)]


def _kill_while_dragged(server: Server, page: Page, direction: int) -> None:
    """Take the slider W, move it, kill and start the server meanwhile, let it go."""
    x, y = grip(page, "W")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + direction * PIXELS, y, steps=10)
    kill(server, page)
    page.mouse.move(x + direction * 2 * PIXELS, y, steps=10)
    before = page.url
    revive(server, page)
    page.mouse.up()
    shown = settled(page)
    assert page.url != before, "the link is as it was"
    assert_agrees(shown, page.url)

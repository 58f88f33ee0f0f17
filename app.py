"""The server: Streamlit's pages, the figure routes beside them, one process.

Start it with ``streamlit run app.py``.
"""

import gc
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
import streamlit as st
from starlette.middleware import Middleware

from jaxreg.experiment import every_shape
from jaxreg.middleware import compress_scripts, preload_scripts, send_at_once
from jaxreg.routes import compressed_plotly_js, picture, routes, studied
from jaxreg.scenario import PAGES
from jaxreg.shelf import forget_unused
from jaxreg.study import every_study


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Compile what the first pictures need, serve, and compile the rest meanwhile."""
    for scenario in PAGES.values():
        await anyio.to_thread.run_sync(picture, scenario())
    stopping = threading.Event()
    async with anyio.create_task_group() as background:
        background.start_soon(anyio.to_thread.run_sync, _warm_up_rest, stopping)
        background.start_soon(_tidy_the_shelf)
        yield
        stopping.set()
        background.cancel_scope.cancel()


async def _tidy_the_shelf() -> None:
    """Let own data go in time, also where nobody asks for anything any more."""
    while True:
        await anyio.sleep(60)
        forget_unused()


def _warm_up_rest(stopping: threading.Event) -> None:
    compressed_plotly_js()
    pictures = ((picture, scenario) for scenario in every_shape())
    studies = ((studied, scenario) for scenario in every_study())
    for make, scenario in (*pictures, *studies):
        if stopping.is_set():
            return
        make(scenario)
    # What is loaded by now stays: the garbage collector need not walk it again.
    gc.collect()
    gc.freeze()


app = st.App(
    "jaxreg/ui/main.py",
    routes=routes(),
    middleware=[
        Middleware(quicker)
        for quicker in (send_at_once, preload_scripts, compress_scripts)
    ],
    lifespan=lifespan,
)

"""The server: Streamlit's pages, the figure routes beside them, one process.

Start it with ``streamlit run app.py``.
"""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import anyio
import streamlit as st
from starlette.middleware import Middleware

from jaxreg.experiment import warm_up, warm_up_all
from jaxreg.middleware import compress_scripts, preload_plotly, send_at_once
from jaxreg.routes import compressed_plotly_js, routes
from jaxreg.scenario import LinearScenario, LogisticScenario


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Compile what the first pictures need, serve, and compile the rest meanwhile."""
    await anyio.to_thread.run_sync(warm_up, LinearScenario(), LogisticScenario())
    async with anyio.create_task_group() as background:
        # Whoever stops the server need not wait for a compilation.
        rest = partial(anyio.to_thread.run_sync, _warm_up_rest, abandon_on_cancel=True)
        background.start_soon(rest)
        yield
        background.cancel_scope.cancel()


def _warm_up_rest() -> None:
    compressed_plotly_js()
    warm_up_all()
    # What is loaded by now stays: the garbage collector need not walk it again.
    gc.collect()
    gc.freeze()


app = st.App(
    "jaxreg/ui/main.py",
    routes=routes(),
    middleware=[
        Middleware(quicker)
        for quicker in (send_at_once, preload_plotly, compress_scripts)
    ],
    lifespan=lifespan,
)

"""The server: Streamlit's pages, the figure routes beside them, one process.

Start it with ``streamlit run app.py`` or ``python -m jaxreg``. Streamlit takes a file
for a server only if it reads ``st.App(...)`` in it, and looks for ``.streamlit`` beside
it: so both stand here, and a wheel has them side by side as well. What the page cannot
start without comes first: a sentence says what to do, in place of a traceback.
"""

import asyncio
import gc
import os
import sys
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import streamlit as st

if [int(part) for part in st.__version__.split(".")[:2]] < [1, 67]:
    needed = (
        f"This page needs Streamlit 1.67 or newer, not {st.__version__}: run "
        f'{sys.executable} -m pip install "streamlit~=1.67.0".'
    )
    if st.runtime.exists():  # so old that it takes this file for the page itself
        print(needed, file=sys.stderr)
        st.error(needed)
        st.stop()
    sys.exit(needed)

import anyio
from starlette.middleware import Middleware
from streamlit.url_util import get_hostname

import jaxreg.page
from jaxreg.data.shelf import forget_owners_but, forget_unused
from jaxreg.live.assets import compressed_plotly_js
from jaxreg.live.connections import bound_connections, log_seldom, raise_descriptors
from jaxreg.live.document import documents, inline_scripts
from jaxreg.live.gate import close_addresses, protect, refuse_foreign, screen
from jaxreg.live.logs import hide_secrets
from jaxreg.live.middleware import compress_scripts, send_at_once
from jaxreg.live.picture import explained, picture
from jaxreg.live.routes import computed, routes
from jaxreg.live.sweeps import compile_first, sweep_routes
from jaxreg.live.uploads import bound_uploads, forget_uploads_but
from jaxreg.live.warm_up import (
    every_other_loop,
    every_shape,
    every_slow_explanation,
)
from jaxreg.settings import PAGES
from jaxreg.training.environment import check_device

try:
    check_device()
except RuntimeError as error:
    sys.exit(str(error))


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Compile what the first pictures need, serve, and compile the rest meanwhile."""
    hide_secrets()
    bound_connections(raise_descriptors())
    log_seldom(asyncio.get_running_loop())
    for scenario in PAGES.values():
        await anyio.to_thread.run_sync(computed, picture, scenario())
    stopping = threading.Event()
    async with anyio.create_task_group() as background:
        background.start_soon(anyio.to_thread.run_sync, _warm_up_rest, stopping)
        background.start_soon(_tidy)
        yield
        stopping.set()
        background.cancel_scope.cancel()


async def _tidy() -> None:
    """Let own data go in time, also where nobody asks for anything any more, and with
    the session that they are of; so with files that were not read."""
    sessions = st.runtime.get_instance()._session_mgr
    while True:
        await anyio.sleep(60)
        forget_unused()
        present = {info.session.id for info in sessions.list_sessions()}
        forget_owners_but(present)
        forget_uploads_but(present)


def _warm_up_rest(stopping: threading.Event) -> None:
    compressed_plotly_js()
    work: list[Callable[[], object]] = [
        *(partial(computed, picture, one) for one in every_shape()),
        compile_first,
        *(partial(computed, explained, one) for one in every_slow_explanation()),
        *(partial(computed, picture, one) for one in every_other_loop()),
    ]
    for compile_next in work:
        if stopping.is_set():
            return
        compile_next()
    # What is loaded by now stays: the garbage collector need not walk it again.
    gc.collect()
    gc.freeze()


def _address() -> str | None:
    """The host name that visitors use, if it was set: a proxy may send another one."""
    if not st.config.is_manually_set("browser.serverAddress"):
        return None
    return get_hostname(st.get_option("browser.serverAddress"))


_base = st.get_option("server.baseUrlPath").strip("/")
_base = _base and f"/{_base}"

_script = Path(jaxreg.page.__file__).with_name("main.py")
_metrics = os.environ.get("JAXREG_METRICS") == "open"

app = st.App(
    _script,
    routes=[*documents(_base), *routes(_base), *sweep_routes(_base)],
    middleware=[
        Middleware(
            protect, inline_scripts(), os.environ.get("JAXREG_FRAME_ANCESTORS", "")
        ),
        Middleware(refuse_foreign, _address()),
        Middleware(close_addresses, () if _metrics else ("/_stcore/metrics",)),
        Middleware(screen, str(_script)),
        Middleware(bound_uploads),
        Middleware(send_at_once),
        Middleware(compress_scripts),
    ],
    lifespan=lifespan,
)

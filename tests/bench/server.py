"""A started server for the benchmark: one that logged an exception is an error."""

import contextlib
import time
import urllib.request
from collections.abc import Iterator

from jaxreg.live.assets import PLOTLY_JS
from jaxreg.live.warm_up import every_shape, every_slow_explanation
from jaxreg.settings import to_query
from tests.server import Server


@contextlib.contextmanager
def running(script: str) -> Iterator[str]:
    """``streamlit run script``, as its URL; what it logs as an error is one of ours."""
    server = Server(script).start()
    try:
        yield server.url
    finally:
        logged = server.stop()
    if "Traceback" in logged:
        raise RuntimeError(f"the server of {script} logged an exception:\n{logged}")


def _get(address: str) -> None:
    with urllib.request.urlopen(address, timeout=60) as response:
        response.read()


def warm_up(url: str) -> None:
    """Wait until the server has compiled all it ever will.

    It does so by itself in the background; asked for the same, it has it done when it
    has answered.
    """
    _get(f"{url}/{PLOTLY_JS}")
    for kind, scenarios in (
        ("figures", every_shape()),
        ("explanations", every_slow_explanation()),
    ):
        for scenario in scenarios:
            _get(f"{url}/{kind}/{scenario.page}?{to_query(scenario)}")
    time.sleep(1)  # it ends with one garbage collection

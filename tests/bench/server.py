"""A Streamlit server in its own process, on a free port, with our settings."""

import contextlib
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from jaxreg.routes import PLOTLY_JS
from jaxreg.scenario import NUM_POINTS

ROOT = Path(__file__).parents[2]


@contextlib.contextmanager
def running(script: str) -> Iterator[str]:
    """``streamlit run script``, as its URL; what it logs as an error is one of ours."""
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", script]
    options = [f"--server.port={port}", "--server.headless=true"]
    url = f"http://localhost:{port}"
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            command + options, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            _wait(f"{url}/_stcore/health", process)
            yield url
        finally:
            process.terminate()
            process.wait(20)
        log.seek(0)
        logged = log.read().decode(errors="replace")
    if "Traceback" in logged:
        raise RuntimeError(f"the server of {script} logged an exception:\n{logged}")


def _wait(address: str, process: subprocess.Popen, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            return _get(address)
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"no answer from {address}")


def _get(address: str) -> None:
    with urllib.request.urlopen(address, timeout=60) as response:
        response.read()


def warm_up(url: str) -> None:
    """Wait until the server has compiled all it ever will.

    It does so by itself in the background; asked for the same, it has it done when it
    has answered.
    """
    _get(f"{url}/{PLOTLY_JS}")
    _get(f"{url}/figures/logistic?data=lecture")
    for num_points in NUM_POINTS:
        _get(f"{url}/figures/linear?epochs=0&n={num_points}")
        _get(f"{url}/figures/logistic?c_epochs=0&c_n={num_points}")
    time.sleep(1)  # it ends with one garbage collection

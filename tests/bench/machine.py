"""The machine that a table of numbers is of."""

import os
import platform
from importlib.metadata import version

from tests.bench import browser

PACKAGES = ("jax", "numpy", "streamlit", "starlette", "plotly")


def machine() -> str:
    """The machine's size and the versions, in one line."""
    try:
        cores = len(os.sched_getaffinity(0))
    except AttributeError:  # only Linux knows what this process may use
        cores = os.cpu_count() or 1
    try:
        pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
        memory = f"{pages * size / 2**30:.0f} GB memory"
    except (AttributeError, ValueError):
        memory = "memory unknown"
    names = [f"Python {platform.python_version()}"]
    names += [f"{package} {version(package)}" for package in PACKAGES]
    names.append(browser.version())
    return f"{cores} cores, {memory}; " + ", ".join(names)

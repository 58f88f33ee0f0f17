"""A person's own data at the size that is allowed: to read a file, and to draw it."""

import time
from collections.abc import Callable
from statistics import median
from typing import Any

import numpy as np

from jaxreg.data.archives import MAX_BYTES
from jaxreg.data.reader import read
from jaxreg.data.table import MAX_ROWS
from jaxreg.live.picture import picture
from jaxreg.settings import OWN_DATA
from tests.bench.table import Row, at_most


def measure(short: bool) -> list[Row]:
    """A file of as many rows, and one of as many bytes, as there may be."""
    repeats = 2 if short else 5
    numbers = np.random.default_rng(0).normal(100, 20, (MAX_ROWS, 10))
    names = ",".join(f"column {k}" for k in range(10))
    lines = [",".join(map(str, row)) for row in numbers.round(4).tolist()]
    rows = "\n".join([names, *lines]).encode()
    few = b"a,b,c,d\n" + b"1,2,3,4\n" * (MAX_BYTES // 8 - 1)
    table = read(rows).table
    scenario = OWN_DATA["linear"]
    picture(scenario, table)
    return [
        at_most(
            f"a file of {MAX_ROWS:,} rows and 10 columns is read",
            _seconds(lambda: read(rows), repeats),
            *(5, "s", f"{len(rows) / 1e6:.3g} MB"),
        ),
        at_most(
            "20 MB of small numbers are read", _seconds(lambda: read(few), 1), 5, "s"
        ),
        at_most(
            f"own data of {MAX_ROWS:,} rows: 100 epochs and their picture",
            _seconds(lambda: picture(scenario, table), repeats),
            *(0.25, "s"),
        ),
    ]


def _seconds(run: Callable[[], Any], repeats: int) -> float:
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        run()
        times.append(time.perf_counter() - began)
    return median(times)

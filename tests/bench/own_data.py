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
    kinds = _as_large_as_allowed()
    table = read(rows).table
    scenario = OWN_DATA["linear"]
    picture(scenario, table)
    return [
        at_most(
            f"a file of {MAX_ROWS:,} rows and 10 columns is read",
            _seconds(lambda: read(rows), repeats),
            *(5, "s", f"{len(rows) / 1e6:.3g} MB"),
        ),
        *(
            at_most(
                f"20 MB of {kind} are read", _seconds(lambda f=file: read(f), 1), 5, "s"
            )
            for kind, file in list(kinds.items())[: 2 if short else None]
        ),
        at_most(
            f"own data of {MAX_ROWS:,} rows: 100 epochs and their picture",
            _seconds(lambda: picture(scenario, table), repeats),
            *(0.25, "s"),
        ),
    ]


def _as_large_as_allowed() -> dict[str, bytes]:
    """Files of 20 MB, by what makes each slow to read."""
    numbers = np.random.default_rng(0).random((26_000, 100))
    names = "\t".join(f"c{k}" for k in range(101)) + "\n"

    def lines(cell: str) -> str:
        rows = (
            "1\t" + "\t".join(cell.format(n, 1e5 + n * 8e5) for n in row)
            for row in numbers
        )
        return names + "\n".join(rows)

    files = {
        "small numbers": "a,b,c,d\n" + "1,2,3,4\n" * (MAX_BYTES // 8),
        "numbers that all differ": lines("{:.5f}"),
        "numbers that can be read in two ways": lines("{1:,.0f}"),
        "texts that all differ": lines("é{:.5f}"),
        "numbers with a unit": lines("{:.2f} cm"),
        "control characters": "x\ty\n" + "1\ta\x01b cdef ghij\n" * (MAX_BYTES // 16),
        "columns that blanks line up": "a      b\n" + "1  x y 2\n" * (MAX_BYTES // 9),
    }
    return {
        kind: text.encode("latin-1")[:MAX_BYTES].rpartition(b"\n")[0]
        for kind, text in files.items()
    }


def _seconds(run: Callable[[], Any], repeats: int) -> float:
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        run()
        times.append(time.perf_counter() - began)
    return median(times)

"""The rows of a sweep in a folder, so that one that was stopped can go on."""

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import jax
import pandas as pd
from jax.experimental import multihost_utils

from jaxreg.data.table import Table
from jaxreg.lab.grid import Grid
from jaxreg.settings import to_query

_NOTE = "sweep.json"


class Store:
    """The rows of a sweep in a folder, ``out``, or, if it is None, nowhere.

    Args:
        grid, own: the sweep, and the table that its points come from.
        size: how many rows to make at once; a sweep that goes on keeps its size.

    Raises:
        ValueError: the folder holds something else.
    """

    def __init__(self, out: Any, grid: Grid, own: Table | None, size: int) -> None:
        self.folder = None if out is None else Path(out)
        if self.folder:
            _meet()  # what was to be written before is written
            size = _agreed(self.folder, _told(grid, own), size)
        ends = range(0, grid.num_runs, size)
        self.parts = [range(k, min(k + size, grid.num_runs)) for k in ends]
        # Looked up before any is made, so that all processes skip the same.
        self._there = {rows for rows in self.parts if self._has(rows)}

    def read(self, rows: range) -> pd.DataFrame | None:
        """Rows that are there already."""
        if rows not in self._there:
            return None
        return pd.read_parquet(self._file(rows))

    def write(self, rows: range, table: pd.DataFrame) -> None:
        """Keep rows; a file is there as a whole or not at all."""
        if self.folder is None or jax.process_index() != 0:
            return
        file = self._file(rows)
        part = file.with_suffix(".part")
        table.to_parquet(part)
        os.replace(part, file)

    def _has(self, rows: range) -> bool:
        return self.folder is not None and self._file(rows).exists()

    def _file(self, rows: range) -> Path:
        assert self.folder
        return self.folder / f"runs-{rows.start:09}-{rows.stop - 1:09}.parquet"


def _meet() -> None:
    """Wait for the other processes, if there are some."""
    if jax.process_count() > 1:
        multihost_utils.sync_global_devices(_NOTE)


def _told(grid: Grid, own: Table | None) -> dict[str, Any]:
    """What tells one sweep from another."""
    digest = hashlib.sha256()
    for column in own.columns if own else ():
        digest.update(repr((column.name, column.values.tolist())).encode())
    return {
        "page": grid.scenario.page,
        "scenario": to_query(grid.scenario),
        "swept": {name: [*values] for name, values in grid.axes.items()},
        "together": grid.together,
        "also": grid.also,
        "own": digest.hexdigest() if own else None,
    }


def _agreed(folder: Path, told: dict[str, Any], size: int) -> int:
    """The size of the parts of a sweep in its folder, which is made if needed."""
    note = folder / _NOTE
    if note.exists():
        there = json.loads(note.read_text())
        size = there.pop("size")
        if there != told:
            differ = ", ".join(key for key in told if there.get(key) != told[key])
            raise ValueError(
                f"{folder} holds another sweep: it differs in {differ}. Name another "
                "folder, or empty this one."
            )
        return int(size)
    if folder.exists() and any(folder.iterdir()):
        raise ValueError(f"{folder} holds other files: name a new or empty folder")
    _meet()  # all have looked before one writes
    folder.mkdir(parents=True, exist_ok=True)
    if jax.process_index() == 0:
        note.write_text(json.dumps(told | {"size": size}, indent=1))
    return size

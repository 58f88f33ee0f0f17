"""A sweep: every combination of some settings, trained, as one table."""

import io
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd
from tqdm.auto import tqdm

from jaxreg.data.frames import table_of_frame
from jaxreg.data.table import Table
from jaxreg.lab.chunk import rows_of, size_for
from jaxreg.lab.grid import Grid, grid_of
from jaxreg.lab.known import DataSets
from jaxreg.lab.loop import all_devices
from jaxreg.lab.store import Store
from jaxreg.settings import Scenario
from jaxreg.training.environment import reproducible

if TYPE_CHECKING:
    from narwhals.typing import IntoDataFrame


def sweep(
    scenario: Scenario,
    own: "Table | IntoDataFrame | None" = None,
    *,
    out: Any = None,
    progress: bool | None = None,
    **swept: Any,
) -> pd.DataFrame:
    """Train a scenario at every combination of values of some of its controls.

        sweep(LinearScenario(), learning_rate=[0.001, 0.01], seed=range(1000))

    Args:
        scenario: says what is not swept; ``own`` are its own data, a table or a frame.
        out: a folder that takes the rows as they are made, in Parquet files, and from
            which the same sweep goes on after a stop. Of several processes of
            ``jax.distributed``, which all call this, the first one writes.
        progress: whether to show a bar; None: in a terminal or a notebook.
        swept: a value or values for each control to sweep, by the field's name.

    Returns:
        A row for each combination, the last control varying fastest: the swept values,
        and what came of the run (see ``chunk.rows_of``); ``attrs["said"]`` how fast.

    Raises:
        ValueError: what is swept or ``out`` cannot be; the message says what can.
    """
    return all_rows(grid_of(scenario, swept), own, out, progress)


def all_rows(
    grid: Grid,
    own: "Table | IntoDataFrame | None" = None,
    out: Any = None,
    progress: bool | None = None,
) -> pd.DataFrame:
    """The whole table of a grid's runs, with a bar; see ``sweep``."""
    work, parts, began = 0, [], time.perf_counter()
    hidden = None if progress is None else not progress
    with tqdm(total=grid.num_runs, unit=" runs", disable=hidden) as bar:
        for part, done in chunks(grid, as_table(own), out):
            parts.append(part)
            work += done
            bar.update(len(part))
        said = how_fast(grid.num_runs, work, time.perf_counter() - began)
        if not bar.disable:
            bar.write(said)
    table = pd.concat(parts)
    table.attrs["said"] = said
    return table


def as_table(own: "Table | IntoDataFrame | None") -> Table | None:
    """Own data as a table."""
    return own if own is None or isinstance(own, Table) else table_of_frame(own, None)


def chunks(
    grid: Grid,
    own: Table | None = None,
    out: Any = None,
    most: int | None = None,
) -> Iterator[tuple[pd.DataFrame, int]]:
    """The rows of a sweep as they are made, and the number of point-epochs that they
    took: 0 for those that were there. Whoever stops asking stops the sweep.

    Args:
        grid, own, out: see ``sweep``.
        most: how many runs to train at once, at most; None: as many as are fast.
    """
    batches: Any = grid.axes.get("batch", (grid.scenario.batch,))
    ways = [replace(grid.scenario, batch=batch) for batch in batches]
    size = min(size_for(way, _num_points(grid)) for way in ways) * all_devices().size
    store = Store(out, grid, own, min(size, most or size))
    data_sets = DataSets(own)
    for rows in store.parts:
        table, work = store.read(rows), 0
        if table is None:
            table, work = _made(grid, rows, data_sets)
            store.write(rows, table)
        yield table, work


# Not around the generator: between its steps other code runs in this thread.
_made = reproducible()(rows_of)


def _num_points(grid: Grid) -> int:
    """The most points that its generated runs have."""
    sizes = grid.axes.get("num_points", (grid.scenario.num_points,))
    return max(int(size) for size in sizes if size is not None)


def how_fast(num_runs: int, work: int, seconds: float) -> str:
    """How fast it was, in a sentence."""
    runs = f"{num_runs:,} run{'s' * (num_runs != 1)}"
    if not work:
        return f"{runs} were there already."
    took, speed = (
        f"{value:,.0f}" if value >= 10 else f"{value:.2g}"
        for value in (seconds, work / seconds / 1e6)
    )
    return f"{runs} in {took} s: {speed} million point-epochs a second."


def as_file(parts: list[pd.DataFrame], kind: str) -> bytes:
    """The parts of a table as one file, "csv" or "parquet"."""
    file, table = io.BytesIO(), pd.concat(parts)
    if kind == "csv":
        table.to_csv(file, index=False)
    else:
        table.to_parquet(file)
    return file.getvalue()

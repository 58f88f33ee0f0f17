"""A sweep as a stream: its URL in, the rows of its table out as they are made.

GET sweeps/<page>?<scenario>&sweep=<axis>&sweep=<axis>, or what ``studies`` says,
answers lines of JSON: what is swept, parts of the table, and how fast it was.
sweeps/<page>.csv and .parquet are the table as a file. Each part waits for its turn, so
that no picture waits for long; when the client goes, the sweep ends.
"""

import math
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import anyio
import numpy as np
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from jaxreg.data.source import table_of
from jaxreg.data.table import DataError, Table
from jaxreg.lab.chunk import SIZES
from jaxreg.lab.grid import RESAMPLE, Grid, grid_of
from jaxreg.lab.sweep import as_file, chunks, how_fast
from jaxreg.live.picture import as_json
from jaxreg.live.routes import MAX_WAIT_SECONDS, asked, turns, whose
from jaxreg.live.studies import Study, study_of
from jaxreg.live.turns import Busy
from jaxreg.settings import PAGES
from jaxreg.settings.method import DESCENT

MAX_RUNS = 10_000
MAX_WORK = 2_000_000_000
"""Points times epochs of all runs: some seconds, of classes a quarter of a minute."""
_OF_SLOW = 100  # times as long as a point's epoch of plain gradient descent
_AT_ONCE = 20_000_000  # of them: some tenths of a second
_DATA_SETS_AT_ONCE = 512  # each is made, and its best fit found
_KINDS = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}
_NO_STORE = {"Cache-Control": "no-store"}
_NOT_FINITE = (math.inf, -math.inf)

Part = tuple[Any, int]  # of a frame


def sweep_routes(base: str = "") -> list[Route]:
    """The routes of sweeps, below a base path such as "/foo"."""
    return [
        Route(f"{base}/sweeps/{{page}}.{{kind}}", get_table),
        Route(f"{base}/sweeps/{{page}}", get_sweep),
    ]


async def get_sweep(request: Request) -> Response:
    """The sweep as lines of JSON; 400 for one that is not allowed, with what is; as for
    a picture, 403, 404, 410 or 503. What goes wrong later is a line {"error": ...}."""
    start = time.perf_counter()
    began = await _begun(request)
    if isinstance(began, Response):
        return began
    study, parts, first = began

    async def lines() -> AsyncIterator[bytes]:
        work = 0
        yield as_json(study.head) + b"\n"
        try:
            async for table, done in _after(first, parts):
                work += done
                yield as_json(_told(table)) + b"\n"
        except Busy:
            yield b'{"error": "The server is busy: sweep again later."}\n'
            return
        said = how_fast(study.grid.num_runs, work, time.perf_counter() - start)
        yield as_json({"said": said}) + b"\n"

    return StreamingResponse(lines(), 200, _NO_STORE, "application/x-ndjson")


async def get_table(request: Request) -> Response:
    """The whole table, as CSV or Parquet; else as ``get_sweep``."""
    kind = request.path_params["kind"]
    if kind not in _KINDS:
        return JSONResponse({"error": f"no {kind[:20]}; there are csv, parquet"}, 404)
    began = await _begun(request)
    if isinstance(began, Response):
        return began
    _, parts, first = began
    try:
        tables = [part async for part, _ in _after(first, parts)]
    except Busy:
        return _busy()
    return Response(as_file(tables, kind), 200, _NO_STORE, _KINDS[kind])


async def _begun(
    request: Request,
) -> tuple[Study, AsyncIterator[Part], Part] | Response:
    """The study of a request, the parts of its table, and the first; or why not."""
    found = asked(request)
    if isinstance(found, Response):
        return found
    scenario, own = found
    try:
        async with turns.turn(*whose(request), False, MAX_WAIT_SECONDS):
            study = await anyio.to_thread.run_sync(
                study_of, scenario, own, request.query_params
            )
        parts = _parts(request, study, own, _work(study.grid, own))
        return study, parts, await anext(parts)
    except Busy:
        return _busy()
    except (ValueError, DataError) as error:
        return JSONResponse({"error": str(error)}, 400, _NO_STORE)


def _busy() -> Response:
    return JSONResponse({"error": "the server is busy"}, 503, {"Retry-After": "1"})


async def _after(first: Part, others: AsyncIterator[Part]) -> AsyncIterator[Part]:
    yield first
    async for part in others:
        yield part


def _work(grid: Grid, own: Table | None) -> int:
    """How many points times epochs a sweep takes.

    Raises:
        ValueError: too many.
    """
    rows = grid.columns(range(grid.num_runs))
    num_points: Any = rows.get("num_points", grid.scenario.num_points)
    if grid.scenario.is_of_table:
        num_points = len(table_of(grid.scenario, own).columns[0].values)
    epochs: Any = rows.get("epochs", grid.scenario.epochs)
    s = grid.scenario
    batch, method = (rows.get(name, getattr(s, name)) for name in ("batch", "method"))
    is_slow = (np.asarray(batch) != "all") | (np.asarray(method) != DESCENT)
    each = num_points * (epochs + 1) * np.where(is_slow, _OF_SLOW, 1)
    work = int(np.broadcast_to(each, grid.num_runs).sum())
    if grid.num_runs > MAX_RUNS or work > MAX_WORK:
        ways = "mini-batches, Newton's method or coordinate descent"
        counted = f" (with {ways}, each counts {_OF_SLOW} times)"
        raise ValueError(
            f"these are {grid.num_runs:,} runs, and {work:,} points times epochs in "
            f"all{counted * bool(is_slow.any())}; at most {MAX_RUNS:,} runs and "
            f"{MAX_WORK:,} are allowed: choose fewer runs, points or epochs"
        )
    return work


async def _parts(
    request: Request, study: Study, own: Table | None, work: int
) -> AsyncIterator[Part]:
    """The parts of a sweep, each made in a thread, at its turn.

    Raises:
        Busy: there was no turn in time.
    """
    each = max(work // study.grid.num_runs, 1)
    parts = _chunks(study.grid, own, each)
    while True:
        async with turns.turn(*whose(request), each > _AT_ONCE, MAX_WAIT_SECONDS):
            part = await anyio.to_thread.run_sync(next, parts, None)
        if part is None:
            return
        table, done = part
        yield study.finished(table), done


def _chunks(grid: Grid, own: Table | None, each: int) -> Iterator[Part]:
    """Parts that take some tenths of a second, of runs that take ``each`` so much; no
    more than can be trained at once without padding, and an even number, so that pairs
    of seeds stay together."""
    most = max(_AT_ONCE // each, 1)
    if not {"seed", RESAMPLE}.isdisjoint(grid.axes):
        most = min(most, _DATA_SETS_AT_ONCE)
    most += most % 2
    return chunks(grid, own, most=max((k for k in SIZES if k <= most), default=most))


def compile_first() -> None:
    """Compile what the sweeps need that the Lab begins with."""
    for kind in PAGES.values():
        rates = kind.controls["learning_rate"].stops[:41]
        grid = grid_of(kind(), {"learning_rate": rates, "seed": range(20)})
        for _ in _chunks(grid, None, kind.num_points * kind.epochs):
            pass


def _told(table: Any) -> dict[str, Any]:
    """A part of the table: where it begins, and its columns, null for what is not
    finite."""
    columns = {
        name: [
            None if value in _NOT_FINITE or value != value else value
            for value in column
        ]
        for name, column in table.to_dict("list").items()
    }
    return {"start": int(table.index[0]), "columns": columns}

"""The HTTP door: a scenario's query in, its picture, film or run out.

GET figures/<page>?<query>, landscapes/<page>?epoch=...&..., films/<page>?...,
explanations/<page>?..., measures/<page>?... and points/<page>?... answer JSON, and
runs/<page>.csv?... CSV, all from their URL, and keep no state. For own data the URL
only says so: their token is in a header, so that no log gets it.
"""

import asyncio
import functools
import os
import re
import threading
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager

import anyio
from isal import igzip
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from jaxreg.data.shelf import find
from jaxreg.data.table import DataError, Table
from jaxreg.live.assets import (
    LESSONS_JSON,
    PAGES_JSON,
    PLOTLY_JS,
    SCRIPTS,
    STYLE_CSS,
    get_lessons,
    get_pages,
    get_plotly_js,
    get_script,
    get_style,
)
from jaxreg.live.forgotten import LEFT, forget_data
from jaxreg.live.history_csv import history_csv
from jaxreg.live.lessons import take_lesson
from jaxreg.live.measure import measure
from jaxreg.live.picture import explained, landscape, moving_picture, picture
from jaxreg.live.taken import taken_points
from jaxreg.live.turns import Busy, Turns
from jaxreg.settings import OWN, PAGES, Scenario, from_query
from jaxreg.training.environment import reproducible
from jaxreg.training.leaving import Left, leavable

MAX_WAIT_SECONDS = 10.0
TOKEN_HEADER = "Jaxreg-Data"
PAGE_HEADER = "Jaxreg-Page"
"""A page's name, by which pages at one address take turns."""

GONE = (
    "The server no longer has these data: it forgets them after an hour without use, "
    "and when it restarts. Load them again."
)

Make = Callable[[Scenario, Table | None], bytes]

_EPOCH = re.compile("[0-9]{1,5}")
_DO_NOT_KEEP = {"Cache-Control": "no-store"}
# A hand goes to and fro; a newer server may answer otherwise.
_KEEP_A_MINUTE = {"Cache-Control": "private, max-age=60"}

# A run keeps a core busy: more of them than cores would only slow each other down.
turns = Turns(os.cpu_count() or 1)
_MANY_POINT_EPOCHS = 20_000_000  # what takes some tenths of a second


def routes(base: str = "") -> list[Route]:
    """The routes of pictures and scripts, below a base path such as "/foo"."""
    return [
        Route(f"{base}/figures/{{page}}", get_figures),
        Route(f"{base}/landscapes/{{page}}", get_landscape),
        Route(f"{base}/films/{{page}}", get_film),
        Route(f"{base}/explanations/{{page}}", get_explanation),
        Route(f"{base}/measures/{{page}}", get_measure),
        Route(f"{base}/points/{{page}}", get_points),
        Route(f"{base}/runs/{{page}}.csv", get_run),
        Route(f"{base}/forgotten", forget_data, methods=["POST"]),
        Route(f"{base}/{PLOTLY_JS}", get_plotly_js),
        *(Route(f"{base}/{script}", get_script) for script in SCRIPTS),
        Route(f"{base}/{STYLE_CSS}", get_style),
        Route(f"{base}/{PAGES_JSON}", get_pages),
        Route(f"{base}/{LESSONS_JSON}", get_lessons),
        Route(f"{base}/lessons", take_lesson, methods=["POST"]),
    ]


async def get_figures(request: Request) -> Response:
    """The picture of a scenario; see ``_answer`` for what else may come."""
    return await _answer(request, picture)


async def get_landscape(request: Request) -> Response:
    """The landscape of a scenario at an epoch; see ``_answer`` for what else may come.
    An epoch is at most that of the longest run."""
    text = request.query_params.get("epoch", "")
    if not _EPOCH.fullmatch(text):
        error = {"field": "epoch", "value": text[:40], "allowed": "a whole number"}
        return JSONResponse({"error": "the query is not valid", "errors": [error]}, 400)
    return await _answer(request, functools.partial(landscape, epoch=int(text)))


async def get_film(request: Request) -> Response:
    """The film of a scenario; see ``_answer`` for what else may come."""
    return await _answer(request, moving_picture)


async def get_explanation(request: Request) -> Response:
    """The slow explanation of a scenario; see ``_answer`` for what else may come."""
    return await _answer(request, explained)


async def get_measure(request: Request) -> Response:
    """What the loss of a scenario is measured by; see ``_answer`` for what else may
    come."""
    return await _answer(request, measure)


async def get_points(request: Request) -> Response:
    """The points of a scenario, to edit; see ``_answer`` for what else may come."""
    return await _answer(request, taken_points)


async def get_run(request: Request) -> Response:
    """All epochs of a scenario as CSV; see ``_answer`` for what else may come."""
    return await _answer(request, history_csv)


async def _answer(request: Request, make: Make) -> Response:
    """200 with what ``make`` makes; 400 for a query that is not allowed, with what is,
    or for columns that cannot be used; 403 for another site's page; 404 for an unknown
    page; 410 if own data are not on this server; 503 after ``MAX_WAIT_SECONDS`` without
    a turn. For HEAD nothing is computed."""
    found = asked(request)
    if isinstance(found, Response):
        return found
    scenario, own = found
    if request.method == "HEAD":
        return Response(media_type=_media_type(make))
    turn = turns.turn(
        *whose(request),
        make is explained or _point_epochs(scenario, own) > _MANY_POINT_EPOCHS,
        MAX_WAIT_SECONDS,
    )
    is_packed = "gzip" in request.headers.get("accept-encoding", "")
    return await _while_waited_for(
        request, functools.partial(_made, make, scenario, own, turn, is_packed)
    )


def whose(request: Request) -> tuple[str, str]:
    """Who asks, as turns are shared: the address, and the page there."""
    address = request.client.host if request.client else ""
    return address, request.headers.get(PAGE_HEADER, "")[:40]


def asked(request: Request) -> tuple[Scenario, Table | None] | Response:
    """The scenario of a request and its own data, if it is of some; or why not."""
    if request.headers.get("sec-fetch-site") in ("cross-site", "same-site"):
        return JSONResponse(
            {"error": "only pages of this server may ask for this"}, 403
        )
    page = request.path_params["page"]
    if page not in PAGES:
        error = f"no page {page[:40]!r}; there are: {', '.join(PAGES)}"
        return JSONResponse({"error": error}, 404)
    scenario, problems = from_query(page, request.query_params.multi_items())
    if problems:
        errors = [
            {"field": p.key, "value": p.value, "allowed": p.allowed} for p in problems
        ]
        return JSONResponse({"error": "the query is not valid", "errors": errors}, 400)
    own = None
    if scenario.data == OWN:
        own = find(request.headers.get(TOKEN_HEADER))
        if own is None:
            return JSONResponse({"error": GONE}, 410, _DO_NOT_KEEP)
    return scenario, own


def _point_epochs(scenario: Scenario, own: Table | None) -> int:
    """About how much there is to compute (built-in data, which are few, count too
    little); drawing takes as long as some epochs."""
    num_points = len(own.columns[0].values) if own else scenario.num_points
    return num_points * (scenario.epochs + 1000)


async def _while_waited_for(
    request: Request, work: Callable[[], Awaitable[Response]]
) -> Response:
    """What ``work`` answers; if the client goes, it leaves the queue, or its thread
    stops at its ``next_step``."""
    response, left = Response(status_code=LEFT), threading.Event()

    async def watch() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass
        left.set()
        scope.cancel()

    # A task group would take as long to end as a tenth of a picture.
    watching = asyncio.create_task(watch())
    try:
        with anyio.CancelScope() as scope, leavable(left.is_set):
            response = await work()
    finally:
        watching.cancel()
    return response


async def _made(
    make: Make,
    scenario: Scenario,
    own: Table | None,
    turn: AbstractAsyncContextManager[None],
    is_packed: bool,
) -> Response:
    """What ``make`` makes, gzipped if ``is_packed``, in a thread, at its turn."""
    answer = _packed if is_packed else computed
    try:
        async with turn:
            body = await anyio.to_thread.run_sync(answer, make, scenario, own)
    except Busy:
        return JSONResponse({"error": "the server is busy"}, 503, {"Retry-After": "1"})
    except DataError as error:
        return JSONResponse({"error": str(error)}, 400, _DO_NOT_KEEP)
    except Left:
        return Response(status_code=LEFT)
    keeping = _DO_NOT_KEEP if own else _KEEP_A_MINUTE
    headers = {"Vary": "Accept-Encoding"} | keeping
    if is_packed:
        headers["Content-Encoding"] = "gzip"
    return Response(body, media_type=_media_type(make), headers=headers)


def _media_type(make: Make) -> str:
    return "text/csv" if make is history_csv else "application/json"


def _packed(make: Make, scenario: Scenario, own: Table | None) -> bytes:
    """It, gzipped; zlib would take six times as long, as much as drawing."""
    return igzip.compress(computed(make, scenario, own), 1, mtime=0)


@reproducible()
def computed(make: Make, scenario: Scenario, own: Table | None = None) -> bytes:
    """What ``make`` makes, whatever JAX's settings here."""
    return make(scenario, own)

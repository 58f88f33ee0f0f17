"""The HTTP door: a scenario's query in, its picture or its film as JSON out.

GET figures/<page>?<query>, films/<page>?... and explanations/<page>?... answer from
their URL and keep no state. For own data the URL only says so: their token is in a
header, so that no log gets it.
"""

import functools
import os
import threading
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager

import anyio
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from jaxreg.data.shelf import drop_all_of, find
from jaxreg.data.table import DataError, Table
from jaxreg.live.assets import PLOTLY_JS, SCRIPTS, get_plotly_js, get_script
from jaxreg.live.picture import explained, moving_picture, picture
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

_LEFT = 499  # nobody reads it, but a proxy may log it: "client closed request"
_DO_NOT_KEEP = {"Cache-Control": "no-store"}

# A run keeps a core busy: more of them than cores would only slow each other down.
_turns = Turns(os.cpu_count() or 1)
_MANY_POINT_EPOCHS = 20_000_000  # what takes some tenths of a second


def routes(base: str = "") -> list[Route]:
    """The routes of pictures and scripts, below a base path such as "/foo"."""
    return [
        Route(f"{base}/figures/{{page}}", get_figures),
        Route(f"{base}/films/{{page}}", get_film),
        Route(f"{base}/explanations/{{page}}", get_explanation),
        Route(f"{base}/forgotten", forget_data, methods=["POST"]),
        Route(f"{base}/{PLOTLY_JS}", get_plotly_js),
        *(Route(f"{base}/{script}", get_script) for script in SCRIPTS),
    ]


async def get_figures(request: Request) -> Response:
    """The picture of a scenario; see ``_answer`` for what else may come."""
    return await _answer(request, picture)


async def get_film(request: Request) -> Response:
    """The film of a scenario; see ``_answer`` for what else may come."""
    return await _answer(request, moving_picture)


async def get_explanation(request: Request) -> Response:
    """The slow explanation of a scenario; see ``_answer`` for what else may come."""
    return await _answer(request, explained)


async def _answer(
    request: Request, make: Callable[[Scenario, Table | None], bytes]
) -> Response:
    """200 with what ``make`` makes; 400 for a query that is not allowed, with what is,
    or for columns that cannot be used; 403 for another site's page; 404 for an unknown
    page; 410 if own data are not on this server; 503 after ``MAX_WAIT_SECONDS`` without
    a turn. For HEAD nothing is computed."""
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
    if request.method == "HEAD":
        return Response(media_type="application/json")
    turn = _turns.turn(
        request.client.host if request.client else "",
        request.headers.get(PAGE_HEADER, "")[:40],
        make is explained or _point_epochs(scenario, own) > _MANY_POINT_EPOCHS,
        MAX_WAIT_SECONDS,
    )
    return await _while_waited_for(
        request, functools.partial(_made, make, scenario, own, turn)
    )


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
    response, left = Response(status_code=_LEFT), threading.Event()

    async def watch() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass
        left.set()
        tasks.cancel_scope.cancel()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(watch)
        with leavable(left.is_set):
            response = await work()
        tasks.cancel_scope.cancel()
    return response


async def _made(
    make: Callable[[Scenario, Table | None], bytes],
    scenario: Scenario,
    own: Table | None,
    turn: AbstractAsyncContextManager[None],
) -> Response:
    """What ``make`` makes, in a thread, at its turn."""
    try:
        async with turn:
            body = await anyio.to_thread.run_sync(computed, make, scenario, own)
    except Busy:
        return JSONResponse({"error": "the server is busy"}, 503, {"Retry-After": "1"})
    except DataError as error:
        return JSONResponse({"error": str(error)}, 400, _DO_NOT_KEEP)
    except Left:
        return Response(status_code=_LEFT)
    headers = _DO_NOT_KEEP if own else None
    return Response(body, media_type="application/json", headers=headers)


@reproducible()
def computed(
    make: Callable[[Scenario, Table | None], bytes],
    scenario: Scenario,
    own: Table | None = None,
) -> bytes:
    """What ``make`` makes, whatever JAX's settings here."""
    return make(scenario, own)


async def forget_data(request: Request) -> Response:
    """204: all own data of the visitor are gone, whose page sends a token as it closes.
    A page that goes before it has sent it all is ignored."""
    token = b""
    try:
        async for part in request.stream():
            token += part
            if len(token) > 100:
                return Response(status_code=413)
    except ClientDisconnect:
        return Response(status_code=_LEFT)
    drop_all_of(token.decode("latin-1"))
    return Response(status_code=204)

"""The HTTP door: a scenario's query in, its picture or its film as JSON out.

GET figures/<page>?<query>, films/<page>?... and studies/<page>?... answer from their
URL and keep no state. Of own data the URL says only that they are meant: a header has
the token that they are kept under, and so no log gets it. The browser's scripts,
plotly.js among them, come from here too, so no network is needed.
"""

import functools
import gzip
import hashlib
import json
import os
import threading
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from importlib.metadata import version
from importlib.resources import files
from math import isfinite

import anyio
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from jaxreg.drawing import encoded
from jaxreg.environment import reproducible
from jaxreg.experiment import LinearResult, LogisticResult, run
from jaxreg.figures import linear_figures, logistic_figures
from jaxreg.film import Film, film, last_frame
from jaxreg.insight import Insight, insight
from jaxreg.leaving import Left, leavable, next_step
from jaxreg.probes.ruler import Ruler, ruler
from jaxreg.report import Report, linear_report, logistic_report
from jaxreg.scenario import OWN, PAGES, Scenario, from_query
from jaxreg.shelf import drop_all_of, find
from jaxreg.study import study
from jaxreg.table import DataError, Table
from jaxreg.turns import Busy, Turns

PLOTLY_JS = f"assets/plotly-{version('plotly')}.min.js"
_SCRIPTS = {
    path.name: path.read_bytes()
    for path in sorted((files("jaxreg") / "browser").iterdir(), key=lambda p: p.name)
    if path.name.endswith(".js")
}
# In the address, so that a browser may keep what it has for as long as it is current.
_DIGEST = hashlib.sha256(b"".join(_SCRIPTS.values())).hexdigest()[:12]
SCRIPTS = [f"assets/{_DIGEST}/{name}" for name in _SCRIPTS]
LIVE_FIGURES_JS = f"assets/{_DIGEST}/live_figures.js"
MAX_WAIT_SECONDS = 10.0
TOKEN_HEADER = "Jaxreg-Data"
PAGE_HEADER = "Jaxreg-Page"
"""A page's own name, by which those of one address have their turns."""

GONE = (
    "These data are not in the memory of the server: they go after an hour unused, "
    "and when it is restarted. Load them again."
)

_LEFT = 499  # nobody reads it, but a proxy may log it: "client closed request"
_DO_NOT_KEEP = {"Cache-Control": "no-store"}
_KEEP = {"Cache-Control": "public, max-age=31536000, immutable"}

# A run keeps a core busy: more at once than there are cores would only slow each other.
_turns = Turns(os.cpu_count() or 1)
_MANY_POINT_EPOCHS = 20_000_000  # what takes some tenths of a second


def routes(base: str = "") -> list[Route]:
    """Where pictures and scripts are, below a base path such as "/foo"."""
    return [
        Route(f"{base}/figures/{{page}}", get_figures),
        Route(f"{base}/films/{{page}}", get_film),
        Route(f"{base}/studies/{{page}}", get_study),
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


async def get_study(request: Request) -> Response:
    """The study of a scenario; see ``_answer`` for what else may come."""
    return await _answer(request, studied)


async def _answer(
    request: Request, make: Callable[[Scenario, Table | None], bytes]
) -> Response:
    """200 with what ``make`` makes; 400 names what in the query is not allowed and what
    is, or why its columns cannot be used; 403 another site's page; 404 an unknown page;
    410 own data that are not, or no more, in this server's memory; 503 after waiting
    ``MAX_WAIT_SECONDS`` for a turn. Of HEAD nothing is computed."""
    if request.headers.get("sec-fetch-site") in ("cross-site", "same-site"):
        return JSONResponse({"error": "this is for the server's own pages"}, 403)
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
        make is studied or _point_epochs(scenario, own) > _MANY_POINT_EPOCHS,
        MAX_WAIT_SECONDS,
    )
    return await _while_waited_for(
        request, functools.partial(_made, make, scenario, own, turn)
    )


def _point_epochs(scenario: Scenario, own: Table | None) -> int:
    """About how much there is to compute; of shipped data, which are few, too little.
    What is drawn takes as long as some epochs."""
    num_points = len(own.columns[0].values) if own else scenario.num_points
    return num_points * (scenario.epochs + 1000)


async def _while_waited_for(
    request: Request, work: Callable[[], Awaitable[Response]]
) -> Response:
    """What ``work`` answers, unless whoever asked goes away: then it leaves the queue,
    or its thread stops at its ``next_step``."""
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
    """What ``make`` makes in a thread, when it is its turn."""
    try:
        async with turn:
            body = await anyio.to_thread.run_sync(make, scenario, own)
    except Busy:
        return JSONResponse({"error": "the server is busy"}, 503, {"Retry-After": "1"})
    except DataError as error:
        return JSONResponse({"error": str(error)}, 400, _DO_NOT_KEEP)
    except Left:
        return Response(status_code=_LEFT)
    headers = _DO_NOT_KEEP if own else None
    return Response(body, media_type="application/json", headers=headers)


@reproducible()
def picture(scenario: Scenario, own: Table | None = None) -> bytes:
    """The JSON of a scenario's picture, of own data if it says so.

    {"figures": {name: figure}, "report": {...}, "insight": {...} or None, "film": its
    last frame alone}.
    """
    result = run(scenario, own)
    if isinstance(result, LinearResult):
        figures, report = linear_figures(result), linear_report(result)
    else:
        figures, report = logistic_figures(result), logistic_report(result)
    explained = insight(result)
    return _json(
        {
            "figures": figures,
            "report": _as_json(report),
            "insight": explained and _insight_as_json(explained),
            "film": _film_as_json(last_frame(result.history), result),
        }
    )


@reproducible()
def moving_picture(scenario: Scenario, own: Table | None = None) -> bytes:
    """The JSON of a scenario's film.

    {"epochs", "loss", "params": [W..., b], "ruler": {...}}, see ``Film`` and ``Ruler``.
    """
    result = run(scenario, own)
    return _json(_film_as_json(film(result.history), result))


@reproducible()
def studied(scenario: Scenario, own: Table | None = None) -> bytes:
    """The JSON of what takes longer: {"insight": {...}, "figures": {name: figure}}, or
    null where the scenario asks for no study."""
    result = run(scenario, own)
    next_step()
    found = study(result)
    return _json(
        found and {"insight": _insight_as_json(found.insight), "figures": found.figures}
    )


def _film_as_json(film: Film, result: LinearResult | LogisticResult) -> dict:
    return {
        "epochs": encoded(film.epochs),
        "loss": encoded(film.loss),
        "params": [encoded(column, keep=True) for column in film.params.T],
        "ruler": _ruler_as_json(ruler(result, film.epochs)),
    }


def _ruler_as_json(ruler: Ruler) -> dict:
    """JSON has no infinity: null is a rate without an end."""
    zones = [
        zone._asdict() | {"end": zone.end if isfinite(zone.end) else None}
        for zone in ruler.zones
    ]
    marks = [
        mark._asdict() | {"rate": mark.rate if isfinite(mark.rate) else None}
        for mark in ruler.marks
    ]
    curvature = ruler.curvature
    return ruler._asdict() | {
        "zones": zones,
        "marks": marks,
        "curvature": None if curvature is None else encoded(curvature),
    }


def _insight_as_json(insight: Insight) -> dict:
    return insight._asdict() | {"bar": insight.bar and insight.bar._asdict()}


def _json(answer: dict | None) -> bytes:
    return json.dumps(answer, allow_nan=False, ensure_ascii=False).encode()


def _as_json(report: Report) -> dict:
    messages = [
        message._asdict()
        | {"action": message.action._asdict() if message.action else None}
        for message in report.messages
    ]
    return report._asdict() | {"messages": messages}


async def forget_data(request: Request) -> Response:
    """204: all own data of the page that sends their token, as it is closed, are gone,
    if they were here."""
    token = b""
    async for part in request.stream():
        token += part
        if len(token) > 100:
            return Response(status_code=413)
    drop_all_of(token.decode("latin-1"))
    return Response(status_code=204)


async def get_script(request: Request) -> Response:
    """One of our own scripts, to be kept for a year."""
    body = _SCRIPTS[request.url.path.rpartition("/")[2]]
    return Response(body, media_type="text/javascript", headers=_KEEP)


async def get_plotly_js(request: Request) -> Response:
    """plotly.js as the plotly package ships it, compressed, to be kept for a year."""
    headers = dict(_KEEP)
    body = await anyio.to_thread.run_sync(compressed_plotly_js)
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    else:
        body = gzip.decompress(body)
    return Response(body, media_type="text/javascript", headers=headers)


@functools.cache
def compressed_plotly_js() -> bytes:
    """plotly.js, gzipped once: the server would else compress 5 MB at every visit."""
    source = files("plotly") / "package_data" / "plotly.min.js"
    return gzip.compress(source.read_bytes(), mtime=0)

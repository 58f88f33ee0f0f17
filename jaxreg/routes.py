"""The HTTP door: a scenario's query in, its figures and report as JSON out.

GET figures/<page>?<query> is a pure function of its URL and keeps no state. The
browser's plotly.js comes from the plotly package, so no network is needed.
"""

import functools
import gzip
import json
import os
from importlib.metadata import version
from importlib.resources import files

import anyio
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from jaxreg.experiment import run_linear, run_logistic
from jaxreg.figures import linear_figures, logistic_figures
from jaxreg.report import Report, linear_report, logistic_report
from jaxreg.scenario import PAGES, LinearScenario, Scenario, from_query

PLOTLY_JS = f"assets/plotly-{version('plotly')}.min.js"
MAX_WAIT_SECONDS = 10.0

# A run keeps a core busy: more at once than there are cores would only slow each other.
_runs = anyio.CapacityLimiter(os.cpu_count() or 1)


def routes() -> list[Route]:
    """All routes of the project, to stand beside Streamlit's own."""
    return [
        Route("/figures/{page}", get_figures),
        Route("/" + PLOTLY_JS, get_plotly_js),
    ]


async def get_figures(request: Request) -> Response:
    """200 with figures and report; 400 names what in the query is not allowed and what
    is; 404 an unknown page; 503 after waiting ``MAX_WAIT_SECONDS`` for a free core."""
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
    with anyio.move_on_after(MAX_WAIT_SECONDS) as waiting:
        await _runs.acquire_on_behalf_of(request)
    if waiting.cancelled_caught:
        return JSONResponse({"error": "the server is busy"}, 503, {"Retry-After": "1"})
    try:
        body = await anyio.to_thread.run_sync(picture, scenario)
    finally:
        _runs.release_on_behalf_of(request)
    return Response(body, media_type="application/json")


def picture(scenario: Scenario) -> bytes:
    """The JSON of a scenario: {"figures": {name: figure}, "report": {...}}."""
    if isinstance(scenario, LinearScenario):
        linear = run_linear(scenario)
        figures, report = linear_figures(linear), linear_report(linear)
    else:
        logistic = run_logistic(scenario)
        figures, report = logistic_figures(logistic), logistic_report(logistic)
    answer = {"figures": figures, "report": _as_json(report)}
    return json.dumps(answer, allow_nan=False, ensure_ascii=False).encode()


def _as_json(report: Report) -> dict:
    messages = [
        message._asdict()
        | {"action": message.action._asdict() if message.action else None}
        for message in report.messages
    ]
    return report._asdict() | {"messages": messages}


async def get_plotly_js(request: Request) -> Response:
    """plotly.js as the plotly package ships it, compressed, to be kept for a year."""
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
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

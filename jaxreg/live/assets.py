"""The browser's scripts, plotly.js among them, and the style sheets: from here, so that
no network is needed."""

import functools
import gzip
import hashlib
from importlib.metadata import version
from importlib.resources import files

import anyio
from starlette.requests import Request
from starlette.responses import Response

from jaxreg.live.bundle import bundled, reached
from jaxreg.live.controls import pages_json
from jaxreg.live.lessons import lessons_json

PLOTLY_JS = f"assets/plotly-{version('plotly')}.min.js"
_BROWSER = files("jaxreg.live") / "browser"
_SCRIPTS = {
    path.name: path.read_bytes()
    for path in sorted(_BROWSER.iterdir(), key=lambda path: path.name)
    if path.name.endswith(".js")
}
_SHEETS = sorted((files("jaxreg.live") / "style").iterdir(), key=lambda path: path.name)
# Streamlit's own rules come later in the document: within :root, ours are the stronger.
_STYLE = b":root {\n%b}\n" % b"".join(sheet.read_bytes() for sheet in _SHEETS)
_SOURCES = {name: script.decode() for name, script in _SCRIPTS.items()}
_FIRST, _LIVE, _LAB = (
    reached(f"{entry}.js", _SOURCES)
    for entry in ("first_picture", "live_figures", "lab")
)
_WORDS = ("lost.js", "upload.js")
_APART = {*_FIRST, *_LIVE} & {*_FIRST, *_LAB}
_BUNDLES = {
    f"{entry}.all.js": bundled(f"{entry}.js", _SOURCES, _APART).encode()
    for entry in ("live_figures", "lab")
}
# In the address, so that a browser may keep what it has for as long as it is current.
_PAGES, _LESSONS = pages_json(), lessons_json()
_ALL = b"".join([*_SCRIPTS.values(), *_BUNDLES.values(), _STYLE, _PAGES, _LESSONS])
_DIGEST = hashlib.sha256(_ALL).hexdigest()[:12]
STYLE_CSS = f"assets/{_DIGEST}/style.css"
PAGES_JSON = f"assets/{_DIGEST}/pages.json"
LESSONS_JSON = f"assets/{_DIGEST}/lessons.json"
SCRIPTS = [f"assets/{_DIGEST}/{name}" for name in (*_SCRIPTS, *_BUNDLES)]
LIVE_FIGURES_JS, LAB_JS = (f"assets/{_DIGEST}/{name}" for name in _BUNDLES)
WORDS_JS = [f"assets/{_DIGEST}/{name}" for name in _WORDS]
"""They speak where there may be no charts to load them."""
_SHARED = [f"assets/{_DIGEST}/{name}" for name in (*_FIRST, *_LIVE) if name in _APART]
FIRST_SCRIPTS = [*dict.fromkeys([*_SHARED, LIVE_FIGURES_JS, *WORDS_JS])]
"""What a first visit needs, in the order in which it does: the first picture is asked
for before anything can draw it."""
_KEEP = {"Cache-Control": "public, max-age=31536000, immutable"}


async def get_script(request: Request) -> Response:
    """One of our own scripts, to be kept for a year."""
    name = request.url.path.rpartition("/")[2]
    script = _SCRIPTS.get(name) or _BUNDLES[name]
    return _kept(request, _compressed(script), "text/javascript")


async def get_style(request: Request) -> Response:
    """The style sheets as one, to be kept for a year."""
    return _kept(request, _compressed(_STYLE), "text/css")


async def get_pages(request: Request) -> Response:
    """What the pages' controls are drawn from, to be kept for a year."""
    return _kept(request, _compressed(_PAGES), "application/json")


async def get_lessons(request: Request) -> Response:
    """The lessons of the server, to be kept for a year."""
    return _kept(request, _compressed(_LESSONS), "application/json")


async def get_plotly_js(request: Request) -> Response:
    """plotly.js as the plotly package ships it, to be kept for a year."""
    body = await anyio.to_thread.run_sync(compressed_plotly_js)
    return _kept(request, body, "text/javascript")


def _kept(request: Request, compressed: bytes, kind: str) -> Response:
    """An answer to be kept for a year, as it is where the browser reads no gzip."""
    headers = _KEEP | {"Vary": "Accept-Encoding"}
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(gzip.decompress(compressed), media_type=kind, headers=headers)
    headers["Content-Encoding"] = "gzip"
    return Response(compressed, media_type=kind, headers=headers)


@functools.cache
def _compressed(body: bytes) -> bytes:
    """It, gzipped once: the server would else do so for each of a visit's scripts."""
    return gzip.compress(body, mtime=0)


@functools.cache
def compressed_plotly_js() -> bytes:
    """plotly.js, gzipped once: the server would else compress 5 MB at every visit."""
    source = files("plotly") / "package_data" / "plotly.min.js"
    return gzip.compress(source.read_bytes(), mtime=0)

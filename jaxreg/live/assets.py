"""The browser's scripts, plotly.js among them: from here, so that no network is
needed."""

import functools
import gzip
import hashlib
from importlib.metadata import version
from importlib.resources import files

import anyio
from starlette.requests import Request
from starlette.responses import Response

PLOTLY_JS = f"assets/plotly-{version('plotly')}.min.js"
_BROWSER = files("jaxreg.live") / "browser"
_SCRIPTS = {
    path.name: path.read_bytes()
    for path in sorted(_BROWSER.iterdir(), key=lambda path: path.name)
    if path.name.endswith(".js")
}
# In the address, so that a browser may keep what it has for as long as it is current.
_DIGEST = hashlib.sha256(b"".join(_SCRIPTS.values())).hexdigest()[:12]
SCRIPTS = [f"assets/{_DIGEST}/{name}" for name in _SCRIPTS]
LIVE_FIGURES_JS = f"assets/{_DIGEST}/live_figures.js"
_KEEP = {"Cache-Control": "public, max-age=31536000, immutable"}


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

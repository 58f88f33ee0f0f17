"""The HTML document that a page begins with: Streamlit's, with some things added.

A server does not hear of the prefix that a proxy takes off an address. So the document
finds out in the browser where it lies, and all that it names is relative to that.
"""

import base64
import functools
import hashlib
import re
from collections.abc import Awaitable, Callable
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from jaxreg.live.assets import FIRST_SCRIPTS, PAGES_JSON, PLOTLY_JS, STYLE_CSS, WORDS_JS
from jaxreg.settings import PAGES

# Else Streamlit looks for its server below the page's address before it looks beside
# it: two 404s in the console, and half a second.
_BASE = "window.__streamlit = { BACKEND_BASE_URL: new URL('.', location).href }"

[_FIRST_JS] = [s for s in FIRST_SCRIPTS if s.endswith("/first_picture.js")]


def documents(base: str = "") -> list[Route]:
    """The routes of all pages below a base path such as "/foo", the first at "/"."""
    first, *others = [*PAGES, "lab"]
    return [
        Route(f"{base}/", get_document),
        Route(f"{base}/{first}", _lead_to("./")),
        Route(f"{base}/{first}/", _lead_to("../")),
        *(Route(f"{base}/{page}", get_document) for page in others),
        *(Route(f"{base}/{page}/", _lead_to(f"../{page}")) for page in others),
    ]


def inline_scripts() -> list[str]:
    """The scripts inside the document, as a Content-Security-Policy names them."""
    scripts = re.findall(r"<script>(.*?)</script>", _document(), re.DOTALL)
    digests = [hashlib.sha256(script.encode()).digest() for script in scripts]
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]


async def get_document(request: Request) -> Response:
    """A page's document, the same for all."""
    return HTMLResponse(_document(), headers={"Cache-Control": "no-cache"})


def _lead_to(address: str) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint that leads to another address, relative to its own, query and all."""

    async def lead(request: Request) -> Response:
        query = request.url.query
        return RedirectResponse(f"{address}?{query}" if query else address)

    return lead


@functools.cache
def _document() -> str:
    """Streamlit's document, told where it lies, with our words for a lost server or
    upload, our style, before which nothing is drawn, and our scripts named early: the
    browser fetches them while Streamlit starts.
    """
    index = files("streamlit") / "static" / "index.html"
    added = [
        f"<script>{_BASE}</script>",
        *(f'<script type="module" src="{script}"></script>' for script in WORDS_JS),
        f'<link rel="stylesheet" href="{STYLE_CSS}">',
        f'<link rel="preload" as="script" href="{PLOTLY_JS}">',
        f'<script type="module" async src="{_FIRST_JS}"></script>',
        f'<link rel="preload" as="fetch" href="{PAGES_JSON}" crossorigin>',
        *(f'<link rel="modulepreload" href="{script}">' for script in FIRST_SCRIPTS),
    ]
    head, html = "\n".join(["<head>", *added]), index.read_text(encoding="utf-8")
    later = [
        f'<link rel="modulepreload" crossorigin href="./static/js/{script}">'
        for script in _scripts_of("Html", "Selectbox", "Button", "BidiComponent")
        if script not in html
    ]
    html = html.replace("<head>", head, 1)
    return html.replace("  </head>", "\n".join([*later, "  </head>"]), 1)


def _scripts_of(*elements: str) -> list[str]:
    """Streamlit's scripts of these elements, which it would ask for once it draws some,
    and those that they import; none where it names them otherwise."""
    folder = files("streamlit") / "static" / "static" / "js"
    names = sorted(p.name for p in folder.iterdir())
    names = [name for name in names if name.partition(".")[0] in elements]
    for name in names:  # which grows meanwhile
        source = (folder / name).read_text(encoding="utf-8")
        found = re.findall(r'(?:from|import)"\./([\w.-]+\.js)"', source)
        names += [other for other in dict.fromkeys(found) if other not in names]
    return names

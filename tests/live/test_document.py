"""The pages' HTML: Streamlit's own, told where it lies and what it will need, and each
address, relative to where a browser asked for it, is answered."""

import re
from importlib.resources import files
from urllib.parse import urljoin

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from jaxreg.live import document
from jaxreg.live.assets import (
    FIRST_SCRIPTS,
    LIVE_FIGURES_JS,
    PAGES_JSON,
    PLOTLY_JS,
    STYLE_CSS,
)
from jaxreg.live.document import documents
from jaxreg.live.routes import routes
from jaxreg.settings import PAGES

INDEX = (
    (files("streamlit") / "static" / "index.html")
    .read_text(encoding="utf-8")
    .splitlines()
)
BASES = pytest.mark.parametrize("base", ["", "/foo", "/a/b"])
STRANGE = "W=3&utm_source=a%20b%26c&n=10&n=20&x=%C3%A9&fbclid="


@pytest.fixture
def client(base):
    app = Starlette(routes=[*documents(base), *routes(base)])
    with TestClient(app, follow_redirects=False) as client:
        yield client


@BASES
@pytest.mark.parametrize("path", ["/", "/logistic", "/lab", "/?W=4", "/logistic?W1=1"])
def test_a_document_is_streamlits_with_some_things_added(client, base, path):
    answer = client.get(base + path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"
    lines = answer.text.splitlines()
    assert [line for line in lines if line in set(INDEX)] == INDEX
    added = [line for line in lines if line not in set(INDEX)]
    others = ["where it lies", STYLE_CSS, PLOTLY_JS, PAGES_JSON]
    others += [line for line in added if "/static/js/" in line]
    assert len(added) == 3 + len(others) + len(
        FIRST_SCRIPTS
    )  # three of which run at once
    # Before Streamlit's scripts, which read it once.
    assert "BACKEND_BASE_URL" in added[0]
    assert lines.index(added[0]) < next(
        k for k, line in enumerate(lines) if '<script type="module"' in line
    )


@BASES
@pytest.mark.parametrize("page", ["/", "/logistic"])
def test_what_is_named_early_is_there(client, base, page):
    head = client.get(base + page).text
    links = re.findall(r'<link rel="(\w+)"(?: as="(\w+)")? href="(assets/[^"]+)"', head)
    assert links == [
        ("stylesheet", "", STYLE_CSS),
        ("preload", "script", PLOTLY_JS),
        ("preload", "fetch", PAGES_JSON),
        *(("modulepreload", "", script) for script in FIRST_SCRIPTS),
    ]
    kinds = {STYLE_CSS: "text/css", PAGES_JSON: "application/json"}
    for _, _, href in links:
        found = client.get(urljoin(f"http://testserver{base}{page}", href))
        assert found.status_code == 200
        kind = kinds.get(href, "text/javascript")
        assert found.headers["content-type"].startswith(kind)


def test_streamlits_own_scripts_are_named_that_it_would_ask_for_later():
    """By names that it may change: then they come later, as it does itself."""
    folder = files("streamlit") / "static" / "static" / "js"
    before = set(re.findall(r'static/js/([^"]+)"', "\n".join(INDEX)))
    named = re.findall(r'modulepreload.*static/js/([^"]+)"', document._document())
    later = [name for name in named if name not in before]
    assert len(set(named)) == len(named)
    assert {name.partition(".")[0] for name in later} >= {"BidiComponent", "Selectbox"}
    for name in later:
        source = (folder / name).read_text(encoding="utf-8")
        imported = re.findall(r'(?:from|import)\s*"\./([^"]+)"', source)
        assert {*imported} <= {*before, *named}


def test_a_fetch_uses_what_was_named_early():
    """Which is by its mode, and by an address beside the scripts."""
    [link] = re.findall(r"<link [^>]*as=\"fetch\".*?>", document._document())
    assert link.endswith(" crossorigin>")
    assert PAGES_JSON == urljoin(LIVE_FIGURES_JS, "pages.json")


@BASES
@pytest.mark.parametrize("query", ["", "W=3", STRANGE])
@pytest.mark.parametrize("address", ["/linear", "/linear/", "/logistic/"])
def test_another_address_leads_to_the_page(client, base, address, query):
    asked = f"{base}{address}?{query}" if query else base + address
    answer = client.get(asked)
    assert answer.status_code == 307
    to = answer.headers["location"]
    assert not to.startswith(("/", "http")), "a proxy's prefix would be lost"
    page = "logistic" if "logistic" in address else ""
    expected = f"http://testserver{base}/{page}" + (f"?{query}" if query else "")
    assert urljoin(f"http://testserver{asked}", to) == expected
    assert client.get(expected).status_code == 200


def test_every_page_has_a_document():
    assert {route.path for route in documents()} >= {f"/{page}" for page in PAGES}

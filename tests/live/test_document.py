"""The pages' HTML: Streamlit's own, told where it lies and what it will need, and each
address, relative to where a browser asked for it, is answered."""

import re
from importlib.resources import files
from urllib.parse import urljoin

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from jaxreg.live.assets import PLOTLY_JS, SCRIPTS
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
@pytest.mark.parametrize("path", ["/", "/logistic", "/?W=4", "/logistic?W1=1"])
def test_a_document_is_streamlits_with_three_things_added(client, base, path):
    document = client.get(base + path)
    assert document.status_code == 200
    assert document.headers["content-type"] == "text/html; charset=utf-8"
    assert document.headers["cache-control"] == "no-cache"
    lines = document.text.splitlines()
    assert [line for line in lines if line in set(INDEX)] == INDEX
    added = [line for line in lines if line not in set(INDEX)]
    assert len(added) == 4 + len(SCRIPTS)  # two of which run at once
    # Before Streamlit's scripts, which read it once.
    assert "BACKEND_BASE_URL" in added[0]
    assert lines.index(added[0]) < next(
        k for k, line in enumerate(lines) if '<script type="module"' in line
    )


@BASES
@pytest.mark.parametrize("page", ["/", "/logistic"])
def test_what_is_named_early_is_there(client, base, page):
    document = client.get(base + page).text
    links = re.findall(
        r'<link rel="(\w+)"(?: as="script")? href="(assets/[^"]+)">', document
    )
    assert links == [
        ("preload", PLOTLY_JS),
        *(("modulepreload", script) for script in SCRIPTS),
    ]
    for _, href in links:
        script = client.get(urljoin(f"http://testserver{base}{page}", href))
        assert script.status_code == 200
        assert script.headers["content-type"].startswith("text/javascript")


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

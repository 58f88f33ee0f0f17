"""The Content-Security-Policy stops nothing that a page of ours does, and does stop
what none does."""

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from jaxreg.settings import CONTROLS
from tests.browser.conftest import WEBGL, settled, until
from tests.server import NGINX, Proxy, Server

EXPLAINED = [
    f"{page if page != 'linear' else ''}?{controls['explain'].key}={name}"
    f"&{controls['landscape'].key}=surface"
    for page, controls in CONTROLS.items()
    for name in controls["explain"].options
]


@pytest.mark.parametrize("path", EXPLAINED)
def test_whatever_is_explained_keeps_to_the_policy(open_page, path):
    page = open_page(path, expected=WEBGL)  # its console stays clean
    page.keyboard.press("Escape")
    assert settled(page)["words"]


def test_what_no_page_of_ours_does_is_stopped(open_page):
    page = open_page("", expected=["Content Security Policy", "violates"])
    page.evaluate(
        """() => {
          window.stopped = []
          document.addEventListener("securitypolicyviolation", (event) =>
            stopped.push(event.effectiveDirective))
          const script = document.createElement("script")
          script.textContent = "window.ran = true"
          const image = document.createElement("img")
          image.src = "http://example.invalid/a.png"
          document.body.append(script, image)
          fetch("http://example.invalid/").catch(() => {})
        }"""
    )
    until(page, "() => stopped.length === 3")
    assert sorted(page.evaluate("stopped")) == [
        *("connect-src", "img-src", "script-src-elem")
    ]
    assert not page.evaluate("() => window.ran")


def test_a_foreign_handshake_is_answered_403(server):
    address = f"ws://localhost:{server.port}/_stcore/stream"
    with pytest.raises(InvalidStatus) as refused:
        with connect(address, origin="http://a.example", subprotocols=["streamlit"]):
            pass
    assert refused.value.response.status_code == 403
    with connect(address, origin=server.url, subprotocols=["streamlit"]) as socket:
        assert socket.response.status_code == 101


@pytest.fixture
def proxied():
    """nginx that sends another Host, before a server that was told the visitors'."""
    if NGINX is None:
        pytest.skip("no nginx found: install it (Debian: apt-get install nginx-light)")
    options = ["--browser.serverAddress=localhost"]
    server = Server(options=options, warm=False).start()
    proxy = Proxy(server.port, "/a", host="elsewhere.example").start()
    yield proxy
    proxy.stop()
    server.stop()


def test_behind_a_proxy_that_sends_another_host(proxied, open_page):
    page = open_page("?b=-1", url=proxied.url)
    assert settled(page)["controls"]["b"] == "-1"

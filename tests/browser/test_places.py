"""The same pages wherever they lie: at the root, below a base path that Streamlit was
told, and behind a proxy that takes a prefix off, of which the server never hears."""

import pytest

from jaxreg.live.assets import PLOTLY_JS, SCRIPTS
from tests.browser.conftest import drawn, settled, until
from tests.server import NGINX, Proxy, Server


@pytest.fixture(scope="module", params=["at the root", "base path", "behind nginx"])
def place(request, server):
    """The address below which the pages are, without a slash at its end."""
    if request.param == "at the root":
        yield server.url
        return
    if request.param == "behind nginx" and NGINX is None:
        pytest.skip("no nginx found: install it (Debian: apt-get install nginx-light)")
    if request.param == "behind nginx":
        started = Proxy(server.port, "/a/class").start()
    else:
        started = Server(base="/foo", warm=False).start()
    yield started.url
    started.stop()


def assert_our_scripts_were_fetched_once(page, place):
    """What the document names early is what is used, and nothing lies elsewhere."""
    fetched = page.evaluate(
        "() => performance.getEntriesByType('resource').map(({ name }) => name)"
    )
    ours = [address for address in fetched if "/assets/" in address]
    assert sorted(ours) == sorted(f"{place}/{name}" for name in (PLOTLY_JS, *SCRIPTS))
    assert all(address.startswith(f"{place}/") for address in fetched)


def test_a_page_opens_by_its_own_address(open_page, place):
    page = open_page("logistic", url=place)
    assert page.url == f"{place}/logistic"
    assert_our_scripts_were_fetched_once(page, place)


def test_from_page_to_page(open_page, place):
    page = open_page("linear?W=4&utm_source=a", url=place)
    assert page.url == f"{place}/?W=4&utm_source=a"
    assert_our_scripts_were_fetched_once(page, place)
    page.get_by_role("slider", name="True slope W").press("ArrowRight")
    assert settled(page)["sliders"]["W"] == "4.1"
    assert page.url == f"{place}/?W=4.1&utm_source=a"
    page.get_by_role("link", name="Logistic regression").click()
    until(page, "() => document.querySelector('.st-key-W1')")
    drawn(page)
    page.get_by_role("button", name="Lecture 5.2").click()
    until(page, "() => location.search.includes('data=lecture')")
    assert page.url.startswith(f"{place}/logistic?")
    assert "-1.0959495" in settled(page)["words"]
    page.get_by_role("link", name="Linear regression").click()
    until(page, "() => document.querySelector('.st-key-W')")
    assert settled(page)["sliders"]["W"] == "4.1"
    assert page.url.startswith(f"{place}/?W=4.1")

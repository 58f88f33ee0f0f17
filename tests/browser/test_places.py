"""The same pages wherever they lie: at the root, below a base path that Streamlit was
told, and behind a proxy that takes a prefix off, of which the server never hears."""

import pytest

from jaxreg.live.assets import FIRST_SCRIPTS, PAGES_JSON, PLOTLY_JS, STYLE_CSS
from tests.browser.conftest import preset, settled, turn_to, until
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


def assert_only_our_first_scripts_were_fetched(page, place):
    """What the document names early is what is used, and nothing lies elsewhere.

    How often is not counted: an address can come twice in the browser's list though
    it was sent once. One that is named early in vain is a warning on the console, at
    which `open_page` fails.
    """
    fetched = page.evaluate(
        "() => performance.getEntriesByType('resource').map(({ name }) => name)"
    )
    ours = {address for address in fetched if "/assets/" in address}
    expected = [PAGES_JSON, PLOTLY_JS, STYLE_CSS, *FIRST_SCRIPTS]
    assert ours == {f"{place}/{name}" for name in expected}
    assert all(address.startswith(f"{place}/") for address in fetched)


def test_a_page_opens_by_its_own_address(open_page, place):
    page = open_page("logistic", url=place)
    assert page.url == f"{place}/logistic"
    assert_only_our_first_scripts_were_fetched(page, place)


def test_from_page_to_page(open_page, place):
    page = open_page("linear?W=4&utm_source=a", url=place)
    assert page.url == f"{place}/?utm_source=a&W=4"
    assert_only_our_first_scripts_were_fetched(page, place)
    page.get_by_role("slider", name="True slope W").press("ArrowRight")
    assert settled(page)["controls"]["W"] == "4.1"
    assert page.url == f"{place}/?utm_source=a&W=4.1"
    turn_to(page, "Logistic")
    preset(page, "Lecture 5.2")
    until(page, "() => location.search.includes('data=lecture')")
    assert page.url.startswith(f"{place}/logistic?")
    assert "-1.0959495" in settled(page)["words"]
    turn_to(page, "Linear")
    assert settled(page)["controls"]["W"] == "4.1"
    assert page.url == f"{place}/?utm_source=a&W=4.1"

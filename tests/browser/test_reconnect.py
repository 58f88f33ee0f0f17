"""A server that is killed while a slider is held: when there is one again, the widgets,
the link, the numbers and the picture are those of one run."""

import pytest

from jaxreg.live.routes import GONE
from tests.browser.conftest import LOST, drawn, grip, settled, slider, state, until
from tests.browser.test_live import assert_agrees
from tests.browser.test_own_data import HEIGHT, TABLE, WEIGHT, is_fit, show
from tests.server import Server

CONNECTION = "document.querySelector('.stApp').dataset.testConnectionState"
# A frame later: then a move of the pointer has been drawn. A browser that draws none
# in a second, as one may that nobody sees, is not waited for.
SHOWS = """async ([key, text]) => {
  const frame = () => new Promise(requestAnimationFrame)
  const second = () => new Promise((done) => setTimeout(done, 1000))
  for (const _ of "ab") await Promise.race([frame(), second()])
  const input = document.querySelector(`.jr-control[data-key=${key}] .jr-range`)
  return input.getAttribute("aria-valuetext") === text
}"""

LAST = (
    "This is the last picture. It follows the controls again once the data are loaded."
)
LINK_IS = """(link) =>
  `${location.search.slice(1).split("&").sort()}` === `${link}`"""


@pytest.fixture(scope="module")
def mortal():
    """Each test kills it and brings it to life again."""
    server = Server(warm=False).start()
    yield server
    server.stop()


def kill(server, page):
    server.process.kill()
    until(page, f"() => {CONNECTION} !== 'CONNECTED'")


def revive(server, page):
    server.stop()
    server.start()
    until(page, f"() => {CONNECTION} === 'CONNECTED'")


def hold(page, key, text):
    """Take a slider, and move it to the left until it shows a text."""
    x, y = grip(page, key)
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(100):
        if page.evaluate(SHOWS, [key, text]):
            return
        page.mouse.move(x - step, y)
    raise AssertionError(f"{key} does not show {text}")


@pytest.mark.parametrize(
    ("link", "key", "text", "new_link"),
    [
        ("?b=-1&fit=noise-free", "W", "2", {"W=2", "b=-1", "fit=noise-free"}),
        ("?b=-1&epochs=2000", "epochs", "1000", {"b=-1"}),  # to the default
    ],
)
def test_a_slider_is_let_go_while_there_is_no_server(
    open_page, mortal, link, key, text, new_link
):
    page = open_page(link, url=mortal.url, expected=LOST)
    hold(page, key, text)
    kill(mortal, page)
    page.mouse.up()
    revive(mortal, page)
    assert_shows(page, key, text, new_link)


def test_a_slider_is_held_until_there_is_a_server_again(open_page, mortal):
    page = open_page("?b=-1", url=mortal.url, expected=LOST)
    hold(page, "W", "2")
    kill(mortal, page)
    revive(mortal, page)
    page.mouse.up()
    assert_shows(page, "W", "2", {"W=2", "b=-1"})


def test_a_visitor_reads_our_words_of_a_lost_server(open_page, mortal):
    page = open_page("?b=-1", url=mortal.url, expected=LOST)
    kill(mortal, page)
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("The connection to the server is lost.").wait_for()
    assert [line for line in dialog.inner_text().split("\n") if line] == [
        "Connection error",
        "The connection to the server is lost. The page carries on by itself once it "
        "is back; your settings are kept.",
    ]
    assert "terminal" not in page.inner_text("body")
    revive(mortal, page)
    dialog.wait_for(state="detached")
    assert_shows(page, "b", "-1", {"b=-1"})


def test_own_data_that_went_with_the_server_are_asked_for_at_once(open_page, mortal):
    """The picture stays until they are loaded again, and then all is as it was set."""
    page = open_page(url=mortal.url, expected=[*LOST, "410"])
    good = show(page, paste=TABLE)
    kill(mortal, page)
    revive(mortal, page)
    page.get_by_role("button", name="Load your data").wait_for()
    page.get_by_text(LAST).wait_for()
    assert page.get_by_text("they are not on the server").count() == 1
    assert page.get_by_text(GONE).count() == 0
    assert state(page)["charts"] == good["charts"]
    assert page.locator(".jr-bar").evaluate("bar => bar.inert")  # no film was fetched
    slider(page, "lr").press("ArrowRight")
    until(page, "() => location.search.includes('lr=')")
    assert state(page)["charts"] == good["charts"]
    page.get_by_role("button", name="Load your data").click()
    page.get_by_label("Or paste rows from a spreadsheet").fill(TABLE)
    page.get_by_role("button", name="Use the pasted rows").click()
    page.get_by_text(LAST).wait_for(state="hidden")
    assert not page.locator(".jr-bar").evaluate("bar => bar.inert")
    shown = settled(page)
    assert shown["charts"] != good["charts"]
    assert shown["controls"]["lr"] != good["controls"]["lr"]
    assert is_fit(page, HEIGHT, WEIGHT, "closed form")


def assert_shows(page, key, text, link):
    until(page, LINK_IS, sorted(link))
    drawn(page)
    shown = settled(page)
    assert shown["controls"][key] == text
    assert_agrees(shown, page.url)

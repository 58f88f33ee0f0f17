"""A real server and a real browser, for what only a browser can show."""

import os
import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import TimeoutError, sync_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from jaxreg.settings import CONTROLS, PAGES
from tests.server import BROWSER, Server

try:
    import fcntl
except ImportError:  # on Windows, where each process has a server of its own
    fcntl = None

WINDOW = {"width": 1280, "height": 720}
PATIENCE = 120_000  # milliseconds: only what never comes is waited for so long
REST_JS = Path(__file__).with_name("rest.js").read_text(encoding="utf-8")
# Of each key, the text that a link leaves out.
DEFAULTS = {
    control.key: control.text(getattr(PAGES[page](), field))
    for page, controls in CONTROLS.items()
    for field, control in controls.items()
}

# Of a surface, a browser without a graphics card says that it draws slowly.
WEBGL = ["willReadFrequently", "GPU stall", "WebGL"]
# Of a server that is gone Streamlit says much, and how much depends on how long.
LOST = ["Failed", "WebSocket", "ERR_", "figures/", "health", "/static/js/"]
# What a browser says where a page needs some seconds to start.
SLOW = "was preloaded using link preload but not used within a few seconds"


def pytest_collection_modifyitems(items):
    """Without a browser these tests are skipped; in CI that would hide them."""
    if BROWSER is None and not os.environ.get("CI"):
        reason = "no Chromium found: install it (Debian: apt-get install chromium)"
        for item in items:
            if Path(__file__).parent in item.path.parents:
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The one server of all processes that run tests: the first that needs it starts
    it, and stops it when the others have finished."""
    folder = tmp_path_factory.getbasetemp()
    if fcntl and "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # what the processes have in common
    address, own = folder / "server", None
    with open(folder / "start", "w") as start, open(folder / "use", "w") as use:
        lock(start, "EX")
        if not address.exists():
            own = Server().start()
            address.write_text(str(own.port))
        lock(use, "SH")
        lock(start, "UN")
        yield own or Server(port=int(address.read_text()))
        lock(use, "UN")
        if own:
            lock(start, "EX")
            lock(use, "EX")  # the last of the others has let go
            address.unlink()
            assert "Traceback" not in own.stop()


def lock(file, how):
    """Lock an open file for all processes: "EX" alone, "SH" with others, "UN" not."""
    if fcntl:
        fcntl.flock(file, getattr(fcntl, f"LOCK_{how}"))


@pytest.fixture(scope="session")
def kept_page(tmp_path_factory):
    """A tab of a browser that stays open, and so keeps what it has compiled: a page
    opens in half of the time that it takes in a new one."""
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            tmp_path_factory.mktemp("browser"),
            executable_path=BROWSER,
            args=["--no-sandbox"],
            viewport=WINDOW,
        )
        prepare(context)
        yield context.new_page()
        context.close()


@pytest.fixture(scope="session")
def browser(kept_page):
    return kept_page.context.browser


@pytest.fixture
def open_page(kept_page, server):
    """open_page(path, viewport, color_scheme, reduced_motion): the app in a browser,
    drawn, or ``at_rest`` in another sense.

    A test's second page, or one with options of a context, is that of another person:
    in a new context. Each page's console and errors are read, and at the end must have
    been clean.
    """
    pages, contexts, troubles = [], [], []

    def watch(page, expected):
        def note(text):
            if not any(part in text for part in expected):
                troubles.append(text)

        def said(message):
            if message.type in ("error", "warning"):
                note(f"{message.type}: {message.text} {message.location.get('url')}")

        def thrown(error):
            note(f"exception: {error}")

        listen(page, "console", said)
        listen(page, "pageerror", thrown)

    def open_page(
        path="",
        url=server.url,
        expected=(),
        viewport=WINDOW,
        color_scheme=None,
        reduced_motion=None,
        at_rest=settled,
        **options,
    ):
        page = kept_page
        if pages or options:
            context = kept_page.context.browser.new_context(**options)
            prepare(context)
            contexts.append(context)
            page = context.new_page()
        page.set_viewport_size(viewport)
        page.emulate_media(
            color_scheme=color_scheme or "null", reduced_motion=reduced_motion or "null"
        )
        pages.append(page)
        watch(page, [SLOW, *expected])
        page.goto(f"{url}/{path}")
        at_rest(page)
        return page

    yield open_page
    listen_no_more()
    if kept_page in pages:
        kept_page.mouse.up()
        kept_page.unroute_all()
        kept_page.evaluate("localStorage.clear(), sessionStorage.clear()")
        kept_page.goto(f"{server.url}/_stcore/health")  # away, in the same process
    for context in contexts:
        context.close()
    assert not troubles


@pytest.fixture
def open_saved(browser, tmp_path):
    """open_saved(content, viewport, **options of a context): a saved page, opened from
    a file without a network. It asks for nothing, and its console is clean."""
    contexts, troubles = [], []

    def open_saved(content, viewport=WINDOW, **options):
        file = tmp_path / "saved.html"
        file.write_bytes(content)
        context = browser.new_context(offline=True, viewport=viewport, **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()

        def asked(request):
            if not request.url.startswith(("data:", file.as_uri())):
                troubles.append(request.url)

        page.on("request", asked)
        page.on("console", lambda message: troubles.append(message.text))
        page.on("pageerror", lambda error: troubles.append(f"{error}"))
        page.goto(file.as_uri())
        page.locator(".jr").wait_for(state="attached")  # it was compressed
        return page

    yield open_saved
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture
def open_lab(open_page):
    """open_lab(query): the Lab, of the linear page if it names no other, its study
    done."""
    return lambda query="", **options: open_page(f"lab{query}", at_rest=done, **options)


def said(page):
    """What the Lab says of its runs."""
    return page.locator(".jr-lab-progress [role=status]")


def done(page):
    said(page).filter(has_text="point-epochs a second").wait_for()


def prepare(context):
    """Let a context's pages say what they wait for, and be waited for as long as the
    slowest machine needs."""
    numbers = [
        BackMsg.RERUN_SCRIPT_FIELD_NUMBER,
        ForwardMsg.SCRIPT_FINISHED_FIELD_NUMBER,
        ForwardMsg.FINISHED_SUCCESSFULLY,
    ]
    # Not the first visit, whose training is played.
    context.add_init_script(
        "try { localStorage.setItem('jaxreg visited', 'yes') } catch {}"
    )
    context.add_init_script(f"{REST_JS}\nwatchPage(...{numbers})")
    context.set_default_timeout(PATIENCE)


_listening = []


def listen(page, event, listener):
    """Call a listener at each event of a page, until the end of the test."""

    def heard(said):  # Playwright takes no built-in functions
        listener(said)

    page.on(event, heard)
    _listening.append((page, event, heard))


def listen_no_more():
    """From now on the kept page is another test's."""
    for page, event, listener in _listening:
        page.remove_listener(event, listener)
    _listening.clear()


def drawn(page):
    """Wait until a page that was opened, or another one, shows its charts."""
    settled(page)


def settled(page):
    """Wait until a page is at rest, as rest.js has it, and return its state."""
    try:
        until(page, "isAtRest", DEFAULTS)
    except TimeoutError as error:
        why = page.evaluate("unrest", DEFAULTS)
        raise TimeoutError(f"{page.url} does not come to rest: {why}") from error
    return state(page)


def state(page):
    """All that a person reads: sliders, numbers, and the charts' arrays and ranges."""
    return page.evaluate("pageState")


def squares_in(d):
    """The squares of a path, all drawn clockwise, so that none leaves a hole in another
    (SVG's rule "nonzero"): (n, 4), each a corner x, y, and the way along and down."""
    number = r"(-?\d+\.?\d*)"
    first = rf"M{number},{number}([hv]){number}[hv]{number}[hv]-?[\d.]+Z"
    squares = [
        [x, y, one, other] if way == "h" else [x, y, other, one]
        for x, y, way, one, other in re.findall(first, d)
    ]
    squares = np.array(squares, float).reshape(-1, 4)
    turns = [1 if way == "h" else -1 for way in re.findall(r"M[^hv]*([hv])", d)]
    assert (turns * squares[:, 2] * squares[:, 3] >= 0).all()
    return squares


def moving_line(page, chart=0, path=0):
    """A line drawn over a chart in motion, in the chart's own units, of dates in
    milliseconds, and the epoch that the bar says: (x, y, k), x and y (n,)."""
    found = page.evaluate(
        """([chart, path]) => {
          const area = document.querySelectorAll(".jr-area")[chart]
          if (!document.querySelector(".jr-moving")) return null
          const { xaxis, yaxis } = area.querySelector(".jr-plot")._fullLayout
          const motion = area.querySelector(".jr-motion")
          return {
            d: motion.querySelectorAll(":scope > path")[path].getAttribute("d"),
            size: [motion.clientWidth, motion.clientHeight],
            ranges: [xaxis, yaxis].map(({ range, r2l }) => range.map((x) => r2l(x))),
            epoch: parseInt(document.querySelector(".jr-numbers b").textContent),
          }
        }""",
        [chart, path],
    )
    assert found, "the charts are at rest"
    width, height = found["size"]
    (left, right), (bottom, top) = found["ranges"]
    pixels = np.array(re.findall(r"[-\d.]+", found["d"]), float).reshape(-1, 2)
    x = left + pixels[:, 0] / width * (right - left)
    return x, top - pixels[:, 1] / height * (top - bottom), found["epoch"]


def zoom(page, chart, start, end):
    """Draw a zoom box in a chart, between two places in its pixels."""
    box = page.locator(".jr-plot").nth(chart).locator(".nsewdrag").bounding_box()
    page.mouse.move(box["x"] + start[0], box["y"] + start[1])
    page.mouse.down()
    page.mouse.move(box["x"] + end[0], box["y"] + end[1], steps=5)
    page.mouse.up()


def slider(page, key):
    """The slider of a control."""
    return page.locator(f".jr-control[data-key={key}] .jr-range")


def typed(page, key):
    """The field for a control's number."""
    return page.locator(f".jr-control[data-key={key}] .jr-field-of")


def unfold(page, section):
    """Open a folded section of the controls, if it is folded, and return it."""
    summary = page.locator("summary").get_by_text(section, exact=True)
    place = page.locator("details.jr-section").filter(has=summary)
    if place.get_attribute("open") is None:
        summary.click()
    return place


def choose(page, section, option):
    """Press an option in a folded section of the controls."""
    unfold(page, section).locator("label").get_by_text(option, exact=True).click()


def preset(page, name):
    """Press one of the examples."""
    page.get_by_role("button", name="Examples", exact=True).click()
    named = page.locator("b").get_by_text(name, exact=True)
    page.locator(".jr-item").filter(has=named).click()


def turn_to(page, name):
    """Go to another page by its link, "Linear" or "Logistic"."""
    page.get_by_role("button", name=name, exact=True).click()
    weight = {"Linear": "W", "Logistic": "W1"}[name]
    until(page, f"() => document.querySelector('[data-key={weight}]')")
    return settled(page)


def grip(page, key):
    """Where a slider is taken: the middle of its thumb, (x, y) in the window."""
    slider(page, key).scroll_into_view_if_needed()
    return slider(page, key).evaluate(
        """(input) => {
          const { left, top, width, height } = input.getBoundingClientRect()
          const share = (input.value - input.min) / (input.max - input.min)
          const thumb = 16 // Chromium's
          return [left + thumb / 2 + share * (width - thumb), top + height / 2]
        }"""
    )


def until(page, script, argument=None):
    """Wait until a JavaScript expression, or a function's answer, is true.

    It is handed over as a function: the page's policy lets no text be run as a script.
    """
    wrapped = f"""(argument) => {{
      const found = ({script})
      return typeof found === "function" ? found(argument) : found
    }}"""
    page.wait_for_function(wrapped, arg=argument)

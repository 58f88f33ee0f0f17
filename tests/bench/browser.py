"""What a person sees, in headless Chromium, beside the smallest app in the same run.

One yardstick for both apps: the lines that stand drawn in the page when a frame is
painted, by Plotly or over its chart in motion. A picture is new when they differ.
"""

import math
import subprocess
import time
from statistics import median

from playwright.sync_api import Browser, Page, sync_playwright

from tests.bench.table import Row, at_least, at_most
from tests.server import BROWSER

VIEWPORT = {"width": 1280, "height": 720}

# What is explained while a slider, named by its key, is dragged.
EXPLAINED = {
    "?show=prediction": "W",
    "?show=squares": "W",
    "?show=gradient": "W",
    "logistic?c_show=gradient": "c_seed",
}

# Runs in each page before its own scripts. No page is somebody's first, which plays.
YARDSTICK = """
try { localStorage.setItem("jaxreg visited", "yes") } catch { /* an empty page */ }

const CHARTS = ".js-plotly-plot, .jr-first"
const lines = () => [...document.querySelectorAll(CHARTS)].map((chart) => {
  const moving = chart.closest(".jr-moving")
  const drawn = moving
    ? chart.parentElement.querySelectorAll(".jr-motion path")
    : chart.querySelectorAll("path.js-line")
  return [...drawn].map((line) => line.getAttribute("d")).join()
})

// The time, ms after navigation, at which a frame was painted in which this held: a
// message that is sent before painting arrives after it.
const painted = (held) => new Promise((resolve, reject) => {
  setTimeout(() => reject(new Error("no picture within 30 s")), 30_000)
  const after = new MessageChannel()
  after.port1.onmessage = () => resolve(performance.now())
  const look = () =>
    held() ? after.port2.postMessage(null) : requestAnimationFrame(look)
  requestAnimationFrame(look)
})

window.firstChart = painted(() => lines().some(Boolean))

window.watchKey = () => {
  const before = lines()
  const differs = (line, k) => line && line !== before[k]
  window.repainted = new Promise((resolve, reject) => {
    const press = ({ timeStamp }) =>
      painted(() => {
        const now = lines()
        return now.length >= before.length && now.every(differs)
      }).then((end) => resolve(end - timeStamp), reject)
    window.addEventListener("keydown", press, { capture: true, once: true })
  })
}

// At which frames any chart showed another picture, ms, in so many seconds. The first
// one alone would not do: its line hardly moves late in a film, while the marks go on.
window.redraws = (seconds) => new Promise((resolve) => {
  let last = lines().join()
  const times = []
  const end = performance.now() + 1000 * seconds
  const look = (time) => {
    const now = lines().join()
    if (now !== last) times.push(time)
    last = now
    performance.now() < end ? requestAnimationFrame(look) : resolve(times)
  }
  requestAnimationFrame(look)
})
"""


def version() -> str:
    """The browser's name and version."""
    if BROWSER is None:
        return "no Chromium"
    command = [BROWSER, "--version"]
    words = subprocess.run(command, capture_output=True, text=True).stdout.split()
    return " ".join(words[:2])


def measure(url: str, smallest: str, short: bool) -> list[Row]:
    """A drag on each page, key presses, films, and first visits."""
    if BROWSER is None:
        missing = "no Chromium found (Debian: apt-get install chromium)"
        return [Row("in the browser", missing, "", None)]
    errors: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=BROWSER, args=["--no-sandbox"]
        )
        linear, logistic, other = (
            _settled(_open(browser, errors), address)
            for address in (url, f"{url}/logistic", smallest)
        )
        for page in (linear, logistic):
            _without_cache(page)
        rows = [
            _drag(linear, "linear", "W", 1 if short else 3),
            _drag(logistic, "logistic", "c_seed", 1 if short else 3),
            _key_presses(linear, other, 4 if short else 20),
            _film(linear, "linear"),
            _film(logistic, "logistic"),
        ]
        for shown, key in EXPLAINED.items():
            linear.goto("about:blank")
            _settled(linear, f"{url}/{shown}")
            rows.append(_drag(linear, shown, key, 1 if short else 3, aim=15))
        for page in (linear, logistic, other):
            page.context.close()
        rows += _first_visits(browser, url, smallest, 1 if short else 9, errors)
        browser.close()
    if errors:
        raise RuntimeError("the browser's console: " + "; ".join(errors))
    return rows


def _open(browser: Browser, errors: list[str]) -> Page:
    """An empty page of a new context, with nothing in its cache."""
    page = browser.new_context(viewport=VIEWPORT).new_page()
    page.set_default_timeout(30_000)
    page.add_init_script(YARDSTICK)
    page.on("pageerror", lambda error: errors.append(str(error)))

    def note(message) -> None:
        where = message.location.get("url", "")
        # Of a page below the root Streamlit first asks for its own files there.
        if message.type == "error" and "/logistic/_stcore/" not in where:
            errors.append(f"{message.text} {where}")

    page.on("console", note)
    return page


def _settled(page: Page, url: str) -> Page:
    """The page, opened, drawn and at rest."""
    page.goto(url)
    page.evaluate("firstChart")
    page.wait_for_timeout(1000)
    return page


def _without_cache(page: Page) -> None:
    """Have each picture made by the server, also the one that was seen just before."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})


def _drag(page: Page, name: str, key: str, seconds: float, aim: float = 20) -> Row:
    """Swing a slider's thumb, a mouse move every 10 ms; count redraws meanwhile."""
    slider = page.locator(f"[data-key={key}] .jr-range").bounding_box()
    y = slider["y"] + slider["height"] / 2
    page.mouse.move(slider["x"] + slider["width"] / 2, y)
    page.mouse.down()
    page.evaluate(f"void (window.counted = redraws({seconds}))")
    began = time.perf_counter()
    moves = 0
    while (now := time.perf_counter() - began) < seconds:
        swing = 0.4 * slider["width"] * math.sin(2 * math.pi * now / 3)
        page.mouse.move(slider["x"] + slider["width"] / 2 + swing, y)
        moves += 1
        time.sleep(max(0.0, began + 0.01 * moves - time.perf_counter()))
    count = len(page.evaluate("counted"))
    page.mouse.up()
    what = f"redraws of three charts while a slider is dragged, {name}"
    return at_least(what, count / seconds, aim, "a second")


def _film(page: Page, name: str) -> Row:
    """Play a run's 1001 frames in 2.5 s, more than one for each frame of a screen."""
    page.get_by_role("button", name="First", exact=True).click()
    page.wait_for_timeout(1000)
    page.get_by_label("Speed").select_option("4")
    page.get_by_role("button", name="Play", exact=True).click()
    times = page.evaluate("redraws(2)")
    frame = median(b - a for a, b in zip(times, times[1:], strict=False))
    what = f"pictures of three charts while a film plays, {name}"
    note = f"median frame {frame:.1f} ms"
    return at_least(what, len(times) / 2, 50, "a second", note)


def _key_presses(ours: Page, smallest: Page, presses: int) -> Row:
    """From a key press on a slider until all charts are painted anew, by turns."""
    times: list[list[float]] = [[], []]
    for _ in range(presses):
        for page, taken in zip((ours, smallest), times, strict=True):
            page.locator("[data-key=W] .jr-range, .st-key-W input[type=range]").focus()
            page.evaluate("watchKey()")
            page.keyboard.press("ArrowRight")
            taken.append(page.evaluate("repainted"))
            page.wait_for_timeout(300)
    return _against("key press until all charts are repainted", times)


def _first_visits(
    browser: Browser, url: str, smallest: str, visits: int, errors: list[str]
) -> list[Row]:
    """Openings with an empty cache, by turns; both servers have served pages before."""
    times: list[list[float]] = [[], []]
    sizes: list[list[float]] = [[], []]
    for _ in range(visits):
        for k, address in enumerate((url, smallest)):
            chart, size = _visit(_open(browser, errors), address)
            times[k].append(chart)
            sizes[k].append(size / 1e6)
    note = f"the smallest app {median(sizes[1]):.2f} MB"
    what = "bytes on the wire of a first visit"
    return [
        _against("first chart after opening", times),
        at_most(what, max(sizes[0]), 3, "MB", note),
    ]


def _visit(page: Page, url: str) -> tuple[float, float]:
    """Milliseconds to the first chart, and all bytes received until 1 s of silence."""
    received = []
    network = page.context.new_cdp_session(page)
    network.on(
        "Network.loadingFinished", lambda end: received.append(end["encodedDataLength"])
    )
    network.on(  # binary frames, told in base64
        "Network.webSocketFrameReceived",
        lambda frame: received.append(len(frame["response"]["payloadData"]) * 3 / 4),
    )
    network.send("Network.enable")
    page.goto(url)
    first = page.evaluate("firstChart")
    seen = -1
    while seen != len(received):
        seen = len(received)
        page.wait_for_timeout(1000)
    page.context.close()
    return first, sum(received)


def _against(what: str, times: list[list[float]]) -> Row:
    ours, smallest = map(median, times)
    note = f"{ours:.0f} ms and {smallest:.0f} ms"
    unit = "of the smallest app's time"
    return at_most(what, ours / smallest, 0.7, unit, note)

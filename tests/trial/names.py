"""Names of columns, classes and files that would be a script if a page took them for
HTML, shown in a browser: none runs, loads or becomes a part of the page."""

import csv
import io
from random import Random

from playwright.sync_api import Page

from jaxreg.settings import LINEAR_EXPLAIN
from tests.browser.conftest import settled, until
from tests.browser.test_own_data import load
from tests.trial.browser import opened
from tests.trial.clients import running
from tests.trial.table import Row

RUN = "window.ran=1"
PAYLOADS = [
    f"<script>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f"<img id=hostile src=x onerror={RUN}>",
    f"<svg id=hostile onload={RUN}>",
    f"<body id=hostile onload={RUN}>",
    f"<iframe id=hostile srcdoc='<script>parent.{RUN}</script>'>",
    f"<a id=hostile href='javascript:{RUN}'>click</a>",
    f"<b id=hostile onmouseover={RUN}>b</b>",
    f"<details id=hostile open ontoggle={RUN}>",
    "<style id=hostile>@import 'http://a.example/x'</style>",
    "<link id=hostile rel=stylesheet href=http://a.example/x>",
    "<meta id=hostile http-equiv=refresh content='0;http://a.example'>",
    "<img id=hostile src=http://a.example/x.png>",
    "![x](http://a.example/x.png) [y](javascript:window.ran=1)",
    "$\\href{javascript:window.ran=1}{x}$ $\\def\\x{\\x\\x}\\x$",
    f"&lt;img id=hostile src=x onerror={RUN}&gt;",
    f"&#60;script&#62;{RUN}&#60;/script&#62;",
    f"javascript:{RUN}//",
    f"{{{{constructor.constructor('{RUN}')()}}}}",
    f"${{{RUN}}} #{{{RUN}}} <%= {RUN} %>",
    "%{x} %{y:.2f} %{customdata[0]} %s%n%x {0} {name!r}",
    "__proto__",
    "constructor",
    "'; DROP TABLE points; --",
    "\u202e)x(gol\u202c \u2066x\u2069 \u200b\ufeff",
    "\x1b[31mred\x1b[0m \x07 \x85 \u2028 x",
    "=HYPERLINK(\"http://a.example\") @SUM(A1) +cmd|' /C calc'!A0",
    "a" * 190,
    ":material/home: :red[x] **b** `c` ~~d~~ \ud7ff 💥 𝔘",
]
AROUND = ["{}", "\"'>{}", "<b>{}</b>", "]]>--></textarea>{}"]
NAMES = [around.format(payload)[:200] for payload in PAYLOADS for around in AROUND]
# Streamlit's own script asks whether there is WebAssembly, whatever is shown.
WATCH = """window.stopped = []
document.addEventListener("securitypolicyviolation", ({ blockedURI }) =>
  blockedURI === "wasm-eval" || stopped.push(`the policy stopped ${blockedURI}`))"""
FOUND = """() => [...stopped, ...(window.ran ? ["a script ran"] : []),
  ...[...document.querySelectorAll("#hostile, [onerror], [onmouseover]")].map(
    (element) => element.outerHTML.slice(0, 200))]"""


def measure(share: float) -> list[Row]:
    """How many of 116 names were shown as text alone."""
    names, faults = NAMES[: max(round(len(NAMES) * share), 4)], []
    with running(faults) as server, opened() as page:
        page.add_init_script(WATCH)
        page.on("dialog", lambda dialog: faults.append(f"dialog: {dialog.message}"))
        page.on("request", lambda r: _is_own(r.url, server.url) or faults.append(r.url))
        for k in range(len(names) // 4):
            four = names[4 * k : 4 * k + 4]
            entry = LINEAR_EXPLAIN[k % len(LINEAR_EXPLAIN)]
            page.goto(f"{server.url}/?show={entry}")
            settled(page)
            try:
                _show(page, four)
            except Exception as error:
                faults.append(f"{four}: {error!r}"[:1000])
            faults += [f"{four}: {found}" for found in page.evaluate(FOUND)]
    shown = "each as a column, a class and a file, on both pages; none ran"
    return [Row("hostile names", len(names), shown if not faults else "", "", faults)]


def table(names: list[str]) -> bytes:
    """Columns of these names, the last one of classes that are called like the first
    two."""
    rng, text = Random(0), io.StringIO()
    *numbers, classes = names
    writer = csv.writer(text)
    writer.writerow([*numbers, classes])
    for k in range(20):
        writer.writerow([*(rng.gauss(0, 1) for _ in numbers), names[k % 2]])
    return text.getvalue().encode()


def _is_own(address: str, url: str) -> bool:
    return address.startswith((url, "data:", "blob:"))


def _show(page: Page, names: list[str]) -> None:
    """Take the table, choose its last column of numbers, point at its points, and show
    its classes."""
    file = {"name": f"{names[0]}.csv", "mimeType": "text/csv", "buffer": table(names)}
    load(page, file=file)
    until(page, "() => location.search.includes('source=own')")
    settled(page)
    for letter in "xy":
        page.locator(f".st-key-linear_{letter}_column input").click()
        page.get_by_role("option").last.click()
        settled(page)
        _point_at_charts(page)
    page.get_by_role("button", name="Logistic", exact=True).click()
    page.get_by_role("button", name="Your data").wait_for()
    settled(page)


def _point_at_charts(page: Page) -> None:
    for plot in page.locator(".jr-plot").all():
        box = plot.bounding_box()
        for part in (0.2, 0.4, 0.6, 0.8):
            page.mouse.move(
                box["x"] + part * box["width"], box["y"] + part * box["height"]
            )

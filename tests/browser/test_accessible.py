"""No state of the page breaks a rule of axe-core, and Lighthouse finds nothing to mend;
`.ci/check` installs both."""

import json
import os
import subprocess

import pytest

from tests.browser.conftest import PATIENCE, settled, until
from tests.server import BROWSER, ROOT

LIGHTHOUSE = ROOT / "node_modules" / "lighthouse" / "cli" / "index.js"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PHONE = {"viewport": {"width": 390, "height": 844}}

pytestmark = pytest.mark.skipif(
    not AXE.exists() and not os.environ.get("CI"), reason="axe-core: npm ci"
)


def violations(page):
    """The rules that a page breaks, and where."""
    page.evaluate(AXE.read_text("utf-8") + ";0")
    return page.evaluate(
        """async () => {
          const { violations } = await axe.run(document)
          return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])
        }"""
    )


def assert_no_rule_is_broken(page, *viewports):
    """In light and dark, in the window it has and in others."""
    for color_scheme, background in (("light", "#ffffff"), ("dark", "#171614")):
        page.emulate_media(color_scheme=color_scheme)
        until(page, IS_PAINTED, background)
        assert violations(page) == []
    for viewport in viewports:
        page.set_viewport_size(viewport)
        assert violations(page) == []


# Plotly's charts follow the page's own colours.
IS_PAINTED = """(background) => {
  const plots = [...document.querySelectorAll(".jr-plot, .jr-lab-plot")]
  const colours = plots.map((plot) => plot._fullLayout?.paper_bgcolor.toLowerCase())
  return colours.every((colour) => colour === background)
}"""


@pytest.mark.parametrize(
    "path",
    [
        "",
        "logistic",
        "?lr=0.0501&show=gradient",
        "?show=squares",
        "?lr=5&W=x",
        "?source=tips",
        "logistic?c_show=separable",
        "?present=1&controls=lr",
        "?embed=true&controls=lr,epochs",
    ],
)
def test_no_rule_is_broken(open_page, path):
    assert_no_rule_is_broken(open_page(path))


def test_no_rule_is_broken_by_what_is_opened(open_page):
    page = open_page()
    for section in page.locator("details.jr-section > summary").all():
        section.click()
    for name in ("Examples", "Lessons", "Share", "Save"):
        page.get_by_role("button", name=name, exact=True).click()
        assert violations(page) == []
        page.keyboard.press("Escape")
    field = page.get_by_role("textbox", name="Learning rate")
    field.fill("none")
    field.press("Enter")
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.locator(".jr-intro h1").click()
    page.keyboard.press("?")
    assert page.get_by_role("dialog").is_visible()
    assert violations(page) == []


@pytest.mark.parametrize("link", ["", "&revealed=1", "&present=1"])
def test_no_rule_is_broken_by_a_card(open_page, link):
    page = open_page(f"?lesson=lecture&card=2{link}")
    assert violations(page) == []


def test_no_rule_is_broken_on_a_phone(open_page):
    page = open_page("logistic", has_touch=True, is_mobile=True, **PHONE)
    assert violations(page) == []
    page.get_by_role("button", name="Play").click()
    settled(page)
    assert violations(page) == []


@pytest.mark.parametrize(("path", "device"), [("", "desktop"), ("logistic", "phone")])
def test_lighthouse_gives_full_marks(server, path, device):
    options = [
        *("--only-categories=accessibility", "--output=json", "--quiet"),
        "--chrome-flags=--headless --no-sandbox",
        f"--max-wait-for-load={PATIENCE}",
    ]
    if device == "desktop":
        options.append("--preset=desktop")
    command = ["node", LIGHTHOUSE, f"{server.url}/{path}", *options]
    run = subprocess.run(
        command, capture_output=True, env={**os.environ, "CHROME_PATH": BROWSER}
    )
    report = json.loads(run.stdout)
    failed = [
        audit["id"]
        for audit in report["audits"].values()
        if audit["score"] not in (None, 1)
    ]
    assert report["categories"]["accessibility"]["score"] == 1, failed
    passed = [audit for audit in report["audits"].values() if audit["score"] == 1]
    assert len(passed) > 20 and not failed

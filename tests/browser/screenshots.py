"""The README's pictures, of the real pages: python -m tests.browser.screenshots"""

from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.conftest import drawn
from tests.server import BROWSER, Server

FOLDER = Path(__file__).with_name("screenshots")
PICTURES = {"linear": "?noise=2.5&seed=3&n=50", "logistic": "logistic?seed=1"}


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    server = Server().start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=BROWSER, args=["--no-sandbox"]
            )
            page = browser.new_page(viewport={"width": 1280, "height": 720})
            for name, path in PICTURES.items():
                page.goto(f"{server.url}/{path}")
                drawn(page)
                page.screenshot(path=FOLDER / f"{name}.png")
            browser.close()
    finally:
        server.stop()


if __name__ == "__main__":
    main()

"""A page in headless Chromium that is waited for, as in the browser's tests."""

import contextlib
from collections.abc import Iterator

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import WINDOW, prepare
from tests.server import BROWSER


@contextlib.contextmanager
def opened() -> Iterator[Page]:
    """An empty page of a browser of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=BROWSER, args=["--no-sandbox"]
        )
        context = browser.new_context(viewport=WINDOW)
        prepare(context)
        yield context.new_page()
        browser.close()

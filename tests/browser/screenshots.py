"""The README's pictures, of the real pages: python -m tests.browser.screenshots"""

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import WINDOW, drawn, grip, prepare, settled
from tests.server import BROWSER, Server

FOLDER = Path(__file__).with_name("screenshots")
PICTURES = {
    "linear": "?noise=5&seed=3&n=20&epochs=200&show=squares",
    "logistic": "logistic?c_seed=1",
}
MOVING = "logistic?W1=1.5&W2=1.5&c_epochs=500"
SIZE = (960, 540)


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    server = Server().start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=BROWSER, args=["--no-sandbox"]
            )
            context = browser.new_context(viewport=WINDOW)
            prepare(context)
            page = context.new_page()
            for name, path in PICTURES.items():
                page.goto(f"{server.url}/{path}")
                drawn(page)
                picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
                picture.quantize(256, kmeans=3).save(
                    FOLDER / f"{name}.png", optimize=True
                )
            page.goto(f"{server.url}/{MOVING}")
            drawn(page)
            frames = [*drag(page), *play(page)]
            browser.close()
    finally:
        server.stop()
    first, *rest = frames
    first.save(
        FOLDER / "motion.webp",
        save_all=True,
        append_images=rest,
        duration=90,
        loop=0,
        quality=74,
        method=6,
    )


def shot(page: Page) -> Image.Image:
    """The page as it is, smaller."""
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    return picture.resize(SIZE, Image.Resampling.LANCZOS)


def drag(page: Page) -> list[Image.Image]:
    """A slider in the hand, from right to left, and let go."""
    x, y = grip(page, "W1")
    page.mouse.move(x, y)
    page.mouse.down()
    frames = [shot(page)] * 4
    for step in range(1, 19):
        page.mouse.move(x - 6 * step, y)
        page.wait_for_timeout(150)
        frames.append(shot(page))
    page.mouse.up()
    settled(page)
    return frames + [shot(page)] * 5


def play(page: Page) -> list[Image.Image]:
    """The film of its training, at positions of the scrubber."""
    frames = []
    for step in range(31):
        page.get_by_role("slider", name="Shown epoch").evaluate(
            "(scrubber, value) => { scrubber.value = value; scrubber.oninput() }",
            step / 30,
        )
        page.wait_for_timeout(400 if step == 0 else 60)
        frames.append(shot(page))
    return frames + frames[-1:] * 10


if __name__ == "__main__":
    main()

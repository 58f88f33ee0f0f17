"""Dates in a real browser: they stay on the axis at any zoom, and the line in motion
lies where the run has it."""

from datetime import UTC, datetime

import numpy as np

from jaxreg.data.dates import DAYS_A_YEAR
from jaxreg.data.reader import read
from jaxreg.settings import OWN_DATA
from jaxreg.training.runs import run_linear
from tests.browser.conftest import moving_line, settled, until, zoom
from tests.browser.test_own_data import load

MONTHS = [f"{year}-{month:02d}" for year in range(1949, 1961) for month in range(1, 13)]
TABLE = "Month,Passengers\n" + "".join(
    f"{month},{112 + 3 * k + 20 * (k % 12 > 5)}\n" for k, month in enumerate(MONTHS)
)
FIRST = datetime(1949, 1, 1, tzinfo=UTC).timestamp() * 1000
YEAR = DAYS_A_YEAR * 86_400_000  # milliseconds
TICKS = ".jr-plot >> nth=0 >> .xaxislayer-above .xtick"
DRAWN = "document.querySelector('.jr-plot')._fullLayout.xaxis.range"
POINTS = "Array.from(document.querySelector('.jr-plot').data.at(-1).x)"


def test_dates_stay_dates(open_page):
    page = open_page()
    load(page, paste=TABLE)
    until(
        page,
        "document.querySelector('.jr-equation')?.innerText.startsWith('Passenger')",
    )
    settled(page)
    assert page.locator(TICKS).all_text_contents() == ["1950", "1955", "1960"]
    drawn = [datetime.fromtimestamp(ms / 1000, UTC) for ms in page.evaluate(POINTS)]
    assert [f"{date:%Y-%m-%d}" for date in drawn] == [f"{month}-01" for month in MONTHS]
    zoom(page, 0, (40, 40), (120, 90))
    settled(page)
    assert any("1951" in text for text in page.locator(TICKS).all_text_contents())
    zoomed = page.evaluate(DRAWN)
    page.get_by_label("Speed").select_option("0.5")
    page.locator(".jr-bar").get_by_role("button", name="Play", exact=True).click()
    until(page, "document.querySelector('.jr-moving')")
    x, y, k = moving_line(page)
    W, b = run_linear(OWN_DATA["linear"], read(TABLE).table).history.at(k)
    years = (x - FIRST) / YEAR
    np.testing.assert_allclose(y, W[0] * years + b, atol=1)
    settled(page)
    assert page.evaluate(DRAWN) == zoomed

"""A person's own data in a real browser: pasted, uploaded, edited, and kept private."""

import re

import numpy as np
import pytest
from playwright.sync_api import TimeoutError

from jaxreg.data import archives
from jaxreg.data.shipped import data_set
from jaxreg.live import uploads
from jaxreg.live.routes import GONE
from jaxreg.settings import to_query
from jaxreg.training.runs import run_logistic
from tests.browser.conftest import (
    drawn,
    listen,
    prepare,
    settled,
    slider,
    state,
    until,
)

TABLE = "height (cm)\tweight (kg)\n172\t64\n165\t58\n180\t81\n158\t50\n190\t95\n"
HEIGHT, WEIGHT = np.array([[172, 165, 180, 158, 190], [64, 58, 81, 50, 95]], float)


def load(page, *, paste=None, file=None):
    """Open the loader, and paste or upload."""
    page.get_by_role("button", name="Your data").click()
    if paste is not None:
        page.get_by_label("Or paste rows from a spreadsheet").fill(paste)
        page.get_by_role("button", name="Use the pasted rows").click()
    if file is not None:
        page.locator("[data-testid=stFileUploaderDropzoneInput]").set_input_files(file)


def show(page, *, paste=None, file=None):
    """Load a table of weights, and wait until it is shown."""
    load(page, paste=paste, file=file)
    until(
        page, "document.querySelector('.jr-equation')?.innerText.startsWith('weight')"
    )
    # Where it was loaded closes a run of the page later.
    page.get_by_test_id("stFileUploader").wait_for(state="detached")
    return settled(page)


# Whether all of what is scrolled into sight is there, for half a second of frames.
IS_IN_SIGHT = """(selector) => {
  const { top, bottom } = document.querySelector(selector).getBoundingClientRect()
  const isStill = top === window.last_top && top >= 0 && bottom <= innerHeight
  window.frames_still = isStill ? (window.frames_still ?? 0) + 1 : 0
  window.last_top = top
  return window.frames_still > 30
}"""


def is_fit(page, x, y, row="fitted"):
    """Whether a row of the page's numbers is the least squares line."""
    words = settled(page)["words"]
    W, b = map(float, re.search(rf"{row}\s(\S+)\s(\S+)", words).groups())
    return np.allclose([W, b], np.polyfit(x, y, 1), rtol=1e-3)


def test_pasted_data_are_fitted_and_stay_private(open_page):
    page = open_page()
    asked = []
    listen(page, "request", asked.append)
    shown = show(page, paste=TABLE)
    assert is_fit(page, HEIGHT, WEIGHT)
    assert "weight = " in shown["equation"] and "height" in shown["equation"]
    [fit, *_] = shown["charts"]
    assert sorted(fit["traces"]["points"][0]) == sorted(HEIGHT)
    titles = page.evaluate(
        """() => ["xaxis", "yaxis"].map(
             (axis) => document.querySelector(".jr-plot").layout[axis].title.text)"""
    )
    assert titles == ["height (cm)", "weight (kg)"]
    urls = [page.url, *(request.url for request in asked)]
    assert "source=own" in page.url
    for url in urls:
        assert not re.search("height|weight|172", url), url
    tokens = {
        request.headers["jaxreg-data"]
        for request in asked
        if "jaxreg-data" in request.headers
    }
    assert len(tokens) == 1
    assert not any(token in url for token in tokens for url in urls)


def test_an_uploaded_file_is_fitted(open_page, tmp_path):
    path = tmp_path / "people.csv"
    path.write_bytes(("\ufeff" + TABLE.replace("\t", ";")).encode("utf-16-le"))
    page = open_page()
    show(page, file=path)
    assert is_fit(page, HEIGHT, WEIGHT)


def type_into_first_y(page, text):
    table = page.get_by_test_id("stDataFrame")
    cell = {"x": 0.7 * table.bounding_box()["width"], "y": 1.5 * 35}
    editor = page.locator("#portal textarea")
    for _ in range(20):  # the table is a picture: whether it heard a key is only seen
        table.click(position=cell)
        page.keyboard.press("Enter")
        try:
            editor.wait_for(timeout=5000)
            break
        except TimeoutError:
            page.keyboard.press("Escape")
    editor.fill(text)
    page.keyboard.press("Enter")


def test_an_edited_point_moves_the_line(open_page):
    page = open_page()
    before = state(page)
    page.get_by_role("button", name="Edit", exact=True).click()
    table = page.get_by_test_id("stDataFrame")
    table.wait_for()
    # In other units, float32 rounds the same run elsewhere in its last digits.
    of_table = settled(page)["equation"]
    fitted = re.findall(r"[\d.]+", of_table)
    assert [*map(float, fitted)] == pytest.approx(
        [*map(float, re.findall(r"[\d.]+", before["equation"]))], rel=2e-6
    )
    until(page, IS_IN_SIGHT, ".st-key-own_points [data-testid=stDataFrame]")
    [x, y] = before["charts"][0]["traces"]["points"]
    type_into_first_y(page, "100,5")
    said = "contains “100,5” instead of a number. The charts still show the points from"
    page.get_by_text(said).wait_for()
    assert settled(page)["equation"] == of_table
    type_into_first_y(page, "100")
    until(
        page,
        "before => document.querySelector('.jr-equation').innerText !== before",
        of_table,
    )
    page.get_by_text(said).wait_for(state="hidden")
    y[0] = 100
    assert sorted(settled(page)["charts"][0]["traces"]["points"][1]) == sorted(y)
    assert is_fit(page, x, y, "closed form")


def test_what_is_refused_leaves_the_last_good_data(open_page):
    page = open_page()
    good = show(page, paste=TABLE)
    load(page, paste="height\tweight\n1\t2\n")
    page.get_by_text("at least two rows of data are needed").wait_for()
    assert settled(page)["charts"] == good["charts"]
    # What was pasted is still there, to be mended.
    assert page.get_by_label("Or paste rows from a spreadsheet").input_value() != ""


def test_what_is_in_doubt_is_asked_and_then_how_it_was_read_is_in_sight(open_page):
    page = open_page()
    good = state(page)["charts"]
    load(page, paste="x\ty\n1,234\t1\n2,345\t2\n3,456\t7\n")
    page.get_by_text("What does “1,234” mean?").wait_for()
    assert settled(page)["charts"] == good
    # It takes the place of where data are brought, and is in sight as a whole.
    assert not page.get_by_test_id("stFileUploader").is_visible()
    use = page.get_by_role("button", name="Use these data")
    for shown in (use, *page.get_by_test_id("stDataFrame").all()):
        box = shown.bounding_box()
        assert 0 <= box["y"] and box["y"] + box["height"] <= 720
    page.get_by_text("1.234", exact=True).click()
    settled(page)
    use.click()
    page.get_by_test_id("stFileUploader").wait_for(state="detached")
    x, _ = settled(page)["charts"][0]["traces"]["points"]
    np.testing.assert_allclose(x, [1.234, 2.345, 3.456], rtol=1e-6)
    page.get_by_role("button", name="Check").click()
    page.locator(".st-key-own_columns canvas").first.wait_for()
    until(page, IS_IN_SIGHT, ".st-key-own_how_read")


def test_a_press_stops_the_reading(open_page, tmp_path):
    path = tmp_path / "large.csv"
    row = ",".join(["0.123456789"] * 20) + "\n"
    path.write_text(",".join("abcdefghijklmnopqrst") + "\n" + row * 80_000)
    page = open_page()
    good = state(page)["charts"]
    load(page, file=path)
    page.locator(".st-key-own_stop button").click()
    page.get_by_text("Stopped. Nothing was changed.").wait_for()
    assert settled(page)["charts"] == good
    page.get_by_label("Remove large.csv").click()
    page.get_by_text("Stopped. Nothing was changed.").wait_for(state="detached")
    page.get_by_label("Or paste rows from a spreadsheet").fill(TABLE)
    page.get_by_role("button", name="Use the pasted rows").click()
    page.get_by_test_id("stFileUploader").wait_for(state="detached")
    assert is_fit(page, HEIGHT, WEIGHT)


PEOPLE = {"name": "people.csv", "mimeType": "text/csv", "buffer": TABLE.encode()}
NOT_TAKEN = "“people.csv” was not loaded:"
TOO_LARGE = (
    f"{NOT_TAKEN} it is too large. A file can have at most "
    f"{archives.MAX_BYTES >> 20} MB, and all files that this page has not read yet at "
    f"most "
    f"{uploads.MAX_BYTES_OF_ONE >> 20} MB. Leave out rows or columns, or paste only "
    f"some of the rows."
)
AGAIN = "Choose it again in a minute; everything else stays the same."


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (413, TOO_LARGE),
        ("20 MB", TOO_LARGE),
        (503, f"{NOT_TAKEN} the server has no room for files right now. {AGAIN}"),
        (502, f"“people.csv” did not reach the server. {AGAIN}"),
        ("lost", f"“people.csv” did not reach the server. {AGAIN}"),
    ],
)
def test_a_file_that_is_not_taken_is_said_in_our_words(
    open_page, tmp_path, status, words
):
    def refuse(route):
        if route.request.method != "PUT":
            route.continue_()
        elif status == "lost":
            route.abort()
        else:
            route.fulfill(status=status)

    page = open_page(expected=["upload_file", "AxiosError", "Failed to load"])
    good = show(page, paste=TABLE)
    page.route("**/_stcore/upload_file/**", refuse)
    file = PEOPLE
    if status == "20 MB":
        file = tmp_path / "people.csv"
        file.write_bytes(bytes(archives.MAX_BYTES + 1))
    load(page, file=file)
    page.get_by_label("Or paste rows from a spreadsheet").fill("not yet used")
    said = page.locator("[data-testid=stFileUploader] .jr-refusal")
    said.wait_for()
    settled(page)  # what still moves would leave the mouse behind
    page.get_by_test_id("stFileChip").hover()
    tooltip = page.get_by_test_id("stTooltipErrorContent")
    tooltip.wait_for()
    read = page.get_by_test_id("stFileUploader").get_by_role("alert").inner_text()
    assert said.inner_text() == tooltip.inner_text() == read == words
    assert state(page)["charts"] == good["charts"]
    # What was brought otherwise is still there, and so is the way to try it again.
    page.unroute("**/_stcore/upload_file/**")
    page.get_by_label("Remove people.csv").click()
    said.wait_for(state="detached")
    rows = page.get_by_label("Or paste rows from a spreadsheet")
    assert rows.input_value() == "not yet used"
    page.locator("[data-testid=stFileUploaderDropzoneInput]").set_input_files(PEOPLE)
    page.get_by_test_id("stFileUploader").wait_for(state="detached")
    assert settled(page)["charts"] == good["charts"]


def test_a_shared_link_asks_for_the_data_and_works_once_they_are_there(open_page):
    page = open_page()
    good = show(page, paste=TABLE)
    context = page.context.browser.new_context()
    prepare(context)
    other = context.new_page()
    other.goto(page.url)
    other.get_by_role("button", name="Load your data").click()
    other.get_by_label("Or paste rows from a spreadsheet").fill(TABLE)
    other.get_by_role("button", name="Use the pasted rows").click()
    drawn(other)
    assert settled(other) == good
    assert other.url == page.url
    context.close()


NASTY = "<img src=x onerror=alert(1)> **b** $\\alpha$ :smile: %{x}"


def test_names_are_shown_as_text_and_never_run(open_page):
    page = open_page()
    listen(page, "dialog", lambda dialog: pytest.fail(dialog.message))
    show(page, paste=TABLE.replace("height (cm)", NASTY))
    title = page.locator(".jr-plot .xtitle").first
    assert title.text_content() == NASTY
    assert page.locator("img[src=x]").count() == 0
    assert NASTY[:20] in page.locator(".jr-equation").get_attribute("title")
    chosen = page.locator(".st-key-linear_x_column")
    assert NASTY[:30] in chosen.inner_text() + chosen.locator("input").input_value()


def test_the_film_of_one_feature_moves_the_curve(open_page):
    scenario = data_set("O-rings").scenarios["logistic"]
    result = run_logistic(scenario)
    page = open_page(f"logistic?{to_query(scenario)}")
    for button, k in (("First", 0), ("Step forward", 1), ("Step forward", 2)):
        page.locator(".jr-bar").get_by_role("button", name=button, exact=True).click()
        shown = settled(page)
        W, b = result.history.at(k)
        fit = shown["charts"][0]["traces"]
        x, y = map(np.array, fit["P(O-ring distress: yes)"])
        np.testing.assert_allclose(y, 1 / (1 + np.exp(-(W[0] * x + b))), atol=1e-6)
        np.testing.assert_allclose(fit["threshold"][0], -b / W[0], rtol=1e-5)
        wrong = (W[0] * result.data.X[:, 0] + b > 0) != (result.data.y == 1)
        rings = sorted(zip(*fit["wrong side"], strict=True))
        expected = zip(result.data.X[wrong, 0], result.data.y[wrong], strict=True)
        assert rings == sorted(expected)


def test_data_that_have_gone_are_said_and_the_last_picture_stays(open_page):
    page = open_page(expected=["410"])
    good = show(page, paste=TABLE)
    answer = {"status": 410, "json": {"error": GONE}}
    page.route("**/figures/**", lambda route: route.fulfill(**answer))
    slider(page, "lr").press("ArrowRight")
    page.get_by_text(GONE).wait_for()
    assert settled(page)["charts"] == good["charts"]
    page.unroute("**/figures/**")
    slider(page, "lr").press("ArrowRight")
    page.get_by_text(GONE).wait_for(state="hidden")
    assert settled(page)["charts"] != good["charts"]


def test_titles_follow_the_data(open_page):
    page = open_page("logistic")
    page.locator(".st-key-logistic_data input").click()
    page.get_by_role("option", name="O-rings").click()
    until(page, "document.querySelector('.jr-equation').innerText.startsWith('P(O')")
    settled(page)
    titles = [
        "Classes and probability",
        "Cross-entropy by epoch",
        "Loss over W′ and b′",
    ]
    assert page.locator(".jr > figure strong").all_inner_texts() == titles
    charts = page.locator(".jr > figure").all()
    assert [chart.get_attribute("aria-label") for chart in charts] == titles


def test_data_go_when_the_page_is_loaded_anew(open_page, server):
    page = open_page()
    sent = []
    listen(page, "request", sent.append)
    show(page, paste=TABLE)
    [*_, asked] = [r for r in sent if "/figures/" in r.url]
    assert page.request.get(asked.url, headers=asked.headers).status == 200
    page.reload()
    page.get_by_role("button", name="Load your data").wait_for()
    while page.request.get(asked.url, headers=asked.headers).status != 410:
        # What a page sends as it goes may come after all else.
        page.wait_for_timeout(100)

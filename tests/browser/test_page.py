"""The page around the picture: layout, themes, keyboard, links, a server that goes."""

from xml.etree import ElementTree

import pytest

from jaxreg.settings.glossary import GLOSSARY
from tests.browser.conftest import LOST, drawn, grip, listen, settled, state, until
from tests.server import Server

PHONE = {"width": 390, "height": 844}
CONNECTION = "document.querySelector('.stApp').dataset.testConnectionState"


def boxes(page, selector):
    return [element.bounding_box() for element in page.locator(selector).all()]


@pytest.mark.parametrize("path", ["", "logistic"])
def test_on_a_phone_the_first_chart_stays_in_sight(open_page, path):
    page = open_page(path, viewport=PHONE, is_mobile=True, has_touch=True)
    sliders = page.locator(".jr-range:visible")
    rows = sliders.locator("xpath=..")
    keys = [row.get_attribute("data-key") for row in rows.all()]
    assert len(keys) == 7
    for key in keys:
        _, y = grip(page, key)  # scrolls to it
        chart = page.locator(".jr-plot").first.bounding_box()
        assert 0 <= chart["y"] and chart["y"] + chart["height"] < y < 844
        assert chart["height"] > 150
        middle = chart["x"] + chart["width"] / 2, chart["y"] + chart["height"] / 2
        assert page.evaluate(  # nothing lies over it
            "([x, y]) => !!document.elementFromPoint(x, y).closest('.jr-plot')", middle
        )
    assert page.evaluate("() => document.querySelector('.stMain').scrollWidth") <= 390


@pytest.mark.parametrize("path", ["", "logistic"])
@pytest.mark.parametrize("viewport", [None, PHONE])
def test_the_glossary_opens_over_the_page_and_moves_nothing(open_page, path, viewport):
    page = open_page(path, **({"viewport": viewport} if viewport else {}))
    button = page.get_by_role("button", name="Glossary")
    button.scroll_into_view_if_needed()
    places = boxes(page, ".jr-plot")
    button.click()
    entries = page.locator(".jr-glossary dt")
    entries.first.wait_for()
    assert entries.all_inner_texts() == sorted(GLOSSARY, key=str.casefold)
    width = page.viewport_size["width"]
    for box in boxes(page, ".jr-glossary :is(dt, dd)"):
        assert box["x"] >= 0 and box["x"] + box["width"] <= width
    page.keyboard.press("Escape")
    entries.first.wait_for(state="detached")
    settled(page)
    assert boxes(page, ".jr-plot") == places


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_charts_follow_the_theme(open_page, scheme):
    page = open_page(color_scheme=scheme)
    colours = page.evaluate(
        """() => {
          const layout = document.querySelector('.jr-plot')._fullLayout
          const app = getComputedStyle(document.querySelector('.stApp'))
          return [layout.paper_bgcolor, layout.font.color, app.backgroundColor]
        }"""
    )
    expected = {
        "light": ["#ffffff", "#1b1f24", "rgb(255, 255, 255)"],
        "dark": ["#171614", "#f2efe9", "rgb(23, 22, 20)"],
    }
    assert [colour.lower() for colour in colours] == expected[scheme]


def test_chart_text_and_lines_are_large(open_page):
    page = open_page()
    sizes = page.evaluate(
        """() => ['.jr-main', 'figure:not(.jr-main)'].map((place) =>
          [...document.querySelectorAll(`${place} :is(text, figcaption *)`)]
            .filter(e => e.textContent && e.getClientRects().length)
            .map(e => parseFloat(getComputedStyle(e).fontSize)))"""
    )
    for found, least in zip(sizes, (14, 12), strict=True):
        assert len(found) > 10 and min(found) >= least
    widths = page.evaluate(
        """() => [...document.querySelectorAll('.jr-plot')].flatMap((plot) =>
          plot._fullData
            .filter(({ mode, fill }) => mode.includes('lines') && fill === 'none')
            .map((trace) => trace.line.width))"""
    )
    assert len(widths) == 5 and min(widths) >= 2


def test_the_keyboard_alone_reaches_everything(open_page):
    page = open_page("?lr=0.0501")
    reached = set()
    for _ in range(80):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate(
                """() => {
                  const e = document.activeElement
                  const control = e.closest(".jr-control")?.dataset.key
                  return e.matches(".jr-control input") ? `${control} ${e.type}`
                    : e.getAttribute("aria-label") ?? (e.labels?.[0] ?? e).innerText
                }"""
            )
        )
    for key in ("W", "b", "noise", "n", "seed", "lr", "epochs"):
        assert {f"{key} range", f"{key} text"} <= reached
    sections = {"Charts", "Start of training", "Ask the model"}
    assert sections | {"fit radio", "Examples", "Share"} <= reached
    assert {"Use 0.0335", "Next", "Play", "Shown epoch", "Speed"} <= reached
    assert {"Linear", "Logistic", "Save"} <= reached
    for start in ("Explain", "Formulas", "Glossary"):  # before an icon, or options
        assert any(text.startswith(start) for text in reached)
    assert any(text.endswith("Edit") for text in reached)  # after its icon


def test_on_a_phone_nothing_in_the_bar_lies_over_another(open_page):
    page = open_page(viewport=PHONE, is_mobile=True, has_touch=True)
    places = sorted(
        (box["x"], box["x"] + box["width"])
        for box in boxes(page, ".st-key-bar :is(button, select):visible")
    )
    assert len(places) >= 9
    ends, starts = [end for _, end in places[:-1]], [start for start, _ in places[1:]]
    assert all(end <= start for end, start in zip(ends, starts, strict=True))


CLIPBOARD = {"permissions": ["clipboard-read", "clipboard-write"]}
COPIED = "() => navigator.clipboard.readText()"


def test_copy_link(open_page):
    page = open_page("?W=4.5", **CLIPBOARD)
    share = page.locator(".jr-share")
    place = share.bounding_box()
    share.click()
    page.get_by_role("button", name="Copy link").click()
    page.get_by_role("button", name="Link copied").wait_for()
    assert page.evaluate(COPIED) == page.url
    page.get_by_role("button", name="Share").wait_for()
    assert share.bounding_box() == place
    page.evaluate("navigator.clipboard.writeText('')")
    for key in ("Enter", "Enter"):  # its first item is the next key press
        page.keyboard.press(key)
    page.get_by_role("button", name="Link copied").wait_for()
    assert page.evaluate(COPIED) == page.url


def test_copy_link_without_a_clipboard(open_page):
    page = open_page("?W=4.5", **CLIPBOARD)
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject() }")
    page.get_by_role("button", name="Share").click()
    page.get_by_role("button", name="Copy link").click()
    page.get_by_role("button", name="Link copied").wait_for()
    assert page.evaluate(COPIED) == page.url


@pytest.mark.parametrize(
    ("path", "keys", "title"),
    [
        ("?W=4.5&present=1&controls=W", ["lr", "epochs"], "Linear regression"),
        ("logistic", ["c_lr", "c_epochs"], "Logistic regression"),
    ],
)
def test_copy_iframe(open_page, path, keys, title):
    page = open_page(path, **CLIPBOARD)
    if "present" in path:
        page.keyboard.press("p")
    page.get_by_role("button", name="Share").click()
    page.get_by_role("button", name="Copy iframe").click()
    page.get_by_role("button", name="Iframe copied").wait_for()
    frame = ElementTree.fromstring(page.evaluate(COPIED))
    assert (frame.tag, frame.get("title")) == ("iframe", title)
    query = "embed=true&controls=" + ",".join(keys)
    assert frame.get("src").endswith(query) and "present" not in frame.get("src")
    page.set_viewport_size({side: int(frame.get(side)) for side in ("width", "height")})
    page.goto(frame.get("src"))
    settled(page)
    seen = page.locator(".jr-control:visible").all()
    assert [one.get_attribute("data-key") for one in seen] == keys
    assert "W" not in path or "W=4.5" in page.url
    for part in (".jr-equation", ".jr-main", ".jr-bar", ".jr-range:visible"):
        box = page.locator(part).last.bounding_box()
        assert 0 <= box["y"] and box["y"] + box["height"] <= int(frame.get("height"))


def test_a_bad_link_is_said_until_its_control_changes(open_page):
    page = open_page("?W=3.1415927&lr=0.0501&seed=7&epochs=<b>x</b>")
    warning = page.get_by_test_id("stAlert")
    digits = (
        "it must be a number from -10 to 10 with at most 7 digits. 3 is used instead."
    )
    assert f"W=3.1415927: {digits}" in warning.inner_text()
    assert "epochs=<b>x</b>" in warning.inner_text()
    shown = state(page)["controls"]
    assert (shown["W"], shown["lr"], shown["seed"]) == ("3", "0.0501", "7")
    assert "W=" not in page.url and "epochs=" not in page.url and "seed=7" in page.url
    page.get_by_role("slider", name="True slope W").press("ArrowRight")
    settled(page)
    assert "W=3.1415927" not in warning.inner_text()
    page.get_by_role("slider", name="Epochs").press("ArrowRight")
    settled(page)
    assert warning.count() == 0


def test_the_lectures_points_disable_their_generator(open_page):
    page = open_page("logistic?data=lecture")
    for name in ["True weight W₁", "True weight W₂", "True bias b", "Number of points"]:
        assert page.get_by_role("slider", name=name).is_disabled()
    assert page.get_by_role("slider", name="Seed").is_enabled()


def test_the_result_is_said(open_page):
    page = open_page()
    said = page.locator("[aria-live=polite]").filter(has_text="After 1,000 epochs")
    said.wait_for(state="attached")
    figures = page.get_by_role("figure")
    assert [figure.get_attribute("aria-label") for figure in figures.all()] == [
        "Points and fitted line",
        "Mean squared error by epoch",
        "Loss over W and b",
    ]


def test_the_page_outlives_its_server(open_page):
    server = Server(warm=False).start()
    try:
        page = open_page("?W=4&b=-1", url=server.url, expected=LOST)
        before = state(page)
        page.evaluate("() => { window.plot = document.querySelector('.jr-plot') }")
        server.stop()
        until(page, f"{CONNECTION} !== 'CONNECTED'")
        server.start()
        until(page, f"{CONNECTION} === 'CONNECTED'")
        until(page, "() => !document.querySelector('[role=dialog]')")
        page.get_by_role("slider", name="True intercept b").press("ArrowRight")
        until(page, "() => location.search.includes('b=-0.9')")
        drawn(page)
        after = settled(page)
        assert after["controls"] == before["controls"] | {"b": "-0.9"}
        assert page.evaluate("() => window.plot === document.querySelector('.jr-plot')")
    finally:
        server.stop()


@pytest.mark.parametrize(
    "path, picture",
    [
        ("", "linear?"),
        ("?b=1&W=4&seed=0&utm_source=a", "linear?W=4&b=1"),
        ("logistic?c_seed=7", "logistic?c_seed=7"),
    ],
)
def test_the_first_picture_is_asked_for_before_streamlit_is_there(
    open_page, path, picture
):
    page = open_page(path, expected=LOST)
    asked = []
    listen(page, "request", lambda request: asked.append(request.url))
    page.reload()
    drawn(page)
    pictures = [url for url in asked if "/figures/" in url]
    assert [url.split("/figures/")[1] for url in pictures] == [picture]  # once
    page.route("**/_stcore/**", lambda route: route.abort())
    with page.expect_request(f"**/figures/{picture}"):
        page.reload()

"""What people take away: images of what is seen, the run, a page on paper; and the
menu of a chart."""

import re
from io import BytesIO
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image, ImageColor

from jaxreg.display.drawing import FIT, SQUARE
from jaxreg.settings import LinearScenario, LogisticScenario
from jaxreg.training.runs import run_linear, run_logistic
from tests.browser.conftest import WEBGL, settled, squares_in, state, until
from tests.browser.test_film import BEYOND, button, play, step_to

SVG = "{http://www.w3.org/2000/svg}"
FIRST, LOSS, LANDSCAPE = (
    f"[data-chart={name}]" for name in ("fit", "loss", "landscape")
)
NUMBER = r"-?\d+\.?\d*"


def press(page, menu, item):
    """Press an item of a menu: of a chart's, or of one in the bar."""
    opened = menu if menu.startswith("[") else ".jr-top"
    name = {} if menu.startswith("[") else {"has_text": menu}
    page.locator(f"{opened} .jr-menu-button", **name).click()
    page.locator(".jr-menu:popover-open").get_by_text(item, exact=True).click()


def saved(page, menu, item):
    """The name and the bytes of what an item of a menu saves."""
    with page.expect_download() as download:
        press(page, menu, item)
    with open(download.value.path(), "rb") as file:
        return download.value.suggested_filename, file.read()


def svg_of(page, menu=FIRST, item="Save as SVG"):
    name, content = saved(page, menu, item)
    assert name.endswith(".svg")
    root = ElementTree.fromstring(content)
    assert (root.get("width"), root.get("height")) == ("960", "540")
    return root


def png_of(page, menu=FIRST, item="Save as PNG"):
    name, content = saved(page, menu, item)
    image = Image.open(BytesIO(content)).convert("RGB")
    assert name.endswith(".png") and image.size == (1920, 1080)
    return image


def texts(root):
    """The title, a word in each, and the legend; those of the axes are in groups."""
    return " ".join(text.text for text in root.findall(f"{SVG}svg/{SVG}text"))


def overlay(root):
    """What is laid over the axes: its corner on the slide, its size, its paths."""
    chart = root.find(f"{SVG}svg")
    over = chart.findall(f"{SVG}svg")[-1]
    corner = [float(chart.get(k)) + float(over.get(k)) for k in "xy"]
    size = float(over.get("width")), float(over.get("height"))
    return corner, size, [path.get("d") for path in over.findall(f"{SVG}path")]


def fitted_line(root, ranges):
    """The ends of the fitted line in the units of the axes: x (2,) and y (2,)."""
    colour = f"rgb{ImageColor.getrgb(FIT)}"
    [line] = [
        path.get("d")
        for path in root.iter(f"{SVG}path")
        if path.get("class") == "js-line" and colour in path.get("style")
    ]
    pixels = np.array(re.findall(NUMBER, line), float).reshape(-1, 2)
    _, (width, height), _ = overlay(root)
    (left, right), (bottom, top) = ranges
    x = left + pixels[:, 0] / width * (right - left)
    return x, top - pixels[:, 1] / height * (top - bottom)


def assert_has_squares(root, result, k, ranges):
    """A square for each point, as high as it is above or below the line of epoch k."""
    W, b = result.history.at(k)
    residuals = result.data.y - (result.data.X @ W + b)
    _, (_, height), [d] = overlay(root)
    _, _, widths, sides = np.abs(squares_in(d).T)
    low, high = ranges[1]
    expected = np.abs(residuals) / (high - low) * height
    np.testing.assert_allclose(sides, expected, atol=0.2)
    np.testing.assert_allclose(widths, sides, atol=0.11)


# Images


def test_squares_and_the_line_at_each_epoch(open_page):
    scenario = LinearScenario(explain="squares")
    result = run_linear(scenario)
    page = open_page("?show=squares")
    ranges = state(page)["charts"][0]["ranges"]
    for k in (0, 3):
        step_to(page, k)
        root = svg_of(page)
        assert_has_squares(root, result, k, ranges)
        x, y = fitted_line(root, ranges)
        W, b = result.history.at(k)
        np.testing.assert_allclose(y, W[0] * x + b, atol=0.02)
    assert (
        texts(root) == "Points and fitted line fitted line true line points residuals"
    )


def test_while_a_film_plays(open_page):
    """The line is that of one of its epochs, and neither the first nor the last."""
    page = open_page("?lr=0.0001")  # slowly
    ranges = state(page)["charts"][0]["ranges"]
    W, b = run_linear(LinearScenario(learning_rate=0.0001)).history.params
    play(page)
    until(page, BEYOND.format(3))
    x, y = fitted_line(svg_of(page), ranges)
    apart = np.abs(W * x + b[:, None] - y).max(axis=1)
    assert apart.min() < 0.02 and 3 < apart.argmin() < len(b) - 1


def test_a_png_has_the_pixels_of_its_svg(open_page):
    page = open_page("?show=squares")
    step_to(page, 3)
    (left, top), _, [d] = overlay(svg_of(page))
    image = png_of(page)
    assert image.getpixel((2, 2)) == (255, 255, 255)
    x, y, along, down = max(squares_in(d), key=lambda square: abs(square[2]))
    middle = image.getpixel((2 * (left + x + along / 4), 2 * (top + y + down / 4)))
    edge = image.getpixel((2 * (left + x + along), 2 * (top + y + down / 3)))
    orange = np.array(ImageColor.getrgb(SQUARE))
    assert np.abs(edge - orange).max() < 100 < np.abs(middle - orange).max()
    assert middle[0] > middle[1] > middle[2] > 200  # a tint of it


def test_the_dark_theme_and_the_legend_of_a_field(open_page):
    page = open_page("logistic", color_scheme="dark")
    root = svg_of(page)
    assert root.find(f"{SVG}rect").get("fill").lower() == "#171614"
    expected = "P(class 1) class 0 class 1 wrong side fitted true"
    assert texts(root) == f"Classes and decision boundary {expected}"
    swatch = root.find(f"{SVG}svg/{SVG}svg")
    gradient = swatch.find(f"{SVG}linearGradient")
    assert swatch.find(f"{SVG}path").get("fill") == f"url(#{gradient.get('id')})"
    image = png_of(page)
    assert image.getpixel((2, 2)) == ImageColor.getrgb("#171614")
    # Class 0 is at the left, where the field is blue; class 1 at the right, yellow.
    left, right = (np.array(image.getpixel((x, 600))) for x in (200, 1860))
    assert left[2] > left[0] and right[0] > right[2]


def test_a_surface_with_its_mark(open_page):
    page = open_page("?land=surface", expected=WEBGL)
    root = svg_of(page, LANDSCAPE)
    assert root.find(f".//{SVG}image") is not None
    (left, top), _, [mark] = overlay(root)
    x, y, radius = (float(one) for one in re.findall(NUMBER, mark)[:3])
    image = png_of(page, LANDSCAPE)
    pixel = image.getpixel((2 * (left + x + radius), 2 * (top + y)))
    assert pixel == ImageColor.getrgb(FIT)
    assert len(set(image.resize((192, 108)).get_flattened_data())) > 100


def test_all_charts_on_one_slide(open_page):
    page = open_page()
    shown = state(page)
    root = svg_of(page, "Save", "All charts as SVG")
    assert root.find(f"{SVG}text").text == shown["equation"]
    assert [float(chart.get("width")) for chart in root.findall(f"{SVG}svg")] == [
        *(pytest.approx(width) for width in (614.4, 345.6, 345.6))
    ]
    for title in ("Points and fitted line", "Mean squared error", "Loss over W and b"):
        assert title in texts(root)
    png_of(page, "Save", "All charts as PNG")


def test_a_zoom_is_saved_too(open_page):
    page = open_page()
    press(page, FIRST, "Zoom in")
    ranges = settled(page)["charts"][0]["ranges"]
    x, y = fitted_line(svg_of(page), ranges)
    W, b = run_linear(LinearScenario()).history.at(-1)
    np.testing.assert_allclose(y, W[0] * x + b, atol=0.02)


# A chart's menu


def test_zoom_and_whole_range(open_page):
    page = open_page()
    before = state(page)["charts"][0]["ranges"]
    press(page, FIRST, "Zoom in")
    zoomed = settled(page)["charts"][0]["ranges"]
    for (low, high), (lower, higher) in zip(zoomed, before, strict=True):
        quarter = (higher - lower) / 4
        assert [low, high] == pytest.approx([lower + quarter, higher - quarter])
    button(page, "Step back").click()  # the charts are drawn anew
    assert settled(page)["charts"][0]["ranges"] == zoomed
    press(page, FIRST, "Zoom out")
    np.testing.assert_allclose(settled(page)["charts"][0]["ranges"], before)
    press(page, FIRST, "Zoom out")
    press(page, FIRST, "Whole range")
    assert settled(page)["charts"][0]["ranges"] == before


def test_zoom_of_a_logarithmic_axis(open_page):
    page = open_page()
    before = state(page)["charts"][1]["ranges"]
    press(page, LOSS, "Zoom out")
    ranges = settled(page)["charts"][1]["ranges"]
    np.testing.assert_allclose(np.diff(ranges), 2 * np.diff(before))
    np.testing.assert_allclose(np.mean(ranges, 1), np.mean(before, 1))


def test_zoom_of_a_surface_moves_the_camera(open_page):
    page = open_page("logistic?c_land=surface", expected=WEBGL)
    eye = """() => {
      const plot = document.querySelector("[data-chart=landscape] .jr-plot")
      return Object.values(plot._fullLayout.scene.camera.eye)
    }"""
    before = np.array(page.evaluate(eye))
    press(page, LANDSCAPE, "Zoom in")
    settled(page)
    np.testing.assert_allclose(page.evaluate(eye), before / 2)
    button(page, "Step back").click()
    settled(page)
    np.testing.assert_allclose(page.evaluate(eye), before / 2)
    press(page, LANDSCAPE, "Whole range")
    settled(page)
    np.testing.assert_allclose(page.evaluate(eye), before)


def test_another_main_chart(open_page):
    page = open_page()
    boxes = [page.locator(chart).bounding_box() for chart in (FIRST, LOSS)]
    press(page, LOSS, "Make it the main chart")
    settled(page)
    assert [page.locator(chart).bounding_box() for chart in (LOSS, FIRST)] == boxes
    plots = page.evaluate(
        """() => [...document.querySelectorAll(".jr-plot")].map((plot) =>
          [plot._fullLayout.width - plot.clientWidth, plot.clientWidth])"""
    )
    assert [off for off, _ in plots] == [0, 0, 0]
    assert plots[1][1] > plots[0][1]
    equation = page.locator(".jr-equation").bounding_box()
    assert equation["y"] + equation["height"] <= boxes[0]["y"]
    page.locator(f"{LOSS} .jr-menu-button").click()
    item = page.locator(f"{LOSS} .jr-make-main")
    assert not item.is_visible()
    page.keyboard.press("Escape")
    press(page, FIRST, "Make it the main chart")
    settled(page)
    assert [page.locator(chart).bounding_box() for chart in (FIRST, LOSS)] == boxes


def test_one_tab_stop_for_each_chart_after_the_sliders(open_page):
    page = open_page()
    stops = page.evaluate(
        """() => [...document.querySelectorAll("button, input, select, [tabindex]")]
          .filter((one) => one.tabIndex >= 0 && one.checkVisibility() && !one.disabled)
          .map((one) => [one.type === "range" && one.className === "jr-range",
            one.closest(".jr-chart") && one.getAttribute("aria-label")])"""
    )
    last = max(k for k, (is_slider, _) in enumerate(stops) if is_slider)
    charts = [(k, name) for k, (_, name) in enumerate(stops) if name]
    titles = [
        "Points and fitted line",
        "Mean squared error by epoch",
        "Loss over W and b",
    ]
    assert [name for _, name in charts] == [f"Menu of {title}" for title in titles]
    assert last < min(k for k, _ in charts)


def test_a_finger_can_press_it(open_page):
    phone = {"width": 390, "height": 844}
    page = open_page(viewport=phone, is_mobile=True, has_touch=True)
    opener = page.locator(f"{FIRST} .jr-menu-button")
    opener.tap()
    items = page.locator(f"{FIRST} .jr-item").all()
    seen = [item.bounding_box() for item in items if item.is_visible()]
    assert len(seen) == 5
    for box in (opener.bounding_box(), *seen):
        assert box["width"] >= 44 and box["height"] >= 44
        assert 0 <= box["x"] and box["x"] + box["width"] <= 390
        assert 0 <= box["y"] and box["y"] + box["height"] <= 844


# The run, and paper


@pytest.mark.parametrize(
    ("path", "result", "names"),
    [
        ("?lr=0.02", lambda: run_linear(LinearScenario(learning_rate=0.02)), "W,b"),
        ("logistic", lambda: run_logistic(LogisticScenario()), "W1,W2,b"),
    ],
)
def test_the_run_as_csv(open_page, path, result, names):
    name, content = saved(open_page(path), "Save", "This run as CSV")
    assert name.endswith(".csv")
    first, *rows = content.decode().splitlines()
    assert first == f"epoch,loss,{names}"
    history = result().history
    read = np.array([row.split(",") for row in rows])[:, 1:].astype(np.float32)
    expected = np.column_stack([history.loss, *history.params])
    np.testing.assert_array_equal(read, expected)


@pytest.mark.parametrize(
    "path",
    [
        *("", "?lr=0.05&show=squares", "?show=rates", "logistic?c_show=gradient"),
        "?lesson=gradient&card=1&revealed=1",
    ],
)
@pytest.mark.parametrize("size", ["A4", "Letter"])
def test_one_page_of_paper(open_page, path, size):
    page = open_page(path, color_scheme="dark")
    margin = dict.fromkeys(["top", "right", "bottom", "left"], "1cm")
    pdf = page.pdf(format=size, margin=margin)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1


def test_what_is_on_paper(open_page):
    page = open_page("?seed=3", viewport={"width": 794, "height": 1123})
    shown = state(page)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    pressed = page.locator("button:not([aria-pressed]), input").all()
    assert not any(one.is_visible() for one in pressed)
    assert page.get_by_role("button", name="fitted line").is_visible()  # in the legend
    link = page.locator(".jr-link")
    assert link.is_visible() and link.inner_text() == page.url
    assert page.locator(".jr-equation").inner_text() == shown["equation"]
    for part in (".jr-equation", ".jr-plot", ".jr-foot", ".jr-params"):
        for one in page.locator(part).all():
            box = one.bounding_box()
            assert box["width"] > 100 and box["x"] + box["width"] <= 794
            assert box["y"] + box["height"] <= 1123
    page.emulate_media(media="screen")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert not link.is_visible()
    assert settled(page)["equation"] == shown["equation"]

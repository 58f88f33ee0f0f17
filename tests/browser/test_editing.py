"""Points are dragged, added, removed and turned in the chart, and the model follows."""

from urllib.parse import parse_qs

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE, settled, state
from tests.browser.test_own_data import TABLE, show

expect.set_options(timeout=PATIENCE)

WORDS, SAID = ".jr-edit-words", ".jr-edit-said"
HANDLES = ".jr-point-handle"


def points(page, key="points"):
    """The numbers that the link has."""
    query = parse_qs(page.evaluate("location.search")[1:])
    return np.array([[*map(float, p.split("_"))] for p in query[key][0].split(" ")])


def middle(page, k):
    box = page.locator(HANDLES).nth(k).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def place(page, x, y):
    """Where a place of the chart is on the screen."""
    return page.evaluate(
        """([x, y]) => { const plot = document.querySelector(".jr-plot")
          const { xaxis, yaxis, _size } = plot._fullLayout
          const { left, top } = plot.getBoundingClientRect()
          return [left + _size.l + xaxis.d2p(x), top + _size.t + yaxis.d2p(y)] }""",
        [x, y],
    )


def test_a_point_is_dragged_added_and_removed_and_the_line_follows(open_page):
    page = open_page("?lr=0.03&scale=on")
    page.get_by_role("button", name="Edit points").click()
    settled(page)
    before = points(page)
    assert page.locator(HANDLES).count() == len(before) == 10
    first = state(page)["charts"][0]["traces"]["fitted line"]
    equation = page.locator(".jr-equation").text_content()
    x, y = middle(page, 9)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 150, steps=8)
    page.wait_for_function(  # while the hand still holds the point
        """(first) => document.querySelector(".jr-equation").textContent !== first""",
        arg=equation,
    )
    page.mouse.up()
    settled(page)
    dragged = points(page)
    np.testing.assert_array_equal(dragged[:9], before[:9])
    assert dragged[9, 1] < before[9, 1] - 5
    assert state(page)["charts"][0]["traces"]["fitted line"] != first
    page.mouse.dblclick(*place(page, 2.5, 20))
    settled(page)
    added = points(page)
    np.testing.assert_allclose(added[10], [2.5, 20], atol=0.1)
    A = np.column_stack([added[:, 0], np.ones(11)])
    W, b = np.linalg.lstsq(A, added[:, 1], rcond=None)[0]
    shown = np.array(state(page)["charts"][0]["traces"]["fitted line"])
    np.testing.assert_allclose(shown[1], W * shown[0] + b, rtol=1e-2, atol=0.2)
    page.keyboard.press("ArrowRight")
    settled(page)
    assert points(page)[10, 0] > added[10, 0]
    page.keyboard.press("Delete")
    settled(page)
    np.testing.assert_array_equal(points(page), dragged)
    for _ in range(3):  # the arrow, what was added, and what was removed
        page.keyboard.press("Control+z")
        settled(page)
    np.testing.assert_array_equal(points(page), dragged)
    page.mouse.dblclick(*middle(page, 4))
    settled(page)
    np.testing.assert_array_equal(points(page), np.delete(dragged, 4, 0))
    page.keyboard.press("e")
    settled(page)
    assert "edit" not in page.url and not page.locator(HANDLES).count()


def test_keys_take_the_first_point_and_an_arrow_keeps_its_other_number(open_page):
    page = open_page("?source=by+hand&points=0_1.234567+1.234567_3+2_5.1&epochs=20")
    page.keyboard.press("e")
    settled(page)
    expect(page.locator(HANDLES).first).to_be_focused()
    page.keyboard.press("ArrowUp")
    settled(page)
    moved = points(page)
    assert moved[0, 1] > 1.234567 and (moved[:, 0] == [0, 1.234567, 2]).all()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowLeft")
    settled(page)
    again = points(page)
    assert again[1, 0] < 1.234567 and (again[:, 1] == moved[:, 1]).all()
    # A guess of one's own stands above the points, not beside them.
    page.keyboard.press("y")
    guess, edit = (
        page.locator(f".jr-{name}").bounding_box() for name in ("guess", "edit")
    )
    assert guess["x"] == edit["x"] and guess["y"] + guess["height"] <= edit["y"]


def test_own_points_go_into_the_link_after_a_warning_alone(open_page):
    page = open_page()
    show(page, paste=TABLE)
    page.keyboard.press("e")
    expect(page.locator(SAID)).to_contain_text("Your points will be in the link")
    assert "points=" not in page.url and not page.locator(HANDLES).count()
    page.keyboard.press("e")
    page.locator(HANDLES).nth(4).wait_for()
    assert points(page)[0].tolist() == [172, 64]


def test_a_finger_drags_and_adds_points_and_a_button_turns_their_class(open_page):
    phone = {"width": 390, "height": 844}
    page = open_page("logistic", viewport=phone, is_mobile=True, has_touch=True)
    page.get_by_role("button", name="Edit points").tap()
    page.locator(SAID).wait_for()
    assert "100. If you want 50 of the kind, press" in page.locator(SAID).inner_text()
    page.get_by_role("button", name="Edit points").tap()
    page.locator(HANDLES).nth(49).wait_for()
    assert len(points(page, "c_points")) == page.locator(HANDLES).count() == 50
    data = "logistic?data=by+hand&c_points=0_0_1+4_1_0+1_4_1+3_3_0&edit=points"
    page.goto(page.url.split("/logistic")[0] + "/" + data)
    settled(page)
    touch = page.context.new_cdp_session(page)

    def finger(kind, *at):
        spots = [{"x": at[0], "y": at[1]}] if at else []
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": spots})

    x, y = middle(page, 0)
    finger("touchStart", x, y)
    for k in range(5):
        finger("touchMove", x + 8 * k, y - 6 * k)
    finger("touchEnd")
    settled(page)
    assert (points(page, "c_points")[0, :2] > 0).all()
    for _ in range(2):
        finger("touchStart", *place(page, 2, 1))
        finger("touchEnd")
    settled(page)
    assert points(page, "c_points")[4] == pytest.approx([2, 1, 1], abs=0.1)
    assert not page.locator(".jr-point").count()  # which would cover the points
    page.get_by_role("button", name="Other class").tap()
    settled(page)
    assert points(page, "c_points")[4, 2] == 0
    page.get_by_role("button", name="Remove").tap()
    settled(page)
    assert len(points(page, "c_points")) == 4

"""The Lab in a browser: what it shows against the table of ``sweep``, and the way to a
run and back."""

import re

import numpy as np
import pytest

from jaxreg import LinearScenario, sweep
from tests.browser.conftest import done, said, settled
from tests.browser.test_accessible import AXE, PHONE, assert_no_rule_is_broken
from tests.browser.test_own_data import TABLE, show

REFUSED = ["400 (Bad Request)"]


def test_the_run_of_a_page_is_swept(open_page):
    page = open_page("?W=4&n=20")
    page.get_by_role("button", name="Lab", exact=True).click()
    done(page)
    assert "/lab?of=linear&W=4&n=20&sweep=lr" in page.url
    assert "820 runs in" in said(page).inner_text()
    rates = [float(f"{rate:.4g}") for rate in np.geomspace(0.001, 0.1, 41)]
    scenario = LinearScenario(true_W=4.0, num_points=20)
    table = sweep(scenario, learning_rate=rates, seed=range(20), progress=False)
    counted = table.epochs_to_converge.fillna(np.inf)
    medians = counted.groupby(table.learning_rate).median()
    words = page.locator(".jr-lab-words").inner_text()
    number, rate = re.findall(r"[\d.]+\d", words)
    assert words.startswith("Smallest median epochs to converge: ")
    assert float(number) == pytest.approx(medians.min(), rel=5e-3)
    assert float(rate) == medians.idxmin()
    # A run of it, and back.
    page.get_by_role("button", name="Open this run").click()
    shown = settled(page)["controls"]
    assert (float(shown["lr"]), shown["W"]) == (medians.idxmin(), "4")
    page.go_back()
    done(page)
    assert page.locator(".jr-lab-words").inner_text() == words


def test_a_persons_own_data_are_swept(open_page):
    page = open_page()
    show(page, paste=TABLE)
    page.get_by_role("button", name="Lab", exact=True).click()
    done(page)
    assert said(page).inner_text().startswith("820 runs in ")
    assert "source=own" in page.url
    call = page.locator("code.jr-lab-call").inner_text()
    assert "data='own'" in call and "), frame, learning_rate=[" in call


def test_a_place_in_the_heat_map_is_a_run(open_lab):
    page = open_lab("?sweep=lr,0.001,0.1,3,log&sweep=noise,0,2,3,linear")
    place = page.locator(".jr-lab-plot .nsewdrag").first.bounding_box()
    x, y = (place[k] + place[size] / 2 for k, size in (("x", "width"), ("y", "height")))
    page.mouse.click(x, y)
    shown = settled(page)["controls"]
    assert (shown["lr"], shown["noise"]) == ("0.01", "1")


def test_a_move_begins_another_sweep_and_the_link_has_it(open_lab):
    page = open_lab("?sweep=seed,0,9,10,linear&measure=loss")
    field = page.get_by_label("to", exact=True).first
    field.fill("4")
    field.press("Tab")
    said(page).filter(has_text=re.compile("^5 runs in")).wait_for()  # 0 to 4
    assert "sweep=seed%2C0%2C4%2C10%2Clinear&measure=loss" in page.url
    page.get_by_label("Show").select_option("distance_to_truth")
    assert page.url.endswith("measure=distance_to_truth")
    words = page.locator(".jr-lab-words").inner_text()
    table = sweep(LinearScenario(), seed=range(5), progress=False)
    nearest = table.distance_to_truth
    assert words == (
        f"Smallest distance to the truth: {nearest.min():.3g}, "
        f"at seed {nearest.idxmin()}."
    )


def test_the_held_out_loss_is_shown(open_lab):
    page = open_lab("?held=20&sweep=seed,0,4,5,linear&measure=held_out_loss")
    words = page.locator(".jr-lab-words").inner_text()
    scenario = LinearScenario(held_out=20)
    losses = sweep(scenario, seed=range(5), progress=False).held_out_loss
    assert words == (
        f"Smallest held-out loss: {losses.min():.3g}, at seed {losses.idxmin()}."
    )


def test_what_cannot_be_swept_is_said(open_lab):
    page = open_lab(expected=REFUSED)
    field = page.get_by_label("from").first
    field.fill("1")
    field.press("Tab")
    words = "A sweep of “Learning rate” goes from a smaller to a larger value"
    said(page).filter(has_text=words).wait_for()


def test_back_undoes_what_was_chosen(open_lab):
    page = open_lab("?sweep=seed,0,9,10,linear&measure=loss")
    words = page.locator(".jr-lab-words").inner_text()
    field = page.get_by_label("to", exact=True).first
    field.fill("4")
    field.press("Tab")
    said(page).filter(has_text=re.compile("^5 runs in")).wait_for()
    page.go_back()
    said(page).filter(has_text=re.compile("^10 runs in")).wait_for()
    assert page.get_by_label("to", exact=True).first.input_value() == "9"
    assert page.locator(".jr-lab-words").inner_text() == words


def test_the_pins_of_a_page_are_there_when_it_is_opened_again(open_page):
    page = open_page("?pins=lr:0.02+seed:3,lr:0.03")
    page.get_by_role("button", name="Lab", exact=True).click()
    done(page)
    page.get_by_role("button", name="Open this run").click()
    settled(page)
    assert page.locator(".jr-pinned").count() == 2


def test_a_refused_sweep_leaves_no_chart(open_lab):
    page = open_lab(expected=REFUSED)
    steps = page.get_by_label("steps").first
    steps.fill("")
    steps.press("Tab")
    said(page).filter(has_text="has 2 to 200 steps").wait_for()
    assert page.locator(".jr-lab-plot .main-svg").count() == 0
    assert steps.is_visible()
    steps.fill("3")
    start = page.get_by_label("from").first
    start.fill("0,01")  # as half of Europe writes it
    start.press("Tab")
    said(page).filter(has_text=re.compile("^60 runs in")).wait_for()
    assert "sweep=lr%2C0.01%2C0.1%2C3%2Clog" in page.url


def test_what_has_no_effect_is_said(open_lab):
    page = open_lab("?measure=nonsense&sweep=W_0,-1,1,3,linear")
    words = "It makes no difference here: epochs to converge "
    assert page.locator(".jr-lab-words").inner_text().startswith(words)
    swept = page.get_by_label("First control").locator("option:checked")
    assert swept.inner_text() == "W at the start (has no effect)"


def test_a_long_sweep_is_stopped(open_page):
    def has_begun(page):
        page.get_by_role("button", name="Stop").wait_for()

    long = "c_n=1000&sweep=c_lr,0.001,0.03,30,log&sweep=c_seed,0,29,30,linear"
    page = open_page(f"lab?of=logistic&{long}", at_rest=has_begun)
    stop = page.get_by_role("button", name="Stop")
    stop.click()
    stop.wait_for(state="hidden")
    words = said(page).inner_text()
    assert re.fullmatch(r"Stopped after \d+ runs\.", words) and "900" not in words
    page.get_by_label("Show").select_option("loss")
    assert said(page).inner_text() == words


def test_the_table_and_the_call(open_lab):
    page = open_lab("?sweep=seed,0,2,3,linear")
    assert page.locator("code.jr-lab-call").inner_text() == (
        "sweep(LinearScenario(), seed=range(3))"
    )
    with page.expect_download() as download:
        page.get_by_role("button", name="Take as CSV").click()
    lines = download.value.path().read_text().splitlines()
    assert lines[0].startswith("seed,loss,") and len(lines) == 4


@pytest.mark.skipif(not AXE.exists(), reason="axe-core: npm ci")
def test_no_rule_is_broken(open_lab):
    page = open_lab("?sweep=lr,0.001,0.1,5,log")
    assert_no_rule_is_broken(page, PHONE["viewport"])

"""The Lab's other studies in a browser: what they show against tables made here."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect
from scipy import stats

from jaxreg import (
    LinearScenario,
    LogisticScenario,
    basin,
    bootstrap,
    counterexamples,
    run_linear,
    universes,
)
from tests.browser.conftest import PATIENCE, done, said, settled
from tests.browser.test_accessible import AXE, PHONE, assert_no_rule_is_broken
from tests.browser.test_own_data import TABLE, show

REFUSED = ["400 (Bad Request)"]
expect.set_options(timeout=PATIENCE)


def words(page):
    return page.locator(".jr-lab-words").inner_text()


def note(page):
    return page.locator(".jr-lab-picture .jr-note").inner_text()


def table_of(page, place=0):
    """The rows of a table of numbers."""
    rows = page.locator(".jr-lab-table table").nth(place).locator("tr").all()
    return [row.locator("th, td").all_inner_texts() for row in rows]


def drawn(page):
    """The traces of the chart, by their names, as x and y."""
    return page.evaluate(
        """() => Object.fromEntries(document.querySelector(".jr-lab-plot").data
          .map(({ name, x, y }) => [name ?? "", [Array.from(x), Array.from(y)]]))"""
    )


def start_again(page, many):
    said(page).filter(has_text=re.compile(f"^{many} runs in")).wait_for()


def four(value):
    return f"{value:#.4g}".rstrip(".")


def test_how_much_w_varies_at_20_points_and_at_80(open_lab):
    page = open_lab()
    page.get_by_role("button", name="Universes").click()
    start_again(page, "1,000")
    for n in ("20", "80"):
        page.get_by_label("Number of points").select_option(n)
        table = universes(LinearScenario(num_points=int(n)), 1000, progress=False)
        x = np.linspace(0, 9, int(n))
        error = 1 / np.sqrt(np.sum((x - x.mean()) ** 2))
        expect(page.locator(".jr-lab-words")).to_have_text(
            f"Over the universes W has a standard deviation of {four(table.W.std())}; "
            f"by the formula its standard error is {four(error)}. "
            f"{table.within_95.sum()} of 1,000 fits lie within the 95 % ellipse."
        )
    assert "study=universes" in page.url and "n=80" in page.url
    # Both are side by side, and the deviation is about half as large.
    expect(page.locator(".jr-lab-table table").nth(1).locator("tr")).to_have_count(4)
    _, *rows = table_of(page, 1)
    assert [row[0] for row in rows] == ["n = 80", "n = 20", "defaults"]
    at = [float(re.search(r"W (\S+),", row[2])[1]) for row in rows]
    assert 1.5 < at[1] / at[0] < 2.5
    page.go_back()
    start_again(page, "1,000")
    assert "n=20" in page.url
    assert page.get_by_label("Number of points").input_value() == "20"


def test_the_cloud_its_ellipses_and_its_lines(open_lab):
    page = open_lab("?study=universes&universes=256")
    table = universes(LinearScenario(), 256, progress=False)
    traces = drawn(page)
    np.testing.assert_allclose(traces["fits"], [table.W, table.b], rtol=1e-4)
    ends, heights = (np.array(of) for of in traces["truth"])
    np.testing.assert_allclose(heights, 3 * ends + 2)
    x = np.arange(10.0)
    A = np.column_stack([x, np.ones(10)])
    both = {"by the formula": (np.array([3, 2]), np.linalg.inv(A.T @ A))}
    fits = table[["W", "b"]].to_numpy()
    both["by the fits' own spread"] = (fits.mean(axis=0), np.cov(fits.T))
    for name, (centre, covariance) in both.items():
        away = np.transpose(traces[f"95 % {name}"]) - centre
        squared = np.einsum("ri,ij,rj->r", away, np.linalg.inv(covariance), away)
        np.testing.assert_allclose(squared, stats.chi2(2).ppf(0.95), rtol=1e-3)
    x, y = (np.array(of) for of in traces["95 % of the lines"])
    above = np.quantile(fits[:, :1] * x + fits[:, 1:], 0.975, axis=0)
    np.testing.assert_allclose(y, above, rtol=1e-4)
    header, *rows = table_of(page)
    assert header[1:] == [
        *("truth", "mean of the fits", "their standard deviation"),
        *("standard error by the formula", "deviation of the closed form"),
    ]
    for row, name, truth in zip(rows, ("W", "b"), (3, 2), strict=True):
        numbers = [truth, table[name].mean(), table[name].std()]
        error = table.attrs["theory"]["standard_errors"][name == "b"]
        numbers += [error, table[f"optimum_{name}"].std()]
        assert row[0] == name
        np.testing.assert_allclose([*map(float, row[1:])], numbers, rtol=1e-3)


def test_a_fit_is_a_run(open_lab):
    page = open_lab("?study=universes&universes=256&n=20&noise=2")
    seed = page.get_by_label("Seed", exact=True)
    seed.fill("200")
    page.get_by_role("button", name="Open this run").click()
    shown = settled(page)["controls"]
    assert (shown["seed"], shown["n"], shown["noise"]) == ("200", "20", "2")
    page.go_back()
    done(page)
    x, y, place = page.evaluate(
        """() => {
          const plot = document.querySelector(".jr-lab-plot")
          const { xaxis, yaxis } = plot._fullLayout
          const { left, top } = plot.getBoundingClientRect()
          const { x, y, customdata } = plot.data[0]
          const last = x.length - 1  // on top of the others
          return [left + xaxis._offset + xaxis.l2p(x[last]),
            top + yaxis._offset + yaxis.l2p(y[last]), customdata[last]]
        }"""
    )
    page.mouse.move(x, y)
    page.mouse.click(x, y)
    shown = settled(page)["controls"]
    table = universes(LinearScenario(num_points=20, noise=2.0), 256, progress=False)
    picked, asked = table.iloc[int(shown["seed"])], table.iloc[place]
    assert abs(picked.W - asked.W) < 0.05 and abs(picked.b - asked.b) < 0.2


def test_an_early_stop_is_said(open_lab):
    page = open_lab("?study=universes&universes=256&epochs=20")
    table = universes(LinearScenario(epochs=20), 256, progress=False)
    assert note(page).endswith(
        "Training has not arrived: at its end W would vary by "
        f"{four(table.optimum_W.std())}, and {table.optimum_within_95.sum()} fits "
        "would lie within the ellipse."
    )
    epochs = page.get_by_label("Epochs")
    epochs.fill("2000")
    epochs.press("Tab")
    expect(page.locator(".jr-lab-picture .jr-note")).to_have_text(
        re.compile("so the formula is exact for the closed form.$")
    )


def test_classes_that_a_line_separates_are_counted(open_lab):
    page = open_lab("?of=logistic&study=universes&universes=256&c_n=20")
    table = universes(LogisticScenario(num_points=20), 256, progress=False)
    missing = table.optimum_W1.isna().sum()
    assert missing > 20
    assert f"In {missing} of them no W is the best" in note(page)
    assert f"{table.within_95.sum()} of 256 fits lie" in words(page)


def test_runs_that_diverge_are_said(open_lab):
    page = open_lab("?study=universes&universes=256&lr=0.1")
    assert words(page) == "The runs left the float range."


def test_a_setting_that_cannot_be_is_said(open_lab):
    page = open_lab("?study=universes&universes=256", expected=REFUSED)
    noise = page.get_by_label("Noise")
    noise.fill("9")
    noise.press("Tab")
    said(page).filter(has_text="noise=9: it must be a number from 0 to 5").wait_for()
    noise.fill("0,5")
    noise.press("Tab")
    start_again(page, "256")
    assert "noise=0.5" in page.url


def test_without_noise_there_is_nothing_to_see_and_it_says_so(open_lab):
    page = open_lab("?study=universes&universes=256&noise=0&epochs=5000")
    assert words(page).endswith("Without noise every universe has the same points.")


def test_a_long_study_is_stopped_and_shows_what_is_there(open_page):
    def has_begun(page):
        left = re.compile(r"of 10,000 runs, \d+ s left")
        said(page).filter(has_text=left).wait_for()

    page = open_page(
        "lab?of=logistic&study=universes&universes=10000", at_rest=has_begun
    )
    page.get_by_role("button", name="Stop").click()
    said(page).filter(has_text="Stopped after").wait_for()
    many = re.search(r"after ([\d,]+) runs", said(page).inner_text())[1]
    assert 0 < int(many.replace(",", "")) < 10_000
    expect(page.locator(".jr-lab-words")).to_contain_text(f"of {many} fits lie within")
    page.locator(".jr-lab-plot .main-svg").first.wait_for()
    # A move begins anew.
    page.get_by_label("Number of points").select_option("20")
    said(page).filter(has_text=re.compile("of 10,000 runs")).wait_for()
    page.get_by_role("button", name="Stop").click()


def test_own_data_have_a_bootstrap(open_page):
    page = open_page()
    show(page, paste=TABLE)
    page.get_by_role("button", name="Lab", exact=True).click()
    done(page)
    page.get_by_role("button", name="Bootstrap").click()
    start_again(page, "1,000")
    assert words(page).startswith("Over the resamples W has a standard deviation of ")
    assert page.locator("code.jr-lab-call").inner_text().endswith("), 1000, frame)")
    assert page.get_by_label("Noise").count() == 0
    assert page.get_by_label("Seed", exact=True).count() == 0


def test_a_built_in_table_has_a_bootstrap_but_no_universes(open_lab):
    tips = "source=tips&scale=on&lr=0.1&epochs=100"
    page = open_lab(f"?study=bootstrap&universes=256&{tips}", expected=REFUSED)
    s = LinearScenario(data="tips", scaling="on", learning_rate=0.1, epochs=100)
    table = bootstrap(s, 256, progress=False)
    assert f"{four(table.W.std())}; by the formula" in words(page)
    page.get_by_role("button", name="Universes").click()
    said(page).filter(has_text="take the bootstrap").wait_for()
    assert page.locator(".jr-lab-plot .main-svg").count() == 0


def test_a_basin_in_one_click_and_its_window(open_lab):
    page = open_lab("?lr=0.03&epochs=200")
    page.get_by_role("button", name="Basin").click()
    start_again(page, "9,216")
    s = LinearScenario(learning_rate=0.03, epochs=200)
    found = np.sort(basin(s, progress=False).epochs_to_converge.dropna())
    few, half, most = found[[0, (len(found) - 1) // 2, -1]].astype(int)
    who = "all 9,216" if len(found) == 9216 else f"{len(found):,} of 9,216"
    assert words(page) == (
        f"It converges from {who} starts: in {few} to {most} epochs, "
        f"from half of them in {half} at most."
    )
    page.get_by_label("Starts along each side").select_option("24")
    start_again(page, "576")
    field = page.get_by_label("from").first
    field.fill("1.5")
    field.press("Tab")
    page.wait_for_url(re.compile(r"window=1\.5%2C"))
    ticks = page.locator(".jr-lab-plot .xaxislayer-above .xtick text")
    expect(ticks).to_have_text(["2", "3", "4", "5", "6", "7", "8"])
    page.get_by_role("button", name="What the landscape shows").click()
    page.wait_for_url(re.compile("^(?!.*window)"))


def test_a_basin_without_a_minimum_says_so(open_lab):
    page = open_lab("?of=logistic&study=basin&side=24&data=lecture&c_seed=10")
    assert words(page) == "No minimum of the loss was found, so no run converges."


def test_a_place_of_the_basin_is_a_run(open_lab):
    page = open_lab("?study=basin&side=24&epochs=100")
    selects = page.locator(".jr-lab-open select")
    chosen = [selects.nth(k).locator("option").nth(k + 2).inner_text() for k in (0, 1)]
    for k in (0, 1):
        selects.nth(k).select_option(chosen[k])
    page.get_by_role("button", name="Open this run").click()
    settled(page)
    assert "start=chosen" in page.url
    assert f"W_0={chosen[0]}" in page.url and f"b_0={chosen[1]}" in page.url


def test_another_study_begins_anew_and_back_undoes_it(open_lab):
    page = open_lab("?noise=2&sweep=seed,0,2,3,linear&measure=loss")
    page.get_by_role("button", name="Bootstrap").click()
    start_again(page, "1,000")
    assert "study=bootstrap" in page.url and "sweep" not in page.url
    assert page.locator("code.jr-lab-call").inner_text() == (
        "bootstrap(LinearScenario(noise=2.0), 1000)"
    )
    page.go_back()
    start_again(page, "3")
    assert page.get_by_label("to", exact=True).first.input_value() == "2"


def test_which_rate_and_momentum_converge_fastest(open_lab):
    """The answer in one sentence, and a click away: with momentum, far sooner."""
    page = open_lab("?study=stability")
    [epochs] = re.findall(r"Smallest epochs to converge: (\d+)", words(page))
    [rate] = re.findall(r"learning rate ([\d.e-]+\d)", words(page))
    [beta] = re.findall(r"momentum β ([\d.]+\d)", words(page))
    s = LinearScenario(learning_rate=float(rate), momentum=float(beta))
    loss = run_linear(s).history.loss
    smallest = run_linear(s).smallest_loss
    assert np.flatnonzero(loss <= 1.01 * smallest)[0] == int(epochs)
    plain = run_linear(LinearScenario(learning_rate=0.03)).history.loss
    assert np.flatnonzero(plain <= 1.01 * smallest)[0] > 4 * int(epochs)


def test_a_counterexample_is_a_run_and_a_pair_are_two(open_lab):
    page = open_lab("?study=counterexamples&seeds=200")
    table = counterexamples(LinearScenario(), "direction", 200, progress=False)
    false = table.seed[table.is_false]
    assert words(page) == (
        "“Minus the gradient points within 45° of the minimum” is false for "
        f"{len(false)} of 200 seeds."
    )
    found = drawn(page)
    assert found["false"][0] == false.tolist()
    np.testing.assert_allclose(found["false"][1], table.angle[false], rtol=1e-6)
    assert len(found["true"][0]) == 200 - len(false)
    page.get_by_label("Sentence").select_option("noise")
    table = counterexamples(LinearScenario(), "noise", 200, progress=False)
    pairs = table.seed[table.is_false][::2]
    expect(page.locator(".jr-lab-words")).to_contain_text(
        f"is false for {len(pairs)} of 100 pairs of seeds."
    )
    page.get_by_label("Pair from seed").select_option(f"{pairs.iloc[1]}")
    page.get_by_role("button", name="Open this run").click()
    shown, first = settled(page), pairs.iloc[1]
    assert (shown["controls"]["seed"], shown["controls"]["noise"]) == (
        f"{first + 1}",
        "0.5",
    )
    expect(page.locator(".jr-pinned")).to_contain_text(f"noise 1 · seed {first}")
    assert four(table.W[first + 1]) in shown["bar"]


def test_a_slip_opens_at_its_epoch(open_lab):
    page = open_lab("?of=logistic&c_n=20&study=counterexamples&seeds=200")
    s = LogisticScenario(num_points=20)
    table = counterexamples(s, "accuracy", 200, progress=False)
    first = table[table.is_false].iloc[0]
    page.get_by_role("button", name="Open this run").click()
    shown = settled(page)
    assert re.split(r"\s+", shown["bar"])[1] == f"{first.slipped:.0f}"
    assert "c_show=accuracy" in page.url


@pytest.mark.skipif(not AXE.exists(), reason="axe-core: npm ci")
@pytest.mark.parametrize(
    "study",
    [
        "universes&universes=256",
        "bootstrap&universes=256",
        "basin&side=24",
        "stability",
        "counterexamples&seeds=200",
    ],
)
def test_no_rule_is_broken(open_lab, study):
    assert_no_rule_is_broken(open_lab(f"?study={study}"), PHONE["viewport"])

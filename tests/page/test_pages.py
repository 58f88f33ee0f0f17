"""What holds for both pages alike, in AppTest; test_<page>.py has what differs."""

from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jaxreg.data.source import points_of
from jaxreg.data.table import DataError
from jaxreg.live.controls import disabled, unused
from jaxreg.settings import CONTROLS, PAGES, PRESETS, from_query
from jaxreg.training.runs import run as run_of
from tests.app_pages import (
    OTHERS,
    assert_shows,
    drawn,
    ends,
    forge,
    formulas,
    open_page,
    refusals,
    run,
    send,
    set_values,
    show,
    told,
    warning,
)
from tests.strategies import FOREIGN, JUNK, links, scenarios

LINKED = [s for page in PAGES for s in (*ends(page), OTHERS[page])]


@pytest.mark.parametrize("page", PAGES)
def test_the_first_visit(page):
    at = open_page(page)
    assert_shows(at, PAGES[page]())
    assert not at.warning
    # All other controls are drawn by the charts.
    assert {button.key for button in at.button} == {"own_use_paste", f"{page} edit"}
    assert [box.key for box in at.selectbox] == [f"{page}_data"]
    assert not [*at.slider, *at.select_slider, *at.number_input]
    assert_shows(run(at), PAGES[page]())


@pytest.mark.parametrize("page", PAGES)
def test_the_source_of_data_is_chosen_on_the_page(page):
    control = CONTROLS[page]["data"]
    [source] = open_page(page).selectbox
    assert (source.label, source.proto.help) == (control.label, control.help)
    assert source.options == list(control.options)


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_shown_whatever_was_before(name):
    preset = PRESETS[name].scenario
    page = preset.page
    at = set_values(open_page(page), page, seed=7, loss_axis="log", explain="gradient")
    assert_shows(show(at, preset), preset)
    assert_shows(run(at), preset)


@pytest.mark.parametrize("scenario", LINKED, ids=repr)
def test_a_link_opens_what_it_names(scenario):
    page = scenario.page
    link = [
        (control.key, control.text(getattr(scenario, field)))
        for field, control in CONTROLS[page].items()
        if getattr(scenario, field) is not None
    ]
    at = open_page(page, link)
    assert_shows(at, scenario)
    assert not at.warning


@pytest.mark.parametrize("page", PAGES)
@settings(deadline=None, max_examples=20)
@given(st.data())
def test_what_the_charts_say_is_shown(page, data):
    """And which controls it leaves nothing to say is told them."""
    at = open_page(page)
    scenario = data.draw(scenarios(page, tables=True).filter(is_drawn))
    assert_shows(show(at, scenario), scenario)
    assert told(at)["unused"] == unused(scenario)
    assert told(at)["disabled"] == disabled(scenario)


def is_drawn(scenario):
    try:
        return not scenario.is_of_table or bool(points_of(scenario, own=None))
    except DataError:
        return False


@pytest.mark.parametrize("page", PAGES)
def test_what_the_charts_say_is_no_change_of_the_pages_own(page):
    """They are told of those by a number: an answer that is late undoes nothing."""
    at = open_page(page)
    before = told(at)
    set_values(at, page, seed=7)
    assert [told(at)[name] for name in ("changes", "view")] == [
        before[name] for name in ("changes", "view")
    ]
    set_values(at, page, data="iris")
    assert told(at)["changes"] == before["changes"] + 1
    assert told(at)["view"] == before["view"] + 1


@pytest.mark.parametrize("page", PAGES)
def test_the_charts_say_at_once_what_the_page_shows_something_of(page):
    """They say the rest when a hand goes to what the page itself draws."""
    names = ["explain", "start", "momentum", "batch", "held_out", "method"]
    names += ["noise_kind", "intercept"] * (page == "linear")
    keys = [CONTROLS[page][name].key for name in names]
    explain, start, *_ = keys
    of_data = [
        CONTROLS[page][name].key
        for name in ("data", *PAGES[page].fields("points", "column", "class"))
    ]
    at = open_page(page)
    heeded = sorted([*keys, *of_data])
    assert sorted(told(at)["heeds"]) == heeded
    assert told(set_values(at, page, explain="code"))["heeds"] is None
    set_values(at, page, explain="gradient")
    formulas(at)
    assert told(at)["heeds"] is None
    wrong = open_page(page, [(start, "x")])
    assert told(wrong)["heeds"] is None
    assert sorted(told(set_values(wrong, page, start="zero"))["heeds"]) == heeded


@pytest.mark.parametrize("page", PAGES)
def test_a_run_after_the_pages_own_change_is_none(page):
    at = set_values(open_page(page), page, data="iris")
    changes = told(at)["changes"]
    assert told(run(at))["changes"] == changes


# Forged messages


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    "query",
    [None, True, 5, [], ["W=4"], {}, {"W": "4"}, [["W", "4"]], "", "&&&", "=", "\0"],
    ids=repr,
)
def test_a_query_that_names_nothing_shows_the_defaults(page, query):
    at = open_page(page)
    assert_shows(send(at, "query", query), PAGES[page]())
    assert not at.warning


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("query", [None, 5, ["W=4"], {"W": "4"}], ids=repr)
def test_a_query_that_is_no_text_changes_nothing(page, query):
    at = show(open_page(page), PAGES[page](seed=7))
    assert_shows(send(at, "query", query), PAGES[page](seed=7))


@pytest.mark.parametrize("page", PAGES)
def test_what_a_query_names_wrongly_keeps_its_default(page):
    at = open_page(page)
    seed, rate = (CONTROLS[page][name].key for name in ("seed", "learning_rate"))
    good = PAGES[page](seed=7)
    for text in [*JUNK, "\ud800", "9" * 10_000]:
        show(at, PAGES[page](seed=1))
        send(at, "query", urlencode({seed: 7, rate: text}, errors="surrogatepass"))
        assert_shows(at, good)
        send(at, "query", f"{seed}=7&{rate}={text}")
        assert_shows(at, good)
    for query in (f"{seed}=7&{seed}=8&{rate}=9", f"{seed}=-1", f"{seed}=1.5"):
        assert drawn(send(at, "query", query)).seed == 0
    assert not at.warning  # nobody made this link


@pytest.mark.parametrize("page", PAGES)
def test_what_no_chart_sends_is_not_heard(page):
    at = show(open_page(page), PAGES[page](seed=7))
    seed = CONTROLS[page]["seed"].key
    for event in ("action", "start", "rate", "missed", "changes", "__class__"):
        for value in ({"key": seed, "value": "8"}, [1, 2], f"{seed}=8", None):
            assert_shows(send(at, event, value), PAGES[page](seed=7))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("text", ["nonsense", "iris ", "", "0", "99"])
def test_what_no_list_has_is_not_chosen_from_it(page, text):
    at = show(open_page(page), PAGES[page](seed=7))
    assert_shows(forge(at, f"{page}_data", text), PAGES[page](seed=7))
    at = set_values(at, page, data="iris")
    before = drawn(at)
    for field in before.fields("column"):
        assert_shows(forge(at, f"{page}_{field}", text), before)


# Links


@pytest.mark.parametrize("page", PAGES)
def test_a_links_foreign_parameters_say_nothing(page):
    seed = CONTROLS[page]["seed"].key
    at = open_page(page, [*FOREIGN[page], (seed, "7")])
    assert not at.warning
    assert_shows(at, PAGES[page](seed=7))


@pytest.mark.parametrize("page", PAGES)
def test_what_a_link_hides_and_the_page_does_not_know_is_said(page):
    rate = CONTROLS[page]["learning_rate"].key
    link = {"hide": "truth, answer,loss", "controls": f"{rate},speed", "epoch": "last"}
    at = open_page(page, link.items())
    hiding, naming, at_epoch = warning(at)
    assert hiding.startswith("`hide=answer`: it must be some of truth, fit, optimum, ")
    assert naming.startswith("`controls=speed`: it must be some of ")
    assert f" {rate}, " in naming
    assert at_epoch == (
        "`epoch=last`: it must be a whole number of at most 7 digits. It is ignored."
    )
    set_values(at, page, seed=7)
    assert not at.warning
    link = {"hide": "truth,closed form", "controls": "lr,c_lr", "epoch": "12"}
    assert not open_page(page, link.items()).warning


@pytest.mark.parametrize("page", PAGES)
def test_the_link_is_the_charts_own(page):
    """They write it: who changes it here takes a step of a person's way back."""
    at = set_values(open_page(page, [("utm_source", "x")]), page, seed=7)
    set_values(at, page, data="iris")
    assert at.query_params == {"utm_source": "x"}


@pytest.mark.parametrize("page", PAGES)
def test_what_is_said_of_a_link_is_said_until_its_control_is_changed(page):
    epochs, start, seed = (
        CONTROLS[page][name].key for name in ("epochs", "start", "start_seed")
    )
    at = open_page(page, [(key, "x") for key in (seed, start, epochs)])
    assert [line[1:].split("=")[0] for line in warning(at)] == [epochs, start, seed]
    set_values(at, page, start="zero", seed=7)
    assert [line[1:].split("=")[0] for line in warning(run(at))] == [epochs, seed]
    set_values(at, page, data="iris")  # moves all
    assert not at.warning


@pytest.mark.parametrize("page", PAGES)
def test_formulas_say_how_many_epochs_were_trained(page):
    asked = PAGES[page](num_points=100_000, epochs=10_000)
    trained = len(run_of(asked).history.loss) - 1
    assert trained < 10_000
    key = CONTROLS[page]
    link = [(key["num_points"].key, "100000"), (key["epochs"].key, "10000")]
    text = formulas(open_page(page, link))
    assert f"**Update**, {trained} times" in text


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("method", "step"),
    [
        ("Newton", r"\theta \leftarrow \theta - H^{-1} g"),
        ("coordinate descent", r"b \leftarrow b - g_b \,/\, \frac{\partial^2 L}"),
    ],
)
def test_formulas_of_a_method_without_a_rate_have_none(page, method, step):
    key = CONTROLS[page]
    link = [(key["method"].key, method), (key["learning_rate"].key, "0.0335")]
    text = formulas(open_page(page, link))
    assert step in text and "in each of 1000 epochs" in text
    assert "0.0335" not in text and "learning rate" not in text


@pytest.mark.parametrize("page", PAGES)
@settings(deadline=None, max_examples=20)
@given(st.data())
def test_any_link_opens(page, data):
    link = data.draw(links(page))
    at = open_page(page, link)
    scenario, problems = from_query(page, link)
    assert len(at.warning) == bool(problems)
    try:
        if scenario.is_of_table:
            points_of(scenario, own=None)
    except DataError:
        assert told(at)["absent"]
        assert refusals(at)
    else:
        assert_shows(at, scenario)

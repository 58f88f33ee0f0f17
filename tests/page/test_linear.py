"""The linear page in AppTest: controls, presets, links good and bad, formulas, and what
the charts send back."""

import inspect
from dataclasses import asdict, replace

import pytest
import streamlit

from jaxreg.explain.script import script
from jaxreg.page.state import set_control
from jaxreg.settings import LinearScenario
from jaxreg.training import gradient_descent as train
from jaxreg.training import models
from tests.app_pages import (
    OTHERS,
    assert_shows,
    click,
    corners,
    drawn,
    open_page,
    run,
    send,
    set_values,
    warning,
)

PAGE = "linear"
OTHER = OTHERS[PAGE]


def test_the_corners_of_every_control():
    at = open_page(PAGE)
    for scenario in corners(PAGE):
        assert_shows(set_values(at, PAGE, **asdict(scenario)), scenario)


# Links


@pytest.mark.parametrize(
    ("link", "said"),
    [
        (
            [("W", "10.1")],
            "`W=10.1`: it must be a number from -10 to 10 in steps of 0.1. 3 is",
        ),
        (
            [("W", "3.14159")],
            "`W=3.14159`: it must be a number from -10 to 10 in steps of 0.1. 3 is",
        ),
        (
            [("W", "nan")],
            "`W=nan`: it must be a number from -10 to 10 in steps of 0.1. 3 is",
        ),
        (
            [("W", "-inf")],
            "`W=-inf`: it must be a number from -10 to 10 in steps of 0.1. 3 is",
        ),
        ([("W", "")], "`W=`: it must be a number from -10 to 10 in steps of 0.1. 3 is"),
        (
            [("W", "4"), ("W", "5")],
            "`W=4, 5`: it is given 2 times, but allowed once. 3 is",
        ),
        (
            [("b", "two")],
            "`b=two`: it must be a number from -10 to 10 in steps of 0.1. 2 is",
        ),
        (
            [("seed", "12.7")],
            "`seed=12.7`: it must be a whole number from 0 to 999. 0 is",
        ),
        (
            [("n", "11")],
            "`n=11`: it must be one of 5, 10, 20, 50, 100, 200, 500, 1000,",
        ),
        (
            [("lr", "0.0336")],
            "`lr=0.0336`: it must be one of 161 values from 0.0001 to",
        ),
        ([("fit", "Noisy")], "`fit=Noisy`: it must be one of noisy, noise-free. noisy"),
        (
            [("W_0", "1e16")],
            "`W_0=1e16`: it must be a number from -1e15 to 1e15 with at most 7 digits.",
        ),
        (
            [("start", "here")],
            "`start=here`: it must be one of seed, zero, chosen. seed is used",
        ),
    ],
)
def test_what_cannot_be_used_of_a_link_is_said(link, said):
    at = open_page(PAGE, [*link, ("noise", "0.5")])
    [line] = warning(at)
    assert line.startswith(said)
    assert_shows(at, LinearScenario(noise=0.5))
    assert at.query_params == {"noise": "0.5"}
    assert warning(run(at)) == [line]


def test_it_is_said_until_the_control_changes():
    at = open_page(PAGE, [("W", "99"), ("lr", "fast")])
    set_values(at, PAGE, true_b=5.0)
    assert [line[:4] for line in warning(at)] == ["`W=9", "`lr="]
    set_values(at, PAGE, true_W=4.0)
    assert [line[:4] for line in warning(at)] == ["`lr="]
    set_values(at, PAGE, learning_rate=0.1)
    assert not at.warning
    assert_shows(at, LinearScenario(true_W=4.0, true_b=5.0, learning_rate=0.1))


@pytest.mark.parametrize("button", ["preset Zig-zag", "linear reset"])
def test_it_is_said_until_all_controls_are_set(button):
    at = open_page(PAGE, [("W", "99"), ("lr", "fast")])
    assert len(warning(at)) == 2
    assert not click(at, button).warning


def test_it_is_said_until_the_next_seed():
    at = open_page(PAGE, [("seed", "x")])
    assert len(warning(at)) == 1
    assert not click(at, "linear next seed").warning


@pytest.mark.parametrize(
    "text",
    [
        "**4**",
        "<img src=x onerror=alert(1)>",
        "[4](https://example.org)",
        ":red[4] :material/home:",
        "$x^2$",
        "a\n\n# b\tc",
        "` <b>4</b> `",
        "```\n<b>",
        "\\` *x* \\`",
    ],
)
def test_a_strangers_text_is_shown_and_does_nothing(text):
    literal = " ".join(text.replace("`", "'").split())
    # Streamlit takes a name of an icon for one in code, too.
    literal = literal.replace(":material/", ":\u200bmaterial/")
    [line] = warning(open_page(PAGE, [("W", text)]))
    _, code, ours = line.split("`")
    assert code.split() == f"W={literal}".split()
    assert ours.startswith(": it must be ")


def test_a_long_text_is_cut():
    [line] = warning(open_page(PAGE, [("W", "1" * 9999)]))
    assert len(line.split("`")[1]) == len("W=") + 40


# Formulas


def test_formulas_hold_the_numbers_of_the_controls():
    at = set_values(open_page(PAGE), PAGE, **asdict(replace(OTHER, targets="noisy")))
    text = at.markdown[0].value
    for part in (
        r"-4.5\,x_i +0.1",
        r"0\,\varepsilon_i",
        "0.0335",
        r"{100}",
        "200 times",
    ):
        assert part in text
    set_values(at, PAGE, true_b=-2.0, targets="noise-free", noise=3.0)
    text = at.markdown[0].value
    assert r"-4.5\,x_i -2" in text
    assert r"\,\varepsilon_i" not in text


# What the charts send


def test_the_offer_of_a_message_sets_its_control():
    at = open_page(PAGE, [("lr", "0.0501"), ("b", "99")])
    send(at, "action", {"key": "lr", "value": "0.0335"})
    assert_shows(at, LinearScenario(learning_rate=0.0335))
    assert len(warning(at)) == 1
    send(at, "action", {"key": "b", "value": "5"})
    assert_shows(at, LinearScenario(true_b=5.0, learning_rate=0.0335))
    assert not at.warning


@pytest.mark.parametrize(
    "action",
    [
        {"key": "lr", "value": "0.0336"},
        {"key": "c_lr", "value": "0.1"},
        {"key": "linear view", "value": "1"},
        {"key": "W", "value": None},
        {"key": "W", "value": [5]},
        {"key": ["W"], "value": "5"},
        {"key": "W"},
        {},
        [],
        "W",
        5,
        None,
    ],
    ids=repr,
)
def test_an_action_that_no_message_offers_does_nothing(action):
    assert_shows(send(open_page(PAGE), "action", action), LinearScenario())


@pytest.mark.parametrize(
    ("key", "text"), [("W", "10.1"), ("lr", "0.0336"), ("n", ""), ("c_lr", "0.1")]
)
def test_a_control_is_only_set_to_what_it_allows(key, text, monkeypatch):
    monkeypatch.setattr(streamlit, "session_state", {})
    with pytest.raises(ValueError, match="allowed|one of|in steps of|no control"):
        set_control(PAGE, key, text)
    assert streamlit.session_state == {}


def test_a_control_is_set_to_a_text_it_allows(monkeypatch):
    monkeypatch.setattr(streamlit, "session_state", {})
    set_control(PAGE, "n", "100")
    assert streamlit.session_state["n"] == 100


@pytest.mark.parametrize(
    ("clicked", "rate"), [(0.003, 0.00299), (0.0101, 0.01), (5.0, 1.0), (1e-9, 0.0001)]
)
def test_a_click_on_the_rates_sets_the_nearest_one(clicked, rate):
    at = send(open_page(PAGE, [("lr", "0.05"), ("b", "5")]), "rate", clicked)
    assert_shows(at, LinearScenario(true_b=5.0, learning_rate=rate))
    assert not at.warning


@pytest.mark.parametrize("clicked", [0, -1, None, "x", [0.1], {}, "nan"])
def test_a_click_that_is_no_rate_does_nothing(clicked):
    assert_shows(send(open_page(PAGE), "rate", clicked), LinearScenario())


# Asking, explaining, taking along


def test_what_is_asked_has_as_many_digits_as_a_link():
    at = open_page(PAGE)
    at.number_input(key="x").set_value(4.2560000001)
    run(at)
    assert drawn(at) == LinearScenario(ask_x=4.256)
    at.number_input(key="x").set_value(None)
    run(at)
    assert drawn(at) == LinearScenario()


def test_the_code_is_shown_when_it_is_explained():
    at = open_page(PAGE, [("fit", "noise-free"), ("show", "code")])
    sources = [block.value for block in at.code]
    scenario = LinearScenario(targets="noise-free", explain="code")
    assert sources[0] == script(scenario).strip()
    for function in (models.mean_squared_error, train.epoch, train.descend):
        assert inspect.getsource(function).strip() in sources
    assert [tab.label for tab in at.tabs] == ["Complete script", "Loss", "Step", "Loop"]
    set_values(at, PAGE, explain="squares")
    assert not at.code


def test_formulas_say_what_is_standardised():
    assert "Training uses" not in open_page(PAGE).markdown[0].value
    at = open_page(PAGE, [("scale", "on")])
    assert r"x' = (x - \bar x) / s" in at.markdown[0].value

"""The logistic page in AppTest: links good and bad, the lecture's points, formulas, and
what is kept while the other page is shown."""

from dataclasses import asdict, replace

import pytest

from jaxreg.settings import PRESETS, LinearScenario, LogisticScenario
from tests.app_pages import (
    OTHERS,
    assert_shows,
    formulas,
    open_page,
    run,
    send,
    set_values,
    show,
    switch,
    warning,
)

PAGE = "logistic"
OTHER = OTHERS[PAGE]


# Links


@pytest.mark.parametrize(
    ("link", "said"),
    [
        (
            [("W1", "5.1")],
            "`W1=5.1`: it must be a number from -5 to 5 with at most 7 digits.",
        ),
        (
            [("W2", "0.050000001")],
            "`W2=0.050000001`: it must be a number from -5 to 5 with at most 7 digits.",
        ),
        (
            [("c_b", "nan")],
            "`c_b=nan`: it must be a number from -5 to 5 with at most 7 digits.",
        ),
        (
            [("c_seed", "-1")],
            "`c_seed=-1`: it must be a whole number from 0 to 9999. 0 is used",
        ),
        (
            [("c_n", "1e5")],
            "`c_n=1e5`: it must be one of 5, 10, 20, 50, 80, 100, 200,",
        ),
        (
            [("c_lr", "inf")],
            "`c_lr=inf`: it must be a number from 1e-9 to 1000 with at most",
        ),
        (
            [("c_epochs", "")],
            "`c_epochs=`: it must be a whole number from 0 to 10000.",
        ),
        (
            [("data", "x")],
            "`data=x`: it must be one of generated, circle, lecture, by hand, own, "
            "O-rings, tips, iris, gapminder. generated is",
        ),
        (
            [("W1", "1"), ("W1", "1")],
            "`W1=1, 1`: it is given 2 times, but allowed once. 2 is used",
        ),
    ],
)
def test_what_cannot_be_used_of_a_link_is_said(link, said):
    at = open_page(PAGE, [*link, ("c_loss", "log")])
    [line] = warning(at)
    assert line.startswith(said)
    assert_shows(at, LogisticScenario(loss_axis="log"))
    assert warning(run(at)) == [line]


def test_it_is_said_until_the_control_changes():
    at = open_page(PAGE, [("W1", "99"), ("data", "x")])
    assert len(warning(at)) == 2
    set_values(at, PAGE, data="lecture")
    assert [line[:5] for line in warning(at)] == ["`W1=9"]
    set_values(at, PAGE, true_W1=4.0)
    assert not at.warning


def test_a_strangers_text_is_shown_and_does_nothing():
    [line] = warning(open_page(PAGE, [("data", "`<b>`*x*")]))
    assert line.split("`")[1] == "data='<b>'*x*"


# Formulas


def test_formulas_hold_the_numbers_of_the_controls():
    at = set_values(open_page(PAGE), PAGE, **asdict(OTHER))
    text = formulas(at)
    for part in (r"\sigma(-4.5\,x_1 +0.1\,x_2 +0)", r"{5}", "50.1", "200 times"):
        assert part in text
    set_values(at, PAGE, num_points=1000)
    assert r"\frac{1}{1000} \sum_{i=1}^{1000}" in formulas(at)


def test_formulas_write_small_numbers_as_powers_of_ten():
    text = formulas(open_page(PAGE, [("c_lr", "1e-9"), ("l2", "2e-7")]))
    assert r"with the learning rate $1 \cdot 10^{-9}$" in text
    assert r"\frac{2 \cdot 10^{-7}}{2} (W_1^2 + W_2^2)" in text
    assert r"- 1 \cdot 10^{-9} \cdot 2 \cdot 10^{-7}\,W_j" in text


def test_formulas_of_the_points_of_the_lecture():
    text = formulas(show(open_page(PAGE), PRESETS["Lecture 5.2"].scenario))
    assert "the lecture's five points" in text
    assert r"\frac{1}{5} \sum_{i=1}^{5}" in text
    assert "1000 times with the learning rate $0.01$" in text


# Both pages


def test_each_page_keeps_its_values():
    linear = replace(PRESETS["Zig-zag"].scenario, true_W=-4.5)
    at = set_values(open_page("linear"), "linear", **asdict(linear))
    assert_shows(switch(at, PAGE), LogisticScenario())
    assert_shows(set_values(at, PAGE, **asdict(OTHER)), OTHER)
    for _ in range(2):
        assert_shows(switch(at, "linear"), linear)
        assert_shows(switch(at, PAGE), OTHER)
    show(at, LogisticScenario())
    assert_shows(switch(at, "linear"), linear)
    assert_shows(switch(at, PAGE), LogisticScenario())


def test_a_page_that_is_come_back_to_shows_its_link():
    """Which may be another than that of the page's own, such as the browser's Back."""
    at = switch(set_values(open_page("linear"), "linear", true_W=4.0), PAGE)
    at.query_params = {"W": "5", "utm_source": "x"}
    assert_shows(run(at.switch_page("linear.py")), LinearScenario(true_W=5.0))


def test_what_is_said_of_a_link_is_said_on_its_page_alone():
    at = open_page(PAGE, [("W1", "99"), ("c_lr", "1")])
    assert len(warning(at)) == 1
    assert not switch(at, "linear").warning
    assert_shows(at, LinearScenario())
    assert_shows(switch(at, PAGE), LogisticScenario(learning_rate=1.0))


def test_no_page_takes_what_the_other_says():
    at = send(open_page(PAGE), "query", "W=4&lr=0.0335&c_lr=1")
    assert_shows(at, LogisticScenario(learning_rate=1.0))
    assert_shows(switch(at, "linear"), LinearScenario())


# Penalty, form, scaling


def test_formulas_say_what_the_loss_is():
    plain = formulas(open_page(PAGE))
    assert "W_1^2" not in plain and r"\log(1 + e^{(1 - 2 y_i) z_i})" in plain
    link = [("l2", "0.03"), ("form", "textbook"), ("c_scale", "on")]
    text = formulas(open_page(PAGE, link))
    assert r"\frac{0.03}{2} (W_1^2 + W_2^2)" in text
    assert r"\cdot 0.03\,W_j" in text
    assert "as written here" in text and "Training uses" in text


def test_the_code_is_that_of_the_loss_that_is_trained():
    for form, name in (
        ("stable", "penalised_cross_entropy"),
        ("textbook", "textbook_cross_entropy"),
    ):
        at = open_page(PAGE, [("form", form), ("c_show", "code")])
        assert any(f"def {name}(" in block.value for block in at.code)

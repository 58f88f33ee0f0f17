"""The logistic page in AppTest: controls, presets, links good and bad, the lecture's
points, formulas, and what is kept while the other page is shown."""

from dataclasses import asdict, replace

import pytest

from jaxreg.settings import CONTROLS, PRESETS, LinearScenario, LogisticScenario
from tests.app_pages import (
    OTHERS,
    START_VALUES,
    assert_shows,
    click,
    corners,
    drawn,
    open_page,
    run,
    send,
    set_values,
    switch,
    warning,
    widget,
)

PAGE = "logistic"
OTHER = OTHERS[PAGE]
GENERATOR = ["W1", "W2", "c_b", "c_n"]


def test_the_corners_of_every_control():
    at = open_page(PAGE)
    for scenario in corners(PAGE):
        click(at, "logistic reset")  # what the lecture's points disabled, too
        assert_shows(set_values(at, PAGE, **asdict(scenario)), scenario)


def test_the_points_of_the_lecture_disable_their_generator():
    at = set_values(open_page(PAGE), PAGE, true_W1=4.0)
    set_values(at, PAGE, data="lecture")
    keys = [control.key for control in CONTROLS[PAGE].values()]
    disabled = [key for key in keys if widget(at, key).disabled]
    assert disabled == [*GENERATOR, *START_VALUES[PAGE].values()]
    assert_shows(at, LogisticScenario(data="lecture", true_W1=4.0))
    set_values(at, PAGE, data="generated")
    assert not any(widget(at, key).disabled for key in GENERATOR)
    assert_shows(at, LogisticScenario(true_W1=4.0))


# Links


@pytest.mark.parametrize(
    ("link", "said"),
    [
        (
            [("W1", "5.1")],
            "`W1=5.1`: it must be a number from -5 to 5 in steps of 0.1. 2 is used",
        ),
        (
            [("W2", "0.05")],
            "`W2=0.05`: it must be a number from -5 to 5 in steps of 0.1. -1 is used",
        ),
        (
            [("c_b", "nan")],
            "`c_b=nan`: it must be a number from -5 to 5 in steps of 0.1. 0.5 is used",
        ),
        (
            [("c_seed", "-1")],
            "`c_seed=-1`: it must be a whole number from 0 to 999. 0 is used",
        ),
        (
            [("c_n", "1e5")],
            "`c_n=1e5`: it must be one of 5, 10, 20, 50, 100, 200, 500,",
        ),
        (
            [("c_lr", "inf")],
            "`c_lr=inf`: it must be one of 201 values from 0.001 to 100",
        ),
        (
            [("c_epochs", "")],
            "`c_epochs=`: it must be one of 0, 1, 2, 3, 5, 7, 10, 14,",
        ),
        (
            [("data", "x")],
            "`data=x`: it must be one of generated, lecture, own, O-rings, tips, "
            "iris, gapminder. generated is",
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
    assert at.query_params == {"c_loss": "log"}
    assert warning(run(at)) == [line]


def test_it_is_said_until_the_control_changes():
    at = open_page(PAGE, [("W1", "99"), ("data", "x")])
    assert len(warning(at)) == 2
    set_values(at, PAGE, data="lecture")
    assert [line[:5] for line in warning(at)] == ["`W1=9"]
    assert not click(at, "preset Slow start").warning


def test_a_strangers_text_is_shown_and_does_nothing():
    [line] = warning(open_page(PAGE, [("data", "`<b>`*x*")]))
    assert line.split("`")[1] == "data='<b>'*x*"


# Formulas


def test_formulas_hold_the_numbers_of_the_controls():
    at = set_values(open_page(PAGE), PAGE, **asdict(OTHER))
    text = at.markdown[0].value
    for part in (r"\sigma(-4.5\,x_1 +0.1\,x_2 +0)", r"{5}", "50.1", "200 times"):
        assert part in text
    set_values(at, PAGE, num_points=1000)
    assert r"\frac{1}{1000} \sum_{i=1}^{1000}" in at.markdown[0].value


def test_formulas_of_the_points_of_the_lecture():
    text = click(open_page(PAGE), "preset Lecture 5.2").markdown[0].value
    assert "the lecture's five points" in text
    assert r"\frac{1}{5} \sum_{i=1}^{5}" in text
    assert "1000 times with the learning rate 0.01" in text


# Both pages


def test_each_page_keeps_its_values():
    linear = replace(PRESETS["Zig-zag"], true_W=-4.5)
    at = set_values(open_page("linear"), "linear", **asdict(linear))
    assert_shows(switch(at, PAGE), LogisticScenario())
    assert_shows(set_values(at, PAGE, **asdict(OTHER)), OTHER)
    for _ in range(2):
        assert_shows(switch(at, "linear"), linear)
        assert_shows(switch(at, PAGE), OTHER)
    click(at, "logistic reset")
    assert_shows(switch(at, "linear"), linear)
    assert_shows(switch(at, PAGE), LogisticScenario())


def test_what_is_said_of_a_link_is_said_again_after_a_visit_to_the_other_page():
    at = open_page(PAGE, [("W1", "99"), ("c_lr", "1")])
    said = warning(at)
    assert not switch(at, "linear").warning
    assert not run(at).warning
    assert_shows(at, LinearScenario())
    assert warning(switch(at, PAGE)) == said
    assert_shows(at, LogisticScenario(learning_rate=1.0))


def test_no_page_takes_an_action_for_the_other():
    at = send(open_page(PAGE), "action", {"key": "lr", "value": "0.0335"})
    assert drawn(at) == LogisticScenario()
    assert_shows(switch(at, "linear"), LinearScenario())


def test_a_click_on_one_landscape_leaves_the_other_page_alone():
    at = send(open_page("linear"), "start", [1, 2])
    linear = LinearScenario(start="chosen", start_W=1.0, start_b=2.0)
    assert_shows(at, linear)
    at = send(switch(at, PAGE), "start", [-3, 4])
    assert_shows(at, LogisticScenario(start="chosen", start_W1=-3.0, start_W2=4.0))
    assert_shows(switch(at, "linear"), linear)


# Penalty, form, scaling


def test_formulas_say_what_the_loss_is():
    plain = open_page(PAGE).markdown[0].value
    assert "W_1^2" not in plain and r"\log(1 + e^{(1 - 2 y_i) z_i})" in plain
    link = [("l2", "0.03"), ("form", "textbook"), ("c_scale", "on")]
    text = open_page(PAGE, link).markdown[0].value
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


def test_both_features_are_asked_for():
    at = open_page(PAGE, [("x1", "1.5")])
    at.number_input(key="x2").set_value(-2.0)
    run(at)
    assert drawn(at) == LogisticScenario(ask_x1=1.5, ask_x2=-2.0)

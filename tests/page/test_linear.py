"""The linear page in AppTest: links good and bad, formulas, and the code."""

import inspect
from dataclasses import asdict, replace

import pytest

from jaxreg.display.noise import noise_in_tex
from jaxreg.explain.script import script
from jaxreg.settings import LinearScenario
from jaxreg.training import gradient_descent as train
from jaxreg.training import models
from tests.app_pages import (
    OTHERS,
    assert_shows,
    formulas,
    open_page,
    run,
    set_values,
    warning,
)

PAGE = "linear"
OTHER = OTHERS[PAGE]


# Links


@pytest.mark.parametrize(
    ("link", "said"),
    [
        (
            [("W", "10.1")],
            "`W=10.1`: it must be a number from -10 to 10 with at most 7 digits. 3 is",
        ),
        (
            [("W", "3.1415927")],
            "`W=3.1415927`: it must be a number from -10 to 10 with at most 7 digits.",
        ),
        (
            [("W", "nan")],
            "`W=nan`: it must be a number from -10 to 10 with at most 7 digits. 3 is",
        ),
        (
            [("W", "-inf")],
            "`W=-inf`: it must be a number from -10 to 10 with at most 7 digits. 3 is",
        ),
        (
            [("W", "")],
            "`W=`: it must be a number from -10 to 10 with at most 7 digits. 3 is",
        ),
        (
            [("W", "4"), ("W", "5")],
            "`W=4, 5`: it is given 2 times, but allowed once. 3 is",
        ),
        (
            [("b", "two")],
            "`b=two`: it must be a number from -10 to 10 with at most 7 digits. 2 is",
        ),
        (
            [("seed", "12.7")],
            "`seed=12.7`: it must be a whole number from 0 to 9999. 0 is",
        ),
        (
            [("n", "11")],
            "`n=11`: it must be one of 5, 10, 20, 50, 80, 100, 200, 500,",
        ),
        (
            [("lr", "0.12345678")],
            "`lr=0.12345678`: it must be a number from 1e-9 to 1000 with at most 7",
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
    text = formulas(at)
    for part in (
        r"-4.5\,x_i +0.1",
        r"0\,\varepsilon_i",
        "0.0335",
        r"{100}",
        "200 times",
    ):
        assert part in text
    set_values(at, PAGE, true_b=-2.0, targets="noise-free", noise=3.0)
    text = formulas(at)
    assert r"-4.5\,x_i -2" in text
    assert r"\,\varepsilon_i" not in text


def test_formulas_write_small_numbers_as_powers_of_ten():
    link = [("W", "-0.00001"), ("b", "1e-7"), ("noise", "0.25"), ("lr", "3.5e-7")]
    text = formulas(open_page(PAGE, link))
    rate = r"3.5 \cdot 10^{-7}"
    for part in (
        rf"with the learning rate ${rate}$",
        rf"W - {rate} \cdot \frac{{2}}{{10}}",
        r"y_i = -1 \cdot 10^{-5}\,x_i +1 \cdot 10^{-7} + 0.25\,\varepsilon_i",
    ):
        assert part in text


@pytest.mark.parametrize(
    ("of", "drawn"),
    [
        ({}, r"+ 2\,\varepsilon_i, \qquad \varepsilon_i \sim N(0, 1)"),
        (
            {"noise_kind": "heavy tails", "nu": 2.5},
            r"+ 2\,\varepsilon_i, \qquad \varepsilon_i \sim t_{2.5}",
        ),
        (
            {"noise_kind": "outliers", "outliers": 0.15},
            r"\sim N(0, 1)\text{, but }N(0, 10^2)\text{ for 15\% of them}",
        ),
        (
            {"noise_kind": "uneven"},
            r"+ 2\,\frac{x_i}{4.5}\,\varepsilon_i, \qquad \varepsilon_i \sim N(0, 1)",
        ),
        ({"noise_kind": "uneven", "targets": "noise-free"}, ""),
    ],
)
def test_formulas_name_what_noise_is_drawn_from(of, drawn):
    said = "".join(noise_in_tex(LinearScenario(noise=2.0, **of)))
    assert drawn in said and bool(drawn) == bool(said)


# Explaining


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
    assert "Training uses" not in formulas(open_page(PAGE))
    at = open_page(PAGE, [("scale", "on")])
    assert r"x' = (x - \bar x) / s" in formulas(at)

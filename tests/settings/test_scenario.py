"""Every value of every control travels through a link, and whatever else a link says is
reported and never raises."""

import re
from dataclasses import fields, replace
from decimal import Decimal
from urllib.parse import parse_qsl, urlencode

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jaxreg.settings import (
    CONTROLS,
    EPOCHS,
    NUM_POINTS,
    PAGES,
    PRESETS,
    LinearScenario,
    LogisticScenario,
    from_query,
    to_query,
)
from jaxreg.training.gradient_descent import MAX_EPOCHS
from tests.strategies import FOREIGN, scenarios

KEYS = {page: [c.key for c in CONTROLS[page].values()] for page in PAGES}
PLAIN_NUMBER = r"0|-?[1-9]\d*|-?(0|[1-9]\d*)\.\d*[1-9]"
ANY_TEXT = st.text(st.characters(exclude_categories=()))  # lone surrogates too
TENTHS = "it must be a number from -10 to 10 in steps of 0.1"
DIGITS = "it must be a number from -1e15 to 1e15 with at most 7 digits"


# Values and texts


def test_every_value_becomes_a_text_and_comes_back(every_setting):
    for page, field, value in every_setting:
        control = CONTROLS[page][field]
        text = control.text(value)
        back = control.value(text)
        assert (back, type(back)) == (value, type(value)), (page, field, text)
        assert control.text(back) == text


def test_numbers_are_written_plainly(every_setting):
    for page, field, value in every_setting:
        text = CONTROLS[page][field].text(value)
        if not isinstance(value, str):
            assert re.fullmatch(PLAIN_NUMBER, text), (page, field, text)
            assert float(text) == value


def test_every_value_travels_through_a_link(every_setting):
    for page, field, value in every_setting:
        scenario = replace(PAGES[page](), **{field: value})
        query = to_query(scenario)
        assert from_query(page, query) == (scenario, [])
        assert len(parse_qsl(query)) == (scenario != PAGES[page]())


def test_a_link_of_all_fields_at_once():
    linear = LinearScenario(
        **dict(true_W=-10.0, true_b=0.1, noise=5.0, num_points=100_000, seed=999),
        **dict(targets="noise-free", learning_rate=1.0, epochs=0, loss_axis="log"),
        **dict(landscape="surface", start="chosen", start_W=-9.95, start_b=0.05),
        **dict(scaling="on", explain="squares", ask_x=-0.01),
    )
    assert to_query(linear) == (
        "W=-10&b=0.1&noise=5&n=100000&seed=999&fit=noise-free&lr=1&epochs=0&loss=log"
        "&land=surface&start=chosen&W_0=-9.95&b_0=0.05&scale=on&show=squares&x=-0.01"
    )
    logistic = LogisticScenario(
        **dict(data="lecture", true_W1=0.0, true_W2=5.0, true_b=-0.1, num_points=5),
        **dict(seed=1, learning_rate=0.001, epochs=10_000, loss_axis="log"),
        **dict(landscape="surface", start="zero", start_seed=12, start_W1=10.0),
        **dict(start_W2=-0.05, start_b=3.0, scaling="on", loss_form="textbook"),
        **dict(l2=0.003, explain="code", ask_x1=0.0, ask_x2=10.0),
    )
    assert to_query(logistic) == (
        "data=lecture&W1=0&W2=5&c_b=-0.1&c_n=5&c_seed=1&c_lr=0.001&c_epochs=10000"
        "&c_loss=log&c_land=surface&c_start=zero&c_start_seed=12&W1_0=10&W2_0=-0.05&c_b_0=3"
        "&c_scale=on&form=textbook&l2=0.003&c_show=code&x1=0&x2=10"
    )
    assert from_query("linear", to_query(linear)) == (linear, [])
    assert from_query("logistic", to_query(logistic)) == (logistic, [])


@pytest.mark.parametrize("name", PRESETS)
def test_presets_travel_through_a_link(name):
    preset = PRESETS[name]
    assert from_query(preset.page, to_query(preset)) == (preset, [])


@pytest.mark.parametrize("page", PAGES)
def test_the_default_needs_no_query(page):
    assert to_query(PAGES[page]()) == ""
    assert from_query(page, "") == (PAGES[page](), [])


@settings(deadline=None)
@given(st.sampled_from(list(PAGES)), st.data())
def test_any_scenario_travels_through_a_link(page, data):
    scenario = data.draw(scenarios(page))
    assert from_query(page, to_query(scenario)) == (scenario, [])


# The nearest value


@pytest.mark.parametrize(
    ("field", "number", "nearest"),
    [
        ("start_W", 1.23456789, 1.234568),
        ("start_W", -0.00012345678, -0.0001234568),
        ("start_W", 1e300, 1e15),
        ("start_W", -float("inf"), -1e15),
        ("start_W", -1e-16, 0.0),
        ("start_W", np.float32(0.1), 0.1),
        ("true_W", np.float32(3.14), 3.1),
        ("noise", -1, 0.0),
        ("seed", 6.6, 7),
    ],
)
def test_known_nearest_values(field, number, nearest):
    found = CONTROLS["linear"][field].nearest(number)
    assert (str(found), type(found)) == (str(nearest), type(nearest))


@given(st.floats(allow_nan=False), st.sampled_from(["start_W", "true_b", "seed"]))
def test_a_nearest_value_is_allowed_and_none_is_nearer(number, field):
    control = CONTROLS["linear"][field]
    found = control.nearest(number)
    assert control.value(control.text(found)) == found
    clamped = min(max(number, control.low), control.high)
    step = control.step or max(abs(clamped) * 1e-6, 2e-15)
    assert abs(found - clamped) <= step / 2 + 1e-9 * bool(control.step)


# The table of controls


def test_the_two_pages_share_no_key():
    assert len({*KEYS["linear"], *KEYS["logistic"]}) == sum(map(len, KEYS.values()))


@pytest.mark.parametrize("page", PAGES)
def test_each_field_has_a_control_that_allows_its_default(page):
    defaults = {field.name: field.default for field in fields(PAGES[page])}
    assert {*CONTROLS[page]} == {*defaults}
    for name, control in CONTROLS[page].items():
        default = defaults[name]
        assert control.optional == (default is None)
        if not control.optional:
            assert control.value(control.text(default)) == default


@pytest.mark.parametrize("page", PAGES)
def test_each_control_is_explained_in_a_few_sentences(page):
    for control in CONTROLS[page].values():
        assert control.label
        assert re.fullmatch(r"[A-Z][^?!]*\.", control.help), control.help
        assert len(re.findall(r"\.(?=\s|$)", control.help)) in (1, 2, 3, 4), (
            control.help
        )


def test_learning_rates():
    linear = CONTROLS["linear"]["learning_rate"].options
    logistic = CONTROLS["logistic"]["learning_rate"].options
    assert {0.01, 0.0335, 0.0355} <= set(linear)
    assert 0.01 in logistic
    assert (linear[0], linear[-1]) == (0.0001, 1)
    assert (logistic[0], logistic[-1]) == (0.001, 100)
    for rates in (linear, logistic):
        assert all(
            1.05 < up / down < 1.07 for down, up in zip(rates, rates[1:], strict=False)
        )


def test_sizes_and_epochs_are_what_training_can_hold():
    assert NUM_POINTS == (5, 10, 20, 50, 100, 200, 500, 1000, 10_000, 100_000)
    assert EPOCHS[0] == 0
    assert EPOCHS[-1] == MAX_EPOCHS
    assert list(EPOCHS) == sorted(set(EPOCHS))


# What a link may not say


@pytest.mark.parametrize(
    ("page", "key", "text", "allowed", "used"),
    [
        ("linear", "W", "10.1", TENTHS, "3 is"),
        ("linear", "W", "-10.1", TENTHS, "3 is"),
        ("linear", "W", "3.14159", TENTHS, "3 is"),
        ("linear", "W", "nan", TENTHS, "3 is"),
        ("linear", "W", "inf", TENTHS, "3 is"),
        ("linear", "W", "-inf", TENTHS, "3 is"),
        ("linear", "W", "1e999", TENTHS, "3 is"),
        ("linear", "W", "", TENTHS, "3 is"),
        ("linear", "W", "three", TENTHS, "3 is"),
        ("linear", "W", "4\0", TENTHS, "3 is"),
        ("linear", "b", "2,5", TENTHS, "2 is"),
        (
            "linear",
            "noise",
            "-0.1",
            "it must be a number from 0 to 5 in steps of 0.1",
            "1 is",
        ),
        ("linear", "seed", "1000", "it must be a whole number from 0 to 999", "0 is"),
        ("linear", "seed", "12.7", "it must be a whole number from 0 to 999", "0 is"),
        ("linear", "lr", "0.10", "161 values from 0.0001 to 1", "0.01 is"),
        ("linear", "lr", "0.0336", "161 values from 0.0001 to 1", "0.01 is"),
        ("linear", "n", "100 000", "one of 5, 10, 20, 50, 100, 200, 500,", "10 is"),
        ("linear", "n", "1e5", "one of 5, 10, 20, 50, 100, 200, 500,", "10 is"),
        ("linear", "n", "１００", "one of 5, 10, 20, 50, 100, 200, 500,", "10 is"),
        ("linear", "epochs", "10001", "one of 0, 1, 2, 3, 5, 7, 10, 14", "1000 is"),
        ("linear", "fit", "Noisy", "it must be one of noisy, noise-free", "noisy is"),
        ("linear", "W_0", "0.12345678", DIGITS, "0 is"),
        ("linear", "b_0", "1e16", DIGITS, "0 is"),
        ("linear", "start", "here", "one of seed, zero, chosen", "seed is"),
        ("linear", "land", "3d", "one of contours, surface", "contours is"),
        ("logistic", "data", "", "one of generated, lecture", "generated is"),
        ("logistic", "c_lr", "100.0", "201 values from 0.001 to 100", "0.1 is"),
        (
            "logistic",
            "W2",
            "-5.1",
            "it must be a number from -5 to 5 in steps of 0.1",
            "-1 is",
        ),
    ],
)
def test_a_bad_text_is_reported_and_the_default_used(page, key, text, allowed, used):
    scenario, [problem] = from_query(page, [(key, text)])
    assert scenario == PAGES[page]()
    assert (problem.key, problem.value) == (key, text)
    assert allowed in problem.allowed
    assert problem.used == f"{used} used instead."


@pytest.mark.parametrize("text", ["４", "٤", "1_0"])
def test_only_plain_digits_make_a_number(text):
    scenario, problems = from_query("linear", [("W", text)])
    assert [problem.value for problem in problems] == [text]
    assert scenario == LinearScenario()


def test_one_bad_text_does_not_spoil_the_others():
    scenario, [problem] = from_query("linear", "W=4&b=99&seed=7")
    assert scenario == LinearScenario(true_W=4.0, seed=7)
    assert problem.key == "b"


def test_a_repeated_parameter_is_reported():
    scenario, [problem] = from_query("linear", "W=4&W=5")
    assert scenario == LinearScenario()
    assert (problem.key, problem.value) == ("W", "4, 5")
    assert problem.allowed == "it is given 2 times, but allowed once"


@pytest.mark.parametrize("query", ["W=", "W", "seed=7&W=&b=1"])
def test_an_empty_text_of_a_query_is_reported(query):
    _, [problem] = from_query("linear", query)
    assert (problem.key, problem.value) == ("W", "")


def test_minus_zero_is_zero():
    scenario, problems = from_query("linear", "W=-0")
    assert (str(scenario.true_W), to_query(scenario), problems) == ("0.0", "W=0", [])
    assert str(LinearScenario(true_W=-0.0).true_W) == "0.0"


@pytest.mark.parametrize("page", PAGES)
def test_foreign_parameters_are_ignored(page):
    key = CONTROLS[page]["seed"].key
    query = [*FOREIGN[page], (key, "7"), *FOREIGN[page]]
    assert from_query(page, query) == (PAGES[page](seed=7), [])
    assert from_query(page, urlencode(query)) == (PAGES[page](seed=7), [])


def test_a_very_long_text_is_reported_in_short():
    scenario, [problem] = from_query("linear", [("W", "9" * 100_000)])
    assert scenario == LinearScenario()
    assert problem.key == "W"
    assert len(problem.value) <= 40


@settings(deadline=None)
@given(st.sampled_from(list(PAGES)), ANY_TEXT)
def test_any_query_gives_a_scenario_that_travels(page, query):
    scenario, _ = from_query(page, query)
    assert from_query(page, to_query(scenario)) == (scenario, [])


@settings(deadline=None)
@given(st.data(), st.sampled_from(list(PAGES)))
def test_any_text_is_a_value_or_one_problem(data, page):
    key = data.draw(st.sampled_from(KEYS[page]))
    number = st.floats().map(str) | st.integers().map(str)
    text = data.draw(number | ANY_TEXT)
    scenario, problems = from_query(page, [(key, text)])
    if problems:
        [problem] = problems
        assert scenario == PAGES[page]()
        assert (problem.key, problem.value[:39]) == (key, text[:39])
    else:
        [field] = [name for name, c in CONTROLS[page].items() if c.key == key]
        value = getattr(scenario, field)
        assert scenario == replace(PAGES[page](), **{field: value})
        if isinstance(value, str):
            assert value == text
        else:
            assert float(text) == pytest.approx(value, rel=1e-9, abs=1e-9)


# What Python may not say


def test_what_a_link_may_say_python_may_say(every_setting):
    for page, field, value in every_setting:
        found = getattr(PAGES[page](**{field: value}), field)
        assert (found, type(found)) == (value, type(value)), (page, field)


@pytest.mark.parametrize(
    ("page", "field", "value", "said"),
    [
        (
            "linear",
            "targets",
            "noisefree",
            "'noisefree': it must be one of noisy, noise-",
        ),
        ("linear", "targets", None, "None: it must be one of noisy, noise-free"),
        ("linear", "learning_rate", -1, "-1: it must be a number from 0.0001 to 1"),
        (
            "linear",
            "learning_rate",
            "0.01",
            "'0.01': it must be a number from 0.0001 to",
        ),
        (
            "linear",
            "true_W",
            np.float32("nan"),
            "nan): it must be a number from -10 to 10",
        ),
        ("linear", "epochs", 10.5, "10.5: it must be a whole number from 0 to 10000"),
        ("linear", "num_points", 4, "4: it must be a whole number from 5 to 100000"),
        ("linear", "x_column", 0, "0: it must be a whole number from 1 to 1000"),
        (
            "linear",
            "data",
            "iris ",
            "'iris ': it must be one of generated, own, Anscombe",
        ),
        ("logistic", "seed", True, "True: it must be a whole number from 0 to 999"),
        ("logistic", "l2", 1.1, "1.1: it must be a number from 0 to 1"),
        (
            "logistic",
            "start_b",
            [1],
            "[1]: it must be a number from -1000000000000000 to",
        ),
    ],
)
def test_python_is_told_what_is_allowed(page, field, value, said):
    with pytest.raises(ValueError) as refused:
        PAGES[page](**{field: value})
    assert str(refused.value).startswith(f"{field}=") and said in str(refused.value)
    with pytest.raises(ValueError):
        replace(PAGES[page](), **{field: value})


@pytest.mark.parametrize("page", PAGES)
def test_no_field_takes_what_is_none_of_its_values(page):
    junk = ["", "x", b"1", float("nan"), float("inf"), -float("inf"), 10**400, 1j, True]
    junk += [np.bool_(False), [], [1.0], (), {}, np.ones(1), object(), Decimal("NaN")]
    for field, control in CONTROLS[page].items():
        edges = (
            []
            if control.is_choice
            else [
                np.nextafter(control.limits[0], -np.inf),
                np.nextafter(control.limits[1], np.inf),
            ]
        )
        nothing = [] if control.optional else [None]
        for value in [*junk, *edges, *nothing]:
            with pytest.raises(ValueError, match=f"^{field}="):
                PAGES[page](**{field: value})


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (np.float32(0.0335), 0.0335),
        (np.float64(0.0335), 0.0335),
        (np.array(0.0335), 0.0335),
        (Decimal("0.0335"), 0.0335),
        (np.int64(1), 1.0),
        (1, 1.0),
        (0.99 * 0.034192, 0.99 * 0.034192),  # between two stops of the slider
    ],
)
def test_any_number_is_made_plain(value, plain):
    rate = LinearScenario(learning_rate=value).learning_rate
    assert (rate, type(rate)) == (plain, float)


@pytest.mark.parametrize("value", [np.uint8(7), np.float32(7), 7.0, np.array(7)])
def test_a_whole_number_of_any_kind_is_an_int(value):
    seed = LogisticScenario(seed=value).seed
    assert (seed, type(seed)) == (7, int)
    assert to_query(LogisticScenario(seed=value)) == "c_seed=7"


@settings(deadline=None)
@given(st.data(), st.sampled_from(list(PAGES)))
def test_python_takes_the_words_of_a_link_and_the_numbers_between_its_limits(
    data, page
):
    field = data.draw(st.sampled_from(list(CONTROLS[page])))
    control = CONTROLS[page][field]
    value = data.draw(st.floats() | st.integers() | ANY_TEXT)
    if control.is_choice:
        allowed = value in control.options
    else:
        low, high = control.limits
        allowed = not isinstance(value, str) and low <= value <= high
        if isinstance(low, int):
            allowed = allowed and value == round(value)
    if allowed:
        assert getattr(PAGES[page](**{field: value}), field) == value
    else:
        with pytest.raises(ValueError, match=f"^{field}="):
            PAGES[page](**{field: value})

"""Every value of every control travels through a link, and whatever else a link says is
reported and never raises."""

import re
from dataclasses import fields, replace
from decimal import Decimal
from urllib.parse import parse_qsl, urlencode

import numpy as np
import pytest
from hypothesis import assume, given, settings
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
PLAIN_NUMBER = r"0|-?[1-9]\d*|-?(0|[1-9]\d*)\.\d*[1-9]|-?[1-9](\.\d*[1-9])?e-\d+"
ANY_TEXT = st.text(st.characters(exclude_categories=()))  # lone surrogates too
TEN = "it must be a number from -10 to 10 with at most 7 digits"
RATE = "it must be a number from 1e-9 to 1000 with at most 7 digits"
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
            assert float(text) == value or (value == 0 and abs(float(text)) < 1.2e-38)


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
    preset = PRESETS[name].scenario
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


# Any number


@pytest.mark.parametrize(
    ("page", "key", "text", "value"),
    [
        ("linear", "W", "3.14159", 3.14159),
        ("linear", "W", "-1e-20", -1e-20),
        ("linear", "lr", "0.034", 0.034),
        ("linear", "lr", "1e-9", 1e-9),
        ("linear", "lr", "1000", 1000.0),
        ("linear", "epochs", "123", 123),
        ("linear", "noise", "0.25", 0.25),
        ("logistic", "c_lr", "3e-7", 3e-7),
        ("logistic", "c_lr", "1.234567e-8", 1.234567e-8),
        ("logistic", "c_lr", "0.10", 0.1),
        ("logistic", "l2", "0.5", 0.5),
        ("logistic", "c_seed", "7.0", 7),
    ],
)
def test_a_link_holds_any_number(page, key, text, value):
    [(name, control)] = [(n, c) for n, c in CONTROLS[page].items() if c.key == key]
    scenario, problems = from_query(page, [(key, text)])
    found = getattr(scenario, name)
    assert (found, type(found), problems) == (value, type(value), [])
    if text not in ("0.10", "7.0"):  # not as they are written
        assert to_query(scenario) == f"{key}={text}"


NUMERIC = [
    control
    for controls in CONTROLS.values()
    for control in controls.values()
    if not control.options and control.group != "points"
]


@given(st.data(), st.sampled_from(NUMERIC), st.integers(-1, 6))
def test_any_number_of_seven_digits_survives_its_text(data, control, decimals):
    """Drawn as decimals, which no float is read for."""
    if isinstance(control.low, int):
        number = Decimal(data.draw(st.integers(control.low, int(control.high))))
    else:
        digits = data.draw(st.integers(1, 9_999_999))
        power = data.draw(st.integers(-30, 15))
        sign = data.draw(st.sampled_from([-1, 1]))
        number = sign * Decimal(digits).scaleb(power)
    assume(Decimal(str(control.low)) <= number <= Decimal(str(control.high)))
    for text in (format(number, "f"), format(number, "e")):
        value = control.value(text)
        assert value == float(text)
        assert control.value(control.text(value)) == value
        assert Decimal(control.text(value)) == number


@given(st.sampled_from(NUMERIC), st.integers(10_000_001, 99_999_999))
def test_eight_digits_are_refused(control, digits):
    assume(digits % 10)
    text = format(Decimal(digits).scaleb(-8 if control.high < 1000 else -7), "f")
    with pytest.raises(ValueError, match="7 digits|a whole number"):
        control.value(text)


@pytest.mark.parametrize(
    ("page", "field", "value", "track"),
    [
        ("linear", "learning_rate", 0.01, (0.0001, 1)),
        ("linear", "learning_rate", 0.0001, (0.0001, 1)),
        ("linear", "learning_rate", 0.0000999, (0.00001, 1)),
        ("linear", "learning_rate", 3e-7, (1e-7, 1)),
        ("linear", "learning_rate", 1e-7, (1e-7, 1)),
        ("linear", "learning_rate", 1e-9, (1e-9, 1)),
        ("linear", "learning_rate", 1.5, (0.0001, 10)),
        ("linear", "learning_rate", 1000.0, (0.0001, 1000)),
        ("logistic", "learning_rate", 100.0, (0.001, 100)),
        ("logistic", "learning_rate", 123.0, (0.001, 1000)),
        ("linear", "epochs", 123, (0, 10_000)),
        ("linear", "true_W", 3.14159, (-10, 10)),
        ("logistic", "l2", 0.0, (0, 1)),
        ("linear", "seed", 999, (0, 999)),
        ("linear", "seed", 1000, (0, 1000)),
        ("linear", "seed", 4711, (0, 9999)),
    ],
)
def test_a_track_is_widened_to_the_decade_of_what_it_shows(page, field, value, track):
    assert CONTROLS[page][field].track(value) == track


# The nearest value


@pytest.mark.parametrize(
    ("field", "number", "nearest"),
    [
        ("start_W", 1.23456789, 1.234568),
        ("start_W", -0.00012345678, -0.0001234568),
        ("start_W", 1e300, 1e15),
        ("start_W", -float("inf"), -1e15),
        ("start_W", -1e-16, -1e-16),
        ("start_W", -0.0, 0.0),
        ("start_W", np.float32(0.1), 0.1),
        ("true_W", np.float32(3.14), 3.14),
        ("learning_rate", 0, 1e-9),
        ("epochs", 123.4, 123),
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
    step = 1 if field == "seed" else abs(clamped) * 1e-6
    least = float(np.finfo(np.float32).tiny)  # what is smaller is 0
    assert abs(found - clamped) <= max(step / 2, 1.03 * least)
    assert found == 0 or abs(found) >= least


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
    linear = CONTROLS["linear"]["learning_rate"].stops
    logistic = CONTROLS["logistic"]["learning_rate"].stops
    assert {0.01, 0.0335, 0.0355} <= set(linear)
    assert 0.01 in logistic
    assert (linear[0], linear[-1]) == (0.0001, 1)
    assert (logistic[0], logistic[-1]) == (0.001, 100)
    for rates in (linear, logistic):
        assert all(
            1.05 < up / down < 1.07 for down, up in zip(rates, rates[1:], strict=False)
        )


def test_sizes_and_epochs_are_what_training_can_hold():
    assert NUM_POINTS == (5, 10, 20, 50, 80, 100, 200, 500, 1000, 10_000, 100_000)
    assert EPOCHS[0] == 0
    assert EPOCHS[-1] == MAX_EPOCHS
    assert list(EPOCHS) == sorted(set(EPOCHS))


# What a link may not say


@pytest.mark.parametrize(
    ("page", "key", "text", "allowed", "used"),
    [
        ("linear", "W", "10.1", TEN, "3 is"),
        ("linear", "W", "-10.1", TEN, "3 is"),
        ("linear", "W", "3.1415927", TEN, "3 is"),
        ("linear", "W", "nan", TEN, "3 is"),
        ("linear", "W", "inf", TEN, "3 is"),
        ("linear", "W", "-inf", TEN, "3 is"),
        ("linear", "W", "1e999", TEN, "3 is"),
        ("linear", "W", "", TEN, "3 is"),
        ("linear", "W", "three", TEN, "3 is"),
        ("linear", "W", "4\0", TEN, "3 is"),
        ("linear", "b", "2,5", TEN, "2 is"),
        (
            "linear",
            "noise",
            "-0.1",
            "it must be a number from 0 to 5 with at most 7 digits",
            "1 is",
        ),
        ("linear", "seed", "10000", "it must be a whole number from 0 to 9999", "0 is"),
        ("linear", "seed", "12.7", "it must be a whole number from 0 to 9999", "0 is"),
        ("linear", "lr", "0.12345678", RATE, "0.01 is"),
        ("linear", "lr", "9.99e-10", RATE, "0.01 is"),
        ("linear", "lr", "0", RATE, "0.01 is"),
        ("linear", "n", "100 000", "one of 5, 10, 20, 50, 80, 100, 200,", "10 is"),
        ("linear", "n", "1e5", "one of 5, 10, 20, 50, 80, 100, 200,", "10 is"),
        ("linear", "n", "１００", "one of 5, 10, 20, 50, 80, 100, 200,", "10 is"),
        ("linear", "epochs", "10001", "a whole number from 0 to 10000", "1000 is"),
        ("linear", "epochs", "7.5", "a whole number from 0 to 10000", "1000 is"),
        ("linear", "fit", "Noisy", "it must be one of noisy, noise-free", "noisy is"),
        (
            "linear",
            "noise_kind",
            "cauchy",
            "one of normal, heavy tails, o",
            "normal is",
        ),
        ("linear", "nu", "0.5", "a number from 1 to 100 with at most", "3 is"),
        ("linear", "outliers", "0.6", "a number from 0 to 0.5 with at most", "0.1 is"),
        ("linear", "W_0", "0.12345678", DIGITS, "0 is"),
        ("linear", "b_0", "1e16", DIGITS, "0 is"),
        ("linear", "start", "here", "one of seed, zero, chosen", "seed is"),
        ("linear", "land", "3d", "one of contours, surface", "contours is"),
        ("logistic", "data", "", "one of generated, circle, lecture", "generated is"),
        ("logistic", "c_lr", "1000.001", RATE, "0.1 is"),
        ("logistic", "l2", "1.1", "number from 0 to 1 with at most 7 digits", "0 is"),
        (
            "logistic",
            "W2",
            "-5.1",
            "it must be a number from -5 to 5 with at most 7 digits",
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
            assert float(text) == value or (value == 0 and abs(float(text)) < 1.2e-38)


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
        ("linear", "learning_rate", -1, "-1: it must be a number from 1e-9 to 1000"),
        (
            "linear",
            "learning_rate",
            "0.01",
            "'0.01': it must be a number from 1e-9 to 1000",
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
            "'iris ': it must be one of generated, by hand, own, Ans",
        ),
        ("logistic", "seed", True, "True: it must be a whole number from 0 to 9999"),
        ("logistic", "l2", 1.1, "1.1: it must be a number from 0 to 1"),
        (
            "logistic",
            "start_b",
            [1],
            "[1]: it must be a number from -1e15 to 1e15",
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
        (0.99 * 0.034192, 0.99 * 0.034192),  # more digits than a link holds
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

"""No word of the ruler, and none of the 128 rates, contradicts a run: each is held
against the run's own losses in plain NumPy, and what is certain of a rate against
gradient descent in float64."""

import re
from dataclasses import replace

import jax
import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from jaxreg.data.dataset import Dataset
from jaxreg.data.table import Column, DataError, Table
from jaxreg.display.certain import is_safe, short
from jaxreg.display.drawing import DIVERGE
from jaxreg.display.moves import what_it_did
from jaxreg.explain.fan import KINDS, MAX_FAN_POINTS, fan, kind_of
from jaxreg.settings import (
    CONTROLS,
    OWN,
    PRESETS,
    LinearScenario,
    LogisticScenario,
    to_query,
)
from jaxreg.training.gradient_descent import MAX_EPOCHS, descend
from jaxreg.training.runs import run
from tests.shown import certainties_of, explanation_of, report_of, ruler_of
from tests.strategies import scenarios
from tests.traces import has, xy

# The oracle


def said_rises(loss):
    """How many epochs rose by more than 0.001 %, with the least and the most that the
    rounding of float32 leaves open."""
    loss = np.asarray(loss, float)
    return tuple(int((loss[1:] > loss[:-1] * r).sum()) for r in (1.0000102, 1.0000098))


def climb(loss):
    """By which factor a loss got above an earlier one."""
    loss = np.asarray(loss, float)
    lowest = np.minimum.accumulate(loss)
    if (loss[lowest == 0] > 0).any():
        return np.inf
    return (loss[lowest > 0] / lowest[lowest > 0]).max(initial=1)


def assert_true_of(words, loss, safe):
    """Each sentence that can be said of losses (epochs + 1,), by what it claims."""
    loss = np.asarray(loss, float)
    with np.errstate(invalid="ignore"):
        steps, epochs = np.diff(loss), len(loss) - 1
    least, most = said_rises(loss)
    lost = np.flatnonzero(~np.isfinite(loss))
    if found := re.fullmatch(
        r"The loss left the float32 range at epoch (\d+)\.", words
    ):
        assert lost[0] == int(found[1]) > 0 and np.isinf(loss[lost[0]])
        return
    if found := re.fullmatch(r"The loss is not a number from epoch (\d+) on\.", words):
        assert lost[0] == int(found[1]) > 0 and np.isnan(loss[lost[0]])
        return
    if words == "The loss is beyond the float32 range at the start.":
        assert lost[0] == 0 and np.isinf(loss[0])
        return
    if words == "The loss is not a number at once.":
        assert np.isnan(loss[0])
        return
    assert not lost.size
    if words == "0 epochs: nothing has been trained.":
        assert epochs == 0
        return
    assert epochs > 0
    words = words.replace("the one epoch", "each of 1 epochs")
    rose, fell = (steps > 0).any(), loss[-1] < loss[0]
    if found := re.fullmatch(r"The loss rose in (\d+|each) of (\d+) epochs\.", words):
        rises = epochs if found[1] == "each" else int(found[1])
        assert least <= rises <= most and 0 < rises and int(found[2]) == epochs
        assert (found[1] == "each") == (rises == epochs) and not safe
    elif found := re.fullmatch(r"The loss fell in each of (\d+) epochs\.", words):
        assert (steps < 0).all() and int(found[1]) == epochs
    elif found := re.fullmatch(r"The loss did not change( in (\d+) epochs)?\.", words):
        assert (steps == 0).all() and int(found[2] or 1) == epochs
    elif words == "The loss crept up at times.":
        assert least == 0 and climb(loss) > 1.0000098 and not safe
    elif words == "The loss stayed the same to 0.001 %.":
        assert least == 0 and rose and not fell and not safe
        assert np.ptp(loss) <= 1.1e-5 * loss.min()
    elif words == "The loss fell, with no rise above 0.001 %.":
        assert least == 0 and climb(loss) < 1.0000102 and rose and fell and not safe
    else:
        said = {
            "The loss fell, and never rose.": fell and not rose,
            "The loss fell, apart from rounding.": fell and rose and safe,
            "The loss rose only by rounding.": not fell and rose and safe,
        }
        assert said[words]


def in_batches(scenario, X):
    return scenario.batch != "all" and int(scenario.batch) < len(X)


def largest_rate(scenario, X):
    """The rate below which no loss rises, from the singular values of A; 0: none."""
    A = np.column_stack([X, np.ones(len(X))]).astype(float)
    sigma, beta = np.linalg.svd(A, compute_uv=False)[0], scenario.momentum
    if scenario.method != "gradient descent":
        return 0.0
    if in_batches(scenario, X) or (beta and scenario.page == "logistic"):
        return 0.0
    if scenario.page == "linear":
        penalty = scenario.l2 * np.diag([1.0] * X.shape[1] + [0])
        plain = 2 / np.linalg.eigvalsh(2 * A.T @ A / len(A) + penalty)[-1]
        if not beta:
            return plain
        if scenario.momentum_kind == "Nesterov":
            return plain / 2 * ((1 - beta) / (1 + beta)) ** 2
        return plain / 2 * (1 - np.sqrt(beta)) ** 2
    return 2 / (sigma**2 / 4 / len(A) + scenario.l2)


def steepest(scenario, X, theta):
    """The largest eigenvalue of the loss's Hessian at theta, of all points."""
    A = np.column_stack([X, np.ones(len(X))]).astype(float)
    p = np.exp(-np.logaddexp(0, -A @ theta))
    q = np.exp(-np.logaddexp(0, A @ theta))
    H = (A.T * (p * q)) @ A / len(A)
    return np.linalg.eigvalsh(H + scenario.l2 * np.diag([1.0] * (len(H) - 1) + [0]))[-1]


# Any run


def wide(page):
    """Any scenario of either page, of points on board, with starts however far."""
    far = st.floats(-15, 15).map(lambda power: float(f"{10**power:.7g}"))
    number = st.one_of(far, far.map(lambda value: -value), st.just(0.0))
    names = [name for name in CONTROLS[page] if name.startswith("start_")]
    names.remove("start_seed")
    starts = st.fixed_dictionaries({}, optional=dict.fromkeys(names, number))
    return st.builds(
        lambda s, start: replace(s, **start), scenarios(page, tables=True), starts
    )


@st.composite
def tables(draw):
    """Two columns of numbers around any place and of any size, and two classes."""
    n = draw(st.sampled_from([2, 3, 4, 8]))  # each size that it is padded to compiles
    size = st.floats(-12, 12).map(lambda power: 10**power)
    unit = st.lists(st.integers(-50, 50), min_size=n, max_size=n)
    columns = [
        draw(size) * (np.array(draw(unit)) / 50 + draw(st.sampled_from([0, 1, 1e3])))
        for _ in range(2)
    ]
    classes = np.array(draw(st.lists(st.integers(0, 1), min_size=n, max_size=n)))
    named = zip(("x", "y", "class"), [*columns, classes.astype(float)], strict=True)
    return Table(tuple(Column(name, values) for name, values in named))


def ran(scenario, table):
    try:
        return run(scenario, table if scenario.data == OWN else None)
    except DataError:
        assume(False)


CASES = [
    LogisticScenario(learning_rate=20.0),
    LogisticScenario(learning_rate=10.0, epochs=100),
    LogisticScenario(learning_rate=20.0, epochs=100),
    LogisticScenario(data="gapminder"),
    LogisticScenario(loss_form="textbook", learning_rate=50.1),
    LogisticScenario(l2=1.0, learning_rate=50.1),
    LogisticScenario(data="lecture", epochs=0, learning_rate=100.0),
    LinearScenario(),
    LinearScenario(learning_rate=0.0501),
    LinearScenario(learning_rate=0.0355, epochs=1),
    LinearScenario(targets="noise-free", learning_rate=0.0178, epochs=10_000),
    LinearScenario(noise=0.0, start="chosen", start_W=3.0, start_b=2.0),
    LinearScenario(
        noise=0.0, start="chosen", start_W=3.0, start_b=2.0, learning_rate=1.0
    ),
    LinearScenario(scaling="on", learning_rate=1.0, epochs=10_000),
    LinearScenario(data="gapminder"),
    LinearScenario(data="gapminder", scaling="off", learning_rate=3e-9),
    LinearScenario(learning_rate=1e-9),
    LinearScenario(momentum=0.9, learning_rate=0.003),
    LinearScenario(momentum=0.5, learning_rate=0.001, schedule="cosine"),
    LinearScenario(momentum=0.9, momentum_kind="Nesterov", learning_rate=0.0501),
    LinearScenario(learning_rate=0.05, schedule="1/t"),
    LinearScenario(batch=1),
    LinearScenario(batch=5, learning_rate=0.1, momentum=0.3),
    LogisticScenario(momentum=0.9, learning_rate=10.0),
    LogisticScenario(momentum=0.9, momentum_kind="Nesterov", l2=1.0, learning_rate=20),
    LogisticScenario(schedule="step", learning_rate=10.0),
    LogisticScenario(batch=10, learning_rate=10.0),
    LinearScenario(method="Newton", batch=5),
    LinearScenario(method="coordinate descent", momentum=0.5),
    LogisticScenario(method="Newton"),
    LogisticScenario(method="coordinate descent"),
    LinearScenario(learning_rate=1000.0, epochs=123),
    LogisticScenario(learning_rate=1e-9),
    LogisticScenario(learning_rate=1000.0, epochs=123),
]


def assert_ruler(result):
    s, loss = result.scenario, result.history.loss
    X = result.training.data.X
    limit = largest_rate(s, X)
    safe = s.learning_rate < limit * (1 - 1e-6)
    found = ruler_of(result, np.array([0]))
    did = found.did
    assert_true_of(did, loss, safe)
    if s.method != "gradient descent":
        assert not found.zones and not found.marks and found.here is None
        assert found.title.endswith(" uses no learning rate.")
        return
    # Zones follow each other from end to end; what is certain ends at the limit.
    ends = [found.low, *(zone.end for zone in found.zones)]
    assert [zone.start for zone in found.zones] == ends[:-1]
    assert ends[-1] == found.high and ends == sorted(set(ends))
    unsafe = {"may diverge", "may rise", "mini-batches: no fixed limit"}
    unsafe |= {"may overshoot"} if s.momentum else set()
    unsafe = [zone for zone in found.zones if zone.name in unsafe]
    begins = unsafe[0].start if unsafe else found.high
    np.testing.assert_allclose(begins, np.clip(limit, found.low, found.high), rtol=1e-6)
    linear = s.page == "linear"
    report = report_of(result)
    for message in report.messages:  # the same facts as beside it
        for number in re.findall(r"rose in (\d+) of", message.text):
            each = int(number) == len(loss) - 1
            same = re.search(
                "in each of|in the one" if each else f"in {number} of", did
            )
            assert same or "float32 range" in did or "not a number" in did
        for epoch in re.findall(r"(?:float32 range at|from) epoch (\d+)", message.text):
            assert re.search(rf"epoch {epoch}\b", did) or epoch == "0"
    if linear:
        return
    if in_batches(s, X):
        assert found.marks == [] and found.here is None
        return
    theta = np.column_stack(result.training.history.params).astype(float)
    names = [mark.name for mark in found.marks]
    factor = 2 * (1 + s.momentum)
    factor /= 1 + 2 * s.momentum * (s.momentum_kind == "Nesterov")
    assert names in (["start", "least", "end"], ["start", "least seen", "end"])
    start, least, end = (mark.rate for mark in found.marks)
    assert limit <= least * (1 + 1e-6) and least <= min(start, end)
    if len(X) <= 500:
        expected = steepest(s, X, theta[0])
        np.testing.assert_allclose(factor / start, expected, rtol=1e-4, atol=1e-28)


@pytest.mark.parametrize(
    ("scenario", "ends"),
    [
        (LinearScenario(), (1e-4, 1)),
        (LinearScenario(learning_rate=3e-7), (1e-7, 1)),
        (LinearScenario(learning_rate=2.5), (1e-4, 10)),
        (LogisticScenario(), (1e-3, 100)),
        (LogisticScenario(learning_rate=1000.0), (1e-3, 1000)),
        (LogisticScenario(learning_rate=1e-9), (1e-9, 100)),
    ],
)
def test_the_ruler_reaches_to_any_rate(scenario, ends):
    found = ruler_of(run(replace(scenario, epochs=5)), np.array([0]))
    assert (found.low, found.high) == ends
    assert (found.zones[0].start, found.zones[-1].end) == ends


@pytest.mark.parametrize(
    "scenario",
    [*CASES, *(preset.scenario for preset in PRESETS.values())],
    ids=to_query,
)
def test_the_ruler_of_a_run_that_is_known(scenario):
    assert_ruler(run(scenario))


ANY = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to shrink takes minutes
)


@ANY
@given(st.sampled_from(["linear", "logistic"]).flatmap(wide), tables())
def test_the_ruler_never_contradicts_a_run(scenario, table):
    assert_ruler(ran(scenario, table))


def test_what_no_set_of_points_reaches_is_said_of_losses_made_by_hand():
    ulp = np.float32(1 + 2**-22)
    crept = np.cumprod(np.full(200, ulp), dtype=np.float32)
    jitter = np.array([1, ulp, 1, ulp], np.float32)
    fallen = np.array([3, 2, ulp, 1, ulp], np.float32)
    by_hand = {
        "The loss crept up at times.": (crept, False, "rises at times"),
        "The loss rose only by rounding.": (crept, True, "rises by rounding"),
        "The loss stayed the same to 0.001 %.": (jitter, False, "never rises"),
        "The loss fell, apart from rounding.": (fallen, True, "never rises"),
        "The loss fell, with no rise above 0.001 %.": (fallen, False, "never rises"),
        "The loss fell, and never rose.": (np.float32([2, 1, 1]), True, "never rises"),
        "The loss did not change in 2 epochs.": (np.zeros(3), False, "never rises"),
        "The loss did not change.": (np.ones(2), False, "never rises"),
        "The loss fell in the one epoch.": (np.array([2.0, 1]), True, "never rises"),
        "The loss rose in the one epoch.": (
            np.array([1, 2.0]),
            False,
            "rises at times",
        ),
        "The loss rose in 1 of 2 epochs.": (
            np.array([0, 1e-30, 0]),
            False,
            "rises at times",
        ),
        "The loss is beyond the float32 range at the start.": (
            np.array([np.inf, 1]),
            True,
            "stops being finite",
        ),
        "The loss is not a number at once.": (
            np.array([np.nan, 1]),
            True,
            "stops being finite",
        ),
        "The loss is not a number from epoch 1 on.": (
            np.array([1, np.nan, np.inf]),
            False,
            "stops being finite",
        ),
        "The loss left the float32 range at epoch 2.": (
            np.array([1, 2, np.inf, np.nan]),
            False,
            "stops being finite",
        ),
        "0 epochs: nothing has been trained.": (np.ones(1), True, "never rises"),
    }
    for words, (loss, safe, kind) in by_hand.items():
        assert what_it_did(loss, safe) == words
        assert_true_of(words, loss, safe)
        assert KINDS[kind_of(loss, safe)].name == kind


# What is certain of a rate


def float64_losses(result, rate, epochs):
    """Descent of the training's points from its start, in plain NumPy."""
    s, (X, y, _) = result.scenario, result.training.data
    A = np.column_stack([X, np.ones(len(X))]).astype(float)
    theta = np.append(*(part[0] for part in result.training.history.params))
    theta, free = theta.astype(float), np.append(np.ones(X.shape[1]), 0)
    losses, velocity = [], np.zeros_like(theta)
    for k in range(epochs + 1):
        share = {
            "constant": 1,
            "step": 0.1 ** (3 * k // epochs),
            "1/t": 1 / (1 + k / 100),
            "cosine": (1 + np.cos(np.pi * k / epochs)) / 2,
        }[s.schedule]
        output = A @ theta
        if s.page == "linear":
            loss, slope = np.mean((output - y) ** 2), 2 * (output - y)
        else:
            loss = np.mean(np.logaddexp(0, (1 - 2 * y) * output))
            loss += s.l2 / 2 * np.sum((free * theta) ** 2)
            slope = np.exp(-np.logaddexp(0, -output)) - y
        losses.append(loss)
        penalty = getattr(s, "l2", 0) * free * theta
        slope = A.T @ slope / len(y) + penalty
        velocity = s.momentum * velocity + slope
        ahead = s.momentum * velocity + slope
        is_nesterov = s.momentum_kind == "Nesterov"
        theta = theta - rate * share * (ahead if is_nesterov else velocity)
    size = np.abs(A @ theta).max() ** 2 + np.mean(np.square(y, dtype=float))
    return np.array(losses), 1e-24 * (size if s.page == "linear" else 1)


@settings(ANY, max_examples=25)
@given(
    st.sampled_from(["linear", "logistic"]).flatmap(wide),
    tables(),
    st.sampled_from([0.1, 0.5, 0.9, 0.999]),
)
def test_below_the_limit_no_loss_rises_in_float64(scenario, table, share):
    result = ran(replace(scenario, epochs=0), table)
    certain = certainties_of(scenario, result.training.data.X)
    if certain.safe is None:
        assert not is_safe(1e-9, certain)
        return
    limit = certain.safe.rate
    assert is_safe(share * limit, certain) and not is_safe(limit, certain)
    losses, rounding = float64_losses(result, share * limit, 60)
    # Of a logit of 1e15 a float64 has one digit after the point.
    assert (losses[1:] <= losses[:-1] * (1 + 1e-9) + rounding).all()


def first_rise(scenario, rates):
    return next(
        rate
        for rate in rates
        if said_rises(run(replace(scenario, learning_rate=rate)).history.loss)[0]
    )


@pytest.mark.parametrize(
    ("scenario", "said", "rise"),
    [
        (PRESETS["Lecture 5.2"].scenario, "a rate of 0.652 in Lecture 5.2", 0.652),
        (
            LogisticScenario(l2=1.0),
            "1.14 for this page's first points with the L2 penalty λ = 1.",
            1.14,
        ),
    ],
)
def test_the_help_names_the_first_rate_that_rises(scenario, said, rise):
    control = CONTROLS["logistic"]["learning_rate"]
    assert said in control.help
    last_digit = 10.0 ** (np.floor(np.log10(rise)) - 2)
    below = rise - last_digit
    rates = [rate for rate in control.stops if rate < below]
    assert first_rise(scenario, [*rates, below, rise]) == rise
    # The same in float64.
    result = run(replace(scenario, epochs=0))
    rises = lambda rate: said_rises(float64_losses(result, rate, 1000)[0])[0] > 0  # noqa: E731
    assert rises(rise) and not rises(below)
    assert largest_rate(scenario, result.training.data.X) < below


@pytest.mark.parametrize(
    ("scenario", "rate", "rise"),
    [
        (PRESETS["Lecture 5.2"].scenario, 0.3513, False),
        (PRESETS["Lecture 5.2"].scenario, 0.652, True),
    ],
)
def test_numbers_of_a_rise(scenario, rate, rise):
    loss = run(replace(scenario, learning_rate=rate)).history.loss
    assert bool(said_rises(loss)[0]) == rise


# The curvature along the path


def test_the_least_rate_is_that_of_the_sharpest_place():
    result = run(LogisticScenario(epochs=50, num_points=20, learning_rate=5.0))
    thetas = np.column_stack(result.training.history.params).astype(float)
    X = result.training.data.X
    sharp = [steepest(result.scenario, X, theta) for theta in thetas]
    found = ruler_of(result, np.arange(51))
    rates = [2 / sharp[0], 2 / max(sharp), 2 / sharp[-1]]
    assert [mark.name for mark in found.marks] == ["start", "least", "end"]
    np.testing.assert_allclose([mark.rate for mark in found.marks], rates, rtol=1e-9)
    np.testing.assert_allclose(found.here, 2 / np.array(sharp), rtol=1e-6)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0342, "0.0342"),
        (2.3329909, "2.33"),
        (103.4, "103"),
        (99_999.0, "1.0e5"),
        (1234.0, "1230"),
        (8.53e-15, "8.5e-15"),
        (np.inf, ">1e30"),
        (1.0, "1"),
    ],
)
def test_rates_as_they_are_said(value, text):
    assert short(value) == text


# 128 rates


LOOP = jax.jit(jax.vmap(descend, (None, None, None, 1, None)), static_argnums=0)


def side_by_side(result, found):
    """All losses of the rates of a fan, (r, epochs + 1), as its loop finds them."""
    data = result.training.data
    n = len(data.y)
    rows = np.arange(n)
    if n > MAX_FAN_POINTS:
        rows = np.linspace(0, n - 1, MAX_FAN_POINTS).round().astype(int)
    size = next(size for size in (16, 128, 1024) if size >= len(rows))
    sample = Dataset(*(column[rows] for column in data))
    epochs = int(found.epochs[-1])
    s, problem = result.scenario, result.training.problem
    # With as many features as there, since the end of a run is rounding.
    wide = problem._replace(data=sample).widened_to(len(problem.start.W))
    problem = wide.padded_to(size)
    if s.momentum or s.schedule != "constant" or in_batches(s, rows):
        history = problem.train_at(s, found.rates, epochs)  # see test_way.py
    else:
        history = LOOP(
            problem.loss_fn,
            problem.start,
            problem.inputs,
            np.tile(found.rates, (MAX_EPOCHS + 1, 1)),
            np.int32(epochs),
        )
    return np.asarray(history.loss)[:, : epochs + 1], sample.X


def assert_rates(result):
    result = result._replace(scenario=replace(result.scenario, explain="rates"))
    if result.scenario.method != "gradient descent":
        return
    found, shown = fan(result), explanation_of(result)
    losses, X = side_by_side(result, found)
    limit = largest_rate(result.scenario, X)
    for rate, loss, kind in zip(found.rates, losses, found.kinds, strict=True):
        name, safe = KINDS[kind].name, rate < limit * (1 - 1e-6)
        if not np.isfinite(loss).all():
            assert name == "stops being finite"
        elif name == "never rises":
            assert said_rises(loss)[0] == 0 and climb(loss) < 1.0000102
        else:
            assert climb(loss) > 1.0000098
            assert name == ("rises by rounding" if safe else "rises at times")
    counts = re.findall(r"([a-zN ]+?) \((\d+)\)", shown.sentences[1])
    assert {name.strip().removeprefix("its loss "): int(n) for name, n in counts} == {
        name: int((found.kinds == k).sum())
        for k, (name, _) in enumerate(KINDS)
        if (found.kinds == k).any()
    }
    figures = shown.figures
    for k, (name, _) in enumerate(KINDS):
        curves = (found.kinds == k).sum()
        assert has(figures["fan"], name) == bool(curves)
        if curves:
            assert len(xy(figures["fan"], name)[0]) == curves * (len(found.epochs) + 1)
        if has(figures["final"], name):
            mine = found.rates[found.kinds == k]
            assert np.isin(xy(figures["final"], name)[0], mine).all()
    lines = ["1/λmax", "fastest", "2/λmax"]
    lines = ["overshoot limit", "stable limit"] if result.scenario.momentum else lines
    if result.scenario.page == "logistic":
        lines = ["the bound"] * bool(limit)
    lines = [] if in_batches(result.scenario, X) else lines
    for mark, line in zip(found.certain.marks, lines, strict=True):
        np.testing.assert_allclose(xy(figures["final"], line)[0], mark.rate, rtol=1e-6)
    if limit:
        np.testing.assert_allclose(found.certain.safe.rate, limit, rtol=1e-6)
    else:
        assert found.certain.safe is None


@pytest.mark.parametrize("scenario", CASES, ids=to_query)
def test_the_rates_around_a_run_that_is_known(scenario):
    assert_rates(run(replace(scenario, epochs=min(scenario.epochs, 1000))))


@settings(ANY, max_examples=8)
@given(st.sampled_from(["linear", "logistic"]).flatmap(wide), tables())
def test_no_curve_is_called_what_its_run_did_not_do(scenario, table):
    assert_rates(ran(scenario, table))


def test_colours_of_kinds_are_apart():
    assert len({kind.colour for kind in KINDS}) == len(KINDS)
    assert KINDS[3].colour == DIVERGE

"""Every figure is valid and shows the run's own numbers: against the history, lstsq,
predict_proba and the signs in the window's corners."""

from itertools import pairwise, product

import jax
import numpy as np
import pytest
from hypothesis import assume, given, settings

from jaxreg.display.views import to_plotly
from jaxreg.explain.menu import figures as figures_of
from jaxreg.live.picture import as_json
from jaxreg.settings import (
    PAGES,
    PRESETS,
    LinearScenario,
    LogisticScenario,
    to_query,
)
from jaxreg.training.models import Params, predict_proba
from jaxreg.training.runs import run, run_linear, run_logistic
from tests.strategies import scenarios
from tests.traces import assert_covers, decoded, has, limits, shows, trace, xy

LINEAR = [name for name in PRESETS if PRESETS[name].scenario.page == "linear"]
LOGISTIC = [name for name in PRESETS if PRESETS[name].scenario.page == "logistic"]


# What a film moves, by figure.
MOVING = {
    "linear": {"fit": ["line"], "loss": ["loss"], "landscape": ["weights"]},
    "logistic": {
        "fit": ["boundary", "field", "wrong side"],
        "loss": ["loss"],
        "landscape": ["weights"],
    },
}


# Any run


def assert_sound(figures, page):
    """Valid, finite, of plain shapes, and large enough to read."""
    assert list(figures) == ["fit", "loss", "landscape"]
    as_json(figures)  # or a number is not finite
    for name, figure in figures.items():
        shown = to_plotly(figure)
        assert len(shown.data) == len(figure["data"])
        assert shown.layout.font.size >= 14
        axes = shown.layout.scene if "scene" in figure["layout"] else shown.layout
        assert all(axes[axis].title.text for axis in ("xaxis", "yaxis"))
        for low, high in limits(figure):
            assert np.isfinite([low, high]).all() and low < high
        metas = [shows(one) for one in figure["data"] if shows(one)]
        if name == "fit" and has(figure, "asked") and page == "linear":
            metas.remove("line")  # two things stand on it
        assert (
            sorted(set(metas) - {"steps of points", "step", "squares"})
            == MOVING[page][name]
        )
        for one in figure["data"]:
            arrays = {key: decoded(one[key]) for key in "xyz" if key in one}
            for key, array in arrays.items():
                flat = key != "z" or one["type"] == "scatter3d"
                # Float64 is for what float32 would move by more than 1e-5 of its
                # spread, as it does what hardly varies, or might lose.
                if array.dtype != np.float32:
                    spread = np.nanmax(array) - np.nanmin(array)
                    largest = np.nanmax(np.abs(array))
                    assert spread < 0.006 * largest or not 1e-30 < largest < 1e38
                assert array.ndim == (1 if flat else 2)
                gaps = shows(one) in ("steps of points", "step", "squares")
                if shows(one) == "boundary" or one["name"] in BOUNDARIES:
                    gap = np.isnan(decoded(one["x"]))  # where a curve has two branches
                    assert np.isfinite(array[~gap]).all() and np.isnan(array[gap]).all()
                    continue
                if one["name"] in OTHER_RUNS:  # which end where they leave the chart
                    assert not np.isinf(array).any()
                    continue
                assert np.isfinite(
                    array[np.arange(len(array)) % 3 < 2 if gaps else ...]
                ).all()
            if one["type"] not in ("heatmap", "surface"):
                assert len({array.shape for array in arrays.values()}) == 1
            if "line" in one and "fill" not in one:  # levels stand behind all else
                assert one["line"]["width"] >= THIN.get(one["name"], 3)


# Beside the fitted one.
BOUNDARIES = {"true", "one label flipped", "the one that matters most"}
BOUNDARIES |= {"least squares", "with the far point"}
OTHER_RUNS = {
    "bfloat16",
    "float16",
    "float64",
    *(f"run {letter}" for letter in "ABCDE"),
}
# Lines that lie over or under others.
THIN = {"path": 2, "predicted": 2, "steps of points": 1.5, "residuals": 1}
THIN["one label flipped"] = 1


def assert_loss(figure, result):
    """The curve is the history's, to the end or to where it would ruin the axis."""
    loss = result.history.loss
    at, losses = xy(figure, "loss")
    epochs = decoded(trace(figure, "loss")["customdata"])
    rows = epochs.astype(int)
    np.testing.assert_array_equal(rows, epochs)
    is_log_log = result.scenario.loss_axis == "log-log"
    np.testing.assert_array_equal(at, epochs + is_log_log)
    assert figure["layout"]["meta"] == {"first": is_log_log}
    np.testing.assert_array_equal(losses, loss[rows])
    assert rows[0] == 0
    if rows[-1] < len(loss) - 1:
        most = 1e6 * (float(loss[0]) or 1e-30)
        assert losses.max() <= most
        assert not loss[rows[-1] + 1] <= most
    here = trace(figure, "shown epoch")
    assert here["meta"] == {"shows": "loss"}
    assert np.column_stack(xy(figure, "shown epoch")).tolist() == [[at[-1], losses[-1]]]
    x_range, (low, high) = limits(figure)
    assert figure["layout"]["xaxis"].get("type") == ("log" if is_log_log else None)
    assert_covers(x_range, np.log10(at) if is_log_log else at)
    right = 10 ** x_range[1] - 1 if is_log_log else x_range[1]
    assert right <= 3.4 * max(epochs[-1], 1)
    is_log = result.scenario.loss_axis != "linear"
    # What is predicted goes on falling where float32 stands still, or has only 0.
    drawn = [
        one
        for one in figure["data"]
        if one["name"] != "predicted" or (loss.any() and not is_log)
    ]
    if is_log:
        assert figure["layout"]["yaxis"]["type"] == "log"
        values = np.concatenate([decoded(one["y"]) for one in drawn])
        decades = np.log10(values[values > 0])
        if decades.size:  # not where all losses are 0
            assert_covers((low, high), decades)
            assert high - low <= 1.08 * (np.ptp(decades) + 1)
    else:
        assert "type" not in figure["layout"]["yaxis"]
        for one in drawn:
            assert_covers((low, high), decoded(one["y"]))
        top = max(decoded(one["y"]).max() for one in drawn)
        assert high <= (1.3 * top or 1.0)  # to 1 where every loss is 0


def assert_linear(scenario):
    result = run_linear(scenario)
    figures = figures_of(result)
    assert_sound(figures, "linear")
    assert_loss(figures["loss"], result)

    if scenario.degree > 1 or scenario.l2:
        return  # see tests/training/test_polynomials.py
    fit, params = figures["fit"], result.history.params
    x, y = xy(fit, "points")
    np.testing.assert_array_equal(x, result.data.X[:, 0])
    np.testing.assert_array_equal(y, result.data.y)
    row = int(decoded(trace(figures["loss"], "loss")["customdata"])[-1])
    for name, W, b in [
        ("fitted line", float(params.W[row, 0]), float(params.b[row])),
        ("true line", scenario.true_W, scenario.true_b),
    ]:
        ends, heights = xy(fit, name)
        assert ends[0] < x.min() and ends[1] > x.max()
        scale = 10 * abs(W) + abs(b)
        np.testing.assert_allclose(heights, W * ends + b, rtol=0, atol=1e-6 * scale)
    x_range, y_range = limits(fit)
    assert_covers(x_range, x)
    assert_covers(y_range, [*y, *xy(fit, "true line")[1]])

    loss = figures["loss"]
    assert has(loss, "minimum") or scenario.loss_axis != "linear"
    if has(loss, "minimum"):
        A = np.column_stack([result.data.X[:, 0], np.ones(len(x))])
        best = np.linalg.lstsq(A, result.targets, rcond=None)[0]
        residual = A @ best - result.targets
        _, heights = xy(loss, "minimum")
        np.testing.assert_allclose(heights, np.mean(residual**2), rtol=1e-5, atol=1e-8)


def assert_logistic(scenario):
    result = run_logistic(scenario)
    figures = figures_of(result)
    assert_sound(figures, "logistic")
    assert_loss(figures["loss"], result)

    if not result.features.is_plain:
        return  # see test_squares_figure.py
    fit, (X, y, _) = figures["fit"], result.data
    last, level = result.history.at(-1), scenario.level
    wrong = (X @ last.W + last.b > level) != (y == 1)
    end = int(decoded(trace(figures["loss"], "loss")["customdata"])[-1])
    W, b = (rows[end].astype(float) for rows in result.history.params)
    for name, mine in [("class 0", y == 0), ("class 1", y == 1), ("wrong side", wrong)]:
        np.testing.assert_array_equal(np.column_stack(xy(fit, name)), X[mine])
    x_range, y_range = limits(fit)
    assert_covers(x_range, X[:, 0])
    assert_covers(y_range, X[:, 1])

    field = trace(fit, "P(class 1)")
    z = decoded(field["z"])
    x1 = field["x0"] + field["dx"] * np.arange(z.shape[1])
    x2 = field["y0"] + field["dy"] * np.arange(z.shape[0])
    np.testing.assert_allclose([x1[0], x1[-1]], x_range)
    np.testing.assert_allclose([x2[0], x2[-1]], y_range)
    grid = np.stack(np.meshgrid(x1, x2), axis=-1).reshape(-1, 2)
    with jax.enable_x64(True):
        expected = np.asarray(predict_proba(Params(W, b), grid)).reshape(z.shape)
    np.testing.assert_allclose(z, expected, atol=1e-6)

    assert has(fit, "true") == scenario.is_drawn
    assert_boundary(fit, "fitted", W, b - level)
    if scenario.data == "generated":
        W = np.array([scenario.true_W1, scenario.true_W2])
        assert_boundary(fit, "true", W, scenario.true_b - level)


def assert_boundary(fit, name, W, b):
    """A line crosses the window where its four corners lie on both sides."""
    ends = np.column_stack(xy(fit, name)).astype(float)
    low, high = np.array(limits(fit)).T
    scale = np.abs(W) @ np.maximum(abs(low), abs(high)) + abs(b)
    corners = np.array(list(product(*limits(fit)))) @ W + b
    if np.abs(corners).min() > 1e-6 * scale:
        assert len(ends) == (2 if corners.min() < 0 < corners.max() else 0)
    if len(ends):
        assert np.abs(ends[0] - ends[1]).max() > 1e-6, "a line of no length"
        np.testing.assert_allclose(ends @ W + b, 0, atol=1e-6 * scale)
        to_edge = np.minimum(ends - low, high - ends).min(axis=1)
        np.testing.assert_allclose(
            to_edge, 0, atol=1e-6 * max(1, *abs(low), *abs(high))
        )


@pytest.mark.parametrize("name", LINEAR)
def test_linear_presets(name):
    assert_linear(PRESETS[name].scenario)


@pytest.mark.parametrize("name", LOGISTIC)
def test_logistic_presets(name):
    assert_logistic(PRESETS[name].scenario)


@settings(deadline=None, max_examples=25)
@given(scenarios("linear"))
def test_any_linear_run(scenario):
    assert_linear(scenario)


@settings(deadline=None, max_examples=25)
@given(scenarios("logistic"))
def test_any_logistic_run(scenario):
    assume(np.isfinite(run_logistic(scenario).history.loss[0]))
    assert_logistic(scenario)


@pytest.mark.parametrize("loss_axis", ["linear", "log", "log-log"])
def test_a_textbook_loss_that_is_nan_from_the_start_has_axes(loss_axis):
    scenario = LogisticScenario(
        data="lecture",
        epochs=0,
        loss_axis=loss_axis,
        start="chosen",
        start_W1=-10.0,
        start_W2=-10.0,
        start_b=-10.0,
        loss_form="textbook",
    )
    result = run_logistic(scenario)
    assert not np.isfinite(result.history.loss[0])
    figures = figures_of(result)
    as_json(figures)  # or a number is not finite
    low, high = limits(figures["loss"])[1]
    assert low < high


@pytest.mark.parametrize(
    "change",
    [
        {"true_W": 0.0, "true_b": 0.0, "noise": 0.0},
        {"true_W": -10.0, "true_b": -10.0, "noise": 0.0},
        {"true_W": 0.0, "true_b": 0.0, "noise": 0.0, "epochs": 10_000},
        {"learning_rate": 1.0, "epochs": 10_000},
        {"learning_rate": 1.0, "epochs": 1},
        {"learning_rate": 0.0335, "epochs": 10_000, "num_points": 5},
        {"num_points": 5, "noise": 0.5, "epochs": 2},
        {"epochs": 0},
    ],
)
@pytest.mark.parametrize("loss_axis", ["linear", "log", "log-log"])
def test_linear_extremes(change, loss_axis):
    assert_linear(LinearScenario(loss_axis=loss_axis, **change))


@pytest.mark.parametrize(
    "change",
    [
        {"true_W1": 0.0, "true_W2": 0.0, "true_b": 5.0, "num_points": 5},
        {"true_W1": 0.0, "true_W2": 0.0, "true_b": -5.0, "num_points": 5},
        {"true_W1": 0.1, "true_W2": 0.0, "true_b": 5.0},
        {"true_W1": -5.0, "true_W2": 0.0, "learning_rate": 100.0, "epochs": 10_000},
        {"data": "lecture", "learning_rate": 100.0, "epochs": 10_000},
        {"data": "lecture", "seed": 10, "epochs": 0},
        {"epochs": 0},
    ],
)
@pytest.mark.parametrize("loss_axis", ["linear", "log", "log-log"])
def test_logistic_extremes(change, loss_axis):
    assert_logistic(LogisticScenario(loss_axis=loss_axis, **change))


# Axes


def test_a_diverged_fit_keeps_the_axes_of_a_good_one():
    good, diverged = (
        figures_of(run_linear(LinearScenario(learning_rate=rate)))["fit"]
        for rate in (0.01, 1.0)
    )
    assert limits(diverged) == limits(good)


def assert_round(low, high):
    """Without its margin of 4 % on either side, an axis ends on multiples of a step of
    1, 2 or 5 times a power of 10, and has 5 to 12 of them."""
    pad = 0.04 * (high - low) / 1.08
    ends = np.array([low + pad, high - pad])
    steps = [m * 10.0**k for k in range(-9, 9) for m in (1, 2, 5)]
    steps = [step for step in steps if 5 <= np.ptp(ends) / step <= 12.01]
    assert any(np.abs(ends / s - np.round(ends / s)).max() < 1e-6 for s in steps), ends


def test_the_axes_go_by_round_steps_while_a_slider_moves():
    """There is one way from 0 to 98.8 in steps of 0.9, and few axes on it."""
    ranges = [
        limits(figures_of(run_linear(LinearScenario(true_W=k / 10, epochs=0)))["fit"])[
            1
        ]
        for k in range(101)
    ]
    assert len({*map(tuple, ranges)}) <= 24
    assert sum(a != b for a, b in pairwise(ranges)) <= 24
    for low, high in ranges:
        assert_round(low, high)


LINES = [
    LinearScenario(),
    *(PRESETS[name].scenario for name in LINEAR),
    LinearScenario(true_W=-10.0, noise=5.0),
    LinearScenario(true_W=0.1, true_b=-10.0),
    LinearScenario(true_W=0.0, true_b=0.0),
]


@pytest.mark.parametrize("scenario", LINES, ids=to_query)
def test_points_and_true_line_fill_the_axes(scenario):
    """Of y's axis, which begins at 0 unless there is something below, they fill two
    thirds; x is 0 to 9."""
    fit = figures_of(run_linear(scenario))["fit"]
    (left, right), (low, high) = limits(fit)
    assert (left, right) == pytest.approx((-0.36, 9.36))
    truth = scenario.true_W * np.array([0, 9]) + scenario.true_b
    seen = np.concatenate([xy(fit, "points")[1], truth, [0]])
    assert_covers((low, high), seen)
    assert np.ptp(seen) > (high - low) * 2 / 3
    assert_round(low, high)


def test_the_first_chart_reads_0_to_30():
    low, high = limits(figures_of(run_linear(LinearScenario()))["fit"])[1]
    assert (low, high) == pytest.approx((-1.2, 31.2))


@pytest.mark.parametrize("page", PAGES)
def test_the_default_loss_curve_is_no_l(page):
    """It falls over more than an eighth of the chart's width, and not over the first
    alone: half of what it falls on the axis comes later than that, or it goes on."""
    figure = figures_of(run(PAGES[page]()))["loss"]
    x, y = (np.log10(values) for values in xy(figure, "loss"))
    (left, right), _ = limits(figure)
    early = np.interp(left + 0.2 * (right - left), x, y)
    assert y[0] - early < 0.6 * (y[0] - y[-1])


@pytest.mark.parametrize("epochs", [0, 1, 20, 300, 1000, 10_000])
def test_a_logarithmic_axis_of_epochs_says_its_epochs(epochs):
    layout = figures_of(run(LinearScenario(epochs=epochs)))["loss"]["layout"]
    axis = layout["xaxis"]
    shown = [
        text
        for value, text in zip(axis["tickvals"], axis["ticktext"], strict=True)
        if np.log10(value) <= axis["range"][1]
    ]
    assert all(
        value == int(text) + 1
        for value, text in zip(axis["tickvals"], axis["ticktext"], strict=True)
    )
    assert shown[:2] == ["0", "1"] and len(shown) <= 8
    assert epochs < 2 or int(shown[-1]) > epochs / 10


# What is drawn of much


def test_an_oscillation_of_period_2_is_seen_to_the_end():
    result = run_logistic(LogisticScenario(epochs=10_000))
    zigzag = 1 + np.arange(10_001) % 2
    history = result.history._replace(loss=zigzag.astype(np.float32))
    figure = figures_of(result._replace(history=history))["loss"]
    losses = xy(figure, "loss")[1]
    epochs = decoded(trace(figure, "loss")["customdata"])
    for start in range(0, 10_000, 100):
        window = losses[(start <= epochs) & (epochs < start + 100)]
        assert set(window) == {1, 2}, start


@pytest.mark.parametrize("epochs", [0, 10_000])
def test_of_100_000_points_5000_are_drawn(epochs):
    linear = run_linear(LinearScenario(num_points=100_000, epochs=epochs))
    figures = figures_of(linear)
    assert_sound(figures, "linear")
    assert_loss(figures["loss"], linear)
    shown = np.linspace(0, 99_999, 5000).round().astype(int)
    np.testing.assert_array_equal(xy(figures["fit"], "points")[1], linear.data.y[shown])
    assert_covers(limits(figures["fit"])[1], linear.data.y)

    logistic = run_logistic(LogisticScenario(num_points=100_000, epochs=epochs))
    figures = figures_of(logistic)
    assert_sound(figures, "logistic")
    assert_loss(figures["loss"], logistic)
    classes = [np.column_stack(xy(figures["fit"], f"class {k}")) for k in (0, 1)]
    assert sum(map(len, classes)) == 5000
    labels = logistic.data.y[shown]
    np.testing.assert_array_equal(classes[1], logistic.data.X[shown][labels == 1])
    assert_covers(limits(figures["fit"])[0], logistic.data.X[:, 0])


# Colours and shapes


def test_each_role_has_one_colour_in_all_figures():
    colours = {}
    for landscape in ("contours", "surface"):
        linear = run_linear(LinearScenario(landscape=landscape))
        logistic = run_logistic(LogisticScenario(landscape=landscape))
        figures = [
            *figures_of(linear).values(),
            *figures_of(logistic).values(),
        ]
        for one in [one for figure in figures for one in figure["data"]]:
            if one["type"] in ("heatmap", "surface") or "fill" in one:
                continue
            role = one["name"].removesuffix(" line").removesuffix(" boundary")
            look = one["line" if one["mode"].startswith("lines") else "marker"]
            assert colours.setdefault(role, look["color"]) == look["color"]
    shared = [
        {"fitted", "loss", "path", "start", "shown epoch", "wrong side"},
        {"points", "class 0"},
        {"optimum", "minimum"},
        {"true"},
        {"class 1"},
    ]
    assert set(colours) == set().union(*shared)
    of = [{colours[role] for role in roles} for roles in shared]
    assert len(set().union(*of)) == sum(map(len, of)) == len(shared)


def test_what_a_colour_tells_a_shape_tells_too():
    fit = figures_of(run_logistic(LogisticScenario()))["fit"]
    markers = [trace(fit, f"class {label}")["marker"] for label in (0, 1)]
    assert len({marker["symbol"] for marker in markers}) == 2
    assert len({marker["color"] for marker in markers}) == 2
    figures = figures_of(run_linear(LinearScenario()))
    dashes = [
        [t["line"]["dash"] for t in figures[name]["data"] if "line" in t]
        for name in ("fit", "loss")
    ]
    assert dashes == [["solid", "dash"], ["solid", "dot"]]
    marks = [
        t["marker"]["symbol"] for t in figures["landscape"]["data"] if "marker" in t
    ]
    assert len(marks) == len(set(marks)) == 4

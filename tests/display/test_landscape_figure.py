"""The loss landscape, flat and as a surface: its heights against a plain NumPy loss,
its path against the history, its marks against lstsq and a gradient of 0."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from jaxreg.data.table import Column, Table
from jaxreg.display.drawing import drawn_epochs
from jaxreg.display.landscape_figure import (
    linear_landscape_figure,
    logistic_landscape_figure,
)
from jaxreg.display.views import to_plotly
from jaxreg.explain.menu import figures
from jaxreg.settings import OWN, PRESETS, LinearScenario, LogisticScenario
from jaxreg.training.runs import run_linear, run_logistic
from tests.strategies import PLAIN_FEATURES, scenarios
from tests.traces import assert_covers, decoded, has, limits, trace, xy

BOTH = pytest.mark.parametrize("landscape", ["contours", "surface"])


def drawn(scenario):
    """The run of a scenario, and its landscape."""
    if scenario.page == "linear":
        result = run_linear(scenario)
        return result, linear_landscape_figure(result)
    result = run_logistic(scenario)
    return result, logistic_landscape_figure(result)


def readable(result):
    """The two parameters of the landscape, an epoch a row, and b of the last: as far as
    the loss is no more than a million times that of the start, or 1e-24 from 0."""
    (W, b), loss = result.training.history
    bad = np.flatnonzero(~(loss <= 1e6 * (float(loss[0]) or 1e-30)))
    end = max(bad[0], 1) if bad.size else len(loss)
    both = np.column_stack([W, b])[:end, :2]
    return both, b[end - 1].astype(float)


def loss_at(result, places):
    """The plain loss at places (m, 2) of the landscape, in float64."""
    (X, y, _), (x1, x2) = result.training.data, np.transpose(places).astype(float)
    X = X.astype(float)
    if result.scenario.page == "linear":
        return np.mean((x1[:, None] * X[:, 0] + x2[:, None] - result.targets) ** 2, 1)
    z = np.outer(x1, X[:, 0]) + np.outer(x2, X[:, 1]) + readable(result)[1]
    penalty = result.scenario.l2 / 2 * (x1**2 + x2**2)
    return np.mean(np.logaddexp(0, (1 - 2 * y) * z), axis=1) + penalty


def mark(figure, name):
    return np.column_stack(xy(figure, name))


def assert_way(result, figure):
    """The path is the history's; start, truth and shown epoch stand where they are."""
    s, (path, _) = result.scenario, readable(result)
    rows = drawn_epochs(len(path) - 1, 300)
    trodden = path[rows]
    if s.method == "coordinate descent":  # with a corner between epochs in a row
        places = [path[0]]
        for k, last in zip(rows[1:], rows[:-1], strict=True):
            places += [(path[k][0], path[last][1])] * int(k == last + 1) + [path[k]]
        trodden = np.array(places)
    np.testing.assert_array_equal(mark(figure, "path"), trodden)
    np.testing.assert_array_equal(mark(figure, "start"), path[:1])
    np.testing.assert_array_equal(mark(figure, "shown epoch"), path[-1:])
    assert trace(figure, "shown epoch")["meta"] == {"shows": "weights"}
    assert figure["data"][-1]["name"] == "shown epoch"  # on top of the others
    mean, deviation, *_ = result.training.scaling
    true = (
        np.multiply((s.true_W1, s.true_W2), deviation)
        if s.page == "logistic"
        else (s.true_W * deviation[0], s.true_b + s.true_W * mean[0])
    )
    # W' = W deviation, and b' = b + W mean.
    factors = np.diag([*deviation, 1.0])
    factors[-1, :-1] = mean
    offset = [0] * len(factors)
    assert figure["layout"]["meta"] == {"offset": offset, "factors": factors.tolist()}
    known = s.page == "linear" or s.data == "generated"
    assert has(figure, "true") == known
    if known:
        np.testing.assert_allclose(mark(figure, "true"), [true], rtol=1e-6, atol=1e-6)
    for one in figure["data"]:
        if one["name"] in ("start", "true"):
            [at] = mark(figure, one["name"])
            for ends, value in zip(limits(figure), at, strict=True):
                assert_covers(ends, value)


def assert_contours(result, figure, share):
    """Each ring is closed and ends near the window; within, it stands where the loss is
    what it says, to a share of the window. The outermost is drawn first."""
    low, high = np.transpose(limits(figure))
    far = 1.001 * (high - low)
    names = []
    for one in [one for one in figure["data"] if "fill" in one]:
        x, y = decoded(one["x"]), decoded(one["y"])
        assert x.shape == y.shape == (len(x),)
        ring = np.column_stack([x, y])
        assert np.isfinite(ring).all()
        assert (low - far <= ring).all() and (ring <= high + far).all()
        np.testing.assert_array_equal(ring[0], ring[-1])
        level = float(one["name"].removeprefix("loss "))
        inside = ring[((low < ring) & (ring < high)).all(axis=1)]
        off = np.abs(loss_at(result, inside) - level)
        slope = [
            (loss_at(result, inside + step) - loss_at(result, inside - step)) / 2e-4
            for step in 1e-4 * np.diag(high - low)
        ]
        assert (off <= 1e-3 * level + share * np.hypot(*slope)).all()
        names.append(level)
    assert 3 <= len(names) <= 10
    assert names == sorted(names, reverse=True)


def assert_surface(result, figure):
    """Heights are the logarithm of the loss, and marks and path lie on them."""
    surface, *others = figure["data"]
    x, y, z = (decoded(surface[name]) for name in "xyz")
    assert z.shape == (len(y), len(x))
    for axis, ends in zip((x, y), limits(figure), strict=True):
        np.testing.assert_allclose([axis[0], axis[-1]], ends, rtol=1e-6)
    grid = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    loss = loss_at(result, grid).reshape(z.shape)
    heights = np.log10(np.maximum(loss, 1e-6 * loss.max()))
    np.testing.assert_allclose(z, heights, atol=1e-4)
    for one in others:
        assert one["type"] == "scatter3d"
        at1, at2 = xy(figure, one["name"])
        columns = np.transpose([np.interp(at1, x, row) for row in z])
        between = [
            np.interp(*at) for at in zip(at2, [y] * len(at2), columns, strict=True)
        ]
        np.testing.assert_allclose(decoded(one["z"]), between, atol=1e-4)


def assert_landscape(scenario, share):
    result, figure = drawn(scenario)
    to_plotly(figure)
    assert figure["layout"]["clickanywhere"] is True
    assert_way(result, figure)
    if scenario.landscape == "surface":
        assert_surface(result, figure)
    else:
        assert_contours(result, figure, share)


# Any run


@BOTH
@pytest.mark.parametrize("name", PRESETS)
def test_presets(name, landscape):
    assert_landscape(replace(PRESETS[name].scenario, landscape=landscape), share=0.01)


@pytest.mark.parametrize("page", ["linear", "logistic"])
def test_any_run(page):
    @settings(deadline=None, max_examples=25)
    @given(scenarios(page).filter(lambda s: page == "linear" or s.num_points <= 500))
    def check(scenario):
        alike = {"across": "W1", "up": "W2", **PLAIN_FEATURES[page]}
        # Another way may leave for 1e16, where there is no ring to be seen.
        scenario = replace(scenario, **alike, method="gradient descent")
        # 5 points and steps across the valley bend rings that few rays cannot follow.
        assert_landscape(scenario, share=0.001 if page == "linear" else 0.1)

    check()


# The optimum


@BOTH
@pytest.mark.parametrize("targets", ["noisy", "noise-free"])
@pytest.mark.parametrize("n", [5, 10, 1000, 100_000])
def test_the_optimum_of_a_line_is_that_of_lstsq(n, targets, landscape):
    scenario = LinearScenario(
        **dict(true_W=-4.5, true_b=7.0, noise=2.0, num_points=n, epochs=7),
        **dict(targets=targets, landscape=landscape),
    )
    result, figure = drawn(scenario)
    A = np.column_stack([result.data.X[:, 0].astype(float), np.ones(n)])
    best = np.linalg.lstsq(A, result.targets, rcond=None)[0]
    np.testing.assert_allclose(mark(figure, "optimum"), [best], rtol=1e-5)
    for ends, value in zip(limits(figure), best, strict=True):
        assert_covers(ends, value)


@BOTH
@pytest.mark.parametrize("n", [100, 500, 100_000])
def test_at_the_optimum_of_classes_the_gradient_is_0(n, landscape):
    scenario = replace(PRESETS["Overlapping classes"].scenario, num_points=n)
    result, figure = drawn(replace(scenario, landscape=landscape))
    [W], (X, y, _) = mark(figure, "optimum"), result.data
    assert (np.float32(W) == np.float32(result.optimum.W)).all()
    p = 1 / (1 + np.exp(-(X @ W.astype(float) + result.optimum.b)))
    np.testing.assert_allclose(X.T.astype(float) @ (p - y) / n, 0, atol=1e-6)
    assert abs(np.mean(p - y)) < 1e-6
    for ends, value in zip(limits(figure), W, strict=True):
        assert_covers(ends, value)


@BOTH
@pytest.mark.parametrize("name", ["Lecture 5.2", "Separable classes"])
def test_separable_classes_have_no_optimum(name, landscape):
    assert not has(
        drawn(replace(PRESETS[name].scenario, landscape=landscape))[1], "optimum"
    )


# Nothing to see


def said(figure):
    return [one["text"] for one in figure["layout"].get("annotations", [])]


@BOTH
@pytest.mark.parametrize(
    "far",
    [
        {"start_b": 1e15},
        {"data": "lecture", "start_W1": -1e7, "start_W2": 1e7},
    ],
)
def test_that_a_landscape_is_flat_is_said(far, landscape):
    s = LogisticScenario(start="chosen", epochs=0, landscape=landscape, **far)
    figure = drawn(s)[1]
    to_plotly(figure)
    assert said(figure) == ["Flat: the loss hardly changes in this window."]
    assert not any("fill" in one for one in figure["data"])
    if landscape == "surface":  # whose axis would else make hills of rounding
        z = decoded(trace(figure, "loss")["z"])
        low, high = figure["layout"]["scene"]["zaxis"]["range"]
        assert low + 0.9 < z.min() <= z.max() < high - 0.9


@BOTH
@pytest.mark.parametrize("name", PRESETS)
def test_others_are_not(name, landscape):
    figure = drawn(replace(PRESETS[name].scenario, landscape=landscape))[1]
    assert not said(figure)
    assert "range" not in figure["layout"].get("scene", {}).get("zaxis", {})


def test_a_step_that_is_no_number_has_no_arrow():
    x, y = np.array([0.0, 1e15, 2e14]), np.array([0.0, 1e15, 3.0])
    table = Table((Column("x", x), Column("y", y)))
    s = LinearScenario(data=OWN, start="chosen", start_W=1e10, epochs=0)
    result = run_linear(replace(s, explain="gradient"), table)
    figure = figures(result)["landscape"]
    to_plotly(figure)
    across, up = xy(figure, "steps of points")
    # Each is a start, a tip and a gap: only the step of x = 0 is a number.
    assert np.isfinite([across[1], up[1]]).all()
    assert np.isnan([across[4::3], up[4::3]]).all()


# What stays and what changes


@pytest.mark.parametrize("start", ["zero", "chosen"])
@pytest.mark.parametrize(
    ("scenario", "chosen"),
    [
        (LinearScenario(start_W=-8.0, start_b=9.5), [-8, 9.5]),
        (LogisticScenario(start_W1=-8.0, start_W2=9.5, start_b=3.0), [-8, 9.5]),
    ],
    ids=["linear", "logistic"],
)
def test_the_window_holds_any_start(scenario, chosen, start):
    _, figure = drawn(replace(scenario, start=start))
    [at] = mark(figure, "start")
    assert at.tolist() == (chosen if start == "chosen" else [0, 0])
    for ends, value in zip(limits(figure), at, strict=True):
        assert_covers(ends, value)


def test_the_path_of_a_run_that_diverges_leaves_the_window():
    (_, good), (_, lost) = (
        drawn(LinearScenario(learning_rate=rate)) for rate in (0.01, 1.0)
    )
    sizes = np.ptp(limits(lost), axis=1) / np.ptp(limits(good), axis=1)
    assert (sizes <= 4).all()
    assert np.abs(mark(lost, "path")).max() > 100


def test_each_drawing_keeps_its_own_zoom():
    kept = {
        (page, landscape): drawn(scenario(landscape=landscape))[1]["layout"][
            "uirevision"
        ]
        for page, scenario in [
            ("linear", LinearScenario),
            ("logistic", LogisticScenario),
        ]
        for landscape in ("contours", "surface")
    }
    assert kept["linear", "contours"] != kept["linear", "surface"]


def test_a_log_loss_of_0_leaves_the_surface_its_shape():
    """Without noise the loss at the optimum is 0, whose logarithm is no height."""
    scenario = LinearScenario(true_W=0.0, true_b=0.0, noise=0.0, landscape="surface")
    z = decoded(trace(drawn(scenario)[1], "loss")["z"])
    assert np.isfinite(z).all() and np.ptp(z) <= 6.001

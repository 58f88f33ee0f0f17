"""The landscape over any two parameters, the others held as at any epoch: heights and
contours against a plain NumPy loss of all parameters, the lowest place against SciPy.
"""

from functools import partial
from itertools import permutations

import numpy as np
import pytest
from scipy.optimize import minimize

from jaxreg.data.table import Column, Table
from jaxreg.display.landscape import (
    linear_landscape,
    linear_surface,
    logistic_landscape,
    logistic_surface,
)
from jaxreg.display.landscape_figure import (
    linear_landscape_figure,
    logistic_landscape_figure,
)
from jaxreg.display.plane import axes_of, theta_of
from jaxreg.settings import OWN, LinearScenario, LogisticScenario
from jaxreg.training.plane import classes_loss, squares_loss
from jaxreg.training.runs import run_linear, run_logistic

LINKS = ["W1", "W2", "b"]
PAIRS = list(permutations(range(3), 2))
EACH_PAIR = pytest.mark.parametrize("axes", PAIRS)
EACH_SCALING = pytest.mark.parametrize("scaling", ["off", "on"])


def classes(axes, **settings):
    across, up = (LINKS[k] for k in axes)
    return run_logistic(LogisticScenario(across=across, up=up, **settings))


def theta_at(result, epoch):
    history = result.training.history.params
    return np.append(history.W[epoch], history.b[epoch]).astype(float)


def loss_on(result, epoch, places):
    """The cross-entropy at places (m, 2) of the plane, all else as at the epoch."""
    (X, y, _), s = result.training.data, result.scenario
    theta = np.tile(theta_at(result, epoch), (len(places), 1))
    theta[:, [LINKS.index(s.across), LINKS.index(s.up)]] = places
    z = theta[:, :-1] @ X.T.astype(float) + theta[:, -1:]
    penalty = s.l2 / 2 * np.sum(theta[:, :-1] ** 2, axis=1)
    return np.mean(np.logaddexp(0, (1 - 2 * y) * z), axis=1) + penalty


@EACH_PAIR
@EACH_SCALING
@pytest.mark.parametrize("epoch", [0, 20, 300])
def test_a_surface_is_the_loss_with_the_others_held(axes, scaling, epoch):
    result = classes(axes, scaling=scaling, l2=0.1, epochs=300)
    window = logistic_landscape(result, epoch).window
    x, y, z = logistic_surface(result, window, epoch)
    grid = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    expected = loss_on(result, epoch, grid).reshape(z.shape)
    np.testing.assert_allclose(z, expected, rtol=1e-5)


def assert_contours(landscape, losses, lowest, share):
    """Rings are out of their place by less than 1 % of the window and, where the lowest
    place is in it, out of their level by less than a share of what it adds there."""
    low, high = np.transpose(landscape.window)
    is_seen = ((low < lowest) & (lowest < high)).all()
    for level, ring in zip(landscape.levels, landscape.contours, strict=True):
        seen = ring[((low < ring) & (ring < high)).all(axis=1)]
        off = np.abs(losses(seen) - level)
        sides = 5e-3 * np.diag(high - low)
        ends = [losses(seen + side) - losses(seen - side) for side in sides]
        assert (off < np.linalg.norm(ends, axis=0)).all()
        if is_seen:
            added = level - losses(lowest[None])
            assert (off < share * added + 1e-6).all()  # float32 rounds


@EACH_PAIR
@EACH_SCALING
def test_contours_are_where_the_loss_is_their_level(axes, scaling):
    result = classes(axes, scaling=scaling, epochs=300)
    for epoch in (0, 20, 300):
        landscape = logistic_landscape(result, epoch)
        assert len(landscape.levels) >= 6
        losses = partial(loss_on, result, epoch)
        assert_contours(landscape, losses, lowest_of(result, epoch), 0.02)


def lowest_of(result, epoch):
    """The lowest place, in the window or not."""
    theta = theta_at(result, epoch).astype(np.float32)
    every_point = np.arange(len(result.data.y))
    return classes_loss(result, every_point, axes_of(result), theta).minimum


@EACH_PAIR
@EACH_SCALING
@pytest.mark.parametrize("l2", [0.0, 0.3])
def test_the_lowest_place_is_that_of_scipy(axes, scaling, l2):
    result = classes(axes, scaling=scaling, l2=l2, epochs=300)
    for epoch in (0, 20, 300):
        found = minimize(
            lambda at, epoch=epoch: loss_on(result, epoch, at[None])[0],
            np.zeros(2),
            options={"gtol": 1e-9},
        )
        lowest = lowest_of(result, epoch)
        np.testing.assert_allclose(lowest, found.x, atol=1e-5)
    # It is not the optimum of all parameters, but where the others are held there.
    moved = np.abs(lowest_of(result, 0) - lowest_of(result, 300)).max()
    assert moved > 0.001


def test_of_points_far_from_0_the_lowest_place_is_found():
    """Of x far from 0 the columns of x and of b all but coincide."""
    x = np.linspace(1952, 1962, 40)
    columns = Column("x", x), Column("other", x % 3), Column("class", x // 1 % 2)
    s = LogisticScenario(data=OWN, epochs=3, across="W1", up="b", learning_rate=1e-7)
    result = run_logistic(s, Table(columns))
    lowest = lowest_of(result, 3)
    at = loss_on(result, 3, lowest[None])[0]
    for step in 1e-6 * np.abs(np.diag(lowest)):
        for side in (step, -step):
            assert loss_on(result, 3, (lowest + side)[None])[0] >= at


def test_without_an_epoch_it_is_that_of_the_end():
    result = classes((0, 2), epochs=300)
    one, same = logistic_landscape(result), logistic_landscape(result, 300)
    np.testing.assert_array_equal(one.contours, same.contours)


@EACH_PAIR
def test_path_window_and_what_a_level_adds_are_those_of_every_epoch(axes):
    result = classes(axes, epochs=300)
    landscapes = [logistic_landscape(result, epoch) for epoch in (0, 20, 300)]
    assert len({one.window for one in landscapes}) == 1
    params = result.training.history.params
    path = np.column_stack([params.W, params.b])[:, axes]
    for epoch, one in zip((0, 20, 300), landscapes, strict=True):
        np.testing.assert_array_equal(one.path, path)
        lowest = lowest_of(result, epoch)
        low, high = np.transpose(one.window)
        if ((low < lowest) & (lowest < high)).all():
            steps = one.levels - loss_on(result, epoch, lowest[None])
            # 1 or 3 times a power of ten
            digits = steps / 10.0 ** np.floor(np.log10(steps * 1.01))
            np.testing.assert_allclose(digits.round(), digits, rtol=0.01)
            assert {*digits.round()} <= {1, 3}


# Which two


@pytest.mark.parametrize(
    ("across", "up", "of_two", "of_one"),
    [
        ("W1", "W2", (0, 1), (0, 1)),
        ("W1", "b", (0, 2), (0, 1)),
        ("b", "W1", (2, 0), (1, 0)),
        ("W1", "W1", (0, 1), (0, 1)),
        ("W2", "W2", (1, 2), (0, 1)),
        ("b", "b", (2, 0), (1, 0)),
        ("W5", "W2", (0, 1), (0, 1)),
        ("W2", "W5", (1, 2), (0, 1)),
        ("W5", "W4", (0, 1), (0, 1)),
        ("W5", "W1", (0, 1), (0, 1)),
    ],
)
def test_the_plane_is_the_one_that_is_named_or_the_next(across, up, of_two, of_one):
    two = LogisticScenario(across=across, up=up, epochs=3)
    assert axes_of(run_logistic(two)) == of_two
    one = LogisticScenario(data="O-rings", across=across, up=up, epochs=3)
    assert axes_of(run_logistic(one)) == of_one
    line = LinearScenario(across=across, up=up, epochs=3)
    assert axes_of(run_linear(line)) == of_one


def test_b_across_and_W_up_is_the_same_bowl_from_another_side():
    usual, other = (
        linear_landscape(run_linear(LinearScenario(across=across, up=up)))
        for across, up in (("W1", "b"), ("b", "W1"))
    )
    assert usual.window == other.window[::-1]
    np.testing.assert_array_equal(usual.path, other.path[:, ::-1])
    np.testing.assert_allclose(usual.levels, other.levels, rtol=1e-9)


# What is said, and marked


def title(result, *epoch):
    return logistic_landscape_figure(result, *epoch)["layout"]["title"]["text"]


def test_the_title_says_what_is_held_and_whose_it_is():
    result = classes((0, 1), epochs=300)
    assert title(result) == title(result, 300) == "Loss over W₁ and W₂ at the fitted b"
    assert title(result, 20) == "Loss over W₁ and W₂ at b of epoch 20"
    scaled = classes((2, 1), epochs=2000, scaling="on")
    assert title(scaled, 1000) == "Loss over b′ and W₂′ at W₁ of epoch 1,000"
    drawn = logistic_landscape_figure(scaled)["layout"]
    axes = [drawn[axis]["title"]["text"] for axis in ("xaxis", "yaxis")]
    assert axes == ["b′ (x standardised)", "W₂′"]


def test_where_a_run_is_cut_the_title_names_the_epoch():
    """What is held at the end of the charts is not the fitted b, which is no number."""
    result = classes((0, 1), learning_rate=1000.0, l2=1.0)
    assert result.end < len(result.history.loss) - 1
    assert title(result).endswith(f" at b of epoch {result.end}")


def test_with_one_feature_nothing_is_held():
    result = run_logistic(LogisticScenario(data="O-rings", epochs=300))
    one, other = (logistic_landscape_figure(result, epoch) for epoch in (None, 20))
    assert one["layout"] == other["layout"]
    assert one["layout"]["title"]["text"] == "Loss over W and b"
    line = run_linear(LinearScenario())
    assert (
        linear_landscape_figure(line)["layout"]["title"]["text"]
        == (linear_landscape_figure(line, 20)["layout"]["title"]["text"])
    )


def test_each_plane_keeps_its_own_zoom():
    kept = [
        logistic_landscape_figure(classes(axes, epochs=3))["layout"]["uirevision"]
        for axes in PAIRS
    ]
    assert len({*kept}) == len(PAIRS)


# Powers of x


def powers(degree, **settings):
    usual = {"degree": degree, "learning_rate": 0.01, "epochs": 300, "noise": 2.0}
    return run_linear(LinearScenario(**(usual | settings)))


def squares_on(result, axes, epoch, places):
    """The mean squared error at places (m, 2), all else as at the epoch, by hand."""
    s, x = result.scenario, result.data.X[:, 0].astype(float)
    u = (x - x.mean()) / x.std() if s.scaling == "on" else x
    A = np.column_stack([u ** (k + 1) for k in range(s.degree)])
    if s.scaling == "on":
        A = (A - A.mean(axis=0)) / A.std(axis=0)
    theta = np.tile(theta_at(result, epoch), (len(places), 1))
    theta[:, axes] = places
    predicted = theta[:, :-1] @ A.T + theta[:, -1:]
    penalty = s.l2 / 2 * np.sum(theta[:, :-1] ** 2, axis=1)
    return np.mean((predicted - result.targets) ** 2, axis=1) + penalty


@pytest.mark.parametrize(
    ("degree", "across", "up"),
    [(2, "W1", "W2"), (2, "b", "W2"), (5, "W5", "b"), (9, "W2", "W9"), (9, "W1", "W2")],
)
@pytest.mark.parametrize(
    "settings",
    [
        {"scaling": "on"},
        {"scaling": "on", "l2": 0.3},
        {"learning_rate": 1e-9, "start": "zero"},
    ],
)
def test_of_powers_heights_and_contours_are_those_of_the_loss(
    degree, across, up, settings
):
    result = powers(degree, across=across, up=up, **settings)
    links = [*(f"W{k + 1}" for k in range(degree)), "b"]
    axes = [links.index(across), links.index(up)]
    assert axes_of(result) == tuple(axes)
    for epoch in (0, min(20, result.end), result.end):
        landscape = linear_landscape(result, epoch)
        x, y, z = linear_surface(result, landscape.window, epoch)
        grid = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
        expected = squares_on(result, axes, epoch, grid).reshape(z.shape)
        np.testing.assert_allclose(z, expected, rtol=1e-6)
        losses = partial(squares_on, result, axes, epoch)
        theta = theta_of(result)[epoch]
        lowest = squares_loss(result, tuple(axes), theta).minimum
        assert_contours(landscape, losses, lowest, 1e-5)
        # No step away from it leads down.
        steps = 1e-3 * np.diag(np.abs(lowest) + 1e-3)
        around = losses(np.array([lowest, *(lowest + steps), *(lowest - steps)]))
        assert (around[0] <= around * (1 + 1e-9)).all()
    assert len(landscape.levels) >= 5


def test_of_powers_the_title_says_the_rest():
    result = powers(3, scaling="on")

    def title(*epoch):
        return linear_landscape_figure(result, *epoch)["layout"]["title"]["text"]

    assert title() == "Loss over W₁′ and W₂′, rest as fitted"
    assert title(20) == "Loss over W₁′ and W₂′, rest at epoch 20"


def test_a_click_chooses_a_start_only_where_it_has_all_parameters():
    clicks = [
        linear_landscape_figure(powers(degree, scaling="on"))["layout"]["clickanywhere"]
        for degree in (1, 2, 9)
    ]
    assert clicks == [True, False, False]

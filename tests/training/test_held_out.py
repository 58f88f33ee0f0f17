"""Held-out points, against NumPy and SciPy on the points that training sees."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import log_expit

from jaxreg import LinearScenario, LogisticScenario, figures, run_linear, run_logistic
from jaxreg.display.report import held_out_facts
from jaxreg.display.views import VIEWS
from jaxreg.live.picture import as_json
from jaxreg.training.held_out import held_out_rows, joined, num_held_out

RUN = {"linear": run_linear, "logistic": run_logistic}
LINE = LinearScenario(num_points=50, held_out=30, split=4, scaling="on", epochs=200)
CLASSES = LogisticScenario(held_out=30, split=4, learning_rate=0.5, epochs=300)
TABLES = [
    LinearScenario(data="tips", held_out=20, scaling="on", learning_rate=0.1),
    LinearScenario(data="gapminder", held_out=20, scaling="on", learning_rate=0.1),
    LogisticScenario(data="tips", held_out=20, scaling="on", l2=0.01),
    LogisticScenario(data="O-rings", held_out=40, scaling="on"),
    LogisticScenario(data="lecture", held_out=50),
]


def rows_of(*columns):
    return sorted(np.column_stack(columns).tolist())


def curve_of(result):
    traces = figures(result)["loss"]["data"]
    [curve] = [trace for trace in traces if trace["name"] == "held-out loss"]
    return curve["x"], curve["y"]


@pytest.mark.parametrize("s", [LINE, CLASSES, *TABLES], ids=lambda s: s.data)
def test_training_and_held_out_points_are_all_points(s):
    run = RUN[s.page]
    whole, result = run(replace(s, held_out=0)), run(s)
    assert whole.held_out is None
    seen, held = result.data, result.held_out.data
    n, d = whole.data.X.shape
    assert len(held.y) == min(int(n * s.held_out / 100 + 0.5), n - 2 * d) > 0
    both = np.concatenate([seen.X, held.X]), np.concatenate([seen.y, held.y])
    assert (
        rows_of(*both)
        == rows_of(*joined(seen, result.held_out)[:2])
        == rows_of(*whole.data[:2])
    )


@pytest.mark.parametrize("s", [LINE, CLASSES, *TABLES], ids=lambda s: s.data)
def test_other_seeds_hold_out_other_points_and_change_nothing_else(s):
    one, same, other = (
        RUN[s.page](replace(s, split=split)).held_out.data for split in (4, 4, 5)
    )
    assert rows_of(*one[:2]) == rows_of(*same[:2]) != rows_of(*other[:2])


@pytest.mark.parametrize("s", [LINE, *TABLES[:2]], ids=lambda s: s.data)
def test_a_line_is_that_of_the_points_that_training_sees(s):
    result = run_linear(replace(s, epochs=3000))
    A = np.column_stack([result.data.X, np.ones(len(result.data.y))]).astype(float)
    best, *_ = np.linalg.lstsq(A, result.data.y.astype(float))
    np.testing.assert_allclose(np.append(*result.fitted), best, rtol=2e-4)
    np.testing.assert_allclose(np.append(*result.closed_form), best, rtol=1e-6)
    residuals = A @ best - result.data.y
    assert result.smallest_loss == pytest.approx(np.mean(residuals**2), rel=1e-6)


@pytest.mark.parametrize("split", range(5))
def test_classes_are_trained_as_if_the_others_were_not_there(split):
    """Steps of gradient descent by NumPy, on the points that training sees alone."""
    result = run_logistic(replace(CLASSES, split=split))
    A = np.column_stack([result.data.X, np.ones(len(result.data.y))]).astype(float)
    theta = np.append(*result.history.at(0)).astype(float)
    for _ in range(CLASSES.epochs):
        p = 1 / (1 + np.exp(-A @ theta))
        theta -= CLASSES.learning_rate * A.T @ (p - result.data.y) / len(A)
    np.testing.assert_allclose(np.append(*result.fitted), theta, rtol=2e-5)


@pytest.mark.parametrize("s", [LINE, *TABLES[:2]], ids=lambda s: s.data)
def test_the_held_out_loss_of_a_line(s):
    result = run_linear(replace(s, loss_axis="linear"))
    epochs, losses = curve_of(result)
    X, y, _ = result.held_out.data
    for epoch, loss in list(zip(epochs, losses, strict=True))[:: len(epochs) // 9]:
        W, b = result.history.at(int(epoch))
        expected = np.mean((X[:, 0] * float(W[0]) + float(b) - y) ** 2)
        assert loss == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("s", [CLASSES, *TABLES[2:]], ids=lambda s: s.data)
def test_the_held_out_loss_of_classes_has_no_penalty(s):
    result = run_logistic(replace(s, loss_axis="linear"))
    epochs, losses = curve_of(result)
    X, y, _ = result.held_out.data
    for epoch, loss in list(zip(epochs, losses, strict=True))[:: len(epochs) // 9]:
        W, b = result.history.at(int(epoch))
        z = X.astype(float) @ W.astype(float) + float(b)
        expected = -np.mean(np.where(y == 1, log_expit(z), log_expit(-z)))
        assert loss == pytest.approx(expected, rel=1e-6)


def test_where_the_held_out_loss_was_smallest():
    s = LinearScenario(held_out=30, split=4, digits="all")
    result = run_linear(s)
    X, y, _ = result.held_out.data
    W, b = (column.astype(float) for column in result.history.params)
    losses = np.mean((W @ X.T + b[:, None] - y) ** 2, axis=1)
    facts = dict(held_out_facts(result))
    assert facts["held-out loss"] == pytest.approx(losses[-1])
    loss, epoch = facts["smallest held-out loss"].split(" at epoch ")
    assert int(epoch.replace(",", "")) == losses.argmin() > 0
    assert float(loss) == pytest.approx(losses.min())
    assert run_linear(replace(s, held_out=0)).held_out is None


def test_the_held_out_points_on_the_right_side_are_counted():
    result = run_logistic(CLASSES)
    X, y, _ = result.held_out.data
    right = ((X @ result.fitted.W + result.fitted.b > 0) == y).sum()
    facts = dict(VIEWS["logistic"].report(result).facts)
    assert facts["held-out points on the right side"] == f"{right} of 30"


@pytest.mark.parametrize("s", [LINE, CLASSES, *TABLES], ids=lambda s: s.data)
def test_held_out_points_are_drawn_hollow_and_the_axes_hold_them(s):
    result = RUN[s.page](s)
    fit = figures(result)["fit"]
    hollow = [trace for trace in fit["data"] if trace["name"] == "held out"]
    assert all(trace["marker"]["symbol"].endswith("-open") for trace in hollow)
    drawn = [
        np.concatenate(columns)
        for columns in zip(*((t["x"], t["y"]) for t in hollow), strict=True)
    ]
    X, y, _ = result.held_out.data
    assert rows_of(*drawn) == rows_of(*np.column_stack([X, y]).T[:2])
    for axis, values in zip(("xaxis", "yaxis"), drawn, strict=True):
        low, high = fit["layout"][axis]["range"]
        assert low < values.min() and values.max() < high


def test_what_diverges_has_no_held_out_loss_at_the_end():
    result = run_linear(LinearScenario(held_out=30, learning_rate=1))
    facts = dict(VIEWS["linear"].report(result).facts)
    assert facts["held-out loss"] == "–" == facts["loss"]
    assert facts["smallest held-out loss"].endswith("at epoch 0")


@given(
    st.lists(st.sampled_from([0.0, 1.0, 1.00001, 5.0]), min_size=2, max_size=40),
    st.sampled_from([0, 10, 20, 30, 40, 50]),
    st.integers(0, 999),
)
def test_what_is_left_varies_if_all_points_do(x, share, split):
    X = np.array(x)[:, None]
    is_held = held_out_rows(X, 2, share, split)
    assert is_held.sum() == num_held_out(len(x), 2, share) <= len(x) - 2
    if np.ptp(x) >= 1e-3 * max(x):
        assert np.ptp(X[~is_held]) >= 1e-4 * max(x)


@pytest.mark.parametrize(
    "s",
    [
        LinearScenario(
            **{"noise": 0.0, "true_W": 0.0, "true_b": 0.0, "num_points": 5},
            **{"scaling": "on", "learning_rate": 0.0473, "epochs": 512},
            **{"held_out": 10, "start_seed": 0, "loss_axis": "log"},
        ),
        LogisticScenario(
            **{"num_points": 5, "held_out": 10, "loss_axis": "log"},
            **{"learning_rate": 1000.0, "epochs": 1, "start_seed": 0},
            **{"true_W1": 0.0, "true_W2": 0.0, "true_b": 0.0},
        ),
    ],
    ids=["all but 0", "one step"],
)
def test_a_tiny_held_out_loss_leaves_the_other_curve_its_room(s):
    loss = figures(RUN[s.page](s))["loss"]
    as_json(loss)  # or a number is not finite
    low, high = loss["layout"]["yaxis"]["range"]
    [curve] = [one for one in loss["data"] if one["name"] == "loss"]
    decades = np.log10(curve["y"][curve["y"] > 0].astype(float))
    if decades.size:
        assert low > decades.min() - 0.06 * (high - low) - 2.1

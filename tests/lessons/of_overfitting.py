"""Overfitting, step by step in float64: of jaxreg only the points, which of them are
held out, and the start are taken, which seeds decide."""

import functools
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pytest

from jaxreg.display.loss_figure import held_out_losses
from jaxreg.training.runs import run
from tests.lessons.claims import claim
from tests.lessons.oracle import revealed, shown

OVER = "overfitting"


class Fit(NamedTuple):
    """The loss, with its penalty, and the held-out loss after each epoch (epochs + 1,),
    how many points training sees, and what the model at an epoch predicts."""

    loss: np.ndarray
    unseen: np.ndarray
    num_seen: int
    predict: object


@functools.cache
def fit(scenario):
    """Momentum on powers of standardised x, each standardised once more."""
    given = run(replace(scenario, epochs=0))
    points, held = given.data, given.held_out
    x, y = np.asarray(points.X[:, 0], float), np.asarray(points.y, float)
    at, its_y = np.asarray(held.data.X[:, 0], float), np.asarray(held.targets, float)
    exponents = np.arange(1, scenario.degree + 1)

    def powers(x_of):
        return ((x_of - x.mean()) / x.std())[:, None] ** exponents

    mean, deviation = powers(x).mean(axis=0), powers(x).std(axis=0)

    def features(x_of):
        return np.column_stack([(powers(x_of) - mean) / deviation, np.ones(len(x_of))])

    A, B = features(x), features(at)
    start = given.features.predict(given.history.at(0), points.X)
    theta = np.linalg.lstsq(A, start, rcond=None)[0]
    penalty = np.append(np.full(scenario.degree, scenario.l2), 0.0)
    velocity, path = np.zeros_like(theta), []
    for _ in range(scenario.epochs + 1):
        path.append(theta)
        slope = 2 * A.T @ (A @ theta - y) / len(y) + penalty * theta
        velocity = scenario.momentum * velocity + slope
        theta = theta - scenario.learning_rate * velocity
    path = np.array(path)
    loss = np.mean((path @ A.T - y) ** 2, axis=1) + path**2 @ penalty / 2
    unseen = np.mean((path @ B.T - its_y) ** 2, axis=1)
    return Fit(loss, unseen, len(y), lambda x_of, k: features(x_of) @ path[k])


@functools.cache
def page_says(scenario):
    """The same of the page's own run, in float32."""
    result = run(scenario)
    return float(result.history.loss[-1]), held_out_losses(result)[1]


def end(scenario):
    """The loss and the held-out loss at the end, and that the page shows the same."""
    ours, (loss, unseen) = fit(scenario), page_says(scenario)
    both = ours.loss[-1], ours.unseen[-1]
    assert (loss, unseen[-1]) == pytest.approx(both, rel=2e-4)
    return both


def farthest(scenario):
    """How far the model is from the true line, at most, from x = 0 to 9."""
    x = np.linspace(0, 9, 901)
    truth = scenario.true_W * x + scenario.true_b
    return np.abs(fit(scenario).predict(x, -1) - truth).max()


@claim(OVER, 1)
def ten_parameters():
    line, curve = shown(OVER, 1), revealed(OVER, 1)
    (of_line, _), (of_curve, _) = end(line), end(curve)
    assert (line.degree, curve.degree) == (1, 9) and of_curve < of_line / 3
    return {
        "question": f"A polynomial of degree {curve.degree} instead of a line: which "
        "has the smaller loss in training?",
        "right": "The polynomial",
        "why": f"{of_curve:.3f} against {of_line:.2f}. With {curve.degree + 1} "
        f"parameters the curve can go near every one of {fit(curve).num_seen} points, "
        "and near their noise.",
    }


@claim(OVER, 2)
def unseen_points():
    s = revealed(OVER, 2)
    (loss, unseen), (_, of_line) = end(s), end(replace(s, degree=1))
    assert shown(OVER, 2) == s and s == revealed(OVER, 1)
    return {
        "question": f"The hollow points are held out. The loss in training is "
        f"{loss:.3f}: what is it on those?",
        "right": f"Above {100}",
        "wrong": {f"About {loss:.3f}", f"About {of_line:.1f}, as for a line"},
        "why": f"{unseen:.0f}. The curve bends to the points that it sees, and nothing "
        f"holds it elsewhere. The line, which fits worse, has a held-out loss of "
        f"{of_line:.2f}: it predicts far better.",
    }


@claim(OVER, 3)
def turning_point():
    s = revealed(OVER, 3)
    ours, unseen = fit(s), page_says(s)[1]
    least = int(np.argmin(ours.unseen))
    assert np.argmin(unseen) == least  # of every epoch, as the run is short enough
    assert (
        np.diff(ours.loss[least:]) < 0
    ).mean() > 0.99  # apart from momentum's swings
    assert (np.diff(ours.unseen[least:]) > 0).mean() > 0.99
    return {
        "question": f"Over {s.epochs:,} epochs the held-out loss went from "
        f"{ours.unseen[0]:.0f} to {ours.unseen[-1]:.0f}. Where was it smallest?",
        "right": f"Early, near epoch {least}",
        "why": f"{ours.unseen[least]:.2f} at epoch {least}. From there on the loss in "
        f"training still falls, from {ours.loss[least]:.2f} to {ours.loss[-1]:.3f}: "
        "what the curve learns now is the noise of its own points.",
    }


@claim(OVER, 4)
def early_stopping():
    long, short = shown(OVER, 4), revealed(OVER, 4)
    least = int(np.argmin(fit(long).unseen))
    assert short == replace(long, epochs=least)
    (_, before), (_, after) = end(long), end(short)
    assert before > 100 * after
    return {
        "question": f"Stop after {short.epochs} epochs. How far is the curve from the "
        "true line then?",
        "right": f"At most {farthest(short):.1f}",
        "wrong": {f"Up to {farthest(long):.0f}, as now"},
        "why": f"From x = {0} to {9} it is within {farthest(short):.1f} of it; after "
        f"{long.epochs:,} epochs it is up to {farthest(long):.0f} away. Early stopping "
        "leaves no time to learn the noise.",
        "now_try": f"Drag the epochs from {50} up, and watch the held-out loss.",
    }


@claim(OVER, 5)
def penalty():
    free, held = shown(OVER, 5), revealed(OVER, 5)
    (loss, before), (_, after) = end(free), end(held)
    assert held == replace(free, l2=held.l2) and after < before / 50
    more = [end(replace(free, l2=l2))[1] for l2 in (0.001, 0.01, 0.1, 0.3, 1.0)]
    assert more[0] > more[1] > more[2] < more[3] < more[4]
    data = fit(held).loss[-1]
    return {
        "question": f"Train for {held.epochs:,} epochs again, now with a penalty "
        f"of λ = {held.l2}. What is the held-out loss?",
        "right": f"About {after:.1f}",
        "wrong": {f"Still {before:.0f}", f"Below {loss:.3f}"},
        "why": f"{after:.2f} instead of {before:.0f}: large weights now cost "
        "something, so the curve cannot swing. The loss that training makes small, "
        f"penalty included, is {data:.2f}.",
        "now_try": f"Drag λ from {0.001} to {1}: where is the held-out loss smallest?",
    }


@claim(OVER, 6)
def more_points():
    few, many = shown(OVER, 6), revealed(OVER, 6)
    (_, before), (loss, after) = end(few), end(many)
    assert many == replace(few, num_points=many.num_points) and after < before / 50
    return {
        "question": f"No penalty, all {many.epochs:,} epochs, but {many.num_points} "
        f"points instead of {few.num_points}. And now?",
        "right": f"About {after:.1f}",
        "wrong": {f"Still {before:.0f}"},
        "why": f"{after:.2f}, with {loss:.3f} in training. {fit(many).num_seen} points "
        f"leave {many.degree + 1} parameters little room to follow the noise.",
    }

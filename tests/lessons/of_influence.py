"""How far one y, or one label, moves what is fitted to all: by fitting again."""

import numpy as np

from tests.lessons.claims import claim
from tests.lessons.oracle import best_line, descent, revealed, shown, sigmoid, with_ones

INFLUENCE = "influence"


def follows(scenario, epochs=None):
    """How far the line at each point follows that point's y, if it rises by 1, after
    some epochs of plain descent; None: in the end, by least squares."""
    run = descent(scenario, 0)
    X, y, A = run.X, run.y, run.A
    raised = y[:, None] + np.eye(len(y))
    if epochs is None:
        lines = np.transpose([best_line(X, one) for one in raised.T])
        before = best_line(X, y)
    else:
        all_ys = np.column_stack([y, raised])
        theta = np.tile(run.path[0][:, None], all_ys.shape[1])
        for _ in range(epochs):
            slope = 2 * A.T @ (A @ theta - all_ys) / len(y)
            theta = theta - scenario.learning_rate * slope
        before, lines = theta[:, 0], theta[:, 1:]
    return X.ravel(), np.diag(A @ (lines - before[:, None]))


@claim(INFLUENCE, 1)
def lever():
    s = shown(INFLUENCE, 1)
    x, own = follows(s)
    trained = follows(s, s.epochs)[1]
    assert np.allclose(own, trained, atol=1e-4)
    away = np.abs(x - x.mean())
    assert (np.diff(own[np.argsort(away)]) > -1e-9).all()
    last, middle = 9, 4
    return {
        "right": "One at an end",
        "question": f"One of the ten y rises by {1}, and training starts again. Which "
        "one does the line follow furthest, at its own x?",
        "why": f"At x = {x[last]:.0f} it rises by {own[last]:.2f}, and at x = "
        f"{x[middle]:.0f} only by {own[middle]:.2f}: the farther a point is from the "
        "mean of x, the longer its lever.",
        "now_try": f"Choose {20} points: how far does the line follow the last one "
        "now?",
    }


@claim(INFLUENCE, 2)
def of_no_y():
    s, noisy = shown(INFLUENCE, 2), revealed(INFLUENCE, 2)
    assert noisy.noise == 5 * s.noise
    (_, before), (_, after) = follows(s), follows(noisy)
    assert np.allclose(before, after)
    return {
        "right": "As far as before",
        "why": f"By {after[-1]:.2f} again: how far depends on the x of all points, and "
        "on no y.",
    }


@claim(INFLUENCE, 3)
def alone():
    s = shown(INFLUENCE, 3)
    x, own = follows(s)
    k = int(x.argmax())
    others = np.delete(x, k)
    assert len(others) == 10 and np.ptp(others) == 0
    return {
        "question": f"Ten points have x = {others[0]:.0f}, and one has x = {x[k]:.0f}. "
        f"That one rises by {1}: how far does the line follow it?",
        "right": "All the way",
        "why": f"By {own[k]:.2f}: the ten say nothing of how steep the line is, so it "
        "goes through this point, wherever that is.",
    }


@claim(INFLUENCE, 4)
def stopped_early():
    s = revealed(INFLUENCE, 4)
    x, own = follows(s, s.epochs)
    first, last = np.argmin(x), np.argmax(x)
    at_end = follows(s)[1]
    assert np.isclose(at_end[first], at_end[last]) and own[last] > own[first]
    # At a rate of 0.25, say, both modes have come equally far after 5 epochs.
    A = with_ones((x - x.mean()) / x.std())
    curvature = np.linalg.eigvalsh(2 * A.T @ A / len(x))
    few = 5
    assert np.allclose((1 - 0.25 * curvature) ** few, 0.5**few)
    return {
        "question": "Back to ten points, but training stops after "
        f"{s.epochs} epochs. Which end moves the line more now?",
        "right": f"The right one, x = {x[last]:.0f}",
        "wrong": {f"The left one, x = {x[first]:.0f}"},
        "why": f"At x = {x[last]:.0f} the line follows by {own[last]:.2f}, and at x = "
        f"{x[first]:.0f} by {own[first]:.2f}: what the large x say is learned first, "
        "and the rest takes longer.",
        "now_try": "Standardise x, and find a rate at which both ends count alike "
        f"after {few} epochs.",
    }


@claim(INFLUENCE, 5)
def far_on_its_side():
    s = shown(INFLUENCE, 5)
    run = descent(s, 0)
    flipped = np.abs(run.y[:, None] - np.eye(len(run.y)))
    ys = np.column_stack([run.y, flipped])
    theta = np.tile(run.path[0][:, None], ys.shape[1])
    for _ in range(s.epochs):
        slope = run.A.T @ (sigmoid(run.A @ theta) - ys) / len(run.y)
        theta = theta - s.learning_rate * slope
    p = sigmoid(run.A @ theta)
    moved = np.abs(p[:, 1:] - p[:, :1]).mean(axis=0)
    own = np.where(run.y == 1, p[:, 0], 1 - p[:, 0])
    most, sure, few = moved.argmax(), 0.9, 0.02
    assert own[most] > 0.999 and moved[own < sure].max() < few
    return {
        "question": f"One of {len(run.y)} labels is flipped, and training starts "
        "again. Which one changes the predictions most?",
        "right": "One deep inside its own class",
        "why": f"A label of probability {np.floor(1000 * own[most]) / 1000} moves the "
        f"predictions by {moved[most]:.3f} on average, and none below {sure} by "
        f"{few}: a point far on its wrong side pulls hardest.",
        "now_try": f"Give {10} points instead of {len(run.y)}: by how much more does "
        "one label count?",
    }

"""The lecture itself: its data, its starts, and what it prints."""

import numpy as np

from tests.lessons.claims import claim, said
from tests.lessons.oracle import (
    correct,
    descent,
    revealed,
    shown,
    squared_error,
)

# What the lecture prints.
LINE = "3.0008037", "1.9949604"
BOUNDARY = "-1.0959495", "1.3521521", "0.42843798"


@claim("lecture", 1)
def noise_and_start():
    s = shown("lecture", 1)
    line = descent(s)
    W, b = line.path[0]
    assert b == 0
    assert np.all(line.A @ line.end < line.y)  # far below
    away = np.abs(line.noisy - line.y).mean()
    return {
        "why": f"The points come from y = {s.true_W:g}x + {s.true_b:g}, and the noise "
        f"moves each by {away:.2f} on average; training starts far below, from W = "
        f"{said(W, '.7f')} and b = {b:g}.",
    }


@claim("lecture", 2)
def loss_at_the_start():
    line = descent(shown("lecture", 2))
    assert (line.y == 3 * line.X.ravel() + 2).all() and len(line.y) == 10
    away = line.A @ line.end - line.y
    mean = np.mean(away**2)
    assert line.loss[0] == mean
    wrong = f"{np.abs(away).mean():.1f}, the mean distance"
    return {
        "right": f"{mean:.1f}, the mean of the squares",
        "wrong": {wrong, f"{np.sum(away**2):,.0f}, the sum of the squares"},
        "why": "Each distance is the side of a square, and the ten squares have a mean "
        f"area of {mean:.1f}; the lecture trains on y without noise, so the fitted "
        "line ends on the true one.",
        "now_try": f"Drag the epochs to {revealed('lecture', 3).epochs}, and watch the "
        "squares.",
    }


@claim("lecture", 3)
def W_moves_first():
    s = revealed("lecture", 3)
    line = descent(s)
    W, b = line.end
    along_W, along_b = squared_error(line.A, line.y, line.path[0], 0)[1]
    return {
        "question": f"After {s.epochs} epochs W is {W:.2f}, near the true {s.true_W:g}."
        f" Where is b, whose true value is {s.true_b:g}?",
        "right": f"Barely started: about {b:.2f}",
        "why": f"At the start the loss falls {along_W / along_b:.1f} "
        "times as steeply along W as along b, and so W moves first.",
    }


@claim("lecture", 4)
def b_creeps():
    whole = revealed("lecture", 4)
    early, line = shown("lecture", 4), descent(whole)
    epoch = int(np.argmax(line.path[:, 1] >= 1.99))
    left = np.abs(line.path[:, 1] - whole.true_b)[10:]
    assert (np.diff(np.abs(np.diff(left))) < 0).all()  # slower and slower
    assert np.abs(line.end - np.array(LINE, float)).max() < 2e-7
    later = descent(whole, 2000).path[-1, 1]
    at = line.path[early.epochs, 1]
    return {
        "question": f"After {early.epochs} epochs b is {at:.2f}. At which epoch does "
        f"it reach {line.path[epoch, 1]:.2f}?",
        "right": f"About {round(epoch, -1)}",
        "why": f"At epoch {epoch}: the nearer b comes, the slower it gets. After all "
        f"{whole.epochs:,} epochs the lecture prints W = {LINE[0]} and b = {LINE[1]}.",
        "now_try": f"Drag the epochs to {2000:,}: b is then {later:.5f}.",
    }


@claim("lecture", 5)
def boundary():
    classes = descent(revealed("lecture", 5))
    assert np.abs(classes.end - np.array(BOUNDARY, float)).max() < 2e-6
    assert correct(classes.A, classes.y, classes.end) == len(classes.y) == 5
    W1, W2, b = classes.end
    minus, W2_text, b_text = (text.replace("-", "−") for text in BOUNDARY)
    return {
        "why": f"The lecture ends at W = ({minus}, {W2_text}) and b = {b_text}: the "
        f"boundary x₂ = {-W1 / W2:.2f} x₁ − {b / W2:.2f}, with all five points on "
        "their own side.",
    }


@claim("lecture", 6)
def weights_grow():
    before, after = (descent(side("lecture", 6)) for side in (shown, revealed))
    assert after.scenario.epochs == 10 * before.scenario.epochs
    assert (np.diff(after.loss) < 0).all()
    lengths = np.linalg.norm(after.path[before.scenario.epochs :, :2], axis=1)
    assert (np.diff(lengths) > 0).all()
    assert correct(before.A, before.y, before.end) == 5
    was, now = (-run.end[[0, 2]] / run.end[1] for run in (before, after))
    assert np.abs(was - now).max() < 0.09  # the boundary
    ends = [", ".join(said(w, ".2f") for w in run.end[:2]) for run in (before, after)]
    return {
        "right": "It grows, and the loss falls on",
        "why": f"From ({ends[0]}) to ({ends[1]}), while the loss falls from "
        f"{before.loss[-1]:.3f} to {after.loss[-1]:.4f}: the boundary hardly moves, "
        "but the model gets surer.",
    }

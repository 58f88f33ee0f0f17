"""Which way a step goes, and how long the valley is."""

from dataclasses import replace

import numpy as np

from jaxreg.settings import CONTROLS, PRESETS
from tests.lessons.claims import claim
from tests.lessons.oracle import (
    best_line,
    curvatures,
    descent,
    revealed,
    shown,
    squared_error,
)

FIRST, SECOND = "gradient", "one-minimum"
LECTURE = "Lecture 5.1"
assert LECTURE in PRESETS


def angle(a, b):
    """Between two directions, in degrees."""
    cosine = a @ b / np.linalg.norm(a) / np.linalg.norm(b)
    return np.degrees(np.arccos(min(cosine, 1.0)))


@claim(FIRST, 1)
def sideways():
    line = descent(revealed(FIRST, 1))
    start, best = line.path[0], best_line(line.X, line.y)
    way, step = best - start, line.path[1] - start
    assert abs(way[0]) < 0.01 and way[1] > 5  # straight above
    assert step[0] > 4 * step[1] > 0  # to the right
    along_W, along_b = -squared_error(line.A, line.y, start, 0)[1]
    return {
        "right": "Nearly all to the right",
        "why": f"The loss falls by {along_W:.1f} per unit of W, but only "
        f"by {along_b:.1f} per unit of b. That is {angle(step, way):.0f}° away from "
        "the minimum.",
    }


@claim(FIRST, 2)
def along_the_axis():
    line = descent(revealed(FIRST, 2))
    best, start = best_line(line.X, line.y), line.path[0]
    steps = np.diff(line.path, axis=0)
    assert all(angle(step, best - start) < 0.01 for step in steps[::50])
    rise = -steps[:, 1] / steps[:, 0]
    assert np.allclose(rise, rise[0], rtol=1e-3)
    gone = 1 - np.linalg.norm(line.end - best) / np.linalg.norm(start - best)
    W, b = best + np.linalg.eigh(line.A.T @ line.A)[1][:, 1]  # across the valley
    across = descent(replace(line.scenario, start_W=W, start_b=b, epochs=5)).path
    for here, there in zip(across[:-1], across[1:], strict=True):
        assert angle(there - here, best - here) < 0.01
    level = descent(replace(line.scenario, start_W=1.0, start_b=best[1], epochs=1))
    assert angle(level.path[1] - level.path[0], best - level.path[0]) > 5
    before = descent(shown(FIRST, 2)).path
    assert angle(before[1] - before[0], best - before[0]) > 5
    return {
        "right": "Yes, along the axes of the valley",
        "why": "The axes, along and across, are the eigenvectors of the Hessian. Along "
        f"the valley each step raises b by {rise[0]:.2f} times what it takes from W, "
        f"but the floor is flat: {line.scenario.epochs} epochs go {100 * gone:.0f} % "
        "of the way.",
    }


@claim(FIRST, 3)
def straight():
    s = revealed(FIRST, 3)
    line = descent(s)
    assert np.allclose(line.end, best_line(line.X, line.y)) and s.epochs == 1
    for W, b in ((-5.0, 30.0), (20.0, -3.0)):
        other = descent(replace(s, start_W=W, start_b=b))
        assert np.allclose(other.end, line.end)
    flat, steep = curvatures((line.X - line.X.mean()) / line.X.std())
    assert np.isclose(flat, steep)
    return {
        "right": "Straight to the minimum",
        "why": f"With both curvatures at {flat:.0f}, the gradient is "
        f"{steep:.0f} times the way from the minimum, so a step at the rate "
        f"{s.learning_rate:g} arrives at once.",
    }


@claim(FIRST, 4)
def too_long():
    s = revealed(FIRST, 4)
    line = descent(s)
    shorter, half = (
        descent(replace(s, learning_rate=rate)).loss for rate in (0.03, 0.017)
    )
    across = line.path - best_line(line.X, line.y)
    assert across[0, 0] < 0 < across[1, 0]  # up the other side
    assert half[1] < half[0] / 100
    for W, b in line.path:  # everywhere: short enough
        step = descent(replace(s, start="chosen", start_W=W, start_b=b)).loss
        short = descent(
            replace(s, start="chosen", start_W=W, start_b=b, learning_rate=0.001)
        ).loss
        assert step[1] > step[0] and short[1] < short[0]
    return {
        "right": "Only if it is short enough",
        "why": f"At a rate of {s.learning_rate:g} the first step raises the loss from "
        f"{line.loss[0]:.0f} to {line.loss[1]:.0f}, across the valley and up the other "
        f"side; at {0.03} it falls to {shorter[1]:.0f}.",
        "now_try": f"Type {0.017}: how much of the loss does one step take away?",
    }


@claim(SECOND, 1)
def on_its_way():
    early, line = descent(shown(SECOND, 1)), descent(revealed(SECOND, 1))
    slope = squared_error(early.A, early.y, early.end, 0)[1][1]
    more = line.scenario.epochs - early.scenario.epochs
    assert line.scenario.true_b == 2
    last = CONTROLS["linear"]["epochs"].high
    assert np.allclose(descent(line.scenario, last).end, (3, 2), atol=1e-6)
    return {
        "question": f"{LECTURE} after {early.scenario.epochs} epochs: b hardly moves, "
        f"and its value should be {line.scenario.true_b:g}. Is this a minimum?",
        "right": "No, it is on its way",
        "why": f"The loss still falls by {-slope:.2f} per unit of b, where a minimum "
        f"has slope {0}. From b = {early.end[1]:.2f} the next {more} epochs lead on to "
        f"{line.end[1]:.3f}.",
        "now_try": f"Drag the epochs to {last:,}: does it ever leave b = "
        f"{line.scenario.true_b:g} again?",
    }


@claim(SECOND, 2)
def another_start():
    s = revealed(SECOND, 2)
    line = descent(s)
    along, across = curvatures(line.X)
    assert along > 0 and across > 0
    assert np.allclose(descent(s, 5000).end, best_line(line.X, line.y), atol=1e-6)
    return {
        "question": f"Another start, at W = {s.start_W:g} and b = {s.start_b:g}. Where "
        "will b end?",
        "right": f"Near {best_line(line.X, line.y)[1]:.0f}, as before",
        "why": f"After {s.epochs:,} epochs b = {line.end[1]:.3f}: the curvatures are "
        f"{along:.3f} along the valley and {across:.1f} across. Both are above {0}, so "
        "there is one minimum.",
    }


@claim(SECOND, 3)
def digit_by_digit():
    s, later = shown(SECOND, 3), revealed(SECOND, 3)
    left = 1 - s.learning_rate * curvatures(descent(s, 0).X)[0]
    more = round(np.log(0.1) / np.log(left))
    assert later.epochs - s.epochs == more
    short = s.true_b - descent(later).path[[s.epochs, later.epochs], 1]
    assert np.isclose(short[1], short[0] / 10, rtol=5e-3)
    return {
        "question": f"After {s.epochs:,} epochs b is {short[0]:.4f} short of "
        f"{s.true_b:g}. How many more make that ten times smaller?",
        "right": f"About {round(more, -2)}",
        "why": f"Each epoch leaves {100 * left:.2f} % of what is missing, so "
        f"every further digit takes {more} epochs, early or late.",
        "now_try": f"Train for {CONTROLS['linear']['epochs'].high:,} epochs: does the "
        "loss stay a straight line on this axis?",
    }


@claim(SECOND, 4)
def round_valley():
    s, better = shown(SECOND, 4), revealed(SECOND, 4)
    line, quick = descent(s), descent(better)
    wanted = 1.995
    first, then = (int(np.argmax(run.path[:, 1] >= wanted)) for run in (line, quick))
    assert first == s.epochs and (quick.path[then:, 1] >= wanted).all()
    assert better == replace(s, scaling="on", epochs=better.epochs)  # it alone
    tenfold = 10 * s.learning_rate
    fast = descent(replace(s, learning_rate=tenfold, epochs=50))
    assert fast.loss[-1] > 1e9 * fast.loss[0]
    flat, steep = curvatures((line.X - line.X.mean()) / line.X.std())
    many = descent(replace(s, num_points=10 * s.num_points))
    lengths = [np.divide(*curvatures(run.X)[::-1]) for run in (line, many)]
    assert lengths[1] > lengths[0]  # no shorter
    assert many.end[1] < wanted
    both = descent(replace(better, learning_rate=tenfold)).path[:, 1] >= wanted
    soon = int(np.argmax(both))
    assert both[soon:].all()
    return {
        "question": f"b needs {first:,} epochs to reach {wanted}. Which change alone "
        "makes it faster?",
        "right": "Standardised x",
        "why": "The valley is round then: both curvatures are "
        f"{flat:.0f}, and b needs {then} epochs at the same rate of "
        f"{s.learning_rate:g}. Without it, a rate of {tenfold:g} diverges.",
        "now_try": f"Now type a rate of {tenfold:g}: b reaches {wanted} after {soon} "
        "epochs.",
    }

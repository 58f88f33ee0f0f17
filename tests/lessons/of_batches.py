"""Mini-batches, step by step in float64: of jaxreg only the points, the start and the
order of the points at each epoch are taken, which seeds decide."""

import functools

import numpy as np

from jaxreg.training.batches import shuffled
from tests.lessons.claims import claim
from tests.lessons.oracle import descent, mean_squared_error, revealed, shown

BATCH = "batch"


@functools.cache
def passes(scenario):
    """The end of each epoch (epochs + 1, 2) of a scenario in mini-batches, and its
    losses."""
    s, given = scenario, descent(scenario, 0)
    X, y, theta = given.A, given.y, given.end
    n, size = len(y), int(s.batch)
    path, losses = [theta], [mean_squared_error(given.X, y, theta)]
    for k in range(s.epochs):
        share = (1 + np.cos(np.pi * k / s.epochs)) / 2 if s.schedule == "cosine" else 1
        order = np.asarray(shuffled(np.ones(n, np.float32), np.uint32(s.shuffle), k))
        for first in range(0, n, size):
            rows = order[first : first + size]
            slope = 2 * X[rows].T @ (X[rows] @ theta - y[rows]) / len(rows)
            theta = theta - s.learning_rate * share * slope
        path.append(theta)
        losses.append(mean_squared_error(given.X, y, theta))
    return np.array(path), np.array(losses)


def best(scenario):
    """The W and b of least squares, and their loss."""
    given = descent(scenario, 0)
    theta = np.linalg.lstsq(given.A, given.y, rcond=None)[0]
    return theta, mean_squared_error(given.X, given.y, theta)


@claim(BATCH, 1)
def rough_steps():
    whole, single = shown(BATCH, 1), revealed(BATCH, 1)
    n, before = whole.num_points, descent(whole).loss
    after = passes(single)[1][-1]
    assert whole.epochs == 1 == int(single.batch)
    return {
        "question": f"{n} points. Let each step look at one point alone, and take "
        f"{n} steps in one epoch. What is the loss after it?",
        "right": f"About {after:.1f}",
        "wrong": {f"Near {before[-1]:.0f}, as now", f"Above {before[0]:.0f}"},
        "why": f"One step with all points takes the loss from {before[0]:.0f} to "
        f"{before[-1]:.0f}. The steps of single points are rough, but there are {n} of "
        f"them: they take it to {after:.2f}.",
        "now_try": f"Drag the epochs to {10}, with one point and with all.",
    }


@claim(BATCH, 2)
def no_rest():
    s = revealed(BATCH, 2)
    (_, smallest), (_, losses) = best(s), passes(s)
    late = losses[-100:]
    assert late.max() > 2 * smallest and late.min() < 1.001 * smallest
    return {
        "question": f"The smallest possible loss is {smallest:.3f}. Where is the loss "
        f"after {s.epochs} such epochs?",
        "right": "It jumps about above that, and never rests",
        "why": f"In the last {len(late)} epochs it is between {late.min():.3f} and "
        f"{late.max():.2f}. Each point pulls the line its own way, so at a constant "
        "rate the steps never end.",
    }


@claim(BATCH, 3)
def smaller_steps():
    constant, falling = shown(BATCH, 3), revealed(BATCH, 3)
    (_, smallest), end = best(falling), passes(falling)[1][-1]
    assert falling.schedule == "cosine" and constant.schedule == "constant"
    assert end < 1.0001 * smallest
    return {
        "right": "Smaller and smaller steps",
        "why": f"The cosine schedule lowers the rate to nothing in {falling.epochs} "
        f"epochs: the loss ends at {end:.4f}, and the smallest possible is "
        f"{smallest:.4f}.",
    }


@claim(BATCH, 4)
def ten_agree():
    one, ten = shown(BATCH, 4), revealed(BATCH, 4)
    highest = [passes(s)[1][-100:].max() for s in (one, ten)]
    size = int(ten.batch)
    assert highest[1] - best(ten)[1] < (highest[0] - best(one)[1]) / size
    return {
        "question": f"Let each step take {size} points instead of {one.batch}, at the "
        "same rate. What do the jumps do?",
        "right": "They become far smaller",
        "now_try": f"Go on to {20}, {50} and all points.",
        "why": f"In the last {100} epochs the loss goes up to {highest[1]:.3f}; with "
        f"single points it was {highest[0]:.2f}. The mean of {size} points scatters "
        f"√{size} = {size**0.5:.1f} times less than one point.",
    }


@claim(BATCH, 5)
def another_order():
    s, other = shown(BATCH, 5), revealed(BATCH, 5)
    assert (s.shuffle, other.shuffle) == (0, 1)
    (W, again), there = (passes(one)[0][-1, 0] for one in (s, other)), best(s)[0]
    assert abs(W - again) > 0.05 and abs(W - there[0]) < 0.1
    return {
        "question": "Another shuffle seed takes the points in another order. Where "
        "does this run end?",
        "right": "At another W, not far away",
        "why": f"At W = {again:.2f} instead of {W:.2f}; the closed form has "
        f"{there[0]:.2f}. With all points in each step there is no order, and both "
        "runs would be the same.",
    }

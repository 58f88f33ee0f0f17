"""Standard errors, by drawing samples again and again, and by the formula."""

import functools

import numpy as np

from tests.lessons.claims import claim
from tests.lessons.of_seeds import slopes
from tests.lessons.oracle import best_line, descent, mean_squared_error, revealed, shown

ERROR = "standard-error"
SAMPLES = range(300)


@functools.cache
def drawn(scenario):
    """W of the best line of each sample."""
    return slopes(scenario, SAMPLES)


def standard_error(scenario):
    """That of W: the noise over the root of the sum of (x - mean)^2."""
    x = descent(scenario, 0).X
    return scenario.noise / np.sqrt(np.sum((x - x.mean()) ** 2))


@claim(ERROR, 1)
def by_drawing():
    s = shown(ERROR, 1)
    W, error = drawn(s), standard_error(s)
    given = descent(s)
    assert np.allclose(given.end, best_line(given.X, given.y), atol=1e-3)
    assert abs(W.mean() - s.true_W) < 0.03
    return {
        "question": f"{s.num_points} points with a noise of {s.noise:g}. Every sample "
        f"has its own W: how far is it typically from the true {s.true_W:g}?",
        "right": f"About {error:.2f}",
        "wrong": {f"About {s.noise:g}, like the noise"},
        "why": f"Over {len(W)} seeds, W scatters with a standard deviation of "
        f"{W.std():.3f}. A formula says {error:.3f} without drawing any: the noise "
        "over √Σ(x − mean)². That is the standard error of W.",
        "now_try": f"Press Next beside the seed: how far from {s.true_W:g} does W get?",
    }


@claim(ERROR, 2)
def four_times_the_points():
    few, many = shown(ERROR, 2), revealed(ERROR, 2)
    errors = [standard_error(s) for s in (few, many)]
    for s, error in zip((few, many), errors, strict=True):
        assert abs(drawn(s).std() / error - 1) < 0.1
    times = many.num_points / few.num_points
    assert 1.8 < errors[0] / errors[1] < 2
    return {
        "question": f"{many.num_points} points instead of {few.num_points}: how much "
        "does the standard error of W shrink?",
        "right": "To about half",
        "why": f"From {errors[0]:.3f} to {errors[1]:.3f}: {times:.0f} times the points "
        f"make it about √{times:.0f} = {times**0.5:.0f} times smaller.",
    }


@claim(ERROR, 3)
def two_of_them():
    s = shown(ERROR, 3)
    W, error = drawn(s), standard_error(s)
    inside = np.sum(np.abs(W - s.true_W) < 2 * error)
    share = 100 * inside / len(W)
    assert 93 < share < 98
    return {
        "question": f"In how many of {100} samples is W within two standard errors of "
        "the true one?",
        "right": f"About {95}",
        "wrong": {f"About {68}", f"All {100}"},
        "why": f"Here {inside} of {len(W)} samples are, which is {share:.1f} %. A "
        "larger miss is rare, but it happens.",
        "now_try": "Open the Lab and choose Universes: it draws the sample "
        f"{1000:,} times and counts.",
    }


@claim(ERROR, 4)
def from_one_sample():
    s = shown(ERROR, 4)
    given = descent(s, 0)
    n, x = len(given.y), given.X
    loss = mean_squared_error(x, given.y, best_line(x, given.y))
    noise = np.sqrt(loss * n / (n - 2))
    error = noise / np.sqrt(np.sum((x - x.mean()) ** 2))
    return {
        "right": "The distances of the points from the line",
        "why": f"The squares sum to {loss * n:.1f}. Divided by n − {2} = {n - 2}, "
        f"their root is {noise:.2f}, where the noise is {s.noise:g}; so the standard "
        f"error is {error:.3f} instead of {standard_error(s):.3f}.",
    }

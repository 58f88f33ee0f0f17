"""How much a small loss says of the truth, and what a weight does to the odds."""

import math
from dataclasses import replace

import numpy as np

from jaxreg.settings import PRESETS
from tests.lessons.claims import claim, said
from tests.lessons.oracle import (
    best_line,
    descent,
    mean_squared_error,
    minimum,
    revealed,
    shown,
    sigmoid,
)

TRUTH, ODDS = "small-loss", "odds"
LECTURE = "Lecture 5.1"
assert LECTURE in PRESETS


@claim(TRUTH, 1)
def not_the_true_one():
    s = revealed(TRUTH, 1)
    line = descent(s)
    W, b = best_line(line.X, line.y)
    assert len(line.y) == 5 and np.allclose(line.end, (W, b), atol=1e-4)
    return {
        "question": f"Five points come from a line, with noise of {s.noise:g} added. "
        "Draw the line they came from.",
        "why": f"They came from y = {s.true_b:g} + {s.true_W:g}x, but the best line is "
        f"y = {said(b, '.2f')} + {W:.2f}x. Did you draw the true line, or the best one?"
        " Nobody can see the true one in five such points.",
    }


@claim(TRUTH, 2)
def never_less():
    s = revealed(TRUTH, 2)
    line = descent(s)
    true = s.true_W, s.true_b
    for seed in range(20):
        other = descent(replace(s, seed=seed, epochs=0))
        least = mean_squared_error(other.X, other.y, best_line(other.X, other.y))
        assert least <= mean_squared_error(other.X, other.y, true)
    return {
        "right": "The fitted one",
        "why": f"It has {line.loss[-1]:.2f}, and the true one "
        f"{mean_squared_error(line.X, line.y, true):.1f}. The least-squares line "
        "has the smallest loss of all lines, so not even the true line can beat it.",
    }


@claim(TRUTH, 3)
def more_points():
    few, s = descent(shown(TRUTH, 3)), revealed(TRUTH, 3)
    many = descent(s)
    off = [abs(run.end[0] - s.true_W) for run in (few, many)]
    assert few.scenario.noise == s.noise
    most = descent(replace(s, num_points=100_000, epochs=0))
    best = best_line(most.X, most.y)
    assert abs(mean_squared_error(most.X, most.y, best) - s.noise**2) < 0.3
    assert abs(best[0] - s.true_W) < 0.02
    return {
        "question": f"{s.num_points:,} points instead of five, with the same noise. "
        "What happens to the loss, and to W?",
        "right": f"A larger loss, and W nearer to {s.true_W:g}",
        "why": f"The loss grows from {few.loss[-1]:.2f} to {many.loss[-1]:.1f}, and "
        f"yet W is off by only {off[1]:.2f} instead of {off[0]:.2f}: the loss comes "
        f"near the square of the noise, {s.noise**2:g}, and W near the truth.",
        "now_try": f"Turn the noise down to {1}: where does the loss end now?",
    }


@claim(TRUTH, 4)
def flat_floor():
    s = revealed(TRUTH, 4)
    line = descent(s, 2000)
    b = line.path[s.epochs, 1]
    close = 0.001
    assert line.loss[np.argmax(np.abs(line.path[:, 1] - s.true_b) < close)] < 1e-6
    assert s == replace(PRESETS[LECTURE].scenario, epochs=s.epochs, digits=s.digits)
    return {
        "question": f"{LECTURE}, without noise: after {s.epochs} epochs the loss is "
        f"down from {line.loss[0]:.0f} to {line.loss[s.epochs]:.3f}. How near is b to "
        f"{s.true_b:g}?",
        "right": f"Still {s.true_b - b:.2f} away",
        "why": "The valley's floor is so flat that b = "
        f"{b:.2f} costs next to nothing. A small loss says where you are on the walls, "
        "not on the floor.",
        "now_try": f"Find how small the loss must get, so that b is within {close}.",
    }


class Launches:
    """The 23 launches, and the chance of damage at a temperature, by Newton."""

    def __init__(self):
        run = descent(revealed(ODDS, 1))
        self.x, self.y = run.X.ravel(), run.y
        self.W, self.b = minimum(run.X, run.y)
        assert np.allclose(run.end, (self.W, self.b), rtol=1e-5)
        self.straight = best_line(run.X, run.y)

    def chance(self, x):
        return sigmoid(self.W * x + self.b)

    def odds(self, x):
        return self.chance(x) / (1 - self.chance(x))


@claim(ODDS, 1)
def it_bends():
    launches, asked = Launches(), revealed(ODDS, 5).ask_x1
    low, high = launches.x.min(), launches.x.max()
    W, b = launches.straight
    at = [f"{100 * launches.chance(x):.0f} % at {x:g} °F" for x in (low, high)]
    line = [said(100 * (W * x + b), ".0f") for x in (asked, high)]
    assert set(launches.y) == {0, 1}
    return {
        "question": f"Was an O-ring damaged ({1}) or not ({0}), by temperature? Draw "
        "the chance of it.",
        "why": f"The model bends: from {at[0]} to {at[1]}, and never out of {0} to "
        f"{1}. The best straight line would say {line[0]} % at {asked:g} °F, and "
        f"{line[1]} % at {high:g} °F.",
        "now_try": f"Ask at {asked:g} °F, the morning of Challenger's last launch.",
    }


@claim(ODDS, 2)
def near_one_half():
    launches, to = Launches(), revealed(ODDS, 2).ask_x1
    at = to - 1
    before, after = 100 * launches.chance(at), 100 * launches.chance(to)
    x = np.linspace(0, 150, 15_001)
    steepest = np.abs(np.gradient(launches.chance(x), x)).max()
    assert np.isclose(steepest, -launches.W / 4, rtol=1e-5)
    assert abs(before - after - 25 * -launches.W) < 0.1
    return {
        "question": f"W is {said(launches.W, '.3f')} per °F. How much does the chance "
        f"of damage fall from {at:g} to {to:g} °F?",
        "right": f"By {before - after:.1f} points",
        "wrong": {
            f"By {-100 * launches.W:.1f} points",
            f"To {-100 * launches.W:.1f} % of what it was",
        },
        "why": f"From {before:.1f} % to {after:.1f} %: near one half the "
        f"chance moves by W / {4} per degree, and nowhere by more.",
        "now_try": f"Ask at {at:g}, too, and at {at - 1:g}: where is the chance one "
        "half?",
    }


@claim(ODDS, 3)
def far_from_one_half():
    launches, to = Launches(), revealed(ODDS, 3).ask_x1
    at, earlier = to - 1, shown(ODDS, 3).ask_x1
    before, after = 100 * launches.chance(at), 100 * launches.chance(to)
    there = 100 * (launches.chance(earlier - 1) - launches.chance(earlier))
    assert abs((before - after) / there - 0.1) < 0.005
    factors = [launches.odds(x) / launches.odds(x + 1) for x in (40, 60, 80)]
    assert np.allclose(factors, math.exp(-launches.W))
    return {
        "question": f"From {earlier - 1:g} to {earlier:g} °F the chance falls by "
        f"{there:.1f} points. And how much does it fall from {at:g} to {to:g} °F?",
        "right": "By about a tenth of that",
        "wrong": {f"By {there:.1f} points again"},
        "why": f"By {before - after:.2f} points, from {before:.2f} % to {after:.2f} %. "
        "The factor is the same everywhere: each degree warmer divides the odds p / "
        f"({1} − p) by e to the {-launches.W:.3f}, which is {factors[0]:.2f}.",
    }


@claim(ODDS, 4)
def factors_multiply():
    launches = Launches()
    warm, cold = shown(ODDS, 4).ask_x1, revealed(ODDS, 4).ask_x1
    assert warm - cold == 10
    one, ten = (math.exp(-launches.W * degrees) for degrees in (1, 10))
    assert np.isclose(launches.odds(cold) / launches.odds(warm), ten)
    double = math.log(2) / -launches.W
    assert round(double) == 3
    odds = [launches.odds(x) for x in (warm, cold)]
    chances = [100 * launches.chance(x) for x in (warm, cold)]
    return {
        "question": f"Each degree colder multiplies the odds by {one:.2f}. What do ten "
        "degrees do?",
        "right": f"Multiply them by {ten:.1f}",
        "wrong": {
            f"Multiply them by {-10 * launches.W:.1f}",
            f"Multiply them by {10 * float(f'{one:.2f}'):.1f}",
        },
        "why": f"That is {one:.2f} ten times over: at {warm:g} °F the "
        f"odds are {odds[0]:.2f} ({chances[0]:.0f} %), at {cold:g} °F they are "
        f"{odds[1]:.2f} ({chances[1]:.0f} %). Factors multiply; chances do not add.",
        "now_try": f"Find the temperature that doubles the odds of {warm:g} °F: about "
        "three degrees colder.",
    }


@claim(ODDS, 5)
def beyond_the_data():
    launches, asked = Launches(), revealed(ODDS, 5).ask_x1
    coldest, chance = launches.x.min(), 100 * launches.chance(asked)
    return {
        "question": f"At {asked:g} °F, on the morning of Challenger's last launch, the "
        f"model says {chance:.2f} %. Should we be that sure?",
        "right": "No: it has never seen such cold",
        "wrong": {f"Yes, as sure as {chance:.2f} %"},
        "why": f"The coldest of the {len(launches.x)} launches was at {coldest:g} °F, "
        f"{coldest - asked:g} degrees warmer: the curve goes on as if nothing else "
        "could happen. It warns, but it does not know.",
        "now_try": f"Edit the data: leave out the launch at {coldest:g} °F. What does "
        f"the model say at {asked:g} °F?",
    }

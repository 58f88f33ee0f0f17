"""Which learning rates are good, and what a rising loss says."""

from dataclasses import replace

import numpy as np

from jaxreg.training.runs import run
from tests.lessons.claims import claim
from tests.lessons.oracle import (
    best_line,
    curvatures,
    descent,
    mean_squared_error,
    minimum,
    revealed,
    shown,
)


def limit_of(scenario):
    """From which rate on the loss grows: tried below it and above."""
    X = descent(scenario, 0).X
    if scenario.scaling == "on":
        X = (X - X.mean(axis=0)) / X.std(axis=0)
    limit = 2 / curvatures(X)[-1]
    below, above = (
        descent(replace(scenario, learning_rate=share * limit), 200).loss
        for share in (0.999, 1.001)
    )
    assert (np.diff(below) <= 1e-9 * below[:-1]).all()
    assert above[-1] > 0.9 * above.max() and np.diff(above)[-1] > 0
    return limit


@claim("learning-rate", 1)
def limit():
    s = shown("learning-rate", 1)
    limit = limit_of(s)
    assert revealed("learning-rate", 1).learning_rate > limit
    steepest = curvatures(descent(s, 0).X)[-1]
    below = 0.0335
    slow = descent(replace(s, learning_rate=below, epochs=2000))
    from_best = (slow.path - best_line(slow.X, slow.y))[:20]
    assert (np.sign(from_best[:-1, 0]) == -np.sign(from_best[1:, 0])).all()  # zig-zag
    assert np.allclose(slow.end, best_line(slow.X, slow.y))
    return {
        "question": f"The rate is {s.learning_rate:g}. From which rate on will the "
        "loss grow?",
        "why": f"Above {limit:.4f}, each step overshoots by more than the last: the "
        f"limit is {2} divided by {steepest:.1f}, the largest curvature of the loss.",
        "now_try": f"Type {below}, just below: it zig-zags, and yet it settles.",
    }


@claim("learning-rate", 2)
def noise():
    before, after = shown("learning-rate", 2), revealed("learning-rate", 2)
    assert before.noise == 10 * after.noise
    limits = [limit_of(before), limit_of(after)]
    others = {"true_W": -4.0, "true_b": 7.0, "seed": 5}
    limits += [limit_of(replace(before, **{k: v})) for k, v in others.items()]
    assert np.allclose(limits, limits[0], rtol=1e-6)
    assert np.isfinite(descent(after).loss).all()
    return {
        "right": "It stays",
        "why": f"At {limits[1]:.4f}: the curvature depends on x alone. Noise "
        "moves the minimum, but not the walls of the valley.",
    }


@claim("learning-rate", 3)
def standardised():
    s = shown("learning-rate", 3)
    limit, before = limit_of(s), limit_of(shown("learning-rate", 1))
    X = descent(s, 0).X
    flat, steep = curvatures((X - X.mean()) / X.std())
    assert np.allclose([flat, steep], 2)
    one = descent(replace(s, learning_rate=0.5, epochs=1))
    assert np.allclose(one.end, best_line(one.X, one.y))
    return {
        "why": f"From {limit:.0f} on, {limit / before:.0f} times the {before:.4f} from "
        f"before: both curvatures are {flat:.0f} now, and {2} / {steep:.0f} = "
        f"{2 / steep:.0f}.",
        "now_try": f"Type {0.5}: the whole training takes one epoch.",
    }


@claim("learning-rate", 4)
def dollars():
    before, s = shown("learning-rate", 4), revealed("learning-rate", 4)
    limit, dollars = limit_of(s), descent(s)
    assert s.learning_rate > limit and dollars.loss[-1] > dollars.loss[0]
    low = 3e-9
    slow = descent(replace(s, learning_rate=low))
    W, b = best_line(slow.X, slow.y)
    assert slow.loss[-1] < slow.loss[0] and abs(slow.end[1]) < 1e-3 < b
    return {
        "question": "GDP in dollars, standardised: the limit is "
        f"{limit_of(before):.0f}. Where is it without standardising?",
        "right": f"Near {limit:.9f}",
        "wrong": {
            f"Near {limit_of(shown('learning-rate', 1)):.2f}, as for the ten points"
        },
        "why": f"It is {limit:.2e}: the curvature grows with the square of x, which "
        f"reaches {dollars.X.max():,.0f} dollars. At {s.learning_rate:g}, as here, the "
        "loss grows already.".replace("e-0", "e-"),
        "now_try": f"Type {low:g}: the loss falls, but b does not leave {0}. "
        "Why?".replace("e-0", "e-"),
    }


def epochs_to(scenario, share):
    """After how many epochs the loss stays within a share of its minimum."""
    line = descent(scenario, 3000)
    least = mean_squared_error(line.X, line.y, best_line(line.X, line.y))
    return int(np.flatnonzero(line.loss >= (1 + share) * least)[-1]) + 1


@claim("learning-rate", 5)
def fastest():
    s, best = shown("learning-rate", 5), revealed("learning-rate", 5)
    rates = [k / 10_000 for k in range(300, 342)]
    taken = [epochs_to(replace(s, learning_rate=rate), 0.01) for rate in rates]
    assert min(taken) == epochs_to(best, 0.01)
    quickest = {rate for rate, n in zip(rates, taken, strict=True) if n == min(taken)}
    assert {round(rate, 3) for rate in quickest} == {best.learning_rate}
    at_edge = 0.034
    return {
        "question": "Back to the ten points. Which rate brings the loss within "
        f"{1} % of its minimum first?",
        "why": f"About {best.learning_rate}, close below the limit: it takes "
        f"{min(taken)} epochs, and {s.learning_rate} takes {epochs_to(s, 0.01)}. "
        f"Nearer to the limit the zig-zag takes over: at {at_edge} it is "
        f"{taken[rates.index(at_edge)]}.",
        "now_try": f"Type {rates[-1]}: where does the time go?",
    }


@claim("rising-loss", 1)
def right_model():
    s, good = shown("rising-loss", 1), revealed("rising-loss", 1)
    line, better = descent(s), descent(good)
    assert s.noise == 0 and np.allclose(line.y, 3 * line.X.ravel() + 2)
    assert (np.diff(line.loss) > 0).all() and (np.diff(better.loss[:500]) < 0).all()
    growth = (1 - s.learning_rate * curvatures(line.X)[-1]) ** 2
    assert np.allclose(line.loss[1:] / line.loss[:-1], growth, rtol=2e-3)
    assert better.loss[-1] < 1e-12
    return {
        "right": "The learning rate",
        "why": f"At {s.learning_rate}, each epoch multiplies the loss by {growth:.1f}; "
        f"at {good.learning_rate} the same model ends with a loss of "
        f"{better.loss[-1]:.0f}, apart from rounding.",
    }


@claim("rising-loss", 2)
def wrong_model():
    line = descent(revealed("rising-loss", 2))
    assert (np.diff(line.loss) <= 1e-12).all()
    least = mean_squared_error(line.X, line.y, best_line(line.X, line.y))
    assert np.isclose(line.loss[-1], least, rtol=1e-6)
    cloud = descent(replace(line.scenario, data="Anscombe I")).loss[-1]
    return {
        "right": f"It falls, and stops above {0}",
        "why": f"From {line.loss[0]:.2f} it goes to {least:.2f} without ever rising, "
        "and stays there: a falling loss says that training works, not that the model "
        "is right.",
        "now_try": "Choose Anscombe I, a cloud along a line: its loss ends at "
        f"{cloud:.2f}, too.",
    }


@claim("rising-loss", 3)
def first_step():
    one, ten = descent(shown("rising-loss", 3)), descent(revealed("rising-loss", 3))
    lecture = descent(replace(one.scenario, learning_rate=0.01, epochs=1000))
    assert one.loss[1] > one.loss[0] and (np.diff(ten.loss[1:]) < 0).all()
    higher = descent(replace(ten.scenario, learning_rate=3.0))
    assert higher.loss[1] > one.loss[1] and higher.loss[2] < ten.loss[2]
    assert len(ten.loss) - 1 == 10
    return {
        "question": "Two classes, and the first step has raised the loss from "
        f"{one.loss[0]:.1f} to {one.loss[1]:.1f}. Stop the run?",
        "right": "No, wait for the next steps",
        "why": f"The second step takes it down to {ten.loss[2]:.4f}, and after "
        f"ten it is {ten.loss[-1]:.4f}, less than the {lecture.loss[-1]:.3f} of the "
        f"lecture's {lecture.scenario.epochs:,} short steps.",
        "now_try": f"Type {3}: how high does the first step go, and how low is the "
        "second?",
    }


@claim("rising-loss", 4)
def it_swings():
    s, longer = shown("rising-loss", 4), revealed("rising-loss", 4)
    assert longer.epochs == 100 * s.epochs
    bound = 7
    classes = descent(longer)
    for loss in (classes.loss, run(longer).history.loss):
        assert loss.max() < bound
        assert np.sum(np.diff(loss) > 0) > 1000  # many steps raise it
        assert loss[-1000:].std() > 0.1  # and it does not settle
    least = minimum(classes.X, classes.y)
    calm = descent(replace(longer, learning_rate=1.0))
    assert np.allclose(calm.end, least, atol=1e-6)
    return {
        "question": f"At a rate of {s.learning_rate:.0f} many steps raise this loss. "
        f"Train {longer.epochs // s.epochs} times as long: will it explode?",
        "right": "No, it only swings",
        "why": f"It never gets above {bound}: each point's pull is limited, "
        f"because its error is below {1}. A line's errors grow with the line.",
        "now_try": f"Type {1}: the same model settles at a loss of "
        f"{calm.loss[-1]:.3f}.",
    }

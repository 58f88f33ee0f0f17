"""What a threshold finds: counted from probabilities that are trained in float64."""

from dataclasses import replace

import numpy as np

from tests.lessons.claims import claim
from tests.lessons.oracle import descent, revealed, shown, sigmoid

THRESHOLD = "threshold"


def trained(scenario):
    """P of each point at the end, which are of class 1, and the loss there."""
    run = descent(replace(scenario, threshold=0.5))
    return sigmoid(run.A @ run.end), run.y > 0.5, run.loss[-1]


def counts(scenario):
    """How many points of class 1 are found, and how many false alarms there are."""
    p, is_one, _ = trained(scenario)
    called = p > scenario.threshold
    return int(np.sum(called & is_one)), int(np.sum(called & ~is_one))


def accuracy(scenario):
    p, is_one, _ = trained(scenario)
    return np.mean((p > scenario.threshold) == is_one)


@claim(THRESHOLD, 1)
def always_zero():
    s = revealed(THRESHOLD, 1)
    _, is_one, _ = trained(s)
    n, ones = len(is_one), is_one.sum()
    return {
        "question": f"{ones} of these {n} points are of class {1}. How often is a "
        f"model right that always says {0}?",
        "right": f"For {n - ones} of {n}",
        "wrong": {f"For {ones} of {n}"},
        "why": f"That is an accuracy of {1 - ones / n:.3f}, and it finds none of the "
        f"{ones}. The trained model has {accuracy(s):.2f}. Where classes are uneven, "
        "accuracy says little: ask what is found.",
        "now_try": f"Pick another seed: how many are of class {1}, and how many of "
        "them are found?",
    }


@claim(THRESHOLD, 2)
def lowered():
    before, after = shown(THRESHOLD, 2), revealed(THRESHOLD, 2)
    assert after == replace(before, threshold=after.threshold, explain="threshold")
    (found, alarms), (more, false) = counts(before), counts(after)
    ones = trained(before)[1].sum()
    return {
        "question": f"A point is called {1} where P is above {before.threshold}: that "
        f"finds {found} of the {ones}. How many at a threshold of {after.threshold}?",
        "right": f"{more}",
        "wrong": {f"{found}, as before", f"All {ones}"},
        "why": f"Recall rises from {found / ones:.2f} to {more / ones:.2f}. The price: "
        f"{false} false alarms instead of {alarms}, so precision falls from "
        f"{found / (found + alarms):.2f} to {more / (more + false):.2f}.",
    }


@claim(THRESHOLD, 3)
def nothing_is_trained():
    before, after = shown(THRESHOLD, 2), revealed(THRESHOLD, 3)
    assert replace(after, threshold=before.threshold) == before
    assert after.threshold != before.threshold == 0.5
    return {
        "question": f"The threshold went from {before.threshold} to {after.threshold}, "
        "and the boundary moved. What happened to W, b and the loss?",
        "right": "Nothing",
        "why": f"The loss is {trained(after)[2]:.3f} with both. Training learns P and "
        "knows of no threshold. What to do with P is decided afterwards.",
    }


@claim(THRESHOLD, 4)
def all_of_them():
    s = revealed(THRESHOLD, 4)
    p, is_one, _ = trained(s)
    lowest, ones = p[is_one].min(), is_one.sum()
    assert counts(s)[0] == ones > counts(replace(s, threshold=s.threshold + 0.01))[0]
    alarms = counts(s)[1]
    assert counts(replace(s, threshold=0.28))[0] == ones - 3
    return {
        "question": f"How low must the threshold be to find all {ones}?",
        "right": f"Below {s.threshold + 0.01:.2f}",
        "why": f"One of them has a P of only {lowest:.4f}. At {s.threshold} all are "
        f"found, with {alarms} false alarms.",
        "now_try": f"Find the threshold that misses {3} of them: how many false alarms "
        "is that?",
    }


@claim(THRESHOLD, 5)
def along_the_curve():
    high, low = shown(THRESHOLD, 5), revealed(THRESHOLD, 5)
    (few, none), (found, alarms) = counts(high), counts(low)
    assert none == 0 and found == trained(low)[1].sum()
    return {
        "question": f"The threshold goes from {high.threshold} down to "
        f"{low.threshold}. Where does its place on the ROC curve go?",
        "right": "From the bottom left to the top right",
        "why": f"First hardly anything is called {1}: {few} are found, without a false "
        f"alarm. At the end all {found} are, with {alarms} false alarms. The nearer "
        "the curve comes to the top left, the better.",
        "now_try": f"Make both classes equally frequent with b = {0}, and look at the "
        "curve again.",
    }

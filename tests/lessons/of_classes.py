"""Which training of two classes settles, and what accuracy does meanwhile."""

from dataclasses import replace

import numpy as np

from jaxreg.settings import CONTROLS
from tests.lessons.claims import claim, said
from tests.lessons.oracle import correct, descent, minimum, revealed, shown, sigmoid

SETTLES, ACCURACY = "settling", "accuracy"
PENALTY = "L2"


def right_of(run):
    """How many points are on their own side, at each epoch."""
    return np.sum((run.path @ run.A.T > 0) == (run.y > 0.5), axis=1)


def turned(a, b):
    """By how many degrees a direction turned."""
    cosine = a @ b / np.linalg.norm(a) / np.linalg.norm(b)
    return np.degrees(np.arccos(min(cosine, 1.0)))


@claim(SETTLES, 1)
def it_grows():
    s, last = shown(SETTLES, 1), revealed(SETTLES, 1).epochs
    classes = descent(s, last)
    lengths = np.linalg.norm(classes.path[:, :2], axis=1)
    assert (np.diff(lengths[s.epochs :]) > 0).all() and (
        np.diff(classes.loss) < 0
    ).all()
    assert right_of(classes)[s.epochs] == len(classes.y)
    A, theta = classes.A, classes.end
    longer = np.logaddexp(0, -(2 * classes.y - 1) * (A @ (2 * theta))).mean()
    assert longer < classes.loss[-1]
    ten, thousand = s.epochs, 10 * s.epochs
    return {
        "question": f"After {s.epochs} epochs all {len(classes.y)} points are on their "
        "own side. Has W settled?",
        "right": "No, it grows and grows",
        "why": f"The length of (W₁, W₂) is {lengths[ten]:.1f} after {ten} "
        f"epochs, {lengths[thousand]:.1f} after {thousand:,} and {lengths[-1]:.1f} "
        f"after {last:,}. The longer it is, the smaller the loss, so there is no best "
        "W.",
    }


@claim(SETTLES, 2)
def direction():
    before, after = descent(shown(SETTLES, 2)), descent(revealed(SETTLES, 2))
    was, now = before.end[:2], after.end[:2]
    shift = before.end[2] / np.linalg.norm(was) - after.end[2] / np.linalg.norm(now)
    assert abs(shift) < 0.1
    return {
        "question": f"W grew from a length of {np.linalg.norm(was):.1f} to "
        f"{np.linalg.norm(now):.1f}. What did the boundary do?",
        "right": "It hardly turned",
        "why": f"By {turned(was, now):.1f}°: the boundary is decided by W's "
        "direction. The length decides how sure the model is, so the colours became two"
        " sharp halves.",
    }


@claim(SETTLES, 3)
def it_stays():
    s, later = shown(SETTLES, 3), revealed(SETTLES, 3)
    before, after = descent(s), descent(later)
    best = minimum(after.X, after.y)
    assert np.allclose([before.end, after.end], best, atol=1e-5)
    W = ", ".join(f"{w:.3f}" for w in best[:2])
    strong = CONTROLS["logistic"]["true_W1"].high
    wrong = len(after.y) - correct(after.A, after.y, best)
    return {
        "question": "These two classes overlap. What happens to W between "
        f"{s.epochs} and {later.epochs:,} epochs?",
        "right": "It stays where it is",
        "why": f"At ({W}): {wrong} of the {len(after.y)} points are on the "
        "wrong side, and a longer W would make the model surer of them, too.",
        "now_try": f"Raise the true weights to {strong:g}: do the classes still "
        "overlap?",
    }


@claim(SETTLES, 4)
def a_price():
    s, priced = shown(SETTLES, 4), revealed(SETTLES, 4)
    free, paid = descent(s), descent(priced)
    best = minimum(paid.X, paid.y, priced.l2)
    assert np.abs(paid.end - best).max() < 0.005
    half, twice = (
        np.linalg.norm(descent(replace(s, learning_rate=rate)).end[:2])
        for rate in (s.learning_rate / 2, s.learning_rate)
    )
    assert half < twice  # only how far it has come
    assert (np.diff(np.linalg.norm(free.path[1000:, :2], axis=1)) > 0).all()
    W = ", ".join(said(w, ".2f") for w in best[:2])
    return {
        "right": "A penalty on large weights",
        "why": f"That is the {PENALTY} penalty: at λ = {priced.l2:g} a minimum stands "
        f"at W = ({W}), and the run gets there. Rate and epochs only decide how far W "
        "has grown by now.",
    }


@claim(ACCURACY, 1)
def fewer_and_fewer():
    classes = descent(revealed(ACCURACY, 1))
    right, n = right_of(classes), len(classes.y)
    assert (np.diff(classes.loss) < 0).all()
    start, end = (
        -np.log(sigmoid((2 * classes.y - 1) * (classes.A @ theta)))
        for theta in classes.path[[0, -1]]
    )
    slipped = (start < np.log(2)) & (end > np.log(2))
    assert slipped.sum() == right[0] - right[-1] == 3
    assert (end[slipped] < 0.8).all()  # just over: at it the loss is 0.69
    assert (end - start)[slipped].sum() < (start - end)[~slipped].sum()
    assert (~slipped).sum() == 7
    return {
        "question": f"{right[0]} of {n} points are right before training. The loss will"
        " fall at every epoch. How many are right then?",
        "right": f"{right[-1]}",
        "wrong": {f"{right[0]}", f"{n}"},
        "why": f"While the loss falls from {classes.loss[0]:.3f} to "
        f"{classes.loss[-1]:.3f}, three points slip just over the boundary, which "
        "costs less than the other seven gain.",
    }


@claim(ACCURACY, 2)
def train_on():
    s, later = shown(ACCURACY, 2), revealed(ACCURACY, 2)
    classes = descent(later)
    right = right_of(classes)
    assert right.max() == right[s.epochs] == right[-1] + 4
    assert (np.diff(classes.loss) < 0).all()
    assert np.argmax(right) == s.epochs
    return {
        "question": f"At epoch {s.epochs}, {right[s.epochs]} of {len(classes.y)} "
        f"points are right. If we train on to epoch {later.epochs}, how many will be "
        "right?",
        "right": "Fewer",
        "why": f"{right[-1]} are right then, four fewer, though the loss fell from "
        f"{classes.loss[s.epochs]:.3f} to {classes.loss[-1]:.3f}: training minimises "
        "the loss, and knows nothing of accuracy.",
    }


@claim(ACCURACY, 3)
def surer():
    s, later = shown(ACCURACY, 3), revealed(ACCURACY, 3)
    classes = descent(later)
    right, n = right_of(classes), len(classes.y)
    assert (right[s.epochs :] == n).all()
    before, after = classes.loss[[s.epochs, -1]]
    return {
        "question": f"All {n} points are right after {s.epochs} epochs. What can the "
        f"other {later.epochs - s.epochs:,} still improve?",
        "right": f"The loss, {before / after:.0f} times smaller",
        "wrong": {f"Nothing, accuracy is {100 * right[s.epochs] / n:.0f} %"},
        "why": f"It falls from {before:.3f} to {after:.5f}, and accuracy cannot "
        "change any more: the model only becomes surer.",
        "now_try": "Ask the model about a point beside the boundary, now and after "
        f"{s.epochs} epochs.",
    }


@claim(ACCURACY, 4)
def every_meal_a_dinner():
    meals = descent(revealed(ACCURACY, 4))
    right, n = right_of(meals), len(meals.y)
    dinners = int(meals.y.sum())
    soon = 10
    assert (right[soon:] == dinners).all() and (meals.A @ meals.end > 0).all()
    assert (np.diff(meals.loss) <= 1e-15).all()
    share = 100 * dinners / n
    return {
        "right": f"About {share:.0f} %",
        "why": f"{dinners} of the {n} meals were dinners, and the "
        "model soon calls every meal a dinner. After that only the loss falls, down to "
        f"{meals.loss[-1]:.3f}.",
    }

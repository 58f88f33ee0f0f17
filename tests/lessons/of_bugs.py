"""Runs with a mistake in their code, each written out in float64."""

from dataclasses import replace
from functools import partial

import numpy as np

from tests.lessons.claims import claim, said
from tests.lessons.oracle import descent, revealed, shown, squared_error

BUGS = "bugs"


def uphill(*at):
    loss, slope = squared_error(*at)
    return loss, -slope


def copied(*at):
    loss, slope = squared_error(*at)
    return loss, np.full(2, slope[0])


def forgotten(A, *at):
    loss, slope = squared_error(A, *at)
    return loss, len(A) * slope


def in_turn(A, y, theta, l2, rate):
    loss, (of_W, _) = squared_error(A, y, theta, l2)
    moved = theta - [rate * of_W, 0.0]
    return loss, np.array([of_W, squared_error(A, y, moved, l2)[1][1]])


def shown_with(number, letter):
    """A card's scenario, which shows that mistake, and its answer names it."""
    s = shown(BUGS, number)
    assert (s.explain, s.mistake) == ("bug lab", letter)
    assert revealed(BUGS, number) == replace(s, mistake_guess="show")
    return s


@claim(BUGS, 1)
def sum_for_a_mean():
    s = shown_with(1, "D")
    n, ten = s.num_points, 10
    loss = descent(s, gradient=forgotten).loss
    as_fast = replace(s, learning_rate=n * s.learning_rate)
    assert np.allclose(loss, descent(as_fast).loss)
    assert descent(as_fast, ten, forgotten).loss[-1] > 1e9
    return {
        "question": "Beside ours, dashed, is a run with a mistake in its code. After "
        f"{ten} epochs its loss is {loss[ten]:.3f}, ours {descent(s).loss[ten]:.0f}. "
        "Which mistake?",
        "right": f"{1}/n is forgotten",
        "why": f"The sum over {n} points is {n} times their mean, so it trains as at a "
        f"rate of {as_fast.learning_rate}. A mistake can look like luck.",
        "now_try": f"Raise the rate to {as_fast.learning_rate}: what does it do now?",
    }


@claim(BUGS, 2)
def one_gradient_for_both():
    s = shown_with(2, "B")
    ours, theirs = descent(s), descent(s, gradient=copied)
    apart, (W, b) = theirs.path[:, 0] - theirs.path[:, 1], theirs.end
    assert np.allclose(apart, apart[0])
    _, at_end = squared_error(ours.A, ours.y, theirs.end, 0.0)
    assert abs(at_end[0]) < 1e-9 < 0.1 < abs(at_end[1])
    return {
        "question": f"This run settles, but at a loss of {theirs.loss[-1]:.3f}, where "
        f"ours has {ours.loss[-1]:.3f}. What is wrong?",
        "right": "b copies the gradient of W",
        "why": f"Both take the same steps, so W − b stays {said(apart[0], '.4f')}, as "
        f"at the start. It ends at W {W:.2f} and b {b:.2f}, where the gradient of W is "
        f"{0} and that of b is not.",
    }


@claim(BUGS, 3)
def one_after_the_other():
    s = shown_with(3, "E")
    loss = descent(s, gradient=partial(in_turn, rate=s.learning_rate)).loss
    ours = f"{descent(s).loss[-1]:.4f}"
    assert ours == f"{loss[-1]:.4f}"
    return {
        "right": "Hardly anything",
        "why": f"The loss after {s.epochs} epochs is {ours} with both: its gradients "
        "are right, and only taken elsewhere. So the gradient check finds nothing.",
    }


@claim(BUGS, 4)
def climbing():
    s = shown_with(4, "A")
    loss = descent(s, gradient=uphill).loss
    one, ten, small = 1, 10, 0.0001
    slowly = descent(replace(s, learning_rate=small), gradient=uphill).loss
    assert (np.diff(loss) > 0).all() and (np.diff(slowly) > 0).all()
    return {
        "question": f"And if the sign is flipped: where does the loss go from "
        f"{loss[0]:.0f}?",
        "right": "It grows with each epoch",
        "why": f"To {loss[one]:.0f} after {one} epoch and {loss[ten]:.0f} after {ten}: "
        "each step climbs, and the higher it is, the steeper. A smaller rate does not "
        "help; only the sign does.",
        "now_try": f"Try the rate {small}: does it fall?",
    }

"""Two classes: as a table of own data, and what is exactly so of them."""

from dataclasses import replace
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import combinations
from math import lcm

import numpy as np

from jaxreg.data.shipped import data_set
from jaxreg.data.table import Column, Table
from jaxreg.settings import CONTROLS


def own_classes(X, y):
    """A table of features X (n, d), and of labels "no" and "yes" for y (n,) of 0, 1."""
    features = [Column(f"x{j}", x) for j, x in enumerate(np.array(X, float).T, 1)]
    labels = np.where(np.array(y) == 1, "yes", "no").astype(object)
    return Table((*features, Column("label", labels)))


# Whether a line separates them


def exact_separation(X, y):
    """Whether a line separates classes y of X (n, 2): "one class", "complete", "quasi"
    or "overlap", in whole numbers, from the lines through two points.

    A line with no point on its wrong side can be moved and turned until it goes through
    two points and still has none. If those on it are separable along it, or of one
    class, it can be turned or moved a little, and all are strictly on their own side.
    """
    if min(y) == max(y):
        return "one class"
    points = list(zip(_whole(X), map(int, y), strict=True))
    answers = {"overlap"}
    for p, q in combinations({x for x, _ in points}, 2):
        dx, dy = q[0] - p[0], q[1] - p[1]
        left = [dx * (x[1] - p[1]) - dy * (x[0] - p[0]) for x, _ in points]
        for sign in (1, -1):
            own = [
                sign * s * (2 * k - 1) for s, (_, k) in zip(left, points, strict=True)
            ]
            if min(own) >= 0:
                on_it = [
                    (dx * x[0] + dy * x[1], k)
                    for s, (x, k) in zip(own, points, strict=True)
                    if s == 0
                ]
                along = _on_an_axis(on_it)
                answers.add("quasi" if any(own) and along == "overlap" else along)
    return min(answers, key=["complete", "quasi", "overlap"].index)


def _on_an_axis(points):
    """The same of (number, class), "complete" also of one class."""
    ones, zeros = ([x for x, k in points if k == label] for label in (1, 0))
    if not ones or not zeros or max(ones) < min(zeros) or max(zeros) < min(ones):
        return "complete"
    if min(ones + zeros) == max(ones + zeros):
        return "overlap"
    touch = max(ones) == min(zeros) or max(zeros) == min(ones)
    return "quasi" if touch else "overlap"


def _whole(X):
    """Rows of fractions, all multiplied by what makes them whole."""
    rows = [list(map(Fraction, row)) for row in np.asarray(X).tolist()]
    unit = lcm(*(number.denominator for row in rows for number in row))
    return [tuple(int(number * unit) for number in row) for row in rows]


# Where their cross-entropy is smallest


def distance_to_minimum(X, y, params, l2=0.0):
    """How far a Newton step in 100 digits would move a logit, in parts of the largest
    logit and 1: the error of the params, if it is small. l2 is that on W, or on each.
    """
    with localcontext(prec=100):
        A = [[*map(Decimal, row), Decimal(1)] for row in np.array(X, float).tolist()]
        theta = [*map(Decimal, params.W.tolist()), Decimal(float(params.b))]
        l2 = [*map(Decimal, (np.zeros(len(params.W)) + l2).tolist()), Decimal(0)]
        k, n = len(theta), len(A)
        gradient = [penalty * t for penalty, t in zip(l2, theta, strict=True)]
        H = [[l2[i] if i == j else Decimal(0) for j in range(k)] for i in range(k)]
        logits = [_dot(a, theta) for a in A]
        for a, z, label in zip(A, logits, np.array(y).tolist(), strict=True):
            p = 1 / (1 + (-z).exp())
            for i in range(k):
                gradient[i] += (p - int(label)) * a[i] / n
                for j in range(k):
                    H[i][j] += p * (1 - p) * a[i] * a[j] / n
        step = _solved(H, gradient)
        return float(max(abs(_dot(a, step)) for a in A) / (1 + max(map(abs, logits))))


def _dot(a, b):
    return sum(x * y for x, y in zip(a, b, strict=True))


def _solved(H, gradient):
    """By elimination; H is positive definite."""
    rows = [[*row, g] for row, g in zip(H, gradient, strict=True)]
    for i, pivot in enumerate(rows):
        for j, row in enumerate(rows):
            if i != j:
                factor = row[i] / pivot[i]
                rows[j] = [x - factor * y for x, y in zip(row, pivot, strict=True)]
    return [row[-1] / row[i] for i, row in enumerate(rows)]


def every_form(name):
    """A data set's classes in each form of the loss, told apart by one feature and by
    those of its preset."""
    scenario = replace(data_set(name).scenarios["logistic"], epochs=7)
    return [
        replace(scenario, loss_form=form, x2_column=x2)
        for form in CONTROLS["logistic"]["loss_form"].options
        for x2 in (0, scenario.x2_column)
    ]

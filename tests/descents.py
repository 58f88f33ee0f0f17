"""Gradient descent in NumPy and float64, with all ways to train but mini-batches."""

import numpy as np


def path_by(scenario, slope, theta, rate, epochs, in_all):
    """The places at which steps in float64 from theta arrive, theta first: at a rate,
    with the scenario's momentum and schedule of ``in_all`` epochs, as its help texts
    describe them."""
    s, velocity, path = scenario, np.zeros_like(theta), [theta]
    for k in range(epochs):
        share = {
            "constant": 1.0,
            "step": 0.1 ** (3 * k // in_all),
            "1/t": 1 / (1 + k / 100),
            "cosine": (1 + np.cos(np.pi * k / in_all)) / 2,
        }[s.schedule]
        gradient = slope(theta)
        velocity = s.momentum * velocity + gradient
        ahead = s.momentum * velocity + gradient
        step = ahead if s.momentum_kind == "Nesterov" else velocity
        theta = theta - rate * share * step
        path.append(theta)
    return path

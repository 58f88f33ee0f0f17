"""Training in NumPy and float64, in all ways but mini-batches."""

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


def newton_path(slope, hessian, theta, epochs):
    """The places at which Newton steps in float64 from theta arrive, theta first."""
    path = [theta]
    for _ in range(epochs):
        theta = theta - np.linalg.inv(hessian(theta)) @ slope(theta)
        path.append(theta)
    return path


def coordinate_path(slope, hessian, theta, epochs):
    """The same for cycles of moves along the axes, one for each epoch."""
    path = [theta]
    for _ in range(epochs):
        theta = theta.copy()
        for j in range(len(theta)):
            theta[j] -= slope(theta)[j] / hessian(theta)[j, j]
        path.append(theta)
    return path


METHODS = {"Newton": newton_path, "coordinate descent": coordinate_path}

"""A scenario as a script that needs nothing but JAX, and as a notebook.

The script prints the W, b and loss that ``experiment.run`` ends with, to six digits
also where a run oscillates. So it rounds as that does: y comes from compiled code, the
step is carried, theta is split, means are weighted, penalties stand as in models.py.
"""

import json
from typing import Any

from jaxreg.experiment import bounded_epochs
from jaxreg.scenario import (
    CONTROLS,
    LinearScenario,
    LogisticScenario,
    Scenario,
    page_of,
)

HEAD = '''\
"""{name} regression by gradient descent, from scratch in JAX."""

import jax
import jax.numpy as jnp'''

RANDOM = """
with jax.threefry_partitionable(False):  # the lecture's random numbers
    key = jax.random.PRNGKey({seed})"""
START = """
    start_W = jax.random.normal(key, {shape})  # where training starts"""

LINE = """\
# Data: {num_points} points of a line, x from 0 to 9
@jax.jit  # y is rounded as in one expression
def points({parameters}):
    x = 9 * jnp.arange({num_points}) / {last}
    return x, W * x + b{noise}
{random}"""
DRAWN_LINE = """
    x, y = points(W={true_W}, b={true_b}, noise={noise}, key=key)"""
PLAIN_LINE = """
x, y = points(W={true_W}, b={true_b})"""

SQUARE = """\
# Data: {num_points} points of a square, of class y = 1 or 0
true_W, true_b = jnp.array([{true_W1}, {true_W2}]), {true_b}{random}"""
POINTS = """
    X_key, y_key = jax.random.fold_in(key, 1), jax.random.fold_in(key, 2)
    X = jax.random.uniform(X_key, ({num_points}, 2), minval=-3, maxval=3)
    p = jax.nn.sigmoid(X @ true_W + true_b)
    y = jax.random.bernoulli(y_key, p).astype(float)"""
LECTURE = """\
# Data: the lecture's five points, of class y = 1 or 0
X = jnp.array([[1.0, 3.0], [3.0, 5.0], [2.0, 4.0], [6.0, 2.0], [5.0, 1.0]])
y = jnp.array([1.0, 1.0, 1.0, 0.0, 0.0]){random}"""

SCALE = """\
# Scaling: from here on {X} is ({X} - mean) / deviation
with jax.enable_x64(True):  # in float64, so that it is rounded once
    mean, deviation = {X}.mean(0, float), {X}.std(0, float)
    {X} = (({X} - mean) / deviation).astype("float32")"""

SQUARES = """\
# Model and loss: the line W x + b, and the mean of its squared errors
def loss(theta, x, y, weight):
    W, b = jnp.split(theta, [1])
    return jnp.average((W * x + b - y) ** 2, weights=weight)"""

# Each penalty stands where models.py has it, which decides how gradients are added.
ENTROPY = {
    "stable": """\
# Model and loss: P(y = 1) = sigmoid(z), and the mean of -log P(y)
def loss(theta, X, y, weight):
    W, b = jnp.split(theta, [2]){penalty}
    z = X[:, 1] * W[1] + X[:, 0] * W[0] + b
    s = (1 - 2 * y) * z  # -log P(y) = log(1 + exp(s)), here without overflow:
    losses = jnp.maximum(s, 0) + jnp.log1p(jnp.exp(jnp.minimum(s, -s)))
    return jnp.average(losses, weights=weight){plus_penalty}""",
    "textbook": """\
# Model and loss: P(y = 1) = p = sigmoid(z), and the mean of -log P(y)
def loss(theta, X, y, weight):
    W, b = jnp.split(theta, [2])
    z = X[:, 1] * W[1] + X[:, 0] * W[0] + b
    p = jax.nn.sigmoid(z)
    losses = -(y * jnp.log(p) + (1 - y) * jnp.log(1 - p)){penalty}
    return jnp.average(losses, weights=weight){plus_penalty}""",
}
PENALTY = """
    penalty = {l2} / 2 * jnp.sum(W**2)"""

GRADIENT = """\
# Gradient: how the loss changes with W and b
gradient = jax.grad(loss)"""

TRAINING = """\
# Training: theta <- theta - learning_rate * gradient, once per epoch
@jax.jit
def train(theta, {X}, y, weight, learning_rate, epochs):
    def epoch(_, state):
        theta, step = state
        theta = theta - step  # the last epoch's: rounded first, then subtracted
        return theta, learning_rate * gradient(theta, {X}, y, weight)

    state = theta, jnp.zeros_like(theta)
    theta, _ = jax.lax.fori_loop(0, epochs + 1, epoch, state)
    return theta, loss(theta, {X}, y, weight)

theta = {theta}  # W and b
weight = jnp.ones_like(y)  # every point counts once
theta, value = train(theta, {X}, y, weight, learning_rate={learning_rate}, \
epochs={epochs})
W, b = theta[:-1], theta[-1]"""

UNSCALE = """\
# Scaling back: W and b for {X} as it was
with jax.enable_x64(True):
    W = W / deviation
    b = (b - jnp.sum(W * mean)).astype("float32")
    W = W.astype("float32")"""

RESULT = """\
# Result
with jnp.printoptions(floatmode="unique"):  # every digit of float32
    print("W:", W)
print("b:", b)
print("loss:", value)"""

LINEAR = """\
# Linear regression

The model is $y = W x + b$.
Its loss is the mean of $(W x + b - y)^2$ over the points."""
LOGISTIC = """\
# Logistic regression

The model is $P(y = 1) = 1 / (1 + e^{-z})$ with $z = W_1 x_1 + W_2 x_2 + b$.
Its loss is the mean of $-\\log P(y)$ over the points"""
LOGISTIC_PENALTY = r", plus $\frac{\lambda}{2} (W_1^2 + W_2^2)$ with $\lambda$ = "


def script(scenario: Scenario) -> str:
    """A Python script that makes the scenario's points, trains, and prints the end."""
    return "\n\n".join(_sections(scenario)) + "\n"


def notebook(scenario: Scenario) -> str:
    """The script as a Jupyter notebook: the model in words, then a cell per section."""
    cells = [_cell(0, "markdown", _words(scenario))]
    for number, section in enumerate(_sections(scenario), start=1):
        code = _cell(number, "code", section)
        cells.append(code | {"execution_count": None, "outputs": []})
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    book = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(book, indent=1) + "\n"


def _cell(number: int, kind: str, text: str) -> dict[str, Any]:
    """What a cell of any kind has."""
    lines = text.splitlines(keepends=True)
    return {"cell_type": kind, "id": f"cell-{number}", "metadata": {}, "source": lines}


def _words(s: Scenario) -> str:
    """The model and its loss, in Markdown."""
    if isinstance(s, LinearScenario):
        return LINEAR
    penalty = LOGISTIC_PENALTY + _texts(s)["l2"] if s.l2 else ""
    return LOGISTIC + penalty + "."


def _sections(s: Scenario) -> list[str]:
    """The parts of the script; all but the first start with a comment, their title."""
    if isinstance(s, LinearScenario):
        name, X, data, loss = "Linear", "x", _line(s), SQUARES
    else:
        name, X, data, loss = "Logistic", "X", _classes(s), _cross_entropy(s)
    training = TRAINING.format(X=X, theta=_start(s), **_texts(s))
    scale, unscale = [], []
    if s.scaling == "on":
        scale, unscale = [SCALE.format(X=X)], [UNSCALE.format(X=X)]
    head = HEAD.format(name=name)
    return [head, data, *scale, loss, GRADIENT, training, *unscale, RESULT]


def _line(s: LinearScenario) -> str:
    """The points of the line; the noise is in it only where it is trained on."""
    texts = _texts(s) | {"last": str(s.num_points - 1)}
    if s.targets == "noisy" and s.noise > 0:
        texts["noise"] = " + noise * jax.random.normal(key, x.shape)"
        random = _random(s, DRAWN_LINE.format(**_texts(s)))
        return LINE.format(**texts | {"random": random}, parameters="W, b, noise, key")
    texts["noise"] = ""
    random = PLAIN_LINE.format(**texts) + _random(s, "")
    return LINE.format(**texts, random=random, parameters="W, b")


def _classes(s: LogisticScenario) -> str:
    """The points of the two classes, the lecture's or drawn."""
    if s.data == "lecture":
        return LECTURE.format(random=_random(s, ""))
    points = POINTS.format(**_texts(s))
    return SQUARE.format(**_texts(s), random=_random(s, points))


def _random(s: Scenario, data: str) -> str:
    """What is drawn by the seed: the data, and W where training starts from it."""
    start = START.format(shape=f"({_features(s)},)") if s.start == "seed" else ""
    draws = data + start
    return RANDOM.format(**_texts(s)) + draws if draws else ""


def _start(s: Scenario) -> str:
    """W and b where training starts, in one array."""
    if s.start == "seed":
        return "jnp.append(start_W, 0.0)"
    if s.start == "zero":
        return f"jnp.zeros({_features(s) + 1})"
    names = [name for name in _texts(s) if name.startswith("start_")]
    return f"jnp.array([{', '.join(_texts(s)[name] for name in names)}], float)"


def _cross_entropy(s: LogisticScenario) -> str:
    """The loss in the scenario's form, with its penalty if there is one."""
    penalty = PENALTY.format(**_texts(s)) if s.l2 else ""
    plus_penalty = " + penalty" if s.l2 else ""
    return ENTROPY[s.loss_form].format(penalty=penalty, plus_penalty=plus_penalty)


def _features(s: Scenario) -> int:
    """How many entries W has."""
    return 1 if isinstance(s, LinearScenario) else 2


def _texts(s: Scenario) -> dict[str, str]:
    """Every number as links write it, so no word gets in; the epochs that are run."""
    values = {name: getattr(s, name) for name in CONTROLS[page_of(s)]}
    values["epochs"] = bounded_epochs(s.epochs, _points(s))
    return {
        name: CONTROLS[page_of(s)][name].text(value)
        for name, value in values.items()
        if isinstance(value, int | float)
    }


def _points(s: Scenario) -> int:
    """How many points the run has."""
    lecture = isinstance(s, LogisticScenario) and s.data == "lecture"
    return 5 if lecture else s.num_points

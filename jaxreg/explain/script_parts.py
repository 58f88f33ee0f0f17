"""What a scenario's script and notebook are put together from, see script.py.

Each part of the script but the first starts with a comment, its title.
"""

HEAD = '''\
"""{name} regression by gradient descent, from scratch in JAX."""

import jax
import jax.numpy as jnp'''
NUMPY = """
import numpy as np"""

RANDOM = """
with jax.threefry_partitionable(False):  # the lecture's random numbers"""
KEY = """
    key = jax.random.PRNGKey({seed})"""
START_KEY = """
    key = jax.random.PRNGKey({start_seed})  # a seed of its own"""
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

TABLE = """\
# Data: {num_points} points
{meanings}
{columns}
{X}, y = {array}, np.array(y, "{y_dtype}"){random}"""
LITERAL = """\
{name} = [
{numbers}
]"""
FILE = """\
{names} = np.loadtxt("{file}", delimiter=",", skiprows=1, unpack=True)"""
# x stays in float64 where it is scaled, which rounds it.
ARRAY = {
    "x": 'np.array(x, "{dtype}")',
    "X": 'np.column_stack([{features}]).astype("{dtype}")',
}

SCALE = """\
# Scaling: from here on {X} is ({X} - mean) / deviation
with jax.enable_x64(True):  # in float64, so that it is rounded once
    mean, deviation = {X}.mean(0, float), {X}.std(0, float)
    {X} = (({X} - mean) / deviation).astype("float32")"""

# Of a line through a table. NumPy's numbers are float64: each is rounded once.
SCALE_LINE = """\
# Scaling: from here on {what} less the mean, over the deviation
raw_x, raw_y = x, y
mean, deviation = {x_units}
y_mean, y_deviation = {y_units}
x = ((x - mean) / deviation).astype("float32")
y = ((y - y_mean) / y_deviation).astype("float32")"""
SCALE_START = """
theta = ((np.array(theta, float) - [0, y_mean]) / y_deviation).astype("float32")"""

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
    W, b = jnp.split(theta, [{features}]){penalty}
    z = {z}
    s = (1 - 2 * y) * z  # -log P(y) = log(1 + exp(s)), here without overflow:
    losses = jnp.maximum(s, 0) + jnp.log1p(jnp.exp(jnp.minimum(s, -s)))
    return jnp.average(losses, weights=weight){plus_penalty}""",
    "textbook": """\
# Model and loss: P(y = 1) = p = sigmoid(z), and the mean of -log P(y)
def loss(theta, X, y, weight):
    W, b = jnp.split(theta, [{features}])
    z = {z}
    p = jax.nn.sigmoid(z)
    losses = -(y * jnp.log(p) + (1 - y) * jnp.log(1 - p)){penalty}
    return jnp.average(losses, weights=weight){plus_penalty}""",
}
LOGITS = {1: "X[:, 0] * W[0] + b", 2: "X[:, 1] * W[1] + X[:, 0] * W[0] + b"}
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

theta = {theta}  # W and b{scaled_start}
weight = jnp.ones_like(y)  # every point counts once{padding}
theta, value = train(theta, {X}, y, weight, learning_rate={learning_rate}, \
epochs={epochs})
W, b = theta[:-1], theta[-1]"""
PADDING = """
# Up to a power of two, the last row again, which counts for nothing: so the page
# rounds its sums
{X} = jnp.pad({X}, {rows}, "edge")
y, weight = jnp.pad(y, (0, {missing}), "edge"), jnp.pad(weight, (0, {missing}))"""
ROWS = {"x": "(0, {missing})", "X": "((0, {missing}), (0, 0))"}

UNSCALE = """\
# Scaling back: W and b for {X} as it was
with jax.enable_x64(True):
    W = W / deviation
    b = (b - jnp.sum(W * mean)).astype("float32")
    W = W.astype("float32")"""

UNSCALE_LINE = """\
# Scaling back: W, b and the loss for the points as they were
W = np.array(W, float) / deviation
b = y_deviation * (float(b) - W[0] * mean) + y_mean
W = y_deviation * W
value = np.mean((W * raw_x + b - raw_y) ** 2)"""

RESULT = """\
# Result
with jnp.printoptions(floatmode="unique"):  # every digit of float32
    print("W:", W)
print("b:", b)
print("loss:", value)"""

RESULT_LINE = """\
# Result
print(f"W: [{W[0]:.8g}]")
print(f"b: {b:.8g}")
print(f"loss: {np.inf if value > 3.4028235e38 else value:.8g}")  # as float32 has it"""

LINEAR = """\
# Linear regression

The model is $y = W x + b$.
Its loss is the mean of $(W x + b - y)^2$ over the points."""
LOGISTIC = """\
# Logistic regression

The model is $P(y = 1) = 1 / (1 + e^{{-z}})$ with $z = {z} + b$.
Its loss is the mean of $-\\log P(y)$ over the points{penalty}."""
LOGISTIC_PENALTY = r", plus $\frac{{\lambda}}{{2}} {squares}$ with $\lambda$ = {l2}"
FORMULAS = {
    1: {"z": "W x", "squares": "W^2"},
    2: {"z": "W_1 x_1 + W_2 x_2", "squares": "(W_1^2 + W_2^2)"},
}
POINTS_WORDS = """

Its points are of a table:

{meanings}"""

"""The controls of both models that choose a way to train."""

from typing import Any

from jaxreg.settings.control import Control
from jaxreg.settings.glossary import define

DESCENT = "gradient descent"
PLAIN: dict[str, Any] = {
    "method": DESCENT,
    "momentum": 0.0,
    "schedule": "constant",
    "batch": "all",
}
"""What plain gradient descent sets."""
IN_WORDS = {"Newton": "Newton's method", "coordinate descent": "coordinate descent"}
"""What the methods that take no learning rate are called in a sentence."""
OF_DESCENT = (
    *("learning_rate", "momentum", "momentum_kind"),
    *("schedule", "batch", "shuffle"),
)
"""The controls that only gradient descent heeds."""


def method(key: str) -> Control:
    """How an epoch finds its step."""
    return Control(
        group="method",
        key=key,
        label="Method",
        options=(DESCENT, "Newton", "coordinate descent"),
        help=f"{define('gradient descent', 'Newton step', 'coordinate descent')} "
        "The last two take no learning rate, and use all points.",
    )


def momentum(key: str) -> Control:
    """How much of the last velocity is kept."""
    return Control(
        group="method",
        key=key,
        label="Momentum β",
        low=0.0,
        high=0.99,
        stops=(0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99),
        help=f"{define('momentum')} At 0 there is none: this is plain gradient "
        "descent.",
    )


def momentum_kind(key: str) -> Control:
    """How a step follows from the velocity."""
    return Control(
        group="method",
        key=key,
        label="Kind of momentum",
        options=("heavy ball", "Nesterov"),
        help="Both kinds keep a velocity v: at each step it becomes β v + gradient. A "
        "“heavy ball” steps by the rate times v. “Nesterov” looks one step ahead, and "
        "steps by the rate times β v + gradient. PyTorch and optax do the same.",
    )


def schedule(key: str) -> Control:
    """How the learning rate changes during training."""
    return Control(
        group="method",
        key=key,
        label="Learning-rate schedule",
        options=("constant", "step", "1/t", "cosine"),
        help=f"{define('learning-rate schedule')} At epoch k of T, “step” has divided "
        "the rate by 10 after each third of the epochs; “1/t” divides it by 1 + k/100; "
        "“cosine” multiplies it by (1 + cos(π k/T)) / 2, which ends at 0.",
    )


def batch(key: str) -> Control:
    """How many points decide a step."""
    return Control(
        group="method",
        key=key,
        label="Batch size",
        options=("all", "1", "2", "5", "10", "20", "50", "100"),
        help=f"{define('mini-batch')} With “all”, or with a size that holds all "
        "points, each epoch is one step.",
    )


def shuffle(key: str) -> Control:
    """The seed of the order of the points."""
    return Control(
        group="method",
        key=key,
        label="Shuffle seed",
        low=0,
        high=999,
        step=1,
        help="Picks the order in which mini-batches take the points. It is a new order "
        "at each epoch.",
    )

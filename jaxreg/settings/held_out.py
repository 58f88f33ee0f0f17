"""The controls of both models that hold points out."""

from jaxreg.settings.control import Control
from jaxreg.settings.glossary import define


def held_out(key: str) -> Control:
    """The share of the points that training does not see."""
    return Control(
        group="held out",
        key=key,
        label="Held-out points, in %",
        options=(0, 10, 20, 30, 40, 50),
        help=f"{define('held-out point')} They are drawn hollow, with a loss curve of "
        "their own: where it turns up again, the model has begun to learn the chance "
        "of its own points.",
    )


def split(key: str) -> Control:
    """Which points are held out."""
    return Control(
        group="held out",
        key=key,
        label="Seed of the held-out points",
        low=0,
        high=999,
        step=1,
        help="Picks the points that are held out, and nothing else.",
    )

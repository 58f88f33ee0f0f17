"""The controls of what both models multiply their weights by, and of the penalty on
them."""

from jaxreg.settings.control import Control
from jaxreg.settings.glossary import define

MAX_DEGREE = 9
PLAIN, SQUARES = "plain", "squares and product"
ON, OFF = "on", "off"


def degree(key: str) -> Control:
    """The highest power of x."""
    return Control(
        group="features",
        key=key,
        label="Degree",
        low=1,
        high=MAX_DEGREE,
        step=1,
        help=f"{define('polynomial')} Degree 1 is a line; each further degree adds a "
        "power of x, with a weight of its own. A chosen start sets W₁; the weights "
        "of higher powers begin at 0. Switch “Standardise x” on for degrees "
        "above 1: the powers of x itself differ so much in size that only tiny "
        "learning rates are stable.",
    )


def intercept(key: str) -> Control:
    """Whether the model adds b."""
    return Control(
        group="features",
        key=key,
        label="Intercept",
        options=(ON, OFF),
        help=f"{define('intercept')} With “off” the model is ŷ = W x, or W₁ x + W₂ x² "
        "and so on: it is 0 at x = 0, and b stays 0, whatever start is chosen. "
        "The landscape still shows the loss at other b; there the mark “optimum” is "
        "where the loss is smallest with b = 0.",
    )


def products(key: str) -> Control:
    """Whether the features' squares and product are features, too."""
    return Control(
        group="features",
        key=key,
        label="Features",
        options=(PLAIN, SQUARES),
        help=f"{define('feature')} With “squares and product”, x₁², x₁x₂ and x₂² are "
        "features, too, so that the boundary can be a curve; of one feature, its "
        "square.",
    )


def l2(key: str, what: str) -> Control:
    """The strength of the penalty; ``what`` is a sentence on what it does."""
    return Control(
        group="loss",
        key=key,
        label="L2 penalty λ",
        low=0.0,
        high=1.0,
        stops=(0.0, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0),
        help=f"{define('L2 penalty')} {what}",
    )

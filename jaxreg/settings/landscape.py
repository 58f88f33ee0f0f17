"""The controls of the landscape: how it is drawn, and over which two parameters."""

from jaxreg.settings.control import Control
from jaxreg.settings.glossary import define


def look(key: str) -> Control:
    """How the loss over the weights is drawn."""
    return Control(
        group="charts",
        key=key,
        label="Landscape",
        options=("contours", "surface"),
        help=f"{define('landscape')} See it from above, as contours, or as a surface "
        "that you can turn. A click on it sets where training starts, unless powers "
        "or products are features.",
    )


def axis(key: str, way: str, num_weights: int) -> Control:
    """Which parameter the landscape has on the axis that goes ``way``, of b and at most
    ``num_weights`` weights."""
    weights = (f"W{k}" for k in range(1, num_weights + 1))
    return Control(
        group="charts",
        key=key,
        label=f"Landscape: {way}",
        options=(*weights, "b"),
        help=f"Which parameter the axis that goes {way} has. All others are held: at "
        "the end as they are fitted, and where the film rests at another epoch, as "
        "they are there. The mark “optimum” is where all parameters together have the "
        "smallest loss; with others held, the lowest place may be elsewhere.",
    )

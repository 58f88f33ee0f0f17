"""The controls of the noise on generated points of a line."""

from jaxreg.settings.control import Control
from jaxreg.settings.glossary import define

NORMAL, HEAVY_TAILS, OUTLIERS, UNEVEN = "normal", "heavy tails", "outliers", "uneven"
KINDS = (NORMAL, HEAVY_TAILS, OUTLIERS, UNEVEN)
KIND_OF = {"nu": HEAVY_TAILS, "outliers": OUTLIERS}
"""The fields that one kind alone heeds."""


def noise(key: str) -> Control:
    """How large the noise is."""
    return Control(
        group="generator",
        key=key,
        label="Noise",
        low=0.0,
        high=5.0,
        step=0.1,
        help=f"{define('noise')} This is its standard deviation, unless you choose "
        "another kind of noise; at 0, all points lie on the true line.",
    )


def kind(key: str) -> Control:
    """What the noise is drawn from."""
    return Control(
        group="generator",
        key=key,
        label="Kind of noise",
        options=KINDS,
        help="With “normal”, noise is drawn from a normal distribution, equally wide "
        "everywhere; with “heavy tails”, from Student's t distribution, in which "
        "numbers far out are less rare; with “outliers”, it is normal, but ten times "
        "as large at a share of the points; with “uneven”, it grows with x, from 0 at "
        "x = 0 to twice its size at x = 9.",
    )


def nu(key: str) -> Control:
    """How heavy the tails of Student's t are."""
    return Control(
        group="generator",
        key=key,
        label="Degrees of freedom ν",
        low=1.0,
        high=100.0,
        stops=(1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 7.0, 10.0, 20.0, 50.0, 100.0),
        help=f"{define('degrees of freedom')} At 2 and below there is no variance, at "
        "1 not even a mean; the larger ν is, the more this is like normal noise.",
    )


def outliers(key: str) -> Control:
    """How many of the points are outliers."""
    return Control(
        group="generator",
        key=key,
        label="Share of outliers",
        low=0.0,
        high=0.5,
        step=0.05,
        help=f"{define('outlier')} This share of the points, drawn at random, has "
        "noise ten times as large.",
    )

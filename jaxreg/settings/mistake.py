"""The controls of the bug lab: which mistake the second run has, and what it is."""

from jaxreg.settings.control import Control

FORGOTTEN, COPIED, UNSCALED, UPHILL, IN_TURN = MISTAKES = (
    "1/n forgotten",
    "a gradient copied",
    "x not scaled",
    "sign flipped",
    "update in turn",
)
LETTERS = {"A": UPHILL, "B": COPIED, "C": UNSCALED, "D": FORGOTTEN, "E": IN_TURN}
"""What is wrong in each of the runs, so that a link tells no more than its letter."""
NOT_YET, SHOW = "not yet", "show"


def mistake(key: str) -> Control:
    """Which of the mistakes, by its letter."""
    return Control(
        group="mistake",
        key=key,
        label="Mistake",
        options=(*LETTERS,),
        help="Which run with a mistake in its code stands beside the right one, with "
        "the same data, start and rate. What is wrong is for you to find.",
    )


def mistake_guess(key: str) -> Control:
    """What the viewer takes it for."""
    return Control(
        group="mistake",
        key=key,
        label="What is it?",
        options=(NOT_YET, *MISTAKES, SHOW),
        help="Your guess at what is wrong; “show” names it.",
    )

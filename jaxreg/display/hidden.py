"""What a lesson's card, or a link, may hide until the class has guessed.

Its place stays empty. Which numbers and parts of the page go too is in
``live/style/hidden.css``.
"""

from typing import NamedTuple

from jaxreg.display.drawing import Shows


class Hidden(NamedTuple):
    """The traces that go with a word, by their names and by what they show."""

    traces: tuple[str, ...] = ()
    shows: tuple[Shows, ...] = ()


HIDDEN = {
    "truth": Hidden(("true line", "true")),
    "fit": Hidden(
        ("one label flipped", "the one that matters most"),
        shows=("line", "curve", "threshold", "boundary", "field", "wrong side"),
    ),
    "optimum": Hidden(("optimum", "minimum")),
    "closed form": Hidden(),
    "path": Hidden(("path", "start"), ("weights",)),
    "loss": Hidden(),
    "landscape": Hidden(),
    "ruler": Hidden(),
    "numbers": Hidden(),
    "messages": Hidden(),
    "note": Hidden(),  # on a set of data
}
"""By the words that a link has, with commas between them: "hide=truth,closed form"."""

"""Where the claims of cards are kept: what each says, computed."""

CLAIMS = {}
"""By a lesson's name and a card's number: a function that returns texts, by the card's
key: "why", and "question" and "now_try" where they have a digit; "right" is the right
option. It checks by assertions what has no digits."""


def claim(name, number):
    """Keep a function as the claim of a card."""

    def kept(function):
        assert (name, number) not in CLAIMS
        CLAIMS[name, number] = function
        return function

    return kept


def said(value, spec):
    """A number as cards write it, with a real minus."""
    return format(value, spec).replace("-", "−")

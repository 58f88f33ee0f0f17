"""The keys of a session's state. A control's widget has that of its ``Control``; all
that is read or written under another one is named here."""

NAME = "session"  # a new one's makes the charts look again
LATER = "later"  # values of controls for the next run

# Own data: their tokens; how often the loader began anew; the file that was refused,
# and what was refused.
TOKENS = "own data"
TURN = "own data: turn"
SEEN = "own data: file seen"
REFUSAL = "own data: refusal"

# Their table: how often it was to be brought into sight, and what it shows of what in
# this run and in the one before.
REVEAL = "table to reveal"
NOW = "table in this run"
BEFORE = "table in the run before"

# Widgets that are opened and closed from elsewhere
LOADER = "own_loader"  # and its turn
POINTS = "own_points"

# What each page has for itself, see ``of``: what of the link was not used, by the
# control's key; how often the charts were to forget a zoom; what was not done in the
# last run; how own data were shown last; whether the last run was of a table; and the
# component of the charts.
PROBLEMS = "problems"
VIEW = "view"
REFUSED = "refused"
OWN_SCENARIO = "own"
HAS_TABLE = "has table"
FIGURES = "figures"


def of(page: str, name: str) -> str:
    """The key of what a page has for itself."""
    return f"{page} {name}"


def choice(page: str, field: str) -> str:
    """The key of the widget that chooses a column or a class by its name."""
    return f"{page}_{field}"

"""The keys of a session's state: all that is read or written is named here."""

from jaxreg.settings import BY_HAND, OWN

NAME = "session"  # a new one's makes the charts look again
PAGE = "page"  # the one that is open

# Own data: their tokens; how often the loader began anew; the last file that came; what
# came and is not in use; and in which other way those in use are to be read.
TOKENS = "own data"
TURN = "own data: turn"
SEEN = "own data: file seen"
BROUGHT = "own data: brought"
REREAD = "own data: to be read anew"

# Their table: how often it was to be brought into sight, and what it shows of what in
# this run and in the one before.
REVEAL = "table to reveal"
NOW = "table in this run"
BEFORE = "table in the run before"

# Widgets that are opened and closed from elsewhere
LOADER = "own_loader"  # and its turn
POINTS = "own_points"
HOW_READ = "own_how_read"

# What each page has for itself, see ``of``: its scenario as a query, and how often the
# page, not a person's hand, changed it; what of the link was not used, by the control's
# key; how often the charts were to forget a zoom; what was not done in the
# last run, and the column that was not taken for its faults; how own data and points by
# hand were shown last; and the component of the charts.
QUERY = "query"
CHANGES = "changes"
PROBLEMS = "problems"
VIEW = "view"
REFUSED = "refused"
FAULTY = "faulty"
LAST = {OWN: "own", BY_HAND: "by hand"}
FIGURES = "figures"


def of(page: str, name: str) -> str:
    """The key of what a page has for itself."""
    return f"{page} {name}"


def choice(page: str, field: str) -> str:
    """The key of the widget that chooses a column or a class by its name."""
    return f"{page}_{field}"

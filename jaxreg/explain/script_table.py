"""The points of a table in an exported script, or in a file beside it."""

from textwrap import fill

import jaxreg.explain.script_parts as parts
from jaxreg.data.dataset import Points
from jaxreg.data.source import points_of
from jaxreg.data.table import Table, short
from jaxreg.settings import LogisticScenario, Scenario

MAX_LITERALS = 1000
"""How many points of a table the script itself holds."""
POINTS_FILE = "points.csv"
"""Where it reads more of them from."""


def needs_file(scenario: Scenario, own: Table | None = None) -> bool:
    """Whether the script reads its points from ``POINTS_FILE``.

    Raises:
        DataError: the points cannot be taken from ``own``, a person's own data.
    """
    return scenario.is_of_table and len(points_of(scenario, own).y) > MAX_LITERALS


def points_csv(scenario: Scenario, own: Table | None = None) -> str:
    """The text of ``POINTS_FILE``, for a scenario whose points come from a table.

    Its columns are x or x1 and x2, and y: a spreadsheet would run a formula that stands
    in a table's own name.

    Raises:
        DataError: the points cannot be taken from ``own``, a person's own data.
    """
    columns = _columns(points_of(scenario, own))
    rows = [tuple(columns), *zip(*columns.values(), strict=True)]
    return "".join(",".join(row) + "\n" for row in rows)


def _columns(points: Points) -> dict[str, list[str]]:
    """The columns x or x1 and x2, and y, each number as its shortest exact text."""
    columns = [column.tolist() for column in (*points.X.T, points.y)]
    return {
        name: [repr(number).removesuffix(".0") for number in column]
        for name, column in zip(names_of(points), columns, strict=True)
    }


def names_of(points: Points) -> list[str]:
    """What the script calls the columns."""
    return ["x", "y"] if points.X.shape[1] == 1 else ["x1", "x2", "y"]


def _wrapped(numbers: list[str]) -> str:
    """Numbers on lines of at most 88 columns; a minus sign is no hyphen."""
    text, indent = ", ".join(numbers), " " * 4
    return fill(
        text,
        88,
        initial_indent=indent,
        subsequent_indent=indent,
        break_on_hyphens=False,
    )


def meanings_of(s: Scenario, points: Points, line: str) -> str:
    """A line for what each column, and each class, is called in the table."""
    names = points.names
    meanings = [
        *zip(
            names_of(points),
            (name.name for name in (*names.features, names.target)),
            strict=True,
        )
    ]
    if isinstance(s, LogisticScenario):
        meanings += zip(("y = 0", "y = 1"), names.classes, strict=True)
    return "\n".join(line.format(name, _plain(text)) for name, text in meanings)


def _plain(text: str) -> str:
    """What a stranger wrote, for a comment and a code span, which a backtick ends."""
    return short(text.replace("`", "'")) or "?"


def numbers_in_script(points: Points) -> str:
    """The columns of a table as the script has them: in it, or read from the file."""
    columns = _columns(points)
    if len(points.y) > MAX_LITERALS:
        return parts.FILE.format(names=", ".join(columns), file=POINTS_FILE)
    return "\n".join(
        parts.LITERAL.format(name=name, numbers=_wrapped(column))
        for name, column in columns.items()
    )

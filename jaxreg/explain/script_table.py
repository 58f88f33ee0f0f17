"""The points of a table in an exported script, or in a file beside it."""

from textwrap import fill, indent

from jaxreg.data.dataset import Dataset, Points
from jaxreg.data.source import points_of
from jaxreg.data.table import Table, short
from jaxreg.explain.scripted import scripted_of
from jaxreg.explain.source import section
from jaxreg.settings import Scenario

MAX_LITERALS = 1000
"""How many points of a table the script itself holds."""
POINTS_FILE = "points.csv"
"""The file that it reads more of them from."""


def table_points(scenario: Scenario, own: Table | None) -> Points | None:
    """The scenario's points, if they come from a table.

    Raises:
        DataError: the points cannot be taken from ``own``, a person's own data.
    """
    return points_of(scenario, own) if scenario.is_of_table else None


def needs_file(scenario: Scenario, own: Table | None = None) -> bool:
    """Whether the script reads its points from ``POINTS_FILE``; raises as above."""
    points = table_points(scenario, own)
    return points is not None and len(points.y) > MAX_LITERALS


def points_csv(scenario: Scenario, own: Table | None = None) -> str:
    """The text of ``POINTS_FILE``, for a scenario whose points come from a table.

    Its columns are x or x1 and x2, and y: a table's own name may hold a formula, which
    a spreadsheet would run.

    Raises:
        DataError: the points cannot be taken from ``own``, a person's own data.
    """
    columns = _columns(points_of(scenario, own))
    rows = [tuple(columns), *zip(*columns.values(), strict=True)]
    return "".join(",".join(row) + "\n" for row in rows)


def _columns(points: Points) -> dict[str, list[str]]:
    """The columns x or x1 and x2, and y, each number as its shortest exact text."""
    names = ["x", "y"] if points.X.shape[1] == 1 else ["x1", "x2", "y"]
    return {
        name: [repr(number).removesuffix(".0") for number in column.tolist()]
        for name, column in zip(names, (*points.X.T, points.y), strict=True)
    }


def meanings_of(s: Scenario, points: Points, line: str) -> list[str]:
    """For each column and class, a line with what the table calls it."""
    names = points.names
    meanings = [quantity.meaning for quantity in (*names.features, names.target)]
    called = [*zip(_columns(points), meanings, strict=True)]
    called += zip(scripted_of(s).classes, names.classes, strict=False)
    # A stranger's text: a backtick would end a code span.
    plain = [(name, short(text.replace("`", "'"), 60) or "?") for name, text in called]
    return [line.format(name, text) for name, text in plain]


def table_section(s: Scenario, points: Points) -> str:
    """The part of the script that has the points, or reads them from the file."""
    columns = _columns(points)
    *features, target = columns
    numbers = [f"{name} = [\n{_lines(texts)}\n]" for name, texts in columns.items()]
    if len(points.y) > MAX_LITERALS:
        read = f'np.loadtxt("{POINTS_FILE}", delimiter=",", skiprows=1, unpack=True)'
        numbers = [f"{', '.join(columns)} = {read}"]
    return section(
        f"Data: {len(points.y)} points",
        *meanings_of(s, points, "# {}: {}"),
        *numbers,
        Dataset,
        f"X = np.array([{', '.join(features)}], float).T",
        f"data = Dataset(X, np.array({target}, float), np.ones(len({target})))",
    )


def _lines(numbers: list[str]) -> str:
    """Numbers on lines of at most 88 columns; a minus sign is no hyphen."""
    return indent(fill(", ".join(numbers), 84, break_on_hyphens=False), " " * 4)

"""What was tried, as a row of the table."""

from typing import NamedTuple


class Row(NamedTuple):
    """One line of the table; ``faults`` are sentences on what should not have been."""

    what: str
    number: int
    result: str
    worst: str
    faults: list[str]


def markdown(rows: list[Row]) -> str:
    """The rows as a Markdown table."""
    lines = ["| what | how many | result | worst | faults |", "|---|---|---|---|---|"]
    for row in rows:
        faults = f"**{len(row.faults)}**" if row.faults else "none"
        cells = row.what, f"{row.number:,}", row.result, row.worst, faults
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)

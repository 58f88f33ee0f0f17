"""As databases and markup print a table."""

from collections.abc import Iterator

import pandas as pd

from tests.corpus.bases import CARS, PLANTS, STUDENTS, WEATHER, cells, text
from tests.corpus.file import File

_TABLES = {"plants": PLANTS, "students": STUDENTS, "weather": WEATHER, "cars": CARS}


def files() -> Iterator[File]:
    """All of them."""
    for name, table in _TABLES.items():
        yield from _databases(name, cells(table, "NULL"), table)
        yield from _markup(name, cells(table, ""), table)


def _padded(rows: list[list[str]]) -> list[list[str]]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [[c.ljust(w) for c, w in zip(row, widths, strict=True)] for row in rows]


def _rule(row: list[str], corner: str, dash: str = "-") -> str:
    return corner + corner.join(dash * (len(cell) + 2) for cell in row) + corner + "\n"


def _barred(row: list[str]) -> str:
    return "| " + " | ".join(row) + " |\n"


def _databases(name: str, rows: list[list[str]], table: pd.DataFrame) -> Iterator[File]:
    kind, (head, *body) = "databases", _padded(rows)
    line = _rule(head, "+")
    mysql = line + _barred(head) + line + "".join(map(_barred, body)) + line
    count = f"{len(body)} rows in set (0.00 sec)\n"
    yield text(kind, f"{name}: mysql", mysql + count, table)
    batch = "".join("\t".join(row) + "\n" for row in rows)
    yield text(kind, f"{name}: mysql --batch", batch, table)
    blank = [["" if c == "NULL" else c for c in row] for row in rows]
    head, *body = _padded(blank)
    psql = "".join(" " + " | ".join(row) + "\n" for row in [head, *body])
    first, rest = psql.split("\n", 1)
    psql = f"{first}\n{_rule(head, '+')[1:-2]}\n{rest}({len(body)} rows)\n\n"
    yield text(kind, f"{name}: psql", psql, table)
    bars = "".join("|".join(row) + "\n" for row in blank)
    yield text(kind, f"{name}: sqlite, list", bars, table)
    dashes = ["-" * len(cell) for cell in head]
    column = "".join("  ".join(row).rstrip() + "\n" for row in [head, dashes, *body])
    yield text(kind, f"{name}: sqlite, column", column, table)
    box = [f"│ {' │ '.join(row)} │\n" for row in [head, *body]]
    dashes = ["─" * (len(cell) + 2) for cell in head]
    edges = [a + b.join(dashes) + c + "\n" for a, b, c in ("┌┬┐", "├┼┤", "└┴┘")]
    duck = edges[0] + box[0] + edges[1] + "".join(box[1:]) + edges[2]
    yield text(kind, f"{name}: duckdb box", duck, table)


def _markup(name: str, rows: list[list[str]], table: pd.DataFrame) -> Iterator[File]:
    kind, (head, *body) = "markup", _padded(rows)
    bars = "".join(map(_barred, body))
    line = _rule(head, "|")
    yield text(kind, f"{name}: Markdown", _barred(head) + line + bars, table)
    centred = line.replace("-|", ":|").replace("|-", "|:", 2)
    yield text(
        kind, f"{name}: Markdown, aligned", _barred(head) + centred + bars, table
    )
    open_ended = " | ".join(rows[0]) + "\n" + " | ".join("---" for _ in rows[0]) + "\n"
    open_ended += "".join(" | ".join(row) + "\n" for row in rows[1:])
    yield text(kind, f"{name}: Markdown without outer bars", open_ended, table)
    org = "|" + _rule(head, "+")[1:-2] + "|\n"
    yield text(
        kind, f"{name}: org", "#+CAPTION: A table\n" + _barred(head) + org + bars, table
    )
    grid, double = _rule(head, "+"), _rule(head, "+", "=")
    rst = grid + _barred(head) + double + "".join(_barred(row) + grid for row in body)
    yield text(kind, f"{name}: reST, grid", rst, table)
    if name in ("plants", "weather", "cars"):  # a first cell there is never empty
        rule = "  ".join("=" * len(cell) for cell in head) + "\n"
        simple = ["  ".join(row).rstrip() + "\n" for row in [head, *body]]
        rst = rule + simple[0] + rule + "".join(simple[1:]) + rule
        yield text(kind, f"{name}: reST, simple", rst, table)

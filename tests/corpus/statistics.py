"""As R, pandas, NumPy, MATLAB, Octave, SPSS, SAS, Stata and Minitab write a table."""

import io
from collections.abc import Iterator

import numpy as np
import pandas as pd

from tests.corpus.bases import (
    CARS,
    LINE,
    PLANTS,
    STUDENTS,
    WEATHER,
    aligned,
    cells,
    numbered,
    text,
    unnamed,
)
from tests.corpus.file import File

TABLES = {"students": STUDENTS, "plants": PLANTS, "weather": WEATHER, "cars": CARS}


def files() -> Iterator[File]:
    """All of them."""
    for name, table in TABLES.items():
        yield from _r(name, table)
        yield from _pandas(name, table)
    yield from _printed()
    yield from _several_headers()
    yield from _numpy()
    yield from _matlab()
    for name, table in TABLES.items():
        yield from _packages(name, table)


def _quoted(row: list[str]) -> list[str]:
    """A row as R writes it: what is neither a number, nor a date, nor NA in quotes."""
    plain = [c == "NA" or c[:1].isdigit() or c[:1] == "-" for c in row]
    return [c if p else f'"{c}"' for c, p in zip(row, plain, strict=True)]


def _r(name: str, table: pd.DataFrame) -> Iterator[File]:
    head, *rows = [_quoted(row) for row in cells(table)]
    named = [head, *([f'"{k}"', *row] for k, row in enumerate(rows, 1))]
    comma = [[c.replace(".", ",") if '"' not in c else c for c in r] for r in named[1:]]
    kind = "R"
    yield text(kind, f"{name}: write.table", _lines(named, " "), numbered(table))
    yield text(
        kind,
        f"{name}: write.csv",
        _lines([['""', *head], *named[1:]], ","),
        numbered(table),
    )
    yield text(
        kind,
        f"{name}: write.csv2",
        _lines([['""', *head], *comma], ";"),
        numbered(table),
    )
    yield text(
        kind,
        f"{name}: write.csv without row names",
        _lines([head, *rows], ","),
        table,
    )
    yield text(
        kind,
        f"{name}: write.table with tabs, unquoted",
        _lines(cells(table), "\t"),
        table,
    )


def _lines(rows: list[list[str]], separator: str, end: str = "\n") -> str:
    return "".join(separator.join(row) + end for row in rows)


def _pandas(name: str, table: pd.DataFrame) -> Iterator[File]:
    kind = "pandas"
    yield text(kind, f"{name}: to_csv", table.to_csv(), numbered(table, 0))
    yield text(
        kind,
        f"{name}: to_csv with semicolons and commas",
        table.to_csv(index=False, sep=";", decimal=",", na_rep="NaN"),
        table,
    )
    parquet = io.BytesIO()
    table.to_parquet(parquet)
    yield File(kind, f"{name}: to_parquet", parquet.getvalue(), table)
    for orient in ("records", "split", "columns", "index", "table"):
        content = table.to_json(orient=orient, date_format="iso", index=None)
        yield text(kind, f"{name}: to_json {orient}", content, table)
    content = table.to_json(orient="records", lines=True, date_format="iso")
    yield text(kind, f"{name}: to_json lines", content, table)


def _printed() -> Iterator[File]:
    for name, table in {"plants": PLANTS, "weather": WEATHER, "line": LINE}.items():
        yield text("pandas", f"{name}: printed", f"{table}\n", numbered(table, 0))
        yield text(
            "pandas",
            f"{name}: to_string without an index",
            table.to_string(index=False),
            table,
        )
        numbers = [str(k) for k in range(1, len(table) + 1)]
        printed = _as_r_prints(numbers, cells(table))
        yield text("R", f"{name}: printed", printed, numbered(table))
    printed = _as_r_prints(list(CARS.model), cells(CARS.drop(columns="model")))
    cars = CARS.rename(columns={"model": ""})  # names with blanks
    yield text("R", "cars: printed", printed, cars)


def _several_headers() -> Iterator[File]:
    table = STUDENTS.groupby("passed")[["height", "weight"]].agg(["mean", "max"])
    flat = table.set_axis([" ".join(pair) for pair in table.columns], axis=1)
    yield text(
        "pandas", "groupby: names over two lines", table.to_csv(), None
    )._replace(expected=flat.reset_index())
    yield text("pandas", "describe", PLANTS.describe().to_csv(), None)._replace(
        expected=PLANTS.describe().reset_index(names="")
    )


def _numpy() -> Iterator[File]:
    def saved(**options: object) -> str:
        file = io.BytesIO()
        np.savetxt(file, LINE.to_numpy(), **options)
        return file.getvalue().decode()

    kind = "NumPy savetxt"
    yield text(kind, "plain", saved(), unnamed(LINE))
    yield text(kind, "with names", saved(header="x y"), LINE)
    yield text(kind, "commas", saved(header="x,y", delimiter=","), LINE)
    yield text(
        kind,
        "names without a sign",
        saved(header="x;y", delimiter=";", comments="", fmt="%.2f"),
        LINE,
    )
    yield text(
        kind,
        "two lines of comments",
        saved(header="pendulum, 3 May\nx y", fmt="%.4e", footer="the end"),
        LINE,
    )
    yield text(
        kind,
        "a percent sign before comments",
        saved(header="x\ty", delimiter="\t", comments="% ", fmt="%g"),
        LINE,
    )


def _matlab() -> Iterator[File]:
    plants = PLANTS.rename(columns=lambda name: name.replace(".", "_"))
    rows = [[f"{value:.7e}" for value in row] for row in LINE.to_numpy()]
    kind = "MATLAB and Octave"
    matrix = _lines(cells(LINE)[1:], ",")
    yield text(kind, "writematrix", matrix, unnamed(LINE))
    yield text(kind, "writetable", _lines(cells(plants), ","), plants)
    yield text(
        kind,
        "save -ascii",
        "".join("   " + "   ".join(row) + "\n" for row in rows),
        unnamed(LINE),
    )
    octave = "# Created by Octave 8.4.0, Mon May 06 10:12:01 2024 UTC <user@lab>\n"
    octave += "# name: A\n# type: matrix\n# rows: 8\n# columns: 2\n"
    yield text(kind, "Octave", octave + matrix.replace(",", " "), unnamed(LINE))
    yield text(
        kind,
        "displayed",
        "A =\n\n" + aligned([["", *row] for row in cells(LINE)[1:]], "    ") + "\n",
        unnamed(LINE),
    )


def _listed(head: list[str], rows: list[list[str]]) -> str:
    """As Stata lists: numbers before a box without inner bars."""
    lines = aligned([head, *rows], "   ").splitlines()
    width = max(map(len, lines))
    rule, bar = "     +" + "-" * (width + 2) + "+", "     |" + "-" * (width + 2) + "|"
    numbers = ["     ", *(f"{k:3d}. " for k in range(1, len(lines)))]
    boxed = [f"{n}| {line:{width}} |" for n, line in zip(numbers, lines, strict=True)]
    return "\n".join([rule, boxed[0], bar, *boxed[1:], rule, ""])


def _as_r_prints(names: list[str], rows: list[list[str]]) -> str:
    """Rows' names on the left, all else aligned to the right."""
    width = max(map(len, names))
    lines = aligned(rows).splitlines()
    return "".join(
        f"{name:{width}} {line}\n"
        for name, line in zip(["", *names], lines, strict=True)
    )


def _packages(name: str, table: pd.DataFrame) -> Iterator[File]:
    short = table.rename(columns=lambda column: column.replace(".", ""))
    head, *rows = cells(short, ".")
    upper = short.rename(columns=str.upper)
    yield text("Stata", f"{name}: outsheet", _lines([head, *rows], "\t"), short)
    yield text("Stata", f"{name}: outsheet, comma", _lines([head, *rows], ","), short)
    if name in ("plants", "weather"):  # whose texts have no blanks
        yield text("Stata", f"{name}: list", _listed(head, rows), numbered(short))
        observed = [["Obs", *head], *([str(k), *r] for k, r in enumerate(rows, 1))]
        body = aligned(observed, "   ")
        title = (
            " " * 20 + "The SAS System" + " " * 12 + "10:31 Monday, May 6, 2024   1\n\n"
        )
        yield text(
            "SAS", f"{name}: proc print", title + body, numbered(short, name="Obs")
        )
        spss = aligned([[c.upper() for c in head], *rows], "  ", left=True)
        yield text("SPSS", f"{name}: fixed width", spss, upper)
    rows = [["" if c == "." else c for c in row] for row in rows]
    exported = _lines([head, *rows], ",", "\r\n")
    yield text("SAS", f"{name}: proc export", exported, short)
    spss = _lines([[c.upper() for c in head], *rows], "\t", "\r\n")
    yield text("SPSS", f"{name}: save translate", "\ufeff" + spss, upper)
    starred = [["*" if c == "" else c for c in row] for row in rows]
    yield text("Minitab", name, _lines([head, *starred], "\t"), short)

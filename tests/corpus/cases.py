"""Files as they are, in ``cases/``: a folder for each kind.

Beside each file with a table stands what is in it, with ".want" after its name: a row
of names, blank where any will do; a row of kinds; then the rows, with decimal points,
ISO dates, and blanks where a cell is missing. A kind is "number", "date", "text",
"open" (a person may read this column in two ways, so it is not compared) or "unclear"
(so that a question is needed). Workbooks are as openpyxl, XlsxWriter, xlwt and odfpy
wrote them. A file without a ".want" has no table, and is to be refused.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from tests.corpus.file import File

FOLDER = Path(__file__).parent / "cases"


def files() -> Iterator[File]:
    """All of them."""
    for path in sorted(FOLDER.glob("*/*")):
        if path.suffix != ".want":
            kind, want = path.parent.name.replace("-", " "), Path(f"{path}.want")
            content = path.read_bytes()
            if want.exists():
                kinds, table = _wanted(want)
                open_to = {k for k, what in enumerate(kinds) if what == "open"}
                unclear = "unclear" in kinds
                yield File(kind, path.name, content, table, open_to, unclear)
            else:
                yield File(kind, path.name, content, None)


def _wanted(path: Path) -> tuple[list[str], pd.DataFrame]:
    """What the columns are, and the table."""
    with path.open(encoding="utf-8", newline="") as file:
        names, kinds, *rows = csv.reader(file)
    columns = [
        _column(name or k, kind, cells)
        for k, (name, kind, cells) in enumerate(
            zip(names, kinds, zip(*rows, strict=True), strict=True)
        )
    ]
    return kinds, pd.concat(columns, axis=1)


def _column(name: str | int, kind: str, cells: tuple[str, ...]) -> pd.Series:
    filled = [cell or None for cell in cells]
    if kind == "number":
        return pd.Series([float(cell or "nan") for cell in cells], name=name)
    if kind == "date":
        return pd.Series(pd.to_datetime(filled, format="ISO8601"), name=name)
    return pd.Series(filled, name=name, dtype=object)

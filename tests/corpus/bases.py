"""Small tables that the corpus writes in the dialect of each program."""

import numpy as np
import pandas as pd

from tests.corpus.file import File

NAN = float("nan")
STUDENTS = pd.DataFrame(
    {
        "height": [172.0, 165.5, 180.0, 158.0, 191.5, 169.0, 175.5, 162.0],
        "weight": [70.5, 58.0, 82.25, 49.0, 95.0, NAN, 71.0, 55.5],
        "city": [
            "New York",
            "Paris",
            "Köln",
            "Paris",
            "Oslo",
            "New York",
            None,
            "Oslo",
        ],
        "passed": ["yes", "no", "yes", "yes", "no", "no", "yes", "no"],
    }
)
PLANTS = pd.DataFrame(
    {
        "sepal.length": [5.1, 4.9, 4.7, 7.0, 6.4, 6.9, 6.3, 5.8, 7.1],
        "sepal.width": [3.5, 3.0, 3.2, 3.2, 3.2, 3.1, 3.3, 2.7, 3.0],
        "leaves": [3.0, 4.0, 3.0, 12.0, 9.0, 11.0, 7.0, 8.0, 7.0],
        "species": ["setosa"] * 3 + ["versicolor"] * 3 + ["virginica"] * 3,
    }
)
WEATHER = pd.DataFrame(
    {
        "date": pd.date_range("2023-03-25", periods=14, freq="D"),
        "temperature": [4.1, 5.0, -0.3, -2.2, 0.0, 3.9, 7.4, 8.8, 6.1, 5.5, 9.0, 10.2]
        + [11.8, 9.6],
        "rain": [0.0, 1.2, 12.4, NAN, 0.0, 0.0, 3.3, 0.1, 0.0, NAN, 5.0, 0.0, 0.0, 2.6],
    }
)
CARS = pd.DataFrame(
    {
        "model": ["Mazda RX4", "Datsun 710", "Hornet 4 Drive", "Valiant", "Merc 240D"]
        + ["Fiat 128"],
        "mpg": [21.0, 22.8, 21.4, 18.1, 24.4, 32.4],
        "hp": [110.0, 93.0, NAN, 105.0, 62.0, 66.0],
        "price": [12345.5, 9876.25, 15000.0, 11250.75, 22100.0, 8990.0],
    }
)
LINE = pd.DataFrame(
    {
        "x": np.arange(0.0, 2.0, 0.25),
        "y": [0.1, 0.62, 1.08, 1.61, 2.12, 2.58, 3.11, 3.6],
    }
)


def numbered(table: pd.DataFrame, first: int = 1, name: str = "") -> pd.DataFrame:
    """The table with its rows' numbers before it, as R and pandas write them."""
    numbers = np.arange(first, first + len(table), dtype=float)
    return pd.concat([pd.Series(numbers, name=name), table], axis=1)


def unnamed(table: pd.DataFrame) -> pd.DataFrame:
    """The table with whole numbers as names: any will do."""
    return table.set_axis(range(len(table.columns)), axis=1)


def aligned(rows: list[list[str]], gap: str = " ", left: bool = False) -> str:
    """Rows of cells in columns of fixed width, as programs print them."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    pad = str.ljust if left else str.rjust
    lines = (map(pad, row, widths) for row in rows)
    return "".join(gap.join(line).rstrip() + "\n" for line in lines)


def cells(table: pd.DataFrame, missing: str = "NA") -> list[list[str]]:
    """A header and rows of texts: whole numbers without ".0", dates as ISO."""
    return [list(table.columns)] + [
        [_cell(value, missing) for value in row]
        for row in table.itertuples(index=False)
    ]


def _cell(value: object, missing: str) -> str:
    if value is None or value != value:
        return missing
    if isinstance(value, pd.Timestamp):
        return value.strftime("%Y-%m-%d")
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def text(
    kind: str, name: str, content: str, expected: pd.DataFrame, encoding: str = "utf-8"
) -> File:
    """A file of text."""
    return File(kind, name, content.encode(encoding), expected)

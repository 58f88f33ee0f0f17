"""The built-in data sets: what to look for in each, its source, how to run it."""

import functools
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import NamedTuple

import numpy as np
import pandas as pd

from jaxreg.data.table import Column, Table
from jaxreg.settings import LinearScenario, LogisticScenario, Scenario


class DataSet(NamedTuple):
    """A table, its ``source``, and for each page: what to look for, and a scenario that
    converges."""

    table: Table
    source: str
    look_for: dict[str, str]
    scenarios: dict[str, Scenario]


@functools.cache
def data_set(name: str) -> DataSet:
    """The data set of a name in ``LINEAR_SETS`` or ``LOGISTIC_SETS``.

    Raises:
        KeyError: there is none of that name.
    """
    if name.startswith("Anscombe "):
        return _anscombe(name.removeprefix("Anscombe "))
    sets = {"O-rings": _o_rings, "tips": _tips, "iris": _iris, "gapminder": _gapminder}
    return sets[name]()


def _line(data: str, x: int | None = None, y: int | None = None) -> LinearScenario:
    """A run on a set's columns that converges."""
    return LinearScenario(
        data=data,
        x_column=x,
        y_column=y,
        scaling="on",
        learning_rate=0.0501,
        epochs=200,
    )


def _classes(
    data: str,
    learning_rate: float,
    epochs: int,
    columns: tuple[int | None, ...] = (None, None, None, None),
) -> LogisticScenario:
    """A run on a set's columns x1, x2, label, and its class 1, that converges."""
    x1, x2, label, positive = columns
    return LogisticScenario(
        data=data,
        x1_column=x1,
        x2_column=x2,
        label_column=label,
        positive=positive,
        scaling="on",
        learning_rate=learning_rate,
        epochs=epochs,
    )


_ANSCOMBE_X = (10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5)
_ANSCOMBE = {
    "I": (8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68),
    "II": (9.14, 8.14, 8.74, 8.77, 9.26, 8.10, 6.13, 3.10, 9.13, 7.26, 4.74),
    "III": (7.46, 6.77, 12.74, 7.11, 7.81, 8.84, 6.08, 5.39, 8.15, 6.42, 5.73),
    "IV": (6.58, 5.76, 7.71, 8.84, 8.47, 7.04, 5.25, 12.50, 5.56, 7.91, 6.89),
}
_ANSCOMBE_IV_X = (8, 8, 8, 8, 8, 8, 8, 19, 8, 8, 8)
_LOOK_FOR_ANSCOMBE = {
    "I": "Anscombe's four data sets have the same line and the same R²; only here does "
    "the line describe the points.",
    "II": "The line and R² are those of Anscombe I, but the points lie on a curve: "
    "look at them before you trust a fit.",
    "III": "The line and R² are those of Anscombe I, but one outlier pulls the line "
    "away from the other ten points: edit it, and watch the line swing back.",
    "IV": "The line and R² are those of Anscombe I, but one point alone decides the "
    "slope: without it, there is no slope.",
}


def _anscombe(which: str) -> DataSet:
    x, y = _ANSCOMBE_IV_X if which == "IV" else _ANSCOMBE_X, _ANSCOMBE[which]
    return DataSet(
        _table({"x": x, "y": y}),
        "F. J. Anscombe, Graphs in Statistical Analysis, The American Statistician 27 "
        "(1973), 17–21",
        {"linear": _LOOK_FOR_ANSCOMBE[which]},
        {"linear": _line(f"Anscombe {which}")},
    )


# For each launch: the temperature of the joints in °F, and whether an O-ring had
# thermal distress.
_O_RINGS = (
    *((66, 0), (70, 1), (69, 0), (68, 0), (67, 0), (72, 0), (73, 0), (70, 0)),
    *((57, 1), (63, 1), (70, 1), (78, 0), (67, 0), (53, 1), (67, 0), (75, 0)),
    *((70, 0), (81, 0), (76, 0), (79, 0), (75, 1), (76, 0), (58, 1)),
)


def _o_rings() -> DataSet:
    temperature, distress = zip(*_O_RINGS, strict=True)
    return DataSet(
        _table(
            {
                "temperature (°F)": temperature,
                "O-ring distress": ["yes" if y else "no" for y in distress],
            }
        ),
        "the 23 launches before Challenger's last: S. R. Dalal, E. B. Fowlkes and "
        "B. Hoadley, Journal of the American Statistical Association 84 (1989), "
        "945–957",
        {
            "logistic": "The colder the launch, the likelier the damage: ask the "
            "model about 31 °F, the morning of Challenger's last launch."
        },
        {"logistic": _classes("O-rings", 1.0, 500)},
    )


def _tips() -> DataSet:
    names = {"total_bill": "total bill ($)", "tip": "tip ($)", "size": "party (people)"}
    return DataSet(
        _shipped("tips", names),
        "one waiter's tips: P. Bryant and M. Smith, Practical Data Analysis (1995)",
        {
            "linear": "Each dollar on the bill adds about ten cents to the tip; the "
            "larger the bill, the less certain that is.",
            "logistic": "The bill hardly tells dinner from lunch: the model calls "
            "nearly every meal a dinner, and is right about as often as dinners occur.",
        },
        {
            "linear": _line("tips"),
            "logistic": _classes("tips", 1.0, 200, (1, 0, 6, 1)),
        },
    )


def _iris() -> DataSet:
    names = {
        f"{part}_{size}": f"{part} {size} (cm)"
        for part in ("sepal", "petal")
        for size in ("length", "width")
    }
    return DataSet(
        _shipped("iris", names, leave_out=["species_id"]),
        "R. A. Fisher, Annals of Eugenics 7 (1936), 179–188, in the version of the UCI "
        "Machine Learning Repository",
        {
            "linear": "One line through three species: the cloud on the left is "
            "setosa alone, and within it the line says little.",
            "logistic": "Virginica against the rest: a few flowers lie between the "
            "species, so the weights settle; for setosa they would grow without limit.",
        },
        {
            "linear": _line("iris", 3, 4),
            "logistic": _classes("iris", 10.0, 10_000, (3, 4, 5, 3)),
        },
    )


def _gapminder() -> DataSet:
    names = {
        "lifeExp": "life expectancy (years)",
        "gdpPercap": "GDP per person ($)",
        "pop": "population",
    }
    return DataSet(
        _shipped(
            "gapminder",
            names,
            where="year == 2007",
            leave_out=["year", "iso_alpha", "iso_num", "centroid_lon", "centroid_lat"],
        ),
        "gapminder.org, 142 countries in 2007",
        {
            "linear": "GDP reaches tens of thousands of dollars: turn “Standardise x” "
            "off, and no learning rate above 3.33e-9 is stable; nor does a line fit "
            "these points well.",
            "logistic": "Africa against the rest: life expectancy tells more than "
            "money does.",
        },
        {
            "linear": _line("gapminder", 5, 3),
            "logistic": _classes("gapminder", 1.0, 1000, (3, 5, 2, 1)),
        },
    )


def _shipped(
    name: str,
    names: dict[str, str],
    leave_out: Sequence[str] = (),
    where: str | None = None,
) -> Table:
    """A table from the plotly package: the rows where ``where`` holds, the columns
    renamed."""
    path = files("plotly") / "package_data" / "datasets" / f"{name}.csv.gz"
    with path.open("rb") as file:
        frame = pd.read_csv(file, compression="gzip")
    if where is not None:
        frame = frame.query(where)
    frame = frame.drop(columns=list(leave_out)).rename(columns=names)
    return _table({str(name): column.to_numpy() for name, column in frame.items()})


def _table(columns: Mapping[str, Sequence[object] | np.ndarray]) -> Table:
    """A table of these columns, of numbers or of texts."""

    def values(column: Sequence[object] | np.ndarray) -> np.ndarray:
        array = np.asarray(column)
        return array.astype(float if array.dtype.kind in "iuf" else object)

    return Table(
        tuple(Column(name, values(column)) for name, column in columns.items())
    )

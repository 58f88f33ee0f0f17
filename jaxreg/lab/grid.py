"""A grid of runs: every combination of the values of some controls, in order."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from jaxreg.settings import Scenario, Value

RESAMPLE = "resample"
"""An axis that is no control: which rows of the data a run is trained on, see
``resample``."""
ANGLE, SLIPPED = "angle", "slipped"
"""What a grid may also ask of each run, see ``chunk.rows_of``."""
_NUMBERS = {
    *("generator", "seed", "training", "method", "start", "chosen start"),
    *("held out", "loss"),
}


@dataclass(frozen=True)
class Grid:
    """A scenario, and the values of its controls that are swept, by name: every
    combination, the last one varying fastest, or, ``together``, the first of each, the
    second of each, and so on. Of each run ``also`` tells one thing more, see
    ``chunk.rows_of``."""

    scenario: Scenario
    axes: dict[str, tuple[Value, ...]]
    together: bool = False
    also: str | None = None

    @property
    def num_runs(self) -> int:
        """How many combinations there are."""
        sizes = [*map(len, self.axes.values())]
        return sizes[0] if self.together else math.prod(sizes)

    def columns(self, rows: range) -> dict[str, np.ndarray]:
        """The swept values of some runs, each (r,)."""
        shape, numbers = tuple(map(len, self.axes.values())), np.asarray(rows)
        places = np.unravel_index(numbers, shape)
        if self.together:
            places = (numbers,) * len(shape)
        return {
            name: _array(values)[place]
            for (name, values), place in zip(self.axes.items(), places, strict=True)
        }

    def alike(self, rows: range) -> Iterator[tuple[np.ndarray, "Runs"]]:
        """The runs of rows that can be trained side by side: their places in it."""
        columns = self.columns(rows)
        shapes = [n for n in columns if not is_number(self.scenario, n)]
        groups = np.zeros(len(rows), int)
        for name in shapes:
            values = self.axes[name]
            index = {value: k for k, value in enumerate(values)}
            place = np.array([index[value] for value in columns[name].tolist()], int)
            groups = groups * len(values) + place
        for group in np.unique(groups):
            places = np.flatnonzero(groups == group)
            chosen: dict[str, Any] = {n: columns[n][places[0]] for n in shapes}
            numbers = {n: c[places] for n, c in columns.items() if n not in shapes}
            s = replace(self.scenario, **chosen)
            yield places, Runs(s, numbers, len(places), self.also)


@dataclass(frozen=True)
class Runs:
    """Runs of one shape: a scenario, but that ``numbers`` (r,) of it differ; and what
    is ``also`` told of them."""

    scenario: Scenario
    numbers: dict[str, np.ndarray]
    num_runs: int
    also: str | None = None

    def of(self, name: str) -> np.ndarray:
        """A number of each run (r,), or of all of them (1,)."""
        if name in self.numbers:
            return self.numbers[name]
        return np.array([getattr(self.scenario, name)])

    def padded_to(self, num_runs: int) -> "Runs":
        """The same runs, and the last one again and again until there are so many."""
        places = np.minimum(np.arange(num_runs), self.num_runs - 1)
        numbers = {name: column[places] for name, column in self.numbers.items()}
        return replace(self, numbers=numbers, num_runs=num_runs)


def is_number(scenario: Scenario, name: str) -> bool:
    """Whether runs with other values of a control can be trained side by side."""
    if name == RESAMPLE:
        return True
    control = scenario.controls[name]
    # Options are words, or numbers of points, which differ in the arrays' shapes; so do
    # features.
    return control.group in _NUMBERS and not control.options


def check_is_line(scenario: Scenario) -> None:
    """Check that a scenario fits nothing but a line.

    Raises:
        ValueError: it fits powers of x, too.
    """
    if scenario.has_powers:
        raise ValueError("this study is of W and b alone, of a line: set Degree to 1")


def check_has_intercept(scenario: Scenario) -> None:
    """Check that a scenario's model has both W and b.

    Raises:
        ValueError: it has no intercept.
    """
    if not scenario.has_intercept:
        raise ValueError(
            "this study is of W and b, and without an intercept b is always 0: set "
            "Intercept to on"
        )


def grid_of(scenario: Scenario, swept: dict[str, Any]) -> Grid:
    """The grid of a scenario and its swept controls: a value or some for each.

    Raises:
        ValueError: nothing is swept, or what cannot be; the message says what can.
    """
    if not swept:
        some = "learning_rate=[0.001, 0.01], seed=range(10)"
        raise ValueError(f"Name what to sweep, and its values: {some}")
    return Grid(scenario, {n: _checked(scenario, n, v) for n, v in swept.items()})


def _checked(scenario: Scenario, name: str, values: Any) -> tuple[Value, ...]:
    control = scenario.controls.get(name)
    if control is None:
        names = ", ".join(scenario.controls)
        raise ValueError(f"{name} is no control of a {scenario.page} run: {names}")
    given = [values] if isinstance(values, str) or np.ndim(values) == 0 else [*values]
    if not given:
        raise ValueError(f"{name} has no values to sweep: it may be {control.allowed}")
    checked = []
    for value in given:
        try:
            checked.append(control.checked(value))
        except ValueError as error:
            raise ValueError(f"{name}={value!r}: it must be {error}") from None
    return tuple(checked)


def _array(values: tuple[Value, ...]) -> np.ndarray:
    """Values as a column: numbers as such, also where one may be left out."""
    if any(isinstance(value, str) for value in values):
        return np.array(values, object)
    left_out = any(value is None for value in values)
    return np.array(values, float if left_out else None)

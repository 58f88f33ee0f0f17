"""Seeds whose points make a sentence about training false."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from jaxreg.lab.grid import ANGLE, SLIPPED, Grid, check_is_line
from jaxreg.lab.sweep import all_rows
from jaxreg.settings import LinearScenario, Scenario, Value

MAX_SEEDS = 10_000
RIGHT_WAY = 45  # degrees


@dataclass(frozen=True)
class Sentence:
    """A sentence that sounds true of every run of a page; what it says stands in
    ``counterexamples`` and, for the browser, in lab_counterexamples.js.

    Attributes:
        page: the page whose runs it is about.
        grid: the runs of a scenario's seeds 0 to n - 1 that show whether it is true.
        is_false: for each row of their table (r,), whether it is not.
    """

    page: str
    grid: Callable[[Any, int], Grid]
    is_false: Callable[[pd.DataFrame], np.ndarray]


def _of_direction(s: Scenario, num: int) -> Grid:
    if not s.has_intercept:
        raise ValueError(
            "without an intercept W alone moves, so minus the gradient always points "
            "to the minimum"
        )
    return Grid(s, {"seed": _seeds(num)}, also=ANGLE)


def _of_noise(s: LinearScenario, num: int) -> Grid:
    """Pairs: an even seed, and the next one, with half the noise."""
    if s.noise == 0 or s.targets != "noisy":
        raise ValueError("the points have no noise, so there is none to halve")
    half = s.controls["noise"].nearest(s.noise / 2)
    levels = tuple(half if seed % 2 else s.noise for seed in range(num))
    return Grid(s, {"seed": _seeds(num), "noise": levels}, together=True)


def _of_accuracy(s: Scenario, num: int) -> Grid:
    return Grid(s, {"seed": _seeds(num)}, also=SLIPPED)


def _points_aside(table: pd.DataFrame) -> np.ndarray:
    aside: np.ndarray = table[ANGLE].to_numpy() > RIGHT_WAY
    return aside


def _is_farther(table: pd.DataFrame) -> np.ndarray:
    """Of both rows of a pair, whether the second line is farther from the truth."""
    distance = table["distance_to_truth"].to_numpy()
    return np.repeat(distance[1::2] > distance[::2], 2)


def _slips(table: pd.DataFrame) -> np.ndarray:
    slips: np.ndarray = table[SLIPPED].notna().to_numpy()
    return slips


SENTENCES = {
    "direction": Sentence("linear", _of_direction, _points_aside),
    "noise": Sentence("linear", _of_noise, _is_farther),
    "accuracy": Sentence("logistic", _of_accuracy, _slips),
}


def counterexamples(
    scenario: Scenario,
    sentence: str,
    num: int = 1000,
    *,
    out: Any = None,
    progress: bool | None = None,
) -> pd.DataFrame:
    """Look for seeds of a scenario whose points make a sentence false.

        table = counterexamples(LinearScenario(), "direction", 10_000)
        table.seed[table.is_false]

    Args:
        sentence: "direction", of lines: minus the gradient where the run starts points
            within 45° of the minimum. "noise", of lines: with half the noise, the
            fitted line is nearer to the truth; it is asked of pairs of seeds, 0 and 1,
            2 and 3, and so on, as each draws other points. "accuracy", of classes: from
            no epoch to the next do both the loss and the accuracy fall.
        num: how many seeds, 2 to 10 000, an even number.
        scenario, out, progress: see ``sweep``.

    Returns:
        The rows of ``sweep``, and ``is_false``; with "direction" also ``angle``, in
        degrees, with "accuracy" the epoch that ``slipped``, and with "noise" the
        ``noise`` of each seed.

    Raises:
        ValueError: there is no such sentence about the scenario, the seed does not
            change its points, or ``num`` is not allowed.
    """
    grid = study_of_counterexamples(scenario, sentence, num)
    whole = all_rows(grid, None, out, progress)
    judged = judge(sentence, whole)
    judged.attrs = whole.attrs
    return judged


def study_of_counterexamples(scenario: Scenario, sentence: str, num: int) -> Grid:
    """The runs of ``counterexamples``."""
    ours = [key for key, one in SENTENCES.items() if one.page == scenario.page]
    if sentence not in ours:
        raise ValueError(
            f"no sentence {sentence!r} about a {scenario.page} run; there are: "
            + ", ".join(ours)
        )
    if not scenario.is_drawn:
        raise ValueError(f"the seed does not change the points of {scenario.data!r}")
    check_is_line(scenario)
    return SENTENCES[sentence].grid(scenario, num)


def judge(sentence: str, table: pd.DataFrame) -> pd.DataFrame:
    """Rows, of a pair both, with whether they make the sentence false."""
    return table.assign(is_false=SENTENCES[sentence].is_false(table))


def _seeds(num: int) -> tuple[Value, ...]:
    if not isinstance(num, int | np.integer) or not 2 <= num <= MAX_SEEDS or num % 2:
        raise ValueError(f"num={num!r}: it must be an even number from 2 to 10,000")
    return tuple(range(num))

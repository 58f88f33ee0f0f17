"""What runs are trained on, and what is known of them before: a data set at a time."""

from dataclasses import replace
from typing import Any, NamedTuple

import jax
import numpy as np

from jaxreg.data.dataset import Dataset
from jaxreg.data.table import Table
from jaxreg.lab.grid import RESAMPLE, Grid, Runs, is_number
from jaxreg.lab.resample import redrawn
from jaxreg.lab.seeds import lines_of_seeds
from jaxreg.settings import Scenario
from jaxreg.settings.method import PLAIN
from jaxreg.training.features import Features
from jaxreg.training.held_out import HeldOut
from jaxreg.training.linear import SQUARES_UNDERFLOW
from jaxreg.training.models import Params, init_params
from jaxreg.training.newton import cross_entropy
from jaxreg.training.problem import num_drawn
from jaxreg.training.results import Bowl, LinearResult, Result
from jaxreg.training.runs import MODELS
from jaxreg.training.units import Scaling, rescaled

_WITHIN = 1.01
_ROUNDING = 1e-6  # of the size of y, which is squared
_MAX_KEPT = 1 << 24  # numbers: 64 MB


class Known(NamedTuple):
    """A data set: its ``points`` as training takes them, ``features`` of their x in the
    units of ``scaling``.
    A run has converged at a loss of ``goal``, NaN if there is no minimum. ``truth`` and
    ``optimum``, where the loss is smallest, are in the points' own units, NaN where
    there is none; ``held_out`` are the points that training does not see; ``bowl`` is
    None for two classes."""

    points: Dataset
    num_points: int
    features: Features
    scaling: Scaling
    goal: float
    truth: Params
    optimum: Params
    held_out: HeldOut | None
    bowl: Bowl | None


class DataSets:
    """The data sets of a sweep, each looked at once as long as they are few."""

    def __init__(self, own: Table | None) -> None:
        self.own = own
        self._known: dict[Any, Known] = {}
        self._kept = 0  # numbers
        self._drawn_from: tuple[Any, Result] | None = None

    def of(self, runs: Runs) -> tuple[list[Known], np.ndarray]:
        """The data sets of some runs, and which of them each run has (r,)."""
        s, plain = runs.scenario, {"epochs": 0, "learning_rate": 1.0, "start": "zero"}
        alike: Any = replace(s, **PLAIN, **plain)  # type: ignore[arg-type]
        made = [n for n in runs.numbers if is_of_points(s, n)]
        if not made:
            return [self._of(alike, {})], np.zeros(runs.num_runs, int)
        columns = [runs.numbers[name] for name in made]
        first, which = _different(columns)
        rows = list(zip(*(column[first].tolist() for column in columns), strict=True))
        is_seed, is_line = made == ["seed"], s.page == "linear"
        if is_seed and is_line and not (s.held_out or s.has_powers or s.l2):
            self._look_at_lines(alike, [seed for (seed,) in rows])
        known = [self._of(alike, dict(zip(made, row, strict=True))) for row in rows]
        return known, which

    def _of(self, alike: Scenario, numbers: dict[str, Any]) -> Known:
        """What is known of a scenario's points where some numbers are others."""
        key = alike, *numbers.items()
        if key not in self._known:
            self._keep(key, self._result(alike, **numbers))
        return self._known[key]

    def _look_at_lines(self, alike: Scenario, seeds: list[int]) -> None:
        """Look at the lines of seeds all at once: one by one takes 4 times as long."""
        new = [seed for seed in seeds if (alike, ("seed", seed)) not in self._known]
        if len(new) < 2:
            return
        first: Any = self._result(alike, seed=new[0])
        for seed, result in zip(new, lines_of_seeds(first, new), strict=True):
            self._keep((alike, ("seed", seed)), result)

    def _keep(self, key: Any, result: Result) -> None:
        if self._kept > _MAX_KEPT:
            self._known.clear()
            self._kept = 0
        self._known[key] = known = _known(result)
        self._kept += known.points.X.size

    def _result(
        self, alike: Scenario, resample: int | None = None, **numbers: Any
    ) -> Result:
        """A run of no epochs, perhaps on points that are drawn again."""
        scenario = replace(alike, **numbers)
        if resample is None:
            return MODELS[alike.page].run(scenario, self.own)  # type: ignore[no-any-return]
        if self._drawn_from is None or self._drawn_from[0] != scenario:
            self._drawn_from = scenario, self._result(scenario)
        return redrawn(self._drawn_from[1], resample)


def _different(columns: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Where each different row of columns (r,) comes first, and which each row is (r,);
    ``np.unique`` of all columns at once takes 10 times as long."""
    codes = np.zeros(len(columns[0]), int)
    for column in columns:
        values, code = np.unique(column, return_inverse=True)
        codes = codes * len(values) + code
    return np.unique(codes, return_index=True, return_inverse=True)[1:]


def is_of_points(scenario: Scenario, name: str) -> bool:
    """Whether the points depend on a number that may differ between runs, or what is
    known of them, as that of the penalty."""
    if name == RESAMPLE:
        return True
    if scenario.controls[name].group in ("loss", "held out"):
        return is_number(scenario, name)
    is_made = scenario.is_drawn and is_number(scenario, name)
    return is_made and scenario.controls[name].group in ("generator", "seed")


def _known(result: Result) -> Known:
    """What a run of no epochs knows."""
    d, points = len(result.features.names), result.training.problem.data
    nowhere = Params(np.full(d, np.nan), np.nan)
    bowl, goal = None, np.nan
    if isinstance(result, LinearResult):
        optimum = result.closed_form
        y = result.training.data.y.astype(float)
        bowl = result.bowl
        if np.abs(y).max() >= SQUARES_UNDERFLOW:
            goal = _WITHIN * bowl.smallest + _ROUNDING**2 * float(np.mean(y**2))
    elif (optimum := result.optimum or nowhere) is not nowhere:
        X, classes = result.features.of(result.data.X), result.data.y
        X = np.asarray(X, float)
        goal = _WITHIN * cross_entropy(X, classes, optimum, result.penalty)
    return Known(
        points=points._replace(X=points.X[:, :d]),  # without those of padding
        num_points=len(result.data.y),
        features=result.features,
        scaling=result.training.scaling,
        goal=goal,
        truth=result.true_params or nowhere,
        optimum=optimum,
        held_out=result.held_out,
        bowl=bowl,
    )


_draw = jax.jit(jax.vmap(init_params, in_axes=(0, None)), static_argnums=1)


def starts(runs: Runs, known: list[Known]) -> Params:
    """Where each run starts, in the units of training: W (r, d), b (r,)."""
    s, d = runs.scenario, known[0].points.X.shape[1]
    if s.start == "seed":
        seed, chosen = runs.of("seed"), runs.of("start_seed").astype(float)
        seeds = np.where(np.isnan(chosen), seed, chosen).astype(np.uint32)
        W, b = map(np.asarray, _draw(seeds, num_drawn(s, d)))
        start = Params(W[:, :d], b)
    elif s.start == "zero":
        start = Params(np.zeros((1, d), np.float32), np.zeros(1, np.float32))
    else:
        names = [name for name in s.fields("chosen start") if name != "start_b"][:d]
        zeros = [np.zeros(1)] * (d - len(names))  # of powers, which have no control
        chosen_W = np.broadcast_arrays(*map(runs.of, names), *zeros)
        start = Params(np.stack(chosen_W, -1), runs.of("start_b"))
    if not s.has_intercept:
        start = start._replace(b=np.zeros(1, np.float32))
    if s.is_of_table and s.scaling == "off":
        start = rescaled(start, known[0].scaling)
    W = np.broadcast_to(start.W, (runs.num_runs, d)).astype(np.float32)
    return Params(W, np.broadcast_to(start.b, runs.num_runs).astype(np.float32))


def stable_limits(grid: Grid, own: Table | None) -> list[float] | None:
    """The largest stable learning rate at each value of what else is swept, or one for
    all; None if the rate is not swept, or there is no such limit: with a schedule, or
    with mini-batches."""
    s, others = grid.scenario, {**grid.axes}
    if s.page != "linear" or others.pop("learning_rate", None) is None:
        return None
    scenarios: list[Any] = [s]
    for name, values in others.items():
        scenarios = [replace(s, **{name: value}) for value in values]  # type: ignore[arg-type]
    results = (MODELS[s.page].run(replace(one, epochs=0), own) for one in scenarios)
    limits = [result.max_learning_rate for result in results]
    is_constant = all(one.schedule == "constant" for one in scenarios)
    return limits if is_constant and None not in limits else None

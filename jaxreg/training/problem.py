"""What is trained: a ``Problem`` is a loss, its points, and where the params start."""

from typing import NamedTuple

import jax
import numpy as np

from jaxreg.data.dataset import Dataset
from jaxreg.settings import Scenario
from jaxreg.settings.features import MAX_DEGREE
from jaxreg.training.gradient_descent import MAX_EPOCHS, History, LossFn, as_rows
from jaxreg.training.models import Params, Penalised, init_params
from jaxreg.training.schedule import share_of_rate
from jaxreg.training.units import Scaling, rescaled, scaled
from jaxreg.training.way import cost_of_a_point, max_point_epochs, way_of


def padded(data: Dataset, num_rows: int) -> Dataset:
    """The points, and rows of weight 0 until there are ``num_rows``: the mean is the
    same, and code compiled for one shape fits many data sets.

    The rows repeat the last point, so their loss times 0 is 0 wherever its is finite.
    """
    missing = num_rows - len(data.y)
    added = Dataset(*(np.repeat(column[-1:], missing, axis=0) for column in data))
    added = added._replace(weight=np.zeros_like(added.weight))
    return Dataset(*map(np.concatenate, zip(data, added, strict=True)))


def power_of_two(num_points: int) -> int:
    """The number of rows that ``num_points`` are padded to: 16, 32, 64, ..."""
    return max(16, 1 << (num_points - 1).bit_length())


class Problem(NamedTuple):
    """A loss of (params, ``inputs``), its points, and the params to start from.

    ``l2`` is the strength of the penalty that the loss takes, None if it takes none.
    Without an intercept the start has no b, and no step knows of one.
    """

    loss_fn: LossFn
    data: Dataset
    start: Params
    l2: float | None = None

    @property
    def inputs(self) -> Dataset | Penalised:
        """What the loss takes beside the params."""
        if self.l2 is None:
            return self.data
        return Penalised(self.data, np.float32(self.l2))

    def padded_to(self, num_rows: int) -> "Problem":
        """The same problem, its points padded to ``num_rows``."""
        return self._replace(data=padded(self.data, num_rows))

    def widened_to(self, num_features: int) -> "Problem":
        """The same problem, with features that are 0 until there are
        ``num_features``: no step changes their weights, which begin at 0."""
        X, (W, b) = self.data.X, self.start
        X = np.pad(X, [(0, 0), (0, num_features - X.shape[1])])
        start = Params(np.pad(W, (0, num_features - len(W))), b)
        return self._replace(data=self.data._replace(X=X), start=start)

    @property
    def num_points(self) -> int:
        """How many points count."""
        return int(np.count_nonzero(self.data.weight))

    def train(self, scenario: Scenario, epochs: int) -> History:
        """The run of a scenario's way, see ``gradient_descent``; b is 0 where the model
        has none."""
        way = way_of(scenario, self.num_points, epochs)
        history = way.run(self.loss_fn, self.start, self.inputs, epochs)
        (W, b), loss = as_rows(history, epochs)
        return History(Params(W, np.zeros_like(loss) if b is None else b), loss)

    def train_at(
        self, scenario: Scenario, learning_rates: np.ndarray, epochs: int
    ) -> History:
        """The runs at rates (r,), side by side in one compiled loop: JAX arrays whose
        leading axis is the rates, of ``MAX_EPOCHS`` + 1 rows."""
        way = way_of(scenario, self.num_points, epochs)
        share = share_of_rate(scenario.schedule, np.arange(MAX_EPOCHS + 1), epochs)
        rates = np.multiply.outer(share, learning_rates).astype(np.float32)
        way = way._replace(rates=rates)
        return way.run(self.loss_fn, self.start, self.inputs, epochs)


class Training(NamedTuple):
    """What gradient descent saw: its points, in the units of ``scaling``, and its run.

    ``problem`` is what was minimised, its points and its features perhaps padded.
    ``history`` may have fewer epochs than the scenario asked for, see
    ``MAX_POINT_EPOCHS``.
    """

    data: Dataset
    scaling: Scaling
    problem: Problem
    history: History


def train(
    scenario: Scenario, problem: Problem, scaling: Scaling, num_points: int
) -> Training:
    """Train a problem in the units of ``scaling``; its points come in their own, and
    are padded in place of those, of ``num_points`` in all, that are held out. So are
    powers, as nearly every degree would compile anew.

    Its start is in scaled units if the scenario standardises x, else in their own.
    """
    s, data = scenario, jax.tree.map(np.asarray, problem.data)
    d = len(problem.start.W)
    if data.X.dtype != np.float32 or s.scaling == "on":
        start, data = problem.start, scaled(data, scaling)
        if s.scaling == "off":
            start = jax.tree.map(np.float32, rescaled(start, scaling))
        problem = problem._replace(data=data, start=start)
    if (rows := trained_rows(s, num_points)) > len(data.y):
        problem = problem.padded_to(rows)
    if s.has_powers and s.has_rate:  # a feature of 0 has no curvature
        problem = problem.widened_to(MAX_DEGREE)
    params, loss = problem.train(s, trained_epochs(s, num_points))
    history = History(params._replace(W=params.W[:, :d]), loss)
    return Training(data, scaling, problem, history)


def start_of(scenario: Scenario, W: list[float]) -> Params:
    """Where training starts: drawn from its seed, at zero, or, if chosen, at W (d,) and
    the scenario's b; without an intercept there is no b. Powers of all degrees share
    what is drawn."""
    start = _with_b(scenario, W)
    return start if scenario.has_intercept else start._replace(b=None)


def _with_b(s: Scenario, W: list[float]) -> Params:
    """The start of a model with an intercept."""
    if s.start == "seed":
        seed = s.seed if s.start_seed is None else s.start_seed
        drawn: Params = init_params(np.uint32(seed), num_drawn(s, len(W)))
        if s.has_powers:
            return drawn._replace(W=np.asarray(drawn.W)[: len(W)])
        return drawn
    if s.start == "zero":
        return Params(np.zeros(len(W), np.float32), np.float32(0))
    return Params(np.array(W, np.float32), np.float32(s.start_b))


def num_drawn(scenario: Scenario, num_features: int) -> int:
    """How many weights a start from a seed draws, of which the first are used."""
    return MAX_DEGREE if scenario.has_powers else num_features


def trained_rows(scenario: Scenario, num_points: int) -> int:
    """How many rows training has for so many points, held out or not: of a table more,
    or nearly every upload would compile anew."""
    return power_of_two(num_points) if scenario.is_of_table else num_points


def trained_epochs(scenario: Scenario, num_points: int) -> int:
    """How many epochs of a scenario are trained, counting padded rows."""
    rows = trained_rows(scenario, num_points) * cost_of_a_point(scenario)
    return min(scenario.epochs, max_point_epochs(scenario, num_points) // rows)

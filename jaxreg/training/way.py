"""A way to train: the rates, and the loop that takes the steps.

Plain gradient descent, momentum, mini-batches and the methods without a rate each have
a compiled loop of their own, so that none of them changes or slows the plain one.
"""

from typing import Any, NamedTuple

import jax
import numpy as np

from jaxreg.settings import Scenario
from jaxreg.settings.method import DESCENT
from jaxreg.training.batches import descend_in_batches, width_of
from jaxreg.training.gradient_descent import MAX_EPOCHS, History, LossFn, descend
from jaxreg.training.momentum import descend_with_momentum
from jaxreg.training.schedule import scheduled_rates
from jaxreg.training.second_order import MOVES, descend_by

MAX_POINT_EPOCHS = 100_000_000
"""Points times epochs of one run: about 0.1 s linear, 0.3 s logistic. A longer run is
cut short, so that no link can block the server."""
MAX_BATCH_POINT_EPOCHS = 1_000_000
"""The same for mini-batches, whose steps, at most one for each point, and random orders
take longer: about 1 s."""
MAX_SECOND_ORDER_POINT_EPOCHS = 10_000_000
"""The same for methods that use second derivatives: about 1 s."""


class Way(NamedTuple):
    """How to train.

    ``rates`` (``MAX_EPOCHS`` + 1,), float32, are those of the steps after each epoch;
    or, for runs side by side, (``MAX_EPOCHS`` + 1, r). ``momentum`` is from 0 to below
    1; ``batch`` is how many points make a step, None if all, and ``shuffle`` the seed
    of their orders. ``method`` is that of the settings; all but gradient descent heed
    none of these.
    """

    rates: np.ndarray
    momentum: float = 0.0
    is_nesterov: bool = False
    batch: int | None = None
    shuffle: int = 0
    method: str = DESCENT

    def run(self, loss_fn: LossFn, params: Any, data: Any, epochs: int) -> History:
        """The compiled run, or the runs side by side on a leading axis, of
        ``MAX_EPOCHS`` + 1 rows."""
        loop, static, given = self.parts(epochs)
        if self.rates.ndim == 2:
            loop = _SIDE_BY_SIDE[loop]
        history: History = loop(loss_fn, *static, params, data, *given)
        return history

    def parts(self, epochs: int) -> tuple[Any, tuple[Any, ...], tuple[Any, ...]]:
        """The compiled loop; what it takes after the loss, which selects what is
        compiled; and what it takes after the points, of so many epochs."""
        if self.method != DESCENT:
            return descend_by, (MOVES[self.method],), (np.int32(epochs),)
        steps = self.rates, np.int32(epochs)
        velocity = np.float32(self.momentum), np.bool_(self.is_nesterov)
        if self.batch is not None:
            order = np.int32(self.batch), np.uint32(self.shuffle)
            given = *steps, *velocity, *order
            return descend_in_batches, (width_of(self.batch),), given
        if self.momentum:
            return descend_with_momentum, (), (*steps, *velocity)
        return descend, (), steps


def _side_by_side(loop: Any, num_static: int, num_given: int) -> Any:
    """A loop of runs whose rates (``MAX_EPOCHS`` + 1, r) differ."""
    axes = [None] * num_static + [None, None, 1] + [None] * (num_given - 3)
    static = tuple(range(num_static))
    return jax.jit(jax.vmap(loop, in_axes=tuple(axes)), static_argnums=static)


_SIDE_BY_SIDE = {
    descend: _side_by_side(descend, 1, 4),
    descend_with_momentum: _side_by_side(descend_with_momentum, 1, 6),
    descend_in_batches: _side_by_side(descend_in_batches, 2, 8),
}


def way_of(scenario: Scenario, num_points: int, epochs: int) -> Way:
    """A scenario's way to train on so many points, padded rows aside."""
    s = scenario
    rates = np.full(MAX_EPOCHS + 1, s.learning_rate, np.float32)
    if s.schedule != "constant":
        rates = scheduled_rates(s.learning_rate, s.schedule, epochs, MAX_EPOCHS + 1)
    is_nesterov = s.momentum_kind == "Nesterov"
    batch = batch_of(s, num_points)
    return Way(rates, s.momentum, is_nesterov, batch, s.shuffle, s.method)


def batch_of(scenario: Scenario, num_points: int) -> int | None:
    """How many points make a step; None: all."""
    batch = scenario.batch
    is_whole = batch == "all" or not scenario.has_rate or int(batch) >= num_points
    return None if is_whole else int(batch)


def max_point_epochs(scenario: Scenario, num_points: int) -> int:
    """The limit of work of a scenario's way to train on so many points."""
    if not scenario.has_rate:
        return MAX_SECOND_ORDER_POINT_EPOCHS
    is_whole = batch_of(scenario, num_points) is None
    return MAX_POINT_EPOCHS if is_whole else MAX_BATCH_POINT_EPOCHS


def cost_of_a_point(scenario: Scenario) -> int:
    """How many times a point counts for the limit of work: with its powers, four."""
    return 4 if scenario.has_powers else 1

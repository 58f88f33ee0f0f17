"""What gradient descent minimises, from where, and the one way to train it."""

from typing import NamedTuple

import jax
import numpy as np

from jaxreg.data.dataset import Dataset, padded, power_of_two
from jaxreg.settings import Scenario
from jaxreg.training.gradient_descent import (
    History,
    LossFn,
    descend,
    gradient_descent,
)
from jaxreg.training.models import Params, Penalised, init_params

MAX_POINT_EPOCHS = 100_000_000
"""Points times epochs of one run: about 0.1 s linear, 0.3 s logistic. A run that asks
for more is cut short, so that no link can hold the server."""

_side_by_side = jax.jit(
    jax.vmap(descend, in_axes=(None, None, None, 0, None)), static_argnums=0
)


class Problem(NamedTuple):
    """A loss of (params, ``inputs``), its points, and the params to start from.

    ``l2`` is the strength of the penalty that the loss takes, None if it takes none.
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

    def train(self, learning_rate: float, epochs: int) -> History:
        """The run at a learning rate, see ``gradient_descent``."""
        return gradient_descent(
            self.loss_fn, self.start, self.inputs, learning_rate, epochs
        )

    def train_at(self, learning_rates: np.ndarray, epochs: int) -> History:
        """The runs at rates (r,), side by side in one compiled loop: as JAX arrays with
        the rates as their leading axis, as long as the longest run can be."""
        runs: History = _side_by_side(
            self.loss_fn, self.start, self.inputs, learning_rates, np.int32(epochs)
        )
        return runs


def start_of(scenario: Scenario, W: list[float]) -> Params:
    """Where training starts: drawn from its seed, at zero, or, if that is chosen, at W
    (d,) and the scenario's b."""
    s = scenario
    if s.start == "seed":
        seed = s.seed if s.start_seed is None else s.start_seed
        drawn: Params = init_params(np.uint32(seed), len(W))
        return drawn
    if s.start == "zero":
        return Params(np.zeros(len(W), np.float32), np.float32(0))
    return Params(np.array(W, np.float32), np.float32(s.start_b))


def bounded_epochs(epochs: int, num_points: int) -> int:
    """``epochs``, or as many as ``MAX_POINT_EPOCHS`` allows."""
    return min(epochs, MAX_POINT_EPOCHS // num_points)


def trained_epochs(scenario: Scenario, num_points: int) -> int:
    """How many epochs of a scenario are trained, on the rows that the loop takes."""
    rows = power_of_two(num_points) if scenario.is_of_table else num_points
    return bounded_epochs(scenario.epochs, rows)


def as_trained(scenario: Scenario, data: Dataset) -> Dataset:
    """The points as the compiled loop takes them: those of a table, which can be of any
    number, padded, so that no upload compiles what another has."""
    if not scenario.is_of_table:
        return data
    return padded(data, power_of_two(len(data.y)))

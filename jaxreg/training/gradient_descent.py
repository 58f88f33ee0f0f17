"""Gradient descent: params <- params - learning_rate * gradient, once per epoch.

The whole run is one compiled loop over any loss of (params, data). A ``Problem`` says
what it minimises, and from where.
"""

import functools
from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax.flatten_util import ravel_pytree

from jaxreg.data.dataset import Dataset
from jaxreg.settings import Scenario
from jaxreg.training.models import Params, Penalised, init_params
from jaxreg.training.units import Scaling, rescaled, scaled

MAX_EPOCHS = 10_000
MAX_POINT_EPOCHS = 100_000_000
"""Points times epochs of one run: about 0.1 s linear, 0.3 s logistic. A longer run is
cut short, so that no link can block the server."""

LossFn = Callable[[Any, Any], jax.Array]


class History(NamedTuple):
    """A run, epoch by epoch: row k is the state after k updates, row 0 the start.

    ``params`` has the shapes of one state with the epochs as a leading axis; ``loss``
    is (epochs + 1,).
    """

    params: Any
    loss: Any

    def at(self, epoch: int) -> Any:
        """The params after ``epoch`` updates; negative counts from the end."""
        return jax.tree.map(lambda rows: rows[epoch], self.params)


def gradient_descent(
    loss_fn: LossFn, params: Any, data: Any, learning_rate: float, epochs: int
) -> History:
    """Train from ``params`` by full-batch gradient descent.

    Args:
        loss_fn: (params, data) -> scalar, a module-level function, since compiled
            runs are cached by it.
        params: the start, any pytree of float32 arrays.
        data: what ``loss_fn`` takes; each new shape compiles.
        learning_rate: step length, more than 0.
        epochs: 0 to ``MAX_EPOCHS``.

    Returns:
        epochs + 1 rows as NumPy arrays. A run that diverges holds inf and NaN.

    Raises:
        ValueError: ``epochs`` is out of range.
    """
    if not 0 <= epochs <= MAX_EPOCHS:
        raise ValueError(f"epochs must be 0 to {MAX_EPOCHS}, not {epochs}")
    # One dtype each: a Python number and a NumPy scalar would compile apart.
    history = descend(
        loss_fn, params, data, np.float32(learning_rate), np.int32(epochs)
    )
    rows: History = jax.tree.map(lambda rows: np.asarray(rows)[: epochs + 1], history)
    return rows


@jax.jit(static_argnums=0)
def descend(
    loss_fn: LossFn, params: Any, data: Any, learning_rate: jax.Array, epochs: jax.Array
) -> History:
    """The compiled loop; its history always has MAX_EPOCHS + 1 rows, the rest zero.

    As ``epochs`` is traced and the history has one size, no number of epochs compiles
    anew.
    """
    start, unravel = ravel_pytree(params)  # one small vector: faster than a tree
    loss_and_grad = jax.value_and_grad(lambda theta: loss_fn(unravel(theta), data))
    one_epoch = functools.partial(epoch, loss_and_grad, learning_rate)
    rows = jnp.zeros((MAX_EPOCHS + 1, start.size + 1))
    carry = (start, jnp.zeros_like(start), rows)
    _, _, rows = jax.lax.fori_loop(0, epochs + 1, one_epoch, carry)
    return History(jax.vmap(unravel)(rows[:, :-1]), rows[:, -1])


def epoch(
    loss_and_grad: Callable[[jax.Array], tuple[jax.Array, jax.Array]],
    learning_rate: jax.Array,
    k: jax.Array,
    carry: tuple[jax.Array, jax.Array, jax.Array],
) -> tuple[jax.Array, jax.Array, jax.Array]:
    """Take the step of the last epoch, note where it leads, compute the next."""
    theta, step, rows = carry
    # The step is carried to the next epoch, so that it is rounded before it is
    # subtracted, as in the lecture's loop; in one expression XLA would fuse both.
    theta = theta - step
    loss, grad = loss_and_grad(theta)
    rows = rows.at[k].set(jnp.concatenate([theta, loss[None]]))
    return theta, learning_rate * grad, rows


_side_by_side = jax.jit(
    jax.vmap(descend, in_axes=(None, None, None, 0, None)), static_argnums=0
)


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

    def train(self, learning_rate: float, epochs: int) -> History:
        """The run at a learning rate, see ``gradient_descent``."""
        return gradient_descent(
            self.loss_fn, self.start, self.inputs, learning_rate, epochs
        )

    def train_at(self, learning_rates: np.ndarray, epochs: int) -> History:
        """The runs at rates (r,), side by side in one compiled loop: JAX arrays whose
        leading axis is the rates, of ``MAX_EPOCHS`` + 1 rows."""
        runs: History = _side_by_side(
            self.loss_fn, self.start, self.inputs, learning_rates, np.int32(epochs)
        )
        return runs


class Training(NamedTuple):
    """What gradient descent saw: its points, in the units of ``scaling``, and its run.

    ``problem`` is what was minimised, its points perhaps padded. ``history`` may have
    fewer epochs than the scenario asked for, see ``MAX_POINT_EPOCHS``.
    """

    data: Dataset
    scaling: Scaling
    problem: Problem
    history: History


def train(
    scenario: Scenario, problem: Problem, scaling: Scaling, num_points: int
) -> Training:
    """Train a problem in the units of ``scaling``; its points come in their own, and
    are padded in place of those, of ``num_points`` in all, that are held out.

    Its start is in scaled units if the scenario standardises x, else in their own.
    """
    s, data = scenario, jax.tree.map(np.asarray, problem.data)
    if s.is_of_table or s.scaling == "on":
        start, data = problem.start, scaled(data, scaling)
        if s.scaling == "off":
            start = Params(*map(np.float32, rescaled(start, scaling)))
        problem = problem._replace(data=data, start=start)
    if (rows := trained_rows(s, num_points)) > len(data.y):
        problem = problem.padded_to(rows)
    epochs = trained_epochs(s, num_points)
    return Training(data, scaling, problem, problem.train(s.learning_rate, epochs))


def start_of(scenario: Scenario, W: list[float]) -> Params:
    """Where training starts: drawn from its seed, at zero, or, if chosen, at W (d,) and
    the scenario's b."""
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


def trained_rows(scenario: Scenario, num_points: int) -> int:
    """How many rows training has for so many points, held out or not: of a table more,
    or nearly every upload would compile anew."""
    return power_of_two(num_points) if scenario.is_of_table else num_points


def trained_epochs(scenario: Scenario, num_points: int) -> int:
    """How many epochs of a scenario are trained, counting padded rows."""
    return bounded_epochs(scenario.epochs, trained_rows(scenario, num_points))


# What a run's losses (epochs + 1,) tell


def first_nonfinite_epoch(loss: np.ndarray) -> int | None:
    """The first epoch whose loss is inf or NaN, or None."""
    bad = np.flatnonzero(~np.isfinite(loss))
    return int(bad[0]) if bad.size else None


def last_readable_epoch(loss: np.ndarray) -> int:
    """The last epoch before the loss passed a million times its start, or became inf.

    Later losses would flatten everything before them on any axis.
    """
    loss = np.asarray(loss, float)  # holds a million times any float32
    start = float(loss[0]) or 1e-30  # from a loss of 0, only rounding follows
    readable = np.isfinite(loss) & (loss <= 1e6 * start)
    bad = np.flatnonzero(~readable)
    return max(int(bad[0]) - 1, 0) if bad.size else len(loss) - 1

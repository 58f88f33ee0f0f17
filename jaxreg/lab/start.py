"""What runs that are trained together begin with, and what they end with."""

from collections.abc import Callable
from typing import Any, NamedTuple

from jaxreg.data.dataset import Array
from jaxreg.settings.method import DESCENT
from jaxreg.training.gradient_descent import LossFn

Loss = Callable[[Array, Array], Array]


class Start(NamedTuple):
    """What runs are trained on: points X (n, d, r), y (n, r), weight (n, r), the last
    axis being 1 where all runs have the same, or, as full batches need no more of a
    line's, however many there are, its ``Bowl``; where they start, W (d, r) and b (r,),
    0 without an intercept, for a bowl from its minimum;
    the penalty ``l2`` (r,), None if the loss takes none; and of each run its learning
    rate, number of epochs, and the loss ``goal`` at which it has converged; its
    ``momentum`` (r,), None if no run has any, and, with mini-batches, the seed
    ``shuffle`` (r,). If ``level`` (1,) is not None, a point is called class 1 above
    that logit, and runs are watched for a slip of their accuracy."""

    points: Any  # of Datasets or Bowls, arrays
    W: Array
    b: Array
    l2: Array | None
    rate: Array
    epochs: Array
    goal: Array
    momentum: Array | None = None
    shuffle: Array | None = None
    level: Array | None = None


class Way(NamedTuple):
    """How all of the runs are trained, see ``training.way``: of a loss, ``of_a_point``
    or, for mini-batches and methods without a rate, ``loss_fn`` of (params, data)."""

    of_a_point: Loss
    loss_fn: LossFn
    schedule: str
    is_nesterov: bool
    batch: int | None
    method: str
    has_intercept: bool = True

    @property
    def is_of_all(self) -> bool:
        """Whether each epoch is a step of gradient descent on all points."""
        return self.batch is None and self.method == DESCENT


class End(NamedTuple):
    """How runs (r,) ended: W (d, r), b, loss; the first epoch that ``converged``, or
    -1; whether the loss ``stayed`` finite; and, if that is watched, the first epoch
    that ``slipped``, whose loss is lower and whose accuracy is lower too than those of
    the epoch before, or -1."""

    W: Array
    b: Array
    loss: Array
    converged: Array
    stayed: Array
    slipped: Array

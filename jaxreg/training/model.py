"""What a model is: all that is particular of it in training."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from jaxreg.data.columns import Points
from jaxreg.data.dataset import Dataset
from jaxreg.data.table import Column, Table
from jaxreg.training.gradient_descent import LossFn
from jaxreg.training.models import Params


class Model(NamedTuple):
    """A model, by what it does with a scenario of its own, the first argument.

    ``run`` makes its result, of a person's own data if there are some. ``loss_of`` is
    what training minimises. ``made`` are the points that the scenario makes, and what
    their columns are called. ``loss`` and ``gradient`` (p,) are those of the training's
    params at points X (n, d), y (n,), in float64 and by formula.
    """

    run: Callable[[Any, Table | None], Any]
    loss_of: Callable[[Any], LossFn]
    made: Callable[[Any], tuple[Dataset, list[str]]]
    loss: Callable[[Any, np.ndarray, np.ndarray, Params], float]
    gradient: Callable[[Any, np.ndarray, np.ndarray, Params], np.ndarray]


def dataset(points: Points) -> Dataset:
    """The points of a table, each with the weight 1."""
    return Dataset(points.X, points.y, np.ones(len(points.y)))


def table(data: Dataset, names: list[str]) -> Table:
    """Points as a table, to be edited: each float32 becomes the shortest decimal that
    stands for it."""
    columns = [*np.asarray(data.X).T, np.asarray(data.y)]
    return Table(
        tuple(
            Column(name, np.array([str(value) for value in values]).astype(float))
            for name, values in zip(names, columns, strict=True)
        )
    )

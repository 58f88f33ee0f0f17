"""Points as arrays, and what they are called."""

from typing import Any, NamedTuple

import numpy as np

from jaxreg.data.table import Quantity

Array = Any  # a JAX array in compiled code, a NumPy array around it


class Dataset(NamedTuple):
    """Points X (n, d), targets y (n,), weight (n,): 1 for a point, 0 for padding."""

    X: Array
    y: Array
    weight: Array


class Names(NamedTuple):
    """What the numbers of a run are called: its d ``features``, its ``target``, and its
    classes 0 and 1. They name the target, too, if they are its numbers below a ``cut``
    and from it up."""

    features: tuple[Quantity, ...]
    target: Quantity
    classes: tuple[str, str] = ("class 0", "class 1")
    cut: float | None = None


class Points(NamedTuple):
    """X (n, d) and y (n,), float64, y being 0 or 1 for classes; what they are called;
    and how many rows were ``left_out``, because they miss a value."""

    X: np.ndarray
    y: np.ndarray
    names: Names
    left_out: int

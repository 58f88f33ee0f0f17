"""What a model multiplies its weights by: x itself, or powers and products of it.

The powers are of x, or of u = (x - centre) / scale, whose ninth power keeps its digits
where that of a year would not.
"""

from itertools import combinations_with_replacement
from typing import NamedTuple

import numpy as np

from jaxreg.training.models import Params
from jaxreg.training.units import standard

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class Features(NamedTuple):
    """The map from a point's own x (k,) to what the model multiplies by W (d,).

    Feature i is the product of ((x - ``centre``) / ``scale``)[j] to the power of
    ``exponents`` (d, k)[i, j], over all j; ``centre`` and ``scale`` are (k,).
    """

    exponents: np.ndarray
    centre: np.ndarray
    scale: np.ndarray

    @property
    def is_plain(self) -> bool:
        """Whether the features are x itself."""
        return len(self.exponents) == len(self.centre)

    @property
    def names(self) -> list[str]:
        """What the weights are called: W or, if there are more, W₁, W₂, ..."""
        d = len(self.exponents)
        return ["W"] if d == 1 else [f"W{subscript(i + 1)}" for i in range(d)]

    def letters(self, letter: str) -> list[str]:
        """What x is called by a letter, (k,): x, or x₁ and x₂."""
        k = len(self.centre)
        return [letter] if k == 1 else [f"{letter}{subscript(j + 1)}" for j in range(k)]

    def terms(self, names: list[str]) -> list[str]:
        """What each weight is multiplied by, x (k,) having ``names``: x, x², ..."""
        return [
            "".join(
                name + (power(m) if m > 1 else "")
                for name, m in zip(names, row, strict=True)
                if m
            )
            for row in self.exponents.tolist()
        ]

    def of(self, X: np.ndarray) -> np.ndarray:
        """The features (n, d) of points X (n, k): float64, or X itself if plain."""
        if self.is_plain:
            return X
        u = (np.asarray(X, float) - self.centre) / self.scale
        if (self.scale != 1).any():  # so that the square of 1 and -1 is constant
            u = np.round(u, 12)
        powers = [np.ones_like(u)]
        with np.errstate(over="ignore"):
            for _ in range(self.exponents.max()):
                powers.append(powers[-1] * u)
            columns = [
                np.prod([powers[m][:, j] for j, m in enumerate(row)], axis=0)
                for row in self.exponents
            ]
        return np.column_stack(columns)

    def predict(self, params: Params, X: np.ndarray) -> np.ndarray:
        """The line's y, or the logits, at points X (n, k): (n,)."""
        W, b = params
        predicted: np.ndarray = self.of(X) @ W + b
        return predicted

    def of_line(self, line: Params) -> Params:
        """A line's W (k,) and b, of x, as params of powers: others have no weight."""
        W = np.zeros(len(self.exponents))
        W[: len(self.centre)] = line.W * self.scale
        return Params(W, line.b + line.W @ self.centre)

    def of_circle(self, radius: float) -> Params:
        """The params of radius^2 - x1^2 - x2^2; these are all products of two x up to
        the degree 2."""
        c, s = self.centre, self.scale
        W = np.array([*-2 * c * s, -(s[0] ** 2), 0.0, -(s[1] ** 2)])
        return Params(W + 0.0, np.float64(radius**2 - c @ c))


def plain(num_features: int) -> Features:
    """The features that are x (k,) itself."""
    return polynomial(num_features, 1)


def polynomial(
    num_features: int,
    degree: int,
    standardised: np.ndarray | None = None,
    has_intercept: bool = True,
) -> Features:
    """All products of up to ``degree`` of x's (k,) entries, 1 aside, in the order of
    scikit-learn's ``PolynomialFeatures``: of one x its powers; of two, to the degree
    2, x1, x2, x1^2, x1 x2, x2^2.

    Args:
        degree: from 1, which is x itself, never standardised.
        standardised: points (n, k), if x is to be standardised as they are, for a
            model with or without an intercept.
    """
    k = num_features
    chosen = [
        each
        for factors in range(1, degree + 1)
        for each in combinations_with_replacement(range(k), factors)
    ]
    exponents = np.array([np.bincount(each, minlength=k) for each in chosen])
    if standardised is None or degree == 1:
        return Features(exponents, np.zeros(k), np.ones(k))
    units = standard(standardised, has_intercept)
    return Features(exponents, units.mean, units.deviation)


def subscript(number: int) -> str:
    """A number below the line: ₁₂."""
    return str(number).translate(_SUBSCRIPTS)


def power(number: int) -> str:
    """A number above the line: ¹²."""
    return str(number).translate(_SUPERSCRIPTS)

"""A model as an equation, and the units of its weights."""

from jaxreg.training.results import Result

MOST_TERMS = 3  # of an equation with numbers


def equation(result: Result, around: tuple[str, str]) -> list[str]:
    """What stands before, between and after the parameters; or, if they are many, all
    of it, their names in place of their numbers. ``around`` is what it begins and ends
    with."""
    factors, has_b = _factors(result), result.scenario.has_intercept
    if has_few(result):
        *others, last = [f"{factor} + " for factor in factors]
        if has_b:
            return [around[0], *others, last, around[1]]
        return [around[0], *others, last.removesuffix(" + ") + around[1]]
    named = [*map(str.__add__, result.features.names, factors)]
    bias = " + b" * has_b
    return [f"{around[0]}{named[0]} + {named[1]} + … + {named[-1]}{bias}{around[1]}"]


def has_few(result: Result) -> bool:
    """Whether a sentence or an equation has room for all weights."""
    return len(result.features.names) <= MOST_TERMS


def _factors(result: Result) -> list[str]:
    """What each weight is multiplied by: x, or powers of it or of its standardised u;
    letters as in formulas, names after a dot."""
    features, names = result.features, [x.text for x in result.names.features]
    times = " " if set(names) <= {"x", "x₁", "x₂"} else " · "
    if features.is_plain:
        return [_times(name) for name in names]
    if result.scenario.scaling == "on":
        return [f" {term}" for term in features.terms(features.letters("u"))]
    names = [f"({name})" if " " in name else name for name in names]
    return [times + term for term in features.terms(names)]


def _times(name: str) -> str:
    return f" {name}" if name in ("x", "x₁", "x₂") else f" · {name}"


def units_of(result: Result, unit: str) -> list[str]:
    """The unit of each weight, of a target in a ``unit``; "" if there is none."""
    features, each = result.features, [x.unit for x in result.names.features]
    if features.is_plain:
        return [_per(unit, one) for one in each]
    if result.scenario.scaling == "on":
        return [unit] * len(features.names)
    if not all(each):
        return [""] * len(features.names)
    each = [_one(name) for name in each]
    return [_per(unit, term) for term in features.terms(each)]


def _per(unit: str, other: str) -> str:
    """The unit of a weight, from those of its target and its feature."""
    return f"{unit or 1} per {_one(other)}" if other else unit


def _one(unit: str) -> str:
    return {"days": "day", "years": "year"}.get(unit, unit)

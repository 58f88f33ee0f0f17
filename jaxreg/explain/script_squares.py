"""Squares and product of the features in an exported script."""

from jaxreg.settings import Scenario

_FEATURES = {
    1: """\
def with_squares(X):
    x = {x}
    return np.stack([x, x**2], axis=1)

""",
    2: """\
def with_squares(X):
    x1, x2 = {x}
    return np.stack([x1, x2, x1**2, x1 * x2, x2**2], axis=1)

""",
}
_STANDARDISED = """\
X = np.array(data.X, float)
centre, spread = X.mean(0), np.where(np.ptp(X, 0) > 0, X.std(0), 1.0)

"""
_X = {
    "off": "np.array(X, float)",
    "on": "np.round((np.array(X, float) - centre) / spread, 12)",
}


def has_squares(s: Scenario) -> bool:
    """Whether a scenario of classes has them."""
    return s.page == "logistic" and getattr(s, "degree", 1) > 1


def num_weights(s: Scenario, num_columns: int) -> int:
    """How many entries W has, for so many of x; powers aside."""
    return {1: 2, 2: 5}[num_columns] if has_squares(s) else num_columns


def squares_section(s: Scenario, num_columns: int) -> list[str]:
    """The section that makes them, if the scenario has any."""
    if not has_squares(s):
        return []
    which = {1: "x and its square", 2: "x1, x2, their squares and product"}[num_columns]
    rows = _X[s.scaling] + (".T" if num_columns == 2 else "[:, 0]")
    lines = [
        f"# Features: {which}{', of x standardised' * (s.scaling == 'on')}",
        *[_STANDARDISED] * (s.scaling == "on"),
        _FEATURES[num_columns].format(x=rows),
        "data = data._replace(X=with_squares(data.X))",
        *["unseen = unseen._replace(X=with_squares(unseen.X))"] * (s.held_out > 0),
    ]
    return ["\n".join(lines)]

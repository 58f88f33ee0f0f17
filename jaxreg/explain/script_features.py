"""The powers of x in an exported script."""

from jaxreg.explain.source import call
from jaxreg.settings import Scenario
from jaxreg.settings.features import MAX_DEGREE
from jaxreg.training.models import init_params

_WITH_MEAN = "x_mean, x_deviation = x.mean(0), x.std(0)"
_U = "(np.array(X, float) - x_mean) / x_deviation"
_WITHOUT_INTERCEPT = {
    _WITH_MEAN: "x_deviation = np.sqrt(np.mean(x**2, 0))  # about 0",
    _U: "np.array(X, float) / x_deviation",
}
_POWERS = {
    "off": """\
def powers(X):
    return np.array(X, float) ** np.arange(1, degree + 1)

""",
    "on": f"""\
x = np.array(data.X, float)
{_WITH_MEAN}


def powers(X):
    u = {_U}
    return np.round(u, 12) ** np.arange(1, degree + 1)

""",
}
_OF_HELD_OUT = "unseen = unseen._replace(X=powers(unseen.X))"


def powers_section(s: Scenario) -> list[str]:
    """The section that makes powers of x, if the scenario has any."""
    if not s.has_powers:
        return []
    of_what = "x standardised" if s.scaling == "on" else "x"
    powers = _POWERS[s.scaling]
    if not s.has_intercept:
        for old, new in _WITHOUT_INTERCEPT.items():
            powers = powers.replace(old, new)
    lines = [
        f"# Features: the powers of {of_what}",
        powers,
        "data = data._replace(X=powers(data.X))",
        *[_OF_HELD_OUT] * (s.held_out > 0),
    ]
    return ["\n".join(lines)]


def start_line(s: Scenario, num_features: int) -> str:
    """The line that says where training starts."""
    d, powers = str(num_features), s.has_powers
    *W, b = s.fields("chosen start")
    if s.start == "seed":
        seed = "seed" if s.start_seed is None else "start_seed"
        drawn = f"params = {call(init_params, seed, str(MAX_DEGREE) if powers else d)}"
        drawn += "\nparams = params._replace(W=params.W[:degree])" * powers
        return drawn + "\nparams = params._replace(b=None)" * (not s.has_intercept)
    b = b if s.has_intercept else "None"
    if s.start == "zero":
        zero = "0.0" if s.has_intercept else b
        return f"params = Params(jnp.zeros({'degree' if powers else d}), {zero})"
    names = [*W, *["0.0"] * num_features][:num_features]
    chosen = f"[{', '.join(names)}]" + " + [0.0] * (degree - 1)" * powers
    return f"params = Params(jnp.array({chosen}), {b})"

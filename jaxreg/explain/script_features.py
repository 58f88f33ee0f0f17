"""The powers of x in an exported script."""

from jaxreg.explain.source import call
from jaxreg.settings import Scenario
from jaxreg.settings.features import MAX_DEGREE
from jaxreg.training.models import init_params

_POWERS = {
    "off": """\
def powers(X):
    return np.array(X, float) ** np.arange(1, degree + 1)

""",
    "on": """\
x = np.array(data.X, float)
x_mean, x_deviation = x.mean(0), x.std(0)


def powers(X):
    u = (np.array(X, float) - x_mean) / x_deviation
    return np.round(u, 12) ** np.arange(1, degree + 1)

""",
}
_OF_HELD_OUT = "unseen = unseen._replace(X=powers(unseen.X))"


def powers_section(s: Scenario) -> list[str]:
    """The section that makes powers of x, if the scenario has any."""
    if not s.has_powers:
        return []
    of_what = "x standardised" if s.scaling == "on" else "x"
    lines = [
        f"# Features: the powers of {of_what}",
        _POWERS[s.scaling],
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
        return drawn + "\nparams = params._replace(W=params.W[:degree])" * powers
    if s.start == "zero":
        return f"params = Params(jnp.zeros({'degree' if powers else d}), 0.0)"
    names = [*W, *["0.0"] * num_features][:num_features]
    chosen = f"[{', '.join(names)}]" + " + [0.0] * (degree - 1)" * powers
    return f"params = Params(jnp.array({chosen}), {b})"

"""The linear page: a line through points."""

from jaxreg.data.dataset import Points
from jaxreg.display.noise import noise_in_tex
from jaxreg.display.report import tex
from jaxreg.page.page import show_page
from jaxreg.page.state import literal
from jaxreg.page.update import Gradient, update
from jaxreg.settings import BY_HAND, LinearScenario
from jaxreg.training.held_out import least_seen, num_held_out
from jaxreg.training.problem import trained_epochs

_FORMULAS = r"""
**Data**: {drawn}

**Model**

$$
\hat y = {model}
$$

**Loss**, the mean squared error{with_penalty}

$$
L = \frac{{1}}{{{n}}} {total} {error}^2{penalty}
$$

{updated}
{trained}"""


def formulas(s: LinearScenario, points: Points | None) -> str:
    """Data, model, loss and update rule, with the scenario's numbers in them."""
    in_all = len(points.y) if points else s.num_points
    n = in_all - num_held_out(in_all, least_seen(1, s.degree), s.held_out)
    W, b = tex(s.true_W), tex(s.true_b, "+")
    noise, drawn_from = noise_in_tex(s)
    total, error = rf"\sum_{{i=1}}^{{{n}}}", r"(W x_i + b - y_i)"
    model, weight, factor = "W x + b", "W", "x_i"
    if s.has_powers:
        x = "u" if s.scaling == "on" else "x"
        model, weight, factor = _polynomial(x, s.degree), "W_j", f"{x}_i^j"
        error = r"(\hat y_i - y_i)"
    drawn = rf"""the points that are fitted:

$$
y_i = {W}\,x_i {b}{noise}{drawn_from}
$$"""
    if points:
        [feature], target = points.names.features, points.names.target
        x, y = literal(feature.meaning), literal(target.meaning)
        drawn = f"{n:,} rows of a table: $x$ is {x}, $y$ is {y}."
        if s.data == BY_HAND:
            drawn = f"{n} points that were placed by hand."
    l2 = tex(s.l2)
    norm = r"\sum_j W_j^2" if s.has_powers else "W^2"
    slope = rf"\frac{{2}}{{{n}}} {total} {error}"
    decay = (rf"{l2}\,{weight}",) * (s.l2 > 0)
    gradient = Gradient(weight, (rf"{slope}\,{factor}", *decay), slope)
    return _FORMULAS.format(
        n=n,
        drawn=drawn,
        model=model,
        total=total,
        error=error,
        with_penalty=" and a penalty" * (s.l2 > 0),
        penalty=rf" + \frac{{{l2}}}{{2}} {norm}" * (s.l2 > 0),
        updated=update(s, n, trained_epochs(s, in_all), gradient),
        trained=_units(s),
    )


def _polynomial(x: str, degree: int) -> str:
    """The model of powers of x, in TeX."""
    last = rf"W_{degree} {x}^{degree}"
    middle = r" + \cdots" * (degree > 2)
    u = r", \qquad u = (x - \bar x) / s" * (x == "u")
    return rf"W_1 {x}{middle} + {last} + b{u}"


def _units(s: LinearScenario) -> str:
    """The units that training uses, in Markdown."""
    said = ""
    if s.scaling == "on":
        said = (
            "\n\nTraining uses $x' = (x - \\bar x) / s$ instead of $x$; its $W'$ and "
            "$b'$ are shown as $W = W' / s$ and $b = b' - W' \\bar x / s$."
        )
        if s.has_powers:
            said = (
                "\n\nTraining uses each power of $u$ standardised, too; its weights "
                "are shown as those of the powers themselves."
            )
    if s.is_of_table:
        W = "the weights" if s.has_powers else "$W$"
        said += (
            "\n\nTraining uses $y' = (y - \\bar y) / s_y$ instead of $y$, so that "
            f"float32 keeps the digits of $y$; {W}, $b$ and $L$ are shown for $y$ "
            "itself."
        )
    if s.l2 and (s.scaling == "on" or s.is_of_table):
        said += "\n\nThe penalty is on the weights of training."
    return said


show_page("linear", formulas)

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
    bias = " + b" * s.has_intercept
    total, error = rf"\sum_{{i=1}}^{{{n}}}", rf"(W x_i{bias} - y_i)"
    model, weight, factor = f"W x{bias}", "W", "x_i"
    if s.has_powers:
        x = "u" if s.scaling == "on" else "x"
        model, weight, factor = _polynomial(s, x), "W_j", f"{x}_i^j"
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
    by_W = (rf"{slope}\,{factor}", *[rf"{l2}\,{weight}"] * (s.l2 > 0))
    gradient = Gradient(weight, by_W, slope * s.has_intercept)
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


def _polynomial(s: LinearScenario, x: str) -> str:
    """The model of powers of x, in TeX."""
    last = rf"W_{s.degree} {x}^{s.degree}"
    middle = r" + \cdots" * (s.degree > 2)
    bias, scaled = (" + b", r"(x - \bar x)") if s.has_intercept else ("", "x")
    u = rf", \qquad u = {scaled} / s" * (x == "u")
    return rf"W_1 {x}{middle} + {last}{bias}{u}"


def _units(s: LinearScenario) -> str:
    """The units that training uses, in Markdown."""
    said = ""
    if s.scaling == "on":
        said = (
            "\n\nTraining uses $x' = (x - \\bar x) / s$ instead of $x$; its $W'$ and "
            "$b'$ are shown as $W = W' / s$ and $b = b' - W' \\bar x / s$."
        )
        if not s.has_intercept:
            said = (
                "\n\nTraining uses $x' = x / s$ instead of $x$, with $s$ the root mean "
                "square of $x$; its $W'$ is shown as $W = W' / s$."
            )
        if s.has_powers:
            said = (
                "\n\nTraining uses each power of $u$ standardised, too; its weights "
                "are shown as those of the powers themselves."
            )
    if s.is_of_table:
        shown = ("the weights" if s.has_powers else "$W$") + ", $b$" * s.has_intercept
        scaled = "(y - \\bar y) / s_y" if s.has_intercept else "y / s_y"
        said += (
            f"\n\nTraining uses $y' = {scaled}$ instead of $y$, so that "
            f"float32 keeps the digits of $y$; {shown} and $L$ are shown for $y$ "
            "itself."
        )
    if s.l2 and (s.scaling == "on" or s.is_of_table):
        said += "\n\nThe penalty is on the weights of training."
    return said


show_page("linear", formulas)

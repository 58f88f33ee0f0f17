"""The linear page: a line through points."""

from jaxreg.data.dataset import Points
from jaxreg.display.report import tex
from jaxreg.page.page import show_page
from jaxreg.page.state import literal
from jaxreg.page.update import Gradient, update
from jaxreg.settings import LinearScenario
from jaxreg.training.held_out import num_held_out
from jaxreg.training.problem import trained_epochs

_FORMULAS = r"""
**Data**: {drawn}

**Model**

$$
\hat y = W x + b
$$

**Loss**, the mean squared error

$$
L = \frac{{1}}{{{n}}} {total} {error}^2
$$

{updated}
{trained}"""


def formulas(s: LinearScenario, points: Points | None) -> str:
    """Data, model, loss and update rule, with the scenario's numbers in them."""
    in_all = len(points.y) if points else s.num_points
    n = in_all - num_held_out(in_all, 1, s.held_out)
    W, b = tex(s.true_W), tex(s.true_b, "+")
    noise = "" if s.targets == "noise-free" else rf" + {tex(s.noise)}\,\varepsilon_i"
    total, error = rf"\sum_{{i=1}}^{{{n}}}", r"(W x_i + b - y_i)"
    drawn = rf"""the points that are fitted:

$$
y_i = {W}\,x_i {b}{noise}, \qquad \varepsilon_i \sim N(0, 1)
$$"""
    if points:
        [feature], target = points.names.features, points.names.target
        x, y = literal(feature.meaning), literal(target.meaning)
        drawn = f"{n:,} rows of a table: $x$ is {x}, $y$ is {y}."
    trained = (
        "\n\nTraining uses $x' = (x - \\bar x) / s$ instead of $x$; its $W'$ and $b'$ "
        "are shown as $W = W' / s$ and $b = b' - W' \\bar x / s$."
        if s.scaling == "on"
        else ""
    )
    if points:
        trained += (
            "\n\nTraining uses $y' = (y - \\bar y) / s_y$ instead of $y$, so that "
            "float32 keeps the digits of $y$; $W$, $b$ and $L$ are shown for $y$ "
            "itself."
        )
    slope = rf"\frac{{2}}{{{n}}} {total} {error}"
    gradient = Gradient("W", (rf"{slope}\,x_i",), slope)
    return _FORMULAS.format(
        n=n,
        drawn=drawn,
        total=total,
        error=error,
        updated=update(s, n, trained_epochs(s, in_all), gradient),
        trained=trained,
    )


show_page("linear", formulas)

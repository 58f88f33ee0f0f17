"""The logistic page: a boundary between two classes."""

from jaxreg.data.dataset import Points
from jaxreg.display.report import tex
from jaxreg.page.page import show_page
from jaxreg.page.state import literal
from jaxreg.page.update import Gradient, update
from jaxreg.settings import LogisticScenario
from jaxreg.training.held_out import num_held_out
from jaxreg.training.problem import trained_epochs

_FORMULAS = r"""
**Data**: {drawn}

**Model**

$$
p = \sigma({z}), \qquad \sigma(z) = \frac{{1}}{{1 + e^{{-z}}}}
$$

**Loss**, the binary cross-entropy{computed}

$$
L = -\frac{{1}}{{{n}}} {total} [y_i \log p_i + (1 - y_i) \log(1 - p_i)]{penalty}
$$

{updated}
{trained}"""


def formulas(s: LogisticScenario, points: Points | None) -> str:
    """Data, model, loss and update rule, with the scenario's numbers in them."""
    in_all = len(points.y) if points else 5 if s.data == "lecture" else s.num_points
    one = points is not None and len(points.names.features) == 1
    n = in_all - num_held_out(in_all, 1 if one else 2, s.held_out)
    l2 = tex(s.l2)
    total = rf"\sum_{{i=1}}^{{{n}}}"
    computed = (
        ", computed as written here"
        if s.loss_form == "textbook"
        else ", computed from the logits as $\\log(1 + e^{(1 - 2 y_i) z_i})$"
    )
    norm = "W^2" if one else "(W_1^2 + W_2^2)"
    penalty = rf" + \frac{{{l2}}}{{2}} {norm}" if s.l2 else ""
    z = "W x + b" if one else "W_1 x_1 + W_2 x_2 + b"
    decay = (rf"{l2}\,W_j",) if s.l2 else ()
    trained = (
        "\n\nTraining uses $x_j' = (x_j - \\bar x_j) / s_j$ instead of $x_j$; its $W'$ "
        "and $b'$ are converted to $W$ and $b$ for $x_j$ itself."
        if s.scaling == "on"
        else ""
    )
    slope = rf"\frac{{1}}{{{n}}} {total} (p_i - y_i)"
    gradient = Gradient("W_j", (rf"{slope}\,x_{{ij}}", *decay), slope)
    return _FORMULAS.format(
        n=n,
        drawn=_columns(points) if points else _made(s),
        z=z,
        computed=computed,
        total=total,
        penalty=penalty,
        updated=update(s, n, trained_epochs(s, in_all), gradient),
        trained=trained,
    )


def _made(s: LogisticScenario) -> str:
    """Where points that come from no table come from, in Markdown."""
    if s.data == "lecture":
        return "the lecture's five points"
    W1, W2, b = tex(s.true_W1), tex(s.true_W2, "+"), tex(s.true_b, "+")
    logit = rf"{W1}\,x_1 {W2}\,x_2 {b}"
    return rf"$P(y = 1) = \sigma({logit})$ with $x_1, x_2$ in $(-3, 3)$"


def _columns(points: Points) -> str:
    """What the features and the classes are, in Markdown."""
    names = points.names
    signs = ["x"] if len(names.features) == 1 else ["x_1", "x_2"]
    features = " and ".join(
        f"${sign}$ is {literal(feature.meaning)}"
        for sign, feature in zip(signs, names.features, strict=True)
    )
    one = literal(names.classes[1])
    if names.cut is None:
        one = f"{literal(names.target.name)} is {one}"
    return f"{len(points.y):,} rows of a table: {features}; $y$ is 1 where {one}."


show_page("logistic", formulas)

"""The logistic page: a boundary between two classes."""

from jaxreg.data.dataset import Points
from jaxreg.display.report import tex
from jaxreg.page.page import show_page
from jaxreg.page.state import literal
from jaxreg.page.update import Gradient, update
from jaxreg.settings import BY_HAND, LogisticScenario
from jaxreg.settings.scenario import CIRCLE
from jaxreg.training.held_out import least_seen, num_held_out
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
    k = len(points.names.features) if points else 2
    n = in_all - num_held_out(in_all, least_seen(k, s.degree), s.held_out)
    l2 = tex(s.l2)
    total = rf"\sum_{{i=1}}^{{{n}}}"
    computed = (
        ", computed as written here"
        if s.loss_form == "textbook"
        else ", computed from the logits as $\\log(1 + e^{(1 - 2 y_i) z_i})$"
    )
    penalty = rf" + \frac{{{l2}}}{{2}} {_NORMS[k, s.degree]}" if s.l2 else ""
    decay = (rf"{l2}\,W_j",) if s.l2 else ()
    slope = rf"\frac{{1}}{{{n}}} {total} (p_i - y_i)"
    feature = "x_{ij}" if s.degree == 1 else "f_{ij}"
    gradient = Gradient("W_j", (rf"{slope}\,{feature}", *decay), slope)
    return _FORMULAS.format(
        n=n,
        drawn=_columns(s, points) if points else _made(s),
        z=_model(k, s),
        computed=computed,
        total=total,
        penalty=penalty,
        updated=update(s, n, trained_epochs(s, in_all), gradient),
        trained=_trained(s),
    )


_NORMS = {
    (1, 1): "W^2",
    (2, 1): "(W_1^2 + W_2^2)",
    (1, 2): "(W_1^2 + W_2^2)",
    (2, 2): r"\sum_{j=1}^5 W_j^2",
}
_MODELS = {
    (1, 1): "W x + b",
    (2, 1): "W_1 x_1 + W_2 x_2 + b",
    (1, 2): "W_1 x + W_2 x^2 + b",
    (2, 2): "W_1 x_1 + W_2 x_2 + W_3 x_1^2 + W_4 x_1 x_2 + W_5 x_2^2 + b",
}


_SQUARE = "$x_1, x_2$ in $(-3, 3)$"


def _model(k: int, s: LogisticScenario) -> str:
    """The logit of k features, as TeX; of their squares those of standardised x."""
    model = _MODELS[k, s.degree]
    return model.replace("x", "u") if s.degree > 1 and s.scaling == "on" else model


def _trained(s: LogisticScenario) -> str:
    """What features there are, and what training makes of them."""
    feature, squares = "x_j", ""
    if s.degree > 1:
        feature = "f_j"
        squares = "\n\n$f_{ij}$ is what $W_j$ is multiplied by at point $i$"
        if s.scaling == "on":
            squares += ", $u$ being $x$ less its mean, over its deviation"
        squares += "."
    if s.scaling == "off":
        return squares
    return (
        f"{squares}\n\nTraining uses "
        f"${feature}' = ({feature} - \\bar {feature}) / s_j$ instead of ${feature}$; "
        "its $W'$ and $b'$ are converted to $W$ and $b$ for "
        f"${feature}${' itself' * (s.degree == 1)}."
    )


def _made(s: LogisticScenario) -> str:
    """Where points that come from no table come from, in Markdown."""
    if s.data == "lecture":
        return "the lecture's five points"
    if s.data == CIRCLE:
        return rf"$P(y = 1) = \sigma(4 - x_1^2 - x_2^2)$ with {_SQUARE}"
    W1, W2, b = tex(s.true_W1), tex(s.true_W2, "+"), tex(s.true_b, "+")
    logit = rf"{W1}\,x_1 {W2}\,x_2 {b}"
    return rf"$P(y = 1) = \sigma({logit})$ with {_SQUARE}"


def _columns(s: LogisticScenario, points: Points) -> str:
    """What the features and the classes are, in Markdown."""
    if s.data == BY_HAND:
        return f"{len(points.y)} points that were placed by hand."
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

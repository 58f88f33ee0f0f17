"""The logistic page: a boundary between two classes."""

from jaxreg.scenario import CONTROLS, LogisticScenario
from jaxreg.ui.page import show_page


def formulas(s: LogisticScenario) -> str:
    """Data, model, loss and update rule, with the scenario's numbers in them."""
    lecture = s.data == "lecture"
    n = 5 if lecture else s.num_points
    rate = CONTROLS["logistic"]["learning_rate"].text(s.learning_rate)
    logit = rf"{s.true_W1:g}\,x_1 {s.true_W2:+g}\,x_2 {s.true_b:+g}"
    drawn = rf"$P(y = 1) = \sigma({logit})$ with $x_1, x_2$ in $(-3, 3)$"
    total = rf"\sum_{{i=1}}^{{{n}}}"
    computed = (
        ", computed as it stands"
        if s.loss_form == "textbook"
        else ", computed from the logits as $\\log(1 + e^{(1 - 2 y_i) z_i})$"
    )
    l2 = CONTROLS["logistic"]["l2"].text(s.l2)
    penalty = rf" + \frac{{{l2}}}{{2}} (W_1^2 + W_2^2)" if s.l2 else ""
    decay = rf" - {rate} \cdot {l2}\,W_j" if s.l2 else ""
    trained = (
        "\n\nTraining sees $x_j' = (x_j - \\bar x_j) / s_j$ in place of $x_j$; its "
        "$W'$ and $b'$ are shown for $x_j$ as it is."
        if s.scaling == "on"
        else ""
    )
    step = rf"{rate} \cdot \frac{{1}}{{{n}}} {total} (p_i - y_i)"
    return rf"""
**Data**: {"the lecture's five points" if lecture else drawn}

**Model**

$$
p = \sigma(W_1 x_1 + W_2 x_2 + b), \qquad \sigma(z) = \frac{{1}}{{1 + e^{{-z}}}}
$$

**Loss**, the binary cross-entropy{computed}

$$
L = -\frac{{1}}{{{n}}} {total} [y_i \log p_i + (1 - y_i) \log(1 - p_i)]{penalty}
$$

**Update**, {s.epochs} times with the learning rate {rate}

$$
W_j \leftarrow W_j - {step}\,x_{{ij}}{decay}
$$

$$
b \leftarrow b - {step}
$$
{trained}"""


show_page("logistic", formulas)

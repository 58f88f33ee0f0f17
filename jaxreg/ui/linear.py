"""The linear page: a line through points."""

from jaxreg.scenario import CONTROLS, LinearScenario
from jaxreg.ui.page import show_page


def formulas(s: LinearScenario) -> str:
    """Data, model, loss and update rule, with the scenario's numbers in them."""
    n = s.num_points
    rate = CONTROLS["linear"]["learning_rate"].text(s.learning_rate)
    noise = "" if s.targets == "noise-free" else rf" + {s.noise:g}\,\varepsilon_i"
    total, error = rf"\sum_{{i=1}}^{{{n}}}", r"(W x_i + b - y_i)"
    trained = (
        "\n\nTraining sees $x' = (x - \\bar x) / s$ in place of $x$; its $W'$ and $b'$ "
        "are shown as $W = W' / s$ and $b = b' - W' \\bar x / s$."
        if s.scaling == "on"
        else ""
    )
    step = rf"{rate} \cdot \frac{{2}}{{{n}}} {total} {error}"
    return rf"""
**Data**, what is fitted:

$$
y_i = {s.true_W:g}\,x_i {s.true_b:+g}{noise}, \qquad \varepsilon_i \sim N(0, 1)
$$

**Model**

$$
\hat y = W x + b
$$

**Loss**, the mean squared error

$$
L = \frac{{1}}{{{n}}} {total} {error}^2
$$

**Update**, {s.epochs} times with the learning rate {rate}

$$
W \leftarrow W - {step}\,x_i
$$

$$
b \leftarrow b - {step}
$$
{trained}"""


show_page("linear", formulas)

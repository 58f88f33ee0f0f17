"""The linear page: a line through points."""

from jaxreg.scenario import CONTROLS, LinearScenario
from jaxreg.ui.page import show_page


def formulas(s: LinearScenario) -> str:
    """Data, model, loss and update rule, with the scenario's numbers in them."""
    n = s.num_points
    rate = CONTROLS["linear"]["learning_rate"].text(s.learning_rate)
    noise = "" if s.targets == "noise-free" else rf" + {s.noise:g}\,\varepsilon_i"
    return rf"""
**Data**, fitted to: ${{y_i = {s.true_W:g}\,x_i {s.true_b:+g}{noise}}}$,
$x_i = 0 \dots 9$, $\varepsilon_i \sim \mathcal N(0, 1)$

**Model**
$$\hat y = W x + b$$
**Loss**, the mean squared error
$$L = \frac{{1}}{{{n}}} \sum_{{i=1}}^{{{n}}} (W x_i + b - y_i)^2$$
**Update**, {s.epochs} times with the learning rate {rate}
$$W \leftarrow W - {rate} \cdot \frac{{2}}{{{n}}} \sum_{{i=1}}^{{{n}}} (W x_i + b - y_i)\,x_i$$
$$b \leftarrow b - {rate} \cdot \frac{{2}}{{{n}}} \sum_{{i=1}}^{{{n}}} (W x_i + b - y_i)$$
"""


show_page("linear", formulas)

"""The logistic page: a boundary between two classes."""

from jaxreg.scenario import CONTROLS, LogisticScenario
from jaxreg.ui.page import show_page


def formulas(s: LogisticScenario) -> str:
    """Data, model, loss and update rule, with the scenario's numbers in them."""
    n = 5 if s.data == "lecture" else s.num_points
    rate = CONTROLS["logistic"]["learning_rate"].text(s.learning_rate)
    data = (
        "the lecture's five points"
        if s.data == "lecture"
        else rf"$P(y = 1) = \sigma({s.true_W1:g}\,x_1 {s.true_W2:+g}\,x_2 {s.true_b:+g})$,"
        " $x_1, x_2$ uniform in $(-3, 3)$"
    )
    return rf"""
**Data**: {data}

**Model**
$$p = \sigma(W_1 x_1 + W_2 x_2 + b), \qquad \sigma(z) = \frac{{1}}{{1 + e^{{-z}}}}$$
**Loss**, the binary cross-entropy
$$L = -\frac{{1}}{{{n}}} \sum_{{i=1}}^{{{n}}} \big[ y_i \log p_i + (1 - y_i) \log(1 - p_i) \big]$$
**Update**, {s.epochs} times with the learning rate {rate}
$$W \leftarrow W - {rate} \cdot \frac{{1}}{{{n}}} \sum_{{i=1}}^{{{n}}} (p_i - y_i)\,x_i$$
$$b \leftarrow b - {rate} \cdot \frac{{1}}{{{n}}} \sum_{{i=1}}^{{{n}}} (p_i - y_i)$$
"""


show_page("logistic", formulas)

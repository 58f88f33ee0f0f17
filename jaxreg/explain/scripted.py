"""What differs between models in their scripts and notebooks."""

from collections.abc import Callable
from typing import Any, NamedTuple

from jaxreg.data import generated
from jaxreg.data.dataset import Dataset
from jaxreg.explain.source import call, section
from jaxreg.settings import LinearScenario, LogisticScenario, Scenario
from jaxreg.training import models


class Scripted(NamedTuple):
    """How scripts tell a model, as functions of one of its scenarios: the section that
    makes its ``num_points``; the ``title`` over its losses, of which the last is
    trained and needs those before; and, in ``words``, model and loss of d features in
    Markdown.

    For a table, ``has_units`` says whether y is standardised, and ``classes`` which
    values of y stand for classes.
    """

    made: Callable[[Any], str]
    num_points: Callable[[Any], int]
    title: str
    losses: Callable[[Any], list[Any]]
    words: Callable[[Any, int], str]
    has_units: bool = False
    classes: tuple[str, ...] = ()


def scripted_of(scenario: Scenario) -> Scripted:
    """How scripts tell the scenario's model."""
    return SCRIPTED[scenario.page]


def _line(s: LinearScenario) -> str:
    """The points of the line, with noise only if it is trained on."""
    is_noisy = s.targets == "noisy" and s.noise > 0
    made = [generated.make_line, *[generated.add_noise] * is_noisy]
    title = f"Data: {s.num_points} points of a line, x from 0 to 9"
    return section(title, Dataset, *made, *(f"data = {call(part)}" for part in made))


def _classes(s: LogisticScenario) -> str:
    """The points of the two classes, the lecture's or drawn."""
    what, make = "the lecture's five points", generated.lecture_logistic_data
    true_model = []
    if s.data != "lecture":
        what, make = f"{s.num_points} points of a square", generated.make_logistic_data
        true_model = ["jnp.array([true_W1, true_W2])", "true_b"]
    title = f"Data: {what}, of class y = 1 or 0"
    return section(title, Dataset, make, f"data = {call(make, *true_model)}")


def _cross_entropies(s: LogisticScenario) -> list[Any]:
    if s.loss_form == "textbook":
        forms = [models.textbook_surprise, models.textbook_cross_entropy]
        return [models.Penalised, *forms]
    penalty = [models.Penalised, models.penalised_cross_entropy] if s.l2 else []
    return [models.surprise, models.binary_cross_entropy, *penalty]


def _logistic_words(s: LogisticScenario, d: int) -> str:
    two = "W_1 x_1 + W_2 x_2", "(W_1^2 + W_2^2)"
    z, squares = ("W x", "W^2") if d == 1 else two
    penalty = rf", plus $\frac{{\lambda}}{{2}} {squares}$ with $\lambda$ = {s.l2}"
    return (
        f"The model is $P(y = 1) = 1 / (1 + e^{{-z}})$ with $z = {z} + b$.\n"
        f"Its loss is the mean of $-\\log P(y)$ over the points{penalty * (s.l2 > 0)}."
    )


SCRIPTED = {
    "linear": Scripted(
        title="Model and loss: the line X W + b, and the mean of its squared errors",
        made=_line,
        num_points=lambda s: s.num_points,
        losses=lambda s: [models.squared_error, models.mean_squared_error],
        words=lambda s, d: (
            "The model is $y = W x + b$.\n"
            "Its loss is the mean of $(W x + b - y)^2$ over the points."
        ),
        has_units=True,
    ),
    "logistic": Scripted(
        title="Model and loss: P(y = 1) = sigmoid(X W + b), the mean of -log P(y)",
        made=_classes,
        num_points=lambda s: 5 if s.data == "lecture" else s.num_points,
        losses=_cross_entropies,
        words=_logistic_words,
        classes=("y = 0", "y = 1"),
    ),
}
"""The models, by page."""

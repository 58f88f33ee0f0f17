"""What differs between models in their scripts and notebooks."""

from collections.abc import Callable
from typing import Any, NamedTuple

from jaxreg.data import generated
from jaxreg.data.dataset import Dataset
from jaxreg.data.noise import ADD, draw_normal
from jaxreg.explain.source import call, section
from jaxreg.settings import LinearScenario, LogisticScenario, Scenario
from jaxreg.settings.scenario import CIRCLE
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
    made: list[Any] = [generated.make_line]
    steps = [f"data = {call(generated.make_line)}"]
    if is_noisy:
        add = ADD[s.noise_kind]
        made += [draw_normal, add]
        steps += [f"normal = {call(draw_normal)}", f"data = {call(add)}"]
    title = f"Data: {s.num_points} points of a line, x from 0 to 9"
    return section(title, Dataset, *made, *steps)


def _classes(s: LogisticScenario) -> str:
    """The points of the two classes, the lecture's or drawn."""
    what, make = "the lecture's five points", generated.lecture_logistic_data
    true_model = []
    if s.is_drawn:
        what, make = f"{s.num_points} points of a square", generated.make_logistic_data
        true_model = ["jnp.array([true_W1, true_W2])", "true_b"]
    if s.data == CIRCLE:
        what, make = f"{what}, told apart by a circle", generated.make_circle_data
        true_model = []
    title = f"Data: {what}, of class y = 1 or 0"
    return section(title, Dataset, make, f"data = {call(make, *true_model)}")


def _cross_entropies(s: LogisticScenario) -> list[Any]:
    if s.loss_form == "textbook":
        forms = [models.textbook_surprise, models.textbook_cross_entropy]
        return [models.Penalised, *forms]
    if not s.has_rate:
        forms = [models.curved_surprise, models.curved_cross_entropy]
        return [models.Penalised, *forms]
    penalty = [models.Penalised, models.penalised_cross_entropy] if s.l2 else []
    return [models.surprise, models.binary_cross_entropy, *penalty]


def _logistic_words(s: LogisticScenario, d: int) -> str:
    two = "W_1 x_1 + W_2 x_2", "(W_1^2 + W_2^2)"
    z, squares = ("W x", "W^2") if d == 1 else two
    if s.degree > 1:
        more = "W_3 x_1^2 + W_4 x_1 x_2 + W_5 x_2^2"
        z = "W_1 x + W_2 x^2" if d == 1 else f"{z} + {more}"
        squares = two[1] if d == 1 else r"\sum_j W_j^2"
    of_what = ""
    if s.degree > 1 and s.scaling == "on":
        z, of_what = z.replace("x", "u"), ", $u$ being $x$ standardised"
    penalty = rf", plus $\frac{{\lambda}}{{2}} {squares}$ with $\lambda$ = {s.l2}"
    return (
        f"The model is $P(y = 1) = 1 / (1 + e^{{-z}})$ with $z = {z} + b${of_what}.\n"
        f"Its loss is the mean of $-\\log P(y)$ over the points{penalty * (s.l2 > 0)}."
    )


def _squared_errors(s: LinearScenario) -> list[Any]:
    penalty = [models.Penalised, models.penalised_squared_error] if s.l2 else []
    return [models.squared_error, models.mean_squared_error, *penalty]


def _line_words(s: LinearScenario, d: int) -> str:
    x = "u" if s.scaling == "on" else "x"
    model, squares, of_what = "W x + b", "W^2", ""
    if s.has_powers:
        powers = [f"W_{k} {x}^{k}" if k > 1 else f"W_1 {x}" for k in (1, s.degree)]
        model = " + ".join([powers[0], *[r"\cdots"] * (s.degree > 2), powers[1], "b"])
        squares = r"\sum_j W_j^2"
        of_what = ", $u$ being $x$ standardised" * (s.scaling == "on")
    if not s.has_intercept:
        model = model.removesuffix(" + b")
    penalty = rf", plus $\frac{{\lambda}}{{2}} {squares}$ with $\lambda$ = {s.l2}"
    error = f"({model} - y)^2" if not s.has_powers else r"(\hat y - y)^2"
    y = r"\hat y" if s.has_powers else "y"
    return (
        f"The model is ${y} = {model}${of_what}.\n"
        f"Its loss is the mean of ${error}$ over the points{penalty * (s.l2 > 0)}."
    )


SCRIPTED = {
    "linear": Scripted(
        title="Model and loss: the line X W + b, and the mean of its squared errors",
        made=_line,
        num_points=lambda s: s.num_points,
        losses=_squared_errors,
        words=_line_words,
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

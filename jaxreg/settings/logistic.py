"""The settings of logistic regression."""

from dataclasses import dataclass
from math import log
from typing import ClassVar

from jaxreg.settings import (
    by_hand,
    features,
    held_out,
    landscape,
    method,
    mistake,
    shared,
)
from jaxreg.settings.control import Control
from jaxreg.settings.glossary import define
from jaxreg.settings.scenario import CIRCLE, Scenario

SETS = ("O-rings", *shared.SETS)
"""The built-in data sets."""
EXPLAIN = (
    *("gradient", "accuracy", "threshold", "odds", "least squares", "flips", "rates"),
    *("tune", "precision", "bug lab", "separable", "code"),
)
"""The entries of its Explain menu."""
MAX_WEIGHTS = 5

# Where the linear page uses the same key, this page's begins with "c_", for classes:
# two pages that share a key would share its value.
CONTROLS: dict[str, Control] = {
    "data": shared.data(
        "data",
        ["generated", CIRCLE, "lecture"],
        SETS,
        help="Points drawn from a true model that you set, or from a circle, the "
        "lecture's five points",
    ),
    "true_W1": Control(
        group="generator",
        key="W1",
        label="True weight W₁",
        low=-5.0,
        high=5.0,
        step=0.1,
        help="How strongly x₁ speaks for class 1 in the true model.",
    ),
    "true_W2": Control(
        group="generator",
        key="W2",
        label="True weight W₂",
        low=-5.0,
        high=5.0,
        step=0.1,
        help="How strongly x₂ speaks for class 1 in the true model. "
        "At 0 the true boundary is vertical.",
    ),
    "true_b": Control(
        group="generator",
        key="c_b",
        label="True bias b",
        low=-5.0,
        high=5.0,
        step=0.1,
        help="Shifts the true boundary: the larger b is, the likelier class 1 is.",
    ),
    "num_points": shared.num_points(
        "c_n", "drawn at random from the square from -3 to 3"
    ),
    "seed": shared.seed(
        "c_seed",
        "This one picks the points and their classes, and the W that training starts "
        "from, unless the start has a seed of its own (see Start). The lecture's run "
        "uses seed 10.",
    ),
    "learning_rate": shared.learning_rate(
        "c_lr",
        0.001,
        100,
        help=f"{define('learning rate')} The loss first rises at a rate of 0.652 in "
        "Lecture 5.2, and of 1.14 for this page's first points with the L2 penalty "
        "λ = 1. On the ruler: green, below 2 / (λmax(AᵀA) / 4n + λ) "
        "with A = [features 1], where the loss never rises, apart from rounding; "
        "orange, where it may.",
    ),
    "epochs": shared.epochs("c_epochs"),
    "method": method.method("c_by"),
    "momentum": method.momentum("c_mom"),
    "momentum_kind": method.momentum_kind("c_mom_kind"),
    "schedule": method.schedule("c_sched"),
    "batch": method.batch("c_batch"),
    "shuffle": method.shuffle("c_shuffle"),
    "loss_axis": shared.loss_axis("c_loss"),
    "landscape": landscape.look("c_land"),
    "across": landscape.axis("c_land_x", "across", MAX_WEIGHTS),
    "up": landscape.axis("c_land_y", "up", MAX_WEIGHTS),
    "digits": shared.digits("c_digits"),
    "start": shared.start("c_start"),
    "start_seed": shared.start_seed("c_start_seed"),
    "start_W1": shared.start_value("W1_0", "W₁"),
    "start_W2": shared.start_value("W2_0", "W₂"),
    "start_b": shared.start_value("c_b_0", "b"),
    "held_out": held_out.held_out("c_held"),
    "split": held_out.split("c_split"),
    "scaling": shared.scaling("c_scale"),
    "features": features.products("c_feat"),
    "loss_form": Control(
        group="loss",
        key="form",
        label="Loss formula",
        options=("stable", "textbook"),
        help=f"{define('cross-entropy')} The stable form computes it from the logits, "
        "as log(1 + exp(s)). The textbook form, −y log p − (1 − y) log(1 − p), breaks "
        "down in float32 once a logit z reaches 17.",
    ),
    "l2": features.l2(
        "l2",
        "With a penalty, the loss has a minimum even where a line separates the "
        "classes.",
    ),
    "explain": shared.explain("c_show", *EXPLAIN),
    "threshold": Control(
        group="threshold",
        key="threshold",
        label="Threshold",
        low=0.01,
        high=0.99,
        step=0.01,
        help=f"{define('threshold')} Lower it to miss fewer points of class 1, at the "
        "price of more false alarms. It changes no W and no b.",
    ),
    "mistake": mistake.mistake("c_bug"),
    "mistake_guess": mistake.mistake_guess("c_bug_is"),
    "ask_x1": shared.ask("x1", "x₁"),
    "ask_x2": shared.ask("x2", "x₂"),
    "points": by_hand.points("c_points", "x₁", "x₂", "class"),
    "x1_column": shared.column("x1_col", "x₁"),
    "x2_column": shared.column("x2_col", "x₂", low=0),
    "label_column": shared.column("label", "Label"),
    "positive": Control(
        group="class",
        key="class",
        label="Class 1",
        low=1,
        high=51,
        step=1,
        optional=True,
        typed=True,
        help="Which of the label's values, counted in order, is class 1. All others "
        "are class 0.",
    ),
    "cut": Control(
        group="class",
        key="cut",
        label="Class 1: at least",
        low=-1e15,
        high=1e15,
        optional=True,
        typed=True,
        help="Cuts a label of numbers in two: class 1 is what is at least this large. "
        "All else is class 0.",
    ),
}


@dataclass(frozen=True, kw_only=True)
class LogisticScenario(Scenario):
    """One run of logistic regression on two features and two classes, or on columns of
    a table, counted from 1; None: the first that fit; ``x2_column`` 0: none. Class 1
    is the ``positive``th of the label's classes, or, before that, its numbers from
    ``cut`` up."""

    page: ClassVar = "logistic"
    title: ClassVar = "Logistic regression"
    words: ClassVar = "Training tells two classes apart."
    controls: ClassVar = CONTROLS

    true_W1: float = 2.0
    true_W2: float = -1.0
    true_b: float = 0.5
    num_points: int = 100
    learning_rate: float = 0.1
    start_W1: float = 0.0
    start_W2: float = 0.0
    features: str = features.PLAIN
    loss_form: str = "stable"
    threshold: float = 0.5
    ask_x1: float | None = None
    ask_x2: float | None = None
    x1_column: int | None = None
    x2_column: int | None = None
    label_column: int | None = None
    positive: int | None = None
    cut: float | None = None

    @property
    def level(self) -> float:
        """The logit of the threshold."""
        return log(self.threshold / (1 - self.threshold))

    @property
    def degree(self) -> int:
        """The highest power among the features, as a linear scenario has it."""
        return 1 if self.features == features.PLAIN else 2

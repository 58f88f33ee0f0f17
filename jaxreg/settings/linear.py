"""The settings of linear regression."""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from jaxreg.settings import (
    by_hand,
    features,
    held_out,
    landscape,
    method,
    mistake,
    noise,
    shared,
)
from jaxreg.settings.control import Control
from jaxreg.settings.features import MAX_DEGREE
from jaxreg.settings.glossary import define
from jaxreg.settings.noise import KIND_OF, NORMAL
from jaxreg.settings.scenario import Scenario

SETS = ("Anscombe I", "Anscombe II", "Anscombe III", "Anscombe IV", *shared.SETS)
"""The built-in data sets."""
EXPLAIN = (
    *("prediction", "squares", "residuals", "x on y", "gradient", "influence"),
    *("rates", "tune", "precision", "bug lab", "code"),
)
"""The entries of its Explain menu."""

CONTROLS: dict[str, Control] = {
    "true_W": Control(
        group="generator",
        key="W",
        label="True slope W",
        low=-10.0,
        high=10.0,
        step=0.1,
        help="The slope of the line that the points scatter around. "
        "Training does not know it and has to find it.",
    ),
    "true_b": Control(
        group="generator",
        key="b",
        label="True intercept b",
        low=-10.0,
        high=10.0,
        step=0.1,
        help=f"{define('intercept')} Training has to find it, too, but for a model "
        "without an intercept, which cannot.",
    ),
    "noise": noise.noise("noise"),
    "num_points": shared.num_points("n", "spread evenly from x = 0 to 9"),
    "seed": shared.seed(
        "seed",
        "This one picks the noise of generated points, and the W that training "
        "starts from, unless the start has a seed of its own (see Start).",
    ),
    "targets": Control(
        group="generator",
        key="fit",
        label="Fit to",
        options=("noisy", "noise-free"),
        help="Train on the noisy points or, like the lecture's code, on the same "
        "points without their noise.",
    ),
    "noise_kind": noise.kind("noise_kind"),
    "nu": noise.nu("nu"),
    "outliers": noise.outliers("outliers"),
    "learning_rate": shared.learning_rate(
        "lr",
        0.0001,
        1,
        help=f"{define('learning rate', 'mode')} On the ruler: green, where no mode "
        "overshoots; orange, where the steepest one can overshoot, but still shrinks; "
        "red, where it can grow.",
    ),
    "epochs": shared.epochs("epochs"),
    "method": method.method("by"),
    "momentum": method.momentum("mom"),
    "momentum_kind": method.momentum_kind("mom_kind"),
    "schedule": method.schedule("sched"),
    "batch": method.batch("batch"),
    "shuffle": method.shuffle("shuffle"),
    "loss_axis": shared.loss_axis("loss"),
    "landscape": landscape.look("land"),
    "across": landscape.axis("land_x", "across", MAX_DEGREE),
    "up": landscape.axis("land_y", "up", MAX_DEGREE),
    "digits": shared.digits("digits"),
    "start": shared.start("start"),
    "start_seed": shared.start_seed("start_seed"),
    "start_W": shared.start_value("W_0", "W"),
    "start_b": shared.start_value("b_0", "b"),
    "held_out": held_out.held_out("held"),
    "split": held_out.split("split"),
    "scaling": shared.scaling(
        "scale",
        also=" and, for a table, standardised y",
        instead=" or, without an intercept, x / root mean square",
    ),
    "intercept": features.intercept("icept"),
    "degree": features.degree("deg"),
    "l2": features.l2(
        "pen",
        "So large weights, such as those of a curve that swings from point to point, "
        "cost something.",
    ),
    "explain": shared.explain("show", *EXPLAIN),
    "mistake": mistake.mistake("bug"),
    "mistake_guess": mistake.mistake_guess("bug_is"),
    "ask_x": shared.ask("x", "x"),
    "data": shared.data(
        "source",
        ["generated"],
        SETS,
        help="Points scattered around a line that you set",
    ),
    "points": by_hand.points("points", "x", "y"),
    "x_column": shared.column("x_col", "x"),
    "y_column": shared.column("y_col", "y"),
}


@dataclass(frozen=True, kw_only=True)
class LinearScenario(Scenario):
    """One run of linear regression, on y = true_W x + true_b + noise, or on two columns
    of a table, counted from 1; None: the first that fit."""

    page: ClassVar = "linear"
    title: ClassVar = "Linear regression"
    words: ClassVar = "Training fits a line or a curve to the points."
    controls: ClassVar = CONTROLS

    true_W: float = 3.0
    true_b: float = 2.0
    noise: float = 1.0
    noise_kind: str = NORMAL
    nu: float = 3.0
    outliers: float = 0.1
    targets: str = "noisy"
    start_W: float = 0.0
    intercept: str = features.ON
    degree: int = 1
    ask_x: float | None = None
    x_column: int | None = None
    y_column: int | None = None

    @property
    def has_powers(self) -> bool:
        """Whether the features are powers of x."""
        return self.degree > 1

    @cached_property
    def has_intercept(self) -> bool:
        """Whether the model adds b."""
        return self.intercept == features.ON

    @property
    def is_moved_by(self) -> list[str]:
        """As of any scenario, but for the numbers of other kinds of noise."""
        kind = self.noise_kind
        return [n for n in super().is_moved_by if KIND_OF.get(n, kind) == kind]

    @property
    def number_of_noise(self) -> float:
        """The number that its kind of noise alone heeds, 0 if there is none."""
        names = [name for name, kind in KIND_OF.items() if kind == self.noise_kind]
        return getattr(self, names[0]) if names else 0.0

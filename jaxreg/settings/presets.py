"""The pages, each with its kind of scenario, and scenarios that have a name."""

from typing import NamedTuple

from jaxreg.settings.control import Control
from jaxreg.settings.linear import LinearScenario
from jaxreg.settings.logistic import LogisticScenario
from jaxreg.settings.scenario import Scenario
from jaxreg.settings.shared import OWN

PAGES: dict[str, type[Scenario]] = {
    scenario.page: scenario for scenario in (LinearScenario, LogisticScenario)
}
CONTROLS: dict[str, dict[str, Control]] = {
    page: scenario.controls for page, scenario in PAGES.items()
}


class Preset(NamedTuple):
    """A scenario, and in a sentence of at most 90 letters what to look at."""

    scenario: Scenario
    look: str


PRESETS: dict[str, Preset] = {
    "Lecture 5.1": Preset(
        LinearScenario(targets="noise-free", digits="all", loss_axis="log"),
        "W is near 3 after 5 epochs, but b creeps: it takes all 1,000 to reach 1.995.",
    ),
    "Rate too small": Preset(
        LinearScenario(learning_rate=0.0001, loss_axis="log"),
        "After 1,000 epochs b is only 0.60; the best line has b = 1.56.",
    ),
    "Rate just right": Preset(
        LinearScenario(learning_rate=0.0178, epochs=300),
        "246 epochs come within 1 % of the smallest loss; a rate of 0.01 needs 439.",
    ),
    "Zig-zag": Preset(
        LinearScenario(learning_rate=0.0335, epochs=200, loss_axis="log"),
        "Every step jumps across the valley, and lands a little lower each time.",
    ),
    "Rate too large": Preset(
        LinearScenario(learning_rate=0.0501, loss_axis="log"),
        "Every step lands further away: the loss grows until float32 cannot hold it.",
    ),
    "Many noisy points": Preset(
        LinearScenario(num_points=1000, noise=5.0),
        "Points stray by about 5, but the fitted line is within 0.4 of the true one.",
    ),
    "Lecture 5.2": Preset(
        LogisticScenario(data="lecture", seed=10, learning_rate=0.01, digits="all"),
        "A line separates the five points: the loss has no minimum and falls for ever.",
    ),
    "Slow start": Preset(
        LogisticScenario(learning_rate=0.001, loss_axis="linear"),
        "After 1,000 short steps only 38 of 100 points are on the right side.",
    ),
    "Overlapping classes": Preset(
        LogisticScenario(
            true_W1=0.7, true_W2=0.7, true_b=0.0, num_points=500, learning_rate=1.0
        ),
        "No line separates them: the loss stops at 0.50, with 124 of 500 points wrong.",
    ),
    "Separable classes": Preset(
        LogisticScenario(
            true_W1=5.0,
            true_W2=-5.0,
            true_b=0.0,
            num_points=20,
            seed=2,
            learning_rate=1.0,
        ),
        "All 20 points are soon on the right side, and yet W grows and the loss falls.",
    ),
    "Vertical boundary": Preset(
        LogisticScenario(true_W1=3.0, true_W2=0.0, true_b=-2.0),
        "The true W₂ is 0, as x₂ says nothing of the class; training finds W₂ = −0.10.",
    ),
    "Oscillating loss": Preset(
        LogisticScenario(learning_rate=50.1, epochs=100, loss_axis="linear"),
        "Steps this long jump over the minimum: about a third of them raise the loss.",
    ),
}
"""By what their buttons say."""

TRY: dict[str, tuple[str, str, str]] = {
    "linear": ("Rate too small", "Zig-zag", "Rate too large"),
    "logistic": ("Overlapping classes", "Separable classes", "Oscillating loss"),
}
"""The presets to begin with, by page."""

OWN_DATA: dict[str, Scenario] = {
    "linear": LinearScenario(data=OWN, scaling="on", learning_rate=0.1, epochs=100),
    "logistic": LogisticScenario(
        data=OWN, scaling="on", learning_rate=3.16, epochs=3000
    ),
}
"""How own data are first run: x standardised, at a rate that converges."""

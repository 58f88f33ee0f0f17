"""The pages, each with its kind of scenario, and scenarios that have a name."""

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

PRESETS: dict[str, Scenario] = {
    "Lecture 5.1": LinearScenario(targets="noise-free", digits="all"),
    "Rate too small": LinearScenario(learning_rate=0.0001),
    "Rate just right": LinearScenario(learning_rate=0.0178, epochs=300),
    "Zig-zag": LinearScenario(learning_rate=0.0335, epochs=200, loss_axis="log"),
    "Rate too large": LinearScenario(learning_rate=0.0501),
    "Many noisy points": LinearScenario(num_points=1000, noise=5.0),
    "Lecture 5.2": LogisticScenario(
        data="lecture", seed=10, learning_rate=0.01, digits="all"
    ),
    "Slow start": LogisticScenario(learning_rate=0.001),
    "Overlapping classes": LogisticScenario(
        true_W1=0.7, true_W2=0.7, true_b=0.0, num_points=500, learning_rate=1.0
    ),
    "Separable classes": LogisticScenario(
        true_W1=5.0, true_W2=-5.0, true_b=0.0, num_points=20, seed=2, learning_rate=1.0
    ),
    "Vertical boundary": LogisticScenario(true_W1=3.0, true_W2=0.0, true_b=-2.0),
    "Oscillating loss": LogisticScenario(learning_rate=50.1, epochs=100),
}

OWN_DATA: dict[str, Scenario] = {
    "linear": LinearScenario(data=OWN, scaling="on", learning_rate=0.1, epochs=100),
    "logistic": LogisticScenario(
        data=OWN, scaling="on", learning_rate=3.16, epochs=3000
    ),
}
"""How own data are first run: x standardised, at a rate that converges."""

"""What is compiled before anybody asks: a scenario for each compilation."""

from dataclasses import replace

from jaxreg.data.shipped import data_set
from jaxreg.settings import (
    LINEAR_SETS,
    LOGISTIC_SETS,
    NUM_POINTS,
    LinearScenario,
    LogisticScenario,
    Scenario,
)


def every_shape() -> list[Scenario]:
    """A scenario for each compilation that any controls can ask for, quick to run.

    Drawn with the gradients explained, it compiles all that follows the hand.
    """
    lines = [data_set(name).scenarios["linear"] for name in LINEAR_SETS]
    presets = [data_set(name).scenarios["logistic"] for name in LOGISTIC_SETS]
    classes = [s for s in presets if isinstance(s, LogisticScenario)]
    logistic = [
        LogisticScenario(data="lecture"),
        *(LogisticScenario(num_points=n) for n in NUM_POINTS),
        *classes,
        *(replace(s, x2_column=0) for s in classes),
    ]
    scenarios = [
        *(LinearScenario(num_points=n) for n in NUM_POINTS),
        *logistic,
        *lines,
        *(replace(s, loss_form="textbook") for s in logistic),
    ]
    return [replace(s, epochs=0, explain="gradient") for s in scenarios]


def every_slow_explanation() -> list[Scenario]:
    """A scenario for each compilation that the explanation of rates can ask for; what
    the other slow ones compile belongs to what they measure, or to the pictures."""
    return [
        replace(scenario, explain="rates")
        for scenario in every_shape()
        # One of each size that it pads its points to
        if scenario.is_of_table or scenario.num_points in (10, 100, 1000)
    ]

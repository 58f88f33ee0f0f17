"""What is compiled before anybody asks: a scenario for each compilation."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np

from jaxreg.data.by_hand import text_of
from jaxreg.data.shipped import data_set
from jaxreg.settings import BY_HAND, MOST_BY_HAND, NUM_POINTS, OWN, PAGES, Scenario
from jaxreg.settings.features import OFF
from jaxreg.settings.method import IN_WORDS
from jaxreg.settings.scenario import CIRCLE, is_table


def every_shape() -> list[Scenario]:
    """A scenario for each compilation that any controls can ask for, quick to run: with
    each choice of how points are made, and of the loss.

    Drawn with the gradients explained, it compiles all that follows the hand.
    """
    shapes = []
    for page, kind in PAGES.items():
        named = kind.fields("generator", "loss")
        choices = [name for name in named if kind.controls[name].is_choice]
        if "noise_kind" in choices:  # one compilation has them all
            choices.remove("noise_kind")
        options = [kind.controls[name].options for name in choices]
        for scenario, values in product(_of_each_size(page), product(*options)):
            chosen: dict[str, Any] = dict(zip(choices, values, strict=True))
            shapes.append(replace(scenario, epochs=0, explain="gradient", **chosen))
    return shapes


def _of_each_size(page: str) -> Iterator[Scenario]:
    """A scenario for each number of points and of features."""
    kind = PAGES[page]
    one_feature: dict[str, Any] = {"x2_column": 0}
    for name in map(str, kind.controls["data"].options):
        if name in ("generated", CIRCLE):
            yield from (kind(data=name, num_points=n) for n in NUM_POINTS)
        elif not is_table(name):
            yield kind(data=name)
        elif name == BY_HAND:
            yield from (by_hand(kind, n) for n in (16, 32, MOST_BY_HAND))
        elif name != OWN:
            scenario = data_set(name).scenarios[page]
            yield scenario
            if one_feature.keys() <= kind.controls.keys():
                yield replace(scenario, **one_feature)


def by_hand(kind: type[Scenario], n: int) -> Scenario:
    """A scenario of n points that were placed by hand."""
    d = len(kind(data=BY_HAND).fields("chosen start")) - 1
    X = np.arange(n)[:, None] ** np.arange(1, d + 1)
    return kind(data=BY_HAND, points=text_of(kind(), X, np.arange(n) % 2))


def every_other_loop() -> list[Scenario]:
    """A scenario for each loop of training but the plain one, on each page's first
    points; for others it compiles when it is first asked for."""
    ways: list[dict[str, Any]] = [{"momentum": 0.5}, {"batch": "5"}]
    ways += [{"method": method} for method in IN_WORDS]
    ways += [{"intercept": OFF, "explain": "gradient"}]
    return [
        replace(kind(), epochs=0, **way)
        for kind in PAGES.values()
        for way in ways
        if way.keys() <= kind.controls.keys()
    ]


def every_slow_explanation() -> list[Scenario]:
    """A scenario for each compilation that slow explanations can ask for; what those of
    separability and of time compile belongs to the pictures, or to what they measure.
    """
    return [
        replace(scenario, explain=entry, epochs=1)  # without any, no rate is picked
        for scenario in every_shape()
        for entry in scenario.controls["explain"].options
        if entry == "influence"
        # One of each size that it pads its points to
        or (
            entry in ("flips", "rates", "tune", "precision", "bug lab")
            and _has_a_size_of_its_own(scenario)
        )
    ]


def _has_a_size_of_its_own(scenario: Scenario) -> bool:
    return scenario.is_of_table or scenario.num_points in (10, 100, 1000)

"""What is shown and explained of a result or a scenario, whatever its model."""

from jaxreg.display.views import VIEWS
from jaxreg.explain.menu import MENU
from jaxreg.training.environment import reproducible


def report_of(result):
    return VIEWS[result.scenario.page].report(result)


def ruler_of(result, epochs):
    return VIEWS[result.scenario.page].ruler(result, epochs)


def certainties_of(scenario, X):
    return VIEWS[scenario.page].certainties(scenario, X)


@reproducible()
def explanation_of(result):
    """What the entry that its scenario asks for says, quick or slow; None for "off"."""
    entry = MENU.get(result.scenario.explain)
    return entry and entry.explain(result)

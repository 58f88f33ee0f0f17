"""What is shown of a result or a scenario, whatever its model."""

from jaxreg.display.views import view_of


def report_of(result):
    return view_of(result.scenario).report(result)


def ruler_of(result, epochs):
    return view_of(result.scenario).ruler(result, epochs)


def certainties_of(scenario, X):
    return view_of(scenario).certainties(scenario, X)

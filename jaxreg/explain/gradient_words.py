"""What the gradient's explanation says of a point's gradient, and of the step taken."""

from jaxreg.display.plane import moved_of, standardised
from jaxreg.display.views import VIEWS
from jaxreg.training.results import Result
from jaxreg.training.way import batch_of

_LEADS = {
    "Newton": "minus the inverse of the Hessian times the mean gradient",
    "coordinate descent": "the sum of the epoch's moves, one along each axis",
}


def formula_of(result: Result) -> tuple[list[str], str]:
    """What the parameters that training moves are called, and one point's gradient."""
    features, is_scaled = result.features, result.scenario.scaling == "on"
    letter = "u" if is_scaled and not features.is_plain else "x"
    names, has_b = moved_of(result), result.scenario.has_intercept
    x = _together([*features.terms(features.letters(letter)), *["1"] * has_b])
    model = "W x" + " + b" * has_b if features.is_plain else "ŷ"
    formula = VIEWS[result.scenario.page].gradient.format(x=x, model=model)
    if result.training.problem.l2:
        formula += f" + λ {_together([*features.names, *['0'] * has_b])}"
    if is_scaled:
        names = [name + "′" for name in names]
        what = standardised(result) if features.is_plain else "each of these"
        formula += f", with {what} standardised"
    return names, formula


def _together(parts: list[str]) -> str:
    """Several in brackets, or one as it is."""
    return parts[0] if len(parts) == 1 else f"({', '.join(parts)})"


def taken_step(result: Result) -> str:
    """What the thick arrow is."""
    s = result.scenario
    batch = batch_of(s, len(result.training.data.y))
    if is_plain(result):
        return (
            "The step that is taken (the thick arrow) is the mean over all points; at "
            "the minimum the arrows cancel."
        )
    if not s.has_rate:
        return f"The thick arrow is where the epoch leads: {_LEADS[s.method]}."
    taken = "the mean of such steps over all points"
    if batch:
        taken = f"the sum of the epoch's steps, each the mean of a batch of {batch}"
    if s.momentum:
        taken += ", with what momentum keeps of earlier ones"
    if s.schedule != "constant":
        taken += ", shortened as the schedule lowers the rate"
    return f"The thick arrow is where the epoch leads: {taken}."


def is_plain(result: Result) -> bool:
    """Whether each step is the mean of those that all points ask for."""
    s, n = result.scenario, len(result.training.data.y)
    return s.has_rate and not (s.momentum or s.schedule != "constant" or batch_of(s, n))

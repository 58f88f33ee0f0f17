"""A line in words and numbers: what went wrong, why, and what would work."""

import numpy as np

from jaxreg.display.certain import stable_formula
from jaxreg.display.moves import ROUNDING
from jaxreg.display.report import (
    Action,
    Message,
    Report,
    counted,
    held_out_facts,
    largest_below,
    limits,
    of_batches,
    of_standardised,
    report,
    share,
)
from jaxreg.display.second_order_report import of_second_order
from jaxreg.settings import BY_HAND, CONTROLS, LinearScenario
from jaxreg.training.features import polynomial
from jaxreg.training.held_out import least_seen
from jaxreg.training.least_squares import hessian, max_learning_rate, r_squared
from jaxreg.training.results import LinearResult
from jaxreg.training.stability import long_run_factor, stable_limit
from jaxreg.training.units import standard

_RATE = CONTROLS["linear"]["learning_rate"]
_STANDARDISE = Action("Standardise x", CONTROLS["linear"]["scaling"].key, "on")


def linear_report(result: LinearResult) -> Report:
    """The words and numbers of a line."""
    s, y = result.scenario, result.names.target
    [x], limit = result.names.features, result.max_learning_rate
    models = [("fitted", result.fitted), ("closed form", result.closed_form)]
    if result.true_params is not None:
        models.insert(0, ("true", result.true_params))
    facts: list[tuple[str, str | float | None]] = [
        (f"loss in ({y.unit})²" if y.unit else "loss", float(result.history.loss[-1])),
        ("R²", share(result.r_squared, s.digits)),
    ]
    if s.has_rate:
        fact = f"{limit:.3g}" if limit else "not fixed"
        facts.append(("largest stable rate", fact))
    facts += held_out_facts(result)
    predicted = "ŷ" if y.text == "y" else y.text
    if s.ask_x is not None:
        [answer] = result.features.predict(result.fitted, np.array([[s.ask_x]]))
        asked = CONTROLS["linear"]["ask_x"].text(s.ask_x)
        at = f"{x.text} = {asked} {x.measure}".rstrip()
        facts.append((f"{predicted} at {at}", float(answer)))
    around = f"{predicted} = ", ""
    return report(result, around, y.unit, models, facts, _messages(result))


def _messages(result: LinearResult) -> list[Message]:
    """What to know of a run of linear regression."""
    s, loss = result.scenario, result.history.loss
    messages = []
    limit, is_trained = result.max_learning_rate, len(loss) > 1
    if result.lost == 0 and s.has_powers and s.scaling == "off":
        text = "The loss begins beyond the float32 range, as the powers of x are large."
        messages.append(Message(text, "warning", _STANDARDISE))
    elif result.lost == 0:
        text = "The loss begins beyond the float32 range: start nearer to the points."
        messages.append(Message(text, "warning", Action("Start at 0", "start", "zero")))
    elif not s.has_rate:
        messages += of_second_order(result, result.smallest_loss)
    elif limit is None and result.lost is not None:
        messages.append(Message(_lost(result), "warning"))
    elif limit and is_trained and abs(s.learning_rate / limit - 1) < 1e-6:
        messages.append(_at_the_limit(s, limit))
    elif limit and is_trained and s.learning_rate > limit:
        messages.append(_above_the_limit(result, limit))
    elif s.is_of_table and is_trained and (result.r_squared or 0) < -ROUNDING:
        messages.append(_worse_than_flat(result))
    notes = [*_of_features(result), *_units(result)]
    return messages + of_batches(result) + limits(result, notes)


def _worse_than_flat(result: LinearResult) -> Message:
    """That R² is below 0, and whether more training would change that."""
    what = "curve" if result.scenario.has_powers else "line"
    after = f"after {counted(len(result.history.loss) - 1)} the {what}"
    flat = "worse than a flat line at the mean of y, so R² is below 0"
    best = result.features.predict(result.closed_form, result.data.X)
    if (r_squared(result.targets, best) or 0) < -ROUNDING:  # without an intercept
        return Message(
            f"{after[0].upper()}{after[1:]} fits {flat}. Without an intercept even the "
            f"best {what} does."
        )
    return Message(f"Not there yet: {after} still fits {flat}.")


def _of_features(result: LinearResult) -> list[str]:
    """What to know of powers of x, of the penalty, and of the points they need."""
    s, said = result.scenario, []
    # Without an intercept, every curve is 0 at x = 0.
    seen = np.unique(result.data.X)
    other = "" if s.has_intercept else " other than 0"
    num_seen = len(seen) if s.has_intercept else np.count_nonzero(seen)
    num_params = s.degree + s.has_intercept
    if s.has_powers and s.scaling == "on":
        said += of_standardised(result)
    if s.l2:
        units = ["x"] * (s.scaling == "on") + ["y"] * s.is_of_table
        of_what = f", for {' and '.join(units)} standardised" * bool(units)
        said.append(
            "The loss, and its smallest value, include the penalty on the weights"
            f"{of_what}; R²{' and the held-out loss' * bool(result.held_out)} "
            f"{'do' if result.held_out else 'does'} not."
        )
    elif num_seen < num_params:
        said.append(
            f"Training sees {num_seen} different x{other}, fewer than the {num_params} "
            "parameters, so many curves have the smallest loss. Of these, the closed "
            "form is the one with the smallest weights for standardised powers."
        )
    if s.held_out and result.held_out is None and s.has_powers:
        said.append(
            f"No points are held out: degree {s.degree} leaves at least "
            f"{least_seen(1, s.degree)} points to training."
        )
    return said


def _at_the_limit(s: LinearScenario, limit: float) -> Message:
    """What the largest stable learning rate itself does."""
    rate, formula = _RATE.text(s.learning_rate), stable_formula(s)
    if s.schedule != "constant":
        return Message(f"The learning rate begins at {rate}: {formula} itself.")
    text = (
        f"{'In the long run the' if s.momentum else 'The'} steepest mode neither "
        "shrinks nor grows. It changes sign at every epoch, because the learning rate "
        f"{rate} is {formula} itself."
    )
    return Message(text, "warning", largest_below("linear", limit))


def _above_the_limit(result: LinearResult, limit: float) -> Message:
    """What a learning rate above the largest stable one has done so far."""
    s, loss = result.scenario, result.history.loss
    is_constant, rate = s.schedule == "constant", _RATE.text(s.learning_rate)
    text = _growth(result, limit) if is_constant else _decay(result)
    begins = f"learning rate {rate} is" if is_constant else f"rate begins at {rate},"
    told = _told_from(limit, s.learning_rate)
    text += f" The {begins} above {told}, the largest stable one ({stable_formula(s)})."
    if result.end < len(loss) - 1:
        text += f" The charts stop at epoch {result.end}."
    action = largest_below("linear", limit)
    if (s.is_of_table or s.has_powers) and s.scaling == "off":
        text += f" With x standardised, the limit is {_standardised_limit(result):.3g}."
        action = _STANDARDISE
    return Message(text.strip(), "warning", action)


def _standardised_limit(result: LinearResult) -> float:
    """The largest stable rate, were x standardised."""
    s, X = result.scenario, result.data.X
    factor = stable_limit(s.momentum, s.momentum_kind == "Nesterov") / 2
    if not s.has_powers and not s.l2:
        return factor
    powers = polynomial(1, s.degree, X, s.has_intercept).of(X)
    units = standard(powers, s.has_intercept)
    powers = (powers - units.mean) / units.deviation
    return factor * max_learning_rate(powers, s.l2, s.has_intercept)


def _lost(result: LinearResult) -> str:
    return f"Diverged: the loss left the float32 range at epoch {result.lost}."


def _growth(result: LinearResult, limit: float) -> str:
    """How far the loss of a run above the limit has grown, if it has."""
    s, loss = result.scenario, result.history.loss.astype(float)
    if result.lost is not None:
        return _lost(result)
    lowest = int(np.argmin(loss))
    if loss[-1] > loss[lowest] * (1 + 1e-5):
        grown = f"{loss[-1] / loss[lowest]:.3g}-fold" if loss[lowest] else "from 0"
        return f"Diverging: the loss has grown {grown} since epoch {lowest}."
    same = 3 if s.momentum else 2  # a run with momentum may stand for an instant
    W, b = (rows[-same:] for rows in result.training.history.params)
    if (W == W[-1]).all() and (b == b[-1]).all():
        return "The run stands still: where it is now, float32 finds no slope."
    is_nesterov = s.momentum_kind == "Nesterov"
    steepest = stable_limit(s.momentum, is_nesterov) / limit
    factor = long_run_factor(s.learning_rate * steepest, s.momentum, is_nesterov)
    return (
        "The loss has not grown yet, but"
        f"{', in the long run,' * bool(s.momentum)} the steepest mode grows by "
        f"{100 * (abs(factor) - 1):.2g} % at every epoch."
    )


def _decay(result: LinearResult) -> str:
    """What a run did whose rate began above the limit, and then fell."""
    loss = result.history.loss
    if result.lost is not None:
        return _lost(result)
    return "The loss ends higher than it began." if loss[-1] > loss[0] else ""


def _told_from(limit: float, rate: float) -> str:
    """A limit in the fewest digits, three or more, that tell it from a rate."""
    texts = (f"{limit:.{digits}g}" for digits in range(3, 17))
    return next((text for text in texts if float(text) != rate), f"{limit:.17g}")


def _units(result: LinearResult) -> list[str]:
    """The units that a table is trained in, and what is shown in its own."""
    s = result.scenario
    shown = ("the weights" if s.has_powers else "W") + ", b" * s.has_intercept
    is_plain = s.data == BY_HAND and s.scaling == "off"
    if not s.is_of_table or is_plain:
        return []
    if s.scaling == "off":
        return [
            "Training uses y standardised, so that float32 keeps its digits. This "
            f"changes no step; {shown} and the loss are shown in the points' own units."
        ]
    own = ["W"] * (not s.has_powers) + ["b"] * s.has_intercept + ["the loss"]
    are = f"{', '.join(own[:-1])} and {own[-1]} are" if own[1:] else "the loss is"
    return [
        f"Training uses x and y standardised; {are} shown in the points' own units."
        + _what_raw_would_do(result)
    ]


def _what_raw_would_do(result: LinearResult) -> str:
    """Why x is standardised, if the rate would not do without."""
    s = result.scenario
    with np.errstate(over="ignore", invalid="ignore"):
        powers = polynomial(1, s.degree).of(result.data.X)
        H = hessian(powers, s.l2, s.has_intercept)
    if not np.isfinite(H).all():
        return ""
    limit = 2 / float(np.linalg.eigvalsh(H)[-1])
    limit *= stable_limit(s.momentum, s.momentum_kind == "Nesterov") / 2
    is_certain = result.max_learning_rate is not None and s.schedule == "constant"
    if not is_certain or limit >= s.learning_rate:
        return ""
    return f" Without that, rates above {limit:.2g} would diverge."

"""The plane that a landscape is over: which two parameters, and where it has a model.

The parameters theta = (W, b) have the order W, then b, and the units of
``result.shown``.
"""

import numpy as np

from jaxreg.display.drawing import Figure
from jaxreg.training.models import Params
from jaxreg.training.plane import Axes
from jaxreg.training.results import Result
from jaxreg.training.units import rescaled


def theta_of(result: Result) -> np.ndarray:
    """The parameters at each epoch that can be drawn: (e + 1, d + 1)."""
    return np.column_stack(result.shown.history.params)[: result.end + 1]


def axes_of(result: Result) -> Axes:
    """The parameters that a run's landscape is over.

    They are those that the scenario names. If the model does not have them, the first
    one goes across, and the next one up; the next one, too, if both are the same.
    """
    links = [*(f"W{k + 1}" for k in range(result.fitted.W.size)), "b"]
    s = result.scenario
    across = links.index(s.across) if s.across in links else 0
    up = links.index(s.up) if s.up in links else across
    return across, up if up != across else (across + 1) % len(links)


def names_of(result: Result) -> list[str]:
    """The names of all parameters, as they are written: d + 1."""
    return [*result.features.names, "b"]


def moved_of(result: Result) -> list[str]:
    """The names of the parameters that training moves: without an intercept no b."""
    return names_of(result)[: None if result.scenario.has_intercept else -1]


def place(params: Params, result: Result) -> np.ndarray:
    """Where the chart shows a model in the points' own units: (2,)."""
    if result.scenario.scaling == "on":
        params = rescaled(params, result.shown.scaling)
    return np.append(*params)[[*axes_of(result)]]


def words_of(result: Result, epoch: int | None) -> tuple[str, tuple[str, str], str]:
    """The title, the names of both axes, and why for scaled x these have a prime: a
    title has no room for it beside a page's other charts."""
    names, why = names_of(result), ""
    held = _held(result, result.end if epoch is None else epoch)
    if result.scenario.scaling == "on":
        names = [f"{name}′" for name in names]
        why = f" ({standardised(result)} standardised)"
    across, up = (names[k] for k in axes_of(result))
    return f"Loss over {across} and {up}{held}", (across, up), why


def _held(result: Result, epoch: int) -> str:
    """What is held as at an epoch, within a title."""
    axes = axes_of(result)
    held = [name for k, name in enumerate(names_of(result)) if k not in axes]
    if not held:
        return ""
    is_fitted = epoch == len(result.history.loss) - 1
    if len(held) > 1:
        return ", rest " + ("as fitted" if is_fitted else f"at epoch {epoch:,}")
    [name] = held
    return f" at the fitted {name}" if is_fitted else f" at {name} of epoch {epoch:,}"


def meta_of(result: Result) -> Figure:
    """Where the chart has a model, and a start: see ``Place`` in protocol.d.ts."""
    offset, factors = _placing(result)
    meta = {"offset": offset.tolist(), "factors": factors.tolist()}
    axes = axes_of(result)
    if axes == (0, 1):
        return meta
    return meta | {"axes": [*axes], "start": theta_of(result)[0].tolist()}


def _placing(result: Result) -> tuple[np.ndarray, np.ndarray]:
    """What any W (d,) and b in the points' own units are in those of ``result.shown``:
    an offset (d + 1,), plus factors (d + 1, d + 1) times W and b.
    """
    scaling, d = result.shown.scaling, result.fitted.W.size
    each, none = np.eye(d + 1), Params(np.zeros(d), np.zeros(()))
    if result.scenario.scaling == "off":
        return np.zeros(d + 1), each
    factors = rescaled(Params(each[:, :d], each[:, d]), scaling._replace(y_mean=0.0))
    return np.append(*rescaled(none, scaling)), np.column_stack(factors).T


def standardised(result: Result) -> str:
    """What training standardises: x, or x and y."""
    return "x" if result.training.scaling.y_deviation == 1 else "x and y"

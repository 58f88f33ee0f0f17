"""Precision: where a run stops falling for want of digits, by the type of number."""

import ml_dtypes
import numpy as np

from jaxreg.display.drawing import (
    DATA,
    FIT,
    STEP,
    ZIG_ZAG,
    Figure,
    drawn_epochs,
    layout,
    log_axis,
)
from jaxreg.display.loss_figure import epoch_axis, loss_curve
from jaxreg.display.views import VIEWS
from jaxreg.explain.entry import Entry, Explanation, draw_over
from jaxreg.explain.precision import Rounded, cycle_of, in_each_type, sample_of
from jaxreg.settings.method import IN_WORDS
from jaxreg.training.leaving import next_step
from jaxreg.training.results import Result
from jaxreg.training.way import batch_of

_TITLE = "Precision"
_LOOKS = {
    "bfloat16": (STEP, "dot"),
    "float16": (ZIG_ZAG, "dash"),
    "float32": (FIT, "solid"),
    "float64": (DATA, "dashdot"),
}


def _explain(result: Result) -> Explanation:
    if none := _not_whole(result):
        return Explanation(_TITLE, [none])
    next_step()
    runs = in_each_type(result)
    sample, s = sample_of(result), result.scenario
    smallest = VIEWS[s.page].smallest(s, sample.X, sample.y)
    unit = result.training.scaling.y_deviation**2
    above = [unit * (run.loss - (smallest or 0.0)) for run in runs]
    what = "loss" if smallest is None else "above the minimum"
    moved = "W and b" if s.has_intercept else "W"
    sentences = [
        "The same run four times, each rounded to its type of number after every "
        "operation. float32 is the run that the page shows. All losses here are "
        f"computed in float64, from each run's {moved}.",
        *_why(result, runs),
        *_left_out(result),
    ]
    rows = [
        (run.type, _row(run, losses)) for run, losses in zip(runs, above, strict=True)
    ]
    return Explanation(
        _TITLE,
        sentences,
        ["gap above 1", f"lowest {what}", "at epoch", moved],
        rows,
        figures={"precision": _figure(result, runs, above, smallest is not None)},
        over={"loss": _over(result, runs, unit)},
    )


def _not_whole(result: Result) -> str:
    """Why a run is not shown in other types, "" if it is."""
    s = result.scenario
    if not s.has_rate:
        name = IN_WORDS[s.method]
        return f"{name[0].upper()}{name[1:]} is run in float32 only."
    if batch_of(s, len(result.training.data.y)):
        return "Mini-batches are run in float32 only: choose all points for a step."
    return ""


def _row(run: Rounded, above: np.ndarray) -> list[str]:
    """A type's gap above 1, its lowest loss, when that was, and what W and b do."""
    gap = f"{gap_beside(run.type, 1.0, 1.0):.2g}"
    finite = np.isfinite(run.theta).all(axis=1) & np.isfinite(above)
    if not finite[0]:
        return [gap, "–", "–", "not finite"]
    lowest = int(np.argmin(np.where(finite, above, np.inf)))
    place = [gap, f"{max(above[lowest], 0.0):.2g}", f"{lowest:,}"]
    if not finite.all():
        return [*place, f"not finite from {int(np.argmin(finite)):,}"]
    cycle = cycle_of(run.theta)
    if cycle is None:
        return [*place, "still change"]
    since, period = cycle
    does = "stand still" if period == 1 else f"repeat every {period}"
    return [*place, f"{does} from {since:,}"]


def _why(result: Result, runs: list[Rounded]) -> list[str]:
    """Why the coarsest type that stands still does."""
    still = [run for run in runs if (cycle_of(run.theta) or (0, 0))[1] == 1]
    if not still:
        return [f"By epoch {len(runs[0].loss) - 1:,}, no type stands still."]
    run = still[0]
    since, _ = cycle_of(run.theta) or (0, 1)
    named = f"{run.type} stands still from epoch {since:,}:"
    at, step = run.theta[-1], run.step
    if not step.any():
        return [f"{named} the step, computed in {run.type}, is exactly 0."]
    gaps = np.array([gap_beside(run.type, *one) for one in zip(at, -step, strict=True)])
    most = int(np.argmax(np.abs(step) / gaps))
    names = [*result.features.names, "b"]
    scaled = "′" * (result.scenario.scaling == "on")
    return [
        f"{named} next to {names[most]}{scaled} = {at[most]:.6g}, its next number is "
        f"{gaps[most]:.2g} away, and the step of {abs(step[most]):.2g} is no more than "
        "half of that, so it is rounded away."
    ]


def gap_beside(name: str, at: float, towards: float) -> float:
    """How far the next number of a type is from ``at``, upwards if ``towards`` > 0."""
    number = np.dtype(getattr(ml_dtypes, name, name)).type
    end = number(np.inf if towards > 0 else -np.inf)
    return abs(float(np.nextafter(number(at), end)) - at)


def _left_out(result: Result) -> list[str]:
    """That the runs leave out some of the result's points, if they do."""
    n, used = len(result.training.data.y), len(sample_of(result).y)
    if used == n:
        return []
    return [f"Only {used:,} of the {n:,} points, evenly spaced, are used."]


def _over(result: Result, runs: list[Rounded], unit: float) -> list[Figure]:
    """The losses of all types but the page's own, for its loss chart."""
    most = 1e6 * max(float(result.history.loss[0]), 1e-30)
    return [
        _curve(result, run, unit * run.loss, most)
        for run in runs
        if run.type != "float32"
    ]


def _curve(result: Result, run: Rounded, losses: np.ndarray, most: float) -> Figure:
    colour, dash = _LOOKS[run.type]
    epochs = drawn_epochs(len(losses) - 1)
    drawn = losses[epochs]
    is_drawn = np.isfinite(drawn) & (drawn > 0) & (drawn <= most)
    drawn = np.where(is_drawn, drawn, np.nan)
    return loss_curve(run.type, epochs, drawn, colour, result, dash)


def _figure(
    result: Result, runs: list[Rounded], above: list[np.ndarray], has_minimum: bool
) -> Figure:
    """The losses by epoch, less the smallest possible where there is one."""
    start = above[2][0]
    most = 1e6 * start if np.isfinite(start) and start > 0 else np.inf
    traces = [
        _curve(result, run, losses, most)
        for run, losses in zip(runs, above, strict=True)
    ]
    title = "Loss above the minimum, by type" if has_minimum else "Loss by type"
    drawn = np.concatenate([trace["y"] for trace in traces])
    up = log_axis("above minimum" if has_minimum else "loss", drawn)
    if (decades := np.ptp(up["range"])) > 6:
        up["dtick"] = int(np.ceil(decades / 4))
    return {
        "data": traces,
        "layout": layout(title, epoch_axis(result), up, uirevision="precision"),
    }


PRECISION = Entry(_TITLE, _explain, is_slow=True, draw=draw_over(_explain))

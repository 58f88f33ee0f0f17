"""How a script trains: step, loop, rates and run, by the page's own functions."""

from typing import Any

from jaxreg.explain.source import call, narrow, section
from jaxreg.settings import Scenario
from jaxreg.settings.method import DESCENT
from jaxreg.training import batches, gradient_descent, momentum, schedule, second_order
from jaxreg.training.way import batch_of


def step_section(s: Scenario, num_points: int) -> str:
    """The step of a scenario's way to train."""
    title = {
        DESCENT: "Gradient step: the one that the last epoch found",
        "Newton": "Newton step: to the bottom of a parabola",
        "coordinate descent": "An epoch: a move along each axis, one after the other",
    }[s.method]
    if batch_of(s, num_points):
        title = "An epoch: a step for each batch of the shuffled points"
    return section(title, *step_parts(s, num_points))


def step_parts(s: Scenario, num_points: int) -> list[Any]:
    """The functions that take an epoch's step or steps."""
    if s.method == "Newton":
        return [second_order.newton_step, second_order.noted_epoch]
    if s.method == "coordinate descent":
        steps = [second_order.move_along, second_order.cycle]
        return [*steps, second_order.noted_epoch]
    if batch_of(s, num_points):
        steps = [batches.taken, batches.batch_step]
        return [*steps, batches.shuffled, batches.shuffled_pass]
    return [momentum.epoch_with_momentum if s.momentum else gradient_descent.epoch]


def training_title(s: Scenario, num_points: int) -> str:
    """What training does, in a line."""
    if s.method == "Newton":
        return "Training: theta <- theta - H^-1 gradient, once per epoch"
    if s.method == "coordinate descent":
        return "Training: theta_j <- theta_j - slope / curvature, for each j in turn"
    gradient = "velocity" if s.momentum else "gradient"
    often = "batch" if batch_of(s, num_points) else "epoch"
    return f"Training: theta <- theta - learning_rate * {gradient}, once per {often}"


def loop_of(s: Scenario, num_points: int) -> Any:
    """The compiled loop of a scenario's way to train."""
    if not s.has_rate:
        return second_order.descend_by
    if batch_of(s, num_points):
        return batches.descend_in_batches
    return momentum.descend_with_momentum if s.momentum else gradient_descent.descend


def schedule_parts(s: Scenario) -> list[Any]:
    """The functions of a schedule."""
    if s.schedule == "constant" or not s.has_rate:
        return []
    return [schedule.share_of_rate, schedule.scheduled_rates]


def run_lines(s: Scenario, num_points: int, loss: str) -> list[str]:
    """The run of a loss, by its function's name."""
    if not s.has_rate:
        move = second_order.MOVES[s.method].__name__
        return [f"history = {call(second_order.descend_by, loss, move)}"]
    batch, rates = batch_of(s, num_points), "jnp.full(MAX_EPOCHS + 1, learning_rate)"
    if s.schedule != "constant":
        given = "learning_rate", "schedule", "epochs", "MAX_EPOCHS + 1"
        rates = call(schedule.scheduled_rates, *given)
    first = [loss, str(batches.width_of(batch))] if batch else [loss]
    return [
        f"rates = {rates}",
        *['is_nesterov = momentum_kind == "Nesterov"'] * bool(batch or s.momentum),
        *["batch_size = int(batch)"] * bool(batch),
        narrow(f"history = {call(loop_of(s, num_points), *first)}"),
    ]

"""The update rule of a scenario, as formulas in Markdown."""

from collections.abc import Iterator
from typing import NamedTuple

from jaxreg.display.report import tex
from jaxreg.settings import Scenario
from jaxreg.training.way import batch_of

_RATES = {
    "constant": "",
    "step": r"{rate} \cdot 10^{{-\lfloor 3k / {epochs} \rfloor}}",
    "1/t": r"{rate} / (1 + k / 100)",
    "cosine": r"{rate} \cdot (1 + \cos(\pi k / {epochs})) / 2",
}


class Gradient(NamedTuple):
    """The slopes by a weight, called ``W``, and by b, each a sum of TeX terms; that by
    b is empty where a model has none."""

    W: str
    by_W: tuple[str, ...]
    by_b: str


def update(s: Scenario, num_points: int, epochs: int, gradient: Gradient) -> str:
    """What each of the epochs does to the parameters, on so many points."""
    if not s.has_rate:
        return "\n\n".join(_without_rate(s, epochs, gradient))
    if batch_of(s, num_points) or s.momentum or s.schedule != "constant":
        return "\n\n".join(_parts(s, num_points, epochs, gradient))
    rate, W = tex(s.learning_rate), gradient.W
    steps = " - ".join(rf"{rate} \cdot {part}" for part in gradient.by_W)
    return _displayed(
        f"**Update**, {epochs} times with the learning rate ${rate}$",
        rf"{W} \leftarrow {W} - {steps}",
        *[rf"b \leftarrow b - {rate} \cdot {gradient.by_b}"] * bool(gradient.by_b),
    )


def _parts(
    s: Scenario, num_points: int, epochs: int, gradient: Gradient
) -> Iterator[str]:
    """The gradient, what momentum makes of it, and the step of a rate."""
    batch = batch_of(s, num_points)
    rate, beta, W, step = tex(s.learning_rate), tex(s.momentum), gradient.W, "g_W"
    as_of_b = ", for $b$ as for the weights" * bool(gradient.by_b)
    yield _slopes(gradient)
    if batch:
        yield (
            f"Each step sums over only the {batch} points of a mini-batch, and divides "
            f"by {batch}. An epoch takes all points, in a new random order."
        )
    if s.momentum:
        velocity = rf"v_W \leftarrow {beta}\,v_W + g_W"
        yield _displayed(f"**Velocity**{as_of_b}", velocity)
        step = rf"({beta}\,v_W + g_W)" if s.momentum_kind == "Nesterov" else "v_W"
    eta = rf"{rate} \cdot"
    title = f"**Update**, in each of {epochs} epochs{as_of_b}"
    if s.schedule != "constant":
        eta = r"\eta_k\,"
        lowered = _RATES[s.schedule].format(rate=rate, epochs=epochs)
        title += rf"; after epoch $k$ the learning rate is $\eta_k = {lowered}$"
    yield _displayed(title, rf"{W} \leftarrow {W} - {eta} {step}")


def _without_rate(s: Scenario, epochs: int, gradient: Gradient) -> Iterator[str]:
    """The gradient, and the step of a method that takes no learning rate."""
    yield _slopes(gradient)
    names = [(gradient.W, "W"), *[("b", "b")] * bool(gradient.by_b)]
    if s.method == "Newton":
        theta = "(W, b)" if gradient.by_b else "W"
        yield _displayed(
            f"**Update**, in each of {epochs} epochs, with all parameters "
            rf"$\theta = {theta}$, their gradient $g$, and the Hessian $H$, which "
            "holds the second derivatives of $L$",
            r"\theta \leftarrow \theta - H^{-1} g",
        )
        return
    yield _displayed(
        f"**Update**, in each of {epochs} epochs, one parameter after the other, each "
        "with the slope where the one before has led",
        *(
            rf"{name} \leftarrow {name} - g_{letter} \,/\, "
            rf"\frac{{\partial^2 L}}{{\partial {name}^2}}"
            for name, letter in names
        ),
    )


def _slopes(gradient: Gradient) -> str:
    """The gradient by the weights and by b."""
    slope = "g_W = " + " + ".join(gradient.by_W)
    of_b = [f"g_b = {gradient.by_b}"] * bool(gradient.by_b)
    return _displayed("**Gradient**", slope, *of_b)


def _displayed(title: str, *formulas: str) -> str:
    """Formulas under a title."""
    return "\n\n".join([title, *(f"$$\n{formula}\n$$" for formula in formulas)])

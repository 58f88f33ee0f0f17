"""Noise in the formula of the points."""

from jaxreg.display.report import tex
from jaxreg.settings import LinearScenario
from jaxreg.settings.noise import HEAVY_TAILS, OUTLIERS, UNEVEN


def noise_in_tex(s: LinearScenario) -> tuple[str, str]:
    """The noise of the points that are fitted, and what it is drawn from, in TeX; empty
    without any."""
    if s.targets == "noise-free":
        return "", ""
    size, drawn_from = rf" + {tex(s.noise)}\,", "N(0, 1)"
    if s.noise_kind == UNEVEN:
        size += r"\frac{x_i}{4.5}\,"
    if s.noise_kind == HEAVY_TAILS:
        drawn_from = f"t_{{{tex(s.nu)}}}"
    if s.noise_kind == OUTLIERS:
        share = rf"{tex(100 * s.outliers)}\%"
        drawn_from += rf"\text{{, but }}N(0, 10^2)\text{{ for {share} of them}}"
    return rf"{size}\varepsilon_i", rf", \qquad \varepsilon_i \sim {drawn_from}"

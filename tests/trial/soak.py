"""Many requests of all kinds, and pages that come and go: what the server keeps of them
in memory, and what it compiles after its warm-up."""

import asyncio
import re
from collections import Counter
from random import Random

from tests.bench import sessions
from tests.trial.clients import ask, memory, running, worst
from tests.trial.links import allowed_link, by_status
from tests.trial.table import Row

PARTS = 12
_COMPILED = re.compile(
    r"Compiling jit\((.*?)\) with global shapes and types (.*?)\. Arg"
)


def measure(share: float) -> list[Row]:
    """Memory, compiles and answers of 12,000 requests and 60 pages."""
    rng, faults, answers, sizes = Random(1), [], [], []
    paths = [allowed_link(rng) for _ in range(round(12_000 * share))]
    timed = [path for path in paths if is_timed(path)]
    paths = [path for path in paths if not is_timed(path)]
    with running(faults, JAX_LOG_COMPILES="1") as server:
        counts = [compiled(server.logged())]
        sizes.append(memory(server))
        for part in range(PARTS):
            answers += ask(server.port, paths[part::PARTS])
            asyncio.run(sessions.load(server.url.replace("http", "ws"), 5, 1))
            sizes.append(memory(server))
        counts.append(compiled(server.logged()))
        answers += ask(server.port, timed)
        counts.append(compiled(server.logged()))
    warm_up, soaked, by_timing = counts
    faults += [f"{a.path}: {a.status}" for a in answers if a.status >= 500]
    late = soaked - warm_up
    faults += [f"compiled late: {name} {shapes}" for name, shapes in late]
    half = sizes[PARTS // 2]
    kept = f"{sizes[0]:.0f} MB, halfway {half:.0f} MB, at the end {sizes[-1]:.0f} MB"
    compiles = f"{late.total()} after the {warm_up.total()} of the warm-up; then "
    compiles += (
        f"{(by_timing - soaked).total()} by {len(timed)} explanations of the code, "
    )
    compiles += "which measure them"
    return [
        Row("soak", len(answers), by_status(answers), worst(answers), faults),
        Row("soak: memory", len(answers), kept, f"{max(sizes):.0f} MB", []),
        Row("soak: compiles", by_timing.total(), compiles, "", []),
    ]


def is_timed(path: str) -> bool:
    """Whether a path asks for the explanation that compiles in order to say how long
    that takes."""
    return path.startswith("/explanations/") and "show=code" in path


def compiled(log: str) -> Counter[tuple[str, str]]:
    """How often each function was compiled for which shapes."""
    return Counter(_COMPILED.findall(log))

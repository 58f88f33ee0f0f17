"""Links to every address, with all fields together, up to the controls' bounds, wrong,
repeated and foreign: each is answered, and none makes the server fail."""

from collections import Counter
from random import Random
from urllib.parse import quote_from_bytes, urlencode

from jaxreg.settings import CONTROLS, PAGES, Control, PointsControl, to_query
from tests.strategies import BY_HAND, FOREIGN, JUNK
from tests.trial.clients import Answer, ask, running, worst
from tests.trial.table import Row

# Where a query goes, the lighter ones more often.
ADDRESSES = [*["figures"] * 10, *["films"] * 4, "explanations"]
DOCUMENTS = {"linear": "", "logistic": "logistic"}


def measure(share: float) -> list[Row]:
    """How many links of 10,000 were answered with which status."""
    rng, faults = Random(0), []
    paths = [any_link(rng) for _ in range(round(10_000 * share))]
    with running(faults) as server:
        answers = ask(server.port, paths)
    faults += [f"{a.path}: {a.status}" for a in answers if a.status >= 500]
    return [
        Row("fuzzed links", len(answers), by_status(answers), worst(answers), faults)
    ]


def by_status(answers: list[Answer]) -> str:
    """How many answers there are of each status, in words."""
    statuses = sorted(Counter(answer.status for answer in answers).items())
    return ", ".join(f"{count:,} × {status}" for status, count in statuses)


def allowed_link(rng: Random) -> str:
    """The path of any scenario's picture, film, slow explanation or page."""
    page = rng.choice(list(PAGES))
    fields = {
        name: _value(rng, control)
        for name, control in CONTROLS[page].items()
        if rng.random() < 0.5
    }
    return f"{_address(rng, page)}?{to_query(PAGES[page](**fields))}"


def any_link(rng: Random) -> str:
    """The path of anything that follows an address of ours: half of it is allowed."""
    path, page = allowed_link(rng), rng.choice(list(PAGES))
    kind = rng.randrange(6)
    if kind < 3:
        foreign = rng.choices(FOREIGN[page], k=rng.randrange(3))
        return f"{path}&{urlencode(foreign)}"
    if kind == 3:
        return f"{path}&{quote_from_bytes(rng.randbytes(rng.randrange(40)), '&=;+')}"
    keys = [c.key for controls in CONTROLS.values() for c in controls.values()]
    wrong = [
        (rng.choice([*keys, _text(rng)]), rng.choice([*JUNK, _text(rng)]))
        for _ in range(rng.randint(1, 4))
    ]
    repeated = path.partition("?")[2] if kind == 4 else ""
    return f"{path}&{urlencode(wrong)}&{repeated}"


def _address(rng: Random, page: str) -> str:
    paths = [f"/{address}/{page}" for address in ADDRESSES]
    return rng.choice([*paths, f"/{DOCUMENTS[page]}"])


def _value(rng: Random, control: Control) -> object:
    """Any value of a control, its ends and powers of ten more often; what takes long,
    many points or to time the code, is seldom."""
    if isinstance(control, PointsControl):
        page = "logistic" if "class" in control.columns else "linear"
        return rng.choice([None, *BY_HAND[page]])
    if control.options:
        left_out = {10_000, 100_000, "code"} if rng.random() < 0.95 else {}
        return rng.choice([v for v in control.options if v not in left_out])
    if control.optional and rng.random() < 0.2:
        return None
    return control.nearest(
        rng.choice(
            [
                *(control.low, control.high, rng.uniform(control.low, control.high)),
                rng.choice(control.stops or (control.low,)),
                rng.choice([-1, 1]) * 10.0 ** rng.randint(-30, 15),
                rng.uniform(-20, 20),
            ]
        )
    )


def _text(rng: Random) -> str:
    """Any characters but halves of one."""
    ranges = [(0, 0x7F), (0, 0x2FFF), (0xE000, 0x10FFFF)]
    return "".join(
        chr(rng.randint(*rng.choice(ranges))) for _ in range(rng.randrange(9))
    )

"""People who drag a slider while others ask for the heaviest explanations, all of one
address, as a class behind one router: how long the people's pictures take."""

import contextlib
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from random import Random

import numpy as np

from tests.trial.clients import Answer, Client, running
from tests.trial.links import by_status
from tests.trial.table import Row

PEOPLE, FLOODS, SECONDS = 50, 20, 60.0
PAUSE = 0.4  # seconds from one picture to the next wish
HEAVIEST = [
    "/explanations/logistic?c_n=100000&c_show=code",
    "/explanations/logistic?c_n=10000&c_epochs=10000&c_show=separable",
    "/explanations/logistic?c_n=100000&c_epochs=10000&c_show=rates",
    "/explanations/linear?n=100000&epochs=10000&show=code",
]


def measure(share: float) -> list[Row]:
    """The people's waits alone, and beside the flood."""
    faults: list[str] = []
    seconds = max(SECONDS * share, 3)
    with running(faults) as server:
        alone, _ = together(server.port, seconds / 3, floods=0)
        beside, flood = together(server.port, seconds, FLOODS)
    asked = f"{PEOPLE} people who drag, a picture each {PAUSE} s"
    faults += [f"{a.path}: {a.status}" for a in beside if a.status != 200]
    return [
        _row(f"{asked}, alone", alone, []),
        _row(f"{asked}, beside a flood of {FLOODS}", beside, faults),
        _row("the flood's slow explanations", flood, []),
    ]


def together(port: int, seconds: float, floods: int) -> tuple[list[Answer], ...]:
    """What people and floods were answered in so many seconds."""
    stop = threading.Event()

    def ask(number: int, is_flood: bool) -> list[Answer]:
        rng, answers = Random(number), []
        client = Client(port, f"{'flood' if is_flood else 'person'} {number}")
        with contextlib.closing(client.connection):
            while not stop.is_set():
                path = HEAVIEST[number % len(HEAVIEST)]
                if not is_flood:
                    time.sleep(rng.uniform(0, 2 * PAUSE))
                    path = f"/figures/linear?W={rng.randint(-50, 50) / 10}"
                answers.append(client.get(path))
        return answers

    with ThreadPoolExecutor(PEOPLE + floods) as threads:
        flood = [threads.submit(ask, k, True) for k in range(floods)]
        time.sleep(2 if floods else 0)
        people = [threads.submit(ask, k, False) for k in range(PEOPLE)]
        time.sleep(seconds)
        stop.set()
    return tuple(
        [answer for one in some for answer in one.result()] for some in (people, flood)
    )


def _row(what: str, answers: list[Answer], faults: list[str]) -> Row:
    waits = [answer.seconds for answer in answers]
    median, p95 = np.percentile(waits, [50, 95])
    result = f"median {1e3 * median:.0f} ms, 95 % within {1e3 * p95:.0f} ms"
    result += f"; {by_status(answers)}"
    return Row(what, len(answers), result, f"{max(waits):.1f} s", faults)

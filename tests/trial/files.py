"""Files that were damaged on purpose, through the reader, the choice of columns and a
picture: each is shown, or refused with a sentence, in bounded time and memory."""

import json
import resource
import signal
import time
from collections import Counter
from collections.abc import Callable
from random import Random

from jaxreg.data.reader import read
from jaxreg.data.reading import Choices
from jaxreg.data.source import with_columns
from jaxreg.data.table import DataError
from jaxreg.live.picture import picture
from jaxreg.settings import OWN_DATA, PAGES
from tests.trial.table import Row

SECONDS, MEGABYTES = 20, 1000  # more is a fault
CELLS = [
    *("1e999", "-1e308", "9" * 5000, "0x1F", "1_000", "٣٫٥", "nan", "inf", "-", "+"),
    *("=1+1", "=cmd|' /C calc'!A0", "@SUM(A1)", '=HYPERLINK("http://a.example")'),
    *("\u202e12\u202c", "\u200b", "\ufeff", "\u2028", "1\u00a0000", "−1", "½", "１２"),
    *("<script>x</script>", "'; DROP TABLE t", "%s%n", "${7*7}", "\x1b[2J", "\x85"),
    *('"', '""', '"a\nb"', "1,5", "1.234,5", "1 %", "$3", "2024-02-30", "#REF!", "💥"),
]
ENCODINGS = "utf-16 utf-16-be utf-32 utf-7 shift-jis cp037 utf-8-sig".split()
MAGIC = b"PK\3\4 \x1f\x8b %PDF \xff\xfe \xef\xbb\xbf sep=; \0".split(b" ")


def measure(share: float) -> list[Row]:
    """What became of 1,000 files; a tenth of them come as a paste."""
    number, faults = round(1000 * share), []
    ends: Counter[str] = Counter()
    longest, before = 0.0, _megabytes()
    for seed in range(number):
        content = hostile_file(seed)
        began = time.perf_counter()
        try:
            ends[within(SECONDS, lambda c=content: became(c))] += 1
        except Exception as error:  # whatever it is, a person would have met it
            faults.append(f"file {seed}: {error!r}")
        longest = max(longest, time.perf_counter() - began)
    grown = _megabytes() - before
    if grown > MEGABYTES:
        faults.append(f"hostile files took {grown:.0f} MB")
    result = ", ".join(f"{count:,} {end}" for end, count in sorted(ends.items()))
    worst = f"{longest:.1f} s, at most {grown:.0f} MB more"
    return [Row("hostile files", number, result, worst, faults)]


def hostile_file(seed: int) -> bytes | str:
    """A table, damaged in up to three ways; every tenth as a paste."""
    rng = Random(seed)
    content = _table(rng)
    for _ in range(rng.randint(1, 3)):
        content = rng.choice(DAMAGES)(rng, content)
    return content.decode("utf-8", "replace") if seed % 10 == 0 else content


def became(content: bytes | str) -> str:
    """Whether a file was shown or refused; another exception than a refusal passes."""
    try:
        table = read(content).table
        if any(column.fault for column in table.columns):
            table = read(content, Choices(leave_out_faults=True)).table
    except DataError as error:
        return _check(error)
    ends = set()
    for page in PAGES:
        try:
            scenario = with_columns(OWN_DATA[page], table)
            json.loads(picture(scenario, table), parse_constant=_refuse_constant)
            ends.add("shown")
        except DataError as error:
            ends.add(_check(error))
    return max(ends)


def within(seconds: float, work: Callable[[], str]) -> str:
    """What work gives, or TimeoutError after so many seconds."""

    def stop(*_: object) -> None:
        raise TimeoutError(f"it takes more than {seconds} s")

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        return work()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _check(error: DataError) -> str:
    """A refusal is one or two short sentences."""
    words = str(error)
    if not words.endswith(".") or len(words) > 500:
        raise ValueError(f"no sentence: {words[:600]!r}") from error
    return "refused with a sentence"


def _refuse_constant(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _table(rng: Random) -> bytes:
    """Columns of numbers or classes, of few rows, as a spreadsheet writes them."""
    delimiter, end = rng.choice(",;\t|"), rng.choice(["\n", "\r\n", "\r"])
    width = rng.randint(1, 6)
    kinds = [rng.choice(["number", "whole", "class"]) for _ in range(width)]

    def cell(kind: str) -> str:
        numbers = {"number": rng.gauss(0, 10.0 ** rng.randint(-9, 9))}
        return str(numbers.get(kind, rng.randrange(2 if kind == "class" else 99)))

    rows = [[f"column {k}" for k in range(width)]]
    rows += [list(map(cell, kinds)) for _ in range(rng.choice([2, 5, 40, 40, 300]))]
    return end.join(map(delimiter.join, rows)).encode()


def _with_cells(rng: Random, content: bytes) -> bytes:
    parts = content.split(b",")
    for _ in range(rng.randint(1, 5)):
        parts[rng.randrange(len(parts))] = rng.choice(CELLS).encode()
    return b",".join(parts)


def _reencoded(rng: Random, content: bytes) -> bytes:
    return content.decode("utf-8", "replace").encode(rng.choice(ENCODINGS), "replace")


def _with_bytes(rng: Random, content: bytes) -> bytes:
    """Some bytes are others, or more."""
    damaged = bytearray(content)
    for _ in range(rng.randint(1, 20)):
        at = rng.randrange(len(damaged) + 1)
        damaged[at : at + rng.randrange(2)] = rng.choice(
            [rng.randbytes(1), b"\0", b'"']
        )
    return bytes(damaged)


def _wide(rng: Random, content: bytes) -> bytes:
    """Each line as often beside itself; of short tables up to some thousand columns."""
    times = rng.choice([2, 50, 300])
    lines = content.splitlines()[:40]
    return b"\n".join(rng.choice([b",", b"\t"]).join([line] * times) for line in lines)


DAMAGES: list[Callable[[Random, bytes], bytes]] = [
    *(_with_cells, _with_cells, _reencoded, _with_bytes, _wide),
    lambda rng, content: content[: rng.randrange(len(content) + 1)],
    lambda rng, content: rng.choice(MAGIC) + content,
    lambda rng, content: content + b'"' + b"a" * rng.choice([10, 200_000]),
    lambda rng, content: content * rng.choice([2, 100]),
    lambda rng, content: content.replace(b",", rng.choice([b"", b",,", b" , ", b";"])),
    lambda rng, content: b"\n" * rng.choice([3, 5000]) + content,
    lambda rng, content: rng.randbytes(rng.randrange(500)),
]

"""Whose work is done next, where more is asked for than there are cores.

Who has least running, and had least lately, comes first: of all addresses, then of one
address's pages, since a class may share one; then who came first. So who asks for much
waits for nobody but themselves. Work is not interrupted; hence a core is kept from what
takes long.
"""

import functools
import math
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import anyio

MAX_WAITING = 64
"""How much of one page's may wait: what is more is refused at once."""
_LATELY = 10.0  # seconds in which what someone had counts for half as much


class Busy(Exception):
    """There was no turn in time, or too much of the same page's waits already."""


@dataclass(eq=False)
class _Work:
    """``whose`` it is: an address's, and of it a page's."""

    whose: tuple[str, tuple[str, str]]
    is_long: bool
    may_begin: anyio.Event = field(default_factory=anyio.Event)
    began: float = math.nan


class Turns:
    """Turns on some cores. All of it belongs to one event loop.

    Args:
        cores: how much may run at once; of what takes long one less, but one at least.
    """

    def __init__(self, cores: int) -> None:
        self.waiting: list[_Work] = []
        self.running: list[_Work] = []
        self.cores = cores
        # Of an address or a page: seconds of work, and when they were counted.
        self._had: dict[object, tuple[float, float]] = {}

    @asynccontextmanager
    async def turn(
        self, address: str, page: str, is_long: bool, patience: float
    ) -> AsyncIterator[None]:
        """Wait for a turn, and have it while this block runs.

        Args:
            address, page: who asks: from where, and on which page.
            is_long: whether it takes more than some tenths of a second.
            patience: for how many seconds to wait at most.

        Raises:
            Busy: see there.
        """
        work = _Work((address, (address, page)), is_long)
        if sum(other.whose == work.whose for other in self.waiting) >= MAX_WAITING:
            raise Busy
        self.waiting.append(work)
        self._begin()
        try:
            if work in self.waiting:
                with anyio.move_on_after(patience):
                    await work.may_begin.wait()
            if work in self.waiting:
                raise Busy
            yield
        finally:
            if work in self.waiting:
                self.waiting.remove(work)
            else:
                self.running.remove(work)
                self._count(work)
            self._begin()

    def _begin(self) -> None:
        """Let begin what can."""
        while len(self.running) < self.cores:
            long = sum(work.is_long for work in self.running)
            is_full = long >= max(self.cores - 1, 1)
            can = [work for work in self.waiting if not (work.is_long and is_full)]
            if not can:
                return
            first = self._first(can)
            self.waiting.remove(first)
            self.running.append(first)
            first.began = anyio.current_time()
            first.may_begin.set()

    def _first(self, can: list[_Work]) -> _Work:
        """Whose turn it is. Of those who had less than a second lately, who drag a
        slider as others do, the first to come is the first."""
        running = Counter[object](key for work in self.running for key in work.whose)
        now = anyio.current_time()

        @functools.cache  # a class at one address has many waiting
        def had(key: object) -> tuple[int, int]:
            return running[key], int(self._lately(key, now))

        return min(can, key=lambda work: [had(key) for key in work.whose])

    def _lately(self, key: object, now: float) -> float:
        """What still counts of the seconds of work that an address or a page had."""
        seconds, then = self._had.get(key, (0.0, 0.0))
        return seconds * math.exp2((then - now) / _LATELY)

    def _count(self, work: _Work) -> None:
        """Count what was had; what counts next to nothing is forgotten."""
        now = anyio.current_time()
        had = self._had
        for key in work.whose:
            had[key] = self._lately(key, now) + now - work.began, now
        if len(had) > 1000:
            self._had = {k: had[k] for k in had if self._lately(k, now) > 1e-3}

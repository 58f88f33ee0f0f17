"""Turns on the cores: nobody waits because another asks for much."""

import random
from contextlib import asynccontextmanager

import anyio
import pytest

from jaxreg.live import turns
from jaxreg.live.turns import Busy, Turns
from tests.loops import in_a_loop_of_its_own


class Server:
    """Turns on some cores, where work goes on until it is ended here: ``order`` is in
    which it began, by page, and ``clock`` what counts as seconds."""

    def __init__(self, cores, tasks, monkeypatch):
        self.turns, self.tasks, self.clock = Turns(cores), tasks, 0.0
        self.order, self.ends = [], {}
        monkeypatch.setattr(turns.anyio, "current_time", lambda: self.clock)

    async def ask(self, page, address="here", is_long=False, times=1):
        for _ in range(times):
            self.tasks.start_soon(self._work, page, address, is_long)
        await self.settle()

    async def _work(self, page, address, is_long):
        async with self.turns.turn(address, page, is_long, 3600):
            end = anyio.Event()
            self.order.append(page)
            self.ends.setdefault(page, []).append(end)
            await end.wait()

    async def end(self, page, seconds=1.0):
        self.clock += seconds
        self.ends[page].pop(0).set()
        await self.settle()

    async def settle(self):
        for _ in range(20):
            await anyio.lowlevel.checkpoint()

    async def end_all(self):
        while any(self.ends.values()):
            await self.end(next(page for page, ends in self.ends.items() if ends))


@pytest.fixture
def on(monkeypatch):
    """on(cores, check): run a check(server) with everything ended at its end."""

    def run(cores, check):
        async def main():
            with anyio.fail_after(300):
                async with anyio.create_task_group() as tasks:
                    server = Server(cores, tasks, monkeypatch)
                    await check(server)
                    await server.end_all()
            assert not server.turns.running and not server.turns.waiting

        with monkeypatch.context():
            in_a_loop_of_its_own(main)

    return run


def test_as_much_runs_as_there_are_cores_in_the_order_of_asking(on):
    async def check(server):
        for page in "abcd":
            await server.ask(page)
        assert server.order == ["a", "b"]
        await server.end("b")
        assert server.order == ["a", "b", "c"]

    on(2, check)


@pytest.mark.parametrize("cores", [1, 2, 5])
@pytest.mark.parametrize("address", ["here", "elsewhere"])
def test_who_asks_for_much_waits_for_themselves_alone(on, cores, address):
    async def check(server):
        await server.ask("flood", times=40)
        assert server.order == ["flood"] * cores
        for turn in range(5):
            await server.ask("hand", address)
            await server.end("flood")
            assert server.order[-1] == "hand", turn
            await server.end("hand", 0.01)

    on(cores, check)


def test_an_address_with_many_pages_has_no_more_than_another(on):
    async def check(server):
        for k in range(30):
            await server.ask(f"flood {k}")
        await server.ask("hand", "elsewhere")
        await server.end("flood 0")
        assert server.order[-1] == "hand"

    on(1, check)


def test_pages_that_ask_all_the_time_get_the_same_time(on):
    """Of one page each piece takes five times as long."""

    async def check(server):
        await server.ask("long", times=2)
        await server.ask("short", times=2)
        had = {"long": 0.0, "short": 0.0}
        for _ in range(300):
            [page] = [page for page, ends in server.ends.items() if ends]
            seconds = {"long": 0.5, "short": 0.1}[page]
            had[page] += seconds
            await server.end(page, seconds)
            await server.ask(page)
        assert 0.8 < had["long"] / had["short"] < 1.25

    on(1, check)


def test_a_flood_of_a_while_ago_is_forgiven(on):
    async def check(server):
        await server.ask("once a flood", times=1)
        await server.end("once a flood", 1000)
        server.clock += 1000
        await server.ask("another")
        await server.end("another", 2)
        await server.ask("busy")
        await server.ask("another")
        await server.ask("once a flood")
        await server.end("busy", 0.1)
        assert server.order[-1] == "once a flood"

    on(1, check)


def test_of_those_who_had_little_the_first_to_come_is_the_first(on):
    """One slow picture does not put a page behind all others for a while."""

    async def check(server):
        for page, seconds in (("slow", 0.9), ("a", 0.1), ("b", 0.2)):
            await server.ask(page)
            await server.end(page, seconds)
        await server.ask("busy")
        for page in ("slow", "b", "a"):
            await server.ask(page)
        await server.end_all()
        assert server.order[-3:] == ["slow", "b", "a"]

    on(1, check)


@pytest.mark.parametrize(("cores", "at_once"), [(1, 1), (2, 1), (4, 3)])
def test_what_takes_long_leaves_a_core_to_the_rest(on, cores, at_once):
    async def check(server):
        await server.ask("long", is_long=True, times=6)
        assert server.order == ["long"] * at_once
        await server.ask("short")
        if cores > 1:
            assert server.order[-1] == "short"
        await server.end("long")
        assert server.order[-1] == ("long" if cores > 1 else "short")

    on(cores, check)


def test_what_waits_too_long_or_is_too_much_is_refused(on):
    async def check(server):
        await server.ask("a", times=1 + turns.MAX_WAITING)
        with pytest.raises(Busy):
            async with server.turns.turn("here", "a", False, 3600):
                pass
        await server.ask("b")  # is nobody else's matter
        assert len(server.turns.waiting) == turns.MAX_WAITING + 1

    on(1, check)


def test_patience_ends():
    async def check():
        some = Turns(1)
        async with some.turn("here", "a", False, 300):
            with pytest.raises(Busy):
                async with some.turn("here", "b", False, 0.01):
                    raise AssertionError("it began")
            assert len(some.running) == 1 and not some.waiting

    in_a_loop_of_its_own(check)


def test_whoever_leaves_or_fails_gives_the_turn_back():
    async def check():
        some, rng = Turns(2), random.Random(0)

        @asynccontextmanager
        async def left():
            async with anyio.create_task_group() as tasks:
                yield tasks
                tasks.cancel_scope.cancel()

        async def work():
            async with some.turn("here", "a", False, 300):
                await anyio.sleep_forever()

        for _ in range(50):
            async with left() as tasks:
                for _ in range(rng.randint(1, 5)):
                    tasks.start_soon(work)
                for _ in range(rng.randint(0, 3)):
                    await anyio.lowlevel.checkpoint()
            with pytest.raises(ZeroDivisionError):
                async with some.turn("here", "a", False, 300):
                    _ = 1 / 0
            assert not some.running and not some.waiting

    in_a_loop_of_its_own(check)

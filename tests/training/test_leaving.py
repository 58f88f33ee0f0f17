"""Work that can be left: it stops at its next step, and only if it is told to."""

import anyio
import pytest

from jaxreg.training.leaving import Left, leavable, next_step
from tests.loops import in_a_loop_of_its_own


def test_nobody_leaves_what_nobody_asked_for():
    assert next_step() is None


def test_it_goes_on_until_it_is_left():
    answers = iter([False, False, True])
    with leavable(lambda: next(answers)):
        next_step()
        next_step()
        with pytest.raises(Left):
            next_step()
    next_step()


def test_each_task_and_its_threads_have_their_own():
    done = {}

    def work(name):
        try:
            next_step()
            done[name] = True
        except Left:
            done[name] = False

    async def task(name, has_left):
        with leavable(lambda: has_left):
            await anyio.sleep(0)
            await anyio.to_thread.run_sync(work, name)

    async def check():
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(task, "left", True)
            tasks.start_soon(task, "wanted", False)

    in_a_loop_of_its_own(check)
    assert done == {"left": False, "wanted": True}

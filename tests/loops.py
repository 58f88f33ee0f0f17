"""An event loop for a test of coroutines."""

from concurrent.futures import ThreadPoolExecutor

import anyio


def in_a_loop_of_its_own(function):
    """Run a coroutine function, and return what it returns.

    In a thread of its own: Playwright's loop keeps that of the tests.
    """
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(anyio.run, function).result()

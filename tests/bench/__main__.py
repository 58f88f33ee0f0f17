"""Run every kind of measurement, one after the other, and print the table."""

import argparse
import contextlib
import sys
import time
import traceback

from tests.bench import browser, core, own_data, route, sessions, sweeps
from tests.bench.machine import machine
from tests.bench.server import running, warm_up
from tests.bench.table import Row, markdown


def main() -> int:
    """0, or 1 if anything failed; the table is printed in either case."""
    parser = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
    parser.add_argument("--short", action="store_true", help="a few repetitions only")
    short = parser.parse_args().short
    rows: list[Row] = []
    failures = []

    @contextlib.contextmanager
    def attempt(name: str):
        print(f"{name} ...", file=sys.stderr, flush=True)
        began = time.monotonic()
        try:
            yield
        except Exception:
            traceback.print_exc()
            failures.append(name)
        took = time.monotonic() - began
        print(f"{name}: {took:.0f} s", file=sys.stderr, flush=True)

    with attempt("core"):
        rows += core.measure(short)
    with attempt("sweeps"):
        rows += sweeps.measure(short)
    with attempt("own data"):
        rows += own_data.measure(short)
    with (
        attempt("server"),
        running("app.py") as url,
        running("tests/bench/smallest_app.py") as smallest,
    ):
        warm_up(url)
        with attempt("route"):
            rows += route.measure(url, short)
        with attempt("sessions"):
            rows += sessions.measure(url, smallest, short)
        with attempt("browser"):
            rows += browser.measure(url, smallest, short)
    print(machine() + "\n")
    if short:
        print("Short form, fewer pages, seconds, repetitions: the numbers are rough.\n")
    print(markdown(rows))
    if failures:
        print("\nFailed: " + ", ".join(failures))
    return 1 if failures else 0


sys.exit(main())

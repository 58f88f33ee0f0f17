"""Try one thing after the other, print the table, and write it into the docs."""

import argparse
import sys
import time
import traceback
from pathlib import Path

from tests.bench.machine import machine
from tests.trial import files, flood, kills, links, names, soak
from tests.trial.table import Row, markdown

TRIALS = {
    "links": links.measure,
    "files": files.measure,
    "names": names.measure,
    "kills": kills.measure,
    "soak": soak.measure,
    "flood": flood.measure,
}
DOCS = Path(__file__).parents[2] / "docs" / "trial.md"
WORDS = """# A reliability trial

Written by `python -m tests.trial`: links, files and names that were made to break the
server, servers that are killed, and more asked for than there are cores. A fault is an
answer 5xx, an exception, a name that runs, a page that does not come back, or something
compiled after the warm-up, but for the explanation that times compiling. Times are of a
machine with other work to do.
"""


def main() -> int:
    """0, or 1 if there is a fault; the table is printed in either case."""
    parser = argparse.ArgumentParser(prog="tests.trial", description=__doc__)
    parser.add_argument("--only", help=f"some of {','.join(TRIALS)}")
    parser.add_argument("--share", type=float, default=1.0, help="such as 0.02")
    asked = parser.parse_args()
    rows: list[Row] = []
    for name in (asked.only or ",".join(TRIALS)).split(","):
        began = time.monotonic()
        print(f"{name} ...", file=sys.stderr, flush=True)
        try:
            rows += TRIALS[name](asked.share)
        except Exception as error:
            traceback.print_exc()
            rows.append(Row(name, 0, "it broke off", "", [repr(error)]))
        took = time.monotonic() - began
        print(f"{name}: {took:.0f} s", file=sys.stderr, flush=True)
    print(f"{machine()}\n\n{markdown(rows)}")
    faults = [fault for row in rows for fault in row.faults]
    print("\n".join(faults), file=sys.stderr)
    if asked.share == 1:
        write(rows)
    return 1 if faults else 0


def write(rows: list[Row]) -> None:
    """Put these rows in the docs, in place of the same ones of before."""
    found = DOCS.read_text(encoding="utf-8") if DOCS.exists() else ""
    lines = {}
    for line in [*found.splitlines(), *markdown(rows).splitlines()]:
        if line.startswith("|"):
            lines[line.split(" | ")[0]] = line
    table = "\n".join(lines.values())
    DOCS.write_text(f"{WORDS}\n{machine()}\n\n{table}\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())

"""Read every file of the corpus, print the table, and write it into the docs."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from jaxreg.data.reader import read
from tests.corpus import packages, written
from tests.corpus.file import WRONG, File, judge
from tests.corpus.table import markdown, reasons

DOCS = Path(__file__).parents[2] / "docs" / "files.md"
_HEAD = """# Files that people have

Written by `python -m tests.corpus`: files in the dialect of each program, and the data
that packages ship. A file is right if every number, name, text and date is what pandas
gives when told the dialect by hand, and nothing was asked.
"""


def main() -> int:
    """0, or 1 if a file is wrong in silence; the table is printed in either case."""
    parser = argparse.ArgumentParser(prog="tests.corpus", description=__doc__)
    parser.add_argument("--only", help="kinds that contain this, such as R")
    parser.add_argument("--no-packages", action="store_true", help="no downloads")
    asked = parser.parse_args()
    verdicts = [
        (file, judge(file, read))
        for file in _files(not asked.no_packages)
        if not asked.only or asked.only in file.kind
    ]
    table, why = markdown(verdicts), reasons(verdicts)
    print(f"{table}\n{why}")
    if not (asked.only or asked.no_packages):
        parts = DOCS.read_text(encoding="utf-8") if DOCS.exists() else ""
        tried = (
            parts[parts.find("\n## Libraries") :] if "\n## Libraries" in parts else ""
        )
        kept = f"{_HEAD}\n{table}\n\n## What was not right\n{why}\n"
        DOCS.write_text(kept + tried, encoding="utf-8")
    return int(any(verdict.word == WRONG for _, verdict in verdicts))


def _files(with_packages: bool) -> Iterator[File]:
    yield from written.files()
    if with_packages:
        yield from packages.files()


if __name__ == "__main__":
    sys.exit(main())

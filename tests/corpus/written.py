"""All files that the corpus holds or writes itself, which need no network."""

from collections.abc import Iterator

from tests.corpus import cases, printed, spreadsheets, statistics
from tests.corpus.file import File


def files() -> Iterator[File]:
    """All of them."""
    for module in (statistics, spreadsheets, printed, cases):
        yield from module.files()

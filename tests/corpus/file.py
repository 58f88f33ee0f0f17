"""A file of the corpus, and what came of reading it."""

from collections.abc import Callable, Collection
from typing import NamedTuple

import pandas as pd

from jaxreg.data.table import DataError
from tests.corpus.compare import difference

RIGHT, ASKED, REFUSED, WRONG = "right", "asked about", "refused", "wrong in silence"


class File(NamedTuple):
    """A file of a ``kind``, and the table ``expected`` in it: floats, texts and dates,
    None for a missing text, whole numbers for names that are open.

    ``expected`` is None if there is no table, so that a refusal is right. ``open_to``
    are columns, from 0, that a person may read in two ways: these are not compared.
    ``unclear``: a question is needed, so that any reading without one is wrong.
    """

    kind: str
    name: str
    content: bytes
    expected: pd.DataFrame | None
    open_to: Collection[int] = ()
    unclear: bool = False


class Verdict(NamedTuple):
    """What came of reading a file: one of the four words, and why."""

    word: str
    why: str = ""


def judge(file: File, read: Callable) -> Verdict:
    """What ``read``, which returns a Reading or raises a DataError, makes of a file."""
    try:
        reading = read(file.content)
    except DataError as error:
        return Verdict(RIGHT if file.expected is None else REFUSED, str(error))
    except Exception as error:
        return Verdict(WRONG, f"It raises {error!r}.")
    doubts = getattr(reading, "doubts", ())
    if doubts or getattr(reading, "other", None):  # the sign that is as likely
        return Verdict(ASKED, " ".join(doubt.question for doubt in doubts))
    if file.expected is None:
        return Verdict(WRONG, "A table is read where there is none.")
    if file.unclear:
        return Verdict(WRONG, "It can be read in two ways, and one is guessed.")
    faulty, why = difference(reading.table.columns, file.expected, file.open_to)
    if faulty and not why:
        return Verdict(REFUSED, faulty)
    return Verdict(WRONG, why) if why else Verdict(RIGHT)

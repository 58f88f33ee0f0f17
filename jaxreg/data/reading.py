"""How a file is read: what can be chosen, what was, and what is doubtful."""

from typing import Any, NamedTuple

from jaxreg.data.table import Table


class Choices(NamedTuple):
    """How to read a file; None: as it suggests.

    ``sheet`` of a workbook, or file of an archive; ``encoding`` of text; ``skip``: how
    many lines stand before the table; ``names``: whether its first row has names;
    ``separator``: one of ``dialect.SEPARATORS``; ``decimal``: "." or ",";
    ``day_first``: whether 3/4/2020 is in April; ``codes``: numbers that stand for a
    missing value; ``leave_out_faults``: whether other cells among numbers are missing.
    """

    sheet: str | None = None
    encoding: str | None = None
    skip: int | None = None
    names: bool | None = None
    separator: str | None = None
    decimal: str | None = None
    day_first: bool | None = None
    codes: tuple[str, ...] | None = None
    leave_out_faults: bool = False


NO_CHOICES = Choices()


class Doubt(NamedTuple):
    """What a file leaves open: a ``question``, and its ``answers``, the likeliest
    first, each with the value of the ``field`` of ``Choices`` that it stands for."""

    field: str
    question: str
    answers: tuple[tuple[str, Any], ...]


class Reading(NamedTuple):
    """A ``table``; the ``choices`` that were made, of those that the file has; what is
    in ``doubt``; and the ``sheets`` and ``encodings`` there are to choose from, the
    likeliest first."""

    table: Table
    choices: Choices
    doubts: tuple[Doubt, ...] = ()
    sheets: tuple[str, ...] = ()
    encodings: tuple[str, ...] = ()

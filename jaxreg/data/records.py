"""Rows of cells from a file of delimited text, in any encoding, or from a paste."""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator

from jaxreg.data.table import DataError

MAX_BYTES = 20 * 1024 * 1024
NO_DATA = "There are no data: at least a header and two rows are needed."

_NO_TEXT = {
    b"PK\x03\x04": "an Excel file or a zip archive",
    b"\xd0\xcf\x11\xe0": "an old Excel file",
    b"\x1f\x8b": "a gzip archive",
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
}
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_DELIMITERS = "\t;|,"  # of equally good ones the first: a comma may be decimal
_NO_DELIMITER = "\x1f"  # for one column
_SEP_LINE = re.compile(r'"?sep=([\t;|,])"?(?:\r\n?|\n|$)', re.IGNORECASE)
_QUOTED = re.compile(r'(?<![^\t;|, \r\n])"[^"]*(?:""[^"]*)*"')
_LINE_END = re.compile(r"[\r\n]+")
_SNIFFED = 100_000  # characters


def as_text(content: bytes | str) -> str:
    """The text in a file's bytes, or what was pasted.

    Raises:
        DataError: it is empty, too large, or no text.
    """
    if len(content) > MAX_BYTES:
        raise DataError("These data are larger than 20 MB, the most that is allowed.")
    text = content if isinstance(content, str) else _decoded(content)
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise DataError(NO_DATA)
    if "\0" in text or 10 * len(_CONTROL.findall(text)) > len(text):
        raise DataError("This is not text: save the table as CSV and load that.")
    return text


def _decoded(content: bytes) -> str:
    for magic, what in _NO_TEXT.items():
        if content.startswith(magic):
            raise DataError(f"This is {what}: save the table as CSV and load that.")
    for encoding in (*_utf_16(content), "utf-8", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            pass
    return content.decode("latin-1")


def _utf_16(content: bytes) -> list[str]:
    """UTF-16, if a mark says so or most characters have a byte 0, as ASCII's have."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ["utf-16"]
    zeros = [content[k::2].count(0) for k in (0, 1)]
    if max(zeros) < len(content) / 4 or 4 * min(zeros) > max(zeros):
        return []
    return ["utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"]


def split_delimiter(text: str) -> tuple[str, str]:
    """The text without a line "sep=;", and what delimits its cells.

    That is what this line says, or what most of the first rows have as often as the
    very first, quoted text aside.
    """
    said = _SEP_LINE.match(text)
    if said:
        return text[said.end() :], said[1]
    best, delimiter = 0.0, _NO_DELIMITER
    lines = _LINE_END.split(_QUOTED.sub("text", text[:_SNIFFED]))
    lines = [line for line in lines if line.strip()][:100]
    for candidate in _DELIMITERS:
        first, *rest = [line.count(candidate) for line in lines]
        alike = (1 + rest.count(first)) / (1 + len(rest))
        if first and any(rest or [first]) and alike > best:
            best, delimiter = alike, candidate
    return text, delimiter


def records(
    text: str, delimiter: str, report: Callable[[float], None] = lambda share: None
) -> Iterator[list[str]]:
    """Every row, [] for a blank line; ``report`` gets the share done now and then.

    Raises:
        DataError: a quotation is not closed, or a cell too long.
    """
    lines, number = io.StringIO(text, newline=""), 0
    try:
        rows = csv.reader(
            lines, delimiter=delimiter, skipinitialspace=True, strict=True
        )
        for number, row in enumerate(rows, 1):
            yield row
            if number % 10_000 == 0:
                report(lines.tell() / len(text))
    except csv.Error as error:
        wrong = "a quotation mark is missing, or one inside a cell is not doubled"
        if "limit" in str(error):
            limit = csv.field_size_limit()
            wrong = f"a cell is longer than {limit:,} characters"
        raise DataError(f"Row {number + 1:,} cannot be read: {wrong}.") from error

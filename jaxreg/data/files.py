"""From a file's bytes, or a paste, to its text or to its cells."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from itertools import islice
from typing import NamedTuple

from jaxreg.data import sheets as sheets_process
from jaxreg.data.archives import MAX_BYTES, TOO_LARGE, files_in, unpacked
from jaxreg.data.encodings import decoded
from jaxreg.data.json_rows import json_rows
from jaxreg.data.sheets import ARROW
from jaxreg.data.table import DataError, clean, short

NO_DATA = "There are no data: at least two rows are needed."
_MAX_WAIT = 60  # seconds for a workbook, while much else goes on
_NOT_READ = (
    "This file cannot be read: it is damaged, or takes too much memory or time. Save "
    "the table as CSV and load that."
)
_SAVE = "This is {}: save the table as CSV and load that."
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_BOOKS = {"xl/workbook.xml", "xl/workbook.bin"}
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_MOST_TRIED = 10  # files of an archive
_NO_TABLE = {  # beginnings of files, in small letters
    b"pk\x03\x04": "a zip archive inside another archive",
    b"%pdf": "a PDF",
    b"\x89png": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"gif8": "a picture",
    b"{\\rtf": "a text document",
    b"<!doctype html": "a web page",
    b"<html": "a web page",
    b"<stata_dta>": "a Stata file",
    b"<?xml": "an XML file",
    b"$fl2": "an SPSS file",
    b"$fl3": "an SPSS file",
    b"\0\0\0\0\0\0\0\0\0\0\0\0\xc2\xea\x81\x60": "a SAS file",
    b"header record***": "a SAS file",
    b"rdx2\n": "an R file",
    b"rdx3\n": "an R file",
    b"x\n\0\0\0": "an R file",
    b"\x89hdf": "an HDF5 file",
    b"cdf\x01": "a NetCDF file",
    b"matlab 5": "a MATLAB file",
    b"sqlite format 3": "a database",
    b"\0\1\0\0standard": "an Access database",
    b"\x93numpy": "a NumPy file",
    b"\x80\x04\x95": "a Python pickle",
    b"\x80\x05\x95": "a Python pickle",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"rar!\x1a": "a RAR archive",
}
_DOCUMENTS = {  # files in what is a zip archive in disguise
    "word/document.xml": "a Word document",
    "ppt/presentation.xml": "a presentation",
    "Index/Document.iwa": "a Numbers file",
}


class Opened(NamedTuple):
    """What a file holds: ``text``, or ``rows`` of cells as texts, with decimal points
    and dates as 2020-12-31, the first row being the file's or sheet's first.

    ``sheets`` are those of a workbook, or the files of an archive, () if it holds only
    one, and ``sheet`` is the one that was read; ``encoding`` is that of the text, None
    if it was pasted, and ``encodings`` those it may be in, the likeliest first;
    ``notes`` are sentences on what was done. If several encodings are about as likely,
    ``in_doubt`` has the first words in each, and its name.
    """

    text: str | None
    rows: list[list[str]] | None
    sheets: tuple[str, ...] = ()
    sheet: str | None = None
    encoding: str | None = None
    encodings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    in_doubt: tuple[tuple[str, str], ...] = ()


def opened(
    content: bytes | str, sheet: str | None = None, encoding: str | None = None
) -> Opened:
    """What is in a file's bytes, at most 20 MB packed and unpacked, or in a paste.

    Args:
        content: text, perhaps JSON; or a workbook, a Parquet or Arrow file; or one of
            these compressed, or in a zip or tar archive.
        sheet: which of a workbook's sheets, or of an archive's files; if None, the
            first with a table.
        encoding: one of ``encodings.ENCODINGS``; if None, the likeliest.

    Raises:
        DataError: it is empty, too large, damaged, or none of these.
    """
    if len(content) > MAX_BYTES:
        raise DataError(TOO_LARGE)
    if isinstance(content, str):
        return _of_text(Opened(content, None))
    content = unpacked(content)
    files = {} if _is_book(content) else files_in(content)
    for name in _DOCUMENTS.keys() & files.keys():
        raise DataError(_SAVE.format(_DOCUMENTS[name]))
    if not files:
        return _of_file(content, sheet, encoding)
    if len(files) == 1:
        (read,) = files.values()
        return _of_file(unpacked(read()), sheet, encoding)
    return _of_archive(files, sheet, encoding)


def _of_archive(
    files: dict[str, Callable[[], bytes]], sheet: str | None, encoding: str | None
) -> Opened:
    """One of several files: ``sheet``, or the first that can be opened."""
    names, refusals = tuple(files), list[DataError]()
    if sheet is not None:
        _check_known(sheet, names, "file")
    for name in names[:_MOST_TRIED] if sheet is None else (sheet,):
        try:
            inside = _of_file(unpacked(files[name]()), None, encoding)
        except DataError as error:
            refusals.append(error)
        else:
            chosen = f"Of {len(names):,} files, “{short(name)}” was read."
            notes = inside.notes if sheet else (chosen, *inside.notes)
            return inside._replace(sheets=names, sheet=name, notes=notes)
    raise refusals[0]


def _of_file(content: bytes, sheet: str | None, encoding: str | None) -> Opened:
    """What is in a file that is no archive."""
    is_arrow = any(content.startswith(m) and content.endswith(m) for m in ARROW)
    if is_arrow or content.startswith(_OLD_EXCEL) or _is_book(content):
        return _of_cells(content, sheet)
    start = content[:100].lstrip().lower()
    for magic, what in _NO_TABLE.items():
        if start.startswith(magic):
            raise DataError(_SAVE.format(what))
    text = decoded(content, encoding)
    return _of_text(Opened(text.text, None, (), None, *text[1:]))


def _is_book(content: bytes) -> bool:
    """Whether a zip archive is a workbook."""
    if not content.startswith(b"PK\x03\x04"):
        return False
    is_ods = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet" in content[:200]
    return is_ods or bool(_BOOKS & files_in(content).keys())


def _of_cells(content: bytes, sheet: str | None) -> Opened:
    """The rows of a workbook or an Arrow file, read in a process of its own: if that
    crashes, this one goes on."""
    command = [sys.executable, "-P", sheets_process.__file__]
    given = json.dumps(sheet).encode() + b"\n" + content
    try:
        done = subprocess.run(
            command, input=given, capture_output=True, timeout=_MAX_WAIT, check=True
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise DataError(_NOT_READ) from error
    found, *rows = map(json.loads, done.stdout.splitlines())
    if "refusal" in found:
        raise DataError(clean(found["refusal"]))
    names, name = tuple(found["sheets"]), found["sheet"]
    if sheet is not None and names:
        _check_known(sheet, names, "sheet")
    if len(names) < 2:
        return Opened(None, _filled(rows))
    notes = () if sheet else (f"Of {len(names):,} sheets, “{short(name)}” was read.",)
    return Opened(None, _filled(rows), names, name, notes=notes)


def _check_known(sheet: str, names: tuple[str, ...], what: str) -> None:
    if sheet not in names:
        some = ", ".join(f"“{short(name)}”" for name in names[:5])
        raise DataError(f"There is no {what} “{short(sheet)}”: choose from {some}.")


def _filled(rows: list[list[str]]) -> list[list[str]]:
    if not any(map(any, rows)):
        raise DataError(NO_DATA)
    return rows


def _of_text(found: Opened) -> Opened:
    """What was found, its text without a byte order mark, or as rows if it is JSON."""
    text = (found.text or "").removeprefix("\ufeff")
    if not text.strip():
        raise DataError(NO_DATA)
    controls = sum(1 for _ in islice(_CONTROL.finditer(text), len(text) // 10 + 1))
    if "\0" in text or 10 * controls > len(text):
        raise DataError("This is not text: save the table as CSV and load that.")
    rows = json_rows(text)
    if rows is None:
        return found._replace(text=text)
    return found._replace(text=None, rows=_filled(rows))

"""The cells of a workbook, or of a Parquet or Arrow file, as texts.

It runs as a process of its own (see ``files``), and so imports nothing of this package:
a file made to fill the memory, or to crash what reads it, ends only this process.
"""

import gc
import io
import json
import sys
import zipfile
from datetime import datetime, time, timedelta
from typing import Any

MAX_CELLS = 2_000_000
MAX_UNPACKED = 300_000_000  # bytes
MAX_MEMORY = 700_000_000  # bytes, of which it uses about half
MAX_SECONDS = 15  # of one processor
ARROW = (b"PAR1", b"ARROW1", b"FEA1")
_NOT_READ = "{} cannot be read: it may be damaged. Save the table as CSV and load that."
_TOO_MANY = "{} has more than {:,} cells, the most that is allowed."
_TOO_LARGE = (
    "This workbook is larger than 300 MB when it is unpacked, the most that is allowed."
)
_LOCKED = "This workbook is locked with a password: save it without one."


def cell_text(value: Any) -> str:
    """A cell as a text: 1 for 1.0, 2020-12-31 for that midnight, 1.5 h for a duration,
    JSON for lists, and "" for none."""
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return repr(value).removesuffix(".0") if value == value else ""
    if value is None or value != value:  # also pandas' NaT
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.isoformat(" ").removesuffix(" 00:00:00")
    if isinstance(value, timedelta):
        return f"{cell_text(value.total_seconds() / 3600)} h"
    if isinstance(value, time):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    return str(value)


def workbook(content: bytes, wanted: str | None) -> dict[str, Any]:
    """The names of its ``sheets``; the ``sheet`` that is ``wanted``, or the first with
    a table; its ``rows``, from row 1, without the empty columns on the left.

    Or a ``refusal``, a sentence.
    """
    from python_calamine import CalamineError, PasswordError, load_workbook

    if _unpacked_size(content) > MAX_UNPACKED:
        return {"refusal": _TOO_LARGE}
    try:
        book = load_workbook(io.BytesIO(content))
        names = [s.name for s in book.sheets_metadata if _is_shown(s)]
        names, best = names or book.sheet_names, (-1, "", [[""]])
        for name in names if wanted is None else {wanted} & {*names}:
            sheet = book.get_sheet_by_name(name)
            if _size(sheet) > MAX_CELLS:
                which = f"The sheet “{name[:40]}”"
                return {"refusal": _TOO_MANY.format(which, MAX_CELLS)}
            rows = [list(map(cell_text, row)) for row in sheet.iter_rows()]
            filled = [sum(map(bool, row)) for row in rows]
            if sum(filled) > best[0]:
                best = sum(filled), name, rows
            if sum(cells > 1 for cells in filled) > 1:  # a table
                best = sum(filled), name, rows
                break
    except PasswordError:
        return {"refusal": _LOCKED}
    except CalamineError:
        return {"refusal": _NOT_READ.format("This workbook")}
    return {"sheets": names, "sheet": best[1], "rows": best[2]}


def _size(sheet: Any) -> int:
    """How many cells its rows have, from row 1 and the first column that is filled."""
    (_, left), (bottom, right) = sheet.start or (0, 0), sheet.end or (0, 0)
    return int((bottom + 1) * (right - left + 1))


def _unpacked_size(content: bytes) -> int:
    """How many bytes a zip archive says it has; 0 for an old workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return sum(info.file_size for info in archive.infolist())
    except zipfile.BadZipFile:
        return 0


def _is_shown(sheet: Any) -> bool:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    if sheet.typ != SheetTypeEnum.WorkSheet:  # but a chart
        return False
    return bool(sheet.visible == SheetVisibleEnum.Visible)


def arrow(content: bytes) -> dict[str, Any]:
    """The same of a Parquet, Arrow or Feather file; its first row has the names."""
    import pyarrow as pa

    try:
        source = pa.BufferReader(content)
        if content.startswith(b"PAR1"):
            from pyarrow.parquet import ParquetFile

            file = ParquetFile(source)
            size = file.metadata.num_rows * len(file.schema_arrow.names)
            if size > MAX_CELLS:
                return {"refusal": _TOO_MANY.format("This file", MAX_CELLS)}
            table = file.read(use_threads=False)
        else:
            from pyarrow.feather import read_table

            table = read_table(source, use_threads=False)
        if table.num_rows * table.num_columns > MAX_CELLS:
            return {"refusal": _TOO_MANY.format("This file", MAX_CELLS)}
        columns = map(_texts, table.itercolumns())
        return {
            "sheets": [],
            "sheet": None,
            "rows": [table.column_names, *zip(*columns, strict=True)],
        }
    except (pa.ArrowException, OSError, ValueError):
        return {"refusal": _NOT_READ.format("This file")}


def _texts(column: Any) -> list[str]:
    """The cells of an Arrow column; numbers with the digits that they have."""
    import pyarrow as pa

    kind = column.type
    if pa.types.is_floating(kind) or pa.types.is_integer(kind):
        texts = column.cast(pa.string()).fill_null("").to_numpy().tolist()
        return [t.removesuffix(".0") if t != "nan" else "" for t in texts]
    return list(map(cell_text, column.to_pylist()))


def _bound_work() -> None:
    """End the process if it takes too much memory or time, where a system can."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))
        resource.setrlimit(resource.RLIMIT_DATA, (MAX_MEMORY, MAX_MEMORY))
    except (ImportError, ValueError, OSError):
        pass  # Windows has no limits, and macOS none of the memory


if __name__ == "__main__":
    _bound_work()
    gc.disable()  # all that is made here is needed until the end
    wanted = json.loads(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read()
    is_arrow = content.startswith(ARROW)
    found = arrow(content) if is_arrow else workbook(content, wanted)
    rows = found.pop("rows", [])
    for part in (found, *rows):  # a line each: far less memory than one text
        sys.stdout.write(json.dumps(part) + "\n")

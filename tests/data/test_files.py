"""What files hold: written by openpyxl, pandas and the standard library, the same comes
back as texts; what holds no table, or too much, is refused in a sentence."""

import base64
import bz2
import datetime as dt
import gzip
import io
import json
import lzma
import tarfile
import zipfile
import zlib

import openpyxl
import pandas as pd
import pyarrow as pa
import pytest

from jaxreg.data.archives import MAX_BYTES
from jaxreg.data.files import NO_DATA, Opened, opened
from jaxreg.data.sheets import MAX_CELLS
from jaxreg.data.table import DataError

CSV = b"x,y\n1,2\n3,4\n"
ROWS = [["x", "y"], ["1", "2"], ["3", "4"]]
# What xlwt writes for ROWS, as numbers and names, in a sheet "Old".
XLS = zlib.decompress(
    base64.b64decode(
        "eNrtWD1oFEEU/mbv/0wue5eLkAjhCBg1phEbm2SjYFIZo40igl5yV0iOixwWxsZocmUgYGWwCa"
        "SxicbCH1TQzkKIaCEIwp2WVoKCRXLre29n8RJT5EBDlPmW+ebtmzf75m7evN2ZNyvJysJyRxUb"
        "0I8Aam4M4TqdohLzb2xQu+uy6NdRKq7BP4VYlCYyHMLT5tcRnkOe7yos3A++JAY+UTmPyxieKO"
        "Yz24hjMoas4jH0ESvcIU0C7TKqlPCYcKvwPbF8JjwgmlnhPrKtqHNYcYZ7jugoPmt1SVsC/NxH"
        "0ueDaA6hDa84iq/PKc82hKOlS9nCzmzoDDZhETRvQ/livpQtVJCmCVzEdzcDfPNX6ouM0W+vXo"
        "H0P9brI5vob1lBYAruRQnwMnbhQYBbAjhZyK1SiuWYtLzMe5XKZJwzsKxYe92KbZZIbiLOoUXk"
        "pPSzKSev3v369sToiHNBNFOSpb1cvpfdw8UN7kGdE/CcQ3vtET4ofFOeukfkDuE0RSHV3SNtWh"
        "icFpsZae0mP4cF75x9dfJ+kstfTj3uLH92DpC8NFS9ll567yygi94tOerP1zR6Va+av8144vi1"
        "0uv+o3D7bzkgatl67K5+YbVgDXERk8LeHf87SturDfbPyYcS+7CwZ8+W1iaWltgkhFNi2W+l8J"
        "DVlIV+IQ4DAwMDAwMDAwODnQClv/X5q593AyG9o4joc501KjVzTPLf4jQm6LpCG9PjKFJdwmRD"
        "8bMbIeU/S22xj39eyDhD3ksYx6iMY7zh+KU9mKr/PVvuaP+5JdSo/1oj4/zL/n8C+na81w=="
    )
)


def refusal(content, **options):
    with pytest.raises(DataError) as caught:
        opened(content, **options)
    return str(caught.value)


def workbook(**sheets):
    """The bytes of a workbook: each sheet's name -> rows."""
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(file)
    return file.getvalue()


def zipped(files):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return archive.getvalue()


def ods(rows):
    """The bytes of an OpenDocument sheet, as its specification has it."""
    lines = ""
    for row in rows:
        cells = (
            '<table:table-cell office:value-type="string">'
            f"<text:p>{cell}</text:p></table:table-cell>"
            for cell in row
        )
        lines += f"<table:table-row>{''.join(cells)}</table:table-row>"
    names = "".join(
        f' xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"'
        for n in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content{names}><office:body>'
        f'<office:spreadsheet><table:table table:name="S">{lines}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest='
        '"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("mimetype", kind)
        file.writestr("META-INF/manifest.xml", manifest)
        file.writestr("content.xml", content)
    return archive.getvalue()


# Text


def test_text_is_itself():
    assert opened("\ufeffx,y\n1,2\n") == Opened("x,y\n1,2\n", None)
    utf_8 = Opened(CSV.decode(), None, encoding="utf-8", encodings=("utf-8",))
    assert opened(CSV) == opened(b"\xef\xbb\xbf" + CSV) == utf_8
    russian = opened("возраст;рост\n10;138\n".encode("cp1251"))
    assert russian.text == "возраст;рост\n10;138\n"
    assert russian.encoding == russian.encodings[0] == "cp1251"
    assert opened("größe;y".encode("cp1250"), encoding="cp1250").encoding == "cp1250"


@pytest.mark.parametrize(
    "text", ["PK;x\n1;2\n", "[a];b\n1;2\n", "{a}\n1\n", "PAR1,x\n"]
)
def test_text_may_begin_as_other_files_do(text):
    assert opened(text.encode()).text == text


# Workbooks


def test_cells_are_as_the_spreadsheet_shows_them():
    day, moment = dt.date(2020, 12, 31), dt.datetime(2020, 1, 2, 3, 4, 5)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["B3"], sheet["C3"] = "x", "t"
    cells = [1, 2.5, 1e-7, 1 / 3, True, day, moment, dt.time(14, 30), "01", None]
    for k, cell in enumerate([*cells, dt.timedelta(hours=26, minutes=30)], 4):
        sheet.cell(k, 2, cell)
        sheet.cell(k, 3, "a")
    file = io.BytesIO()
    book.save(file)
    found = opened(file.getvalue())
    assert (found.text, found.sheets, found.sheet, found.notes) == (None, (), None, ())
    assert found.rows[:3] == [["", ""], ["", ""], ["x", "t"]]  # row 3 is its third
    assert [row[0] for row in found.rows[3:]] == [
        *("1", "2.5", "1e-07", "0.3333333333333333", "true", "2020-12-31"),
        *("2020-01-02 03:04:05", "14:30:00", "01", "", "26.5 h"),
    ]


def test_the_first_sheet_with_a_table_is_read_unless_one_is_chosen():
    table = [["x", "y"], [1, 2], [3, 4]]
    content = workbook(Notes=[["Read me"], ["please"]], Data=table, More=table[::-1])
    found = opened(content)
    assert (found.rows, found.sheet) == (ROWS, "Data")
    assert found.sheets == ("Notes", "Data", "More")
    assert found.notes == ("Of 3 sheets, “Data” was read.",)
    chosen = opened(content, sheet="More")
    assert (chosen.rows, chosen.sheet, chosen.notes) == (ROWS[::-1], "More", ())
    assert opened(workbook(A=[["x"]], B=[[1], [2]])).sheet == "B"
    assert refusal(content, sheet="Dat") == (
        "There is no sheet “Dat”: choose from “Notes”, “Data”, “More”."
    )


def test_hidden_sheets_are_left_out():
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.active.append([5, 6])
    hidden = book.create_sheet("Lists")
    hidden.sheet_state = "hidden"
    for row in ROWS:
        hidden.append(row)
    book.save(file)
    assert opened(file.getvalue())[1:4] == ([["5", "6"]], (), None)


@pytest.mark.parametrize("content", [XLS, ods(ROWS)], ids=["xls", "ods"])
def test_other_workbooks(content):
    assert opened(content)[:4] == (None, ROWS, (), None)


# Parquet and Arrow


@pytest.mark.parametrize("write", ["to_parquet", "to_feather"])
def test_arrow_files(write):
    frame = pd.DataFrame(
        {
            "n": [1, 2, 3],
            "f": [0.5, None, 3.0],
            "f32": pd.array([0.1, 2, None], "Float32"),
            "t": pd.to_datetime(["2020-01-02", "2020-12-31", None]),
            "b": [True, False, True],
            "s": ["a", None, "ü"],
            "c": pd.Categorical(["u", "v", "u"]),
            "l": [[1, 2], [3], None],
        }
    )
    file = io.BytesIO()
    getattr(frame, write)(file)
    assert opened(file.getvalue()).rows == [
        ["n", "f", "f32", "t", "b", "s", "c", "l"],
        ["1", "0.5", "0.1", "2020-01-02", "true", "a", "u", "[1,2]"],
        ["2", "", "2", "2020-12-31", "false", "", "v", "[3]"],
        ["3", "3", "", "", "true", "ü", "u", ""],
    ]


# JSON

RECORDS = [{"x": 1, "y": 2}, {"x": 3, "y": 4}]
FRAME = pd.DataFrame(RECORDS)


@pytest.mark.parametrize(
    "value",
    [
        *(RECORDS, ROWS, {"x": [1, 3], "y": [2, 4]}, {"values": RECORDS}),
        *({"n": 2, "data": RECORDS}, {"mark": "bar", "data": {"values": RECORDS}}),
        {"columns": ["x", "y"], "data": [[1, 2], [3, 4]]},
        *(json.loads(FRAME.to_json(orient=way)) for way in ("columns", "index")),
        *(json.loads(FRAME.to_json(orient=way)) for way in ("split", "records")),
    ],
)
def test_ways_to_write_one_table_in_json(value):
    for content in (json.dumps(value), json.dumps(value, indent=2).encode()):
        assert opened(content)[:2] == (None, ROWS)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('{"x":1}\n\n{"x":3}\n', [["x"], ["1"], ["3"]]),
        (
            '[{"a":null,"b":true},{"c":[1,{"d":2.5}],"b":"t"}]',
            [["a", "b", "c"], ["", "true", ""], ["", "t", '[1,{"d":2.5}]']],
        ),
        ('{"x":[1,2],"y":[3]}', [["x", "y"], ["1", "3"], ["2", ""]]),
        ("[1, 2.5, NaN]", [["1"], ["2.5"], [""]]),
        (
            FRAME.rename({0: "r", 1: "q"}).to_json(),
            [["index", "x", "y"], ["r", "1", "2"], ["q", "3", "4"]],
        ),
        (
            '{"2019":{"a":1},"2020":{"a":2}}',
            [["index", "2019", "2020"], ["a", "1", "2"]],
        ),
    ],
)
def test_other_json(text, rows):
    assert opened(text).rows == rows


@pytest.mark.parametrize("text", ["[1,[2]]", "[" * 99_999, "[%s]" % ("9" * 5000), "{}"])
def test_json_that_is_no_table_is_text(text):
    assert opened(text) == Opened(text, None)


def test_json_with_another_name_in_each_record_is_refused():
    text = json.dumps([{f"k{k}": 1} for k in range(1500)])
    assert refusal(text) == (
        "This JSON has 1,500 rows and 1,500 columns, but at most 2,000,000 cells are "
        "allowed."
    )


def test_json_of_very_many_parts_is_refused():
    assert refusal("[" + "[]," * 1_000_000 + "[]]") == (
        "This JSON has more than 1,000,000 records or lists, the most that is allowed."
    )


# Compressed files and archives


def tar(files, mode="w"):
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode=mode) as file:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            file.addfile(info, io.BytesIO(content))
    return archive.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        *(gzip.compress(CSV, mtime=0), bz2.compress(CSV), lzma.compress(CSV)),
        gzip.compress(CSV[:5], mtime=0) + gzip.compress(CSV[5:], mtime=0),
        pa.compress(CSV, codec="zstd", asbytes=True),
        *(zipped({"a.csv": CSV}), zipped({"a.csv.gz": gzip.compress(CSV, mtime=0)})),
        zipped({"__MACOSX/._a.csv": b"\0", "d/a.csv": CSV, "README.md": b"# a"}),
        *(tar({"a.csv": CSV}), tar({"d/a.csv": CSV}, "w:gz"), tar({"a": CSV}, "w:xz")),
    ],
)
def test_one_file_in_another(content):
    assert opened(content) == opened(CSV)


def test_files_of_an_archive_can_be_chosen():
    book = workbook(A=[["x"]], B=ROWS)
    content = zipped({"Index": b"i", "a.pdf": b"%PDF", "b.xlsx": book, "c.csv": CSV})
    found = opened(content)
    assert found.sheets == ("b.xlsx", "c.csv", "Index", "a.pdf")
    assert (found.rows, found.sheet) == (ROWS, "b.xlsx")
    assert found.notes == (
        "Of 4 files, “b.xlsx” was read.",
        "Of 2 sheets, “B” was read.",
    )
    chosen = opened(content, sheet="c.csv")
    assert chosen == opened(CSV)._replace(sheets=found.sheets, sheet="c.csv")
    assert opened(zipped({"a.csv": b"%PDF", "b.csv": CSV})).sheet == "b.csv"
    assert refusal(content, sheet="a.pdf").startswith("This is a PDF")
    assert refusal(content, sheet="d").startswith("There is no file “d”: choose from “")
    assert opened(zipped({"b.xlsx": book})).sheets == ("A", "B")
    assert opened(zipped({"b.xlsx": book}), sheet="A").rows == [["x"]]


# Refusals


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        *((content, NO_DATA) for content in ("", b"", " \n", b"\xef\xbb\xbf")),
        *((content, NO_DATA) for content in ("[]", "[{}]", workbook(A=[]))),
        *(
            (junk, "This is not text: save the table as CSV and load that.")
            for junk in (bytes(range(256)), b"\0AB\0" * 50, "x\0", "\x01" * 99)
        ),
        *(
            (magic + b"\0\1\2", f"This is {what}: save the table as CSV and load that.")
            for magic, what in [
                *((b"%PDF-1.7\n", "a PDF"), (b"\x89PNG\r\n", "a picture")),
                *((b"\n<!DOCTYPE html>", "a web page"), (b"$FL2@(#)", "an SPSS file")),
                *((b"\x89HDF\r\n", "an HDF5 file"), (b"SQLite format 3", "a database")),
                (b"\x80\x04\x95", "a Python pickle"),
            ]
        ),
        (
            zipped({"word/document.xml": b""}),
            "This is a Word document: save the table as CSV and load that.",
        ),
        (
            zipped({"a.zip": zipped({"a.csv": CSV})}),
            "This is a zip archive inside another archive: save the table as CSV and "
            "load that.",
        ),
        (zipped({}), "This zip archive is empty: load one with a table in it."),
        *(
            (
                part,
                f"This {what} cannot be unpacked here: it may be damaged. Unpack it "
                "yourself and load the file inside.",
            )
            for part, what in [
                (b"PK\x03\x04\0\1\2", "zip archive"),
                (gzip.compress(CSV, mtime=0)[:-9], "gzip file"),
                (b"BZh9\0\1", "bzip2 file"),
                (b"\xfd7zXZ\0\0", "xz file"),
                (b"\x28\xb5\x2f\xfd\0", "zstd file"),
            ]
        ),
        *(
            (book, "This workbook cannot be read: it may be damaged. Save the table as "
                   "CSV and load that.")
            for book in (XLS[:600], zipped({"xl/workbook.xml": b"<a>"}))
        ),
    ],
)  # fmt: skip
def test_refusals(content, expected):
    assert refusal(content) == expected


# Bounds

TOO_LARGE = "These data are larger than 20 MB, the most that is allowed."


@pytest.mark.parametrize(
    "content",
    [
        *(bytes(MAX_BYTES + 1), "1" * (MAX_BYTES + 1)),
        *(pack(b"1" * (MAX_BYTES + 1)) for pack in (gzip.compress, bz2.compress)),
        lzma.compress(b"1" * (MAX_BYTES + 1), preset=0),
        pa.compress(b"1" * (MAX_BYTES + 1), codec="zstd", asbytes=True),
        zipped({"a.csv": b"1" * (MAX_BYTES + 1)}),
    ],
    ids=["bytes", "text", "gzip", "bzip2", "xz", "zstd", "zip"],
)
def test_more_than_20_mb_is_refused(content):
    assert refusal(content) == TOO_LARGE


def test_no_more_is_unpacked_than_is_allowed():
    """A gzip file whose end is missing is refused for what comes before it."""
    packed = gzip.compress(b"1" * (2 * MAX_BYTES), compresslevel=1)
    assert refusal(packed[:-100]) == TOO_LARGE


def test_a_sheet_with_two_cells_far_apart_harms_nothing_else():
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.active["A1"], book.active["XFD1048576"] = 1, 2
    book.save(file)
    assert refusal(file.getvalue()) == (
        "This file cannot be read: it is damaged, or takes too much memory or time. "
        "Save the table as CSV and load that."
    )


def test_too_many_cells_are_refused():
    file = io.BytesIO()
    columns = {f"c{k}": [0] * (MAX_CELLS // 20 + 1) for k in range(20)}
    pd.DataFrame(columns).to_parquet(file)
    expected = "has more than 2,000,000 cells, the most that is allowed."
    assert refusal(file.getvalue()) == f"This file {expected}"
    book = openpyxl.Workbook()
    book.active["A1"], book.active["B1000001"] = 1, 2
    file = io.BytesIO()
    book.save(file)
    assert refusal(file.getvalue()) == f"The sheet “Sheet” {expected}"


def test_a_workbook_that_unpacks_to_very_much_is_not_unpacked():
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        file.writestr("xl/workbook.xml", "")
        with file.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(310):
                sheet.write(bytes(1_000_000))
    assert refusal(archive.getvalue()) == (
        "This workbook is larger than 300 MB when it is unpacked, the most that is "
        "allowed."
    )

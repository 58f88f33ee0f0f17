"""Files and pastes as tables: what is written is what is read, value by value and name
by name, or is refused in one sentence; by hand, and for files that hypothesis draws."""

import codecs
import re
import unicodedata
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jaxreg.data.archives import MAX_BYTES
from jaxreg.data.reader import MAX_NAME, read
from jaxreg.data.reading import Choices
from jaxreg.data.table import MAX_ROWS, DataError
from jaxreg.settings import MAX_COLUMNS

NAN = float("nan")
PLAIN = "x,y\n1,2.5\n3,4\n"
NO_HEADER = (
    "The first row contains data, so the columns are called “column 1”, “column 2” and "
    "so on."
)


def values(content, **options):
    """Name -> values of each column, missing numbers as None."""
    return {
        column.name: [None if value != value else value for value in column.values]
        for column in read(content, Choices(**options)).table.columns
    }


def refusal(content):
    with pytest.raises(DataError) as caught:
        read(content)
    return str(caught.value)


def faults(content):
    """What keeps columns from being used, by their names."""
    columns = read(content).table.columns
    return {column.name: column.fault for column in columns if column.fault}


# Delimiters, line ends, quotes


@pytest.mark.parametrize(
    "content",
    [
        *(
            "x,y\n1,2.5\n3,4",
            "x;y\n1;2.5\n3;4",
            "x\ty\n1\t2.5\n3\t4",
            "x|y\n1|2.5\n3|4",
        ),
        *("x;y\n1;2,5\n3;4", "x\ty\n1\t2,5\n3\t4", "x|y\n1|2,5\n3|4"),
        'x,y\n1,"2,5"\n3,4',
        *("sep=;\nx;y\n1;2,5\n3;4", 'SEP=,\r\n"x","y"\r\n1,2.5\r\n3,4'),
        *(PLAIN.replace("\n", end) for end in ("\r\n", "\r", "\n\n", "\r\n \n")),
        *("\n\r\n" + PLAIN, "x,y\r1,2.5\n\n\r\n3,4\r\n,\n , \n"),
        '"x","y"\n"1","2.5"\n"3","4"',
        *("x, y\n 1 ,2.5\n3, 4\t\n", 'x, "y"\n1, "2.5"\n3, "4"'),
        *("x,y,\n1,2.5,\n3,4,\n", "x,y,,,\n1,2.5\n3,4,,\n", "x,y\n1,2.5,,\n\n3,4,\n"),
        "x,y\n1,2.5" + "," * 2000 + "\n3,4\n" + "," * 2000,
    ],
)
def test_ways_to_write_one_table(content):
    assert values(content) == {"x": [1, 3], "y": [2.5, 4]}
    assert values(content.encode()) == {"x": [1, 3], "y": [2.5, 4]}
    assert read(content).table.notes == ()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("y\n1\n2", {"y": [1, 2]}),
        ("y\n1,5\n2,5", {"y": [1.5, 2.5]}),
        ("x, in cm\n1\n2", {"x, in cm": [1, 2]}),
        ("1,5;2,5\n3,5;4,5", {"column 1": [1.5, 3.5], "column 2": [2.5, 4.5]}),
        ("x, in cm;y\n1,5;2,5\n3,5;4,5", {"x, in cm": [1.5, 3.5], "y": [2.5, 4.5]}),
        ('x,"a;b;c"\n1,"d;e"\n2,"f;g"', {"x": [1, 2], "a;b;c": ["d;e", "f;g"]}),
        ('x,t\n1,"a\r\nb ""c"", d"\n2,e', {"x": [1, 2], "t": ['a b "c", d', "e"]}),
        ('x,t\n1,5" pipe\n2,e', {"x": [1, 2], "t": ['5" pipe', "e"]}),
        (
            "x,y,t\n1\n2,3\n4,5,a",
            {"x": [1, 2, 4], "y": [None, 3, 5], "t": ["", "", "a"]},
        ),
        ("x,y\n1,\n2,", {"x": [1, 2], "y": ["", ""]}),
        ("x,,y\n1,,2\n3,,4", {"x": [1, 3], "y": [2, 4]}),
    ],
)
def test_other_tables(content, expected):
    assert values(content) == expected


def test_three_hundred_columns():
    rows = [
        [f"c{k}" for k in range(300)],
        *([str(k + r) for k in range(300)] for r in (0, 1)),
    ]
    expected = {f"c{k}": [k, k + 1] for k in range(300)}
    assert values("\n".join(map(",".join, rows))) == expected


# Encodings


@pytest.mark.parametrize("name", ["größe", "é €"])
@pytest.mark.parametrize(
    ("bom", "encoding"),
    [
        *((b"", "utf-8"), (codecs.BOM_UTF8, "utf-8"), (b"", "cp1252")),
        *((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")),
        *((b"", "utf-16-le"), (b"", "utf-16-be")),
    ],
)
def test_encodings(bom, encoding, name):
    content = bom + f"{name};y\n1;2\n3;4\n".encode(encoding)
    assert values(content) == {name: [1, 3], "y": [2, 4]}


def test_latin_1_has_what_cp1252_lacks():
    assert values(b"\xe9\x81,y\n1,2\n3,4\n") == {"é": [1, 3], "y": [2, 4]}


def test_a_paste_may_begin_with_a_byte_order_mark():
    assert values("\ufeff" + PLAIN) == values(PLAIN)


# Missing values


@pytest.mark.parametrize(
    "missing",
    [
        *(" ", "NA", "N/A", "n/a", "nan", "NaN", "null", "None", "NULL", "-", "–", "?"),
        *(".", "#N/A", "#DIV/0!", "#VALUE!", "#REF!", "\u200b"),
    ],
)
def test_missing(missing):
    content = f"x,t,y\n1,a,3\n{missing},{missing},4\n2,b,5"
    text = "None" if missing == "None" else ""  # None is a kind beside others
    assert values(content) == {"x": [1, None, 2], "t": ["a", text, "b"], "y": [3, 4, 5]}


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("- + - +", ["-", "+", "-", "+"]),
        ("– + n/a —", ["–", "+", "", "—"]),
        ("+ - ? .", ["+", "-", "", ""]),
        ("None BrkFace Stone None", ["None", "BrkFace", "Stone", "None"]),
        ("yes no - no", ["yes", "no", "", "no"]),
        ("1 2 - 3", [1, 2, None, 3]),
        ("1 2 None 3", [1, 2, None, 3]),
        ("1,5 2,5 None 3,5", [1.5, 2.5, None, 3.5]),
        ("0 1 None 2 NA - 0 0", [0, 1, None, 2, None, None, 0, 0]),
        ("None None None - 1 2", [None, None, None, None, 1, 2]),
        ("None Mild Severe None 1", ["None", "Mild", "Severe", "None", "1"]),
        ("+ - 0 + - -", ["+", "-", "0", "+", "-", "-"]),
    ],
)
def test_what_is_missing_among_numbers_may_be_a_class_among_kinds(cells, expected):
    lines = [f"{k};{cell}" for k, cell in enumerate(cells.split(), 5)]
    assert values("\n".join(["x;c", *lines]))["c"] == expected


KINDS = st.sampled_from(["Mild", "Severe", "yes", "no", "+", "3+", "A"])
MARKS = st.sampled_from(["None", "-", "–", "NA", "n/a", "?", "."])


@given(
    st.lists(st.sampled_from("012"), max_size=12),
    st.lists(KINDS, max_size=12),
    st.lists(MARKS, max_size=12),
    st.randoms(use_true_random=False),
)
def test_a_column_is_of_numbers_or_of_kinds_and_its_marks_are_as_there(
    numbers, kinds, marks, random
):
    """Among numbers every mark says "missing", however few different ones there are,
    and only a kind is a fault; among kinds None is one, and a minus beside a plus."""
    signs = [mark for mark in marks if mark in "-–" and "+" in kinds]
    cells = [*numbers, *kinds, *marks]
    random.shuffle(cells)
    content = "\n".join(["x;c", *(f"{k};{cell}" for k, cell in enumerate(cells, 5))])
    if len(cells) < 2:
        return
    if len(numbers) > len(kinds) + len(signs):
        of_numbers = [float(c) if c in numbers else None for c in cells]
        assert values(content, leave_out_faults=True)["c"] == of_numbers
        if kinds:
            more = re.search(r" (\d+) more cell", faults(content)["c"])
            assert (int(more[1]) if more else 0) == len(kinds) - 1
    elif numbers or kinds:
        of_kinds = {*numbers, *kinds, *signs, "None"}
        expected = [cell if cell in of_kinds else "" for cell in cells]
        assert values(content)["c"] == expected


# Header and names


def test_no_header():
    reading = read("1,2.5,\n3,4,\n")
    assert [column.name for column in reading.table.columns] == ["column 1", "column 2"]
    assert reading.table.notes == (NO_HEADER,)
    assert values("1,,3\n4,5,6") == {
        **{"column 1": [1, 4], "column 2": [None, 5], "column 3": [3, 6]}
    }


@pytest.mark.parametrize(
    ("header", "names"),
    [
        *(("x,x,x", ["x", "x (2)", "x (3)"]), ("x,x,x (2)", ["x", "x (3)", "x (2)"])),
        ("x (2),x,x", ["x (2)", "x", "x (3)"]),
        (" a  b ,\u202ec\u200b\u2066d,é\u00a0f", ["a b", "c d", "é f"]),
        *(('"a\n\tb",NA,1', ["a b", "NA", "1"]), ("1,b,2", ["1", "b", "2"])),
        ("<b>x</b>,=1+1,**m** $x$ `c`", ["<b>x</b>", "=1+1", "**m** $x$ `c`"]),
        (f"{'n' * MAX_NAME},b,c", ["n" * MAX_NAME, "b", "c"]),
    ],
)
def test_names(header, names):
    assert list(values(f"{header}\n1,2,3\n4,5,7")) == names


@pytest.mark.parametrize(
    ("name", "cells", "counts"),
    [
        *(("", "0 1 2", True), ("", "1 2 3", True), ("Index", "1 2 3", True)),
        *(("#", "0 1 2", True), ("n°", "1 2 3", True), ("Unnamed: 0", "0 1 2", True)),
        *(("NR", "1 2 3", True), ("no", "1 2 3", True), ("row", "1 2 3", True)),
        *(("row", "2 3 4", True), ("row", "1 2 4", False), ("row", "1 NA 3", False)),
        *(("x", "1 2 3", True), ("index", "a b c", False)),
    ],
)
def test_columns_that_count_the_rows(name, cells, counts):
    rows = "".join(f"{cell},5\n\n" for cell in cells.split())
    column = read(f"{name},y\n{rows}").table.columns[0]
    assert (column.name, column.counts_rows) == (name or "row", counts)


def test_columns_without_a_name_and_with_a_long_one():
    assert list(values("x,y,\n1,2,3\n4,5,6")) == ["x", "y", "column 3"]
    assert list(values("x,,y\n1,b,2\n3,d,4")) == ["x", "column 2", "y"]
    assert list(values(",y\na,1\na,2")) == ["row", "y"]
    [_, cut] = values(f"x,{'long ' * 50}\n1,2\n3,4")
    assert len(cut) == MAX_NAME and cut.startswith("long long") and cut.endswith("…")


# Numbers


@pytest.mark.parametrize(
    ("content", "x", "decimal", "other"),
    [
        ("x;y\n1;2\n3;4", [1, 3], ".", None),
        ("x;y\n1,234;2\n3;4.5", [1234, 3], ".", None),
        ("x;y\n1.234;2\n3;4,5", [1234, 3], ",", None),
        ("x;y\n1.234;2\n3;0,123", [1234, 3], ",", None),
        ("x;y\n1,234;2\n3;1.2345", [1234, 3], ".", None),
        ("x;y\n1,234;2\n3;4", [1.234, 3], ",", "."),
        ("x\ty\n1.234\t2\n3\t4", [1.234, 3], ".", ","),
        ("x\ty\n1,234\t2\n3\t4", [1234, 3], ".", ","),
        ("x,y\n1.234,2\n3,4", [1.234, 3], ".", None),
        ('x,y\n"1,234",2\n3,4', [1234, 3], ".", ","),
        ("x;t\n1;1,234\n3;a\n4;b", [1, 3, 4], ",", None),
        ("x;y\n1 234,5;2\n−3;4", [1234.5, -3], ",", None),
        ("x;y\n1\u00a0234\u202f567.5;2\n1e3;4", [1234567.5, 1000], ".", None),
    ],
)
def test_decimal_signs(content, x, decimal, other):
    reading = read(content)
    assert list(reading.table.columns[0].values) == x
    assert reading.choices.decimal == decimal
    asked = [[sign for _, sign in doubt.answers] for doubt in reading.doubts]
    assert asked == ([[decimal, other]] if other else [])
    assert len(reading.table.notes) == (other is not None)


def test_a_decimal_sign_may_be_forced():
    content = "x;y\n1,234;2\n3;4\n"
    reading = read(content, Choices(decimal="."))
    assert list(reading.table.columns[0].values) == [1234, 3]
    assert (reading.choices.decimal, reading.doubts) == (".", ())
    assert reading.table.notes == (
        "“1,234” was read as 1234: the point is the decimal sign.",
    )
    assert read(content).table.notes == (
        "“1,234” was read as 1.234: the comma is the decimal sign.",
    )


def test_half_of_a_column_is_not_more_than_half():
    assert values("x,t\n1,1\n2,a") == {"x": [1, 2], "t": ["1", "a"]}
    assert values("x,t\n1,1\n2,a\n3,NA") == {"x": [1, 2, 3], "t": ["1", "a", ""]}


# Faults


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            "height,y\n1,2\n\n2,3\n\n\nabc,4\n3,5",
            "Row 7 of “height” contains “abc” instead of a number.",
        ),
        (
            'x,y\n1,2\n2,"a\nb"\n3,1e308\nd,5\n4,6\n5,7',
            "Row 3 of “y” contains “a b” instead of a number. 1 more cell cannot be "
            "used either.",
        ),
        (
            "x,y\n1,2\n2,1e308\n3,-inf",
            "Row 3 of “y” is 1e308: numbers from -1e15 to 1e15 are allowed. 1 more "
            "cell cannot be used either.",
        ),
        *(
            (
                f"x,y\n1,2\n{text},3\n4,5",
                f"Row 3 of “x” is {text}: numbers from -1e15 to 1e15 are allowed.",
            )
            for text in ("inf", "-Infinity", "∞", "1e999", "1000000000000001")
        ),
    ],
)
def test_a_fault_is_said_of_its_column(content, expected):
    assert expected in faults(content).values()


def test_faults_may_count_as_missing():
    content = "x,y\n1,2\nabc,1e16\n3,-1e15\n4,5"
    assert values(content, leave_out_faults=True) == {
        **{"x": [1, None, 3, 4], "y": [2, None, -1e15, 5]}
    }
    assert read(content, Choices(leave_out_faults=True)).table.notes == (
        "2 cells cannot be used, so they count as missing.",
    )
    one = read("x,y\n1,2\n3,4\n?,5\n!,6", Choices(leave_out_faults=True))
    assert one.table.notes == ("One cell cannot be used, so it counts as missing.",)
    assert read(PLAIN, Choices(leave_out_faults=True)).table.notes == ()


# Refusals


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        *(
            (content, "There are no data: at least two rows are needed.")
            for content in ("", b"", " \n\t\r\n", b"\xef\xbb\xbf", ",,\n,,\n")
        ),
        (
            "x,y\n\n",
            "There is only a header, but at least two rows of data are needed.",
        ),
        (
            "x,y\n1,2",
            "There is only one row, but at least two rows of data are needed.",
        ),
        ("1,2\n", "There is only one row, but at least two rows of data are needed."),
        ("x,y\na,b\nc,d", "No column contains numbers: at least one is needed."),
        (
            "\nx,y\n\n1,2,3\n",
            "There is only one row, but at least two rows of data are needed.",
        ),
        ("\nx,y\n\n1,2\n1,2,,3\n", "Row 5 has 4 cells, but row 2 has only 2."),
        (
            f"x,y{',1' * MAX_COLUMNS}\n1,2\n3,4",
            "There are 1,002 columns, but at most 1,000 are allowed.",
        ),
        (
            'x,y\n1,2\n\n3,"4\n5,6\n',
            "Row 4 cannot be read: a quotation mark is missing, or one inside a cell "
            "is not doubled.",
        ),
        (
            'x,y\n"5" tall",2\n3,4\n',
            "Row 2 cannot be read: a quotation mark is missing, or one inside a cell "
            "is not doubled.",
        ),
        (
            f"x,y\n1,2\n{'3' * 150_000},4\n",
            "Row 3 cannot be read: a cell is longer than 131,072 characters.",
        ),
        *(
            (
                f"x,y\n1,2\n3,4\n{junk}",
                "This is not text: save the table as CSV and load that.",
            )
            for junk in ("\0", "\x01\x02")
        ),
        *(
            (junk, "This is not text: save the table as CSV and load that.")
            for junk in (bytes(range(256)), b"\0AB\0" * 50)
        ),
        *(
            (
                kind(MAX_BYTES + 1),
                "These data are larger than 20 MB, the most that is allowed.",
            )
            for kind in (bytes, lambda n: "1" * n)
        ),
    ],
)
def test_refusals(content, expected):
    assert refusal(content) == expected


def test_as_many_columns_as_are_allowed():
    header = ",".join(f"c{k}" for k in range(MAX_COLUMNS))
    assert len(values(f"{header}\n1,2\n3,4\n")) == MAX_COLUMNS


def test_names_of_rows_as_r_writes_them():
    table = read('"","mpg","hp"\n"Mazda RX4",21,110\n"Fiat 128",32.4,66\n').table
    assert [column.name for column in table.columns] == ["row", "mpg", "hp"]
    assert list(table.columns[0].values) == ["Mazda RX4", "Fiat 128"]


def test_a_table_as_r_writes_it_has_a_header_that_is_one_short():
    table = read("mpg\thp\nMazda RX4\t21\t110\nFiat 128\t32.4\t66\n").table
    assert [column.name for column in table.columns] == ["row", "mpg", "hp"]


def test_a_title_in_a_comment_above_names_is_not_cut_into_names():
    printed = "# A tibble: 3 × 2\n  speed  dist\n  <int> <dbl>\n"
    table = read(printed + "1     4    NA\n2     4  10  \n3     7   4.5\n").table
    assert [c.name for c in table.columns] == ["row", "speed", "dist"]
    assert "One comment was skipped." in table.notes


def test_a_number_with_an_exponent_has_no_thousands():
    assert values("x;y\n1.234e-3;1\n2.345e-3;2\n")["x"] == [0.001234, 0.002345]
    assert values("x\ty\n1,234e3\t1\n2,345e3\t2\n")["x"] == [1234, 2345]


# Many rows


def test_rows_are_thinned_evenly_with_the_first_and_the_last():
    total = 2 * MAX_ROWS + 1
    lines = [f"{k},{k % 7}.5" for k in range(total)]
    shares = []
    table = read("\n".join([",y", *lines]), progress=shares.append).table
    row, y = table.columns
    assert (row.name, row.counts_rows) == ("row", True)
    assert len(row.values) == MAX_ROWS
    assert (row.values[0], row.values[-1]) == (0, total - 1)
    assert set(np.diff(row.values)) == {2, 3}
    assert np.array_equal(y.values, row.values % 7 + 0.5)
    assert table.notes == ("Of 200,001 rows, 100,000 are used, evenly spaced.",)
    assert len(shares) > 20 and shares == sorted(set(shares))
    assert 0 < shares[0] and shares[-1] == 1


def test_all_rows_that_are_allowed_are_read_and_counted_as_in_the_file():
    lines = ["x"] + [str(k) for k in range(MAX_ROWS)]
    table = read("\n".join(lines)).table
    assert np.array_equal(table.columns[0].values, np.arange(MAX_ROWS))
    assert table.notes == ()
    # Row 1 is the header, then every third row of data is read.
    lines = ["x"] + ["1"] * (3 * MAX_ROWS - 2)
    lines[-1] = "inf"
    assert faults("\n".join(lines))["x"] == (
        "Row 299,999 of “x” is inf: numbers from -1e15 to 1e15 are allowed."
    )


# Any file


def cleaned(text):
    kept = (" " if unicodedata.category(c)[0] in "CZ" else c for c in text)
    return " ".join("".join(kept).split())


JUNK = [
    *("<b>x</b>", "=1+1", "@SUM(A1)", '=HYPERLINK("http://x";"y")', "**x** $x$ `c`"),
    *(
        "a,b",
        "a;b",
        "a|b",
        "a\tb",
        "a\r\nb\n\nc",
        '"',
        '""x',
        "'",
        " x ",
        "日本 語",
        "😀",
    ),
    *("x\u202ey", "x\u200by", "{x}", "%s", "\\n", "“x”", "NAN.", "1e5x"),
]
TEXTS = st.one_of(
    st.sampled_from(JUNK),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12),
)
# A letter before it makes sure that it is neither a number nor missing.
WORDS = TEXTS.map("w{}".format)
NAMES = st.one_of(
    WORDS, TEXTS.filter(lambda text: re.search("[^\\W\\d]", cleaned(text)))
)
NUMBERS = st.one_of(st.floats(-1e15, 1e15), st.integers(-(10**15), 10**15))
MISSING = st.sampled_from(["", "", "NA", "n/a", "-", "#N/A", "null"])


@st.composite
def columns_of_cells(draw, decimal, n):
    """The cells of a column, and what they say."""
    if draw(st.booleans()):
        words = draw(st.lists(WORDS, min_size=n, max_size=n))
        return words, [cleaned(word) for word in words]
    numbers = draw(st.lists(st.none() | NUMBERS, min_size=n, max_size=n))
    cells = [
        draw(MISSING) if number is None else str(number).replace(".", decimal)
        for number in numbers
    ]
    if numbers == [None] * n:
        return cells, [""] * n
    return cells, numbers


def encoded(text, encoding):
    """In UTF-8 if it cannot be in cp1252, or would look like UTF-8."""
    try:
        content = text.encode(encoding)
        if encoding == "cp1252" and content.decode() != text:
            return text.encode()
    except UnicodeEncodeError:
        return text.encode()
    except UnicodeDecodeError:
        pass
    return content


def encoding_of(content):
    """cp1252 where bytes are that: few of them do not tell."""
    try:
        is_utf = isinstance(content, str) or b"\0" in content or content.decode()
        return None if is_utf else "utf-8"
    except UnicodeDecodeError:
        return "cp1252"


@st.composite
def files(draw):
    """The content of a file, and what its table is: name -> values."""
    decimal, delimiter = draw(st.sampled_from(".,")), draw(st.sampled_from(",;\t|"))
    names = draw(st.lists(NAMES, min_size=2, max_size=5, unique_by=cleaned))
    n = draw(st.integers(2, 8))
    # One number that only this decimal sign allows; no row is empty.
    cells = [[f"0{decimal}5"] * n]
    said = [[0.5] * n]
    for _ in names[1:]:
        column, meaning = draw(columns_of_cells(decimal, n))
        cells.append(column)
        said.append(meaning)
    random = draw(st.randoms(use_true_random=False))

    def written(cell, special=f'{delimiter}"\r\n'):
        quoted = any(c in cell for c in special) or random.random() < 0.2
        return '"{}"'.format(cell.replace('"', '""')) if quoted else cell

    trailing = random.choice(["", "", delimiter, 3 * delimiter])
    ends = random.choice([["\n"], ["\r\n"], ["\r"], ["\n", "\r\n", "\n\n", "\r\n \n"]])
    lines = [delimiter.join(written(name, ',;\t|"\r\n') for name in names)]
    for row in map(list, zip(*cells, strict=True)):
        # Short rows, but for the first: what no row has might be part of a name.
        while len(lines) > 1 and not row[-1] and random.random() < 0.5:
            row.pop()
        lines.append(delimiter.join(map(written, row)))
    text = "".join(line + trailing + random.choice(ends) for line in lines)
    encoding = random.choice([None, "utf-8", "utf-8-sig", "utf-16", "cp1252"])
    content = encoded(text, encoding) if encoding else text
    return content, dict(zip(map(cleaned, names), said, strict=True))


@settings(max_examples=300, deadline=None)
@given(files())
def test_what_is_written_is_read(file):
    content, expected = file
    with warnings.catch_warnings(action="error"):
        choices = {"encoding": encoding_of(content), "codes": ()}
        assert values(content, **choices) == expected


# Anything at all

PIECES = st.sampled_from(
    [
        *(
            ",",
            ";",
            "\t",
            "|",
            "\n",
            "\r\n",
            "\r",
            '"',
            '""',
            " ",
            "sep=;\n",
            "x",
            "row",
        ),
        *("1", "0.5", "1,234", "1.234", "1e999", "-inf", "∞", "NA", "-", ".", "é", "٣"),
        *(
            "\0",
            "\ud800",
            "\ufeff",
            "\u202e",
            "\x1a",
            "9" * 400,
            "n" * 300,
            "x,y\n1,2\n",
        ),
    ]
)
BITS = st.lists(PIECES, max_size=60).map("".join)
PASTES = st.one_of(st.text(max_size=200), BITS, BITS.map("x;y\n1;2\n3;4\n{}".format))
ENCODED = st.tuples(PASTES, st.sampled_from(["utf-8", "utf-16", "utf-16-be", "cp1252"]))
FILES = st.one_of(
    st.binary(max_size=300), ENCODED.map(lambda pair: pair[0].encode(pair[1], "ignore"))
)


@settings(max_examples=600, deadline=None)
@given(st.one_of(PASTES, FILES), st.sampled_from([None, ".", ","]), st.booleans())
def test_anything_is_a_table_or_is_refused(content, decimal, leave_out_faults):
    shares = []
    with warnings.catch_warnings(action="error"):
        try:
            reading = read(
                content,
                Choices(decimal=decimal, leave_out_faults=leave_out_faults),
                shares.append,
            )
        except DataError as error:
            sentences = [str(error)]
        else:
            check_table(reading.table)
            said = [column.fault for column in reading.table.columns if column.fault]
            assert not (leave_out_faults and said)
            assert shares == sorted(set(shares)) and shares[-1] == 1
            sentences = [*said, *reading.table.notes]
    for sentence in sentences:
        assert 0 < len(sentence) < 400 and sentence.isprintable()


def check_table(table):
    names = [column.name for column in table.columns]
    assert len(set(names)) == len(names) and all(name.isprintable() for name in names)
    assert any(column.is_number for column in table.columns)
    for column in table.columns:
        assert len(column.values) == len(table.columns[0].values) >= 2
        if column.is_number:
            assert not (np.abs(column.values) > 1e15).any()
        else:
            assert all(text == cleaned(text) for text in column.values)

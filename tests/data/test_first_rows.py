"""What is seen of a file in which no table was found."""

import io

import openpyxl

from jaxreg.data.first_rows import first_rows
from jaxreg.data.reading import Choices


def test_the_first_filled_rows_of_a_text_are_seen_as_they_are_split():
    seen = first_rows("a;b\n\nc;d\n", Choices())
    assert seen.rows == [["a", "b"], ["c", "d"]]
    assert seen.reading.choices == Choices(separator=";")
    seen = first_rows("a;b\n\nc;d\n", Choices(separator="|"))
    assert seen.rows == [["a;b"], ["c;d"]]


def test_no_more_than_ten_rows_and_fifty_cells_are_seen():
    long = "\n".join(",".join(["x" * 100] * 60) for _ in range(20))
    rows = first_rows(long, Choices()).rows
    assert (len(rows), len(rows[0]), len(rows[0][0])) == (10, 50, 60)


def test_a_workbook_says_its_sheets():
    book, content = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["only"])
    book.create_sheet("two").append(["words"])
    book.save(content)
    seen = first_rows(content.getvalue(), Choices(sheet="two"))
    assert (seen.rows, seen.reading.choices.sheet) == ([["words"]], "two")
    assert seen.reading.sheets == ("Sheet", "two")


def test_of_what_is_no_text_nothing_is_seen():
    assert first_rows(b"%PDF-1.4", Choices()) is None
    assert first_rows("", Choices()) is None

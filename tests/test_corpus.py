"""The corpus finds what is read wrong: it is tried on readings that are, by hand."""

from datetime import datetime
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from jaxreg.data.reading import Doubt
from jaxreg.data.table import Column, DataError, Table
from tests.corpus.file import ASKED, REFUSED, RIGHT, WRONG, File, judge

DAYS = pd.to_datetime(["2024-02-28", "2024-03-01", "2025-03-01"])
EXPECTED = pd.DataFrame(
    {"t": DAYS, "x (cm)": [1.0, np.nan, 0.1], "who": ["Ann", None, "New  York"]}
)
T = Column("t", np.array([0.0, 2, 367]), unit="days", origin=datetime(2024, 2, 28))
X = Column("x", np.array([1.0, np.nan, 0.1]), unit="cm")
WHO = Column("who", np.array(["Ann", "", "New York"], object))


def word(*columns, doubts=(), **more):
    reading = SimpleNamespace(table=Table(columns), doubts=doubts)
    return judge(File("", "", b"", EXPECTED, **more), lambda content: reading).word


@pytest.mark.parametrize(
    "dates",
    [
        T,
        T._replace(values=np.array([0.0, 2, 367]) / 365.2425, unit="years"),
        T._replace(values=np.array([-2.0, 0, 365]), origin=datetime(2024, 3, 1)),
    ],
)
def test_the_same_is_right(dates):
    assert word(dates, X, WHO) == RIGHT


@pytest.mark.parametrize(
    "columns",
    [
        (T, X),
        (T, WHO, X),
        (T, X._replace(name="z"), WHO),
        (T, X._replace(values=np.array([1.0, 0, 0.1])), WHO),
        (T, X._replace(values=np.array([1.0, np.nan, 0.1 + 1e-12])), WHO),
        (T, X._replace(values=np.array(["1", "", "0.1"], object)), WHO),
        (T, X, WHO._replace(values=np.array(["Ann", "Bob", "New York"], object))),
        (T._replace(values=np.array([0.0, 2, 366])), X, WHO),
        (T._replace(origin=datetime(2023, 2, 28)), X, WHO),
        (T._replace(origin=None), X, WHO),
        tuple(column._replace(values=column.values[:2]) for column in (T, X, WHO)),
    ],
)
def test_what_differs_is_wrong(columns):
    assert word(*columns) == WRONG


def test_a_column_that_says_why_it_cannot_be_used():
    numbers = X._replace(fault="Row 2 contains “a”.")
    texts = Column("who", np.full(3, np.nan), fault="Row 2 contains “Ann”.")
    assert word(T, numbers, WHO) == REFUSED
    assert word(T, X, texts) == RIGHT


def test_a_question_or_the_lack_of_one():
    assert word(T, X, WHO, doubts=(Doubt("day_first", "Which?", ()),)) == ASKED
    assert word(T, X, WHO, unclear=True) == WRONG
    assert word(T._replace(values=T.values + 1), X, WHO, open_to=[0]) == RIGHT


def test_no_table_is_to_be_refused():
    def refuse(content):
        raise DataError("There are no data.")

    file = File("", "", b"", EXPECTED)
    assert judge(file, refuse).word == REFUSED
    assert judge(file._replace(expected=None), refuse).word == RIGHT
    assert judge(file, lambda content: 1 / 0).word == WRONG

"""Dates, against what the calendar of Python's datetime and pandas make of them."""

from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jaxreg.data.dates import DAYS_A_YEAR, dates_of, dates_of_numbers, is_date
from jaxreg.data.reader import read
from jaxreg.data.reading import Choices

DAYS = st.dates(date(1930, 1, 1), date(2029, 12, 31))  # as two digits are meant
FORMATS = [
    *("%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%d %b %Y", "%d-%b-%y", "%B %d, %Y"),
    *(
        "%Y-%m-%d %H:%M",
        "%Y-%m-%dT%H:%M:%SZ",
        "%d.%m.%y",
        "%d. %B %Y",
        "%Y-%m-%d %H:%M:%S",
    ),
]


def moments(dates):
    """The dates that were read, as pandas has them."""
    unit = {"days": 1.0, "years": DAYS_A_YEAR}[dates.unit]
    return pd.Timestamp(dates.origin) + pd.to_timedelta(dates.values * unit, "D")


@given(st.lists(DAYS, min_size=2, max_size=6), st.sampled_from(FORMATS))
def test_what_is_written_is_read(days, form):
    texts = [day.strftime(form) for day in days]
    assert all(map(is_date, texts))
    moment = [datetime.strptime(text, form) for text in texts]
    years = [day.year for day in days]  # Python takes 30 for 2030
    expected = pd.DatetimeIndex(
        [one.replace(year=year) for one, year in zip(moment, years, strict=True)]
    )
    found = moments(dates_of(texts, None, False))
    assert abs(found - expected).max() < timedelta(seconds=1)


@given(st.lists(DAYS, min_size=2, max_size=6), st.booleans())
def test_with_slashes_the_day_is_first_if_it_must_be(days, likely):
    """A day above 12 tells; else there is a doubt, and the likely way is taken."""
    texts = [day.strftime("%d/%m/%Y") for day in days]
    read = dates_of(texts, None, likely)
    told = any(day.day > 12 for day in days)
    differ = any(day.day != day.month for day in days)
    assert bool(read.doubt) == (not told and differ)
    form = "%d/%m/%Y" if told or likely or not differ else "%m/%d/%Y"
    expected = pd.to_datetime(texts, format=form)
    assert abs(moments(read) - expected).max() < timedelta(seconds=1)


@pytest.mark.parametrize(
    ("texts", "first", "second"),
    [
        (["1949-01", "1949-02"], datetime(1949, 1, 1), datetime(1949, 2, 1)),
        (["1/2020", "12/2020"], datetime(2020, 1, 1), datetime(2020, 12, 1)),
        (["Jan-1-1995", "Feb 1, 1995"], datetime(1995, 1, 1), datetime(1995, 2, 1)),
        (["31/12/30", "31/12/31"], datetime(1930, 12, 31), datetime(1931, 12, 31)),
        (["2020Q1", "2020-Q3"], datetime(2020, 1, 1), datetime(2020, 7, 1)),
        (["2020M01", "2020-M05"], datetime(2020, 1, 1), datetime(2020, 5, 1)),
        (["Jan-20", "Mär 2020"], datetime(2020, 1, 1), datetime(2020, 3, 1)),
        (
            ["5/1/2020 11:59 PM", "5/13/2020 12:00 AM"],
            datetime(2020, 5, 1, 23, 59),
            datetime(2020, 5, 13),
        ),
        (
            ["31.12.2020 23:45", "31.12.2020 24:00"],
            datetime(2020, 12, 31, 23, 45),
            datetime(2021, 1, 1),
        ),
        (
            ["2020-01-01T00:00+01:00", "2020-01-01T00:00Z"],
            datetime(2019, 12, 31, 23),
            datetime(2020, 1, 1),
        ),
        (
            ["2020-01-01 9:00 GMT+1", "2020-01-01 9:30 GMT+1"],
            datetime(2020, 1, 1, 9),
            datetime(2020, 1, 1, 9, 30),
        ),
    ],
)
def test_ways_to_write_dates(texts, first, second):
    dates = dates_of(texts, None, False)
    assert dates.origin == first
    assert abs(moments(dates)[1] - second) < timedelta(seconds=1)


@pytest.mark.parametrize(
    "text", ["maybe 20", "2020.5", "12:30", "May", "1.5", "A-1-2020", "2020-1-2-3", ""]
)
def test_what_is_no_date(text):
    assert not is_date(text)


def test_years_that_end_in_the_next_one_are_no_months():
    assert dates_of(["2001/02", "2002/03", "2003/04"], None, False) is None
    assert dates_of(["2008-09", "", "2009-10"], None, True) is None
    assert dates_of(["2001/02", "2001/03"], None, False) is not None


def test_no_such_day():
    assert dates_of(["2021-02-29", "2021-13-01"], None, False) is None
    assert dates_of(["2021-02-28 24:01", "2021-02-28 25:00"], None, False) is None
    dates = dates_of(["2021-02-28", "2021-02-29", "2021-03-01", ""], None, False)
    np.testing.assert_array_equal(dates.values, [0, np.nan, 1, np.nan])


def test_numbers_that_are_dates():
    days = dates_of_numbers(np.array([20181231.0, np.nan, 20190101.0]), "x")
    assert (days.origin, days.unit) == (datetime(2018, 12, 31), "days")
    np.testing.assert_array_equal(days.values, [0, np.nan, 1])
    for thousand in (1, 1000):
        seconds = np.array([1.7e9, 1.7e9 + 86_400]) * thousand
        assert dates_of_numbers(seconds, "unix time").values.tolist() == [0, 1]
        assert dates_of_numbers(seconds, "population") is None
    months = np.array([192607.0, 192608.0])
    assert dates_of_numbers(months, "Date").values.tolist() == [0, 31]
    assert dates_of_numbers(months, "x") is None
    assert dates_of_numbers(np.array([20181231.0, 20181232.0]), "x") is None
    assert dates_of_numbers(np.array([20181231.0, 20181231.0]), "x") is None


def test_more_than_three_years_are_counted_in_years():
    dates = dates_of(["1950-01-01", "2000-01-01"], None, False)
    assert dates.unit == "years"
    days = (date(2000, 1, 1) - date(1950, 1, 1)).days
    assert dates.values.tolist() == [0, days / 365.2425]


def test_which_comes_first_is_asked_and_can_be_chosen():
    content = "d,y\n3/4/2020,1\n4/4/2020,2\n5/4/2020,3\n"
    [doubt] = read(content).doubts
    assert doubt.field == "day_first" and "3/4/2020" in doubt.question
    assert doubt.answers == (("the month", False), ("the day", True))
    for day_first, values in ((True, [0, 1, 2]), (False, [0, 31, 61])):
        reading = read(content, Choices(day_first=day_first))
        assert reading.table.columns[0].values.tolist() == values
        assert not reading.doubts

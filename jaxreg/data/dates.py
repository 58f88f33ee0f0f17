"""Dates as people write them, counted in days or years since the first."""

import re
from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np

_NAMES = """january february march april may june july august september october
november december januar februar märz april mai juni juli august september oktober
november dezember""".split()
_MONTHS = {
    **{
        name[:length]: k % 12 + 1 for k, name in enumerate(_NAMES) for length in (3, 20)
    },
    **{"sept": 9, "mrz": 3},
}
_MONTH = rf"(?:{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?"
_TIME = (
    r"(?:[T ,]+(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d(?:[.,]\d+)?))?"
    r"\s*(?P<half>[ap]\.?m\.?)?\s*(?P<zone>Z|(?:UTC|GMT)?[+-]\d\d?(?::?\d\d)?|UTC|GMT)?)?"
)
_YEAR, _TWO = r"(?P<year>\d{4})", r"(?P<{}>\d{{1,2}})"
_PATTERNS = [
    re.compile(pattern + _TIME, re.IGNORECASE)
    for pattern in (
        rf"{_YEAR}(?P<sep>[-/.]){_TWO.format('month')}(?P=sep){_TWO.format('day')}",
        rf"{_YEAR}[-/]{_TWO.format('month')}",
        rf"{_TWO.format('one')}(?P<sep>[-/.]){_TWO.format('two')}(?P=sep)(?P<year>\d{{4}}|\d\d)",
        rf"{_TWO.format('day')}[-. ]*(?P<name>{_MONTH})[-, ]*(?P<year>\d{{4}}|\d\d)",
        rf"(?P<name>{_MONTH})[- ]{_TWO.format('day')},?[- ]{_YEAR}",
        rf"{_TWO.format('month')}/{_YEAR}",
        rf"(?P<name>{_MONTH})[-, ]*(?P<year>\d{{4}}|\d\d)",
        rf"{_YEAR}[- ]*(?P<name>{_MONTH})",
        rf"{_YEAR}[- ]?Q(?P<quarter>[1-4])",
        rf"Q(?P<quarter>[1-4])[-/ ]?{_YEAR}",
        rf"{_YEAR}-?M(?P<month>\d\d)",
    )
]
_DIGITS = re.compile(r"^\d{4}|\d\d")  # of 20240131 or 202401
_TIME_NAME = re.compile(
    r"(?:^|[\W_])(?:t|ts|time|timestamp|datetime|date|month|period|epoch|unix|utc|seconds?)(?:$|[\W_])",
    re.IGNORECASE,
)
DAYS_A_YEAR = 365.2425
"""The mean year of our calendar."""
_LONG = 3 * DAYS_A_YEAR  # dates that span more days are counted in years
_DAY, _EPOCH = timedelta(days=1), datetime(1970, 1, 1)


class Dates(NamedTuple):
    """``values`` (n,) in days or years, the ``unit``, since ``origin``; NaN where there
    is no date. If all texts may be read in two ways, ``doubt`` is one of them."""

    values: np.ndarray
    unit: str
    origin: datetime
    doubt: str = ""


def is_date(text: str) -> bool:
    """Whether a cleaned text looks like a date."""
    return any(pattern.fullmatch(text) for pattern in _PATTERNS)


def dates_of(texts: list[str], day_first: bool | None, likely: bool) -> Dates | None:
    """The dates among texts (n,), if more than half of those that are not "" are some.

    Args:
        texts: cleaned cells.
        day_first: whether the day stands before the month in 3/4/2020; None: as the
            texts require or, if they leave it open, as is ``likely``.
    """
    parts = {text: _parts(text) for text in dict.fromkeys(texts) if text}
    if _are_seasons([p for p in parts.values() if p]):
        return None
    slashed = [p for p in parts.values() if p and p.get("sep") in ("/", "-")]
    firsts = [int(p["one"]) for p in slashed if p.get("one")]
    seconds = [int(p["two"]) for p in slashed if p.get("two")]
    doubt = ""
    if day_first is None:
        day_first = max(firsts, default=0) > 12
        if not day_first and max(seconds, default=0) <= 12 and firsts != seconds:
            day_first = likely
            doubt = next(
                t for t, p in parts.items() if p and p.get("one") != p.get("two")
            )
    if len({p.get("zone") for p in parts.values() if p}) == 1:
        for p in filter(None, parts.values()):
            p.pop("zone", None)  # all times are local ones
    moments = {text: _moment(p, day_first) for text, p in parts.items() if p}
    dates = [moments.get(text) for text in texts]
    found = sum(date is not None for date in dates)
    if not found or 2 * found <= len(texts) - texts.count(""):
        return None
    return _counted(dates, doubt)


def dates_of_numbers(numbers: np.ndarray, name: str) -> Dates | None:
    """The dates that numbers (n,) stand for, NaN where one is missing: 20240131 and, in
    a column whose name says that it is a time, 202401 or seconds since 1970."""
    seen = numbers[~np.isnan(numbers)]
    least, most = float(seen.min()), float(seen.max())
    if not 0 <= least < most < 1e15 or (seen != np.floor(seen)).any():
        return None
    is_time = bool(_TIME_NAME.search(name))
    are_days = 17000101 <= least and most <= 21001231
    if are_days or (is_time and 170001 <= least and most <= 210012):
        texts = [f"{n:.0f}" if n == n else "" for n in numbers.tolist()]
        whole = {t: _parts("-".join(_DIGITS.findall(t))) for t in {*texts} - {""}}
        moments = {t: _moment(p, False) if p else None for t, p in whole.items()}
        if None in moments.values():
            return None
        return _counted([moments.get(text) for text in texts])
    second = 1000 if least > 1e11 else 1
    if is_time and 3e8 * second <= least <= most < 4e9 * second:
        origin = _EPOCH + timedelta(seconds=least / second)
        return _in_units((numbers - least) / second / 86_400, origin)
    return None


def dates_of_moments(moments: np.ndarray) -> Dates | None:
    """The dates of datetime64 (n,), missing where one is NaT; None: all are."""
    seen = moments[~np.isnat(moments)].astype("datetime64[us]")
    if not seen.size:
        return None
    origin: datetime = seen.min().item()
    return _in_units((moments - seen.min()) / np.timedelta64(1, "D"), origin)


def date_text(date: datetime) -> str:
    """A date as ISO has it, without a time that is midnight."""
    return date.isoformat(" ", "seconds").removesuffix(" 00:00:00")


def _parts(text: str) -> dict[str, str] | None:
    """The parts of a date by their names; None: it is none."""
    for pattern in _PATTERNS:
        if match := pattern.fullmatch(text):
            return {k: v for k, v in match.groupdict().items() if v is not None}
    return None


def _are_seasons(parts: list[dict[str, str]]) -> bool:
    """Whether dates are each a year and the next one's last digits, as 2001/02."""
    return len(parts) > 1 and all(
        p.keys() == {"year", "month"}
        and p["month"] == f"{(int(p['year']) + 1) % 100:02}"
        for p in parts
    )


def _moment(parts: dict[str, str], day_first: bool) -> datetime | None:
    """The date of these parts, as universal time where a zone is given; None: the
    calendar has none."""
    year, month, day = int(parts["year"]), parts.get("month"), parts.get("day", "1")
    if len(parts["year"]) == 2:
        year += 1900 if year > 29 else 2000  # as spreadsheets have it
    if "one" in parts:
        first = day_first or parts["sep"] == "."
        day, month = (parts["one"], parts["two"])[:: 1 if first else -1]
    elif "name" in parts:
        month = str(_MONTHS[parts["name"].lower().rstrip(".")])
    elif "quarter" in parts:
        month = str(3 * int(parts["quarter"]) - 2)
    seconds = float(parts.get("second", "0").replace(",", "."))
    hour = int(parts.get("hour", "0"))
    if half := parts.get("half", "").lower():
        hour = hour % 12 + 12 * half.startswith("p")
    minute = int(parts.get("minute", "0"))
    is_midnight = hour == 24 and not minute and not seconds  # the end of the day
    try:
        hour -= 24 * is_midnight
        date = datetime(year, int(month or 1), int(day), hour, minute)
        date += timedelta(days=is_midnight, seconds=seconds)
        return date - _offset(parts.get("zone", "Z"))
    except (ValueError, OverflowError):
        return None


def _offset(zone: str) -> timedelta:
    """How far a zone like +0100 is ahead of universal time."""
    hours = re.fullmatch(r"(?:UTC|GMT)?([+-])(\d\d?):?(\d\d)?", zone, re.IGNORECASE)
    if not hours:
        return timedelta()
    minutes = 60 * int(hours[2]) + int(hours[3] or 0)
    return timedelta(minutes=-minutes if hours[1] == "-" else minutes)


def _counted(dates: list[datetime | None], doubt: str = "") -> Dates:
    origin = min(date for date in dates if date)
    days = [(date - origin) / _DAY if date else np.nan for date in dates]
    return _in_units(np.array(days), origin, doubt)


def _in_units(days: np.ndarray, origin: datetime, doubt: str = "") -> Dates:
    """Days since the origin as such or, if they span many, in years."""
    if np.nanmax(days) > _LONG:
        return Dates(days / DAYS_A_YEAR, "years", origin, doubt)
    return Dates(days, "days", origin, doubt)

"""Calendar periods: frequencies, the grid of a series, labels, and dates a user types.

A week runs from Monday to Sunday and is labelled by its ISO year and week (``2012-W05``).
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Literal

import pandas as pd

from tension.core.errors import UsageError
from tension.core.language import date_text, later_n, say, say_n

Frequency = Literal["day", "week", "month", "quarter", "year"]
FREQUENCIES: tuple[Frequency, ...] = ("day", "week", "month", "quarter", "year")

_ALIAS: dict[Frequency, str] = {
    "day": "D",
    "week": "W-SUN",
    "month": "M",
    "quarter": "Q-DEC",
    "year": "Y-DEC",
}
PER_YEAR: dict[Frequency, float] = {
    "day": 365.25,
    "week": 52.1775,
    "month": 12.0,
    "quarter": 4.0,
    "year": 1.0,
}
_NOUNS: dict[str, tuple[str, str]] = {
    "day": later_n("day", "days"),
    "week": later_n("week", "weeks"),
    "month": later_n("month", "months"),
    "quarter": later_n("quarter", "quarters"),
    "year": later_n("year", "years"),
}
"""One period and several, as sentences call them."""

COUNTED = (
    later_n("{count} day", "{count} days"), later_n("{count} week", "{count} weeks"),
    later_n("{count} month", "{count} months"), later_n("{count} quarter", "{count} quarters"),
    later_n("{count} year", "{count} years"),
)
"""What `core.rounding.counted` says of so many periods of a frequency."""

EARLIEST, LATEST = 1700, 2200
"""Years a date may have; beyond them it is a slip of the pen."""

PRECISIONS: tuple[str, ...] = ("day", "month", "year")
_ENTERS: dict[str, tuple[Frequency, ...]] = {
    "day": FREQUENCIES,
    "month": ("month", "quarter", "year"),
    "year": ("year",),
}
_OF_PARTS: tuple[Frequency, ...] = ("year", "month", "day")
_QUARTER_OR_WEEK = re.compile(r"(\d{4})-(?:Q([1-4])|W(\d{2}))")
_WHEN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def as_frequency(text: str) -> Frequency:
    """Return the frequency of that name, or say which exist."""
    if text not in FREQUENCIES:
        raise UsageError(f"there is no frequency {text!r}; use one of {', '.join(FREQUENCIES)}")
    return text


def fits(precision: str, freq: Frequency) -> bool:
    """Say whether a date known to that precision can be placed in a period of that length.

    Examples
    --------
    >>> fits("month", "quarter"), fits("year", "month")
    (True, False)
    """
    return freq in _ENTERS[precision]


def period_grid(first: dt.date, last: dt.date, freq: Frequency) -> pd.PeriodIndex:
    """Return every period from the one that holds ``first`` to the one that holds ``last``.

    Examples
    --------
    >>> len(period_grid(dt.date(1991, 10, 18), dt.date(2026, 3, 18), "month"))
    414
    """
    alias = _ALIAS[freq]
    start, end = pd.Period(first, freq=alias), pd.Period(last, freq=alias)
    return pd.period_range(start, end, freq=alias, name="period")


def period_of(dates: pd.Series, freq: Frequency) -> pd.Series:
    """Return the period of each date (datetime64), as a period-typed Series."""
    periods: pd.Series = dates.dt.to_period(_ALIAS[freq])
    return periods


def label_of(period: pd.Period) -> str:
    """Return a period's label as it stands in every table and CSV file.

    Examples
    --------
    >>> label_of(pd.Period("2012-03", freq="M")), label_of(pd.Period("2012-03-07", freq="W-SUN"))
    ('2012-03', '2012-W10')
    """
    kind = period.freqstr[0]
    if kind == "W":
        year, week, _ = period.start_time.isocalendar()
        return f"{year:04d}-W{week:02d}"
    if kind == "Q":
        return f"{period.year:04d}-Q{period.quarter}"
    return str(period.strftime({"D": "%Y-%m-%d", "M": "%Y-%m", "Y": "%Y"}[kind]))


def labels_of(periods: pd.PeriodIndex) -> list[str]:
    """Return the labels of a whole grid."""
    return [label_of(period) for period in periods]


def noun(freq: str) -> str:
    """Return what one period of a frequency is called: ``month``."""
    return say_n(*_NOUNS[freq], 1)


def nouns(freq: str) -> str:
    """Return what periods of a frequency are called: ``months``."""
    return say_n(*_NOUNS[freq], 2)


def spoken(period: pd.Period) -> str:
    """Return a period as a reader says it: ``March 2012``, ``week of 5 March 2012``.

    Examples
    --------
    >>> spoken(pd.Period("2012-03", freq="M"))
    'March 2012'
    """
    kind = period.freqstr[0]
    start = period.start_time
    if kind == "D":
        return date_text(start, "day")
    if kind == "W":
        return say("the week of {day}", day=date_text(start, "day"))
    if kind == "Q":
        year = str(period.year)
        return (say("the first quarter of {year}", year=year),
                say("the second quarter of {year}", year=year),
                say("the third quarter of {year}", year=year),
                say("the fourth quarter of {year}", year=year))[period.quarter - 1]
    return date_text(start, "month") if kind == "M" else str(period.year)


def spoken_when(period: pd.Period) -> str:
    """Return when a period is, as a reader says it: a day is on, anything longer in.

    Examples
    --------
    >>> spoken_when(pd.Period("2012-03", freq="M")), spoken_when(pd.Period("2012-03-05", freq="D"))
    ('in March 2012', 'on 5 March 2012')
    """
    kind, year = period.freqstr[0], str(period.year)
    if kind == "D":
        return say("on {day}", day=spoken(period))
    if kind == "W":
        return say("in the week of {day}", day=date_text(period.start_time, "day"))
    if kind == "Q":
        return (say("in the first quarter of {year}", year=year),
                say("in the second quarter of {year}", year=year),
                say("in the third quarter of {year}", year=year),
                say("in the fourth quarter of {year}", year=year))[period.quarter - 1]
    return say("in {period}", period=spoken(period))


def span_of(text: str, option: str = "date") -> tuple[dt.date, dt.date]:
    """Return the first and last day meant by ``1992``, ``1992-01`` or ``1992-01-15``.

    Raises
    ------
    UsageError
        If the text is in none of these forms or names no real day.

    Examples
    --------
    >>> span_of("1992-02")
    (datetime.date(1992, 2, 1), datetime.date(1992, 2, 29))
    """
    match = _WHEN.fullmatch(text.strip())
    try:
        if match is None:
            raise ValueError
        year, month, day = (int(part) if part else None for part in match.groups())
        if year is None or not EARLIEST <= year <= LATEST:
            raise ValueError
        if day is not None and month is not None:
            one = dt.date(year, month, day)
            return one, one
        if month is not None:
            period = pd.Period(dt.date(year, month, 1), freq="M")
        else:
            period = pd.Period(dt.date(year, 1, 1), freq="Y-DEC")
    except ValueError:
        raise UsageError(
            f"{option}: {text!r} is not a date; write 1992, 1992-01 or 1992-01-15"
        ) from None
    return period.start_time.date(), period.end_time.date()


def period_named(text: str, option: str = "period") -> pd.Period:
    """Return the period of a label: ``2012``, ``2012-Q1``, ``2012-03``, ``2012-W10``, or a day.

    Raises
    ------
    UsageError
        If the text is no such label, or there is no such day or week.

    Examples
    --------
    >>> label_of(period_named("2012-W10")), spoken(period_named("2012-Q1"))
    ('2012-W10', 'the first quarter of 2012')
    """
    match = _QUARTER_OR_WEEK.fullmatch(text.strip())
    if match is None:
        first, _ = span_of(text, option)
        return pd.Period(first, freq=_ALIAS[_OF_PARTS[text.count("-")]])
    year, quarter, week = match.groups()
    if quarter:
        return pd.Period(dt.date(int(year), 3 * int(quarter), 1), freq=_ALIAS["quarter"])
    try:
        return pd.Period(dt.date.fromisocalendar(int(year), int(week), 1), freq=_ALIAS["week"])
    except ValueError:
        raise UsageError(f"{option}: {year} has no week {week}") from None

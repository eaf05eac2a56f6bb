"""Periods against the calendar of the standard library."""

import calendar
import datetime as dt

import pandas as pd
import pytest

from tension.core.errors import UsageError
from tension.core.period import (
    FREQUENCIES,
    PER_YEAR,
    as_frequency,
    fits,
    label_of,
    labels_of,
    period_grid,
    period_named,
    period_of,
    span_of,
    spoken,
)


@pytest.mark.parametrize("freq", FREQUENCIES)
def test_a_frequency_is_known_by_its_name(freq):
    assert as_frequency(freq) == freq


def test_a_frequency_that_does_not_exist_is_refused():
    with pytest.raises(UsageError) as caught:
        as_frequency("monthly")
    assert str(caught.value) == (
        "there is no frequency 'monthly'; use one of day, week, month, quarter, year"
    )


@pytest.mark.parametrize(
    ("precision", "enters"),
    [("day", {"day", "week", "month", "quarter", "year"}), ("month", {"month", "quarter", "year"}),
     ("year", {"year"})],
)
def test_a_date_enters_periods_no_finer_than_it_is_known(precision, enters):
    assert {freq for freq in FREQUENCIES if fits(precision, freq)} == enters


@pytest.mark.parametrize(
    ("freq", "first", "last", "labels"),
    [
        ("month", "2011-11-30", "2012-02-01", ["2011-11", "2011-12", "2012-01", "2012-02"]),
        ("quarter", "2011-12-31", "2012-04-01", ["2011-Q4", "2012-Q1", "2012-Q2"]),
        ("year", "2011-12-31", "2012-01-01", ["2011", "2012"]),
        ("day", "2012-02-28", "2012-03-01", ["2012-02-28", "2012-02-29", "2012-03-01"]),
        ("week", "2012-03-04", "2012-03-05", ["2012-W09", "2012-W10"]),
    ],
)
def test_a_grid_runs_from_the_first_to_the_last_period_touched(freq, first, last, labels):
    grid = period_grid(dt.date.fromisoformat(first), dt.date.fromisoformat(last), freq)
    assert labels_of(grid) == labels


def test_a_grid_of_months_leaves_none_out():
    grid = labels_of(period_grid(dt.date(1991, 10, 18), dt.date(2026, 3, 18), "month"))
    expected = [
        f"{year}-{month:02d}" for year in range(1991, 2027) for month in range(1, 13)
        if (1991, 10) <= (year, month) <= (2026, 3)
    ]
    assert grid == expected
    assert len(grid) == 414


@pytest.mark.parametrize("year", [1998, 2004, 2009, 2012, 2015, 2020])
def test_weeks_are_labelled_by_iso_year_and_week(year):
    days = pd.Series(pd.date_range(f"{year}-12-24", f"{year + 1}-01-10"))
    for day, period in zip(days, period_of(days, "week"), strict=True):
        iso = day.date().isocalendar()
        assert label_of(period) == f"{iso.year}-W{iso.week:02d}"


@pytest.mark.parametrize("freq", FREQUENCIES)
def test_every_day_falls_in_exactly_one_period_of_the_grid(freq):
    days = pd.Series(pd.date_range("2011-12-20", "2012-03-10"))
    grid = period_grid(days.iloc[0].date(), days.iloc[-1].date(), freq)
    periods = period_of(days, freq)
    assert set(periods) == set(grid)
    assert periods.is_monotonic_increasing


@pytest.mark.parametrize(
    ("freq", "words"),
    [("day", "5 March 2012"), ("week", "the week of 5 March 2012"), ("month", "March 2012"),
     ("quarter", "the first quarter of 2012"), ("year", "2012")],
)
def test_a_period_in_words(freq, words):
    day = dt.date(2012, 3, 5)
    assert spoken(period_grid(day, day, freq)[0]) == words


@pytest.mark.parametrize(
    ("month", "words"), [(4, "second"), (9, "third"), (10, "fourth")]
)
def test_quarters_in_words(month, words):
    day = dt.date(2012, month, 1)
    assert spoken(period_grid(day, day, "quarter")[0]) == f"the {words} quarter of 2012"


@pytest.mark.parametrize(
    ("year", "month"), [(1992, 2), (1900, 2), (2000, 2), (2011, 12), (2012, 4)]
)
def test_a_month_s_span_ends_on_its_last_day(year, month):
    first, last = span_of(f"{year}-{month:02d}")
    assert first == dt.date(year, month, 1)
    assert last == dt.date(year, month, calendar.monthrange(year, month)[1])


def test_spans_of_a_year_and_of_a_day():
    assert span_of("1992") == (dt.date(1992, 1, 1), dt.date(1992, 12, 31))
    assert span_of(" 1992-01-15 ") == (dt.date(1992, 1, 15),) * 2


@pytest.mark.parametrize(
    "text", ["", "92", "1992-1", "1992-13", "1992-02-30", "15.01.1992", "0000", "now", "1992-"]
)
def test_what_is_no_date_is_refused_with_the_option_s_name(text):
    with pytest.raises(UsageError) as caught:
        span_of(text, "--since")
    assert str(caught.value) == (
        f"--since: {text!r} is not a date; write 1992, 1992-01 or 1992-01-15"
    )


def test_periods_per_year_agree_with_a_grid_over_28_years():
    # 28 Julian years hold every pattern of leap years and weekdays once.
    for freq in FREQUENCIES:
        count = len(period_grid(dt.date(1992, 1, 1), dt.date(2019, 12, 31), freq))
        assert count / 28 == pytest.approx(PER_YEAR[freq], abs=0.05)


@pytest.mark.parametrize(("text", "first", "last"), [
    ("2012", "2012-01-01", "2012-12-31"),
    ("2012-Q3", "2012-07-01", "2012-09-30"),
    ("2012-03", "2012-03-01", "2012-03-31"),
    ("2012-W01", "2012-01-02", "2012-01-08"),
    ("2009-W53", "2009-12-28", "2010-01-03"),
    (" 2012-02-29 ", "2012-02-29", "2012-02-29"),
])
def test_a_label_names_a_period_of_its_own_length(text, first, last):
    named = period_named(text)
    assert (str(named.start_time.date()), str(named.end_time.date())) == (first, last)
    assert label_of(named) == text.strip()


@pytest.mark.parametrize(("text", "told"), [
    ("2012-W53", "period: 2012 has no week 53"),
    ("2012-Q5", "'2012-Q5' is not a date"),
    ("2012-02-30", "'2012-02-30' is not a date"),
])
def test_a_label_of_no_period_is_told(text, told):
    with pytest.raises(UsageError, match=told):
        period_named(text)

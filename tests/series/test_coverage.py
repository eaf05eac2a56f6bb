"""Flags of periods, and which events can have happened on a covered day."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from tension.core.coverage import Coverage
from tension.core.period import period_grid
from tension.series.coverage import coverage_flags, inside, within

DAY = dt.date


def flags(spans, scored, freq="month"):
    grid = period_grid(DAY(2001, 1, 1), DAY(2001, 3, 31), freq)
    return coverage_flags(grid, Coverage.of(spans, "declared"), np.array(scored)).tolist()


def test_a_period_covered_in_full_is_observed_with_a_scored_event_and_silent_without():
    assert flags([(DAY(2001, 1, 1), DAY(2001, 3, 31))], [2, 0, 1]) == [
        "observed", "silent", "observed"]


def test_a_period_covered_in_part_is_partial_with_and_without_events():
    assert flags([(DAY(2001, 1, 2), DAY(2001, 3, 30))], [2, 0, 0]) == [
        "partial", "silent", "partial"]


def test_a_period_covered_on_no_day_is_uncovered_whatever_it_holds():
    assert flags([(DAY(2001, 2, 1), DAY(2001, 2, 28))], [3, 0, 0]) == [
        "uncovered", "silent", "uncovered"]


def test_a_hole_of_one_day_makes_a_period_partial():
    spans = [(DAY(2001, 1, 1), DAY(2001, 2, 9)), (DAY(2001, 2, 11), DAY(2001, 3, 31))]
    assert flags(spans, [0, 1, 0]) == ["silent", "partial", "silent"]


def test_nothing_covered_leaves_every_period_uncovered():
    assert flags([], [0, 0, 0]) == ["uncovered"] * 3


@pytest.mark.parametrize(("freq", "count"), [("day", 90), ("week", 13), ("quarter", 1)])
def test_flags_follow_the_grid(freq, count):
    whole = [(DAY(2001, 1, 1), DAY(2001, 4, 1))]
    assert flags(whole, [0] * count, freq=freq) == ["silent"] * count


SPRING_AND_SUMMER = ((DAY(2001, 3, 10), DAY(2001, 8, 20)),)


def held(date, precision, spans=SPRING_AND_SUMMER):
    table = pd.DataFrame({
        "date": pd.array([date], dtype="datetime64[s]"), "date_precision": [precision]})
    return bool(inside(table, Coverage.of(list(spans), "declared")).iloc[0])


@pytest.mark.parametrize(("date", "precision", "expected"), [
    ("2001-03-10", "day", True), ("2001-08-20", "day", True),
    ("2001-03-09", "day", False), ("2001-08-21", "day", False),
    ("2001-03-01", "month", True), ("2001-08-01", "month", True),
    ("2001-02-01", "month", False), ("2001-09-01", "month", False),
    ("2001-01-01", "year", True), ("2000-01-01", "year", False), ("2002-01-01", "year", False),
])
def test_an_event_is_inside_when_it_can_have_happened_on_a_covered_day(date, precision, expected):
    assert held(date, precision) is expected


def test_an_event_in_a_hole_of_the_coverage_is_outside():
    spans = ((DAY(2001, 1, 1), DAY(2001, 2, 28)), (DAY(2001, 6, 1), DAY(2001, 7, 31)))
    assert not held("2001-04-05", "day", spans)
    assert held("2001-06-05", "day", spans)
    assert not held("2001-04-01", "month", spans)


def test_a_coverage_is_cut_to_a_span_and_keeps_its_basis():
    spans = [(DAY(2001, 1, 1), DAY(2001, 2, 28)), (DAY(2001, 6, 1), DAY(2001, 7, 31))]
    cut = within(Coverage.of(spans, "declared"), DAY(2001, 2, 10), DAY(2001, 6, 1))
    assert cut.spans == ((DAY(2001, 2, 10), DAY(2001, 2, 28)), (DAY(2001, 6, 1), DAY(2001, 6, 1)))
    assert cut.basis == "declared"
    assert within(cut, DAY(2001, 3, 1), DAY(2001, 5, 31)).spans == ()

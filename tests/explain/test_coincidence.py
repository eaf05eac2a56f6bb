"""Coincidence with dates from outside, against every circular shift."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from tension.core.errors import UsageError
from tension.core.period import labels_of
from tension.explain.coincidence import coincidence


def test_the_p_value_is_the_share_of_shifts_by_brute_force(weekly):
    dates = ["2011-02-01", "2013-11-15", "2005-05-05", "2020-10"]
    found = coincidence(weekly, dates, reach=6)
    labels = labels_of(weekly.series.periods)
    breaks = [labels.index(period) for period in weekly.table["period"]]
    weeks = [2011, 2013, 2005, 2020]
    given = []
    for year, text in zip(weeks, ("2011-02-01", "2013-11-15", "2005-05-05", "2020-10-01"),
                          strict=True):
        calendar = dt.date.fromisoformat(text).isocalendar()
        assert calendar[0] == year
        given.append(labels.index(f"{year}-W{calendar[1]:02d}"))
    counts = [
        sum(min(abs((b + k) % len(labels) - d) for d in given) <= 6 for b in breaks)
        for k in range(len(labels))
    ]
    assert found.count == counts[0] == 2
    assert found.p_value == np.mean(np.array(counts) >= counts[0])
    assert found.expected == pytest.approx(np.mean(counts))


def test_the_table_has_the_nearest_date_and_its_distance(weekly):
    found = coincidence(weekly, [dt.date(2011, 2, 1), dt.date(2013, 11, 15)])
    row = found.table.iloc[0]
    assert row["period"] == "2011-W04"
    assert row["nearest"] == "2011-W05"
    assert row["apart"] == -1
    assert row["near"]
    assert found.table["near"].tolist() == [True, True, False, False]
    assert found.summary().startswith("2 of 4 breaks lie within 3 weeks of a date given")


def test_nothing_to_test_is_said(weekly, no_breaks):
    assert coincidence(no_breaks, ["2011"]).reason == "there is no break"
    outside = coincidence(weekly, ["1950-01"])
    assert outside.summary() == ("No coincidence was looked for: no date lies in a covered "
                                 "period.")


def test_wrong_dates_and_reaches_are_refused(weekly):
    with pytest.raises(UsageError, match="'soon' is not a date"):
        coincidence(weekly, ["soon"])
    with pytest.raises(UsageError, match="reach is -1"):
        coincidence(weekly, ["2011"], reach=-1)


def test_a_single_break_lies_and_several_lie(weekly):
    one = replace(weekly, table=weekly.table.head(1))
    assert "1 of 1 break lies within 1 week of" in coincidence(
        one, ["2011-01-26"], reach=1).summary()

"""The level as it was known at the time, from vintages and from when events were added."""

import datetime as dt
from dataclasses import replace

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from tension.core.errors import UsageError
from tension.events.filters import keep_known
from tension.models.latent import estimate_tension
from tension.models.simulate import simulate
from tension.report.real_time import real_time_of_events, real_time_of_vintages
from tension.report.vintage_draw import _ends
from tension.series.aggregate import build_series

DAYS = [dt.date(2003, 12, 31), dt.date(2004, 6, 30), dt.date(2005, 12, 31)]


@pytest.fixture(scope="module")
def late():
    """Events that become known some days after they happened, a few a year after."""
    events = simulate((["calm"] * 24 + ["tense"] * 24) * 2, events_per_month=(2, 4), seed=6).events
    rng = np.random.default_rng(6)
    delay = np.where(rng.random(len(events)) < 0.2, 365, 3)
    added = (events.table["date"] + pd.to_timedelta(delay, unit="D")).astype("datetime64[s]")
    return replace(events, table=events.table.assign(added=added))


def test_each_day_has_the_last_level_of_what_was_known_then(late):
    line = real_time_of_events(late, DAYS, dedupe_rung="none")
    today = estimate_tension(build_series(late, dedupe_rung="none"))
    assert line.table["as_of"].dt.date.tolist() == DAYS
    for row, day in zip(line.table.itertuples(), DAYS, strict=True):
        series = build_series(keep_known(late, day), dedupe_rung="none")
        assert series.coverage.last == day
        then = estimate_tension(series).last
        assert (row.period, row.level) == (then["period"], pytest.approx(then["level"]))
        at = today.table.set_index("period")["level"][row.period]
        assert row.today == pytest.approx(at)
        assert row.revision == pytest.approx(at - row.level)
    assert line.table["revision"].abs().max() > 1


def test_days_before_anything_was_known_are_left_out_and_said_to_be(late):
    line = real_time_of_events(late, [dt.date(1999, 1, 1), *DAYS], dedupe_rung="none")
    assert len(line.table) == len(DAYS)
    assert "1 as-of date left out" in line.summary()


def test_a_source_without_the_day_of_publishing_is_refused(late):
    silent = replace(late, table=late.table.assign(added=pd.NaT))
    with pytest.raises(UsageError, match="does not say when it published"):
        real_time_of_events(silent, DAYS)


def test_vintages_give_the_same_line(late, kept):
    vintages = [kept(keep_known(late, day), dedupe_rung="none") for day in DAYS]
    line = real_time_of_vintages(vintages)
    again = real_time_of_events(keep_known(late, DAYS[-1]), DAYS, dedupe_rung="none")
    assert line.table["level"].to_numpy() == pytest.approx(again.table["level"].to_numpy())
    assert line.table["today"].to_numpy() == pytest.approx(again.table["today"].to_numpy())
    assert line.table["revision"].iloc[-1] == pytest.approx(0)
    ax = line.plot()
    told = [text.get_text() for text in ax.get_legend().get_texts()]
    assert told == ["latest estimate, 95 % band", "level as known on that day, 95 % band"]
    plt.close(ax.figure)


def test_a_vintage_by_another_scale_is_left_out_and_said_to_be(late, kept):
    one = kept(keep_known(late, DAYS[0]), dedupe_rung="none", scale="quad")
    two = kept(keep_known(late, DAYS[1]), dedupe_rung="none")
    line = real_time_of_vintages([one, two])
    assert len(line.table) == 1
    assert "1 level left out" in line.summary()


def test_no_vintage_is_refused_with_what_makes_one():
    with pytest.raises(UsageError, match="keep some with `tension report --keep`"):
        real_time_of_vintages([])


@pytest.mark.parametrize(("label", "first", "last"), [
    ("2012-W01", dt.date(2012, 1, 2), dt.date(2012, 1, 8)),
    ("2012-Q2", dt.date(2012, 4, 1), dt.date(2012, 6, 30)),
    ("2012-02", dt.date(2012, 2, 1), dt.date(2012, 2, 29)),
    ("2012", dt.date(2012, 1, 1), dt.date(2012, 12, 31)),
    ("2012-03-04", dt.date(2012, 3, 4), dt.date(2012, 3, 4)),
])
def test_a_label_is_drawn_where_its_period_is(label, first, last):
    assert _ends(label) == (first, last)


def test_the_latest_estimate_has_not_been_revised_by_itself(late, kept):
    vintages = [kept(keep_known(late, day), dedupe_rung="none") for day in DAYS]
    alone = real_time_of_vintages(vintages[-1:])
    assert "only the latest estimate, which nothing has revised yet" in alone.summary()
    assert "0.0 points" not in alone.summary()
    line = real_time_of_vintages(vintages)
    size = line.table["revision"].abs()[:-1].mean()
    assert f"2 earlier as-of dates; revised by {size:.1f} points on average" in line.summary()

"""The few events that carry a break: weights that are exact, and a break that is really gone."""

from dataclasses import replace

import numpy as np
import pytest

from tension.core import schema
from tension.core.errors import UsageError
from tension.explain.refit import Question, shifts_of
from tension.explain.removals import effects, smallest_removals, step_weights
from tension.explain.scored import ScoredEvents
from tension.models.breaks.find import find_breaks
from tension.models.breaks.partition import fit_partition
from tension.models.breaks.whiten import whiten
from tension.series.aggregate import build_series


def test_weights_give_back_the_step(weekly):
    fit = weekly.verdict.fit
    for which, shift in enumerate(shifts_of(fit)):
        assert step_weights(fit, which) @ fit.seen.tension == pytest.approx(shift.step)


def test_an_effect_is_what_the_step_changes_by_when_the_value_is_changed(shifted, shifted_breaks):
    fit = shifted_breaks.verdict.fit
    events = ScoredEvents.of(shifted, "both")
    found = effects(events, fit, 0)
    count = np.bincount(events.position, minlength=events.periods)
    for one in (0, 200, 411, len(events) - 1):
        at = events.position[one]
        assert count[at] > 1
        others = events.tension[(events.position == at) & (np.arange(len(events)) != one)]
        place = int(np.flatnonzero(fit.seen.position == at)[0])
        values = fit.seen.tension.copy()
        values[place] += others.mean() - events.tension[events.position == at].mean()
        rows = whiten(replace(fit.seen, tension=values), fit.regressors, fit.law)
        step = np.diff(fit_partition(rows, fit.edges).coefficients[:, 0])[0]
        assert found[one] == pytest.approx(step - shifts_of(fit)[0].step, abs=1e-9)


@pytest.fixture(scope="module")
def removed(weekly):
    return smallest_removals(weekly, workers=1)


def test_without_the_events_the_break_is_gone_and_with_one_more_it_is_there(weekly, removed):
    series = weekly.series
    table = series.events_in("both")
    for row in weekly.table.itertuples():
        number = row[3]
        mine = removed.table[removed.table["break"] == number]
        assert removed.needed(number) == len(mine)
        assert mine["vanished"].tolist() == [False] * (len(mine) - 1) + [True]
        assert _there(weekly, table, mine["event_id"], row) is False
        assert _there(weekly, table, mine["event_id"].iloc[:-1], row) is True


def _there(weekly, table, gone, row):
    """Whether a break of the sign lies near the date set, by brute force over weeks."""
    events = ScoredEvents.of(weekly.series, "both")
    left = ~table["event_id"].isin(gone).to_numpy()[events.row]
    fit = Question.of(weekly).ask(events.take(np.flatnonzero(left)).observations(), "week")
    first, last = (weekly.period(label) for label in (row.first, row.last))
    low = 12 * first.start_time.year + first.start_time.month - 3
    high = 12 * last.end_time.year + last.end_time.month + 3
    for shift in shifts_of(fit):
        week = weekly.series.periods[shift.position]
        begin = 12 * week.start_time.year + week.start_time.month
        end = 12 * week.end_time.year + week.end_time.month
        if shift.up == (row.size > 0) and end >= low and begin <= high:
            return True
    return False


def test_events_are_named_with_their_addresses(removed, weekly):
    known = weekly.series.events.set_index("event_id")
    for row in removed.table.itertuples():
        assert known.loc[row.event_id, "url"] == row.url
    assert removed.table["url"].iloc[0] in removed.summary()
    assert "sought greedily; a smaller set may exist" in removed.summary()
    assert list(removed.table) == schema.names(schema.REMOVALS)


def test_a_break_that_many_events_carry_stays_and_the_limit_is_said(shifted_breaks):
    found = smallest_removals(shifted_breaks, limit=3, workers=2)
    assert found.needed(1) is None
    assert len(found.table) == 6
    assert "still there without the 3 events of most influence" in found.summary()


def test_without_a_break_there_is_nothing_to_remove(no_breaks):
    found = smallest_removals(no_breaks)
    assert len(found.table) == 0
    assert "no break that removing events could make vanish" in found.summary()


def test_no_removal_at_all_is_refused(no_breaks):
    with pytest.raises(UsageError, match="limit is 0"):
        smallest_removals(no_breaks, limit=0)


def test_a_single_act_that_makes_a_break_is_found(own_table):
    from tension.sources.read import read_events

    found = find_breaks(build_series(read_events(own_table)))
    assert len(found) == 1
    first = smallest_removals(found, limit=1, workers=1).table.iloc[0]
    # The first event to go is one of the new regime's conflict or the old one's cooperation.
    assert (first["date"].year >= 2000) == (first["score"] < 0)

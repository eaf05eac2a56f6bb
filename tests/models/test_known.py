"""What was known at the time is what a series of the events up to then says."""

from dataclasses import replace

import numpy as np
import pytest

from tension.core.errors import UsageError
from tension.models.known import History, level_of
from tension.models.latent import estimate_tension
from tension.models.noise import observations
from tension.models.simulate import simulate
from tension.series.aggregate import build_series
from tension.sources.read import read_events


@pytest.mark.parametrize(("freq", "direction", "last"), [
    ("month", "both", 300), ("month", "IRN>AZE", 200), ("quarter", "AZE>IRN", 90),
    ("week", "both", 900)])
def test_it_is_the_series_that_one_would_have_built_then(freq, direction, last):
    events = read_events()
    series = build_series(events, freq=freq)
    then = build_series(events, freq=freq, until=series.periods[last].end_time.date())
    have = History.of(series, direction).until(last)
    want = observations(then, direction)
    for name in ("position", "tension", "sampling", "events"):
        np.testing.assert_allclose(getattr(have, name), getattr(want, name), rtol=1e-12)
    assert (have.variance, have.covered) == (pytest.approx(want.variance), want.covered)
    level = level_of(have)
    np.testing.assert_allclose(level.weight @ level.level,
                               estimate_tension(then, direction).table["level"], rtol=1e-12)


def test_nothing_that_came_later_is_in_it():
    events = read_events()
    late = events.table["date"] >= "2010-01-01"
    other = replace(events, table=events.table.assign(
        code=events.table["code"].where(~late, "190")))
    one, two = (History.of(build_series(each)).until(200) for each in (events, other))
    np.testing.assert_array_equal(one.tension, two.tension)
    np.testing.assert_array_equal(one.sampling, two.sampling)


def test_until_the_end_it_is_all_that_is_known(chronology):
    history = History.of(chronology)
    have = history.until(len(chronology.periods) - 1)
    np.testing.assert_allclose(have.sampling, observations(chronology, "both").sampling)


def test_places_are_covered_and_have_enough_behind_them():
    series = build_series(simulate(["calm"] * 36, silent=0.5, seed=9).events,
                          since="1999-01", until="2004-12")
    history = History.of(series)
    places = history.places(5)
    assert places[0] == observations(series, "both").position[4]
    assert places[-1] == 12 + 35  # a year before the source begins, then its last month
    assert history.places(100).tolist() == []


def test_a_direction_must_be_the_dyads(chronology):
    with pytest.raises(UsageError, match="no direction"):
        History.of(chronology, "IRN>ARM")

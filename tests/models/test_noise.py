"""What models are given: observed periods with the sampling variance of each."""

import numpy as np
import pytest

from tension.models.noise import observations
from tension.models.simulate import simulate
from tension.series.aggregate import build_series


@pytest.fixture(scope="module")
def series():
    return build_series(simulate(["calm", "tense"] * 30, silent=0.4, seed=5).events)


@pytest.mark.parametrize("direction", ["IRN>AZE", "AZE>IRN", "both"])
def test_the_observed_periods_are_those_with_a_scored_event(series, direction):
    seen = observations(series, direction)
    rows = series.direction(direction)
    places = [at for at, count in enumerate(rows["scored"]) if count > 0]
    assert seen.position.tolist() == places
    assert seen.tension.tolist() == rows["tension"].iloc[places].tolist()
    assert seen.events.tolist() == rows["scored"].iloc[places].tolist()
    assert len(seen) == len(places)


def test_the_sampling_variance_is_one_events_over_the_effective_number(series):
    seen, spread = observations(series, "both"), series.spread["both"]
    effective = series.direction()["effective_events"].to_numpy()[seen.position]
    # Goldstein's bound is 10, so a point of the scale is 5 points of tension.
    assert seen.sampling == pytest.approx(25 * spread.variance / effective)
    assert seen.variance == pytest.approx(25 * spread.variance)


def test_covered_spans_the_first_to_the_last_covered_period(series):
    wide = build_series(simulate(["calm"] * 12, seed=1).events, since="1999-06", until="2001-03")
    assert observations(wide, "both").covered == (7, 19)
    assert observations(series, "both").covered == (0, 60)


def test_without_a_measurable_spread_the_sampling_variance_is_zero():
    one = build_series(simulate(["calm"], events_per_month=(1, 1), seed=1).events)
    seen = observations(one, "both")
    assert seen.sampling.tolist() == [0.0]
    assert seen.variance == 0.0


def test_a_series_that_nothing_covers_has_no_observation():
    none = build_series(simulate(["calm"] * 3, seed=1).events, since="2010", until="2010")
    seen = observations(none, "both")
    assert (len(seen), seen.covered) == (0, (0, 0))
    assert np.asarray(seen.sampling).size == 0

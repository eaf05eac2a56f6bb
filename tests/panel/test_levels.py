"""Levels of pairs: those of the pair's own series, and means of them with their errors."""

import sys
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("ibis")

from tension.models.latent import estimate_tension
from tension.panel.build import build_panel
from tension.panel.levels import pair_levels
from tension.series.aggregate import build_series

sys.path.insert(0, str(Path(__file__).parent))
from alike import neighbourhood


@pytest.fixture(scope="module")
def both():
    events, _ = neighbourhood([], months=30, per_month=(0, 3), silent=0.3, pairs=["IRN-AZE"])
    series = build_series(events)
    first = 12 * series.periods[0].year + series.periods[0].month - 1
    (level,) = pair_levels(build_panel(events.table), "simulated", ["AZE-IRN"], first,
                           first + len(series.periods) - 1)
    return series, level


def test_a_level_is_that_of_the_pairs_own_series(both):
    series, level = both
    own = estimate_tension(series).table
    np.testing.assert_allclose(level.level, own["level"], rtol=1e-9)
    np.testing.assert_allclose(level.level_se, own["level_se"], rtol=1e-9)
    assert level.months.equals(series.periods)
    low, high = level.band()
    np.testing.assert_allclose(low, own["level_low95"].clip(0, 100), rtol=1e-9)
    np.testing.assert_allclose(high, own["level_high95"].clip(0, 100), rtol=1e-9)


def test_silent_months_are_missing_and_the_known_span_ends_with_the_last_event(both):
    series, level = both
    silent = (series.direction()["scored"] == 0).to_numpy()
    assert silent.any()
    assert np.isnan(level.tension[silent]).all()
    seen = np.flatnonzero(~silent)
    assert (level.known.start, level.known.stop) == (seen[0], seen[-1] + 1)


def test_the_error_of_a_mean_counts_how_the_months_go_together(both):
    """Var((a + b)/2) from the variance of the change b − a, which the level itself gives."""
    series, level = both
    for first, last in ((4, 5), (20, 21)):
        mean, error = level.mean_level(first, last)
        own = estimate_tension(series)
        change = own.change(series.periods[first], series.periods[last])
        gone = (change.high - change.points) / 1.959963984540054
        apart = level.level_se[first] ** 2 + level.level_se[last] ** 2
        assert mean == pytest.approx(level.level[[first, last]].mean())
        assert error**2 == pytest.approx((2 * apart - gone**2) / 4)
    _, whole = level.mean_level(0, 11)
    assert whole < level.level_se[:12].mean()
    assert level.mean_level(7, 7)[1] == pytest.approx(level.level_se[7])


def test_a_pair_without_enough_months_has_no_level(both):
    _, known = both
    events, table = neighbourhood([], months=2, pairs=["IRN-AZE"])
    del events
    few, none = pair_levels(build_panel(table), "simulated", ["AZE-IRN", "CHN-USA"], known.begin,
                            known.begin + 23)
    assert (few.observed, none.observed, none.events) == (2, 0, 0)
    for one in (few, none):
        assert one.posterior is None
        assert np.isnan(one.level).all()
        assert np.isnan(one.mean_level(0, 11)).all()
    assert none.known == slice(0, 0)

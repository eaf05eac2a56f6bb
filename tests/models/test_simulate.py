"""The simulator keeps the truth it states."""

import datetime as dt
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from tension.core.errors import UsageError
from tension.models.simulate import STATES, simulate
from tension.scales.scale import Scale

SCORES = Scale.named("goldstein_cameo").scores


def scores_of(world):
    return world.events.table["code"].map(SCORES).to_numpy(dtype=float)


def test_the_same_seed_gives_the_same_events_and_another_seed_gives_others():
    states = ["calm"] * 6 + ["tense"] * 6
    one, same, other = (simulate(states, seed=seed) for seed in (4, 4, 5))
    pd.testing.assert_frame_equal(one.events.table, same.events.table)
    assert one.events.provenance == same.events.provenance
    assert one.events.table["code"].tolist() != other.events.table["code"].tolist()


@pytest.mark.parametrize("state", sorted(STATES))
@pytest.mark.parametrize("day_share", [0.0, 0.7])
def test_the_expected_score_is_the_mean_of_twenty_thousand_draws(state, day_share):
    world = simulate([state] * 1000, events_per_month=(20, 20), days_per_event=0.5,
                     day_share=day_share, seed=1)
    draws = scores_of(world)
    assert len(draws) == 20_000
    months = draws.reshape(1000, 20).mean(axis=1)
    error = months.std() / 1000**0.5
    assert world.truth["net"].unique() == pytest.approx(draws.mean(), abs=4 * error)
    assert error < 0.05
    assert world.expected()[0] == pytest.approx(50 - 5 * world.truth["net"][0])


@pytest.mark.parametrize("day_share", [0.0, 0.25, 0.6, 1.0])
@pytest.mark.parametrize("state", sorted(STATES))
def test_day_share_is_the_correlation_of_two_events_of_one_day(state, day_share):
    world = simulate([state] * 1200, events_per_month=(6, 6), days_per_event=0.3,
                     day_share=day_share, seed=2)
    scores = pd.Series(scores_of(world)).groupby(world.events.table["date"]).agg(list)
    pairs = [pair for day in scores for pair in combinations(day, 2)]
    pairs = np.array(pairs + [(b, a) for a, b in pairs])
    assert len(pairs) > 5000
    assert np.corrcoef(pairs.T)[0, 1] == pytest.approx(day_share, abs=0.05)


@pytest.mark.parametrize("state", sorted(STATES))
def test_codes_come_in_the_states_shares_whatever_the_days_share(state):
    assert sum(STATES[state].values()) == pytest.approx(1)
    codes = simulate([state] * 800, events_per_month=(10, 10), day_share=0.5,
                     seed=3).events.table["code"].value_counts(normalize=True)
    for code, share in STATES[state].items():
        assert codes[code] == pytest.approx(share, abs=0.03)


def test_months_hold_as_many_events_as_asked_or_none():
    world = simulate(["calm"] * 600, events_per_month=(1, 3), silent=0.4, seed=6)
    counts = world.events.table["date"].dt.strftime("%Y-%m").value_counts()
    held = [int(counts.get(period, 0)) for period in world.truth["period"]]
    assert set(held) == {0, 1, 2, 3}
    assert held.count(0) / 600 == pytest.approx(0.4, abs=0.06)
    for size in (1, 2, 3):
        assert held.count(size) / 600 == pytest.approx(0.2, abs=0.05)


def test_days_per_event_says_how_many_days_the_events_fall_on():
    for share, days in ((1.0, 10), (0.5, 5), (0.0, 1)):
        world = simulate(["calm"] * 20, events_per_month=(10, 10), days_per_event=share, seed=1)
        dates = world.events.table["date"]
        assert set(dates.groupby(dates.dt.strftime("%Y-%m")).nunique()) == {days}
        # The events beyond the first of each day fall on any of the days.
        assert dates.value_counts().max() < 6 or share == 0.0


def test_more_days_than_a_month_has_are_not_asked_for():
    world = simulate(["calm"], events_per_month=(60, 60), days_per_event=1.0, seed=1)
    assert world.events.table["date"].nunique() == 31
    assert len(world.events) == 60


def test_breaks_are_the_months_in_which_a_new_state_begins():
    world = simulate(["calm", "calm", "tense", "calm", "calm"], start=dt.date(1999, 11, 1), seed=1)
    assert world.truth["period"].tolist() == ["1999-11", "1999-12", "2000-01", "2000-02", "2000-03"]
    assert world.breaks == ("2000-01", "2000-02")
    assert world.truth["state"].tolist() == ["calm", "calm", "tense", "calm", "calm"]
    assert world.truth["tension"][2] > 60 > 40 > world.truth["tension"][0]


def test_whole_months_are_covered_though_nothing_happened():
    world = simulate(["calm"] * 14, silent=1.0, start=dt.date(2001, 2, 1), seed=1)
    assert len(world.events) == 0
    assert world.events.coverage.spans == ((dt.date(2001, 2, 1), dt.date(2002, 3, 31)),)


def test_both_countries_act_about_equally_often():
    table = simulate(["calm"] * 500, events_per_month=(4, 4), dyad="USA-RUS", seed=1).events.table
    assert set(table["source"]) == {"USA", "RUS"}
    assert (table["source"] != table["target"]).all()
    assert (table["source"] == "USA").mean() == pytest.approx(0.5, abs=0.04)


def test_two_simulations_may_be_joined():
    early = simulate(["calm"] * 3, seed=1).events
    late = simulate(["calm"] * 3, start=dt.date(2000, 4, 1), seed=2).events
    assert len(early.join(late)) == len(early) + len(late)


def test_the_truth_holds_for_both_directions_and_no_other():
    world = simulate(["calm", "tense"], seed=1)
    assert world.expected("IRN>AZE").tolist() == world.expected().tolist()
    with pytest.raises(UsageError, match="no direction 'USA>IRN'"):
        world.expected("USA>IRN")


@pytest.mark.parametrize(("states", "choices", "said"), [
    (["calm", "warm"], {}, "no state 'warm'; use calm or tense"),
    ([], {}, "at least one month"),
    (["calm"], {"silent": 1.1}, "shares, 0 to 1"),
    (["calm"], {"day_share": -0.1}, "shares, 0 to 1"),
    (["calm"], {"days_per_event": 2.0}, "shares, 0 to 1"),
    (["calm"], {"events_per_month": (3, 1)}, "the least and the most"),
    (["calm"], {"events_per_month": (-1, 1)}, "the least and the most"),
])
def test_what_makes_no_sense_is_refused(states, choices, said):
    with pytest.raises(UsageError, match=said):
        simulate(states, **choices)

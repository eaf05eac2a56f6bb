"""`find_breaks`: what it dates, what it refuses to date, and how seldom it is fooled."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tension.core.errors import UsageError
from tension.models.breaks import date_breaks
from tension.models.breaks.criteria import decide
from tension.models.breaks.find import find_breaks
from tension.models.breaks.fit import fit_breaks
from tension.models.breaks.number import Candidate, bic, choose
from tension.models.breaks.search import Limits
from tension.models.breaks.whiten import relative_precision
from tension.models.noise import Observations, observations
from tension.models.simulate import STATES, simulate
from tension.scales.scale import Scale
from tension.series.aggregate import build_series


def starts_of(values, sampling=None, position=None):
    """Breaks found in an array with find_breaks' own defaults."""
    count = len(values)
    position = np.arange(count) if position is None else position
    seen = Observations(
        position=position, tension=np.asarray(values, dtype=float),
        sampling=np.zeros(count) if sampling is None else sampling,
        events=np.ones(count), variance=0.0, covered=(0, int(position[-1]) + 1),
    )
    return decide(fit_breaks(seen, Limits(12, 6), 12), "bic").fit.chosen.starts


def autoregressive(phi, months, rng):
    noise = rng.normal(0, 1, months)
    values = [noise[0]]
    for shock in noise[1:]:
        values.append(phi * values[-1] + shock * (1 - phi**2) ** 0.5)
    return np.array(values)


def planted(seed, **choices):
    states = ["calm"] * 60 + ["tense"] * 60
    return simulate(states, **{"silent": 0.3, "seed": seed, **choices})


@pytest.fixture(scope="module")
def found():
    return find_breaks(build_series(planted(3).events))


# Fooled how often

def test_memory_alone_is_seldom_taken_for_a_break():
    alarms = sum(bool(starts_of(autoregressive(0.5, 240, np.random.default_rng(seed))))
                 for seed in range(60))
    assert alarms <= 0.08 * 60


@pytest.mark.parametrize("phi", [0.8, 0.9])
def test_memory_beneath_the_luck_of_few_events_is_seldom_taken_for_a_break(phi):
    """34 years of 1 to 3 events a month, 37 % silent: the luck of the events does not remember."""
    alarms = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        values = 45 + 6 * autoregressive(phi, 414, rng)
        events = rng.integers(1, 4, 414)
        position = np.flatnonzero(rng.random(414) >= 0.37)
        sampling = (17.0**2 / events)[position]
        luck = rng.normal(size=len(position)) * sampling**0.5
        alarms += bool(starts_of(values[position] + luck, sampling, position))
    assert alarms <= 0.15 * 40


def test_a_later_small_shift_is_found_although_an_earlier_big_one_is_there():
    """Down by 1.2 standard deviations after up by 30: noise scaled to the big one would hide it."""
    found = 0
    for seed in range(25):
        rng = np.random.default_rng(seed)
        values = 30 + rng.normal(0, 2, 240) + rng.normal(0, 0.5**0.5, 240)
        values[80:] += 60
        values[160:] -= 2.4
        starts = starts_of(values, np.full(240, 0.5))
        assert any(abs(start - 80) <= 1 for start in starts)
        found += any(abs(start - 160) <= 6 for start in starts)
    assert found >= 0.75 * 25


def test_a_shift_of_two_standard_deviations_is_found_in_spite_of_memory():
    found = 0
    for seed in range(40):
        values = autoregressive(0.5, 240, np.random.default_rng(seed))
        values[120:] += 2
        found += any(abs(start - 120) <= 3 for start in starts_of(values))
    assert found >= 0.8 * 40


def test_twenty_times_the_events_are_not_taken_for_a_break():
    """15 events a month grow to 300 while what is drawn from stays the same."""
    scale = Scale.named("goldstein_cameo")
    scores = np.array([scale.scores[code] for code in STATES["calm"]])
    shares = np.array(list(STATES["calm"].values()))
    variance = 25 * float(shares @ scores**2 - (shares @ scores) ** 2)
    counts = np.round(15 * 20 ** (np.arange(240) / 239)).astype(int)
    alarms = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        means = np.array([rng.choice(scores, count, p=shares).mean() for count in counts])
        alarms += bool(starts_of(50 - 5 * means, variance / counts))
    assert alarms <= 0.08 * 60


def test_a_growing_archive_of_a_steady_relation_has_no_break():
    """The same through events and series: 1 event a month at first, 20 at the end."""
    alarms = 0
    for seed in range(12):
        parts = [
            simulate(["calm"] * 12, events_per_month=(count, count), seed=100 * seed + year,
                     start=dt.date(2000 + year, 1, 1)).events
            for year, count in enumerate((1, 1, 2, 2, 3, 4, 5, 7, 9, 12, 15, 20))
        ]
        whole = parts[0]
        for part in parts[1:]:
            whole = whole.join(part)
        alarms += len(find_breaks(build_series(whole))) > 0
    assert alarms <= 1


def test_a_planted_break_is_dated_within_three_months():
    near = one = inside = 0
    for seed in range(30):
        world = planted(seed)
        breaks = find_breaks(build_series(world.events))
        one += len(breaks) == 1
        true = pd.Period(world.breaks[0], freq="M")
        for row in breaks.table.to_dict("records"):
            if abs((pd.Period(row["period"], freq="M") - true).n) <= 3:
                near += 1
                inside += row["first"] <= world.breaks[0] <= row["last"]
    assert near >= 27
    assert one >= 27
    assert inside >= 0.9 * near


# What a result says

def test_sizes_and_levels_stand_for_the_regimes(found):
    world = planted(3)
    row = found.table.iloc[0]
    truth = world.expected()
    assert row["size"] == pytest.approx(row["level_after"] - row["level_before"])
    assert row["size_low"] < row["size"] < row["size_high"]
    assert row["size_low"] < truth[-1] - truth[0] < row["size_high"]
    assert found.regimes["level"].tolist() == [row["level_before"], row["level_after"]]


def test_intervals_are_wider_than_with_the_noise_taken_as_known(found):
    """By Student's t with the observations less one level a regime."""
    reach = stats.t.ppf(0.975, found.series.observed - 2)
    seen = observations(found.series, "both")
    gap = np.abs(seen.position[:, None] - seen.position[None, :])
    spread = (found.noise.sigma2 * relative_precision(seen) ** -found.noise.exponent) ** 0.5
    whole = found.noise.phi ** gap.astype(float) * np.outer(spread, spread)
    errors = []
    for row in found.regimes.to_dict("records"):
        here = (seen.position >= row["begin"]) & (seen.position <= row["end"])
        inverse = np.linalg.inv(whole[np.ix_(here, here)])
        errors.append(inverse.sum() ** -0.5)
        assert row["level"] == pytest.approx(
            inverse.sum(axis=0) @ seen.tension[here] / inverse.sum(), abs=0.3)
        assert row["level_high"] - row["level"] == pytest.approx(row["level"] - row["level_low"])
        assert 1.0 < (row["level_high"] - row["level"]) / (reach * errors[-1]) < 1.6
    row = found.table.iloc[0]
    assert 1.0 < (row["size_high"] - row["size"]) / (reach * np.hypot(*errors)) < 1.6


def test_the_events_of_the_regimes_add_up_to_the_series(found):
    assert found.regimes["events"].sum() == found.series.direction()["scored"].sum()
    assert found.regimes["observed"].sum() == found.series.observed
    row = found.table.iloc[0]
    counts = found.series.direction()["scored"].set_axis(
        found.series.table["period"].drop_duplicates())
    assert row["events_before"] == counts[counts.index < row["period"]].sum()
    assert row["events_after"] == counts[counts.index >= row["period"]].sum()


def test_every_covered_month_has_the_level_of_its_regime(found):
    levels = found.levels
    place = found.series.table["period"].drop_duplicates().tolist().index(found.table["period"][0])
    assert set(levels[:place]) == {found.regimes["level"][0]}
    assert set(levels[place:]) == {found.regimes["level"][1]}
    assert found.regimes["last"].iloc[0] < found.table["period"][0] == found.regimes["first"][1]


def test_the_chosen_number_has_the_least_bic(found):
    numbers = found.numbers
    chosen = numbers[numbers["chosen"]]
    assert len(chosen) == 1
    assert chosen["breaks"].item() == len(found)
    assert chosen["bic"].item() == numbers["bic"].min()
    want = numbers["minus_two_log_likelihood"] + np.log(found.series.observed) * (
        3 + 2 * numbers["breaks"])
    assert numbers["bic"].to_numpy() == pytest.approx(want.to_numpy())


def test_of_equal_criteria_the_one_with_fewer_breaks_is_chosen():
    one = Candidate(0, 10.0, 20.0, (), None)
    two = Candidate(1, 8.0, 20.0, (5,), None)
    assert choose({1: two, 0: one}) is one


def test_a_break_costs_two_parameters():
    assert bic(100.0, 0, 100) == pytest.approx(100 + 3 * np.log(100))
    assert bic(100.0, 4, 100) - bic(100.0, 3, 100) == pytest.approx(2 * np.log(100))


def test_the_date_set_holds_the_silent_months_before_a_new_regimes_first_observation():
    events = simulate(["calm"] * 60 + ["tense"] * 60, events_per_month=(6, 6), seed=1).events
    year = events.table["date"].dt.strftime("%Y-%m")
    thinned = events.keep(~year.between("2004-10", "2005-03"), "test", "half a silent year")
    row = find_breaks(build_series(thinned)).table.iloc[0]
    assert row["period"] == "2005-04"  # the first month with events of the new state
    assert row["first"] == "2004-10"  # the state may have changed in any silent month before
    assert row["last"] == "2005-04"


def test_regimes_are_as_long_as_asked_in_calendar_and_in_observed_months():
    # 20 tense months in the middle, observed in every other one only.
    states = ["calm"] * 48 + ["tense"] * 20 + ["calm"] * 48
    events = simulate(states, events_per_month=(5, 5), seed=2).events
    month = events.table["date"].dt.month
    series = build_series(events.keep(month % 2 == 0, "test", "even months"))
    plain = find_breaks(series)
    assert len(plain) == 2
    assert plain.regimes["observed"].tolist()[1] == pytest.approx(10, abs=2)
    longer = find_breaks(series, min_segment=30)
    spans = longer.regimes["end"] - longer.regimes["begin"] + 1
    assert (spans >= 30).all()
    more = find_breaks(series, min_observed=14)
    assert (more.regimes["observed"] >= 14).all()
    for result in (longer, more):
        assert result.regimes["end"].iloc[-1] == len(series.periods) - 1


def test_no_more_breaks_than_allowed_are_looked_for():
    states = (["calm"] * 30 + ["tense"] * 30) * 3
    series = build_series(simulate(states, events_per_month=(5, 5), seed=4).events)
    assert len(find_breaks(series)) == 5
    capped = find_breaks(series, max_breaks=2)
    assert capped.numbers["breaks"].tolist() == [0, 1, 2]
    assert len(capped) <= 2
    assert len(find_breaks(series, max_breaks=0)) == 0


def test_several_breaks_are_numbered_in_calendar_order():
    states = (["calm"] * 30 + ["tense"] * 30) * 2
    world = simulate(states, events_per_month=(5, 5), seed=4)
    table = find_breaks(build_series(world.events)).table
    assert table["break"].tolist() == [1, 2, 3]
    assert table["period"].tolist() == sorted(table["period"])
    assert (np.sign(table["size"]) == [1, -1, 1]).all()
    for have, true in zip(table["period"], world.breaks, strict=True):
        assert abs((pd.Period(have, freq="M") - pd.Period(true, freq="M")).n) <= 2


def test_the_order_of_the_rows_changes_nothing():
    events = planted(5).events
    mixed = replace(events, table=events.table.sample(frac=1, random_state=0))
    one, two = (find_breaks(build_series(some)) for some in (events, mixed))
    assert len(one)
    pd.testing.assert_frame_equal(one.table, two.table)
    pd.testing.assert_frame_equal(one.numbers, two.numbers)


# What cannot be dated

def reason(events, **choices):
    result = find_breaks(build_series(events), **choices)
    assert len(result) == 0
    assert result.regimes.empty
    assert np.isnan(result.levels).all()
    assert result.summary() == f"Iran–Azerbaijan, both directions: {result.reason}."
    return result.reason


def monthly_events(months, count=1):
    return simulate(["calm"] * months, events_per_month=(count, count), seed=1).events


def test_too_few_months_with_events_are_said_to_be_too_few():
    assert reason(monthly_events(11)) == (
        "11 scored events in 11 months: too little to date a break; 12 months with events are "
        "needed")
    assert reason(monthly_events(1)) == (
        "1 scored event in 1 month: too little to date a break; 12 months with events are needed")
    assert reason(monthly_events(30), min_observed=20).endswith("40 months with events are needed")


def test_no_events_at_all_are_too_few():
    assert reason(simulate(["calm"] * 36, silent=1.0, seed=1).events) == (
        "0 scored events in 0 months: too little to date a break; 12 months with events are needed")


def test_too_short_a_span_is_said_to_be_too_short():
    assert reason(monthly_events(23)) == (
        "23 months are covered: too short to date a break; 24 are needed")
    assert find_breaks(build_series(monthly_events(24))).reason == ""


def test_one_and_the_same_score_throughout_cannot_break():
    # The mean of 3 times 8.3 and that of 7 times 8.3 differ in their last digit.
    events = simulate(["calm"] * 40, events_per_month=(2, 9), seed=1).events
    table = events.table.assign(code="072")
    series = build_series(replace(events, table=table), dedupe_rung="none")
    assert len(set(series.direction()["tension"])) > 1
    result = find_breaks(series)
    assert result.reason == (
        f"{len(table)} scored events in 40 months, all with the same score: nothing that could "
        "break")
    assert series.direction()["tension_se"].isna().all()


@pytest.mark.parametrize("wrong", [
    {"min_segment": 0}, {"min_observed": 0}, {"max_breaks": -1}])
def test_limits_that_make_no_sense_are_refused(found, wrong):
    with pytest.raises(UsageError, match="at least 1 period"):
        find_breaks(found.series, **wrong)


@pytest.mark.parametrize("direction", ["IRN>AZE", "AZE>IRN"])
def test_each_direction_is_dated_by_its_own_events(direction):
    series = build_series(planted(1, events_per_month=(6, 8)).events)
    result = find_breaks(series, direction)
    assert result.table["direction"].tolist() == [direction]
    assert result.regimes["events"].sum() == series.direction(direction)["scored"].sum()


def test_a_series_of_many_periods_is_dated_too():
    states = ["calm"] * 1300 + ["tense"] * 1300
    world = simulate(states, events_per_month=(5, 5), start=dt.date(1700, 1, 1), seed=2)
    found = find_breaks(build_series(world.events))
    assert found.reason == ""
    row = found.table.iloc[0]
    assert row["first"] <= world.breaks[0] <= row["last"]


def test_each_break_has_the_p_value_and_posterior_of_the_array_level_door(shifted):
    breaks = find_breaks(shifted)
    seen = observations(shifted, "both")
    y = np.full(len(shifted.periods), np.nan)
    weights = np.zeros(len(shifted.periods))
    y[seen.position], weights[seen.position] = seen.tension, seen.variance / seen.sampling
    found = date_breaks(y, weights, max_breaks=12, cycle=12)
    labels = [str(period) for period in shifted.periods]  # by month
    assert [labels.index(one) for one in breaks.table["period"]] == list(found.breaks)
    np.testing.assert_allclose(breaks.table["p_value"], found.table["p_value"], rtol=1e-6)
    np.testing.assert_allclose(breaks.table["posterior"], found.table["posterior"], atol=1e-6)
    assert (breaks.table["p_value"] < 0.001).all()
    assert "p < 0.001" in breaks.summary()

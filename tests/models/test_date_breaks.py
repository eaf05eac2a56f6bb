"""`date_breaks`: what it says, what it refuses, what does not change it, and how often it errs."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tension.core.errors import UsageError
from tension.models.breaks import date_breaks
from tension.models.breaks.array import DateBreaks
from tension.models.breaks.bai import KINDS
from tension.models.breaks.bootstrap import simulated
from tension.models.breaks.find import find_breaks
from tension.models.families import autoregressive, matched, simulate_series
from tension.models.noise import observations
from tension.models.simulate import simulate
from tension.series.aggregate import build_series


def stepped(seed=0, shift=2.5, count=120, at=70):
    return np.random.default_rng(seed).normal(size=count) + shift * (np.arange(count) >= at)


@pytest.fixture(scope="module")
def found():
    return date_breaks(stepped())


# What a result says

def test_a_result_has_one_row_a_break_and_words_for_it(found):
    assert found.breaks == (70,)
    row = found.table.iloc[0]
    assert row["break"] == 70
    assert (row["first"], row["last"]) == found.date_sets[0]
    assert row["first"] <= 70 <= row["last"]
    assert row["size_low"] < row["size"] < row["size_high"]
    assert row["p_value"] == found.p_values[0] < 1e-4
    assert 0.9 < row["posterior"] <= 1
    assert found.summary().startswith("1 break.\n  70 (95 % date set ")
    assert "a further break would have to improve −2 log likelihood by" in found.summary()
    assert "null: no coefficient changes at any date" in found.summary()
    assert repr(found) == found.summary()
    assert "<table" in found._repr_html_()


def test_a_result_cannot_be_changed(found):
    with pytest.raises(AttributeError):
        found.level = 0.5


def test_fitted_levels_are_steps_at_the_breaks(found):
    assert len(set(found.fitted[:70])) == len(set(found.fitted[70:])) == 1
    step = found.fitted[70] - found.fitted[69]
    assert step == pytest.approx(found.table["size"].item())


def test_a_result_draws_itself(found):
    ax = found.plot()
    assert ax.lines
    (strip,) = ax.child_axes
    np.testing.assert_array_equal(strip.patches[0].get_data().values, found.posterior)
    fig, ax = plt.subplots()
    assert date_breaks(np.zeros(30)).plot(ax) is ax
    assert ax.texts[0].get_text().startswith("all observed values are equal")
    plt.close(fig)


def test_silent_periods_before_a_new_regime_are_in_its_date_set():
    values = stepped(shift=6)
    values[66:75] = np.nan
    found = date_breaks(values)
    assert found.breaks == (75,)
    assert found.date_sets == [(66, 75)]
    assert np.isnan(found.fitted[66:75]).all()
    assert found.posterior[66:75].sum() == 0


def test_numbers_by_count_go_on_to_the_largest_that_is_asked_for():
    found = date_breaks(stepped(), max_breaks=5)
    assert list(found.rss.index) == list(found.bic.index) == list(range(6))
    assert list(found.partitions) == list(range(6))
    assert [len(one) for one in found.partitions.values()] == list(range(6))
    assert found.breaks == found.partitions[int(found.bic.idxmin())]


def test_a_trend_breaks_in_its_slope():
    at = np.arange(150)
    values = np.where(at < 80, 0.0, 0.1 * (at - 80)) + np.random.default_rng(0).normal(0, 0.4, 150)
    found = date_breaks(values, cost="trend")
    assert len(found) == 1
    assert abs(found.breaks[0] - 80) <= 10
    assert date_breaks(0.05 * at + np.random.default_rng(1).normal(size=150),
                       cost="trend").breaks == ()
    slopes = found.levels.coefficients[:, 1] / ((149 - 0) / 2)  # time runs from −1 to 1
    assert slopes == pytest.approx([0.0, 0.1], abs=0.02)


def test_a_bootstrap_p_value_repeats_with_its_seed_and_follows_the_evidence():
    weak, strong = stepped(3, 0.7), stepped(3, 3.0)
    one, two = (date_breaks(weak, number=1, ar=0, inference="bootstrap", seed=seed).p_values[0]
                for seed in (1, 1))
    assert one == two
    assert one * 200 == pytest.approx(round(one * 200))
    assert date_breaks(strong, ar=0, inference="bootstrap").p_values[0] == 1 / 200


def test_a_bootstraps_errors_have_the_covariance_of_their_law():
    place = np.array([0, 1, 2, 5, 6, 9])
    values = np.full(10, np.nan)
    values[place] = np.arange(6.0)
    events = np.array([1.0, 4, 2, 1, 1, 3, 1, 1, 1, 2])
    fit = date_breaks(values, events, ar=0.6, weight=1, min_segment=2, min_observed=2).fit
    rng = np.random.default_rng(0)
    drawn = np.array([simulated(fit, fit.law, rng) for _ in range(8000)])
    relative = events[place] / np.exp(np.log(events[place]).mean())
    want = 0.6 ** np.abs(np.subtract.outer(place, place)) / np.sqrt(np.outer(relative, relative))
    assert np.cov(drawn.T) == pytest.approx(want, abs=0.1)


def test_more_breaks_than_are_usually_tried_can_be_asked_for():
    values = np.tile(np.repeat([0.0, 5.0], 6), 8) + np.random.default_rng(0).normal(size=96)
    found = date_breaks(values, number=15, ar=0, min_segment=3, min_observed=3)
    assert found.breaks == tuple(range(6, 96, 6))


def test_analytic_and_bootstrap_p_values_agree_without_memory():
    values = stepped(5, 0.75, 160, 80)
    analytic = date_breaks(values, number=1, ar=0).p_values[0]
    drawn = date_breaks(values, number=1, ar=0, inference="bootstrap").p_values[0]
    assert analytic == pytest.approx(drawn, abs=0.05)


# One engine

@pytest.mark.parametrize("seed", range(4))
def test_find_breaks_is_the_same_with_calendar_dates(seed):
    states = ["calm"] * 50 + ["tense"] * 50 + ["calm"] * 40
    series = build_series(simulate(states, silent=0.2, seed=seed).events)
    named, seen = find_breaks(series), observations(series, "both")
    values, events = np.full(len(series.periods), np.nan), np.zeros(len(series.periods))
    values[seen.position], events[seen.position] = seen.tension, 1 / seen.sampling
    plain = date_breaks(values, events)
    periods = series.table["period"].drop_duplicates().tolist()
    assert [periods[at] for at in plain.breaks] == named.table["period"].tolist()
    assert [(periods[a], periods[b]) for a, b in plain.date_sets] == list(
        zip(named.table["first"], named.table["last"], strict=True))
    assert plain.table["size"].to_numpy() == pytest.approx(named.table["size"].to_numpy())
    assert plain.p_values == pytest.approx(named.p_values)
    assert plain.posterior == pytest.approx(named.posterior)


# What cannot be dated, and what is refused

@pytest.mark.parametrize(("values", "options", "words"), [
    ([], {}, "no period is observed"),
    ([np.nan] * 40, {}, "no period is observed"),
    ([1.0] + [np.nan] * 40, {},
     "too little to date a break: 1 observed period in 41, 12 needed"),
    (np.arange(14.0), {}, "too short to date a break: 14 periods, 24 needed"),
    (np.arange(30.0), {"min_observed": 20},
     "too little to date a break: 30 observed periods in 30, 40 needed"),
    (np.full(50, 8.3), {}, "all observed values are equal: nothing that could break"),
])
def test_too_little_is_an_answer(values, options, words):
    found = date_breaks(values, **options)
    assert found.reason == words
    assert found.summary() == f"No break can be dated: {words}."
    assert found.breaks == ()
    assert found.date_sets == []
    assert found.partitions == {}
    assert len(found.p_values) == len(found.rss) == len(found.bic) == len(found.table) == 0
    assert found.posterior.tolist() == [0.0] * len(values)
    assert found.confint().empty
    assert found.tests == {}


@pytest.mark.parametrize(("values", "events", "options", "words"), [
    ([1.0, np.inf] * 20, None, {}, "y is infinite at position 1"),
    ([1.0, 1e200] * 20, None, {}, "y is 1e\\+200 at position 1, too large"),
    (["a"] * 30, None, {}, "y holds text"),
    (["1", 2.0] * 15, None, {}, "y holds text"),
    ([1j] * 30, None, {}, "y holds complex128 values"),
    ([object()] * 30, None, {}, "y holds something that is no number"),
    (np.zeros((30, 2)), None, {}, "y has 2 dimensions"),
    (np.arange(30.0), np.ones(29), {}, "events has 29 periods and y 30"),
    (np.arange(30.0), np.zeros(30), {}, "events is 0 there"),
    (np.arange(30.0), -np.ones(30), {}, "events is -1 there"),
    (np.arange(30.0), None, {"ar": 1.0}, "ar is 1;"),
    (np.arange(30.0), None, {"ar": -0.1}, "ar is -0.1"),
    (np.arange(30.0), None, {"ar": "yes"}, "ar is 'yes'; use 'auto' or a number"),
    (np.arange(30.0), None, {"weight": 2}, "weight is 2;"),
    (np.arange(30.0), None, {"cycle": 2}, "cycle is 2;"),
    (np.arange(30.0), None, {"cost": "l1"}, "no cost 'l1'"),
    (np.arange(30.0), None, {"number": "aic"}, "no criterion 'aic'"),
    (np.arange(30.0), None, {"number": -1}, "counted from 0"),
    (np.arange(30.0), None, {"number": 2.5}, "number is 2.5"),
    (np.arange(30.0), None, {"number": 3, "max_breaks": 2}, "more than max_breaks"),
    (np.arange(30.0), None, {"max_breaks": -1}, "counted from 0"),
    (np.arange(30.0), None, {"min_segment": 0}, "at least 1 period"),
    (np.arange(30.0), None, {"level": 1.0}, "level is 1;"),
    (np.arange(30.0), None, {"inference": "exact"}, "no inference 'exact'"),
])
def test_what_contradicts_itself_is_a_named_error(values, events, options, words):
    with pytest.raises(UsageError, match=words):
        date_breaks(values, events, **options)


def test_missing_values_may_be_written_in_any_way():
    values = stepped()
    values[[3, 50]] = np.nan
    listed = [None if np.isnan(one) else one for one in values]
    for written in (listed, pd.Series(values), pd.Series(values).astype("Float64")):
        assert date_breaks(written).breaks == date_breaks(values).breaks


def test_the_shortest_regimes_that_can_be_fitted():
    for cost, least in (("mean", 2), ("trend", 3)):
        for count in range(1, 10):
            found = date_breaks(np.arange(count) % 2 * 1.0, cost=cost, min_segment=1,
                                min_observed=1)
            assert bool(found.reason) == (count < 2 * least)
            assert np.isfinite(found.bic).all()


def test_an_index_that_skips_or_repeats_periods_is_refused():
    months = pd.period_range("2000-01", periods=40, freq="M")
    values = pd.Series(np.arange(40.0), index=months)
    assert isinstance(date_breaks(values), DateBreaks)
    with pytest.raises(UsageError, match="skips 2000-06"):
        date_breaks(values.drop(months[5]))
    with pytest.raises(UsageError, match="2000-03 twice"):
        date_breaks(pd.concat([values, values.iloc[[2]]]).sort_index())
    with pytest.raises(UsageError, match="out of order"):
        date_breaks(values[::-1])


@pytest.mark.parametrize("ar", ["auto", 0, 0.5, 0.999])
def test_a_series_of_exact_steps_has_just_those_breaks(ar):
    values = np.repeat([0.0, 5.0, 1.0], 30)
    found = date_breaks(values, ar=ar)
    assert found.breaks == (30, 60)
    assert np.isfinite(found.bic).all()
    assert np.isfinite(found.table.to_numpy(dtype=float)).all()


def test_the_most_memory_that_is_tried_is_said_to_be_the_most():
    values = np.cumsum(np.random.default_rng(0).normal(size=300))
    assert "the most that is tried" in date_breaks(values).summary()


def test_few_values_that_differ_are_no_trouble():
    for value in ([0.0] * 29 + [1.0], [1.0] + [0.0] * 29, [0.0, 1.0] * 20):
        found = date_breaks(value)
        assert np.isfinite(found.bic).all()
        assert "nan" not in found.summary()


# What does not change an answer

series = st.integers(0, 10_000).map(
    lambda seed: simulate_series("ar4_by_events", seed, periods=100 + seed % 60))


def alike(one, other, shift=0, size=1.0):
    assert [at + shift for at in one.breaks] == list(other.breaks)
    assert [(a + shift, b + shift) for a, b in one.date_sets] == other.date_sets
    assert size * one.table["size"].to_numpy() == pytest.approx(
        other.table["size"].to_numpy(), rel=1e-3)


@given(series, st.floats(-1e4, 1e4), st.floats(1e-3, 1e3))
@settings(max_examples=15, deadline=None, derandomize=True)
def test_shift_and_scale_move_the_answer_with_the_series(made, shift, scale):
    one, other = (date_breaks(y, made.events) for y in (made.y, shift + scale * made.y))
    alike(one, other, size=scale)


@given(series)
@settings(max_examples=15, deadline=None, derandomize=True)
def test_turned_upside_down_steps_turn_their_sign(made):
    alike(date_breaks(made.y, made.events), date_breaks(-made.y, made.events), size=-1.0)


@given(series)
@settings(max_examples=15, deadline=None, derandomize=True)
def test_time_reversed_breaks_are_reversed(made):
    count = len(made.y)
    one = date_breaks(made.y, made.events)
    other = date_breaks(made.y[::-1], made.events[::-1])
    assert [count - at for at in one.breaks] == list(other.breaks)[::-1]


@given(series, st.integers(1, 5), st.integers(1, 5))
@settings(max_examples=15, deadline=None, derandomize=True)
def test_silent_periods_before_and_after_only_move_the_positions(made, before, after):
    one = date_breaks(made.y, made.events)
    # A regime at the edge may now be shorter by what is silent: no break may be that near.
    assume(all(18 <= at <= len(made.y) - 18 for at in one.breaks))
    padded = np.concatenate([np.full(before, np.nan), made.y, np.full(after, np.nan)])
    events = np.concatenate([np.zeros(before), made.events, np.zeros(after)])
    other = date_breaks(padded, events, number=len(one))
    assert [at + before for at in one.breaks] == list(other.breaks)


@given(series, st.floats(0.01, 100))
@settings(max_examples=10, deadline=None, derandomize=True)
def test_the_unit_of_the_events_changes_nothing(made, unit):
    alike(date_breaks(made.y, made.events), date_breaks(made.y, unit * made.events))


any_values = st.lists(
    st.one_of(st.floats(-1e6, 1e6), st.sampled_from([0.0, 1.0, np.nan])), max_size=70)


@given(any_values, st.sampled_from(["bic", "mbic", "lwz", "sequential", 0, 1]),
       st.sampled_from(["mean", "trend"]), st.sampled_from(["auto", 0, 0.9]), st.booleans(),
       st.integers(1, 12))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_whatever_comes_in_no_number_is_missing_from_what_comes_out(
    values, number, cost, ar, counted, least
):
    events = np.arange(1.0, len(values) + 1) if counted else None
    try:
        found = date_breaks(values, events, number=number, cost=cost, ar=ar, min_segment=least,
                            min_observed=min(least, 6))
    except UsageError:
        assert number == 1  # which there was no room for
        return
    assert np.isfinite(found.bic).all()
    assert np.isfinite(found.table.to_numpy(dtype=float)).all()
    assert np.isfinite(found.posterior).all()
    assert all(np.isfinite([one.statistic, one.p_value]).all() for one in found.tests.values())
    assert "nan" not in found.summary()
    assert all(len(found.confint(kind)) == len(found) for kind in KINDS)


# How often it errs: small samples of the families that the benchmarks measure

def tally(family, seeds, **options):
    alarms = right = true = reported = inside = asked = 0
    for seed in seeds:
        steady = simulate_series(family, seed, steady=True)
        alarms += len(date_breaks(steady.y, steady.events, **options)) > 0
        made = simulate_series(family, seed)
        found = date_breaks(made.y, made.events, **options)
        right += matched(found.breaks, made.breaks)
        true, reported = true + len(made.breaks), reported + len(found)
        for at, (first, last) in zip(found.breaks, found.date_sets, strict=True):
            close = [one for one in made.breaks if abs(one - at) <= 12]
            asked += bool(close)
            inside += any(first <= one <= last for one in close)
    return alarms / len(seeds), 2 * right / (true + reported), inside / asked


@pytest.mark.parametrize("family", ["ar0", "ar0_by_events", "ar4_by_events", "growth",
                                    "heavy_tails", "wrong_law", "silent8"])
def test_breaks_are_found_and_only_breaks(family):
    alarms, f1, held = tally(family, range(500, 515))
    assert alarms <= 1 / 15
    assert f1 >= 0.7
    assert held >= 0.85


@pytest.mark.parametrize("family", ["ar7", "arma", "season", "half_silent"])
def test_memory_season_and_silence_are_seldom_taken_for_breaks(family):
    alarms = sum(
        len(date_breaks(made.y, made.events)) > 0
        for made in (simulate_series(family, seed, steady=True) for seed in range(600, 625)))
    assert alarms <= 2


def test_seventeen_thousand_days_are_dated():
    rng = np.random.default_rng(0)
    values = autoregressive(0.5, 17_000, rng) + np.repeat([0.0, 1, -0.5, 0.5], 4250)
    found = date_breaks(values)
    assert len(found) == 3
    for at, (first, last), true in zip(found.breaks, found.date_sets, (4250, 8500, 12750),
                                       strict=True):
        assert first <= true <= last
        assert abs(at - true) <= 30

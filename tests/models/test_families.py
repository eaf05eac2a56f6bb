"""Families of series: what each promises of its noise, its events, its silence and its breaks."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tension.core.errors import UsageError
from tension.models.families import FAMILIES, SHORTEST, autoregressive, simulate_series

NAMES = sorted(FAMILIES)


def noise_of(made):
    return made.y - made.level


def pooled(family, statistic, seeds=60):
    """The mean of a statistic over long series of a family without breaks."""
    return float(np.mean([
        statistic(simulate_series(family, seed, steady=True, periods=550)) for seed in range(seeds)
    ]))


def lag(values, by=1):
    return float(np.corrcoef(values[:-by], values[by:])[0, 1])


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(NAMES), st.integers(0, 10**6))
def test_a_series_is_of_the_promised_length_with_breaks_apart_and_shifts_of_the_promised_size(
    family, seed
):
    made = simulate_series(family, seed)
    assert 120 <= len(made.y) <= 550
    assert len(made.y) == len(made.events) == len(made.level)
    ends = [0, *made.breaks, len(made.y)]
    assert min(np.diff(ends)) >= SHORTEST
    assert len(made.breaks) <= 5
    if family == "steady":
        assert made.breaks == ()
        assert not made.level.any()
    elif family != "slopes":
        steps = np.diff(made.level)
        assert np.flatnonzero(steps).tolist() == [at - 1 for at in made.breaks]
        sizes = np.abs(steps[steps != 0])
        unit = (1 + 0.8**2 / 2) ** 0.5 if family == "season" else 1.0  # of error and wave
        assert ((sizes >= unit * (1.0 - 1e-9)) & (sizes <= unit * (2.5 + 1e-9))).all()
    else:
        bends = np.abs(np.diff(made.level, 2))
        found = np.flatnonzero(bends > 1e-9) + 1
        assert found.tolist() == list(made.breaks)
        # In the shortest regime the new slope moves the mean by the size of a shift.
        sizes = SHORTEST * bends[bends > 1e-9]
        assert ((sizes >= 1.0 - 1e-9) & (sizes <= 2.5 + 1e-9)).all()


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(NAMES), st.integers(0, 10**6))
def test_the_same_family_and_seed_give_the_same_series_and_another_seed_another(family, seed):
    one, same, other = (simulate_series(family, k) for k in (seed, seed, seed + 1))
    np.testing.assert_array_equal(one.y, same.y)
    assert one.breaks == same.breaks
    assert len(one.y) != len(other.y) or not np.array_equal(one.y, other.y, equal_nan=True)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(NAMES), st.integers(0, 10**6))
def test_without_its_breaks_a_series_has_the_same_noise_and_events(family, seed):
    made, steady = simulate_series(family, seed), simulate_series(family, seed, steady=True)
    np.testing.assert_allclose(noise_of(made), steady.y, atol=1e-12)
    np.testing.assert_array_equal(made.events, steady.events)
    assert steady.breaks == ()


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(NAMES), st.integers(0, 10**6))
def test_a_period_is_silent_where_it_has_no_event_and_only_there(family, seed):
    made = simulate_series(family, seed)
    np.testing.assert_array_equal(np.isnan(made.y), made.events == 0)


@pytest.mark.parametrize("family", [
    name for name in NAMES if name not in ("season", "walk", "heavy_tails")
])
def test_the_noise_has_variance_1_on_average_over_the_periods(family):
    assert pooled(family, lambda made: np.nanmean(made.y**2)) == pytest.approx(1.0, abs=0.12)


def test_heavy_tails_have_variance_1_and_far_more_far_values_than_a_normal():
    assert pooled("heavy_tails", lambda made: np.mean(made.y**2), 400) == pytest.approx(1, abs=0.15)
    far = pooled("heavy_tails", lambda made: np.mean(np.abs(made.y) > 4))
    assert far > 20 * 6.3e-5


@pytest.mark.parametrize(("family", "first", "second"), [
    ("ar0", 0.0, 0.0), ("ar4", 0.4, 0.16), ("ar7", 0.7, 0.49),
    # ρ1 = (1 + φθ)(φ + θ) ÷ (1 + 2φθ + θ²), ρ2 = φ ρ1
    ("arma", 1.24 / 1.64, 0.6 * 1.24 / 1.64),
])
def test_the_memory_is_what_theory_says(family, first, second):
    assert pooled(family, lambda made: lag(made.y)) == pytest.approx(first, abs=0.03)
    assert pooled(family, lambda made: lag(made.y, 2)) == pytest.approx(second, abs=0.04)


@pytest.mark.parametrize(("family", "power"), [("ar0_by_events", -1), ("wrong_law", 1),
                                               ("growth", -1), ("smooth_growth", -1),
                                               ("ar0", 0)])
def test_the_variance_follows_the_events_by_its_law(family, power):
    def slope(made):
        return np.polyfit(np.log(made.events), np.log(made.y**2), 1)[0]

    assert pooled(family, slope, 120) == pytest.approx(power, abs=0.12)


def test_events_grow_twentyfold():
    made = simulate_series("smooth_growth", 1)
    assert made.events[-1] / made.events[0] == pytest.approx(20, abs=0.5)

    def growth(made):
        return np.polyfit(np.linspace(0, 1, len(made.events)), np.log(made.events), 1)[0]

    # Few events are rounded up to one, which takes a little from the growth.
    assert pooled("growth", growth, 60) == pytest.approx(np.log(20), abs=0.25)


@pytest.mark.parametrize(("family", "share"), [("silent8", 0.08), ("silent25", 0.25),
                                               ("half_silent", 0.5), ("ar4", 0.0)])
def test_as_many_periods_are_silent_as_promised(family, share):
    silent = pooled(family, lambda made: np.isnan(made.y).mean())
    assert silent == pytest.approx(share, abs=0.02)


def test_half_silent_series_are_silent_in_runs_and_hold_one_to_three_events_elsewhere():
    made = simulate_series("half_silent", 3, periods=550)
    quiet = np.isnan(made.y)
    runs = np.count_nonzero(np.diff(quiet.astype(int)))
    assert 550 / runs == pytest.approx(4, abs=1)
    assert set(made.events[~quiet]) == {1.0, 2.0, 3.0}


def test_the_yearly_wave_and_the_walk_are_as_large_as_promised():
    def wave(made):
        months = np.arange(len(made.y))
        by_month = [made.y[months % 12 == k].mean() for k in range(12)]
        return np.max(by_month) - np.min(by_month)

    assert pooled("season", wave) == pytest.approx(1.6, abs=0.5)
    spread = np.std([simulate_series("walk", k, steady=True, periods=500).y[-1]
                     for k in range(600)])
    assert spread == pytest.approx((1 + 500 * 0.05**2) ** 0.5, rel=0.1)


def test_an_autoregression_begins_in_its_long_run_variance():
    rng = np.random.default_rng(0)
    first = np.array([autoregressive(0.9, 3, rng) for _ in range(4000)])
    assert first.var(axis=0) == pytest.approx([1, 1, 1], abs=0.08)


def test_a_family_there_is_not_names_the_nearest():
    with pytest.raises(UsageError, match="there is no family 'groth'; use growth"):
        simulate_series("groth", 1)
    with pytest.raises(UsageError, match="20 periods have no room for two regimes of 18"):
        simulate_series("ar0", 1, periods=20)

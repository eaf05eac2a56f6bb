"""Correlations of series with memory."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from tension.explain.correlation import (
    Correlation,
    correlate,
    mean_error,
    memory,
    pearson,
    reliability,
    without_noise,
    worth,
)
from tension.models.families import autoregressive


def pair(seed, count, phi, rho):
    rng = np.random.default_rng([seed, count])
    x, e = autoregressive(phi, count, rng), autoregressive(phi, count, rng)
    return x, rho * x + (1 - rho**2) ** 0.5 * e


def test_the_correlation_is_pearsons():
    x, y = pair(1, 60, 0.4, 0.5)
    assert correlate(x, y).value == pytest.approx(stats.pearsonr(x, y).statistic, abs=1e-12)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6), st.floats(0.1, 50), st.floats(-100, 100))
def test_units_do_not_matter_and_a_turned_series_turns_the_interval(seed, factor, shift):
    x, y = pair(seed, 40, 0.3, 0.4)
    one, moved, turned = correlate(x, y), correlate(factor * x + shift, y), correlate(x, -y)
    assert (moved.value, moved.low, moved.high) == pytest.approx(
        (one.value, one.low, one.high), abs=1e-9)
    assert (turned.value, turned.low, turned.high) == pytest.approx(
        (-one.value, -one.high, -one.low), abs=1e-9)


def test_a_series_with_itself_is_one_with_nothing_around_it():
    x, _ = pair(2, 50, 0.5, 0.0)
    found = correlate(x, x)
    assert (found.value, found.low, found.high) == pytest.approx((1, 1, 1), abs=1e-9)


def test_without_memory_the_interval_is_at_least_fishers():
    rng = np.random.default_rng(5)
    x, y = rng.normal(size=(2, 200))
    found = correlate(x, y)
    assert found.error >= (found.effective - 3) ** -0.5 - 1e-12
    # Fisher's own interval of independent pairs, which the other comes down to here.
    fisher = stats.pearsonr(x, y).confidence_interval()
    assert (found.low, found.high) == pytest.approx((fisher.low, fisher.high), abs=0.04)


def test_worth_is_the_formula_for_two_autoregressions():
    x, y = pair(3, 4000, 0.6, 0.0)
    assert worth(x, y) == pytest.approx(4000 * (1 - 0.36) / (1 + 0.36), rel=0.06)
    rng = np.random.default_rng(0)
    means = np.mean([memory(autoregressive(0.6, 30, rng)) for _ in range(600)])
    plain = [np.corrcoef(z[1:], z[:-1])[0, 1]
             for z in (autoregressive(0.6, 30, rng) for _ in range(600))]
    assert abs(means - 0.6) < abs(np.mean(plain) - 0.6)


def test_a_handful_a_constant_and_two_wanderers_have_a_reason_instead():
    x, y = pair(4, 7, 0.0, 0.0)
    assert correlate(x, y).reason == "at least 8 are needed"
    assert correlate(np.full(20, 3.0), np.arange(20.0)).reason == "one of the two never moves"
    rng = np.random.default_rng(1)
    walk, other = rng.normal(size=(2, 90)).cumsum(axis=1)
    found = correlate(walk, other)
    assert found.reason == "too slow for an interval"
    assert np.isnan(found.low)
    assert found.value == pytest.approx(np.corrcoef(walk, other)[0, 1])


@pytest.mark.parametrize(("phi", "rho"), [(0.0, 0.0), (0.5, 0.6), (0.8, 0.0)])
def test_intervals_hold_the_truth_about_as_often_as_they_say(phi, rho):
    held = 0
    for seed in range(120):
        found = correlate(*pair(seed, 60, phi, rho), seed=seed)
        held += found.low <= rho <= found.high
    # 95 % nominal: 120 draws stray by 6 points; benchmarks/compare.py has the long table.
    assert held / 120 >= 0.88


def test_reliability_and_the_allowance_are_spearmans_by_hand():
    values, errors = np.array([1.0, 3.0, 5.0, 7.0]), np.full(4, 1.0)
    assert reliability(values, errors) == pytest.approx(1 - 1 / (20 / 3))
    found = Correlation(0.42, 0.1, 0.7, 50, 50.0, 4.0, 0.1)
    allowed = without_noise(found, (0.81, 0.64))
    assert (allowed.value, allowed.low, allowed.high) == pytest.approx(
        (0.42 / 0.72, 0.1 / 0.72, 0.7 / 0.72))


def test_the_allowance_recovers_what_noise_took_away():
    rng = np.random.default_rng(9)
    x, y = pair(9, 4000, 0.3, 0.6)
    noisy = [z + rng.normal(size=4000) for z in (x, y)]
    shares = tuple(reliability(z, np.ones(4000)) for z in noisy)
    raw = correlate(*noisy)
    assert raw.value == pytest.approx(0.3, abs=0.05)
    assert without_noise(raw, shares).value == pytest.approx(0.6, abs=0.08)


@pytest.mark.parametrize(("shares", "reason"), [
    ((0.1, 0.9), "nearly all the variance of the first is noise"),
    ((0.9, -0.3), "nearly all the variance of the second is noise"),
    ((0.1, 0.1), "nearly all the variance of the first and the second is noise"),
    ((float("nan"), 0.9), "the noise is not known"),
    ((0.9, float("nan")), "the noise is not known"),
])
def test_where_noise_is_nearly_all_or_unknown_nothing_is_allowed_for(shares, reason):
    found = without_noise(Correlation(0.4, 0.1, 0.7, 50, 50.0, 4.0, 0.1), shares)
    assert found.reason == reason
    assert np.isnan(found.value)


def test_the_error_of_a_mean_is_that_of_an_autoregression_at_least():
    x = autoregressive(0.5, 2000, np.random.default_rng(2))
    error, effective = mean_error(x)
    assert effective == pytest.approx(2000 / 3, rel=0.15)
    assert error >= x.std(ddof=1) / effective**0.5 - 1e-12
    assert error == pytest.approx((3 / 2000) ** 0.5, rel=0.25)


def test_rows_without_spread_have_no_correlation():
    found = pearson(np.array([[1.0, 1.0, 1.0], [1.0, 2.0, 4.0]]), np.array([1.0, 2.0, 3.0]))
    assert np.isnan(found[0])
    assert found[1] == pytest.approx(np.corrcoef([1, 2, 4], [1, 2, 3])[0, 1])

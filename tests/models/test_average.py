"""The mean with an interval that counts memory, against its definition, scipy and simulation."""

import numpy as np
import pytest
from scipy import stats

from tension.models.average import average, standard_error
from tension.models.families import autoregressive


def test_with_all_cosines_it_is_the_t_test_of_every_book():
    values = np.random.default_rng(0).normal(1, 2, 40)
    want = stats.ttest_1samp(values, 0)
    assert values.mean() / standard_error(values, 39) == pytest.approx(want.statistic)


def test_the_error_is_that_of_the_cosines_written_out():
    values = np.random.default_rng(1).normal(1, 2, 60).cumsum()
    at = (np.arange(60) + 0.5) / 60
    sizes = [(2 / 60) ** 0.5 * np.cos(np.pi * j * at) @ (values - values.mean())
             for j in range(1, 7)]
    assert standard_error(values, 6) == pytest.approx((np.mean(np.square(sizes)) / 60) ** 0.5)
    # 0.4 × 60^(2/3) = 6.1
    found = average(values)
    assert found.high - found.mean == pytest.approx(
        stats.t.ppf(0.975, 6) * standard_error(values, 6))


def test_interval_and_test_agree():
    for seed in range(40):
        found = average(np.random.default_rng(seed).normal(0.3, 1, 50))
        assert (found.low > 0 or found.high < 0) == (found.p_value < 0.05)


@pytest.mark.parametrize("overlap", [1, 6, 12])
def test_a_mean_of_nothing_is_seldom_called_something(overlap):
    """Sums over a moving window remember as overlapping forecasts' errors do."""
    said = 0
    for seed in range(400):
        noise = np.random.default_rng(seed).normal(size=200 + overlap)
        values = np.convolve(noise, np.ones(overlap), "valid")[:200]
        said += average(values, overlap).p_value < 0.05
    assert said / 400 < 0.085


def test_slow_memory_is_counted():
    said = [average(autoregressive(0.7, 200, np.random.default_rng(seed))).p_value < 0.05
            for seed in range(400)]
    assert np.mean(said) < 0.085


def test_equal_values_have_no_width():
    found = average(np.full(20, 0.1))
    assert found.low == found.high == found.mean
    assert found.p_value == 0.0
    assert average(np.zeros(20)).p_value == 1.0

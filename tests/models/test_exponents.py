"""The exponent of the events: which are tried, and what a spread growing with them must prove."""

import numpy as np
import pytest
from scipy import stats

from tension.models.breaks import date_breaks
from tension.models.breaks.fit import STRONG, fit_breaks
from tension.models.breaks.noise import AGAINST, EXPONENTS, Noise, minus_two_log
from tension.models.breaks.number import bic
from tension.models.breaks.search import Limits
from tension.models.families import FAMILIES, matched, simulate_series
from tension.models.noise import Observations


def counts(seed, count=160):
    return np.maximum(np.round(np.exp(np.random.default_rng(seed).normal(2, 0.8, count))), 1.0)


def series(values, events):
    return Observations(np.arange(len(values)), values, 1 / events, events, 0.0, (0, len(values)))


def dense(values, events, start, phi, exponent):
    """−2 log likelihood of two regimes, or of one, by the whole covariance matrix."""
    at = np.arange(len(values))
    weights = (events / np.exp(np.log(events).mean())) ** (-exponent / 2)
    matrix = phi ** np.abs(np.subtract.outer(at, at)).astype(float) * np.outer(weights, weights)
    steps = np.column_stack([at < start, at >= start] if start else [at >= 0]).astype(float)
    inverse = np.linalg.inv(matrix)
    beta = np.linalg.solve(steps.T @ inverse @ steps, steps.T @ inverse @ values)
    left = values - steps @ beta
    scale = left @ inverse @ left / len(values)
    return -2 * stats.multivariate_normal(steps @ beta, scale * matrix).logpdf(values)


def test_the_likelihood_is_the_normal_density_with_its_scale_at_its_best():
    left = np.random.default_rng(0).normal(0, 3, 40)
    want = -2 * stats.norm(0, np.sqrt(np.mean(left**2))).logpdf(left).sum()
    assert minus_two_log(float(left @ left), 40, 0.0) == pytest.approx(want)
    assert minus_two_log(float(left @ left), 40, 2.5) == pytest.approx(want + 2.5)


def test_noise_knows_its_law():
    law = Noise(4.0, 0.3, -0.5).law
    assert (law.phi, law.exponent) == (0.3, -0.5)


@pytest.mark.parametrize("exponent", [-1.0, -0.5])
def test_a_variance_that_grows_with_the_events_is_found_with_its_dense_likelihood(exponent):
    events = counts(1)
    values = np.random.default_rng(2).normal(size=160) * (events / 8) ** (-exponent / 2)
    values[80:] += 2.5
    fit = fit_breaks(series(values, events), Limits(12, 6), 2)
    one = fit.by_count[1]
    assert fit.exponents == AGAINST
    assert one.noise.exponent == exponent
    want = {g: dense(values, events, one.starts[0], one.noise.phi, g)
            for g in (*AGAINST, *EXPONENTS)}
    assert one.fit == pytest.approx(want[exponent], abs=1e-6)
    assert min(want, key=want.get) == exponent


def test_without_strong_evidence_more_events_never_mean_more_spread():
    tried = set()
    for seed in range(15):
        events = counts(seed)
        values = np.random.default_rng(seed + 100).normal(size=160)
        fit = fit_breaks(series(values, events), Limits(12, 6), 2)
        tried.add(fit.exponents)
        assert fit.chosen.noise.exponent >= 0
    assert tried == {EXPONENTS}


def test_the_evidence_asked_for_is_strong():
    """A lead just short of a BIC of 6 changes nothing, and one just beyond it is enough."""
    leads = []
    for seed in range(12):
        events = counts(seed, 80)
        values = np.random.default_rng(seed + 50).normal(size=80) * events**0.2
        fit = fit_breaks(series(values, events), Limits(12, 6), 0)
        best = {g: min(dense(values, events, 0, phi, g) for phi in np.linspace(0, 0.4, 9))
                for g in {*EXPONENTS, *AGAINST}}
        leads.append(min(best[g] for g in EXPONENTS) - min(best[g] for g in AGAINST))
        assert abs(leads[-1] - STRONG) < 0.3 or (fit.exponents == AGAINST) == (leads[-1] > STRONG)
    assert min(leads) < STRONG < max(leads)


def test_an_exponent_that_is_given_is_kept():
    events = counts(3)
    values = np.random.default_rng(4).normal(size=160) * events**0.5
    for weight in (0, 1):
        assert date_breaks(values, events, weight=weight).noise.exponent == weight
    found = date_breaks(values, events)
    assert found.noise.exponent == -1
    assert "variance ∝ events^1\n" in found.summary()
    assert "periods with more events spread more about their level" in found.summary()


def test_even_periods_say_nothing_of_spread():
    summary = date_breaks(np.random.default_rng(5).normal(size=100)).summary()
    assert "spread more" not in summary


def test_breaks_are_found_beneath_a_variance_that_grows_with_the_events():
    assert FAMILIES["wrong_law"].power == 1
    right = true = reported = 0
    for seed in range(12):
        made = simulate_series("wrong_law", seed)
        found = date_breaks(made.y, made.events).breaks
        right += matched(found, made.breaks)
        true, reported = true + len(made.breaks), reported + len(found)
    assert 2 * right / (true + reported) >= 0.8


def test_bic_counts_the_parameters():
    assert bic(10.0, 2, 100) == pytest.approx(10 + 7 * np.log(100))
    assert bic(10.0, 2, 100, level=2, noise=1) == pytest.approx(10 + 9 * np.log(100))

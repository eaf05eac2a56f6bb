"""The posterior of a break in each period, against every partition weighed by dense matrices."""

from itertools import combinations, pairwise

import numpy as np
import pytest

from tension.models.breaks import date_breaks
from tension.models.breaks.fit import fit_breaks
from tension.models.breaks.model import Model
from tension.models.breaks.posterior import EXPECTED, posterior, posterior_by_period, within
from tension.models.breaks.search import Limits
from tension.models.breaks.whiten import relative_precision
from tension.models.noise import Observations


def brute_force(fit):
    """Probabilities by summing over every partition."""
    count, noise, place = fit.observed, fit.chosen.noise, fit.seen.position
    spread = relative_precision(fit.seen) ** (-noise.exponent / 2)
    gap = np.abs(np.subtract.outer(place, place))
    matrix = noise.sigma2 * noise.phi ** gap.astype(float) * np.outer(spread, spread)
    x, inverse = fit.regressors, np.linalg.inv(matrix)
    about = np.linalg.solve(x.T @ inverse @ x, x.T @ inverse @ fit.seen.tension)
    left, prior = fit.seen.tension - x @ about, np.linalg.inv(x.T @ inverse @ x / count)
    hazard, total, chance = EXPECTED / (count - 1), 0.0, np.zeros(count)

    def evidence(start, stop):
        part = slice(start, stop)
        whole = matrix[part, part] + x[part] @ prior @ x[part].T
        squares = left[part] @ np.linalg.solve(whole, left[part])
        return -0.5 * (np.linalg.slogdet(whole)[1] + squares)

    for breaks in range(5):
        for starts in combinations(range(1, count), breaks):
            regimes = list(pairwise((0, *starts, count)))
            if all(fit.room.long_enough(*one) for one in regimes):
                value = np.exp(sum(evidence(*one) for one in regimes))
                value *= hazard**breaks * (1 - hazard) ** (count - 1 - breaks)
                total += value
                chance[list(starts)] += value
    return chance / total


@pytest.mark.parametrize("cost", ["mean", "trend"])
@pytest.mark.parametrize(("phi", "weight"), [(0.0, 0.0), (0.5, 1.0), (0.9, 0.5)])
def test_the_recursions_sum_over_every_partition(cost, phi, weight):
    rng = np.random.default_rng(3)
    place = np.sort(rng.choice(20, 14, replace=False))
    events = rng.integers(1, 5, 14).astype(float)
    seen = Observations(place, rng.normal(size=14) + 2 * (place > 9), 1 / events, events, 0.0,
                        (0, 20))
    fit = fit_breaks(seen, Limits(3, 3), 1, model=Model(cost, phi, weight))
    assert posterior(fit) == pytest.approx(brute_force(fit), abs=1e-12)


def test_probabilities_gather_in_the_date_set_of_a_clear_break():
    values = np.random.default_rng(0).normal(size=150) + 2 * (np.arange(150) >= 90)
    found = date_breaks(values)
    first, last = found.date_sets[0]
    assert found.breaks[0] == found.posterior.argmax()
    assert found.posterior[first : last + 1].sum() > 0.9
    assert found.posterior[:12].max() == 0  # regimes last 12 periods


def test_without_a_break_hardly_any_is_probable():
    found = date_breaks(np.random.default_rng(1).normal(size=150))
    assert found.posterior.sum() < 1
    assert found.posterior.max() < 0.2


def test_of_a_long_series_neighbouring_dates_are_taken_together():
    values = np.random.default_rng(2).normal(size=4000) + (np.arange(4000) >= 2500)
    found = date_breaks(values, ar=0)
    assert np.count_nonzero(found.posterior) <= 1500
    assert found.posterior[2400:2600].sum() == pytest.approx(1, abs=0.05)


def test_probabilities_of_break_are_calibrated():
    """Breaks drawn from the prior, as likely as said: the expected number is the true one."""
    said = true = 0.0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        values, cut = rng.normal(size=80), rng.integers(20, 60)
        broken = rng.random() < 0.5
        values += broken * rng.normal(0, 1.5) * (np.arange(80) >= cut)
        said += date_breaks(values, ar=0, min_segment=15).posterior.sum()
        true += broken
    assert said == pytest.approx(true, rel=0.4)


def test_the_probability_within_some_periods_counts_both_ends_and_is_at_most_one():
    chance = np.array([0.0, 0.1, 0.2, 0.4, 0.8])
    assert within(chance, 1, 2) == pytest.approx(0.3)
    assert within(chance, 2, 4) == 1.0


def test_silent_periods_have_no_probability():
    values = np.random.default_rng(3).normal(size=60) + 4 * (np.arange(60) >= 30)
    values[[10, 29, 45]] = np.nan
    found = date_breaks(values)
    by_period = posterior_by_period(found.fit, 60)
    assert by_period[~np.isnan(values)] == pytest.approx(posterior(found.fit))
    assert by_period[[10, 29, 45]].tolist() == [0, 0, 0]
    (first, last), = found.date_sets
    assert found.table["posterior"].item() == pytest.approx(
        min(1, sum(by_period[at] for at in range(first, last + 1))))

"""The latent level against a filter and a posterior written out here."""

import datetime as dt
import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tension.models import latent
from tension.models.latent import LocalLevel, estimate_tension
from tension.models.noise import observations
from tension.models.simulate import simulate
from tension.series.aggregate import build_series

POINTS = [(4.0, 1.0), (0.3, 9.0), (25.0, 0.05)]


def walk(seed=0, months=30, gaps=(0, 7, 8, 9, 10, 20, 29)):
    """A random walk seen with noise that differs from month to month; gaps at both ends too."""
    rng = np.random.default_rng(seed)
    sampling = rng.uniform(1, 40, months)
    seen = 50 + np.cumsum(rng.normal(0, 2, months)) + rng.normal(0, np.sqrt(sampling + 4))
    seen[list(gaps)] = np.nan
    return seen, sampling


def log_likelihood(seen, sampling, tau2, q):
    """Of the observations after the first, whose level starts at the first observation."""
    total, level, variance = 0.0, None, 0.0
    for value, own in zip(seen, tau2 + sampling, strict=True):
        if level is not None:
            variance += q
        if math.isnan(value):
            continue
        if level is None:
            level, variance = value, own
            continue
        spread = variance + own
        total -= 0.5 * (math.log(2 * math.pi * spread) + (value - level) ** 2 / spread)
        gain = variance / spread
        level, variance = level + gain * (value - level), variance * (1 - gain)
    return total


def posterior(seen, sampling, tau2, q):
    """Mean and variance of every level under a flat start, by one dense inverse."""
    months = len(seen)
    steps = np.diff(np.eye(months), axis=0)
    known = ~np.isnan(seen)
    weight = np.where(known, 1 / (tau2 + sampling), 0.0)
    covariance = np.linalg.inv(steps.T @ steps / q + np.diag(weight))
    return covariance @ (weight * np.where(known, seen, 0.0)), np.diag(covariance)


@pytest.mark.parametrize(("tau2", "q"), POINTS)
def test_the_measurement_variance_of_each_month_is_what_was_asked_for(tau2, q):
    seen, sampling = walk()
    model = LocalLevel(seen, sampling)
    model.loglike(np.array([1.0, 1.0]))
    model.update(np.array([tau2, q]))
    assert model.measurement_variance() == pytest.approx(tau2 + sampling)
    model.smooth(np.array([tau2, q]), return_ssm=True)
    assert model.measurement_variance() == pytest.approx(tau2 + sampling)


@pytest.mark.parametrize("gaps", [(), (4, 5, 6), (0, 1, 12, 29)])
@pytest.mark.parametrize(("tau2", "q"), POINTS)
def test_the_likelihood_is_that_of_a_plain_filter(gaps, tau2, q):
    seen, sampling = walk(1, gaps=gaps)
    have = LocalLevel(seen, sampling).loglike(np.array([tau2, q]))
    # The exact diffuse likelihood counts the first observation as one standard constant.
    want = log_likelihood(seen, sampling, tau2, q) - 0.5 * math.log(2 * math.pi)
    assert have == pytest.approx(want, abs=1e-8)


@pytest.mark.parametrize(("tau2", "q"), POINTS)
def test_the_smoothed_level_is_the_exact_posterior(tau2, q):
    seen, sampling = walk(2)
    have = latent._smooth(LocalLevel(seen, sampling), np.array([tau2, q]))
    mean, variance = posterior(seen, sampling, tau2, q)
    np.testing.assert_allclose(have["level"], mean, rtol=0, atol=1e-6)
    np.testing.assert_allclose(have["level_var"], variance, rtol=0, atol=1e-6)


@pytest.mark.parametrize(("tau2", "q"), POINTS)
def test_the_filtered_level_is_the_posterior_of_the_months_so_far(tau2, q):
    seen, sampling = walk(3)
    have = latent._smooth(LocalLevel(seen, sampling), np.array([tau2, q]))
    for at in range(1, len(seen)):
        mean, variance = posterior(seen[: at + 1], sampling[: at + 1], tau2, q)
        assert have["filtered"][at] == pytest.approx(mean[-1], abs=1e-6)
        assert have["filtered_var"][at] == pytest.approx(variance[-1], abs=1e-6)
    assert np.isnan(have["filtered"][0])  # nothing seen yet


def test_the_filtered_level_does_not_know_the_future():
    seen, sampling = walk(4)
    other = seen.copy()
    other[15:] += 30
    point = np.array([4.0, 1.0])
    one, two = (latent._smooth(LocalLevel(data, sampling), point) for data in (seen, other))
    np.testing.assert_array_equal(one["filtered"][:15], two["filtered"][:15])
    assert np.nanmax(np.abs(one["level"][:15] - two["level"][:15])) > 1  # the smoothed one does


def test_twice_the_events_of_a_month_narrow_its_band():
    seen, sampling = walk(5)
    more = sampling.copy()
    more[12] /= 2
    point = np.array([4.0, 1.0])
    one, two = (latent._smooth(LocalLevel(seen, s), point)["level_var"] for s in (sampling, more))
    assert two[12] < one[12]
    assert (two <= one + 1e-12).all()


def test_a_months_noise_does_not_touch_the_value_of_a_silent_one():
    seen, sampling = walk(6)
    other = np.where(np.isnan(seen), 1e6, sampling)
    point = np.array([4.0, 1.0])
    one, two = (latent._smooth(LocalLevel(seen, s), point) for s in (sampling, other))
    np.testing.assert_allclose(one["level"], two["level"], atol=1e-9)


def test_the_level_is_averaged_over_the_whole_grid_by_likelihood():
    series = build_series(simulate(["calm"] * 20 + ["tense"] * 20, silent=0.3, seed=8).events)
    seen = observations(series, "both")
    first, last = seen.covered
    tension, sampling = np.full(last - first, np.nan), np.ones(last - first)
    tension[seen.position] = seen.tension
    sampling[seen.position] = seen.sampling
    spread = np.var(seen.tension, ddof=1)
    taus = (np.linspace(0, 1, 9) * spread**0.5) ** 2 + 1e-6
    steps = (np.linspace(0.01, 1, 15) * 0.5 * spread**0.5) ** 2
    fits, means, squares = [], [], []
    for tau2 in taus:
        for q in steps:
            fits.append(log_likelihood(tension, sampling, tau2, q))
            mean, variance = posterior(tension, sampling, tau2, q)
            means.append(mean)
            squares.append(variance + mean**2)
    weight = np.exp(np.array(fits) - max(fits))
    weight /= weight.sum()
    level = weight @ np.array(means)
    error = np.sqrt(weight @ np.array(squares) - level**2)
    table = estimate_tension(series).table
    # Points of less than a thousandth of the best one's likelihood are left out.
    np.testing.assert_allclose(table["level"], level, atol=0.05)
    np.testing.assert_allclose(table["level_se"], error, rtol=0.02)


def test_bands_are_normal_quantiles_around_the_level():
    table = estimate_tension(build_series(simulate(["calm"] * 24, seed=2).events)).table
    for share, reach in ((80, 1.2816), (95, 1.96)):
        assert (table[f"level_high{share}"] - table["level"]).to_numpy() == pytest.approx(
            (reach * table["level_se"]).to_numpy(), rel=1e-4)
        assert (table["level"] - table[f"level_low{share}"]).to_numpy() == pytest.approx(
            (reach * table["level_se"]).to_numpy(), rel=1e-4)


def test_the_band_widens_in_a_silence_the_more_the_longer_it_lasts():
    whole = simulate(["calm"] * 36 + ["tense"] * 36, seed=3).events
    years = whole.table["date"].dt.year
    thinned = whole.keep(~years.isin([2002, 2003]), "test", "two silent years")
    level = estimate_tension(build_series(thinned)).table.set_index("period")["level_se"]
    gap = level["2002-01":"2003-12"]
    assert (np.diff(level["2001-12":"2002-10"]) > 0).all()
    assert gap.max() == pytest.approx(gap["2002-10":"2003-03"].max())
    assert gap.max() > 1.3 * level["2001-06"]


def test_uncovered_months_have_no_level_and_silent_ones_do():
    world = simulate(["calm"] * 36, silent=0.5, seed=9)
    series = build_series(world.events, since="1999-01", until="2004-12")
    table = estimate_tension(series).table
    covered = (series.direction()["coverage"] != "uncovered").to_numpy()
    assert covered.sum() == 36
    assert (table["level"].notna().to_numpy() == covered).all()
    assert estimate_tension(series).last["period"] == "2002-12"


def test_a_gap_in_the_coverage_has_no_level_and_its_ends_do():
    early = simulate(["calm"] * 12, seed=1).events
    late = simulate(["calm"] * 12, start=dt.date(2002, 1, 1), seed=2).events
    result = estimate_tension(build_series(early.join(late)))
    table = result.table.set_index("period")
    assert table.loc["2001-01":"2001-12", "level"].isna().all()
    assert table["level"].notna().sum() == 24
    moved = result.change(pd.Period("2000-06", freq="M"), pd.Period("2002-06", freq="M"))
    assert moved.points == pytest.approx(table["level"]["2002-06"] - table["level"]["2000-06"])


def test_a_steady_relation_gets_a_steady_level_near_the_truth():
    world = simulate(["tense"] * 120, events_per_month=(4, 8), seed=6)
    table = estimate_tension(build_series(world.events)).table
    assert np.abs(table["level"] - world.expected()).max() < 6
    assert np.ptp(table["level"]) < 6


def test_a_change_of_state_is_followed():
    world = simulate(["calm"] * 48 + ["tense"] * 48, events_per_month=(3, 5), seed=7)
    level = estimate_tension(build_series(world.events)).table["level"]
    truth = world.expected()
    assert level[10:40].mean() == pytest.approx(truth[0], abs=3)
    assert level[60:90].mean() == pytest.approx(truth[-1], abs=3)


@pytest.mark.parametrize(("months", "reason"), [
    (0, "0 months with events, at least 3 are needed"),
    (1, "1 month with events, at least 3 are needed"),
    (2, "2 months with events, at least 3 are needed"),
])
def test_too_few_months_give_a_reason_and_no_level(months, reason):
    world = simulate(["calm"] * max(months, 1), silent=0.0 if months else 1.0, seed=1)
    result = estimate_tension(build_series(world.events))
    assert result.reason == reason
    assert result.table["level"].isna().all()
    assert f"no level estimated: {reason}" in result.summary()


def test_three_months_are_enough():
    result = estimate_tension(build_series(simulate(["calm"] * 3, seed=1).events))
    assert result.reason == ""
    assert result.table["level_se"].gt(0).all()


@pytest.mark.parametrize("code", ["042", "072"])  # equal means differ in the last digit of 072
def test_months_of_one_and_the_same_score_give_that_level(code):
    events = simulate(["calm"] * 30, events_per_month=(2, 9), seed=1).events
    same = replace(events, table=events.table.assign(code=code))
    table = estimate_tension(build_series(same, dedupe_rung="none")).table
    assert table["level"].to_numpy() == pytest.approx(50 - 5 * {"042": 1.9, "072": 8.3}[code])
    assert table["level_se"].between(1e-9, 1).all()


def test_one_events_spread_stands_in_the_parameters_however_many_events_a_month_has():
    series = build_series(simulate(["calm"] * 60, events_per_month=(9, 12), seed=3).events)
    sigma = 5 * series.spread["both"].variance ** 0.5
    assert estimate_tension(series).parameters["sigma"] == pytest.approx(sigma)


def test_each_direction_has_its_own_level():
    series = build_series(simulate(["calm"] * 60, seed=3).events)
    levels = [estimate_tension(series, way).table["level"].to_numpy()
              for way in series.dyad.directions]
    assert not np.allclose(levels[0], levels[1])
    assert not np.allclose(levels[0], levels[2])

"""The latent level against a filter and a posterior written out here."""

import datetime as dt
import math
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
import pytest
from statsmodels.tsa.statespace.kalman_smoother import KalmanSmoother

from tension.core.errors import UsageError
from tension.models import local_level
from tension.models.averaging import weigh
from tension.models.latent import Change, estimate_tension
from tension.models.noise import Observations, observations
from tension.models.simulate import simulate
from tension.series.aggregate import build_series
from tension.sources.read import read_events

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
    """Mean and covariance of every level under a flat start, by one dense inverse."""
    months = len(seen)
    steps = np.diff(np.eye(months), axis=0)
    known = ~np.isnan(seen)
    weight = np.where(known, 1 / (tau2 + sampling), 0.0)
    covariance = np.linalg.inv(steps.T @ steps / q + np.diag(weight))
    return covariance @ (weight * np.where(known, seen, 0.0)), covariance


def observed(seen, sampling):
    """The months with a value, as models are given them."""
    position = np.flatnonzero(~np.isnan(seen))
    return Observations(
        position=position + 3, tension=seen[position], sampling=sampling[position],
        events=np.ones(len(position)), variance=0.0, covered=(3, 3 + len(seen)),
    )


def smoothed(seen, sampling, tau2, q):
    """Rows of the smoother for one pair of parameters."""
    found = local_level.smooth(
        observed(seen, sampling), np.array([tau2**0.5, 9.0]), np.array([q**0.5, 9.0]))
    return {name: getattr(found, name)[0] for name in (
        "level", "variance", "gain", "filtered", "filtered_variance")}


@pytest.mark.parametrize("gaps", [(), (4, 5, 6), (0, 1, 12, 29)])
def test_the_likelihood_is_that_of_a_plain_filter_for_many_parameters_at_once(gaps):
    seen, sampling = walk(1, gaps=gaps)
    tau2, q = np.array(POINTS).T
    have = local_level.log_likelihood(observed(seen, sampling), tau2**0.5, q**0.5)
    want = [log_likelihood(seen, sampling, *point) for point in POINTS]
    assert have == pytest.approx(want, abs=1e-4)  # a millionth of a squared point is added


@pytest.mark.parametrize(("tau2", "q"), POINTS)
def test_likelihood_filter_and_smoother_are_those_of_statsmodels(tau2, q):
    seen, sampling = walk(7)
    model = KalmanSmoother(1, 1, design=np.ones((1, 1)), transition=np.ones((1, 1)),
                           selection=np.ones((1, 1)), state_cov=np.full((1, 1), q))
    model.bind(seen)
    model["obs_cov"] = (tau2 + local_level.ROUNDING + sampling)[None, None, :]
    model.initialize_diffuse()
    want, have = model.smooth(), smoothed(seen, sampling, tau2, q)
    assert np.array_equal(model["obs_cov", 0, 0], tau2 + local_level.ROUNDING + sampling)
    np.testing.assert_allclose(have["level"], want.smoothed_state[0], atol=1e-8)
    np.testing.assert_allclose(have["variance"], want.smoothed_state_cov[0, 0], atol=1e-8)
    np.testing.assert_allclose(have["filtered"][1:], want.filtered_state[0, 1:], atol=1e-8)
    np.testing.assert_allclose(
        have["filtered_variance"][1:], want.filtered_state_cov[0, 0, 1:], atol=1e-8)
    # The exact diffuse likelihood counts the first observation as one standard constant.
    fit = local_level.log_likelihood(
        observed(seen, sampling), np.array([tau2**0.5]), np.array([q**0.5])).item()
    assert fit - 0.5 * math.log(2 * math.pi) == pytest.approx(want.llf, abs=1e-8)


@pytest.mark.parametrize(("tau2", "q"), POINTS)
def test_the_smoothed_level_is_the_exact_posterior(tau2, q):
    seen, sampling = walk(2)
    have = smoothed(seen, sampling, tau2, q)
    mean, covariance = posterior(seen, sampling, tau2, q)
    np.testing.assert_allclose(have["level"], mean, rtol=0, atol=1e-5)
    np.testing.assert_allclose(have["variance"], np.diag(covariance), rtol=0, atol=1e-5)
    for first, last in ((0, 1), (0, 29), (5, 12), (13, 20)):
        shared = np.prod(have["gain"][first:last]) * have["variance"][last]
        assert shared == pytest.approx(covariance[first, last], abs=1e-5)


@pytest.mark.parametrize(("tau2", "q"), POINTS)
def test_the_filtered_level_is_the_posterior_of_the_months_so_far(tau2, q):
    seen, sampling = walk(3)
    have = smoothed(seen, sampling, tau2, q)
    for at in range(1, len(seen)):
        mean, covariance = posterior(seen[: at + 1], sampling[: at + 1], tau2, q)
        assert have["filtered"][at] == pytest.approx(mean[-1], abs=1e-5)
        assert have["filtered_variance"][at] == pytest.approx(covariance[-1, -1], abs=1e-5)
    assert np.isnan(have["filtered"][0])  # nothing seen yet


def test_given_the_parameters_the_filtered_level_does_not_know_the_future():
    seen, sampling = walk(4)
    other = seen.copy()
    other[15:] += 30
    one, two = (smoothed(data, sampling, 4.0, 1.0) for data in (seen, other))
    np.testing.assert_array_equal(one["filtered"][:15], two["filtered"][:15])
    assert np.nanmax(np.abs(one["level"][:15] - two["level"][:15])) > 1  # the smoothed one does


def test_twice_the_events_of_a_month_narrow_its_band():
    seen, sampling = walk(5)
    more = sampling.copy()
    more[12] /= 2
    one, two = (smoothed(seen, s, 4.0, 1.0)["variance"] for s in (sampling, more))
    assert two[12] < one[12]
    assert (two <= one + 1e-12).all()


# Which τ and √q the level is averaged over

def cells_of(series):
    seen = observations(series, "both")
    largest = 2 * np.std(seen.tension, ddof=1)
    return seen, weigh(partial(local_level.log_likelihood, seen), largest)


def spells(months):
    """Dense months, calm but for short spells."""
    states = (["calm"] * 40 + ["tense"] * months) * 6
    events = simulate(states, events_per_month=(40, 60), seed=1).events
    return build_series(events, dedupe_rung="none")


SERIES = {
    **{freq: partial(lambda freq: build_series(read_events(), freq=freq), freq)
       for freq in ("day", "week", "month", "quarter")},
    "spells of 2 months": partial(spells, 2),
    "spells of 3 months": partial(spells, 3),
}


@pytest.mark.parametrize("name", SERIES)
def test_neither_an_edge_nor_a_single_cell_carries_the_weight(name):
    weight = cells_of(SERIES[name]())[1].weight
    assert weight.sum() == pytest.approx(1)
    assert weight.max() < 0.15
    for margin in (weight.sum(axis=0), weight.sum(axis=1)):
        assert margin[-1] < 1e-3
        assert margin[0] < 0.05  # the cell of 0, which no edge cuts off
        assert margin.max() < 0.3


@pytest.mark.parametrize("seed", range(3))
def test_the_average_is_that_over_a_fine_even_grid(seed):
    """Flat priors on τ and √q, whatever the spacing."""
    world = simulate(["calm"] * 30 + ["tense"] * 30, silent=0.3, seed=seed)
    series = build_series(world.events)
    seen = observations(series, "both")
    largest = 2 * np.std(seen.tension, ddof=1)
    even = (np.arange(80) + 0.5) / 80 * largest
    tau, step = (part.ravel() for part in np.meshgrid(even, even))
    weight = np.exp(local_level.log_likelihood(seen, tau, step))
    weight /= weight.sum()
    parts = local_level.smooth(seen, tau, step)
    level = weight @ parts.level
    error = np.sqrt(weight @ (parts.variance + (parts.level - level) ** 2))
    result = estimate_tension(series)
    np.testing.assert_allclose(result.table["level"], level, atol=0.15)
    np.testing.assert_allclose(result.table["level_se"], error, rtol=0.03)
    assert result.parameters["tau"] == pytest.approx(weight @ tau, rel=0.04)
    assert result.parameters["step"] == pytest.approx(weight @ step, rel=0.04)


def test_the_most_of_the_weight_is_kept_and_sums_to_one():
    cells = cells_of(SERIES["month"]())[1]
    *_, weight = cells.most(0.999)
    assert weight.sum() == pytest.approx(1)
    assert len(weight) < cells.weight.size
    order = np.sort(cells.weight.ravel())[::-1]
    assert order[: len(weight)].sum() >= 0.999 > order[: len(weight) - 1].sum()


def test_a_change_of_level_counts_what_the_two_levels_share():
    world = simulate(["calm"] * 30 + ["tense"] * 30, seed=4)
    result = estimate_tension(build_series(world.events))
    first, last = result.periods[20], result.periods[40]
    change, part = result.change(first, last), result.posterior
    shared = np.prod(part.gain[:, 20:40], axis=1) * part.variance[:, 40]
    gone = part.level[:, 40] - part.level[:, 20]
    spread = part.variance[:, 20] + part.variance[:, 40] - 2 * shared
    error = (part.weight @ (spread + (gone - change.points) ** 2)) ** 0.5
    assert change.points == pytest.approx(part.weight @ gone)
    assert change.high - change.points == pytest.approx(1.959964 * error)


@pytest.mark.parametrize(("low", "high", "clear"), [
    (1.0, 4.0, True), (0.9, 4.0, False), (0.1, 0.2, False), (-4.0, -1.0, True),
    (-4.0, -0.9, False), (-1.0, 1.0, False), (0.0, 3.0, False), (-3.0, 0.0, False),
])
def test_a_change_is_clear_if_its_interval_as_shown_leaves_zero_out(low, high, clear):
    """Shown to the point and rounded outwards: 0.9 to 4 is told as 0 to 4, which holds 0."""
    assert Change((low + high) / 2, low, high).clear == clear


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


def test_the_statsmodels_model_is_the_same_and_its_varying_variance_takes(chronology, level):
    results = level.statespace()
    seen = observations(chronology, "both")
    tau, step = level.parameters["tau"], level.parameters["step"]
    variance = results.model.measurement_variance()
    assert np.allclose(variance[seen.position], tau**2 + seen.sampling)
    results.model.update(np.array([1.0, 2.0]))
    assert np.allclose(results.model.measurement_variance()[seen.position], 1.0 + seen.sampling)
    own = local_level.smooth(seen, np.array([tau]), np.array([step]))
    again = level.statespace()
    assert np.allclose(again.smoothed_state[0], own.level[0], atol=1e-5)
    assert np.allclose(again.smoothed_state_cov[0, 0], own.variance[0], atol=1e-5)


def test_statsmodels_own_optimiser_ends_where_the_likelihood_is_best(chronology):
    level = estimate_tension(chronology)
    model = level.statespace().model
    fitted = model.fit(disp=False)
    factors = ((1.3, 1), (0.7, 1), (1, 1.3), (1, 0.7))
    nearby = [fitted.params * np.array(factor) for factor in factors]
    assert all(model.loglike(point) <= fitted.llf + 1e-6 for point in nearby)


def test_there_is_no_statsmodels_model_where_there_is_no_level(chronology):
    short = build_series(read_events(), since="2026-03")
    with pytest.raises(UsageError, match="there is no level to model"):
        estimate_tension(short).statespace()

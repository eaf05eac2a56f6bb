"""Heavy-tailed noise: against a numerical filter, statsmodels, closed forms and the truth."""

import math
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
from scipy import integrate, stats
from statsmodels.tsa.statespace.kalman_smoother import KalmanSmoother

from tension.core.errors import UsageError
from tension.models.averaged import average
from tension.models.averaging import KEPT
from tension.models.latent import HALF, estimate_tension
from tension.models.local_level import ROUNDING
from tension.models.noise import Observations, observations
from tension.models.robust import fit_tails, log_likelihood
from tension.models.simulate import simulate
from tension.models.steps import Regimes
from tension.series.aggregate import build_series
from tension.sources.read import read_events

INF = math.inf
GRID = np.arange(-30.0, 140.0, 0.5)


@cache
def world(freedom, seed, months=50):
    """A random walk seen with Student-t noise of variance 16 and sampling noise; some silent."""
    rng = np.random.default_rng(seed)
    sampling = rng.uniform(5, 60, months)
    level = 45 + np.cumsum(rng.normal(0, 2, months))
    if math.isinf(freedom):
        noise = rng.standard_normal(months)
    else:
        noise = rng.standard_t(freedom, months) * ((freedom - 2) / freedom) ** 0.5
    seen = level + np.sqrt(sampling + 16) * noise
    kept = np.sort(rng.permutation(months)[: months * 4 // 5])
    held = Observations(kept, seen[kept], sampling[kept], np.ones(len(kept)), 1.0, (0, months))
    return held, level


def numerical(seen, freedom, tau, step):
    """Log likelihood, and mean and variance of the observed months' levels, on a grid of levels."""
    move = np.exp(-0.5 * ((GRID[:, None] - GRID) / step) ** 2)
    move /= move.sum(axis=0)
    scale = np.sqrt((tau**2 + seen.sampling) * (freedom - 2) / freedom)
    like = stats.t.pdf((seen.tension[:, None] - GRID) / scale[:, None], freedom) / scale[:, None]
    gap = np.diff(seen.position)
    moves = {gap: np.linalg.matrix_power(move, gap) for gap in set(gap.tolist())}
    past, fit = [like[0] / like[0].sum()], 0.0
    for now, width in zip(like[1:], gap, strict=True):
        joint = moves[width] @ past[-1] * now
        fit += math.log(joint.sum())
        past.append(joint / joint.sum())
    future, found = np.ones_like(GRID), []
    for at in range(len(seen) - 1, -1, -1):
        share = past[at] * future
        share /= share.sum()
        mean = share @ GRID
        found.append((mean, share @ (GRID - mean) ** 2))
        if at:
            future = moves[gap[at - 1]].T @ (future * like[at])
            future /= future.max()
    return fit, *np.array(found[::-1]).T


def fitted(seen, freedom):
    """Regimes without steps, and tails."""
    regimes = Regimes.cut(seen, [])
    return regimes, fit_tails(regimes, 2 * regimes.spread, freedom)


@pytest.mark.parametrize("freedom", [3.0, 4.0, 10.0, 20.0])
@pytest.mark.parametrize("seed", range(3))
def test_the_likelihood_is_that_of_a_numerical_filter(freedom, seed):
    seen, _ = world(freedom, seed)
    regimes, tails = fitted(seen, freedom)
    tau, step = np.array([3.0, 5.0, 4.0]), np.array([2.0, 1.5, 4.0])
    have = log_likelihood(regimes, freedom, tails.factor, tau, step)
    want = [numerical(seen, freedom, *pair)[0] for pair in zip(tau, step, strict=True)]
    # A tenth of what would change a choice; differences between pairs are as near.
    np.testing.assert_allclose(have, want, rtol=0, atol=0.25)
    np.testing.assert_allclose(have - have[0], np.array(want) - want[0], rtol=0, atol=0.15)


@pytest.mark.parametrize("seed", range(3))
def test_the_likelihood_is_the_normal_one_where_noise_is_as_good_as_normal(seed):
    seen, _ = world(INF, seed)
    regimes = Regimes.cut(seen, [])
    tau, step, factor = np.array([3.0, 0.0]), np.array([2.0, 0.0]), np.ones(len(seen))
    np.testing.assert_allclose(log_likelihood(regimes, 1e5, factor * (1 - 2e-5), tau, step),
                               regimes.log_likelihood(factor, tau, step), atol=0.01)


@pytest.mark.parametrize("seed", range(3))
def test_level_and_band_are_close_to_the_exact_posterior(seed):
    """Averaged over τ and √q, as the numerical filter weighs them, with flat priors."""
    seen, _ = world(4.0, seed)
    regimes, tails = fitted(seen, 4.0)
    table, parameters, _ = average(regimes, tails)
    tau, step = (part.ravel() for part in np.meshgrid(
        (np.arange(10) + 0.5) * 1.5, (np.arange(10) + 0.7) * 0.8, indexing="ij"))
    fits, means, variances = map(np.array, zip(*(
        numerical(seen, 4.0, *pair) for pair in zip(tau, step, strict=True)), strict=True))
    weight = np.exp(fits - fits.max()) / np.exp(fits - fits.max()).sum()
    mean = weight @ means
    error = np.sqrt(weight @ (variances + (means - mean) ** 2))
    off = (table["level"][seen.position] - mean) / error
    assert np.abs(off).max() < 0.35
    assert (off**2).mean() ** 0.5 < 0.1
    ratio = table["level_se"][seen.position] / error
    assert 0.93 < ratio.mean() < 1.05
    assert 0.75 < ratio.min() <= ratio.max() < 1.2
    assert parameters["tau"] == pytest.approx(weight @ tau, abs=0.35)
    assert parameters["step"] == pytest.approx(weight @ step, abs=0.25)


@pytest.mark.parametrize("freedom", [3.0, 10.0])
def test_with_its_final_variances_the_level_is_that_of_statsmodels(freedom):
    seen, _ = world(4.0, 5)
    regimes, tails = fitted(seen, freedom)
    tau, step, _ = tails.cells.most(KEPT)
    for k in (0, len(tau) // 2):
        values, variance = np.full(50, np.nan), np.ones(50)
        values[seen.position] = seen.tension
        variance[seen.position] = (tau[k] ** 2 + ROUNDING + seen.sampling) * tails.factor
        model = KalmanSmoother(1, 1, design=np.ones((1, 1)), transition=np.ones((1, 1)),
                               selection=np.ones((1, 1)), state_cov=np.full((1, 1), step[k] ** 2))
        model.bind(values)
        model["obs_cov"] = variance[None, None, :]
        model.initialize_diffuse()
        found = average(regimes, tails)[2]
        np.testing.assert_allclose(found.level[k], model.smooth().smoothed_state[0],
                                   rtol=0, atol=1e-8)


def test_the_statsmodels_model_has_the_final_variances(shifted):
    level = estimate_tension(shifted, freedom=4)
    results = level.statespace()
    seen, tau = observations(shifted, "both"), level.parameters["tau"]
    assert np.allclose(results.model.measurement_variance(),
                       (tau**2 + seen.sampling) * level.tails.factor)
    own = level.regimes.smooth(level.tails.factor, np.array([tau]),
                               np.array([level.parameters["step"]]))
    np.testing.assert_allclose(results.smoothed_state[0], own.level[0], atol=1e-5)


def test_normal_noise_is_the_default_to_the_last_digit(chronology, level):
    same = estimate_tension(chronology, freedom=INF)
    pd.testing.assert_frame_equal(same.table, level.table, check_exact=True)
    assert (level.robustness == 1).all()
    assert len(level.robustness) == chronology.observed
    assert same.summary() == level.summary()


def test_many_degrees_of_freedom_come_to_the_default(chronology, level):
    near = estimate_tension(chronology, freedom=1e5)
    np.testing.assert_allclose(near.table["level"], level.table["level"], atol=0.05)
    np.testing.assert_allclose(near.table["level_se"], level.table["level_se"], atol=0.05)
    assert near.robustness.min() > 0.99


def test_the_weight_of_a_month_is_the_t_distributions_where_the_level_is_known():
    rng = np.random.default_rng(1)
    seen = Observations(np.arange(3000), 50 + rng.normal(0, 1, 3000), np.full(3000, 99.0),
                        np.ones(3000), 99.0, (0, 3000))
    seen.tension[1500] = 90.0
    _, tails = fitted(seen, 4.0)
    tau, _, weight = tails.cells.most(KEPT)
    squared = 40**2 / (0.5 * (99 + weight @ tau**2))
    # (ν + 1) / (ν + z²) beside (ν + 1) / ν.
    assert tails.share[1500] == pytest.approx(4 / (4 + squared), rel=0.02)


@pytest.mark.parametrize("freedom", [3.0, 4.0, 20.0])
def test_the_band_counts_the_information_of_a_t_distribution(freedom):
    def score(x):
        return ((freedom + 1) * x / (freedom + x**2)) ** 2 * stats.t.pdf(x, freedom)

    tails = fitted(world(4.0, 0)[0], freedom)[1]
    assert 1 / tails.lost == pytest.approx(integrate.quad(score, -np.inf, np.inf)[0], rel=1e-6)


def chosen(freedom, seeds):
    return [fitted(world(freedom, seed, 250)[0], "auto")[1].freedom for seed in seeds]


def test_degrees_of_freedom_are_chosen_by_the_data():
    assert np.median(chosen(INF, range(5))) == INF
    assert max(chosen(3.0, range(4))) <= 6


def test_in_heavy_tails_the_level_is_nearer_the_truth_and_in_normal_ones_hardly_worse():
    def error(true, freedom):
        off = []
        for seed in range(10):
            seen, level = world(true, seed, 150)
            off.append(average(*fitted(seen, freedom))[0]["level"] - level)
        return np.mean(np.square(off)) ** 0.5

    assert error(3.0, 4.0) < 0.96 * error(3.0, INF)
    assert error(INF, 4.0) < 1.06 * error(INF, INF)


def worse(events, month):
    """The same events, with nothing but fighting in one month."""
    table = events.table
    within = table["date"].dt.strftime("%Y-%m") == month
    return replace(events, table=table.assign(code=table["code"].where(~within, "190")))


@pytest.fixture(scope="module")
def dreadful():
    """Calm years with one month of fighting."""
    events = simulate(["calm"] * 144, events_per_month=(3, 6), seed=8).events
    return build_series(worse(events, "2006-06"), dedupe_rung="none")


@pytest.mark.parametrize("freedom", [4, "auto"])
def test_one_dreadful_month_does_not_bend_a_year(chronology, freedom):
    bad = build_series(worse(read_events(), "2018-03"))

    def bent(freedom):
        was, now = (estimate_tension(one, freedom=freedom).table for one in (chronology, bad))
        year = was["period"].between("2017-09", "2018-09") & (was["period"] != "2018-03")
        return (now["level"] - was["level"])[year].abs().max()

    assert bent(INF) > 5
    assert bent(freedom) < 0.5 * bent(INF)
    level = estimate_tension(bad, freedom=freedom)
    assert str(level.robustness.idxmin()) == "2018-03"
    assert level.robustness.min() < 0.2


def test_weights_of_months_lie_between_0_and_1_and_silent_ones_have_none(chronology):
    level = estimate_tension(chronology, freedom=3)
    shares = level.robustness
    assert shares.between(0, 1, inclusive="right").all()
    seen = (chronology.direction()["scored"] > 0).to_numpy()
    assert shares.index.equals(chronology.periods[seen])


def test_the_summary_says_how_heavy_tails_are_and_what_counts_least(dreadful, chronology):
    text = estimate_tension(dreadful, freedom="auto").summary()
    assert "noise with heavy tails (" in text
    assert "June 2006 least, " in text
    mild = estimate_tension(chronology, freedom=20)
    assert mild.robustness.min() > HALF
    assert mild.summary().endswith("no month counts less than half of what its events are worth")
    assert "tails" not in estimate_tension(chronology).summary()


def test_the_summary_says_where_no_heavy_tails_were_found():
    level = estimate_tension(build_series(read_events(), freq="quarter"), freedom="auto")
    assert level.tails.freedom == INF
    assert level.summary().endswith("noise without heavy tails: no quarter is far out")


def test_one_month_alone_is_said_in_the_singular(dreadful):
    level = estimate_tension(dreadful, freedom=20)
    assert (level.robustness < HALF).sum() == 1
    said = "1 month counts less than half of what its events are worth, June 2006 least"
    assert said in level.summary()


def test_months_that_count_less_than_half_are_ringed(dreadful):
    level = estimate_tension(dreadful, freedom=20)
    rings = [part for part in level.plot().collections
             if part.get_label() == "far out, counts less than half"]
    assert np.asarray(rings[0].get_offsets())[:, 1] == pytest.approx([100.0])
    plain = estimate_tension(dreadful).plot()
    assert "far out" not in " ".join(plain.get_legend_handles_labels()[1])


@pytest.mark.parametrize("freedom", [2, 0.0, -3, math.nan, True, "student", None])
def test_degrees_of_freedom_that_are_none_are_refused(chronology, freedom):
    with pytest.raises(UsageError, match='give degrees of freedom above 2, or "auto"'):
        estimate_tension(chronology, freedom=freedom)


def test_what_was_chosen_stands_in_the_provenance(chronology, level):
    assert estimate_tension(chronology, freedom="auto").provenance.parameters["freedom"] == "auto"
    assert "freedom" not in level.provenance.parameters


@pytest.mark.parametrize("freedom", [3.0, "auto"])
@pytest.mark.parametrize("months", [3, 4, 8])
def test_a_few_months_are_enough(months, freedom):
    series = build_series(simulate(["calm"] * months, seed=1).events)
    table = estimate_tension(series, freedom=freedom).table
    assert table["level_se"].gt(0).all()
    assert table["level"].between(0, 100).all()


def test_months_of_one_and_the_same_score_give_that_level_with_heavy_tails_too():
    events = simulate(["calm"] * 30, events_per_month=(2, 9), seed=1).events
    same = replace(events, table=events.table.assign(code="042"))
    level = estimate_tension(build_series(same, dedupe_rung="none"), freedom="auto")
    assert level.table["level"].to_numpy() == pytest.approx(50 - 5 * 1.9)

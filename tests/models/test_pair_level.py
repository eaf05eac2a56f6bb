"""Two correlated levels against one dense inverse, one-level filters and statsmodels."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tension.models import local_level
from tension.models.local_level import ROUNDING
from tension.models.noise import Observations
from tension.models.pair_level import (
    PairObservations,
    PairParameters,
    pair_log_likelihood,
    pair_smooth,
)
from tension.models.pair_statespace import PairLevel

POINTS = [(2.0, 3.0, 1.5, 0.7, 0.6, 0.4), (0.1, 5.0, 0.3, 3.0, -0.9, 0.95),
          (4.0, 4.0, 1.0, 1.0, 0.0, 0.0)]
"""τ and √q of both, ρ and r."""

GAPS = {
    "gaps in either": ((0, 5, 6, 7, 20, 39), (0, 1, 2, 3, 10, 11, 20, 38, 39)),
    "none": ((), ()),
    "one seen late": ((), tuple(range(25))),
    "never together": (tuple(range(0, 40, 2)), tuple(range(1, 40, 2))),
}


def drawn(gaps, seed=0, months=40):
    rng = np.random.default_rng(seed)
    tension = 50 + np.cumsum(rng.normal(0, 2, (2, months)), axis=1) + rng.normal(0, 5, (2, months))
    sampling = rng.uniform(1, 30, (2, months))
    for way, silent in enumerate(gaps):
        tension[way, list(silent)] = np.nan
    gap = np.ones(months)
    gap[0] = 0
    return PairObservations(tension, sampling, gap)


def given_by(*points):
    tau1, tau2, step1, step2, moves, noise = np.array(points).T
    return PairParameters(np.array([tau1, tau2]), np.array([step1, step2]), moves, noise)


def noise_of(seen, point, at):
    variance = np.array(point[:2]) ** 2 + ROUNDING + seen.sampling[:, at]
    shared = point[5] * variance.prod() ** 0.5
    return np.array([[variance[0], shared], [shared, variance[1]]])


def dense(seen, point):
    """Mean and covariance of every level under a flat start, by one dense inverse."""
    months = seen.tension.shape[1]
    *_, step1, step2, moves, _ = point
    walk = np.array([[step1**2, moves * step1 * step2], [moves * step1 * step2, step2**2]])
    steps = np.diff(np.eye(months), axis=0)
    precision, told = np.kron(steps.T @ steps, np.linalg.inv(walk)), np.zeros(2 * months)
    for at in range(months):
        known = [way for way in (0, 1) if not np.isnan(seen.tension[way, at])]
        where = [2 * at + way for way in known]
        inverse = np.linalg.inv(noise_of(seen, point, at)[np.ix_(known, known)])
        precision[np.ix_(where, where)] += inverse
        told[where] += inverse @ seen.tension[known, at]
    covariance = np.linalg.inv(precision)
    return covariance @ told, covariance


def dense_fit(seen, point):
    """Log likelihood of the contrasts that a flat start leaves (restricted likelihood)."""
    months = seen.tension.shape[1]
    *_, step1, step2, moves, _ = point
    walk = np.array([[step1**2, moves * step1 * step2], [moves * step1 * step2, step2**2]])
    at = np.arange(months)
    covariance = np.kron(np.minimum.outer(at, at), walk)
    for place in range(months):
        covariance[2 * place : 2 * place + 2, 2 * place : 2 * place + 2] += noise_of(
            seen, point, place)
    values = seen.tension.T.ravel()
    known = ~np.isnan(values)
    start = np.tile(np.eye(2), (months, 1))[known]
    inverse = np.linalg.inv(covariance[np.ix_(known, known)])
    y, left = values[known], start.T @ inverse @ start
    spare = inverse - inverse @ start @ np.linalg.inv(left) @ start.T @ inverse
    size = np.linalg.slogdet(covariance[np.ix_(known, known)])[1] + np.linalg.slogdet(left)[1]
    return -0.5 * (y @ spare @ y + size + (known.sum() - 2) * np.log(2 * np.pi))


@pytest.mark.parametrize("gaps", GAPS)
@pytest.mark.parametrize("point", POINTS)
def test_smoothed_levels_are_the_exact_posterior(gaps, point):
    seen = drawn(GAPS[gaps])
    have, _ = pair_smooth(seen, given_by(point))
    mean, covariance = dense(seen, point)
    np.testing.assert_allclose(have.mean[:, :, 0].T.ravel(), mean, atol=1e-8)
    np.testing.assert_allclose(have.variance[:, :, 0].T.ravel(), np.diag(covariance), atol=1e-8)
    np.testing.assert_allclose(have.covariance[:, 0], np.diag(covariance, 1)[::2], atol=1e-8)


@pytest.mark.parametrize("gaps", GAPS)
@pytest.mark.parametrize("point", POINTS)
def test_the_likelihood_is_that_of_one_dense_normal(gaps, point):
    seen = drawn(GAPS[gaps])
    fit = pair_log_likelihood(seen, given_by(point)).item()
    assert fit == pytest.approx(dense_fit(seen, point), abs=1e-7)
    assert pair_log_likelihood(seen.observed(), given_by(point)).item() == pytest.approx(fit)


def test_filtered_levels_are_the_posterior_of_the_months_so_far():
    seen = drawn(GAPS["gaps in either"])
    _, have = pair_smooth(seen, given_by(POINTS[0]))
    for at in (4, 12, 30):
        part = PairObservations(seen.tension[:, : at + 1], seen.sampling[:, : at + 1],
                                seen.gap[: at + 1])
        mean, covariance = dense(part, POINTS[0])
        assert have.mean[:, at, 0] == pytest.approx(mean[-2:], abs=1e-8)
        assert have.variance[:, at, 0] == pytest.approx(np.diag(covariance)[-2:], abs=1e-8)


def test_a_direction_not_seen_yet_has_no_filtered_level_and_the_other_has_its_own():
    seen = drawn(GAPS["one seen late"])
    _, have = pair_smooth(seen, given_by(POINTS[0]))
    assert np.isnan(have.mean[1, :25]).all()
    assert np.isfinite(have.mean[1, 25:]).all()
    alone = local_level.smooth(observed(seen, 0), np.array([2.0]), np.array([1.5]))
    np.testing.assert_allclose(have.mean[0, :25, 0], alone.filtered[0, :25], atol=1e-8)


def observed(seen, way):
    place = np.flatnonzero(~np.isnan(seen.tension[way]))
    return Observations(place, seen.tension[way, place], seen.sampling[way, place],
                        np.ones(len(place)), 1.0, (0, seen.tension.shape[1]))


def test_without_correlation_each_direction_is_by_itself():
    seen = drawn(GAPS["gaps in either"])
    together, filtered = pair_smooth(seen, given_by(POINTS[2], POINTS[2]))
    fit = 0.0
    for way in (0, 1):
        alone = local_level.smooth(observed(seen, way), np.array([4.0]), np.array([1.0]))
        np.testing.assert_allclose(together.mean[way, :, 1], alone.level[0], atol=1e-9)
        np.testing.assert_allclose(together.variance[way, :, 0], alone.variance[0], atol=1e-9)
        np.testing.assert_allclose(filtered.mean[way, :, 0], alone.filtered[0], atol=1e-9)
        fit += local_level.log_likelihood(observed(seen, way), np.array([4.0]),
                                          np.array([1.0])).item()
    assert pair_log_likelihood(seen, given_by(POINTS[2])).item() == pytest.approx(fit)


@settings(max_examples=40, deadline=None)
@given(st.floats(0, 20), st.floats(0, 20), st.floats(0, 10), st.floats(0, 10),
       st.floats(-0.999, 0.999), st.floats(-0.99, 0.99))
def test_the_statsmodels_model_is_the_same(tau1, tau2, step1, step2, moves, noise):
    seen = drawn(GAPS["gaps in either"])
    point = (tau1, tau2, step1, step2, moves, noise)
    base = POINTS[0]
    model = PairLevel(seen.tension.T, np.nan_to_num(seen.sampling.T, nan=1.0))
    differ = pair_log_likelihood(seen, given_by(point, base))
    assert differ[0] - differ[1] == pytest.approx(
        model.loglike(np.array(point)) - model.loglike(np.array(base)), abs=1e-3)
    want = model.smooth(np.array(point)).smoothed_state
    have, _ = pair_smooth(seen, given_by(point))
    np.testing.assert_allclose(have.mean[:, :, 0], want, atol=1e-3)


def test_levels_that_move_as_one_or_not_at_all_are_no_special_case():
    seen = drawn(GAPS["gaps in either"])
    still, _ = pair_smooth(seen, given_by((2.0, 3.0, 0.0, 0.0, 0.0, 0.4)))
    assert np.ptp(still.mean, axis=1) == pytest.approx(0.0, abs=1e-9)
    one, _ = pair_smooth(seen, given_by((2.0, 3.0, 1.5, 1.5, 1.0, 0.4)))
    gap = one.mean[0] - one.mean[1]
    assert np.ptp(gap) == pytest.approx(0.0, abs=1e-8)


def test_read_backwards_it_has_the_same_likelihood():
    seen = drawn(GAPS["gaps in either"])
    parameters = given_by(*POINTS)
    np.testing.assert_allclose(pair_log_likelihood(seen.reversed(), parameters),
                               pair_log_likelihood(seen, parameters))
    apart = seen.observed()
    np.testing.assert_allclose(pair_log_likelihood(apart.reversed(), parameters),
                               pair_log_likelihood(apart, parameters))


def test_the_statsmodels_model_can_be_continued():
    seen = drawn(GAPS["none"])
    model = PairLevel(seen.tension.T[:30], seen.sampling.T[:30])
    results = model.smooth(np.array(POINTS[0]))
    ahead = results.get_forecast(10, extend_kwargs={"sampling": np.full((10, 2), 8.0)})
    assert ahead.predicted_mean[-1] == pytest.approx(results.filtered_state[:, -1])
    longer = results.append(seen.tension.T[30:], sampling=seen.sampling.T)
    whole = PairLevel(seen.tension.T, seen.sampling.T).smooth(np.array(POINTS[0]))
    assert longer.smoothed_state == pytest.approx(whole.smoothed_state)


def test_an_optimiser_can_start_and_its_numbers_are_parameters():
    seen = drawn(GAPS["gaps in either"])
    model = PairLevel(seen.tension.T, np.nan_to_num(seen.sampling.T, nan=1.0))
    there = model.transform_params(model.untransform_params(np.array(POINTS[0])))
    assert there == pytest.approx(POINTS[0])
    assert np.isfinite(model.loglike(model.start_params))
    assert len(model.param_names) == 6

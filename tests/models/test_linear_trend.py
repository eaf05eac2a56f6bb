"""The line by generalised least squares, and the slope at the end, against statsmodels."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.tsa.statespace.kalman_smoother import KalmanSmoother

from tension.models.breaks.inference import CELLS
from tension.models.breaks.noise import PHIS, Law
from tension.models.breaks.whiten import relative_precision
from tension.models.families import autoregressive
from tension.models.linear_trend import between, linear_trend
from tension.models.local_level import ROUNDING
from tension.models.local_trend import STEADY, _weigh, filter_ends, local_trend
from tension.models.noise import Observations


def drawn(seed, months=90, memory=0.5, share=0.7, tilt=0.0):
    """An AR(1) about a line, with gaps and unlike numbers of events."""
    rng = np.random.default_rng(seed)
    place = np.flatnonzero(rng.random(months) < share)
    values = 50 + tilt * np.arange(months) + 8 * autoregressive(memory, months, rng)
    events = rng.integers(1, 12, months)[place].astype(float)
    return Observations(place, values[place], 100 / events, events, 100.0, (0, months))


def dense(seen, phi, weight):
    """Covariance of the errors, written out."""
    apart = np.abs(seen.position[:, None] - seen.position[None, :])
    spread = relative_precision(seen) ** (-weight / 2)
    return np.outer(spread, spread) * phi**apart


@pytest.mark.parametrize(("phi", "weight"), [(0.0, 0.0), (0.6, 0.0), (0.3, 0.5), (0.9, 1.0)])
def test_under_a_given_law_it_is_generalised_least_squares(phi, weight):
    seen = drawn(1, tilt=0.05)
    want = sm.GLS(seen.tension, sm.add_constant(seen.position), dense(seen, phi, weight)).fit()
    found = linear_trend(seen, 12.0, Law(phi, weight))
    low, high = want.conf_int()[1]
    assert (found.slope, found.low, found.high) == pytest.approx(
        (12 * want.params[1], 12 * low, 12 * high), rel=1e-7)
    assert found.p_value == pytest.approx(want.pvalues[1], rel=1e-6)
    assert found.line == pytest.approx(want.fittedvalues[[0, -1]], rel=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_the_average_over_the_memory_is_that_of_dense_fits(seed):
    seen = drawn(seed)
    lines = sm.add_constant(seen.position)
    count = len(seen)
    best = np.inf, None
    for weight in (0.0, 0.5, 1.0):
        slopes, variances, logs, plain = [], [], [], []
        for phi in PHIS[-1] * (np.arange(CELLS) + 0.5) / CELLS:
            covariance = dense(seen, phi, weight)
            fit = sm.GLS(seen.tension, lines, covariance).fit()
            rss, log_det = fit.ssr, np.linalg.slogdet(covariance)[1]
            normal = np.linalg.slogdet(lines.T @ np.linalg.solve(covariance, lines))[1]
            slopes.append(fit.params[1])
            variances.append(fit.bse[1] ** 2)
            logs.append(-((count - 2) * np.log(rss) + log_det + normal) / 2)
            plain.append(count * np.log(rss) + log_det)
        share = np.exp(np.array(logs) - max(logs))
        share /= share.sum()
        mean = share @ slopes
        error = (share @ (np.array(variances) + (slopes - mean) ** 2)) ** 0.5
        best = min(best, (min(plain), (mean, error)), key=lambda pair: pair[0])
    mean, error = best[1]
    found, reach = linear_trend(seen, 1.0), stats.t.ppf(0.975, count - 2)
    assert found.slope == pytest.approx(mean, rel=1e-6)
    assert found.high - found.slope == pytest.approx(reach * error, rel=1e-6)
    assert found.p_value == pytest.approx(2 * stats.t.sf(abs(mean) / error, count - 2), rel=1e-5)


def test_interval_and_test_agree_on_0():
    for seed in range(12):
        found = linear_trend(drawn(seed, tilt=0.08), 12.0)
        assert (found.p_value < 0.05) == (found.low > 0 or found.high < 0)


def test_equal_values_and_exact_lines_are_no_trouble():
    ones, place = np.ones(20), np.arange(20)
    flat = Observations(place, np.full(20, 40.0), ones, ones, 1.0, (0, 20))
    assert linear_trend(flat, 12.0).verdict == "no trend"
    steep = Observations(place, 40 + place / 12, ones, ones, 1.0, (0, 20))
    assert linear_trend(steep, 12.0).slope == pytest.approx(1.0)
    assert linear_trend(steep, 12.0).verdict == "rising"


def test_a_part_holds_the_observations_of_its_places():
    part = between(drawn(0), 10, 40)
    assert part.covered == (10, 41)
    assert part.position.min() >= 10
    assert part.position.max() <= 40
    assert len(part) == len(part.tension) == len(part.sampling) == len(part.events)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 500), st.floats(-40, 40), st.sampled_from([0.25, 0.5, 2.0, 4.0]))
def test_shift_scale_and_reversal(seed, shift, scale):
    seen = drawn(seed, months=40)
    if len(seen) < 12:
        return
    base = linear_trend(seen, 12.0)

    def with_values(values, place=seen.position, order=slice(None)):
        return Observations(place, values, seen.sampling[order], seen.events[order], 1.0,
                            seen.covered)

    moved = linear_trend(with_values(seen.tension + shift), 12.0)
    larger = linear_trend(with_values(seen.tension * scale), 12.0)
    back = linear_trend(with_values(
        seen.tension[::-1], (39 - seen.position)[::-1], slice(None, None, -1)), 12.0)
    numbers = np.array([base.slope, base.low, base.high])
    np.testing.assert_allclose([moved.slope, moved.low, moved.high], numbers, atol=1e-6)
    np.testing.assert_allclose(
        [larger.slope, larger.low, larger.high], numbers * scale, atol=1e-5)
    np.testing.assert_allclose([-back.slope, -back.high, -back.low], numbers, atol=1e-6)


# The slope at the end

PARAMETERS = [(2.0, 0.5, 0.1), (1.0, 0.0, 0.05), (0.3, 2.0, 0.0)]


def walked(seed=0, months=70, gaps=(0, 5, 6, 30, 31, 32, 68, 69)):
    rng = np.random.default_rng(seed)
    values = 50 + np.cumsum(rng.normal(size=months))
    values[list(gaps)] = np.nan
    return values, rng.uniform(1, 30, months)


def of(values, sampling):
    place = np.flatnonzero(~np.isnan(values))
    return Observations(place, values[place], sampling[place], np.ones(len(place)), 1.0,
                        (0, len(values)))


@pytest.mark.parametrize("gaps", [(), (0, 2, 3, 40, 69), (5, 6, 30, 31, 32, 68, 69)])
def test_the_slope_at_the_end_is_that_of_unobserved_components(gaps):
    values, _ = walked(1, gaps=gaps)
    tau, step, turn = np.array(PARAMETERS).T
    found = filter_ends(of(values, np.zeros(70)), tau, step, turn)
    model = sm.tsa.UnobservedComponents(values, "lltrend", use_exact_diffuse=True)
    for at in range(len(PARAMETERS)):
        want = model.smooth([tau[at] ** 2 + ROUNDING, step[at] ** 2, turn[at] ** 2])
        assert found.slope[at] == pytest.approx(want.smoothed_state[1, -1], abs=1e-7)
        assert found.slope_variance[at] == pytest.approx(
            want.smoothed_state_cov[1, 1, -1], abs=1e-7)
        assert found.level[at] == pytest.approx(want.smoothed_state[0, -1], abs=1e-7)
        # The first two observations are spent on the diffuse start, whose constant differs.
        seen = np.flatnonzero(~np.isnan(values))[2:]
        assert found.fit[at] == pytest.approx(want.llf_obs[seen].sum(), abs=1e-6)


@pytest.mark.parametrize("parameters", PARAMETERS)
def test_with_unlike_events_it_is_that_of_the_general_smoother(parameters):
    values, sampling = walked(2)
    tau, step, turn = parameters
    model = KalmanSmoother(1, 2, design=np.array([[1.0, 0.0]]), selection=np.eye(2),
                           transition=np.array([[1.0, 1.0], [0.0, 1.0]]),
                           state_cov=np.diag([step**2, turn**2]))
    model.bind(values)
    model["obs_cov"] = (tau**2 + ROUNDING + sampling)[None, None, :]
    model.initialize_diffuse()
    want = model.smooth()
    found = filter_ends(of(values, sampling), *(np.array([part]) for part in parameters))
    assert found.slope[0] == pytest.approx(want.smoothed_state[1, -1], abs=1e-7)
    assert found.slope_variance[0] == pytest.approx(want.smoothed_state_cov[1, 1, -1], abs=1e-7)


def test_the_average_is_that_over_a_fine_even_grid():
    seen = drawn(3, months=60, tilt=0.2)
    top = 2 * np.std(seen.tension, ddof=1)
    even = (np.arange(36) + 0.5) / 36
    grid = np.meshgrid(even * top, even * top, even * top * STEADY * 12**-1.5, indexing="ij")
    ends = filter_ends(seen, *(part.ravel() for part in grid))
    weight = np.exp(ends.fit - ends.fit.max())
    weight /= weight.sum()
    mean = weight @ ends.slope
    error = (weight @ (ends.slope_variance + (ends.slope - mean) ** 2)) ** 0.5
    found = local_trend(seen, 12.0)
    assert found.slope == pytest.approx(12 * mean, abs=0.1 * 12 * error)
    assert (found.high - found.low) / 2 == pytest.approx(1.96 * 12 * error, rel=0.1)


def test_no_edge_of_the_grid_carries_weight_but_the_bound_of_a_steady_slope():
    for seed in range(3):
        _, weight = _weigh(drawn(seed), 12.0)
        cube = weight.reshape(15, 15, 15)
        margins = [cube.sum(axis=others) for others in ((1, 2), (0, 2), (0, 1))]
        assert all(margin[-1] < 1e-2 for margin in margins[:2])
        assert all(margin[0] < 0.05 for margin in margins)


def test_a_slope_that_wanders_is_held_by_its_interval():
    held, clear = 0, 0
    for seed in range(30):
        rng = np.random.default_rng(seed)
        slope = np.cumsum(rng.normal(size=120)) * 12**-1.5
        values = 50 + np.cumsum(slope) - slope + 4 * rng.normal(size=120)
        found = local_trend(of(values, np.ones(120)), 12.0)
        held += found.low <= 12 * slope[-1] <= found.high
        clear += found.verdict != "no trend"
    assert held >= 27
    assert clear >= 3


def test_a_silence_at_the_end_widens_the_interval():
    seen = drawn(5)
    later = Observations(seen.position, seen.tension, seen.sampling, seen.events, 100.0, (0, 110))
    short, longer = local_trend(seen, 12.0), local_trend(later, 12.0)
    assert longer.high - longer.low > short.high - short.low
    assert longer.slope == pytest.approx(short.slope)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 500), st.floats(-40, 40))
def test_a_constant_leaves_the_slope_at_the_end(seed, shift):
    seen = drawn(seed, months=40)
    moved = Observations(seen.position, seen.tension + shift, seen.sampling, seen.events, 100.0,
                         seen.covered)
    one, two = local_trend(seen, 12.0), local_trend(moved, 12.0)
    np.testing.assert_allclose([one.slope, one.low, one.high], [two.slope, two.low, two.high],
                               atol=1e-6)

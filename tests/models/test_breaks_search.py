"""Cost, noise and search of breaks against brute force, dense matrices and other programs."""

import csv
import json
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest
import ruptures
from scipy import optimize, stats

from tension.models.breaks.cost import costs_by_noise, mean_costs, regime_fits
from tension.models.breaks.fit import fit_breaks
from tension.models.breaks.inference import average_levels, critical, date_set
from tension.models.breaks.noise import PHIS, Grid, Noise
from tension.models.breaks.search import Limits, allowed, best_partitions
from tension.models.noise import Observations

ROOT = Path(__file__).parents[2]
ORACLES = ROOT.parent / "shared" / "oracles" / "strucchange"
GOLDEN = json.loads((ROOT / "tests" / "golden" / "strucchange.json").read_text(encoding="utf-8"))
MEAN_SETS = ("nile", "realint", "sim02_mean_n120", "sim07_mean_ar_n120", "sim08_mean_ar_n240",
             "sim12_mean_het_n120", "sim27_null_ar_n120")
LEAST_SQUARES = Noise(1.0, 0.0)


def series(values, position=None, sampling=None, covered=None):
    values = np.asarray(values, dtype=float)
    position = np.arange(len(values)) if position is None else position
    return Observations(
        position=position, tension=values,
        sampling=np.zeros(len(values)) if sampling is None else np.asarray(sampling),
        events=np.ones(len(values)), variance=0.0, covered=covered or (0, int(position[-1]) + 1),
    )


def squares(values):
    """Costs as plain sums of squares."""
    return mean_costs(series(values), [LEAST_SQUARES])[0]


def search(values, min_segment, most):
    count = len(values)
    permitted = allowed(np.arange(count), (0, count), Limits(1, min_segment))
    return best_partitions(squares(values), permitted, most)


def gapped(seed, count=16):
    """Observations with gaps, months of differing noise, and a covered span beyond both ends."""
    rng = np.random.default_rng(seed)
    position = np.sort(rng.choice(count * 2, count, replace=False))
    values = rng.normal(50, 10, count) + 15 * (position > count)
    return values, position, rng.uniform(0.5, 60, count), (0, count * 2)


def covariance(position, sampling, noise):
    gap = np.abs(position[:, None] - position[None, :])
    return noise.tau2 * noise.phi ** gap.astype(float) + np.diag(sampling)


def least_squares(seen, noise, start, stop):
    """Level, its variance and −2 log likelihood of a regime, by one dense inverse."""
    part = slice(start, stop)
    matrix = covariance(seen.position[part], seen.sampling[part], noise)
    inverse, y = np.linalg.inv(matrix), seen.tension[part]
    level = inverse.sum(axis=0) @ y / inverse.sum()
    fit = np.linalg.slogdet(matrix)[1] + (y - level) @ inverse @ (y - level)
    return level, 1 / inverse.sum(), fit


# A regime's cost

NOISES = [Noise(7.0, 0.0), Noise(7.0, 0.3), Noise(0.0, 0.0), Noise(40.0, 0.8), Noise(300.0, 0.95)]


@pytest.mark.parametrize("seed", range(3))
def test_a_regimes_cost_is_the_gaussian_likelihood_with_the_whole_covariance_matrix(seed):
    seen = series(*gapped(seed))
    for noise, cost in zip(NOISES, mean_costs(seen, NOISES), strict=True):
        for start in range(0, 14, 3):
            for stop in range(start + 1, 17, 2):
                want = least_squares(seen, noise, start, stop)[2]
                assert cost[start, stop] == pytest.approx(want, rel=1e-9, abs=1e-9)


def test_memory_without_sampling_noise_is_a_plain_autoregression():
    values, position, _, _ = gapped(5)
    seen = series(values, position)
    cost = mean_costs(seen, [Noise(9.0, 0.7)])[0]
    assert cost[2, 13] == pytest.approx(least_squares(seen, Noise(9.0, 0.7), 2, 13)[2], rel=1e-9)


def test_levels_variances_and_costs_of_a_partition_are_generalised_least_squares():
    seen, edges = series(*gapped(4)), (0, 3, 12, 16)
    found = regime_fits(seen, NOISES, edges)
    for k, noise in enumerate(NOISES):
        for which in range(3):
            want = least_squares(seen, noise, *edges[which : which + 2])
            assert [part[k, which] for part in found] == pytest.approx(want, rel=1e-9)


def test_costs_are_the_same_however_many_noises_go_through_the_recursion_at_once(monkeypatch):
    seen = series(*gapped(6))
    together = list(costs_by_noise(seen, NOISES))
    monkeypatch.setattr("tension.models.breaks.cost.AT_ONCE", 1)
    for one, other in zip(together, costs_by_noise(seen, NOISES), strict=True):
        assert one[0] == other[0]
        np.testing.assert_allclose(one[1], other[1], rtol=1e-12)


def test_a_regime_of_no_observations_costs_infinitely():
    cost = squares([1.0, 2.0, 4.0])
    assert np.isinf(cost[np.arange(3)[:, None] >= np.arange(4)[None, :]]).all()
    assert np.isfinite(cost[0, 1:]).all()


def test_a_month_of_few_events_pulls_the_level_less():
    seen = series([40.0, 40.0, 90.0], sampling=[1.0, 1.0, 99.0])
    few = regime_fits(seen, [Noise(1.0, 0.0)], (0, 3))[0].item()
    assert few == pytest.approx((40 / 2 + 40 / 2 + 90 / 100) / (1 / 2 + 1 / 2 + 1 / 100))


# Which regimes may be

@pytest.mark.parametrize("least", range(1, 14))
def test_a_regime_lasts_from_its_first_observation_to_the_first_of_the_next(least):
    position = np.array([2, 3, 10, 11])
    permitted = allowed(position, (0, 15), Limits(least, 1))
    for start in range(4):
        for stop in range(start + 1, 5):
            begin = 0 if start == 0 else position[start]
            end = 15 if stop == 4 else position[stop]
            assert permitted[start, stop] == (end - begin >= least)


def test_a_regime_holds_enough_observations():
    permitted = allowed(np.arange(0, 60, 6), (0, 60), Limits(1, 3))
    for start in range(10):
        for stop in range(11):
            assert permitted[start, stop] == (stop - start >= 3)


# The search

@pytest.mark.parametrize("limits", [Limits(1, 1), Limits(1, 3), Limits(7, 2), Limits(6, 4)],
                         ids=str)
@pytest.mark.parametrize(("seed", "count"), [(0, 14), (1, 16), (2, 18)])
def test_the_search_finds_what_trying_every_partition_finds(seed, count, limits):
    values, position, sampling, covered = gapped(seed, count)
    cost = mean_costs(series(values, position, sampling), [Noise(9.0, 0.4)])[0]
    found = best_partitions(cost, allowed(position, covered, limits), 4)
    for breaks in range(5):
        best = (np.inf, None)
        for starts in combinations(range(1, count), breaks):
            edges = (0, *starts, count)
            spans = list(pairwise(edges))
            dates = [covered[0], *position[list(starts)].tolist(), covered[1]]
            lasts = np.diff(dates) >= limits.periods
            if lasts.all() and all(j - i >= limits.observed for i, j in spans):
                total = sum(cost[i, j] for i, j in spans)
                best = min(best, (total, list(starts)))
        if best[1] is None:
            assert len(found) <= breaks
        else:
            assert found[breaks][0] == pytest.approx(best[0], rel=1e-12)
            assert found[breaks][1] == best[1]


def check(fact):
    found = search(fact["y"], fact["min_segment"], len(fact["rss"]) - 1)
    assert [starts for _, starts in found] == fact["starts"]
    assert [cost for cost, _ in found] == pytest.approx(fact["rss"], rel=1e-8)


@pytest.mark.parametrize("name", sorted(GOLDEN))
def test_with_unit_noise_partitions_and_squares_are_those_of_strucchange(name):
    assert GOLDEN[name]["starts"][1]
    check(GOLDEN[name])


@pytest.mark.parametrize("name", MEAN_SETS)
def test_with_unit_noise_the_search_agrees_with_every_oracle_of_a_mean(name):
    if not ORACLES.is_dir():
        pytest.skip("shared/ is absent: the oracle files of strucchange are not in the repository")
    told = json.loads((ORACLES / f"{name}.json").read_text(encoding="utf-8"))
    assert told["formula"] == "y ~ 1"
    with (ORACLES / told["data_file"]).open(encoding="utf-8") as lines:
        values = [float(row["y"]) for row in csv.DictReader(lines)]
    partitions = told["partitions_1based_last_of_segment"]
    starts = [partitions[f"m{m}"] for m in range(1, len(told["RSS"]))]
    check({
        "y": values, "min_segment": told["min_segment_obs"], "rss": told["RSS"],
        "starts": [[], *(one if isinstance(one, list) else [one] for one in starts)],
    })


@pytest.mark.parametrize("seed", range(4))
def test_with_unit_noise_partitions_are_those_of_ruptures(seed):
    rng = np.random.default_rng(seed)
    values = rng.normal(0, 1, 70) + 2 * (np.arange(70) > 25) - 3 * (np.arange(70) > 50)
    other = ruptures.Dynp(model="l2", jump=1, min_size=5).fit(values)
    found = search(values, 5, 5)
    for breaks in range(1, 6):
        assert [*found[breaks][1], 70] == other.predict(n_bkps=breaks)


def test_the_list_ends_where_no_partition_has_so_many_breaks():
    found = search(np.arange(10.0), 3, 8)
    assert [len(starts) for _, starts in found] == [0, 1, 2]
    assert best_partitions(squares(np.arange(4.0)), np.zeros((4, 5), bool), 3) == []


# Noise

def remembering(phi, count, rng):
    """An AR(1) of variance 1."""
    values = rng.normal(size=count)
    for at in range(1, count):
        values[at] = phi * values[at - 1] + values[at] * (1 - phi**2) ** 0.5
    return values


def test_noises_tried_scale_with_the_series():
    values, position, sampling, _ = gapped(2)
    small, large = (Grid.of(series(k * values, position, k * k * sampling)) for k in (1, 7))
    assert small.coarse() == large.coarse()
    for place in small.coarse():
        assert 49 * small.noise(place).tau2 == pytest.approx(large.noise(place).tau2)
        assert small.noise(place).phi == large.noise(place).phi


def test_no_break_however_big_widens_the_grid():
    values = np.random.default_rng(0).normal(0, 2, 240)
    broken = values + 60 * (np.arange(240) >= 120)
    for phi in PHIS:
        assert Grid.of(series(broken)).spread(phi) == pytest.approx(
            Grid.of(series(values)).spread(phi), rel=0.02)


@pytest.mark.parametrize("phi", [0.0, 0.5, 0.9])
@pytest.mark.parametrize("silent", [0.0, 0.5])
def test_the_grid_is_scaled_to_the_spread_that_memory_hides_from_differences(phi, silent):
    rng = np.random.default_rng(1)
    position = np.flatnonzero(rng.random(4000) >= silent)
    seen = series(5 * remembering(phi, 4000, rng)[position], position)
    assert Grid.of(seen).spread(phi) == pytest.approx(5, rel=0.3)


def test_without_sampling_variance_no_noise_tried_is_zero():
    grid = Grid.of(series([1.0, 2.0, 4.0, 3.0]))
    assert min(grid.noise(place).tau2 for place in grid.coarse()) > 0
    assert min(place[0] for place in grid.between((1, 0))) > 0


def test_mostly_equal_values_have_a_grid_too():
    grid = Grid.of(series([50.0] * 30 + [60.0] * 30))
    assert grid.spread(0.0) > 0


def test_a_noise_without_memorys_carrier_is_tried_once():
    grid = Grid.of(series(*gapped(3)))
    still = [place for place in grid.coarse() if grid.noise(place).tau2 == 0]
    assert still == [(0, 0)]
    assert {grid.noise(place).phi for place in grid.coarse()} == set(PHIS)
    assert sum(place[0] == 0 for place in grid.between((0, 0))) == 1


@pytest.mark.parametrize(("tau", "phi"), [(6.0, 0.0), (6.0, 0.6), (12.0, 0.9)])
def test_the_noise_found_is_as_likely_as_an_optimisers(tau, phi):
    rng = np.random.default_rng(7)
    position = np.flatnonzero(rng.random(300) >= 0.3)
    sampling = 200 / rng.integers(1, 4, len(position))
    values = tau * remembering(phi, 300, rng)[position] + rng.normal(size=len(position)) * (
        sampling**0.5)
    seen = series(values, position, sampling)

    def cost(point):
        noise = Noise(float(point[0] ** 2), float(1 / (1 + np.exp(-point[1]))))
        return float(regime_fits(seen, [noise], (0, len(seen)))[2].item())

    best = min(optimize.minimize(cost, (start, 0.5), method="Nelder-Mead").fun
               for start in (2.0, 8.0))
    fit = fit_breaks(seen, Limits(12, 6), 0)
    # A tenth of the least that a break must gain.
    assert fit.chosen.fit <= best + 1.0


def test_the_grid_reaches_a_spread_that_differences_do_not_show():
    """A slow swing: the differences are small, the spread around one level is not."""
    values = 50 + 30 * np.sin(np.arange(240) / 40) + np.random.default_rng(0).normal(0, 1, 240)
    fit = fit_breaks(series(values), Limits(12, 6), 0)
    at = fit.chosen.noise
    further = regime_fits(series(values), [Noise(at.tau2 * 1.5, at.phi)], (0, 240))[2].item()
    assert fit.chosen.fit < further


# Inference

def test_the_critical_drop_solves_the_limit_distribution():
    assert critical(0.95) == pytest.approx(7.35, abs=0.005)
    for level in (0.8, 0.9, 0.95, 0.99):
        assert (1 - np.exp(-critical(level) / 2)) ** 2 == pytest.approx(level)


def dated(shift, seed=0, count=60):
    values = np.random.default_rng(seed).normal(0, 1, count) + shift * (np.arange(count) >= 30)
    cost = squares(values)
    permitted = allowed(np.arange(count), (0, count), Limits(1, 5))
    starts = tuple(best_partitions(cost, permitted, 1)[1][1])
    return cost, permitted, starts


@pytest.mark.parametrize("seed", range(6))
def test_the_date_set_holds_the_best_date_and_just_the_dates_the_data_do_not_rule_out(seed):
    cost, permitted, starts = dated(1.0, seed)
    first, last = date_set(cost, permitted, starts, 0)
    assert first <= starts[0] <= last
    total = {at: cost[0, at] + cost[at, 60] for at in range(5, 56)}
    open_ = [at for at, value in total.items() if value <= min(total.values()) + critical(0.95)]
    assert (first, last) == (open_[0], open_[-1])


def test_the_date_set_grows_as_the_shift_shrinks():
    widths = []
    for shift in (4.0, 2.0, 1.0, 0.5):
        sets = [date_set(*dated(shift, seed)[:3], 0) for seed in range(20)]
        widths.append(np.mean([last - first for first, last in sets]))
    assert widths == sorted(widths)
    assert widths[-1] > 5 * (widths[0] + 1)


def test_a_date_set_of_higher_level_holds_that_of_a_lower():
    cost, permitted, starts = dated(1.0)
    low, high = (date_set(cost, permitted, starts, 0, level) for level in (0.8, 0.99))
    assert high[0] <= low[0] <= low[1] <= high[1]
    assert high != low


def test_of_several_breaks_each_date_set_stays_between_its_neighbours():
    values = np.repeat([0.0, 3.0, 1.0], 20) + np.random.default_rng(1).normal(0, 1, 60)
    cost = squares(values)
    permitted = allowed(np.arange(60), (0, 60), Limits(1, 5))
    starts = tuple(best_partitions(cost, permitted, 2)[2][1])
    sets = [date_set(cost, permitted, starts, which) for which in (0, 1)]
    assert 5 <= sets[0][0] <= starts[0] <= sets[0][1] <= starts[1] - 5
    assert starts[0] + 5 <= sets[1][0] <= starts[1] <= sets[1][1] <= 55


def test_levels_and_sizes_are_averaged_over_the_noise_by_its_restricted_likelihood():
    values, position, sampling, covered = gapped(1, 60)
    seen = series(values, position, sampling, covered)
    fit = fit_breaks(seen, Limits(12, 6), 1)
    fit = replace(fit, chosen=fit.by_count[1])
    found = average_levels(seen, fit)
    spread = fit.grid.spread
    logs, levels, variances = [], [], []
    for phi in np.linspace(0.01, 0.94, 40):
        for tau in np.linspace(0.02, 2.5, 40) * spread(phi):
            parts = [least_squares(seen, Noise(tau**2, phi), *fit.edges[k : k + 2])
                     for k in (0, 1)]
            # The levels integrated out; τ is spaced by the spread at this φ.
            logs.append(sum(np.log(var) - cost for _, var, cost in parts) / 2
                        + np.log(spread(phi)))
            levels.append([part[0] for part in parts])
            variances.append(sum(part[1] for part in parts))
    weight = np.exp(np.array(logs) - max(logs))
    weight /= weight.sum()
    step = np.diff(levels, axis=1)[:, 0]
    size = weight @ step
    error = (weight @ (np.array(variances) + (step - size) ** 2)) ** 0.5
    have, low, high = found.step(0)
    reach = stats.t.ppf(0.975, 60 - 2)
    assert have == pytest.approx(size, abs=0.03)
    assert [have - low, high - have] == pytest.approx([reach * error] * 2, rel=0.02)
    assert have == pytest.approx(found.level[1] - found.level[0])


@pytest.mark.parametrize("phi", [0.0, 0.6])
def test_the_interval_of_a_size_holds_the_true_one_when_the_date_is_known(phi):
    inside = 0
    for seed in range(60):
        values = remembering(phi, 120, np.random.default_rng(seed)) + 2 * (np.arange(120) >= 60)
        fit = fit_breaks(series(values), Limits(12, 6), 1)
        known = replace(fit.by_count[1], starts=(60,))
        _, low, high = average_levels(series(values), replace(fit, chosen=known)).step(0)
        inside += low <= 2 <= high
    assert inside >= 0.88 * 60  # .95 less two standard errors


def test_the_95_percent_date_set_holds_the_true_date_at_least_nine_times_in_ten():
    inside = sum(first <= 30 <= last
                 for first, last in (date_set(*dated(1.5, seed)[:3], 0) for seed in range(300)))
    assert inside >= 0.90 * 300

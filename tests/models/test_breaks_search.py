"""Cost, whitening and search of breaks against brute force, dense matrices and other programs."""

import csv
import json
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest
import ruptures

from tension.models.breaks.cost import level_of, mean_costs
from tension.models.breaks.inference import critical, date_set, step_at
from tension.models.breaks.noise import Noise, candidates, whiten
from tension.models.breaks.search import Limits, allowed, best_partitions

ROOT = Path(__file__).parents[2]
ORACLES = ROOT.parent / "shared" / "oracles" / "strucchange"
GOLDEN = json.loads((ROOT / "tests" / "golden" / "strucchange.json").read_text(encoding="utf-8"))
MEAN_SETS = ("nile", "realint", "sim02_mean_n120", "sim07_mean_ar_n120", "sim08_mean_ar_n240",
             "sim12_mean_het_n120", "sim27_null_ar_n120")
LEAST_SQUARES = Noise(1.0, 0.0)


def squares(values):
    """Costs as plain sums of squares."""
    values = np.asarray(values, dtype=float)
    places = np.arange(len(values))
    return mean_costs(whiten(values, places, np.zeros(len(values)), LEAST_SQUARES))


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
    spread = np.sqrt(noise.tau2 + sampling)
    gap = np.abs(position[:, None] - position[None, :])
    return np.outer(spread, spread) * noise.phi ** gap.astype(float)


# A regime's cost

@pytest.mark.parametrize("phi", [0.0, 0.3, 0.8])
@pytest.mark.parametrize("seed", range(3))
def test_a_regimes_cost_is_the_gaussian_likelihood_with_the_whole_covariance_matrix(seed, phi):
    values, position, sampling, _ = gapped(seed)
    noise = Noise(7.0, phi)
    cost = mean_costs(whiten(values, position, sampling, noise))
    whole = covariance(position, sampling, noise)
    for start in range(0, 14, 3):
        for stop in range(start + 1, 17, 2):
            part = slice(start, stop)
            matrix, y = whole[part, part], values[part]
            inverse = np.linalg.inv(matrix)
            level = inverse.sum(axis=0) @ y / inverse.sum()
            want = np.linalg.slogdet(matrix)[1] + (y - level) @ inverse @ (y - level)
            assert cost[start, stop] == pytest.approx(want, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("phi", [0.0, 0.6])
def test_a_regimes_level_and_its_variance_are_generalised_least_squares(phi):
    values, position, sampling, _ = gapped(4)
    noise = Noise(7.0, phi)
    level, variance = level_of(whiten(values, position, sampling, noise), 3, 12)
    inverse = np.linalg.inv(covariance(position, sampling, noise)[3:12, 3:12])
    assert level == pytest.approx(inverse.sum(axis=0) @ values[3:12] / inverse.sum())
    assert variance == pytest.approx(1 / inverse.sum())


def test_a_regime_of_no_observations_costs_infinitely():
    cost = squares([1.0, 2.0, 4.0])
    assert np.isinf(cost[np.arange(3)[:, None] >= np.arange(4)[None, :]]).all()
    assert np.isfinite(cost[0, 1:]).all()


def test_a_month_of_few_events_pulls_the_level_less():
    values, position = np.array([40.0, 40.0, 90.0]), np.arange(3)
    few = level_of(whiten(values, position, np.array([1.0, 1.0, 99.0]), Noise(1.0, 0.0)), 0, 3)[0]
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
    cost = mean_costs(whiten(values, position, sampling, Noise(9.0, 0.4)))
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

def test_noises_tried_scale_with_the_series_and_reach_its_whole_variance():
    values, sampling = np.array([1.0, 5.0, 9.0, 2.0]), np.ones(4)
    small, large = (list(candidates(k * values, k * k * sampling)) for k in (1, 7))
    assert [one.phi for one in small] == [one.phi for one in large]
    assert [49 * one.tau2 for one in small] == pytest.approx([one.tau2 for one in large])
    assert max(one.tau2 for one in small) == pytest.approx(np.var(values))
    assert {one.phi for one in small} == {k / 10 for k in range(10)}


def test_without_sampling_variance_no_noise_tried_is_zero():
    assert min(one.tau2 for one in candidates(np.array([1.0, 2.0]), np.zeros(2))) > 0


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


def test_the_size_of_a_break_is_the_difference_of_two_means_with_students_interval():
    values = np.array([1.0, 2.0, 3.0, 7.0, 9.0])
    step = step_at(whiten(values, np.arange(5), np.zeros(5), Noise(4.0, 0.0)), (0, 3, 5), 3)
    half = 3.182446305284263 * (4 / 3 + 4 / 2) ** 0.5  # t of 3 degrees, 97.5 %
    assert (step.before, step.after, step.size) == pytest.approx((2.0, 8.0, 6.0))
    assert (step.low, step.high) == pytest.approx((6 - half, 6 + half))


def test_the_95_percent_date_set_holds_the_true_date_at_least_nine_times_in_ten():
    inside = sum(first <= 30 <= last
                 for first, last in (date_set(*dated(1.5, seed)[:3], 0) for seed in range(300)))
    assert inside >= 0.90 * 300

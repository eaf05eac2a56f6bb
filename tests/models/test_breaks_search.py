"""Room, search, noise and inference of breaks against brute force, dense matrices and others."""

import json
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest
import ruptures
from scipy import optimize, stats

from tension.models.breaks.fit import fit_breaks
from tension.models.breaks.inference import average_levels, critical, date_set
from tension.models.breaks.model import Model
from tension.models.breaks.noise import EXPONENTS, PHIS, Law, best_phi
from tension.models.breaks.partition import fit_partition
from tension.models.breaks.search import Limits, Room, best_partitions
from tension.models.breaks.whiten import basis, relative_precision, restart_costs, whiten
from tension.models.noise import Observations

ROOT = Path(__file__).parents[2]
GOLDEN = json.loads((ROOT / "tests" / "golden" / "strucchange.json").read_text(encoding="utf-8"))
MEANS = sorted(name for name, fact in GOLDEN.items() if fact["formula"] == "y ~ 1")
PLAIN = Model("mean", 0.0, 0.0)


def series(values, position=None, sampling=None, covered=None):
    values = np.asarray(values, dtype=float)
    position = np.arange(len(values)) if position is None else position
    return Observations(
        position=position, tension=values,
        sampling=np.zeros(len(values)) if sampling is None else np.asarray(sampling),
        events=np.ones(len(values)), variance=0.0, covered=covered or (0, int(position[-1]) + 1),
    )


def costs(seen, law):
    """Costs of every regime."""
    return restart_costs(whiten(seen, basis(seen.position, "mean"), law), np.arange(len(seen)))


def squares(values):
    """Costs as plain sums of squares."""
    return costs(series(values), Law(0.0, 0.0))


def allowed(position, covered, limits):
    """Which regimes of observations i … j − 1 are long enough, at [i, j]."""
    at = np.arange(len(position) + 1)
    return Room.of(position, covered, limits).long_enough(at[:-1, None], at[None, :])


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


def test_a_month_of_few_events_pulls_the_level_less():
    seen = series([40.0, 40.0, 90.0], sampling=[1.0, 1.0, 99.0])
    rows = whiten(seen, basis(seen.position, "mean"), Law(0.0, 1.0))
    few = fit_partition(rows, (0, 3)).coefficients.item()
    assert few == pytest.approx((40 + 40 + 90 / 99) / (1 + 1 + 1 / 99))


def test_effective_events_count_relative_to_their_geometric_mean():
    seen = series(np.zeros(4), sampling=[1.0, 4.0, 2.0, 2.0])
    assert relative_precision(seen) == pytest.approx([2.0, 0.5, 1.0, 1.0])
    # Where a sampling variance is unknown all weigh alike.
    assert relative_precision(series(np.zeros(3), sampling=[1.0, 0.0, 2.0])).tolist() == [1, 1, 1]


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
    cost = costs(series(values, position, sampling), Law(0.4, 1.0))
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


@pytest.mark.parametrize("name", MEANS)
def test_with_unit_noise_partitions_and_squares_are_those_of_strucchange(name):
    assert GOLDEN[name]["starts"][1]
    check(GOLDEN[name])


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


@pytest.mark.parametrize(("phi", "exponent"), [(0.0, 0.0), (0.6, 1.0), (0.9, 0.0)])
def test_the_noise_found_is_as_likely_as_an_optimisers(phi, exponent):
    rng = np.random.default_rng(7)
    position = np.flatnonzero(rng.random(300) >= 0.3)
    sampling = 200 / rng.integers(1, 9, len(position))
    seen = series(np.zeros(len(position)), position, sampling)
    spread = relative_precision(seen) ** (-exponent / 2)
    seen = replace(seen, tension=50 + 6 * remembering(phi, 300, rng)[position] * spread)

    def cost(point, tried):
        law = Law(float(0.95 / (1 + np.exp(-point[0]))), tried)
        rows = whiten(seen, basis(seen.position, "mean"), law)
        rss = fit_partition(rows, (0, len(seen))).rss
        return len(seen) * (np.log(2 * np.pi * rss / len(seen)) + 1) + rows.logs.sum()

    best = min(optimize.minimize(cost, [start], args=(tried,), method="Nelder-Mead").fun
               for start in (-2.0, 1.0) for tried in EXPONENTS)
    fit = fit_breaks(seen, Limits(12, 6), 0)
    assert fit.chosen.fit == pytest.approx(best, abs=0.01)
    assert fit.chosen.noise.exponent == exponent
    assert fit.chosen.noise.phi == pytest.approx(phi, abs=0.12)


def test_the_best_memory_may_be_none_and_may_be_the_most_that_is_tried():
    assert best_phi(lambda phi: phi) == 0.0
    assert best_phi(lambda phi: -phi) == PHIS[-1]
    assert best_phi(lambda phi: (phi - 0.4) ** 2) == pytest.approx(0.4, abs=0.01)


def test_many_breaks_are_found_though_few_explain_nothing():
    """Up and down seven times: one to six breaks are worse than none, and seven far better."""
    values = np.tile(np.repeat([0.0, 3.0], 20), 4) + np.random.default_rng(1).normal(size=160)
    fit = fit_breaks(series(values), Limits(12, 6), 12)
    assert all(fit.by_count[few].bic > fit.by_count[0].bic for few in (1, 2, 3))
    assert fit.chosen.starts == pytest.approx(tuple(range(20, 160, 20)), abs=2)


def test_the_scale_of_the_noise_scales_with_the_series():
    values, position, sampling, _ = gapped(2, 60)
    small, large = (fit_breaks(series(k * values, position, sampling), Limits(12, 6), 2).chosen
                    for k in (1, 7))
    assert small.starts == large.starts
    assert 49 * small.noise.sigma2 == pytest.approx(large.noise.sigma2)
    assert small.noise.phi == pytest.approx(large.noise.phi, abs=1e-4)


def test_no_break_however_big_widens_the_noise():
    values = np.random.default_rng(0).normal(0, 2, 240)
    broken = values + 60 * (np.arange(240) >= 120)
    plain, big = (fit_breaks(series(some), Limits(12, 6), 3) for some in (values, broken))
    assert big.by_count[1].noise.sigma2 == pytest.approx(plain.by_count[0].noise.sigma2, rel=0.05)


def test_exponents_are_tried_only_where_periods_differ_in_their_weight():
    seen = series(*gapped(3)[:2])
    assert Model().exponents(seen) == (0.0,)
    assert Model().exponents(series(*gapped(3)[:3])) == EXPONENTS
    assert Model("mean", None, 1.0).exponents(seen) == (1.0,)


# Inference

def test_the_critical_drop_solves_the_limit_distribution():
    assert critical(0.95) == pytest.approx(7.35, abs=0.005)
    for level in (0.8, 0.9, 0.95, 0.99):
        assert (1 - np.exp(-critical(level) / 2)) ** 2 == pytest.approx(level)


def dated(shift, seed=0, count=60, number=1, values=None):
    """A fit with a fixed number of breaks, plain noise."""
    if values is None:
        values = np.random.default_rng(seed).normal(0, 1, count) + shift * (np.arange(count) >= 30)
    fit = fit_breaks(series(values), Limits(1, 5), number, model=PLAIN, further=None)
    return replace(fit, chosen=fit.by_count[number])


@pytest.mark.parametrize("seed", range(6))
def test_the_date_set_holds_the_best_date_and_just_the_dates_the_data_do_not_rule_out(seed):
    fit = dated(1.0, seed)
    cost = squares(fit.seen.tension)
    first, last = date_set(fit, 0)
    assert first <= fit.chosen.starts[0] <= last
    total = {at: 60 * np.log(cost[0, at] + cost[at, 60]) for at in range(5, 56)}
    open_ = [at for at, value in total.items() if value <= min(total.values()) + critical(0.95)]
    assert (first, last) == (open_[0], open_[-1])


def test_the_date_set_is_a_likelihood_ratio_with_errors_that_carry_on():
    """Every date's likelihood by the dense covariance matrix."""
    values = remembering(0.6, 80, np.random.default_rng(2)) + 1.5 * (np.arange(80) >= 40)
    fit = fit_breaks(series(values), Limits(12, 6), 1)
    fit = replace(fit, chosen=fit.by_count[1])
    gap = np.abs(np.subtract.outer(np.arange(80), np.arange(80)))
    inverse = np.linalg.inv(fit.law.phi ** gap.astype(float))

    def rss(at):
        step = np.column_stack([np.arange(80) < at, np.arange(80) >= at]).astype(float)
        beta = np.linalg.solve(step.T @ inverse @ step, step.T @ inverse @ values)
        left = values - step @ beta
        return left @ inverse @ left

    total = {at: 80 * np.log(rss(at)) for at in range(12, 69)}
    kept = [at for at, one in total.items() if one <= min(total.values()) + critical(0.95)]
    assert date_set(fit, 0) == (kept[0], kept[-1])


def test_the_date_set_grows_as_the_shift_shrinks():
    widths = []
    for shift in (4.0, 2.0, 1.0, 0.5):
        sets = [date_set(dated(shift, seed), 0) for seed in range(20)]
        widths.append(np.mean([last - first for first, last in sets]))
    assert widths == sorted(widths)
    assert widths[-1] > 5 * (widths[0] + 1)


def test_a_date_set_of_higher_level_holds_that_of_a_lower():
    fit = dated(1.0)
    low, high = (date_set(fit, 0, level) for level in (0.8, 0.99))
    assert high[0] <= low[0] <= low[1] <= high[1]
    assert high != low


def test_of_several_breaks_each_date_set_stays_between_its_neighbours():
    values = np.repeat([0.0, 3.0, 1.0], 20) + np.random.default_rng(1).normal(0, 1, 60)
    fit = dated(0, number=2, values=values)
    starts = fit.chosen.starts
    sets = [date_set(fit, which) for which in (0, 1)]
    assert 5 <= sets[0][0] <= starts[0] <= sets[0][1] <= starts[1] - 5
    assert starts[0] + 5 <= sets[1][0] <= starts[1] <= sets[1][1] <= 55


def test_levels_and_sizes_are_averaged_over_memory_by_its_restricted_likelihood():
    values, position, sampling, covered = gapped(1, 60)
    seen = series(values, position, sampling, covered)
    fit = fit_breaks(seen, Limits(12, 6), 1)
    fit = replace(fit, chosen=fit.by_count[1])
    found = average_levels(fit)
    start, spread = fit.chosen.starts[0], relative_precision(seen) ** (-fit.law.exponent / 2)
    gap = np.abs(np.subtract.outer(position, position)).astype(float)
    steps = np.column_stack([np.arange(60) < start, np.arange(60) >= start]).astype(float)
    logs, sizes, variances = [], [], []
    for phi in np.linspace(0.005, 0.945, 95):
        matrix = phi**gap * np.outer(spread, spread)
        inverse = np.linalg.inv(matrix)
        known = np.linalg.inv(steps.T @ inverse @ steps)
        beta = known @ steps.T @ inverse @ values
        left = values - steps @ beta
        rss = left @ inverse @ left
        # The levels and the scale integrated out.
        logs.append(-np.linalg.slogdet(matrix)[1] / 2 + np.linalg.slogdet(known)[1] / 2
                    - 29 * np.log(rss))
        sizes.append(beta[1] - beta[0])
        variances.append((known[0, 0] + known[1, 1] - 2 * known[0, 1]) * rss / 58)
    weight = np.exp(np.array(logs) - max(logs))
    weight /= weight.sum()
    size = weight @ sizes
    error = (weight @ (np.array(variances) + (np.array(sizes) - size) ** 2)) ** 0.5
    have, low, high = found.step(0)
    reach = stats.t.ppf(0.975, 58)
    assert have == pytest.approx(size, abs=0.05)
    assert [have - low, high - have] == pytest.approx([reach * error] * 2, rel=0.02)
    assert have == pytest.approx(found.level[1] - found.level[0])


@pytest.mark.parametrize("phi", [0.0, 0.6])
def test_the_interval_of_a_size_holds_the_true_one_when_the_date_is_known(phi):
    inside = 0
    for seed in range(60):
        values = remembering(phi, 120, np.random.default_rng(seed)) + 2 * (np.arange(120) >= 60)
        fit = fit_breaks(series(values), Limits(12, 6), 1)
        known = replace(fit.by_count[1], starts=(60,))
        _, low, high = average_levels(replace(fit, chosen=known)).step(0)
        inside += low <= 2 <= high
    assert inside >= 0.88 * 60  # .95 less two standard errors


def test_the_95_percent_date_set_holds_the_true_date_at_least_nine_times_in_ten():
    inside = sum(first <= 30 <= last
                 for first, last in (date_set(dated(1.5, seed), 0) for seed in range(300)))
    assert inside >= 0.90 * 300

"""Sen's slope and the Mann–Kendall test against counting, enumeration, scipy and pymannkendall."""

import itertools
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from tension.models import mann_kendall as module
from tension.models.families import autoregressive
from tension.models.mann_kendall import (
    Lags,
    MannKendall,
    mann_kendall,
    plain_variance,
    score,
    sen_slope,
    slopes_of_rank,
    variance_factor,
)
from tension.models.noise import Observations

GOLDEN = json.loads(
    (Path(__file__).parents[1] / "golden" / "pymannkendall.json").read_text(encoding="utf-8"))


def observed(values, position=None):
    position = np.arange(len(values)) if position is None else np.asarray(position)
    ones = np.ones(len(position))
    return Observations(position, np.asarray(values, dtype=float), ones, ones, 1.0,
                        (0, int(position[-1]) + 1))


def sparse(seed, count=80, memory=0.5, share=0.6):
    rng = np.random.default_rng(seed)
    kept = np.flatnonzero(rng.random(count) < share)
    return kept, 50 + 8 * autoregressive(memory, count, rng)[kept]


@pytest.mark.parametrize("name", GOLDEN)
def test_score_variance_p_value_and_slope_are_those_of_pymannkendall(name):
    told = GOLDEN[name]
    values, place = np.array(told["y"]), np.arange(len(told["y"]))
    slope = np.mean(slopes_of_rank(place, values, _middle(len(values))))
    assert slope == pytest.approx(told["plain"]["slope"], rel=1e-12)
    lags = Lags.of(place, stats.rankdata(np.round(values - slope * place, module.DIGITS)))
    factors = {"plain": 1.0, "hamed_rao": lags.factor(lags.significant)}
    for kind, factor in factors.items():
        test = MannKendall(score(values), plain_variance(values), factor)
        assert test.score == told[kind]["score"]
        assert test.variance == pytest.approx(told[kind]["variance"], rel=1e-9)
        assert test.p_value == pytest.approx(told[kind]["p_value"], abs=1e-9)


def _middle(count):
    pairs = count * (count - 1) // 2
    return [(pairs - 1) // 2, pairs // 2]


def test_the_golden_series_have_ties_and_corrections_both_ways():
    ratios = {name: one["hamed_rao"]["variance"] / one["plain"]["variance"]
              for name, one in GOLDEN.items()}
    assert max(ratios.values()) > 2 > 1 > min(ratios.values())
    assert len(set(GOLDEN["ties"]["y"])) < len(GOLDEN["ties"]["y"])


@pytest.mark.parametrize("values", [(1, 2, 3, 4, 5, 6), (1, 1, 2, 3, 3, 3), (2, 2, 2, 2, 2, 5)])
def test_the_plain_variance_is_that_over_all_orders(values):
    scores = [score(np.array(order, dtype=float)) for order in itertools.permutations(values)]
    assert np.mean(scores) == pytest.approx(0)
    assert plain_variance(np.array(values)) == pytest.approx(np.var(scores))


@pytest.mark.parametrize("seed", range(3))
def test_score_and_slope_are_those_of_counting_pairs(seed):
    place, values = sparse(seed)
    values = np.round(values)
    pairs = list(itertools.combinations(range(len(values)), 2))
    assert score(values) == sum(np.sign(values[j] - values[i]) for i, j in pairs)
    slopes = [(values[j] - values[i]) / (place[j] - place[i]) for i, j in pairs]
    assert sen_slope(observed(values, place), 12.0).slope == pytest.approx(12 * np.median(slopes))


@pytest.mark.parametrize("seed", range(3))
def test_without_memory_slope_interval_and_score_are_those_of_scipy(seed, monkeypatch):
    monkeypatch.setattr(module, "variance_factor", lambda *_: 1.0)
    place, values = sparse(seed, memory=0.0)
    found, want = sen_slope(observed(values, place), 1.0), stats.theilslopes(values, place)
    assert (found.slope, found.low, found.high) == pytest.approx(
        (want.slope, want.low_slope, want.high_slope), rel=1e-12)
    assert found.line[0] == pytest.approx(want.intercept + want.slope * place[0])
    count = len(values)
    tau = stats.kendalltau(place, values).statistic
    assert score(values) == round(tau * count * (count - 1) / 2)


@pytest.mark.parametrize("seed", range(3))
def test_correlations_across_gaps_are_those_of_plain_loops(seed):
    place, values = sparse(seed)
    ranks = stats.rankdata(values)
    lags, own, count = Lags.of(place, ranks), ranks - ranks.mean(), len(ranks)
    total = 0.0
    for at, lag in enumerate(lags.lag):
        pairs = [(i, j) for i in range(count) for j in range(i, count)
                 if place[j] - place[i] == lag]
        left = count - np.mean([j - i for i, j in pairs])
        mean = np.mean([own[i] * own[j] for i, j in pairs]) / np.mean(own**2)
        assert lags.pairs[at] == len(pairs)
        assert lags.left[at] == pytest.approx(left)
        assert lags.correlation[at] == pytest.approx(mean * left / count)
        clear = abs(mean * left / count) > 1.959964 * (left / count / len(pairs)) ** 0.5
        total += len(pairs) * (left - 1) * (left - 2) * mean * left / count * clear
    want = 1 + 2 * total / (count * (count - 1) * (count - 2))
    assert lags.factor(lags.significant) == pytest.approx(want)
    assert set(lags.lag) == {b - a for a, b in itertools.combinations(place, 2)}


def test_the_factor_is_near_that_of_the_memory_with_gaps_and_without():
    """Mean S² of 400 drawn series over that of independent periods."""
    for share, within in ((1.0, 0.25), (0.5, 0.25)):
        scores, plain, factors = [], [], []
        for seed in range(400):
            place, values = sparse(seed, 120, 0.5, share)
            scores.append(score(values))
            plain.append(plain_variance(values))
            factors.append(variance_factor(place, values))
        want = np.mean(np.square(scores)) / np.mean(plain)
        assert np.mean(factors) == pytest.approx(want, rel=within)


def test_a_slope_found_by_counting_is_the_one_found_by_listing(monkeypatch):
    place, values = sparse(4, 400)
    values = np.round(values)
    pairs = len(values) * (len(values) - 1) // 2
    ranks = [0, 100, pairs // 3, pairs // 2, pairs - 1]
    want = slopes_of_rank(place, values, ranks)
    monkeypatch.setattr(module, "DIRECT", 10)
    assert slopes_of_rank(place, values, ranks) == pytest.approx(want, abs=1e-9)


def test_equal_values_and_exact_lines_are_no_trouble():
    flat = sen_slope(observed(np.full(20, 40.0)), 12.0)
    assert (flat.slope, flat.p_value, flat.verdict) == (0.0, 1.0, "no trend")
    line = sen_slope(observed(40 + np.arange(20) / 12), 12.0)
    assert line.slope == pytest.approx(1.0)
    assert line.verdict == "rising"


series_of = st.lists(st.integers(0, 400), min_size=12, max_size=40)


@settings(max_examples=60, deadline=None)
@given(series_of, st.integers(-40, 40), st.sampled_from([0.25, 0.5, 2.0, 4.0]),
       st.randoms(use_true_random=False))
def test_shift_scale_and_reversal(numbers, shift, scale, chance):
    values = np.array(numbers) / 4.0
    place = np.sort(chance.sample(range(60), len(values)))
    base = sen_slope(observed(values, place), 12.0)
    moved = sen_slope(observed(values + shift, place), 12.0)
    assert (moved.slope, moved.low, moved.high, moved.p_value) == pytest.approx(
        (base.slope, base.low, base.high, base.p_value), abs=1e-8)
    larger = sen_slope(observed(values * scale, place), 12.0)
    assert (larger.slope, larger.low, larger.high) == pytest.approx(
        (base.slope * scale, base.low * scale, base.high * scale), abs=1e-8)
    back = sen_slope(observed(values[::-1], (place[-1] - place)[::-1]), 12.0)
    # The memory is found to a tolerance, which may carry an end to the neighbouring slope.
    assert back.slope == pytest.approx(-base.slope, abs=1e-9)
    assert back.p_value == pytest.approx(base.p_value, abs=1e-4)
    test = mann_kendall(place, values, base.slope / 12)
    assert test.factor >= 1

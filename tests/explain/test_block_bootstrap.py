"""The stationary bootstrap, against arch's."""

import json
from pathlib import Path

import numpy as np
import pytest

from tension.explain.block_bootstrap import (
    block_length,
    block_length_of_ar,
    block_places,
    draws_for,
    resampled,
)
from tension.explain.correlation import pearson

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "arch.json").read_text("utf-8"))


@pytest.mark.parametrize("name", GOLDEN["lengths"])
def test_block_lengths_are_those_of_arch_and_never_below_one(name):
    case = GOLDEN["lengths"][name]
    assert block_length(np.array(case["y"])) == pytest.approx(max(case["block"], 1.0), rel=1e-9)


def test_of_a_handful_or_a_constant_the_length_is_the_cube_root():
    assert block_length(np.arange(8.0)) == pytest.approx(2.0)
    assert block_length(np.full(125, 3.0)) == pytest.approx(5.0)


def test_standard_errors_and_quantiles_are_those_of_arch_within_its_own_chance():
    told = GOLDEN["bootstrap"]
    x, y = np.array(told["x"]), np.array(told["y"])
    made = resampled(len(x), told["block"], 20_000, 3, lambda at: pearson(x[at], y[at]))
    assert np.arctanh(made).std(ddof=1) == pytest.approx(told["correlation_error"], rel=0.03)
    assert np.quantile(made, [0.025, 0.975]) == pytest.approx(
        told["correlation_quantiles"], abs=0.01)
    means = resampled(len(x), told["block"], 20_000, 4, lambda at: x[at].mean(axis=1))
    assert means.std(ddof=1) == pytest.approx(told["mean_error"], rel=0.03)


def test_blocks_have_the_mean_length_asked_for_and_run_on_round_the_ring():
    rows = resampled(50, 4.0, 2000, 0, lambda at: at)
    assert rows.min() == 0
    assert rows.max() == 49
    runs_on = (np.diff(rows, axis=1) % 50 == 1).mean()
    # A block goes on with chance 3/4; a new one begins where the last would have gone on in 1/50.
    assert runs_on == pytest.approx(0.75 + 0.25 / 50, abs=0.005)
    # Every position is as likely as any other, the ends too.
    share = np.bincount(rows.ravel(), minlength=50) / rows.size
    assert share == pytest.approx(np.full(50, 0.02), abs=0.002)


def test_the_same_seed_gives_the_same_resamples_and_another_others():
    one, again, other = (resampled(30, 3.0, 5, seed, lambda at: at) for seed in (1, 1, 2))
    assert (one == again).all()
    assert (one != other).any()


def test_a_long_series_gets_fewer_resamples_but_never_fewer_than_199():
    assert [draws_for(count) for count in (10, 4004, 8000, 10**6)] == [999, 999, 500, 199]


def test_resamples_drawn_in_parts_are_all_there(monkeypatch):
    monkeypatch.setattr("tension.explain.block_bootstrap.AT_ONCE", 100)
    assert resampled(30, 3.0, 11, 1, lambda at: at).shape == (11, 30)


def test_blocks_of_one_are_independent_draws():
    places = block_places(30_000, 1.0, 1, np.random.default_rng(2))[0]
    assert abs(np.corrcoef(places[:-1], places[1:])[0, 1]) < 0.02


def test_the_length_for_a_known_autocorrelation_follows_the_published_rule():
    # Patton, Politis & White (2009): (2 G² ÷ D)^⅓ n^⅓ with G = Σ|k|R(k) and D = 2 g(0)².
    phi, n = 0.6, 400
    lags = np.arange(1, 2000)
    moment, long_run = 2 * (lags * phi**lags).sum(), 1 + 2 * (phi**lags).sum()
    expected = (2 * moment**2 / (2 * long_run**2)) ** (1 / 3) * n ** (1 / 3)
    assert block_length_of_ar(phi, n) == pytest.approx(expected)
    assert block_length_of_ar(0.0, 1000) == pytest.approx(10.0)
    assert block_length_of_ar(0.95, 20) == 5.0

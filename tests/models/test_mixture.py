"""Mixtures of normals against scipy, numerical integration and scoringrules."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from tension.models.mixture import Mixture, sample_crps

GOLDEN = json.loads(
    (Path(__file__).parents[1] / "golden" / "scoringrules.json").read_text(encoding="utf-8"))


def mixture(seed, parts=5):
    rng = np.random.default_rng(seed)
    return Mixture(rng.dirichlet(np.ones(parts)), rng.normal(50, 10, parts),
                   rng.uniform(0.01, 400, parts))


def below(whole, value):
    return whole.weight @ stats.norm.cdf(value, whole.mean, np.sqrt(whole.variance))


@pytest.mark.parametrize("told", GOLDEN["mixtures"])
def test_the_score_of_a_mixture_is_that_of_scoringrules(told):
    whole = Mixture(*(np.array(told[name]) for name in ("weight", "mean")),
                    np.array(told["spread"]) ** 2)
    assert [whole.crps(y) for y in told["values"]] == pytest.approx(told["crps"], abs=1e-9)


@pytest.mark.parametrize("told", GOLDEN["samples"])
def test_the_score_of_a_sample_is_that_of_scoringrules(told):
    points = np.array(told["points"])
    have = [sample_crps(points, y) for y in told["values"]]
    assert have == pytest.approx(told["crps"], abs=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_the_score_is_the_integral_of_its_definition(seed):
    whole, value = mixture(seed), 61.0
    parts = [
        integrate.quad(lambda x: (below(whole, x) - (x >= value)) ** 2, *ends, limit=400)[0]
        for ends in ((-150, value), (value, 250))
    ]
    assert whole.crps(value) == pytest.approx(sum(parts), abs=1e-5)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 1000), st.floats(0.001, 0.999))
def test_as_much_lies_below_a_quantile_as_it_says(seed, share):
    whole = mixture(seed)
    assert below(whole, whole.quantile(share)) == pytest.approx(share, abs=1e-9)


def test_one_normal_has_its_own_quantiles_and_band():
    one = Mixture(np.ones(1), np.array([40.0]), np.array([9.0]))
    assert one.band(0.95) == pytest.approx(stats.norm.interval(0.95, 40, 3))
    assert one.centre == 40


def test_a_mixture_has_longer_tails_than_one_normal_of_its_variance():
    whole = Mixture(np.array([0.5, 0.5]), np.array([50.0, 50.0]), np.array([1.0, 99.0]))
    assert whole.quantile(0.999) > stats.norm.ppf(0.999, 50, 50**0.5)
    assert whole.quantile(0.9) < stats.norm.ppf(0.9, 50, 50**0.5)
